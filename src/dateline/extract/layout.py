"""An article as lines: what stands at a line's start and end, where grammar does not say who speaks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from dateline.extract.quotes import PARAGRAPH, Quotation
from dateline.extract.tokens import Tokens
from dateline.records import Article, Sentence, Token

Piece = tuple[int, int]
BREAK = re.compile(r"\r\n|[\n\r\u2028\u2029]")
#: What may stand before the first word of a line: a bullet, a number, marks of bold type, a tag.
BULLET = re.compile(r"(?:[-–—*•▪·●◦‣>]{1,2}[ \t]+|\d{1,2}[.)][ \t]+)?(?:<\w[^<>\n]{0,200}>)?")
#: The longest label before a colon, in characters: a name with an office.
LONGEST_LABEL = 90
#: Bold type as Markdown and HTML write it.
BOLD = r"(?:\*{1,3}|__|</?(?:b|strong|i|em)>)?"
LABEL = re.compile(
    rf"{BOLD}(?P<label>@?[^\W\d_][^:：\n*<>\"“”«»„?!;|]{{0,{LONGEST_LABEL}}}?){BOLD}(?P<colon>[ \t]?[:：]){BOLD}"
    r"(?=\s|[\"“«„‘'「『]|$)"
)
#: "Q. Where were you?" and "A. At sea."
LETTER = re.compile(r"(?P<label>[QA])(?P<colon>\.)(?=\s)")


@dataclass(frozen=True, slots=True)
class Found:
    """A claim that a form shows: pieces (start, end) of its parts, in code points of `Article.text`.

    `frame` is the form, `share` how often (0..1) its like is a claim. `speaker` is where the text names who stands
    behind the source, when the source is a mere label ("A:"); None otherwise.
    """

    content: tuple[Piece, ...]
    cue: tuple[Piece, ...]
    source: tuple[Piece, ...]
    frame: str
    share: float
    speaker: Piece | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the white space round it. `body` is where it starts behind a bullet or tag; `apart` whether a
    blank line stands before it.
    """

    number: int
    start: int
    body: int
    end: int
    apart: bool


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line that begins with a label and a colon: the pieces of both, and where the text behind them starts."""

    line: Line
    label: Piece
    colon: Piece
    rest: int


class Layout:
    """The lines, words and quotations of one article."""

    def __init__(self, article: Article, sentences: Sequence[Sentence], quotations: Sequence[Quotation]) -> None:
        self.article, self.text = article, article.text
        self.tokens = Tokens(sentences)
        self.quotations = quotations
        self.lines = _lines(self.text)
        self._starts = [line.start for line in self.lines]
        self._quotation_at = {start: quotation for quotation in quotations for start, _ in quotation.pieces}

    def words(self, piece: Piece) -> str:
        """The words of a piece."""
        return self.text[piece[0] : piece[1]]

    def line_at(self, at: int) -> Line | None:
        """The line in which a character stands, or the nearest before it."""
        number = bisect_right(self._starts, at) - 1
        return self.lines[number] if number >= 0 else None

    def after(self, line: Line, step: int = 1) -> Line | None:
        """The line so many further down (up where negative), None past the ends."""
        number = line.number + step
        return self.lines[number] if 0 <= number < len(self.lines) else None

    def quotation_from(self, at: int) -> Quotation | None:
        """The quotation of which a piece starts at a character."""
        return self._quotation_at.get(at)

    def labelled(self, line: Line) -> Labelled | None:
        """The label at a line's start; None where there is none."""
        match = LETTER.match(self.text, line.body, line.end) or LABEL.match(self.text, line.body, line.end)
        if match is None:
            return None
        colon = match.end("colon") - 1
        rest = self.trimmed(match.end(), line.end)[0]
        return Labelled(line, self.trimmed(*match.span("label")), (colon, colon + 1), rest)

    def trimmed(self, start: int, end: int, marks: str = "") -> Piece:
        """A range without white space and `marks` at its ends; it may be empty."""
        while start < end and (self.text[end - 1].isspace() or self.text[end - 1] in marks):
            end -= 1
        while start < end and (self.text[start].isspace() or self.text[start] in marks):
            start += 1
        return start, end

    def tokens_in(self, piece: Piece) -> list[Token]:
        """The tokens that begin in a piece."""
        return self.tokens.inside(*piece)


def _lines(text: str) -> list[Line]:
    out: list[Line] = []
    last = 0
    for match in PARAGRAPH.finditer(text):
        words = match.group().strip()
        if words:
            start = match.start() + match.group().index(words[0])
            bullet = BULLET.match(text, start, start + len(words))
            body = bullet.end() if bullet else start
            while body < start + len(words) and text[body].isspace():
                body += 1
            apart = not out or sum(1 for _ in BREAK.finditer(text, last, start)) > 1
            out.append(Line(len(out), start, body, start + len(words), apart))
            last = start + len(words)
    return out
