"""`python -m bench watch`: fetching by the ten thousand, beside a watch that is killed (`killed`). No gold data.

The site is on this machine and publishes by the clock, 20 articles a second.
"""

from __future__ import annotations

import os
import resource
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
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
from dateline.ledger import Session
from dateline.rounds import Counts, Round

#: Articles a second that the site publishes; how many of them its feed lists, the newest. All: what a feed has dropped
#: before any look at it is no loss of ours, and a watch that is killed every second on a busy machine rarely looks.
RATE, LISTED = 20, 100_000
PAGES = 10_000
#: Articles that tell of one story, and what the towns and people in the stories are made of.
TELLINGS = 5
STEMS = ("Lille", "Gran", "Sol", "Haug", "Torv", "Berg", "Myr", "Strand", "Fager", "Elve", "Kval", "Rosen", "Tind")
ENDS = ("vik", "dal", "nes", "sund", "fjell", "havn", "stad", "bo", "lund", "mo")
FIRST = ("Ingrid", "Olav", "Marit", "Nils", "Astrid", "Knut", "Sigrid", "Leif", "Turid", "Arne", "Berit")
LAST = (
    "Aas",
    "Brekke",
    "Dahl",
    "Eide",
    "Foss",
    "Gran",
    "Hauge",
    "Iversen",
    "Juul",
    "Kolstad",
    "Lie",
    "Moen",
    "Nygaard",
)
#: What a story tells: its headline and first paragraph, a second, a third; each is told with others of the next kind.
EVENTS = (
    ("{town} closes its bridge", "The council of {town} closed the bridge after cracks were found in two piers."),
    ("Mill burns down in {town}", "A fire destroyed a paper mill in {town} and injured {n} workers, the police said."),
    ("Nurses strike in {town}", "Nurses in {town} went on strike for higher pay, and {n} operations were put off."),
    ("Trawler seized in {town}", "Customs officers found {n} cartons of cigarettes on a trawler in {town}."),
    ("{town} elects {who}", "{who} won the election for mayor of {town} by {n} votes, officials said."),
    ("Copper mine for {town}", "A mining company bought land near {town} for {n} million kroner."),
    ("Storm hits {town}", "A storm cut the power of {n} houses in {town} and tore the roof off a school."),
)
SECOND = (
    "{who}, an engineer, told reporters that a report had warned of it {n} months ago.",
    "The minister of transport, {who}, will visit on Thursday.",
    "{who} of the union blamed the owners, who denied it.",
    "A spokeswoman for the county, {who}, said that {n} families had asked for help.",
    "Residents met in the church in the evening, and {who} collected {n} signatures.",
    "The prosecutor {who} opened an investigation.",
    "{who}, who has fished there for {n} years, called it a disgrace.",
    "Parliament will debate the matter, the deputy {who} said.",
    "{who}, the owner of a hotel, fears that {n} guests will stay away.",
    "The army offered {n} soldiers, General {who} said.",
    "The bishop {who} asked for calm.",
)
THIRD = (
    "The costs are put at {part} million kroner.",
    "A decision is expected in {part} weeks.",
    "The last time that this happened was {part} years ago.",
    "Buses were late by {part} hours.",
    "Two insurers have refused to pay for {part} of the claims.",
)
LIMITS = Limits(100_000, 1_000_000, 5.0)
#: Seconds between two requests to a host whose delay is measured, and requests to it.
DELAY, DELAYED = 0.2, 40


class Press:
    """A site that publishes by the clock, `most` articles: "/feed" lists the newest, "/news/N" is one of them."""

    def __init__(self, rate: float, most: int = LISTED) -> None:
        self.rate, self.most, self.url = rate, most, ""
        self._began, self._ended = time.monotonic(), None
        self.asked: defaultdict[str, list[float]] = defaultdict(list)

    _ended: float | None

    @property
    def published(self) -> int:
        """Articles so far."""
        return min(self.most, int(((self._ended or time.monotonic()) - self._began) * self.rate))

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


@dataclass(frozen=True, slots=True)
class Telling:
    """An article's words: each number has some of its own, and five in a row tell of one story."""

    headline: str
    paragraphs: tuple[str, ...]
    published: str


def telling(number: int) -> Telling:
    """The words of an article."""
    story, part = divmod(number, TELLINGS)
    day = date(2010, 1, 1) + timedelta(days=9 * story % 5000)
    given = {
        "town": STEMS[story % len(STEMS)] + ENDS[story // len(STEMS) % len(ENDS)],
        "who": f"{FIRST[story % len(FIRST)]} {LAST[story * 5 % len(LAST)]}",
        "n": number + 20,
        "part": part + 2,
    }
    event, second, third = (pool[story * 3 % len(pool)] for pool in (EVENTS, SECOND, THIRD))
    headline, *paragraphs = (words.format(**given) for words in (*event, second, third))
    return Telling(headline, tuple(paragraphs), f"{day}T{8 + part:02}:{number % 60:02}:00Z")


def _page(number: int) -> str:
    """An article's page."""
    told = telling(number)
    body = "".join(f"<p>{words}</p>" for words in told.paragraphs)
    dated = f'<meta property="article:published_time" content="{told.published}">'
    return (
        f"<!DOCTYPE html><html lang=en><head><title>{told.headline}</title>{dated}</head>"
        f"<body><article><h1>{told.headline}</h1>{body}</article></body></html>"
    )


@contextmanager
def running(rate: float = RATE, most: int = LISTED) -> Iterator[Press]:
    """A site that runs until the end of the block."""
    press = Press(rate, most)

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


def measure(console: Console, *, pages: int = PAGES) -> bool:
    """Print how fetching goes; True where it is not as it must be."""
    with TemporaryDirectory() as folder:
        done = fetch(pages, Path(folder))
    console.print(
        f"\n[bold]fetching[/bold] {done.pages:,} pages of 20 hosts on this machine: {done.seconds:.0f} s, "
        f"{done.pages / done.seconds:,.0f} pages a second; {done.early:.0f} MB after a tenth, "
        f"{done.late:.0f} MB at the end\na host with a delay of {DELAY} s: {min(done.delayed):.3f} s between two "
        f"requests at the least (measured at the server, {len(done.delayed)} times)"
    )
    return done.pages < pages // 20 * 20 or min(done.delayed) < DELAY * 0.99
