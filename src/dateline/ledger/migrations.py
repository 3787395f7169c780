"""The tables of a ledger: how they are made, and how a ledger of an older version gets those of this one.

`schema.sql` is always the newest. A change of it adds a step to STEPS that brings an older ledger there; a step that
has been published is never changed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from importlib.resources import files

#: Marks the file as a ledger ("DLDG"), as schema.sql sets it.
APPLICATION = 0x444C4447
#: Files beside this one with the SQL that makes version 2 of version 1, 3 of 2, and so on.
STEP_FILES: tuple[str, ...] = (
    "step_2_merging.sql",
    "step_3_captures.sql",
    "step_4_pages.sql",
    "step_5_watching.sql",
    "step_6_sightings.sql",
    "step_7_telling.sql",
    "step_8_dating.sql",
    "step_9_order.sql",
)
STEPS = tuple(files("dateline.ledger").joinpath(name).read_text("utf-8") for name in STEP_FILES)
VERSION = 1 + len(STEPS)


def create(file: sqlite3.Connection) -> None:
    """Make the tables in an empty file: all of them or, if the process dies, none."""
    file.execute("BEGIN IMMEDIATE")
    try:
        ((there,),) = file.execute("SELECT count(*) FROM sqlite_schema")
        if not there:  # else another process was quicker
            for statement in statements(files("dateline.ledger").joinpath("schema.sql").read_text("utf-8")):
                file.execute(statement)
            file.execute(f"PRAGMA user_version = {VERSION}")
        file.execute("COMMIT")
    except BaseException:
        file.execute("ROLLBACK")
        raise


def upgrade(file: sqlite3.Connection, steps: Sequence[str] = STEPS) -> None:
    """Bring a ledger to the newest version: each step whole or not at all."""
    while (version := int(file.execute("PRAGMA user_version").fetchone()[0])) <= len(steps):
        file.execute("BEGIN IMMEDIATE")
        try:
            if int(file.execute("PRAGMA user_version").fetchone()[0]) == version:
                for statement in statements(steps[version - 1]):
                    file.execute(statement)
                file.execute(f"PRAGMA user_version = {version + 1}")
            file.execute("COMMIT")
        except BaseException:
            file.execute("ROLLBACK")
            raise


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one, since `executescript` would end the transaction that they stand in."""
    kept = ""
    for line in script.splitlines(keepends=True):
        kept += line
        if sqlite3.complete_statement(kept):
            yield kept
            kept = ""
