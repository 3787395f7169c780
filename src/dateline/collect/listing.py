"""What a source lists: the addresses of articles, with what the list itself says of each.

A list is a feed, a sitemap or a page of links; feeds.py, sitemaps.py and sections.py read them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urldefrag, urljoin, urlsplit, urlunsplit

#: Parameters that only count who came from where.
COUNTING = re.compile(r"(?:^|&)(?:utm_\w+|fbclid|gclid)=[^&]*", re.IGNORECASE)
#: The longest address that is taken: what browsers and servers bear (RFC 9110 4.1 asks for 8000).
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Listed:
    """An article in a list. `published` is ISO 8601, None if it is not told; `stamp` changes when the article does."""

    url: str
    published: str | None = None
    stamp: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as it was read. `parts` are addresses of lists that it is made of, each with its own stamp."""

    articles: tuple[Listed, ...]
    parts: tuple[Listed, ...] = ()
    title: str | None = None
    language: str | None = None


def address(found: str, base: str) -> str | None:
    """The full address of a link, without what only counts readers; None for a link to what is no web page."""
    try:
        whole, _ = urldefrag(urljoin(base, found.strip()))
        parts = urlsplit(whole)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or len(whole) > LONGEST or not whole.isprintable():
        return None
    query = COUNTING.sub("", parts.query).lstrip("&")
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", query, ""))


def once(found: Iterable[Listed]) -> tuple[Listed, ...]:
    """Each address once, as it is listed first."""
    out: dict[str, Listed] = {}
    for one in found:
        out.setdefault(one.url, one)
    return tuple(out.values())


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one registered domain ("news.example.co.uk" and "example.co.uk")."""
    return site(one) == site(other)


def site(url: str) -> str:
    """The registered domain of an address; its host where that has none (an IP address)."""
    from courlan import extract_domain

    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    known = None if re.fullmatch(r"[\d.]+|.*:.*", host) else extract_domain(url, fast=True)
    return str(known or host)


def moment(stated: object) -> str | None:
    """An ISO 8601 date or time, None for what is none."""
    try:
        bare = str(stated or "").strip()
        found = datetime.fromisoformat(bare)
    except ValueError:
        return None
    return found.isoformat() if "T" in bare else found.date().isoformat()


def in_utc(stated: str) -> datetime:
    """The moment of an ISO 8601 date or time, in UTC where it has no zone; to compare, not to keep."""
    found = datetime.fromisoformat(stated)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
