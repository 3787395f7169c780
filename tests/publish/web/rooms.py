"""The pages as access control hands requests on, with what `dateline serve` hands in: for tests that write."""

from __future__ import annotations

from pathlib import Path

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
