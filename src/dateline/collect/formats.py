"""What kind of file some bytes are: by their name, their first bytes or the media type that a server stated.

Data: `atlas/formats.tsv`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath
from typing import Literal, get_args

from dateline.atlas.tables import table, values

Reader = Literal["jsonl", "html", "text", "warc", "wacz", "pdf", "mail", "newsml"]

#: How many bytes are enough to tell what a file is.
HEAD = 4096
MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
PAGE = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body|div|p|article|section|main|meta|title|script|!--)\b", re.I)


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file. `reader` is None for one that dateline does not read; `advice` then says what to do."""

    media_type: str
    reader: Reader | None
    name: str
    advice: str


def by_suffix(name: str) -> Format | None:
    """The format that a file's name tells, by its last two endings (".warc.gz") or its last."""
    endings = [ending.lower() for ending in PurePath(name).suffixes]
    return _by_suffix().get("".join(endings[-2:])) or _by_suffix().get("".join(endings[-1:]))


def by_media_type(stated: str) -> Format | None:
    """The format that a Content-Type header tells; kinds of image, sound, film and font are all known."""
    kind = stated.partition(";")[0].strip().lower()
    known = _by_media_type()
    family = {"image": "image/png", "audio": "audio/wav", "video": "video/mp4", "font": "font/woff2"}
    return known.get(kind) or known.get(family.get(kind.partition("/")[0], ""))


def by_magic(head: bytes) -> Format | None:
    """The binary format that the first bytes tell."""
    return next((kind for magic, kind in _by_magic() if head.startswith(magic)), None)


def sniffed(head: bytes) -> Reader:
    """How text of an unknown kind is to be read, by its first bytes."""
    for mark in MARKS:
        head = head.removeprefix(mark)
    plain = head.replace(b"\0", b"")  # UTF-16 of Latin letters
    if re.match(rb'\s*(?:\{\s*["}]|\[\s*\{)', plain):
        return "jsonl"
    return "html" if PAGE.match(plain) else "text"


@cache
def _rows() -> tuple[tuple[dict[str, str], Format], ...]:
    return tuple((row, _format(row)) for row in table("formats.tsv"))


def _format(row: dict[str, str]) -> Format:
    readers: dict[str, Reader] = {name: name for name in get_args(Reader)}
    return Format(row["media_type"], readers.get(row["reader"]), row["name"], row["advice"])


@cache
def _by_suffix() -> dict[str, Format]:
    return {suffix: kind for row, kind in _rows() for suffix in values(row["suffix"])}


@cache
def _by_media_type() -> dict[str, Format]:
    return {row["media_type"]: kind for row, kind in _rows()}


@cache
def _by_magic() -> tuple[tuple[bytes, Format], ...]:
    return tuple((bytes.fromhex(magic), kind) for row, kind in _rows() for magic in values(row["magic"]))
