"""What the trained finder, the rules and the forms of a page find, as one list of drafts.

The finder decides what is claimed in running text, since it was taught by thousands of annotated attributions. These
mark each word once, so where a chain shows in a sentence (`relays`) the rules supply the links that the finder leaves
out, or draws so that they don't stand in each other. Elsewhere a claim that only the rules find is kept where they are
surer than they need be alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dateline.atlas.forms import form_words
from dateline.extract.candidate import Candidate
from dateline.extract.closing import closed
from dateline.extract.drafts import Draft, Piece, holds_inside
from dateline.extract.finder import Attribution
from dateline.extract.layout import Found
from dateline.extract.mending import TRAINED, mended
from dateline.extract.relays import cited_at, filled, holds, is_quoting, is_told, relays, starts_of
from dateline.extract.speech import Page
from dateline.extract.stretches import shared, tokens_of, touching, within
from dateline.extract.syntax import dependents, head_of, subtree
from dateline.extract.word_cues import is_measure
from dateline.records import Sentence, Token

#: The frame of a form that gives way to what the sentence says.
HEADLINE = "headline"
#: The frame of a quotation inside another, which takes no one's place but its own.
INNER = "inner"
#: A claim of nobody is kept from this likelihood up. PolNeAR dev, pair and content F1: 0 73.8 89.5, 0.6 74.2 89.3,
#: 0.7 74.6 89.1, 0.8 74.9 89.1.
NOBODYS_SHARE = 0.6
#: Rules add a claim that touches none of the finder's from this likelihood up.
ALONE_SHARE = 0.9
#: What a verb has as object and all that follows is seldom a content: kept from this likelihood up. PolNeAR dev, pair
#: and cue F1: 0 75.4 73.05, 0.8 75.5 73.14.
LOOSE, LOOSE_SHARE = "trained/obj-on", 0.8
#: Rules add a claim around one of the finder's from this likelihood up.
AROUND_SHARE = 0.9


def join(
    page: Page, found: Sequence[Attribution], ruled: Sequence[Draft], options: Iterable[Draft] = ()
) -> list[Draft]:
    """The finder's attributions as drafts with those of the rules that add to them, in the order of their cues.

    `options` are the candidates, also those that no rule chose: they know the subject of each verb. Where a chain
    shows (`relays`), its links are the finder's as far as they stand in each other, else the rules'.
    """
    trained = [draft for one in found if (draft := _draft(page, one, TRAINED)) is not None]
    trained = mended(page, trained, ruled, options)
    trained = [draft for draft in trained if draft.source or draft.share >= NOBODYS_SHARE]
    links = _Links(page, trained, ruled)
    kept = closed(page, [*links.trained, *links.ruled])
    ground = _Ground(kept)
    added = [draft for draft in ruled if ground.takes(page, draft)]
    return sorted([*kept, *added], key=lambda draft: (draft.anchor, draft.content))


class _Links:
    """The links of the chains that show: which of the finder's drafts stay, and which of the rules' join them."""

    def __init__(self, page: Page, trained: Sequence[Draft], ruled: Sequence[Draft]) -> None:
        self._by_word = {
            start: number
            for number, draft in enumerate(trained)
            for start in starts_of(draft, draft.candidate.cue)
            if draft.cue
        }
        self._ruled = ruled
        self._found = list(trained)
        self._chosen: dict[int, Draft] = {}  # by the number of the rules' draft
        gone: set[int] = set()
        self._part_sentences()
        for number, draft in enumerate(ruled):
            if is_quoting(draft):
                self._chosen[number] = draft
            elif cites := starts_of(draft, cited_at(draft)):
                gone.update(self._by_word[start] for start in cites if start in self._by_word)
                if draft.citation is not None or self._twin(number) is None:
                    self._chosen[number] = draft
        for outer, inner in relays(page, ruled):
            if not self._side_by_side(outer, inner):
                self._link(outer, inner)
        for number, draft in self._chosen.items():
            twin = self._twin(number)
            if twin is not None and draft.candidate.frame != TRAINED:
                gone.add(twin)
        self.trained = [draft for number, draft in enumerate(self._found) if number not in gone]
        self.ruled = [draft for draft in self._chosen.values() if draft.candidate.frame != TRAINED]

    def _part_sentences(self) -> None:
        """Take from a claim a later sentence that has a report of its own: "TASS reported X. It said Y."."""
        own = {
            draft.content[0]: number for number, draft in enumerate(self._ruled) if draft.source and not draft.quotes
        }
        for at, draft in enumerate(self._found):
            here = draft.sentence.span
            later = [piece for piece in draft.content if piece in own and not here.start <= piece[0] < here.end]
            later = later if len(later) < len(draft.content) else []
            numbers = [own[piece] for piece in later if self._twin(own[piece]) is None]
            if numbers:
                taken = {self._ruled[number].content[0] for number in numbers}
                rest = tuple(piece for piece in draft.content if piece not in taken)
                self._found[at] = replace(draft, content=rest)
                self._chosen.update((number, self._ruled[number]) for number in numbers)

    def _twin(self, number: int) -> int | None:
        """The finder's draft with the same cue."""
        draft = self._ruled[number]
        words = (draft.anchor[0], *sorted(starts_of(draft, draft.candidate.cue)))
        return next((self._by_word[start] for start in words if start in self._by_word), None)

    def _side_by_side(self, outer: int, inner: int) -> bool:
        """Whether the finder has for two links, the inner of which comes last, claims one behind the other."""
        above, below = self._twin(outer), self._twin(inner)
        if above is None or below is None or outer in self._chosen or inner in self._chosen:
            return False
        left, right = self._found[above], self._found[below]
        starts = (piece[0] for piece in (*right.content, *right.cue, *right.source))
        return left.anchor < right.anchor and left.content[-1][1] <= min(starts)

    def _now(self, number: int) -> Draft:
        twin = self._twin(number)
        if number in self._chosen or twin is None:
            return self._chosen.get(number, self._ruled[number])
        return self._found[twin]

    def _link(self, outer: int, inner: int) -> None:
        """Choose for two links of a chain the drafts that stand in each other."""
        above, below = self._now(outer), self._now(inner)
        above = filled(above, below.anchor)
        for left, right in ((above, below), (self._ruled[outer], below), (above, self._ruled[inner])):
            if holds(left, right):
                break
        else:
            left, right = self._ruled[outer], self._ruled[inner]
        for number, draft in ((outer, left), (inner, right)):
            twin = self._twin(number)
            if draft.candidate.frame == TRAINED and twin is not None:
                self._found[twin] = draft
            else:
                self._chosen[number] = draft


def framed(drafts: Iterable[Draft], options: Iterable[Draft]) -> list[Draft]:
    """Drafts, those of the finder with the frame in which grammar has their cue: "trained/that", or "trained" alone."""
    best: dict[Piece, Draft] = {}
    for option in options:
        if option.anchor not in best or option.share > best[option.anchor].share:
            best[option.anchor] = option
    framed_ = (_framed(draft, best.get(draft.anchor)) for draft in drafts)
    return [draft for draft in framed_ if draft.candidate.frame != LOOSE or draft.share >= LOOSE_SHARE]


def _framed(draft: Draft, option: Draft | None) -> Draft:
    if draft.candidate.frame != TRAINED or option is None:
        return draft
    return replace(draft, candidate=replace(draft.candidate, frame=f"{TRAINED}/{option.candidate.frame}"))


def overlay(page: Page, drafts: Sequence[Draft], forms: Sequence[Found]) -> list[Draft]:
    """Drafts with the claims of forms, which take the place of those that stand on the same content from outside it.

    Headlines give way to any: what stands in a sentence is better read by its grammar.
    """
    cues = sorted(cue for one in forms if one.frame == HEADLINE for cue in one.cue)
    drafts = [draft for draft in drafts if not _holds_any(draft.source, cues)]  # "Berg: Reuters" is no name
    drafts = [draft for draft in drafts if not _is_asking(page, draft)]
    said = sorted((start, end, number) for number, draft in enumerate(drafts) for start, end in draft.content)
    laid = [
        draft
        for one in forms
        if not (one.frame == HEADLINE and _said(one, said, drafts))
        and (draft := _draft(page, one, one.frame)) is not None
    ]
    heads = sorted(one.content[0] for one in laid if one.candidate.frame == HEADLINE)
    drafts = [_clipped(draft, heads) for draft in drafts]
    contents = sorted((start, end, number) for number, draft in enumerate(laid) for start, end in draft.content)
    kept = [draft for draft in drafts if not _replaced(draft, contents, laid)]
    return sorted([*laid, *kept], key=lambda draft: (draft.anchor, draft.content))


def _holds_any(pieces: Sequence[Piece], marks: Sequence[Piece]) -> bool:
    return any(True for piece in pieces for _ in touching(marks, piece))


def _said(form: Found, contents: Sequence[tuple[int, int, int]], drafts: Sequence[Draft]) -> bool:
    """Whether a draft of somebody's says some of what a headline says, and does not stand in it as a whole."""
    met = {number for piece in form.content for _, _, number in touching(contents, piece)}
    behind = bool(form.cue) and form.cue[0][0] >= form.content[-1][1]
    return any(drafts[n].source and not (behind and within([drafts[n].anchor], form.content)) for n in met)


def _is_asking(page: Page, draft: Draft) -> bool:
    """Whether a source is the label of who asks: "Q: Where were you?"."""
    label = [page.text[start:end].casefold().strip(" .") for start, end in draft.source]
    return len(label) == 1 and label[0] in form_words("question") and page.text[draft.source[0][0]].isupper()


def _clipped(draft: Draft, headlines: Sequence[Piece]) -> Draft:
    """A draft in a headline's content without what stands behind it: "says fog hid the jetty | : Xinhua"."""
    for low, high in touching(headlines, draft.anchor):
        kept = tuple((max(low, a), min(high, b)) for a, b in draft.content if a < high and b > low)
        return replace(draft, content=kept) if kept else draft
    return draft


def _replaced(draft: Draft, contents: Sequence[tuple[int, int, int]], laid: Sequence[Draft]) -> bool:
    """Whether a form says better what a draft says: it holds most of its content, and not its cue."""
    met = {number for piece in draft.content for _, _, number in touching(contents, piece)}
    return any(
        2 * shared(draft.content, laid[number].content) > _size(draft)
        and not within([draft.anchor], laid[number].content)
        and (laid[number].candidate.frame != INNER or within(draft.content, laid[number].content))
        for number in met
    )


def _size(one: Draft | Found) -> int:
    return sum(end - start for start, end in one.content)


def _draft(page: Page, one: Attribution | Found, frame: str) -> Draft | None:
    sentence = page.sentence_at((one.cue or one.source or one.content)[0][0])
    if sentence is None:
        return None
    content, cue, source = (tokens_of(sentence, pieces) for pieces in (one.content, one.cue, one.source))
    if frame == TRAINED and _is_undergone(sentence, cue, source, content):
        source = ()
    held = [sentence.tokens[index] for index in cue or source or content]
    if not held:
        return None
    anchor = _head(sentence, held)
    if anchor.text.lower() == "according" and source and is_measure(sentence, source):
        return None
    made = Candidate(anchor.lemma.lower(), _part(anchor), frame, anchor.index, cue, source, content)
    quotes = any(True for start, end in one.content for _ in page.overlapping(start, end))
    speaker = one.speaker if isinstance(one, Found) else None
    who = one.source if source else ()
    if isinstance(one, Found) and one.source and not source:  # parted from its cue: "jetty: | Xinhua"
        who, speaker = one.source, speaker or one.source[0]
    return Draft(sentence, made, one.content, one.cue, who, one.share, quotes, speaker=speaker)


def _is_undergone(sentence: Sentence, cue: Sequence[int], source: Sequence[int], content: Sequence[int]) -> bool:
    """Whether a source is only what a passive is about: "IT is believed that X", part of "Ann was accused of X"."""
    passive = {token.head for token in (sentence.tokens[i] for i in cue) if token.dep == "auxpass"}
    if not source or passive.isdisjoint(cue):
        return False
    held = [sentence.tokens[index] for index in source]
    head = head_of(sentence, held)
    if head.text.lower() == "it":
        return True
    subjects = (token for verb in passive for token in dependents(sentence, verb, "nsubjpass"))
    phrases = [set(subtree(sentence, token.index)) for token in subjects]
    return any(set(source) < phrase and not phrase.isdisjoint(content) for phrase in phrases)


def _head(sentence: Sentence, cue: list[Token]) -> Token:
    """The word of a cue that the others depend on, a verb before a noun."""
    verbs = [token for token in cue if token.pos == "VERB"]
    return head_of(sentence, verbs or cue)


def _part(token: Token) -> str:
    return {"VERB": "v", "AUX": "v", "NOUN": "n", "PROPN": "n", "ADJ": "a", "ADV": "r"}.get(token.pos, "p")


class _Ground:
    """The stretches of text that the finder's drafts stand on, to be asked what may be added."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._contents = sorted((start, end, n) for n, draft in enumerate(drafts) for start, end in draft.content)
        self._cues = sorted(piece for draft in drafts for piece in (*draft.cue, *draft.source))
        self._drafts = drafts

    def takes(self, page: Page, draft: Draft) -> bool:
        """Whether a draft of the rules adds to the finder's."""
        if any(True for _ in touching(self._cues, draft.anchor)):
            return False
        holders = {n for _, _, n in touching(self._contents, draft.anchor)}
        if holders:
            return holds_inside(page, draft) and is_told(page, draft) and self._inside(draft, holders)
        met = {n for piece in draft.content for _, _, n in touching(self._contents, piece)}
        if not met:
            return draft.share >= ALONE_SHARE
        return draft.share >= AROUND_SHARE and all(_around(draft, self._drafts[n]) for n in met)

    def _inside(self, draft: Draft, holders: set[int]) -> bool:
        """Whether the whole content lies within one of the contents that hold the cue."""
        return any(within(draft.content, self._drafts[n].content) for n in holders)


def _around(outer: Draft, inner: Draft) -> bool:
    """Whether a draft's content holds another's content, cue and source."""
    return within((*inner.content, *inner.cue, *inner.source), [(outer.content[0][0], outer.content[-1][1])])
