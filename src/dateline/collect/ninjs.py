"""A news item of an agency in JSON (IPTC ninjs 1.x, 2.x, 3.x) to the fields of an article.

Source: the IPTC's schemas and examples (github.com/iptc/newsinjson). Version 1 has "headline", "byline", "body_text" or
"body_xhtml"; versions 2 and 3 have "headlines", "by" and "bodies", and 3 writes its names with inner capitals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dateline.collect import markup
from dateline.errors import EmptyInput

#: What makes an object a ninjs item: a "uri", and one of these.
MARKS = ("headline", "headlines", "bodies", "byline", "by", "versioncreated", "versionCreated", "renditions")
#: Where its words stand in version 1, the plainest first.
BODIES = ("body_text", "body_xhtml", "body_html", "description_text", "description_xhtml")
#: Where its date stands: that of this version first.
DATES = ("versioncreated", "versionCreated", "firstcreated", "firstCreated")
#: Where an item says whose it is, apart from its byline.
CREDITS = ("creditline", "creditLine", "credit", "infosource", "infosources", "infoSource", "infoSources", "source")


def is_item(found: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a ninjs item, and no article of ours."""
    return "text" not in found and isinstance(found.get("uri"), str) and any(mark in found for mark in MARKS)


def fields(item: Mapping[str, Any], *, where: str) -> dict[str, Any]:
    """The fields of an item. Raises EmptyInput for one that has no words: a picture, a film."""
    words = _body(item)
    if not words.strip():
        kind = item.get("type") if isinstance(item.get("type"), str) else "news"
        raise EmptyInput(where, f"is a ninjs item of type {kind!r} without a text: leave it out")
    return {
        "id": item["uri"],
        "text": words,
        "title": _first(item, "headline") or _main(item.get("headlines")) or None,
        "published": _first(item, *DATES),
        "dated_by": next((f"ninjs {name}" for name in DATES if _first(item, name)), None),
        "outlet": _first(item, "provider", "copyrightholder", "copyrightHolder"),
        "language": _first(item, "language"),
        "byline": _first(item, "byline", "by"),
        "credits": [name for key in CREDITS for name in _names(item.get(key))],
    }


def _body(item: Mapping[str, Any]) -> str:
    for key in BODIES:
        if isinstance(words := item.get(key), str) and words.strip():
            return words if key.endswith("_text") else markup.of_html(words)
    return _main(item.get("bodies"))


def _main(values: object) -> str:
    """The value of role "main", else the first, of those of versions 2 and 3; marked up, for its paragraphs."""
    listed = [one for one in values if isinstance(one, dict)] if isinstance(values, list) else []
    roles = sorted(listed, key=lambda one: (one.get("role") not in (None, "main"), not _is_markup(one)))
    made = (markup.of_html(one["value"]) if _is_markup(one) else one["value"] for one in roles if _has_value(one))
    return next((words for words in made if words.strip()), "")


def _has_value(one: Mapping[str, Any]) -> bool:
    return isinstance(one.get("value"), str)


def _is_markup(one: Mapping[str, Any]) -> bool:
    kind = str(one.get("contenttype") or one.get("contentType") or "")
    return "html" in kind or "xml" in kind


def _first(item: Mapping[str, Any], *names: str) -> str | None:
    """The first of the fields that is a string, or an object with a name."""
    return next((name for key in names for name in _names(item.get(key))), None)


def _names(value: object) -> Iterator[str]:
    """The names that a field holds: a string, an object with "name" or "literal", or a list of these."""
    if isinstance(value, str) and value.strip():
        yield value
    elif isinstance(value, dict):
        yield from _names(value.get("name") or value.get("literal"))
    elif isinstance(value, list):
        for one in value:
            yield from _names(one) if not isinstance(one, list) else ()
