"""How the weights of ground/toponyms.py were made: a conditional logit over candidates, on public gold.

    python -m training.places

For each toponym of LGL and GeoVirus (public halves) whose candidates include one within NEAR kilometres of the gold
point, the likelihood that these outweigh the others is maximised, with an L2 penalty. Features that depend on what the
other names mean are computed with the weights of the step before, STEPS times. Both sets have the same say. One
article in UNSIGNED loses its outlet, so that the model learns to do without. Prints the weights, and the accuracy on
documents left out (five folds).
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench import gold
from dateline.atlas import countries
from dateline.atlas.gazetteer import distance_km, gazetteer
from dateline.collect import datelines
from dateline.ground import places, toponyms
from dateline.pipeline import Pipeline, reading
from dateline.records import Article, Cluster, Derivation, Kind, Mention, Rows, Span, row_id
from dateline.settings import Settings

SETS = ("places/lgl", "places/geovirus")
DISPATCHES = Path(__file__).with_name("dispatches.tsv")
#: The say of the dispatches, against that of each of the sets.
DISPATCH_SHARE = 0.3
NEAR = 80.0
UNSIGNED = 3
PENALTY = 0.5
STEPS = 3
NAMES = tuple(toponyms.WEIGHTS)
DERIVATION = Derivation("gold", "1", "gold")
Dispatch = tuple[Rows, dict[str, str]]
Choice = tuple[int, NDArray[np.float64], NDArray[np.bool_], float]


def gold_rows(record: gold.Record, *, signed: bool) -> tuple[Rows, dict[str, list[gold.Record]]]:
    """A record as rows with its gold toponyms for mentions, one cluster a name; and the annotations by cluster."""
    article = gold.article(record) if signed else replace(gold.article(record), outlet=None)
    clusters: dict[tuple[Kind, str], list[tuple[Mention, gold.Record]]] = {}
    for annotation in record["annotations"]:
        if annotation["type"] == "toponym" and annotation.get("lat") is not None:
            kind = _kind(annotation["surface"])
            span = Span(article.id, annotation["start"], annotation["end"])
            mention = Mention(row_id("m", span.start, span.end), span, span, kind, "name", DERIVATION)
            clusters.setdefault((kind, annotation["surface"]), []).append((mention, annotation))
    out = {row_id("c", *(m.id for m, _ in found)): found for found in clusters.values()}
    rows = Rows().add([article]).add(m for found in out.values() for m, _ in found)
    made = (Cluster(key, article.id, tuple(m.id for m, _ in found), DERIVATION) for key, found in out.items())
    return rows.add(made), {key: [a for _, a in found] for key, found in out.items()}


def _kind(surface: str) -> Kind:
    found = gazetteer().candidates(surface)
    people = countries.by_demonym(surface) or any(c.style == "demonym" for c in found)
    return "group" if people and not any(c.style != "demonym" for c in found) else "place"


def choices(number: int, record: gold.Record, share: float) -> Iterator[Choice]:
    """(document, features by candidate, which are right, weight) of each toponym with a right and a wrong candidate."""
    rows, clusters = gold_rows(record, signed=number % UNSIGNED != 0)
    named, resolved = places.resolved(rows)
    for each, scored in zip(named, resolved, strict=False):
        where = [(float(a["lat"]), float(a["lon"])) for a in clusters[each.cluster.id]]
        right = np.array([distance_km((s.candidate.latitude, s.candidate.longitude), where[0]) <= NEAR for s in scored])
        if right.any() and not right.all():
            values = np.array([[s.features.get(name, 0.0) for name in NAMES] for s in scored])
            yield number, values, right, share * len(where) ** 0.5


def dispatches() -> list[Dispatch]:
    """The table dispatches.tsv: each text with its mentions and clusters, and what its names are ("US", "US.TX")."""
    read = Pipeline(reading(Settings()).stages[:3])
    out = []
    for number, row in enumerate(csv.DictReader(lines(DISPATCHES), delimiter="\t", quoting=csv.QUOTE_NONE)):
        line = datelines.placed(datelines.dateline(row["text"]), str(number))
        outlet, published = row["outlet"] or None, row["published"]
        article = Article(str(number), row["text"], outlet=outlet, published=published, language="en", dateline=line)
        out.append((read(article), dict(place.split("=") for place in row["places"].split("|"))))
    return out


def lines(path: Path) -> list[str]:
    """The lines of a table without its comments."""
    return [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def dispatch_choices(number: int, dispatch: Dispatch, share: float) -> Iterator[Choice]:
    """The same as `choices` for a dispatch: right is every candidate in the country, or region, that it states."""
    rows, wanted = dispatch
    named, resolved = places.resolved(rows)
    for each, scored in zip(named, resolved, strict=False):
        code = next((wanted[name] for name in each.names if name in wanted), "")
        right = np.array([bool(code) and code in (s.candidate.admin1, s.candidate.country) for s in scored])
        if right.any() and not right.all():
            values = np.array([[s.features.get(name, 0.0) for name in NAMES] for s in scored])
            yield number, values, right, share


def fit(found: list[Choice]) -> NDArray[np.float64]:
    """The weights that make the right candidates most likely: gradient ascent with Adam."""
    weights = np.array([toponyms.WEIGHTS[name] for name in NAMES])
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, 401):
        slope = -PENALTY * weights
        for _, values, right, share in found:
            chances = softmax(values @ weights)
            wanted = np.where(right, chances, 0.0)
            slope += share * ((wanted / wanted.sum() - chances) @ values)
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        weights = weights + 0.05 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return weights


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Chances that add up to 1."""
    odds = np.exp(scores - scores.max())
    return np.asarray(odds / odds.sum())


def accuracy(found: list[Choice], weights: NDArray[np.float64]) -> float:
    """The share of choices (with their weights) whose heaviest candidate is right."""
    return sum(c[3] * bool(c[2][np.argmax(c[1] @ weights)]) for c in found) / sum(c[3] for c in found)


def main() -> None:
    """Fit and print."""
    sets = [gold.records(name) for name in SETS]
    size = max(sum(len(r["annotations"]) for r in records) for records in sets)
    shares = [size / sum(len(r["annotations"]) for r in records) for records in sets]
    numbered = [(r, share) for records, share in zip(sets, shares, strict=True) for r in records]
    ours = dispatches()
    share = DISPATCH_SHARE * size / sum(len(wanted) for _, wanted in ours)
    for step in range(STEPS):
        found = [c for number, (r, share) in enumerate(numbered) for c in choices(number, r, share)]
        own = [c for number, each in enumerate(ours) for c in dispatch_choices(number, each, share)]
        if step == STEPS - 1:
            folds = [([c for c in found if c[0] % 5 == n], [c for c in own if c[0] % 5 == n]) for n in range(5)]
            rest = [fit([c for c in found + own if c[0] % 5 != n]) for n in range(5)]
            for part, name in enumerate(("gold", "dispatches")):
                left_out = np.mean([accuracy(fold[part], weights) for fold, weights in zip(folds, rest, strict=True)])
                sys.stdout.write(f"left out, {name}: {left_out:.4f}\n")
        weights = fit(found + own)
        sys.stdout.write(
            f"step {step}: right {accuracy(found, weights):.4f}, dispatches {accuracy(own, weights):.4f}\n"
        )
        toponyms.WEIGHTS.update(dict(zip(NAMES, map(float, weights), strict=True)))
    for name, weight in zip(NAMES, weights, strict=True):
        sys.stdout.write(f'    "{name}": {weight:.1f},\n')


if __name__ == "__main__":
    main()
