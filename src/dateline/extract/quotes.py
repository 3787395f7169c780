"""Quotation marks: which words of a text stand between them.

All kinds of marks are read: straight, curly, German low, guillemets, doubled single marks (''...''), and single
marks kept apart from apostrophes. Where a paragraph ends inside a quotation and the next one opens with a mark
again, the two belong together (the convention for quotations of several paragraphs). One pass, linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

PARAGRAPH = re.compile(r"[^\n\r\u2028\u2029]+")
DOUBLE = re.compile("''|``|[\"“”„«»]")
SINGLE = re.compile("['‘’‹›‚]")
CLOSERS = {"“": "”", "„": "“”", "«": "»", "»": "«", "``": "''", "''": "''", '"': '"', "”": "”"}
SINGLE_CLOSERS = {"'": "'", "‘": "’'", "‹": "›", "‚": "‘’"}
LEADS_IN = re.compile(r"[:,]\s*$")


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation: (start, end) of each paragraph's part, marks included, in the order of the text."""

    pieces: tuple[tuple[int, int], ...]

    @property
    def start(self) -> int:
        """Where the first piece starts."""
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        """Where the last piece ends."""
        return self.pieces[-1][1]


def find_quotations(text: str) -> list[Quotation]:
    """The quotations of a text, none inside another, in order. Offsets are code points of `text`."""
    out: list[Quotation] = []
    pending: list[tuple[int, int]] = []  # pieces of a quotation that earlier paragraphs left open
    for match in PARAGRAPH.finditer(text):
        if not match.group().strip():
            continue
        closed, left_open = _doubles(text, match.start(), match.end())
        if pending and not _opens_paragraph(text, match.start(), closed, left_open):
            out.append(Quotation(tuple(pending)))
            pending = []
        singles = _singles(text, match.start(), match.end(), closed + ([left_open] if left_open else []))
        for piece in sorted(closed + singles):
            out.append(Quotation((*pending, piece)))
            pending = []
        if left_open:
            pending.append(left_open)
    return out + ([Quotation(tuple(pending))] if pending else [])


def _opens_paragraph(text: str, start: int, closed: list[tuple[int, int]], left_open: tuple[int, int] | None) -> bool:
    first = closed[0] if closed else left_open
    return first is not None and not text[start : first[0]].strip()


def _doubles(text: str, start: int, end: int) -> tuple[list[tuple[int, int]], tuple[int, int] | None]:
    """The closed quotations of a paragraph, and the one that it leaves open (None: it leaves none)."""
    closed: list[tuple[int, int]] = []
    opened, mark = -1, ""
    for match in DOUBLE.finditer(text, start, end):
        if opened >= 0 and match.group() in CLOSERS[mark] and not (mark == '"' and _opens(text, match, start, end)):
            closed.append((opened, match.end()))
            opened = -1
        elif opened < 0 or (mark == match.group() == '"'):
            opened, mark = (match.start(), match.group()) if _opens(text, match, start, end) else (opened, mark)
    if opened < 0 or not _may_stay_open(text, start, opened):
        return closed, None
    return closed, (opened, start + len(text[start:end].rstrip()))


def _may_stay_open(text: str, start: int, opened: int) -> bool:
    """Whether an unclosed mark begins a quotation: first in its paragraph, or led in by a colon or comma."""
    before = text[max(start, opened - 8) : opened]
    return not before.strip() or LEADS_IN.search(before) is not None


def _opens(text: str, match: re.Match[str], start: int, end: int) -> bool:
    """Whether a mark stands where an opening one does: before a word and not after one."""
    mark = match.group()
    if mark in ("“", "„", "``", "«"):
        return True
    if mark in ("”", "»"):
        return mark == "»" and _free_before(text, match.start(), start) and not _free_after(text, match.end(), end)
    return _free_before(text, match.start(), start) and not _free_after(text, match.end(), end)


def _free_before(text: str, at: int, start: int) -> bool:
    return at == start or text[at - 1].isspace() or text[at - 1] in "([{—–-:…/'‘“"


def _free_after(text: str, at: int, end: int) -> bool:
    return at >= end or text[at].isspace()


def _singles(text: str, start: int, end: int, taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Quotations in single marks, outside those in double ones. Apostrophes never open, rarely close one."""
    found: list[tuple[int, int]] = []
    for low, high in _gaps(start, end, sorted(taken)):
        marks = [match for match in SINGLE.finditer(text, low, high) if text[match.start() : match.end() + 1] != "''"]
        opened, mark = -1, ""
        for number, match in enumerate(marks):
            follower = marks[number + 1] if number + 1 < len(marks) else None
            if opened < 0 and _opens_single(text, match, low, high):
                opened, mark = match.start(), match.group()
            elif opened >= 0 and match.group() in SINGLE_CLOSERS[mark] and _closes_single(text, match, follower, high):
                found.append((opened, match.end()))
                opened = -1
    return found


def _gaps(start: int, end: int, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for low, high in taken:
        if start < low:
            yield start, low
        start = max(start, high)
    if start < end:
        yield start, end


def _opens_single(text: str, match: re.Match[str], start: int, end: int) -> bool:
    after = text[match.end() : match.end() + 1]
    return (
        match.group() in SINGLE_CLOSERS
        and _free_before(text, match.start(), start)
        and match.end() < end
        and not after.isspace()
        and not after.isdigit()
    )


def _closes_single(text: str, match: re.Match[str], follower: re.Match[str] | None, end: int) -> bool:
    """Whether a single mark closes: after a word and before none, and not the apostrophe of a plural's genitive."""
    before, after = text[match.start() - 1], text[match.end() : match.end() + 1]
    if before.isspace() or (after.isalnum() and match.end() < end):
        return False
    genitive = before == "s" and re.match(r"\s\w", text[match.end() : match.end() + 2]) is not None
    closer_comes = follower is not None and not text[follower.end() : follower.end() + 1].isalnum()
    return not (genitive and closer_comes and follower is not None and not text[follower.start() - 1].isspace())
