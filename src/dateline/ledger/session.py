"""Writing: articles and their readings go in, whole or not at all, and nothing is ever changed."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from dateline.errors import RowsError
from dateline.ledger.file import PATIENCE, open_to_write, said_plainly
from dateline.ledger.rows import (
    TABLES,
    packed_dateline,
    packed_sentences,
    table,
)
from dateline.ledger.spelling import name_key, pairs, second
from dateline.ledger.versions import is_version
from dateline.records import (
    Article,
    Claim,
    Derivation,
    Entity,
    EventMention,
    Link,
    Mention,
    Moment,
    Place,
    Rows,
    Sentence,
)

#: A commit at the latest after so many seconds or articles: what a `kill -9` can cost. Each waits for the disk.
SECONDS, ARTICLES = 1.0, 500
#: Numbers kept in memory, of derivations, periods and points.
REMEMBERED = 200_000

#: What became of an article: not there before; a changed one of an id or url that was there; there, but read anew by
#: another reader or with other dates or names; there as it is.
Added = Literal["new", "version", "reread", "same"]

ARTICLE = """
INSERT INTO article (number, digest, id, series, url, added, title, text, pairs) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
WORDS = "INSERT INTO words (rowid, title, text, pairs) VALUES (?, ?, ?, ?)"
#: Latest versions first. Some sites put a day's stories under one address, so that the address alone says little.
AT_ADDRESS = "SELECT series, title, text FROM article WHERE url = ? ORDER BY number DESC LIMIT 50"
READING = """
INSERT INTO reading (digest, article, reader, added, outlet, published, language, byline, credits, dateline)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


class Session:
    """A unit of work on one ledger; only one at a time writes, others wait. Leaving it commits what was added whole.

    `reader` is the version of what makes the readings (`Reader.version`). Every method raises LedgerError.
    """

    def __init__(self, path: str | Path, *, reader: str, patience: float = PATIENCE) -> None:
        """Open a ledger, made if there is none; `patience` is in seconds, for another one that writes."""
        self.path, self.reader = Path(path), reader
        self._file = open_to_write(self.path, patience=patience)
        self._since, self._waiting, self._inside = 0.0, 0, False
        self._numbers: dict[tuple[Any, ...], int] = {}

    def __enter__(self) -> Session:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            self.commit()
        finally:
            self._file.close()

    def has(self, article: Article) -> bool:
        """Whether the article is there with a reading by this session's reader: then it need not be read."""
        with said_plainly(self.path), _writable(article):
            found = self._file.execute("SELECT 1 FROM reading WHERE digest = ?", (self._reading_digest(article),))
            return found.fetchone() is not None

    def add(self, rows: Rows) -> Added:
        """Add the reading of one article. Raises RowsError, and adds nothing, where its rows do not fit together."""
        with self.unit(), _writable(rows.article):
            added = self._add(rows)
            self._waiting += 1
        return added

    @contextmanager
    def unit(self) -> Iterator[sqlite3.Connection]:
        """What is written inside is written whole or not at all, and committed soon after. Units may stand in units."""
        with said_plainly(self.path):
            self._begin()
            outermost, self._inside = not self._inside, True
            try:
                with self._whole():
                    yield self._file
            finally:
                self._inside = not outermost
            if outermost and (self._waiting >= ARTICLES or time.monotonic() - self._since >= SECONDS):
                self.commit()

    def ask(self, asked: str, given: tuple[Any, ...] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """What a query finds, with all that this session wrote; for the modules of this room."""
        with said_plainly(self.path):
            return self._file.execute(asked, given).fetchall()

    def commit(self) -> None:
        """Put what was added on the disk: from here on nothing but the disk itself can lose it."""
        with said_plainly(self.path):
            if self._file.in_transaction:
                self._file.execute("COMMIT")
            self._waiting = 0

    def _begin(self) -> None:
        if not self._file.in_transaction:
            self._file.execute("BEGIN IMMEDIATE")
            self._since = time.monotonic()

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """All that is written inside, or nothing of it."""
        self._file.execute("SAVEPOINT one")
        try:
            yield
        except BaseException:
            self._numbers.clear()
            if self._file.in_transaction:  # a full disk has ended it already
                self._file.execute("ROLLBACK TO one")
                self._file.execute("RELEASE one")
            raise
        self._file.execute("RELEASE one")

    def _add(self, rows: Rows) -> Added:
        article = rows.article
        number, added = self._article(article)
        reading = self._reading(article, number)
        if reading is None:
            return "same"
        self._parse(reading, rows)
        for record in TABLES:
            self._rows(reading, rows, record)
        self._names(reading, rows)
        self._periods(reading, rows)
        self._points(reading, rows.of(Place))
        return added

    # ---------------------------------------------------------------- the record

    def _article(self, article: Article) -> tuple[int, Added]:
        """The number of the article, and what is new about it if it is read."""
        digest = article_digest(article.id, article.url, article.title, article.text)
        found = self._file.execute("SELECT number FROM article WHERE digest = ?", (digest,)).fetchone()
        if found:
            return int(found[0]), "reread"
        series = self._series(article)
        ((number,),) = self._file.execute("SELECT coalesce(max(number), 0) + 1 FROM article")
        searched = (article.title, article.text, pairs(article.title, article.text))
        first = series or number
        self._file.execute(ARTICLE, (number, digest, article.id, first, article.url, now(), *searched))
        self._file.execute(WORDS, (number, *searched))
        return number, "version" if series else "new"

    def _series(self, article: Article) -> int | None:
        """The series that this is a version in: that of its id or, of several articles at its address, of its like."""
        named = self._file.execute("SELECT series FROM article WHERE id = ? LIMIT 1", (article.id,)).fetchone()
        if named or not article.url:
            return named and int(named[0])
        there = self._file.execute(AT_ADDRESS, (article.url,))
        return next((int(series) for series, title, text in there if is_version(article, title, text)), None)

    def _reading(self, article: Article, number: int) -> int | None:
        """The number of a new reading; None where it is there."""
        digest = self._reading_digest(article)
        if self._file.execute("SELECT 1 FROM reading WHERE digest = ?", (digest,)).fetchone():
            return None
        known = (article.outlet, article.published, article.language, article.byline, json.dumps(article.credits))
        line = packed_dateline(article.dateline, article.id, len(article.text))
        reader = self._number("reader", "version", self.reader)
        made = self._file.execute(READING, (digest, number, reader, now(), *known, line)).lastrowid
        rule = getattr(article, "dated_by", None)  # a pickle by an older dateline lacks it
        if article.published and rule:
            self._file.execute("INSERT INTO dating (reading, rule) VALUES (?, ?)", (made, rule))
        return made

    def _reading_digest(self, article: Article) -> str:
        # Without `dated_by`: the same date told by the page and by the feed that lists it makes no other reading.
        known = (article.outlet, article.published, article.language, article.byline, article.credits, article.dateline)
        return _digest(article_digest(article.id, article.url, article.title, article.text), self.reader, *known)

    def _parse(self, reading: int, rows: Rows) -> None:
        if sentences := rows.of(Sentence):
            packed = packed_sentences(sentences, rows.article.id, len(rows.article.text))
            self._file.execute("INSERT INTO parse (reading, sentences) VALUES (?, ?)", (reading, packed))

    def _rows(self, reading: int, rows: Rows, record: type[Any]) -> None:
        kept, article = table(record), rows.article
        values = (
            (reading, position, *kept.packed(row, article.id, len(article.text), self._derivation))
            for position, row in enumerate(rows.of(record))
        )
        self._file.executemany(_insert(kept.name, ("reading", "position", *kept.columns)), values)

    # ---------------------------------------------------------------- what finds it

    def _names(self, reading: int, rows: Rows) -> None:
        names = {entity.id: {name_key(name) for name in (entity.name, *entity.aliases)} for entity in rows.of(Entity)}
        entity_of = {link.mention: link.entity for link in rows.of(Link)}
        named = ((name, at) for at, entity in enumerate(rows.of(Entity)) for name in names[entity.id])
        speakers = ((at, entity_of.get(claim.speaker or "")) for at, claim in enumerate(rows.of(Claim)))
        spoken = ((name, at) for at, entity in speakers for name in names.get(entity or "", ()))
        self._lead("naming", "name", reading, named)
        self._lead("speaking", "name", reading, spoken)
        self._lead("telling", "name", reading, _told_of(rows, names, entity_of))

    def _periods(self, reading: int, rows: Rows) -> None:
        period_of: dict[str, int] = {}
        for moment in rows.of(Moment):
            start, end = second(moment.start), second(moment.end)
            if start and end:
                period_of[moment.time] = self._number("period", 'start, "end"', start, end)
        dated = ((period_of[one.time], at) for at, one in enumerate(rows.of(Moment)) if one.time in period_of)
        events = ((period_of.get(event.time or ""), at) for at, event in enumerate(rows.of(EventMention)))
        self._lead("dated", "period", reading, dated)
        self._lead("happening", "period", reading, ((period, at) for period, at in events if period is not None))

    def _points(self, reading: int, places: Iterable[Place]) -> None:
        standing = [
            (self._number("point", "latitude, longitude", place.latitude, place.longitude), at)
            for at, place in enumerate(places)
            if place.latitude is not None and place.longitude is not None
        ]
        self._lead("standing", "point", reading, standing)

    def _lead(self, name: str, key: str, reading: int, found: Iterable[tuple[str | int, int]]) -> None:
        """Rows that lead from a key to a position in the reading, each once."""
        rows = ((key, reading, position) for key, position in dict.fromkeys(found))
        self._file.executemany(_insert(name, (key, "reading", "position")), rows)

    # ---------------------------------------------------------------- what is kept once

    def _derivation(self, made: Derivation) -> int:
        return self._number("derivation", "stage, version, method", made.stage, made.version, made.method)

    def _number(self, name: str, columns: str, *values: Any) -> int:
        """The number of the row of a table that has these values; there is one from now on."""
        key = (name, *values)
        if (known := self._numbers.get(key)) is None:
            if len(self._numbers) >= REMEMBERED:
                self._numbers.clear()
            known = self._numbers[key] = self._looked_up(name, columns, values)
        return known

    def _looked_up(self, name: str, columns: str, values: tuple[Any, ...]) -> int:
        marks = ", ".join("?" * len(values))
        same = f"SELECT number FROM {name} WHERE ({columns}) = ({marks})"
        found = self._file.execute(same, values).fetchone()
        if found:
            return int(found[0])
        number = self._file.execute(f"INSERT INTO {name} ({columns}) VALUES ({marks})", values).lastrowid
        assert number is not None
        if name == "point":
            (latitude, longitude) = values
            self._file.execute(
                "INSERT INTO area VALUES (?, ?, ?, ?, ?)", (number, latitude, latitude, longitude, longitude)
            )
        return number


def _told_of(
    rows: Rows, names: Mapping[str, Collection[str]], entity_of: Mapping[str, str]
) -> Iterator[tuple[str, int]]:
    """(name, position of a claim) of everyone whom the words of a claim name."""
    named = [(one.span, entity_of[one.id]) for one in rows.of(Mention) if one.id in entity_of]
    for at, claim in enumerate(rows.of(Claim)):
        told = {entity for span, entity in named if any(piece.covers(span) for piece in claim.content)}
        yield from ((name, at) for entity in sorted(told) for name in names.get(entity, ()))


def _insert(name: str, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


def article_digest(id_: str, url: str | None, title: str | None, text: str) -> str:
    """The hash by which an article is known: the same words under the same id and url are added once."""
    return _digest(id_, url, title, text)


def _digest(*parts: object) -> str:
    """32 hexadecimal digits: long enough that two articles of a billion don't share them."""
    packed = json.dumps(parts, default=astuple).encode()
    return hashlib.blake2b(packed, digest_size=16).hexdigest()


def now() -> str:
    """This moment, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@contextmanager
def _writable(article: Article) -> Iterator[None]:
    """What Python cannot hand to SQLite, as a RowsError: half of a character, a number of more than 64 bits."""
    try:
        yield
    except (UnicodeError, OverflowError, sqlite3.IntegrityError, sqlite3.ProgrammingError) as error:
        raise RowsError(f"the reading of article {article.id!r} cannot be kept: {error}") from error
