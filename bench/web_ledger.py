"""A ledger of 20,000 articles to serve: real ones, read and merged once, then repeated under other ids and dates.

The articles are those of stories/news_clusters where the gold data is there, and the sample dispatches. A repetition
has the rows of its articles' readings, without their parses, which no page of the bench shows, and the stories and
events of the original; nothing is read or merged anew, which would take an hour and a half.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from bench import gold
from dateline.collect import article_from
from dateline.ledger import Indexed, Merged, Merging, Session, View
from dateline.merge import sightings
from dateline.merge.merger import VERSION, Merger
from dateline.reader import Reader, Reading
from dateline.records import Article, Event, Moment, Rows, Sentence, Span, Story, Tally, row_id

SET = "stories/news_clusters"
SAMPLES = gold.HOME / "samples" / "reykjavik.jsonl"
FOLDER = gold.HOME / ".cache" / "web"
#: Days between a repetition and the next: no article of one is near another's in time.
APART = 37
DAY = re.compile(r"\d{4}-\d\d-\d\d")
TALLIED = """
SELECT story.id, name, events, tally.first, alone, contradicted, elsewhere
FROM tally JOIN story ON story.number = tally.story
"""
SEEN = "SELECT event.id, sighting.name, sighting.told FROM sighting JOIN event ON event.number = sighting.event"
NAMED = "SELECT event.id, role, name FROM named_in_event JOIN event ON event.number = named_in_event.event"


def made(articles: int, console: Console) -> Path:
    """The path of the ledger, made where it is not there (a quarter of an hour) and kept under .cache/."""
    path = FOLDER / f"{articles}-{VERSION}.ledger"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        base = _base(console)
        scratch = path.with_suffix(f".{os.getpid()}")
        console.print(f"repeating the articles of {base} until there are {articles:,}: once, a quarter of an hour")
        with Session(scratch, reader="bench") as session, View(base) as view:
            _repeat(view, session, articles, console)
        for left in (f"{scratch}-wal", f"{scratch}-shm"):
            Path(left).unlink(missing_ok=True)
        scratch.rename(path)
    with Session(path, reader="bench"):  # which brings its tables up to date
        return path


def _base(console: Console) -> Path:
    """The real articles, read and merged."""
    path = FOLDER / f"base-{VERSION}.ledger"
    if not path.exists():
        reader, scratch = Reader(), path.with_suffix(f".{os.getpid()}")
        given = list(_articles())
        with Session(scratch, reader=reader.version) as session:
            for read in track(reader.read_many(iter(given)), "reading", len(given), console=console, transient=True):
                if isinstance(read, Reading):
                    session.add(read.rows)
            Merger(session).finish()
        scratch.rename(path)
    return path


def _articles() -> Iterator[Article]:
    records = [json.loads(line) for line in SAMPLES.read_text("utf-8").splitlines() if line.strip()]
    for one in records:
        yield article_from(one, where=one["id"], max_characters=1_000_000)
    for one in gold.records(SET) if (gold.folder() / f"{SET}.jsonl").is_file() else ():
        bare = gold.article(one)
        yield replace(bare, title=one.get("title") or (one.get("meta") or {}).get("title"))


def _repeat(view: View, session: Session, articles: int, console: Console) -> None:
    merged, merging = Merged(view), Merging(session)
    readings = [rows for number in view.current() if (rows := view.reading(number, parse=False))]
    stories = merged.stories()
    events = {one.id: list(merged.events(story=one.id, order="story")) for one in stories}
    named: dict[str, dict[str, list[str]]] = {}
    for event, role, name in view.ask(NAMED):
        named.setdefault(event, {}).setdefault(role, []).append(name)
    seen: dict[str, list[tuple[str, str]]] = {}
    for event, name, told_of in view.ask(SEEN):
        seen.setdefault(event, []).append((name, told_of))
    tallied: dict[str, list[Tally]] = {}
    for story, *counts in view.ask(TALLIED):
        tallied.setdefault(story, []).append(Tally(*counts))
    times = -(-articles // len(readings))
    for number in track(range(times), "repeating", console=console, transient=True):
        some = readings[: articles - number * len(readings)]
        again = Again(number, {rows.article.id for rows in some})
        for rows in some:
            session.add(again.rows(rows))
        session.commit()
        waiting = {one.article: one for one in merging.waiting()}
        for story in stories:
            members = [again.id(one) for one in story.articles if again.id(one) in waiting]
            for one in members:
                merging.place(waiting[one], again.id(story.id), why={}, sketch=[])
            if len(members) == len(story.articles):
                moved = [_indexed(again, one, named.get(one.id, {}), seen.get(one.id, [])) for one in events[story.id]]
                told = tallied.get(story.id, [])
                merging.put(again.story(story), events=moved, tallies=told, merger=VERSION)
        session.commit()


def _indexed(again: Again, event: Event, named: Mapping[str, list[str]], seen: Iterable[tuple[str, str]]) -> Indexed:
    there = tuple((name, sightings.kept(again.sighting(sightings.again(told)))) for name, told in seen)
    return Indexed(again.moved(event), tuple(named.get("who", ())), tuple(named.get("where", ())), there)


class Again:
    """One repetition: everything with other ids, and as many days later as repetitions went before."""

    def __init__(self, number: int, articles: set[str]) -> None:
        self._number, self._articles = number, articles
        self._days = timedelta(days=APART * number)
        self._day = cache(self._later)

    def id(self, given: str) -> str:
        """The id of a row, story, event or article; as it is the first time."""
        if not self._number:
            return given
        article, mark, rest = given.partition("#")
        if article in self._articles:
            return f"{article}~{self._number}{mark}{rest}"
        return row_id(given.partition("-")[0], given, self._number) if given.startswith(("ev-", "story-")) else given

    def rows(self, rows: Rows) -> Rows:
        """A reading of the article."""
        return Rows().add(self.moved(row) for row in rows if not isinstance(row, Sentence))

    def story(self, story: Story) -> Story:
        """The story, with what stands behind it."""
        glance = replace(story.glance, event=self.id(story.glance.event)) if story.glance else None
        return replace(
            story, id=self.id(story.id), first=self._moved(story.first), last=self._moved(story.last), glance=glance
        )

    def sighting(self, seen: sightings.Sighting) -> sightings.Sighting:
        """Where somebody was, so many days later."""
        moved = self.moved(seen)
        start, end = (one + self._days if one else None for one in (seen.start, seen.end))
        return replace(moved, start=start, end=end, published=self._moved(seen.published))  # type: ignore[no-any-return]

    def moved(self, value: Any) -> Any:
        """A record with all that it holds."""
        if isinstance(value, str):
            return self.id(value)
        if isinstance(value, Span):
            return Span(self.id(value.article), value.start, value.end)
        if isinstance(value, tuple):
            return tuple(map(self.moved, value))
        if not is_dataclass(value):
            return value
        changed = {one.name: self.moved(getattr(value, one.name)) for one in fields(value)}
        if isinstance(value, Article):
            changed |= {
                "text": value.text,
                "published": self._moved(value.published),
                "url": f"{value.url}?{self._number}" if value.url else None,
            }
        if isinstance(value, Event | Moment):
            changed |= {name: self._moved(getattr(value, name)) for name in ("start", "end")}
        make: Callable[..., Any] = type(value)
        return make(**changed)

    def _moved(self, moment: str | None) -> str | None:
        """A date or time so many days later; a year, and what is no date, stays."""
        return DAY.sub(lambda found: self._day(found[0]), moment, count=1) if moment else moment

    def _later(self, day: str) -> str:
        try:
            return (date.fromisoformat(day) + self._days).isoformat()
        except (ValueError, OverflowError):
            return day
