"""Which reports of an event tell the same of it as most do.

Mentions of one event ("the crash") tell several facts of it: that the tram overturned, that 50 were hurt, that one
driver or another crashed. Who says one of them does not confirm another. So what is counted is the fact that most
articles tell: the reports that tell of the event are compared by what their clauses and sentences say (a table of
features, each with a weight in atlas/same_fact_weights.tsv), and the likest become one group. A report that speaks of
the event in passing counts where it says the same as that group all the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Final

import numpy as np

from dateline.atlas.tables import table
from dateline.merge.features import FEATURES, LOCAL, Batch, Grid, Matrix
from dateline.merge.happenings import BOUND, average_link
from dateline.merge.tellings import Telling

TABLE = "same_fact_weights.tsv"
#: The row that holds what two reports of one event have that share nothing.
BIAS = "any_pair"
#: What says that one word, or words of one family, tell both.
SAME_WORD: Final = ("same_word", "same_stem")
#: The least average score, in log odds, with which two groups tell one fact. `python -m training.same_fact` sweeps it:
#: more splits what the same fact is told in different words, less joins what differs in a figure or a name.
TOLD: Final = -0.5
#: The same for a report that speaks of the event in passing and the group that is counted.
PASSING: Final = 0.25
#: Reports that are compared with each other. Of an event with more of them, or in one article only, all tell one fact.
MOST: Final = 400


def main_fact(told: Sequence[Telling], passing: Sequence[bool]) -> set[int]:
    """Which reports of an event, in the order of time, tell the fact that most articles tell; no reference does.

    `passing` says which of them speak of the event only in passing; where all do, none tells it. Where most articles
    do, and one alone does not, its clause is no measure: then all reports are compared alike.
    """
    if all(passing):
        return set()
    firm = [at for at, only_passing in enumerate(passing) if not only_passing]
    loose = [at for at, only_passing in enumerate(passing) if only_passing and told[at].mention.reported]
    if len({one.article for one in told}) < 2 or len(told) > MOST:
        return set(firm)
    score = np.clip(scores(Batch(told)), -BOUND, BOUND)
    if _articles(told, firm) < min(2, _articles(told, loose)):
        return set(_most_told(told, sorted({*firm, *loose}), score))
    main = _most_told(told, firm, score)
    return {*main, *(at for at in loose if score[at, main].mean() >= PASSING)}


def _most_told(told: Sequence[Telling], some: Sequence[int], score: Matrix) -> list[int]:
    """Of some of the reports, those that tell the fact that most articles tell."""
    groups: dict[int, list[int]] = defaultdict(list)
    for at, number in zip(some, average_link(score[np.ix_(some, some)], TOLD), strict=True):
        groups[number].append(at)
    return max(groups.values(), key=lambda group: (_articles(told, group), len(group)))


def _articles(told: Sequence[Telling], some: Iterable[int]) -> int:
    return len({told[at].article for at in some})


# ---------------------------------------------------------------- the features


def _sentence_words(batch: Batch) -> Grid:
    return batch.likeness(lambda one: one.around)


def _other_word(batch: Batch) -> Grid:
    found: Grid = ~np.logical_or.reduce([FEATURES[name][0](batch).astype(bool) for name in SAME_WORD])
    return found


def _other_figure(batch: Batch) -> Grid:
    return batch.disjoint(lambda one: (number for number, _ in one.figures))


def _one_counted(batch: Batch) -> Grid:
    counted = batch.flags(_counts)
    found: Grid = counted[:, None] != counted[None]
    return found


def _counts(one: Telling) -> bool:
    """Whether it is told of a number: "50 were injured", "eight deaths"."""
    return any(noun and (noun in one.subjects or noun in one.objects or noun == one.lemma) for _, noun in one.figures)


def _other_names(batch: Batch) -> Grid:
    return batch.disjoint(_named)


def _named(one: Telling) -> Iterable[str]:
    return (key for key in one.others if LOCAL not in key)


#: What two reports of one event are compared by.
COMPARED: Mapping[str, Callable[[Batch], Grid]] = {
    "near_words": FEATURES["near_words"][0],
    "clause_words": FEATURES["clause_words"][0],
    "sentence_words": _sentence_words,
    "other_word": _other_word,
    "same_figure": FEATURES["same_figure"][0],
    "other_figure": _other_figure,
    "one_counted": _one_counted,
    "other_names": _other_names,
}


@cache
def weights() -> dict[str, float]:
    """The weight of each feature, in log odds, and of BIAS."""
    return {row["feature"]: float(row["weight"]) for row in table(TABLE)}


def scores(batch: Batch) -> Matrix:
    """The score of each pair, in log odds."""
    weighed = weights()
    total = np.full((batch.size, batch.size), weighed[BIAS], dtype=np.float32)
    for name, value in COMPARED.items():
        total += weighed[name] * value(batch).astype(np.float32)
    return total
