"""By what two tellings are judged to tell one event: a table of features, each with a weight, on one screen.

A score is the sum of value times weight over the features of FEATURES; the weights are in atlas/same_event_weights.tsv
(fitted by training/same_event.py, in log odds), so that a score explains itself line by line. Values are 0..1. They are
computed for all pairs of a batch at once: a matrix, one row and column a telling.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from math import log
from typing import Any

import numpy as np
import numpy.typing as npt

from dateline.atlas.meanings import alike, forms, meanings, vague_words, wider
from dateline.atlas.tables import table
from dateline.atlas.word_counts import rarity
from dateline.merge.tellings import Background, Spot, Telling
from dateline.records import Evidence

Matrix = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Grid = npt.NDArray[Any]
Codes = npt.NDArray[np.int64]

TABLE = "same_event_weights.tsv"
#: The row that holds what two tellings have that share nothing: how seldom a pair of a story is one event.
BIAS = "any_pair"
#: The rarity of a word that the counts lack, so that weights of words are 0..1.
RAREST = 7.6
#: A name that only its own article knows is shared within that article, and says less than a name of the story.
LOCAL = " "


class Batch:
    """Tellings that are compared with each other, and what several features need of them."""

    def __init__(self, tellings: Sequence[Telling]) -> None:
        self.tellings = tellings
        self.size = len(tellings)

    def each(self, value: Callable[[Telling], float]) -> npt.NDArray[np.float32]:
        """A number of each telling."""
        return np.array([value(one) for one in self.tellings], dtype=np.float32)

    def flags(self, test: Callable[[Telling], bool]) -> Flags:
        """What holds of which telling."""
        return np.array([test(one) for one in self.tellings], dtype=bool)

    def codes(self, value: Callable[[Telling], Hashable]) -> Codes:
        """The same number where the value is the same, 0 where there is none."""
        numbers: dict[Hashable, int] = {}
        found = (value(one) for one in self.tellings)
        return np.array([numbers.setdefault(one, len(numbers) + 1) if one else 0 for one in found], dtype=np.int64)

    def shared(
        self, sets: Callable[[Telling], Iterable[str]], weigh: Callable[[str], float] = lambda one: 1.0
    ) -> Matrix:
        """The weight of what each two have in common."""
        return self.crossed(sets, sets, weigh)

    def crossed(
        self,
        left: Callable[[Telling], Iterable[str]],
        right: Callable[[Telling], Iterable[str]],
        weigh: Callable[[str], float] = lambda one: 1.0,
    ) -> Matrix:
        """The weight of what the left has of one kind and the right of another."""
        rows, columns = self.bearers(left), self.bearers(right)
        found = np.zeros((self.size, self.size), dtype=np.float32)
        for value in rows.keys() & columns.keys():
            found[np.ix_(rows[value], columns[value])] += weigh(value)
        return found

    def bearers(self, sets: Callable[[Telling], Iterable[str]]) -> dict[str, list[int]]:
        """Which tellings have a value."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(self.tellings):
            for value in sets(one):
                found[value].append(place)
        return found

    def likeness(self, sets: Callable[[Telling], Iterable[str]]) -> Grid:
        """The cosine of two bags of words, rare words counting more."""
        length = np.sqrt(self.each(lambda one: sum(map(weight_of, sets(one)))))
        found: Grid = self.shared(sets, weight_of) / np.maximum(length[:, None] * length[None], 1e-6)
        return found

    def backgrounds(self, sets: Callable[[Background], frozenset[str]], weigh: Callable[[str, float], float]) -> Grid:
        """The cosine of what the articles of two tellings are about.

        `weigh` is given a value and its rarity among these articles: ln of one in how many has it.
        """
        articles = list({one.article: one.background for one in self.tellings}.values())
        bearers: dict[str, list[int]] = defaultdict(list)
        for at, one in enumerate(articles):
            for value in sets(one):
                bearers[value].append(at)
        alike = np.zeros((len(articles), len(articles)), dtype=np.float32)
        for value, held in bearers.items():
            alike[np.ix_(held, held)] += weigh(value, log((len(articles) + 1) / len(held)))
        length = np.sqrt(alike.diagonal())
        alike /= np.maximum(length[:, None] * length[None], 1e-6)
        of = self.codes(lambda one: one.article) - 1
        return alike[np.ix_(of, of)]

    def disjoint(self, sets: Callable[[Telling], Iterable[str]]) -> Grid:
        """1 where both have values and none in common."""
        some = self.flags(lambda one: any(True for _ in sets(one)))
        found: Grid = both(some) & (self.shared(sets) == 0)
        return found

    @cached_property
    def same_word(self) -> Grid:
        """Where two use the same word."""
        return equal(self.codes(lambda one: one.lemma))

    @cached_property
    def same_stem(self) -> Grid:
        """Where two use different words of one stem."""
        return (self.shared(lambda one: forms(one.lemma)) > 0) & ~self.same_word

    @cached_property
    def same_meaning(self) -> Grid:
        """Where two use words of different stems and one meaning."""
        found = self.shared(lambda one: meanings(one.lemma)) > 0
        return found & ~self.same_word & ~self.same_stem

    @cached_property
    def days(self) -> tuple[Codes, Codes]:
        """The first and last day of each, as numbers in the order of time; 0 where it has none."""
        stated = [((one.start or "")[:10], (one.end or one.start or "")[:10]) for one in self.tellings]
        order = {day: at for at, day in enumerate(sorted({day for days in stated for day in days} | {""}))}
        first, last = ([order[day] for day in days] for days in (zip(*stated, strict=True) if stated else ((), ())))
        return np.array(first, dtype=np.int64), np.array(last, dtype=np.int64)


def both(flags: Flags) -> Flags:
    """Where both of two have it."""
    found: Flags = flags[:, None] & flags[None]
    return found


def equal(codes: Codes) -> Flags:
    """Where both have the same, and have it at all."""
    found: Flags = (codes[:, None] == codes[None]) & (codes != 0)[:, None]
    return found


@cache
def weight_of(word: str) -> float:
    """What a shared word tells, 0..1: next to nothing where all news has it."""
    return min(1.0, rarity(word) / RAREST)


# ---------------------------------------------------------------- the features


def _one_wider(batch: Batch) -> Grid:
    found = batch.crossed(lambda one: meanings(one.lemma), lambda one: wider(one.lemma)) > 0
    return (found | found.T) & ~batch.same_word & ~batch.same_stem & ~batch.same_meaning


def _told_alike(batch: Batch) -> Grid:
    found = batch.shared(lambda one: (str(row) for row in alike(one.lemma))) > 0
    return found & ~batch.same_word & ~batch.same_stem & ~batch.same_meaning


def _both_report(batch: Batch) -> Grid:
    return both(batch.flags(lambda one: one.lemma in vague_words("reports")))


def _light_word(batch: Batch) -> Grid:
    light = batch.flags(lambda one: one.lemma in vague_words("light"))
    found: Grid = light[:, None] | light[None]
    return found


def _common_word(batch: Batch) -> Grid:
    common = 1 - batch.each(lambda one: weight_of(one.lemma))
    return np.maximum(common[:, None], common[None])


def _frequent_word(batch: Batch) -> Grid:
    counts = Counter(one.lemma for one in batch.tellings)
    seldom = 1 / np.sqrt(batch.each(lambda one: counts[one.lemma]))
    return 1 - np.maximum(seldom[:, None], seldom[None])


def _same_code(batch: Batch) -> Grid:
    return equal(batch.codes(lambda one: one.mention.code))


def _other_code(batch: Batch) -> Grid:
    codes = batch.codes(lambda one: one.mention.code)
    return both(codes != 0) & ~equal(codes)


def _same_actor(batch: Batch) -> Grid:
    return np.minimum(batch.shared(lambda one: one.actors), 1)


def _same_recipient(batch: Batch) -> Grid:
    return np.minimum(batch.shared(lambda one: one.recipients), 1)


def _other_actor(batch: Batch) -> Grid:
    return batch.disjoint(lambda one: (key for key in one.actors if LOCAL not in key))


def _other_recipient(batch: Batch) -> Grid:
    return batch.disjoint(lambda one: (key for key in one.recipients if LOCAL not in key))


def _other_sides(batch: Batch) -> Grid:
    return _other_actor(batch) & _other_recipient(batch)


def _same_names(batch: Batch) -> Grid:
    return np.minimum(batch.shared(lambda one: (key for key in one.others if LOCAL not in key)) / 2, 1)


def _same_subject_word(batch: Batch) -> Grid:
    return np.minimum(batch.shared(lambda one: one.subjects, weight_of), 1)


def _same_object_word(batch: Batch) -> Grid:
    return np.minimum(batch.shared(lambda one: one.objects, weight_of), 1)


def _near_words(batch: Batch) -> Grid:
    return batch.likeness(lambda one: one.near)


def _clause_words(batch: Batch) -> Grid:
    return batch.likeness(lambda one: one.words)


def _word_beside(batch: Batch) -> Grid:
    found = batch.crossed(lambda one: (one.lemma,), lambda one: one.near) > 0
    return (found | found.T) & ~batch.same_word


def _same_place(batch: Batch) -> Grid:
    return equal(batch.codes(lambda one: one.place and one.place.key))


def _same_day(batch: Batch) -> Grid:
    return equal(batch.codes(lambda one: (one.start or "")[:10]))


def _other_time(batch: Batch) -> Grid:
    first, last = batch.days
    known = both(first != 0)
    return known & ((first[:, None] > last[None]) | (first[None] > last[:, None]))


def _same_figure(batch: Batch) -> Grid:
    numbers = batch.shared(lambda one: (number for number, _ in one.figures)) > 0
    counts = batch.shared(lambda one: (f"{number} {counted}" for number, counted in one.figures if counted)) > 0
    return (numbers.astype(np.float32) + counts) / 2


def _one_sentence(batch: Batch) -> Grid:
    return equal(batch.codes(lambda one: (one.article, one.sentence)))


def _other_polarity(batch: Batch) -> Grid:
    denied = batch.flags(lambda one: one.mention.certainty.endswith("-"))
    found: Grid = denied[:, None] != denied[None]
    return found


def _central(batch: Batch) -> Grid:
    salience = batch.each(lambda one: one.mention.salience)
    return np.minimum(salience[:, None], salience[None])


def _article_lead(batch: Batch) -> Grid:
    return batch.backgrounds(lambda one: one.lead, lambda word, rare: weight_of(word) ** 2)


def _article_names(batch: Batch) -> Grid:
    return batch.backgrounds(lambda one: one.names, lambda key, rare: rare**2)


def _article_years(batch: Batch) -> Grid:
    found: Flags = batch.backgrounds(lambda one: one.years, lambda year, rare: 1.0) > 0
    return found


Words = Callable[[Telling, Telling], str]


def _both_words(left: Telling, right: Telling) -> str:
    return left.lemma if left.lemma == right.lemma else f"{left.lemma} / {right.lemma}"


def _common(sets: Callable[[Telling], Iterable[str]]) -> Words:
    return lambda left, right: ", ".join(sorted(set(sets(left)) & set(sets(right)))[:6])


def _sides(value: Callable[[Telling], object]) -> Words:
    return lambda left, right: f"{value(left)} / {value(right)}"


def _spot(place: Spot | None) -> str:
    return place.key if place else ""


def _figures(telling: Telling) -> str:
    return ", ".join(f"{number} {counted}".strip() for number, counted in sorted(telling.figures))


#: Every feature: its values over a batch, and the words that an explanation shows.
FEATURES: Mapping[str, tuple[Callable[[Batch], Grid], Words]] = {
    "same_word": (lambda batch: batch.same_word, _both_words),
    "same_stem": (lambda batch: batch.same_stem, _both_words),
    "same_meaning": (lambda batch: batch.same_meaning, _both_words),
    "one_wider": (_one_wider, _both_words),
    "told_alike": (_told_alike, _both_words),
    "both_report": (_both_report, _both_words),
    "light_word": (_light_word, _both_words),
    "common_word": (_common_word, _both_words),
    "frequent_word": (_frequent_word, _both_words),
    "same_code": (_same_code, _sides(lambda one: one.mention.code)),
    "other_code": (_other_code, _sides(lambda one: one.mention.code)),
    "same_actor": (_same_actor, _common(lambda one: one.actors)),
    "same_recipient": (_same_recipient, _common(lambda one: one.recipients)),
    "other_actor": (_other_actor, _sides(lambda one: ", ".join(sorted(one.actors)))),
    "other_recipient": (_other_recipient, _sides(lambda one: ", ".join(sorted(one.recipients)))),
    "other_sides": (_other_sides, _sides(lambda one: ", ".join(sorted(one.actors | one.recipients)))),
    "same_names": (_same_names, _common(lambda one: one.others)),
    "same_subject_word": (_same_subject_word, _common(lambda one: one.subjects)),
    "same_object_word": (_same_object_word, _common(lambda one: one.objects)),
    "near_words": (_near_words, _common(lambda one: one.near)),
    "clause_words": (_clause_words, _common(lambda one: one.words)),
    "word_beside": (_word_beside, _both_words),
    "same_place": (_same_place, _sides(lambda one: _spot(one.place))),
    "same_day": (_same_day, _sides(lambda one: one.start)),
    "other_time": (_other_time, _sides(lambda one: one.start)),
    "same_figure": (_same_figure, _sides(_figures)),
    "one_sentence": (_one_sentence, lambda left, right: ""),
    "other_polarity": (_other_polarity, _sides(lambda one: one.mention.certainty)),
    "article_names": (_article_names, lambda left, right: ""),
    "article_lead": (_article_lead, _common(lambda one: one.background.lead)),
    "article_years": (_article_years, _common(lambda one: one.background.years)),
    "central": (_central, _sides(lambda one: round(one.mention.salience, 2))),
}


@cache
def weights() -> dict[str, float]:
    """The weight of each feature, in log odds, and of BIAS."""
    return {row["feature"]: float(row["weight"]) for row in table(TABLE)}


def values(batch: Batch) -> Iterator[tuple[str, Matrix]]:
    """Each feature over all pairs of a batch, one after the other: only one is in memory."""
    for name, (value, _) in FEATURES.items():
        yield name, value(batch).astype(np.float32)


def scores(batch: Batch) -> Matrix:
    """The score of each pair, in log odds."""
    weighed = weights()
    total = np.full((batch.size, batch.size), weighed[BIAS], dtype=np.float32)
    for name, matrix in values(batch):
        total += weighed[name] * matrix
    return total


def evidence(batch: Batch, pairs: Sequence[tuple[int, int]]) -> list[tuple[Evidence, ...]]:
    """For each pair, the features that it has, the weightiest first."""
    weighed = weights()
    found: list[list[Evidence]] = [[] for _ in pairs]
    left, right = np.array([pair[0] for pair in pairs], int), np.array([pair[1] for pair in pairs], int)
    for name, matrix in values(batch):
        words = FEATURES[name][1]
        for at, value in enumerate(matrix[left, right].tolist()):
            if value > 0 and weighed[name]:
                one, other = (batch.tellings[place] for place in pairs[at])
                found[at].append(Evidence(name, round(value, 3), weighed[name], words(one, other)))
    return [tuple(sorted(lines, key=lambda line: (-abs(line.value * line.weight), line.feature))) for lines in found]
