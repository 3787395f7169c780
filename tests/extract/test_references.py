"""Words that speak of an event without reporting it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.merge.events import events_of
from dateline.publish.outline import Outline
from dateline.publish.reading import as_json
from dateline.records import Event, EventMention, Rows, Story

Read = Callable[..., Rows]


def spoken_of(rows: Rows) -> list[str]:
    """The words by which an article speaks of events."""
    text = rows.article.text
    return [text[one.trigger.start : one.trigger.end] for one in rows.of(EventMention) if not one.reported]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The harbour was closed after the renovation of the pier.", "renovation"),
        ("The murder trial of Olav Brekke opens in Lillevik on Monday.", "murder"),
        ("The driver tried to brake before the bend.", "tried"),
        ("Ida Moe was held on suspicion of fraud.", "suspicion"),
        ("Floods In Lillevik: Council Bans Boats", "Bans"),
        ("The driver was found dead on Friday.", "dead"),
    ],
)
def test_what_is_taken_for_granted_or_led_up_to_is_spoken_of(read: Read, text: str, word: str) -> None:
    assert word in spoken_of(read(text))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The pier collapsed.", "collapsed"),
        ("The council said the pier was safe.", "said"),
        ("The strike force arrived in Lillevik.", "force"),
        ("The Battle of Hastings Museum reopened.", "Battle"),
        ("The table was red.", "table"),
    ],
)
def test_what_is_reported_said_or_named_is_not(read: Read, text: str, word: str) -> None:
    assert word not in spoken_of(read(text))


def test_a_reference_has_its_own_words_its_claim_and_no_code(read: Read) -> None:
    rows = read("Ida Moe said the renovation of the old pier had surprised the council.")
    (found,) = (one for one in rows.of(EventMention) if not one.reported)
    text = rows.article.text
    assert text[found.clause.start : found.clause.end] == "the renovation of the old pier"
    assert found.code is None and found.claim is not None


def test_json_marks_it_and_what_people_read_leaves_it_out(read: Read) -> None:
    rows = read("The harbour was closed after the renovation of the pier.")
    marked = {one["reported"] for one in as_json(rows)["events"]}
    assert marked == {True, False}
    assert all(one["reported"] for one in Outline.of(rows).ordered_events())


# ---------------------------------------------------------------- across articles


def events(read: Read, *texts: str) -> list[Event]:
    """The events of one story of these texts, each of another outlet."""
    readings = [read(text, id=f"a{at}", outlet=f"Paper {at}", published="2023-09-16") for at, text in enumerate(texts)]
    return [one.event for one in events_of(Story("s", "", None, None, tuple(r.article.id for r in readings)), readings)]


def test_who_only_speaks_of_an_event_stands_below_who_reports_it(read: Read) -> None:
    found = events(
        read,
        "The old pier of Lillevik was renovated on Friday.",
        "The renovation has cost Ida Moe, who leads the council, the trust of Lillevik.",
    )
    (renovation,) = (one for one in found if len(one.reports) == 2)
    assert [report.background for report in renovation.reports] == [False, True]
    assert renovation.corroboration.reports == 1


def test_what_one_article_alone_speaks_of_is_no_event(read: Read) -> None:
    found = events(read, "Ida Moe will visit Lillevik after the renovation of the old pier.")
    assert [one.label for one in found] == ["Ida Moe will visit Lillevik after the renovation of the old pier"]


def test_what_two_articles_speak_of_is_one_if_its_word_says_something(read: Read) -> None:
    found = events(
        read,
        "Ida Moe will visit Lillevik in time for the renovation of the old pier.",
        "Olav Brekke paid in time for the renovation of the old pier.",
    )
    (renovation,) = (one for one in found if one.label.startswith("the renovation"))
    assert [report.article for report in renovation.reports] == ["a0", "a1"]
    assert renovation.corroboration.reports == 0
    assert renovation.corroboration.why[-1] == "No article reports it: these only speak of it."
    assert not [one for one in found if one.label == "time"]
