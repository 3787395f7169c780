"""The code book is complete and agrees with the tables that write its codes."""

from __future__ import annotations

import pytest

from dateline.atlas.plover import code_of_cameo, codebook
from dateline.atlas.tables import table, values

NAMES = [
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
]


def test_it_has_the_sixteen_events_of_2021() -> None:
    assert sorted(codebook()) == sorted(NAMES)
    assert all(len(event.definition) > 40 for event in codebook().values())


def test_a_cameo_number_belongs_to_one_event() -> None:
    numbers = [number for event in codebook().values() for number in event.cameo_codes]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize(
    ("cameo", "code"), [("0871", "RETREAT"), ("1823", "ASSAULT"), ("173", "COERCE"), ("010", None)]
)
def test_cameo_to_plover(cameo: str, code: str | None) -> None:
    assert code_of_cameo(cameo) == code


def test_modes_and_what_an_event_becomes_are_of_the_book() -> None:
    for event in codebook().values():
        for coding in event.under.values():
            target = codebook()[coding.code]
            assert coding.mode is None or coding.mode in {mode.name for mode in target.modes}
            assert coding.cameo in target.cameo_codes


@pytest.mark.parametrize("kind", ["verbs", "nouns"])
def test_the_tables_write_only_codes_modes_and_classes_that_exist(kind: str) -> None:
    classes = {row["class"] for row in table("languages/en/event_classes.tsv")}
    for row in table(f"languages/en/event_{kind}.tsv"):
        assert row["code"] in {"", "-", *codebook()}, row
        assert row["over"] in {"", "same", "intended", "offered", "requested", "refused", "threatened"}, row
        if row["mode"]:
            assert row["mode"] in {mode.name for mode in codebook()[row["code"]].modes}, row
        named = {word.lstrip("-").removeprefix("subj:") for part in values(row["with"]) for word in part.split("+")}
        assert {word[1:] for word in named if word.startswith("@")} <= classes, row


def test_the_tables_are_as_large_as_news_needs() -> None:
    verbs = {word for row in table("languages/en/event_verbs.tsv") for word in values(row["words"])}
    nouns = {word for row in table("languages/en/event_nouns.tsv") for word in values(row["words"])}
    assert len(verbs) >= 600
    assert len(nouns) >= 250
