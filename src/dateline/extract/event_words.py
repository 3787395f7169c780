"""The classes of words by which events are told: event_classes.tsv, and what nouns name, noun_classes.tsv."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from dateline.atlas.tables import table, values

#: Classes that name one another nest no deeper; the bound stops a class that names itself.
NESTED: Final = 8


@cache
def word_class(name: str) -> frozenset[str]:
    """The lemmas of a class of event_classes.tsv."""
    return _classes().get(name, frozenset())


@cache
def ordered(name: str) -> tuple[str, ...]:
    """The lemmas of a class in the order of the table, where that order is a preference."""
    return next((values(row["words"]) for row in table("languages/en/event_classes.tsv") if row["class"] == name), ())


@cache
def noun_classes() -> dict[str, str]:
    """Nouns for what cannot act, by lemma: "abstract", "animal", "illness", "nature", "thing" or "vehicle"."""
    return {word: row["class"] for row in table("languages/en/noun_classes.tsv") for word in values(row["words"])}


@cache
def _classes() -> dict[str, frozenset[str]]:
    rows = {row["class"]: values(row["words"]) for row in table("languages/en/event_classes.tsv")}
    return {name: frozenset(_spread(name, rows, NESTED)) for name in rows}


def _spread(name: str, rows: Mapping[str, Sequence[str]], depth: int) -> Iterator[str]:
    """The words of a class, with those of the classes that it names."""
    for word in rows.get(name, ()):
        if not word.startswith("@"):
            yield word
        elif depth:
            yield from _spread(word[1:], rows, depth - 1)
