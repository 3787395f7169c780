"""Being written."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.records import Claim, Rows


def find_claims(rows: Rows) -> Iterator[Claim]:
    yield from ()
