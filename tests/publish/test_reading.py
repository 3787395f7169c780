"""The JSON of a reading: exactly the contract."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from dateline.publish.reading import as_json
from dateline.publish.schema import reading_schema
from tests.conftest import Read

SAMPLES = [json.loads(line) for line in (Path(__file__).parents[2] / "samples/reykjavik.jsonl").open(encoding="utf-8")]
VALID = Draft202012Validator(reading_schema())
PIECES = [
    "Kim Jong Un",
    " said ",
    '"',
    "“",
    "”",
    "'",
    "on Friday",
    " in Moscow",
    ".",
    "\n",
    "\n\n",
    "KCNA reported that ",
    "F-16s",
    "\u200f",
    "😀",
    "\x00",
    "é",
    "Mr. ",
    " attacked ",
    ", ",
    "according to ",
    "the plant ",
    "he ",
    "§",
    "«",
    "»",
]


def spans(reading: dict[str, Any]) -> list[list[int]]:
    """Every span that a reading holds."""
    claims = [span for claim in reading["claims"] for part in ("content", "cue", "source") for span in claim[part]]
    return (
        [row["span"] for key in ("mentions", "times") for row in reading[key]]
        + claims
        + [event["trigger"] for event in reading["events"]]
    )


def assert_sound(reading: dict[str, Any], text: str) -> None:
    assert [error.message for error in VALID.iter_errors(reading)] == []
    assert all(0 <= start < end <= len(text) for start, end in spans(reading))
    entities, claims, times = ({row["id"] for row in reading[key]} for key in ("entities", "claims", "times"))
    named = {mention["entity"] for mention in reading["mentions"]}
    assert named == entities
    for claim in reading["claims"]:
        assert {claim["speaker"], *claim["chain"]} - {None} <= entities
        assert claim["inside"] in claims | {None} and claim["inside"] != claim["id"]
    for event in reading["events"]:
        assert {*event["actors"], *event["recipients"], *event["instruments"], event["place"]} - {None} <= entities
        assert event["claim"] in claims | {None} and event["time"] in times | {None}
    for key in ("mentions", "entities", "times", "claims", "events"):
        ids = [row["id"] for row in reading[key]]
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["id"])
def test_the_samples_read_as_the_schema_says(read: Read, sample: dict[str, Any]) -> None:
    reading = as_json(read(**sample))
    assert_sound(reading, sample["text"])
    assert reading["article"] == {"url": None, **sample}
    assert reading["claims"] and reading["events"] and reading["times"]


def test_a_second_reading_is_the_same(read: Read) -> None:
    assert as_json(read(**SAMPLES[0])) == as_json(read(**SAMPLES[0]))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.text(max_size=300)))
def test_any_text_gives_a_valid_reading(read: Read, text: str) -> None:
    assert_sound(as_json(read(text, published="2023-09-16")), text)


@pytest.mark.parametrize(
    "text", [".Kim Jong Un", "x.Kim Jong Un spoke.Kim left", "Kim Jong Un\0", "\u200fKim\u200f said."]
)
def test_names_that_begin_inside_a_word(read: Read, text: str) -> None:
    assert_sound(as_json(read(text, published="2023-09-16")), text)


def test_chains_run_from_the_nearest_source_inwards(read: Read) -> None:
    reading = as_json(
        read(
            "The Korean Central News Agency reported on Monday that Kim Jong Un said the plant was a success.",
            published="2023-09-19",
        )
    )
    names = {entity["id"]: entity["name"] for entity in reading["entities"]}
    chains = [[names[entity] for entity in claim["chain"]] for claim in reading["claims"]]
    assert ["KCNA", "Kim Jong Un"] in chains
