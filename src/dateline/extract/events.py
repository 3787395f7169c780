"""Being written."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.records import EventMention, Rows


def find_events(rows: Rows) -> Iterator[EventMention]:
    yield from ()
