"""Where a person was, and when, out of all reports of a ledger: legs, what was planned or follows, clashes and gaps.

Nothing is filled in: where no report tells where the person was, there is a gap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import combinations

from dateline.ledger import Merged, View
from dateline.merge.corroboration import corroborate
from dateline.merge.sightings import Sighting, again, instant, names_of
from dateline.merge.stays import (
    DAY,
    EARLIEST,
    FINE,
    LATEST,
    Stay,
    in_order,
    kilometres,
    length,
    one_place,
    stays,
    written,
)
from dateline.records import Clash, Gap, Itinerary, Leg

#: Kilometres an hour that nobody outdoes from place to place: an airliner's speed, and no time lost on the ground.
FASTEST = 1_000.0
#: Kilometres between two places that a person is hardly at on one day, though a flight would do: sources dispute them.
APART = 2_000.0
#: Hours after which nothing clashes: the farthest place on earth (20,040 km) is reached in them, and a day is over.
LONG = max(20_040.0 / FASTEST, DAY.total_seconds() / 3600)
#: From leaving for a place to being there, at most: what a report tells in this time needs no conclusion.
ON_THE_WAY = timedelta(days=7)
#: People whose whereabouts are looked up for meetings without a place: those met most often.
COMPANIONS = 8


def where(view: View, merged: Merged, person: str, *, since: str | None = None, until: str | None = None) -> Itinerary:
    """Where a person (whole name) was by all events of a ledger, or those of [since, until). Raises LedgerError."""
    tellings = _Tellings(view, merged)
    seen = tellings.of(person, since, until)
    met = Counter(name for one in seen if _without_place(one) for name in one.company)
    companions = {}
    for name, _ in met.most_common(COMPANIONS):
        times = [one.start for one in seen if _without_place(one) and name in one.company and one.start]
        theirs = tellings.of(name, written(min(times)), written(max(times) + DAY))
        companions[name] = [stay.leg for stay in stays(_told(theirs), name)]
    return itinerary(person, seen, companions=companions)


def itinerary(
    person: str, seen: Sequence[Sighting], *, companions: Mapping[str, Sequence[Leg]] | None = None
) -> Itinerary:
    """The itinerary that these sightings make; `companions` are the legs of people who were met at a place not told."""
    told = stays(_told(seen), person)
    legs = tuple(stay.leg for stay in told)
    planned = stays((one for one in seen if one.standing == "planned"), person)
    concluded = stays((one for one in seen if one.standing == "concluded"), person, conclude=True)
    follow = [stay.leg for stay in concluded if not _is_told(stay, told)]
    follow += _by_company(seen, companions or {}, person, legs)
    return Itinerary(
        person,
        legs,
        tuple(stay.leg for stay in planned),
        tuple(sorted(follow, key=in_order)),
        tuple(_clashes(told)),
        tuple(_gaps(legs)),
    )


class _Tellings:
    """What a ledger's reports tell of people: merging wrote it down."""

    def __init__(self, view: View, merged: Merged) -> None:
        self._view, self._merged = view, merged

    def of(self, person: str, since: str | None, until: str | None) -> list[Sighting]:
        """All that the events of a person tell of where that person was, at some time in [since, until)."""
        names = names_of(person, (found.row for found in self._view.entities(person)))
        first, last = instant(since), instant(until)
        found = dict.fromkeys(map(again, self._merged.sightings(names)))
        return [one for one in found if _within(one, first, last)]


def _within(one: Sighting, first: datetime | None, last: datetime | None) -> bool:
    """Whether the time of a sighting, which is known, has a part in [first, last)."""
    if first is None and last is None:
        return True
    if one.start is None and one.end is None:
        return False
    start = one.start or max(one.end or LATEST, EARLIEST + ON_THE_WAY) - ON_THE_WAY
    end = one.end or min(one.start or EARLIEST, LATEST - ON_THE_WAY) + ON_THE_WAY
    return end > (first or EARLIEST) and start < (last or LATEST)


def _told(seen: Iterable[Sighting]) -> list[Sighting]:
    return [one for one in seen if one.standing == "told"]


def _without_place(one: Sighting) -> bool:
    """Whether a meeting on a day is told, and not where."""
    return one.where is None and one.start is not None and one.end is not None and length(one) <= DAY


# ---------------------------------------------------------------- what follows


def _is_told(concluded: Stay, told: Sequence[Stay]) -> bool:
    """Whether a report tells what was concluded: that the person came there soon after, or was there shortly before."""
    one = concluded.seen[0]
    for other in (other for stay in told for other in stay.seen if one_place(one, other)):
        begin, end = other.start or LATEST, other.end or EARLIEST
        if one.start and one.end is None and one.start <= begin <= one.start + ON_THE_WAY:
            return True
        if one.end and one.start is None and one.end - ON_THE_WAY <= end <= one.end:
            return True
    return False


def _by_company(
    seen: Iterable[Sighting], companions: Mapping[str, Sequence[Leg]], person: str, told: Sequence[Leg]
) -> Iterator[Leg]:
    """Legs where somebody who was met was, if reports tell of one place only, and not that this person was there."""
    found: dict[tuple[str, str, datetime | None], list[tuple[Sighting, Leg]]] = {}
    for one in filter(_without_place, seen):
        for name in one.company:
            there = [leg for leg in companions.get(name, ()) if _at_that_time(leg, one)]
            if len(there) == 1:
                found.setdefault((name, there[0].place.name, one.start), []).append((one, there[0]))
                break
    for (name, place, _), meetings in found.items():
        if not any(leg.place.name == place and _at_that_time(leg, meetings[0][0]) for leg in told):
            yield _met([one for one, _ in meetings], name, meetings[0][1], person)


def _at_that_time(leg: Leg, one: Sighting) -> bool:
    """Whether a stay at a place finer than a country overlaps with a meeting."""
    if leg.start is None or leg.end is None or one.start is None or one.end is None or FINE[leg.place.precision] > 2:
        return False
    return datetime.fromisoformat(leg.start) < one.end and one.start < datetime.fromisoformat(leg.end)


def _met(meetings: Sequence[Sighting], name: str, leg: Leg, person: str) -> Leg:
    one = meetings[0]
    start, end = written(one.start), written(one.end)
    reports = tuple(dict.fromkeys(meeting.report for meeting in meetings))
    return Leg(
        place=leg.place,
        country=leg.country,
        start=start,
        end=end,
        there_by=end,
        there_until=start,
        reported=min((meeting.published for meeting in meetings if meeting.published), default=None),
        events=tuple(dict.fromkeys((*(meeting.event for meeting in meetings), *leg.events))),
        reports=reports,
        corroboration=corroborate(reports, participants={person}),
        inferred=f"“{one.words}”; {name} was in {leg.place.name}",
    )


# ---------------------------------------------------------------- clashes and gaps


def _clashes(told: Sequence[Stay]) -> Iterator[Clash]:
    """Pairs of legs that do not go together: too far apart for the time, or told by others in another place at once."""
    for (first, one), (second, other) in combinations(enumerate(told), 2):
        hours = min(_hours(here, there) for here in one.seen for there in other.seen)
        if hours > LONG:
            continue
        far = kilometres(one.leg.place, other.leg.place)
        if far is None or one_place(one.seen[0], other.seen[0]):
            continue
        impossible = far > FASTEST * hours
        one_event = bool(set(one.leg.events) & set(other.leg.events))
        at_once = hours <= DAY.total_seconds() / 3600 and (one_event or far >= APART)
        disputed = one.origins.isdisjoint(other.origins) and (impossible or at_once)
        if impossible or disputed:
            yield Clash(first, second, round(far, 1), round(hours, 2), impossible, disputed)


def _hours(one: Sighting, other: Sighting) -> float:
    """The most hours that there were between two sightings, whichever was first."""
    there = (other.end or LATEST) - (one.start or EARLIEST)
    back = (one.end or LATEST) - (other.start or EARLIEST)
    return max(there, back).total_seconds() / 3600


def _gaps(legs: Sequence[Leg]) -> Iterator[Gap]:
    """The times between legs that have both bounds."""
    before: tuple[int, str] | None = None  # the leg that lasts longest so far, and its end
    for number, leg in enumerate(legs):
        if leg.start is None or leg.end is None:
            continue
        if before and before[1] < leg.start:
            far = kilometres(legs[before[0]].place, leg.place)
            yield Gap(before[0], number, before[1], leg.start, None if far is None else round(far, 1))
        if before is None or leg.end >= before[1]:
            before = number, leg.end
