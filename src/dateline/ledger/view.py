"""Reading a ledger: whole readings again, and what finds them. Nothing here writes; many views may be open at once."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, TypeVar, cast

from dateline.errors import LedgerError, UnknownRecord
from dateline.ledger.file import open_to_read, said_plainly, version_of
from dateline.ledger.rows import TABLES, table, unpacked_dateline, unpacked_sentences
from dateline.ledger.snippets import Range, piece
from dateline.ledger.spelling import Term, name_key, query, second, terms
from dateline.records import Article, Claim, Derivation, Entity, EventMention, Moment, Place, Row, Rows, Sentence

R = TypeVar("R", bound=Row)

#: Articles that are ranked by how well they fit, the latest added of those that hold the words. More cost more than a
#: fifth of a second, and words that stand in so many say little.
RANKED = 10_000
#: How much a word in a title counts beside one in the text.
TITLE = 4.0
#: Letters before a star: schema.sql has an index of just this length, and longer beginnings are of few words.
SHORTEST = 3
#: Rows given where nothing is said.
LIMIT = 50
#: Kilometres of a degree of latitude, and of the earth's radius.
DEGREE, RADIUS = 110.5, 6371.0

READING = """
SELECT reading.number, reading.article, article.id, article.url, article.title, article.text, reading.outlet,
    reading.published, reading.language, reading.byline, reading.credits, reading.dateline,
    (SELECT rule FROM dating WHERE dating.reading = reading.number)
FROM reading JOIN article ON article.number = reading.article WHERE reading.number = ?
"""
KNOWN = """
SELECT reading.number, article.id, series.id, article.url, article.title, reading.outlet, reading.published,
    reader.version, reading.added, (SELECT rule FROM dating WHERE dating.reading = reading.number),
    NOT EXISTS (SELECT 1 FROM reading AS later WHERE later.article = reading.article AND later.number > reading.number),
    NOT EXISTS (SELECT 1 FROM article AS later WHERE later.series = article.series AND later.number > article.number)
FROM reading JOIN article ON article.number = reading.article JOIN article AS series ON series.number = article.series
    JOIN reader ON reader.number = reading.reader
"""
IN_SERIES = (
    KNOWN
    + """
WHERE article.series IN (SELECT series FROM article WHERE id = :id UNION SELECT series FROM article WHERE url = :id)
ORDER BY article.number, reading.number
"""
)
#: The latest of those that hold the words, with how well they fit; :filters are conditions on the current reading.
MATCHES = """
SELECT reading.number, reading.article, matched.rank FROM (
    SELECT words.rowid AS number, bm25(words, {title}, 1.0, 1.0) AS rank FROM words
    WHERE words MATCH :query {only} ORDER BY words.rowid DESC LIMIT {ranked}
) AS matched JOIN current_reading AS reading ON reading.article = matched.number
ORDER BY matched.rank, reading.number DESC LIMIT :limit OFFSET :skip
"""
#: The plus keeps SQLite from asking the full-text index for one article after the other.
ONLY = "AND +words.rowid IN (SELECT reading.article FROM current_reading AS reading WHERE TRUE {conditions})"
TOTAL = "SELECT count(*) FROM words WHERE words MATCH :query {only}"
CONDITIONS = {
    "outlet": "AND reading.outlet = :outlet COLLATE NOCASE",
    "since": "AND reading.published >= :since",
    "until": "AND substr(reading.published, 1, length(:until)) <= :until",
    "about": "AND reading.number IN (SELECT naming.reading FROM naming WHERE naming.name = :about)",
}
#: The plus keeps SQLite from walking through all dates.
OF_OUTLET = """
WHERE reading.outlet = :outlet COLLATE NOCASE
    AND reading.number IN (SELECT number FROM current_reading WHERE number = reading.number)
ORDER BY +reading.published DESC, reading.number DESC LIMIT :limit
"""
LEADS = """
SELECT lead.reading, lead.position FROM {lead} AS lead
WHERE lead.{key} = :key AND lead.reading IN (SELECT number FROM current_reading WHERE number = lead.reading)
ORDER BY lead.reading DESC, lead.position
LIMIT :limit
"""
#: The rows that they lead to.
LED = """
SELECT {columns}, lead.reading, article.id FROM ({leads}) AS lead
JOIN {table} AS led ON led.reading = lead.reading AND led.position = lead.position
JOIN reading ON reading.number = lead.reading JOIN article ON article.number = reading.article
ORDER BY lead.reading DESC, lead.position
"""
NAMES = """
SELECT name, count(*) AS number FROM (
    SELECT DISTINCT name, reading FROM naming WHERE name >= :start AND name < :end LIMIT :most
) GROUP BY name ORDER BY number DESC, name LIMIT :limit
"""
#: Whether a reading calls an entity by a name.
CALLED = """
SELECT 1 FROM link JOIN mention ON mention.reading = link.reading AND mention.id = link.mention
WHERE link.reading = ? AND link.entity = ? AND mention.form = 'name' LIMIT 1
"""
PERIODS = 'SELECT number FROM period WHERE start < :until AND "end" > :since ORDER BY start, "end"'
POINTS = """
SELECT point.number, point.latitude, point.longitude FROM area JOIN point ON point.number = area.number
WHERE area.south <= :north AND area.north >= :south AND area.west <= :east AND area.east >= :west
"""


@dataclass(frozen=True, slots=True)
class Known:
    """A reading that the ledger holds. `series` is the first id of the article, which its versions share.

    `current` says that no later reader has read this version, `latest` that no later version of the article is there.
    """

    reading: int
    article: str
    series: str
    url: str | None
    title: str | None
    outlet: str | None
    published: str | None
    reader: str
    added: str
    dated_by: str | None
    current: bool
    latest: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that holds what was looked for: a piece of its text, and where in the piece the words stand."""

    known: Known
    snippet: str
    marks: tuple[Range, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Search:
    """The best hits, best first, of `total`; only the latest `ranked` of these were weighed."""

    hits: tuple[Hit, ...]
    total: int
    ranked: int


@dataclass(frozen=True, slots=True)
class Found(Generic[R]):
    """A row, with the reading and the article that it stands in."""

    row: R
    reading: int
    article: str


@dataclass(frozen=True, slots=True)
class Contents:
    """How much a ledger holds, and from when to when; `readers` are the versions that read it, first to last."""

    version: int
    articles: int
    versions: int
    readings: int
    outlets: int
    first: str | None
    last: str | None
    readers: tuple[str, ...]
    bytes: int


class View:
    """A ledger that is only read. Every method raises LedgerError; what is asked is answered from current readings."""

    def __init__(self, path: str | Path) -> None:
        """Open a ledger that is there."""
        self.path = Path(path)
        self._file = open_to_read(self.path)
        self._derivations: dict[int, tuple[str, str, str]] = {}

    def __enter__(self) -> View:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    # ---------------------------------------------------------------- readings

    def contents(self) -> Contents:
        """How much there is."""
        ((versions,),) = self.ask("SELECT count(*) FROM article")
        ((articles,),) = self.ask("SELECT count(*) FROM article WHERE series = number")
        ((readings,),) = self.ask("SELECT count(*) FROM reading")
        ((outlets,),) = self.ask("SELECT count(DISTINCT outlet) FROM reading")
        ((first,),) = self.ask("SELECT min(published) FROM reading")
        ((last,),) = self.ask("SELECT max(published) FROM reading")
        readers = tuple(version for (version,) in self.ask("SELECT version FROM reader ORDER BY number"))
        ((size,),) = self.ask("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        return Contents(version_of(self._file), articles, versions, readings, outlets, first, last, readers, size)

    def readings(self, article: str) -> list[Known]:
        """Every reading of every version of an article, by its id or url, oldest first; none if it is not there."""
        return [_known(row) for row in self.ask(IN_SERIES, {"id": article})]

    def rows(self, article: str) -> Rows:
        """The reading that counts now, of the latest version of an article. Raises LedgerError if it is not there."""
        known = [one for one in self.readings(article) if one.current and one.latest]
        if not known:
            raise UnknownRecord(
                f"the ledger {self.path} has no article {article!r}: `dateline search` finds what it has"
            )
        return self.reading(known[-1].reading)

    def text(self, article: str) -> str:
        """The text of the latest version of an article. Raises LedgerError if it is not there."""
        for (text,) in self.ask("SELECT text FROM article WHERE id = ? ORDER BY number DESC LIMIT 1", (article,)):
            return str(text)
        raise UnknownRecord(f"the ledger {self.path} has no article {article!r}: `dateline search` finds what it has")

    def added(self, article: str) -> str:
        """When an article (by its id) came into the ledger first, UTC. Raises LedgerError if it is not there."""
        for (moment,) in self.ask("SELECT added FROM article WHERE id = ? ORDER BY number LIMIT 1", (article,)):
            return str(moment)
        raise UnknownRecord(f"the ledger {self.path} has no article {article!r}: `dateline search` finds what it has")

    def reading(self, number: int, *, parse: bool = True, only: Collection[type] | None = None) -> Rows:
        """A whole reading by its number: the rows, and so the JSON, that `dateline read` gave.

        Without `parse` there are no Sentences, which are slow to get; with `only`, no rows but of these types beside
        the Article.
        """
        article = self._article(number)
        rows: dict[type, tuple[Row, ...]] = {Article: (article,)}
        parsed = parse and not only
        for (packed,) in self.ask("SELECT sentences FROM parse WHERE reading = ?", (number,)) if parsed else ():
            rows[Sentence] = unpacked_sentences(packed, article.id)
        for record in only or TABLES:
            if found := tuple(self._rows(record, number, article.id)):
                rows[record] = found
        return Rows(rows)

    def current(self) -> Iterator[int]:
        """The numbers of all current readings, in the order of adding."""
        return (number for (number,) in self.ask("SELECT number FROM current_reading ORDER BY number"))

    # ---------------------------------------------------------------- finding

    def search(
        self,
        words: str,
        *,
        outlet: str | None = None,
        since: str | None = None,
        until: str | None = None,
        about: str | None = None,
        limit: int = 20,
        skip: int = 0,
    ) -> Search:
        """Articles whose title or text holds all words, best first (BM25); older versions are found, too.

        "in quotation marks" words stand in a row, `wor*` begins one; case makes no difference, nor do accents on Latin
        letters. `since` and `until` are ISO 8601 dates of publication, both included; `about` is a whole name of a
        person, body or place that the article speaks of.
        """
        wanted = looked_for(words)
        given = {"outlet": outlet, "since": since, "until": until, "about": about and name_key(about)}
        conditions = " ".join(CONDITIONS[name] for name, value in given.items() if value)
        only = ONLY.format(conditions=conditions) if conditions else ""
        asked = {**given, "query": query(wanted), "limit": limit, "skip": skip}
        ((total,),) = self.ask(TOTAL.format(only=only), asked)
        found = self.ask(MATCHES.format(title=TITLE, only=only, ranked=RANKED), asked)
        hits = []
        for reading, article, rank in found:
            ((text,),) = self.ask("SELECT text FROM article WHERE number = ?", (article,))
            hits.append(Hit(self._known(reading), *piece(text, wanted), -rank))
        return Search(tuple(hits), total, min(total, RANKED))

    def of_outlet(self, outlet: str, *, limit: int = LIMIT) -> list[Known]:
        """The articles that an outlet (whole name, in any case) published last, the latest first."""
        return [_known(row) for row in self.ask(KNOWN + OF_OUTLET, {"outlet": outlet, "limit": limit})]

    def entities(self, name: str, *, limit: int = LIMIT) -> list[Found[Entity]]:
        """Entities that have this whole name, whatever its case and accents; latest added first."""
        return self._led("naming", "name", [name_key(name)], Entity, limit)

    def called(self, entity: Found[Entity]) -> bool:
        """Whether its reading calls it by a name, and not only "it" or "the talks"."""
        return any(True for _ in self.ask(CALLED, (entity.reading, entity.row.id)))

    def names(self, beginning: str, *, limit: int = LIMIT) -> list[tuple[str, int]]:
        """Names of people, bodies, places and equipment that begin so, in lower case, with how many readings have each.

        The commonest of the first thousands first.
        """
        start = name_key(beginning)
        if not start:
            return []
        given = {"start": start, "end": start + "\U0010ffff", "limit": limit, "most": RANKED}
        return [(name, number) for name, number in self.ask(NAMES, given)]

    def claims(self, by: str, *, limit: int = LIMIT) -> list[Found[Claim]]:
        """Claims whose speaker has this whole name; latest added first."""
        return self._led("speaking", "name", [name_key(by)], Claim, limit)

    def claims_about(self, name: str, *, limit: int = LIMIT) -> list[Found[Claim]]:
        """Claims whose words name whoever has this whole name; latest added first."""
        return self._led("telling", "name", [name_key(name)], Claim, limit)

    def events(self, since: str, until: str, *, limit: int = LIMIT) -> list[Found[EventMention]]:
        """Events of which some falls in [since, until), two ISO 8601 dates or times; by their start."""
        return self._led("happening", "period", self._periods(since, until), EventMention, limit)

    def moments(self, since: str, until: str, *, limit: int = LIMIT) -> list[Found[Moment]]:
        """Times spoken of, of which some falls in [since, until), by their start; one without a bound is not found."""
        return self._led("dated", "period", self._periods(since, until), Moment, limit)

    def places(self, latitude: float, longitude: float, kilometres: float, *, limit: int = LIMIT) -> list[Found[Place]]:
        """Places within so many kilometres of a point in WGS84 degrees, nearest first."""
        return self._led("standing", "point", self._points(latitude, longitude, kilometres), Place, limit)

    def _led(self, lead: str, key: str, keys: Iterable[Any], record: type[R], limit: int) -> list[Found[R]]:
        kept, leads = table(record), LEADS.format(lead=lead, key=key)
        columns = ", ".join(f"led.{column}" for column in kept.columns)
        asked = LED.format(columns=columns, leads=leads, table=kept.name)
        found: list[Found[R]] = []
        for one in keys:
            for *values, reading, article in self.ask(asked, {"key": one, "limit": limit - len(found)}):
                row = kept.unpacked(values, article, self._derivation)
                found.append(Found(cast(R, row), reading, article))
            if len(found) >= limit:
                break
        return found

    def _periods(self, since: str, until: str) -> Iterator[int]:
        start, end = second(since), second(until)
        if start is None or end is None:
            raise LedgerError(f"{since!r} to {until!r} are no ISO 8601 dates: write them as 2026-11-20")
        return (number for (number,) in self.ask(PERIODS, {"since": start, "until": end}))

    def _points(self, latitude: float, longitude: float, kilometres: float) -> list[int]:
        """The points in a circle, nearest first."""
        points = {
            number: _kilometres(latitude, longitude, *at)
            for box in _boxes(latitude, longitude, kilometres)
            for number, *at in self.ask(POINTS, box)
        }
        return sorted((number for number, far in points.items() if far <= kilometres), key=lambda n: (points[n], n))

    # ---------------------------------------------------------------- rows

    def _known(self, reading: int) -> Known:
        (row,) = self.ask(f"{KNOWN} WHERE reading.number = ?", (reading,))
        return _known(row)

    def _article(self, number: int) -> Article:
        for row in self.ask(READING, (number,)):
            _, _, id_, url, title, text, outlet, published, language, byline, credits, line, rule = row
            known = (title, outlet, published, language, url, byline, tuple(json.loads(credits)))
            return Article(id_, text, *known, unpacked_dateline(line, id_), rule)
        raise UnknownRecord(f"the ledger {self.path} has no reading of number {number}")

    def _rows(self, record: type[Any], reading: int, article: str) -> Iterator[Row]:
        kept = table(record)
        asked = f"SELECT {', '.join(kept.columns)} FROM {kept.name} WHERE reading = ? ORDER BY position"
        for values in self.ask(asked, (reading,)):
            yield kept.unpacked(values, article, self._derivation)

    def _derivation(self, number: int, score: float | None) -> Derivation:
        if number not in self._derivations:
            (self._derivations[number],) = self.ask(
                "SELECT stage, version, method FROM derivation WHERE number = ?", (number,)
            )
        return Derivation(*self._derivations[number], score)

    def ask(self, asked: str, given: Any = ()) -> Iterator[tuple[Any, ...]]:
        """What a query finds; for the modules of this room."""
        with said_plainly(self.path), closing(self._file.execute(asked, given)) as found:
            yield from found


def looked_for(words: str) -> list[Term]:
    """A user's words as terms. Raises LedgerError where there is none, or a beginning too short."""
    wanted = terms(words)
    if not wanted:
        raise LedgerError(f"there is no word to look for in {words!r}: give some")
    for term in wanted:
        if term.prefix and len(term.words[-1]) < SHORTEST:
            raise LedgerError(f"{term.words[-1]}* begins too many words: give at least {SHORTEST} letters before the *")
    return wanted


def _known(row: tuple[Any, ...]) -> Known:
    return Known(*row[:-2], *map(bool, row[-2:]))


def _kilometres(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """The distance of two points on a sphere (haversine)."""
    north, south = math.radians(to_latitude), math.radians(latitude)
    across = math.sin(math.radians(to_longitude - longitude) / 2) ** 2
    chord = math.sin((north - south) / 2) ** 2 + math.cos(north) * math.cos(south) * across
    return 2 * RADIUS * math.asin(math.sqrt(min(1.0, chord)))


def _boxes(latitude: float, longitude: float, kilometres: float) -> list[dict[str, float]]:
    """Boxes of degrees that hold the circle: two where it crosses the date line, a whole ring where it holds a pole."""
    high = kilometres / DEGREE
    south, north = latitude - high, latitude + high
    if south <= -90 or north >= 90:
        return [{"south": south, "north": north, "west": -180.0, "east": 180.0}]
    # The circle is widest a little nearer to the pole than its middle.
    wide = math.degrees(math.asin(min(1.0, math.sin(math.radians(high)) / math.cos(math.radians(latitude)))))
    if wide >= 90:
        return [{"south": south, "north": north, "west": -180.0, "east": 180.0}]
    spans = [(longitude - wide + turn, longitude + wide + turn) for turn in (-360, 0, 360)]
    return [
        {"south": south, "north": north, "west": west, "east": east}
        for west, east in spans
        if west <= 180 and east >= -180
    ]
