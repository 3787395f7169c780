"""Files of GDELT to leads: addresses of articles worth collecting, with the time at which GDELT saw them.

Sources: the GDELT codebooks "Event 2.0" (events and mentions), "GKG 2.1" and the DOC 2.0 API. What GDELT's machines
coded (actors, places, tones) is never taken: a lead says where somebody wrote something, and nothing of what is true.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from dateline.atlas import outlets
from dateline.collect import text
from dateline.errors import EmptyInput, FormatInput, InputError, NotFoundInput, TooLargeInput

ZIP = b"PK\x03\x04"
#: The longest line that is read, in bytes: the longest records of the GKG have some hundred thousand.
LONGEST = 10_000_000
#: The longest answer of the DOC API, in bytes; it gives at most 250 articles.
LONGEST_ANSWER = 50_000_000
TITLE = re.compile(r"<PAGE_TITLE>(.{1,500}?)</PAGE_TITLE>", re.DOTALL)
#: What MentionType and V2SOURCECOLLECTIONIDENTIFIER say of a document on the open web.
WEB = "1"


@dataclass(frozen=True, slots=True)
class Lead:
    """An address to collect. `seen` is when GDELT saw it (ISO 8601, UTC), not when it was published."""

    url: str
    seen: str | None
    outlet: str | None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class _Table:
    """A kind of file, told by its number of columns: where in a row stand the address, the time, the site's name."""

    url: int
    seen: int
    site: int | None = None
    collection: int | None = None
    extras: int | None = None


#: By the number of columns: Event 1.0, with its dates in days; Event 2.0; Mentions; GKG 2.1.
TABLES = {
    58: _Table(url=57, seen=56),
    61: _Table(url=60, seen=59),
    16: _Table(url=5, seen=2, site=4, collection=3),
    27: _Table(url=4, seen=1, site=3, collection=2, extras=26),
}


def leads(given: str) -> Iterator[Lead | InputError]:
    """The leads of a file, each address once, in the order of the file; an error for each line that is broken.

    A file is tab-separated (.CSV as GDELT names it), the same in a .zip, or an answer of the DOC API in JSON.
    """
    seen: set[str] = set()
    try:
        with _opened(given) as stream:
            for lead in _leads(stream, given):
                if isinstance(lead, InputError):
                    yield lead
                elif lead.url not in seen:
                    seen.add(lead.url)
                    yield lead
    except InputError as error:
        yield error
    except FileNotFoundError:
        yield NotFoundInput(given, "no such file: check the name")
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        yield FormatInput(given, f"is a broken zip archive ({error}): download it again")
    except (OSError, ValueError) as error:
        yield NotFoundInput(given, f"cannot be read ({error}): check the name and your permissions")


@contextmanager
def _opened(given: str) -> Iterator[IO[bytes]]:
    """The file, or the one table in it where it is a zip archive."""
    with Path(given).open("rb") as file:
        if not file.peek(len(ZIP)).startswith(ZIP):
            yield file
            return
        with ZipFile(file) as bundle:
            names = [name for name in bundle.namelist() if name.lower().endswith((".csv", ".txt", ".json"))]
            if len(names) != 1:
                raise FormatInput(given, f"holds {len(names)} tables, not one: unpack it and give the tables")
            with bundle.open(names[0]) as stream:
                yield io.BufferedReader(stream)  # type: ignore[type-var]


def _leads(stream: IO[bytes], where: str) -> Iterator[Lead | InputError]:
    first = stream.readline(LONGEST + 1)
    if not first:
        raise EmptyInput(where, "is empty: download it again")
    text.refuse_binary(first[:4096], where=where)
    if first.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        yield from _of_answer(first + stream.read(LONGEST_ANSWER), where)
    else:
        yield from _of_table(first, stream, where)


def _of_table(first: bytes, stream: IO[bytes], where: str) -> Iterator[Lead | InputError]:
    line, number = first, 1
    table = TABLES.get(first.rstrip(b"\r\n").count(b"\t") + 1)
    if table is None:
        columns = first.count(b"\t") + 1
        raise FormatInput(
            where, f"has {columns} columns: expected a table of GDELT (Event: 61 or 58, Mentions: 16, GKG: 27)"
        )
    while line:
        if lead := _of_row(line, table, f"{where}:{number}"):
            yield lead
        while len(line) > LONGEST and not line.endswith(b"\n"):
            line = stream.readline(LONGEST + 1)
        line, number = stream.readline(LONGEST + 1), number + 1


def _of_row(line: bytes, table: _Table, where: str) -> Lead | InputError | None:
    """The lead of a row; None for one whose document is not on the web, and for a blank line."""
    if len(line) > LONGEST:
        return TooLargeInput(where, f"the line is longer than {LONGEST} bytes: cut it out")
    cells = line.decode("utf-8", "replace").rstrip("\r\n").split("\t")
    if cells == [""]:
        return None
    if TABLES.get(len(cells)) is not table:
        return FormatInput(where, f"has {len(cells)} columns, and the lines above have others: download the file again")
    if table.collection is not None and cells[table.collection] != WEB:
        return None
    url, seen = cells[table.url].strip(), _moment(cells[table.seen])
    if not url.startswith(("http://", "https://")):
        return None if table.collection is None and "://" not in url else FormatInput(where, "has no web address")
    title = TITLE.search(cells[table.extras]) if table.extras is not None else None
    site = cells[table.site] if table.site is not None else None
    return Lead(url, seen, _outlet(url, site), " ".join(unescape(title[1]).split()) if title else None)


def _of_answer(content: bytes, where: str) -> Iterator[Lead | InputError]:
    """The articles of an answer of the DOC API (mode ArtList, format JSON)."""
    if len(content) > LONGEST_ANSWER:
        raise TooLargeInput(where, f"is longer than {LONGEST_ANSWER} bytes: ask for fewer articles")
    try:
        found = json.loads(content.decode("utf-8", "replace").removeprefix("\ufeff"), strict=False)
    except (ValueError, RecursionError):
        raise FormatInput(where, "is broken JSON: ask the DOC API again, with mode=ArtList&format=json") from None
    listed = found.get("articles") if isinstance(found, dict) else None
    if not isinstance(listed, list):
        raise FormatInput(where, 'has no list of "articles": ask the DOC API with mode=ArtList&format=json')
    for number, article in enumerate(listed, 1):
        yield _of_article(article, f"{where}, article {number}")


def _of_article(article: object, where: str) -> Lead | InputError:
    fields: Mapping[str, Any] = article if isinstance(article, dict) else {}
    url, title = fields.get("url"), fields.get("title")
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        return FormatInput(where, "has no web address")
    site = fields.get("domain")
    seen = _moment(re.sub(r"[TZ]", "", str(fields.get("seendate") or "")))
    return Lead(
        url,
        seen,
        _outlet(url, site if isinstance(site, str) else None),
        " ".join(title.split()) or None if isinstance(title, str) else None,
    )


def _moment(digits: str) -> str | None:
    """A time written as 20230916083000 or a day as 20230916."""
    for size, form in ((14, "%Y%m%d%H%M%S"), (8, "%Y%m%d")):
        if len(digits) == size and digits.isdecimal():
            try:
                found = datetime.strptime(digits, form).replace(tzinfo=UTC)
            except ValueError:
                return None
            return found.isoformat() if size == 14 else found.date().isoformat()
    return None


def _outlet(url: str, site: str | None) -> str | None:
    """The atlas's name of the outlet, else the site's name as GDELT writes it."""
    known = outlets.by_domain(url)
    return known.name if known else site or None
