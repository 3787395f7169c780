"""The chain of a report: outlet, credited agency, cited source, speaker; what is copied; what stands between."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.merge.chains import reports
from dateline.merge.copies import Copies
from dateline.records import EventMention, Report, Rows

Read = Callable[..., Rows]


def report_of(rows: Rows, word: str, others: tuple[Rows, ...] = ()) -> Report:
    """The report of the event that a word tells."""
    finder = Copies()
    readings = [*others, rows]
    copies = [copy for one in readings for copy in finder.add(one.article)]
    text = rows.article.text
    (mention,) = (one for one in rows.of(EventMention) if text[one.trigger.start : one.trigger.end] == word)
    return reports(readings, copies=copies)[f"{rows.article.id}#{mention.id}"]


def names(report: Report) -> list[str]:
    """The links after the outlet."""
    return [link.name for link in report.chain]


@pytest.mark.parametrize(
    ("text", "word", "chain"),
    [
        ("A ferry sank off Lillevik on Friday.", "sank", []),
        ("A ferry sank off Lillevik, harbour master Ida Moe said.", "sank", ["Ida Moe"]),
        ("KCNA reported that Kim Jong Un said rebels attacked the town.", "attacked", ["KCNA", "Kim Jong Un"]),
        ("Police said the ferry sank off Lillevik, TASS reported.", "sank", ["TASS", "police"]),
        ("Ida Moe told Interfax that the ferry sank.", "sank", ["Interfax", "Ida Moe"]),
        ("A spokesman for Solheim Lines said the ferry sank.", "sank", ["Solheim Lines"]),
        ("The court ordered Solheim Lines to sell the ferry.", "sell", []),
        ("The mayor's brother identified the dead man as Per Aas.", "identified", ["mayor's brother"]),
    ],
)
def test_links_run_from_the_outlet_to_who_says_it(read: Read, text: str, word: str, chain: list[str]) -> None:
    assert names(report_of(read(text, outlet="Fjord Daily"), word)) == chain


def test_the_outlets_own_name_is_no_link(read: Read) -> None:
    rows = read("Ida Moe told CNN that the ferry sank off Lillevik.", outlet="CNN")
    assert names(report_of(rows, "sank")) == ["Ida Moe"]


def test_a_credit_stands_before_the_speaker_and_alone_without_one(read: Read) -> None:
    text = "LILLEVIK (AP) -- A ferry sank off Lillevik on Friday. Eleven people drowned, police said."
    rows = read(text, outlet="Fjord Daily", credits=("Associated Press",))
    assert names(report_of(rows, "sank")) == ["Associated Press"]
    assert names(report_of(rows, "drowned")) == ["Associated Press", "police"]
    assert report_of(rows, "sank").chain[0].known_by == "credit"


def test_several_agencies_for_one_text_are_one_origin(read: Read) -> None:
    text = "A ferry sank off Lillevik on Friday. Police told AFP that eleven people drowned."
    rows = read(text, outlet="Fjord Daily", credits=("Agence France-Presse", "Associated Press"))
    assert names(report_of(rows, "sank")) == ["AFP, AP"]
    assert names(report_of(rows, "drowned")) == ["Agence France-Presse", "police"]


def test_who_may_not_be_named_is_bound_to_who_heard_him(read: Read) -> None:
    found = report_of(read("The ferry sank, said an official who asked not to be named.", outlet="Fjord Daily"), "sank")
    assert names(found) == ["anonymous source of Fjord Daily"]
    assert found.origin.kind == "anonymous"
    wire = read("The ferry sank, an aviation source said.", outlet="Fjord Daily", credits=("Reuters",))
    assert names(report_of(wire, "sank")) == ["Reuters", "anonymous source of Reuters"]


COPIED = (
    "A ferry with 214 people aboard ran aground on a reef outside the old harbour of Lillevik late on Friday evening. "
    "Divers searched the hull until midnight and lifeboats brought the passengers to a school above the town."
)


def test_a_copied_passage_is_of_whom_the_other_holder_credits(read: Read) -> None:
    wire = read(COPIED, id="a", outlet="Fjord Daily", published="2023-09-15", credits=("Reuters",))
    copy = read(COPIED + " The mayor wept.", id="b", outlet="Coast Herald", published="2023-09-16")
    found = report_of(copy, "ran", (wire,))
    assert names(found) == ["Reuters"]
    assert found.copy_of == "a"
    assert found.chain[0].known_by == "copy"
    assert names(report_of(copy, "wept", (wire,))) == []


def test_a_copy_of_a_copy_is_of_the_first_outlet(read: Read) -> None:
    first = read(COPIED, id="a", outlet="Fjord Daily", published="2023-09-15")
    second = read(COPIED, id="b", outlet="Coast Herald", published="2023-09-16")
    third = read(COPIED, id="c", outlet="Sound Post", published="2023-09-17")
    found = report_of(third, "ran", (first, second))
    assert names(found) == ["Fjord Daily"]
    assert found.copy_of == "a"


def test_a_quotation_goes_on_with_who_was_quoted_last(read: Read) -> None:
    text = (
        '"We heard a bang," said Ida Moe, a passenger on the ferry, on Saturday.\n\n'
        "The quay on Saturday (picture: Fjord Daily)\n\n"
        '"Two waiters drowned before the lifeboats came.'
    )
    assert names(report_of(read(text, outlet="Fjord Daily"), "drowned")) == ["Ida Moe"]


def test_a_post_is_its_authors(read: Read) -> None:
    text = (
        "The quay was full on Friday, and Ida Moe stood there.\n"
        "The ferry sank before our eyes — ida moe (@idamoe) September 15, 2023\nThe harbour is closed."
    )
    assert names(report_of(read(text, outlet="Fjord Daily"), "sank")) == ["Ida Moe"]


def test_what_two_outlets_quote_of_one_speaker_is_no_copy(read: Read) -> None:
    words = (
        "the ferry sank within an hour of leaving the quay, the crew behaved with courage, and Solheim Lines shall not "
        "rest until every family knows what happened on that night in the fjord"
    )
    first = read(f'"We regret that {words}," said Ida Moe, its director.', id="a", outlet="Fjord Daily")
    other = read(f'Director Ida Moe told reporters on Saturday: "We regret that {words}."', id="b", outlet="Herald")
    found = report_of(other, "sank", (first,))
    assert names(found) == ["Ida Moe"]
    assert found.copy_of is None


def test_denials_and_doubts(read: Read) -> None:
    rows = read("Solheim Lines denied that the ferry sank. Ida Moe asked whether rebels attacked it.")
    assert report_of(rows, "sank").stance == "denies"
    assert report_of(rows, "attacked").stance == "doubts"


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200))
def test_any_text_has_chains(read: Read, text: str) -> None:
    rows = read(f"Police said {text} sank, TASS reported.", outlet="Fjord Daily")
    found = reports([rows])
    assert len(found) == len(rows.of(EventMention))
    for report in found.values():
        for link in report.chain:
            assert link.words is None or 0 <= link.words.start < link.words.end <= len(rows.article.text)
