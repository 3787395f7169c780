"""When a web page says that its article was published, and by which rule that was told.

In this order: metadata and linked data; what the page shows or marks near its headline, where that agrees with the
address; the address. A date in the story, of another article or of today is never taken. Where several stand near the
headline, one labelled as published goes before one without a label, and that before one of an update.
Data: `atlas/page_metadata.tsv`, `atlas/page_words.tsv`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from dateline.atlas.tables import table, values
from dateline.collect import linked_data
from dateline.collect.page import Line, Page

#: The first newspapers on the web carry articles of their archives; what is older is a slip.
EARLIEST = 1850
#: Lines from the headline, or behind the text, in which its date stands.
NEAR = 12
#: A longer line is prose, and more words than these beside the date and its label are a sentence.
LONGEST, MOST_WORDS = 200, 6
#: Seconds from 1990 to 2100, as a stamp.
STAMPS = (631_152_000, 4_102_444_800)
STAMP = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}")
DIGITS = re.compile(
    r"(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?:T?(?P<h>[0-2]\d)(?P<mi>[0-5]\d)(?P<s>[0-5]\d)?)?"
)
ISO = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:[T ](?P<time>\d\d?:\d\d(?::\d\d)?)(?:\.\d+)?\s?(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)?)?"
)
ADDRESS = re.compile(
    r"/((?:19|20)\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?=[/_.-]|$)"
    r"|[/_-]((?:19|20)\d\d)-([01]?\d)-([0-3]?\d)(?=\D|$)"
)
CLOCK = re.compile(r"(?<![\d.:])\d{1,2}[:.h]\d\d(?::\d\d)?(?![\d.:])\s?(?:[ap]\.?m\.?)?", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+")
#: Attributes that are dates only of elements whose class or itemprop says so.
LOOSE = frozenset({"title", "content", "time"})


@dataclass(frozen=True, slots=True)
class Dated:
    """A day or time of publication (ISO 8601), and the rule that told it ("meta article:published_time")."""

    when: str
    rule: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    at: int
    when: str
    rule: str
    label: int  # 0 published, 1 none, 2 updated
    marked: bool


def published(page: Page, *, text: tuple[int, int], hint: date | None = None) -> Dated | None:
    """When the article of a page was published, None where it does not say; `text` is where its text stands.

    `hint` is a day and month that the text's own dateline gives: it tells "03/04/2026" apart.
    """
    if stated := next(_stated(page), None):
        return stated
    address = _of_address(page.url)
    near = sorted(_near(page, text, hint), key=lambda one: one[0])
    if address and not any(abs(_day(one.when) - _day(address)) <= 1 for _, one in near):
        return Dated(address, "address")
    best = next((one for _, one in near if not address or abs(_day(one.when) - _day(address)) <= 1), None)
    return Dated(best.when, best.rule) if best else None


def moment(words: str) -> str | None:
    """A stated time as ISO 8601, its zone kept: from ISO 8601, RFC 2822, plain digits, or seconds; None for others."""
    bare = words.strip()
    if match := ISO.match(bare):
        return _iso(match)
    if match := DIGITS.fullmatch(bare):
        clock = f"T{match['h']}:{match['mi']}:{match['s'] or '00'}" if match["h"] else ""
        return _valid(f"{match['y']}-{match['m']}-{match['d']}{clock}")
    if STAMP.fullmatch(bare):
        seconds = float(bare) / (1000 if len(bare.partition(".")[0]) > 10 else 1)
        return datetime.fromtimestamp(seconds, UTC).isoformat() if STAMPS[0] < seconds < STAMPS[1] else None
    if re.search(r"\d\d:\d\d", bare) and bare[:1].isalnum():
        try:
            return _valid(parsedate_to_datetime(bare).isoformat())
        except (ValueError, TypeError, IndexError, OverflowError):
            return in_words(bare, hint=None)
    return in_words(bare, hint=None)


def _iso(match: re.Match[str]) -> str | None:
    if not match["time"]:
        return _valid(match["day"])
    zone = {"UTC": "+00:00", "GMT": "+00:00", "Z": "+00:00", None: ""}.get(match["zone"], match["zone"])
    return _valid(f"{match['day']}T{match['time'].zfill(5)}{zone}")


def _valid(words: str) -> str | None:
    try:
        found = datetime.fromisoformat(words)
    except ValueError:
        return None
    if found.year < EARLIEST:
        return None
    return found.isoformat() if "T" in words else found.date().isoformat()


def _day(when: str) -> int:
    return date.fromisoformat(when[:10]).toordinal()


# ---------------------------------------------------------------- metadata


def _stated(page: Page) -> Iterator[Dated]:
    articles = linked_data.articles(page.linked) or tuple(
        one for one in page.linked if {"WebPage", "None"} & set(linked_data.kinds(one))
    )
    for where, name in _names("published"):
        found = page.metas.get(name, ()) if where == "meta" else (one.get(name) for one in articles)
        for words in found if where != "attribute" else ():
            if isinstance(words, str) and (when := moment(words[:LONGEST])):
                yield Dated(when, f"{where} {name}")


@cache
def _names(gives: str) -> tuple[tuple[str, str], ...]:
    rows = table("page_metadata.tsv")
    return tuple((row["where"], row["name"]) for row in rows if row["gives"] == gives)


@cache
def _attributes() -> tuple[str, ...]:
    return tuple(name for where, name in _names("published") if where == "attribute")


# ---------------------------------------------------------------- near the headline


def _near(page: Page, text: tuple[int, int], hint: date | None) -> Iterator[tuple[tuple[int, ...], _Candidate]]:
    """The dates that may be the article's, each with its rank: the least is the best."""
    headline = page.headline if page.headline is not None else text[0]
    lines = sorted(line.at for line in page.lines)
    for one in (*_of_attributes(page), *_of_lines(page, text, hint)):
        low, high = sorted((one.at, min(max(one.at, headline), text[0]) if one.at < text[0] else text[1]))
        apart = bisect_right(lines, high) - bisect_right(lines, low)
        zone = 0 if headline <= one.at <= text[0] else 1 if apart <= NEAR and not text[0] < one.at < text[1] else 2
        if zone < 2 or one.marked:
            yield (zone, one.label, not one.marked, apart), one


def _of_attributes(page: Page) -> Iterator[_Candidate]:
    """The times in attributes of elements that are no metadata."""
    names = _attributes()
    for element, at in page.places.items():
        if not isinstance(element.tag, str) or element.tag in ("meta", "link") or not element.attrib:
            continue
        for name in names:
            words = element.get(name)
            if words and not page.is_outside(at) and _is_marked(element, name) and (when := moment(words[:LONGEST])):
                yield _Candidate(at, when, f"attribute {name}", _label_of(element), True)
                break


def _is_marked(element: Any, name: str) -> bool:
    return (
        name not in LOOSE or element.tag in ("time", "dateformat") or bool(_marked("date mark").search(_marks(element)))
    )


def _marks(element: Any) -> str:
    return " ".join(element.get(name) or "" for name in ("class", "id", "itemprop", "property", "data-testid")).lower()


def _label_of(element: Any) -> int:
    """What the class of an element or the words before it say of its date."""
    marks = _marks(element)
    if _marked("publication mark").search(marks):
        return 0
    if _marked("update mark").search(marks) and "entry-date" not in marks:
        return 2
    parent, before = element.getparent(), element.getprevious()
    said = before.tail if before is not None else parent.text if parent is not None else None
    return _label(f"{said or ''} {element.text or ''}".casefold())


def _label(words: str) -> int:
    """0 where words say published, 2 updated, 3 today (at their start: outlets have names with it); 1 for nothing."""
    if _labels("today").match(words.strip(" \t|·-–—(")):
        return 3
    return next((number for number, kind in ((0, "published"), (2, "updated")) if _labels(kind).search(words)), 1)


@cache
def _marked(kind: str) -> re.Pattern[str]:
    """What the classes of elements hold that mark them, also within longer words."""
    rows = (row for row in table("page_words.tsv") if row["kind"] == kind)
    return re.compile("|".join(re.escape(word) for row in rows for word in values(row["words"])))


@cache
def _labels(kind: str) -> re.Pattern[str]:
    rows = (row for row in table("page_words.tsv") if row["kind"] == kind)
    words = sorted((re.escape(word) for row in rows for word in values(row["words"])), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)")


def _of_lines(page: Page, text: tuple[int, int], hint: date | None) -> Iterator[_Candidate]:
    """The dates in words of lines that hold little else, not those in the text."""
    for line in page.lines:
        if len(line.words) > LONGEST or text[0] <= line.at <= text[1] or page.is_outside(line.at):
            continue
        yield from _of_line(line, hint)


def _of_line(line: Line, hint: date | None) -> Iterator[_Candidate]:
    """A date for each of the line's, with the label before it."""
    before = 0
    found = list(_dates(line.words, hint))
    rest = CLOCK.sub(" ", _without(line.words, [span for span, _ in found]))
    marked = bool(_marked("date mark").search(_marks(line.element)))
    if len(WORD.findall(rest)) > (2 * MOST_WORDS if marked else MOST_WORDS):
        alone = {when for piece in line.pieces if is_date_line(piece) for _, when in _dates(piece, hint)}
        labelled = {span for span, _ in found if _label(line.words[max(0, span[0] - 40) : span[0]].casefold()) == 0}
        found = [(span, when) for span, when in found if span in labelled or when in alone]
    for span, when in found:
        label = _label(line.words[before : span[0]].casefold())
        label = 2 if label == 1 and _marked("update mark").search(_marks(line.element)) else label
        before = span[1]
        if label < 3:
            yield _Candidate(line.at, when, "date in words", label, marked)


def _without(words: str, spans: list[tuple[int, int]]) -> str:
    for start, end in reversed(spans):
        words = f"{words[:start]} {words[end:]}"
    return words


# ---------------------------------------------------------------- dates in words


def in_words(words: str, *, hint: date | None) -> str | None:
    """The day that words state in full, None for none, or more than one."""
    found = {when for _, when in _dates(words, hint)}
    return found.pop() if len(found) == 1 else None


def _dates(words: str, hint: date | None) -> Iterator[tuple[tuple[int, int], str]]:
    """(where, ISO 8601 day) of the days with a year in a line."""
    for match in _pattern().finditer(words):
        if when := _of_match(match, hint):
            yield match.span(), when


def _of_match(match: re.Match[str], hint: date | None) -> str | None:
    parts = {name: value for name, value in match.groupdict().items() if value}
    if "m1" in parts or "m2" in parts:
        month = _months()[(parts.get("m1") or parts["m2"]).casefold()]
        return _checked(parts.get("y1") or parts["y2"], month, parts.get("d1") or parts["d2"])
    if "y3" in parts:
        return _checked(parts["y3"], parts["m3"], parts["d3"])
    first, second, year = int(parts["a4"]), int(parts["b4"]), parts["y4"]
    if parts["s4"] != "/" or first > 12 or first == second:
        return _checked(year, second, first)
    if second > 12:
        return _checked(year, first, second)
    return next((_checked(year, m, d) for d, m in ((first, second), (second, first)) if _is(hint, m, d)), None)


def month_and_day(words: str) -> date | None:
    """The first month and day in words, in a leap year: "KARVEL, May 3 (KX) --"."""
    month, day = f"({_either_month()})", r"([0-3]?\d)"
    match = re.search(rf"(?<!\w){month}\.?\s{day}(?!\d)|(?<!\d){day}\s{month}(?!\w)", words, re.IGNORECASE)
    if match is None:
        return None
    try:
        return date(2000, _months()[(match[1] or match[4]).casefold()], int(match[2] or match[3]))
    except ValueError:
        return None


def _is(hint: date | None, month: int, day: int) -> bool:
    return hint is not None and abs((hint.month - month) * 31 + hint.day - day) <= 2


def _checked(year: str, month: int | str, day: int | str) -> str | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found.isoformat() if found.year >= EARLIEST else None


@cache
def _months() -> dict[str, int]:
    rows = (row for row in table("page_words.tsv") if row["kind"] == "month")
    return {word: int(row["value"]) for row in rows for word in values(row["words"])}


@cache
def _either_month() -> str:
    return "|".join(sorted(_months(), key=len, reverse=True))


@cache
def _pattern() -> re.Pattern[str]:
    month = _either_month()
    year = r"(?:18[5-9]|19\d|20\d)\d"
    return re.compile(
        rf"(?<!\w)(?:(?P<m1>{month})\.?\s{{1,2}}(?P<d1>[0-3]?\d)(?:st|nd|rd|th)?,?\s{{1,2}}(?P<y1>{year})"
        rf"|(?P<d2>[0-3]?\d)(?:st|nd|rd|th)?\.?[\s-](?:of\s)?(?P<m2>{month})\.?,?[\s-](?P<y2>{year})"
        rf"|(?P<y3>{year})(?:[-/.]|년)\s?(?P<m3>[01]?\d)(?:[-/.]|월)\s?(?P<d3>[0-3]?\d)(?![\d/-])일?"
        rf"|(?P<a4>[0-3]?\d)(?P<s4>[./-])(?P<b4>[0-3]?\d)(?P=s4)(?P<y4>{year}))(?![\d/])",
        re.IGNORECASE,
    )  # fmt: skip


def _of_address(url: str | None) -> str | None:
    """The day in an address: /2026/11/23/, /20261123/, -2026-11-23."""
    if not url:
        return None
    try:
        match = ADDRESS.search(urlsplit(url).path)
    except ValueError:  # "http://[bad"
        return None
    parts = [part for part in match.groups() if part] if match else []
    return _checked(*parts) if len(parts) == 3 else None


def is_date_line(words: str) -> bool:
    """Whether a line is nothing but a date, its label and a time."""
    found = list(_dates(words, None))
    if not found:
        return False
    rest = CLOCK.sub(" ", _without(words, [span for span, _ in found])).casefold()
    return len(WORD.findall(_labels("published").sub(" ", _labels("updated").sub(" ", rest)))) <= 2
