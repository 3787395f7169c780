"""Web archives to pages: WARC (ISO 28500), packed with gzip or not, and WACZ, a record at a time.

Only what came with status 200 as HTML is a page. A broken record costs itself alone: reading goes on at the next
place where a record begins. That is why the file is read here and not by warcio, which leaves off, without a word,
where a packed record is damaged. No record is held beyond `max_bytes`, packed or unpacked, so a file may be of any
size.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from zipfile import BadZipFile, ZipFile

from dateline.collect import unpacking
from dateline.errors import FormatInput, InputError, TooLargeInput

BLOCK = 1 << 16
GZIP = b"\x1f\x8b\x08"
#: A record begins with one of these lines; a blank line or the start of the file is before it.
BEGINS = re.compile(rb"WARC/1\.[01]\r?\n")
BLANK = re.compile(rb"\r?\n\r?\n")
LONGEST_MARK = len(b"WARC/1.0\r\n")
#: How much of a packed file is unpacked at once, and how much of a member is kept to be looked through if damaged.
PIECE, MOST_SEEN = 1 << 14, 1 << 23
#: The longest header of a record or of an HTTP answer, in bytes.
LONGEST_HEAD = 1 << 18
PAGES = ("text/html", "application/xhtml+xml")
ARCHIVES = (".warc", ".warc.gz")
AGAIN = "get the archive again; the records behind it are read"


@dataclass(frozen=True, slots=True)
class Page:
    """An HTML page as it was archived: `fetched` is the record's date (ISO 8601), `stated` its Content-Type.

    `place` is the file and where in it the record stands.
    """

    place: str
    url: str
    content: bytes
    stated: str
    fetched: str | None


class _Broken(Exception):
    """A record that cannot be read; the message says why."""


class _Bytes:
    """What a source holds: read forward, and sought for the next record. `_more` adds to `held`.

    `damaged` is where bytes were given up before a record was seen in them; None where there were none.
    """

    def __init__(self) -> None:
        self.held = b""
        self.offset = 0
        self.damaged: int | None = None

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; fewer only at the end of the file or member."""
        while len(self.held) < size and self._more():
            pass
        return self._take(size)

    def head(self) -> bytes:
        """The lines up to the first blank one, and this. Raises _Broken."""
        while not (found := BLANK.search(self.held, 0, LONGEST_HEAD)):
            if len(self.held) >= LONGEST_HEAD or not self._more():
                self._take(LONGEST_MARK)  # else it would be found again, without end
                raise _Broken("its header does not end")
        return self._take(found.end())

    def end_record(self) -> None:
        """Pass over the blank lines between records."""
        while len(self.held) < len(b"\r\n\r\n") and self._more():
            pass
        self._take(len(self.held) - len(self.held.lstrip(b"\r\n")))

    def next_record(self) -> bool:
        """Go to where a record begins, here or behind; False if there is none."""
        while not (found := BEGINS.search(self.held)):
            self._take(max(0, len(self.held) - LONGEST_MARK))
            if not self._more():
                return False
        self._take(found.start())
        return True

    def _take(self, size: int) -> bytes:
        out, self.held = self.held[:size], self.held[size:]
        self.offset += len(out)
        return out

    def _more(self) -> bool:
        raise NotImplementedError


class _Plain(_Bytes):
    """The bytes of a file."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__()
        self._stream = stream

    def next_member(self) -> bool:
        """Go to what may be the start of a packed member; False if there is none."""
        while (at := self.held.find(GZIP)) < 0:
            self._take(max(0, len(self.held) - len(GZIP) + 1))
            if not self._more():
                return False
        self._take(at)
        return True

    def put_back(self, content: bytes) -> None:
        """Hold bytes again that were taken."""
        self.held, self.offset = content + self.held, self.offset - len(content)

    def _more(self) -> bool:
        block = self._stream.read(BLOCK)
        self.held += block
        return bool(block)


class _Packed(_Bytes):
    """The same of a file packed with gzip: a member a record, as is the rule, or one for all.

    `offset` is where the member starts. Behind a damaged one, every place that looks like the start of a member is
    tried, from its own start on.
    """

    def __init__(self, raw: _Plain) -> None:
        super().__init__()
        self._raw = raw
        self._unpack: zlib._Decompress | None = None
        self._seen = bytearray()
        self._seeking = self._recorded = False

    def next_record(self) -> bool:
        """Go to where a record begins, in this member or the first good one behind; False if there is none."""
        while not super().next_record():
            if not self._next_member():
                return False
        self._recorded, self._seeking = True, False
        return True

    def _take(self, size: int) -> bytes:
        out, self.held = self.held[:size], self.held[size:]
        return out

    def _more(self) -> bool:
        """Unpack some; False at the end of the member and where it is damaged."""
        if self._unpack is None:
            return False
        packed = self._unpack.unconsumed_tail
        if not packed:
            packed = self._raw.read(PIECE)
            self._seen += packed if len(self._seen) < MOST_SEEN else b""
        try:
            self.held += self._unpack.decompress(packed, BLOCK * 16)
        except zlib.error:
            packed = b""
        if not packed:
            self._damaged()
            return False
        if self._unpack.eof:
            self._raw.put_back(self._unpack.unused_data)
            self._unpack = None
        return True

    def _damaged(self) -> None:
        """Go back to the start of the member, to look for another behind it."""
        self._unpack = None
        if not (self._seeking or self._recorded or BEGINS.search(self.held)):
            self.damaged = self.offset
        self._seeking = True
        if len(self._seen) < MOST_SEEN:
            self._raw.put_back(bytes(self._seen))

    def _next_member(self) -> bool:
        self.held = b""
        if not self._raw.next_member():
            return False
        self.offset, self._unpack = self._raw.offset, zlib.decompressobj(31)
        self._unpack.decompress(self._raw.read(len(GZIP)))
        self._seen.clear()
        self._recorded = False
        return True


def pages(stream: IO[bytes], *, where: str, max_bytes: int) -> Iterator[Page | InputError]:
    """The pages of a WARC file from its start; for each record that is broken or too large, the error."""
    plain = _Plain(stream)
    first = plain.read(BLOCK)
    plain.put_back(first)
    source = _Packed(plain) if GZIP in first and not BEGINS.search(first) else plain
    some = False
    while (found := source.next_record()) or source.damaged is not None:
        some = True
        if source.damaged is not None:
            yield FormatInput(f"{where}, record at byte {source.damaged}", f"is damaged: {AGAIN}")
            source.damaged = None
        if not found:
            return
        place = f"{where}, record at byte {source.offset}"
        try:
            page = _page(source, place, max_bytes)
        except _Broken as broken:
            yield FormatInput(place, f"is broken ({broken}): {AGAIN}")
        except InputError as error:
            yield error
        else:
            if page is not None:
                yield page
    if not some:
        yield FormatInput(where, "holds no record of a web archive: get the file again")


def packed_pages(stream: IO[bytes], *, where: str, max_bytes: int) -> Iterator[Page | InputError]:
    """The pages of a WACZ file: those of the archives in it."""
    try:
        with ZipFile(stream) as bundle:
            names = [name for name in bundle.namelist() if name.lower().endswith(ARCHIVES)]
            if not names:
                yield FormatInput(where, "holds no .warc file: is it a WACZ archive?")
            for name in names:
                yield from _of_member(bundle, name, where, max_bytes)
    except (BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        yield FormatInput(where, f"is a broken WACZ archive ({error}): get it again")


def _of_member(bundle: ZipFile, name: str, where: str, max_bytes: int) -> Iterator[Page | InputError]:
    try:
        with bundle.open(name) as stream:
            yield from pages(stream, where=f"{where}, {name}", max_bytes=max_bytes)
    except (BadZipFile, OSError, RuntimeError, NotImplementedError, zlib.error, EOFError) as error:
        yield FormatInput(f"{where}, {name}", f"is broken ({error}): get the archive again")


def _page(source: _Bytes, where: str, max_bytes: int) -> Page | None:
    """The page that the record here holds, None for another kind of record; the record is then passed."""
    fields = _fields(source.head())
    size = fields.get("content-length", "")
    if not size.isdecimal():
        raise _Broken("it does not say how long it is")
    wanted = _is_answer(fields) or _is_file(fields)
    content = source.read(min(int(size), max_bytes + 1 if wanted else 0))
    left = int(size) - len(content)
    while left > 0 and (passed := source.read(min(left, BLOCK))):
        left -= len(passed)
    if left:
        raise _Broken(f"it is {left} bytes shorter than it says")
    source.end_record()
    if not wanted:
        return None
    url = fields.get("warc-target-uri", "").strip("<>")
    if not url.isprintable() or " " in url:
        raise _Broken("its address is none")
    if len(content) > max_bytes:
        stated = _http(content)[1] if _is_answer(fields) else fields.get("content-type", "")
        _refuse_large(stated, f"{where}, {url}", max_bytes)
        return None
    if _is_file(fields):
        return Page(where, url, content, fields["content-type"], fields.get("warc-date"))
    status, stated, body = _http(content, unpacked=f"{where}, {url}", max_bytes=max_bytes)
    html = stated.partition(";")[0].strip().lower() in PAGES
    return Page(where, url, body, stated, fields.get("warc-date")) if status == 200 and html and body.strip() else None


def _refuse_large(stated: str, where: str, max_bytes: int) -> None:
    """Raise TooLargeInput for a page; films and the like may be as long as they want."""
    if stated.partition(";")[0].strip().lower() in PAGES:
        raise TooLargeInput(where, f"the page is longer than {max_bytes} bytes: raise DATELINE_MAX_BYTES")


def _fields(head: bytes) -> dict[str, str]:
    """The named fields of a header, in small letters; of one that stands twice, the first."""
    out: dict[str, str] = {}
    for line in head.decode("utf-8", "replace").splitlines()[1:]:
        name, colon, value = line.partition(":")
        if colon:
            out.setdefault(name.strip().lower(), value.strip())
    return out


def _is_answer(fields: dict[str, str]) -> bool:
    return fields.get("warc-type") == "response" and fields.get("warc-target-uri", "").strip("<>").startswith("http")


def _is_file(fields: dict[str, str]) -> bool:
    """Whether a record is a page without the HTTP around it."""
    kind = fields.get("content-type", "").partition(";")[0].strip().lower()
    return fields.get("warc-type") == "resource" and kind in PAGES


def _http(content: bytes, *, unpacked: str = "", max_bytes: int = 0) -> tuple[int, str, bytes]:
    """(status, Content-Type, body) of an HTTP answer; the body unpacked where `unpacked` names the page for errors."""
    end = BLANK.search(content, 0, LONGEST_HEAD)
    head = content[: end.end()] if end else content[:LONGEST_HEAD]
    first = re.match(rb"HTTP/\S+ +(\d{3})", head)
    fields, body = _fields(head), content[end.end() :] if end else b""
    if unpacked:
        body = _unchunked(body) if "chunked" in fields.get("transfer-encoding", "").lower() else body
        body = _unpacked(body, fields.get("content-encoding", "").lower(), unpacked, max_bytes)
    return int(first[1]) if first else 0, fields.get("content-type", ""), body


def _unchunked(body: bytes) -> bytes:
    """A body without its chunks' sizes; as it is, where it has none (some archives take them out and say nothing)."""
    out, at = bytearray(), 0
    while size := re.compile(rb"([0-9A-Fa-f]{1,8})[^\r\n]{0,200}\r\n").match(body, at):
        length = int(size[1], 16)
        if not length:
            return bytes(out)
        out += body[size.end() : size.end() + length]
        at = size.end() + length + 2
    return bytes(out) or body


def _unpacked(body: bytes, packing: str, where: str, max_bytes: int) -> bytes:
    """A body unpacked, never beyond `max_bytes`; as it is where it is a page already (some archives keep headers)."""
    if not packing or body.lstrip()[:1] == b"<":
        return body
    return unpacking.unpacked([body], packing, most=max_bytes, where=where)
