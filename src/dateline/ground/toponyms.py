"""Which place a name means: every candidate scored by a table of features, all names of an article at once.

First each name's candidates are weighed alone (how large, what kind, whose name it is, "X, Y" in the text). What
they probably mean then says which countries and states the article is about and which places lie together, and
every name is weighed again with that, ROUNDS times. The same name means the same place all through (Gale, Church
and Yarowsky 1992), unless the text puts it elsewhere ("Paris, Texas").
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from dateline.atlas.gazetteer import AREAS, Candidate, distance_km, is_capital

#: How often names are weighed with what the others mean. Within 161 km on LGL, of 100: none 89.2, once 93.4, twice and
#: more 93.5; the third is for articles of many namesakes.
ROUNDS = 3
#: How far from home a local paper writes: 30 to 100 km do as well on LGL (93.5), 400 worse (93.3).
HOME_KM = 100.0
#: From so many inhabitants on, a city is better known than the region that has its name (New York, not Quebec).
GREAT_CITY = 1_000_000

#: The model: what a feature adds to a candidate's score (natural logarithm of odds). Fitted by training/places.py
#: (conditional logit) on the public halves of LGL and GeoVirus and our own dispatches, rounded; some then moved by hand
#: where both sets stay as right: contained, region_share up, outlet down, airport and facility (in no gold).
WEIGHTS: dict[str, float] = {
    "population": 1.8,  # a ten times larger place
    "city": 0.4,  # kinds, against a city of as many inhabitants
    "country": 0.6,
    "region": -0.2,
    "county": -3.2,
    "area": 1.8,  # seas, mountains, "the Midwest"
    "district": 0.4,
    "airport": -1.0,
    "facility": 0.5,
    "alias": -1.9,  # not its main name
    "bare": 1.0,  # "Orange" for Orange County
    "capital": 0.4,
    "contained": 5.0,  # the text says in what it lies (fitted 3.7, beside what it lies in; 6 does as well)
    "stayed_in": 2.5,  # a great city whose region has its name, behind "in" or "from" (by hand: no gold tells)
    "contains": 0.5,  # the text says what lies in it
    "country_share": 4.4,  # how much of what the others mean lies in its country
    "region_share": 5.2,  # ... in its state or province
    "county_share": 1.9,
    "country_named": -2.0,  # ... of that, countries and regions that are named themselves
    "worldly": 1.5,  # population, the more the others lie outside the country that most of them lie in
    "near": 1.9,  # how many others are within a degree or two (logarithm)
    "home": 4.1,  # how near to where a local paper is at home (1 there, 1/e at HOME_KM)
    "home_region": 1.6,  # in its state or province
    "outlet": 2.0,  # in the country of the outlet's domain
}


@dataclass(frozen=True, slots=True)
class Toponym:
    """A name to resolve: its candidates, how often the article has it, what the text says it lies in or holds.

    `stayed_in`: the text has somebody there, or coming from or to there, and names no region beside it.
    """

    name: str
    candidates: tuple[Candidate, ...]
    count: int = 1
    containers: tuple[Candidate, ...] = ()
    parts: tuple[Candidate, ...] = ()
    stayed_in: bool = False


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its score, its chance among the others of the name, and what the score is made of."""

    candidate: Candidate
    score: float
    chance: float
    features: dict[str, float]

    def why(self, most: int = 3) -> str:
        """The heaviest features with what each adds: "contained +8.0, population +4.5"."""
        parts = sorted(((WEIGHTS[n] * v, n) for n, v in self.features.items() if WEIGHTS[n] * v), key=_by_size)
        return ", ".join(f"{name} {added:+.1f}" for added, name in parts[:most])


@dataclass(slots=True)
class Context:
    """What the names of an article probably mean, added up: by country, state, county and one-degree cell."""

    outlet: str | None = None
    home: Candidate | None = None
    total: float = 0.0
    countries: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)
    regions: Counter[str] = field(default_factory=Counter)
    counties: Counter[str] = field(default_factory=Counter)
    cells: Counter[tuple[int, int]] = field(default_factory=Counter)
    _abroad: float | None = None

    def add(self, candidate: Candidate, weight: float) -> None:
        """Let a candidate count with a weight, negative to take it out again."""
        self._abroad = None
        self.total += weight
        self.countries[candidate.country or ""] += weight  # type: ignore[assignment]
        if candidate.kind in ("country", "region"):
            self.named[candidate.country or ""] += weight  # type: ignore[assignment]
        if candidate.kind != "country":
            self.regions[candidate.admin1] += weight  # type: ignore[assignment]
            self.counties[county(candidate)] += weight  # type: ignore[assignment]
            if candidate.kind not in AREAS or candidate.kind == "county":
                self.cells[_cell(candidate)] += weight  # type: ignore[assignment]

    def abroad(self) -> float:
        """How much of what the names mean lies outside the country that most of it lies in (0 to 1)."""
        if self._abroad is None:
            outside = self.total - max(self.countries.values(), default=0.0)
            self._abroad = max(0.0, outside) / (self.total + 1.0)
        return self._abroad

    def near(self, candidate: Candidate) -> float:
        """The weight of what lies within a degree or two."""
        row, column = _cell(candidate)
        return sum(
            self.cells.get((row + dy, (column + dx + 180) % 360 - 180), 0.0) for dy in (-1, 0, 1) for dx in (-1, 0, 1)
        )


def resolve(
    toponyms: Sequence[Toponym], *, outlet: str | None = None, home: Candidate | None = None
) -> list[list[Scored]]:
    """For each toponym its candidates, best first.

    `outlet` is the country that the outlet writes about, ISO alpha-2; `home` the town of a local one.
    """
    scored = [_weigh(toponym, Context(outlet, home)) for toponym in toponyms]
    groups = _namesakes(toponyms)
    for _ in range(ROUNDS):
        context = Context(outlet, home)
        for toponym, candidates in zip(toponyms, scored, strict=True):
            _count(context, toponym, candidates, 1.0)
        scored = _again(toponyms, scored, groups, context)
    return scored


def _again(
    toponyms: Sequence[Toponym], old: list[list[Scored]], groups: list[list[int]], context: Context
) -> list[list[Scored]]:
    """Every name weighed in a context from which it and its namesakes are taken out."""
    new = list(old)
    for group in groups:
        for at in group:
            _count(context, toponyms[at], old[at], -1.0)
        for at in group:
            new[at] = _weigh(toponyms[at], context)
        for at in group:
            _count(context, toponyms[at], old[at], 1.0)
    return new


def _namesakes(toponyms: Sequence[Toponym]) -> list[list[int]]:
    """The toponyms in groups that share candidates: "Dublin" is no witness for what "Dublin City" means."""
    parents, first = list(range(len(toponyms))), dict[int, int]()
    for number, toponym in enumerate(toponyms):
        for candidate in toponym.candidates:
            other = first.setdefault(candidate.id, number)
            parents[_root(parents, number)] = _root(parents, other)
    groups: dict[int, list[int]] = {}
    for number in range(len(toponyms)):
        groups.setdefault(_root(parents, number), []).append(number)
    return list(groups.values())


def _root(parents: list[int], at: int) -> int:
    while parents[at] != at:
        parents[at] = at = parents[parents[at]]
    return at


def _count(context: Context, toponym: Toponym, scored: list[Scored], sign: float) -> None:
    weight = 1.0 + math.log(toponym.count) if toponym.count else 0.0
    for candidate in scored:
        if candidate.chance > 0.02:
            context.add(candidate.candidate, sign * weight * candidate.chance)


def _weigh(toponym: Toponym, context: Context) -> list[Scored]:
    rated = [(features(candidate, toponym, context), candidate) for candidate in toponym.candidates]
    scores = [sum(WEIGHTS[name] * value for name, value in found.items()) for found, _ in rated]
    top = max(scores, default=0.0)
    odds = [math.exp(score - top) for score in scores]
    out = [
        Scored(candidate, score, chance / sum(odds), found)
        for (found, candidate), score, chance in zip(rated, scores, odds, strict=True)
    ]
    return sorted(out, key=lambda each: (-each.score, each.candidate.id))


def features(candidate: Candidate, toponym: Toponym, context: Context) -> dict[str, float]:
    """The value of every feature that is not 0 for a candidate of a name."""
    found = {
        "population": math.log10(candidate.population + 100) - 2,
        _kind(candidate): 1.0,
        candidate.style: 1.0,
        "capital": float(is_capital(candidate)),
        "contained": float(any(candidate.lies_in(container) for container in toponym.containers)),
        "contains": float(any(part.lies_in(candidate) for part in toponym.parts)),
        "stayed_in": float(toponym.stayed_in and _has_its_region(candidate, toponym)),
        "outlet": float(candidate.country == context.outlet) if context.outlet else 0.0,
    }
    if context.home and candidate.kind != "country":
        found["home"] = math.exp(-_apart(candidate, context.home) / HOME_KM)
        found["home_region"] = float(candidate.admin1 == context.home.admin1)
    if context.total > 0:
        whole = context.total + 1.0
        found["worldly"] = found["population"] * context.abroad()
        found["country_share"] = context.countries.get(candidate.country or "-", 0.0) / whole
        found["country_named"] = context.named.get(candidate.country or "-", 0.0) / whole
        if candidate.kind != "country":
            found["region_share"] = context.regions.get(candidate.admin1 or "-", 0.0) / whole
            found["county_share"] = context.counties.get(county(candidate) or "-", 0.0) / whole
            found["near"] = math.log1p(max(0.0, context.near(candidate)))
    return {name: value for name, value in found.items() if value and name in WEIGHTS}


def _has_its_region(candidate: Candidate, toponym: Toponym) -> bool:
    """Whether a candidate is a great city in a region of the same name: New York, São Paulo."""
    return (candidate.kind == "city" and candidate.style == "name" and candidate.population >= GREAT_CITY
            and any(each.kind == "region" and each.style == "name" and candidate.lies_in(each)
                    for each in toponym.candidates))  # fmt: skip


def _kind(candidate: Candidate) -> str:
    if candidate.kind in WEIGHTS:
        return candidate.kind
    return "area" if candidate.kind in AREAS else "facility"


def county(candidate: Candidate) -> str:
    """The path of the second-level subdivision that it is or lies in, "" where not known."""
    path = candidate.code or candidate.within
    return path if path.count(".") == 2 else ""


def _apart(one: Candidate, other: Candidate) -> float:
    return distance_km((one.latitude, one.longitude), (other.latitude, other.longitude))


def _cell(candidate: Candidate) -> tuple[int, int]:
    return math.floor(candidate.latitude), math.floor(candidate.longitude)


def _by_size(part: tuple[float, str]) -> tuple[float, str]:
    return -abs(part[0]), part[1]
