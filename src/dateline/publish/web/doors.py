"""The three doors of a page: HTML at its path, JSON at path.json or by Accept, and /api, in the OpenAPI document.

A page is one function from what the address says to a pydantic model, and one template that shows the model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from inspect import Parameter, getdoc, signature
from typing import Annotated, Any, get_type_hints
from urllib.parse import quote

from fastapi import FastAPI, Query, Request
from pydantic import BaseModel
from starlette.responses import HTMLResponse, Response

from dateline.errors import UnknownRecord
from dateline.publish.web.shell import link_with, render

JSON = "application/json"
#: Most items of a list in one answer, and how many where nothing is said.
MOST, FEW = 200, 25
#: What stays as it is in an address that is put in a header.
SAFE = "/?&=%+~;,:@!$'()*"

#: In the signature of a page that lists: which page of the list, from 1, and how many there are on one.
PageNumber = Annotated[int, Query(ge=1, le=1_000_000, description="Which page of the list, from 1.")]
PageSize = Annotated[int, Query(ge=1, le=MOST, description="Items on a page.")]


class Listing(BaseModel):
    """Where a list stands: which page of it, items on a page, and in all (None: not counted)."""

    page: int = 1
    size: int = FEW
    total: int | None = None
    more: bool = False


class Problem(BaseModel):
    """Why there is no answer, in words for people."""

    detail: str


@dataclass(frozen=True)
class Page:
    """One page: its path, the function that makes its model, its template, what it is in a line.

    `example` are values of the path's and the query's fields for the OpenAPI document.
    """

    path: str
    make: Callable[..., BaseModel]
    template: str
    summary: str
    tags: tuple[str, ...] = ()
    example: Mapping[str, Any] = field(default_factory=dict)


def open_doors(app: FastAPI, page: Page) -> None:
    """Add a page's three addresses."""
    model = get_type_hints(page.make)["return"]
    bare = page.path.rstrip("/")

    def in_html(request: Request, found: BaseModel) -> Response:
        if wants_json(request):
            return as_json_of(request, found)
        return HTMLResponse(render(request, page.template, page=found), headers={"Vary": "Accept, Cookie"})

    as_html, as_json = _asking(page.make, in_html), _asking(page.make, as_json_of)
    name = page.make.__name__
    # First the narrower address: /article/x.json is x as JSON, and without an x an article called "x.json".
    narrow = _or_so_named(as_json, as_html, bare)
    app.add_api_route(f"{bare or '/index'}.json", narrow, include_in_schema=False, name=f"{name}_json")
    app.add_api_route(page.path, as_html, include_in_schema=False, name=name)
    if bare == "/api":  # the page about them all
        return
    app.add_api_route(
        f"/api{bare or '/stories'}",
        as_json,
        response_model=model,
        name=f"api_{name}",
        summary=page.summary,
        description=getdoc(page.make) or "",
        tags=list(page.tags) or None,
        operation_id=name,
        openapi_extra={"x-values": dict(page.example)},
    )


def _asking(make: Callable[..., BaseModel], show: Callable[[Request, BaseModel], Response]) -> Callable[..., Response]:
    """An endpoint that is asked as `make` is and shows what it makes.

    Not with Depends(make): then making and showing would each wait for a thread.
    """
    asked = signature(make, eval_str=True)
    own = "request" in asked.parameters

    def endpoint(request: Request, **given: Any) -> Response:
        return show(request, make(request=request, **given) if own else make(**given))

    request = Parameter("request", Parameter.KEYWORD_ONLY, annotation=Request)
    others = [one.replace(kind=Parameter.KEYWORD_ONLY) for name, one in asked.parameters.items() if name != "request"]
    endpoint.__signature__ = asked.replace(parameters=[request, *others], return_annotation=Response)  # type: ignore[attr-defined]
    return endpoint


def _or_so_named(
    as_json: Callable[..., Response], as_html: Callable[..., Response], path: str
) -> Callable[..., Response]:
    """As JSON what the path names; where that is not there, the page of what has ".json" in its own name."""
    if not path.endswith(":path}"):
        return as_json
    named = path.rpartition("{")[2].removesuffix(":path}")

    def endpoint(request: Request, **given: Any) -> Response:
        try:
            return as_json(request=request, **given)
        except UnknownRecord as unknown:
            try:
                return as_html(request=request, **{**given, named: f"{given[named]}.json"})
            except UnknownRecord:
                raise unknown from None

    endpoint.__signature__ = signature(as_json)  # type: ignore[attr-defined]
    return endpoint


def wants_json(request: Request) -> bool:
    """Whether JSON is asked for before HTML."""
    accepted = [part.split(";")[0].strip().casefold() for part in request.headers.get("accept", "").split(",")]
    if JSON not in accepted:
        return False
    return "text/html" not in accepted or accepted.index(JSON) < accepted.index("text/html")


def as_json_of(request: Request, found: BaseModel) -> Response:
    """A model as JSON; where it lists, the addresses of the pages before and after stand in the header Link."""
    headers = {"Vary": "Accept, Cookie"}
    if links := _links(request, getattr(found, "listing", None)):
        headers["Link"] = links
    return Response(found.model_dump_json(), media_type=JSON, headers=headers)


def _links(request: Request, listing: Any) -> str:
    if not isinstance(listing, Listing):
        return ""
    pages = {"prev": listing.page - 1 if listing.page > 1 else None, "next": listing.page + 1 if listing.more else None}
    to = {rel: link_with(request, page=number) for rel, number in pages.items() if number}
    return ", ".join(f'<{quote(address, safe=SAFE)}>; rel="{rel}"' for rel, address in to.items())
