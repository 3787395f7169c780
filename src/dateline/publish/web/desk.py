"""What the pages work with: the ledger to read, what they show alike, and what other rooms do for them."""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, local
from typing import Annotated, Any, TypeVar, cast

from fastapi import Depends, Request

from dateline import __version__
from dateline.ledger import Merged, View
from dateline.records import Itinerary, Judgement, Verdict

T = TypeVar("T")
#: Lists and counts that `once` keeps.
KEPT = 1000


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one article that was given: its id and what `Session.add` says; or why it was refused."""

    article: str | None
    became: str
    error: str | None = None


#: Told while reading: a step in words, how many are done, of how many (None: not known).
Tell = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class Works:
    """What the pages have done by rooms that `publish` may not import: `dateline serve` hands them in.

    None: cannot be had here, and the page says so. All raise DatelineError.
    """

    #: Where a person was, and when: (view, merged, whole name).
    itinerary: Callable[[View, Merged, str], Itinerary] | None = None
    #: Read and add files, given as (name, bytes), and merge: what became of each article.
    add_files: Callable[[Sequence[tuple[str, bytes]], Mapping[str, str], Tell], list[Added]] | None = None
    #: Fetch an address, read and add what is there, and merge.
    add_address: Callable[[str, Mapping[str, str], Tell], list[Added]] | None = None
    #: Keep a judgement (left, right, verdict, judge, reason) and merge again.
    judge: Callable[[str, str, Verdict, str, str], Judgement] | None = None
    #: Take back a judgement (id, judge) and merge again.
    withdraw: Callable[[str, str], Judgement] | None = None


@dataclass
class Desk:
    """One served ledger. `site` is the address that feeds and links outside tell; `tiles` a map style's address."""

    path: Path
    works: Works = field(default_factory=Works)
    site: str = ""
    tiles: str | None = None

    def __post_init__(self) -> None:
        self._open = local()
        self._made: OrderedDict[tuple[str, Hashable], Any] = OrderedDict()
        self._lock = Lock()

    @contextmanager
    def reading(self) -> Iterator[tuple[View, Merged]]:
        """The ledger as it is now: every thread keeps one view open. Raises LedgerError."""
        view = getattr(self._open, "view", None)
        if view is None or self._open.file != self._file():
            self._open.view = view = View(self.path)
            self._open.file = self._file()
        yield view, Merged(view)

    def once(self, what: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once as long as the ledger stays as it is; `what` names it among all that is made."""
        key = (self.stamp(), what)
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return cast(T, self._made[key])
        made = make()
        with self._lock:
            self._made[key] = made
            while len(self._made) > KEPT:
                self._made.popitem(last=False)
        return made

    def stamp(self) -> str:
        """Changes whenever the ledger does: what pages made of it are good as long as it stays."""
        told = [__version__]
        for path in (self.path, self.path.with_name(f"{self.path.name}-wal")):
            try:
                found = path.stat()
                # A log without a byte in it only says that somebody reads.
                told.append(f"{found.st_ino}.{found.st_mtime_ns}.{found.st_size}" if found.st_size else "-")
            except OSError:
                told.append("-")
        return hashlib.blake2b(" ".join(told).encode(), digest_size=8).hexdigest()

    def _file(self) -> tuple[int, int] | None:
        """Which file stands at the path: another one where the ledger was replaced, from a backup for example."""
        try:
            found = os.stat(self.path)  # noqa: PTH116 - the path's own method is slower, and this is asked every time
            return found.st_dev, found.st_ino
        except OSError:
            return None


def desk_of(request: Request) -> Desk:
    """The desk of the application that a request came to."""
    desk: Any = request.app.state.desk
    assert isinstance(desk, Desk)
    return desk


async def _desk(request: Request) -> Desk:
    """The same, asynchronous: no thread is waited for."""
    return desk_of(request)


#: In the signature of a page: the desk.
AtDesk = Annotated[Desk, Depends(_desk)]

__all__ = ["Added", "AtDesk", "Desk", "Tell", "Works", "desk_of"]
