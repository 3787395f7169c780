"""Writing a web archive: what was fetched, as WARC 1.1 (ISO 28500:2017), packed with gzip a record at a time."""

from __future__ import annotations

import base64
import gzip
import hashlib
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import IO

#: Headers that speak of the bytes on the wire, which were packed; what is archived is not. They stay, renamed.
ON_THE_WIRE = frozenset({"content-encoding", "transfer-encoding", "content-length"})
RENAMED = "X-Crawler-"
#: Ids of records are made of what they hold, so that the same archive is the same bytes.
IDS = uuid.UUID("6f6a1f0e-6a52-4a52-9b6e-8f3a0f6c1d11")


def write_information(stream: IO[bytes], *, software: str) -> None:
    """The record that says who wrote the archive."""
    block = f"software: {software}\r\nformat: WARC File Format 1.1\r\n".encode()
    date = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    _write(stream, {"WARC-Type": "warcinfo", "WARC-Date": date, "Content-Type": "application/warc-fields"}, block)


def write_answer(
    stream: IO[bytes], *, url: str, fetched: str, status: int, headers: Iterable[tuple[str, str]], content: bytes
) -> None:
    """The record of one answer; `fetched` is ISO 8601, `content` unpacked."""
    moment = datetime.fromisoformat(fetched).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    reason = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""
    lines = [f"HTTP/1.1 {status} {reason}", *(_header(name, value) for name, value in headers)]
    head = "\r\n".join([*lines, f"Content-Length: {len(content)}", "", ""]).encode("utf-8", "replace")
    fields = {
        "WARC-Type": "response",
        "WARC-Target-URI": url,
        "WARC-Date": moment,
        "WARC-Payload-Digest": _digest(content),
        "Content-Type": "application/http; msgtype=response",
    }
    _write(stream, fields, head + content)


def _header(name: str, value: str) -> str:
    told = f"{RENAMED}{name}" if name.lower() in ON_THE_WIRE else name
    return f"{told}: {' '.join(value.splitlines())}"


def _write(stream: IO[bytes], fields: Mapping[str, str], block: bytes) -> None:
    told = {**fields, "WARC-Block-Digest": _digest(block), "Content-Length": str(len(block))}
    made = uuid.uuid5(IDS, "\n".join([*told.values()]))
    lines = ["WARC/1.1", f"WARC-Record-ID: <urn:uuid:{made}>", *(f"{name}: {value}" for name, value in told.items())]
    record = "\r\n".join([*lines, "", ""]).encode() + block + b"\r\n\r\n"
    stream.write(gzip.compress(record, mtime=0))


def _digest(content: bytes) -> str:
    return "sha256:" + base64.b32encode(hashlib.sha256(content).digest()).decode()
