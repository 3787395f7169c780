"""Feeds to lists: RSS and Atom by feedparser, which knows how they are broken in the wild, and JSON Feed 1.1."""

from __future__ import annotations

import json
import re
from calendar import timegm
from datetime import UTC, datetime
from typing import Any

from dateline.collect.listing import Listed, Listing, address, moment, once
from dateline.errors import FormatInput

#: How the root of a feed begins, behind declarations and comments.
ROOT = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)[\s>:]", re.IGNORECASE)
#: How far into it.
WITHIN = 4096
#: A feed with an entity of its own is no feed but an attack, or breaks every reader.
ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
#: The longest feed, in bytes: real ones have less than two million.
MOST = 10_000_000


def is_feed(content: bytes) -> bool:
    """Whether some bytes are a feed."""
    head = content[:WITHIN]
    return bool(ROOT.search(head)) or b"jsonfeed.org/version" in head


def listing(content: bytes, *, url: str, stated: str = "") -> Listing:
    """The list that a feed at an address is; `stated` is its Content-Type. Raises FormatInput for what is none."""
    if len(content) > MOST:
        raise FormatInput(url, f"is longer than {MOST} bytes, which no feed is: check the address")
    if b"jsonfeed.org/version" in content[:WITHIN]:
        return _of_json(content, url)
    if not ROOT.search(content[:WITHIN]):
        raise FormatInput(url, "is no feed (RSS, Atom or JSON Feed): `dateline sources add` finds the feed of a page")
    if ENTITY.search(content):
        raise FormatInput(url, "is XML with entities of its own, which are never resolved")
    return _of_xml(content, url, stated)


def _of_xml(content: bytes, url: str, stated: str) -> Listing:
    import feedparser

    headers = {"content-location": url, "content-type": stated or "application/xml"}
    try:
        found = feedparser.parse(content, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError, AssertionError) as error:
        raise FormatInput(url, f"is a broken feed ({type(error).__name__})") from None
    listed = [one for entry in found.entries if (one := _entry(entry, url)) is not None]
    return Listing(once(listed), title=_words(found.feed.get("title")), language=_words(found.feed.get("language")))


def _entry(entry: Any, base: str) -> Listed | None:
    # Services that count clicks put their own link first and the article's beside it.
    link = entry.get("feedburner_origlink") or entry.get("link") or _permanent(entry)
    url = address(str(link), base) if link else None
    published, updated = (
        _time(entry[name]) if name in entry else None for name in ("published_parsed", "updated_parsed")
    )
    return Listed(url, published, updated or published) if url else None


def _permanent(entry: Any) -> str | None:
    """An RSS guid that is the address."""
    found = entry.get("id")
    return found if isinstance(found, str) and found.startswith(("http://", "https://")) else None


def _time(parsed: Any) -> str | None:
    """feedparser gives all times in UTC."""
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC).isoformat() if parsed else None
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _of_json(content: bytes, url: str) -> Listing:
    try:
        found = json.loads(content.decode("utf-8", "replace").removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise FormatInput(url, "is broken JSON, not a JSON Feed") from None
    if not isinstance(found, dict) or not isinstance(found.get("items"), list):
        raise FormatInput(url, "is a JSON Feed without items")
    listed = []
    for item in found["items"]:
        if isinstance(item, dict) and isinstance(link := item.get("url") or item.get("external_url"), str):
            published, updated = moment(item.get("date_published")), moment(item.get("date_modified"))
            if whole := address(link, url):
                listed.append(Listed(whole, published, updated or published))
    return Listing(once(listed), title=_words(found.get("title")), language=_words(found.get("language")))


def _words(found: object) -> str | None:
    return " ".join(found.split()) or None if isinstance(found, str) else None
