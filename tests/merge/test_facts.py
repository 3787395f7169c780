"""Which reports of an event tell the fact that is counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.merge.entities import same_entities
from dateline.merge.events import events_of
from dateline.merge.facts import COMPARED, main_fact, weights
from dateline.merge.features import Batch
from dateline.merge.tellings import Telling, tellings
from dateline.records import Event, Rows, Story

Read = Callable[..., Rows]

TEXTS = {
    "a": "Felipe Strand crashed into the wall on lap 48 of the race in Lillevik.",
    "b": "Felipe Strand of Norway crashed on lap 48 in Lillevik and hit the wall.",
    "c": "On lap 48 of the Lillevik race Strand crashed into a wall.",
    "d": "Olav Brekke crashed his car at the pit lane on lap 13.",
}


def told(read: Read, texts: dict[str, str], word: str) -> list[Telling]:
    """The telling of a word's event in each text."""
    readings = [read(text, id=id_, outlet=id_) for id_, text in texts.items()]
    known = same_entities(readings)
    return [one for rows in readings for one in tellings(rows, known) if one.lemma == word]


def events(read: Read, texts: dict[str, str]) -> list[Event]:
    """The events of one story of these texts, each of another outlet."""
    readings = [read(text, id=id_, outlet=id_, published="2023-09-16") for id_, text in texts.items()]
    story = Story("s", "", None, None, tuple(texts))
    return [one.event for one in events_of(story, readings)]


def test_another_driver_is_another_fact(read: Read) -> None:
    found = told(read, TEXTS, "crash")
    assert [one.article for one in found] == ["a", "b", "c", "d"]
    assert main_fact(found, [False] * 4) == {0, 1, 2}


def test_who_says_it_in_passing_counts_where_he_says_the_same(read: Read) -> None:
    found = told(read, TEXTS, "crash")
    assert main_fact(found, [False, False, True, True]) == {0, 1, 2}


def test_what_most_articles_tell_in_passing_outweighs_the_one_that_tells_another_fact(read: Read) -> None:
    found = told(read, TEXTS, "crash")
    assert main_fact(found, [True, True, True, False]) == {0, 1, 2}
    assert main_fact(found[2:], [True, False]) == {1}


def test_another_word_for_it_speaks_for_another_fact(read: Read) -> None:
    found = told(read, TEXTS, "crash") + told(read, {"e": "Strand hit the wall in Lillevik."}, "hit")
    other = COMPARED["other_word"](Batch(found))
    assert not other[:4, :4].any() and other[:4, 4].all() and weights()["other_word"] < 0


def test_one_report_is_its_own_fact(read: Read) -> None:
    assert main_fact(told(read, {"a": TEXTS["a"]}, "crash"), [False]) == {0}


def test_every_feature_has_a_weight() -> None:
    assert set(weights()) == {*COMPARED, "any_pair"}


@pytest.mark.parametrize("name", COMPARED)
def test_features_are_between_0_and_1_and_the_same_both_ways(read: Read, name: str) -> None:
    values = COMPARED[name](Batch(told(read, TEXTS, "crash"))).astype(float)
    assert values.min() >= 0
    assert values.max() <= 1 + 1e-6
    assert (values == values.T).all()


def test_what_else_is_told_of_an_event_is_shown_and_not_counted(read: Read) -> None:
    found = max(events(read, TEXTS), key=lambda event: len(event.reports))
    counted = {report.article for report in found.reports if not report.background}
    assert counted == {"a", "b", "c"}
    assert {report.article for report in found.reports} == {*counted, "d"}
    assert found.corroboration.independent_origins == 3
    assert "Strand" in found.label
    assert "1 report tells something else of it, and is not counted." in found.corroboration.why


def test_versions_of_a_number_stay_disputed(read: Read) -> None:
    texts = {
        "a": "The ferry Solveig sank off Lillevik on Friday. Police said 12 people drowned.",
        "b": "The ferry Solveig sank off Lillevik on Friday. Police said 15 people drowned.",
    }
    (found,) = (event for event in events(read, texts) if event.disputed)
    assert {value for dispute in found.disputed for value, _ in dispute.versions} == {"12 people", "15 people"}
