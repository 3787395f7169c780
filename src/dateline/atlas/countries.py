"""Countries and usual territories: their names, peoples, capitals and the seats that stand for governments.

The table is `countries.tsv`. Look-ups keep case ("US" is a country, "us" is not) except for words all in
capitals, as headlines and datelines have them ("RUSSIA"). None means that the atlas does not know the word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from dateline.atlas.tables import table, values

#: An all-capitals word of up to this many letters may be an abbreviation ("IRAN" is a country, "CHAD" hardly ever
#: anything else, but "US" and "UK" must be as the table has them): from here on capitals are folded.
SHORTEST_HEADLINE_WORD = 4
#: Nouns and adjectives that end like these have no plural in -s ("Chinese", "Swiss", "French", "British").
NO_PLURAL = ("s", "sh", "ch", "ese")


@dataclass(frozen=True, slots=True)
class Country:
    """One row of the table. Coordinates are WGS84 degrees of an agreed centre; `geonames` is the GeoNames id.

    `contextual` are names that mean it only in an article that names it in full ("the North").
    """

    code: str
    name: str
    official: str
    aliases: tuple[str, ...]
    contextual: tuple[str, ...]
    demonyms: tuple[str, ...]
    capital: str | None
    metonyms: tuple[str, ...]
    latitude: float
    longitude: float
    geonames: str | None


@cache
def all_countries() -> tuple[Country, ...]:
    """Every country of the table, by code."""
    return tuple(
        Country(
            row["code"],
            row["name"],
            row["official"],
            values(row["aliases"]),
            values(row["contextual"]),
            values(row["demonyms"]),
            row["capital"] or None,
            values(row["metonyms"]),
            float(row["latitude"]),
            float(row["longitude"]),
            row["geonames"] or None,
        )
        for row in table("countries.tsv")
    )


def by_code(code: str) -> Country | None:
    """The country of an ISO 3166-1 alpha-2 code, in capitals ("KP")."""
    return _codes().get(code)


def by_name(name: str, *, contextual: bool = False) -> Country | None:
    """The country of a name, official name, alias or abbreviation ("DPRK", "the United States", "Britain").

    With `contextual` also of names such as "the North", which mean a country only beside its full name.
    """
    found = _look_up(_names(), name)
    return found or (_look_up(_contextual(), name) if contextual else None)


def by_demonym(word: str) -> Country | None:
    """The country of an adjective or noun for its people, singular or plural ("North Korean", "Russians", "Finns")."""
    return _look_up(_demonyms(), word) or (_look_up(_demonyms(), word[:-1]) if _is_plural(word) else None)


def by_metonym(name: str) -> Country | None:
    """The country whose government a capital or seat can stand for ("Moscow", "the Kremlin", "Downing Street")."""
    return _look_up(_metonyms(), name)


def _look_up(index: dict[str, Country], word: str) -> Country | None:
    word = word.replace("’", "'").strip()
    bare = word[4:] if word[:4].casefold() == "the " else word
    found = index.get(word) or index.get(bare)
    if not found and bare.isupper() and len(bare) >= SHORTEST_HEADLINE_WORD:
        return index.get("\0" + bare.casefold())
    return found


def _is_plural(word: str) -> bool:
    return word[-1:] in ("s", "S") and len(word) > 3 and not word[:-1].casefold().endswith(NO_PLURAL)


def _index(pairs: Iterable[tuple[str, Country]]) -> dict[str, Country]:
    """Exact words, then their folded forms behind a NUL, which no word can hold; the first country keeps a word."""
    out: dict[str, Country] = {}
    for word, country in pairs:
        word = word.replace("’", "'")
        out.setdefault(word, country)
        out.setdefault("\0" + word.casefold(), country)
    return out


@cache
def _codes() -> dict[str, Country]:
    return {country.code: country for country in all_countries()}


@cache
def _names() -> dict[str, Country]:
    named = [(country.name, country) for country in all_countries()]
    return _index([*named, *((n, c) for c in all_countries() for n in (c.official, *c.aliases))])


@cache
def _contextual() -> dict[str, Country]:
    return _index((name, country) for country in all_countries() for name in country.contextual)


@cache
def _demonyms() -> dict[str, Country]:
    return _index((word, country) for country in all_countries() for word in country.demonyms)


@cache
def _metonyms() -> dict[str, Country]:
    return _index((name, country) for country in all_countries() for name in country.metonyms)
