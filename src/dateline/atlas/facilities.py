"""Places that people built and news speaks of: seats of government, bases, plants, cosmodromes, crossings, airports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from dateline.atlas.phrases import PhraseFinder, plain
from dateline.atlas.tables import table, values
from dateline.errors import AtlasError


@dataclass(frozen=True, slots=True)
class Facility:
    """A row of facilities.tsv: WGS84 degrees (None where not known: rely on `near`, a town of `country`, ISO alpha-2).

    `metonym`: the name usually stands for the body inside ("the Kremlin said"), not for the building.
    """

    name: str
    aliases: tuple[str, ...]
    kind: str
    country: str
    latitude: float | None
    longitude: float | None
    near: str
    source: str
    metonym: bool


@dataclass(frozen=True, slots=True)
class Head:
    """A noun for a facility and its kind. `named`: with a proper name before it, it is a name ("Evin prison")."""

    word: str
    kind: str
    named: bool


def find(text: str) -> Iterator[tuple[int, int, Facility]]:
    """(start, end, facility) of each name or alias in a text, in order, none overlapping; "the" stays outside."""
    flat = plain(text)
    for start, end, facility in _finder().find(flat):
        if not flat.startswith("-", start - 1):  # the Elysée of the Champs-Elysées is a street
            yield start, end, facility


def by_name(name: str) -> Facility | None:
    """The facility with this name or alias, whatever its case and with or without "the"; None when unknown."""
    return _by_name().get(_key(name))


@cache
def rows() -> tuple[Facility, ...]:
    """Every row of facilities.tsv. Raises AtlasError when one is broken."""
    return tuple(_facility(row) for row in table("facilities.tsv"))


@cache
def heads() -> Mapping[str, Head]:
    """Nouns for facilities by themselves ("plant", "nuclear power plant"): lower case, singular, several words too."""
    words = table("languages/en/facility_words.tsv")
    return MappingProxyType({row["word"]: Head(row["word"], row["kind"], row["named"] == "yes") for row in words})


def _facility(row: dict[str, str]) -> Facility:
    try:
        latitude, longitude = (float(row[column]) if row[column] else None for column in ("latitude", "longitude"))
    except ValueError as error:
        raise AtlasError(f"atlas/facilities.tsv: {row['name']}: {error}") from error
    return Facility(
        row["name"],
        values(row["aliases"]),
        row["kind"],
        row["country"],
        latitude,
        longitude,
        row["near"],
        row["source"],
        row["metonym"] == "yes",
    )


def _key(name: str) -> str:
    return " ".join(plain(name).casefold().replace("-", " ").split()).removeprefix("the ")


@cache
def _by_name() -> dict[str, Facility]:
    aliases = {_key(alias): facility for facility in reversed(rows()) for alias in facility.aliases}
    return aliases | {_key(facility.name): facility for facility in reversed(rows())}


@cache
def _finder() -> PhraseFinder[Facility]:
    return PhraseFinder(
        (plain(name).removeprefix("the "), facility)
        for facility in rows()
        for name in (facility.name, *facility.aliases)
    )
