"""Claims: who says what, by whom, about whom, or about which event."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel

from dateline.publish import statements
from dateline.publish.web.desk import AtDesk
from dateline.publish.web.doors import FEW, Listing, Page, PageSize
from dateline.publish.web.pages.front import Name

#: Claims are looked through one after the other, so a list of them ends somewhere.
DEEPEST = 100
Deep = Annotated[int, Query(ge=1, le=DEEPEST, description="Which page of the list, from 1.")]


class ClaimModel(BaseModel):
    """A claim as `dateline claims --format json` gives it. Spans are [start, end) in characters of the article."""

    article: str
    outlet: str | None
    published: str | None
    id: str
    speaker: str | None
    chain: list[str]
    kind: str | None
    manner: str
    certainty: str
    content: list[list[int]]
    cue: list[list[int]]
    source: list[list[int]]
    words: str


class ClaimsPage(BaseModel):
    """Claims that fit what is asked; none where nothing is."""

    asked: dict[str, Any]
    claims: list[ClaimModel]
    listing: Listing


def claims(
    desk: AtDesk,
    by: Name = "",
    about: Name = "",
    about_event: Annotated[str, Query(max_length=100, description="The id of an event.")] = "",
    page: Deep = 1,
    size: PageSize = FEW,
) -> ClaimsPage:
    """Who says what: the latest added first, those about an event in the order of its reports."""
    given = {"by": by.strip(), "about": about.strip(), "about_event": about_event.strip()}
    asked = {name: value for name, value in given.items() if value}
    found: list[statements.Statement] = []
    if asked:
        start = (page - 1) * size
        with desk.reading() as (view, merged):
            every = statements.asked(
                view, merged, by=asked.get("by"), about=asked.get("about"), event=asked.get("about_event"),
                limit=start + size + 1,
            )  # fmt: skip
            found = list(islice(every, start, None))
    return ClaimsPage(
        asked=asked,
        claims=[ClaimModel.model_validate(statements.as_json(one)) for one in found[:size]],
        listing=Listing(page=page, size=size, total=None, more=len(found) > size and page < DEEPEST),
    )


PAGE = Page(
    "/claims", claims, "claims.html", "Who says what: by whom, about whom, or about an event.", ("claims",),
    {"by": "Mikhail Gorbachev", "about": "Ronald Reagan"},
)  # fmt: skip
