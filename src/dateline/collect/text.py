"""Bytes to text, exactly: byte order marks, UTF-8, a stated charset; no guess at any other encoding."""

from __future__ import annotations

import codecs

from dateline.collect import formats
from dateline.errors import BinaryInput, EncodingInput

#: Longest first: the mark of UTF-32 begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
CONVERT = "iconv -f {} -t UTF-8 FILE > NEW"


def decoded(content: bytes, *, where: str, charset: str | None = None) -> str:
    """The text of `content`, line ends and all, without a byte order mark.

    `charset` is what the page or server states. Raises BinaryInput for what is not text, EncodingInput for text
    that is neither UTF-8 nor as stated.
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _strict(content[len(mark) :], encoding, where)
    refuse_binary(content[: formats.HEAD], where=where)
    if charset and (text := _as_stated(content, charset, where)) is not None:
        return text
    return _strict(content, "utf-8", where)


def marked(head: bytes) -> str | None:
    """The encoding that a byte order mark tells, None without one."""
    return next((encoding for mark, encoding in MARKS if head.startswith(mark)), None)


def refuse_binary(head: bytes, *, where: str) -> None:
    """Raise BinaryInput where the first bytes of a file are not text's, EncodingInput for UTF-16 without its mark."""
    kind = formats.by_magic(head)
    if kind is not None and kind.reader is None:
        raise BinaryInput(where, f"is {kind.name}, not text: {kind.advice}")
    if b"\0" not in head:
        return
    if 0.4 < head.count(b"\0") / len(head) <= 0.5 and len({at % 2 for at, byte in enumerate(head) if not byte}) == 1:
        name = "UTF-16LE" if head[1] == 0 else "UTF-16BE"
        raise EncodingInput(where, f"looks like {name} without a byte order mark: convert it, {CONVERT.format(name)}")
    raise BinaryInput(where, "is not text (it holds NUL bytes): give the text of the article")


def _as_stated(content: bytes, charset: str, where: str) -> str | None:
    """The text in the stated charset; None where Python knows no such charset for text."""
    try:
        return content.decode(codecs.lookup(charset).name)
    except UnicodeDecodeError as error:
        if _is_utf8(content):
            return None
        advice = "save the page again, as UTF-8"
        raise EncodingInput(where, f"says that it is {charset} but is not, at byte {error.start}: {advice}") from None
    except (LookupError, ValueError):  # unknown names, and codecs between bytes and bytes ("hex")
        return None


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _strict(content: bytes, encoding: str, where: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        advice = CONVERT.format("WINDOWS-1252") + " (or the encoding that it is in)"
        problem = f"is not {encoding.upper()} at byte {error.start}"
        raise EncodingInput(where, f"{problem}: convert it, {advice}") from None
