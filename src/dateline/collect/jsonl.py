"""JSON lines: one article a line, read a line at a time, so that a file may be larger than memory.

A file that is one JSON object over many lines, or an array of objects, is read too, whole.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import IO, Any

from dateline.collect import text
from dateline.errors import EncodingInput, FormatInput, InputError, TooLargeInput

#: The first line of a file that is not lines: an array, or an object whose first line is not the whole of it.
ARRAY = b"["
_REPAIR = 'write one article a line, as {"text": "...", "published": "2023-09-16"}'


def captures(stream: IO[bytes], *, where: str, max_bytes: int) -> Iterator[tuple[str, bytes] | InputError]:
    """(where, bytes) of each article's JSON. `stream` stands at the start. No line longer than `max_bytes` is kept."""
    first = stream.readline(max_bytes + 1)
    if text.marked(first) in (None, "utf-8") and not _is_part(first):
        yield from _lines(first, stream, where=where, max_bytes=max_bytes)
        return
    whole = first + stream.read(max_bytes + 1 - len(first))
    if len(whole) > max_bytes:
        yield TooLargeInput(where, f"holds more than {max_bytes} bytes of JSON: write it as UTF-8, one article a line")
        return
    yield from _whole(whole, where=where, max_bytes=max_bytes)


def fields(content: bytes, *, where: str, repair: str = _REPAIR) -> dict[str, Any]:
    """The JSON object of a line; `repair` says what a good one looks like. Raises InputError."""
    try:
        found = json.loads(text.decoded(content, where=where))
    except EncodingInput:
        raise EncodingInput(where, "the line is not UTF-8: write the file again as UTF-8") from None
    except json.JSONDecodeError as error:
        raise FormatInput(where, f"is broken JSON at character {error.pos + 1} ({error.msg}): {repair}") from None
    except (ValueError, RecursionError):  # a number of 5,000 digits; brackets nested without end
        raise FormatInput(where, f"is JSON with a number or nesting out of all bounds: {repair}") from None
    if not isinstance(found, dict):
        raise FormatInput(where, f"is JSON but no object: {repair}")
    return found


def _lines(first: bytes, stream: IO[bytes], *, where: str, max_bytes: int) -> Iterator[tuple[str, bytes] | InputError]:
    line, number = first, 1
    while line:
        place = f"{where}:{number}"
        if len(line) > max_bytes and not line.endswith(b"\n"):
            yield TooLargeInput(place, f"the line is longer than {max_bytes} bytes: raise DATELINE_MAX_BYTES or cut it")
            _skip_line(stream, max_bytes)
        elif line.removeprefix(b"\xef\xbb\xbf").strip():
            yield place, line
        line, number = stream.readline(max_bytes + 1), number + 1


def _skip_line(stream: IO[bytes], step: int) -> None:
    while (piece := stream.readline(step)) and not piece.endswith(b"\n"):
        pass


def _is_part(line: bytes) -> bool:
    """Whether a first line only begins a JSON value that goes on in the next: "[", "{"."""
    bare = line.removeprefix(b"\xef\xbb\xbf").strip()
    return bare.startswith(ARRAY) or bare == b"{"


def _whole(content: bytes, *, where: str, max_bytes: int) -> Iterator[tuple[str, bytes] | InputError]:
    try:
        decoded = text.decoded(content, where=where)
        values = _values(decoded)
    except InputError as error:
        yield error
        return
    if values is None:  # not one value after all: lines, of which the first is broken or was in UTF-16
        again = io.BytesIO(decoded.encode("utf-8", "surrogatepass"))
        yield from _lines(again.readline(max_bytes + 1), again, where=where, max_bytes=max_bytes)
        return
    for number, value in enumerate(values, 1):
        yield f"{where}[{number}]" if len(values) > 1 else where, json.dumps(value).encode()


def _values(decoded: str) -> list[Any] | None:
    try:
        found = json.loads(decoded)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else [found]
