"""Countries by their names, peoples and capitals."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.atlas import countries
from dateline.atlas.countries import Country


def code(country: Country | None) -> str | None:
    return country.code if country else None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("North Korea", "KP"),
        ("DPRK", "KP"),
        ("the Democratic People's Republic of Korea", "KP"),
        ("ROK", "KR"),
        ("US", "US"),
        ("U.S.", "US"),
        ("the United States", "US"),
        ("Britain", "GB"),
        ("U.K.", "GB"),
        ("RUSSIA", "RU"),
        ("Côte d’Ivoire", "CI"),
        ("The Gambia", "GM"),
        ("Türkiye", "TR"),
        ("Burma", "MM"),
        ("Taiwan", "TW"),
        ("Kosovo", "XK"),
        ("us", None),
        ("chad", None),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_names_abbreviations_and_former_names(name: str, expected: str | None) -> None:
    assert code(countries.by_name(name)) == expected


def test_the_north_means_a_country_only_where_the_caller_says_so() -> None:
    assert countries.by_name("the North") is None
    assert code(countries.by_name("the North", contextual=True)) == "KP"
    assert code(countries.by_name("the South", contextual=True)) == "KR"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("North Korean", "KP"),
        ("North Koreans", "KP"),
        ("Russian", "RU"),
        ("RUSSIAN", "RU"),
        ("Russians", "RU"),
        ("British", "GB"),
        ("Britons", "GB"),
        ("Frenchmen", "FR"),
        ("Chinese", "CN"),
        ("Swiss", "CH"),
        ("Filipinos", "PH"),
        ("Swis", None),
        ("russian", None),
        ("Pole", "PL"),
    ],
)
def test_peoples_and_adjectives(word: str, expected: str | None) -> None:
    assert code(countries.by_demonym(word)) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Moscow", "RU"),
        ("the Kremlin", "RU"),
        ("Pyongyang", "KP"),
        ("White House", "US"),
        ("Zhongnanhai", "CN"),
        ("Downing Street", "GB"),
        ("Kiev", "UA"),
        ("Brussels", None),
        ("Vladivostok", None),
    ],
)
def test_seats_that_stand_for_governments(name: str, expected: str | None) -> None:
    assert code(countries.by_metonym(name)) == expected


def test_every_row_is_sound() -> None:
    rows = countries.all_countries()
    assert len(rows) > 240
    assert len({row.code for row in rows}) == len(rows)
    for row in rows:
        assert -90 <= row.latitude <= 90, row
        assert -180 <= row.longitude <= 180, row
        assert countries.by_code(row.code) is row
        assert code(countries.by_name(row.name)) == row.code


def test_a_country_survives_pickling() -> None:
    country = countries.by_code("MN")
    assert pickle.loads(pickle.dumps(country)) == country


@given(st.text())
def test_any_text_may_be_asked(text: str) -> None:
    for look_up in (countries.by_name, countries.by_demonym, countries.by_metonym, countries.by_code):
        found = look_up(text)
        assert found is None or isinstance(found, Country)
