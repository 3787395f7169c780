"""What every exporter is handed: a ledger to read, what is asked of it, and whom to tell how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import IO, Any

from dateline.errors import LedgerError
from dateline.ledger import Known, Merged, View, Wrong
from dateline.records import Event, Report, Rows

#: Told of each step: its name, how many are done, of how many (None: not known).
Tell = Callable[[str, int, int | None], None]
#: Articles kept in memory: the events of one story come one after the other, and rest on the same articles.
KEPT = 256
#: Events between two words on how far it is.
STRIDE = 100


def silent(step: str, done: int, of: int | None) -> None:
    """Tells nobody."""


class Job:
    """One export. `asked` is what `Merged.events` takes; without anything all events are meant."""

    def __init__(
        self, view: View, merged: Merged, *, tell: Tell = silent, asked: Mapping[str, Any] | None = None
    ) -> None:
        self.view, self.merged, self.tell = view, merged, tell
        self.asked = {"order": "story", **(asked or {})}
        self._wrong = Wrong(one.judgement for one in merged.judgements())
        self.known = lru_cache(KEPT)(self._known)
        self.text = lru_cache(KEPT)(view.text)
        self.rows = lru_cache(KEPT)(self._rows)

    def events(self) -> Iterator[Event]:
        """The events that are asked for, one after the other, those of a story together."""
        done = 0
        for done, event in enumerate(self.merged.events(**self.asked), 1):
            if done % STRIDE == 0:
                self.tell("events", done, None)
            yield event
        self.tell("events", done, done)

    def words(self, report: Report) -> str:
        """The words of an article that report an event, on one line."""
        span = report.clause
        return " ".join(self.text(span.article)[span.start : span.end].split())

    def _known(self, article: str) -> Known:
        """What is known of the latest version of an article."""
        found = [one for one in self.view.readings(article) if one.current and one.latest]
        if not found:
            raise LedgerError(f"the ledger {self.view.path} has no article {article!r}")
        return found[-1]

    def _rows(self, article: str) -> Rows:
        """The reading of an article that counts now, without its parse and what people called wrong."""
        return self._wrong.strike(self.view.reading(self.known(article).reading, parse=False)).rows


def put(out: IO[bytes], text: str) -> None:
    """Write text as UTF-8; half of a character becomes a question mark."""
    out.write(text.encode("utf-8", "replace"))
