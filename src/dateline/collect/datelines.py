"""The dateline of a dispatch: "PYONGYANG, Sept. 16 (KCNA) --" gives place, date and credit, each as a span.

Source of the forms: the style of the agencies themselves (AP, Reuters, AFP, UPI, Xinhua, TASS, KCNA, Yonhap, dpa,
Interfax, the Indian agencies). A form without a known credit or a date counts only where its place is in
capitals. Words: `atlas/languages/en/datelines.tsv` and `calendar.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import NamedTuple

from dateline.atlas import outlets
from dateline.atlas.calendars import word_classes
from dateline.atlas.gazetteer import gazetteer
from dateline.atlas.tables import table, values
from dateline.records import Dateline, Span

WORDS = "languages/en/datelines.tsv"
#: How many paragraphs from the top may open with it: title, standfirst, byline and caption stand before.
PARAGRAPHS = 6
#: A form with neither credit nor date must stand nearer to the top: further down, it is a list or an interview.
PARAGRAPHS_BARE = 3
#: The longest that a dateline gets, in characters: two places with regions, a date and two agencies.
LONGEST = 160
#: The longest city or region in words ("ABOARD THE PAPAL PLANE", "Democratic Republic of the Congo").
MOST_WORDS = 6
#: A place of so few letters that stands alone before a dash has as many inhabitants: acronyms and surnames are
#: small towns somewhere ("NATO" in Peru); longer names may be any place. Without this, a sixth of LGL's are lost.
SHORT_NAME, FEWEST_INHABITANTS = 6, 20_000

WORD = r"[^\W\d_](?>(?:[^\W\d_]|['’.-](?=[^\W\d_]))*)"
#: A full stop behind a word that goes on: "ST. PETERSBURG", "WASHINGTON D.C. and", never "Saturday. CHARLESTON".
STOP = r"(?:(?:(?<=\b\w)|(?<=\b\w\w)|(?<=\b\w\w\w))\.)?"
#: A headline that stands before the dateline in one paragraph with it ends so.
HEADLINE_END = re.compile(r"(?<=[a-z0-9\"'’”)]) ?[.?!] +(?=[^\W\d_a-z])")
#: The longest headline in front of a dateline, in characters (the longest of 588 in LGL has 117).
LONGEST_HEADLINE = 150
COUNTRY_IN_BRACKETS = r"(?: \([^\W\d_][^()\n]{2,30}\)(?= \())?"
CREDIT = re.compile(
    r"[,.]?(?:--|—)?[ ]?\([ ]?(?P<brackets>[^\W\d_][^()\n]{0,48}?)[ ]?\)"
    r"|[,.]?[ ]?/(?P<slashes>[^\W\d_][^()/\n]{0,48}?)/"
    r"|(?:[,.][ ]|[ ][-–—][ ])(?P<bare>[^\W\d_][^()/\n,.]{1,40}?)(?=[ ]?[-–—.])"
)
#: Dashes as agencies and their converters write them; a hyphen and an underscore need a space behind.
END = re.compile(r"[,.]?[ ]?(?:(?P<dash>-{2,3}|—|–|―|_(?=\s|$)|-(?=\s|$))|(?P<colon>:(?=\s)))")


class Found(NamedTuple):
    """What stands at the start of a paragraph, in the order of a dateline; (start, end) pairs."""

    city: tuple[int, int] | None
    place: tuple[int, int] | None
    date: tuple[int, int] | None
    credit: tuple[int, int] | None
    slashed: bool
    dash: bool
    end: int


def dateline(text: str) -> Dateline | None:
    """The first dateline of a text, its spans on the article "" (see `placed`); None without one."""
    for number, start in _starts(text):
        found = _parsed(text, start)
        if found and _bears_out(text, found, bare_allowed=number < PARAGRAPHS_BARE):
            return _row(start, found)
    return None


def placed(found: Dateline | None, article: str) -> Dateline | None:
    """The dateline with its spans on an article's id."""
    if found is None:
        return None

    def on(span: Span | None) -> Span | None:
        return replace(span, article=article) if span else None

    credits = tuple(replace(span, article=article) for span in found.credits)
    return Dateline(replace(found.span, article=article), place=on(found.place), date=on(found.date), credits=credits)


def full_date(text: str, found: Dateline | None) -> str | None:
    """The ISO 8601 date of a dateline that gives day, month and year; None for any less."""
    match = _date().fullmatch(text, found.date.start, found.date.end) if found and found.date else None
    if match is None or not match["year"]:
        return None
    month = _months()[(match["month"] or match["month2"]).casefold()]
    try:
        return date(int(match["year"]), month, int(match["day"] or match["day2"])).isoformat()
    except ValueError:  # "February 30": a misprint is no date
        return None


def month_and_day(text: str, found: Dateline) -> date | None:
    """The month and day of a dateline's date, with or without a year: that of a leap year then."""
    match = _date().fullmatch(text, found.date.start, found.date.end) if found.date else None
    month = match and (match["month"] or match["month2"])
    if match is None or not month:
        return None
    try:
        return date(int(match["year"] or 2000), _months()[month.casefold()], int(match["day"] or match["day2"]))
    except ValueError:
        return None


def named(credit: str) -> tuple[str, ...]:
    """The names of the outlets that a credit gives: "KCNA", "Reuters/AFP", "AP and AFP"; () where one is not known."""
    if whole := outlets.credit(credit):
        return (whole.name,)
    parts = [outlets.credit(part) for part in re.split(r"/|,|\band\b|&", credit) if part.strip()]
    return tuple(part.name for part in parts if part) if parts and all(parts) else ()


def _starts(text: str) -> Iterator[tuple[int, int]]:
    """(paragraph, offset) where a dateline may start: the first paragraphs, and behind a headline in the first."""
    for number, match in enumerate(re.finditer(r"\S.*", text)):
        if number == PARAGRAPHS:
            return
        yield number, match.start()
        if number == 0:
            stop = min(match.end(), match.start() + LONGEST_HEADLINE)
            yield from ((0, end.end()) for end in HEADLINE_END.finditer(text, match.start(), stop))


def _parsed(text: str, start: int) -> Found | None:
    """The parts that stand at `start` one behind the other; None where they make no dateline at all."""
    stop = min(len(text), start + LONGEST)
    dated = _date().match(text, start, stop)  # "Sept 16 (Reuters) - ": no place
    place = None if dated else _place().match(text, start, stop)
    at = place.end() if place else start
    if place:
        dated = _later_date().match(text, at, stop)
    at = dated.end() if dated else at
    credit = CREDIT.match(text, at, stop) or (None if place or dated else _agency_first(text, start, stop))
    group = credit.lastgroup if credit else None
    if credit and group == "bare" and not named(credit["bare"]):
        credit = group = None
    at = credit.end() if credit else at
    if at == start:
        return None
    end = END.match(text, at, stop)
    if credit and not end:
        at += text.startswith(".", at)  # "/TASS/."
    return Found(
        city=place.span("city") if place else None,
        place=_without_stop(text, place.span("place")) if place else None,
        date=dated.span("date") if dated else None,
        credit=credit.span(group) if credit and group else None,
        slashed=group == "slashes",
        dash=bool(end and end["dash"]),
        end=end.end() if end else at,
    )


def _without_stop(text: str, place: tuple[int, int]) -> tuple[int, int]:
    """A place without the full stop that parts it from the date ("MOSCOW. Sept 15"); "N.Y." keeps its own."""
    words = text[slice(*place)]
    stopped = words.endswith(".") and words.count(".") == 1 and "," not in words
    return (place[0], place[1] - 1) if stopped else place


def _bears_out(text: str, found: Found, *, bare_allowed: bool) -> bool:
    """Whether the parts bear each other out: precision over recall."""
    credit = text[slice(*found.credit)] if found.credit else ""
    known = bool(credit and named(credit))
    ended = text[found.end - 1] in "-—–―_:"
    if found.city is None:
        return known and found.dash
    city = text[slice(*found.city)]
    if _is_label(city) or not (ended or (known and (found.date or found.slashed))):
        return False
    if known or not _in_capitals(city):
        return known
    if credit:
        return _may_be_credit(credit)
    return found.dash and (found.date is not None or (bare_allowed and _may_be_bare(text, found)))


def _row(start: int, found: Found) -> Dateline:
    def span(pair: tuple[int, int] | None) -> Span | None:
        return Span("", *pair) if pair else None

    credits = (Span("", *found.credit),) if found.credit else ()
    return Dateline(Span("", start, found.end), place=span(found.place), date=span(found.date), credits=credits)


def _in_capitals(city: str) -> bool:
    """Whether a city is written as datelines write it: "DAR es SALAAM" and "McALLEN" are, "Seoul" is not."""
    words = [word for word in re.findall(r"[^\W\d_]+", city) if not word.islower()]
    return sum(map(len, words)) > 1 and all(re.sub(r"^Ma?c", "", word).isupper() for word in words)


def _may_be_credit(credit: str) -> bool:
    """Whether unknown words in brackets may be an agency: a name, and no state ("WASHINGTON (D.C.) --")."""
    return credit[0].isupper() and "." not in credit and not gazetteer().is_place_name(credit)


def _may_be_bare(text: str, found: Found) -> bool:
    """Whether a place in capitals and a dash are enough: "NATO -- which" is not, a town with its state is."""
    city, place = found.city or (0, 0), found.place or (0, 0)
    region = text[city[1] : place[1]].strip("., ")
    if region:
        return "." in text[city[1] + 1 : place[1]] or gazetteer().is_place_name(region)
    names = re.split(r"\s*/\s*|\s+(?:&|and)\s+", text[slice(*city)], flags=re.IGNORECASE)
    return all(name.casefold() in _listed("place") or _is_place(name.title()) for name in names)


def _is_place(name: str) -> bool:
    fewest = FEWEST_INHABITANTS if len(name) <= SHORT_NAME else 0
    return any(place.population >= fewest for place in gazetteer().candidates(name))


def _is_label(city: str) -> bool:
    return city.strip(" .").casefold() in _listed("label")


@cache
def _listed(kind: str) -> frozenset[str]:
    rows = [row for row in table(WORDS) if row["kind"] == kind]
    return frozenset(word.casefold() for row in rows for word in values(row["words"]))


@cache
def _months() -> dict[str, int]:
    return {word.strip(".").casefold(): int(number) for word, number in word_classes("en")["month"].items()}


@cache
def _weekdays() -> frozenset[str]:
    return frozenset(word.strip(".").casefold() for word in word_classes("en")["weekday"])


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@cache
def _date_pattern() -> str:
    """A dateline's date: "Sept. 16", "16 September 2023", "Saturday, Sept. 16, 2023", "Saturday"."""
    month, weekday = _either(_months()), _either(_weekdays())
    first = rf"(?P<month>{month})\b\.?[ ]?(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b"
    second = rf"(?P<day2>[0-3]?\d)(?:st|nd|rd|th)?[ ](?P<month2>{month})\b\.?"
    year = r"(?:,?[ ](?P<year>[12]\d{3})\b)?"
    return rf"(?P<date>(?i:(?:(?:{weekday})\b\.?,?[ ])?(?:{first}|{second}){year}|(?:{weekday})\b))"


@cache
def _date() -> re.Pattern[str]:
    return re.compile(_date_pattern())


@cache
def _later_date() -> re.Pattern[str]:
    return re.compile(rf"[,.]?[ ]{_date_pattern()}")


@cache
def _place() -> re.Pattern[str]:
    word = rf"(?!(?i:{_either((*_months(), *_weekdays()))})\b\.?(?:[ ]\d|[ ]?[(,]))(?!(?i:and)[ ]){WORD}"
    most = f"{{0,{MOST_WORDS - 1}}}"
    # Atomic groups, and no possessive quantifier of a group: those of Debian 12's Python 3.11.2 match wrongly.
    city = rf"(?P<city>{word}(?>(?:{STOP}(?:[ ]?/[ ]?|[ ](?:(?:&|and|AND)[ ])?){word}){most}))"
    region = rf"(?:,[ ]{word}\.?(?>(?:[ ]{word}\.?){most}))?{COUNTRY_IN_BRACKETS}"
    return re.compile(rf"(?P<place>{city}\.?{region})")


def _agency_first(text: str, start: int, stop: int) -> re.Match[str] | None:
    """A credit that opens the paragraph: "(Reuters) - ", "(Bloomberg) -- "."""
    return CREDIT.match(text, start, stop) if text[start] == "(" else None
