"""What watching says of each source: when it was seen last, what was new, since when it fails, when it is asked next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from dateline.ledger.session import Session, now
from dateline.ledger.view import View

WATCHED = """
INSERT INTO watched (name, url, kind, told, checked, newest, new, failing, problem, next)
VALUES (:name, :url, :kind, :told, :checked, :newest, :new, :failing, :problem, :next)
ON CONFLICT (name) DO UPDATE SET url = :url, kind = :kind, told = :told, checked = :checked, newest = :newest,
    new = :new, failing = :failing, problem = :problem, next = :next
"""
STATES = "SELECT name, url, kind, told, checked, newest, new, failing, problem, next FROM watched ORDER BY name"


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
    """How each source does that is or was watched, by name; `watched` tells of those that were only collected, too."""
    return [SourceState(*row) for row in view.ask(STATES)]


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
