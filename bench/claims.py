"""Claims on PolNeAR: characters that carry each role, and whole attributions.

`source`, `cue`, `content`  F1 of the characters, white space left out, over all articles
`pair`   an attribution counts when a predicted one has content with an intersection over union of 0.5 or more and,
         where the gold names a source, overlaps that source; one to one, best content first
`exact`  the same with content equal after quotation marks, space and end punctuation are stripped
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bench.figures import Json, f1, one_to_one

ROLES = ("source", "cue", "content")
EDGE = set(" \t\n\r.,;:!?\"'“”‘’`")
Side = list[tuple[frozenset[int], frozenset[int]]]


def figures(gold: Iterable[Json], readings: Mapping[str, Json]) -> dict[str, float]:
    """F1 by role, `pair` and `exact`; a gold record without a reading counts as read without claims."""
    counts = {name: [0, 0, 0] for name in (*ROLES, "pair", "exact")}
    for record in gold:
        text, claims = record["text"], readings.get(record["id"], {}).get("claims", [])
        for role in ROLES:
            want, got = (
                set().union(*(_characters(a[role], text) for a in side)) for side in (record["attributions"], claims)
            )
            _add(counts[role], len(want & got), len(got), len(want))
        wanted, found = _sides(record["attributions"], text), _sides(claims, text)
        for name, least in (("pair", 0.5), ("exact", 1.0)):
            _add(
                counts[name],
                _matched(wanted, found, least),
                sum(bool(c) for c, _ in found),
                sum(bool(c) for c, _ in wanted),
            )
    return {name: f1(*row) for name, row in counts.items()}


def _add(row: list[int], *numbers: int) -> None:
    for at, number in enumerate(numbers):
        row[at] += number


def _characters(spans: Iterable[list[int]], text: str) -> set[int]:
    return {at for start, end in spans for at in range(start, end) if not text[at].isspace()}


def _core(spans: Iterable[list[int]], text: str) -> frozenset[int]:
    kept = sorted(_characters(spans, text))
    while kept and text[kept[0]] in EDGE:
        kept.pop(0)
    while kept and text[kept[-1]] in EDGE:
        kept.pop()
    return frozenset(kept)


def _sides(attributions: Iterable[Json], text: str) -> Side:
    return [(_core(a["content"], text), frozenset(_characters(a["source"], text))) for a in attributions]


def _matched(gold: Side, found: Side, least: float) -> int:
    candidates = []
    for i, (content, source) in enumerate(gold):
        for j, (other, speaker) in enumerate(found):
            both = len(content & other)
            if both and both / len(content | other) >= least and (not source or source & speaker):
                candidates.append((both / len(content | other), i, j))
    return len(one_to_one((i, j) for _, i, j in sorted(candidates, reverse=True)))
