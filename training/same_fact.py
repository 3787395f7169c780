"""Fit how much each feature weighs when two reports of one event are taken to tell one fact of it.

    python -m training.same_fact            the cross-validated sweep of TOLD, and the weights
    python -m training.same_fact --write    write src/dateline/atlas/same_fact_weights.tsv

Data: bench/origins. A pair is two of our reports in one event of ours, each the one that overlaps a gold report best;
it is the same where both overlap reports of one fact. Logistic regression with a pull to 0 (RIDGE). The sweep prints
the share of facts with an exact count, in halves of the stories, with weights from the other half.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

import dateline.atlas
from bench import origins
from bench.figures import Json
from dateline.merge import facts
from dateline.merge.entities import same_entities
from dateline.merge.features import Batch
from dateline.merge.tellings import Telling, tellings
from dateline.records import Event, Rows, mention_key

WRITTEN = Path(dateline.atlas.__file__).with_name(facts.TABLE)
THRESHOLDS = (-1.0, -0.75, -0.5, -0.25, 0.0, 0.25)
#: Strength of the pull of weights to 0 (ridge), in pairs.
RIDGE = 20.0
HEADER = """\
# What each feature of merge/facts.py weighs when two reports of one event are compared, in log odds: above 0 it speaks
# for one fact, below 0 against. Values are 0 to 1. Fitted by training/same_fact.py; a weight may be changed by hand.
#
# feature  its name in merge/facts.py; any_pair is what every pair has
# weight   log odds
# tells    what it compares
"""
TELLS = {
    "near_words": "likeness of the words that belong to the two words of the event",
    "clause_words": "likeness of the clauses",
    "sentence_words": "likeness of the sentences",
    "other_word": "neither one word nor words of one stem tell of it",
    "same_figure": "a number in common; counts whole where it counts the same things",
    "other_figure": "numbers, none in common",
    "one_counted": 'one tells of a number ("50 were injured"), the other does not',
    "other_names": "names, none in common",
    "any_pair": "every pair",
}
Array = npt.NDArray[Any]


class Pairs(NamedTuple):
    """Pairs of a story's reports: their values (pairs, features), and which tell one fact."""

    values: Array
    same: Array


def main() -> None:
    """Print the sweep and the weights; write the table with --write."""
    wanted = origins.load()
    read = origins.readings(set(wanted["articles"]))
    halves = [_half(wanted, number) for number in (0, 1)]
    found = [_pairs(half, read) for half in halves]
    for threshold in THRESHOLDS:
        facts.TOLD = threshold  # type: ignore[misc]
        shown = []
        for number, half in enumerate(halves):
            held = dict(zip((*facts.COMPARED, facts.BIAS), fit([found[1 - number]]), strict=True))
            facts.weights = lambda held=held: held  # type: ignore[assignment]
            ours, _, _ = origins.figures(half, list(origins.merged(read)))
            shown.append(f"{100 * ours['exact']:.1f} (error {ours['error']:.2f})")
        print(f"threshold {threshold:5.2f}  exact {', '.join(shown)}")
    named = zip((*facts.COMPARED, facts.BIAS), fit(found), strict=True)
    lines = [f"{name}\t{weight:.2f}\t{TELLS[name]}\n" for name, weight in named]
    print("".join(lines))
    if "--write" in sys.argv[1:]:
        WRITTEN.write_text(HEADER + "feature\tweight\ttells\n" + "".join(lines), encoding="utf-8")


def _half(wanted: Json, number: int) -> Json:
    """Every second story."""
    return wanted | {"happenings": wanted["happenings"][number::2]}


def _pairs(wanted: Json, read: Sequence[Rows]) -> Pairs:
    """The pairs within our events."""
    told = _told(read)
    values, same = [], []
    events = list(origins.merged(read))
    facts_of = _facts_of(wanted, events)
    for event in events:
        keys = [key for report in event.reports if (key := mention_key(report.article, report.mention)) in facts_of]
        if len(keys) > 1:
            batch = Batch([told[key] for key in keys])
            cube = np.stack([*(value(batch) for value in facts.COMPARED.values()), np.ones((len(keys),) * 2)], axis=-1)
            one = np.array([[bool(facts_of[left] & facts_of[right]) for right in keys] for left in keys])
            upper = np.triu_indices(len(keys), 1)
            values.append(cube[upper])
            same.append(one[upper])
    return Pairs(np.concatenate(values).astype(np.float64), np.concatenate(same).astype(np.float64))


def _told(read: Sequence[Rows]) -> Mapping[str, Telling]:
    known = same_entities(read)
    return {one.key: one for rows in read for one in tellings(rows, known)}


def _facts_of(wanted: Json, events: Sequence[Event]) -> dict[str, set[str]]:
    """By event mention: the facts whose reports it overlaps best."""
    mentions = dict(_by_words(events))
    found: dict[str, set[str]] = defaultdict(set)
    for pair in origins.pairs(wanted, events):
        if pair.ours:
            words = (pair.report["article"], pair.ours.span, pair.ours.event, pair.ours.origin)
            found[mentions[words]].add(pair.fact["id"])
    return found


def _by_words(events: Iterable[Event]) -> Iterator[tuple[tuple[object, ...], str]]:
    for event in events:
        for report in reversed(event.reports):
            span = (report.clause.start, report.clause.end)
            yield (report.article, span, event.id, report.origin.name), mention_key(report.article, report.mention)


def fit(parts: Sequence[Pairs]) -> Array:
    """The weights that make the facts of these pairs likeliest, that of every pair last."""
    x, y = (np.concatenate([part[at] for part in parts]) for at in (0, 1))

    def loss(weights: Array) -> tuple[float, Array]:
        z = x @ weights
        wrong = 1 / (1 + np.exp(-z)) - y
        return float((np.logaddexp(0, z) - y * z).sum() + RIDGE / 2 * weights @ weights), x.T @ wrong + RIDGE * weights

    found: Array = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x
    return found


if __name__ == "__main__":
    main()
