"""On what reports of an event contradict each other, and what is no contradiction."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.merge.chains import reports
from dateline.merge.contradictions import Contradictions, Figure, number
from dateline.merge.corroboration import settled
from dateline.merge.entities import same_entities
from dateline.records import Dispute, EventMention, Report, Rows

Read = Callable[..., Rows]


def asked(readings: list[Rows], words: tuple[str, ...]) -> tuple[Contradictions, list[Report]]:
    """The contradictions of a story, and the reports that these words tell in it."""
    known = same_entities(readings)
    found = reports(readings, known=known)
    told = [
        found[f"{rows.article.id}#{one.id}"]
        for rows in readings
        for one in rows.of(EventMention)
        if rows.article.text[one.trigger.start : one.trigger.end] in words
    ]
    return Contradictions(readings, known), list(settled(told))


def disputes(readings: list[Rows], *words: str) -> dict[str, Dispute]:
    """By field, on what the reports by these words differ."""
    contradictions, told = asked(readings, words)
    return {found.field: found for found in contradictions.disputes(told)}


def articles(read: Read, *texts: str, **fields: str) -> list[Rows]:
    """Articles a, b, ... of outlets of their own, a day apart."""
    return [
        read(text, **{"id": name, "outlet": f"Paper {name}", "published": f"2023-09-1{at}"} | fields)
        for at, (name, text) in enumerate(zip("abcde", texts, strict=False), 1)
    ]


def test_two_figures_for_one_thing(read: Read) -> None:
    found = disputes(articles(read, "The storm killed 12 people.", "The storm killed 15 people."), "killed")
    assert found["number of people"].versions == (("12 people", ("a",)), ("15 people", ("b",)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The storm killed at least 12 people.", "The storm killed 15 people."),
        ("The storm killed about 50 people.", "The storm killed 53 people."),
        ("The storm killed more than 50 people.", "The storm killed 58 people."),
        ("The storm killed twelve people.", "The storm killed 12 people."),
        ("The storm killed 12 people.", "The storm killed people and sank 15 boats."),
        ("The storm killed people in 1953.", "The storm killed 12 people."),
    ],
)
def test_bounds_roundings_and_other_things_are_no_contradiction(read: Read, one: str, other: str) -> None:
    assert not disputes(articles(read, one, other), "killed")


def test_ages_dates_places_and_polarity(read: Read) -> None:
    ages = articles(read, "A 4-year-old boy drowned.", "A 3-year-old boy drowned.")
    assert {value for value, _ in disputes(ages, "drowned")["age"].versions} == {"4 years old", "3 years old"}
    days = articles(read, "The ferry sank on 3 May 2023.", "The ferry sank on 5 May 2023.")
    assert disputes(days, "sank")["date"].versions == (("2023-05-03", ("a",)), ("2023-05-05", ("b",)))
    towns = articles(read, "Rebels attacked a market in Paris.", "Rebels attacked a market in Madrid.")
    assert set(disputes(towns, "attacked")["place"].versions) == {("Paris", ("a",)), ("Madrid", ("b",))}
    sides = articles(read, "The ferry sank.", "Ida Moe denied that the ferry sank.", "The ferry sank.")
    assert set(disputes(sides, "sank")["polarity"].versions) == {("it is so", ("a", "c")), ("it is not so", ("b",))}


def test_a_later_figure_of_the_same_outlet_is_a_correction(read: Read) -> None:
    texts = ("The storm killed 12 people.", "The storm killed 15 people.")
    contradictions, told = asked(articles(read, *texts, outlet="Fjord Daily"), ("killed",))
    assert list(contradictions.corrections(told)) == ["Fjord Daily told 12 people first and 15 people later."]


def test_one_report_contradicts_nothing(read: Read) -> None:
    assert not disputes(articles(read, "The storm killed 12 people and hurt 15 people."), "killed")


@pytest.mark.parametrize(
    ("text", "value"), [("1,200", 1200), ("twelve", 12), ("12.5", 12.5), ("many", None), ("٣", None)]
)
def test_numbers(text: str, value: float | None) -> None:
    assert number(text) == value


def test_figures_fit_by_their_bounds() -> None:
    exact, least, about = (
        Figure(value, "people", bound, "") for value, bound in ((15, None), (12, "least"), (14, "about"))
    )
    assert exact.fits(least) and least.fits(exact) and exact.fits(about)
    assert not Figure(11, "people", None, "").fits(least)
