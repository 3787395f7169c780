"""`python -m bench backfill [--articles N]`: a backfill by `dateline add`, killed and gone on with. No gold data.

N articles (3,000: some minutes, reading is nearly all of it) stand in a file of JSON lines, among them changed
versions, repeated lines and lines that cannot be read, each kind counted. The command reads them with two processes; it
is killed at random moments, while models load, while it reads and while it merges, and begun again until it has come to
its end. Then 100,000 lines of the same articles are added, all of which the ledger holds: what the bookkeeping costs
where nothing is to be read.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console

from bench.watch import telling
from dateline.ledger import Merged, View, check

ARTICLES, KILLS, HELD = 3000, 10, 100_000
PROCESSES = 2
#: Kills that come when all is read: it merges then.
MERGING = 2
#: Of 100 articles, so many come again as they are, so many come changed, and after so many stands a broken line.
AGAIN, CHANGED, BROKEN = 4, 5, 6
#: Lines that cannot be read, and the kind of error that says so.
REFUSED = (
    ('{"text": "A line that was cut', "FormatInput"),
    ('{"title": "No words"}', "FormatInput"),
    ('{"text": " "}', "EmptyInput"),
    ('{"text": "A date.", "published": "last week"}', "FormatInput"),
    ('{"text": "Городской совет закрыл мост до весны, сообщила полиция."}', "LanguageInput"),
    (json.dumps({"text": "word " * 250_000}), "TooLargeInput"),
)
#: Seconds between two looks at a run.
LOOK = 0.1
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in a file: lines, and what must become of them."""

    lines: int
    new: int
    versions: int
    same: int
    why: dict[str, int]


@dataclass(frozen=True, slots=True)
class Run:
    """A run of the command: the counts that it printed (None: killed), seconds, and (seconds, megabytes, readings)."""

    counts: dict[str, Any] | None
    seconds: float
    looks: tuple[tuple[float, float, int], ...]

    @property
    def memory(self) -> tuple[float, float]:
        """Megabytes of all its processes at a quarter of the run, and the most of its last quarter."""
        held = [megabytes for _, megabytes, _ in self.looks]
        return held[len(held) // 4], max(held[-max(1, len(held) // 4) :])

    @property
    def reading(self) -> tuple[int, float]:
        """Articles that were read, and the seconds from the first to the last of them."""
        first = next((look for look in self.looks if look[2] > self.looks[0][2]), None)
        if first is None:
            return 0, 0.0
        last = next(look for look in self.looks if look[2] == self.looks[-1][2])
        return last[2] - first[2], last[0] - first[0]


def article(number: int) -> Line:
    """An article as a line of JSON."""
    told = telling(number)
    words = "\n\n".join(told.paragraphs)
    return {"id": f"post-{number}", "title": told.headline, "published": told.published, "text": words}


def changed(number: int) -> Line:
    """The same article, with a paragraph more."""
    line = article(number)
    return {**line, "text": f"{line['text']}\n\nThe council will meet again on Thursday, it said."}


def write(path: Path, articles: int) -> Written:
    """Write a file of so many articles, and all that stands between them."""
    told, why = Counter[str](), Counter[str]()
    refused = cycle(REFUSED)
    with path.open("w", encoding="utf-8") as stream:

        def put(kind: str, line: str) -> None:
            stream.write(line + "\n")
            told[kind] += 1

        for number in range(articles):
            put("new", json.dumps(article(number)))
            at = number % 100
            if at < AGAIN:
                put("same", json.dumps(article(number)))
            elif at < AGAIN + CHANGED:
                put("versions", json.dumps(changed(number)))
            elif at % (100 // BROKEN) == 0:
                line, kind = next(refused)
                put("refused", line)
                why[kind] += 1
    return Written(told.total(), told["new"], told["versions"], told["same"], dict(why))


# ---------------------------------------------------------------- the command


def run(feed: Path, ledger: Path, *, killed: Callable[[float, int], bool] = lambda seconds, added: False) -> Run:
    """Run the command on a file; `killed` says when to kill it, by its seconds and the readings that it added."""
    given = ["add", str(feed), "--ledger", str(ledger), "--processes", str(PROCESSES), "--quiet", "--format", "json"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    with TemporaryDirectory() as folder, (Path(folder) / "told").open("w+") as told:
        began, before, looks = time.monotonic(), readings(ledger), list[tuple[float, float, int]]()
        command = [sys.executable, "-m", "dateline", *given]
        process = subprocess.Popen(command, stdout=told, stderr=subprocess.DEVNULL, env=environment)
        while process.poll() is None:
            seconds, there = time.monotonic() - began, readings(ledger)
            looks.append((seconds, megabytes(process.pid), there))
            if killed(seconds, there - before):
                process.send_signal(signal.SIGKILL)
            time.sleep(LOOK)
        told.seek(0)
        counts = json.loads(told.read() or "null")
    return Run(counts, time.monotonic() - began, tuple(looks))


def megabytes(pid: int) -> float:
    """The memory of a process and those that it began; what they share is counted once (Linux)."""
    return sum(map(_proportional, (pid, *_children(pid)))) / 1000


def _children(pid: int) -> Iterator[int]:
    try:
        yield from map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split())
    except OSError:  # it has ended
        return


def _proportional(pid: int) -> int:
    """Its proportional set size, in kilobytes."""
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in told.splitlines() if line.startswith("Pss:")), 0)


def readings(ledger: Path) -> int:
    """How many readings a ledger holds at this moment."""
    return _counted(ledger, "SELECT count(*) FROM reading")


def _counted(ledger: Path, asked: str) -> int:
    if not ledger.exists():
        return 0
    file = sqlite3.connect(f"file:{ledger}?mode=ro", uri=True, timeout=30)
    try:
        return int(file.execute(asked).fetchone()[0])
    except sqlite3.OperationalError:  # its tables are being made
        return 0
    finally:
        file.close()


# ---------------------------------------------------------------- killed, and gone on with


@dataclass(frozen=True, slots=True)
class Filled:
    """What became of a file: what it held, the last run and the one that read most, articles and seconds of all."""

    written: Written
    kills: int
    last: Run
    longest: Run
    read: tuple[int, float]
    problems: tuple[str, ...]
    seconds: float


def fill(articles: int, folder: Path, *, kills: int = KILLS, seed: int = 0) -> Filled:
    """Add a file of so many articles, killed so often; what was counted at the end, and whether that is right."""
    feed, ledger, chance, began = folder / "feed.jsonl", folder / "filled.ledger", random.Random(seed), time.monotonic()
    written, done, died = write(feed, articles), list[Run](), 0
    each = (written.new + written.versions) / (kills + 1)
    for number in range(kills):
        left = written.new + written.versions - readings(ledger)
        when = _merging(chance, left) if number >= kills - MERGING else _when(chance, each, early=number % 5 == 4)
        done.append(run(feed, ledger, killed=when))
        died += done[-1].counts is None
    there, first = readings(ledger), _counted(ledger, "SELECT count(DISTINCT series) FROM article")
    done.append(run(feed, ledger))
    problems = (*_faults(written, done[-1], there, first), *_faults_of(ledger, written))
    read = [one.reading for one in done if one.looks]
    total = sum(number for number, _ in read), sum(seconds for _, seconds in read)
    longest = max(done, key=lambda one: one.reading[0] if one.looks else 0)
    return Filled(written, died, done[-1], longest, total, problems, time.monotonic() - began)


def _when(chance: random.Random, each: float, *, early: bool) -> Callable[[float, int], bool]:
    """A random moment: once so many articles were added or, `early`, of the first seconds, in which models load."""
    if early:
        end = chance.uniform(0, 5)
        return lambda seconds, added: seconds >= end
    most = chance.uniform(1, 1.6 * each)
    return lambda seconds, added: added >= most


def _merging(chance: random.Random, left: int) -> Callable[[float, int], bool]:
    """A random moment of the first seconds after so many articles were added, the last."""
    since, wait = list[float](), chance.uniform(0, 2)

    def killed(seconds: float, added: int) -> bool:
        if added >= left:
            since.append(seconds)
        return bool(since) and seconds >= since[0] + wait

    return killed


def _faults(written: Written, last: Run, there: int, first: int) -> Iterator[str]:
    """What is wrong with the counts that the last run printed, when so much was there before it."""
    versions = there - first
    wanted = {
        "given": written.lines,
        "new": written.new - first,
        "versions": written.versions - versions,
        "same": written.same + there,
        "reread": 0,
        "refused": sum(written.why.values()),
        "why": written.why,
    }
    told = last.counts or {}
    for name, value in wanted.items():
        if told.get(name) != value:
            yield f"{name}: {told.get(name)} told, {value} are right"


def _faults_of(ledger: Path, written: Written) -> Iterator[str]:
    """What is wrong with the ledger."""
    yield from check(ledger)
    counts = {
        "SELECT count(*) FROM reading": written.new + written.versions,
        "SELECT count(*) FROM article": written.new + written.versions,
        "SELECT count(DISTINCT series) FROM article": written.new,
        "SELECT count(*) FROM placed": written.new,
    }
    for asked, value in counts.items():
        if (found := _counted(ledger, asked)) != value:
            yield f"{asked}: {found}, {value} are right"
    with View(ledger) as view:
        if unmerged := Merged(view).unmerged():
            yield f"{unmerged} are not merged"


def again(lines: int, articles: int, folder: Path) -> tuple[Run, tuple[str, ...]]:
    """Add so many lines of the articles that `fill` has added."""
    feed, ledger = folder / "again.jsonl", folder / "filled.ledger"
    with feed.open("w", encoding="utf-8") as stream:
        for number in islice(cycle(range(articles)), lines):
            stream.write(json.dumps(article(number)) + "\n")
    done = run(feed, ledger)
    wrong = {"given": lines, "new": 0, "versions": 0, "reread": 0, "same": lines, "refused": 0}
    told = done.counts or {}
    return done, tuple(f"{name}: {told.get(name)}" for name, value in wrong.items() if told.get(name) != value)


def measure(console: Console, *, articles: int = ARTICLES, kills: int = KILLS, held: int = HELD) -> bool:
    """Print how a backfill goes; True where it is not as it must be."""
    seed = random.randrange(10**6)
    with TemporaryDirectory() as name:
        folder = Path(name)
        done = fill(articles, folder, kills=kills, seed=seed)
        bare, wrong = again(held, articles, folder)
    number, seconds = done.read
    told = done.last.counts or {}
    counts = ", ".join(f"{told.get(name, 0):,} {name}" for name in ("given", "new", "versions", "same", "refused"))
    early, late = done.longest.memory
    console.print(
        f"\n[bold]backfill[/bold] of {done.written.lines:,} lines with {PROCESSES} processes, killed {done.kills} "
        f"times (seed {seed}), {done.seconds:.0f} s\n"
        f"{number:,} read, {number / max(seconds, LOOK):.1f} a second without starts and merging; "
        f"{early:.0f} MB at a quarter of the longest run, {late:.0f} MB at its end\n"
        f"the last run told: {counts} {told.get('why')}\n"
        + (
            f"WRONG: {done.problems}"
            if done.problems
            else f"the ledger: {done.written.new:,} articles and {done.written.versions:,} versions, all as written"
        )
    )
    early, late = bare.memory
    console.print(
        f"{held:,} lines that the ledger holds: {bare.seconds:.0f} s, {held / bare.seconds:,.0f} a second; "
        f"{early:.0f} MB at a quarter, {late:.0f} MB at the end\n"
        + (f"WRONG: {wrong}" if wrong else "all told as there")
    )
    return bool(done.problems or wrong)
