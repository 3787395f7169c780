"""The file of a user's own atlas: what is found in it, and that it is written whole or not at all."""

from __future__ import annotations

import pickle
import random
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.atlas.followthemoney import entities
from dateline.atlas.own import OwnAtlas, importing, own_atlas
from dateline.errors import AtlasError
from tests.own_lists import LARK, SOLHEIM, VESNA, entity, make


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> OwnAtlas:
    return OwnAtlas(make(tmp_path_factory.mktemp("own") / "my.atlas", SOLHEIM, LARK, VESNA))


def found(atlas: OwnAtlas, text: str) -> list[tuple[str, str]]:
    return [(text[start:end], who[0].id) for start, end, who in atlas.find(text)]


def test_names_and_aliases_are_found_where_they_stand(atlas: OwnAtlas) -> None:
    text = "Ingrid Solheim boarded the Nordic Lark; Inga Solheim Berg stayed. Vesna Trading paid Vesna’s bill."
    assert found(atlas, text) == [
        ("Ingrid Solheim", "p1"),
        ("Nordic Lark", "v1"),
        ("Inga Solheim Berg", "p1"),
        ("Vesna Trading", "c1"),
        ("Vesna", "c1"),
    ]


def test_weak_aliases_and_lower_case_words_are_not_found(atlas: OwnAtlas) -> None:
    assert not found(atlas, "The Harbour Queen saw a nordic lark and ingrid solheim near the ural.")


def test_by_name_takes_the_whole_name_only(atlas: OwnAtlas) -> None:
    for name in ("Vesna Trading", "PJSC Vesna Trading", "The Vesna Trading, LLC", "Vesna Trading Ltd."):
        assert [one.id for one in atlas.by_name(name)] == ["c1"], name
    for name in ("", "Vesna Trading House", "Solheim", "New Vesna Trading"):
        assert not atlas.by_name(name), name


def test_a_company_of_one_word_and_a_legal_form_needs_both(tmp_path: Path) -> None:
    names = ("Limited Liability Company Zarya", "Zarya LLC")
    own = OwnAtlas(make(tmp_path / "a", entity("z", "Company", *names)))
    assert found(own, "Limited Liability Company Zarya is small.") == [("Limited Liability Company Zarya", "z")]
    assert not found(own, "Zarya is the dawn.")


def test_importing_twice_changes_no_byte(tmp_path: Path) -> None:
    path = make(tmp_path / "a", SOLHEIM, LARK)
    before, written = path.read_bytes(), path.stat().st_mtime_ns
    make(path, SOLHEIM, LARK)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, written)


def test_a_later_import_of_an_id_replaces_it(tmp_path: Path) -> None:
    path = make(tmp_path / "a", SOLHEIM, LARK)
    make(path, entity("p1", "Person", "Ingrid Dahl"))
    own = OwnAtlas(path)
    assert found(own, "Ingrid Solheim, now Ingrid Dahl, sold the Nordic Lark.") == [
        ("Ingrid Dahl", "p1"),
        ("Nordic Lark", "v1"),
    ]


def test_an_entity_takes_the_place_of_those_merged_into_it(tmp_path: Path) -> None:
    path = make(tmp_path / "a", SOLHEIM)
    make(path, {**entity("q1", "Person", "Ingrid Solheim"), "referents": ["p1", "q1"]})
    assert [one.id for one in OwnAtlas(path).by_name("Ingrid Solheim")] == ["q1"]


def test_a_nested_copy_does_not_replace_the_entity_itself(tmp_path: Path) -> None:
    path = make(tmp_path / "a", LARK, entity("o", "Company", "Lark Shipping", asset=[entity("v1", "Vessel", "LARK")]))
    assert [one.name for one in OwnAtlas(path).by_name("Nordic Lark")] == ["NORDIC LARK"]


def test_an_import_that_fails_leaves_all_as_it_was(tmp_path: Path) -> None:
    path = make(tmp_path / "a", SOLHEIM)
    before = path.read_bytes()
    with pytest.raises(KeyboardInterrupt), importing(path) as done:
        done.add(next(entities(LARK, where="")))
        raise KeyboardInterrupt
    assert path.read_bytes() == before and [*tmp_path.iterdir()] == [path]


def test_what_is_no_atlas_is_said_and_never_overwritten(tmp_path: Path) -> None:
    wrong = tmp_path / "notes.txt"
    wrong.write_text("my notes", "utf-8")
    for path in (wrong, tmp_path / "absent"):
        with pytest.raises(AtlasError, match=path.name):
            OwnAtlas(path)
    with pytest.raises(AtlasError, match="notes"):
        make(wrong, SOLHEIM)
    with pytest.raises(AtlasError, match="no-such-folder"):
        make(tmp_path / "no-such-folder" / "a", SOLHEIM)
    assert wrong.read_text("utf-8") == "my notes"


def test_a_damaged_atlas_is_said(tmp_path: Path) -> None:
    path = make(tmp_path / "a", SOLHEIM)
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with pytest.raises(AtlasError, match="cannot be read"):
        found(OwnAtlas(path), "Ingrid Solheim")


def test_it_pickles_and_sees_a_new_file(tmp_path: Path) -> None:
    path = make(tmp_path / "a", SOLHEIM)
    first = own_atlas(str(path))
    assert [one.id for one in pickle.loads(pickle.dumps(first)).by_name("Ingrid Solheim")] == ["p1"]
    make(path, LARK)
    assert own_atlas(str(path)).by_name("Nordic Lark")
    assert not pickle.loads(pickle.dumps(own_atlas(""))).by_name("Nordic Lark")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(st.sampled_from("Ingrid Solhem NordcLak.,-'\n\u0301é")))
def test_any_text_gives_spans_apart(atlas: OwnAtlas, text: str) -> None:
    last = 0
    for start, end, who in atlas.find(text):
        assert last <= start < end <= len(text) and who
        last = end


def test_many_entities_slow_reading_by_little(tmp_path: Path) -> None:
    """10,000 entities here to keep the test short; docs/own-lists.md has the figures of 200,000 and 1,000,000."""
    pick = random.Random(1)
    parts = [
        a + b + c for a in ("Ka", "Mo", "Ri", "Su") for b in ("le", "ta", "vi", "zo") for c in ("n", "r", "sk", "va")
    ]
    many = (entity(f"n{n}", "Person", " ".join(pick.choices(parts, k=3))) for n in range(10_000))
    own = OwnAtlas(make(tmp_path / "a", *many))
    text = " ".join(pick.choices([*parts, "said", "on", "the", "Monday"], k=600))
    list(own.find(text))
    begun = time.perf_counter()
    for _ in range(5):
        list(own.find(text))
    assert (time.perf_counter() - begun) / 5 < 0.03
