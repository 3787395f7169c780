"""Reading what merging made: stories, events and why they count as they do, who cites whom, what reports differ on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dateline.errors import LedgerError, UnknownRecord
from dateline.ledger.judging import JUDGEMENTS, Entry, entries
from dateline.ledger.packing import Batch, retold
from dateline.ledger.spelling import name_key, query, second
from dateline.ledger.view import View, looked_for
from dateline.records import Copy, Event, Glance, Origin, Outline, Span, Story, Tally

STORIES = """
SELECT story.id, story.title, story.first, story.last, story.number, glance.told
FROM story LEFT JOIN glance ON glance.story = story.number WHERE story.articles > 0 {conditions}
ORDER BY {order} LIMIT :limit OFFSET :skip
"""
STORIES_IN_ALL = "SELECT count(*) FROM story WHERE story.articles > 0 {conditions}"
STORY_NUMBERS = "SELECT story.number FROM story WHERE story.articles > 0 {conditions} ORDER BY {order}"
NUMBERED = "AND story.number IN (SELECT value FROM json_each(:numbers))"
STORY_ORDERS = {
    "latest": "story.last DESC NULLS LAST, story.number DESC",
    "biggest": "story.articles DESC, story.number DESC",
    "added": "(SELECT max(placed.reading) FROM placed WHERE placed.story = story.number) DESC",
}
#: Names are compared as they are told; `part` is looked for in them in any case.
TALLIES = """
SELECT name, sum(events) AS events, sum(first) AS first, sum(alone) AS alone, sum(contradicted) AS contradicted,
    sum(elsewhere) AS elsewhere
FROM tally WHERE TRUE {conditions} GROUP BY name HAVING sum(events) >= :least
"""
TALLY_CONDITIONS = {
    "name": "AND name = :name",
    "part": "AND instr(lower(name), lower(:part)) > 0",
}
#: What a list of records is ordered by, the most first; the shares are of the events that one stands in.
TALLY_ORDERS = {
    "name": "name COLLATE NOCASE, name",
    **{one: f"{one} DESC, events DESC, name" for one in ("events", "first", "alone", "contradicted", "elsewhere")},
    **{
        f"{one} share": f"1.0 * {one} / events DESC, events DESC, name"
        for one in ("first", "alone", "contradicted", "elsewhere")
    },
}
_WITH_EVENT = (
    "AND story.number IN (SELECT batch.story FROM event JOIN batch ON batch.number = event.batch WHERE {condition})"
)
_WITH_ARTICLE = (
    "AND story.number IN (SELECT placed.story FROM placed JOIN reading ON reading.number = placed.reading"
    " WHERE {condition})"
)
_NAMED = "event.number IN (SELECT event FROM named_in_event WHERE name = :{name} AND role = '{name}')"
STORY_CONDITIONS = {
    "since": "AND story.last >= :since",
    "until": "AND substr(story.first, 1, length(:until)) <= :until",
    "who": _WITH_EVENT.format(condition=_NAMED.format(name="who")),
    "where": _WITH_EVENT.format(condition=_NAMED.format(name="where")),
    "code": _WITH_EVENT.format(condition="event.code = :code"),
    "min_origins": _WITH_EVENT.format(condition="event.independent >= :min_origins"),
    "disputed": _WITH_EVENT.format(condition="event.disputed > 0"),
    "outlet": _WITH_ARTICLE.format(condition="reading.outlet = :outlet COLLATE NOCASE"),
    "about": _WITH_ARTICLE.format(
        condition="reading.number IN (SELECT naming.reading FROM naming WHERE naming.name = :about)"
    ),
    "words": _WITH_ARTICLE.format(condition="reading.article IN (SELECT rowid FROM words WHERE words MATCH :words)"),
}
ARTICLES = """
SELECT placed.story, article.id FROM placed JOIN reading ON reading.number = placed.reading
JOIN article ON article.number = reading.article
WHERE placed.story IN (SELECT value FROM json_each(?)) ORDER BY coalesce(reading.published, '9999'), placed.series
"""
STORY_OF = """
SELECT story.id FROM story WHERE story.id = :id
UNION ALL SELECT story.id FROM article JOIN placed ON placed.series = article.series
    JOIN story ON story.number = placed.story WHERE article.id = :id OR article.url = :id
LIMIT 1
"""
COPIED = """
SELECT old.id, copied.passages, copied.share, copied.version FROM article AS new
JOIN copied ON copied.series = new.series JOIN article AS old ON old.number = copied.of
WHERE new.id = ? GROUP BY copied.of ORDER BY copied.share DESC
"""
UNMERGED = """
SELECT (SELECT count(*) FROM article WHERE number = series
        AND NOT EXISTS (SELECT 1 FROM placed WHERE placed.series = article.series))
    + (SELECT count(*) FROM story WHERE merger IS NULL)
"""
#: First the numbers alone, which indices hold, then what is asked for of those within the limit.
EVENTS = """
SELECT event.batch, event.position FROM (
    SELECT event.number FROM event WHERE TRUE {conditions} ORDER BY {order} LIMIT :limit OFFSET :skip
) AS found JOIN event ON event.number = found.number ORDER BY {order}
"""
#: Who takes part in the latest events of a name, and in how many of these.
BESIDE = """
SELECT other.name, count(*) AS events FROM (
    SELECT event FROM named_in_event WHERE name = :name AND role = :role ORDER BY event DESC LIMIT :most
) AS own JOIN named_in_event AS other ON other.event = own.event
WHERE other.role = 'who' AND other.name <> :name
GROUP BY other.name ORDER BY events DESC, other.name LIMIT :limit
"""
EVENTS_IN_ALL = "SELECT count(*) FROM event WHERE TRUE {conditions}"
EVENT_CONDITIONS = {
    "who": "AND event.number IN (SELECT event FROM named_in_event WHERE name = :who AND role = 'who')",
    "where": "AND event.number IN (SELECT event FROM named_in_event WHERE name = :where AND role = 'where')",
    "since": 'AND event.start IS NOT NULL AND coalesce(event."end", event.start) > :since',
    "until": "AND event.start < :until",
    "code": "AND event.code = :code",
    "min_origins": "AND event.independent >= :min_origins",
    "min_articles": "AND event.articles >= :min_articles",
    "disputed": "AND event.disputed > 0",
    "story": "AND event.batch IN (SELECT batch.number FROM batch JOIN story ON story.number = batch.story"
    " WHERE story.id = :story)",
}
#: The same for a name of many events, of which few are asked for: the events are gone through in their order until
#: enough bear it, where it would take long to gather all that do and sort them.
OF_MANY = {
    role: f"AND EXISTS (SELECT 1 FROM named_in_event WHERE name = :{role} AND role = '{role}' AND event = event.number)"
    for role in ("who", "where")
}
#: In so many events a name is: among the commonest of a large ledger.
MANY = 10_000
BEARING = "SELECT count(*) FROM (SELECT 1 FROM named_in_event WHERE name = ? AND role = ? LIMIT ?)"
#: What comes first: the best attested, the earliest, or as the stories were merged.
ORDERS = {
    "attested": "event.independent DESC, event.articles DESC, event.number",
    "time": "event.start, event.number",
    "story": "event.number",
}
SIGHTINGS = "SELECT event, told FROM sighting WHERE name = ? ORDER BY event, position"
EDGES = """
SELECT citing, cited, reports, articles FROM edge WHERE reports >= :least {conditions}
ORDER BY articles DESC, reports DESC, citing, cited LIMIT :limit OFFSET :skip
"""
EDGES_IN_ALL = "SELECT count(*) FROM edge WHERE reports >= :least {conditions}"
CITED = """
SELECT event.batch, event.position, citing.position FROM citing JOIN event ON event.number = citing.event
WHERE citing.cited = ? LIMIT 1
"""
IS_OUTLET = "SELECT 1 FROM reading WHERE outlet = ? COLLATE NOCASE LIMIT 1"
BEHIND = """
SELECT event.batch, event.position, citing.position FROM citing JOIN event ON event.number = citing.event
WHERE citing.citing = ? AND citing.cited = ? ORDER BY citing.series, citing.event, citing.position LIMIT ?
"""
#: Batches kept while events are read.
HELD = 64
#: Where no limit is asked: SQLite's for "all".
ALL = -1


@dataclass(frozen=True, slots=True)
class Edge:
    """One source cites another, in so many reports of so many articles."""

    citing: str
    cited: str
    reports: int
    articles: int


class Merged:
    """What merging made of a ledger's articles. Every method raises LedgerError."""

    def __init__(self, view: View) -> None:
        self._view = view

    # ---------------------------------------------------------------- stories

    def stories(self, *, order: str = "latest", limit: int = ALL, skip: int = 0, **asked: Any) -> list[Story]:
        """Stories that fit all that is asked, the latest first or the biggest.

        `since` and `until` are ISO 8601 dates of publication, both included; `words` are looked for as `View.search`
        does; `who`, `where` and `about` are whole names, `outlet` is one; `code`, `min_origins` and `disputed` are of
        an event in it.
        """
        given = _asked_of_stories(**asked)
        found = STORIES.format(conditions=_conditions(STORY_CONDITIONS, given), order=STORY_ORDERS[order])
        return self._stories(self._view.ask(found, {**given, "limit": limit, "skip": skip}))

    def story_numbers(self, *, order: str = "latest", **asked: Any) -> list[int]:
        """The numbers in this ledger of all stories that fit, asked for as by `stories`."""
        given = _asked_of_stories(**asked)
        found = STORY_NUMBERS.format(conditions=_conditions(STORY_CONDITIONS, given), order=STORY_ORDERS[order])
        return [number for (number,) in self._view.ask(found, given)]

    def numbered(self, numbers: Sequence[int]) -> list[Story]:
        """The stories of these numbers, in this order; those that are gone are left out."""
        asked = STORIES.format(conditions=NUMBERED, order="story.number")
        rows = list(self._view.ask(asked, {"numbers": json.dumps(numbers), "limit": ALL, "skip": 0}))
        found = {row[4]: story for row, story in zip(rows, self._stories(rows), strict=True)}
        return [found[number] for number in numbers if number in found]

    def how_many_stories(self, **asked: Any) -> int:
        """How many stories fit all that is asked, as `stories` takes it."""
        given = _asked_of_stories(**asked)
        found = STORIES_IN_ALL.format(conditions=_conditions(STORY_CONDITIONS, given))
        ((number,),) = self._view.ask(found, given)
        return int(number)

    def story(self, id_: str) -> Story:
        """A story by its id, or by the id or address of an article in it."""
        for (found,) in self._view.ask(STORY_OF, {"id": id_}):
            asked = STORIES.format(conditions="AND story.id = :id", order=STORY_ORDERS["latest"])
            for story in self._stories(self._view.ask(asked, {"id": found, "limit": 1, "skip": 0})):
                return story
        raise UnknownRecord(f"the ledger {self._view.path} has no story {id_!r}: `dateline stories` lists them")

    def copies(self, article: str) -> list[Copy]:
        """What an article has from earlier ones, the most first."""
        rows = self._view.ask(COPIED, (article,))
        return [
            Copy(
                article,
                of,
                tuple((Span(article, *one), Span(of, *other)) for one, other in json.loads(told)),
                share,
                bool(version),
            )
            for of, told, share, version in rows
        ]

    def unmerged(self) -> int:
        """How many articles were added and are in no story yet, and stories whose events are to be merged."""
        ((number,),) = self._view.ask(UNMERGED)
        return int(number)

    def _stories(self, rows: Iterable[tuple[Any, ...]]) -> list[Story]:
        told = list(rows)
        articles: dict[int, list[str]] = {row[4]: [] for row in told}
        for number, article in self._view.ask(ARTICLES, (json.dumps(list(articles)),)):
            articles[number].append(article)
        return [
            Story(id_, title, first, last, tuple(articles[number]), retold(Glance, glance) if glance else None)
            for id_, title, first, last, number, glance in told
        ]

    def tallies(
        self,
        name: str | None = None,
        *,
        part: str | None = None,
        least: int = 0,
        order: str = "events",
        limit: int = ALL,
        skip: int = 0,
    ) -> list[Tally]:
        """The records of outlets and sources over all events, those in most events first; or of one, by its name.

        `part` is a part of the name, `least` how many events one stands in at least, `order` a key of TALLY_ORDERS.
        """
        given = {"name": name, "part": part or None}
        found = TALLIES.format(conditions=_conditions(TALLY_CONDITIONS, given))
        # Around it, so that an order is of the sums and not of the columns that are summed.
        asked = f"SELECT * FROM ({found}) ORDER BY {TALLY_ORDERS[order]} LIMIT :limit OFFSET :skip"
        rows = self._view.ask(asked, {**given, "least": least, "limit": limit, "skip": skip})
        return [Tally(*row) for row in rows]

    def how_many_tallies(self, *, part: str | None = None, least: int = 0) -> int:
        """How many records there are, asked for as by `tallies`."""
        given = {"part": part or None}
        found = TALLIES.format(conditions=_conditions(TALLY_CONDITIONS, given))
        ((number,),) = self._view.ask(f"SELECT count(*) FROM ({found})", {**given, "least": least})
        return int(number)

    # ---------------------------------------------------------------- events

    def events(
        self, *, story: str | None = None, order: str = "attested", limit: int = ALL, skip: int = 0, **asked: Any
    ) -> Iterator[Event]:
        """Events that fit all that is asked, the best attested first or in another of the ORDERS.

        `who` and `where` are whole names; `since` and `until` bound [since, until) as ISO 8601; `code` is a PLOVER
        code; `min_origins` and `min_articles` are least numbers, `story` an id, `disputed` says where reports differ.
        """
        return self._events(self._placed(self._asked_of_events(story=story, **asked), order, limit, skip))

    def outlines(
        self, *, story: str | None = None, order: str = "attested", limit: int = ALL, skip: int = 0, **asked: Any
    ) -> Iterator[Outline]:
        """The same events without their reports, which no list of them shows: much quicker where many tell of them."""
        found = self._placed(self._asked_of_events(story=story, **asked), order, limit, skip)
        return (batch.outline(position) for batch, position in self._packed(found))

    def _placed(self, given: dict[str, Any], order: str, limit: int, skip: int) -> Iterator[tuple[Any, ...]]:
        """(batch, position) of the events that fit."""
        known = {**EVENT_CONDITIONS, **(self._of_many(given) if order == "attested" and limit != ALL else {})}
        found = EVENTS.format(conditions=_conditions(known, given), order=ORDERS[order])
        return self._view.ask(found, {**given, "limit": limit, "skip": skip})

    def _of_many(self, given: dict[str, Any]) -> dict[str, str]:
        """How to ask for a name of many events, where no rarer condition narrows them."""
        asked = {name for name, value in given.items() if value is not None} - {"min_origins", "min_articles"}
        if len(asked) != 1 or asked.isdisjoint(OF_MANY):
            return {}
        (role,) = asked
        ((number,),) = self._view.ask(BEARING, (given[role], role, MANY))
        return {role: OF_MANY[role]} if number == MANY else {}

    def labels(self, story: str, *, limit: int = ALL) -> list[tuple[str, str]]:
        """(id, label) of the events of a story (its id), the best attested first: quicker than whole events."""
        given = {"story": story, "limit": limit, "skip": 0}
        asked = EVENTS.format(conditions=EVENT_CONDITIONS["story"], order=ORDERS["attested"])
        places = list(self._view.ask(asked, given))
        held = {batch: self._batch(batch) for batch in {batch for batch, _ in places}}
        told = (held[batch].values(at, "id", "label") for batch, at in places)
        return [(id_, label) for id_, label in told]

    def beside(self, name: str, *, at_place: bool = False, most: int, limit: int) -> list[tuple[str, int]]:
        """Who else takes part in the events of a name (or at a place), and in how many of the `most` merged last.

        Names in the form in which they are found, those of most events first.
        """
        given = {"name": name_key(name), "role": "where" if at_place else "who", "most": most, "limit": limit}
        return [(other, number) for other, number in self._view.ask(BESIDE, given)]

    def how_many_events(self, **asked: Any) -> int:
        """How many events fit all that is asked, as `events` takes it."""
        given = self._asked_of_events(**asked)
        found = EVENTS_IN_ALL.format(conditions=_conditions(EVENT_CONDITIONS, given))
        ((number,),) = self._view.ask(found, given)
        return int(number)

    def _asked_of_events(
        self,
        *,
        who: str | None = None,
        where: str | None = None,
        since: str | None = None,
        until: str | None = None,
        code: str | None = None,
        min_origins: int | None = None,
        min_articles: int | None = None,
        story: str | None = None,
        disputed: bool = False,
    ) -> dict[str, Any]:
        return {
            "who": who and name_key(who),
            "where": where and name_key(where),
            "since": since and _moment(since),
            "until": until and _moment(until),
            "code": code and code.upper(),
            "min_origins": min_origins,
            "min_articles": min_articles,
            "story": story and self.story(story).id,
            "disputed": disputed or None,
        }

    def event(self, id_: str) -> Event:
        """One event by its id."""
        found = self._events(self._view.ask("SELECT batch, position FROM event WHERE id = ?", (id_,)))
        for event in found:
            return event
        raise UnknownRecord(f"the ledger {self._view.path} has no event {id_!r}: `dateline events` lists them")

    def _events(self, found: Iterable[tuple[Any, ...]]) -> Iterator[Event]:
        return (batch[position] for batch, position in self._packed(found))

    def _packed(self, found: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Batch[Event, Outline], int]]:
        held: dict[int, Batch[Event, Outline]] = {}  # neighbours stand in one batch, those of a story in few
        for batch, position in found:
            if batch not in held:
                held = held if len(held) < HELD else {}
                held[batch] = self._batch(batch)
            yield held[batch], position

    def _batch(self, number: int) -> Batch[Event, Outline]:
        ((given,),) = self._view.ask("SELECT events FROM batch WHERE number = ?", (number,))
        return Batch(Event, Outline, given)

    # ---------------------------------------------------------------- judgements of people

    def sightings(self, names: Iterable[str]) -> list[str]:
        """What reports tell of where the bearer of these whole names was, as merging wrote it; by events."""
        found: dict[tuple[int, str], None] = {}
        for name in sorted({name_key(one) for one in names}):
            found.update(dict.fromkeys(self._view.ask(SIGHTINGS, (name,))))
        return [told for _, told in sorted(found, key=lambda pair: pair[0])]

    def judgements(self) -> list[Entry]:
        """Every judgement of a person, oldest first, and who took it back."""
        return list(entries(self._view.ask(JUDGEMENTS)))

    # ---------------------------------------------------------------- who cites whom

    def cites(
        self, *, citing: str | None = None, cited: str | None = None, least: int = 1, limit: int = ALL, skip: int = 0
    ) -> list[Edge]:
        """Who cites whom, the most articles first; `citing` and `cited` are whole names as they are told."""
        given = {"citing": citing, "cited": cited}
        asked = EDGES.format(conditions=_edge_conditions(given))
        return [Edge(*row) for row in self._view.ask(asked, {**given, "least": least, "limit": limit, "skip": skip})]

    def how_many_edges(self, *, citing: str | None = None, cited: str | None = None, least: int = 1) -> int:
        """How many edges there are, asked for as by `cites`."""
        given = {"citing": citing, "cited": cited}
        asked = EDGES_IN_ALL.format(conditions=_edge_conditions(given))
        ((number,),) = self._view.ask(asked, {**given, "least": least})
        return int(number)

    def source(self, name: str) -> Origin | None:
        """What kind of source a name is: as one report that cites it has it, else an outlet; None: it is neither."""
        for batch, position, at in self._view.ask(CITED, (name,)):
            (event,) = self._events([(batch, position)])
            link = next((one for one in event.reports[at].chain if one.name == name), None)
            if link:
                return Origin(link.name, link.kind, link.interest)
        for _ in self._view.ask(IS_OUTLET, (name,)):
            return Origin(name, "outlet", None)
        return None

    def behind(self, edge: Edge, *, limit: int = 5) -> Iterator[tuple[Event, int]]:
        """Events, and which of their reports (by position), in which the one cites the other."""
        for batch, position, report in self._view.ask(BEHIND, (edge.citing, edge.cited, limit)):
            (event,) = self._events([(batch, position)])
            yield event, report


def _conditions(known: dict[str, str], given: dict[str, Any]) -> str:
    return " ".join(known[name] for name, value in given.items() if value is not None)


def _edge_conditions(given: dict[str, str | None]) -> str:
    return " ".join(f"AND {name} = :{name}" for name, value in given.items() if value)


def _asked_of_stories(
    *,
    words: str | None = None,
    since: str | None = None,
    until: str | None = None,
    who: str | None = None,
    where: str | None = None,
    about: str | None = None,
    outlet: str | None = None,
    code: str | None = None,
    min_origins: int | None = None,
    disputed: bool = False,
) -> dict[str, Any]:
    return {
        "words": query(looked_for(words)) if words else None,
        "since": since,
        "until": until,
        "who": who and name_key(who),
        "where": where and name_key(where),
        "about": about and name_key(about),
        "outlet": outlet,
        "code": code and code.upper(),
        "min_origins": min_origins,
        "disputed": disputed or None,
    }


def _moment(date: str) -> str:
    if (found := second(date)) is None:
        raise LedgerError(f"{date!r} is no ISO 8601 date or time: write it as 2026-11-20")
    return found
