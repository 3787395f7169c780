"""Who speaks in a claim, and what carried the words.

The speaker is the mention that the source's head word belongs to, else the best mention inside the source: a document
speaks for its issuer. "in a statement on Telegram", "told Interfax", "was quoted by TASS" name carriers, not speakers.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from dateline.atlas.cues import source_words
from dateline.atlas.outlets import by_name
from dateline.extract.drafts import Draft
from dateline.extract.syntax import ancestors, dependents, head_of, subtree
from dateline.records import Mention, Sentence, Token

#: Which kind of mention speaks when a source has several and none is its head.
SPEAKING = ("organization", "person", "group", "place")
#: The mentions of one phrase that are looked at, at most.
MOST = 40


class Speakers:
    """Finds speakers among the mentions of one article."""

    def __init__(self, text: str, mentions: Sequence[Mention]) -> None:
        self.text = text
        self.mentions = sorted(mentions, key=lambda mention: (mention.span.start, -mention.span.end))
        self._starts = [mention.span.start for mention in self.mentions]
        self._heads: dict[int, Mention] = {}
        self._issuers: dict[str, str] = {}  # a kind of document to the id of who last issued one
        for mention in self.mentions:
            for offset in range(mention.head.start, mention.head.end):
                self._heads.setdefault(offset, mention)

    def of(self, draft: Draft, *, previous: str | None = None) -> tuple[str | None, tuple[str, ...]]:
        """The ids of the speaker (None: not known) and of the carriers, outermost first.

        `previous` is the speaker of the claim before, for whom an "it" stands that no stage before has resolved.
        """
        tokens = [draft.sentence.tokens[index] for index in draft.candidate.source]
        carriers = list(self._carriers(draft))
        speaker = self._speaker(draft.sentence, tokens, {mention.id for mention in carriers}) if tokens else None
        cited = self._cited(draft)
        if cited is not None and speaker is not None and cited.id != speaker.id:
            carriers, speaker = [speaker, *carriers], cited
        named = speaker.id if speaker else self._issuer(draft.sentence, tokens)
        if speaker is not None:
            self._issuers.update((document, speaker.id) for document in _documents(draft))
        via = tuple(dict.fromkeys(mention.id for mention in carriers if speaker is None or mention.id != speaker.id))
        if speaker is None and len(tokens) == 1 and tokens[0].text.lower() == "it":
            return previous, via
        return named, via

    def _issuer(self, sentence: Sentence, tokens: list[Token]) -> str | None:
        """Who speaks in "the statement": who was last said to have issued one; no other statement's issuer."""
        if not tokens:
            return None
        head = head_of(sentence, tokens)
        known = any(child.text.lower() in ("the", "its", "their") for child in dependents(sentence, head.index))
        return self._issuers.get(head.lemma.lower()) if known else None

    def inside(self, start: int, end: int) -> list[Mention]:
        """The first mentions that lie in a range."""
        low = bisect_left(self._starts, start)
        high = bisect_left(self._starts, end)
        return [mention for mention in self.mentions[low : min(high, low + MOST)] if mention.span.end <= end]

    def _speaker(self, sentence: Sentence, tokens: list[Token], barred: set[str]) -> Mention | None:
        head = _antecedent(sentence, head_of(sentence, tokens))
        own = self._heads.get(head.start)
        if own is not None:
            return (self._name_beside(sentence, head) if own.form == "nominal" else None) or own
        if head.lemma.lower() in source_words()["document"]:
            nested = self.inside(tokens[0].start, tokens[-1].end)
        else:
            nested = [self._heads[t.start] for t in _qualifiers(sentence, head) if t.start in self._heads]
        speaking = [mention for mention in nested if mention.kind in SPEAKING and mention.id not in barred]
        order = {kind: number for number, kind in enumerate(SPEAKING)}
        return min(speaking, key=lambda m: (order[m.kind], -(m.span.end - m.span.start)), default=None)

    def _name_beside(self, sentence: Sentence, head: Token) -> Mention | None:
        """The name in apposition to a nominal: "the state news agency TASS"."""
        for child in dependents(sentence, head.index, "appos", "nmod", "compound"):
            mention = self._heads.get(child.start)
            if child.dep == "appos" and mention is not None and mention.form == "name":
                return mention
        return None

    def _carriers(self, draft: Draft) -> Iterator[Mention]:
        """Media among the words round the cue, and in what qualifies the source."""
        sentence, made = draft.sentence, draft.candidate
        taken = {*made.content, *made.source}
        words: set[int] = set()
        for verb in _cue_verbs(sentence, made.anchor):
            for child in dependents(
                sentence, verb.index, "prep", "agent", "dobj", "dative", "advcl", "npadvmod", "acl"
            ):
                below = subtree(sentence, child.index)
                words.update(() if made.anchor in below else below)
        words -= taken
        for index in made.source:
            token = sentence.tokens[index]
            if token.dep in ("acl", "relcl") or (
                token.dep == "prep" and token.text.lower() in ("on", "via", "in", "to")
            ):
                words.update(subtree(sentence, index))
        yield from self._media(sentence, sorted(words), draft)

    def _media(self, sentence: Sentence, words: list[int], draft: Draft) -> Iterator[Mention]:
        for index in words:
            token = sentence.tokens[index]
            mention = self._heads.get(token.start)
            if (
                mention is None
                or mention.span.start > token.start
                or any(low <= token.start < high for low, high in draft.content)
            ):
                continue
            if self._is_medium(mention, token):
                yield mention

    def _is_medium(self, mention: Mention, token: Token) -> bool:
        if mention.form == "name":
            words = self.text[mention.span.start : mention.span.end]
            known = by_name(words) is not None or words.lower() in source_words()["platform"]
            return known or words.lower().rsplit(maxsplit=1)[-1] in source_words()["masthead"]
        return mention.form == "nominal" and token.lemma.lower() in source_words()["medium"]

    def _cited(self, draft: Draft) -> Mention | None:
        """Whom the source cites: "said, citing the ministry"."""
        sentence = draft.sentence
        for cited in () if draft.citation is None else dependents(sentence, draft.citation, "dobj", "pobj"):
            return self._speaker(sentence, [sentence.tokens[index] for index in subtree(sentence, cited.index)], set())
        return None


def _documents(draft: Draft) -> Iterator[str]:
    """The kinds of document in which a source speaks: "said in a statement", "issued a statement"."""
    sentence, words = draft.sentence, source_words()["document"]
    for child in dependents(sentence, draft.candidate.anchor, "prep", "dobj"):
        nouns = [child] if child.dep == "dobj" else dependents(sentence, child.index, "pobj")
        yield from (noun.lemma.lower() for noun in nouns if noun.lemma.lower() in words)
    source = {index for index in draft.candidate.source if sentence.tokens[index].lemma.lower() in words}
    yield from (sentence.tokens[index].lemma.lower() for index in source)


def _cue_verbs(sentence: Sentence, anchor: int) -> Iterator[Token]:
    """The cue, and the verb of which it is a part: "was quoted by TASS as saying"."""
    token = sentence.tokens[anchor]
    yield token
    for above in list(ancestors(sentence, anchor))[:2]:
        if above.lemma.lower() in source_words()["citing"]:
            yield above
        if above.pos not in ("ADP", "SCONJ"):
            break


def _qualifiers(sentence: Sentence, head: Token) -> Iterator[Token]:
    """The words that say whose a thing is: "Berg's office", "the Berg campaign", "the office of Berg"."""
    for child in dependents(sentence, head.index, "poss", "compound", "nmod", "amod", "prep", "agent"):
        if child.dep not in ("prep", "agent"):
            yield child
        elif child.text.lower() in ("of", "by", "from"):
            yield from dependents(sentence, child.index, "pobj")


def _antecedent(sentence: Sentence, head: Token) -> Token:
    """The noun that a relative pronoun stands for; any other word stands for itself.

    "who" passes over a noun in a prepositional phrase: in "a professor at the university, who said", the professor.
    """
    if head.tag not in ("WDT", "WP"):
        return head
    at, found = head, head
    for above in ancestors(sentence, head.index):
        if at.dep == "relcl":
            found = above
            break
        at = above
    up = sentence.tokens[found.head]
    if head.text.lower() == "who" and found.dep == "pobj" and "PERSON" not in found.entity and up.dep == "prep":
        above = sentence.tokens[up.head]
        return above if above.pos in ("NOUN", "PROPN") else found
    return found
