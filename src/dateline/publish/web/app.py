"""The web application: its pages, what stands before them, and how errors are shown."""

from __future__ import annotations

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path

from anyio import to_thread
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.staticfiles import StaticFiles

from dateline import __version__
from dateline.errors import DatelineError, LedgerError, UnknownRecord
from dateline.publish.web.access import Access, Guard
from dateline.publish.web.desk import Desk
from dateline.publish.web.doors import open_doors, wants_json
from dateline.publish.web.kept import KeptPages
from dateline.publish.web.logins import router as login
from dateline.publish.web.makers import Handed, Makers
from dateline.publish.web.openapi import describe
from dateline.publish.web.pages import PAGES, ROUTERS
from dateline.publish.web.shell import render

#: Pages that are made at once. More threads only wait for one another, and each keeps the ledger open with a cache.
AT_ONCE = 3
#: Seconds that a thread keeps Python to itself: each question to the ledger gives it away, and waits so long for it.
TURN = 0.001
#: Values made between two looks for garbage: a page makes thousands, of which none are in a circle.
GARBAGE = 50_000
#: Of gzip: a higher level takes longer than it saves.
COMPRESSION = 5
#: The files that stand beside the templates: styles, and the islands that vite built.
STATIC = Path(str(files("dateline.publish.web"))) / "static"
DESCRIPTION = """What a ledger of news holds: stories, events and what stands behind them, claims, who cites whom.

Every address here gives as JSON what the page of the same path (without /api) shows."""


def application(desk: Desk, access: Access | None = None, makers: Makers | None = None) -> FastAPI:
    """The application that serves one ledger; guarded by `access`, else open to every host and without a login.

    Pages are made by `makers`, where there are any, which hold an application without them.
    """
    app = FastAPI(
        title="dateline", version=__version__, description=DESCRIPTION, docs_url=None, redoc_url=None,
        openapi_url="/api/openapi.json", lifespan=_serving,
    )  # fmt: skip
    app.state.desk = desk
    for page in PAGES:
        open_doors(app, page)
    for router in ROUTERS:
        app.include_router(router)
    describe(app)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=COMPRESSION)
    if makers:
        app.add_middleware(Handed, makers=makers)
    app.add_middleware(KeptPages, desk=desk)  # outside, so that a page is compressed once
    if access:
        app.include_router(login)
        app.add_middleware(Guard, access=access)
    app.add_exception_handler(DatelineError, _failed)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _misasked)
    return app


@asynccontextmanager
async def _serving(app: FastAPI) -> AsyncIterator[None]:
    to_thread.current_default_thread_limiter().total_tokens = AT_ONCE
    sys.setswitchinterval(TURN)
    # What is there now stays: the collector needn't look through it, nor after every few hundred values of a page.
    gc.freeze()
    gc.set_threshold(GARBAGE, 20, 100)
    yield


def _failed(request: Request, error: Exception) -> Response:
    status = 404 if isinstance(error, UnknownRecord) else 503 if _busy(error) else 400
    return told(request, status, str(error))


def _busy(error: Exception) -> bool:
    return isinstance(error, LedgerError) and ("another process" in str(error) or "cannot be" in str(error))


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    words = {404: "There is no page at this address.", 405: "This address cannot be asked in this way."}
    return told(request, error.status_code, words.get(error.status_code, str(error.detail)), dict(error.headers or {}))


def _misasked(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    wrong = "; ".join(f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in error.errors())
    return told(request, 422, f"The address asks for what cannot be: {wrong}")


def told(request: Request, status: int, words: str, headers: dict[str, str] | None = None) -> Response:
    """An error as a page, or as JSON where that was asked for."""
    path = request.url.path
    if path.startswith("/api") or path.endswith(".json") or wants_json(request):
        return JSONResponse({"detail": words}, status, headers)
    return HTMLResponse(render(request, "error.html", status=status, words=words), status, headers)
