"""What alerts keep in a ledger: the stories to look at, what was told already, and what is on its way to whom."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from dateline.ledger.session import Session, now
from dateline.ledger.spelling import name_key, query
from dateline.ledger.view import View, looked_for

STIRRED = "SELECT story.number, story.id FROM stirred JOIN story ON story.number = stirred.story ORDER BY story.number"
GONE = "DELETE FROM stirred WHERE story NOT IN (SELECT number FROM story)"
FITTING = """
SELECT article.id FROM placed JOIN story ON story.number = placed.story
JOIN reading ON reading.number = placed.reading JOIN article ON article.number = reading.article
WHERE story.id = :story {conditions}
"""
CONDITIONS = {
    "words": "AND reading.article IN (SELECT rowid FROM words WHERE words MATCH :words)",
    "about": "AND reading.number IN (SELECT naming.reading FROM naming WHERE naming.name = :about)",
    "outlet": "AND reading.outlet = :outlet COLLATE NOCASE",
}
SEND = """
INSERT OR IGNORE INTO outgoing (notice, alert, way, target, body, made, tries, due, sent, problem)
VALUES (?, ?, ?, ?, ?, ?, 0, ?, NULL, NULL)
"""
OUTGOING = "SELECT number, notice, alert, way, target, body, made, tries, due, sent, problem FROM outgoing"
#: What a receiver has stays for so many notices: what a feed shows, and a look back.
KEPT = 100
LET_GO = """
DELETE FROM outgoing WHERE way = :way AND target = :target AND sent IS NOT NULL AND number <= (
    SELECT number FROM outgoing WHERE way = :way AND target = :target ORDER BY number DESC LIMIT 1 OFFSET :kept
)
"""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A notice on its way to one receiver: `way` and `target` name it. `sent` None: it waits until `due`, UTC."""

    number: int
    notice: str
    alert: str
    way: str
    target: str
    body: Mapping[str, Any]
    made: str
    tries: int
    due: str
    sent: str | None
    problem: str | None


def fitting(view: View, story: str, *, words: str | None, about: str | None, outlet: str | None) -> set[str] | None:
    """Ids of the articles of a story that hold the words, name somebody, are of an outlet; None where none is asked."""
    given = {"words": words and query(looked_for(words)), "about": about and name_key(about), "outlet": outlet}
    conditions = " ".join(CONDITIONS[name] for name, value in given.items() if value)
    if not conditions:
        return None
    asked = {name: value for name, value in given.items() if value}
    return {id_ for (id_,) in view.ask(FITTING.format(conditions=conditions), {**asked, "story": story})}


def searchable(words: str) -> None:
    """Raise LedgerError for words that cannot be looked for."""
    query(looked_for(words))


def latest(ledger: Session | View, way: str, target: str) -> list[Outgoing]:
    """The latest notices to a receiver, the newest first, whether it has them or not."""
    asked = f"{OUTGOING} WHERE way = ? AND target = ? ORDER BY number DESC LIMIT {KEPT}"
    return [_outgoing(row) for row in ledger.ask(asked, (way, target))]


class Alerting:
    """What alerts write through a session. Every method raises LedgerError."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @contextmanager
    def unit(self) -> Iterator[None]:
        """What is written inside is written whole or not at all."""
        with self._session.unit():
            yield

    def begin(self, alert: str, asked: Mapping[str, Any]) -> None:
        """Keep what an alert looks for from now on; what it told before is forgotten if that was something else."""
        with self._session.unit() as file:
            file.execute("DELETE FROM alerted WHERE alert = ?", (alert,))
            file.execute("REPLACE INTO alert VALUES (?, ?)", (alert, _asked(asked)))

    def is_known(self, alert: str, asked: Mapping[str, Any]) -> bool:
        """Whether an alert of that name has looked for just this before."""
        return bool(self._session.ask("SELECT 1 FROM alert WHERE name = ? AND asked = ?", (alert, _asked(asked))))

    def stirred(self) -> list[tuple[int, str]]:
        """The stories whose events were made anew since they were settled: number and id."""
        if self._session.ask("SELECT 1 FROM stirred WHERE story NOT IN (SELECT number FROM story) LIMIT 1"):
            with self._session.unit() as file:
                file.execute(GONE)
        return [(number, story) for number, story in self._session.ask(STIRRED)]

    def settle(self, story: int) -> None:
        """Take a story, by its number, from those to look at."""
        with self._session.unit() as file:
            file.execute("DELETE FROM stirred WHERE story = ?", (story,))

    def told(self, alert: str, kind: str, reports: Iterable[str]) -> bool:
        """Whether an alert has told of an event with one of these reports."""
        return any(
            self._session.ask("SELECT 1 FROM alerted WHERE (alert, kind, report) = (?, ?, ?)", (alert, kind, report))
            for report in reports
        )

    def tell(self, alert: str, kind: str, reports: Iterable[str]) -> None:
        """Keep that an alert has told of an event with these reports."""
        with self._session.unit() as file:
            file.executemany(
                "INSERT OR IGNORE INTO alerted VALUES (?, ?, ?)", ((alert, kind, report) for report in reports)
            )

    # ---------------------------------------------------------------- on its way

    def send(self, notice: str, alert: str, way: str, target: str, body: Mapping[str, Any]) -> None:
        """Put a notice on its way to a receiver: once, however often this is called."""
        moment = now()
        packed = json.dumps(body, ensure_ascii=False)
        with self._session.unit() as file:
            file.execute(SEND, (notice, alert, way, target, packed, moment, moment))

    def receivers(self) -> list[tuple[str, str, int]]:
        """For whom something waits: way, target, and how many notices."""
        asked = "SELECT way, target, count(*) FROM outgoing WHERE sent IS NULL GROUP BY way, target"
        return [(way, target, number) for way, target, number in self._session.ask(asked)]

    def waiting(self, way: str, target: str, *, most: int) -> list[Outgoing]:
        """What a receiver does not have yet, in the order in which it was told."""
        asked = f"{OUTGOING} WHERE sent IS NULL AND way = ? AND target = ? ORDER BY number LIMIT ?"
        return [_outgoing(row) for row in self._session.ask(asked, (way, target, most))]

    def arrived(self, sent: Iterable[Outgoing]) -> None:
        """Keep that a receiver has these, and let go of the oldest."""
        with self._session.unit() as file:
            for one in sent:
                file.execute("UPDATE outgoing SET sent = ?, problem = NULL WHERE number = ?", (now(), one.number))
                file.execute(LET_GO, {"way": one.way, "target": one.target, "kept": KEPT})

    def failed(self, sent: Iterable[Outgoing], *, problem: str, due: str) -> None:
        """Keep that these could not be handed over, and when to try again."""
        with self._session.unit() as file:
            told = ((problem, due, one.number) for one in sent)
            file.executemany("UPDATE outgoing SET tries = tries + 1, problem = ?, due = ? WHERE number = ?", told)

    def give_up(self, sent: Iterable[Outgoing]) -> None:
        """Let go of notices that nobody wants."""
        with self._session.unit() as file:
            file.executemany("DELETE FROM outgoing WHERE number = ?", ((one.number,) for one in sent))


def _asked(asked: Mapping[str, Any]) -> str:
    return json.dumps(asked, sort_keys=True, ensure_ascii=False)


def _outgoing(row: tuple[Any, ...]) -> Outgoing:
    number, notice, alert, way, target, body, *others = row
    return Outgoing(number, notice, alert, way, target, json.loads(body), *others)
