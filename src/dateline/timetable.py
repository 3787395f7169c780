"""When each source is asked next: as often as its table says, later while it fails, soon when the network is back."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from dateline.collect.sources import Source
from dateline.ledger import SourceState, Visit

#: A source that fails is asked again after as long as it has failed, between these (or its `every`), less a part by
#: chance, so that many who failed together do not come back together.
SOONEST, LATEST = timedelta(minutes=1), timedelta(hours=1)
CHANCE = 0.2
#: Where nothing answers, it is rather our network that is lost: something is asked this often then.
LOST = timedelta(minutes=1)


@dataclass(slots=True)
class _Entry:
    source: Source
    state: SourceState
    next: datetime
    #: When `next` was set: a clock that shows less was set back.
    since: datetime
    asking: bool = False


class Timetable:
    """The sources that are watched, and the state of each. Times are wall clock, UTC: what was slept through is due."""

    def __init__(self, *, chance: random.Random | None = None) -> None:
        self._entries: dict[str, _Entry] = {}
        self._chance = chance or random.Random()
        self.lost = False

    def set(self, sources: Iterable[Source], known: Mapping[str, SourceState], visits: Mapping[str, Visit]) -> None:
        """Watch these sources from now on: new ones are due by their last visit, the others as they were."""
        old, now = self._entries, datetime.now(UTC)
        self._entries = {}
        for source in sources:
            before = old.get(source.name)
            if before and before.source.url == source.url:
                entry = before
                if entry.source.every != source.every and not entry.state.failing:
                    entry.next = min(entry.next, now + timedelta(seconds=source.every))
                entry.source = source
            else:
                entry = self._entry(source, known.get(source.name), visits.get(source.url), now)
            self._entries[source.name] = entry

    def _entry(self, source: Source, known: SourceState | None, visit: Visit | None, now: datetime) -> _Entry:
        state = SourceState(source.name, source.url, source.kind, "")
        if known and known.url == source.url:
            state = replace(state, newest=known.newest, new=known.new)
        if visit is None:
            return _Entry(source, state, now, now)
        state = replace(state, checked=visit.checked, failing=visit.failing, problem=visit.problem)
        checked = min(datetime.fromisoformat(visit.checked), now)
        return _Entry(source, state, checked + self._wait(source, visit.failing, checked), now)

    @property
    def states(self) -> tuple[SourceState, ...]:
        """The state of each source, in the order of the table."""
        return tuple(_state(entry) for entry in self._entries.values())

    def due(self) -> list[Source]:
        """The sources whose time has come, and that are not being asked."""
        now = datetime.now(UTC)
        return [one.source for one in self._entries.values() if not one.asking and _is_due(one, now)]

    def begun(self, source: Source) -> None:
        """A source is being asked."""
        if entry := self._entries.get(source.name):
            entry.asking = True

    def came(self, source: Source, new: int) -> SourceState | None:
        """So many new pages came from a source: its state; None if it is not watched any more."""
        if (entry := self._entries.get(source.name)) is None:
            return None
        entry.state = replace(entry.state, new=entry.state.new + new, newest=_told(datetime.now(UTC)))
        return _state(entry)

    def over(self, source: Source, visit: Visit | None) -> SourceState | None:
        """A source was asked, and all to which that led is done: its state; None if it is not watched any more."""
        entry = self._entries.get(source.name)
        if entry is None or entry.source.url != source.url:
            return None
        now = datetime.now(UTC)
        state = entry.state
        if visit:
            state = replace(state, checked=visit.checked, failing=visit.failing, problem=visit.problem)
        entry.asking, entry.state, entry.since = False, state, now
        entry.next = now + self._wait(entry.source, state.failing, now)
        self._network()
        return _state(entry)

    def forget(self) -> None:
        """Begin anew: what is known is what the ledger has, of which the last part may have been lost."""
        self._entries.clear()

    def now_due(self, names: Iterable[str]) -> None:
        """Have these sources asked as soon as may be."""
        for name in names:
            self._entries[name].next = min(self._entries[name].next, datetime.now(UTC))

    def _wait(self, source: Source, failing: str | None, now: datetime) -> timedelta:
        every = timedelta(seconds=source.every)
        if failing is None:
            return every
        known = now - datetime.fromisoformat(failing)
        wait = min(max(known, min(every, SOONEST)), max(every, LATEST))
        return wait * (1 - self._chance.uniform(0, CHANCE))

    def _network(self) -> None:
        """Whether every source fails, of two or more; when one answers again, the others are due at once."""
        failing = [one for one in self._entries.values() if one.state.failing]
        lost = len(failing) == len(self._entries) >= 2
        if self.lost and not lost:
            for entry in failing:
                entry.next = datetime.now(UTC)
        elif lost:
            first = min(self._entries.values(), key=lambda one: one.next)
            first.next = min(first.next, datetime.now(UTC) + LOST)
        self.lost = lost


def _is_due(entry: _Entry, now: datetime) -> bool:
    """Whether its time has come, or the clock was set back to before it was asked."""
    return entry.next <= now or now < entry.since - timedelta(seconds=1)


def _state(entry: _Entry) -> SourceState:
    return replace(entry.state, next=None if entry.asking else _told(entry.next))


def _told(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
