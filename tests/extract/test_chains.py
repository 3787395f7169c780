"""Chains of sources in sentences of our own: who told whom, and which report is outermost."""

from __future__ import annotations

import pytest

from dateline.publish.reading import as_json
from tests.conftest import Read


def chains(read: Read, text: str, **fields: str) -> list[tuple[list[str], str]]:
    """Each claim's chain by name, and its content, in the order of the text."""
    reading = as_json(read(text, **fields))
    names = {entity["id"]: entity["name"] for entity in reading["entities"]}
    contents = [" … ".join(text[start:end] for start, end in claim["content"]) for claim in reading["claims"]]
    return [
        ([names[one] for one in claim["chain"]], content)
        for claim, content in zip(reading["claims"], contents, strict=True)
    ]


def of(read: Read, text: str, words: str, **fields: str) -> list[str]:
    """The chain of the claim whose content begins with some words."""
    found = [chain for chain, content in chains(read, text, **fields) if content.startswith(words)]
    assert found, chains(read, text, **fields)
    return found[0]


def test_who_reports_last_in_a_sentence_is_outermost(read: Read) -> None:
    text = "Police said the road to the dam was open again, the Valley Courier reported."
    assert of(read, text, "Police said") == ["Valley Courier"]
    assert of(read, text, "the road")[0] == "Valley Courier"
    assert len(of(read, text, "the road")) == 2


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("A clerk at the mint, Ann Berg, said the press had jammed.", "the press", "Ann Berg"),
        ("The mayor of Lindholm, the Rev. Paul Aske, said the well was dry.", "the well", "Paul Aske"),
        ("The strike was illegal, said the minister Eva Lund who had called it.", "The strike", "Eva Lund"),
    ],
)
def test_a_source_is_the_one_named_beside_its_description(read: Read, text: str, words: str, name: str) -> None:
    assert of(read, text, words) == [name]


@pytest.mark.parametrize(
    ("text", "medium"),
    [
        ("Two guards told the Klaxonblad that the gate had been left open.", "Klaxonblad"),
        ("Two guards told L'Echo du Rhin that the gate had been left open.", "L'Echo du Rhin"),
        ("Two guards told the Ministry of Works that the gate had been left open.", None),
        ("Two guards told the FBI that the gate had been left open.", None),
    ],
)
def test_an_unknown_name_that_is_told_is_a_medium_and_a_body_is_none(read: Read, text: str, medium: str | None) -> None:
    chain = of(read, text, "that the gate")
    assert chain[:-1] == ([medium] if medium else [])


def test_one_source_behind_another_in_turn(read: Read) -> None:
    text = "Reuters reported, citing the daily Alta Voz, which in turn cited two pilots, that the strait was mined."
    assert of(read, text, "that the strait") == ["Reuters", "Alta Voz", "two pilots"]


def test_what_is_cited_may_have_been_leaked_to_a_medium(read: Read) -> None:
    text = "State radio, citing a report leaked to the Dunav Post, said the driver had been asleep."
    assert of(read, text, "the driver")[1:] == ["Dunav Post", "a report"]


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("Ann Berg said Carl Moe was brave. “Carl Moe saved us all,” she said. “He never slept.”", ["Ann Berg"]),
        (
            "Two divers said a mine had been seen. They put it at two tonnes, and said that it was armed.",
            ["Two divers"],
        ),
    ],
)
def test_who_goes_on_speaking_is_meant_by_a_pronoun(read: Read, text: str, chain: list[str]) -> None:
    assert [found for found, _ in chains(read, text)][-1] == chain


def test_any_verb_behind_a_quotation_that_goes_on_speaks_for_it(read: Read) -> None:
    assert of(read, '"It is a scandal," fumed pensioner Doris Clegg outside the shut baths.', '"It') == ["Doris Clegg"]
    assert of(read, "'It is a scandal', fumed pensioner Doris Clegg outside the shut baths.", "'It") == ["Doris Clegg"]


def test_a_quotation_holds_those_inside_it(read: Read) -> None:
    text = "\"The vet phoned me and said, 'Shut the gates, it is in the herd,'\" said farmer Ann Berg."
    assert of(read, text, '"The vet') == ["Ann Berg"]
    assert of(read, text, "'Shut") == ["Ann Berg", "The vet"]


def test_a_headline_may_hold_another_report(read: Read) -> None:
    text = "Ferry captain says fog hid jetty: Xinhua\n\nThe ferry sank at noon on Sunday."
    assert of(read, text, "Ferry captain says")[0].startswith("Xinhua")
    assert of(read, text, "fog hid") == [of(read, text, "Ferry captain says")[0], "Ferry captain"]


def test_letters_with_a_full_stop_are_labels(read: Read) -> None:
    text = "Ann Berg has led the choir since May.\n\nQ. Is it hard?\n\nA. It is.\n\nQ. Why?\n\nA. They talk a lot."
    assert [chain for chain, _ in chains(read, text)] == [["Ann Berg"]] * 2


def test_names_behind_quotations_one_below_another_need_no_dash(read: Read) -> None:
    text = 'After the vote:\n- "A fine night for us." Mayor Ann Berg\n- "We lost by ten votes." Candidate Carl Moe'
    assert [chain[-1] for chain, _ in chains(read, text)] == ["Ann Berg", "Carl Moe"]


def test_told_this_newspaper_is_no_link(read: Read) -> None:
    assert of(read, "Ann Berg told this newspaper that the well was dry.", "that the well") == ["Ann Berg"]


def test_a_clause_of_its_own_carries_nobodys_words(read: Read) -> None:
    text = "The reports are false, Ann Berg said on Sunday, hours after Radio Kyst reported shots near the palace."
    assert of(read, text, "The reports") == ["Ann Berg"]
