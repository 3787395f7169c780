"""Undoing the packing of an HTTP answer, never beyond a number of bytes: what unpacks to more is cut off at once."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from dateline.errors import BinaryInput, TooLargeInput

#: What is asked for, and undone; an answer that is packed twice is refused, as no honest server sends one.
ACCEPTED = "gzip, deflate, br"
SAVE = "save the page in a browser and give the file"
#: Most bytes that one step of unpacking may make.
STEP = 1 << 20
#: With the header of gzip or zlib, or without any (some servers mean that by "deflate").
GZIP_OR_ZLIB, BARE = 47, -15


class Unpacker(Protocol):
    """Takes packed bytes and gives what they hold, in pieces of about STEP."""

    def feed(self, packed: bytes) -> Iterator[bytes]:
        """What these bytes and those before hold."""

    @property
    def whole(self) -> bool:
        """Whether nothing is missing at the end."""


def unpacked(pieces: Iterable[bytes], packing: str, *, most: int, where: str) -> bytes:
    """The content of an answer whose Content-Encoding is `packing` ("" for none).

    Raises TooLargeInput above `most` bytes, packed or not, and BinaryInput for what is broken or packed otherwise.
    """
    make = _MAKERS.get(packing.strip().lower())
    if make is None:
        raise BinaryInput(where, f"is packed in a way that was not asked for ({packing[:40]}): {SAVE}")
    unpacker, content, taken = make(), bytearray(), 0
    for piece in pieces:
        taken += len(piece)
        try:
            for part in unpacker.feed(piece):
                content += part
                if len(content) > most:
                    break
        except (zlib.error, ValueError) as error:
            raise BinaryInput(where, f"is packed in a broken way ({error}): {SAVE}") from None
        if max(taken, len(content)) > most:
            raise TooLargeInput(where, f"is longer than {most} bytes: raise DATELINE_MAX_BYTES, or {SAVE}")
    if not unpacker.whole and taken:
        raise BinaryInput(where, f"is packed in a broken way (its end is missing): {SAVE}")
    return bytes(content)


class _Plain:
    whole = True

    def feed(self, packed: bytes) -> Iterator[bytes]:
        yield packed


class _Deflated:
    """gzip (also several members in a row), zlib, or deflate without a header."""

    def __init__(self) -> None:
        self._unpack = zlib.decompressobj(GZIP_OR_ZLIB)
        self._begun = False

    @property
    def whole(self) -> bool:
        return self._unpack.eof

    def feed(self, packed: bytes) -> Iterator[bytes]:
        while packed:
            if self._unpack.eof:
                if not packed.startswith(b"\x1f\x8b"):  # padding behind the last member
                    return
                self._unpack = zlib.decompressobj(GZIP_OR_ZLIB)
            part = self._step(packed)
            packed = self._unpack.unconsumed_tail or self._unpack.unused_data
            yield part
        while not self._unpack.eof and (part := self._unpack.decompress(b"", STEP)):
            yield part

    def _step(self, packed: bytes) -> bytes:
        try:
            part = self._unpack.decompress(packed, STEP)
        except zlib.error:
            if self._begun:
                raise
            self._unpack = zlib.decompressobj(BARE)
            part = self._unpack.decompress(packed, STEP)
        self._begun = True
        return part


class _Brotli:
    def __init__(self) -> None:
        import brotli

        self._unpack, self._broken = brotli.Decompressor(), brotli.error

    @property
    def whole(self) -> bool:
        return bool(self._unpack.is_finished())

    def feed(self, packed: bytes) -> Iterator[bytes]:
        try:
            yield self._unpack.process(packed, output_buffer_limit=STEP)
            while not self._unpack.can_accept_more_data():
                yield self._unpack.process(b"", output_buffer_limit=STEP)
        except self._broken:
            raise ValueError("this is no Brotli") from None


_MAKERS: dict[str, Callable[[], Unpacker]] = {
    "": _Plain,
    "identity": _Plain,
    "gzip": _Deflated,
    "x-gzip": _Deflated,
    "deflate": _Deflated,
    "br": _Brotli,
}
