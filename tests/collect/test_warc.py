"""Web archives, written by warcio and then damaged: every whole page is read, every broken record is said."""

from __future__ import annotations

import gzip
import io
import random
import time
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from dateline.collect import read_inputs, size, warc
from dateline.errors import BinaryInput, EmptyInput, FormatInput, InputError, TooLargeInput
from dateline.records import Article

WORDS = "The ferry to Bergen ran aground at noon on Monday, and all passengers were brought ashore by two boats. "
PAGE = (
    "<!DOCTYPE html><html><head><title>Ferry {0} aground</title></head><body><nav>Home</nav><article><h1>Ferry {0}"
    " aground</h1><p>{1}</p><p>{1}</p></article></body></html>"
)


def page(number: int, words: str = WORDS) -> bytes:
    return PAGE.format(number, words * 3).encode()


class Archive:
    """A WARC file as warcio writes it, and where its records begin."""

    def __init__(self, *, packed: bool) -> None:
        self._file = io.BytesIO()
        self._writer = WARCWriter(self._file, gzip=packed)
        self.starts: list[int] = []
        self._writer.write_record(self._writer.create_warcinfo_record("test.warc", {"software": "test"}))

    def add(self, body: bytes, *, status: str = "200 OK", kind: str = "response", **headers: str) -> Archive:
        self.starts.append(self._file.tell())
        stated = {"Content-Type": "text/html; charset=utf-8", **{k.replace("_", "-"): v for k, v in headers.items()}}
        record = self._writer.create_warc_record(
            f"https://post.example/{len(self.starts)}",
            kind,
            payload=io.BytesIO(body),
            http_headers=StatusAndHeaders(status, list(stated.items()), protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": "2023-09-16T08:30:00Z"},
        )
        self._writer.write_record(record)
        return self

    @property
    def content(self) -> bytes:
        return self._file.getvalue()


def archive(number: int, *, packed: bool) -> Archive:
    out = Archive(packed=packed)
    for at in range(1, number + 1):
        out.add(page(at))
    return out


def pages(content: bytes, *, max_bytes: int = 100_000) -> list[warc.Page | InputError]:
    return list(warc.pages(io.BytesIO(content), where="a.warc", max_bytes=max_bytes))


def numbers(found: list[warc.Page | InputError]) -> list[int]:
    return [int(one.url.rpartition("/")[2]) for one in found if isinstance(one, warc.Page)]


def read(path: Path, content: bytes, **options: Any) -> list[Article | InputError]:
    path.write_bytes(content)
    limits: dict[str, Any] = {"max_characters": 1_000_000, "max_bytes": 100_000, "timeout": 5.0}
    return list(read_inputs([str(path)], **{**limits, **options}))


@pytest.mark.parametrize(("name", "packed"), [("a.warc", False), ("a.warc.gz", True)])
def test_each_page_is_an_article_with_its_address(tmp_path: Path, name: str, packed: bool) -> None:
    made = archive(3, packed=packed)
    found = read(tmp_path / name, made.content)
    assert [(one.url, one.title) for one in found if isinstance(one, Article)] == [
        (f"https://post.example/{number}", f"Ferry {number} aground") for number in (1, 2, 3)
    ]
    (first, *_) = pages(made.content)
    assert isinstance(first, warc.Page)
    assert (first.fetched, first.content) == ("2023-09-16T08:30:00Z", page(1))


def test_a_wacz_is_the_archives_in_it(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as bundle:
        bundle.writestr("datapackage.json", "{}")
        bundle.writestr("archive/data-0.warc.gz", archive(2, packed=True).content)
        bundle.writestr("archive/data-1.warc", archive(1, packed=False).content, zipfile.ZIP_DEFLATED)
        bundle.writestr("indexes/index.cdx", "")
    found = read(tmp_path / "a.wacz", packed.getvalue())
    assert [one.url for one in found if isinstance(one, Article)] == [
        f"https://post.example/{number}" for number in (1, 2, 1)
    ]
    (error,) = read(tmp_path / "b.wacz", packed.getvalue()[:-400])
    assert isinstance(error, FormatInput)


def test_only_pages_that_came_are_read() -> None:
    made = Archive(packed=True)
    made.add(page(1)).add(page(2), status="404 Not Found").add(b"\x89PNG", Content_Type="image/png")
    made.add(page(4), kind="request").add(b"").add(page(6), Content_Type="application/xhtml+xml")
    assert numbers(pages(made.content)) == [1, 6]


def test_a_page_without_an_article_names_page_and_archive(tmp_path: Path) -> None:
    made = Archive(packed=True).add(b"<html><body><button>Accept all</button></body></html>").add(page(2))
    error, good = read(tmp_path / "a.warc.gz", made.content)
    assert isinstance(error, EmptyInput)
    assert "https://post.example/1" in error.where
    assert f"{tmp_path / 'a.warc.gz'}, record at byte {made.starts[0]}" in error.where
    assert isinstance(good, Article)


@pytest.mark.parametrize("packed", [False, True])
def test_chunks_and_gzip_are_undone(packed: bool) -> None:
    body = page(1)
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:100], body[100:])) + b"0\r\n\r\n"
    made = Archive(packed=packed).add(chunked, Transfer_Encoding="chunked")
    made.add(gzip.compress(body), Content_Encoding="gzip").add(
        body, Content_Encoding="gzip", Transfer_Encoding="chunked"
    )
    assert [one.content for one in pages(made.content) if isinstance(one, warc.Page)] == [body] * 3


def test_brotli_is_undone_and_other_packing_said() -> None:
    made = Archive(packed=True).add(brotli.compress(page(1)), Content_Encoding="br")
    made.add(b"\x1b\x00\x01", Content_Encoding="br").add(b"()", Content_Encoding="zstd").add(page(4))
    first, broken, unknown, last = pages(made.content)
    assert isinstance(first, warc.Page)
    assert first.content == page(1)
    assert isinstance(broken, BinaryInput)
    assert isinstance(unknown, BinaryInput)
    assert "zstd" in unknown.problem
    assert isinstance(last, warc.Page)


@pytest.mark.parametrize("packed", [False, True])
def test_a_bomb_and_a_huge_page_cost_themselves_alone(packed: bool) -> None:
    bomb = gzip.compress(b"<p>" + b"a" * 50_000_000)
    made = Archive(packed=packed).add(bomb, Content_Encoding="gzip").add(b"<p>" + b"b" * 3_000_000).add(page(3))
    made.add(b"\0" * 3_000_000, Content_Type="video/mp4").add(page(5))
    content = made.content
    tracemalloc.start()
    found = pages(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [type(one) for one in found] == [TooLargeInput, TooLargeInput, warc.Page, warc.Page]
    assert peak < 10_000_000


@pytest.mark.parametrize("packed", [False, True])
def test_a_damaged_record_costs_itself_alone(packed: bool) -> None:
    made = archive(5, packed=packed)
    start, content = made.starts[2], bytearray(made.content)
    for at in range(start + 8, start + 60):
        content[at] ^= 0x55
    found = pages(bytes(content))
    assert numbers(found) == [1, 2, 4, 5]
    if packed:  # in a file that is not packed, the record is not seen to have been one
        (error,) = (one for one in found if isinstance(one, InputError))
        assert f"byte {start}" in error.where


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_cut_short_keeps_what_is_there(packed: bool) -> None:
    made = archive(5, packed=packed)
    found = pages(made.content[: made.starts[3] + 150])
    assert numbers(found) == [1, 2, 3]
    assert isinstance(found[-1], FormatInput)


@pytest.mark.parametrize("packed", [False, True])
def test_bytes_between_records_lose_nothing(packed: bool) -> None:
    made = archive(4, packed=packed)
    cut = made.starts[2]
    found = pages(made.content[:cut] + b"junk\r\n\x1f\x8b\x08junk" + made.content[cut:])
    assert numbers(found) == [1, 2, 3, 4]


def test_a_file_packed_as_a_whole_is_read() -> None:
    assert numbers(pages(gzip.compress(archive(5, packed=False).content))) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "content", [b"WARC/1.0\r\n" + b"a" * 3_000_000, b"WARC/1.0\r\nContent-Length: x\r\n\r\n", b"junk"]
)
def test_headers_without_end_and_without_length_are_said(content: bytes) -> None:
    for given_ in (content, gzip.compress(content)):
        (error,) = pages(given_)
        assert isinstance(error, FormatInput)


def test_memory_does_not_grow_with_the_archive() -> None:
    class Endless(io.RawIOBase):
        """A file of many records that is nowhere whole."""

        def __init__(self, block: bytes, times: int) -> None:
            self.block, self.times, self.rest = block, times, b""

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            if not self.rest and self.times:
                self.rest, self.times = self.block, self.times - 1
            size = min(len(buffer), len(self.rest))
            buffer[:size], self.rest = self.rest[:size], self.rest[size:]
            return size

    block = archive(20, packed=False).content
    tracemalloc.start()
    stream = io.BufferedReader(Endless(block, 150))
    found = sum(isinstance(one, warc.Page) for one in warc.pages(stream, where="a.warc", max_bytes=100_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == 3_000
    assert peak < 3_000_000


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 3_000), st.binary(max_size=40), st.booleans())
def test_no_damage_trips_or_hangs_it(at: int, junk: bytes, packed: bool) -> None:
    content = archive(4, packed=packed).content
    started = time.perf_counter()
    found = pages(content[:at] + junk + content[at + len(junk) :])
    assert time.perf_counter() - started < 2
    if b"WARC/" not in junk:  # which would make of a packed archive one that is not
        assert sum(isinstance(one, warc.Page) for one in found) >= 2


def test_how_far_a_folder_of_archives_was_read_is_told_in_bytes(tmp_path: Path) -> None:
    for name in ("a.warc.gz", "b.warc"):
        archive = Archive(packed=name.endswith("gz"))
        for number in range(150):
            archive.add(page(number, random.Random(number).randbytes(900).hex()))
        (tmp_path / name).write_bytes(archive.content)
    with zipfile.ZipFile(tmp_path / "c.wacz", "w") as bundle:
        bundle.write(tmp_path / "b.warc", "archive/b.warc")
    whole = sum(path.stat().st_size for path in tmp_path.iterdir())
    assert size([str(tmp_path)]) == whole and size([str(tmp_path), "-"]) is None and size(["missing"]) is None
    steps: list[int] = []
    limits = {"max_characters": 100_000, "max_bytes": 1_000_000, "timeout": 5.0}
    for _ in read_inputs([str(tmp_path)], **limits, passed=steps.append):  # type: ignore[arg-type]
        pass
    assert sum(steps) == whole and min(steps) >= 0 and len([step for step in steps if step]) >= 5
