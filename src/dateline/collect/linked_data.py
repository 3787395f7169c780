"""The linked data (schema.org, as JSON-LD) of a web page: its objects, and which of them are the article."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

#: Types of objects that are the article, and not a picture, film or comment of it.
ARTICLES = ("Article", "Report", "Posting")
#: Scripts that are looked at, and objects in them: pages of real outlets have a few.
MOST_SCRIPTS, MOST_OBJECTS = 20, 2_000
SCRIPTS = "//script[contains(@type, 'ld+json')]"
#: Fields below which further objects stand.
BELOW = ("@graph", "mainEntity", "mainEntityOfPage")
Object = Mapping[str, Any]


def objects(tree: Any) -> tuple[Object, ...]:
    """The objects of a parsed page: at the top, in a list, or in a graph. A script that is broken has none."""
    return tuple(one for script in tree.xpath(SCRIPTS)[:MOST_SCRIPTS] for one in _objects(_loaded(script)))


def articles(found: tuple[Object, ...]) -> tuple[Object, ...]:
    """Those that are articles, in the order of the page."""
    return tuple(one for one in found if any(kind.endswith(ARTICLES) for kind in kinds(one)))


def kinds(one: Object) -> tuple[str, ...]:
    """The types of an object."""
    stated = one.get("@type")
    return tuple(map(str, stated)) if isinstance(stated, list) else (str(stated),)


def _loaded(script: Any) -> object:
    try:
        return json.loads(script.text_content(), strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(loaded: object) -> Iterator[Object]:
    waiting, seen = [loaded], 0
    while waiting and seen < MOST_OBJECTS:
        one, seen = waiting.pop(), seen + 1
        if isinstance(one, list):
            waiting.extend(reversed(one[:MOST_OBJECTS]))
        elif isinstance(one, dict):
            waiting.extend(one[key] for key in BELOW if key in one)
            yield one
