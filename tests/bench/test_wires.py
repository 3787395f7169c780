"""The figures of wire credits, on sets made by hand."""

from __future__ import annotations

import pytest

from bench.wires import figures

AP, PA = frozenset({"Associated Press"}), frozenset({"Press Association"})
NONE: frozenset[str] = frozenset()


def test_figures_count_pairs_and_whole_articles() -> None:
    expected = {"a": AP, "b": PA, "c": NONE, "d": NONE}
    found = {"a": AP | PA, "b": NONE, "c": NONE, "d": AP}
    assert figures(found, expected) == pytest.approx(
        {"precision": 1 / 3, "recall": 1 / 2, "f1": 2 / 5, "articles": 1 / 4}
    )
    assert figures(expected, expected)["f1"] == 1
