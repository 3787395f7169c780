"""The measure case: a real report on a head of state's visit. Its text is not ours and stays outside the repository."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from bench.places import kilometres
from dateline.publish.reading import as_json
from tests.conftest import Read

ARTICLE = Path(os.environ.get("DATELINE_VISIT", Path(__file__).parents[2] / "shared" / "articles" / "visit.jsonl"))
pytestmark = pytest.mark.skipif(not ARTICLE.is_file(), reason=f"the article is not at {ARTICLE}")
Json = dict[str, Any]


@pytest.fixture(scope="module")
def visit(read: Read) -> Json:
    return as_json(read(**json.loads(ARTICLE.read_text("utf-8"))))


def words(visit: Json, *spans: list[int]) -> str:
    return " ".join(visit["article"]["text"][start:end] for start, end in spans)


def names(visit: Json) -> dict[str, Json]:
    return {entity["id"]: entity for entity in visit["entities"]}


def test_the_ten_designations_are_equipment(visit: Json) -> None:
    found = {words(visit, m["span"]) for m in visit["mentions"] if m["kind"] == "equipment" and m["form"] == "name"}
    assert found >= {
        "Su-57",
        "Su-35S",
        "Tu-160",
        "Tu-95MS",
        "Tu-22M3",
        "Su-34",
        "Su-30SM",
        "Su-25SM3",
        "Kinzhal",
        "Tu-214",
    }


def test_sources_are_known_for_what_they_are(visit: Json) -> None:
    known = names(visit)
    sources = {known[entity]["name"] for claim in visit["claims"] for entity in claim["chain"]}
    text = " | ".join(sources)
    for source in ("KCNA", "TASS", "RIA Novosti", "Telegram", "Russia", "Putin"):
        assert source in text, sources
    assert any("observers" in words(visit, *claim["source"]) for claim in visit["claims"])


def test_father_and_son_are_two(visit: Json) -> None:
    of = {words(visit, m["span"]): m["entity"] for m in visit["mentions"] if m["form"] == "name"}
    assert of["Kim Jong Un"] == of["Kim"] != of["Kim Jong Il"]


def test_friday_is_the_day_before(visit: Json) -> None:
    for time in visit["times"]:
        if "Friday" in words(visit, time["span"]):
            assert (time["value"], time["start"], time["end"]) == ("2023-09-15", "2023-09-15", "2023-09-16")
    weeks = [time for time in visit["times"] if "week" in words(visit, time["span"])]
    assert [(time["start"], time["end"]) for time in weeks] == [("2023-09-11", "2023-09-18")]


def test_the_visit_of_2002_stands_apart(visit: Json) -> None:
    known, text = names(visit), visit["article"]["text"]
    (old,) = [e for e in visit["events"] if e["start"] and e["start"].startswith("2002")]
    assert [known[actor]["name"] for actor in old["actors"]] == ["Kim Jong Il"]
    assert text[old["trigger"][0] : old["trigger"][1]] == "visited"


@pytest.mark.parametrize(
    ("name", "point"),
    [
        ("Gagarin", (50.60, 137.08)),
        ("Knevichi", (43.40, 132.15)),
        ("Vostochny", (51.88, 128.33)),
    ],
)
def test_facilities_are_where_they_are(visit: Json, name: str, point: tuple[float, float]) -> None:
    (found,) = [e for e in visit["entities"] if name in e["name"] or any(name in alias for alias in e["aliases"])]
    assert kilometres((found["latitude"], found["longitude"]), point) < 60


def test_what_is_planned_is_not_certain(visit: Json) -> None:
    planned = [e for e in visit["events"] if words(visit, e["trigger"]) == "view"]
    assert planned and all(event["certainty"] not in ("CT+", "CT-") for event in planned)


def test_observers_own_what_they_say(visit: Json) -> None:
    (claim,) = [c for c in visit["claims"] if "observers" in words(visit, *c["source"])]
    assert "clear what each" in words(visit, *claim["content"])
