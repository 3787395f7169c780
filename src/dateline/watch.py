"""Keeping a ledger fresh from its sources until somebody says stop: one thread writes, others wait for the network.

A loop of small steps: ask the sources that are due, keep what came, read some of it, merge now and then, tell alerts.
What was fetched is kept before it is read, so that a kill at any moment loses nothing (`rounds`); and whatever the
ledger refuses (another process writes, the disk is full) is said once and tried again.
"""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any, Protocol

from dateline.alerting import Alarm
from dateline.collect.inputs import Limits
from dateline.collect.polite import Fetcher
from dateline.collect.sources import Source
from dateline.collect.turns import Turns
from dateline.edited import Edited
from dateline.errors import DatelineError, FaultyInput, InputError, LedgerError
from dateline.ledger import Captures, Session, SourceState, known_states, may_pass, say, wanted
from dateline.merge.merger import Merger
from dateline.rounds import Counts, Look, Read, Round
from dateline.timetable import Timetable

#: Seconds that one step reads before what came in the meantime is kept; and that it waits where there is nothing to do.
READING, IDLE = 1.0, 0.25
#: Seconds after which what came is on the disk, however much comes.
COMMIT = 0.25
#: Seconds between two merges, and how much longer than merging itself that must be: it costs more in a larger ledger.
MERGE_EVERY, MERGE_SHARE = 60.0, 10.0
#: Seconds after which it is merged although there is more to read.
MERGE_LATEST = 900.0
#: Seconds between two looks for stories that alerts were not told of.
SETTLE = 5.0
#: Seconds between two looks at files that may have been edited, and between two words to the ledger that we watch.
LOOK, BEAT = 1.0, 60.0
#: Seconds that the clock may run otherwise than the seconds pass: more was sleep, or somebody set it.
JUMP = 30.0
#: Seconds to wait for the ledger after the first failure, doubled up to the second.
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
#: Seconds that a step waits for another process that writes.
PATIENCE = 5.0
#: Addresses whose last problem is remembered, so that the same is not said each time.
REMEMBERED = 10_000


class Stopped(Exception):
    """Somebody said stop."""


class Tells(Protocol):
    """To whom a watch says what it does."""

    def source(self, state: SourceState) -> None:
        """A source was asked."""

    def note(self, words: str) -> None:
        """Something happened that a person should know."""

    def beat(self, now: Snapshot) -> None:
        """How things stand; comes often."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """How a watch stands: `waiting` captures are to be read; counts are of this run. Times are of the wall clock."""

    started: float = 0.0
    states: tuple[SourceState, ...] = ()
    waiting: int = 0
    asking: int = 0
    counts: dict[str, Any] = field(default_factory=dict)
    merged: float | None = None
    merges: int = 0
    troubles: int = 0
    notices: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a watch goes about it: `reader` is the version of what reads; `merge_every` is in seconds, None: never."""

    reader: str
    read: Read
    limits: Limits
    merge_every: float | None = MERGE_EVERY


class Watch:
    """Watches the sources of a table into a ledger. `run` does it; `now` may be read from any thread."""

    def __init__(
        self, ledger: str | Path, table: Edited, fetcher: Fetcher, *, manner: Manner, tells: Tells, alarm: Alarm | None
    ) -> None:
        self.ledger, self.table, self.fetcher, self.manner = Path(ledger), table, fetcher, manner
        self.tells, self.alarm = tells, alarm
        self.timetable = Timetable()
        self.stop = Event()
        self.started, self.merged, self.merges, self.troubles = time.time(), None, 0, 0
        self.totals = Counts()
        self.now = Snapshot(self.started)
        self._said: OrderedDict[str, str] = OrderedDict()

    merged: float | None

    def run(self) -> None:
        """Watch until `stop` is set. Raises LedgerError for a ledger that cannot be used at all."""
        wait, told, opened = FIRST_WAIT, "", False
        while not self.stop.is_set():
            try:
                with Work(self) as work:
                    opened = True
                    while not self.stop.is_set():
                        work.step()
                        if told and work.has_written:
                            self.tells.note("the ledger can be written again")
                            wait, told = FIRST_WAIT, ""
            except Stopped:
                return
            except (LedgerError, BrokenExecutor) as error:
                if isinstance(error, LedgerError) and not (opened or may_pass(error)):
                    raise
                self.troubles += 1
                if str(error) != told:
                    self.tells.note(f"{error} - trying again")
                told = str(error)
                self.stop.wait(wait)
                wait = min(LONGEST_WAIT, wait * 2)

    def problem(self, error: DatelineError) -> None:
        """Say that something cannot be had or read; the same of one address only once."""
        where = error.where if isinstance(error, InputError) else ""
        if self._said.get(where) != str(error):
            self.tells.note(str(error))
        self._said[where] = str(error)
        self._said.move_to_end(where)
        if len(self._said) > REMEMBERED:
            self._said.popitem(last=False)


class Work:
    """One opening of the ledger, with all that is lost when it must be closed, and found again in it."""

    def __init__(self, watch: Watch) -> None:
        self.watch, self.has_written = watch, False
        self._making = 0
        self._rounds: dict[str, tuple[Source, Round]] = {}
        self._next_look = self._next_beat = self._next_settling = 0.0
        self._next_merge: float | None = 0.0
        self._unmerged_since = self._committed = self._rest = time.monotonic()
        self._clock = time.time() - time.monotonic()

    def __enter__(self) -> Work:
        manner = self.watch.manner
        self.session = Session(self.watch.ledger, reader=manner.reader, patience=PATIENCE)
        try:
            self.captures = Captures(self.session)
            self.queue = deque(self.captures.pending())
            self._maker = self._made_by()
            self.watch.timetable.forget()
            self._take_up(self.watch.table.value)
            if self.watch.alarm:
                self.watch.alarm.open(self.session)
            self.turns = Turns[Look](self.watch.fetcher)
        except BaseException:
            self.session.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *error: Any) -> None:
        self.turns.__exit__(*error)
        try:
            if self.watch.alarm:
                self.watch.alarm.close()
        finally:
            self.session.__exit__(None, None, None)

    def step(self) -> None:
        """Do a little of everything. Raises LedgerError, Stopped."""
        self._look()
        self._ask_due()
        came = self._drain()
        read = self._read() if self.queue else 0
        self._merge_if_due()
        self._alert()
        self._beat()
        is_idle = not came and not read
        if is_idle:
            self._commit()
        if is_idle and (taken := self.turns.take(IDLE)):
            self._take(*taken)

    # ---------------------------------------------------------------- sources

    def _take_up(self, sources: Sequence[Source]) -> None:
        """Watch these sources; one whose lists named what was not had yet is due at once."""
        visits = {one.url: visit for one in sources if (visit := self.captures.visit(one.url))}
        timetable = self.watch.timetable
        timetable.set(sources, known_states(self.session), visits)
        timetable.now_due(
            [one.name for one in sources if one.name not in self._rounds and wanted(self.session, one.name)]
        )
        say(self.session, self.watch.timetable.states, but_for=[one.name for one in sources])

    def _ask_due(self) -> None:
        for source in self.watch.timetable.due():
            if source.name in self._rounds:
                continue
            self.watch.fetcher.forgive(source.url)
            done = self._round()
            done.begin(self.turns, source)  # first: a list forgets, and what we want of it is kept
            done.go_on(self.turns, source)
            self._begun(source, done)

    def _round(self) -> Round:
        return Round(self.session, limits=self.watch.manner.limits, tell=self.watch.problem)

    def _made_by(self) -> Round:
        """What makes articles of captures; between two of them what came is kept."""

        def between(counts: Counts) -> None:
            self._drain()

        return Round(self.session, limits=self.watch.manner.limits, tell=self.watch.problem, step=between)

    def _begun(self, source: Source, done: Round) -> None:
        self._rounds[source.name] = source, done
        self.watch.timetable.begun(source)

    def _drain(self) -> int:
        """Keep what came; how many answers."""
        came = 0
        while not self.watch.stop.is_set() and (taken := self.turns.take(0)):
            self._take(*taken)
            came += 1
        if time.monotonic() - self._committed >= COMMIT:
            self._commit()
        return came

    def _commit(self) -> None:
        self.session.commit()
        self.has_written, self._committed = True, time.monotonic()

    def _take(self, errand: Any, answer: Any) -> None:
        look: Look = errand.about
        try:
            look.round.take(self.turns, errand, answer)
        except (LedgerError, Stopped):
            raise
        except Exception as error:  # a fault of ours costs one list, not the watch
            self.watch.problem(FaultyInput(errand.url, f"dateline fails on this list ({error!r}): please report it"))
        if kept := look.round.kept:
            self.queue.extend(kept)
            if state := self.watch.timetable.came(look.source, len(kept)):
                say(self.session, [state])
            kept.clear()
        if not look.round.waits_for:
            self._over(look.source, look.round)

    def _over(self, source: Source, done: Round) -> None:
        """A source was asked, and all that its list led to."""
        del self._rounds[source.name]
        counts, totals, timetable = done.counts, self.watch.totals, self.watch.timetable
        for name in ("sources", "failing", "listed", "fetched", "unchanged"):
            setattr(totals, name, getattr(totals, name) + getattr(counts, name))
        totals.refused += counts.refused
        was_lost = timetable.lost
        state = timetable.over(source, self.captures.visit(source.url))
        if state is not None:
            say(self.session, [state])
            self.watch.tells.source(state)
        if timetable.lost != was_lost:
            back = "the network is back" if was_lost else "no source answers: asking one of them every minute"
            self.watch.tells.note(back)

    # ---------------------------------------------------------------- reading and merging

    def _read(self) -> int:
        """Read for a second; how many captures were read."""
        before = len(self.queue)
        counts, totals = self._maker.counts, self.watch.totals
        try:
            self._maker.make(self._some(), self.watch.manner.read)
        except (LedgerError, Stopped, BrokenExecutor):
            raise
        except Exception as error:  # nor does it cost more than one page
            self._leave_out(error)
        for name in ("new", "version", "reread", "same"):
            setattr(totals, name, getattr(totals, name) + getattr(counts, name))
        if counts.new or counts.version or counts.reread:
            self._to_merge()
        totals.refused += counts.refused
        self._maker.counts = Counts()
        return before

    def _leave_out(self, error: Exception) -> None:
        """Go on without the capture that was being made into articles."""
        problem = FaultyInput(
            self.captures.get(self._making).asked, f"dateline fails on this page ({error!r}): please report it"
        )
        self.captures.done(self._making, (), problem=str(problem))
        self.queue = deque(self.captures.pending())
        self._maker = self._made_by()
        self.watch.problem(problem)

    def _some(self) -> Iterator[int]:
        end = time.monotonic() + READING
        while self.queue and time.monotonic() < end and not self.watch.stop.is_set():
            self._making = self.queue.popleft()
            yield self._making

    def _to_merge(self) -> None:
        if self._next_merge is None:
            self._unmerged_since = time.monotonic()
            self._next_merge = max(self._rest, self._unmerged_since + (self.watch.manner.merge_every or 0.0))

    def _merge_if_due(self) -> None:
        now = time.monotonic()
        if self.watch.manner.merge_every is None or self._next_merge is None or now < self._next_merge:
            return
        if self.queue and now < self._unmerged_since + MERGE_LATEST:
            return
        done = Merger(self.session).finish(self._between)
        self._next_merge, self._next_settling = None, 0.0
        took = time.monotonic() - now
        self.watch.merged, self.watch.merges = time.time(), self.watch.merges + 1
        if done.articles or done.stories:
            self.watch.tells.note(done.sentence())
        self._rest = time.monotonic() + took * MERGE_SHARE

    def _alert(self) -> None:
        """Tell alerts of what was merged, here or by another process, and see to it that it arrives."""
        if not self.watch.alarm:
            return
        if time.monotonic() >= self._next_settling:
            self._next_settling = time.monotonic() + SETTLE
            self.watch.alarm.settle(self._between)
        self.watch.alarm.deliver()

    def _between(self, step: str, done: int, of: int) -> None:
        """Between two stories that are merged: keep what came, and stop where that is wanted."""
        if self.watch.stop.is_set():
            raise Stopped
        self._drain()
        self._beat()

    # ---------------------------------------------------------------- the world around

    def _look(self) -> None:
        """See whether the table was edited, and whether the clock was."""
        now = time.monotonic()
        if now < self._next_look:
            return
        self._next_look = now + LOOK
        clock = time.time() - now
        if abs(clock - self._clock) > JUMP:
            self.watch.tells.note(f"the clock went {clock - self._clock:+.0f} seconds (sleep, or somebody set it)")
        self._clock = clock
        try:
            if self.watch.table.look():
                self._edited()
        except DatelineError as error:
            self.watch.tells.note(f"{error} - the table is used as it was before")
        if self.watch.alarm and (words := self.watch.alarm.look()):
            self.watch.tells.note(words)

    def _edited(self) -> None:
        before = {state.name for state in self.watch.timetable.states}
        sources: Sequence[Source] = self.watch.table.value
        self._take_up(sources)
        names = {source.name for source in sources}
        told = f"{len(names)} sources, {len(names - before)} of them new, {len(before - names)} gone"
        self.watch.tells.note(f"{self.watch.table.path} was edited: {told}")

    def _beat(self) -> None:
        watch, now = self.watch, time.monotonic()
        watch.now = Snapshot(
            watch.started,
            watch.timetable.states,
            len(self.queue),
            self.turns.left,
            watch.totals.json(),
            watch.merged,
            watch.merges,
            watch.troubles,
            watch.alarm.counts if watch.alarm else {},
        )
        watch.tells.beat(watch.now)
        if now >= self._next_beat:
            self._next_beat = now + BEAT
            say(self.session, watch.now.states)


def foot(now: Snapshot) -> str:
    """How a watch stands, in a line."""
    failing = sum(state.failing is not None for state in now.states)
    told = [f"{len(now.states):,} sources" + (f", {failing:,} failing" if failing else "")]
    told += [f"{now.asking:,} addresses in line", f"{now.waiting:,} pages to read"]
    told += [f"{now.counts.get('new', 0):,} new articles", f"{now.counts.get('versions', 0):,} new versions"]
    told += [f"merged {time.strftime('%H:%M:%S', time.gmtime(now.merged))}"] if now.merged else []
    if now.notices:
        told.append(f"{now.notices['told']:,} alerts told, {now.notices['waiting']:,} notices waiting")
    return " · ".join(told)
