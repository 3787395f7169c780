"""What an article's people, bodies and things are when the user's own lists know them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dateline.pipeline import reading
from dateline.records import Entity, Rows
from dateline.settings import Settings
from tests.conftest import article
from tests.own_lists import LARK, SOLHEIM, VESNA, entity, make

ReadWith = Callable[..., Rows]


@pytest.fixture
def read_with(tmp_path: Path) -> ReadWith:
    """`read_with(text, *entities, **fields of the article)`: rows of every stage."""

    def read(text: str, *given: dict[str, Any], **fields: Any) -> Rows:
        return reading(Settings(atlas=str(make(tmp_path / "my.atlas", *given))))(article(text, **fields))

    return read


def identifiers(rows: Rows) -> dict[str, dict[str, str]]:
    return {one.name: dict(one.identifiers) for one in rows.of(Entity) if "ftm" in dict(one.identifiers)}


def named(rows: Rows, name: str) -> Entity:
    (one,) = (one for one in rows.of(Entity) if one.name == name)
    return one


def test_the_list_gives_name_aliases_country_and_identifiers(read_with: ReadWith) -> None:
    text = "Mayor Ingrid Solheim met Vesna Trading in Oslo. Solheim said she would board the MV Nordic Lark."
    rows = read_with(text, SOLHEIM, LARK, VESNA)
    assert identifiers(rows) == {
        "Ingrid Solheim": {"ftm": "p1", "wikidata": "Q900000001"},
        "PJSC Vesna Trading": {"ftm": "c1", "lei": "LEI0001"},
        "NORDIC LARK": {"ftm": "v1", "imo": "9000001"},
    }
    mayor = named(rows, "Ingrid Solheim")
    assert (mayor.kind, mayor.country) == ("person", "NO")
    assert {"Solheim", "Inga Solheim-Berg"} <= set(mayor.aliases)


def test_the_same_entity_has_one_id_in_every_article(read_with: ReadWith) -> None:
    one = named(read_with("Ingrid Solheim resigned on Monday.", SOLHEIM), "Ingrid Solheim")
    other = named(read_with("Critics of Inga Solheim Berg cheered.", SOLHEIM, id="other"), "Ingrid Solheim")
    assert one.id == other.id


def test_the_list_goes_before_what_dateline_knows_and_adds_to_it(read_with: ReadWith) -> None:
    putin = entity("x", "Person", "Vladimir PUTIN", nationality=["ru"], wikidataId=["Q900000002"])
    rows = read_with("President Vladimir Putin spoke in Moscow on Friday.", putin, published="2023-09-16")
    one = named(rows, "Vladimir PUTIN")
    assert dict(one.identifiers) == {"ftm": "x", "wikidata": "Q900000002"}
    assert (one.role, one.interest) == ("president of Russia", "Russia")


def test_a_description_that_dateline_understands_leads_to_the_list(read_with: ReadWith) -> None:
    putin = entity("x", "Person", "Vladimir Putin", nationality=["ru"])
    rows = read_with("The Russian president arrived in Harbin on Friday.", putin, published="2023-09-16")
    assert identifiers(rows) == {"Vladimir Putin": {"ftm": "x"}}


def test_a_namesake_of_another_country_is_not_who_dateline_knows(read_with: ReadWith) -> None:
    other = entity("x", "Person", "Vladimir Putin", nationality=["au"])
    rows = read_with("Vladimir Putin opened a bakery in Perth, Australia.", other, published="2023-09-16")
    assert (named(rows, "Vladimir Putin").country, named(rows, "Vladimir Putin").role) == ("AU", None)


TWO = (
    entity("ru", "Person", "Ivan Petrov", nationality=["ru"], position=["Director of the Vesna Plant"]),
    entity("bg", "Person", "Ivan Petrov", nationality=["bg"], position=["Governor of Varna Province"]),
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ivan Petrov left on Monday.", []),
        ("Bulgarian lawyer Ivan Petrov left on Monday.", ["bg"]),
        ("Governor Ivan Petrov left on Monday.", ["bg"]),
        ("The governor met Ivan Petrov on Monday.", []),
        ("The local governor, Ivan Petrov, left on Monday.", ["bg"]),
        ("Ivan Petrov left Bulgaria on Monday.", ["bg"]),
        ("Ivan Petrov left Bulgaria for Russia on Monday.", []),
    ],
)
def test_of_two_bearers_of_a_name_the_article_decides(read_with: ReadWith, text: str, wanted: list[str]) -> None:
    assert [given["ftm"] for given in identifiers(read_with(text, *TWO)).values()] == wanted


def test_a_child_is_no_official(read_with: ReadWith) -> None:
    born = entity("x", "Person", "Ivan Petrov", birthDate=["1999-05-01"])
    text = "Deputy Minister Ivan Petrov resigned."
    assert not identifiers(read_with(text, born, published="2005-01-01"))
    assert identifiers(read_with(text, born, published="2023-01-01"))


def test_a_surname_alone_is_nobody(read_with: ReadWith) -> None:
    assert not identifiers(read_with("Solheim said on Monday that it would rain.", SOLHEIM))


@pytest.mark.parametrize("listed", ["VOLSKOV, Rodion Arkadyevich", "Вольсков Родион Аркадьевич", "Родион Вольсков"])
def test_a_list_in_another_script_or_style_is_known_as_news_writes_it(read_with: ReadWith, listed: str) -> None:
    given = entity("x", "Person", listed, nationality=["ru"])
    rows = read_with("The businessman Rodion Volskov left Moscow on Friday. Volskov would not say why.", given)
    assert [dict(one.identifiers)["ftm"] for one in rows.of(Entity) if "Volskov" in one.aliases] == ["x"]
