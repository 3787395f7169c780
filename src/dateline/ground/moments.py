"""Time expressions on the calendar: TIMEX3 values, half-open bounds, precision, and what they were counted from.

Forms with gaps (docs/times.md) are filled from the day of publication or from an expression earlier in the text; the
tense of the governing verb picks the past or the coming one. The conventions are those of dispatches: a weekday
in the past tense is the latest one, the day of publication included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from dateline.ground import calendar
from dateline.records import Anchor, Derivation, Moment, Rows, Span, TimeExpression, row_id

VERSION = "1"
#: How far back, in characters, "a year ago" finds the quarter or month that it is a year before: a sentence or two,
#: the one that states this year's figure. Swept on TimeBank: 150 .. 600 differ by two expressions.
NEAR = 300

STEP = re.compile(r"(?P<anchor>published|text)(?P<amount>[+-][\d.]+)(?P<unit>[A-Z]+)(?P<keep>~?)(?:/(?P<gap>.+))?")
PICK = re.compile(r"(?P<anchor>published|text)(?P<side>[<>=])(?P<gap>[^/]+)")
HOLDER = re.compile(r"(?P<inner>.+)@(?P<unit>WE|W)")
FILL = re.compile(r"(?P<base>.+?)/(?P<gap>T?[^/]+)")
BESIDE = re.compile(r"(?P<length>P[^<>]+)<published|published>(?P<next>P.+)")
#: By how much nearer the other candidate must be to win against the tense: "payable Nov. 17" beside a past verb.
#: Swept on TimeBank, AQUAINT and MEANTIME: 8 loses two expressions, 15 eight.
NEARER = 5
#: And within how many days it must start, by precision: in December "took office in February" is of this year.
SOON = {"day": 35, "month": 20}
#: By how many times further than a day just past the coming one must be to lose against the tense: "has until Jan. 14",
#: published on Jan. 15. Days only: on the first of October "will open in September" is next year's.
FAR = 60
#: Without a tense a past date may be so many times further than the coming one: news tells what happened.
#: Swept on TimeBank, AQUAINT and MEANTIME: 1.2 to 3 give the same.
PAST_FIRST = 2
#: A weekday beside a date corrects the year ("Friday, Sept. 15" is no day of 2019) only this many days or more away
#: from publication: nearer, the weekday is the likelier slip.
SLIP = 31
#: A dispatch that was published so many days after (or before) its own dateline was published again: its "today" is the
#: dateline's. A few days are the lag of agencies and time zones.
LAG = 7
#: Spans whose figures come out after they end: "expects third-quarter profit" in October is of the one just over.
REPORTED = ("quarter", "half")
CLOCK = re.compile(r"T\d\d:\d\d")
DAY_WITHOUT_YEAR = re.compile(r"XXXX-(?:WXX-\d|\d\d-\d\d(?:&\d)?)")
#: How far behind a time of day its day may stand, in characters: a clock in brackets, "local time on".
BESIDE_REACH = 24
#: Precisions from which days can be counted.
FINE = ("time", "part_of_day", "day")
GRAINS = "DWMQY"


@dataclass(frozen=True, slots=True)
class Known:
    """A moment that later expressions may count from: its value, its first day, where it stands."""

    value: str
    day: date
    precision: str
    at: int


@dataclass
class Timeline:
    """What is known while reading: the day of publication and, by precision, the moment named last."""

    published: date | None
    clock: datetime | None = None
    named: dict[str, Known] = field(default_factory=dict)

    def name(self, value: str, limits: calendar.Bounds, at: int) -> None:
        """Keeps a moment as the latest of its precision."""
        day = date.fromisoformat(limits.start[:10])
        self.named[limits.precision] = Known(value, day, limits.precision, at)

    def last(self, *precisions: str) -> Known | None:
        """The latest moment of one of the precisions (of any, without)."""
        found = (self.named[name] for name in precisions or self.named if name in self.named)
        return max(found, key=lambda known: known.at, default=None)


@dataclass(frozen=True, slots=True)
class Reading:
    """A value and what it was counted from; `bounds` where they are not those of the value."""

    value: str
    anchor: Anchor | None
    bounds: calendar.Bounds | None = None


def place_on_calendar(rows: Rows) -> Iterator[Moment]:
    """A moment for every time expression, in their order. What cannot be placed keeps a value with gaps."""
    line = _timeline(rows)
    times = rows.of(TimeExpression)
    for at, time in enumerate(times):
        if day := _day_beside(times[at : at + 3], rows.article.text):
            value = _read(day, line).value
            if limits := calendar.bounds(value):
                line.name(value, limits, time.span.start)
        found = _read(time, line)
        limits = found.bounds or calendar.bounds(found.value)
        value = re.sub(r"\[.*?\]", "", found.value)
        if limits and time.type in ("DATE", "TIME") and not time.form.endswith("1Y~"):
            line.name(value, limits, time.span.start)
        start, end = (limits.start, limits.end) if limits else _one_sided(time.form, line.published)
        yield Moment(
            row_id("m", time.id, value),
            time.id,
            value,
            start,
            end,
            limits.precision if limits else None,
            found.anchor,
            Derivation("moments", VERSION, time.form),
        )


def _day_beside(times: Sequence[TimeExpression], text: str) -> TimeExpression | None:
    """The day that stands shortly behind a time of day, which is first: "at 10:35 a.m. (0735 GMT) Friday"."""
    time, *others = times
    day = next((other for other in others if not CLOCK.match(other.form)), None)
    if day is None or not CLOCK.match(time.form) or not DAY_WITHOUT_YEAR.fullmatch(day.form):
        return None
    between = text[time.span.end : day.span.start]
    return day if len(between) <= BESIDE_REACH and not re.search(r"[.;\n]|\b(?:and|or|to)\b", between) else None


def _timeline(rows: Rows) -> Timeline:
    stated = _stamp(rows.article.published)
    span = rows.article.dateline.date if rows.article.dateline else None
    written = _dateline(span, stated, rows.of(TimeExpression)) if span else None
    if written and (stated is None or abs((stated.date() - written).days) > LAG):
        return Timeline(written)
    clock = stated if rows.article.published and "T" in rows.article.published else None
    return Timeline(stated.date() if stated else None, clock)


def _stamp(text: str | None) -> datetime | None:
    """The local date and time of an ISO 8601 stamp; None for anything else."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None) if text else None
    except ValueError:
        found = re.match(r"\d{4}-\d\d-\d\d", text or "")
        return _stamp(found[0]) if found and found[0] != text else None


def _dateline(span: Span, stated: datetime | None, times: tuple[TimeExpression, ...]) -> date | None:
    """The day that a dispatch's own line gives; where it leaves out the year, the last such day by publication."""
    form = next((time.form for time in times if time.span.overlaps(span)), "").partition("&")[0]
    if calendar.DAY.fullmatch(form):
        found = _stamp(form)
        return found.date() if found else None
    if stated is None or not re.fullmatch(r"XXXX-\d\d-\d\d", form):
        return None
    try:
        return date.fromisoformat(_nearest(form, stated.date(), "past"))
    except ValueError:
        return None


# ---------------------------------------------------------------- reading a form


def _read(time: TimeExpression, line: Timeline) -> Reading:
    form = time.form
    try:
        if time.type in ("DURATION", "SET"):
            return _duration(form, line)
        return _point(time, form, line)
    except (ValueError, OverflowError):
        return Reading(_gapped(form), None)


def _duration(form: str, line: Timeline) -> Reading:
    found = BESIDE.fullmatch(form)
    if not found:
        return Reading(form, None)
    length = found["length"] or found["next"]
    limits = _beside(length, found["length"] is not None, line.published)
    return Reading(length, "published" if limits else None, limits)


def _one_sided(form: str, published: date | None) -> tuple[str | None, str | None]:
    """The bound that vague words give: "recently" ended by publication, "the coming weeks" start with it."""
    if published is None:
        return None, None
    if form == "PAST_REF" or form.endswith("<published"):
        return None, (published + timedelta(days=1)).isoformat()
    return (published.isoformat() if form == "FUTURE_REF" or form.startswith("published>") else None), None


def _beside(length: str, past: bool, published: date | None) -> calendar.Bounds | None:
    """The days up to publication, or from it on, that a duration of whole units covers."""
    found = re.fullmatch(r"P(\d+)([DWMQY])", length)
    if not found or published is None:
        return None
    precision = calendar.PRECISIONS[found[2]]
    other = calendar.step(published, int(found[1]) * (-1 if past else 1), found[2])
    first, last = sorted((other, published))
    return calendar.Bounds(first.isoformat(), last.isoformat(), precision)


def _point(time: TimeExpression, form: str, line: Timeline) -> Reading:
    if found := HOLDER.fullmatch(form):
        inner = _point(time, found["inner"], line)
        return Reading(_held(inner.value, found["unit"]), inner.anchor)
    if found := STEP.fullmatch(form):
        return _stepped(time, found, line)
    if found := PICK.fullmatch(form):
        return _picked(time, found, line)
    if re.fullmatch(r"\d{4}~", form):
        return _same_of(time, form[:4], line)
    if (found := FILL.fullmatch(form)) and not form.startswith("XXXX-easter"):
        base = _point(time, found["base"], line)
        return Reading(_within(base.value, found["gap"], time, line), base.anchor)
    if form.startswith(("XXXX", "T")):
        return _filled(time, form, line)
    return Reading(_holiday(form, None), None if form.endswith("_REF") else "explicit")


def _held(value: str, unit: str) -> str:
    """The week of a day, or the weekend that it belongs to: for a Monday or Tuesday the one just over."""
    limits = calendar.bounds(value)
    if limits is None:
        return value
    day = date.fromisoformat(limits.start[:10])
    back = day.isoweekday() if unit == "WE" and day.isoweekday() <= 2 else 0
    return calendar.value_of(day - timedelta(days=back), unit)


def _stepped(time: TimeExpression, found: re.Match[str], line: Timeline) -> Reading:
    """So many units from the day of publication or from what the text spoke of last."""
    anchor: Anchor = found["anchor"]  # type: ignore[assignment]
    amount, unit = float(found["amount"]), found["unit"]
    base = _base(anchor, unit, line)
    if unit.startswith("T"):
        return _clock_step(amount, unit, anchor, line)
    if base is None:
        value = calendar.gap(unit)
        return Reading(_within(value, found["gap"], time, line) if found["gap"] else value, None)
    kept = _keeping(time, amount, unit, line) if found["keep"] else None
    grain = unit if amount == int(amount) else GRAINS[max(0, GRAINS.find(unit) - 1)]
    value = kept or calendar.value_of(calendar.step(base, amount, unit), grain)
    return Reading(_within(value, found["gap"], time, line) if found["gap"] else value, anchor)


def _base(anchor: str, unit: str, line: Timeline) -> date | None:
    """The day to count from: for steps of days in the text, a day that it names; None where there is none."""
    if anchor == "published":
        return line.published
    known = line.last(*FINE) if unit == "D" else line.last()
    return known.day if known else None


def _keeping(time: TimeExpression, amount: float, unit: str, line: Timeline) -> str | None:
    """A year before a quarter that the text has just named, or a month that it named last, is a quarter or month."""
    known, latest = line.last("quarter", "half"), line.last()
    if latest and latest.precision == "month":
        known = latest
    if unit != "Y" or known is None or abs(amount) != 1 or time.span.start - known.at > NEAR:
        return None
    return f"{int(known.value[:4]) + int(amount):04d}{known.value[4:]}"


def _clock_step(amount: float, unit: str, anchor: Anchor, line: Timeline) -> Reading:
    """Hours and minutes from the time of publication, where that is known to the minute."""
    known = line.last("time") if anchor == "text" else None
    if known is None and unit == "TH" and abs(amount) >= 24:
        return _stepped_days(amount, anchor, line)
    start = datetime.fromisoformat(known.value.rstrip("Z")) if known and "24:" not in known.value else line.clock
    if start is None or (anchor == "text" and known is None):
        return Reading("XXXX-XX-XXTXX:XX" if line.published is None else f"{line.published.isoformat()}TXX:XX", None)
    hours = {"TH": timedelta(hours=1), "TM": timedelta(minutes=1), "TS": timedelta(seconds=1)}[unit]
    moment = start + amount * hours
    return Reading(moment.isoformat(timespec="minutes"), anchor)


def _stepped_days(hours: float, anchor: Anchor, line: Timeline) -> Reading:
    """The day that a day's hours or more lead to: "48 hours later"."""
    base = _base(anchor, "D", line)
    if base is None:
        return Reading("XXXX-XX-XX", None)
    return Reading((base + timedelta(days=int(hours / 24))).isoformat(), anchor)


def _picked(time: TimeExpression, found: re.Match[str], line: Timeline) -> Reading:
    """The last, next or this one of something that comes again ("last Friday", "the quarter")."""
    anchor: Anchor = found["anchor"]  # type: ignore[assignment]
    if found["gap"] in calendar.PRECISIONS:
        return _spoken_of(found["gap"], line)
    known = line.last("time", "part_of_day", "day", "week", "weekend") if anchor == "text" else None
    base = known.day if known else line.published
    if base is None:
        return Reading(_gapped(found["gap"]), None)
    used: Anchor = "text" if known else "published"
    if found["side"] == "=":
        return Reading(_nearest(found["gap"], base, time.tense or "future"), used)
    value = _nearest(found["gap"], base, "past" if found["side"] == "<" else "future", strict=True)
    return Reading(value, used)


def _spoken_of(unit: str, line: Timeline) -> Reading:
    """The quarter, year, ... that the text speaks of ("the quarter"), else the one of publication."""
    known = line.last(calendar.PRECISIONS[unit])
    if known:
        return Reading(known.value, "text")
    if line.published is None:
        return Reading(calendar.gap(unit), None)
    day = calendar.step(line.published, -1, unit) if unit == "Q" else line.published
    return Reading(calendar.value_of(day, unit), "published")


def _same_of(time: TimeExpression, year: str, line: Timeline) -> Reading:
    known = line.last("quarter", "month", "half")
    if known and time.span.start - known.at <= NEAR:
        return Reading(year + known.value[4:], "text")
    return Reading(year, "explicit")


# ---------------------------------------------------------------- filling gaps


def _filled(time: TimeExpression, form: str, line: Timeline) -> Reading:
    """A form with gaps at its front, by the direction that the tense gives."""
    if form.startswith("T") or form.startswith("XXXX-XX-XXT"):
        return _on_a_day(form.removeprefix("XXXX-XX-XX"), time, line)
    if line.published is None:
        return Reading(_gapped(form), None)
    date_part, _, clock = form.partition("T")
    date_part, _, weekday = date_part.partition("&")
    value = _nearest(date_part, line.published, time.tense)
    if weekday:
        value = _of_weekday(value, int(weekday), line.published)
    return Reading(f"{value}T{clock}" if clock else value, "published")


def _on_a_day(clock: str, time: TimeExpression, line: Timeline) -> Reading:
    """A time of day: of the day just spoken of, else of publication."""
    known = line.last(*FINE)
    if known and time.span.start - known.at <= NEAR:
        return Reading(known.day.isoformat() + clock, "text")
    if line.published is None:
        return Reading(f"XXXX-XX-XX{clock}", None)
    return Reading(line.published.isoformat() + clock, "published")


def _nearest(form: str, base: date, tense: str | None, *, strict: bool = False) -> str:
    """The one of a recurring date that the tense picks around a day; `strict` leaves out the one that holds the day."""
    week = re.fullmatch(r"XXXX-WXX-(\d|WE)", form)
    if week:
        return _weekday(week[1], base, tense, strict)
    if re.fullmatch(r"XXXX-XX-\d\d", form):
        return _day_of_month(int(form[8:]), base, tense)
    candidates = [_holiday(f"{base.year + shift:04d}{form[4:]}", base.year + shift) for shift in range(-4, 5)]
    limits = [calendar.bounds(value) for value in candidates]
    placed = [(value, limit) for value, limit in zip(candidates, limits, strict=True) if limit]
    if not placed:
        raise ValueError(f"no such date: {form}")
    return _choose(placed, base, tense, strict)


def _of_weekday(value: str, weekday: int, base: date) -> str:
    """A date far from `base` in the last year in which it falls on the weekday that the text names beside it."""
    day = date.fromisoformat(value)
    if day.isoweekday() == weekday or abs((day - base).days) < SLIP:
        return value
    years = sorted(range(day.year - 11, min(day.year, base.year) + 1), reverse=True)
    same = (candidate for year in years if (candidate := _in_year(day, year)) and candidate.isoweekday() == weekday)
    return next(same, day).isoformat()


def _in_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None


def _choose(placed: list[tuple[str, calendar.Bounds]], base: date, tense: str | None, strict: bool) -> str:
    """The value that holds the day, else the one that the tense points at, unless the other is far nearer."""
    day = base.isoformat()
    now = [value for value, limit in placed if limit.start <= day < limit.end]
    past = [(value, (base - date.fromisoformat(limit.end)).days) for value, limit in placed if limit.end <= day]
    coming = [(value, (date.fromisoformat(limit.start) - base).days) for value, limit in placed if limit.start > day]
    if now and not strict:
        return now[0]
    if not past or not coming:
        return (past[-1] if past else coming[0])[0]
    (before, since), (after, until), precision = past[-1], coming[0], placed[0][1].precision
    if strict:
        return before if tense == "past" else after
    if tense == "past":
        return after if since > NEARER * until and until <= SOON.get(precision, until) else before
    if tense == "future":
        over = until > NEARER * since if precision in REPORTED else precision == "day" and until > FAR * (since + 1)
        return before if over else after
    return before if since <= PAST_FIRST * until else after


def _weekday(which: str, base: date, tense: str | None, strict: bool) -> str:
    day = base.isoweekday()
    wanted = 6 if which == "WE" else int(which)
    ahead = (wanted - day) % 7
    if which == "WE":
        monday = base - timedelta(days=day - 1)
        shift = 0 if day >= 6 or tense == "future" else -7
        return calendar.value_of(monday + timedelta(days=shift), "WE")
    if tense in ("future", "present"):
        return (base + timedelta(days=ahead or (7 if strict else 0))).isoformat()
    return (base - timedelta(days=(-ahead) % 7 or (7 if strict else 0))).isoformat()


def _day_of_month(number: int, base: date, tense: str | None) -> str:
    month = base
    if tense == "past" and number > base.day:
        month = calendar.step(base.replace(day=1), -1, "M")
    if tense == "future" and number < base.day:
        month = calendar.step(base.replace(day=1), 1, "M")
    return month.replace(day=number).isoformat()


def _within(value: str, form: str, time: TimeExpression, line: Timeline) -> str:
    """A form with gaps inside a value that is known: a quarter of a year, a weekday of a week, a time of a day."""
    if form.startswith("T"):
        return value + form
    if form.startswith("XXXX-WXX-"):
        week = re.fullmatch(r"(\d{4})-W(\d\d)", value)
        if not week:
            return form
        if form.endswith("WE"):
            return f"{value}-WE"
        return date.fromisocalendar(int(week[1]), int(week[2]), int(form[9:])).isoformat()
    return _holiday(value[:4] + form[4:], int(value[:4]) if value[:4].isdigit() else None)


def _holiday(value: str, year: int | None) -> str:
    """The day of a holiday of a known year; any other value as it is."""
    if found := re.fullmatch(r"(\d{4})-easter([+-]\d+)", value):
        return (calendar.easter(int(found[1])) + timedelta(days=int(found[2]))).isoformat()
    if found := re.fullmatch(r"(\d{4})-(\d\d)#(-?\d)-(\d)", value):
        return calendar.nth_weekday(*map(int, found.groups())).isoformat()
    return value


def _gapped(form: str) -> str:
    """A form as a TIMEX3 value, when nothing fills its gaps."""
    form = re.sub(r"&\d", "", form)
    if re.search(r"easter|#", form):
        return "XXXX-XX-XX"
    if step := STEP.fullmatch(form):
        return "XXXX-XX-XXTXX:XX" if step["unit"].startswith("T") else calendar.gap(step["unit"])
    found = re.search(r"[<>=](.+)", form)
    rest = found[1] if found else form
    return calendar.gap(rest) if rest in calendar.PRECISIONS else rest.rpartition("/")[2]
