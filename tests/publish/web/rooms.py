"""What pages have done by other rooms, made of these rooms: reading, adding, judging. For tests that write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.types import ASGIApp, Receive, Scope, Send

from dateline.collect import read_inputs
from dateline.errors import InputError
from dateline.ledger import Merging, Session
from dateline.merge.merger import Merger
from dateline.publish.web import Added, Desk, Works, application
from dateline.publish.web.desk import Tell
from dateline.reader import Reader
from dateline.records import Judgement, Verdict
from dateline.settings import Settings


@cache
def reader() -> Reader:
    """One reader for all tests."""
    return Reader()


class Rooms:
    """The works over one ledger."""

    def __init__(self, ledger: Path) -> None:
        self.ledger = ledger

    def works(self) -> Works:
        """As `dateline serve` hands them in."""
        return Works(judge=self.judge, withdraw=self.withdraw, add_files=self.add_files)

    def judge(self, left: str, right: str, verdict: Verdict, judge: str, reason: str) -> Judgement:
        """Keep a judgement and merge."""
        with Session(self.ledger, reader="") as session:
            done = Merging(session).judge(left, right, verdict, judge, reason=reason)
            Merger(session).finish()
        return done

    def withdraw(self, judgement: str, judge: str) -> Judgement:
        """Take it back and merge."""
        with Session(self.ledger, reader="") as session:
            done = Merging(session).withdraw(judgement, judge)
            Merger(session).finish()
        return done

    def add_files(self, files: Sequence[tuple[str, bytes]], fields: Mapping[str, str], tell: Tell) -> list[Added]:
        """Read files and add them."""
        added = []
        with TemporaryDirectory() as folder, Session(self.ledger, reader=reader().version) as session:
            for done, (name, content) in enumerate(files):
                tell("reading", done, len(files))
                path = Path(folder) / name
                path.write_bytes(content)
                added += [self._kept(session, one) for one in self._read(path)]
            Merger(session).finish()
        return added

    def _read(self, path: Path) -> list[object]:
        given = Settings()
        bounds = {"max_characters": given.max_characters, "max_bytes": given.max_bytes, "timeout": given.timeout}
        return list(reader().read_many(read_inputs([str(path)], **bounds)))  # type: ignore[arg-type]

    def _kept(self, session: Session, one: object) -> Added:
        if isinstance(one, InputError):
            return Added(None, "refused", one.problem)
        rows = one.rows  # type: ignore[attr-defined]
        return Added(rows.article.id, session.add(rows))


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
    return As(application(Desk(ledger, Rooms(ledger).works())), user=user)
