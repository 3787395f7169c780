"""What the address of an article says of whose copy it is: ".../aponline/...", ".../wires/afp/...".

Data: `atlas/wire_addresses.tsv`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from dateline.atlas.tables import table


@dataclass(frozen=True, slots=True)
class _Mark:
    where: str
    parts: tuple[str, ...]
    site: str
    agency: str


def agency(url: str) -> str | None:
    """The agency whose copy stands at an address, by the atlas's name; None where the address marks none."""
    try:
        parts = urlsplit(url.casefold())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:  # "http://[bad"
        return None
    segments = [segment for segment in parts.path.split("/") if segment]
    return next((mark.agency for mark in _marks() if _fits(mark, host, segments)), None)


def _fits(mark: _Mark, host: str, segments: list[str]) -> bool:
    if mark.site and host != mark.site and not host.endswith(f".{mark.site}"):
        return False
    if mark.where == "slug":
        return bool(segments) and segments[-1].startswith(mark.parts[0])
    size = len(mark.parts)
    # Never the last segment: "/agencies/reuters" lists stories or tells of it, "/wires/reuters/a-story" is its story.
    starts = (at for at in range(len(segments) - size) if tuple(segments[at : at + size]) == mark.parts)
    before = (segments[at - 1] if at else "" for at in starts)
    return any(part in _listed("section") if mark.where == "wire" else part not in _listed("about") for part in before)


@cache
def _marks() -> tuple[_Mark, ...]:
    rows = [row for row in table("wire_addresses.tsv") if row["agency"]]
    return tuple(_Mark(row["where"], tuple(row["mark"].split("/")), row["site"], row["agency"]) for row in rows)


@cache
def _listed(where: str) -> frozenset[str]:
    return frozenset(row["mark"] for row in table("wire_addresses.tsv") if row["where"] == where)
