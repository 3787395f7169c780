"""What the importer makes of entities in FollowTheMoney's format."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.atlas.followthemoney import Listed, entities
from dateline.errors import FormatInput
from tests.own_lists import LARK, SOLHEIM, VESNA, entity


def listed(fields: dict[str, Any]) -> Listed:
    (found,) = entities(fields, where="list:1")
    return found.entity


def test_a_person() -> None:
    one = listed(SOLHEIM)
    assert (one.kind, one.name, one.aliases, one.country) == (
        "person", "Ingrid Solheim", ("Inga Solheim-Berg",), "NO",
    )  # fmt: skip
    assert dict(one.identifiers) == {"ftm": "p1", "wikidata": "Q900000001"}
    assert one.positions == ("mayor of Lillevik",)


def test_a_ship_and_a_company() -> None:
    assert dict(listed(LARK).identifiers) == {"ftm": "v1", "imo": "9000001"}
    assert (listed(LARK).kind, listed(LARK).country, listed(LARK).aliases) == ("equipment", "PA", ("Ural",))
    assert dict(listed(VESNA).identifiers) == {"ftm": "c1", "lei": "LEI0001"}
    assert listed(VESNA).kind == "organization"


def test_a_legal_entity_is_a_person_where_it_was_born() -> None:
    assert listed(entity("x", "LegalEntity", "Marta Lund", birthDate=["1970-02-01"])).kind == "person"
    assert listed(entity("x", "LegalEntity", "Lund Holding")).kind == "organization"


def test_what_no_mention_stands_for_is_left_out() -> None:
    for schema in ("Address", "RealEstate", "Ownership", "NoSuchSchema"):
        assert not [*entities(entity("x", schema, "Main Street 1"), where="list:1")]
    assert not [*entities(entity("x", "Person"), where="list:1")]


def test_the_name_shown_is_the_caption_or_one_in_latin_letters() -> None:
    names = ("Ингрид Солхейм", "I. Solheim", "Ingrid Solheim")
    assert listed(entity("x", "Person", *names)).name == "I. Solheim"
    assert listed({**entity("x", "Person", *names), "caption": "Ingrid Solheim"}).name == "Ingrid Solheim"


def test_a_name_written_family_first_is_turned_as_well() -> None:
    assert "Ivan PETROV" in listed(entity("x", "Person", "PETROV, Ivan")).names


def test_a_person_without_a_name_is_called_by_its_parts() -> None:
    parts = {"firstName": ["Ivan"], "lastName": ["Petrov"]}
    assert listed({"id": "x", "schema": "Person", "properties": parts}).name == "Ivan Petrov"


def test_of_two_values_neither_is_taken() -> None:
    one = listed(entity("x", "Vessel", "Nordic Lark", imoNumber=["9000001", "9000002"], flag=["pa", "lr"]))
    assert (dict(one.identifiers), one.country, one.countries) == ({"ftm": "x"}, None, ("PA", "LR"))


def test_malformed_identifiers_and_unknown_countries_are_not_taken() -> None:
    one = listed(entity("x", "Person", "Ingrid Solheim", wikidataId=["not one"], country=["zz"]))
    assert (dict(one.identifiers), one.country) == ({"ftm": "x"}, None)
    assert listed(entity("x", "Person", "Ingrid Solheim", country=["gb-sct"])).country == "GB"


def test_entities_nested_in_others_are_found() -> None:
    owner = entity("o", "Company", "Lark Shipping", ownershipOwner=[entity("own", "Ownership", asset=[LARK])])
    assert [(found.entity.id, found.nested) for found in entities(owner, where="")] == [("o", False), ("v1", True)]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"id": "x", "schema": "Person"},
        {"id": 7, "schema": "Person", "properties": {}},
        {"id": "x", "schema": "", "properties": {}},
        {"id": "x", "schema": "Person", "properties": ["name"]},
        {"id": "\ud800", "schema": "Person", "properties": {"name": ["Ingrid Solheim"]}},
    ],
)
def test_what_is_no_entity_is_said_with_its_place(fields: dict[str, Any]) -> None:
    with pytest.raises(FormatInput, match="list:1"):
        list(entities(fields, where="list:1"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)
PROPERTIES = st.dictionaries(st.sampled_from(["name", "alias", "country", "imoNumber", "birthDate", "position"]), JSON)


@given(PROPERTIES, st.sampled_from(["Person", "Vessel", "LegalEntity", "Address"]), JSON)
def test_hostile_properties_are_no_accident(properties: dict[str, Any], schema: str, more: object) -> None:
    fields = {"id": "x", "schema": schema, "properties": properties, "referents": more, "caption": more}
    try:
        found = [*entities(fields, where="list:1")]
    except FormatInput:
        return
    assert all(one.entity.name.strip() for one in found)
