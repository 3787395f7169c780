"""Fits atlas/same_event_weights.tsv: what each feature of merge/features.py weighs when two mentions are compared.

    python -m training.same_event [--write]

Logistic regression over all pairs of mentions within a story of ECB+'s train part, gold mentions given. First,
five-fold cross-validation over topics, which prints CoNLL at each threshold of happenings.JOINED; then the weights of
all topics. What two mentions share may only speak for one event, what differs only against it: a weight that an
explanation could not defend is 0. The same data gives the same weights.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from bench import happenings, partitions
from dateline.merge import features
from dateline.merge.happenings import BOUND, average_link

TABLE = Path(features.__file__).parent.parent / "atlas" / features.TABLE
SET = "stories/ecbplus_train"
FOLDS = 5
THRESHOLDS = (-1.0, -0.75, -0.5, -0.25, 0.0, 0.25, 0.5)
#: Strength of the pull of weights to 0 (ridge), in pairs.
RIDGE = 5.0
Array = npt.NDArray[Any]
HEADER = """\
# What each feature of merge/features.py weighs when two event mentions are compared, in log odds: above 0 it speaks for
# one event, below 0 against. Values are 0 to 1. Fitted by training/same_event.py; a weight may be changed by hand.
#
# feature  its name in merge/features.py; any_pair is what every pair has
# weight   log odds
# tells    what it compares
"""
TELLS = {
    "same_word": "one word tells both",
    "same_stem": "words of one stem (word_families.tsv)",
    "same_meaning": "words of one meaning (meanings.tsv)",
    "one_wider": "the meaning of one word is a kind of the other's",
    "both_report": "both say only that somebody says something (vague_words.tsv)",
    "light_word": "one of the words tells next to nothing by itself (vague_words.tsv)",
    "common_word": "how common the commoner word is in news (word_counts.tsv)",
    "frequent_word": "how often the story has both words",
    "same_code": "one PLOVER code",
    "other_code": "different PLOVER codes",
    "same_actor": "an actor in common",
    "same_recipient": "a recipient in common",
    "other_actor": "known actors, none in common",
    "other_recipient": "known recipients, none in common",
    "same_names": "people, bodies and places named in both clauses",
    "same_subject_word": "the subject's word in common, rare words counting more",
    "same_object_word": "the object's word in common, rare words counting more",
    "near_words": "likeness of the words that belong to the two words of the event",
    "clause_words": "likeness of the clauses",
    "sentence_words": "likeness of the sentences",
    "word_beside": "the word of one stands beside the other's: the two are told apart",
    "same_place": "one place",
    "other_place": "two places, neither in the other",
    "same_day": "one day",
    "other_time": "times that don't meet",
    "same_figure": "a number in common",
    "same_count": "the same things are counted",
    "one_sentence": "both stand in one sentence",
    "other_polarity": "one is denied, the other is not",
    "central": "both are what their articles are about",
    "any_pair": "every pair",
}


class Story(NamedTuple):
    """All pairs of a story's mentions: values (mentions, mentions, features), and the chain of each mention."""

    topic: str
    values: Array
    chains: list[str]


def main() -> None:
    """Print the sweep and the weights; write the table with --write."""
    stories = load()
    topics = sorted({one.topic for one in stories.values()}, key=int)
    scored = {}
    for fold in range(FOLDS):
        held = set(topics[fold::FOLDS])
        weights = fit(one for one in stories.values() if one.topic not in held)
        scored.update({name: one.values @ weights for name, one in stories.items() if one.topic in held})
    for threshold in THRESHOLDS:
        print(f"threshold {threshold:5.2f}  CoNLL {100 * conll(stories, scored, threshold):.2f}")
    rows = list(zip((*features.FEATURES, features.BIAS), fit(stories.values()), strict=True))
    lines = [f"{name}\t{weight:.2f}\t{TELLS[name]}\n" for name, weight in rows]
    print("".join(lines))
    if "--write" in sys.argv[1:]:
        TABLE.write_text(HEADER + "feature\tweight\ttells\n" + "".join(lines), encoding="utf-8")


def load() -> dict[str, Story]:
    """The stories of the train part."""
    marked = happenings.load(SET)
    story_of = {one.id: str(one.record["meta"]["subtopic"]) for one in marked}
    topic_of = {str(one.record["meta"]["subtopic"]): str(one.record["meta"]["topic"]) for one in marked}
    given = {one.id: list(happenings.as_mentions(one)) for one in marked}
    told = happenings.told_by_story(marked, story_of, lambda one: [mention for mention, _ in given[one.id]])
    chain_of = {(id_, mention.id): chain for id_, mentions in given.items() for mention, chain in mentions}
    out = {}
    for story, tellings in told.items():
        values = [matrix for _, matrix in features.values(features.Batch(tellings))]
        cube = np.stack([*values, np.ones_like(values[0])], axis=-1)
        out[str(story)] = Story(topic_of[str(story)], cube, [chain_of[one.article, one.mention.id] for one in tellings])
    return out


def fit(stories: Iterable[Story]) -> Array:
    """The weights that make the chains of these stories likeliest, any_pair last."""
    values, same = [], []
    for one in stories:
        upper, chains = np.triu_indices(len(one.chains), 1), np.array(one.chains)
        values.append(one.values[upper])
        same.append((chains[:, None] == chains[None])[upper])
    x, y = np.concatenate(values).astype(np.float64), np.concatenate(same).astype(np.float64)

    def loss(weights: Array) -> tuple[float, Array]:
        z = x @ weights
        wrong = 1 / (1 + np.exp(-z)) - y
        return float((np.logaddexp(0, z) - y * z).sum() + RIDGE / 2 * weights @ weights), x.T @ wrong + RIDGE * weights

    bounds = [_bounds(name) for name in (*features.FEATURES, features.BIAS)]
    start = np.zeros(x.shape[1])
    found: Array = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 300}).x
    return found


def _bounds(name: str) -> tuple[float | None, float | None]:
    """Which way a feature may speak, by its name."""
    if name.startswith("other_"):
        return None, 0.0
    return (0.0, None) if name.startswith("same_") or name.endswith("_words") else (None, None)


def conll(stories: Mapping[str, Story], scored: Mapping[str, Array], threshold: float) -> float:
    """CoNLL over all stories, groups made at a threshold."""
    gold, found = {}, {}
    for name, one in stories.items():
        labels = average_link(np.clip(scored[name], -BOUND, BOUND), threshold)
        gold.update({(name, at): chain for at, chain in enumerate(one.chains)})
        found.update({(name, at): (name, label) for at, label in enumerate(labels)})
    return partitions.figures(gold, found)["CoNLL"]


if __name__ == "__main__":
    main()
