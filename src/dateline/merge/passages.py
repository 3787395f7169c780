"""An article as passages of about a sentence, each with the shingles by which its copies are known.

A shingle is three words in a row, without case and punctuation, as a 32-bit number (Broder 1997). What stands between
quotation marks is marked: two reporters who heard the same words did not copy each other.
"""

from __future__ import annotations

import re
import zlib
from array import array
from base64 import b64decode, b64encode
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final

from dateline.atlas.boilerplate import is_boilerplate

WORD: Final = re.compile(r"[^\W_]+")
#: Words in a shingle. One word changed spoils three of them: few enough that a reworded sentence keeps half.
SHINGLE: Final = 3
#: A passage ends with a sentence of so many words, at the latest after `LONGEST`: shorter ones say too little to tell.
SHORTEST: Final = 8
LONGEST: Final = 60
PARAGRAPH: Final = re.compile(r"[^\n]+")
#: Where a sentence may end.
END: Final = re.compile(r"[.!?…。][\"'”’»)\]]*(?=\s|$)")
#: Quotation marks; single ones only where they can't be an apostrophe. A line's end closes double ones.
MARK: Final = re.compile(r"(?P<double>[“\"«„])|(?P<single>(?<!\w)['‘](?=\w))|(?P<close>[”»]|['’](?!\w))|(?P<line>\n)")
#: Share of its words in quotation marks from which on a passage is a quotation.
MOSTLY: Final = 0.5


@dataclass(frozen=True, slots=True)
class Passage:
    """[start, end) of the text, the number of words, whether it is mostly quoted, and its shingles."""

    start: int
    end: int
    words: int
    quoted: bool
    shingles: frozenset[int]


def passages(text: str) -> tuple[Passage, ...]:
    """The passages of a text in order; those under `SHORTEST` words and boilerplate are left out."""
    marks = list(_quoted(text))
    return tuple(
        _passage(text, words, marks)
        for paragraph in PARAGRAPH.finditer(text)
        for words in _split(text, paragraph.start(), paragraph.end())
        if not is_boilerplate(text[words[0].start() : words[-1].end()])
    )


def packed(found: Iterable[Passage]) -> list[Any]:
    """Passages as plain values for JSON: a list of [gap, length, words, quoted], flat, and the shingles as text."""
    numbers, shingles, last = [], array("I"), 0
    for one in found:
        numbers += [one.start - last, one.end - one.start, one.words, int(one.quoted), len(one.shingles)]
        shingles.extend(sorted(one.shingles))
        last = one.end
    return [numbers, b64encode(shingles.tobytes()).decode()]


def unpacked(plain: Iterable[Any]) -> tuple[Passage, ...]:
    """Passages from what `packed` gave."""
    numbers, held = plain
    shingles = array("I")
    shingles.frombytes(b64decode(held))
    sizes = numbers[4::5]
    ends = list(accumulate(sizes))
    out, last = [], 0
    for at, (gap, length, words, quoted, size) in enumerate(zip(*(numbers[n::5] for n in range(5)), strict=True)):
        start = last + gap
        last = start + length
        mine = frozenset(shingles[ends[at] - size : ends[at]])
        out.append(Passage(start, last, words, bool(quoted), mine))
    return tuple(out)


def _split(text: str, start: int, end: int) -> Iterator[list[re.Match[str]]]:
    """The words of a paragraph, passage by passage."""
    ends = (match.start() for match in END.finditer(text, start, end))
    stop = next(ends, end)
    words: list[re.Match[str]] = []
    for word in WORD.finditer(text, start, end):
        closed = False
        while word.start() > stop:
            closed, stop = True, next(ends, end)
        if words and ((closed and len(words) >= SHORTEST) or len(words) == LONGEST):
            yield words
            words = []
        words.append(word)
    if len(words) >= SHORTEST:
        yield words


def _passage(text: str, words: list[re.Match[str]], marks: list[tuple[int, int]]) -> Passage:
    start, end = words[0].start(), words[-1].end()
    quoted = sum(any(low <= word.start() < high for low, high in _near(marks, start, end)) for word in words)
    plain = [word[0].casefold() for word in words]
    threes = zip(*(plain[n:] for n in range(SHINGLE)), strict=False)
    numbers = frozenset(zlib.crc32(" ".join(three).encode("utf-8", "surrogatepass")) for three in threes)
    while end < len(text) and not text[end].isspace() and not WORD.match(text, end):
        end += 1
    return Passage(start, end, len(words), quoted >= MOSTLY * len(words), numbers)


def _quoted(text: str) -> Iterator[tuple[int, int]]:
    """What stands between quotation marks, as [start, end), in order."""
    opened: re.Match[str] | None = None
    for mark in MARK.finditer(text):
        if opened is None:
            opened = mark if mark.lastgroup in ("double", "single") else None
        elif mark.lastgroup in ("close", "line") or mark[0] == '"':
            if mark.lastgroup != "line" or opened.lastgroup == "double":
                yield opened.end(), mark.start()
            opened = None
    if opened and opened.lastgroup == "double":
        yield opened.end(), len(text)


def _near(marks: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """The marks, in order and apart, that may reach into [start, end)."""
    at = max(0, bisect_left(marks, (start, start)) - 1)
    out = []
    while at < len(marks) and marks[at][0] < end:
        out.append(marks[at])
        at += 1
    return out
