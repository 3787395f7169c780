"""Being written."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.records import TimeExpression, Rows


def find_times(rows: Rows) -> Iterator[TimeExpression]:
    yield from ()
