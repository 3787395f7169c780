"""TIMEX3 values on the calendar: their bounds, and steps of days, weeks, quarters from one to another.

Weeks are ISO 8601's. Seasons are the meteorological ones of the northern hemisphere, winter 1998 from December 1998.
A part of a day is a stretch of clock time as news uses the word (PARTS).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

#: First month and length in months of what a year is divided into.
DIVISIONS = {
    **{f"Q{n}": (3 * n - 2, 3) for n in (1, 2, 3, 4)},
    "H1": (1, 6),
    "H2": (7, 6),
    "SP": (3, 3),
    "SU": (6, 3),
    "FA": (9, 3),
    "WI": (12, 3),
}
#: Hours at which parts of a day start and end (over 24: on the next day). "Morning" holds the small hours: news says
#: "early on Tuesday" and "2 a.m. Tuesday morning" of them; "night" is the one that the day leads to.
PARTS = {"MO": (0, 12), "AF": (12, 18), "EV": (17, 24), "NI": (18, 30), "DT": (6, 18)}
DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)(Z|\[[+-]\d\d:\d\d\])?")
UNIT_DAYS = {"D": 1, "W": 7, "WE": 7}
UNIT_MONTHS = {"M": 1, "Q": 3, "Y": 12, "DE": 120, "CE": 1200}
PRECISIONS = {
    "D": "day",
    "W": "week",
    "WE": "weekend",
    "M": "month",
    "Q": "quarter",
    "Y": "year",
    "DE": "decade",
    "CE": "century",
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """The half-open interval of a value as ISO 8601 dates or local times, and how precise it is."""

    start: str
    end: str
    precision: str


def bounds(value: str) -> Bounds | None:
    """The interval of a TIMEX3 value; None where it has gaps, is no point in time or leaves the years 1 to 9998."""
    try:
        return _time(value) or _part(value) or _days(value) or _months(value)
    except (ValueError, OverflowError):
        return None


def _time(value: str) -> Bounds | None:
    found = TIME.fullmatch(value)
    if not found:
        return None
    start = datetime.combine(date.fromisoformat(found[1]), datetime.min.time())
    start += timedelta(hours=int(found[2]), minutes=int(found[3]))
    zone = {"Z": "+00:00"}.get(found[4] or "", (found[4] or "").strip("[]"))
    return Bounds(f"{start.isoformat()}{zone}", f"{(start + timedelta(minutes=1)).isoformat()}{zone}", "time")


def _part(value: str) -> Bounds | None:
    day, _, part = value.partition("T")
    if part not in PARTS or not DAY.fullmatch(day):
        return None
    midnight = datetime.combine(date.fromisoformat(day), datetime.min.time())
    start, end = (midnight + timedelta(hours=hour) for hour in PARTS[part])
    return Bounds(start.isoformat(), end.isoformat(), "part_of_day")


def _days(value: str) -> Bounds | None:
    if DAY.fullmatch(value):
        return _between(date.fromisoformat(value), 1, "day")
    week = re.fullmatch(r"(\d{4})-W(\d\d)(-WE)?", value)
    if not week:
        return None
    first = date.fromisocalendar(int(week[1]), int(week[2]), 6 if week[3] else 1)
    return _between(first, 2, "weekend") if week[3] else _between(first, 7, "week")


def _between(first: date, days: int, precision: str) -> Bounds:
    return Bounds(first.isoformat(), (first + timedelta(days=days)).isoformat(), precision)


def _months(value: str) -> Bounds | None:
    part = re.fullmatch(r"(\d{4})-(Q\d|H\d|SP|SU|FA|WI)", value)
    if part:
        precision = {"Q": "quarter", "H": "half"}.get(part[2][0] if part[2][1].isdigit() else "", "season")
        return _span(int(part[1]), *DIVISIONS[part[2]], precision)
    found = re.fullmatch(r"(\d{2,4})(?:-(\d\d))?", value)
    if not found:
        return None
    if found[2]:
        return _span(int(found[1]), int(found[2]), 1, "month") if len(found[1]) == 4 else None
    years = 10 ** (4 - len(found[1]))
    return _span(int(found[1]) * years, 1, 12 * years, {1: "year", 10: "decade", 100: "century"}[years])


def _span(year: int, month: int, months: int, precision: str) -> Bounds:
    last = year * 12 + month - 1 + months
    return Bounds(date(year, month, 1).isoformat(), date(last // 12, last % 12 + 1, 1).isoformat(), precision)


def value_of(day: date, unit: str) -> str:
    """The value of the day, week, month, quarter, year, decade or century that holds a day."""
    if unit in ("W", "WE"):
        week = day.isocalendar()
        return f"{week.year:04d}-W{week.week:02d}" + ("-WE" if unit == "WE" else "")
    year = f"{day.year:04d}"
    return {
        "D": day.isoformat(),
        "M": f"{year}-{day.month:02d}",
        "Q": f"{year}-Q{(day.month + 2) // 3}",
        "Y": year,
        "DE": year[:3],
        "CE": year[:2],
    }[unit]


def gap(unit: str) -> str:
    """The value of a day, week, ... of which nothing is known."""
    return {
        "D": "XXXX-XX-XX",
        "W": "XXXX-WXX",
        "WE": "XXXX-WXX-WE",
        "M": "XXXX-XX",
        "Q": "XXXX-QX",
        "Y": "XXXX",
        "DE": "XXX",
        "CE": "XX",
    }[unit]


def step(day: date, amount: float, unit: str) -> date:
    """The day so many units later (earlier for a negative amount). Raises ValueError outside the years 1 to 9999."""
    try:
        if unit in UNIT_DAYS:
            return day + timedelta(days=amount * UNIT_DAYS[unit])
        month = day.year * 12 + day.month - 1 + round(amount * UNIT_MONTHS[unit])
        first = date(month // 12, month % 12 + 1, 1)
        following = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
        return first + timedelta(days=min(day.day, (following - first).days) - 1)
    except OverflowError as error:
        raise ValueError(f"{amount:g} {PRECISIONS[unit]}s from {day} is outside the calendar") from error


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher's algorithm)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    fix = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * fix) // 451
    month, day = divmod(h + fix - 7 * m + 114, 31)
    return date(year, month, day + 1)


def nth_weekday(year: int, month: int, n: int, weekday: int) -> date:
    """The n-th such weekday (1 is Monday) of a month, the last one for n = -1. Raises ValueError."""
    if n < 0:
        last = step(date(year, month, 1), 1, "M") - timedelta(days=1)
        return last - timedelta(days=(last.isoweekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (n - 1))
