"""Telling alerts: which events of the stories that changed an alert was not told of, and on to each receiver.

What is to be told is put into the ledger together with the word that it was told, so each alert tells of an event once
however often all this is killed; it stays there until its receiver has it. Receivers are served by threads.
"""

from __future__ import annotations

import hashlib
import queue
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from dateline.alerts import Alert, Kind
from dateline.collect.web import Bounds
from dateline.delivery import AT_ONCE, Delivery, NotDelivered
from dateline.edited import Edited
from dateline.errors import DatelineError, LedgerError, UnknownRecord
from dateline.ledger import Alerting, Merged, Outgoing, Session, View, fitting, latest
from dateline.publish.notices import notice
from dateline.records import Corroboration, Event, Report, mention_key

#: Seconds after the first failure of a receiver; each further one doubles them, less up to a half by chance.
FIRST, LONGEST = 5.0, 3600.0
#: After so long nobody waits for a notice any more.
GIVEN_UP = timedelta(days=7)
#: Receivers that are served at once, and seconds between two looks for work.
AT_WORK, LOOK = 8, 0.25
#: Seconds that the end waits for what is on its way.
PATIENCE = 3.0

#: Words on either side of an event's own by which it is known again in a changed article, and letters that hold them.
AROUND, NEAR = 4, 100

Between = Callable[[str, int, int], None]
OF_EVENTS, OF_ARTICLES = ("who", "where", "code"), ("words", "about", "outlet")


@dataclass(frozen=True, slots=True)
class _Handed:
    """What became of notices that were handed over; `error` None: they arrived."""

    batch: tuple[Outgoing, ...]
    error: NotDelivered | None


class Alarm:
    """Tells the alerts of a table. `tell` gets a line for people; `site` is where the pages are served."""

    def __init__(self, table: Edited, *, bounds: Bounds, tell: Callable[[str], None], site: str | None = None) -> None:
        """Raises SettingsError where an environment variable is named that is not set."""
        self._table, self._bounds, self._tell, self._site = table, bounds, tell, site
        self._delivery = Delivery(table.value, bounds)
        self._handed: queue.Queue[_Handed] = queue.Queue()
        self._busy: set[tuple[str, str]] = set()
        self._next = 0.0
        self.counts = {"told": 0, "sent": 0, "failed": 0, "waiting": 0}

    # ---------------------------------------------------------------- which events

    def open(self, session: Session) -> None:
        """Work on this ledger from now on; what alerts that are new would find there already is not told."""
        self._session, self._alerting = session, Alerting(session)
        self._begin()

    def look(self) -> str:
        """Take up the table if it was edited: a line about it, "" if it was not. A broken one is not used."""
        try:
            if not self._table.look():
                return ""
            self._delivery = Delivery(self._table.value, self._bounds)
        except DatelineError as error:
            return f"{error} - alerts are used as they were before"
        self._begin()
        return f"{self._table.path} was edited: {len(self._delivery.alerts.alerts)} alerts"

    def _begin(self) -> None:
        for alert in self._delivery.alerts.alerts:
            if not self._alerting.is_known(alert.name, alert.known_by):
                there = self._leave_out_what_is_there(alert)
                if there:
                    self._tell(f'alert "{alert.name}": {there:,} events are there already and are not told')
        self._session.commit()

    def _leave_out_what_is_there(self, alert: Alert) -> int:
        self._session.commit()
        there = 0
        with View(self._session.path) as view, self._alerting.unit():
            self._alerting.begin(alert.name, alert.known_by)
            merged = Merged(view)
            for story in _stories(merged, alert):
                for kind, event in fits(view, merged, alert, story):
                    self._alerting.tell(alert.name, kind, keys(view, event))
                    there += kind == alert.kinds[0]
        return there

    def settle(self, between: Between) -> None:
        """Put on its way what alerts say of the stories whose events were made anew. Raises LedgerError."""
        self._session.commit()
        if not (stirred := self._alerting.stirred()):
            return
        with View(self._session.path) as view:
            merged = Merged(view)
            for done, (number, story) in enumerate(stirred):
                between("telling alerts", done, len(stirred))
                with self._alerting.unit():
                    for alert in self._delivery.alerts.alerts:
                        self._settle(view, merged, alert, story)
                    self._alerting.settle(number)
        self._session.commit()

    def _settle(self, view: View, merged: Merged, alert: Alert, story: str) -> None:
        for kind, event in fits(view, merged, alert, story):
            known_by = keys(view, event)
            if not self._alerting.told(alert.name, kind, known_by):
                moment = datetime.now(UTC).isoformat(timespec="seconds")
                body = notice(alert.name, kind, event, key=known_by[0], moment=moment, site=self._site)
                for way, target in alert.ways:
                    self._alerting.send(body["id"], alert.name, way, target, body)
                self._tell(f"{alert.name}: {body['sentence']}")
                self.counts["told"] += 1
            self._alerting.tell(alert.name, kind, known_by)

    # ---------------------------------------------------------------- to whom

    def deliver(self) -> None:
        """Note what arrived, and hand over what is due; returns at once. Raises LedgerError."""
        while not self._handed.empty():
            self._note_or_keep(self._handed.get_nowait())
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + LOOK
        now, waiting = datetime.now(UTC).isoformat(timespec="seconds"), self._alerting.receivers()
        self.counts["waiting"] = sum(number for _, _, number in waiting)
        known = {way for alert in self._delivery.alerts.alerts for way in alert.ways}
        for way, target, _ in waiting:
            if len(self._busy) >= AT_WORK:
                break
            if (way, target) in self._busy or (way, target) not in known:
                continue
            batch = tuple(self._alerting.waiting(way, target, most=AT_ONCE[way]))
            if batch and batch[0].due <= now:
                self._hand(way, target, batch)

    def _hand(self, way: str, target: str, batch: tuple[Outgoing, ...]) -> None:
        self._busy.add((way, target))
        last = [one.body for one in latest(self._session, way, target)] if way == "feed" else []
        bodies, delivery = [one.body for one in batch], self._delivery

        def work() -> None:
            error = None
            try:
                delivery.hand(way, target, bodies, last)
            except NotDelivered as failed:
                error = failed
            except Exception as failed:  # a fault of ours is told, and tried again
                error = NotDelivered(f"dateline fails ({failed!r}): please report it")
            self._handed.put(_Handed(batch, error))

        threading.Thread(target=work, daemon=True).start()

    def _note_or_keep(self, handed: _Handed) -> None:
        """Note what became of a batch; where the ledger cannot be written, when it is open again."""
        try:
            self._note(handed)
        except LedgerError:
            self._handed.put(handed)
            raise
        self._busy.discard((handed.batch[0].way, handed.batch[0].target))
        self._next = 0.0

    def _note(self, handed: _Handed) -> None:
        first, error = handed.batch[0], handed.error
        if error is None:
            self._alerting.arrived(handed.batch)
            self.counts["sent"] += len(handed.batch)
            self._session.commit()  # so that as little as may be is sent twice
            return
        self.counts["failed"] += 1
        moment = datetime.now(UTC)
        if error.gone or moment - datetime.fromisoformat(first.made) > GIVEN_UP:
            self._alerting.give_up(handed.batch)
            self._tell(f"{first.way} {first.target}: {error.problem} - {len(handed.batch)} notices are given up")
            return
        wait = min(LONGEST, FIRST * 2 ** min(first.tries, 20))
        wait = max(random.uniform(wait / 2, wait), min(error.seconds, LONGEST))
        due = (moment + timedelta(seconds=wait)).isoformat(timespec="seconds")
        self._alerting.failed(handed.batch, problem=error.problem, due=due)
        if first.problem != error.problem:
            self._tell(f"{first.way} {first.target}: {error.problem} - trying again")

    def close(self) -> None:
        """Wait a little for what is on its way, and note it."""
        end = time.monotonic() + PATIENCE
        while self._busy and (left := end - time.monotonic()) > 0:
            with suppress(queue.Empty):
                self._note_or_keep(self._handed.get(timeout=left))


def fits(view: View, merged: Merged, alert: Alert, story: str) -> Iterator[tuple[Kind, Event]]:
    """The events of a story that an alert looks for, each with every kind of news that it is. Raises LedgerError."""
    asked = alert.asked
    try:
        if "story" in asked and merged.story(asked["story"]).id != story:
            return
        main = merged.story(story).glance
    except UnknownRecord:
        return
    articles = fitting(view, story, **{name: asked.get(name) for name in OF_ARTICLES})
    of_events: dict[str, Any] = {name: asked[name] for name in OF_EVENTS if name in asked}
    for event in merged.events(story=story, **of_events):
        reports = _counted(event)
        if not reports or not (articles is None or any(report.article in articles for report in reports)):
            continue
        leads = bool(of_events) or (main is not None and main.event == event.id) or matters(event)
        yield from ((kind, event) for kind in alert.kinds if _is(event, kind, alert, leads=leads))


def _is(event: Event, kind: Kind, alert: Alert, *, leads: bool) -> bool:
    counts = event.corroboration
    if kind == "origin":
        return counts.independent_origins >= alert.origins
    if kind == "contradiction":
        return bool(event.disputed) or counts.denials > 0
    return leads and counts.reports > 0


def matters(event: Event) -> bool:
    """Whether an event is more than what one article tells in passing: several do, it has a code, or it is disputed."""
    counts = event.corroboration
    return counts.outlets > 1 or bool(event.code and event.actors) or bool(event.disputed) or counts.denials > 0


def keys(view: View, event: Event) -> list[str]:
    """By what an event is known again when its story is merged anew, or an article of it is read anew.

    Of each report the key of its mention, and a digest of its words: ids of mentions change where the article does.
    """
    found = []
    for report in _counted(event):
        text, at = view.text(report.article), report.trigger
        around = (
            text[max(0, at.start - NEAR) : at.start].split()[-AROUND:],
            text[at.end : at.end + NEAR].split()[:AROUND],
        )
        packed = "\x1f".join([report.article, text[at.start : at.end], *(" ".join(words) for words in around)])
        digest = hashlib.blake2b(packed.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
        found += [mention_key(report.article, report.mention), digest]
    return found


def _counted(event: Event) -> list[Report]:
    return [report for report in event.reports if not report.background]


def _stories(merged: Merged, alert: Alert) -> Sequence[str]:
    """The stories in which an alert may find something."""
    asked: dict[str, Any] = dict(alert.asked)
    if story := asked.pop("story", None):
        with suppress(UnknownRecord):
            return [merged.story(story).id]
        return []
    return [story.id for story in merged.stories(**asked)]


def sample(alert: Alert, view: View | None, site: str | None) -> dict[str, Any]:
    """A notice that says that it is a sample: of an event that an alert would tell of, else of any, else of none."""
    kind, event = (view and _sample_of(alert, view)) or (alert.kinds[0], NOTHING)
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    return notice(alert.name, kind, event, key=f"sample {moment}", moment=moment, site=site, sample=True)


def _sample_of(alert: Alert, view: View) -> tuple[Kind, Event] | None:
    merged = Merged(view)
    for story in _stories(merged, alert):
        for kind, event in fits(view, merged, alert, story):
            return kind, event
    return next(((alert.kinds[0], event) for event in merged.events(limit=1)), None)


#: What a sample tells of where there is no ledger, or nothing in it.
NOTHING = Event(
    id="ev-000000000000",
    story="",
    label="nothing happened",
    code=None,
    mode=None,
    actors=(),
    recipients=(),
    place=None,
    start=None,
    end=None,
    reports=(),
    corroboration=Corroboration(0, 0, 0, 0, (), 0, 6, ("This only tries the way.",)),
    disputed=(),
)
