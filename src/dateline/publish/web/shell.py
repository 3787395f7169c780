"""Templates: what all pages share, and how values are told in words."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache, lru_cache
from gettext import NullTranslations
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request

from dateline import __version__
from dateline.publish.dating import dated_by
from dateline.publish.web.said import here, judge_of, said

#: Of the texts of the pages: English is the language that they are written in.
TRANSLATIONS = NullTranslations()
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
#: What a value of the Admiralty code's information credibility says.
ADMIRALTY = {
    1: "confirmed by independent origins",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "cannot be judged",
}
#: What reports of an event differ on, in words; an amount is called by what is counted: "number of people".
FIELDS = {
    "polarity": "whether it is so", "denied": "whether it is so", "actors": "who", "recipients": "whom",
    "place": "where", "date": "when",
}  # fmt: skip
#: Factuality values of FactBank, in words.
CERTAINTY = {
    "CT+": "certain",
    "PR+": "probable",
    "PS+": "possible",
    "CT-": "certainly not",
    "PR-": "probably not",
    "PS-": "possibly not",
    "Uu": "left open",
}


def render(request: Request, template: str, **given: Any) -> str:
    """A page of a template. `csrf` and `user` are what access.py put in the request's state, empty without it."""
    state = request.state
    return (
        environment()
        .get_template(template)
        .render(
            request=request,
            path=request.url.path,
            query=request.url.query,
            csrf=getattr(state, "csrf", ""),
            user=getattr(state, "user", None),
            can_edit=getattr(state, "can_edit", False),
            desk=request.app.state.desk,
            version=__version__,
            **given,
        )
    )


@cache
def environment() -> Environment:
    """Jinja with everything escaped, and texts ready for translation (gettext)."""
    made = Environment(
        loader=PackageLoader("dateline.publish.web", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,  # else it looks at every file of a page each time
    )
    made.filters |= {"day": day, "period": period, "count": count, "segment": segment, "json_attribute": attribute}
    made.filters |= {"certainty": lambda value: CERTAINTY.get(value, value), "dated_by": dated_by}
    made.filters |= {"field": lambda name: translated(FIELDS[name]) if name in FIELDS else name}
    made.globals |= {"_": translated, "mark": mark, "here": here, "judge_of": judge_of, "said": said}
    made.globals |= {"link_with": link_with, "admiralty": ADMIRALTY}
    return made


def translated(text: str, **values: object) -> str:
    """A text of ours in the reader's language, with values in it; the template escapes both.

    Jinja's own extension does the same ten times slower, and a front page has hundreds of texts.
    """
    told = TRANSLATIONS.gettext(text)
    return told % values if values else told


@lru_cache(4096)
def mark(outlets: int, origins: int, independent: int, outside: int) -> Markup:
    """The mark that shows at a glance what stands behind something: see mark.svg."""
    given = {"outlets": outlets, "origins": origins, "independent": independent, "outside": outside}
    return Markup(environment().get_template("mark.svg").render(**given).strip())


def day(moment: str | None) -> str:
    """2026-11-20T14:05 as 20 November 2026, 14:05; a part of a date as far as it goes; "" without one."""
    if not moment:
        return ""
    parts = moment[:10].split("-")
    try:
        told = [str(int(parts[2]))] if len(parts) > 2 else []
        told += [MONTHS[int(parts[1]) - 1]] if len(parts) > 1 else []
        clock = moment[11:16] if len(moment) > 15 and moment[11:16] != "00:00" else ""
        return " ".join([*told, parts[0]]) + (f", {clock}" if clock else "")
    except (ValueError, IndexError):
        return moment


def period(start: str | None, end: str | None) -> str:
    """Half-open bounds in words: a day, a day with its minute, or from one to another."""
    if not start and not end:
        return ""
    if not start:
        return f"before {day(end)}"
    if not end:
        return f"from {day(start)}"
    try:
        first, last = datetime.fromisoformat(start[:19]), datetime.fromisoformat(end[:19])
    except ValueError:
        return f"{day(start)} to {day(end)}"
    days = (last - first).days
    if (first.hour, first.minute, last.hour, last.minute) != (0, 0, 0, 0):
        return day(start) if (last - first).total_seconds() <= 3600 else _hours(start, end)
    if days <= 1:
        return day(start)
    if first.day == 1 and last.day == 1 and 28 <= days <= 31:
        return f"{MONTHS[first.month - 1]} {first.year}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 1, 1) and last.year == first.year + 1:
        return str(first.year)
    return f"{day(start)} to {day(datetime.fromordinal(last.toordinal() - 1).date().isoformat())}"


def _hours(start: str, end: str) -> str:
    """From one time to another, the day told once where it is one."""
    if start[:10] != end[:10]:
        return f"{day(start)} to {day(end)}"
    return f"{day(start[:10])}, {start[11:16] or '00:00'} to {end[11:16]}"


def count(number: int, one: str, many: str = "") -> str:
    """3 articles, 1 article."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def segment(name: str) -> str:
    """A name as one segment of a path."""
    return quote(name, safe="")


def attribute(value: Any) -> str:
    """JSON for an attribute of HTML; the template escapes it as it does all text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def link_with(request: Request, **changed: Any) -> str:
    """The address of this page with other values in its query; None takes one out."""
    kept = {key: value for key, value in request.query_params.items() if key not in changed and value != ""}
    kept |= {key: str(value) for key, value in changed.items() if value is not None}
    return request.url.path + (f"?{urlencode(kept)}" if kept else "")
