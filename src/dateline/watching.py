"""The commands that watch: `dateline watch` keeps a ledger fresh, `dateline alerts test` tries its alerts."""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing import active_children, get_context
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from dateline.asking import LEDGER, screen
from dateline.errors import FormatInput, InputError, LedgerError
from dateline.gathering import SOURCES, bounds_of, fetcher_of
from dateline.settings import Settings

if TYPE_CHECKING:
    from dateline.alerting import Alarm
    from dateline.alerts import Alert
    from dateline.collect.sources import Source
    from dateline.delivery import Delivery
    from dateline.ledger import SourceState, View
    from dateline.publish.watched import JsonLines, Lines, Table
    from dateline.reader import Reader
    from dateline.records import Article, Rows
    from dateline.watch import Snapshot, Watch

#: A number and a unit, as in sources.toml.
TIME = re.compile(r"(\d{1,6})\s*([smhd])")
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
#: Seconds that the end may take after somebody said stop: then whatever is done is left, and found again the next time.
GRACE = 5.0


def duration(context: click.Context, option: click.Parameter, value: str | None) -> int | None:
    """Seconds of a time such as "15m"."""
    if value is None:
        return None
    found = TIME.fullmatch(value.strip())
    if not found or not (seconds := int(found[1]) * UNITS[found[2]]):
        raise click.BadParameter(f"{value!r} is no time: write 90s, 15m, 2h or 1d")
    return seconds


ALERTS = click.option("--alerts", "alerts_path", metavar="FILE", help="A table of alerts (see docs/watch.md).")
SITE = click.option("--site", metavar="URL", help="Where the pages of this ledger are served: alerts link there.")


@click.command()
@LEDGER
@SOURCES
@ALERTS
@SITE
@click.option("--status", metavar="ADDRESS:PORT", help="Serve a page and /metrics (Prometheus) here: 127.0.0.1:9464.")
@click.option("--expose", is_flag=True, help="Let --status be an address that other machines reach.")
@click.option("--every", callback=duration, metavar="TIME", help="Ask every source so often, whatever the table says.")
@click.option(
    "--merge-every",
    callback=duration,
    default="1m",
    show_default=True,
    metavar="TIME",
    help="Merge what is new after so long; later in a large ledger, where merging takes longer.",
)
@click.option("--no-merge", is_flag=True, help="Only read and keep: `dateline merge` makes stories and events later.")
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="Articles read at once.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("table", "lines", "json")),
    default="table",
    show_default=True,
    help="table: a live table on a terminal, else lines; json: one object a line.",
)
def watch(**given: Any) -> None:
    """Keep a ledger fresh from its sources, until you stop it (Ctrl-C, or SIGTERM).

    \b
    dateline sources add https://example.org/news/
    dateline watch --ledger news.ledger
    dateline watch --ledger news.ledger --alerts alerts.toml --status 127.0.0.1:9464

    Each source is asked when it is due (its `every`), later while it fails; what is new is fetched as a guest does,
    kept, read, and merged about once a minute. A source that hangs, changes or fails stops no other. What stops the
    watch itself (no network, sleep, a full disk, another process that writes the ledger) is said in a line and
    tried again. It may be killed at any moment: the same command goes on, nothing is lost, and nothing stands twice.

    sources.toml and alerts.toml may be edited while it runs. A broken edit is told, and the old table kept.
    """
    if given["no_merge"] and given["alerts_path"]:
        raise click.UsageError("alerts tell of what was merged: leave out --no-merge")
    _run(_Given(**given), Settings.load())


@dataclass(frozen=True, slots=True)
class _Given:
    """What `dateline watch` was given."""

    ledger: str
    path: str
    alerts_path: str | None
    site: str | None
    status: str | None
    expose: bool
    every: int | None
    merge_every: int
    no_merge: bool
    processes: int
    form: str


def _run(given: _Given, settings: Settings) -> None:
    from dateline.reader import Reader

    with ExitStack() as stack:
        stack.enter_context(alone(Path(given.ledger)))
        tells = _tells(given.form)
        stack.callback(tells.close)
        readers = Readers(Reader(settings), given.processes)
        stack.callback(readers.close)
        watched = _watch(given, tells, readers, settings)
        if given.status:
            from dateline.status import serving

            address = stack.enter_context(serving(given.status, lambda: watched.now, exposed=given.expose))
            tells.note(f"status at {address}")
        stack.enter_context(stopping(watched.stop))
        readers.load()  # before the first page is asked for: what comes while models load would wait to be kept
        watched.run()


@click.group("alerts")
def alerts_group() -> None:
    """Alerts: saved searches that tell when they gain an event, an independent origin, a contradiction.

    \b
    dateline alerts test alerts.toml --ledger news.ledger
    dateline watch --ledger news.ledger --alerts alerts.toml
    """


@alerts_group.command("test")
@click.argument("path", metavar="FILE")
@click.option("--ledger", metavar="FILE", help="Take an event of this ledger as the sample.")
@SITE
@click.option("--check", is_flag=True, help="Only look whether the table can be used: send nothing.")
def test_alerts(path: str, ledger: str | None, site: str | None, check: bool) -> None:
    """Check a table of alerts, and send a sample by each of its ways.

    A table that cannot be used is told with the line of its first error. Each way gets a line: what went through, or
    why not; the exit status is then 1. Samples say that they are.
    """
    from dateline.alerts import load
    from dateline.delivery import Delivery
    from dateline.ledger import View

    settings = Settings.load()
    alerts = load(path)
    delivery = Delivery(alerts, bounds_of(settings))
    with ExitStack() as stack:
        view = stack.enter_context(View(ledger)) if ledger else None
        for alert in alerts.alerts:
            _check_words(alert, path)
        failed = 0 if check else sum(_try(delivery, alert, view, site) for alert in alerts.alerts)
    if check:
        click.echo(f"{path}: {len(alerts.alerts)} alerts, all can be used")
    if failed:
        raise click.exceptions.Exit(1)


COMMANDS = (watch, alerts_group)


class _Says:
    """Hands what a watch says to what shows it."""

    def __init__(self, shown: Lines | JsonLines | Table) -> None:
        self._shown = shown

    def source(self, state: SourceState) -> None:
        self._shown.source(state)

    def note(self, words: str) -> None:
        self._shown.note(words)

    def beat(self, now: Snapshot) -> None:
        from dateline.watch import foot

        self._shown.beat(now.states, foot(now))

    def close(self) -> None:
        self._shown.close()


def _tells(form: str) -> _Says:
    from dateline.publish.watched import JsonLines, Lines, Table

    if form == "json":
        return _Says(JsonLines(sys.stdout))
    if form == "table" and sys.stdout.isatty():
        return _Says(Table(screen()))
    return _Says(Lines(sys.stdout, errors=sys.stderr))


def _watch(given: _Given, tells: _Says, readers: Readers, settings: Settings) -> Watch:
    """A watch by the tables that are named, which are read at once, so that their errors come first."""
    from dateline.collect.inputs import Limits
    from dateline.edited import Edited
    from dateline.watch import Manner, Watch

    table = Edited(given.path, lambda path: _sources(path, given.every))
    alarm = _alarm(given.alerts_path, given.site, tells.note, settings) if given.alerts_path else None
    limits = Limits(settings.max_characters, settings.max_bytes, settings.timeout)
    manner = Manner(readers.version, readers, limits, None if given.no_merge else float(given.merge_every))
    return Watch(given.ledger, table, fetcher_of(settings), manner=manner, tells=tells, alarm=alarm)


class Readers:
    """Reads, in processes that stay where there is more than one. They are no copies of this one: it has threads."""

    def __init__(self, reader: Reader, processes: int) -> None:
        self._reader, self._processes, self.version = reader, processes, reader.version
        self._pool: ProcessPoolExecutor | None = None

    def __call__(self, articles: Iterable[Article]) -> Iterator[Rows | InputError]:
        """What is read, in the order of the articles. Raises BrokenExecutor where a process died."""
        try:
            for reading in self._reader.read_many(articles, processes=self._processes, pool=self._processes_open()):
                yield reading if isinstance(reading, InputError) else reading.rows
        except BrokenExecutor:
            self._pool = None
            raise

    def load(self) -> None:
        """Load the models now, in each process."""
        if not (pool := self._processes_open()):
            self._reader.load()
            return
        try:
            for one in [pool.submit(self._reader.load) for _ in range(self._processes)]:
                one.result()
        except BrokenExecutor:  # they are begun anew when there is something to read
            self._pool = None

    def _processes_open(self) -> ProcessPoolExecutor | None:
        if self._processes > 1 and self._pool is None:
            self._pool = ProcessPoolExecutor(self._processes, mp_context=get_context("spawn"), initializer=_worker)
        return self._pool

    def close(self) -> None:
        """End the processes, whatever they are reading: it is found again."""
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)
            for child in active_children():
                child.terminate()


def _worker() -> None:
    """A process that reads ends with the watch, not by the keyboard; one thread of its own is enough."""
    from dateline.reader import end_with_parent

    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _sources(path: str | Path, every: int | None) -> tuple[Source, ...]:
    """The sources of a table. Raises FormatInput for one without any, as an editor that is writing leaves it."""
    from dateline.collect import sources

    found = sources.load(path)
    if not found:
        raise FormatInput(str(path), "holds no source: `dateline sources add URL` writes one")
    return tuple(replace(one, every=every) for one in found) if every else found


def _alarm(path: str, site: str | None, tell: Callable[[str], None], settings: Settings) -> Alarm:
    from dateline.alerting import Alarm
    from dateline.alerts import Alerts, load
    from dateline.edited import Edited

    def checked(given: str | Path) -> Alerts:
        found = load(given)
        for alert in found.alerts:
            _check_words(alert, str(given))
        return found

    return Alarm(Edited(path, checked), bounds=bounds_of(settings), tell=tell, site=site)


def _check_words(alert: Alert, path: str) -> None:
    """Raise FormatInput for words that cannot be looked for."""
    from dateline.ledger import searchable

    try:
        searchable(alert.asked.get("words", "words"))
    except LedgerError as error:
        raise FormatInput(path, f'"words" of "{alert.name}": {error}') from None


def _try(delivery: Delivery, alert: Alert, view: View | None, site: str | None) -> int:
    """Send a sample by each way of an alert; how many did not go through."""
    from dateline.alerting import sample
    from dateline.delivery import NotDelivered
    from dateline.ledger import latest

    body, failed = sample(alert, view, site), 0
    for way, target in alert.ways:
        before = [one.body for one in latest(view, way, target)] if view and way == "feed" else []
        try:
            delivery.hand(way, target, [body], [body, *before])
            click.echo(f"{alert.name}: {way} {target}: sent")
        except NotDelivered as error:
            failed += 1
            click.echo(f"{alert.name}: {way} {target}: {error.problem}", err=True)
    return failed


@contextmanager
def stopping(stop: threading.Event) -> Iterator[None]:
    """SIGTERM and Ctrl-C set `stop` inside; after GRACE, or the second time, what is done is left where it stands."""
    from dateline.watch import Stopped

    def end(number: int, frame: FrameType | None) -> None:
        if stop.is_set() or number == signal.SIGALRM:
            raise Stopped
        stop.set()
        signal.setitimer(signal.ITIMER_REAL, GRACE)

    signals: Iterable[Any] = (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)
    before = {number: signal.signal(number, end) for number in signals}
    try:
        with suppress(Stopped):
            yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def alone(ledger: Path) -> Iterator[None]:
    """Only one watch at a time watches a ledger. Raises LedgerError where another one does."""
    import fcntl

    path = ledger.with_name(f"{ledger.name}-watch")
    try:
        lock = path.open("a")
    except OSError as error:
        raise LedgerError(f"the ledger {ledger} cannot be watched: {path}: {error.strerror}") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise LedgerError(f"the ledger {ledger} is watched already: one watch is enough") from None
        try:
            yield
        finally:
            path.unlink(missing_ok=True)
