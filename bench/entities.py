"""Coreference inside a document on GUM and MEANTIME: MUC, B3 and CEAFe, and their CoNLL average.

Mentions are paired one to one, best overlap first, where they share half or more of their characters or each holds
the other's head (the last word before the first preposition, comma, bracket or relative pronoun). Unpaired ones stay
in and count against their side, as in the CoNLL-2012 scorer (Pradhan et al. 2014). `names` keeps names only.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping

import numpy
from scipy.optimize import linear_sum_assignment

from bench.figures import Json, Pair, f1, iou, one_to_one

PHRASE_END = re.compile(
    r"(?i)(?<=\S)(?=\s*(?:[,(;:–—]|\s-\s|\s(?:of|in|at|for|on|to|from|with|by|who|whom|which|that|whose|and)\b))"
)
KINDS = {"person", "organization", "place", "facility", "group"}
CLASSES = {"person", "organization", "place", "PER", "ORG", "LOC"}
Partition = list[frozenset[Hashable]]


def figures(gold: Iterable[Json], readings: Mapping[str, Json]) -> dict[str, float]:
    """`mentions` F1 and `conll`, over all mentions and over names alone."""
    out = {}
    records = list(gold)
    for tag, names in (("", False), ("_names", True)):
        documents = [_document(record, readings.get(record["id"]), names) for record in records]
        if not any(key for key, _ in documents):
            continue  # GUM does not say which mentions are names
        hits = sum(len(key.keys() & response.keys()) for key, response in documents)
        sizes = [sum(len(side[at]) for side in documents) for at in (1, 0)]
        out[f"mentions{tag}"] = f1(hits, *sizes)
        out[f"conll{tag}"] = conll((_clusters(key), _clusters(response)) for key, response in documents)
    return out


def conll(documents: Iterable[tuple[Partition, Partition]]) -> float:
    """Mean F1 of MUC, B3 and CEAFe, each summed over documents of (key, response) clusters."""
    totals = numpy.zeros((3, 4))
    for key, response in documents:
        totals += numpy.array([_muc(key, response), _b3(key, response), _ceafe(key, response)])
    return float(numpy.mean([_harmonic(*row) for row in totals]))


def _harmonic(recalled: float, key: float, precise: float, response: float) -> float:
    recall, precision = recalled / key if key else 0.0, precise / response if response else 0.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _muc(key: Partition, response: Partition) -> list[float]:
    row: list[float] = []
    for one, other in ((key, response), (response, key)):
        of = _owner(other)
        parts = [[of[m] for m in cluster if m in of] for cluster in one]
        row += [sum(len(p) - len(set(p)) for p in parts), sum(len(cluster) - 1 for cluster in one)]
    return row


def _b3(key: Partition, response: Partition) -> list[float]:
    row: list[float] = []
    for one, other in ((key, response), (response, key)):
        of = _owner(other)
        parts = [(Counter(of[m] for m in cluster if m in of), len(cluster)) for cluster in one]
        row += [sum(sum(n * n for n in part.values()) / size for part, size in parts), sum(map(len, one))]
    return row


def _ceafe(key: Partition, response: Partition) -> list[float]:
    if not key or not response:
        return [0, len(key), 0, len(response)]
    of, overlaps = _owner(response), numpy.zeros((len(key), len(response)))
    for at, cluster in enumerate(key):
        for mention in cluster:
            if mention in of:
                overlaps[at, of[mention]] += 1
    sizes = numpy.add.outer([len(c) for c in key], [len(c) for c in response])
    similarity = 2 * overlaps / sizes
    best = float(similarity[linear_sum_assignment(similarity, maximize=True)].sum())
    return [best, len(key), best, len(response)]


def _owner(partition: Partition) -> dict[Hashable, int]:
    return {mention: at for at, cluster in enumerate(partition) for mention in cluster}


def _clusters(of: Mapping[Hashable, Hashable]) -> Partition:
    groups: dict[Hashable, set[Hashable]] = defaultdict(set)
    for mention, cluster in of.items():
        groups[cluster].add(mention)
    return [frozenset(group) for group in groups.values()]


def _document(
    record: Json, reading: Json | None, names: bool
) -> tuple[dict[Hashable, Hashable], dict[Hashable, Hashable]]:
    """Cluster of each gold and of each predicted mention; a predicted one that is paired stands as its gold span."""
    key, ignored, end = _gold(record, names)
    predicted: dict[Pair, Hashable] = {}
    for mention in (reading or {}).get("mentions", []):
        span = (mention["span"][0], mention["span"][1])
        fits = mention["kind"] in KINDS and span[1] <= end and (not names or mention["form"] == "name")
        if fits and span not in ignored:
            predicted[span] = mention["entity"]
    to = _pairs(list(key), list(predicted), record["text"])
    return dict(key), {to.get(span, ("spurious", span)): entity for span, entity in predicted.items()}


def _gold(record: Json, names: bool) -> tuple[dict[Pair, Hashable], set[Pair], int]:
    end = record["meta"].get("last_annotated_char", len(record["text"])) + 1
    key: dict[Pair, Hashable] = {}
    ignored: set[Pair] = set()
    for number, mark in enumerate(record["annotations"]):
        if mark["type"] not in ("entity", "ENTITY_MENTION") or mark["end"] > end:
            continue
        kind = mark.get("etype") or (mark.get("instance") or {}).get("ent_type", "")
        form, span = mark.get("syntactic_type") or "", (mark["start"], mark["end"])
        if kind in CLASSES and form != "CONJ" and (not names or "NAM" in form):
            key[span] = mark.get("chain") or f"alone {number}"
        else:
            ignored.add(span)
    return key, ignored - key.keys(), end


def _pairs(gold: list[Pair], predicted: list[Pair], text: str) -> dict[Hashable, Pair]:
    heads = {span: _head(text, span) for span in (*gold, *predicted)}
    candidates = [(iou(g, p), g, p) for g in gold for p in predicted if iou(g, p) > 0]
    close = [
        (score, g, p) for score, g, p in candidates if score >= 0.5 or (_inside(heads[g], p) and _inside(heads[p], g))
    ]
    return {p: g for g, p in one_to_one((g, p) for _, g, p in sorted(close, reverse=True))}


def _head(text: str, span: Pair) -> Pair:
    start, end = span
    phrase = re.sub(r"['’]s?$", "", PHRASE_END.split(text[start:end], maxsplit=1)[0])
    last = re.search(r"\S+$", phrase)
    return (start + last.start(), start + last.end()) if last else span


def _inside(inner: Pair, outer: Pair) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
