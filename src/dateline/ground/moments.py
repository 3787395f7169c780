"""Being written."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.records import Moment, Rows


def place_on_calendar(rows: Rows) -> Iterator[Moment]:
    yield from ()
