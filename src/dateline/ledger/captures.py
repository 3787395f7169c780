"""What was fetched: answers of servers as they were, what became of each, and when each address is looked at again."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeAlias

from dateline.ledger.session import Session, article_digest, now
from dateline.ledger.view import View
from dateline.records import Article

Keep: TypeAlias = Literal["none", "text", "all"]

#: Of zlib, as for events (packing.py).
COMPRESSION = 6
#: A page is looked at again after as long as it has been known, but not sooner: what is corrected is corrected early.
SOONEST = timedelta(hours=1)

CAPTURE = """
INSERT INTO capture (source, asked, url, fetched, status, headers, digest, given, keep)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
VISIT = "SELECT source, first, checked, again, stamp, etag, modified, digest, failing, problem, list FROM visit"
SEEN = """
INSERT INTO visit (url, source, first, checked, again, stamp, etag, modified, digest, failing, problem, list)
VALUES (:url, :source, :now, :now, :again, :stamp, :etag, :modified, :digest, :failing, :problem, :list)
ON CONFLICT (url) DO UPDATE SET source = :source, checked = :now, again = :again, stamp = coalesce(:stamp, stamp),
    etag = :etag, modified = :modified, digest = :digest, failing = :failing, problem = :problem, list = :list
"""
KEPT = """
SELECT capture.number, source, asked, url, fetched, status, headers, given, keep, content
FROM capture LEFT JOIN body ON body.digest = capture.digest
"""
PENDING = "SELECT number FROM capture WHERE NOT EXISTS (SELECT 1 FROM making WHERE capture = number) ORDER BY number"
#: Read by another reader: the latest capture of each article, for an earlier one must not come out as the newest
#: version; and the latest of each address of which no article was made.
OUTDATED = """
SELECT making.capture FROM making JOIN capture ON capture.number = making.capture
JOIN body ON body.digest = capture.digest
WHERE making.reader <> ? AND NOT EXISTS (
    SELECT 1 FROM made JOIN article ON article.number = made.article
    JOIN article AS like_it ON like_it.series = article.series JOIN made AS later ON later.article = like_it.number
    WHERE made.capture = making.capture AND later.capture > made.capture
) AND NOT EXISTS (
    SELECT 1 FROM capture AS later WHERE later.asked = capture.asked AND later.number > capture.number
) ORDER BY making.capture
"""
#: Bodies that nothing holds any more: of captures that are read and that were not to be kept whole.
LET_GO = """
DELETE FROM body WHERE digest = ? AND NOT EXISTS (
    SELECT 1 FROM capture LEFT JOIN making ON making.capture = capture.number
    WHERE capture.digest = body.digest AND (capture.keep = 'all' OR making.capture IS NULL)
)
"""


@dataclass(frozen=True, slots=True)
class Visit:
    """When an address was last looked at, and how it went. Times are ISO 8601, UTC; `failing` None: it answers."""

    url: str
    source: str
    first: str
    checked: str
    again: str
    stamp: str | None
    etag: str
    modified: str
    digest: str | None
    failing: str | None
    problem: str | None
    list: bytes | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A capture: `asked` is the address before redirects, `url` after them; `content` None where it was not to be kept.

    `given` is what the source said of the article ("published", "dated_by", "outlet", "language").
    """

    number: int
    source: str
    asked: str
    url: str
    fetched: str
    status: int
    headers: tuple[tuple[str, str], ...]
    given: Mapping[str, str | None]
    keep: Keep
    content: bytes | None

    def header(self, name: str) -> str:
        """The first header of a name, "" where there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")


class Captures:
    """What fetching writes through a session, and reads of what it wrote. Every method raises LedgerError."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # ---------------------------------------------------------------- looks

    def visit(self, url: str) -> Visit | None:
        """The last look at an address."""
        found = self._session.ask(f"{VISIT} WHERE url = ?", (url,))
        if not found:
            return None
        return _visit((url, *found[0]))

    def answered(
        self,
        url: str,
        *,
        source: str,
        stamp: str | None = None,
        etag: str = "",
        modified: str = "",
        content: bytes | None = None,
        is_list: bool = False,
    ) -> bool:
        """Keep that an address answered; `content` None: with what it had before. Whether there is something new."""
        old = self.visit(url)
        changed = content is not None and (old is None or old.digest != digest(content))
        held = content if content is not None else old.list if old else None
        told = {
            "etag": etag if changed or old is None else etag or old.etag,
            "modified": modified if changed or old is None else modified or old.modified,
            "digest": digest(content) if content is not None else old.digest if old else None,
            "list": zlib.compress(held, COMPRESSION) if is_list and held is not None else None,
        }
        self._look(url, source, stamp, old, wait=True, failing=None, problem=None, **told)
        return changed

    def failed(self, url: str, *, source: str, problem: str, stamp: str | None = None, for_now: bool = False) -> None:
        """Keep that an address gave nothing; `for_now`: it is worth another look at once."""
        old = self.visit(url)
        told = {
            "etag": old.etag if old else "",
            "modified": old.modified if old else "",
            "digest": old.digest if old else None,
            "list": zlib.compress(old.list, COMPRESSION) if old and old.list is not None else None,
        }
        since = (old.failing if old else None) or now()
        self._look(url, source, stamp, old, wait=not for_now, failing=since, problem=problem, **told)

    def _look(self, url: str, source: str, stamp: str | None, old: Visit | None, *, wait: bool, **told: object) -> None:
        moment = datetime.now(UTC)
        known = moment - datetime.fromisoformat(old.first) if old else SOONEST
        again = (moment + max(SOONEST, known) if wait else moment).isoformat(timespec="seconds")
        row = {"url": url, "source": source, "now": now(), "again": again, "stamp": stamp, **told}
        with self._session.unit() as file:
            file.execute(SEEN, row)

    # ---------------------------------------------------------------- captures

    def put(
        self,
        *,
        source: str,
        asked: str,
        url: str,
        fetched: str,
        status: int,
        headers: Iterable[tuple[str, str]],
        content: bytes,
        given: Mapping[str, str | None],
        keep: Keep,
    ) -> int:
        """Keep an answer; its number. It waits to be read."""
        told = (json.dumps(list(headers)), digest(content), json.dumps(dict(given)), keep)
        with self._session.unit() as file:
            row = (source, asked, url, fetched, status, *told)
            number = file.execute(CAPTURE, row).lastrowid
            packed = zlib.compress(content, COMPRESSION)
            file.execute(
                "INSERT OR IGNORE INTO body (digest, size, content) VALUES (?, ?, ?)", (told[1], len(content), packed)
            )
        return int(number or 0)

    def pending(self) -> list[int]:
        """The captures that nothing was made of yet, in the order of fetching."""
        return [number for (number,) in self._session.ask(PENDING)]

    def outdated(self) -> list[int]:
        """The captures that another reader read, where the latest of an article: to be made again."""
        return [number for (number,) in self._session.ask(OUTDATED, (self._session.reader,))]

    def get(self, number: int) -> Kept:
        """A capture."""
        (row,) = self._session.ask(f"{KEPT} WHERE capture.number = ?", (number,))
        return _kept(row)

    def done(self, number: int, articles: Iterable[Article], *, problem: str | None = None) -> None:
        """Keep what was made of a capture, and let go of what is not to be kept of it."""
        with self._session.unit() as file:
            file.execute("DELETE FROM made WHERE capture = ?", (number,))
            file.execute("REPLACE INTO making VALUES (?, ?, ?)", (number, self._session.reader, problem))
            for article in articles:
                known = article_digest(article.id, article.url, article.title, article.text)
                made = "INSERT OR IGNORE INTO made SELECT ?, number FROM article WHERE digest = ?"
                file.execute(made, (number, known))
            self._let_go(file, number)

    def _let_go(self, file: Any, number: int) -> None:
        ((keep, body),) = file.execute("SELECT keep, digest FROM capture WHERE number = ?", (number,))
        if keep != "all":
            file.execute(LET_GO, (body,))
        if keep == "none":
            for statement in ("made WHERE capture", "making WHERE capture", "capture WHERE number"):
                file.execute(f"DELETE FROM {statement} = ?", (number,))


def captured(view: View, article: str | None = None) -> Iterator[Kept]:
    """The captures of a ledger in the order of fetching; of one article, by id or address: all its versions'."""
    of = """
    WHERE capture.number IN (
        SELECT made.capture FROM made JOIN article ON article.number = made.article
        WHERE article.series IN (SELECT series FROM article WHERE id = :of OR url = :of)
    )"""
    for row in view.ask(f"{KEPT} {of if article else ''} ORDER BY capture.number", {"of": article} if article else ()):
        yield _kept(row)


def visits(view: View, urls: Iterable[str]) -> dict[str, Visit]:
    """The last look at each of these addresses, by address; none for those that were never looked at."""
    found = {url: list(view.ask(f"{VISIT} WHERE url = ?", (url,))) for url in urls}
    return {url: _visit((url, *rows[0])) for url, rows in found.items() if rows}


def digest(content: bytes) -> str:
    """The digest by which a body is known."""
    return hashlib.sha256(content).hexdigest()


def _visit(row: tuple[Any, ...]) -> Visit:
    values = [*row[:-1], None if row[-1] is None else zlib.decompress(row[-1])]
    return Visit(*values)


def _kept(row: tuple[Any, ...]) -> Kept:
    *told, headers, given, keep, content = row
    pairs = tuple((name, value) for name, value in json.loads(headers))
    values = [*told, pairs, json.loads(given), keep, None if content is None else zlib.decompress(content)]
    return Kept(*values)
