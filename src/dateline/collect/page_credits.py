"""Whose copy a web page's metadata say its article is: meta elements and linked data (schema.org, as JSON-LD).

Data: `atlas/credit_metadata.tsv`. Only what names an outlet of the atlas counts; the page's own name is for
the caller to leave out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from dateline.atlas import outlets
from dateline.atlas.tables import table
from dateline.collect import credits
from dateline.collect.datelines import named

#: Types of objects in linked data that are the article, and not a picture, film or comment of it.
ARTICLES = ("Article", "Report", "Posting")
#: Scripts of linked data that are looked at, and objects in them: pages of real outlets have a few.
MOST_SCRIPTS, MOST_OBJECTS = 20, 2_000
LONGEST = 300


def stated(tree: Any) -> tuple[str, ...]:
    """The outlets that the metadata of a parsed page name as authors or sources, by the atlas's name, each once."""
    found = [*_of_meta(tree), *_of_linked(tree)]
    return tuple(dict.fromkeys(name for reads, words in found for name in _read(reads, words)))


def _of_meta(tree: Any) -> Iterator[tuple[str, str]]:
    """(how it reads, words) of each <meta> that the table lists."""
    for meta in tree.iter("meta"):
        names = (meta.get(name) for name in ("name", "property", "itemprop"))
        reads = next((_listed("meta").get(name.strip().lower()) for name in names if name), None)
        if reads and (words := (meta.get("content") or "").strip()):
            yield reads, words[:LONGEST]


def _of_linked(tree: Any) -> Iterator[tuple[str, str]]:
    for script in tree.xpath("//script[@type='application/ld+json']")[:MOST_SCRIPTS]:
        try:
            loaded = json.loads(script.text_content())
        except (ValueError, RecursionError):
            continue
        for article in _articles(loaded):
            for key, reads in _listed("linked").items():
                yield from ((reads, words[:LONGEST]) for words in _names(article.get(key)))


def _articles(loaded: object) -> Iterator[Mapping[str, Any]]:
    """The objects that are articles: at the top, in a list, or in a graph."""
    waiting, seen = [loaded], 0
    while waiting and seen < MOST_OBJECTS:
        one, seen = waiting.pop(), seen + 1
        if isinstance(one, list):
            waiting.extend(one[:MOST_OBJECTS])
        elif isinstance(one, dict):
            waiting.extend(value for key, value in one.items() if key in ("@graph", "mainEntity"))
            kinds = one.get("@type")
            if any(str(kind).endswith(ARTICLES) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                yield one


def _names(value: object) -> Iterator[str]:
    """The names of a field: words, an object with a name or address, or a list of these."""
    for one in value[:LONGEST] if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield from (word for key in ("name", "url") if isinstance(word := one.get(key), str) and word.strip())
        elif isinstance(one, str) and one.strip():
            yield one


def _read(reads: str, words: str) -> tuple[str, ...]:
    """The outlets that words of a kind name."""
    if reads == "author":
        return credits.credited(words)
    if reads == "rights":
        return credits.of_rights(words)
    names = named(words) or _of_address(words)
    return tuple(name for name in names if reads == "source" or _is_agency(name))


def _of_address(words: str) -> tuple[str, ...]:
    found = outlets.by_domain(words) if "://" in words else None
    return (found.name,) if found else ()


def _is_agency(name: str) -> bool:
    found = outlets.by_name(name)
    return found is not None and found.kind == "agency"


@cache
def _listed(where: str) -> dict[str, str]:
    return {row["name"]: row["reads"] for row in table("credit_metadata.tsv") if row["where"] == where}
