"""A watch over a site on this machine; reading is handed in, so that it costs nothing."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from bench import killed
from dateline.collect import sources
from dateline.collect.inputs import Limits
from dateline.collect.polite import Fetcher
from dateline.collect.polite import Manner as Polite
from dateline.collect.sources import Source
from dateline.collect.web import Bounds
from dateline.edited import Edited
from dateline.errors import LedgerError
from dateline.ledger import Session, SourceState, View, Visit, check, collecting
from dateline.records import Article, Rows
from dateline.timetable import LATEST, LOST, Timetable
from dateline.watch import Manner, Snapshot, Watch
from tests.collect.site import LOOPBACK, Site, answering, fetcher, page, rss, send, serving, story, tagged

LIMITS = Limits(100_000, 1_000_000, 5.0)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.ledger"


@dataclass
class Told:
    """What a watch said."""

    states: list[SourceState] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def source(self, state: SourceState) -> None:
        self.states.append(state)

    def note(self, words: str) -> None:
        self.notes.append(words)

    def beat(self, now: Snapshot) -> None: ...

    def looks(self, name: str) -> list[SourceState]:
        return [state for state in self.states if state.name == name]


def read(articles: Iterable[Article]) -> Iterator[Rows]:
    for article in articles:
        yield Rows().add([article])


def table(tmp: Path, *listed: Source) -> Edited:
    """A table of sources that is asked each second."""
    path = tmp.with_name("sources.toml")
    path.write_text("\n".join(map(sources.written, listed)))
    return Edited(path, lambda given: tuple(replace(one, every=1) for one in sources.load(given)))


@contextmanager
def watching(
    path: Path, *listed: Source, by: Fetcher | None = None, merge_every: float | None = None
) -> Iterator[tuple[Watch, Told]]:
    """A watch that runs until the end of the block."""
    told, failed = Told(), []
    manner = Manner("1", read, LIMITS, merge_every)
    watch = Watch(path, table(path, *listed), by or fetcher(), manner=manner, tells=told, alarm=None)

    def run() -> None:
        try:
            watch.run()
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield watch, told
    finally:
        watch.stop.set()
        thread.join(10)
        assert not thread.is_alive()
    assert failed == []


def until(true: Callable[[], object], *, seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def publish(site: Site, *numbers: int, at: str = "/feed") -> None:
    for number in numbers:
        site.answers[f"/news/{number}"] = page(f"Quay {number} closes", story(number))
    site.answers[at] = answering(rss(site, list(numbers)), Content_Type="application/rss+xml")


def texts(path: Path) -> int:
    if not path.exists():
        return 0
    file = sqlite3.connect(path)
    try:
        return int(file.execute("SELECT count(DISTINCT text) FROM article").fetchone()[0])
    except sqlite3.OperationalError:  # not made yet
        return 0
    finally:
        file.close()


# ---------------------------------------------------------------- as it should be


def test_what_is_published_is_in_the_ledger_soon_and_once(site: Site, path: Path) -> None:
    publish(site, 1, 2)
    with watching(path, Source("Post", f"{site.url}/feed"), merge_every=0.5) as (watch, told):
        until(lambda: texts(path) == 2)
        publish(site, 1, 2, 3)
        until(lambda: texts(path) == 3)
        until(lambda: any("merged" in note for note in told.notes))
        until(lambda: watch.now.counts["new"] == 3)
    assert [site.asked(f"/news/{number}") for number in (1, 2, 3)] == [1, 1, 1]
    last = told.looks("Post")[-1]
    assert last.new == 3 and last.failing is None and last.next and last.newest
    with View(path) as view:
        (kept,) = collecting(view)
    assert (kept.name, kept.new, kept.url) == ("Post", 3, f"{site.url}/feed") and check(path) == []


def test_a_second_run_goes_on_where_the_first_ended(site: Site, path: Path) -> None:
    publish(site, 1, 2)
    source = Source("Post", f"{site.url}/feed")
    with watching(path, source):
        until(lambda: texts(path) == 2)
    asked = len(site.requests)
    publish(site, 1, 2, 3)
    with watching(path, source) as (_, told):
        until(lambda: texts(path) == 3)
        until(lambda: told.looks("Post"))
    assert told.looks("Post")[-1].new == 3
    assert site.asked("/news/1") == 1 and len(site.requests) > asked


def test_a_304_costs_a_look_and_no_more(site: Site, path: Path) -> None:
    publish(site, 1)
    site.answers["/feed"] = tagged(lambda: rss(site, [1]), "application/rss+xml")
    with watching(path, Source("Post", f"{site.url}/feed")) as (_, told):
        until(lambda: len(told.looks("Post")) >= 3)
    assert site.asked("/feed") >= 3 and site.asked("/news/1") == 1 and told.looks("Post")[-1].failing is None


# ---------------------------------------------------------------- sources that are a nuisance


def test_a_source_that_hangs_fails_or_changes_stops_no_other(site: Site, path: Path) -> None:
    def hangs(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(3)

    publish(site, 1)
    site.answers["/hangs"] = hangs
    site.answers["/busy"] = answering(status=429, Retry_After="3600")
    site.answers["/changed"] = "<html><body><p>We have moved to a new look.</p></body></html>"
    port = site.url.rpartition(":")[2]
    others = [Source(name, f"http://{name}.test:{port}/{name}") for name in ("hangs", "busy", "changed")]
    bounds = Bounds(1.0, 200_000, networks=LOOPBACK, resolve=lambda *_: ["127.0.0.1"])
    polite = Fetcher(Polite(bounds, delay=0.001, first=0.01, patience=2.0))
    with watching(path, *others, Source("Post", f"{site.url}/feed"), by=polite) as (_, told):
        until(lambda: len(told.looks("Post")) >= 3 and texts(path) == 1)
        until(lambda: told.looks("busy") and told.looks("changed") and told.looks("hangs"))
    problems = {name: told.looks(name)[-1].problem or "" for name in ("hangs", "busy", "changed")}
    assert "429" in problems["busy"] and "within 1 seconds" in problems["hangs"] and problems["changed"]
    assert all(told.looks(name)[-1].failing for name in problems) and told.looks("Post")[-1].failing is None
    assert site.asked("/busy") == 1


def test_a_page_that_failed_comes_although_no_list_names_it_any_more(site: Site, path: Path) -> None:
    publish(site, 1, 2)
    site.answers["/news/2"] = answering(status=503)
    with watching(path, Source("Post", f"{site.url}/feed")) as (_, told):
        until(lambda: told.looks("Post"))
        site.answers["/feed"] = rss(site, [1])
        site.answers["/news/2"] = page("Quay 2 closes", story(2))
        until(lambda: texts(path) == 2)


def test_what_a_list_named_is_fetched_after_a_kill_although_it_names_others_by_now(site: Site, path: Path) -> None:
    publish(site, 1, 2, 3)
    source = Source("Post", f"{site.url}/feed")

    def stop(handler: BaseHTTPRequestHandler) -> None:
        watch.stop.set()
        send(handler, page("Quay 1 closes", story(1)))

    site.answers["/news/1"] = stop
    with watching(path, source, by=fetcher(delay=0.3)) as (watch, _):
        until(watch.stop.is_set)
    assert texts(path) < 3
    publish(site, 9)
    with watching(path, source) as (_, told):
        until(lambda: texts(path) == 4 and told.looks("Post"))
    assert told.looks("Post")[-1].new == 4


# ---------------------------------------------------------------- tables that are edited


def test_the_table_is_taken_up_when_it_is_edited_and_kept_when_it_is_broken(site: Site, path: Path) -> None:
    publish(site, 1)
    publish(site, 2, at="/more")
    with watching(path, Source("Post", f"{site.url}/feed")) as (watch, told):
        until(lambda: texts(path) == 1)
        watch.table.path.write_text("[[source]]\nname = ")
        until(lambda: any("broken TOML" in note for note in told.notes))
        looks = len(told.looks("Post"))
        until(lambda: len(told.looks("Post")) > looks)
        watch.table.path.write_text(sources.written(Source("More", f"{site.url}/more")))
        until(lambda: texts(path) == 2)
    assert sum("broken TOML" in note for note in told.notes) == 1
    assert [state.name for state in watch.now.states] == ["More"]
    with View(path) as view:
        assert [state.name for state in collecting(view) if state.kind != "list"] == ["More"]


# ---------------------------------------------------------------- the ledger cannot be written


def test_a_locked_ledger_is_told_and_tried_again(site: Site, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.watch.PATIENCE", 0.2)
    publish(site, 1)
    with watching(path, Source("Post", f"{site.url}/feed")) as (_, told):
        until(lambda: texts(path) == 1)
        other = sqlite3.connect(path, isolation_level=None, timeout=10)
        other.execute("BEGIN IMMEDIATE")
        publish(site, 1, 2)
        until(lambda: any("another process" in note for note in told.notes))
        other.execute("ROLLBACK")
        other.close()
        until(lambda: texts(path) == 2)
        until(lambda: any("can be written again" in note for note in told.notes))
    assert sum("another process" in note for note in told.notes) == 1 and check(path) == []


def test_a_ledger_that_is_none_is_an_error_at_once(site: Site, path: Path) -> None:
    path.write_text("A text, not a ledger. " * 99)
    watch = Watch(
        path,
        table(path, Source("Post", f"{site.url}/feed")),
        fetcher(),
        manner=Manner("1", read, LIMITS),
        tells=Told(),
        alarm=None,
    )
    with pytest.raises(LedgerError, match="no ledger"):
        watch.run()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("a small disk needs root: a tmpfs is mounted")
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], capture_output=True)
    if done.returncode:
        pytest.skip(f"no tmpfs can be mounted here: {done.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def test_a_full_disk_is_told_and_the_watch_goes_on_when_there_is_room(site: Site, small_disk: Path) -> None:
    path, ballast = small_disk / "news.ledger", small_disk / "ballast"
    with Session(path, reader="1"):
        pass
    publish(site, *range(40))
    for number in range(40):
        noise = random.Random(number).randbytes(12_000).hex()
        site.answers[f"/news/{number}"] = page(f"Quay {number} closes", story(number), head=f"<!-- {noise} -->")
    with watching(path, Source("Post", f"{site.url}/feed"), by=fetcher(max_bytes=1_000_000)) as (_, told):
        ballast.write_bytes(b"x" * (shutil.disk_usage(small_disk).free // 2))
        until(lambda: any("full" in note for note in told.notes))
        subprocess.run(["mount", "-o", "remount,size=40m", str(small_disk)], check=True)
        until(lambda: texts(path) == 40, seconds=20)
        until(lambda: any("can be written again" in note for note in told.notes))
    assert check(path) == []
    assert sqlite3.connect(path).execute("SELECT count(*) FROM capture").fetchone() == (40,)


# ---------------------------------------------------------------- when a source is asked


def visit(url: str, *, checked: datetime, failing: datetime | None = None) -> Visit:
    told = checked.isoformat(timespec="seconds")
    since = failing.isoformat(timespec="seconds") if failing else None
    return Visit(url, "x", told, told, told, None, "", "", None, since, since and "it fails", None)


def test_sources_are_due_by_their_last_visit_and_later_while_they_fail() -> None:
    now = datetime.now(UTC)
    listed = [Source(name, f"https://{name}.example/feed", every=900) for name in ("new", "fresh", "old", "failing")]
    visits = {
        listed[1].url: visit(listed[1].url, checked=now - timedelta(minutes=5)),
        listed[2].url: visit(listed[2].url, checked=now - timedelta(minutes=20)),
        listed[3].url: visit(listed[3].url, checked=now - timedelta(minutes=20), failing=now - timedelta(hours=9)),
    }
    timetable = Timetable()
    timetable.set(listed, {}, visits)
    assert [source.name for source in timetable.due()] == ["new", "old"]
    failing = timetable.states[3]
    assert failing.next and timedelta(minutes=20) < datetime.fromisoformat(failing.next) - now <= LATEST


def test_a_lost_network_is_tried_every_minute_and_all_are_asked_when_it_is_back() -> None:
    now = datetime.now(UTC)
    listed = [Source(name, f"https://{name}.example/feed", every=900) for name in "abc"]
    timetable = Timetable()
    timetable.set(listed, {}, {})
    for source in listed:
        timetable.begun(source)
        timetable.over(source, visit(source.url, checked=now, failing=now - timedelta(hours=5)))
    assert timetable.lost and timetable.due() == []
    first = min(datetime.fromisoformat(state.next) for state in timetable.states if state.next)
    assert first - now <= LOST + timedelta(seconds=1)
    timetable.over(listed[0], visit(listed[0].url, checked=now))
    assert not timetable.lost and {source.name for source in timetable.due()} == {"b", "c"}


def test_a_clock_that_is_set_back_leaves_no_source_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source("a", "https://a.example/feed", every=900)
    timetable = Timetable()
    timetable.set([source], {}, {source.url: visit(source.url, checked=datetime.now(UTC))})
    assert timetable.due() == []

    class Yesterday(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(UTC) - timedelta(days=1)

    monkeypatch.setattr("dateline.timetable.datetime", Yesterday)
    assert timetable.due() == [source]


def test_sleep_is_told(site: Site, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(site, 1)
    awake = time.time
    with watching(path, Source("Post", f"{site.url}/feed")) as (_, told):
        until(lambda: texts(path) == 1)
        monkeypatch.setattr(time, "time", lambda: awake() + 3600)
        until(lambda: any("the clock went +3600 seconds" in note for note in told.notes))


# ---------------------------------------------------------------- killed


def test_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    print("seed", seed)  # shown where the test fails
    done = killed.kill(3, tmp_path, seed=seed, longest=1.0, real=False)
    assert done.is_whole and done.published > 5 and done.stories, done
