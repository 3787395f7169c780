"""Event coding on sentences of ours: conflict databases, unrest; quiet on sport, accidents, disasters, history."""

from __future__ import annotations

from collections import Counter

import pytest

from bench.events import HOSTILE, snippet_figures, snippets
from dateline.publish.reading import as_json
from dateline.records import EventMention
from tests.conftest import Read

#: The least macro-F1 over the snippets' codes and the least share of quiet sentences: what the issue asks for.
MACRO_F1, QUIET = 0.85, 0.90
#: Floors on the sentences kept apart, a little below what was reached: of disasters, attacks beside them, unrest.
HELD = {"quiet": 0.85, "silent": 0.80, "attacks": 0.85, "unrest": 0.85}


@pytest.fixture(scope="module")
def coded(read: Read):  # type: ignore[no-untyped-def]
    """The codes of a text's events in order, those without a code left out."""
    return lambda text: [event.code for event in read(text).of(EventMention) if event.code]


def test_the_first_event_of_a_conflict_snippet_is_coded_by_its_kind(coded) -> None:  # type: ignore[no-untyped-def]
    rows = snippets("conflict")
    pairs = Counter((row["code"], next(iter(coded(row["snippet"])), None)) for row in rows)
    scores = []
    for code in sorted({row["code"] for row in rows}):
        right = pairs[code, code]
        wanted, got = (sum(n for pair, n in pairs.items() if pair[side] == code) for side in (0, 1))
        scores.append(2 * right / (wanted + got))
    assert sum(scores) / len(scores) >= MACRO_F1


def test_games_accidents_and_history_are_not_hostile(coded) -> None:  # type: ignore[no-untyped-def]
    rows = snippets("quiet")
    loud = [row["snippet"] for row in rows if HOSTILE & set(coded(row["snippet"]))]
    assert 1 - len(loud) / len(rows) >= QUIET, loud


def test_disasters_are_quiet_attacks_are_not_and_unrest_is_told_from_talk_of_it(read: Read) -> None:
    halves = snippet_figures(lambda text: as_json(read(text)))
    for figure, floor in HELD.items():
        assert halves["held"][figure] >= floor, figure
        assert halves["open"][figure] >= floor, figure
