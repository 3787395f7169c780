"""Opening a ledger's file, to write or to read, and what SQLite says about it in plain words."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dateline.errors import LedgerError
from dateline.ledger.migrations import APPLICATION, VERSION, create, upgrade

#: Seconds that a writer waits for another one. A session holds the file for about one second at a time.
PATIENCE = 20.0
#: Of the file, kept in memory by a writer: the inner pages of every index of 100,000 articles.
CACHE_KB = 128_000

WRITING = f"""
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;  -- a commit is on the disk, also when the power goes
PRAGMA foreign_keys = ON;
PRAGMA cache_size = -{CACHE_KB};
"""


def open_to_write(path: Path, *, make: bool = True, patience: float = PATIENCE) -> sqlite3.Connection:
    """A connection that writes, in autocommit; `make` makes a file that is not there. Raises LedgerError."""
    _refuse_what_is_no_file(path, must_exist=not make)
    with said_plainly(path):
        file = sqlite3.connect(path, timeout=patience, isolation_level=None)
        try:
            if _is_blank(file):
                file.executescript(WRITING)
                create(file)
            _refuse_another(file, path)
            file.executescript(WRITING)
            upgrade(file)
        except BaseException:
            file.close()
            raise
    return file


def open_to_read(path: Path, *, patience: float = PATIENCE) -> sqlite3.Connection:
    """A connection that only reads, as many at once as one likes, also while one writes. Raises LedgerError."""
    _refuse_what_is_no_file(path, must_exist=True)
    with said_plainly(path):
        # In a folder that cannot be written SQLite has no place for its locks; then nobody else writes there, either.
        still = "&immutable=1" if not os.access(path.parent, os.W_OK) and not _log(path).exists() else ""
        uri = f"{path.absolute().as_uri()}?mode=ro{still}"
        file = sqlite3.connect(uri, uri=True, timeout=patience, isolation_level=None, check_same_thread=False)
        try:
            _refuse_another(file, path)
            if version_of(file) < VERSION:
                raise LedgerError(
                    f"{path} is a ledger of an older version: `dateline ledger check` brings it up to date"
                )
            file.execute(f"PRAGMA cache_size = -{CACHE_KB}")
        except BaseException:
            file.close()
            raise
    return file


def version_of(file: sqlite3.Connection) -> int:
    """The version of the tables."""
    ((version,),) = file.execute("PRAGMA user_version")
    return int(version)


@contextmanager
def said_plainly(path: Path) -> Iterator[None]:
    """What SQLite raises inside, as a LedgerError that says which file, why, and what to do."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        advice = next((words for start, words in ADVICE.items() if name.startswith(start)), f"fails ({error})")
        raise LedgerError(f"the ledger {path} {advice}") from error


def may_pass(error: LedgerError) -> bool:
    """Whether what went wrong may be over in a while: another process writes, the disk is full or away."""
    return getattr(error.__cause__, "sqlite_errorname", "").startswith(PASSING)


#: By the beginning of SQLite's name of the error.
PASSING = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR")
ADVICE = {
    "SQLITE_BUSY": "is being written by another process: wait until that is done, and run this again",
    "SQLITE_LOCKED": "is being written by another process: wait until that is done, and run this again",
    "SQLITE_FULL": "cannot grow, the disk is full: make room and run this again; what was added is kept",
    "SQLITE_READONLY": "cannot be written: check the permissions of the file and of its folder",
    "SQLITE_CANTOPEN": "cannot be opened: check the name, and the permissions of the file and of its folder",
    "SQLITE_PERM": "cannot be opened: check the permissions of the file and of its folder",
    "SQLITE_NOTADB": "is no ledger but a file of something else: name another",
    "SQLITE_CORRUPT": "is damaged: go back to a backup (`dateline ledger check` says where, if the file can be opened)",
    "SQLITE_IOERR": "cannot be read or written, the disk fails or is full: look at the disk and run this again",
}


def _refuse_what_is_no_file(path: Path, *, must_exist: bool) -> None:
    if path.is_dir():
        raise LedgerError(f"{path} is a folder: name a file")
    if must_exist and not path.exists():
        raise LedgerError(
            f"there is no ledger {path}: check the name, or make it with `dateline add ... --ledger {path}`"
        )
    if not path.absolute().parent.is_dir():
        raise LedgerError(f"there is no folder for the ledger {path}: make {path.parent} first")
    if path.exists() and not path.is_file():
        raise LedgerError(f"{path} is no file but a device or a pipe: name a file")


def _is_blank(file: sqlite3.Connection) -> bool:
    """Whether there is nothing in it: it is new, or was left so by a process that died at its first step."""
    ((tables,),) = file.execute("SELECT count(*) FROM sqlite_schema")
    return not tables and _application(file) == 0


def _refuse_another(file: sqlite3.Connection, path: Path) -> None:
    if _application(file) != APPLICATION:
        raise LedgerError(f"{path} is no ledger but an SQLite file of something else: name another")
    if (version := version_of(file)) > VERSION:
        raise LedgerError(
            f"{path} is a ledger of version {version}, this dateline knows {VERSION}: install a newer dateline"
        )


def _application(file: sqlite3.Connection) -> int:
    ((application,),) = file.execute("PRAGMA application_id")
    return int(application)


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")
