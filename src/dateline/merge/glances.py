"""What stands behind a story at a glance, and the record of each outlet and source in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dateline.atlas.boilerplate import is_boilerplate
from dateline.merge.corroboration import counted
from dateline.records import Article, Entity, Event, Glance, Link, Mention, Place, Report, Rows, Tally, Where

#: Characters of a lead: three lines of a front page.
LEAD = 240
#: What stands between a dateline and the text.
DASHES = " \t–—-:."


def glance(events: Sequence[Event], *, told: Rows | None = None) -> Glance | None:
    """What stands behind the story of these events; None where there is none.

    `told` is the reading of the article that gave the title: its beginning and the place of its dateline are used.
    """
    if not events:
        return None
    main = max(events, key=lambda event: (len(_tellers(event)), -_earliest(event)))
    parties = set(main.corroboration.parties)
    groups = counted(_telling(main))
    return Glance(
        event=main.id,
        lead=_opening(told.article) if told else "",
        place=main.place or (_site(told) if told else None) or _commonest_place(events),
        events=len(events),
        outlets=len({name for event in events for name in _tellers(event)}),
        origins=main.corroboration.origins,
        independent=len(groups),
        outside=sum(not any(one.name in parties for one in group) for group in groups),
        disputed=sum(bool(event.disputed or event.corroboration.denials) for event in events),
    )


def _earliest(event: Event) -> int:
    """How far from the beginning of an article an event is told: what matters stands first."""
    return min((one.clause.start for one in _telling(event)), default=0)


def _opening(article: Article) -> str:
    """The first paragraph after an article's dateline that is no "Subscribe here", shortened at a blank to LEAD."""
    text = article.text[article.dateline.span.end if article.dateline else 0 :]
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip(DASHES)]
    words = next((line for line in lines if not is_boilerplate(line)), lines[0] if lines else "").lstrip(DASHES)
    return words if len(words) <= LEAD else words[:LEAD].rsplit(" ", 1)[0] + " …"


def _site(rows: Rows) -> Where | None:
    """The place of an article's dateline."""
    line = rows.article.dateline
    if line is None or line.place is None:
        return None
    mentions = {one.id for one in rows.of(Mention) if line.place.covers(one.span)}
    entities = {one.entity for one in rows.of(Link) if one.mention in mentions}
    places = {one.place for one in rows.of(Entity) if one.id in entities}
    found = (one for one in rows.of(Place) if one.id in places)
    return next((Where(one.name, one.latitude, one.longitude, one.precision) for one in found), None)


def _commonest_place(events: Iterable[Event]) -> Where | None:
    """Where most outlets tell that something was."""
    counts: Counter[Where] = Counter()
    for event in events:
        if event.place:
            counts[event.place] += len(_tellers(event))
    return counts.most_common(1)[0][0] if counts else None


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
