"""Events whose time is known as a calendar (iCalendar, RFC 5545).

An event that is known by the day fills whole days; one with a time has it, in UTC where the text gives a zone. The
UID is the event's id, so that a calendar that is imported again is brought up to date, not doubled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import IO

from dateline.publish.exports.bounds import parsed
from dateline.publish.exports.job import Job, put
from dateline.records import Event

#: Octets of a line, without its end (RFC 5545, 3.1).
LONGEST = 75
#: What text may not hold: control characters but the tab.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
#: Of events in a ledger where no article has a date.
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def write(job: Job, out: IO[bytes]) -> int:
    """Write the events whose start is known; the number of them."""
    stamp = _stamp(job)
    _lines(out, ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//dateline//dateline//EN", "CALSCALE:GREGORIAN"])
    written = 0
    for event in job.events():
        if start := parsed(event.start):
            _lines(out, _event(event, start, stamp, job))
            written += 1
    _lines(out, ["END:VCALENDAR"])
    return written


def _stamp(job: Job) -> str:
    """When the information was last changed: the latest date of an article, so that one ledger gives one file."""
    last = parsed(job.view.contents().last) or LONG_AGO
    if not isinstance(last, datetime):
        last = datetime(last.year, last.month, last.day)
    return last.strftime("%Y%m%dT%H%M%SZ").rjust(16, "0")


def _event(event: Event, start: date | datetime, stamp: str, job: Job) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.id)}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART{_moment(start)}"
    if end := _end(start, parsed(event.end)):
        yield f"DTEND{_moment(end)}"
    yield f"SUMMARY:{_text(event.label)}"
    yield f"DESCRIPTION:{_text(_description(event))}"
    if event.place:
        yield f"LOCATION:{_text(event.place.name)}"
        if event.place.latitude is not None and event.place.longitude is not None:
            yield f"GEO:{event.place.latitude:.6f};{event.place.longitude:.6f}"
    if event.code:
        yield f"CATEGORIES:{_text(event.code)}"
    urls = (job.known(report.article).url for report in event.reports)
    if url := next(filter(None, urls), None):
        yield f"URL:{''.join(CONTROLS.sub('', url).split())}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _end(start: date | datetime, end: date | datetime | None) -> date | datetime | None:
    """The end in the form of the start, as the format wants it; None where there is none after the start."""
    if end is None:
        return None
    if not isinstance(start, datetime):
        whole = end.date() + timedelta(days=1) if isinstance(end, datetime) else end
        return whole if whole > start else None
    exact = end if isinstance(end, datetime) else datetime(end.year, end.month, end.day, tzinfo=start.tzinfo)
    if (start.tzinfo is None) != (exact.tzinfo is None):
        return None  # one by the clock of the text, one by the world's: they cannot be compared
    return exact if exact > start else None


def _moment(moment: date | datetime) -> str:
    if not isinstance(moment, datetime):
        return f";VALUE=DATE:{moment.strftime('%Y%m%d').rjust(8, '0')}"
    zone = "Z" if moment.tzinfo else ""
    return f":{moment.strftime('%Y%m%dT%H%M%S').rjust(15, '0')}{zone}"


def _description(event: Event) -> str:
    found = event.corroboration
    counts = (
        f"Reports: {found.reports}, outlets: {found.outlets}, origins: {found.origins}, "
        f"independent: {found.independent_origins}, denials: {found.denials}, Admiralty credibility: {found.admiralty}."
    )
    who = [f"Who: {', '.join(event.actors)}"] if event.actors else []
    whom = [f"To whom: {', '.join(event.recipients)}"] if event.recipients else []
    articles = dict.fromkeys(report.article for report in event.reports)
    return "\n".join([*who, *whom, counts, *found.why, f"Articles: {', '.join(articles)}"])


def _text(words: str) -> str:
    """Words as TEXT: backslash, semicolon, comma and line break are written with a backslash."""
    words = words.replace("\r\n", "\n").replace("\r", "\n")
    words = CONTROLS.sub("", words).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return words.replace("\n", "\\n")


def _lines(out: IO[bytes], lines: Iterable[str]) -> None:
    for line in lines:
        put(out, "\r\n ".join(_folded(line)) + "\r\n")


def _folded(line: str) -> Iterator[str]:
    """Pieces of at most 75 octets, the blank before all but the first counted; no character is cut in two."""
    piece, size = "", 0
    for char in line:
        width = len(char.encode("utf-8", "replace"))
        if size + width > LONGEST:
            yield piece
            piece, size = "", 1
        piece, size = piece + char, size + width
    yield piece
