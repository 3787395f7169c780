"""Certainty beside its baselines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bench import certainty, gold
from dateline.records import Rows, Sentence


@pytest.mark.parametrize(
    ("text", "word", "value"),
    [
        ("The crew left.", "left", "CT+"),
        ("The crew did not leave.", "leave", "CT-"),
        ("The crew may leave.", "leave", "PS+"),
        ("If not, the crew leaves.", "leaves", "CT+"),
    ],
)
def test_the_lists_look_back_to_the_last_comma(parse: Callable[..., Rows], text: str, word: str, value: str) -> None:
    (sentence,) = parse(text).of(Sentence)
    assert certainty.three_lists(sentence, next(t for t in sentence.tokens if t.text == word)) == value


@pytest.mark.skipif(not gold.folder().is_dir(), reason=f"no gold data at {gold.folder()}")
@pytest.mark.parametrize(("name", "figure"), [(certainty.SETS[0], "macro_f1"), (certainty.SETS[1], "sign")])
def test_the_parse_is_worth_more_than_word_lists(name: str, figure: str) -> None:
    found = certainty.figures(name)
    assert found["dateline"][figure] > found["three lists"][figure] > found["majority"][figure]
