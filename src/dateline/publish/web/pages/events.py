"""Events over all stories: what happened, by how well it is attested or by time, and where reports differ."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BaseModel

from dateline.errors import InputError
from dateline.publish.web.desk import AtDesk, Desk
from dateline.publish.web.doors import FEW, Listing, Page, PageNumber, PageSize
from dateline.publish.web.models import EventLine, EventModel
from dateline.publish.web.pages.front import Date, Name, Number

Code = Annotated[str, Query(pattern=r"^[A-Za-z]{0,20}$", description="A PLOVER code: CONSULT, ASSAULT, ...")]
StoryId = Annotated[str, Query(max_length=200, description="A story, by its id or that of an article in it.")]
Disputed = Annotated[bool, Query(description="Only events on which reports differ, or that somebody denies.")]
EventOrder = Annotated[
    Literal["attested", "time"], Query(description="The best attested first, or the earliest of those with a time.")
]


class EventsPage(BaseModel):
    """Events that fit what is asked."""

    asked: dict[str, Any]
    order: str
    events: list[EventLine]
    listing: Listing


class ContradictionsPage(BaseModel):
    """Events on which reports differ or that somebody denies, whole; `outlets` are those of their articles, by id."""

    asked: dict[str, Any]
    events: list[EventModel]
    listing: Listing
    outlets: dict[str, str]


def events(
    desk: AtDesk,
    who: Name = "",
    where: Name = "",
    since: Date = "",
    until: Date = "",
    code: Code = "",
    min_origins: Number = "",
    min_articles: Number = "",
    story: StoryId = "",
    disputed: Disputed = False,
    order: EventOrder = "attested",
    page: PageNumber = 1,
    size: PageSize = FEW,
) -> EventsPage:
    """Events over all stories: `since` and `until` are of the time at which they happened, both included."""
    asked = wanted(
        who=who, where=where, since=since, until=until, code=code, story=story, min_origins=min_origins,
        min_articles=min_articles, disputed=disputed,
    )  # fmt: skip
    return listed(desk, asked, order, page, size)


def contradictions(desk: AtDesk, story: StoryId = "", page: PageNumber = 1, size: PageSize = FEW) -> ContradictionsPage:
    """Events on which reports differ, or that somebody denies."""
    asked = wanted(story=story, disputed=True)
    with desk.reading() as (_, merged):
        total = merged.how_many_events(**asked)
        found = merged.events(**asked, limit=size, skip=(page - 1) * size)
        models = [EventModel.of(one) for one in found]
    return ContradictionsPage(
        asked={"story": story} if story else {},
        events=models,
        listing=Listing(page=page, size=size, total=total, more=page * size < total),
        outlets={one.article: one.outlet for event in models for one in event.reports if one.outlet},
    )


def wanted(**given: Any) -> dict[str, Any]:
    """What `Merged.events` is asked, of what stands in an address: without what is empty, and with whole days."""
    asked = {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}
    asked = {name: value for name, value in asked.items() if value}
    asked |= {name: int(asked[name]) for name in ("min_origins", "min_articles") if name in asked}
    if "since" in asked:
        asked["since"] = _first_day(asked["since"]).isoformat()
    if "until" in asked:
        asked["until"] = _day_after(asked["until"])
    return asked


def listed(desk: Desk, asked: dict[str, Any], order: str, page: int, size: int) -> EventsPage:
    """A page of the list of events that fit."""
    bounds = {"since": "0000"} if order == "time" and "since" not in asked else {}
    with desk.reading() as (_, merged):
        total = merged.how_many_events(**asked, **bounds)
        found = merged.outlines(**asked, **bounds, order=order, limit=size, skip=(page - 1) * size)
        lines = [EventLine.of(one) for one in found]
    return EventsPage(
        asked=asked, order=order, events=lines,
        listing=Listing(page=page, size=size, total=total, more=page * size < total),
    )  # fmt: skip


def _first_day(given: str) -> date:
    year, month, day = (int(part) for part in (*given.split("-"), "1", "1")[:3])
    try:
        return date(year, month, day)
    except ValueError:
        raise InputError(given, "there is no such day: write 2026, 2026-11 or 2026-11-20") from None


def _day_after(given: str) -> str:
    """The first day that is not in the year, month or day."""
    first, parts = _first_day(given), given.count("-")
    try:
        if parts == 0:
            return first.replace(year=first.year + 1).isoformat()
        if parts == 1:
            return date(first.year + first.month // 12, first.month % 12 + 1, 1).isoformat()
        return date.fromordinal(first.toordinal() + 1).isoformat()
    except ValueError:  # after the year 9999
        return "9999-12-31"


PAGE = Page(
    "/events", events, "events.html", "Events over all stories, the best attested or the earliest first.", ("events",),
    {"who": "Mikhail Gorbachev", "where": "Reykjavik", "since": "1986-10", "until": "1986-10-12", "min_origins": "1",
     "code": "CONSULT", "order": "time"},
)  # fmt: skip
CONTRADICTIONS = Page(
    "/contradictions", contradictions, "contradictions.html", "Events on which reports differ: who says which.",
    ("events",),
)  # fmt: skip
