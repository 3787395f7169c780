"""What single reports tell of where a person was: the event, the place, the bounds of the time, the end of a way.

Not every event with a place puts its actor there ("threatened Kyiv"): `atlas/languages/<language>/presence.tsv` lists
what does, `directions.tsv` the words that tell where a way leads from and to.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Literal

from dateline.atlas.presence import Puts, direction, puts
from dateline.errors import LedgerError
from dateline.ledger.packing import retold, told
from dateline.ledger.spelling import name_key, second
from dateline.records import (
    Entity,
    Event,
    EventMention,
    Link,
    Mention,
    Moment,
    Place,
    Report,
    Rows,
    Span,
    Where,
)

#: Words between a preposition and the name it belongs to ("in the Russian city of Vladivostok"), at most.
MOST_BETWEEN = 5
#: Characters looked at before a place's name.
BEFORE = 60
WORD = re.compile(r"[^\W\d_]+")
POSSESSIVE = re.compile(r"['’]s\b")

#: A report that gives no time itself shares another's only if that is at most so long before its own date.
NEWS = timedelta(days=7)
#: Events of PLOVER by which people come together, or mean to.
MEETINGS = ("CONSULT", "AGREE")
#: How sure it is: a report tells it, it was announced, or the person left for there or came from there.
Standing = Literal["told", "planned", "concluded"]


@dataclass(frozen=True, slots=True)
class Sighting:
    """One report that puts a person somewhere. `start` and `end` are bounds to the second, None: not known.

    `where` is None where only the company is known; `company` are names of the people who were there, too. `denied`:
    the report says that the person was not there.
    """

    event: str
    story: str
    report: Report
    where: Where | None
    country: str | None
    start: datetime | None
    end: datetime | None
    published: str | None
    standing: Standing
    denied: bool
    company: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the words of an event: where it stands, and as which end of a way."""

    span: Span
    place: Place
    end: str


class Readings:
    """Readings by article id, each with its rows by id, made once however many events look there."""

    def __init__(self, readings: Iterable[Rows]) -> None:
        self._rows = {rows.article.id: rows for rows in readings}
        self._indices: dict[str, _Index] = {}

    def index(self, article: str) -> _Index:
        """The rows of an article's reading by id."""
        if article not in self._indices:
            self._indices[article] = _Index(self._rows[article])
        return self._indices[article]


class _Index:
    """The rows of one reading by id."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.entity_of = {link.mention: link.entity for link in rows.of(Link)}
        self.entities = {entity.id: entity for entity in rows.of(Entity)}
        self.places = {place.id: place for place in rows.of(Place)}
        self.mentions = {mention.id: mention for mention in rows.of(Mention)}
        self.events = {one.id: one for one in rows.of(EventMention)}


def sightings(event: Event, readings: Readings, names: Collection[str]) -> Iterator[Sighting]:
    """What the reports of an event tell of where the bearer of these names (keys) was."""
    for report in event.reports:
        index = readings.index(report.article)
        trigger = index.rows.article.text[report.trigger.start : report.trigger.end]
        if _tells_presence(event, trigger, index.rows.article.language or "en"):
            yield from _Telling(event, report, index).of(names)


def _tells_presence(event: Event, trigger: str, language: str) -> bool:
    """Whether a report with this trigger may put somebody somewhere: a quick look."""
    return event.code in MEETINGS or puts(trigger, event.code, event.mode, language=language) is not None


def kept(seen: Sighting) -> str:
    """A sighting as the ledger keeps it."""
    start, end = (one.isoformat() if one else None for one in (seen.start, seen.end))
    return told(replace(seen, start=start, end=end))  # type: ignore[arg-type]


def again(given: str) -> Sighting:
    """A sighting out of the ledger. Raises LedgerError where another dateline wrote it."""
    found = retold(_Kept, given)
    if found is None:
        raise LedgerError("where people were was merged by another dateline: run `dateline merge` on the ledger")
    values = {one.name: getattr(found, one.name) for one in fields(found)}
    return Sighting(**{**values, "start": instant(found.start), "end": instant(found.end)})


@dataclass(frozen=True, slots=True)
class _Kept:
    """The fields of a Sighting, its bounds as text."""

    event: str
    story: str
    report: Report
    where: Where | None
    country: str | None
    start: str | None
    end: str | None
    published: str | None
    standing: Standing
    denied: bool
    company: tuple[str, ...]
    words: str


class _Telling:
    """One report of an event, with the reading of its article."""

    def __init__(self, event: Event, report: Report, index: _Index) -> None:
        self.event, self.report, self.rows = event, report, index.rows
        self.text = index.rows.article.text
        self.entity_of, self.entities, self.places = index.entity_of, index.entities, index.places
        self.mentions, self.events = index.mentions, index.events

    def of(self, names: Collection[str]) -> Iterator[Sighting]:
        """Where the bearer of the names was."""
        mention = self.events.get(self.report.mention)
        if mention is None or not mention.reported or mention.certainty == "Uu":
            return
        found = self._puts(mention)
        if found is None:
            return
        for side, ids in ((found.actor, mention.actors), (found.recipient, mention.recipients)):
            if side and any(self._is(id_, names) for id_ in ids):
                yield from self._sightings(mention, side, names)
                return

    def _puts(self, mention: EventMention) -> Puts | None:
        trigger = self.text[mention.trigger.start : mention.trigger.end]
        return puts(trigger, mention.code, mention.mode, language=self.rows.article.language or "en")

    def _is(self, mention: str, names: Collection[str]) -> bool:
        """Whether a mention stands for the person: by name, or by a part of it where the event knows the whole."""
        entity = self._entity(mention)
        if entity is None or entity.kind != "person":
            return False
        if name_key(entity.name) in names:
            return True
        words = set(name_key(entity.name).split())
        whole = {name_key(name) for name in (*self.event.actors, *self.event.recipients)} & set(names)
        return any(words < set(name.split()) for name in whole)

    def _entity(self, mention: str | None) -> Entity | None:
        return self.entities.get(self.entity_of.get(mention or "", ""))

    # ---------------------------------------------------------------- when, and how sure

    def _sightings(self, mention: EventMention, side: str, names: Collection[str]) -> Iterator[Sighting]:
        start, end = self._bounds(mention)
        standing = self._standing(mention, start)
        denied = self.report.stance == "denies" or mention.certainty.endswith("-")
        seen = Sighting(
            self.event.id, self.event.story, self.report, None, None, start, end, self.rows.article.published,
            standing, denied, self._company(mention, names), " ".join(self._clause(mention).split()),
        )  # fmt: skip
        spots = list(self._spots(mention, side))
        for spot in spots:
            yield _at(seen, spot, side)
        if not spots and side == "at" and mention.code == "CONSULT" and standing == "told" and not denied:
            yield seen

    def _bounds(self, mention: EventMention) -> tuple[datetime | None, datetime | None]:
        """When the report says it was; failing that, when the event was, if that is news to the report."""
        moment = next((one for one in self.rows.of(Moment) if one.time == mention.time), None)
        if moment and (moment.start or moment.end):
            return instant(moment.start), instant(moment.end)
        published, start, end = map(instant, (self.rows.article.published, self.event.start, self.event.end))
        if published and start and timedelta() <= published - start <= NEWS:
            return start, end
        return None, None

    def _standing(self, mention: EventMention, start: datetime | None) -> Standing:
        """Announced: agreed or meant, later than the article, or not sure and without a time that has gone by."""
        published = instant(self.rows.article.published)
        if mention.code == "AGREE" or (start and published and start.date() > published.date()):
            return "planned"
        past = start is not None and published is not None and start <= published
        return "planned" if mention.certainty[:2] in ("PR", "PS") and not past else "told"

    def _company(self, mention: EventMention, names: Collection[str]) -> tuple[str, ...]:
        others = (self._entity(id_) for id_ in (*mention.actors, *mention.recipients) if not self._is(id_, names))
        return tuple(dict.fromkeys(one.name for one in others if one and one.kind == "person"))

    def _clause(self, mention: EventMention) -> str:
        return self.text[mention.clause.start : mention.clause.end]

    # ---------------------------------------------------------------- where

    def _spots(self, mention: EventMention, side: str) -> Iterator[Spot]:
        """The places of the event's words that are its place or an end of its way, the finest of those at one end."""
        by_end: dict[str, list[Spot]] = {}
        for spot in self._located(mention):
            if end := self._end(spot, mention, side):
                by_end.setdefault(end, []).append(replace(spot, end=end))
        yield from (min(found, key=lambda spot: _coarse(spot.place)) for found in by_end.values())

    def _located(self, mention: EventMention) -> Iterator[Spot]:
        """Places with a point or a country that the event's own words name, and the event's place."""
        given = self.mentions.get(mention.place or "")
        for one in self.mentions.values():
            entity = self._entity(one.id)
            place = self.places.get(entity.place or "") if entity else None
            if place and (one == given or mention.clause.covers(one.span)):
                known = place.latitude is not None or (place.country and place.precision == "country")
                if known and one.kind in ("place", "facility"):
                    yield Spot(one.span, place, "")

    def _end(self, spot: Spot, mention: EventMention, side: str) -> str | None:
        """At which end of the way the place is: "at", "to", "from", "toward"; None where it is at none."""
        led = self._led(spot, mention)
        if side == "at":
            return "at" if self._given(spot, mention) or (led == "at" and not self._knows_place(mention)) else None
        if led == "from" and POSSESSIVE.match(self.text, spot.span.end):
            return None  # "expelled from Oslo's chess club": from the club, not from Oslo
        if led in ("from", "to"):
            # Who left for a place, or headed there, was perhaps never there.
            return "toward" if led == "to" and side in ("from", "toward") else led
        if self._governed(spot, mention):
            return side
        return side if side == "to" and self._given(spot, mention) else None

    def _led(self, spot: Spot, mention: EventMention) -> str | None:
        """What the word before the place, after the trigger, says of the way."""
        start = max(mention.trigger.end, spot.span.start - BEFORE)
        if start >= spot.span.start:
            return None
        words = WORD.findall(self.text[start : spot.span.start])[-MOST_BETWEEN:]
        language = self.rows.article.language or "en"
        return next((found for word in reversed(words) if (found := direction(word, language=language))), None)

    def _given(self, spot: Spot, mention: EventMention) -> bool:
        """Whether the place is the event's own, or what it is done to ("visited Seoul")."""
        place = self.mentions.get(mention.place or "")
        return bool(place and place.span == spot.span) or self._governed(spot, mention)

    def _governed(self, spot: Spot, mention: EventMention) -> bool:
        """Whether the place is what the verb governs: "left Pyongyang", "reached the port of Nampo"."""
        spans = (self.mentions[id_].span for id_ in mention.recipients if id_ in self.mentions)
        return any(span == spot.span for span in spans)

    def _knows_place(self, mention: EventMention) -> bool:
        return any(self._given(spot, mention) for spot in self._located(mention))


def _at(seen: Sighting, spot: Spot, side: str) -> Sighting:
    place = spot.place
    where = Where(place.name, place.latitude, place.longitude, place.precision)
    put = replace(seen, where=where, country=place.country)
    if spot.end == "toward" and seen.standing == "told":
        return replace(put, standing="concluded", end=None)  # on the way from then on
    if spot.end == "from" and side != "from" and seen.standing == "told":
        return replace(put, standing="concluded", start=None)  # there until then
    if spot.end == "from" and seen.standing == "planned":
        return replace(put, standing="concluded", start=None)
    return put


def instant(bound: str | None) -> datetime | None:
    """A bound to the second, by the clock of its text."""
    try:
        found = second(bound)
        return datetime.fromisoformat(found) if found else None
    except ValueError:
        return None


def _coarse(place: Place) -> int:
    return ("site", "city", "region", "country").index(place.precision) if place.precision else 4


def names_of(person: str, entities: Iterable[Entity]) -> frozenset[str]:
    """Keys of the names that stand for a person: as asked, and the whole names of entities that bear it.

    A single word beside a whole name ("Kim") is left out: it may be anybody's.
    """
    asked = name_key(person)
    found = {asked}
    for entity in entities:
        forms = {name_key(form) for form in (entity.name, *entity.aliases)}
        if entity.kind == "person" and asked in forms:
            found |= {form for form in forms if " " in form}
    return frozenset(found)
