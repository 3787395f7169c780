"""Which articles are about one matter: each joins the story it is nearest to, or founds one, in one pass.

Two articles are compared by the table FEATURES; an article and a story by the mean over the story's latest members
(average link). What is kept of an article is its `Profile`, and what is looked at is bounded, so the hundred-thousandth
article costs about what the hundredth did.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from dateline.merge.profiles import Profile, Vector, profile, restored
from dateline.records import Evidence, Rows, Story, row_id

#: What makes two articles one story. Each feature is 0..1, or -1..1 where its absence speaks against it; weights are
#: those of a logistic regression over pairs (docs/stories.md), rounded.
FEATURES: Final[dict[str, float]] = {
    "names": 10.0,  # the people, bodies and places named
    "opening": 6.0,  # the words of title and first lines
    "words": 4.0,  # all other words
    "figures": 1.0,  # numbers: a toll, a magnitude, a price
    "days": 1.8,  # +1: they speak of one day, -1: of days two weeks and more apart
    "years": 0.5,  # +1: they speak of one year, -1: of different years only
    "apart": 8.0,  # 0 up to three months between the days they speak of, -0.4 at a year, -1 at ten
    "strangers": 3.0,  # -1: both have names, and no leading name of one stands in the other
    "copied": 4.0,  # the share of the text that was copied from a member
}
#: Added to the sum; two articles of sum 0 are as likely one story as not.
BIAS: Final = -3.3
#: From here on an article joins: the bias is swept so that the worst of the sets of bench/stories.py is best.
THRESHOLD: Final = 0.5
#: Members of a story that are compared: the latest. A story moves on, and thousands of members would take time.
MEMBERS: Final = 10
#: Stories that are compared: those that share most of the article's heaviest terms.
CANDIDATES: Final = 12
#: An article is found again by so many of its heaviest names and opening words, and words ...
HANDLES: Final = (("names", 12), ("opening", 10), ("words", 8))
#: ... each of which leads to the latest stories that have it, and no more of them.
LED_TO: Final = 100
#: Days apart from which on two articles don't speak of days near each other, are slow to be one story, and never are.
FORTNIGHT: Final = 14
SEASON: Final = 90
DECADE: Final = 3650
#: Names that lead an article, and how many it must have before having others' names speaks against anything.
LEADING: Final = 8
NAMED: Final = 3
#: Terms that an explanation shows.
SHOWN: Final = 4


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an article went, and why.

    `score` is how likely (0..1) it is of the story it joined or, where it founded one, of the story that came
    nearest; `nearest` is that story's id, `evidence` what was compared; both are empty where nothing was near.
    """

    story: str
    founded: bool
    score: float | None
    nearest: str | None
    evidence: tuple[Evidence, ...]


@dataclass(slots=True)
class _Grouped:
    """A story in memory: ids of its articles in the order of adding."""

    articles: list[str] = field(default_factory=list)

    @property
    def latest(self) -> list[str]:
        return self.articles[-MEMBERS:]


class Stories:
    """The stories so far. Feed it articles in the order of time; those without a date where they come."""

    def __init__(self) -> None:
        self._profiles: dict[str, Profile] = {}
        self._of: dict[str, str] = {}
        self._stories: dict[str, _Grouped] = {}
        self._led: dict[str, deque[str]] = {}

    def __len__(self) -> int:
        return len(self._stories)

    def add(self, rows: Rows, *, copied: Iterable[tuple[str, float]] = ()) -> Placed:
        """Place an article. `copied` are (id of an earlier article, share of this text that it has from it).

        An article whose id is known stays in its story, and is known by its new text from now on.
        """
        made, article = profile(rows), rows.article.id
        if article in self._of:
            self._profiles[article] = made
            return Placed(self._of[article], False, None, None, ())
        found = self._nearest(made, dict(copied))
        if found and found.score is not None and found.score >= THRESHOLD:
            placed = found
        else:
            founded = row_id("story", article)
            placed = Placed(founded, True, *((found.score, found.story, found.evidence) if found else (None, None, ())))
        self._keep(article, placed.story, made)
        return placed

    def restore(self, article: str, story: str, sketch: Iterable[Any]) -> None:
        """Take back an article that was placed before: its story and what `sketch` gave, in the order of adding."""
        self._keep(article, story, restored(sketch))

    def sketch(self, article: str) -> list[Any]:
        """What is known of an article, as plain values for JSON: some 3 kB. Raises KeyError for one never added."""
        return self._profiles[article].plain()

    def story(self, story: str) -> Story:
        """A story as it stands; its title is that of the article nearest to all others. Raises KeyError."""
        grouped = self._stories[story]
        dates = sorted(d for article in grouped.articles if (d := self._profiles[article].published))
        first, last = (dates[0], dates[-1]) if dates else (None, None)
        return Story(story, self._title(grouped), first, last, tuple(grouped.articles))

    def stories(self) -> Iterator[Story]:
        """Every story, in the order in which they were founded."""
        return (self.story(story) for story in self._stories)

    # ---------------------------------------------------------------- finding

    def _keep(self, article: str, story: str, made: Profile) -> None:
        self._profiles[article], self._of[article] = made, story
        self._stories.setdefault(story, _Grouped()).articles.append(article)
        for handle in _handles(made):
            led = self._led.setdefault(handle, deque(maxlen=LED_TO))
            if story not in led:
                led.append(story)

    def _candidates(self, made: Profile, copied: Collection[str]) -> list[str]:
        """Stories that share the heaviest terms, best first; those that it copies from in any case."""
        shared: defaultdict[str, float] = defaultdict(float)
        for handle, weight in _handles(made).items():
            led = self._led.get(handle, ())
            for story in led:
                shared[story] += weight
        copying = [self._of[article] for article in copied if article in self._of]
        best = sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:CANDIDATES]
        return list(dict.fromkeys([*copying, *(story for story, _ in best)]))

    def _nearest(self, made: Profile, copied: dict[str, float]) -> Placed | None:
        """The likeliest story, whether likely enough or not; None where none shares a term."""
        compare, best, likeliest = _comparing(made), None, -math.inf
        for story in self._candidates(made, copied):
            latest = self._stories[story].latest
            values = _mean([compare(self._profiles[other]) for other in latest])
            values["copied"] = max((copied.get(other, 0.0) for other in latest), default=0.0)
            total = BIAS + sum(weight * values[name] for name, weight in FEATURES.items())
            if total > likeliest:
                best, likeliest, valued = story, total, values
        if best is None:
            return None
        told = self._evidence(made, self._stories[best].latest, valued)
        return Placed(best, False, 1 / (1 + math.exp(-likeliest)), best, tuple(told))

    def _evidence(self, made: Profile, members: list[str], values: dict[str, float]) -> Iterator[Evidence]:
        for name, weight in FEATURES.items():
            if values[name]:
                held = getattr(made, name, None)
                others = (
                    (getattr(self._profiles[member], name) for member in members) if isinstance(held, Vector) else ()
                )
                words = _shared(held, others) if isinstance(held, Vector) else ""
                yield Evidence(name, round(values[name], 3), weight, words)

    def _title(self, grouped: _Grouped) -> str:
        """The title of the member that is nearest to all others, the earliest of equals."""
        members = [self._profiles[article] for article in grouped.latest]
        if len(members) < 2:
            return members[0].title

        def nearness(one: Profile) -> float:
            values = _mean([_comparing(one)(other) for other in members if other is not one])
            return sum(weight * values.get(name, 0.0) for name, weight in FEATURES.items())

        return max(members, key=lambda one: round(nearness(one), 2)).title


def _handles(made: Profile) -> dict[str, float]:
    """The terms by which an article is found, and how much each weighs in it; names apart from other words."""
    handles: dict[str, float] = {}
    for name, most in HANDLES:
        held: Vector = getattr(made, name)
        for term, weight in zip(held.terms[:most], held.weights, strict=False):
            handles[term] = max(handles.get(term, 0.0), FEATURES[name] * weight * weight)
    return handles


def _comparing(made: Profile) -> Callable[[Profile], dict[str, float]]:
    """A comparison of one article with others: values by feature, without "copied"."""
    weighing = {name: getattr(made, name).weighing() for name in ("names", "opening", "words", "figures")}

    def compare(other: Profile) -> dict[str, float]:
        values = {name: getattr(other, name).cosine(held) for name, held in weighing.items()}
        values["days"], values["apart"] = _days(made, other)
        values["strangers"] = _strangers(made.names, other.names)
        values["years"] = _years(made.years, other.years)
        return values

    return compare


def _mean(compared: list[dict[str, float]]) -> dict[str, float]:
    return {name: sum(values[name] for values in compared) / len(compared) for name in compared[0]}


def _days(one: Profile, other: Profile) -> tuple[float, float]:
    """Values of days (1 at the same day, -1 from two weeks on) and apart (0 up to three months, -1 from ten years on).

    Both are 0 where either article speaks of no day.
    """
    if not one.days or not other.days:
        return 0.0, 0.0
    apart = min(abs(left - right) for left in one.days for right in other.days)
    near = 1.0 - 2 * min(apart, FORTNIGHT) / FORTNIGHT
    far = math.log(max(apart, SEASON) / SEASON) / math.log(DECADE / SEASON)
    return near, -min(1.0, far)


def _strangers(one: Vector, other: Vector) -> float:
    if min(len(one.terms), len(other.terms)) < NAMED:
        return 0.0
    met = set(one.terms[:LEADING]) & set(other.terms) or set(other.terms[:LEADING]) & set(one.terms)
    return 0.0 if met else -1.0


def _years(one: frozenset[int], other: frozenset[int]) -> float:
    if not one or not other:
        return 0.0
    return 1.0 if one & other else -1.0


def _shared(held: Vector, others: Iterable[Vector]) -> str:
    """The heaviest terms of an article that its story has, for an explanation."""
    known = {term for other in others for term in other.terms}
    return ", ".join([term for term in held.terms if term in known][:SHOWN])
