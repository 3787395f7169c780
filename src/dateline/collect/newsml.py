"""News items of agencies in XML (IPTC NewsML-G2) to the fields of articles.

Source: the IPTC's standard and examples (github.com/iptc/newsml-g2). The words are NITF or XHTML in <inlineXML>, or
plain in <inlineData>. Entities are never resolved, and nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from dateline.collect import markup
from dateline.errors import EmptyInput, FormatInput, InputError

#: The root of such a document, or of one that wraps it.
ROOT = re.compile(rb"<(?:\w+:)?(?:newsItem|newsMessage|itemSet|packageItem)\b")
ITEM = "//*[local-name()='newsItem']"
#: Where its date stands: that of this version first.
DATES = ("versionCreated", "firstCreated")
#: The markup whose words are the article's: NITF's content, XHTML's body.
CONTENT = ".//*[local-name()='body.content'] | .//*[local-name()='html']/*[local-name()='body']"


def is_newsml(head: bytes) -> bool:
    """Whether XML is NewsML-G2, by its first bytes."""
    return ROOT.search(head) is not None


def items(content: bytes, *, where: str) -> Iterator[tuple[str, dict[str, Any]] | InputError]:
    """(where, fields) of each news item of a document; an error for each that has no text (a picture, a film)."""
    try:
        found = markup.xml(content, where=where).xpath(ITEM)
    except InputError as error:
        yield error
        return
    if not found:
        yield FormatInput(where, "is XML, but no NewsML-G2 item: give the article's own page or text")
    for number, item in enumerate(found, 1):
        place = f"{where}, item {number}" if len(found) > 1 else where
        made = _fields(item)
        has_text = made["text"].strip()
        yield (place, made) if has_text else EmptyInput(place, "is a news item without a text: leave it out")


def _fields(item: Any) -> dict[str, Any]:
    byline = _words(item, "contentMeta/by") or _words(item, ".//byline") or _words(item, "contentMeta/creator/name")
    dates = ((when, f"newsml {name}") for name in DATES if (when := _words(item, f"itemMeta/{name}")))
    published, rule = next(dates, (None, None))
    languages = item.xpath(_path("contentMeta/language") + "/@tag")
    return {
        "id": item.get("guid"),
        "text": _text(item),
        "title": _words(item, "contentMeta/headline") or _words(item, ".//hl1"),
        "published": published,
        "dated_by": rule,
        "outlet": _named(item, "itemMeta/provider") or _named(item, "rightsInfo/copyrightHolder"),
        "language": str(languages[0]) if languages else None,
        "byline": re.sub(r"^[Bb]y ", "", byline) if byline else None,
        "credits": [*_all(item, "contentMeta/creditline"), *_all(item, "contentMeta/infoSource")],
    }


def _text(item: Any) -> str:
    """The words of the item, below its dateline where that stands apart."""
    marked = item.xpath(_path("contentSet/inlineXML"))
    content = [part for xml in marked for part in (xml.xpath(CONTENT) or [xml])]
    plain = item.xpath(_path("contentSet/inlineData"))
    words = "\n".join(filter(None, (markup.paragraphs(part) for part in content)))
    words = words or "\n".join((part.text or "").strip() for part in plain if _is_words(part))
    dateline = _words(item, "contentMeta/dateline")
    apart = dateline and words and not words.startswith(dateline[:20])
    return f"{dateline.rstrip(' -–—')} -- {words}" if apart and dateline else words


def _is_words(part: Any) -> bool:
    kind = str(part.get("contenttype") or "text/plain")
    return kind.startswith("text/") and not part.get("encoding")


def _named(item: Any, path: str) -> str | None:
    return next(iter(_all(item, path)), None)


def _all(item: Any, path: str) -> list[str]:
    """What the elements at a path name: by <name>, by their words, or by a literal or code ("is:AP")."""
    out = []
    for element in item.xpath(_path(path)):
        stated = str(element.get("literal") or (element.get("qcode") or "").rpartition(":")[2])
        out.append(_words(element, "name") or " ".join((element.text or "").split()) or stated)
    return [name for name in out if name]


def _words(item: Any, path: str) -> str | None:
    """The words of the first element at a path, on one line."""
    found = item.xpath(_path(path))
    return " ".join("".join(found[0].itertext()).split()) or None if found else None


def _path(path: str) -> str:
    """An XPath by local names: documents use several namespaces, and prefixes of their own."""
    steps = path.removeprefix(".//").split("/")
    start = ".//" if path.startswith(".//") else "./"
    return start + "/".join(f"*[local-name()='{step}']" for step in steps)
