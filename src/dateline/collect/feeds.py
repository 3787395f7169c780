"""Feeds to lists: RSS 0.9 to 2.0, Atom, and JSON Feed 1.1, broken as they are in the wild.

By lxml, which mends what is not well-formed and takes time in proportion to the length. Not by feedparser: a feed of
200 kB whose elements nest costs it a quarter of a minute, and one made for that hours.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from dateline.collect.listing import Listed, Listing, address, moment, once
from dateline.errors import FormatInput

#: How the root of a feed begins, behind declarations and comments.
ROOT = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)[\s>:]", re.IGNORECASE)
JSON_FEED = b"jsonfeed.org/version"
#: How far into it.
WITHIN = 4096
#: A feed with an entity of its own is no feed but an attack, or breaks every reader.
ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}encoding")
#: The longest feed, in bytes: real ones have less than two million.
MOST = 10_000_000
#: Elements of an entry by what they tell, the surest first. The first stands beside the links of services that count
#: clicks.
LINKS = ("origLink", "link", "guid", "id")
PUBLISHED = ("published", "pubDate", "issued", "date", "created")
UPDATED = ("updated", "modified")


def is_feed(content: bytes) -> bool:
    """Whether some bytes are a feed."""
    head = content[:WITHIN]
    return bool(ROOT.search(head)) or JSON_FEED in head


def listing(content: bytes, *, url: str, stated: str = "") -> Listing:
    """The list that a feed at an address is; `stated` is its Content-Type. Raises FormatInput for what is none."""
    if len(content) > MOST:
        raise FormatInput(url, f"is longer than {MOST} bytes, which no feed is: check the address")
    if JSON_FEED in content[:WITHIN]:
        return _of_json(content, url)
    if not ROOT.search(content[:WITHIN]):
        raise FormatInput(url, "is no feed (RSS, Atom or JSON Feed): `dateline sources add` finds the feed of a page")
    if ENTITY.search(content):
        raise FormatInput(url, "is XML with entities of its own, which are never resolved")
    root = _root(content, stated)
    if root is None:
        raise FormatInput(url, "is a broken feed")
    return _of_xml(root, url)


def _root(content: bytes, stated: str) -> Any:
    """The root of the XML, mended where it is broken; None where nothing can be made of it."""
    from lxml import etree  # type: ignore[import-untyped]

    charset = stated.lower().partition("charset=")[2].strip(" \"'").partition(";")[0]
    known = None if DECLARED.match(content) or not charset else charset
    for encoding in (known, None):
        try:
            parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, encoding=encoding)
            return etree.fromstring(content.strip(), parser)
        except (LookupError, ValueError, etree.LxmlError):  # LookupError: no such encoding
            continue
    return None


def _of_xml(root: Any, url: str) -> Listing:
    listed, title, language = [], None, None
    base = address(_base(root), url) or url
    for element in root.iter():
        name = _name(element)
        if name in ("item", "entry"):
            listed.append(_entry(element, base))
        elif name == "title" and title is None and _name(element.getparent()) in ("channel", "feed"):
            title = _words(element)
        elif name == "language" and language is None:
            language = _words(element)
    language = language or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    return Listing(once([one for one in listed if one is not None]), title=title, language=language)


def _entry(entry: Any, base: str) -> Listed | None:
    told: dict[str, list[Any]] = {}
    for part in entry:
        told.setdefault(_name(part), []).append(part)
    links = (_link(part) for name in LINKS for part in told.get(name, ()))
    url = next((whole for link in links if link and (whole := address(link, base))), None)
    published, updated = _first_time(told, PUBLISHED), _first_time(told, UPDATED)
    return Listed(url, published or updated, updated or published) if url else None


def _link(part: Any) -> str:
    """The address that an element gives as the entry's own, "" for none."""
    if (href := part.get("href")) is not None:
        return href if part.get("rel", "alternate") == "alternate" else ""
    words = (part.text or "").strip()
    return words if _name(part) in ("link", "origLink") or words.startswith(("http://", "https://")) else ""


def _first_time(told: dict[str, list[Any]], names: tuple[str, ...]) -> str | None:
    found = (_time(part.text or "") for name in names for part in told.get(name, ()))
    return next(filter(None, found), None)


def _time(stated: str) -> str | None:
    """A time of RFC 822 or ISO 8601; in UTC where it has a zone, None where it is neither."""
    if known := moment(stated):
        whole = datetime.fromisoformat(known)
        return whole.astimezone(UTC).isoformat() if whole.tzinfo else known
    try:
        return parsedate_to_datetime(stated.strip()).astimezone(UTC).isoformat()
    except (ValueError, IndexError, TypeError, OverflowError):
        return None


def _of_json(content: bytes, url: str) -> Listing:
    try:
        found = json.loads(content.decode("utf-8", "replace").removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise FormatInput(url, "is broken JSON, not a JSON Feed") from None
    if not isinstance(found, dict) or not isinstance(found.get("items"), list):
        raise FormatInput(url, "is a JSON Feed without items")
    listed = [one for item in found["items"] if isinstance(item, dict) and (one := _json_entry(item, url))]
    title, language = found.get("title"), found.get("language")
    return Listing(
        once(listed),
        title=_one_line(title) if isinstance(title, str) else None,
        language=_one_line(language) if isinstance(language, str) else None,
    )


def _json_entry(item: dict[str, Any], base: str) -> Listed | None:
    link = item.get("url") or item.get("external_url")
    url = address(link, base) if isinstance(link, str) else None
    published, updated = _time(str(item.get("date_published"))), _time(str(item.get("date_modified")))
    return Listed(url, published, updated or published) if url else None


def _base(root: Any) -> str:
    return str(root.get("{http://www.w3.org/XML/1998/namespace}base") or "")


def _name(element: Any) -> str:
    tag = element.tag if element is not None else None
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def _words(element: Any) -> str | None:
    return _one_line("".join(element.itertext()))


def _one_line(words: str) -> str | None:
    return " ".join(words.split()) or None
