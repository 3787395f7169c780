"""One module a page. Registered here, in this list, and nowhere else."""

from __future__ import annotations

from fastapi import APIRouter

from dateline.publish.web.doors import Page
from dateline.publish.web.pages import (
    adding,
    api,
    article,
    claims,
    collecting,
    event,
    events,
    exports,
    feed,
    front,
    judgements,
    name,
    sources,
    story,
)

PAGES: tuple[Page, ...] = (
    front.PAGE, story.PAGE, event.PAGE, sources.PAGE, sources.ONE, events.PAGE, events.CONTRADICTIONS, claims.PAGE,
    article.PAGE, name.PAGE, article.VERSIONS, api.PAGE, collecting.PAGE, judgements.PAGE,
)  # fmt: skip
#: Pages with addresses of their own kind: forms, feeds, files.
ROUTERS: tuple[APIRouter, ...] = (feed.router, exports.router, api.router, judgements.router, adding.router)
