"""What stands behind a story at a glance, and the record of each outlet and source in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dateline.merge.corroboration import counted
from dateline.records import Event, Glance, Report, Tally


def glance(events: Sequence[Event]) -> Glance | None:
    """What stands behind the story of these events; None where there is none."""
    if not events:
        return None
    lead = max(events, key=lambda event: (len(_tellers(event)), event.corroboration.independent_origins))
    parties = {name for event in events for name in event.corroboration.parties}
    groups = [group for event in events for group in counted(_telling(event))]
    interests = {group[0].interest or group[0].name for group in groups}
    outside = {group[0].interest or group[0].name for group in groups if not any(one.name in parties for one in group)}
    inside = {group[0].interest or group[0].name for group in groups if any(one.name in parties for one in group)}
    return Glance(
        event=lead.id,
        label=lead.label,
        place=lead.place,
        events=len(events),
        outlets=len({name for event in events for name in _tellers(event)}),
        origins=len({report.origin.name for event in events for report in _telling(event)}),
        independent=len(interests),
        outside=len(outside - inside),
        disputed=sum(bool(event.disputed or event.corroboration.denials) for event in events),
    )


def tallies(events: Sequence[Event], dates: Mapping[str, str]) -> list[Tally]:
    """The record of each outlet and source over the events; `dates` are when articles, by id, were published."""
    marks: Counter[tuple[str, str]] = Counter()
    for event in events:
        for one in _marks(event, dates):
            marks.update((one.name, name) for name in ("events", *one.marks))
    names = dict.fromkeys(name for name, _ in marks)
    kinds = ("events", "first", "alone", "contradicted", "elsewhere")
    return [Tally(name, *(marks[name, kind] for kind in kinds)) for name in names]


@dataclass(frozen=True, slots=True)
class _Mark:
    """What is noted of an outlet or source at one event."""

    name: str
    marks: tuple[str, ...]


def _marks(event: Event, dates: Mapping[str, str]) -> Iterator[_Mark]:
    reports = _telling(event)
    tellers = _tellers(event)
    first = _first(reports, dates) if len(tellers) > 1 else None
    named = {name: [one for one in reports if name in _road(one)] for one in reports for name in _road(one)}
    for name, its in named.items():
        marks = {
            "first": name == first,
            "alone": len(its) == len(reports),
            "contradicted": _contradicted(event, its),
            "elsewhere": all(one.origin.name != name for one in its),
        }
        yield _Mark(name, tuple(mark for mark, holds in marks.items() if holds))


def _first(reports: Sequence[Report], dates: Mapping[str, str]) -> str | None:
    """The outlet whose article is the earliest; None where two are, or a date is missing."""
    when = {one.article: dates.get(one.article) for one in reports}
    if None in when.values():
        return None
    earliest = min(when.values(), key=str)
    found = {_outlet(one) for one in reports if when[one.article] == earliest}
    return found.pop() if len(found) == 1 else None


def _contradicted(event: Event, its: Sequence[Report]) -> bool:
    """Whether another article holds another version of something than these, or denies what they tell."""
    articles = {one.article for one in its}
    versions = [set(held) for dispute in event.disputed for _, held in dispute.versions]
    differ = any(held & articles for held in versions) and any(held - articles for held in versions)
    return differ or len({one.stance for one in _telling(event)} & {"asserts", "denies"}) == 2


def _telling(event: Event) -> list[Report]:
    return [one for one in event.reports if not one.background]


def _tellers(event: Event) -> set[str]:
    return {_outlet(one) for one in _telling(event)}


def _outlet(report: Report) -> str:
    return report.outlet or report.article


def _road(report: Report) -> list[str]:
    """The names that a report goes through, from the outlet to its origin, each once."""
    return list(dict.fromkeys([_outlet(report), *(link.name for link in report.chain), report.origin.name]))
