"""Quotation marks: which words of a text stand between them.

All kinds of marks are read: straight, curly, low, guillemets, corner brackets, doubled single marks (''...''), and
single marks kept apart from apostrophes, inches and decades. Marks nest, each closed by a mark of its own kind; a mark
that is typed the wrong way round counts by where it stands. Where a paragraph ends inside a quotation and the next one
opens with a mark again, the two belong together (the convention for quotations of several paragraphs). One pass.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dateline.atlas.forms import form_words

Piece = tuple[int, int]
PARAGRAPH = re.compile(r"[^\n\r\u2028\u2029]+")
MARK = re.compile("''|``|[\"“”„‟«»＂〝〞〟「」『』｢｣'‘’‹›‚‛]")
#: What closes a quotation, by the mark that opens it.
CLOSERS = {
    "“": "”", "„": "“”‟", "‟": "”", "«": "»", "»": "«", "``": "''", "''": "''", '"': '"', "”": "”", "＂": "＂",
    "〝": "〞〟", "「": "」", "『": "』", "｢": "｣",
    "'": "'", "‘": "’'", "‛": "’", "‹": "›", "‚": "‘’",
}  # fmt: skip
SINGLE = frozenset("'‘‛‹‚")
#: Marks that open wherever they stand, unless something stands before them and nothing after.
OPENING = frozenset(("“", "„", "‟", "``", "«", "〝", "「", "『", "｢"))
#: Marks that open only where an opening one would stand. The closing ones among them also close, and that comes first.
EITHER = frozenset(('"', "''", "”", "»", "＂"))
#: A mark of another kind that closes a quotation too, since people mix them: “straight at its end".
MIXED = {"“": '"', '"': "”", "„": '"'}
LEADS_IN = re.compile(r"[:,：，]\s*$|^\s*(?:[-–—*•▪·●◦‣>]|\d{1,2}[.)])\s*$")
ENDS = re.compile(r"[.?!…]")
#: What may end a quotation whose closing mark was forgotten: "..., said Berg", "..., Berg said".
REPORTED = re.compile(
    r"(?<=[,?!])\s(?:(?:[Hh]e|[Ss]he|[Tt]hey|(?:[A-Z][\w.'’-]{0,30}\s?){1,4})\s(?P<verb>\w+)\b|(?P<first>\w+)\s)"
)
FEET_AND_INCHES = re.compile(r"\d\s?['’]\s?\d{1,2}$")
WORD = re.compile(r"\w{1,8}")
YEARS = re.compile(r"\d\d(?:s\b|\b(?![%.,]\d|%|[- ]\w+s\b))")


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
    pending: list[Piece] = []  # pieces of a quotation that earlier paragraphs left open
    for match in PARAGRAPH.finditer(text):
        if not match.group().strip():
            continue
        closed, left_open = _Paragraph(text, match.start(), match.end()).read()
        if pending and not _goes_on(text, pending, closed, left_open):
            out.extend(_given_up(text, pending))
            pending = []
        for piece in closed:
            out.append(Quotation((*pending, piece)))
            pending = []
        if left_open:
            pending.append(left_open)
    return out + _given_up(text, pending)


def find_inner(text: str, quotation: Quotation) -> list[Piece]:
    """(start, end) of the quotations right inside another, marks included, in order."""
    out: list[Piece] = []
    for start, end in quotation.pieces:
        opening, closing = MARK.match(text, start), MARK.search(text, max(start + 1, end - 2), end)
        low = opening.end() if opening else start
        high = closing.start() if closing and closing.end() == end else end
        out.extend(_Paragraph(text, low, max(low, high)).read()[0])
    return out


def _goes_on(text: str, pending: list[Piece], closed: list[Piece], left_open: Piece | None) -> bool:
    """Whether a paragraph opens with a quotation again, so that it goes on with the one left open before."""
    first = closed[0] if closed else left_open
    if first is None or text[pending[-1][1] : first[0]].strip():
        return False
    return text[first[0]] == text[pending[-1][0]] or text[pending[-1][0]] not in SINGLE


def _given_up(text: str, pending: list[Piece]) -> list[Quotation]:
    """A quotation that is never closed, as far as it came: to its paragraph's end, or a reporting word behind a comma.

    None in single marks, which may be apostrophes.
    """
    if not pending or text[pending[0][0]] in SINGLE:
        return []
    start, end = pending[-1]
    for match in REPORTED.finditer(text, start, end):
        if (match["first"] or match["verb"]).lower() in form_words("says"):
            end = match.start()
            break
    return [Quotation((*pending[:-1], (start, end)))]


class _Paragraph:
    """One paragraph, read mark by mark with a stack of those that are open."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        self.marks = list(MARK.finditer(text, start, end))
        self.last = max((n for n, mark in enumerate(self.marks) if mark.group() not in "'’‘‹›‚‛"), default=-1)
        self.stack: list[tuple[int, str]] = []
        self.counts: dict[str, int] = dict.fromkeys(CLOSERS, 0)
        self.closed: list[Piece] = []

    def read(self) -> tuple[list[Piece], Piece | None]:
        """The closed quotations, none inside another, and the one that the paragraph leaves open (None: none)."""
        for number, match in enumerate(self.marks):
            mark = match.group()
            opens = self._opens(match)
            if self._is_inch(number, opens):
                continue
            closed = (
                None if mark in OPENING and opens and not self._ends_word(match) else self._closed_by(number, opens)
            )
            if closed is not None:
                self._close(closed, match.end(), last=number == self.last)
            elif opens:
                self._open(match.start(), mark)
        return self._kept()

    def _ends_word(self, match: re.Match[str]) -> bool:
        """Whether a mark that may open stands behind the word that the open mark's own closer would end."""
        top = self.stack[-1][1] if self.stack else ""
        return match.group() in CLOSERS.get(top, "") and not _free_before(self.text, match.start(), self.start)

    def _open(self, at: int, mark: str) -> None:
        if mark in EITHER and self.counts[mark]:  # marks without a direction do not nest in themselves: opened anew
            self._pop(mark)
        self.stack.append((at, mark))
        self.counts[mark] += 1

    def _pop(self, mark: str) -> int:
        """Take off the stack down to the nearest `mark`, itself too, and give where it stands."""
        while True:
            at, top = self.stack.pop()
            self.counts[top] -= 1
            if top == mark:
                return at

    def _close(self, mark: str, end: int, *, last: bool) -> None:
        start = self._pop(mark)
        if last and mark in OPENING and self.counts[mark] and self.stack[-1][1] == mark:
            outer = self.stack[-1][0]
            if not ENDS.search(self.text, outer, start):  # “We call it “home” and leave: one mark closes both
                start = self._pop(mark)
        while self.closed and self.closed[-1][0] > start:
            self.closed.pop()
        self.closed.append((start, end))

    def _closed_by(self, number: int, opens: bool) -> str | None:
        """The open mark that this one closes; None where it closes none."""
        match = self.marks[number]
        mark = match.group()
        if mark in ("'", "’", "›", "‘"):
            return self._single_closed_by(number)
        if mark in ('"', "＂", "''") and opens:
            return None
        top = next((kind for _, kind in reversed(self.stack[-2:]) if kind not in SINGLE), None)
        if top is not None and (mark in CLOSERS[top] or (not opens and MIXED.get(top) == mark)):
            return top
        if top == mark and not opens and mark in OPENING:  # an opening mark typed at the end
            return top
        open_ = [kind for kind, count in self.counts.items() if count and mark in CLOSERS[kind] and kind not in SINGLE]
        return open_[0] if len(open_) == 1 else None

    def _single_closed_by(self, number: int) -> str | None:
        top = self.stack[-1][1] if self.stack else ""
        match = self.marks[number]
        if top not in SINGLE or match.group() not in CLOSERS[top]:
            return None
        follower = self.marks[number + 1] if number + 1 < len(self.marks) else None
        return top if _closes_single(self.text, match, follower, self.end) else None

    def _kept(self) -> tuple[list[Piece], Piece | None]:
        """What the marks left: the first that may stay open swallows all behind it, the others count for nothing."""
        tail = self.closed[-1] if self.closed else (-1, self.start)
        words_follow = bool(self.text[tail[1] : self.end].strip(" .,;:!?"))
        for at, mark in self.stack:
            # A slip: another mark of its kind behind it is closed, and words of the reporter's follow.
            slip = mark in OPENING and tail[0] > at and self.text[tail[0]] == mark and words_follow
            if self._may_stay_open(at, mark) and not slip:
                before = [piece for piece in self.closed if piece[1] <= at]
                return before, (at, self.start + len(self.text[self.start : self.end].rstrip()))
        return self.closed, None

    def _may_stay_open(self, at: int, mark: str) -> bool:
        """Whether an unclosed mark begins a quotation: first in its paragraph, or led in by a colon or comma.

        A single one only where it is the paragraph's first word and all of it is quoted.
        """
        before = self.text[max(self.start, at - 8) : at]
        if mark in SINGLE:
            return not self.text[self.start : at].strip() and not self.closed
        return not before.strip() or LEADS_IN.search(before) is not None

    def _opens(self, match: re.Match[str]) -> bool:
        """Whether a mark stands where an opening one does: before a word and not after one."""
        mark = match.group()
        free_before = _free_before(self.text, match.start(), self.start)
        free_after = _free_after(self.text, match.end(), self.end)
        if mark in OPENING:
            return free_before or not free_after
        if mark in SINGLE:
            return mark in ("‹", "‚", "‛") or _opens_single(self.text, match, self.start, self.end)
        after = self.text[match.end() : min(self.end, match.end() + 1)]
        return mark in EITHER and free_before and after.strip() != ""

    def _is_inch(self, number: int, opens: bool) -> bool:
        """Whether a straight mark after a digit means inches: after feet, or where the next mark closes."""
        match = self.marks[number]
        if match.group() not in ('"', "''", "”") or opens or not self.text[match.start() - 1 : match.start()].isdigit():
            return False
        if FEET_AND_INCHES.search(self.text, max(self.start, match.start() - 8), match.start()):
            return True
        if not self.counts['"'] or not re.match(r"\s?[a-z-]", self.text[match.end() : match.end() + 2]):
            return not self.stack
        follower = next((mark for mark in self.marks[number + 1 : number + 3] if mark.group() == match.group()), None)
        return follower is not None and not self._opens(follower)


def _free_before(text: str, at: int, start: int) -> bool:
    return at == start or text[at - 1].isspace() or text[at - 1] in "([{<>—–-:…/'‘“„«\"「『（：，"


def _free_after(text: str, at: int, end: int) -> bool:
    return at >= end or text[at].isspace() or text[at] in ".,;:!?)]"


def _opens_single(text: str, match: re.Match[str], start: int, end: int) -> bool:
    """Whether a single mark opens: before a word and after none, and no '90s and no 'em."""
    if match.end() >= end or not _free_before(text, match.start(), start) or text[match.end()].isspace():
        return False
    if YEARS.match(text, match.end()):
        return False
    word = WORD.match(text, match.end(), end)
    return word is None or word.group().lower() not in form_words("elision")


def _closes_single(text: str, match: re.Match[str], follower: re.Match[str] | None, end: int) -> bool:
    """Whether a single mark closes: after a word and before none, and not the apostrophe of a plural's genitive."""
    before, after = text[match.start() - 1], text[match.end() : match.end() + 1]
    if before.isspace() or (after.isalnum() and match.end() < end):
        return False
    genitive = before == "s" and re.match(r"\s\w", text[match.end() : match.end() + 2]) is not None
    closer_comes = (
        follower is not None
        and follower.group() in ("'", "’")
        and not text[follower.end() : follower.end() + 1].isalnum()
    )
    return not (genitive and closer_comes and follower is not None and not text[follower.start() - 1].isspace())
