"""Events and their reports as two tables for spreadsheets: events.csv and reports.csv (RFC 4180, UTF-8 with its mark).

Text that a spreadsheet would take for a formula gets an apostrophe in front, as OWASP advises: a headline must never
run.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dateline.publish.exports.job import Job
from dateline.records import Event, Report

#: What opens a formula, also in the wide forms of East Asian keyboards, and what a spreadsheet skips before it.
FORMULAS = tuple("=+-@\t\r\n＝＋－＠")
EVENTS = (
    "id", "story", "label", "code", "mode", "actors", "recipients", "place", "latitude", "longitude", "precision",
    "start", "end", "reports", "outlets", "origins", "independent_origins", "parties", "denials", "admiralty",
    "disputed", "why",
)  # fmt: skip
REPORTS = (
    "event", "article", "url", "title", "outlet", "published", "words", "certainty", "stance", "background", "chain",
    "origin", "origin_kind", "interest", "copy_of",
)  # fmt: skip


def write(job: Job, folder: Path) -> int:
    """Write both tables into a folder; the number of events."""
    written = 0
    with _table(folder / "events.csv", EVENTS) as events, _table(folder / "reports.csv", REPORTS) as reports:
        for event in job.events():
            events.writerow(map(_cell, _event(event)))
            reports.writerows(map(_cell, _report(event, report, job)) for report in event.reports)
            written += 1
    return written


@contextmanager
def _table(path: Path, columns: tuple[str, ...]) -> Iterator[Any]:
    # With the mark, Excel takes it for UTF-8.
    with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(columns)
        yield rows


def _cell(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = value.replace("\x00", "")
    return f"'{text}" if text.lstrip(" ").startswith(FORMULAS) else text


def _event(event: Event) -> tuple[Any, ...]:
    found, place = event.corroboration, event.place
    where = (place.name, place.latitude, place.longitude, place.precision) if place else (None,) * 4
    counts = (found.reports, found.outlets, found.origins, found.independent_origins)
    who = (_list(event.actors), _list(event.recipients))
    behind = (*counts, _list(found.parties), found.denials, found.admiralty)
    disputed = _list(tuple(dict.fromkeys(one.field for one in event.disputed)))
    label = (event.id, event.story, event.label, event.code, event.mode)
    return (*label, *who, *where, event.start, event.end, *behind, disputed, " ".join(found.why))


def _report(event: Event, report: Report, job: Job) -> tuple[Any, ...]:
    known, origin = job.known(report.article), report.origin
    article = (report.article, known.url, known.title, report.outlet, known.published)
    chain = " > ".join(link.name for link in report.chain)
    told = (job.words(report), report.certainty, report.stance, report.background, chain)
    return (event.id, *article, *told, origin.name, origin.kind, origin.interest, report.copy_of)


def _list(names: tuple[str, ...]) -> str:
    return "; ".join(names)
