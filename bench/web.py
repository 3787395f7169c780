"""The pages at size: 20 readers at once ask a server on 20,000 articles, and how long they wait is printed.

The server is a process of its own; the readers are threads of this one, each with a connection that it keeps, asking
one page after the other without a pause. What they ask is drawn at random, so that most pages are asked for once and
are not kept by the server from one time to the next. A part of the machine's time goes to the readers.
"""

from __future__ import annotations

import http.client
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from urllib.parse import quote, urlencode

from rich.console import Console
from rich.table import Table

from bench import web_ledger
from dateline.ledger import Merged, View

ARTICLES, READERS = 20_000, 20
#: Seconds of asking; before that each page is asked for a few times, as any server is warm after a minute.
LASTING, WARM = 40.0, 5.0
#: Milliseconds that a page may take: of each kind the median and the 99th percentile.
MEDIAN, LATE = 150.0, 400.0
#: Seconds until a server must answer.
PATIENCE = 60.0
WORD = re.compile(r"[A-Za-z]{4,}")
BARE = """
import sys, uvicorn
from pathlib import Path
from dateline.publish.web import Desk, application
uvicorn.run(application(Desk(Path(sys.argv[1]))), port=int(sys.argv[2]), log_level="warning", access_log=False)
"""
Draw = Callable[[random.Random], str]


@dataclass(frozen=True, slots=True)
class Waited:
    """One answer: what was asked, milliseconds until it was there whole, its status and size."""

    kind: str
    milliseconds: float
    status: int
    size: int


def measure(console: Console, articles: int = ARTICLES) -> bool:
    """Serve the ledger, ask, print how long answers took; True where one kind is over the limit."""
    path = web_ledger.made(articles, console)
    kinds = _kinds(path)
    with _serving(path, console) as (port, processes):
        _asked(port, kinds, WARM)
        began, idle, cold = time.perf_counter(), os.times(), sum(map(_busy, _family(processes)))
        waited = _asked(port, kinds, LASTING)
        seconds, busy, hot = time.perf_counter() - began, os.times(), sum(map(_busy, _family(processes)))
        memory = sum(_megabytes(one) for one in _family(processes))
    taken = busy.user + busy.system - idle.user - idle.system
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    console.print(
        f"\n[bold]web[/bold]: {READERS} readers at once on {articles:,} articles, {path.stat().st_size / 1e6:,.0f} MB: "
        f"{len(waited) / seconds:.0f} pages a second; server {memory:,.0f} MB and {(hot - cold) / seconds:.0%} "
        f"of a core, {1000 * (hot - cold) / len(waited):.1f} ms a page, asking {taken / seconds:.0%} of a core; "
        f"load of the machine {load} on {os.cpu_count()} cores"
    )
    return _show(waited, console)


def _show(waited: Sequence[Waited], console: Console) -> bool:
    table, slow = Table("page", "asked", "median ms", "p99 ms", "KB", "failed"), False
    by_kind: dict[str, list[Waited]] = defaultdict(list)
    for one in waited:
        by_kind[one.kind].append(one)
    for kind, found in sorted(by_kind.items()):
        times = [one.milliseconds for one in found]
        median, late = statistics.median(times), statistics.quantiles(times, n=100)[98] if len(times) > 1 else times[0]
        failed = sum(one.status != 200 for one in found)
        over = median > MEDIAN or late > LATE or failed > 0
        slow |= over
        size = statistics.mean(one.size for one in found) / 1000
        cells = (f"{len(found):,}", f"{median:.0f}", f"{late:.0f}", f"{size:.0f}", str(failed or ""))
        table.add_row(kind, *cells, style="red" if over else None)
    console.print(table)
    console.print(f"limits: {MEDIAN:.0f} ms at the median, {LATE:.0f} ms at the 99th percentile")
    return slow


# ---------------------------------------------------------------- what is asked


def _kinds(path: Path) -> dict[str, Draw]:
    """What draws an address of each kind, of what the ledger holds."""
    with View(path) as view:
        merged, chance = Merged(view), random.Random(3)
        stories = [one.id for one in merged.stories(limit=3_000)]
        events = [one.id for one in merged.events(limit=3_000)]
        sources = [one.name for one in merged.tallies()]
        texts = [view.text(f"{one}") for one in _some(view, chance)]
        people = [name for name, _ in (pair for letter in "abcdefghijklmnoprstvw" for pair in _names(view, letter))]
    words = sorted({word.lower() for text in texts for word in WORD.findall(text)})
    return {
        "front page": lambda chance: "/?" + urlencode(_front(chance)),
        "story": lambda chance: f"/story/{chance.choice(stories)}",
        "event": lambda chance: f"/event/{chance.choice(events)}",
        "search": lambda chance: "/?" + urlencode({"q": " ".join(chance.sample(words, chance.choice((1, 1, 2))))}),
        "source": lambda chance: f"/source/{quote(chance.choice(sources), safe='')}?{chance.randrange(100_000)}",
        "person": lambda chance: f"/name/{quote(chance.choice(people), safe='')}?{chance.randrange(100_000)}",
    }


def _front(chance: random.Random) -> dict[str, str]:
    """The front page: later pages of it, of a time, by size, or with two independent origins at least."""
    asked = {"page": str(1 + int(chance.expovariate(0.1)))}
    if chance.random() < 0.5:
        asked["since"] = f"{chance.randrange(2017, 2024)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
    if chance.random() < 0.3:
        asked["order"] = "biggest"
    if chance.random() < 0.2:
        asked["min_origins"] = "2"
    return asked


def _some(view: View, chance: random.Random) -> list[str]:
    found = [article for (article,) in view.ask("SELECT id FROM article")]
    return chance.sample(found, min(300, len(found)))


def _names(view: View, letter: str) -> list[tuple[str, int]]:
    return [pair for pair in view.names(letter, limit=60) if " " in pair[0]]


# ---------------------------------------------------------------- asking


def _asked(port: int, kinds: dict[str, Draw], seconds: float) -> list[Waited]:
    """What all readers waited for in so many seconds."""
    waited: list[list[Waited]] = [[] for _ in range(READERS)]
    until = time.perf_counter() + seconds
    readers = [Thread(target=_reads, args=(port, kinds, until, random.Random(n), waited[n])) for n in range(READERS)]
    for one in readers:
        one.start()
    for one in readers:
        one.join()
    return [one for each in waited for one in each]


def _reads(port: int, kinds: dict[str, Draw], until: float, chance: random.Random, waited: list[Waited]) -> None:
    """One reader: asks until the time is over."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    chance.seed(chance.random() + until)
    while time.perf_counter() < until:
        kind = chance.choice(list(kinds))
        asked = kinds[kind](chance)
        began = time.perf_counter()
        connection.request("GET", asked, headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        size = len(answer.read())
        waited.append(Waited(kind, 1000 * (time.perf_counter() - began), answer.status, size))
    connection.close()


# ---------------------------------------------------------------- the server


@contextmanager
def _serving(path: Path, console: Console) -> Iterator[tuple[int, int]]:
    """The port of a server on the ledger, and the id of its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryFile() as log:
        alone = {**os.environ, "OMP_NUM_THREADS": "1"}
        server = subprocess.Popen(_command(path, port), stdout=log, stderr=log, env=alone)
        try:
            _wait_for(server, port)
            yield port, server.pid
        except BaseException:
            log.seek(0)
            console.print(log.read()[-2000:].decode("utf-8", "replace"), markup=False)
            raise
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()


def _command(path: Path, port: int) -> list[str]:
    """`dateline serve`; where it is not there, uvicorn on the same application."""
    from dateline.cli import main

    if "serve" in getattr(main, "commands", {}):
        return [sys.executable, "-m", "dateline", "serve", str(path), "--port", str(port)]
    return [sys.executable, "-c", BARE, str(path), str(port)]


def _wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server doesn't answer")


def _family(process: int) -> Iterator[int]:
    """A process and those that it started."""
    yield process
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from _family(int(child))


def _busy(process: int) -> float:
    """Seconds of a core that a process has taken."""
    found = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(found[11]) + int(found[12])) / os.sysconf("SC_CLK_TCK")


def _megabytes(process: int) -> float:
    """What a process holds in memory, its share of what is shared."""
    found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{process}/smaps_rollup").read_text(), re.M)
    return int(found[1]) / 1024 if found else 0.0
