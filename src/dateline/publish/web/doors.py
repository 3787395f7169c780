"""The three doors of a page: HTML at its path, JSON at path.json or by Accept, and /api, in the OpenAPI document.

A page is one function from what the address says to a pydantic model, and one template that shows the model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query, Request
from pydantic import BaseModel
from starlette.responses import HTMLResponse, Response

from dateline.publish.web.shell import render

JSON = "application/json"
#: Most items of a list in one answer, and how many where nothing is said.
MOST, FEW = 200, 25

#: In the signature of a page that lists: which page of the list, from 1, and how many there are on one.
PageNumber = Annotated[int, Query(ge=1, le=1_000_000, description="Which page of the list, from 1.")]
PageSize = Annotated[int, Query(ge=1, le=MOST, description="Items on a page.")]


class Listing(BaseModel):
    """Where a list stands: which page of it, items on a page, and in all (None: not counted)."""

    page: int = 1
    size: int = FEW
    total: int | None = None
    more: bool = False


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
    model = page.make.__annotations__.get("return")
    bare = page.path.rstrip("/")

    def as_html(request: Request, found: BaseModel = Depends(page.make)) -> Response:  # noqa: B008 - how FastAPI takes it
        if wants_json(request):
            return _json(found)
        return HTMLResponse(render(request, page.template, page=found), headers={"Vary": "Accept, Cookie"})

    def as_json(found: BaseModel = Depends(page.make)) -> Response:  # noqa: B008
        return _json(found)

    name = page.make.__name__
    # First the narrower address: /story/x.json is also a story called "x.json".
    app.add_api_route(f"{bare or '/index'}.json", as_json, include_in_schema=False, name=f"{name}_json")
    app.add_api_route(page.path, as_html, include_in_schema=False, name=name)
    app.add_api_route(
        f"/api{bare or '/stories'}",
        as_json,
        response_model=model,
        name=f"api_{name}",
        summary=page.summary,
        tags=list(page.tags) or None,
        operation_id=name,
        responses={404: {"description": "The ledger has nothing of that id."}},
    )


def wants_json(request: Request) -> bool:
    """Whether JSON is asked for before HTML."""
    accepted = [part.split(";")[0].strip().casefold() for part in request.headers.get("accept", "").split(",")]
    if JSON not in accepted:
        return False
    return "text/html" not in accepted or accepted.index(JSON) < accepted.index("text/html")


def _json(found: BaseModel) -> Response:
    return Response(found.model_dump_json(), media_type=JSON, headers={"Vary": "Accept, Cookie"})
