"""Fits atlas/same_event_weights.tsv: what each feature of merge/features.py weighs when two mentions are compared.

    python -m training.same_event [--write]

Logistic regression over all pairs of mentions within a story of ECB+'s train part, gold mentions given; the stories are
the gold's and those of merge/stories.py, which join likenesses, so that the weights know pure stories and mixed ones.
First, five-fold cross-validation over topics, which prints CoNLL at each threshold of happenings.JOINED; then the
weights of all topics. What two mentions share may only speak for one event, what differs only against it: a weight that
an explanation could not defend is 0. The same data gives the same weights.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from bench import happenings, partitions
from bench.happenings import Marked, StoryOf, gold_stories, our_stories
from dateline.merge import features
from dateline.merge.happenings import BOUND, average_link

TABLE = Path(features.__file__).parent.parent / "atlas" / features.TABLE
SET = "stories/ecbplus_train"
FOLDS = 5
THRESHOLDS = (-1.0, -0.75, -0.5, -0.25, 0.0, 0.25, 0.5)
#: Strength of the pull of weights to 0 (ridge), in pairs.
RIDGE = 5.0
#: Weights that ECB+ cannot teach, set by hand: it hardly ever has two like acts between other people in one story,
#: where news of a war or a court has many.
#: `told_alike` would weigh 2.6: in its short, pure stories two such words nearly always tell one happening, in a story
#: of many deaths they need not. With 2 the counts of bench/origins fall, in both halves of its stories.
BY_HAND = {"other_sides": -3.0, "told_alike": 1.0}
Array = npt.NDArray[Any]
NAMES = (*features.FEATURES, features.BIAS)
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
    "told_alike": "news tells one happening with both words (told_alike.tsv; set by hand)",
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
    "other_sides": "both of the two before (set by hand)",
    "same_names": "people, bodies and places named in both clauses",
    "same_subject_word": "the subject's word in common, rare words counting more",
    "same_object_word": "the object's word in common, rare words counting more",
    "near_words": "likeness of the words that belong to the two words of the event",
    "clause_words": "likeness of the clauses",
    "word_beside": "the word of one stands beside the other's: the two are told apart",
    "same_place": "one place",
    "same_day": "one day",
    "other_time": "times that don't meet",
    "same_figure": "a number in common; counts whole where it counts the same things",
    "one_sentence": "both stand in one sentence",
    "other_polarity": "one is denied, the other is not",
    "article_names": "likeness of who and what the two articles name; counts more what few of the story do",
    "article_lead": "likeness of the two articles' first sentences",
    "article_years": "a year that both articles state or were published in",
    "central": "both are what their articles are about",
    "any_pair": "every pair",
}


class Story(NamedTuple):
    """All pairs of a story's mentions: values (mentions, mentions, features), each mention's id and chain."""

    topic: str
    values: Array
    mentions: list[tuple[str, str]]
    chains: list[str]


Stories = Mapping[Hashable, Story]


def main() -> None:
    """Print the sweep and the weights; write the table with --write."""
    parts = {"gold stories": load(gold_stories), "our stories": load(our_stories)}
    everything = [one for stories in parts.values() for one in stories.values()]
    topics = sorted({one.topic for one in everything}, key=int)
    weights = {}
    for fold in range(FOLDS):
        held = topics[fold::FOLDS]
        weights.update(dict.fromkeys(held, fit(one for one in everything if one.topic not in held)))
    for threshold in THRESHOLDS:
        found = (f"{name} {100 * conll(stories, weights, threshold):.2f}" for name, stories in parts.items())
        print(f"threshold {threshold:5.2f}  CoNLL {', '.join(found)}")
    lines = [f"{name}\t{weight:.2f}\t{TELLS[name]}\n" for name, weight in zip(NAMES, fit(everything), strict=True)]
    print("".join(lines))
    if "--write" in sys.argv[1:]:
        TABLE.write_text(HEADER + "feature\tweight\ttells\n" + "".join(lines), encoding="utf-8")


def load(stories: Callable[[Sequence[Marked]], StoryOf]) -> Stories:
    """The stories of the train part. One of several topics counts to that of most of its mentions."""
    marked = happenings.load(SET)
    given = {one.id: list(happenings.as_mentions(one)) for one in marked}
    told = happenings.told_by_story(marked, stories(marked), lambda one: [mention for mention, _ in given[one.id]])
    chain_of = {(id_, mention.id): chain for id_, mentions in given.items() for mention, chain in mentions}
    topic_of = {one.id: str(one.record["meta"]["topic"]) for one in marked}
    out = {}
    for story, tellings in told.items():
        if tellings:
            values = [matrix for _, matrix in features.values(features.Batch(tellings))]
            cube = np.stack([*values, np.ones_like(values[0])], axis=-1)
            topic, _ = Counter(topic_of[one.article] for one in tellings).most_common(1)[0]
            mentions = [(one.article, one.mention.id) for one in tellings]
            out[story] = Story(topic, cube, mentions, [chain_of[mention] for mention in mentions])
    return out


def fit(stories: Iterable[Story], names: Sequence[str] = NAMES) -> Array:
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

    bounds = [_bounds(name) for name in names]
    start = np.zeros(x.shape[1])
    found: Array = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 300}).x
    return found


def _bounds(name: str) -> tuple[float | None, float | None]:
    """Which way a feature may speak, by its name."""
    if name in BY_HAND:
        return BY_HAND[name], BY_HAND[name]
    if name.startswith("other_"):
        return None, 0.0
    return (0.0, None) if name.startswith(("same_", "article_")) or name.endswith("_words") else (None, None)


def conll(stories: Stories, weights: Mapping[str, Array], threshold: float) -> float:
    """CoNLL over all stories with the weights of their topics, groups made at a threshold."""
    gold: dict[Hashable, Hashable] = {}
    found: dict[Hashable, Hashable] = {}
    for name, one in stories.items():
        total = np.clip(one.values @ weights[one.topic], -BOUND, BOUND).astype(np.float32)
        gold.update(zip(one.mentions, one.chains, strict=True))
        found.update(zip(one.mentions, ((name, group) for group in average_link(total, threshold)), strict=True))
    return partitions.figures(gold, found)["CoNLL"]


if __name__ == "__main__":
    main()
