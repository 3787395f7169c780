"""Which reporting word belongs to a quotation: found by its place in the text, since parsers fail around quotes.

A quotation is spoken for by the word after it ("X," she SAID) where it ends in a comma or the sentence goes on, or by
the word before it (she SAID: "X") where a comma, a colon or the cue itself leads in.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dateline.atlas.cues import source_words
from dateline.extract.candidate import Candidate, clean, lemma, verb_group
from dateline.extract.quotes import Quotation
from dateline.extract.subjects import find_source
from dateline.extract.syntax import dependents, subtree
from dateline.extract.verb_cues import quoting_group
from dateline.records import Sentence, Token

#: A cue further from its quotation than this many words is another clause's.
WIDEST_WINDOW = 40
GOES_ON = re.compile(r"[,?!—–…-]\W{0,3}$")
LEADS_IN = re.compile(r"(?:[:,—–]|\w)\s*$")
ENDS_SENTENCE = re.compile(r"[.?!…]\W{0,3}$")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A quotation and a candidate that may speak for it, in one of the frames of quotations; no content tokens."""

    quotation: Quotation
    sentence: Sentence
    candidate: Candidate
    beside: bool = False  # right behind a quotation that ends in a comma, with a source: whatever the word, it speaks


class Page:
    """The sentences and quotations of one article, with look-ups by place."""

    def __init__(self, text: str, sentences: Sequence[Sentence], quotations: Sequence[Quotation]) -> None:
        self.text = text
        self.sentences = sentences
        self.quotations = quotations
        self._starts = [sentence.span.start for sentence in sentences]
        self._pieces = sorted((start, end, number) for number, q in enumerate(quotations) for start, end in q.pieces)
        self._piece_starts = [piece[0] for piece in self._pieces]

    def sentence_at(self, at: int) -> Sentence | None:
        """The sentence in which a character stands, or the nearest before it."""
        number = bisect_right(self._starts, at) - 1
        return self.sentences[number] if number >= 0 else None

    def quotation_at(self, at: int) -> Quotation | None:
        """The quotation in which a character stands."""
        number = bisect_right(self._piece_starts, at) - 1
        if number >= 0 and at < self._pieces[number][1]:
            return self.quotations[self._pieces[number][2]]
        return None

    def overlapping(self, start: int, end: int) -> Iterator[tuple[int, int, Quotation]]:
        """(start, end, quotation) of the pieces that share a character with a range."""
        number = max(0, bisect_right(self._piece_starts, start) - 1)
        while number < len(self._pieces) and self._pieces[number][0] < end:
            low, high, which = self._pieces[number]
            if high > start:
                yield low, high, self.quotations[which]
            number += 1


def is_speech(page: Page, quotation: Quotation) -> bool:
    """Whether a quotation holds speech, not a title or a term: a clause's worth of words, or an end mark inside."""
    words = sum(page.text[start:end].count(" ") + 1 for start, end in quotation.pieces)
    inside = page.text[quotation.start : quotation.end]
    return words >= 4 or re.search(r"[,.?!]\W{1,2}$", inside) is not None


def spoken(page: Page) -> Iterator[Spoken]:
    """Each quotation of speech with the candidates on either side, the likelier side first."""
    for quotation in page.quotations:
        if is_speech(page, quotation):
            yield from _after(page, quotation)
            yield from _before(page, quotation)


def _after(page: Page, quotation: Quotation) -> Iterator[Spoken]:
    sentence = page.sentence_at(quotation.end - 1)
    if sentence is None or not GOES_ON.search(page.text[max(quotation.start, quotation.end - 4) : quotation.end + 1]):
        return
    words = _window(page, sentence, quotation.end, forward=True)
    if not words and sentence.index + 1 < len(page.sentences):
        following = page.sentences[sentence.index + 1]
        if following.paragraph == sentence.paragraph:
            sentence, words = following, _window(page, following, quotation.end, forward=True)
    yield from _cues(page, quotation, sentence, words)


def _before(page: Page, quotation: Quotation) -> Iterator[Spoken]:
    sentence = page.sentence_at(quotation.start)
    if sentence is None:
        return
    words = _window(page, sentence, quotation.start, forward=False)
    if not words and sentence.index:
        previous = page.sentences[sentence.index - 1]
        if page.text[previous.span.end - 1] == ":" or previous.paragraph == sentence.paragraph:
            sentence, words = previous, _window(page, previous, quotation.start, forward=False)
            words = words if page.text[previous.span.end - 1] in ":," else []
    if words and LEADS_IN.search(page.text[max(0, quotation.start - 4) : quotation.start]):
        colon = page.text[max(0, quotation.start - 4) : quotation.start].rstrip().endswith(":")
        yield from _cues(page, quotation, sentence, words[::-1], frame="quote:" if colon else "quote")


def _window(page: Page, sentence: Sentence, edge: int, *, forward: bool) -> list[Token]:
    """The words between a quotation and the next mark or sentence end, in the order of the text."""
    if forward:
        found: list[Token] = []
        for token in sentence.tokens:
            if token.start >= edge:
                if page.quotation_at(token.start) or len(found) >= WIDEST_WINDOW:
                    break
                found.append(token)
        return found
    found = []
    for token in reversed(sentence.tokens):
        if token.end <= edge:
            if page.quotation_at(token.start) or len(found) >= WIDEST_WINDOW:
                break
            found.append(token)
    return found[::-1]


def _cues(
    page: Page, quotation: Quotation, sentence: Sentence, words: Sequence[Token], *, frame: str = "quote"
) -> Iterator[Spoken]:
    """Verbs of a window as candidates, nearest first, until the window's clause ends."""
    for token in words:
        if ENDS_SENTENCE.search(token.text) and token.pos == "PUNCT":
            break
        if _only_cites(sentence, token):
            continue
        if token.tag.startswith("VB") and token.dep not in ("aux", "auxpass"):
            source = _speaker(page, sentence, token, words)
            cue = clean(sentence, {*quoting_group(sentence, token), *verb_group(sentence, token)})
            word = lemma(sentence, token)
            made = Candidate(word, "v", frame, token.index, cue, source, ())
            yield Spoken(quotation, sentence, made, _is_beside(page, quotation, sentence, made))
            frame = "quote-far"
        elif (
            token.text.lower() == "to" and token.index and sentence.tokens[token.index - 1].text.lower() == "according"
        ):
            source = tuple(t.index for t in words if t.index > token.index and t.text not in ".,")
            cue = (token.index - 1, token.index)
            yield Spoken(quotation, sentence, Candidate("according to", "p", "quote", token.index - 1, cue, source, ()))


def _is_beside(page: Page, quotation: Quotation, sentence: Sentence, made: Candidate) -> bool:
    """Whether nothing but the source stands between a quotation that goes on ("...,") and a finite verb behind it."""
    verb = sentence.tokens[made.anchor]
    ends = page.text[max(quotation.start, quotation.end - 3) : quotation.end + 1]  # also "...', said Berg"
    if made.frame != "quote" or verb.start < quotation.end or verb.tag not in ("VBD", "VBZ", "VBP") or not made.source:
        return False
    between = page.text[quotation.end : verb.start].strip(" ,")
    lower = page.text[quotation.end : quotation.end + 3].strip(" ,")[:1].islower()
    if not ("," in ends or (lower and GOES_ON.search(ends))):
        return False
    return not between or made.source[0] < made.anchor


def _only_cites(sentence: Sentence, token: Token) -> bool:
    """Whether a word says by whom a speaker is quoted: "Berg, QUOTED by the daily, said"; "was QUOTED as saying"."""
    if token.lemma.lower() not in source_words()["citing"] or token.tag not in ("VBN", "VBD", "VBZ"):
        return False
    following = sentence.tokens[token.index + 1 : token.index + 2]
    by = token.dep == "acl" and following and following[0].text.lower() in ("by", "in")
    ties = dependents(sentence, token.index, "prep")
    return bool(by) or any(any(dependents(sentence, tie.index, "pcomp")) for tie in ties)


def _speaker(page: Page, sentence: Sentence, verb: Token, words: Sequence[Token]) -> tuple[int, ...]:
    """The tokens of who speaks: the verb's subject outside quotations, else the nominal next to the verb."""
    subject, phrase = find_source(sentence, verb)
    if subject is not None and not page.quotation_at(subject.start):
        return clean(sentence, {i for i in phrase if not page.quotation_at(sentence.tokens[i].start)})
    nominal = [t for t in words if t.pos in ("NOUN", "PROPN", "PRON") and not page.quotation_at(t.start)]
    nominal.sort(key=lambda t: (abs(t.index - verb.index), t.index))
    for token in nominal:
        low, high = sorted((token.index, verb.index))
        if all(
            sentence.tokens[i].pos in ("DET", "ADJ", "PROPN", "NOUN", "NUM", "ADV", "AUX") for i in range(low + 1, high)
        ):
            below = {i for i in subtree(sentence, token.index) if low <= i <= high or verb.index < token.index <= i}
            return clean(sentence, {*(below - {verb.index}), token.index})
    return ()
