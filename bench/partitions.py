"""Figures that compare two partitions of mentions: MUC, B3, CEAFe, LEA and CoNLL, the mean F1 of the first three.

As in the CoNLL-2012 scorer (Pradhan et al. 2014): mentions of one side only count against it. MUC counts links (Vilain
et al. 1995), B3 mentions (Bagga and Baldwin 1998), CEAFe entities by phi4 (Luo 2005), LEA links weighted by the size of
the entity (Moosavi and Strube 2016; a singleton counts where it is one on both sides).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

Labels = Mapping[Hashable, Hashable]
Groups = list[set[Hashable]]


class Share(NamedTuple):
    """Numerators and denominators of recall and precision."""

    found: float
    wanted: float
    right: float
    given: float

    def f1(self) -> float:
        """The harmonic mean of precision and recall, 0..1."""
        recall, precision = self.found / (self.wanted or 1), self.right / (self.given or 1)
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def figures(gold: Labels, found: Labels) -> dict[str, float]:
    """F1 of each measure and `CoNLL`, for the group that each mention has in the gold and in the answer."""
    key, answer = _groups(gold), _groups(found)
    shares = {name: measure(key, answer) for name, measure in MEASURES.items()}
    out = {name: share.f1() for name, share in shares.items()}
    return out | {"CoNLL": (out["MUC"] + out["B3"] + out["CEAFe"]) / 3}


def _groups(labels: Labels) -> Groups:
    groups: dict[Hashable, set[Hashable]] = defaultdict(set)
    for mention, label in labels.items():
        groups[label].add(mention)
    return list(groups.values())


def _parts(group: set[Hashable], of: Mapping[Hashable, int]) -> Counter[int]:
    return Counter(of[mention] for mention in group if mention in of)


def _places(groups: Groups) -> dict[Hashable, int]:
    return {mention: place for place, group in enumerate(groups) for mention in group}


def _muc(key: Groups, answer: Groups) -> Share:
    def links(groups: Groups, others: Groups) -> tuple[float, float]:
        of = _places(others)
        kept = sum(sum(n - 1 for n in _parts(group, of).values()) for group in groups)
        return kept, sum(len(group) - 1 for group in groups)

    return Share(*links(key, answer), *links(answer, key))


def _b3(key: Groups, answer: Groups) -> Share:
    def mentions(groups: Groups, others: Groups) -> tuple[float, float]:
        of = _places(others)
        kept = sum(sum(n * n for n in _parts(group, of).values()) / len(group) for group in groups)
        return kept, sum(len(group) for group in groups)

    return Share(*mentions(key, answer), *mentions(answer, key))


def _lea(key: Groups, answer: Groups) -> Share:
    def links(groups: Groups, others: Groups) -> tuple[float, float]:
        of, kept = _places(others), 0.0
        for group in groups:
            parts, pairs = _parts(group, of), len(group) * (len(group) - 1) / 2
            if pairs:
                kept += len(group) * sum(n * (n - 1) / 2 for n in parts.values()) / pairs
            elif parts:
                kept += len(others[next(iter(parts))]) == 1
        return kept, sum(len(group) for group in groups)

    return Share(*links(key, answer), *links(answer, key))


def _ceafe(key: Groups, answer: Groups) -> Share:
    from scipy.optimize import linear_sum_assignment

    of = _places(answer)
    overlap: dict[int, dict[int, float]] = {
        at: {other: 2 * n / (len(group) + len(answer[other])) for other, n in _parts(group, of).items()}
        for at, group in enumerate(key)
    }
    total = 0.0
    for rows, columns in _components(overlap):
        weight = np.array([[overlap[row].get(column, 0.0) for column in columns] for row in rows])
        total += float(weight[linear_sum_assignment(weight, maximize=True)].sum())
    return Share(total, len(key), total, len(answer))


def _components(overlap: Mapping[int, Mapping[int, float]]) -> list[tuple[list[int], list[int]]]:
    """Groups of the two sides that touch each other, apart from all others: each is assigned by itself."""
    touching: dict[int, list[int]] = defaultdict(list)
    for row, columns in overlap.items():
        for column in columns:
            touching[column].append(row)
    out, seen = [], set[int]()
    for start in overlap:
        rows, held, todo = [], dict[int, None](), [start] if start not in seen and overlap[start] else []
        seen.update(todo)
        while todo:
            rows.append(row := todo.pop())
            held.update(dict.fromkeys(overlap[row]))
            fresh = {other for column in overlap[row] for other in touching[column]} - seen
            seen |= fresh
            todo.extend(sorted(fresh))
        if rows:
            out.append((rows, list(held)))
    return out


MEASURES = {"MUC": _muc, "B3": _b3, "CEAFe": _ceafe, "LEA": _lea}


def paired(gold: Sequence[tuple[int, int]], found: Sequence[tuple[int, int]]) -> dict[tuple[int, int], tuple[int, int]]:
    """Found span to gold span, one to one: the same span first, then the largest overlap."""
    both = sorted(((_overlap(one, other), one, other) for one in gold for other in found), reverse=True)
    out: dict[tuple[int, int], tuple[int, int]] = {}
    used = set[tuple[int, int]]()
    for shared, one, other in both:
        if shared > 0 and one not in used and other not in out:
            out[other] = one
            used.add(one)
    return out


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared / (max(one[1], other[1]) - min(one[0], other[0])) if shared > 0 else 0.0
