"""The pages as access control hands requests on, with what `dateline serve` hands in: for tests that write."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from dateline.publish.web import Desk, application
from dateline.works import works


class As:
    """The pages as access control hands requests on: somebody is known, and may edit or not."""

    def __init__(self, app: ASGIApp, *, user: str | None = None, can_edit: bool = True) -> None:
        self.app, self.user, self.can_edit = app, user, can_edit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http":
            scope.setdefault("state", {}).update(user=self.user, can_edit=self.can_edit)
        await self.app(scope, receive, send)


def editing(ledger: Path, *, user: str | None = None) -> ASGIApp:
    """The pages over a ledger that may be written to."""
    return As(application(Desk(ledger, works(ledger))), user=user)


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """The address of a real server of these pages, on a free port of this machine."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()
