"""Which event mentions of a story's articles tell one happening, state or figure.

Every two mentions get a score (merge/features.py); the two groups whose mentions score best on average become one,
until no two groups reach JOINED ("average link"). What people have judged binds: mentions that somebody called the same
start as one group, and groups that hold two that somebody called different never become one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from dateline.merge.entities import Known, Member, same_entities
from dateline.merge.features import Batch, Matrix, evidence, scores
from dateline.merge.tellings import Telling, tellings
from dateline.records import Judgement, Rows, row_id

VERSION = "1"
#: Who judges here. Judgements under other names are people's.
JUDGE: Final = f"dateline {VERSION}"
#: The least average score, in log odds, with which two groups become one. `python -m training.same_event` sweeps it by
#: cross-validation over topics of ECB+, in the annotators' stories and in ours: between -0.75 and 0 little changes.
JOINED: Final = -0.25
#: A pair's score is held within these bounds, so that no single pair outweighs many in an average.
BOUND: Final = 4.0
#: The score of two mentions that must not be one: low enough for any average with it to stay below JOINED.
NEVER: Final = -1e9
#: Scores this near each other are a tie: else a text that says one thing 4,000 times is searched through 4,000 times.
TIE: Final = 1e-4
#: Mentions that are compared with each other at once (a few square matrices of this side, 64 MB each). A larger story
#: is taken word by word: there, only mentions of one word become one.
MOST: Final = 4000


@dataclass(frozen=True, slots=True)
class Happening:
    """Mentions that tell one event, as (article id, event mention id), in the order of the readings.

    `judgements` join each mention but the first to one before it, and say on what evidence; those of people are not
    among them, as the ledger has them already.
    """

    mentions: tuple[tuple[str, str], ...]
    judgements: tuple[Judgement, ...]


def same_events(
    readings: Sequence[Rows],
    judgements: Iterable[Judgement] = (),
    *,
    known: Mapping[Member, Known] | None = None,
    told: Sequence[Telling] | None = None,
) -> list[Happening]:
    """Every event mention of one story's articles, those that tell one event together; singletons too.

    `judgements` are people's: of one pair the newest counts, withdrawn ones don't, and of those that contradict each
    other in a chain (A is B, B is C, A is not C) the newest hold. `known` is what `same_entities` says of the readings,
    `told` what `tellings` makes of them.
    """
    if told is None:
        known = same_entities(readings) if known is None else known
        told = [one for rows in readings for one in tellings(rows, known)]
    binding = _binding(judgements)
    found = [one for block in _blocks(told, binding) for one in _happenings(block, binding)]
    place = {(one.article, one.mention.id): at for at, one in enumerate(told)}
    return sorted(found, key=lambda one: place[one.mentions[0]])


def groups(told: Sequence[Telling]) -> list[int]:
    """For each telling the number of its group, by scores alone."""
    return average_link(_bounded(scores(Batch(told))), JOINED)


def average_link(total: Matrix, least: float) -> list[int]:
    """The group of each mention, from the bounded scores of all pairs: groups as like as `least` become one."""
    return _Partition(total).average_link(least)


def _binding(judgements: Iterable[Judgement]) -> list[Judgement]:
    """People's judgements that stand, the newest first."""
    people = [one for one in judgements if one.withdrawn is None and not one.judge.startswith("dateline")]
    people.reverse()  # of one second, the last given is the newest: the ledger gives them in their order
    return sorted(people, key=lambda one: one.made or "", reverse=True)


def _blocks(told: Sequence[Telling], binding: Sequence[Judgement]) -> Iterator[list[Telling]]:
    """The tellings in lots that fit in memory, each in the order of the text; one lot wherever possible."""
    if len(told) <= MOST:
        yield list(told)
        return
    bound = {key for one in binding for key in (one.left, one.right)}
    by_word: dict[str, list[Telling]] = defaultdict(list)
    for one in told:
        by_word["" if one.key in bound else one.lemma].append(one)
    for word in sorted(by_word):
        lot = by_word[word]
        yield from (lot[at : at + MOST] for at in range(0, len(lot), MOST))


def _happenings(told: Sequence[Telling], binding: Sequence[Judgement]) -> Iterator[Happening]:
    if not told:
        return
    batch = Batch(told)
    total = _bounded(scores(batch))
    place = {one.key: at for at, one in enumerate(told)}
    bound = [
        (place[one.left], place[one.right], one.verdict == "same")
        for one in binding
        if one.left in place and one.right in place
    ]
    members: dict[int, list[int]] = defaultdict(list)
    for at, number in enumerate(bound_groups(total, bound)):
        members[number].append(at)
    links = [
        (_best(total, group[:at], right), right) for group in members.values() for at, right in enumerate(group) if at
    ]
    judged = dict(zip((right for _, right in links), _judgements(batch, total, links), strict=True))
    for group in members.values():
        mentions = tuple((told[at].article, told[at].mention.id) for at in group)
        yield Happening(mentions, tuple(judged[at] for at in group[1:]))


def bound_groups(total: Matrix, bound: Sequence[tuple[int, int, bool]]) -> list[int]:
    """The group of each mention under what people said of pairs, the newest first.

    Who calls two events the same means all that stood in them: their groups are joined as they were without that word,
    but for what somebody else parted.
    """
    partition, before = _Partition(total), _Partition(total)
    for left, right, same in bound:
        partition.bind(left, right, same=same)
        if not same:
            before.bind(left, right, same=False)
    if joined := {at for left, right, same in bound if same for at in (left, right)}:
        group = before.average_link(JOINED)
        first = {group[at]: at for at in sorted(joined, reverse=True)}
        for at, number in enumerate(group):
            if number in first:
                partition.bind(first[number], at, same=True)
    return partition.average_link(JOINED)


def _bounded(total: Matrix) -> Matrix:
    return np.clip(total, -BOUND, BOUND)


def _best(total: Matrix, earlier: Sequence[int], right: int) -> int:
    """Which of the earlier mentions of its group a mention is likest to."""
    return earlier[int(total[right, np.array(earlier)].argmax())]


def _judgements(batch: Batch, total: Matrix, links: Sequence[tuple[int, int]]) -> Iterator[Judgement]:
    for (left, right), lines in zip(links, evidence(batch, links), strict=True):
        one, other = batch.tellings[left].key, batch.tellings[right].key
        odds = float(np.exp(-total[left, right]))
        score = round(1 / (1 + odds), 4)
        yield Judgement(row_id("j", one, other, "same", JUDGE), one, other, "same", score, lines, JUDGE)


class _Partition:
    """Groups of mentions and the average score between each two; a group keeps the number of its first mention."""

    def __init__(self, total: Matrix) -> None:
        self.score = total.copy()
        np.fill_diagonal(self.score, NEVER)
        self.size = np.ones(len(total), dtype=np.float32)
        self.group = list(range(len(total)))

    def bind(self, left: int, right: int, *, same: bool) -> None:
        """Hold two mentions together, or apart; without effect where that contradicts what was bound before."""
        one, other = sorted((self.group[left], self.group[right]))
        if one == other or self.score[one, other] <= NEVER / 2:
            return
        if same:
            self._join(one, other)
        else:
            self.score[one, other] = self.score[other, one] = NEVER

    def average_link(self, least: float) -> list[int]:
        """Join the likest groups until none are as like as `least`; the group of each mention."""
        if not len(self.score):
            return []
        best = self.score.argmax(axis=1)
        value = self.score[np.arange(len(best)), best]
        while value[one := int(value.argmax())] >= least:
            one, other = sorted((one, int(best[one])))
            self._join(one, other)
            row = self.score[one]
            value[other] = NEVER
            nearer = (row >= value - TIE) & (row > NEVER / 2)
            best[nearer], value[nearer] = one, row[nearer]
            stale = ((best == one) | (best == other)) & ~nearer & (value > NEVER / 2)
            stale[one], stale[other] = True, False
            for at in np.flatnonzero(stale):
                best[at] = self.score[at].argmax()
                value[at] = self.score[at, best[at]]
        return self.group

    def _join(self, one: int, other: int) -> None:
        size = self.size[one] + self.size[other]
        row = (self.score[one] * self.size[one] + self.score[other] * self.size[other]) / size
        row[(self.score[one] <= NEVER / 2) | (self.score[other] <= NEVER / 2)] = NEVER
        row[one] = row[other] = NEVER
        self.score[one] = self.score[:, one] = row
        self.score[other] = self.score[:, other] = NEVER
        self.size[one] = size
        self.group = [one if group == other else group for group in self.group]
