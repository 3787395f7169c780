"""What every scorer shares: precision, recall and F1, overlaps, one-to-one pairing."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar

Json = dict[str, Any]
Pair = tuple[int, int]
G = TypeVar("G", bound=Hashable)
P = TypeVar("P", bound=Hashable)


def f1(hits: float, predicted: float, gold: float) -> float:
    """The harmonic mean of hits / predicted and hits / gold; 0 where either is empty."""
    return 2 * hits / (predicted + gold) if predicted and gold else 0.0


def shared(left: Sequence[int], right: Sequence[int]) -> int:
    """How many characters two spans share (0 or below: none)."""
    return min(left[1], right[1]) - max(left[0], right[0])


def iou(left: Sequence[int], right: Sequence[int]) -> float:
    """Characters that two spans share over those of both."""
    both = shared(left, right)
    return both / (max(left[1], right[1]) - min(left[0], right[0])) if both > 0 else 0.0


def paired(gold: Sequence[Pair], predicted: Sequence[Pair]) -> list[tuple[int, int]]:
    """Indices of gold and predicted spans that share a character, one to one: equal spans first, then the longest."""
    found = [
        (g != p, -shared(g, p), g[0], p[0], i, j)
        for i, g in enumerate(gold)
        for j, p in enumerate(predicted)
        if shared(g, p) > 0
    ]
    return one_to_one((i, j) for *_, i, j in sorted(found))


def one_to_one(candidates: Iterable[tuple[G, P]]) -> list[tuple[G, P]]:
    """The candidates, best first, that meet no side twice."""
    left: set[Hashable] = set()
    right: set[Hashable] = set()
    out = []
    for one, other in candidates:
        if one not in left and other not in right:
            left.add(one)
            right.add(other)
            out.append((one, other))
    return out


def unique(rows: Iterable[tuple[Any, ...]], key: Callable[[tuple[Any, ...]], Any]) -> list[tuple[Any, ...]]:
    """Rows in order of span, only the first of those with an equal one."""
    out: dict[Any, tuple[Any, ...]] = {}
    for row in sorted(rows, key=key):
        out.setdefault(row[:2], row)
    return list(out.values())
