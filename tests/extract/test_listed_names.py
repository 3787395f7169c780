"""Names of a user's own lists in articles: where they count, and where the words mean something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.atlas.own import OwnAtlas
from dateline.extract.mentions import find_mentions
from tests.conftest import Read
from tests.own_lists import LARK, SOLHEIM, VESNA, entity, make

MORE = (
    entity("p2", "Person", "Ivan Petrov"),
    entity("p3", "Person", "Madrona", "bin Kasim"),
    entity("c2", "Company", "Norway", "Lagos", "Kvilo", "Target"),
    entity("b1", "PublicBody", "Harbour Board of Lillevik"),
    entity("m1", "Person", "Karin Holt"),
    entity("m2", "Vessel", "KARIN HOLT"),
    entity("a1", "Airplane", "RA-96999"),
    entity("v2", "Vessel", "NEW YORK", "JOHN MERRIDEW"),
    entity("b2", "PublicBody", "Ruritanian parliament"),
)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> OwnAtlas:
    return OwnAtlas(make(tmp_path_factory.mktemp("own") / "my.atlas", SOLHEIM, LARK, VESNA, *MORE))


def listed(parse: Read, own: OwnAtlas, text: str) -> dict[str, str]:
    """The kinds of the mentions that the user's lists gave, by their words."""
    return {text[one.span.start : one.span.end]: one.kind for one in find_mentions(parse(text), own=own)
            if one.derivation.method == "own list"}  # fmt: skip


def test_each_kind_is_found(parse: Read, own: OwnAtlas) -> None:
    text = (
        "Ingrid Solheim sued Vesna Trading over the Nordic Lark. "
        "A jet, RA-96999, took the Harbour Board of Lillevik home."
    )
    assert listed(parse, own, text) == {
        "Ingrid Solheim": "person",
        "Vesna Trading": "organization",
        "Nordic Lark": "equipment",
        "RA-96999": "equipment",
        "Harbour Board of Lillevik": "organization",
    }


def test_titles_stay_outside(parse: Read, own: OwnAtlas) -> None:
    assert "Ingrid Solheim" in listed(parse, own, "Norwegian Mayor Ingrid Solheim spoke to the crew on Monday.")


@pytest.mark.parametrize(
    "text",
    [
        "Jean Ivan Petrov sang.",
        "Ivan Petrov-Vodnik painted it.",
        "Police spoke to Ivan Petrov Sidorenko on Monday.",
        "The Nordic Lark Shipping Company went bankrupt.",
    ],
)
def test_no_longer_name_is_broken(parse: Read, own: OwnAtlas, text: str) -> None:
    assert not listed(parse, own, text)


@pytest.mark.parametrize(
    "text",
    [
        "Madrona sang on Monday and Bin Kasim danced.",
        "Norway and Lagos lost the match.",
        "Target the harbour first, he said.",
        "The Ural is a river. Storms crossed the Ural on Monday.",
        "He flew to New York on Monday. New York Governor Ann Reed was ill.",
        "John Merridew said on Monday that he was ill.",
        "Members of the Ruritanian parliament met.",
        "The harbour queen was there with a nordic lark.",
    ],
)
def test_names_that_mean_something_else_are_left_alone(parse: Read, own: OwnAtlas, text: str) -> None:
    assert not listed(parse, own, text)


def test_such_a_name_counts_where_it_is_clear(parse: Read, own: OwnAtlas) -> None:
    assert listed(parse, own, "The tanker Ural left port. Nobody saw the Ural again.") == {"Ural": "equipment"}
    assert listed(parse, own, "The ferry John Merridew ran aground on Monday.") == {"John Merridew": "equipment"}
    assert listed(parse, own, "Kvilo said on Monday that it would pay.") == {"Kvilo": "organization"}


def test_a_name_of_things_of_two_kinds_is_left_to_the_tagger(parse: Read, own: OwnAtlas) -> None:
    text = "Karin Holt told reporters that she was innocent."
    assert not listed(parse, own, text)
    assert [one.kind for one in find_mentions(parse(text), own=own) if one.form == "name"] == ["person"]


def test_without_an_atlas_nothing_changes(parse: Read, tmp_path: Path) -> None:
    text = "Ingrid Solheim sued Vesna Trading over the Nordic Lark."
    empty = OwnAtlas(make(tmp_path / "empty"))
    assert [*find_mentions(parse(text))] == [*find_mentions(parse(text), own=empty)]
