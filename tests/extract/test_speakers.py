"""Chains of sources in sentences of our own: who spoke, through whom, and how long that stays in force."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.publish.reading import as_json
from dateline.records import Claim, Entity, Link, Mention
from tests.conftest import Read

Json = dict[str, Any]


def chains(read: Read, text: str, **fields: Any) -> list[list[str]]:
    """The chain of each claim by name, without articles, claims in the order of their cues."""
    reading = as_json(read(text, **fields))
    names = {entity["id"]: entity["name"].removeprefix("The ").removeprefix("the ") for entity in reading["entities"]}
    return [[names[link] for link in claim["chain"]] for claim in reading["claims"]]


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("The ministry told Interfax that the strait was open.", ["Interfax", "ministry"]),
        ("The strait was open, according to a map of depths seen by Reuters.", ["Reuters", "a map of depths"]),
        ("Anna Berg said in an interview with CNN that she would run.", ["CNN", "Anna Berg"]),
        ("The ministry denied to TASS that the strait was open.", ["TASS", "ministry"]),
        ("Asked by Reuters, Anna Berg said the strait was open.", ["Reuters", "Anna Berg"]),
        ("Reuters has learned from two pilots that the strait was open.", ["Reuters", "two pilots"]),
        ("The strait was open, reports Reuters with reference to the ministry.", ["Reuters", "ministry"]),
        (
            "The strait was open, Anna Berg said in comments carried by the Anadolu news agency.",
            ["Anadolu Agency", "Anna Berg"],
        ),
        ("Anna Berg, quoted by TASS, said the strait was open.", ["TASS", "Anna Berg"]),
        ("TASS quoted Anna Berg as saying that the strait was open.", ["TASS", "Anna Berg"]),
        ("Reuters reported, citing two pilots, that the strait was open.", ["Reuters", "two pilots"]),
        ("Reuters reported that the strait was open, citing two pilots.", ["Reuters", "two pilots"]),
        ("Citing a pilot, Reuters reported that the strait was open.", ["Reuters", "a pilot"]),
        (
            "TASS reported, citing the port's press office, which referred to a diver, that the strait was open.",
            ["TASS", "port's press office", "a diver"],
        ),
        ("Two pilots told the newspaper Norra Posten that the strait was open.", ["Norra Posten", "Two pilots"]),
        ("Two pilots told the radio station Kyst that the strait was open.", ["Kyst", "Two pilots"]),
    ],
)
def test_a_chain_in_one_sentence(read: Read, text: str, chain: list[str]) -> None:
    assert chains(read, text) == [chain]


@pytest.mark.parametrize(
    "text",
    [
        "Two pilots told the coast guard that the strait was open.",
        "Two pilots told the spy agency that the strait was open.",
        "Two pilots, who once flew to the Northern Star hotel, said the strait was open.",
        "Two pilots said over the radio noise that the strait was open.",
    ],
)
def test_who_is_no_medium_carries_nothing(read: Read, text: str) -> None:
    assert chains(read, text) == [["Two pilots"]]


def test_a_claim_inside_a_claim_goes_on_with_its_chain(read: Read) -> None:
    text = "KCNA reported that the general left a message saying the harvest would be rich."
    assert chains(read, text) == [["KCNA"], ["KCNA", "general"]]


def test_four_links(read: Read) -> None:
    text = "Reuters, citing the daily Vesti Nord, said a pilot had told Anna Berg that the strait was closed."
    assert chains(read, text)[-1] == ["Reuters", "Vesti Nord", "a pilot"]
    text = "AFP reported that Anna Berg told Radio Kyst that a pilot had warned that the strait was closed."
    assert chains(read, text)[-1] == ["Agence France-Presse", "Radio Kyst", "Anna Berg", "a pilot"]


def test_an_outlet_that_shows_a_document_carries_what_it_says(read: Read) -> None:
    text = "Radio Kyst obtained a letter in which the harbour master wrote that the strait was closed."
    assert chains(read, text)[-1] == ["Radio Kyst", "harbour master"]


# ---------------------------------------------------------------- the article's own outlet


@pytest.mark.parametrize("outlet", ["AP", "Associated Press", "The Associated Press"])
def test_the_own_outlet_is_no_link_under_any_name(read: Read, outlet: str) -> None:
    text = (
        "A pilot told the Associated Press that the strait was open. The AP reported that the mayor said it was safe."
    )
    assert chains(read, text, outlet=outlet) == [["A pilot"], [], ["mayor"]]


def test_an_own_outlet_that_nobody_knows_is_no_link(read: Read) -> None:
    text = "A pilot told the Kyst Gazette that the strait was open."
    assert chains(read, text) == [["Kyst Gazette", "A pilot"]]
    assert chains(read, text, outlet="Kyst Gazette") == [["A pilot"]]


# ---------------------------------------------------------------- in force over sentences


@pytest.mark.parametrize(
    "then",
    [
        "She added that two tugs would follow.",
        "“Two tugs will follow,” she went on.",
        "Berg said two tugs would follow.",
        "Two tugs would follow, Berg added.",
    ],
)
def test_a_way_stays_in_force_where_the_speaker_goes_on(read: Read, then: str) -> None:
    assert chains(read, f"Anna Berg told TASS that the strait was open. {then}") == [["TASS", "Anna Berg"]] * 2


@pytest.mark.parametrize(
    ("then", "chain"),
    [
        ("In an interview with CNN, she said two tugs would follow.", ["CNN", "Anna Berg"]),
        ("She told the council that two tugs would follow.", ["Anna Berg"]),
        ("She said in a statement that two tugs would follow.", ["Anna Berg"]),
        ("Ivan Petrov said two tugs would follow.", ["Ivan Petrov"]),
    ],
)
def test_another_way_occasion_or_speaker_ends_it(read: Read, then: str, chain: list[str]) -> None:
    assert chains(read, f"Anna Berg told TASS that the strait was open. {then}")[-1] == chain


def test_it_and_the_agency_take_up_who_reported(read: Read) -> None:
    text = "TASS reported that the strait was open. It said two tugs would follow. The agency added that it was late."
    assert chains(read, text) == [["TASS"]] * 3


def test_was_quoted_comes_by_the_way_of_the_report(read: Read) -> None:
    text = "KCNA said the general toured a mill. “You are heroes,” the general was quoted as saying."
    assert chains(read, text)[-1] == ["KCNA", "general"]


# ---------------------------------------------------------------- documents


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("A letter from Anna Berg says the strait is open.", "Anna Berg"),
        ("A memo written by Anna Berg says the strait is open.", "Anna Berg"),
        ("Anna Berg sent a note saying the strait was open.", "Anna Berg"),
        ("A leaked memo says the strait is open.", "A leaked memo"),
        ("A German study found that the strait was open.", "A German study"),
    ],
)
def test_a_document_stands_for_who_issued_it(read: Read, text: str, speaker: str) -> None:
    assert chains(read, text)[-1] == [speaker]


def test_a_document_spoken_of_again_is_the_same(read: Read) -> None:
    text = "A leaked memo says the strait is open. The memo adds that two tugs will follow. It says they are new."
    assert chains(read, text) == [["A leaked memo"]] * 3


def test_every_source_in_words_has_an_entity(read: Read) -> None:
    text = "A shopkeeper said the strait was open. Many disagreed, saying it was closed. The poll says they err."
    rows = read(text)
    links = {link.mention: link.entity for link in rows.of(Link)}
    known = {entity.id for entity in rows.of(Entity)}
    claims = [claim for claim in rows.of(Claim) if claim.source]
    assert claims and all(links[claim.speaker or ""] in known for claim in claims)
    spans = [mention.span for mention in rows.of(Mention)]
    assert len(set(spans)) == len(spans)


# ---------------------------------------------------------------- any text

MARKS = ["“", "”", '"', "\n\n", ". ", ", ", " — ", "\u202e", "😀", "\x00"]
WORDS = ["TASS", " told ", " said ", "the paper", " it ", ", citing a doctor who cited ", " quoted ", " as saying "]
MORE = [" according to ", "a letter", " seen by ", "Anna Berg", " on condition of anonymity because ", " was open"]
PARTS = st.sampled_from([*MARKS, *WORDS, *MORE, " who asked not to be named "])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PARTS, max_size=30).map("".join))
def test_chains_hold_on_any_text(read: Read, text: str) -> None:
    reading = as_json(read(text, outlet="TASS"))
    known = {entity["id"]: entity["name"] for entity in reading["entities"]}
    for claim in reading["claims"]:
        assert len(set(claim["chain"])) == len(claim["chain"])
        assert all(link in known and known[link] != "TASS" for link in claim["chain"])
        assert all(0 <= start < end <= len(text) for start, end in claim["reason"])
