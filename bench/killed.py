"""`python -m bench watch`: a watch that is killed again and again while a site publishes. No gold data.

Everything is real but the site: pages are fetched, kept, made into articles, read with the models, and merged, each
life of the watch in a process of its own that loads the models anew. It merges after a second, not a minute, so that
kills hit that, too. Takes some minutes; more where the machine is busy, since the site publishes by the clock.
"""

from __future__ import annotations

import importlib
import mmap
import os
import random
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from rich.console import Console

from bench.watch import LIMITS, RATE, Press, fetcher, running
from dateline import watch as watching
from dateline.collect.sources import Source
from dateline.edited import Edited
from dateline.errors import InputError
from dateline.ledger import Merged, SourceState, View, check
from dateline.merge.merger import Done, Merger, Tell, silent
from dateline.reader import Reader
from dateline.records import Article, Rows
from dateline.watch import Manner, Snapshot, Watch

KILLS = 50
#: The site publishes as many articles and then no more: those of 50 lives of 2.5 seconds.
MOST = 2500
#: A kill comes at a random moment of as long as the first life took to merge something, and half as long again.
SHARE = 1.5
#: Seconds after which it is merged, and although there is more to read.
MERGE = 1.0
#: Seconds in which everything must be read and merged at the end.
PATIENCE = 3600.0
#: What a watch may be at when it is killed.
PHASES = ("fetching", "loading", "reading", "merging")
#: Imported once, before the lives begin: else half of a life is that.
IMPORTED = ("spacy", "lxml.html", "trafilatura", "py3langid", "dateline.extract.annotate")

Read = Callable[[Iterable[Article]], Iterator[Rows | InputError]]


@dataclass(frozen=True, slots=True)
class Killed:
    """What a ledger holds after so many kills, beside what the site published.

    `phases` counts what the watch was at when it was killed; `unplaced` are articles in no story, or more than one, and
    stories that are not merged; `again` are pages that were fetched a second time.
    """

    phases: dict[str, int]
    published: int
    captures: int
    articles: int
    texts: int
    readings: int
    stories: int
    unplaced: int
    problems: tuple[str, ...]
    again: int
    living: float
    seconds: float

    @property
    def is_whole(self) -> bool:
        """Whether nothing is lost and nothing stands twice."""
        counts = {self.published, self.captures, self.articles, self.texts, self.readings}
        return len(counts) == 1 and not self.problems and not self.unplaced


class _Phase:
    """What a life is at, in memory that outlasts it."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, 2)

    def set(self, name: str) -> None:
        self._shared[0] = PHASES.index(name)

    def get(self) -> str:
        return PHASES[self._shared[0]]

    @property
    def merged(self) -> bool:
        """Whether it has merged."""
        return bool(self._shared[1])

    @merged.setter
    def merged(self, value: bool) -> None:
        self._shared[1] = value


class _Quiet:
    def source(self, state: SourceState) -> None: ...
    def note(self, words: str) -> None: ...
    def beat(self, now: Snapshot) -> None: ...


def nothing_read(articles: Iterable[Article]) -> Iterator[Rows]:
    """Reads nothing but that there is an article: for tests of the rest."""
    for article in articles:
        yield Rows().add([article])


def _reading(reader: Reader, phase: _Phase) -> Read:
    """Reads as `dateline watch` does, and tells what it is at."""

    def read(articles: Iterable[Article]) -> Iterator[Rows | InputError]:
        phase.set("reading")
        for one in reader.read_many(articles):
            yield one if isinstance(one, InputError) else one.rows
        phase.set("fetching")

    return read


class _Life:
    """One life of a watch over a site; `real`: it reads with the models."""

    def __init__(self, path: Path, press: Press, *, real: bool) -> None:
        self.path, self.phase, self._real = path, _Phase(), real
        self._url = f"{press.url}/feed"

    def run(self, tells: Callable[[Watch], _Quiet]) -> None:
        """Watch until it is killed, or `tells` says stop."""
        reader, phase = Reader(), self.phase
        table = Edited(self.path.with_suffix(".toml"), lambda _: (Source("Post", self._url, every=1, most=10**6),))
        read: Read = _reading(reader, phase) if self._real else nothing_read
        manner = Manner(reader.version, read, LIMITS, MERGE)
        watch = Watch(self.path, table, fetcher(), manner=manner, tells=_Quiet(), alarm=None)
        watch.tells = tells(watch)
        if self._real:
            phase.set("loading")
            reader.load()

        class Marked(Merger):
            def finish(self, tell: Tell = silent) -> Done:
                phase.set("merging")
                done = super().finish(tell)
                phase.set("fetching")
                phase.merged = phase.merged or done.articles > 0
                return done

        with patch.object(watching, "Merger", Marked), patch.object(watching, "MERGE_LATEST", MERGE):
            watch.run()

    def begun(self, tells: Callable[[Watch], _Quiet]) -> int:
        """The process of a life that begins now."""
        self.phase.set("fetching")
        if (child := os.fork()) == 0:
            try:
                self.run(tells)
            finally:
                os._exit(0)
        return child

    def killed_after(self, seconds: float) -> str:
        """Live for so many seconds; what it was at when it was killed."""
        child = self.begun(lambda _: _Quiet())
        time.sleep(seconds)
        return self._killed(child)

    def killed_after_merging(self) -> float:
        """Live until something was merged; the seconds that it took."""
        began, child = time.monotonic(), self.begun(lambda _: _Quiet())
        while not self.phase.merged and time.monotonic() - began < PATIENCE:
            time.sleep(0.05)
        self._killed(child)
        return time.monotonic() - began

    def _killed(self, child: int) -> str:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return self.phase.get()

    def to_the_end(self) -> None:
        """Live until all is read and merged, and the feed was looked at once more after that."""
        os.waitpid(self.begun(lambda watch: _Ends(watch, self.path)), 0)


class _Ends(_Quiet):
    """Says stop when all is there, or it takes too long."""

    def __init__(self, watch: Watch, path: Path) -> None:
        self._watch, self._path, self._end, self._looks = watch, path, time.monotonic() + PATIENCE, 0

    def source(self, state: SourceState) -> None:
        self._looks += 1

    def beat(self, now: Snapshot) -> None:
        is_done = self._looks >= 2 and not now.waiting and not now.asking and now.merges and not _unmerged(self._path)
        if is_done or time.monotonic() > self._end:
            self._watch.stop.set()


def _unmerged(path: Path) -> int:
    with View(path) as view:
        return Merged(view).unmerged()


def kill(kills: int, folder: Path, *, seed: int, longest: float | None = None, real: bool = True) -> Killed:
    """Watch a site, killed at random moments, then to the end; what is in the ledger.

    `longest` is how long a life may be, in seconds; without it, that is measured. `real` False reads nothing.
    """
    chance, path, began = random.Random(seed), folder / "killed.ledger", time.monotonic()
    for name in IMPORTED:
        importlib.import_module(name)
    with running(most=MOST) as press:
        life, phases = _Life(path, press, real=real), Counter[str]()
        longest = longest or SHARE * life.killed_after_merging()
        for _ in range(kills):
            phases[life.killed_after(chance.uniform(0, longest))] += 1
        published, living = press.end(), time.monotonic() - began
        life.to_the_end()
        asked = sum(len(times) for one, times in press.asked.items() if one.startswith("/news/"))
    held = _held(path)
    return Killed(
        phases=dict(phases),
        published=published,
        problems=tuple(check(path)),
        again=asked - published,
        living=living,
        seconds=time.monotonic() - began,
        **held,
    )


#: What is counted in the ledger. An article is placed once by the table's own key: what is left is one that is not, or
#: whose story does not count it.
COUNTS = {
    "captures": "SELECT count(*) FROM capture",
    "articles": "SELECT count(*) FROM article",
    "texts": "SELECT count(DISTINCT text) FROM article",
    "readings": "SELECT count(*) FROM reading",
    "stories": "SELECT count(*) FROM story",
}
PLACED = """
SELECT (SELECT count(*) FROM article WHERE number NOT IN (SELECT series FROM placed))
    + (SELECT coalesce(sum(abs(articles - (SELECT count(*) FROM placed WHERE story = story.number))), 0) FROM story)
"""


def _held(path: Path) -> dict[str, int]:
    file = sqlite3.connect(path)
    found = {name: int(file.execute(asked).fetchone()[0]) for name, asked in COUNTS.items()}
    unplaced = int(file.execute(PLACED).fetchone()[0])
    file.close()
    return {**found, "unplaced": unplaced + _unmerged(path)}


def measure(console: Console, *, kills: int = KILLS) -> bool:
    """Print how a watch bears being killed; True where it is not as it must be."""
    seed = random.randrange(10**6)
    with TemporaryDirectory() as folder:
        done = kill(kills, Path(folder), seed=seed)
    phases = ", ".join(f"{number} {name}" for name, number in sorted(done.phases.items()))
    console.print(
        f"\n[bold]watch[/bold] killed {kills} times (seed {seed}: {phases}) while {RATE} articles a second were "
        f"published, {done.living:.0f} s, then to the end, {done.seconds:.0f} s in all\n{done.published:,} published: "
        f"{done.captures:,} captures, {done.articles:,} articles, {done.texts:,} different texts, {done.readings:,} "
        f"readings, {done.stories:,} stories, {done.unplaced:,} not merged; {done.again:,} fetched a second time\n"
        + ("nothing lost, nothing twice" if done.is_whole else f"NOT WHOLE: {done.problems}")
    )
    return not done.is_whole
