"""What programs ask besides the pages: timeline, who cites whom, search, a reading; and the page that lists it all."""

from __future__ import annotations

import json
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from dateline.publish import citations
from dateline.publish.reading import as_json
from dateline.publish.web.desk import AtDesk
from dateline.publish.web.doors import FEW, JSON, Listing, Page, PageNumber, PageSize, as_json_of
from dateline.publish.web.models import ArticleLine
from dateline.publish.web.pages.events import EventsPage, StoryId, listed, wanted
from dateline.publish.web.pages.front import Date, Name, Number, Piece
from dateline.publish.web.pages.sources import CitationModel

router = APIRouter()
#: Articles that a search gives, page by page: what fits worse says little.
DEEPEST = 200
Deep = Annotated[int, Query(ge=1, le=DEEPEST, description="Which page of the list, from 1.")]


class Parameter(BaseModel):
    """What an operation can be asked with."""

    name: str
    description: str
    example: str


class Operation(BaseModel):
    """One thing to ask: its address, what it gives, and a line for curl that the ledger can answer."""

    tag: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[Parameter]
    example: str


class ApiPage(BaseModel):
    """Everything that programs can ask."""

    title: str
    operations: list[Operation]


class CitationsPage(BaseModel):
    """Who cites whom, those in the most articles first, with examples."""

    citations: list[CitationModel]
    listing: Listing


class SearchPage(BaseModel):
    """Articles that hold the words, the best first; only the latest `ranked` of all were weighed."""

    articles: list[Piece]
    ranked: int
    listing: Listing


@router.get(
    "/api/timeline", response_model=EventsPage, summary="Events whose time is known, the earliest first.",
    tags=["events"], operation_id="timeline",
    openapi_extra={"x-values": {"who": "Mikhail Gorbachev", "where": "Reykjavik", "min_origins": "1"}},
)  # fmt: skip
def timeline(
    request: Request,
    desk: AtDesk,
    who: Name = "",
    where: Name = "",
    since: Date = "",
    until: Date = "",
    min_origins: Number = "",
    story: StoryId = "",
    page: PageNumber = 1,
    size: PageSize = FEW,
) -> Response:
    """As `dateline timeline`: `since` and `until` are of the time at which it happened, both included."""
    asked = wanted(who=who, where=where, since=since, until=until, story=story, min_origins=min_origins)
    return as_json_of(request, listed(desk, asked, "time", page, size))


@router.get(
    "/api/who-cites-whom", response_model=CitationsPage, summary="Who cites whom, with examples.", tags=["sources"],
    operation_id="who_cites_whom", openapi_extra={"x-values": {"least": 1, "examples": 1}},
)  # fmt: skip
def who_cites_whom(
    request: Request,
    desk: AtDesk,
    citing: Annotated[str, Query(max_length=200, description="Only whom this outlet or source cites.")] = "",
    cited: Annotated[str, Query(max_length=200, description="Only who cites this outlet or source.")] = "",
    least: Annotated[int, Query(ge=1, le=1_000_000, description="Reports that a link has at least.")] = 1,
    examples: Annotated[int, Query(ge=0, le=10, description="Reports told of each.")] = 1,
    page: PageNumber = 1,
    size: PageSize = FEW,
) -> Response:
    """As `dateline who-cites-whom`: names are whole, as events tell them."""
    asked: dict[str, Any] = {"citing": citing or None, "cited": cited or None, "least": least}
    with desk.reading() as (view, merged):
        total = merged.how_many_edges(**asked)
        found = citations.network(view, merged, **asked, limit=size, skip=(page - 1) * size, examples=examples)
        models = [CitationModel.of(one) for one in found]
    listing = Listing(page=page, size=size, total=total, more=page * size < total)
    return as_json_of(request, CitationsPage(citations=models, listing=listing))


@router.get(
    "/api/search", response_model=SearchPage, summary="Articles that hold words, the best first.", tags=["articles"],
    operation_id="search", openapi_extra={"x-values": {"q": "summit", "since": "1986", "until": "2030"}},
)  # fmt: skip
def search(
    request: Request,
    desk: AtDesk,
    q: Annotated[str, Query(min_length=1, max_length=400, description='Words; "in a row"; begin* with.')],
    outlet: Name = "",
    about: Name = "",
    since: Date = "",
    until: Date = "",
    page: Deep = 1,
    size: PageSize = FEW,
) -> Response:
    """As `dateline search`: every word must be there; `since` and `until` are of publication, both included."""
    asked = {"outlet": outlet, "about": about, "since": since, "until": until}
    asked = {name: value.strip() for name, value in asked.items() if value.strip()}
    with desk.reading() as (view, _):
        found = view.search(q, **asked, limit=size, skip=(page - 1) * size)
    pieces = [
        Piece(article=ArticleLine.of(hit.known), snippet=hit.snippet, marks=[(one, other) for one, other in hit.marks])
        for hit in found.hits
    ]
    more = page * size < found.ranked and page < DEEPEST
    listing = Listing(page=page, size=size, total=found.total, more=more)
    return as_json_of(request, SearchPage(articles=pieces, ranked=found.ranked, listing=listing))


@router.get(
    "/api/articles/{id:path}", summary="What was read in an article, as `dateline read` gives it.", tags=["articles"],
    operation_id="reading", responses={200: {"description": "See docs/records.md.", "content": {JSON: {}}}},
)  # fmt: skip
def reading(desk: AtDesk, id: Annotated[str, Path(description="The id or address of an article.")]) -> Response:
    """The reading that counts now, of the article's latest version: text, mentions, entities, times, claims, events."""
    with desk.reading() as (view, _):
        rows = view.rows(id)
    return Response(json.dumps(as_json(rows), ensure_ascii=False).encode("utf-8", "replace"), media_type=JSON)


def api(request: Request, desk: AtDesk) -> ApiPage:
    """Everything that programs can ask, with a line for curl each."""
    document = request.app.openapi()
    site = (desk.site or str(request.base_url)).rstrip("/")
    found = [
        _operation(path, method, told, site)
        for path, methods in document["paths"].items()
        for method, told in methods.items()
    ]
    order = [tag["name"] for tag in document["tags"]]
    found.sort(key=lambda one: (order.index(one.tag) if one.tag in order else len(order), one.path))
    return ApiPage(title=document["info"]["title"], operations=found)


def _operation(path: str, method: str, told: dict[str, Any], site: str) -> Operation:
    asked = told.get("parameters", [])
    filled, query = path, dict[str, Any]()
    for one in asked:
        if one["in"] == "path" and "example" in one:
            filled = filled.replace(f"{{{one['name']}}}", quote(str(one["example"]), safe=""))
        elif one["in"] == "query" and (one.get("required") or (not query and "example" in one)):
            query[one["name"]] = one.get("example", "")
    parameters = [
        Parameter(
            name=one["name"],
            description=one.get("description") or one.get("schema", {}).get("description", ""),
            example=str(one.get("example", "")),
        )
        for one in asked
    ]
    given = f"?{urlencode(query)}" if query else ""
    return Operation(
        tag=(told.get("tags") or ["other"])[0], method=method.upper(), path=path, summary=told.get("summary", ""),
        description=told.get("description", ""), parameters=parameters, example=f"curl '{site}{filled}{given}'",
    )  # fmt: skip


PAGE = Page("/api", api, "api.html", "Everything that programs can ask.", ())
