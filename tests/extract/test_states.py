"""States, figures and plain deeds, which are reported without a word for an event."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.merge.entities import same_entities
from dateline.merge.tellings import tellings
from dateline.records import EventMention, Rows

Read = Callable[..., Rows]


def triggers(rows: Rows) -> list[str]:
    """The words of the events of an article."""
    text = rows.article.text
    return [text[one.trigger.start : one.trigger.end] for one in rows.of(EventMention)]


@pytest.mark.parametrize(
    ("text", "word", "certainty"),
    [
        ("The driver was unresponsive.", "was", "CT+"),
        ("Police said the driver was not alone.", "was", "CT-"),
        ("The passenger had a ticket of another airline.", "had", "CT+"),
        ("The ferry took off again in the afternoon.", "took", "CT+"),
        ("Ida Moe was on board the ferry.", "was", "CT+"),
        ("The planets may be 3.8 billion light years away.", "be", "PS+"),
    ],
)
def test_a_state_is_an_event_without_a_code(read: Read, text: str, word: str, certainty: str) -> None:
    rows = read(text)
    assert triggers(rows) == [word]
    (found,) = rows.of(EventMention)
    assert (found.code, found.certainty) == (None, certainty)


@pytest.mark.parametrize(
    "text",
    [
        "The ferry has sunk.",
        "The crash was a tragedy.",
        "Police said: yes.",
        "It was on Friday.",
        "That is it.",
    ],
)
def test_what_reports_nothing_more_is_none(read: Read, text: str) -> None:
    assert not {"has", "was", "is"} & set(triggers(read(text)))


def test_a_state_in_a_claim_is_its_sources(read: Read) -> None:
    rows = read("Ida Moe said the driver was unresponsive.")
    (found,) = rows.of(EventMention)
    assert found.claim is not None


def test_a_state_is_compared_by_what_is_said(read: Read) -> None:
    readings = [read("The driver was unresponsive.", id="a"), read("He had an unresponsive driver.", id="b")]
    known = same_entities(readings)
    assert [one.lemma for rows in readings for one in tellings(rows, known)] == ["unresponsive", "driver"]
