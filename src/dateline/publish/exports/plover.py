"""Coded events as JSON lines with the keys that NGEC, the coder of the POLECAT data set, writes for PLOVER.

The codes are those of the codebook of 2021. What NGEC fills with a guess stays null here: `date_resolved` is never
the date of publication. What it has no key for stands in `sources` and `corroboration`.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import IO, Any

from dateline.publish.exports.bounds import day
from dateline.publish.exports.job import Job, put
from dateline.records import Event, Report, Where

Json = dict[str, Any]


def write(job: Job, out: IO[bytes]) -> int:
    """Write the events that have a PLOVER code, one a line; the number of them."""
    written = 0
    for event in job.events():
        if event.code:
            put(out, json.dumps(_event(event, job), ensure_ascii=False) + "\n")
            written += 1
    return written


def _event(event: Event, job: Job) -> Json:
    first = next((one for one in event.reports if one.stance == "asserts"), event.reports[0])
    known = job.known(first.article)
    return {
        "id": event.id,
        "date": day(known.published),
        "event_type": event.code,
        "event_mode": [event.mode] if event.mode else [],
        "contexts": [],
        "event_text": job.words(first),
        "story_id": event.story,
        "publisher": first.outlet,
        "headline": known.title,
        "pub_date": day(known.published),
        "date_resolved": day(event.start),
        "attributes": {
            "ACTOR": [{"text": name} for name in event.actors],
            "RECIP": [{"text": name} for name in event.recipients],
            "LOC": [{"text": event.place.name}] if event.place else [],
            "DATE": [{"start": event.start, "end": event.end}] if event.start or event.end else [],
        },
        "event_geolocation": _geolocation(event.place),
        "version": f"dateline {version('dateline')}",
        "sources": [_source(report, job) for report in event.reports],
        "corroboration": _corroboration(event),
    }


def _geolocation(place: Where | None) -> Json:
    if place is None:
        return {"reason": "no report says where", "geo": None}
    if place.latitude is None:
        return {"reason": f"{place.name} has no point", "geo": None}
    geo = {
        "resolved_placename": place.name,
        "lat": place.latitude,
        "lon": place.longitude,
        "precision": place.precision,
    }
    return {"reason": "the place that most reports give", "geo": geo}


def _source(report: Report, job: Job) -> Json:
    known = job.known(report.article)
    return {
        "article": report.article,
        "url": known.url,
        "publisher": report.outlet,
        "pub_date": day(known.published),
        "stance": report.stance,
        "background": report.background,
        "certainty": report.certainty,
        "chain": [link.name for link in report.chain],
        "origin": report.origin.name,
        "interest": report.origin.interest,
    }


def _corroboration(event: Event) -> Json:
    found = event.corroboration
    return {
        "reports": found.reports,
        "outlets": found.outlets,
        "origins": found.origins,
        "independent_origins": found.independent_origins,
        "denials": found.denials,
        "admiralty": found.admiralty,
    }
