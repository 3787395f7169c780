"""Who and what is the same across the articles of a story."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.merge.entities import Known, Member, same_entities
from dateline.records import Article, Derivation, Entity, Kind, Link, Mention, Row, Rows, Span

Read = Callable[..., Rows]
BY = Derivation("test", "1", "test")


def article(id_: str, *named: tuple[str, Kind] | Entity) -> Rows:
    """An article that names these, as a reading would have it."""
    rows: list[Row] = []
    for place, one in enumerate(named):
        span = Span(id_, place, place + 1)
        if isinstance(one, Entity):
            entity = one
        else:
            entity = Entity(f"{id_}-e{place}", one[1], one[0], (), (), None, None, None, None, BY)
        mention = Mention(f"{id_}-m{place}", span, span, entity.kind, "name", BY)
        rows += [entity, mention, Link(mention.id, entity.id, BY)]
    return Rows().add([Article(id_, "x" * (len(named) + 1)), *rows])


def key(found: dict[Member, Known], article_: str, name: str, rows: Rows) -> str:
    """The key of the entity with this name."""
    (entity,) = (one for one in rows.of(Entity) if name in (one.name, *one.aliases))
    return found[article_, entity.id].key


def same(left: tuple[str, Kind], right: tuple[str, Kind]) -> bool:
    """Whether two names, each in an article of its own, are one entity."""
    first, second = article("a", left), article("b", right)
    found = same_entities([first, second])
    return key(found, "a", left[0], first) == key(found, "b", right[0], second)


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        ("Anna Berg", "Berg", "person"),
        ("Anna Berg", "anna BERG", "person"),
        ("Kim Jong Un", "Kim Jong-un", "person"),
        ("Peña Nieto", "Pena Nieto", "person"),
        ("Anna Maria Berg", "Anna Berg", "person"),
        ("A. Berg", "Anna Berg", "person"),
        ("International Grain Council", "IGC", "organization"),
        ("Norvik Shipping Ltd", "Norvik Shipping", "organization"),
    ],
)
def test_a_name_and_its_other_form_are_one(left: str, right: str, kind: Kind) -> None:
    assert same((left, kind), (right, kind))


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        ("Anna Berg", "Peter Berg", "person"),
        ("Anna Berg", "Anna Dahl", "person"),
        ("International Grain Council", "International Rice Council", "organization"),
        ("Newtown", "Oldtown", "place"),
    ],
)
def test_different_names_are_different(left: str, right: str, kind: Kind) -> None:
    assert not same((left, kind), (right, kind))


def test_a_surname_that_two_people_bear_is_neither() -> None:
    rows = [
        article("a", ("Anna Berg", "person")),
        article("b", ("Peter Berg", "person")),
        article("c", ("Berg", "person")),
    ]
    found = same_entities(rows)
    keys = {found[member].key for member in found}
    assert len(keys) == 3


def test_identifiers_decide_over_names() -> None:
    def place(id_: str, name: str, number: str) -> Entity:
        return Entity(id_, "place", name, (), (("geonames", number),), None, None, None, None, BY)

    rows = [
        article("a", place("e1", "Springfield", "11")),
        article("b", place("e2", "Springfield", "22")),
        article("c", place("e3", "Spring Field", "11")),
    ]
    found = same_entities(rows)
    assert found["a", "e1"].key == found["c", "e3"].key != found["b", "e2"].key


def test_countries_that_differ_keep_namesakes_apart() -> None:
    def body(id_: str, country: str) -> Entity:
        return Entity(id_, "organization", "Ministry of Health", (), (), country, None, None, None, BY)

    found = same_entities([article("a", body("e1", "CL")), article("b", body("e2", "NO"))])
    assert found["a", "e1"].key != found["b", "e2"].key


def test_real_articles_share_their_people(read: Read) -> None:
    first = read("Governor Anna Berg opened the bridge in Bergen on Monday. She thanked the workers.", id="a")
    second = read("The bridge cost too much, a critic told Berg. Governor Anna Berg disagreed.", id="b")
    found = same_entities([first, second])
    assert key(found, "a", "Anna Berg", first) == key(found, "b", "Anna Berg", second)


def test_the_fullest_usual_name_is_shown() -> None:
    rows = [article("a", ("Berg", "person")), article("b", ("Berg", "person")), article("c", ("Anna Berg", "person"))]
    assert {one.name for one in same_entities(rows).values()} == {"Anna Berg"}


@given(st.lists(st.tuples(st.text(max_size=30), st.sampled_from(["person", "organization", "place"])), max_size=6))
def test_any_names_are_grouped_alike_whatever_their_order(named: list[tuple[str, Kind]]) -> None:
    rows = [article(f"a{at}", one) for at, one in enumerate(named)]
    assert same_entities(rows) == same_entities(rows[::-1])
