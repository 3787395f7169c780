"""Events: what an article reports as happening, being so, or being counted; one decision a predicate.

Which predicates count and what PLOVER event they are is in extract/predicates.py, the sides and the place in
extract/roles.py, the certainty in extract/certainty.py. An event belongs to the innermost claim whose content holds
its trigger, and its certainty is the one that this claim's source gives it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from dateline.extract.certainty import certainty
from dateline.extract.event_words import word_class
from dateline.extract.occasions import Setting, setting_of
from dateline.extract.predicates import Decision, Predicates, kind_of
from dateline.extract.references import references
from dateline.extract.roles import ACTORS, RoleFinder, Roles, SentenceMentions
from dateline.extract.states import states
from dateline.extract.syntax import dependents, span_of, subtree
from dateline.records import (
    REFERENCE,
    Article,
    Certainty,
    Claim,
    Cluster,
    Derivation,
    EventMention,
    Mention,
    Rows,
    Sentence,
    Span,
    TimeExpression,
    row_id,
)

VERSION = "1"
S = TypeVar("S", Mention, TimeExpression)
#: Weights of salience, which sum to 1: how early the event stands, how often its sides are named, whether it heads its
#: sentence, how much of its clause the title has. News puts what matters first, hence the first weight; the order of
#: the four is the field's (Liu et al. 2018, "Automatic Event Salience Identification"), the numbers are round.
EARLY: Final = 0.35
NAMED: Final = 0.30
HEADING: Final = 0.20
TITLED: Final = 0.15
#: How many words a dateline may have: "RIO DE JANEIRO, Brazil, Sept. 15, 2023 (Agency name) --" has 16.
DATELINE: Final = 20
#: The certainty of a refusal by that of what is refused.
REFUSED: Final[dict[Certainty, Certainty]] = {"CT-": "CT+", "PR-": "CT+", "PS-": "PS+"}
#: Contents round one word, at most: how deep reported speech nests in prose. Bounds work on hostile text.
DEEPEST: Final = 32
#: Frames of claims (extract/attribution.py) in which nobody need speak.
RAISED_FRAMES: Final = frozenset({"raised", "raised+pass", "to+pass", "clause+pass", "bare"})
#: Frames of claims whose content has a subject of its own, so that the claim's source is no actor in it.
FINITE_FRAMES: Final = frozenset({"that", "clause", "before", "late", "far-that", "according"})
#: Branches of a clause that are another clause.
BESIDE: Final = frozenset({"conj", "parataxis", "advcl"})


@dataclass(frozen=True, slots=True)
class _Context:
    """What every event of an article is looked at against."""

    article: Article
    contents: _Contents
    counts: Counter[str]
    title: frozenset[str]
    setting: Setting


def find_events(rows: Rows) -> Iterator[EventMention]:
    """The events of the article, in the order of the text."""
    sentences = rows.of(Sentence)
    setting = setting_of(rows.article, sentences)
    context = _Context(rows.article, _Contents(rows.of(Claim)), _counts(rows), _title(rows.article), setting)
    mentions = _by_sentence(sentences, rows.of(Mention))
    times = _by_sentence(sentences, rows.of(TimeExpression))
    for sentence, here, when in zip(sentences, mentions, times, strict=True):
        yield from _in_sentence(sentence, here, when, context)


def _in_sentence(
    sentence: Sentence, mentions: Sequence[Mention], times: Sequence[TimeExpression], context: _Context
) -> Iterator[EventMention]:
    predicates = Predicates(sentence, context.setting)
    named = SentenceMentions(sentence, _after_dateline(sentence, mentions))
    decisions = [decision for decision in predicates.decisions() if not _is_actor(sentence, decision, named)]
    decisions = sorted([*decisions, *states(sentence, decisions)], key=lambda decision: decision.index)
    spoken_of = list(references(predicates, decisions, named))
    if not decisions and not spoken_of:
        return
    finder = RoleFinder(predicates, named)
    when = _times(sentence, times, decisions, predicates)
    for decision in sorted([*decisions, *spoken_of], key=lambda decision: decision.index):
        if not _is_withheld_name(sentence, decision):
            yield _event(sentence, decision, finder.find(decision), when.get(decision.index), context)


def _after_dateline(sentence: Sentence, mentions: Sequence[Mention]) -> Sequence[Mention]:
    """The mentions but those of a dateline, which parsers take for part of the subject ("PARIS -- The king ...")."""
    for token in sentence.tokens[:DATELINE]:
        if token.pos in ("VERB", "AUX"):
            break
        if token.text in ("--", "—", "–"):
            return [mention for mention in mentions if mention.span.start >= token.end]
    return mentions


def _is_actor(sentence: Sentence, decision: Decision, mentions: SentenceMentions) -> bool:
    """Whether a word stands for people here ("the opposition"), or is part of a name that was read as a verb."""
    mention = mentions.at(decision.index)
    if mention is None:
        return False
    verbal = kind_of(sentence.tokens[decision.index]) == "verbs"
    return mention.form == "name" if verbal else mention.kind in ACTORS


def _is_withheld_name(sentence: Sentence, decision: Decision) -> bool:
    """Whether a predicate only says under what name a source spoke: "who asked not to be named", "on condition of"."""
    top = sentence.tokens[decision.index]
    while top.dep in ("xcomp", "ccomp", "conj", "advcl", "pcomp", "prep") and top.head != top.index:
        if top.tag == "VBG" and top.dep == "advcl":
            break
        top = sentence.tokens[top.head]
    if top.dep not in ("relcl", "acl", "advcl"):
        return False
    words = [sentence.tokens[index] for index in subtree(sentence, top.index)]
    if any(word.lemma.lower() in word_class("anonymity") for word in words):
        return True
    withheld = any(word.dep == "neg" or word.lemma.lower() in word_class("withhold") for word in words)
    return withheld and any(word.tag == "VBN" and word.lemma.lower() in word_class("naming") for word in words)


def _event(sentence: Sentence, decision: Decision, roles: Roles, time: str | None, context: _Context) -> EventMention:
    token = sentence.tokens[decision.index]
    trigger = Span(context.article.id, token.start, token.end)
    clause = _clause(sentence, decision)
    coding = decision.coding
    claim = context.contents.claim(trigger, sentence)
    if decision.method != "obligation":  # there the source is the one who asks
        roles = _without_source(roles, claim)
    sides = (*roles.actors, *roles.recipients)
    return EventMention(
        id=row_id("ev", context.article.id, trigger.start, trigger.end),
        trigger=trigger,
        clause=clause,
        code=coding.code if coding else None,
        mode=coding.mode if coding else None,
        cameo=coding.cameo if coding else None,
        actors=tuple(mention.id for mention in roles.actors),
        recipients=tuple(mention.id for mention in roles.recipients),
        place=roles.place.id if roles.place else None,
        time=time,
        certainty=_certainty(sentence, decision),
        claim=claim.id if claim else None,
        salience=_salience(sentence, decision, [mention.id for mention in sides], clause, context),
        derivation=Derivation("events", VERSION, decision.method),
        instruments=tuple(mention.id for mention in roles.instruments),
    )


def _certainty(sentence: Sentence, decision: Decision) -> Certainty:
    """As the words have it; "will not release" is a certain refusal, though of a release that is not to be."""
    value = certainty(sentence, decision.index)
    refused = decision.method == "future" and decision.coding is not None and decision.coding.code == "REJECT"
    return REFUSED.get(value, value) if refused else value


class _Contents:
    """The contents of an article's claims, asked for in the order of the text: one sweep, so linear in their number."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self._pieces = sorted(
            ((piece.start, piece.end, claim.id, claim) for claim in claims for piece in claim.content),
            key=lambda piece: piece[:3],
        )
        self._next = 0
        self._open: list[tuple[int, int, str, Claim]] = []

    def claim(self, trigger: Span, sentence: Sentence) -> Claim | None:
        """The innermost claim of somebody whose content holds the trigger: whose content there is the shortest."""
        while self._next < len(self._pieces) and self._pieces[self._next][0] <= trigger.start:
            self._open.append(self._pieces[self._next])
            self._next += 1
        self._open = [piece for piece in self._open if piece[1] > trigger.start][-DEEPEST:]
        around = [piece for piece in self._open if piece[1] >= trigger.end and _is_made(piece[3], sentence)]
        return min(around, key=lambda piece: (piece[1] - piece[0], piece[2]))[3] if around else None


def _is_made(claim: Claim, sentence: Sentence) -> bool:
    """Whether anybody makes a claim: "is expected to return" is the outlet's own, "is said to" is not."""
    if claim.source or _frame(claim) not in RAISED_FRAMES:
        return True
    end = claim.cue[-1].end if claim.cue else -1
    return any(token.end == end and token.lemma.lower() in word_class("hearsay") for token in sentence.tokens)


def _frame(claim: Claim) -> str:
    """The frame in which grammar has a claim's cue, whoever found the claim."""
    return claim.derivation.method.rpartition("/")[2]


def _without_source(roles: Roles, claim: Claim | None) -> Roles:
    """The roles without whom the parser took for a side, and who only says so: "X agreed, an official told Y"."""
    if claim is None:
        return roles
    outside = (*claim.source, *claim.cue)
    sides = roles.actors, roles.recipients
    finite = _frame(claim) in FINITE_FRAMES
    actors, recipients = (
        tuple(m for m in side if m.id not in claim.via and not any(span.covers(m.head) for span in outside))
        for side in sides
    )
    return replace(roles, actors=actors if finite else roles.actors, recipients=recipients)


def _clause(sentence: Sentence, decision: Decision) -> Span:
    """The words that report the event: its own clause, with the verb that carries it where it is a noun."""
    at = decision.index
    token = sentence.tokens[at]
    told = decision.method != REFERENCE and kind_of(token) == "nouns"
    if told and token.dep in ("dobj", "nsubjpass", "nsubj"):
        at = token.head
    words = subtree(sentence, at, without=BESIDE)
    while len(words) > 1 and sentence.tokens[words[0]].pos in ("PUNCT", "SPACE"):
        words.pop(0)
    while len(words) > 1 and sentence.tokens[words[-1]].pos in ("PUNCT", "SPACE"):
        words.pop()
    return span_of(sentence, words)


# ---------------------------------------------------------------- times


def _times(
    sentence: Sentence, times: Sequence[TimeExpression], decisions: Sequence[Decision], predicates: Predicates
) -> dict[int, str]:
    """Event to time expression: that of the predicate it hangs on, or of the event that this predicate leads to."""
    found: dict[int, str] = {}
    events = {decision.index for decision in decisions}
    for time in times:
        if time.type not in ("DATE", "TIME"):  # how long and how often are not when
            continue
        heads = [token for token in sentence.tokens if time.span.start <= token.start < time.span.end]
        inside = {token.index for token in heads}
        top = next((token for token in heads if token.head not in inside), None)
        index = _governor(sentence, top.index, events, predicates) if top else None
        if index is not None:
            found.setdefault(index, time.id)
    for decision in decisions:
        token = sentence.tokens[decision.index]
        if decision.over in found:
            found.setdefault(decision.index, found[decision.over])
        if token.dep == "nsubj" and token.head in found:  # "the talks collapsed on Monday"
            found.setdefault(decision.index, found[token.head])
    return found


def _governor(sentence: Sentence, index: int, events: set[int], predicates: Predicates) -> int | None:
    """The event that a time is said of: the first on the way up, or what the first verb there carries."""
    for _ in range(6):
        token = sentence.tokens[index]
        if token.head == index:
            return None
        index = token.head
        if index in events:
            return index
        verb = sentence.tokens[index]
        if verb.pos in ("VERB", "AUX"):
            if verb.lemma.lower() in word_class("saying") | word_class("announcing"):
                return None
            if verb.dep == "acl" and verb.head in events:  # "talks held on Monday"
                return verb.head
            subjects = dependents(sentence, index, "nsubj", "nsubjpass")
            if taking := [child.index for child in subjects if child.index in events]:  # "the talks took place on"
                return taking[0]
            inner = predicates.inner(index)
            return inner.index if inner and inner.index in events else None
    return None


# ---------------------------------------------------------------- salience


def _salience(sentence: Sentence, decision: Decision, sides: list[str], clause: Span, context: _Context) -> float:
    length = max(len(context.article.text), 1)
    most = max(context.counts.values(), default=0)
    named = max((context.counts[side] for side in sides), default=0) / most if most else 0.0
    words = {
        token.lemma.lower()
        for token in sentence.tokens
        if clause.start <= token.start < clause.end and token.pos in ("NOUN", "PROPN", "VERB", "ADJ", "NUM")
    }
    titled = len(words & context.title) / len(context.title) if context.title else 0.0
    score = (
        EARLY * (1 - sentence.span.start / length)
        + NAMED * named
        + HEADING * _heads(sentence, decision.index)
        + TITLED * titled
    )
    return round(min(max(score, 0.0), 1.0), 3)


def _heads(sentence: Sentence, index: int) -> float:
    """1 for the main predicate of a sentence (under a verb of saying too), 1/2 for its complement, else 0."""
    token = sentence.tokens[index]
    if token.dep == "ROOT":
        return 1.0
    head = sentence.tokens[token.head]
    if token.dep == "ccomp" and head.dep == "ROOT" and head.lemma.lower() in word_class("saying"):
        return 1.0
    return 0.5 if head.dep == "ROOT" and token.dep in ("dobj", "xcomp", "nsubj", "nsubjpass", "conj", "ccomp") else 0.0


def _counts(rows: Rows) -> Counter[str]:
    """How often what a mention stands for is mentioned, by mention id."""
    counts: Counter[str] = Counter({mention.id: 1 for mention in rows.of(Mention)})
    for cluster in rows.of(Cluster):
        for mention in cluster.mentions:
            counts[mention] = len(cluster.mentions)
    return counts


def _title(article: Article) -> frozenset[str]:
    return frozenset(word for word in (article.title or "").lower().split() if len(word) > 3)


def _by_sentence(sentences: Sequence[Sentence], rows: Sequence[S]) -> list[list[S]]:
    """The rows that start in each sentence."""
    ordered = sorted(rows, key=lambda row: (row.span.start, row.span.end, row.id))
    out: list[list[S]] = []
    at = 0
    for sentence in sentences:
        while at < len(ordered) and ordered[at].span.start < sentence.span.start:
            at += 1
        here: list[S] = []
        while at < len(ordered) and ordered[at].span.start < sentence.span.end:
            here.append(ordered[at])
            at += 1
        out.append(here)
    return out
