"""Times after TempEval-3, task A (UzZaman et al. 2013), micro-averaged over a set.

`strict`   both ends equal        `relaxed`  at least one character shared, one to one
`value`    relaxed pairs whose TIMEX3 value is equal too, over predicted and over gold
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from bench.figures import Json, f1, paired, unique
from dateline.extract.times import find_times
from dateline.ground.moments import place_on_calendar
from dateline.records import Rows


def figures(gold: Iterable[Json], readings: Mapping[str, Json]) -> dict[str, float]:
    """F1 of `strict`, `relaxed` and `value`."""
    counts: Counter[str] = Counter()
    for record in gold:
        wanted, found = _gold(record), _found(record, readings.get(record["id"], {}))
        pairs = paired([row[:2] for row in wanted], [row[:2] for row in found])
        counts.update(gold=len(wanted), predicted=len(found), relaxed=len(pairs))
        counts["strict"] += sum(wanted[i][:2] == found[j][:2] for i, j in pairs)
        counts["value"] += sum(_same(wanted[i][2], found[j][2]) for i, j in pairs)
    return {name: f1(counts[name], counts["predicted"], counts["gold"]) for name in ("strict", "relaxed", "value")}


def documents_per_second(parsed: Iterable[Rows]) -> float:
    """Parsed documents whose times are found and placed in a second of processor time on one core."""
    read, began = 0, time.process_time()
    for read, rows in enumerate(parsed, 1):  # noqa: B007 - counts them
        list(place_on_calendar(rows.add(find_times(rows))))
    return read / (time.process_time() - began)


def _gold(record: Json) -> list[tuple[Any, ...]]:
    return _clean(
        record["text"],
        (
            (a["start"], a["end"], a.get("value"))
            for a in record["annotations"]
            if a["type"] == "TIMEX3" and a.get("start") is not None
        ),
    )


def _found(record: Json, reading: Json) -> list[tuple[Any, ...]]:
    stop = _annotated(record)
    return _clean(record["text"], ((*t["span"], t["value"]) for t in reading.get("times", []) if t["span"][0] < stop))


def _annotated(record: Json) -> int:
    """Where the annotators stopped: MEANTIME marks only the first sentences."""
    meta = record.get("meta") or {}
    last = meta.get("last_annotated_char")
    if last is None:
        return len(str(record["text"]))
    return max([int(last), *(int(end) for _, start, end, *_ in meta.get("sentences", []) if start < last <= end)])


def _clean(text: str, rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    trimmed = []
    for start, end, value in rows:
        words = text[start:end]
        start += len(words) - len(words.lstrip())
        trimmed.append((start, start + len(words.strip()), value))
    return unique((row for row in trimmed if row[0] < row[1]), key=lambda row: (row[0], -row[1]))


def _same(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one.strip().upper() == other.strip().upper()
