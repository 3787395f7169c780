"""The gazetteer that the build compiles, asked as the rest of dateline asks it."""

from __future__ import annotations

import os
import pickle
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.atlas import compile as compiler
from dateline.atlas.gazetteer import Candidate, Gazetteer, distance_km, gazetteer, is_capital
from dateline.atlas.tables import table
from dateline.errors import AtlasError


def best(name: str, kind: str | None = None, country: str | None = None) -> Candidate:
    """The most populous place of a name, of a kind and in a country where given."""
    found = (c for c in gazetteer().candidates(name) if kind in (None, c.kind) and country in (None, c.country))
    return next(found)


@pytest.mark.parametrize(
    ("name", "kind", "country", "point", "within_km"),
    [
        ("Vladivostok", "city", "RU", (43.1, 131.9), 20),
        ("Komsomolsk-on-Amur", "city", "RU", (50.55, 137.0), 20),
        ("Комсомольск-на-Амуре", "city", "RU", (50.55, 137.0), 20),
        ("평양", None, "KP", (39.0, 125.8), 30),
        ("Khasan", "city", "RU", (42.43, 130.64), 20),
        ("Amur Region", "region", "RU", (52.0, 128.0), 250),
        ("Primorsky Krai", "region", "RU", (45.0, 135.0), 150),
        ("Khabarovsk Territory", "region", "RU", (54.0, 136.0), 500),
        ("Bavaria", "region", "DE", (48.8, 11.5), 60),
        ("Lamar County", "county", "US", (33.7, -95.6), 900),
        ("Calif.", "region", "US", (37.0, -120.0), 200),
        ("Tex.", "region", "US", (31.2, -99.5), 150),
        ("UK", "country", "GB", (54.6, -2.6), 50),
        ("West Bank", "area", "PS", (32.0, 35.25), 40),
        ("Strait of Hormuz", "strait", None, (26.6, 56.3), 60),
        ("Vladivostok International Airport", "airport", "RU", (43.4, 132.15), 15),
        ("Chievres Air Base", "airport", "BE", (50.58, 3.83), 5),
        ("Luxembourg-Findel International Airport", "airport", "LU", (49.63, 6.2), 5),
        ("Odate Noshiro Airport", "airport", "JP", (40.19, 140.37), 5),
        ("Moskva River", "river", "RU", (55.6, 37.2), 30),
        ("Frankfurt", "city", "DE", (50.11, 8.68), 20),
        ("Saint Petersburg", "city", "RU", (59.9, 30.3), 30),
        ("St. Petersburg", "city", "RU", (59.9, 30.3), 30),
        ("BUENOS AIRES", "city", "AR", (-34.6, -58.4), 30),
        ("Sao Paulo", "city", "BR", (-23.55, -46.6), 30),
    ],
)
def test_places_by_the_names_that_news_uses(
    name: str, kind: str | None, country: str | None, point: tuple[float, float], within_km: float
) -> None:
    found = best(name, kind, country)
    assert distance_km((found.latitude, found.longitude), point) < within_km, found


def test_a_region_is_not_taken_for_a_name_that_only_sounds_like_it() -> None:
    assert {c.name for c in gazetteer().candidates("Amur Region")} == {"Amur Oblast"}


def test_abbreviations_keep_their_case() -> None:
    assert any(c.kind == "country" for c in gazetteer().candidates("US"))
    assert not any(c.kind == "country" for c in gazetteer().candidates("us"))


def test_towns_lie_in_their_counties_regions_and_countries() -> None:
    texas, america = best("Texas", "region"), best("United States", "country")
    paris = next(c for c in gazetteer().candidates("Paris") if c.kind == "city" and c.lies_in(texas))
    assert paris.lies_in(america)
    assert best("Lamar County", "county").lies_in(america)
    assert not best("Paris", "city", "FR").lies_in(texas)
    assert gazetteer().by_code(paris.within) is not None


def test_identifiers_come_from_the_sources() -> None:
    assert dict(best("North Korea", "country").identifiers)["geonames"].isdigit()
    assert dict(best("Texas", "region").identifiers)["iso"] == "US-TX"
    assert dict(best("Vladivostok International Airport", "airport").identifiers)["icao"] == "UHWW"


def test_precision_says_how_exact_a_point_is() -> None:
    names = ("Russia", "Texas", "Baltic Sea", "Vladivostok", "Heathrow Airport")
    assert [best(name).precision for name in names] == ["country", "region", "region", "city", "site"]


def test_capitals_are_known() -> None:
    assert is_capital(best("Pyongyang", "city"))
    assert not is_capital(best("Vladivostok", "city"))


def test_the_nearest_town_to_a_point() -> None:
    near = gazetteer().nearest_city(43.11, 131.87)
    assert near
    assert near.name == "Vladivostok"
    assert gazetteer().nearest_city(-60.0, -130.0) is None


def test_the_gazetteer_knows_the_regions_by_which_mentions_are_told() -> None:
    named = [row["name"] for name in ("regions.tsv", "places.tsv") for row in table(name) if row["name"]]
    assert [name for name in named if not gazetteer().candidates(name)] == []
    assert best("California").name == "California"


def test_initials_are_no_towns() -> None:
    assert gazetteer().candidates("U.N.") == ()
    assert best("U.S").name == "United States"


def test_unknown_names_have_no_candidates() -> None:
    assert gazetteer().candidates("Qwertyville") == ()
    assert not gazetteer().is_place_name("")
    assert gazetteer().is_place_name("Vladivostok")


def test_opening_takes_milliseconds_and_asking_again_nothing() -> None:
    start = time.perf_counter()
    fresh = Gazetteer()
    assert fresh.candidates("Pyongyang")
    assert time.perf_counter() - start < 0.1
    assert fresh.candidates("Pyongyang") is fresh.candidates("Pyongyang")


def _ask(place: Gazetteer) -> tuple[int, int]:
    return os.getpid(), len(place.candidates("Springfield"))


def test_it_pickles_and_answers_in_another_process() -> None:
    here = gazetteer()
    expected = len(here.candidates("Springfield"))
    assert len(pickle.loads(pickle.dumps(here)).candidates("Springfield")) == expected
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        process, found = pool.submit(_ask, here).result(timeout=60)
    assert (process != os.getpid(), found) == (True, expected)


def test_a_missing_or_broken_file_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(AtlasError, match=r"dateline\.atlas\.compile"):
        Gazetteer(tmp_path / "none.sqlite").candidates("Paris")
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"no database at all" * 100)
    with pytest.raises(AtlasError, match=r"dateline\.atlas\.compile"):
        Gazetteer(broken).candidates("Paris")


@given(st.text(max_size=60))
def test_any_text_may_be_asked(name: str) -> None:
    for candidate in gazetteer().candidates(name):
        assert -90 <= candidate.latitude <= 90
        assert -180 <= candidate.longitude <= 180


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(name: str) -> None:
    once = compiler.fold(name)
    assert compiler.fold(once) == once


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("St. John's", "Saint Johns"),
        ("The Hague", "Hague"),
        ("Côte d’Ivoire", "COTE D'IVOIRE"),
        ("Komsomolsk-on-Amur", "Komsomolsk on Amur"),
        ("Platte Co.", "Platte County"),
        ("Йошкар-Ола", "йошкар ола"),
    ],
)
def test_spellings_that_make_no_difference(one: str, other: str) -> None:
    assert compiler.fold(one) == compiler.fold(other)


def test_the_shipped_file_is_within_its_limit() -> None:
    assert compiler.GAZETTEER.stat().st_size < 60_000_000
