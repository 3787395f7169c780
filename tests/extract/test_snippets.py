"""Event coding on snippets in the style of conflict databases, and quiet on sport, accidents, disasters, history."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from dateline.records import EventMention
from tests.conftest import Read

HERE = Path(__file__).parent / "snippets"
HOSTILE = {"ASSAULT", "COERCE", "PROTEST", "THREATEN", "MOBILIZE", "SANCTION"}
#: The least macro-F1 over the snippets' codes and the least share of quiet sentences: what the issue asks for.
MACRO_F1, QUIET = 0.85, 0.90


@pytest.fixture(scope="module")
def coded(read: Read):  # type: ignore[no-untyped-def]
    """The codes of a text's events in order, those without a code left out."""
    return lambda text: [event.code for event in read(text).of(EventMention) if event.code]


def snippets(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8") as lines:
        rows = (line for line in lines if not line.startswith("#"))
        return list(csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_the_first_event_of_a_conflict_snippet_is_coded_by_its_kind(coded) -> None:  # type: ignore[no-untyped-def]
    rows = snippets("conflict.tsv")
    pairs = Counter((row["code"], next(iter(coded(row["snippet"])), None)) for row in rows)
    scores = []
    for code in sorted({row["code"] for row in rows}):
        right = pairs[code, code]
        wanted, got = (sum(n for pair, n in pairs.items() if pair[side] == code) for side in (0, 1))
        scores.append(2 * right / (wanted + got))
    assert sum(scores) / len(scores) >= MACRO_F1


def test_games_accidents_and_history_are_not_hostile(coded) -> None:  # type: ignore[no-untyped-def]
    rows = snippets("quiet.tsv")
    loud = [row["snippet"] for row in rows if HOSTILE & set(coded(row["snippet"]))]
    assert 1 - len(loud) / len(rows) >= QUIET, loud
