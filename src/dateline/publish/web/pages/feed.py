"""The Atom feed of any search: the newest events of the stories that fit, and what stands behind each.

With `min_origins` an entry first stands in the feed when so many independent origins are behind its event: its id holds
that number, so a feed reader tells of it then, also where it has told of the event before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from fastapi import APIRouter, Request
from lxml import etree  # type: ignore[import-untyped]
from starlette.responses import Response

from dateline.ledger import Merged, View
from dateline.publish.web.desk import AtDesk, Desk
from dateline.publish.web.pages.events import Code, wanted
from dateline.publish.web.pages.front import Date, Name, Number, Words
from dateline.publish.web.pages.story import matters
from dateline.publish.web.shell import count
from dateline.records import Event

#: Stories looked through, those that an article was added to last; events of each; entries of a feed.
STORIES, EACH, ENTRIES = 40, 60, 50
ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
#: Under which the ids of entries are made (RFC 9562, version 5). Never to be changed: every entry would be new.
ENTRIES_OF = UUID("8b0a0f5e-5f0c-4c0e-9a3b-6d1f3a5f7c21")
#: What XML 1.0 cannot hold.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: An Atom feed says when it changed; one of an empty ledger never did.
NEVER = "1970-01-01T00:00:00+00:00"

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Entry:
    """An event, when the first and the last of its reports came into the ledger, and under which id it is told."""

    event: Event
    first: str
    last: str
    id: str


@router.get("/feed.atom", include_in_schema=False, name="feed")
@router.get(
    "/api/feed.atom",
    summary="The newest events of the stories that fit, as an Atom feed.",
    tags=["events"],
    operation_id="feed",
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}, "description": "An Atom feed."}},
)
def feed(
    request: Request,
    desk: AtDesk,
    q: Words = "",
    who: Name = "",
    where: Name = "",
    about: Name = "",
    outlet: Name = "",
    since: Date = "",
    until: Date = "",
    code: Code = "",
    min_origins: Number = "",
    disputed: bool = False,
) -> Response:
    """The same questions as the front page's; an entry of an event has another id for each `min_origins` asked."""
    names = {"who": who, "where": where, "about": about, "outlet": outlet, "since": since, "until": until}
    asked: dict[str, Any] = {name: value.strip() for name, value in names.items() if value.strip()}
    asked |= wanted(code=code, min_origins=min_origins, disputed=disputed)
    words = q.strip() or None
    with desk.reading() as (view, merged):
        entries = list(newest(view, merged, words=words, **asked))
    told = {"q": words, **asked} if words else asked
    return Response(written(_site(desk, request), str(request.url.query), told, entries), media_type=MEDIA_TYPE)


def newest(view: View, merged: Merged, **asked: Any) -> Iterator[Entry]:
    """The events of the stories that fit, of which a report came last first. Raises LedgerError."""
    of_events = {name: asked[name] for name in ("who", "where", "code", "min_origins", "disputed") if name in asked}
    found: list[Entry] = []
    for story in merged.stories(**asked, order="added", limit=STORIES):
        main = story.glance.event if story.glance else None
        for event in merged.events(story=story.id, **of_events, limit=EACH):
            if of_events or event.id == main or matters(event):
                found.append(_entry(view, event, asked.get("min_origins")))
    yield from sorted(found, key=lambda one: (one.last, one.event.id), reverse=True)[:ENTRIES]


def _entry(view: View, event: Event, least: int | None) -> Entry:
    reports = [one for one in event.reports if not one.background] or event.reports
    added = sorted(view.added(one.article) for one in reports)
    told = f"{event.id} {least}" if least is not None else event.id
    return Entry(event, added[0], added[-1], uuid5(ENTRIES_OF, told).urn)


def written(site: str, query: str, asked: dict[str, Any], entries: list[Entry]) -> bytes:
    """The feed as Atom (RFC 4287)."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    title = " · ".join(str(value) if name == "q" else f"{name}: {value}" for name, value in asked.items())
    tail = f"?{query}" if query else ""
    _text(root, "id", uuid5(ENTRIES_OF, f"feed {sorted(asked.items())}").urn)
    _text(root, "title", f"dateline: {title}" if title else "dateline")
    _text(root, "updated", max((one.last for one in entries), default=NEVER))
    _link(root, "self", f"{site}/feed.atom{tail}", MEDIA_TYPE)
    _link(root, "alternate", f"{site}/{tail}", "text/html")
    _text(etree.SubElement(root, f"{{{ATOM}}}author"), "name", "dateline")
    for one in entries:
        _put(etree.SubElement(root, f"{{{ATOM}}}entry"), one, site)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _put(entry: Any, one: Entry, site: str) -> None:
    _text(entry, "id", one.id)
    _text(entry, "title", one.event.label or one.event.id)
    _text(entry, "published", one.first)
    _text(entry, "updated", one.last)
    _link(entry, "alternate", f"{site}/event/{one.event.id}", "text/html")
    _text(entry, "summary", summary(one.event), type="text")
    if one.event.code:
        etree.SubElement(entry, f"{{{ATOM}}}category", term=one.event.code)


def summary(event: Event) -> str:
    """What stands behind an event: the counts in a sentence, then the reasons."""
    counts = event.corroboration
    told = [
        count(counts.outlets, "outlet"),
        count(counts.origins, "origin"),
        f"{counts.independent_origins} independent",
    ]
    told += [f"denied in {count(counts.denials, 'report')}"] if counts.denials else []
    told += (
        [f"reports differ on {', '.join(dict.fromkeys(one.field for one in event.disputed))}"] if event.disputed else []
    )
    return " ".join([", ".join(told) + ".", *counts.why])


def _text(parent: Any, name: str, words: str, **attributes: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}{name}", **attributes).text = FORBIDDEN.sub("\ufffd", words)


def _link(parent: Any, rel: str, href: str, type_: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}link", rel=rel, href=FORBIDDEN.sub("", href), type=type_)


def _site(desk: Desk, request: Request) -> str:
    """The address that a feed's links begin with: as it is set, else as it was asked."""
    return (desk.site or str(request.base_url)).rstrip("/")
