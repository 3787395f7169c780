"""Scores to attributions: made-up scores whose meaning is plain, and any scores at all."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dateline.extract.decoding import Settled, settle

TAG = {"O": 0, "S": 1, "s": 2, "C": 3, "c": 4, "Q": 5, "q": 6}


def read(tags: str, cues: str) -> list[Settled]:
    """Attributions of words tagged by letters (capitals begin); `cues` gives each word's cue by place, - for none."""
    shares = np.full((len(tags), 7), -6.0, np.float32)
    points = np.full((len(tags), len(tags)), -4.0, np.float32)
    for word, (tag, cue) in enumerate(zip(tags, cues, strict=True)):
        shares[word, TAG[tag]] = 6
        if cue != "-":
            points[word, int(cue)] = 6
    return settle(shares, points)


def test_a_quotation_around_its_cue_is_one_content_in_two_pieces() -> None:
    [found] = read("QqqSCQqq", "4444-444")
    assert found.content == ((0, 3), (5, 8))
    assert found.cue == ((4, 5),)
    assert found.source == ((3, 4),)


def test_contents_that_touch_are_parted_where_they_point_elsewhere() -> None:
    first, second = read("SCQqqqQqqCS", "1-1111999-9")
    assert first.content[0][0] == 2
    assert second.content[-1][1] == 9
    assert first.content[-1][1] == second.content[0][0]


def test_a_cue_without_content_is_no_attribution() -> None:
    assert read("OSCOO", "-2---") == []


def test_nothing_is_found_where_nothing_is_scored() -> None:
    assert read("OOOO", "----") == []


@given(st.integers(1, 60), st.integers(0, 2**32 - 1), st.floats(0.1, 30))
def test_any_scores_give_contents_and_cues_that_do_not_overlap(words: int, seed: int, spread: float) -> None:
    chance = np.random.default_rng(seed)
    tags = chance.normal(0, spread, (words, 7)).astype(np.float32)
    points = chance.normal(0, spread, (words, words)).astype(np.float32)
    taken: set[int] = set()
    for found in settle(tags, points):
        assert found.content
        assert 0 <= found.share <= 1.0001
        assert len(found.source) <= 1
        assert all(0 <= low < high <= words for low, high in found.source)
        for low, high in (*found.content, *found.cue):
            assert 0 <= low < high <= words
            assert taken.isdisjoint(range(low, high))
            taken.update(range(low, high))


def test_a_source_serves_a_second_cue_that_has_none_of_its_own() -> None:
    tags, cues = "SCQqOCQq", "1-11--55"
    shares = np.full((8, 7), -6.0, np.float32)
    points = np.full((8, 8), -4.0, np.float32)
    for word, (tag, cue) in enumerate(zip(tags, cues, strict=True)):
        shares[word, TAG[tag]] = 6
        if cue != "-":
            points[word, int(cue)] = 6
    points[0, 5] = 4  # the source of the first points at the second as well
    first, second = settle(shares, points)
    assert first.source == second.source == ((0, 1),)
