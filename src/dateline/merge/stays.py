"""Sightings of a person put together to stays: one place, times that overlap or touch.

A report of a country or a region joins the stay at a place in it; a report without a time joins the stay at its place
in the same story, or stands alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from dateline.atlas.gazetteer import distance_km
from dateline.ledger.spelling import name_key
from dateline.merge.corroboration import corroborate
from dateline.merge.sightings import Sighting
from dateline.records import Leg, Where

#: Kilometres within which two points are one place: a site and its city.
NEAR = 30.0
#: Kilometres from the middle of a region within which a place of the same country may lie in it.
WITHIN = 300.0
#: Times up to this length touch: Tuesday and Wednesday in one city are one stay, "in May" and "in June" are two.
DAY = timedelta(days=1)
#: Precisions from the finest to the coarsest.
FINE: Mapping[str | None, int] = {"site": 0, "city": 1, "region": 2, "country": 3, None: 4}
EARLIEST, LATEST = datetime.min, datetime.max


@dataclass(frozen=True)
class Stay:
    """A leg, and the sightings that make it, the finest first."""

    leg: Leg
    seen: tuple[Sighting, ...]

    @property
    def origins(self) -> set[str]:
        """Who says so."""
        return {one.report.origin.name for one in self.seen if not one.denied}


def stays(seen: Iterable[Sighting], person: str, *, conclude: bool = False) -> list[Stay]:
    """The stays of a person, in the order of time. With `conclude`, each leg says from which words it is concluded."""
    made = []
    for group in _groups([one for one in seen if one.where]):
        made.append(Stay(_leg(group, person, f"“{group[0].words}”" if conclude else None), tuple(group)))
    return sorted(made, key=lambda stay: in_order(stay.leg))


def in_order(leg: Leg) -> tuple[str, str, str]:
    """The key by which legs are sorted: those without a time by when they were reported, those without either last."""
    return leg.start or leg.end or leg.reported or "9999", leg.end or "9999", leg.place.name


def kilometres(one: Where, other: Where) -> float | None:
    """How far apart two places are; None where one has no point."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    return distance_km((one.latitude, one.longitude), (other.latitude, other.longitude))


def one_place(one: Sighting, other: Sighting) -> bool:
    """Whether the places of two sightings are one, or one lies in the other."""
    here, there = one.where, other.where
    if here is None or there is None:
        return False
    if _key(here.name) == _key(there.name):
        return None in (one.country, other.country) or one.country == other.country
    coarse = max(here.precision, there.precision, key=lambda precision: FINE[precision])
    in_country = one.country is not None and one.country == other.country
    if coarse == "country":
        return in_country
    far = kilometres(here, there)
    return far is not None and far <= (WITHIN if coarse == "region" and in_country else NEAR)


@lru_cache(maxsize=1_000)
def _key(name: str) -> str:
    """As `name_key`; each place is compared with many."""
    return name_key(name)


def length(one: Sighting) -> timedelta:
    """How long the time is that a report gives."""
    return (one.end or LATEST) - (one.start or EARLIEST)


# ---------------------------------------------------------------- grouping


def _groups(seen: Sequence[Sighting]) -> list[list[Sighting]]:
    """Sightings by stay. The finest come first: a coarse one joins what is known better."""
    asserted = sorted((one for one in seen if not one.denied), key=_fineness)
    groups: list[list[Sighting]] = []
    for one in asserted:
        if _timed(one):
            _put(one, [group for group in groups if _joins(one, group)], groups)
    for one in asserted:
        if not _timed(one):
            _put(one, [group for group in groups if _tells_of(one, group)], groups)
    for one in seen:
        for group in groups if one.denied else ():
            if _joins(one, group) or (one_place(one, group[0]) and one.event in {other.event for other in group}):
                group.append(one)
    return groups


def _put(one: Sighting, found: Sequence[list[Sighting]], groups: list[list[Sighting]]) -> None:
    """Put a sighting into the first group that was found, or into one of its own."""
    if found:
        found[0].append(one)
    else:
        groups.append([one])


def _timed(one: Sighting) -> bool:
    return one.start is not None or one.end is not None


def _fineness(one: Sighting) -> tuple[int, timedelta, datetime, str, str, str, str]:
    """The finest first; the rest of the key only keeps the order from deciding."""
    precision, place = (one.where.precision, one.where.name) if one.where else (None, "")
    when = one.start or EARLIEST
    return FINE[precision], length(one), when, one.published or "", one.report.article, place, one.event


def _joins(one: Sighting, group: Sequence[Sighting]) -> bool:
    """Whether a sighting is of the same stay: its place, a time that overlaps, or touches where both are short."""
    if not _timed(one) or not one_place(one, group[0]):
        return False
    return any(_overlap(one, other) or _touch(one, other) for other in group if _timed(other) and not other.denied)


def _overlap(one: Sighting, other: Sighting) -> bool:
    return (one.start or EARLIEST) < (other.end or LATEST) and (other.start or EARLIEST) < (one.end or LATEST)


def _touch(one: Sighting, other: Sighting) -> bool:
    meet = (one.end is not None and one.end == other.start) or (other.end is not None and other.end == one.start)
    return meet and max(length(one), length(other)) <= DAY


def _tells_of(one: Sighting, group: Sequence[Sighting]) -> bool:
    """Whether a sighting without a time is of this stay: the same place in the same story."""
    return one_place(one, group[0]) and one.story in {other.story for other in group}


# ---------------------------------------------------------------- legs


def _leg(group: Sequence[Sighting], person: str, inferred: str | None) -> Leg:
    asserted = [one for one in group if not one.denied]
    finest = asserted[0]
    assert finest.where
    start, end, there_by, there_until = _bounds(asserted)
    reports = tuple(dict.fromkeys(one.report for one in sorted(group, key=lambda one: one.published or "9999")))
    return Leg(
        place=finest.where,
        country=finest.country,
        start=written(start),
        end=written(end),
        there_by=written(there_by),
        there_until=written(there_until),
        reported=min((one.published for one in asserted if one.published), default=None),
        events=tuple(dict.fromkeys(one.event for one in group)),
        reports=reports,
        corroboration=corroborate(reports, participants={person}),
        inferred=inferred,
    )


def written(moment: datetime | None) -> str | None:
    """A moment as ISO 8601."""
    return moment.isoformat() if moment else None


def _bounds(group: Sequence[Sighting]) -> tuple[datetime | None, datetime | None, datetime | None, datetime | None]:
    """Earliest start, latest end, there by, there until; a time that holds another one's says no more than that."""
    timed = [one for one in group if _timed(one)]
    narrow = [one for one in timed if not any(_holds(one, other) for other in timed)]
    starts = [one.start for one in narrow if one.start]
    ends = [one.end for one in narrow if one.end]
    start = min(starts) if starts and len(starts) == len(narrow) else None
    end = max(ends) if ends and len(ends) == len(narrow) else None
    return start, end, min(ends, default=None), max(starts, default=None)


def _holds(one: Sighting, other: Sighting) -> bool:
    """Whether one time holds the other one and more."""
    mine, theirs = ((at.start or EARLIEST, at.end or LATEST) for at in (one, other))
    return mine != theirs and mine[0] <= theirs[0] and theirs[1] <= mine[1]
