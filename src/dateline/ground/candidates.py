"""What the atlas knows under a name of an article: the candidates that are then weighed (toponyms.py)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from dateline.atlas import countries, facilities
from dateline.atlas.gazetteer import Candidate, distance_km, gazetteer
from dateline.atlas.tables import table
from dateline.records import Kind

PREPOSITION = re.compile(r"\b(?:of|for|at|in)\s+")
#: Of a longer name so many words are searched for a shorter one.
LONGEST_NAME = 12
#: No place's name has so many characters; what has is no name.
MOST_CHARACTERS = 120
#: Places of one name nearer than this are one place and what surrounds it (20 and 80 km do as well).
SAME_PLACE_KM = 40.0
#: A word of a facility's name is taken for a town's from this many inhabitants on: half of all surnames are a hamlet's.
LARGE_TOWN = 20_000


@lru_cache(20_000)
def look_up(name: str, kind: Kind) -> tuple[Candidate, ...]:
    """The candidates of a name; a people's names count for peoples alone."""
    if len(name) > MOST_CHARACTERS:
        return ()
    bare = re.sub(r"['’]s?$", "", name)
    if kind == "group":
        country = countries.by_demonym(bare)
        own = gazetteer().by_code(country.code) if country else None
        others = (c for c in gazetteer().candidates(bare) if c.style == "demonym")
        return tuple(c for c in (own, *others) if c)
    found = gazetteer().candidates(bare) or gazetteer().candidates(_part().sub("", bare)) or _without_type(bare)
    stem, _, word = bare.rpartition(" ")
    if found and word == "City" and not any(c.kind == "city" and c.style == "name" for c in found):
        # "Dublin City" may be any city of Dublin, "Kansas City" is not Kansas.
        found = (*found, *(c for c in gazetteer().candidates(stem) if c.kind == "city" and c not in found))
    return tuple(c for c in found if c.style != "demonym")


def _without_type(name: str) -> tuple[Candidate, ...]:
    """The regions and cities of a name whose last word only says what it is ("Aceh province")."""
    stem, _, word = name.rpartition(" ")
    if not stem or word.casefold() not in _region_words():
        return ()
    return tuple(c for c in gazetteer().candidates(stem) if c.kind not in ("country", "airport"))


@cache
def place_words(use: str) -> tuple[str, ...]:
    """The words of place_words.tsv with a use ("part", "type"), the longest first."""
    words = (row["word"] for row in table("languages/en/place_words.tsv") if row["use"] == use)
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@cache
def _part() -> re.Pattern[str]:
    """What may precede the name that the gazetteer has: "the", "north-eastern", "downtown", "city of"."""
    part, kind = "|".join(place_words("part")), "|".join(place_words("type"))
    return re.compile(rf"^(?i:the\s+|(?:{part})[\s-]+|(?:{kind})\s+of\s+)+(?=[A-Z])")


@cache
def _region_words() -> frozenset[str]:
    return frozenset(row["word"] for row in table("region_words.tsv"))


@cache
def ordinary() -> frozenset[str]:
    """Ordinary words that are also the names of places."""
    return frozenset(row["word"] for row in table("languages/en/ordinary_names.tsv"))


def pooled(found: Sequence[tuple[Candidate, ...]]) -> tuple[Candidate, ...]:
    """The candidates that all names of a cluster share ("Canada", "Canadian"); where they share none, those of each."""
    by_id = {c.id: c for hits in reversed(found) for c in hits}
    common = set(by_id).intersection(*({c.id for c in hits} for hits in found))
    return tuple(c for id_, c in by_id.items() if id_ in (common or by_id))


def apart(found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The candidates without those that are another one's surroundings: Berlin the state, "Boulder" for its county."""
    cities = [c for c in found if c.kind == "city"]
    return tuple(c for c in found if not any(_surrounds(c, city) for city in cities))


def _surrounds(wide: Candidate, city: Candidate) -> bool:
    if wide is city or wide.country != city.country or wide.kind not in ("region", "county", "city"):
        return False
    if wide.kind == "city" and (wide.population, -wide.id) > (city.population, -city.id):
        return False
    if wide.style == "name" and city.style != "name":
        return False
    return distance_km((wide.latitude, wide.longitude), (city.latitude, city.longitude)) < SAME_PLACE_KM


# ---------------------------------------------------------------- a shorter name inside a longer one


def known_part(texts: Sequence[str]) -> tuple[Candidate, ...]:
    """The facility whose name of two words or more lies in a longer one ("Russia's Yuri Gagarin Aviation Plant")."""
    for part in (part for text in texts for part in runs(text.split()) if len(part) > 1):
        found = tuple(c for c in look_up(" ".join(part), "facility") if c.precision == "site")
        if found:
            return found
    return ()


def beside(texts: Sequence[str]) -> tuple[Candidate, ...]:
    """The town near which the atlas puts a facility whose point it does not know."""
    known = next((row for text in texts if (row := facilities.by_name(text)) and row.near), None)
    if not known:
        return ()
    return tuple(c for c in look_up(known.near, "place") if c.country == known.country and c.kind == "city")


def town_of(texts: Sequence[str]) -> tuple[Candidate, ...]:
    """The cities of the longest town's name that a facility's name begins with or has after "of" or "in"."""
    for part in (part for text in texts for part in edges(text)):
        found = towns(look_up(part, "place"))
        if found and part not in ordinary():
            return found
    return ()


def towns(found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The cities among candidates, () where all are small."""
    cities = tuple(c for c in found if c.kind == "city" and c.style == "name")
    return cities if max((c.population for c in cities), default=0) >= LARGE_TOWN else ()


def edges(name: str) -> Iterator[str]:
    """What a name begins with, longest first, and what it has after its last preposition."""
    words, tail = name.split()[:LONGEST_NAME], PREPOSITION.split(name)[-1]
    yield from (" ".join(words[:length]) for length in range(min(4, len(words) - 1), 0, -1))
    if tail != name and len(tail.split()) <= LONGEST_NAME:
        yield tail


def runs(words: list[str]) -> Iterator[list[str]]:
    """The runs of words in a name that are shorter than it, longest first; names of a page are cut to their start."""
    words = words[:LONGEST_NAME]
    for length in range(len(words) - 1, 0, -1):
        for first in range(len(words) - length + 1):
            yield words[first : first + length]
