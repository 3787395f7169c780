"""`python -m bench watch`: a watch that is killed again and again, and fetching by the ten thousand. No gold data.

The site is on this machine and publishes by the clock, 20 articles a second; articles are fetched, kept and made of
their pages as always, but for the reading, which is of other benchmarks.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from rich.console import Console

from dateline.collect.inputs import Limits
from dateline.collect.networks import networks
from dateline.collect.polite import Fetcher, Manner
from dateline.collect.sources import Source
from dateline.collect.web import Bounds
from dateline.edited import Edited
from dateline.ledger import Session, SourceState, check
from dateline.records import Article, Rows
from dateline.rounds import Counts, Round
from dateline.watch import Manner as Way
from dateline.watch import Snapshot, Watch

#: Articles a second that the site publishes; how many of them its feed lists, the newest. All: what a feed has dropped
#: before any look at it is no loss of ours, and a watch that is killed every second on a busy machine rarely looks.
RATE, LISTED = 20, 100_000
KILLS, PAGES = 50, 10_000
#: A kill comes at a random moment of so many seconds after the start.
LONGEST = 2.0
LIMITS = Limits(100_000, 1_000_000, 5.0)
#: Seconds between two requests to a host whose delay is measured, and requests to it.
DELAY, DELAYED = 0.2, 40
#: Seconds in which everything must be fetched at the end.
PATIENCE = 600.0


class Press:
    """A site that publishes by the clock: "/feed" lists the newest articles, "/news/N" is one of them."""

    def __init__(self, rate: float) -> None:
        self.rate, self.url = rate, ""
        self._began, self._ended = time.monotonic(), None
        self.asked: defaultdict[str, list[float]] = defaultdict(list)

    _ended: float | None

    @property
    def published(self) -> int:
        """Articles so far."""
        return int(((self._ended or time.monotonic()) - self._began) * self.rate)

    def end(self) -> int:
        """Publish nothing from now on; how many articles there are."""
        self._ended = time.monotonic()
        return self.published

    def answer(self, path: str) -> tuple[str, str] | None:
        """Content type and body of a path."""
        self.asked[path].append(time.monotonic())
        if path == "/feed":
            return "application/rss+xml", self.feed(range(max(0, self.published - LISTED), self.published))
        if path.startswith("/news/"):
            return "text/html; charset=utf-8", _page(int(path.rpartition("/")[2]))
        if path.startswith("/list/"):
            first = int(path.rpartition("/")[2])
            return "application/rss+xml", self.feed(range(first, first + 500))
        return None

    def feed(self, numbers: Iterable[int]) -> str:
        """A feed of articles."""
        items = "".join(f"<item><title>Quay {n}</title><link>{self.url}/news/{n}</link></item>" for n in numbers)
        title = "<title>Lillevik Post</title><language>en</language>"
        return f'<?xml version="1.0"?><rss version="2.0"><channel>{title}{items}</channel></rss>'


def _page(number: int) -> str:
    """An article's page; each number has words of its own."""
    words = (
        f"<p>The harbour council of Lillevik voted on Monday to close quay {number} until the spring, it said.</p>"
        f"<p>About {number + 20} boats will have to move, and their owners were told of it in a letter on Friday.</p>"
        "<p>The council will decide in March whether the old stones can be kept at all, an engineer told it.</p>"
    )
    return (
        f"<!DOCTYPE html><html lang=en><head><title>Quay {number} closes</title></head>"
        f"<body><article><h1>Quay {number} closes</h1>{words}</article></body></html>"
    )


@contextmanager
def running(rate: float = RATE) -> Iterator[Press]:
    """A site that runs until the end of the block."""
    press = Press(rate)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            kind, body = press.answer(self.path) or ("text/plain", "")
            content = body.encode()
            self.send_response(200 if content else 404)
            for name, value in (("Content-Type", kind), ("Content-Length", str(len(content))), ("Connection", "close")):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None: ...

    class Server(ThreadingHTTPServer):
        request_queue_size = 64
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            """Whoever was killed has hung up."""

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    press.url = f"http://127.0.0.1:{server.server_port}"
    try:
        with patch.dict(os.environ, {"NO_PROXY": "*", "no_proxy": "*"}):
            yield press
    finally:
        server.shutdown()
        server.server_close()


def fetcher(delay: float = 0.0001) -> Fetcher:
    """One that may ask this machine."""
    bounds = Bounds(5.0, 1_000_000, networks=networks("127.0.0.0/8"), resolve=lambda *_: ["127.0.0.1"])
    return Fetcher(Manner(bounds, delay=delay, first=0.05, patience=5.0))


def read(articles: Iterable[Article]) -> Iterator[Rows]:
    """Reads nothing but that there is an article."""
    for article in articles:
        yield Rows().add([article])


# ---------------------------------------------------------------- killed


@dataclass(frozen=True, slots=True)
class Killed:
    """What a ledger holds after so many kills, beside what the site published."""

    kills: int
    published: int
    captures: int
    articles: int
    texts: int
    problems: tuple[str, ...]
    again: int
    seconds: float

    @property
    def is_whole(self) -> bool:
        """Whether nothing is lost and nothing stands twice."""
        same = self.published == self.captures == self.articles == self.texts
        return same and not self.problems


class _Quiet:
    def source(self, state: SourceState) -> None: ...
    def note(self, words: str) -> None: ...
    def beat(self, now: Snapshot) -> None: ...


def _watch(path: Path, press: Press) -> Watch:
    table = Edited(path.with_suffix(".toml"), lambda _: (Source("Post", f"{press.url}/feed", every=1, most=10**6),))
    return Watch(path, table, fetcher(), manner=Way("1", read, LIMITS, None), tells=_Quiet(), alarm=None)


def _killed_after(path: Path, press: Press, seconds: float) -> None:
    """Watch in a process of its own, which is killed after so many seconds."""
    if (child := os.fork()) == 0:
        try:
            _watch(path, press).run()
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _watched_to_the_end(path: Path, press: Press, published: int) -> None:
    """Watch until everything that was published is read, and the feed was looked at once more after that."""
    watch, end = _watch(path, press), time.monotonic() + PATIENCE
    watch.tells = _Ends(watch, published, end)
    watch.run()


class _Ends(_Quiet):
    """Says stop when all is there, or it takes too long."""

    def __init__(self, watch: Watch, published: int, end: float) -> None:
        self._watch, self._published, self._end, self._looks = watch, published, end, 0

    def source(self, state: SourceState) -> None:
        self._looks += 1

    def beat(self, now: Snapshot) -> None:
        if (self._looks >= 2 and not now.waiting and not now.asking) or time.monotonic() > self._end:
            self._watch.stop.set()


def kill(kills: int, folder: Path, *, seed: int, longest: float = LONGEST) -> Killed:
    """Watch a site, killed at random moments, then to the end; what is in the ledger."""
    chance, path, began = random.Random(seed), folder / "killed.ledger", time.monotonic()
    with running() as press:
        for _ in range(kills):
            _killed_after(path, press, chance.uniform(0, longest))
        published = press.end()
        _watched_to_the_end(path, press, published)
        asked = sum(len(times) for one, times in press.asked.items() if one.startswith("/news/"))
    file = sqlite3.connect(path)
    captures, articles, texts = (
        int(file.execute(f"SELECT {what}").fetchone()[0])
        for what in ("count(*) FROM capture", "count(*) FROM article", "count(DISTINCT text) FROM article")
    )
    file.close()
    seconds = time.monotonic() - began
    return Killed(kills, published, captures, articles, texts, tuple(check(path)), asked - published, seconds)


# ---------------------------------------------------------------- by the ten thousand


@dataclass(frozen=True, slots=True)
class Fetched:
    """How fetching many pages went: megabytes are of the process at a tenth of the pages and at the end."""

    pages: int
    seconds: float
    early: float
    late: float
    delayed: tuple[float, ...]


def fetch(pages: int, folder: Path) -> Fetched:
    """Fetch and keep so many pages of twenty hosts, and forty of one that is asked with a delay."""
    with running(0) as press:
        port = press.url.rpartition(":")[2]
        hosts = [f"http://host{number}.test:{port}" for number in range(20)]
        each = pages // len(hosts)
        sizes: list[float] = []

        def step(counts: Counts) -> None:
            if not sizes and counts.fetched >= pages // 10:
                sizes.append(_megabytes())

        began = time.monotonic()
        with Session(folder / "fetched.ledger", reader="1") as session:
            done = Round(session, limits=LIMITS, step=step)
            addresses = (f"{hosts[n % len(hosts)]}/news/{n}" for n in range(each * len(hosts)))
            done.fetch_addresses(Source("many", "", most=pages), addresses, fetcher())
        seconds, fetched = time.monotonic() - began, done.counts.fetched
        sizes.append(_megabytes())
        with Session(folder / "delayed.ledger", reader="1") as session:
            slow = [f"http://slow.test:{port}/news/{10**6 + n}" for n in range(DELAYED)]
            Round(session, limits=LIMITS).fetch_addresses(Source("slow", "", most=pages), slow, fetcher(DELAY))
        times = sorted(moment for n in range(DELAYED) for moment in press.asked[f"/news/{10**6 + n}"])
    gaps = tuple(after - before for before, after in pairwise(times))
    return Fetched(fetched, seconds, sizes[0], sizes[-1], gaps)


def _megabytes() -> float:
    """The memory of this process now."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


# ---------------------------------------------------------------- printed


def measure(console: Console, *, kills: int = KILLS, pages: int = PAGES) -> bool:
    """Print how a watch bears being killed, and how fetching goes; True where it is not as it must be."""
    seed = random.randrange(10**6)
    with TemporaryDirectory() as folder:
        killed = kill(kills, Path(folder), seed=seed)
        console.print(
            f"\n[bold]watch[/bold] killed {killed.kills} times (seed {seed}) while {RATE} articles a second were "
            f"published, {killed.seconds:.0f} s\n{killed.published:,} published: {killed.captures:,} captures, "
            f"{killed.articles:,} articles, {killed.texts:,} different texts; {killed.again:,} fetched a second time\n"
            + ("nothing lost, nothing twice" if killed.is_whole else f"NOT WHOLE: {killed.problems}")
        )
        done = fetch(pages, Path(folder))
    console.print(
        f"\n[bold]fetching[/bold] {done.pages:,} pages of 20 hosts on this machine: {done.seconds:.0f} s, "
        f"{done.pages / done.seconds:,.0f} pages a second; {done.early:.0f} MB after a tenth, "
        f"{done.late:.0f} MB at the end\na host with a delay of {DELAY} s: {min(done.delayed):.3f} s between two "
        f"requests at the least (measured at the server, {len(done.delayed)} times)"
    )
    return not killed.is_whole or done.pages < pages // 20 * 20 or min(done.delayed) < DELAY * 0.99
