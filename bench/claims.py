"""Claims on PolNeAR: characters that carry each role, and whole attributions.

`source`, `cue`, `content`  precision, recall and F1 of the characters, white space left out, over all articles
`pair`   an attribution counts when a predicted one has content with an intersection over union of 0.5 or more and,
         where the gold names a source, overlaps that source; one to one, best content first
`exact`  the same with content equal after quotation marks, space and end punctuation are stripped

`compare` says of every attribution of an article which of these it met, for `bench/side_by_side.py` to show.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from bench.figures import Json, f1, one_to_one

ROLES = ("source", "cue", "content")
FIGURES = (*ROLES, "pair", "exact")
EDGE = set(" \t\n\r.,;:!?\"'“”‘’`")
#: The least intersection over union of two contents that are one attribution.
LEAST = 0.5

Side = list[tuple[frozenset[int], frozenset[int]]]
Verdict = Literal["right", "boundaries", "source", "missed", "invented", "no content"]
#: In which order the two sides are put together: verdict, whether enough of the content is shared, and the source too.
STEPS: tuple[tuple[Verdict, bool, bool], ...] = (
    ("boundaries", True, True),
    ("source", True, False),
    ("boundaries", False, True),
)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of the predicted ones are in the gold, how many were predicted, and how many there are to find."""

    hits: int = 0
    predicted: int = 0
    gold: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.hits + other.hits, self.predicted + other.predicted, self.gold + other.gold)

    @property
    def precision(self) -> float:
        """The share of the predicted that are right; 0 where nothing was predicted."""
        return self.hits / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """The share of the gold that was found; 0 where there is none."""
        return self.hits / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return f1(self.hits, self.predicted, self.gold)


@dataclass(frozen=True, slots=True)
class Finding:
    """A gold attribution beside ours, either by its number (None: there is none), and what became of it.

    `overlap` is the intersection over union of their contents; `paired` whether the figure `pair` counts it.
    `boundaries`: one attribution with another content; where the two share too little, it is not paired.
    `source`: the same content or half of it and more, of somebody else. `no content`: counted by no figure.
    """

    verdict: Verdict
    gold: int | None
    ours: int | None
    overlap: float = 0.0
    paired: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """An article of the gold with our claims and the findings on both."""

    record: Json
    claims: list[Json]
    findings: tuple[Finding, ...]

    @property
    def pair(self) -> Tally:
        """The article's part in the figure `pair`."""
        gold = sum(f.gold is not None for f in self._scored())
        return Tally(sum(f.paired for f in self._scored()), sum(f.ours is not None for f in self._scored()), gold)

    @property
    def missed(self) -> int:
        """Gold attributions that the figure `pair` finds none of ours for."""
        return self.pair.gold - self.pair.hits

    @property
    def wrong(self) -> int:
        """Claims of ours that the figure `pair` finds no gold attribution for."""
        return self.pair.predicted - self.pair.hits

    @property
    def score(self) -> float:
        """The article's pair F1; 1 where there is nothing to find and nothing was found."""
        return self.pair.f1 if self.pair.gold or self.pair.predicted else 1.0

    def count(self, verdict: Verdict) -> int:
        """How many findings have this verdict."""
        return sum(finding.verdict == verdict for finding in self.findings)

    def _scored(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.verdict != "no content"]


# ---------------------------------------------------------------- figures


def figures(gold: Iterable[Json], readings: Mapping[str, Json]) -> dict[str, float]:
    """F1 by role, `pair` and `exact`; a gold record without a reading counts as read without claims."""
    return {name: tally.f1 for name, tally in tallies(gold, readings).items()}


def tallies(gold: Iterable[Json], readings: Mapping[str, Json]) -> dict[str, Tally]:
    """The counts behind each figure, over all articles."""
    out = dict.fromkeys(FIGURES, Tally())
    for compared in comparisons(gold, readings):
        for role in ROLES:
            out[role] += _tally_of(role, compared)
        pair = compared.pair
        out["pair"] += pair
        out["exact"] += Tally(compared.count("right"), pair.predicted, pair.gold)
    return out


def comparisons(gold: Iterable[Json], readings: Mapping[str, Json]) -> list[Compared]:
    """Every article compared, in the order of the gold."""
    return [compare(record, readings.get(record["id"], {}).get("claims", [])) for record in gold]


def worst(compared: Iterable[Compared]) -> list[Compared]:
    """Articles by pair F1, lowest first, and among equals those with the most errors first."""
    return sorted(compared, key=lambda one: (one.score, -one.missed - one.wrong, one.record["id"]))


def _tally_of(role: str, compared: Compared) -> Tally:
    text = compared.record["text"]
    want, got = (
        set().union(*(characters(one[role], text) for one in side))
        for side in (compared.record["attributions"], compared.claims)
    )
    return Tally(len(want & got), len(got), len(want))


# ---------------------------------------------------------------- one article


def compare(record: Json, claims: list[Json]) -> Compared:
    """What became of each gold attribution and each claim of ours; none is left out and none stands twice."""
    wanted, found = _sides(record["attributions"], record["text"]), _sides(claims, record["text"])
    findings = list(_met(wanted, found))
    left = set(range(len(wanted))) - {f.gold for f in findings}
    over = set(range(len(found))) - {f.ours for f in findings}
    findings += [Finding("missed" if wanted[i][0] else "no content", i, None) for i in sorted(left)]
    findings += [Finding("invented" if found[j][0] else "no content", None, j) for j in sorted(over)]
    return Compared(record, claims, tuple(findings))


def _met(gold: Side, found: Side) -> Iterator[Finding]:
    """Findings with both sides: first what `pair` counts, as the shared scorer does, then what comes near it."""
    overlaps = sorted(_overlaps(gold, found), reverse=True)
    met: list[Finding] = []
    for verdict, enough, same_source in STEPS:
        golds, ours = {finding.gold for finding in met}, {finding.ours for finding in met}
        chosen = {
            (i, j): overlap
            for overlap, i, j, agrees in overlaps
            if (overlap >= LEAST) == enough and agrees == same_source and i not in golds and j not in ours
        }
        for i, j in one_to_one(chosen):
            right = enough and same_source and chosen[i, j] == 1.0
            met.append(Finding("right" if right else verdict, i, j, chosen[i, j], enough and same_source))
    yield from met


def _overlaps(gold: Side, found: Side) -> Iterator[tuple[float, int, int, bool]]:
    """(intersection over union, gold, ours, whether the source agrees) of all contents that share a character."""
    for i, (content, source) in enumerate(gold):
        for j, (other, speaker) in enumerate(found):
            both = len(content & other)
            if both:
                yield both / len(content | other), i, j, not source or bool(source & speaker)


def characters(spans: Iterable[list[int]], text: str) -> set[int]:
    """The offsets of the characters in these spans, white space left out."""
    return {at for start, end in spans for at in range(start, end) if not text[at].isspace()}


def core(spans: Iterable[list[int]], text: str) -> frozenset[int]:
    """The same without quotation marks and end punctuation around them."""
    kept = sorted(characters(spans, text))
    while kept and text[kept[0]] in EDGE:
        kept.pop(0)
    while kept and text[kept[-1]] in EDGE:
        kept.pop()
    return frozenset(kept)


def _sides(attributions: Iterable[Json], text: str) -> Side:
    return [(core(a["content"], text), frozenset(characters(a["source"], text))) for a in attributions]
