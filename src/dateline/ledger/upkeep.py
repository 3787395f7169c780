"""Looking after a ledger: is it whole, and a copy of it while it is in use."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from dateline.errors import LedgerError
from dateline.ledger.file import open_to_read, open_to_write, said_plainly
from dateline.ledger.rows import TABLES, table
from dateline.ledger.session import article_digest

#: Pages copied between two looks at the keyboard.
PAGES = 10_000
#: Problems told of one kind: where there are more, one more does not help.
MOST = 20

Say = Callable[[str], None]


def check(path: str | Path, *, say: Say = lambda step: None) -> list[str]:
    """What is wrong with a ledger, a line each; [] for a whole one. `say` is told each step.

    An older ledger is brought up to date. Takes time: everything is read. Raises LedgerError for a file that is none.
    """
    problems: list[str] = []
    with closing(open_to_write(Path(path), make=False)) as file:
        for step, problems_of in STEPS.items():
            say(step)
            found = _found(problems_of, file)
            problems += found[:MOST]
            if len(found) > MOST:
                problems.append(f"... and more of this kind ({step})")
    return problems


def back_up(path: str | Path, to: str | Path) -> int:
    """Copy a ledger as it is at this moment, also while it is read and written; the bytes of the copy.

    The copy is put in place when it is complete. Raises LedgerError, also where there is a file of that name.
    """
    source, target = Path(path), Path(to)
    if target.exists():
        raise LedgerError(f"{target} is there already: name a file that is not")
    scratch = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with closing(open_to_read(source)) as file, said_plainly(target), closing(sqlite3.connect(scratch)) as copy:
            file.execute("BEGIN")
            file.execute("SELECT count(*) FROM reader").fetchone()  # from here on this connection sees one moment
            file.backup(copy, pages=PAGES)
        with scratch.open("rb+") as written:
            os.fsync(written.fileno())
        os.link(scratch, target)  # unlike a renaming, it does not replace what another process put there
    except FileExistsError:
        raise LedgerError(f"{target} is there already: name a file that is not") from None
    except OSError as error:
        raise LedgerError(f"the copy {target} cannot be written: {error.strerror}") from error
    finally:
        scratch.unlink(missing_ok=True)
    return target.stat().st_size


def _found(problems_of: Callable[[sqlite3.Connection], Iterator[str]], file: sqlite3.Connection) -> list[str]:
    found = []
    try:
        for problem in problems_of(file):
            found.append(problem)
            if len(found) > MOST:
                break
    except sqlite3.Error as error:
        found.append(f"the file cannot be read to its end: {error}")
    return found


def _pages(file: sqlite3.Connection) -> Iterator[str]:
    for (problem,) in file.execute(f"PRAGMA integrity_check({MOST + 1})"):
        if problem != "ok":
            yield f"the file is damaged: {problem}"


def _foreign_keys(file: sqlite3.Connection) -> Iterator[str]:
    for name, _, parent, _ in file.execute("PRAGMA foreign_key_check"):
        yield f"a row of {name} leads to a row of {parent} that is not there"


def _words(file: sqlite3.Connection) -> Iterator[str]:
    try:
        file.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        yield f"the full-text index does not fit the articles: {error}"


def _areas(file: sqlite3.Connection) -> Iterator[str]:
    ((told,),) = file.execute("SELECT rtreecheck('area')")
    if told != "ok":
        yield f"the index of places is damaged: {told}"
    asked = "SELECT count(*) FROM point WHERE NOT EXISTS (SELECT 1 FROM area WHERE area.number = point.number)"
    ((lost,),) = file.execute(asked)
    if lost:
        yield f"the index of places lacks {lost} points"


def _articles(file: sqlite3.Connection) -> Iterator[str]:
    for digest, id_, url, title, text in file.execute("SELECT digest, id, url, title, text FROM article"):
        if article_digest(id_, url, title, text) != digest:
            yield f"article {id_!r} is not as it was added: its text, title, url or id has changed"


def _bodies(file: sqlite3.Connection) -> Iterator[str]:
    for digest, content in file.execute("SELECT digest, content FROM body"):
        try:
            held = hashlib.sha256(zlib.decompress(content)).hexdigest()
        except zlib.error:
            held = ""
        if held != digest:
            yield f"what was fetched as {digest} is not as it was kept"
    lost = "SELECT asked FROM capture WHERE keep = 'all' AND digest NOT IN (SELECT digest FROM body)"
    for (asked,) in file.execute(lost):
        yield f"what was fetched from {asked} is not there"


def _spans(file: sqlite3.Connection) -> Iterator[str]:
    lengths: dict[int, int] = {}
    for number, text in file.execute(
        "SELECT reading.number, text FROM reading JOIN article ON article.number = article"
    ):
        lengths[number] = len(text)
    for record in TABLES:
        kept = table(record)
        for one in kept.fields:
            if one.form in ("span", "spans"):
                ends = _ends if one.form == "span" else _ends_in_lists
                for reading, start, end in ends(file, kept.name, one.columns):
                    if not 0 <= start <= end <= lengths.get(reading, -1):
                        yield f"reading {reading} has a row of {kept.name} whose {one.name} is not in the text"


def _ends(file: sqlite3.Connection, name: str, columns: tuple[str, ...]) -> Iterator[tuple[int, int, int]]:
    """The outermost ends in each reading, or those of a span that ends before it starts."""
    start, end = (f'"{column}"' for column in columns)
    yield from file.execute(f"SELECT reading, min({start}), max({end}) FROM {name} GROUP BY reading")
    yield from file.execute(f"SELECT reading, {start}, {end} FROM {name} WHERE {start} > {end}")


def _ends_in_lists(file: sqlite3.Connection, name: str, columns: tuple[str, ...]) -> Iterator[tuple[int, int, int]]:
    for reading, packed in file.execute(f'SELECT reading, "{columns[0]}" FROM {name}'):
        for start, end in json.loads(packed):
            yield reading, start, end


STEPS: dict[str, Callable[[sqlite3.Connection], Iterator[str]]] = {
    "the file": _pages,
    "foreign keys": _foreign_keys,
    "the full-text index": _words,
    "the index of places": _areas,
    "the articles": _articles,
    "what was fetched": _bodies,
    "spans in their texts": _spans,
}
