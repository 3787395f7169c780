"""Events as they are kept: who is named as taking part in them."""

from __future__ import annotations

from collections.abc import Callable

from dateline.ledger import Indexed
from dateline.merge.events import events_of
from dateline.records import Rows, Story

Read = Callable[..., Rows]


def events(*readings: Rows) -> list[Indexed]:
    story = Story("s", "A bridge is closed", None, None, tuple(one.article.id for one in readings))
    return events_of(story, readings)


def test_nobody_takes_part_of_whom_only_a_pronoun_is_told(read: Read) -> None:
    text = (
        "LILLEVIK, Norway — The county closed the bridge at Lillevik on Monday.\n\n"
        "“We repaired the harbour wall and I thanked you,” a note on the door said. They left the town on Friday."
    )
    found = events(read(text, id="a", published="2026-11-20"))
    named = {name.casefold() for one in found for name in (*one.event.actors, *one.event.recipients, *one.who)}
    assert "the county" in named
    assert not named & {"we", "i", "you", "they", "it"}


def test_one_body_that_starts_a_sentence_here_and_not_there_is_named_once(read: Read) -> None:
    one = read("LILLEVIK — Investigators closed the bridge at Lillevik on Monday.", id="a", published="2026-11-20")
    other = read("LILLEVIK — On Monday investigators closed the bridge at Lillevik.", id="b", published="2026-11-20")
    (closed,) = [found.event for found in events(one, other) if "closed" in found.event.label]
    assert [name.casefold() for name in closed.actors] == ["investigators"]
