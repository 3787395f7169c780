"""Merging a ledger: each new article to its story, then the events of the stories that changed.

What was added and not merged, because a process died, is found in the ledger and merged the next time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta

from dateline.ledger import Merging, Session, View, Waiting, Wrong, joins, settled, shape
from dateline.merge.copies import Copies
from dateline.merge.events import events_of
from dateline.merge.glances import glance, tallies
from dateline.merge.profiles import profile
from dateline.merge.stories import Stories
from dateline.records import Event, Judgement, Rows, Story, mention_key

#: Of what merges, and of what events are made of: another one merges every story again at the next `dateline add`.
VERSION = f"10+{shape(Event)}"

#: Days back, and articles at most, that a new article is compared with: a story that slept for half a year is another
#: one, and what is known of an article takes half a millisecond to load.
DAYS, COMPARED = 180, 20_000

#: Told of each step: its name, how many are done, of how many.
Tell = Callable[[str, int, int], None]


def silent(step: str, done: int, of: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class Done:
    """What merging did: articles placed, stories merged, and the events of these."""

    articles: int
    stories: int
    events: int

    def sentence(self) -> str:
        """The same in words."""
        articles = f"{self.articles:,} article{'' if self.articles == 1 else 's'} placed"
        stories = f"{self.stories:,} {'story' if self.stories == 1 else 'stories'} merged"
        return f"{articles}, {stories}, {self.events:,} event{'' if self.events == 1 else 's'} in these"


class Merger:
    """Merges what a session's ledger holds."""

    def __init__(self, session: Session) -> None:
        self._session, self._merging = session, Merging(session)

    def finish(self, tell: Tell = silent) -> Done:
        """Place every article that is in no story, merge every story that has changed. Raises LedgerError."""
        self._session.commit()
        with View(self._session.path) as view:
            placed = self._place(view, tell)
            self._join()
            stories = self._merging.unmerged(VERSION)
            judgements = self._merging.judgements()
            wrong, events = Wrong(judgements), 0
            for done, story in enumerate(stories):
                tell("merging stories", done, len(stories))
                events += self._merge(view, story, judgements, wrong)
        self._session.commit()
        return Done(placed, len(stories), events)

    # ---------------------------------------------------------------- articles to stories

    def _place(self, view: View, tell: Tell) -> int:
        waiting = self._merging.waiting()
        if not waiting:
            return 0
        stories, copies = self._known(since=_long_before(waiting))
        for done, one in enumerate(waiting):
            tell("placing articles", done, len(waiting))
            self._place_one(one, view.reading(one.reading), stories, copies)
        return len(waiting)

    def _known(self, *, since: str) -> tuple[Stories, Copies]:
        """What the ledger keeps of the articles that new ones are compared with."""
        stories, copies = Stories(), Copies()
        for article, story, (kept, copied) in self._merging.sketches(since=since, most=COMPARED):
            stories.restore(article, story, kept)
            copies.restore(article, copied)
        return stories, copies

    def _place_one(self, one: Waiting, rows: Rows, stories: Stories, copies: Copies) -> None:
        article = rows.article
        found = copies.add(article)
        placed = stories.add(rows, copied=[(copy.of, copy.share) for copy in found])
        sketch = [stories.sketch(article.id), copies.sketch(article.id)]
        with self._merging.unit():
            self._merging.place(one, placed.story, why=asdict(placed), sketch=sketch)
            for copy in found:
                self._merging.copy(one.series, copy.of, copy)

    def _join(self) -> None:
        """What a person judged the same is in one story: the later one's articles go to the earlier."""
        for left, right in sorted(joins(self._merging.judgements())):
            self._merging.join(left, right)

    # ---------------------------------------------------------------- stories to events

    def _merge(self, view: View, id_: str, judgements: Sequence[Judgement], wrong: Wrong) -> int:
        readings = [view.reading(number) for number, _ in self._merging.members(id_)]
        story = _story(id_, readings)
        struck = [wrong.strike(rows) for rows in readings]
        events = events_of(
            story,
            [one.rows for one in struck],
            copies=self._merging.copies(id_),
            judgements=settled(judgements, {one.rows.article.id: one.rows for one in struck}),
            unsaid={mention_key(one.rows.article.id, mention) for one in struck for mention in one.unsaid},
        )
        told = [indexed.event for indexed in events]
        whole = replace(story, glance=glance(told, told=_leading(story, readings)))
        self._merging.put(whole, events=events, tallies=tallies(told, _dates(readings)), merger=VERSION)
        return len(events)


def _long_before(waiting: Sequence[Waiting]) -> str:
    """The first date of articles with which these are compared; "" for all."""
    dates = [one.published[:10] for one in waiting if one.published]
    try:
        return (date.fromisoformat(min(dates)) - timedelta(days=DAYS)).isoformat()
    except (ValueError, OverflowError):  # no date at all, or one before the first year
        return ""


def _story(id_: str, readings: Sequence[Rows]) -> Story:
    """The story of these articles, which are in the order of time."""
    stories = Stories()
    for rows in readings:
        stories.restore(rows.article.id, id_, profile(rows).plain())
    return stories.story(id_)


def _dates(readings: Sequence[Rows]) -> dict[str, str]:
    """When each article was published, by its id; those without a date are left out."""
    return {rows.article.id: rows.article.published for rows in readings if rows.article.published}


def _leading(story: Story, readings: Sequence[Rows]) -> Rows | None:
    """The article that gave the story its title, else the first."""
    titled = (rows for rows in readings if rows.article.title == story.title)
    return next(titled, readings[0] if readings else None)
