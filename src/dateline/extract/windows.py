"""Text cut for the attribution model: paragraphs into words and pieces, paragraphs packed into windows.

The same code cuts what the model is trained on (training/attribution) and what it reads.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

#: What a word can be: outside, or the first or a further word of a source, cue or content.
TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
WORD = re.compile(r"\w+|[^\w\s]")
PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")
#: Where a paragraph that is too long for a window is cut, if it can be: after a sentence.
STOP = re.compile(r"[.!?。][\"'”’»)\]]*\s+")
#: Letters' forms: an encoder may know no capitals. 0 is a piece that opens no word.
SHAPES = ("", "lower", "Title", "UPPER", "mixed", "number", "mark", "quote")
#: Numbers that a word is marked with: its form, and four of what others know of it (`marks`).
WIDTH = 5
#: For where a word begins, the numbers of its marks, WIDTH - 1 of them.
Marked = Callable[[int], Sequence[int]]
#: Pieces of a window at most, the opening and the ending ones counted.
LONGEST = 256
#: Characters that a tokenizer is given at once: about what a window holds. Bounds work on text without an end.
MOST_CHARACTERS = 1_000
QUOTES = set('"“”«»„‟「」『』')


class Encoding(Protocol):
    """What a tokenizer gives for a text: pieces' numbers and their (start, end) in it."""

    @property
    def ids(self) -> list[int]:
        """The pieces' numbers."""

    @property
    def offsets(self) -> list[tuple[int, int]]:
        """Where each piece stands."""


#: Texts to their pieces, none added that no text has.
Tokenize = Callable[[list[str]], Sequence[Encoding]]


@dataclass(slots=True)
class Encoded:
    """A paragraph or a part of one: its words (start, end) in the article, its pieces, each word's first piece.

    `marks` has WIDTH numbers for each piece, all 0 for one that opens no word.
    """

    words: list[tuple[int, int]]
    pieces: list[int]
    firsts: list[int]
    marks: list[list[int]]


@dataclass(slots=True)
class Window:
    """Paragraphs that are read together: pieces with their marks, and the place of each word's first piece."""

    pieces: list[int]
    marks: list[list[int]] = field(default_factory=list)
    firsts: list[int] = field(default_factory=list)
    words: list[tuple[int, int]] = field(default_factory=list)
    paragraphs: list[Encoded] = field(default_factory=list)


def encoded(text: str, tokenize: Tokenize, *, longest: int = LONGEST, marked: Marked | None = None) -> list[Encoded]:
    """The paragraphs of a text in order, as words and pieces; those without a word are left out.

    One that no window of `longest` pieces can hold comes in parts, cut after sentences where there are any.
    """
    places = [place for found in PARAGRAPH.finditer(text) for place in _stretches(text, *found.span())]
    results = tokenize([text[start:end] for start, end in places])
    made = (_encoded(text, start, end, result, marked) for (start, end), result in zip(places, results, strict=True))
    return [part for paragraph in made for part in _parts(paragraph, longest - 2) if part.words]


def _stretches(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A paragraph whole, or in stretches of MOST_CHARACTERS at most."""
    while end - start > MOST_CHARACTERS:
        limit = start + MOST_CHARACTERS
        stops = [found.end() for found in STOP.finditer(text, start, limit)]
        cut = stops[-1] if stops else text.rfind(" ", start + 1, limit) + 1 or limit
        yield start, cut
        start = cut
    yield start, end


def _parts(paragraph: Encoded, most: int) -> Iterator[Encoded]:
    """A paragraph cut at words so that each part has `most` pieces at most."""
    while len(paragraph.pieces) > most:
        word = max(1, bisect_right(paragraph.firsts, most) - 1)
        if word >= len(paragraph.words):
            paragraph.pieces, paragraph.marks = paragraph.pieces[:most], paragraph.marks[:most]
            break
        piece = paragraph.firsts[word]
        yield Encoded(
            paragraph.words[:word],
            paragraph.pieces[:piece][:most],
            paragraph.firsts[:word],
            paragraph.marks[:piece][:most],
        )
        later = [first - piece for first in paragraph.firsts[word:]]
        paragraph = Encoded(paragraph.words[word:], paragraph.pieces[piece:], later, paragraph.marks[piece:])
    yield paragraph


def _encoded(text: str, start: int, end: int, result: Encoding, marked: Marked | None) -> Encoded:
    words = [found.span() for found in WORD.finditer(text, start, end)]
    ends = [start + high for _, high in result.offsets]
    firsts, kept, at = [], [], 0
    for low, high in words:
        while at < len(ends) and ends[at] <= low:
            at += 1
        if at == len(ends):
            break
        firsts.append(at)
        kept.append((low, high))
    marks = [[0] * WIDTH] * len(ends)
    nothing = [0] * (WIDTH - 1)
    for first, (low, high) in zip(reversed(firsts), reversed(kept), strict=True):
        marks[first] = [shape(text[low:high]), *(marked(low) if marked else nothing)]
    return Encoded(kept, result.ids, firsts, marks)


def shape(word: str) -> int:
    """The number of a word's form in SHAPES."""
    if word in QUOTES:
        return 7
    if word.isdigit():
        return 5
    if not word[0].isalpha():
        return 6
    if word.islower():
        return 1
    if word.isupper() and len(word) > 1:
        return 3
    return 2 if word[0].isupper() and (len(word) == 1 or word[1:].islower()) else 4


def packed(
    paragraphs: Sequence[Encoded], *, opening: int, ending: int, longest: int, short: int = 0
) -> Iterator[Window]:
    """Paragraphs in windows of at most `longest` pieces, an ending piece after each; too long ones are cut by `parts`.

    `short` makes the first window shorter by so many pieces, so that training sees other neighbours every time.
    """
    window, room = Window([opening], [[0] * WIDTH]), longest - short
    for paragraph in paragraphs:
        if len(window.pieces) > 1 and len(window.pieces) + len(paragraph.pieces) + 1 > room:
            yield window
            window, room = Window([opening], [[0] * WIDTH]), longest
        base = len(window.pieces)
        window.firsts += [base + first for first in paragraph.firsts]
        window.words += paragraph.words
        window.pieces += [*paragraph.pieces, ending]
        window.marks += [*paragraph.marks, [0] * WIDTH]
        window.paragraphs.append(paragraph)
    if window.words:
        yield window
