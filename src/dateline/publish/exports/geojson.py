"""Events on a map: one FeatureCollection of GeoJSON (RFC 7946) of the events that have a point.

Coordinates are longitude, latitude in WGS84. `precision` says what the point stands for: a site, a city, the middle
of a region or a country.
"""

from __future__ import annotations

import json
from typing import IO, Any

from dateline.publish.exports.job import Job, put
from dateline.records import Event, Where

Json = dict[str, Any]


def write(job: Job, out: IO[bytes]) -> int:
    """Write the events that have a point; the number of them."""
    put(out, '{"type": "FeatureCollection", "features": [')
    written = 0
    for event in job.events():
        if event.place and (point := _point(event.place)):
            put(out, (",\n" if written else "\n") + json.dumps(_feature(event, event.place, point), ensure_ascii=False))
            written += 1
    put(out, "\n]}\n")
    return written


def _point(place: Where) -> list[float] | None:
    latitude, longitude = place.latitude, place.longitude
    if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    return [longitude, latitude]


def _feature(event: Event, place: Where, point: list[float]) -> Json:
    found = event.corroboration
    return {
        "type": "Feature",
        "id": event.id,
        "geometry": {"type": "Point", "coordinates": point},
        "properties": {
            "label": event.label,
            "place": place.name,
            "precision": place.precision,
            "start": event.start,
            "end": event.end,
            "code": event.code,
            "mode": event.mode,
            "actors": list(event.actors),
            "recipients": list(event.recipients),
            "story": event.story,
            "reports": found.reports,
            "outlets": found.outlets,
            "origins": found.origins,
            "independent_origins": found.independent_origins,
            "denials": found.denials,
            "admiralty": found.admiralty,
            "disputed": sorted({one.field for one in event.disputed}),
            "articles": list(dict.fromkeys(report.article for report in event.reports)),
        },
    }
