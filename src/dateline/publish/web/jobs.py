"""Adding in the background: one job after the other, and how far each is for whoever watches."""

from __future__ import annotations

import logging
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Condition, Thread
from typing import Literal

from dateline.errors import DatelineError
from dateline.publish.web.desk import Added, Tell

#: Jobs that wait at most, the bytes that they hold, and jobs that are remembered.
WAITING, BYTES, KEPT = 20, 200_000_000, 100
State = Literal["waiting", "running", "done"]
#: Does a part of a job: what became of each article.
Part = Callable[[Tell], list[Added]]


@dataclass(slots=True)
class Job:
    """What somebody gave to be read, how far that is, and what became of it. Changed by the one thread that works."""

    id: str
    owner: str
    titles: list[str]
    parts: Sequence[Part]
    size: int
    made: float = field(default_factory=time.time)
    state: State = "waiting"
    step: str = ""
    done: int = 0
    of: int | None = None
    added: list[Added] = field(default_factory=list)

    def tell(self, step: str, done: int, of: int | None) -> None:
        """How far it is: the name of the step, how many are done, of how many."""
        self.step, self.done, self.of = step, done, of


class Full(Exception):
    """Too much waits already."""


class Jobs:
    """The jobs of one application. One thread reads, since only one may write to a ledger; it ends with the process."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._queue: deque[Job] = deque()
        self._changed = Condition()
        self._thread: Thread | None = None

    def start(self, parts: Sequence[Part], *, titles: Sequence[str], owner: str, size: int) -> Job:
        """Put a job in the queue. Raises Full."""
        job = Job(secrets.token_urlsafe(12), owner, list(titles), parts, size)
        with self._changed:
            if len(self._queue) >= WAITING or sum(one.size for one in self._queue) + size > BYTES:
                raise Full
            self._queue.append(job)
            self._jobs[job.id] = job
            while len(self._jobs) > KEPT and next(iter(self._jobs.values())).state == "done":
                self._jobs.popitem(last=False)
            if self._thread is None:
                self._thread = Thread(target=self._work, name="dateline-adding", daemon=True)
                self._thread.start()
            self._changed.notify()
        return job

    def get(self, id_: str) -> Job | None:
        """A job that is remembered."""
        with self._changed:
            return self._jobs.get(id_)

    def before(self, job: Job) -> int:
        """How many jobs are to be done before this one."""
        with self._changed:
            return self._queue.index(job) + 1 if job in self._queue else 0

    def of(self, owner: str) -> list[Job]:
        """Somebody's jobs, the latest first."""
        with self._changed:
            return [job for job in reversed(self._jobs.values()) if job.owner == owner]

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._queue:
                    self._changed.wait()
                job = self._queue.popleft()
                job.state = "running"
            _do(job)


def _do(job: Job) -> None:
    """Do every part; what goes wrong in one is told, and the others go on."""
    for part in job.parts:
        try:
            job.added += part(job.tell)
        except DatelineError as error:
            job.added.append(Added(None, "refused", str(error)))
        except Exception:
            logging.getLogger(__name__).exception("adding failed")
            job.added.append(Added(None, "refused", "dateline failed at it: the log of `dateline serve` says how"))
    job.parts, job.size = (), 0  # what was given need not be kept in memory
    job.state = "done"
