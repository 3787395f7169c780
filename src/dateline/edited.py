"""Files that a person may edit while a program uses them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


class Edited:
    """A file that may be edited while it is in use: what it holds now, or what it held before it was broken."""

    def __init__(self, path: str | Path, load: Callable[[str | Path], Any]) -> None:
        """Raises what `load` raises."""
        self.path, self._load = Path(path), load
        self._seen = self._used = self._stamp()
        self.value = load(path)

    def look(self) -> bool:
        """Whether the file holds something else now. Raises what `load` raises, once for each edit."""
        stamp, self._seen = self._seen, self._stamp()
        if self._seen != stamp or stamp == self._used:  # as it was, or still being written
            return False
        self._used = stamp
        before, self.value = self.value, self._load(self.path)
        return bool(before != self.value)

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            found = self.path.stat()
            return found.st_ino, found.st_mtime_ns, found.st_size
        except OSError:
            return None
