"""Event codes and roles on sentences with one gold event each (PLV and the gold-standard records of PLOVER).

Of the coded events that we find, the one whose roles overlap the gold's best is compared: 2 for an actor on a gold
source, 2 for a recipient on a target, 1 for each crossed; the earlier on a tie.
`accuracy`   share of sentences in which its code is right     `macro_f1`  mean F1 over the gold codes
`both`       source and target found, each in its role         `pair_code` both and the code right

And on the project's own sentences in tests/extract/snippets, each table's open and held half apart: `snippet_figures`.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from bench.figures import Json, shared

#: Labels of other versions of the code book, brought to those of the PLV set (which joins CONCEDE and RETREAT).
SAME = {
    "ACCEPT": "AGREE",
    "DEMAND": "REQUEST",
    "DISAPPROVE": "ACCUSE",
    "INVESTIGATE": "ACCUSE",
    "FIGHT": "ASSAULT",
    "CONCEDE": "YIELD",
    "RETREAT": "YIELD",
}
SNIPPETS = Path(__file__).parent.parent / "tests" / "extract" / "snippets"
#: What nobody does in a disaster.
HOSTILE = frozenset({"ASSAULT", "COERCE", "PROTEST", "THREATEN", "MOBILIZE", "SANCTION"})
#: What people do in unrest.
UNREST = frozenset({"ASSAULT", "PROTEST"})
Spans = list[tuple[int, int]]


class Coded(NamedTuple):
    """An event's code and the spans of its actors and recipients."""

    code: str
    actors: Spans
    recipients: Spans


def figures(gold: Iterable[Json], readings: Mapping[str, Json]) -> dict[str, float]:
    """`accuracy`, `macro_f1`, `both` and `pair_code`."""
    pairs, counts = [], Counter[str]()
    for record in gold:
        want = _gold(record)
        events = _found(readings.get(record["id"], {"mentions": [], "events": []}))
        best = max(events, key=lambda event: _fit(event, want), default=Coded("", [], []))
        pairs.append((want.code, best.code))
        if want.actors and want.recipients:
            both = _meet(best.actors, want.actors) and _meet(best.recipients, want.recipients)
            counts.update(placed=1, both=both, pair_code=both and best.code == want.code)
    return {
        "accuracy": sum(g == p for g, p in pairs) / max(len(pairs), 1),
        "macro_f1": _macro(pairs),
        "both": counts["both"] / max(counts["placed"], 1),
        "pair_code": counts["pair_code"] / max(counts["placed"], 1),
    }


def _macro(pairs: list[tuple[str, str]]) -> float:
    gold, found = Counter(g for g, _ in pairs), Counter(p for _, p in pairs)
    right = Counter(g for g, p in pairs if g == p)
    return sum(2 * right[code] / (gold[code] + found[code]) for code in gold) / max(len(gold), 1)


def _code(label: str | None) -> str:
    name = (label or "").split("/")[0].strip().upper()
    return SAME.get(name, name)


def _gold(record: Json) -> Coded:
    event = next(a for a in record["annotations"] if a["type"] == "event")
    sides: dict[str, Spans] = {"source": [], "target": []}
    for mark in record["annotations"]:
        role = (mark.get("role") or "").upper()
        if "SRC" in role or role == "SOURCE":
            sides["source"].append((mark["start"], mark["end"]))
        if "TAR" in role:
            sides["target"].append((mark["start"], mark["end"]))
    return Coded(_code(event.get("plover")), sides["source"], sides["target"])


def _found(reading: Json) -> list[Coded]:
    spans: dict[str, Spans] = defaultdict(list)
    for mention in reading["mentions"]:
        spans[mention["entity"]].append((mention["span"][0], mention["span"][1]))
    return [
        Coded(
            _code(event["code"]),
            *([span for entity in event[role] for span in spans[entity]] for role in ("actors", "recipients")),
        )
        for event in reading["events"]
        if event["code"]
    ]


def _meet(left: Spans, right: Spans) -> bool:
    return any(shared(one, other) > 0 for one in left for other in right)


def _fit(event: Coded, want: Coded) -> int:
    own = 2 * _meet(event.actors, want.actors) + 2 * _meet(event.recipients, want.recipients)
    return own + _meet(event.actors, want.recipients) + _meet(event.recipients, want.actors)


# ---------------------------------------------------------------- sentences of our own


def snippets(name: str) -> list[dict[str, str]]:
    """The rows of a table of sentences."""
    with (SNIPPETS / f"{name}.tsv").open(encoding="utf-8") as lines:
        rows = (line for line in lines if not line.startswith("#"))
        return list(csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE))


def snippet_figures(read: Callable[[str], Json]) -> dict[str, dict[str, float]]:
    """By half ("open", "held"): `quiet` and `silent`, shares of disasters without a hostile code and without any;
    `attacks` found among their like; `unrest`, macro-F1 over sentences with and without a protest or violence.
    """
    coded = {
        name: [(row, [event for event in read(row["snippet"])["events"] if event["code"]]) for row in snippets(name)]
        for name in ("disasters", "attacks", "unrest")
    }
    return {part: _half(part, coded) for part in ("open", "held")}


def _half(part: str, coded: Mapping[str, list[tuple[dict[str, str], list[Json]]]]) -> dict[str, float]:
    codes, wanted = {}, []
    for name, rows in coded.items():
        codes[name] = [{event["code"] for event in events} for row, events in rows if row["part"] == part]
    for row, events in coded["unrest"]:
        if row["part"] == part:
            sure = {event["code"] for event in events if event["certainty"] == "CT+"}
            wanted.append((row["event"], "yes" if sure & UNREST else "no"))
    return {
        "quiet": _share(not found & HOSTILE for found in codes["disasters"]),
        "silent": _share(not found for found in codes["disasters"]),
        "attacks": _share("ASSAULT" in found for found in codes["attacks"]),
        "unrest": _macro(wanted),
    }


def _share(held: Iterable[bool]) -> float:
    answers = list(held)
    return sum(answers) / max(len(answers), 1)
