"""Whose copy an article says it uses: dateline credits, bylines, and the lines at its foot.

Data: `atlas/languages/en/credits.tsv` for the wordings, `atlas/outlets.tsv` for the agencies. Words such as
"Reuters reported" in the running text are claims, and no business of this file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from dateline.atlas.tables import table
from dateline.collect.datelines import named
from dateline.records import Dateline

#: How many paragraphs from the end may be credits: "(Reporting by ...)", a copyright line, an address, a date.
FOOT = 5
#: How many paragraphs from the top may be a byline.
TOP = 5
#: The longest paragraph that is a credit or byline, in characters; longer ones are prose.
LONGEST = 400
LONGEST_BYLINE = 90
EDGES = " \t.-–—*_•"
BYLINE = re.compile(r"(?:By|BY)[ ](?P<who>[^\W\d_a-z].*)")
#: Words of a byline that need no capital: "By Jane Roe and John Doe in Moscow".
SMALL = re.compile(r"\b(?:and|in|of|for|the|at|von|van|de|da|del|al|bin)\b|\d")


@dataclass(frozen=True, slots=True)
class _Wording:
    pattern: re.Pattern[str]
    credit: str


def credits(text: str, *, byline: str | None, dateline: Dateline | None) -> tuple[str, ...]:
    """The names of the agencies credited, by the atlas's name or as the dateline writes them, each once."""
    return tuple(dict.fromkeys([
        *_of_dateline(text, dateline),
        *(_of_wording(byline, "byline") if byline else ()),
        *(name for paragraph in _last(text) for name in _of_wording(paragraph, "foot")),
    ]))  # fmt: skip


def byline(text: str) -> str | None:
    """Who wrote it, where one of the first paragraphs is a byline ("By Jane Roe"); without "By"."""
    for count, match in enumerate(re.finditer(r"\S.*", text)):
        if count == TOP:
            return None
        line = BYLINE.fullmatch(match.group().rstrip()) if len(match.group()) <= LONGEST_BYLINE else None
        if line and _is_names(line["who"]):
            return str(line["who"])
    return None


def _is_names(who: str) -> bool:
    """Whether words are names and not the start of a sentence ("By Friday the talks were over.")."""
    words = SMALL.sub("", who).split()
    return not who.endswith((".", ":", "?")) and len(words) <= 12 and not any(word[0].islower() for word in words)


def _of_dateline(text: str, dateline: Dateline | None) -> Iterator[str]:
    for span in dateline.credits if dateline else ():
        credit = text[span.start : span.end]
        yield from named(credit) or (credit,)


def _of_wording(words: str, where: str) -> tuple[str, ...]:
    """The agencies that a byline or paragraph credits, by the first wording that fits."""
    bare = words.strip(EDGES)
    bare = bare[1:-1].strip(EDGES) if bare[:1] + bare[-1:] in ("()", "[]") else bare
    bare = bare.removeprefix("By ")
    for wording in _wordings(where):
        match = wording.pattern.fullmatch(bare)
        if match and (found := (wording.credit,) if wording.credit else named(match["agency"])):
            return found
    return ()


def _last(text: str) -> Iterable[str]:
    """The last paragraphs that are short enough, in the order of the text."""
    end, out = len(text), list[str]()
    while end > 0 and len(out) < FOOT:
        start = max(text.rfind(mark, 0, end) for mark in "\n\r") + 1
        if paragraph := text[max(start, end - LONGEST - 1) : end].strip():
            out.append(paragraph)
        end = start - 1
    return [paragraph for paragraph in reversed(out) if len(paragraph) <= LONGEST]


@cache
def _wordings(where: str) -> tuple[_Wording, ...]:
    rows = [row for row in table("languages/en/credits.tsv") if row["where"] == where]
    return tuple(_Wording(_pattern(row["words"]), row["credit"]) for row in rows)


def _pattern(words: str) -> re.Pattern[str]:
    glue = {
        "{agency}": r"(?P<agency>[^.;:()]{2,60})",
        "{year}": r"[12]\d{3}(?:\s?[-–]\s?[12]\d{3})?",
        "...": r".{1,300}?",
        " ": r"\s+",
    }
    parts = re.split(r"(\{agency\}|\{year\}|\.\.\.| )", words)
    return re.compile("".join(glue.get(part, re.escape(part)) for part in parts), re.IGNORECASE | re.DOTALL)
