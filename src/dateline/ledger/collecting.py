"""What watching says of each source: when it was seen last, what was new, since when it fails, when it comes next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from dateline.ledger.session import Session, now
from dateline.ledger.view import View

WATCHED = """
INSERT INTO watched (name, url, kind, told, checked, newest, new, failing, problem, next)
VALUES (:name, :url, :kind, :told, :checked, :newest, :new, :failing, :problem, :next)
ON CONFLICT (name) DO UPDATE SET url = :url, kind = :kind, told = :told, checked = :checked, newest = :newest,
    new = :new, failing = :failing, problem = :problem, next = :next
"""
WANT = "INSERT OR IGNORE INTO wanted (url, source, stamp, published, since) VALUES (?, ?, ?, ?, ?)"
WANTED = "SELECT url, stamp, published, since FROM wanted WHERE source = ? ORDER BY since, url"
#: A page that fails for so long is not waited for any more.
GIVEN_UP = timedelta(days=3)
STATES = "SELECT name, url, kind, told, checked, newest, new, failing, problem, next FROM watched ORDER BY name"

#: Sources that were collected from and never watched: what the last looks at their lists say.
COLLECTED = """
SELECT source, min(url), 'list', max(checked), max(checked), NULL, 0, min(failing), max(problem), NULL FROM visit
WHERE list IS NOT NULL AND source NOT IN (SELECT name FROM watched) GROUP BY source ORDER BY source
"""


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source does. Times are ISO 8601, UTC: `checked` when it was asked last, `newest` when something new came.

    `told` is when this was last written: long ago where nobody watches any more. `new` counts pages that came, new or
    changed. `failing` None: it answers; `next` None: it is being asked, or nobody watches it.
    """

    name: str
    url: str
    kind: str
    told: str
    checked: str | None = None
    newest: str | None = None
    new: int = 0
    failing: str | None = None
    problem: str | None = None
    next: str | None = None


def collecting(view: View) -> list[SourceState]:
    """How each source does that is or was watched, by name; behind these, those that were only collected from."""
    return [SourceState(*row) for row in (*view.ask(STATES), *view.ask(COLLECTED))]


def known_states(session: Session) -> dict[str, SourceState]:
    """What was said last of the sources that were watched, by name."""
    return {row[0]: SourceState(*row) for row in session.ask(STATES)}


def say(session: Session, states: Iterable[SourceState], *, but_for: Iterable[str] | None = None) -> None:
    """Keep what is said of sources; with `but_for`, all others are gone from the table of sources."""
    with session.unit() as file:
        file.executemany(WATCHED, ({**asdict(state), "told": now()} for state in states))
        if but_for is not None:
            there = set(but_for)
            gone = [(name,) for (name,) in file.execute("SELECT name FROM watched").fetchall() if name not in there]
            file.executemany("DELETE FROM watched WHERE name = ?", gone)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page that a list named, with what it said of it, and when."""

    url: str
    stamp: str | None
    published: str | None
    since: str


def want(session: Session, source: str, url: str, *, stamp: str | None, published: str | None) -> None:
    """Keep that a page is to be had."""
    with session.unit() as file:
        file.execute(WANT, (url, source, stamp, published, now()))


def wanted(session: Session, source: str) -> list[Wanted]:
    """The pages that a source named and that were not had yet, those named first first."""
    return [Wanted(*row) for row in session.ask(WANTED, (source,))]


def had(session: Session, url: str, *, for_now: bool = False) -> None:
    """Keep that a page was had, or cannot be; `for_now`: not yet, and after GIVEN_UP it cannot be."""
    latest = (datetime.now(UTC) - GIVEN_UP).isoformat(timespec="seconds") if for_now else now()
    with session.unit() as file:
        file.execute("DELETE FROM wanted WHERE url = ? AND since <= ?", (url, latest))
