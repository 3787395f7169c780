"""A story: its events on a timeline and a map, what they rest on, what differs, and how the news spread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel

from dateline.ledger import View
from dateline.publish.web.desk import AtDesk
from dateline.publish.web.doors import FEW, Listing, Page, PageNumber, PageSize
from dateline.publish.web.models import ArticleLine, EventLine, StoryLine, VersionModel
from dateline.records import Event, Outline, Story

#: Events on the timeline and the map; of a bigger story those that stand on the most.
DRAWN = 300
#: Contradictions shown side by side, and names of sources shown of an article.
DIFFERING, SOURCES = 12, 4


class Spread(BaseModel):
    """An article of the story in the order of time: whom it has its reports from, those it cites most first."""

    article: ArticleLine
    reports: int
    own: int
    sources: list[str]
    copy_of: str | None


class Differing(BaseModel):
    """What reports of an event differ on: each version, and the outlets that hold it; or who denies it."""

    event: EventLine
    field: str
    versions: list[VersionModel]


class StoryPage(BaseModel):
    """A story, its events (a page of them), its contradictions and its articles.

    `all` says whether every event is listed, or those only that matter most; `others` is how many there are besides.
    """

    story: StoryLine
    events: list[EventLine]
    listing: Listing
    all: bool
    others: int
    differing: list[Differing]
    spread: list[Spread]
    timeline: dict[str, Any]
    map: dict[str, Any]


def story(desk: AtDesk, id: str, all: bool = False, page: PageNumber = 1, size: PageSize = FEW) -> StoryPage:
    """One story, by its id or that of an article in it; with `all`, also what one article tells in passing."""
    with desk.reading() as (view, merged):
        found = merged.story(id)
        events = list(merged.events(story=found.id, limit=max(DRAWN, page * size + 1)))
        known = {one: _line(view, one) for one in found.articles}
    listed = events if all else [one for one in events if matters(one)] or events
    shown = listed[(page - 1) * size : page * size]
    return StoryPage(
        story=StoryLine.of(found),
        events=[EventLine.of(one) for one in shown],
        listing=Listing(page=page, size=size, total=None, more=len(listed) > page * size),
        all=all,
        others=len(events) - len(listed),
        differing=list(_differing(events, known))[:DIFFERING],
        spread=[_spread(known[one], events, found) for one in found.articles],
        timeline=timeline(listed[:DRAWN]),
        map=points(listed[:DRAWN], desk.tiles),
    )


def matters(event: Event) -> bool:
    """Whether an event is more than what one article tells in passing: several do, it has a code, or it is disputed."""
    counts = event.corroboration
    return counts.outlets > 1 or bool(event.code and event.actors) or bool(event.disputed) or counts.denials > 0


def _line(view: View, article: str) -> ArticleLine:
    return ArticleLine.of(view.readings(article)[-1])


def _differing(events: Iterable[Event], known: dict[str, ArticleLine]) -> Iterable[Differing]:
    for event in events:
        for dispute in event.disputed:
            versions = [
                VersionModel(value=value, articles=_outlets(articles, known)) for value, articles in dispute.versions
            ]
            yield Differing(event=EventLine.of(event), field=dispute.field, versions=versions)
        told = any(dispute.field == "polarity" for dispute in event.disputed)
        if event.corroboration.denials and not told and (sides := _sides(event)):
            yield Differing(event=EventLine.of(event), field="denied", versions=sides)


def _sides(event: Event) -> list[VersionModel]:
    sides = {"asserts": "asserted", "denies": "denied"}
    out = []
    for stance, words in sides.items():
        names = [one.origin.name for one in event.reports if one.stance == stance and not one.background]
        out.append(VersionModel(value=words, articles=list(dict.fromkeys(names))))
    return out if all(side.articles for side in out) else []


def _outlets(articles: Sequence[str], known: dict[str, ArticleLine]) -> list[str]:
    return list(dict.fromkeys((known[one].outlet or one) if one in known else one for one in articles))


def _spread(line: ArticleLine, events: Iterable[Event], story: Story) -> Spread:
    reports = [one for event in events for one in event.reports if one.article == line.id and not one.background]
    cited = Counter(one.chain[0].name for one in reports if one.chain)
    copied = Counter(one.copy_of for one in reports if one.copy_of)
    return Spread(
        article=line,
        reports=len(reports),
        own=sum(not one.chain for one in reports),
        sources=[name for name, _ in cited.most_common(SOURCES)],
        copy_of=copied.most_common(1)[0][0] if copied else None,
    )


def timeline(events: Iterable[Event | Outline]) -> dict[str, Any]:
    """What the timeline draws: events with a time."""
    items = [
        {
            "id": one.id, "label": one.label, "start": one.start, "end": one.end, "kind": kind(one),
            "href": f"/event/{one.id}", "origins": one.corroboration.independent_origins,
            "outlets": one.corroboration.outlets,
        }
        for one in events
        if one.start or one.end
    ]  # fmt: skip
    return {"items": items, "now": None}


def points(events: Iterable[Event | Outline], tiles: str | None) -> dict[str, Any]:
    """What the map draws: events at a place with a point."""
    drawn = [
        {
            "id": one.id, "label": one.label, "latitude": one.place.latitude, "longitude": one.place.longitude,
            "precision": one.place.precision, "place": one.place.name, "start": one.start, "end": one.end,
            "kind": kind(one), "href": f"/event/{one.id}", "origins": one.corroboration.independent_origins,
        }
        for one in events
        if one.place and one.place.latitude is not None
    ]  # fmt: skip
    return {"points": drawn, "lines": [], "tiles": tiles}


def kind(event: Event | Outline) -> str:
    """How an event is drawn: attested by two independent origins, or by a single one."""
    return "attested" if event.corroboration.independent_origins > 1 else "single"


PAGE = Page("/story/{id}", story, "story.html", "A story: its events, contradictions and articles.", ("stories",))
