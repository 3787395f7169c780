"""On what the reports of an event differ: numbers, date, place, who, and whether it happened at all.

Two figures for the same thing contradict each other unless one is a bound or a rounding that the other fits: "at least
12" and 15 do not, 12 and 15 do. Another figure in a later article of the same outlet is a correction, and called one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import cos, hypot, radians

from dateline.atlas.calendars import word_classes
from dateline.atlas.tables import table, values
from dateline.merge.entities import Known, Member
from dateline.records import (
    Dispute,
    Entity,
    EventMention,
    Link,
    Moment,
    Place,
    Report,
    Rows,
    Sentence,
    Span,
    TimeExpression,
    Token,
    mention_key,
)

#: By how much a rounded figure may differ from what it stands for.
ROUNDING = 0.2
#: Reports of an event that are compared with each other.
MOST_COMPARED = 50
#: Kilometres between two points of sites or towns that can still be one place.
NEAR = 60.0
KILOMETRES = 111.2
#: Precisions of places and moments that can contradict each other.
PLACES = frozenset({"site", "city"})
MOMENTS = frozenset({"time", "day"})
#: Words of a clause that are looked at for numbers.
MOST_WORDS = 80
AGE = re.compile(r"\b(\d{1,3}|[a-z]+)[- ]years?[- ]old\b", re.IGNORECASE)
#: What a number counts where the text does not say it: people.
PEOPLE = "people"
#: Characters behind a number's verb within which the event's own word can stand.
NEARBY = 40


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it counts; `bound` is "least", "most", "about" or None for an exact one."""

    value: float
    unit: str
    bound: str | None
    words: str

    def fits(self, other: Figure) -> bool:
        """Whether both can be true."""
        if self.value == other.value:
            return True
        low, high = sorted((self, other), key=lambda one: one.value)
        if low.bound == "least" or high.bound == "most":
            return True
        rounded = "about" in (low.bound, high.bound)
        return rounded and high.value - low.value <= ROUNDING * high.value


Told = tuple[Report, str]


class Contradictions:
    """The readings of a story, asked for what the reports of one event differ on."""

    def __init__(self, readings: Iterable[Rows], known: Mapping[Member, Known]) -> None:
        self._readings = {rows.article.id: _Reading(rows) for rows in readings}
        self._known = known

    def disputes(self, reports: Sequence[Report]) -> tuple[Dispute, ...]:
        """A row for each field on which the reports contradict each other; the versions with their articles."""
        if len(reports) < 2:
            return ()
        told = [report for report in reports if report.stance != "doubts"]
        asserted = [report for report in reports if report.stance == "asserts"]
        return tuple(
            dispute
            for dispute in (
                _polarity(told),
                *self._numbers(asserted),
                self._dates(asserted),
                self._places(asserted),
                self._sides(asserted, "actors"),
                self._sides(asserted, "recipients"),
            )
            if dispute
        )

    def corrections(self, reports: Sequence[Report]) -> Iterator[str]:
        """Sentences about outlets that told another figure before: "The Daily told 4 killed first, later 3 killed"."""
        by_outlet: dict[str, list[Report]] = defaultdict(list)
        for report in reports:
            if report.outlet and report.stance == "asserts":
                by_outlet[report.outlet].append(report)
        for outlet, own in by_outlet.items():
            own.sort(key=lambda report: self._readings[report.article].published)
            figures = [(report, one) for report in own for one in self._figures(report)]
            for (first, one), (later, other) in combinations(figures[:MOST_COMPARED], 2):
                earlier = self._readings[first.article].published < self._readings[later.article].published
                if earlier and _same_unit(one, other) and not one.fits(other):
                    yield f"{outlet} told {one.words} first and {other.words} later."
                    break

    # ---------------------------------------------------------------- fields

    def _figures(self, report: Report) -> tuple[Figure, ...]:
        return self._readings[report.article].figures(report)

    def _numbers(self, reports: Sequence[Report]) -> Iterator[Dispute]:
        units: dict[str, list[tuple[Report, Figure]]] = defaultdict(list)
        for report in reports:
            for figure in self._figures(report):
                units[figure.unit].append((report, figure))
        for unit, told in sorted(units.items()):
            if _contradict(told):
                yield _dispute(f"number of {unit}" if unit != "age" else "age", [(r, f.words) for r, f in told])

    def _dates(self, reports: Sequence[Report]) -> Dispute | None:
        dated: list[tuple[Report, Moment]] = []
        for report in reports:
            moment = self._readings[report.article].moment(report)
            if moment and moment.start and moment.end and moment.precision in MOMENTS:
                dated.append((report, moment))
        apart = any(_apart(one, other) for (_, one), (_, other) in combinations(dated[:MOST_COMPARED], 2))
        return _dispute("date", [(report, (moment.start or "")[:10]) for report, moment in dated]) if apart else None

    def _places(self, reports: Sequence[Report]) -> Dispute | None:
        placed: list[tuple[Report, Place]] = []
        for report in reports:
            place = self._readings[report.article].place(report)
            if place and place.precision in PLACES and place.latitude is not None and place.longitude is not None:
                placed.append((report, place))
        far = any(_distance(one, other) > NEAR for (_, one), (_, other) in combinations(placed[:MOST_COMPARED], 2))
        return _dispute("place", [(report, place.name) for report, place in placed]) if far else None

    def _sides(self, reports: Sequence[Report], side: str) -> Dispute | None:
        """Different people by name in one role: no name of one article is among those of another.

        Roles are read wrongly oftener than told differently, so one of the versions must stand in several articles.
        """
        named: list[tuple[Report, frozenset[str]]] = []
        for report in reports:
            if names := self._names(report, side):
                named.append((report, names))
        shared = any(one & other for (_, one), (_, other) in combinations(named[:MOST_COMPARED], 2) if one != other)
        articles = {report.article for report, _ in named}
        if shared or len(articles) < 3 or len({names for _, names in named}) < 2:
            return None
        found = _dispute(side, [(report, " and ".join(sorted(names))) for report, names in named])
        return found if any(len(held) > 1 for _, held in found.versions) else None

    def _names(self, report: Report, side: str) -> frozenset[str]:
        reading = self._readings[report.article]
        mention = reading.events.get(report.mention)
        ids: tuple[str, ...] = getattr(mention, side) if mention else ()
        entities = (reading.entities.get(reading.entity_of.get(one, "")) for one in ids)
        people = [one for one in entities if one and one.kind == "person"]
        known = (self._known.get((report.article, one.id)) for one in people)
        return frozenset(one.name for one in known if one)


class _Reading:
    """One article's rows, looked up by what a field needs."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.published = rows.article.published or ""
        self.events = {one.id: one for one in rows.of(EventMention)}
        self.entities = {one.id: one for one in rows.of(Entity)}
        self.entity_of = {one.mention: one.entity for one in rows.of(Link)}
        self._moments = {one.time: one for one in rows.of(Moment)}
        self._places = {one.id: one for one in rows.of(Place)}
        self._sentences = rows.of(Sentence)
        self._starts = [one.span.start for one in self._sentences]
        self._times = sorted(one.span for one in rows.of(TimeExpression))
        self._found: dict[str, tuple[Figure, ...]] = {}

    def moment(self, report: Report) -> Moment | None:
        mention = self.events.get(report.mention)
        return self._moments.get(mention.time or "") if mention else None

    def place(self, report: Report) -> Place | None:
        mention = self.events.get(report.mention)
        entity = self.entities.get(self.entity_of.get(mention.place or "", "")) if mention else None
        return self._places.get(entity.place or "") if entity else None

    def figures(self, report: Report) -> tuple[Figure, ...]:
        """The numbers of a report's clause, with what they count."""
        key = mention_key(report.article, report.mention)
        if key not in self._found:
            self._found[key] = tuple(dict.fromkeys(self._read(report)))
        return self._found[key]

    def _read(self, report: Report) -> Iterator[Figure]:
        at = bisect_left(self._starts, report.clause.start + 1) - 1
        if at < 0:
            return
        sentence = self._sentences[at].tokens
        first = bisect_left(sentence, report.clause.start, key=_start)
        last = min(bisect_left(sentence, report.clause.end, key=_start), first + MOST_WORDS)
        for token in sentence[first:last]:
            if (token.pos == "NUM" or token.dep == "nummod") and not self._is_time(token):
                yield from _figure(sentence, token, report.trigger)
        text = self.rows.article.text[report.clause.start : report.clause.end]
        for match in AGE.finditer(text[: MOST_WORDS * 10]):
            if (value := number(match[1])) is not None:
                yield Figure(value, "age", None, f"{value:g} years old")

    def _is_time(self, token: Token) -> bool:
        at = bisect_left(self._times, (token.start + 1,), key=lambda span: (span.start,)) - 1
        return at >= 0 and token.start < self._times[at].end


def _figure(sentence: Sequence[Token], token: Token, trigger: Span) -> Iterator[Figure]:
    """A number that counts a noun, or people where it stands alone with the event's own word."""
    value = number(token.text)
    if value is None:
        return
    head, last = sentence[token.head], token
    multiple = _amounts("multiple").get(head.text.casefold().removesuffix("s"))
    if multiple or (head.pos == "NUM" and head.index != token.index):
        value, last, head = value * float(multiple or 1), head, sentence[head.head]
    unit = _unit(sentence, token, last, head, trigger)
    if unit is not None:
        bound, before = _bound(sentence, token)
        unit = PEOPLE if unit in _amounts("people") else unit
        words = " ".join([*before, *(one.text for one in sentence[token.index : last.index + 1]), unit])
        yield Figure(value, unit, bound, words)


def _unit(sentence: Sequence[Token], token: Token, last: Token, head: Token, trigger: Span) -> str | None:
    """What a number counts; None for a year, a share, a part of a word ("a 4-year-old")."""
    if last.dep in ("nummod", "appos", "compound") and head.pos in ("NOUN", "PROPN") and head.index > last.index:
        unit, behind = head.lemma.casefold(), sentence[token.index : token.index + 2][-1].text
        return None if "-" in behind or unit in ("year", "percent", "%") else unit
    alone = last.dep in ("nsubj", "nsubjpass", "dobj", "pobj")
    return PEOPLE if alone and head.start <= trigger.start <= head.end + NEARBY else None


def _bound(sentence: Sequence[Token], token: Token) -> tuple[str | None, list[str]]:
    """How exact a number is by the words before it, with these."""
    for length in (3, 2, 1):
        if token.index >= length:
            words = [one.text for one in sentence[token.index - length : token.index]]
            if bound := _bounds().get(" ".join(words).casefold()):
                return bound, words
    return None, []


@cache
def _bounds() -> dict[str, str]:
    return {words: bound for bound in ("least", "most", "about") for words in _amounts(bound)}


@cache
def _amounts(use: str) -> dict[str, str]:
    """Words of the table by use, with their value."""
    rows = table("languages/en/amounts.tsv")
    return {words: row["value"] for row in rows if row["use"] == use for words in values(row["words"])}


def number(text: str) -> float | None:
    """The value of a number in figures or one word: "1,200", "twelve"; None for anything else."""
    plain = text.casefold().replace(",", "")
    classes = word_classes("en")
    plain = classes["number"].get(plain) or classes["tens"].get(plain) or plain
    return float(plain) if re.fullmatch(r"\d{1,12}(?:\.\d{1,4})?", plain, re.ASCII) else None


def _start(token: Token) -> int:
    return token.start


def _same_unit(one: Figure, other: Figure) -> bool:
    return one.unit == other.unit


def _contradict(told: Sequence[tuple[Report, Figure]]) -> bool:
    """Whether two articles have figures of which none fits one of the other."""
    by_article: dict[str, list[Figure]] = defaultdict(list)
    for report, figure in told:
        by_article[report.article].append(figure)
    pairs = combinations(list(by_article.values())[:MOST_COMPARED], 2)
    return any(not any(one.fits(other) for one in left for other in right) for left, right in pairs)


def _polarity(reports: Sequence[Report]) -> Dispute | None:
    stances = {report.stance for report in reports}
    if stances != {"asserts", "denies"}:
        return None
    said = {"asserts": "it is so", "denies": "it is not so"}
    return _dispute("polarity", [(report, said[report.stance]) for report in reports])


def _apart(left: Moment, right: Moment) -> bool:
    """Whether two days do not overlap."""
    return (left.end or "") <= (right.start or "") or (right.end or "") <= (left.start or "")


def _distance(left: Place, right: Place) -> float:
    """Kilometres between two points, near enough for telling towns apart."""
    north = (left.latitude or 0.0) - (right.latitude or 0.0)
    east = abs((left.longitude or 0.0) - (right.longitude or 0.0))
    middle = radians(((left.latitude or 0.0) + (right.latitude or 0.0)) / 2)
    return KILOMETRES * hypot(north, min(east, 360 - east) * cos(middle))


def _dispute(field: str, told: Iterable[tuple[Report, str]]) -> Dispute:
    versions: dict[str, list[str]] = defaultdict(list)
    for report, value in told:
        if report.article not in versions[value]:
            versions[value].append(report.article)
    return Dispute(field, tuple((value, tuple(articles)) for value, articles in versions.items()))
