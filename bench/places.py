"""Toponyms on LGL and GeoVirus.

`found`      F1 of gold toponyms and predicted place names that share a character, one to one
`acc161`     share of all gold toponyms with coordinates that are placed within 161 km (100 miles)
`acc161_placed`  the same of those found and given coordinates, as the literature reports it
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from bench.figures import Json, f1, paired, unique

NEAR_KM = 161
EARTH_KM = 6371.0088
Point = tuple[float, float]


def figures(gold: Iterable[Json], readings: Mapping[str, Json]) -> dict[str, float]:
    """`found`, `acc161` and `acc161_placed`."""
    counts: Counter[str] = Counter()
    for record in gold:
        wanted, got = _gold(record), _found(readings.get(record["id"], {}))
        pairs = paired([row[:2] for row in wanted], [row[:2] for row in got])
        counts.update(gold=len(wanted), predicted=len(got), hits=len(pairs))
        counts["placeable"] += sum(row[2] is not None for row in wanted)
        distances = [kilometres(wanted[i][2], got[j][2]) for i, j in pairs if wanted[i][2] and got[j][2]]
        counts.update(placed=len(distances), near=sum(d <= NEAR_KM for d in distances))
    return {
        "found": f1(counts["hits"], counts["predicted"], counts["gold"]),
        "acc161": counts["near"] / max(counts["placeable"], 1),
        "acc161_placed": counts["near"] / max(counts["placed"], 1),
    }


def kilometres(one: Point, other: Point) -> float:
    """Great-circle distance between two (latitude, longitude) points in degrees (haversine)."""
    (a, b), (c, d) = (map(math.radians, point) for point in (one, other))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def _gold(record: Json) -> list[tuple[Any, ...]]:
    return unique(
        (
            (a["start"], a["end"], _point(a.get("lat"), a.get("lon")))
            for a in record["annotations"]
            if a["type"] == "toponym"
        ),
        key=lambda row: row[:2],
    )


def _found(reading: Json) -> list[tuple[Any, ...]]:
    known = {entity["id"]: entity for entity in reading.get("entities", [])}
    rows = []
    for mention in reading.get("mentions", []):
        entity = known[mention["entity"]]
        point = _point(entity["latitude"], entity["longitude"])
        if mention["form"] == "name" and (point or entity["kind"] in ("place", "facility")):
            rows.append((*mention["span"], point))
    return unique(rows, key=lambda row: row[:2])


def _point(latitude: Any, longitude: Any) -> Point | None:
    return None if latitude is None else (float(latitude), float(longitude))
