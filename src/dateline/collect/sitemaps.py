"""Sitemaps to lists (sitemaps.org 0.9, Google's news extension), indexes of sitemaps, plain lists of addresses."""

from __future__ import annotations

import re
import zlib
from typing import Any

from dateline.collect import markup
from dateline.collect.listing import Listed, Listing, address, moment, once
from dateline.collect.unpacking import unpacked
from dateline.errors import FormatInput

GZIP = b"\x1f\x8b"
#: The protocol's own bounds of one file: bytes unpacked, and addresses.
MOST, MOST_LISTED = 52_428_800, 50_000
ROOT = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]")
WITHIN = 4096


def is_sitemap(content: bytes) -> bool:
    """Whether some bytes are a sitemap in XML, packed or not."""
    return bool(ROOT.search(_head(content)))


def listing(content: bytes, *, url: str) -> Listing:
    """The list that a sitemap or an index of them at an address is. Raises FormatInput, TooLargeInput, BinaryInput."""
    if content.startswith(GZIP):
        content = unpacked([content], "gzip", most=MOST, where=url)
    if ROOT.search(content[:WITHIN]):
        return _of_xml(markup.xml(content.strip(), where=url), url)
    lines = [line.strip() for line in content.decode("utf-8", "replace").removeprefix("\ufeff").splitlines()]
    if not lines or not all(line.startswith(("http://", "https://")) for line in lines if line):
        raise FormatInput(url, "is no sitemap: `dateline sources add` finds the feed or sitemap of a page")
    found = [Listed(whole) for line in lines[:MOST_LISTED] if (whole := address(line, url))]
    return Listing(once(found))


def _of_xml(root: Any, url: str) -> Listing:
    listed: list[Listed] = []
    parts: list[Listed] = []
    for element in list(root)[:MOST_LISTED]:
        if (name := _name(element)) in ("url", "sitemap"):
            found = _listed(element, url)
            if found is not None:
                (listed if name == "url" else parts).append(found)
    return Listing(once(listed), once(parts))


def _listed(element: Any, base: str) -> Listed | None:
    told: dict[str, str] = {}
    for part in element.iter():
        told.setdefault(_name(part), (part.text or "").strip())
    published, changed = moment(told.get("publication_date")), moment(told.get("lastmod"))
    url = address(told["loc"], base) if told.get("loc") else None
    return Listed(url, published, changed or published) if url else None


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def _head(content: bytes) -> bytes:
    if not content.startswith(GZIP):
        return content[:WITHIN]
    try:
        return zlib.decompressobj(31).decompress(content[: WITHIN * 16], WITHIN)
    except zlib.error:
        return b""
