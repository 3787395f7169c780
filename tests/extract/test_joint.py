"""The finder's claims joined with those of rules and forms, in texts of our own: no link of a chain is lost."""

from __future__ import annotations

import time
from typing import Any

import pytest

from dateline.extract.drafts import find_drafts
from dateline.extract.forms import find_forms
from dateline.extract.joint import join, overlay
from dateline.extract.quotes import find_quotations
from dateline.extract.relays import relays
from dateline.extract.speech import Page
from dateline.publish.reading import as_json
from dateline.records import Rows, Sentence
from tests.conftest import Read

Json = dict[str, Any]


def told(read: Read, text: str) -> dict[str, list[str]]:
    """The chain of each claim, without articles, by the words of its content."""
    reading = as_json(read(text))
    names = {entity["id"]: entity["name"].removeprefix("The ").removeprefix("the ") for entity in reading["entities"]}
    return {
        " … ".join(text[start:end] for start, end in claim["content"]): [names[link] for link in claim["chain"]]
        for claim in reading["claims"]
    }


def page_of(rows: Rows) -> Page:
    return Page(rows.article.text, rows.of(Sentence), find_quotations(rows.article.text))


@pytest.mark.parametrize(
    ("text", "content", "chain"),
    [
        (
            "Reuters reported that the harbour master had told divers that the hull was sound.",
            "that the hull was sound",
            ["Reuters", "harbour master"],
        ),
        (
            "Interfax reported, citing the news site Volna, that a bailiff had said the mill was sold.",
            "the mill was sold",
            ["Interfax", "Volna", "a bailiff"],
        ),
        (
            "The skipper had asked the owner for a new pump, the daily Kystposten reported.",
            "a new pump",
            ["Kystposten", "skipper"],
        ),
        (
            "Two nurses told Reuters that surgeons had assured them the ward was safe, TASS reported.",
            "the ward was safe",
            ["TASS", "Reuters", "Two nurses", "surgeons"],
        ),
        (
            "The BBC reported that the charity Oasis had heard from its drivers that the road was mined.",
            "that the road was mined",
            ["BBC", "Oasis", "its drivers"],
        ),
        (
            "The mill would close in May, Interfax quoted a lawyer, Ida Holm, as saying.",
            "The mill would close in May",
            ["Interfax", "Ida Holm"],
        ),
    ],
)
def test_each_link_of_a_chain_is_found(read: Read, text: str, content: str, chain: list[str]) -> None:
    assert told(read, text)[content] == chain


def test_a_report_that_closes_a_sentence_holds_what_it_reports(read: Read) -> None:
    text = "The guard told the council that the gate was open, Reuters reported."
    found = told(read, text)
    assert found["The guard told the council that the gate was open"] == ["Reuters"]
    assert any(chain == ["Reuters", "guard"] and "Reuters" not in content for content, chain in found.items())


@pytest.mark.parametrize(
    "text",
    [
        "The mayor hopes to say in May that the bridge is safe, Reuters reported.",
        "Reuters reported that nobody could say whether the bridge was safe.",
    ],
)
def test_what_nobody_uttered_is_no_claim_inside_another(read: Read, text: str) -> None:
    assert [chain for chain in told(read, text).values() if len(chain) > 1] == []


def test_nobody_believes_what_is_believed(read: Read) -> None:
    assert list(told(read, "It is believed that the vault was opened with a key.").values()) == [[]]


def test_what_is_said_inside_a_quotation_ends_with_it(parse: Read) -> None:
    rows = parse("“She said the ice was thin,” the ranger was quoted as telling the crew.")
    inner = [draft for draft in find_drafts(page_of(rows)) if draft.anchor[0] < rows.article.text.index("”")]
    assert [rows.article.text[slice(*piece)] for draft in inner for piece in draft.content] == ["the ice was thin"]


def test_he_in_a_quotation_is_not_who_is_quoted(read: Read) -> None:
    text = "A miller said the oats were dry. “He said it would rain,” a baker told Reuters."
    assert told(read, text)["it would rain"] == ["Reuters", "a baker", "A miller"]


def test_an_answer_is_given_by_the_only_person_named(read: Read) -> None:
    text = "We met Anna Berg at the mill.\n\nQ: Are you tired?\n\nA: I am.\n\nQ: Will you stop?\n\nA: Never."
    assert [chain for content, chain in told(read, text).items() if "Never" in content] == [["Anna Berg"]]


def test_a_headline_keeps_the_source_behind_its_colon(read: Read) -> None:
    text = "Envoy leaves city, says aide: Reuters\n\nThe envoy left the city at dawn."
    assert told(read, text)["Envoy leaves city, says aide"] == ["Reuters"]


def test_without_a_finder_and_forms_the_rules_stand(parse: Read) -> None:
    page = page_of(parse("Reuters reported that the guard had told a crew that the gate was open."))
    drafts = find_drafts(page)
    assert list(relays(page, drafts)) == [(0, 1)]
    assert overlay(page, drafts, ()) == drafts
    assert join(page, [], drafts)  # the surest of them


def test_headlines_without_end_take_linear_time(parse: Read) -> None:
    def seconds(lines: int) -> float:
        rows = parse("The guard said the gate was open: Reuters\n\n" * lines)
        page = page_of(rows)
        drafts, forms = find_drafts(page), find_forms(rows.article, page.sentences, page.quotations)
        start = time.process_time()
        overlay(page, drafts, forms)
        join(page, [], drafts)
        return time.process_time() - start

    seconds(50)
    # The best of three: a collection of garbage in between counts too.
    assert min(seconds(1_000) for _ in range(3)) < 12 * max(seconds(200), 0.01)


def test_who_asked_not_to_be_named_is_a_source_and_no_content(read: Read) -> None:
    said = "The two crews had agreed in principle to leave all anchors in the bay and to keep 20 boats each elsewhere"
    chains = told(read, f"{said}, a senior port official who asked not to be named told Harbour Wire.")
    assert ["Harbour Wire", "senior port official"] in [
        [link.removeprefix("a ") for link in c] for c in chains.values()
    ]
    assert not any("official" in content for content in chains)
