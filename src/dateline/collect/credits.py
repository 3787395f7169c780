"""Whose copy an article says it uses: dateline credits, bylines, the lines at its foot, and its address.

Data: `atlas/languages/en/credits.tsv` for the wordings, `atlas/wire_addresses.tsv` for addresses, `atlas/outlets.tsv`
for the agencies. Words such as "Reuters reported" in the running text are claims, and no business of this file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from dateline.atlas import outlets
from dateline.atlas.tables import table
from dateline.collect import addresses
from dateline.collect.datelines import named
from dateline.records import Dateline

#: How many paragraphs from the end may be credits: "(Reporting by ...)", a copyright line, an address, a date.
FOOT = 5
#: And a bare name on a line of its own: "AFP", "Reuters - AP", with at most a line for the page or the date below.
BARE = 2
#: How many paragraphs from the top may be a byline.
TOP = 5
#: The longest paragraph that is a credit or byline, in characters; longer ones are prose. Of a longer one, as many
#: characters at its end are looked at for a last sentence that is a credit.
LONGEST = 400
LONGEST_BYLINE = 90
EDGES = " \t.-–—*_•"
BYLINE = re.compile(r"(?:By|BY)[ ](?P<who>[^\W\d_a-z].*)")
#: Words of a byline that need no capital: "By Jane Roe and John Doe in Moscow".
SMALL = re.compile(r"\b(?:and|in|of|for|the|at|von|van|de|da|del|al|bin)\b|\d")
#: Brackets that end a paragraph: "... he said. (Reporting by Jane Roe; Editing by John Doe)".
LAST_BRACKETS = re.compile(r"[(\[](?P<inside>[^()\[\]]{2,300})[)\]][ \t.]*$")
#: What stands before such brackets where they are no part of a sentence: its end, or the initials of the desk
#: ("jm/dm (AFP, dpa)"). A caption's "in Croydon (PA)" is its photographer's.
SENTENCE_END = re.compile(r"[.!?][\"'’”]?\s*$")
INITIALS = re.compile(r"(?:[A-Za-z]{1,4}(?:[/,-][A-Za-z]{1,4}){0,3})?\s*")
#: A copyright sign with the year right behind it: "©2018 AFP".
SIGN = re.compile(r"(©|\([Cc]\))(?=\w)")
#: Where a sentence starts within a paragraph.
SENTENCE = re.compile(r"(?<=[.!?\"”)])\s+(?=[A-Z©(])")
BETWEEN = re.compile(r"\s*(?:/|,|;|\s[-–—|]\s|\band\b|&)\s*")


@dataclass(frozen=True, slots=True)
class _Wording:
    pattern: re.Pattern[str]
    credit: str
    bare: bool
    some: bool
    part: str  # words of it that must be there, in small letters: to look for them is quicker than to match


def credits(
    text: str,
    *,
    byline: str | None,
    dateline: Dateline | None,
    url: str | None = None,
    outlet: str | None = None,
    stated: Iterable[str] = (),
) -> tuple[str, ...]:
    """The names of the agencies credited, by the atlas's name or as they are written, each once.

    `stated` are credits given beside the text. An `outlet`'s own name at the foot of its own article is no credit.
    """
    given = [name for words in stated for name in (named(words) or (words,))]
    beside = [*given, *(_of_wording(byline, "byline") if byline else ()), *_of_foot(text)]
    found = [*_of_dateline(text, dateline), *(name for name in beside if name != outlet)]
    if not found:  # the words are more exact: a feed of Reuters carries the Thomson Reuters Foundation, too
        marks = (_in_house_style(text), addresses.agency(url) if url else None)
        found = [name for name in marks if name and name != outlet]
    return tuple(dict.fromkeys(found))


def byline(text: str) -> str | None:
    """Who wrote it, where one of the first paragraphs is a byline ("By Jane Roe"); without "By".

    An agency's line right below it belongs to it: "By Jane Roe / Associated Press Writer".
    """
    above: str | None = None
    for count, match in enumerate(re.finditer(r"\S.*", text)):
        bare = match.group().rstrip()
        if above is not None:
            return f"{above}, {bare}" if len(bare) <= LONGEST_BYLINE and _of_wording(bare, "beneath") else above
        if count == TOP:
            return None
        line = BYLINE.fullmatch(bare) if len(bare) <= LONGEST_BYLINE else None
        above = str(line["who"]) if line and _is_names(line["who"]) else None
    return above


def credited(words: str) -> tuple[str, ...]:
    """The agencies that an author's name as pages write it credits: "Jane Roe, Associated Press", "Reuters Staff"."""
    return _of_wording(words, "byline") if len(words) <= LONGEST_BYLINE else ()


def of_rights(words: str) -> tuple[str, ...]:
    """The agencies that a copyright line names: "Copyright 2018 The Associated Press. All rights reserved."."""
    return _of_wording(words, "end") if len(words) <= LONGEST else ()


def _is_names(who: str) -> bool:
    """Whether words are names and not the start of a sentence ("By Friday the talks were over.")."""
    words = SMALL.sub("", who).split()
    return not who.endswith((".", ":", "?")) and len(words) <= 12 and not any(word[0].islower() for word in words)


def _of_dateline(text: str, dateline: Dateline | None) -> Iterator[str]:
    for span in dateline.credits if dateline else ():
        credit = text[span.start : span.end]
        yield from named(credit) or (credit,)


def _of_foot(text: str) -> Iterator[str]:
    paragraphs = _last(text)
    for left, paragraph in zip(range(len(paragraphs) - 1, -1, -1), paragraphs, strict=True):
        yield from _of_paragraph(paragraph, left)


def _of_paragraph(paragraph: str, left: int) -> tuple[str, ...]:
    """The agencies that a paragraph at the foot credits: as a whole, in brackets at its end, or by its last sentences.

    `left` paragraphs are below it. Further up, a bare name is a caption's photographer or the tag of a page.
    """
    whole = paragraph if len(paragraph) <= LONGEST else ""
    if found := _of_wording(whole, "foot", bare=left < BARE) or _of_wording(whole, "end"):
        return found
    if brackets := LAST_BRACKETS.search(paragraph):
        before, inside = paragraph[: brackets.start()], brackets["inside"]
        free = SENTENCE_END.search(before) or INITIALS.fullmatch(before)
        if found := _of_wording(inside, "foot", bare=bool(free and not left)) or _of_wording(inside, "end"):
            return found
    tail = paragraph[-LONGEST:]
    starts = [match.end() for match in SENTENCE.finditer(tail)]
    return next((found for start in starts if (found := _of_wording(tail[start:], "end"))), ())


def _in_house_style(text: str) -> str | None:
    """The agency whose house style the foot is, where it names none: "Reporting by ...; Editing by ..."."""
    for paragraph in _last(text):
        brackets = LAST_BRACKETS.search(paragraph)
        for words in (paragraph if len(paragraph) <= LONGEST else "", brackets["inside"] if brackets else ""):
            if found := _of_wording(words, "style"):
                return found[0]
    return None


def _of_wording(words: str, where: str, *, bare: bool = True) -> tuple[str, ...]:
    """The agencies that a byline or paragraph credits, by the first wording that fits; a `bare` name if wanted."""
    plain = words.strip(EDGES)
    plain = plain[1:-1].strip(EDGES) if plain[:1] + plain[-1:] in ("()", "[]") else plain
    plain = SIGN.sub(r"\1 ", plain.removeprefix("By ").removeprefix("BY "))
    small = plain.casefold()
    for wording in _wordings(where):
        if (wording.bare and not bare) or wording.part not in small:
            continue
        match = wording.pattern.fullmatch(plain)
        if match and (found := (wording.credit,) if wording.credit else _named(match["agency"], wording)):
            return found
    return ()


def _named(words: str, wording: _Wording) -> tuple[str, ...]:
    """The outlets that words name: each of them known or, where the wording can be nothing but a credit, some."""
    if found := named(words):
        return found
    parts = [part for part in BETWEEN.split(words) if part.strip()]
    known = [_outlet(part) for part in parts]
    some = [name for name in known if name]
    fillers = sum(part.strip().casefold() in _fillers() for part in parts)
    return tuple(some) if wording.some or (some and len(some) + fillers == len(parts)) else ()


def _outlet(words: str) -> str | None:
    domain = re.fullmatch(r"\s*[\w-]+(?:\.[\w-]+)+\s*", words)
    found = outlets.credit(words) or (outlets.by_domain(words.strip()) if domain else None)
    return found.name if found else None


def _last(text: str) -> list[str]:
    """The last paragraphs in the order of the text; of long ones, the end."""
    end, out = len(text), list[str]()
    while end > 0 and len(out) < FOOT:
        start = max(text.rfind(mark, 0, end) for mark in "\n\r") + 1
        if paragraph := text[max(start, end - LONGEST - 1) : end].strip():
            out.append(paragraph)
        end = start - 1
    return out[::-1]


@cache
def _wordings(where: str) -> tuple[_Wording, ...]:
    rows = [row for row in table("languages/en/credits.tsv") if row["where"] == where]
    bare = "{agency}"
    return tuple(
        _Wording(
            _pattern(words), row["credit"], words == bare, where == "end", max(_parts(words)[::2], key=len).casefold()
        )
        for row in rows
        for words in (row["words"],)
    )


@cache
def _fillers() -> frozenset[str]:
    return frozenset(row["words"] for row in table("languages/en/credits.tsv") if row["where"] == "filler")


def _pattern(words: str) -> re.Pattern[str]:
    glue = {
        "{agency}": r"(?P<agency>[^.;:()]{2,60}(?:\.[a-z]{2,3}(?:\.[a-z]{2})?)?)",
        "{year}": r"[12]\d{3}(?:\s?[-–]\s?[12]\d{3})?",
        "...": r".{1,300}?",
        " ": r"\s+",
    }
    parts = _parts(words)
    rest = ".{0,300}" if words.endswith("...") else ""  # "All rights reserved", with or without more behind it
    return re.compile("".join(glue.get(part, re.escape(part)) for part in parts) + rest, re.IGNORECASE | re.DOTALL)


def _parts(words: str) -> list[str]:
    """A wording's literal words, and between them what stands for others."""
    return re.split(r"(\{agency\}|\{year\}|\.\.\.| )", words.removesuffix("..."))
