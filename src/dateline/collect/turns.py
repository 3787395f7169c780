"""Many hosts at once, each at its own pace: threads that fetch, and an answer at a time for whoever asked."""

from __future__ import annotations

import heapq
import queue
import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from dateline.collect import web
from dateline.collect.polite import Fetcher, Later
from dateline.collect.web import Answer, Wanted
from dateline.errors import FaultyInput, InputError

#: Hosts that are asked at once. Threads only wait for the network, so more cost little; fewer make slow hosts felt.
THREADS = 16
#: Answers that wait to be taken: above it the fetching rests, so that memory stays flat.
ROOM = 32
#: How often an address is asked in one round.
TRIES = 3

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Errand(Generic[T]):
    """An address to fetch; `about` is given back with the answer."""

    url: str
    about: T
    wanted: Wanted = "page"
    etag: str = ""
    modified: str = ""


class Turns(Generic[T]):
    """Errands in, answers out, in the order in which they come. More errands may be put in between two answers."""

    def __init__(self, fetcher: Fetcher, *, threads: int = THREADS) -> None:
        self._fetcher = fetcher
        self._lines: dict[str, deque[tuple[Errand[T], int]]] = defaultdict(deque)
        self._ready: list[tuple[float, str]] = []
        self._change = threading.Condition()
        self._done: queue.Queue[tuple[Errand[T], Answer | InputError]] = queue.Queue(ROOM)
        self._left, self._closed = 0, False
        self._busy: set[str] = set()
        for _ in range(threads):
            threading.Thread(target=self._work, daemon=True).start()

    def __enter__(self) -> Turns[T]:
        return self

    def __exit__(self, *error: object) -> None:
        with self._change:
            self._closed = True
            self._change.notify_all()
        while not self._done.empty():  # lets go whoever waits for room
            self._done.get_nowait()

    def put(self, errand: Errand[T]) -> None:
        """Put an errand at the end of its host's line."""
        host = web.host_of(errand.url)
        with self._change:
            self._left += 1
            self._lines[host].append((errand, 1))
            if len(self._lines[host]) == 1 and host not in self._busy:
                self._queue(host)

    @property
    def resting(self) -> bool:
        """Whether no answer is there at the moment."""
        return self._done.empty()

    def __iter__(self) -> Iterator[tuple[Errand[T], Answer | InputError]]:
        """Each errand with its answer or error, until none is left."""
        while self._left:
            yield self._done.get()
            self._left -= 1

    def take(self, seconds: float) -> tuple[Errand[T], Answer | InputError] | None:
        """The next errand with its answer or error; None where none comes within so many seconds."""
        try:
            taken = self._done.get(timeout=seconds) if seconds > 0 else self._done.get_nowait()
        except queue.Empty:
            return None
        self._left -= 1
        return taken

    @property
    def left(self) -> int:
        """Errands whose answers were not taken yet."""
        return self._left

    def _queue(self, host: str) -> None:
        heapq.heappush(self._ready, (self._fetcher.ready_at(self._lines[host][0][0].url), host))
        self._change.notify()

    def _work(self) -> None:
        while (taken := self._take()) is not None:
            host, errand, tries = taken
            try:
                result = self._fetched(errand)
            except Exception as error:  # a fault of ours costs one page, not a thread
                result = FaultyInput(errand.url, f"dateline fails on this page ({error!r}): please report it")
            again = isinstance(result, Later) and tries < TRIES and result.seconds <= self._fetcher.manner.patience
            with self._change:
                self._busy.discard(host)
                if again:
                    # Behind the others: a page that always fails must not make its host look broken.
                    self._lines[host].append((errand, tries + 1))
                if self._lines[host]:
                    self._queue(host)
            if not again:
                self._done.put((errand, result))

    def _fetched(self, errand: Errand[T]) -> Answer | InputError:
        try:
            return self._fetcher.get(errand.url, wanted=errand.wanted, etag=errand.etag, modified=errand.modified)
        except InputError as error:
            return error

    def _take(self) -> tuple[str, Errand[T], int] | None:
        """The next errand whose host may be asked; None at the end."""
        with self._change:
            while not self._closed:
                if self._ready and (wait := self._ready[0][0] - time.monotonic()) <= 0:
                    _, host = heapq.heappop(self._ready)
                    errand, tries = self._lines[host].popleft()
                    self._busy.add(host)
                    return host, errand, tries
                self._change.wait(wait if self._ready else None)
        return None
