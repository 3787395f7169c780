"""What tells an event, and what only speaks of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.merge.foreground import foreground
from dateline.records import EventMention, Rows


@pytest.mark.parametrize(
    ("text", "told", "spoken_of"),
    [
        ("A ferry sank off Lillevik on Friday.", "sank", None),
        ("Police said a ferry sank off Lillevik.", "sank", None),
        ("The storm hit the coast and sank a ferry.", "sank", None),
        ("Families gathered in Lillevik after the attack.", "gathered", "attack"),
        ("After rebels attacked the town, families fled to Lillevik.", "fled", "attacked"),
        ("The deadly attack shocked Lillevik, and the mayor resigned.", "resigned", "attack"),
    ],
)
def test_clauses_tell_and_what_hangs_on_them_does_not(
    read: Callable[..., Rows], text: str, told: str, spoken_of: str | None
) -> None:
    rows = read(text)
    found = foreground(rows)
    by_word = {text[one.trigger.start : one.trigger.end]: one.id in found for one in rows.of(EventMention)}
    assert by_word[told]
    assert spoken_of is None or not by_word[spoken_of]
