"""Half-open ISO 8601 bounds as other formats want them: days, instants, last days."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

_PARTIAL = re.compile(r"(\d{4})(?:-(\d\d))?")


def parsed(bound: str | None) -> date | datetime | None:
    """A bound as a day, or as a datetime where it has a time (aware in UTC where it has a zone); None where it is none.

    A year or a month is its first day.
    """
    if bound is None:
        return None
    if found := _PARTIAL.fullmatch(bound):
        bound = f"{found[1]}-{found[2] or '01'}-01"
    try:
        if len(bound) == len("2023-09-15"):
            return date.fromisoformat(bound)
        moment = datetime.fromisoformat(bound)
        return moment.astimezone(UTC) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        return None


def day(bound: str | None) -> str | None:
    """The day on which something begins, ISO 8601."""
    found = parsed(bound)
    if isinstance(found, datetime):
        found = found.date()
    return found.isoformat() if found else None


def last_day(end: str | None) -> str | None:
    """The last day before a half-open end, ISO 8601."""
    found = parsed(end)
    if isinstance(found, datetime):
        midnight = (found.hour, found.minute, found.second, found.microsecond) == (0, 0, 0, 0)
        found = found.date() - timedelta(days=midnight)
    elif found and found > date.min:
        found -= timedelta(days=1)
    return found.isoformat() if found else None
