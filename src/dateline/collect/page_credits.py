"""Whose copy a web page's metadata say its article is: meta elements and linked data (schema.org, as JSON-LD).

Data: `atlas/credit_metadata.tsv`. Only what names an outlet of the atlas counts; the page's own name is for
the caller to leave out.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from dateline.atlas import outlets
from dateline.atlas.tables import table
from dateline.collect import credits, linked_data
from dateline.collect.datelines import named

LONGEST = 300


def stated(tree: Any, linked: tuple[linked_data.Object, ...]) -> tuple[str, ...]:
    """The outlets that the metadata of a parsed page name as authors or sources, by the atlas's name, each once."""
    found = [*_of_meta(tree), *_of_linked(linked)]
    return tuple(dict.fromkeys(name for reads, words in found for name in _read(reads, words)))


def _of_meta(tree: Any) -> Iterator[tuple[str, str]]:
    """(how it reads, words) of each <meta> that the table lists."""
    for meta in tree.iter("meta"):
        names = (meta.get(name) for name in ("name", "property", "itemprop"))
        reads = next((_listed("meta").get(name.strip().lower()) for name in names if name), None)
        if reads and (words := (meta.get("content") or "").strip()):
            yield reads, words[:LONGEST]


def _of_linked(linked: tuple[linked_data.Object, ...]) -> Iterator[tuple[str, str]]:
    for article in linked_data.articles(linked):
        for key, reads in _listed("linked").items():
            yield from ((reads, words[:LONGEST]) for words in _names(article.get(key)))


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
