"""Places, facilities and peoples of an article put on the map.

Each cluster of place, facility or people mentions gets at most one `Place`. Places are resolved together
(toponyms.py); a facility has its own row in the atlas or takes the town that its name or the words beside it give,
and its precision says so; a people takes its country's or region's middle. A name that the atlas does not know gets
no `Place`, and neither does a capital that stands for its government (that is an organization).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from dateline.atlas import countries, facilities, outlets
from dateline.atlas.gazetteer import Candidate, distance_km, gazetteer
from dateline.atlas.tables import table
from dateline.ground.toponyms import Scored, Toponym, resolve
from dateline.records import Article, Cluster, Derivation, Kind, Mention, Place, PlacePrecision, Rows, row_id

VERSION = "1"
#: What the words after a name may say that it lies in: "Paris, Texas", "Alexandria (La.)", "the plant in Kusong".
AFTER = re.compile(r"(?:['’]s)?(?:,\s+|\s+\(|\s+in\s+|,\s+in\s+)((?:[A-Z][\w.'’-]*)(?:\s+[A-Z][\w.'’-]*){0,3})")
#: And the words before it: "Russia's Amur Region", "the Texas town of Paris", "in Iraq's northern city of Mosul".
BEFORE = re.compile(
    r"((?:[A-Z][\w.’-]*?)(?:\s+[A-Z][\w.-]*?){0,2})(?:['’]s?)?\s+(?:[a-z]+\s+){0,2}?"
    r"(?:(?:city|town|village|suburb|county|province|region|state|district|port)\s+of\s+)?$"
)
#: And before a name that itself holds something: "Tbilisi, Georgia", "in Albany, Ga.".
HELD = re.compile(r"((?:[A-Z][\w.'’-]*)(?:\s+[A-Z][\w.'’-]*){0,3}),\s+$")
PREPOSITION = re.compile(r"\b(?:of|for|at|in)\s+")
#: Words that only say which part of a place is meant.
PART = re.compile(
    r"^(?i:the\s+|(?:north|south|east|west|central|mid)(?:ern)?[\s-]+|(?:north|south)(?:east|west)(?:ern)?[\s-]+"
    r"|downtown\s+|upstate\s+|suburban\s+|rural\s+|greater\s+|metro(?:politan)?\s+|inner[\s-]+"
    r"|(?:city|town|county|state|village|province|port|district|borough|township|republic|commonwealth)\s+of\s+)+"
    r"(?=[A-Z])"
)
#: Kinds of mention that stand somewhere on the map; peoples at the middle of their country.
LOCATED: frozenset[Kind] = frozenset(("place", "facility", "group"))
#: A dateline's place says what an article is about as often as if it were named so many times more.
DATELINE_SAY = 2
#: A doubtful name is a place's where so much of what the article's other names mean lies in its country (or state).
LEAST_SHARE = 0.15
#: Places of one name nearer than this are one place and what surrounds it.
SAME_PLACE_KM = 40.0
#: The features that say so, for the country and for the state.
ABOUT = (("country_share", "home_region", "contained"), ("region_share", "home_region", "contained"))
#: From so many inhabitants on, a town's other names are taken for it anywhere ("Seville").
WELL_KNOWN = 100_000
#: How many characters beside a name are read for what it lies in.
BESIDE = 60
#: Of a longer name so many words are searched for a shorter one.
LONGEST_NAME = 12
#: Of the places that a name might be besides the chosen one, so many are kept.
MOST_RUNNERS_UP = 4
#: Top-level domains that are not the country's ISO code, and those that are used everywhere.
DOMAINS = {"uk": "GB", "eu": ""}
EVERYWHERE = frozenset({"io", "tv", "me", "co", "ai", "fm", "cc", "to", "ly", "am", "ws"})


@dataclass(frozen=True, slots=True)
class Named:
    """A cluster to place: its names (longest first) and the toponym to resolve.

    `direct`: the candidates are what the names mean, and not just the town that a facility stands in.
    """

    cluster: Cluster
    names: tuple[str, ...]
    toponym: Toponym
    direct: bool


def find_places(rows: Rows) -> Iterator[Place]:
    """One place for each cluster of places, facilities or peoples that the atlas can put on the map."""
    for each, scored in zip(*resolved(rows), strict=False):
        if scored and _believable(each, scored[0]):
            yield _place(each, scored)


def _believable(named: Named, best: Scored) -> bool:
    """Whether the article is about where a doubtful name lies.

    Doubtful are ordinary words, a small town's other names, and regions without the type they need ("Park" for
    Park County).
    """
    of_country, of_region = (max(best.features.get(e, 0.0) for e in each) for each in ABOUT)
    if best.candidate.style == "bare":
        return of_region > LEAST_SHARE
    other = best.candidate.style == "alias" and best.candidate.population < WELL_KNOWN
    return of_country > LEAST_SHARE or not (other or named.names[0] in _ordinary())


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(row["word"] for row in table("languages/en/ordinary_names.tsv"))


def resolved(rows: Rows) -> tuple[list[Named], list[list[Scored]]]:
    """The clusters to place, and what each may be, best first (after them what the outlet's name may be)."""
    article = rows.article
    mentions = {mention.id: mention for mention in rows.of(Mention)}
    named = [found for cluster in rows.of(Cluster) if (found := _named(article, cluster, mentions))]
    outlet = article.outlet or article.url or ""
    around = [] if home(outlet) else _outlet_toponym(outlet)
    toponyms = [each.toponym for each in named] + around + _in_bodies(article, rows.of(Cluster), mentions)
    return named, resolve(toponyms, outlet=outlet_country(outlet), home=home(outlet))


# ---------------------------------------------------------------- what a cluster is called and lies in


def _named(article: Article, cluster: Cluster, mentions: dict[str, Mention]) -> Named | None:
    names = [m for each in cluster.mentions if (m := mentions.get(each)) and m.form == "name"]
    located = [m for m in names if m.kind in LOCATED]
    if not located or 2 * len(located) < len(names):
        return None
    called = _by_length((article.text[m.span.start : m.span.end], m.kind) for m in located)
    texts, kind = tuple(text for text, _ in called), located[0].kind
    containers = _containers(article, located)
    found = _apart(_pooled([hits for text, kind in called if (hits := _look_up(text, kind))]))
    if not found and kind == "facility":
        found = _known_part(texts)
    direct = bool(found)
    if not found and kind == "facility":
        found = _beside(texts) or _town_of(texts) or _towns(containers)
    if not found:
        return None
    count = len(located) + (DATELINE_SAY if _in_dateline(article, located) else 0)
    toponym = Toponym(texts[0], found, count, _containing(found, containers), _parts(article, located, found))
    return Named(cluster, texts, toponym, direct)


def _in_dateline(article: Article, names: Sequence[Mention]) -> bool:
    where = article.dateline.place if article.dateline else None
    return where is not None and any(mention.span.overlaps(where) for mention in names)


def _by_length(names: Iterator[tuple[str, Kind]]) -> tuple[tuple[str, Kind], ...]:
    distinct = dict.fromkeys((" ".join(text.split()), kind) for text, kind in names)
    return tuple(sorted(distinct, key=lambda name: (-len(name[0]), name)))


def _pooled(found: Sequence[tuple[Candidate, ...]]) -> tuple[Candidate, ...]:
    """The candidates that all names of a cluster share ("Canada", "Canadian"); where they share none, those of each."""
    by_id = {c.id: c for hits in reversed(found) for c in hits}
    common = set(by_id).intersection(*({c.id for c in hits} for hits in found))
    return tuple(c for id_, c in by_id.items() if id_ in (common or by_id))


def _apart(found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
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


def _containing(found: tuple[Candidate, ...], containers: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The containers that count: "Egypt, the United States ..." is a list, "Egypt, Tenn." is not."""
    if any(c.kind == "country" or (c.kind == "region" and c.population >= LARGE_REGION) for c in found):
        return tuple(c for c in containers if c.kind != "country")
    return containers


@lru_cache(20_000)
def _look_up(name: str, kind: Kind) -> tuple[Candidate, ...]:
    """The candidates of a name; a people's names count for peoples alone."""
    bare = re.sub(r"['’]s?$", "", name)
    if kind == "group":
        country = countries.by_demonym(bare)
        own = gazetteer().by_code(country.code) if country else None
        others = (c for c in gazetteer().candidates(bare) if c.style == "demonym")
        return tuple(c for c in (own, *others) if c)
    found = gazetteer().candidates(bare) or gazetteer().candidates(PART.sub("", bare)) or _without_type(bare)
    return tuple(c for c in found if c.style != "demonym")


def _without_type(name: str) -> tuple[Candidate, ...]:
    """The regions and cities of a name whose last word only says what it is ("Aceh province")."""
    stem, _, word = name.rpartition(" ")
    if not stem or word.casefold() not in _region_words():
        return ()
    return tuple(c for c in gazetteer().candidates(stem) if c.kind not in ("country", "airport"))


@cache
def _region_words() -> frozenset[str]:
    return frozenset(row["word"] for row in table("region_words.tsv"))


def _known_part(texts: Sequence[str]) -> tuple[Candidate, ...]:
    """The facility whose name of two words or more lies in a longer one ("Russia's Yuri Gagarin Aviation Plant")."""
    for part in (part for text in texts for part in _runs(text.split()) if len(part) > 1):
        found = tuple(c for c in _look_up(" ".join(part), "facility") if c.precision == "site")
        if found:
            return found
    return ()


def _beside(texts: Sequence[str]) -> tuple[Candidate, ...]:
    """The town near which the atlas puts a facility whose point it does not know."""
    known = next((row for text in texts if (row := facilities.by_name(text)) and row.near), None)
    if not known:
        return ()
    return tuple(c for c in _look_up(known.near, "place") if c.country == known.country and c.kind == "city")


def _town_of(texts: Sequence[str]) -> tuple[Candidate, ...]:
    """The cities of the longest town's name that a facility's name begins with or has after "of" or "in"."""
    for part in (part for text in texts for part in _edges(text)):
        towns = _towns(_look_up(part, "place"))
        if towns and part not in _ordinary():
            return towns
    return ()


def _towns(found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    towns = tuple(c for c in found if c.kind == "city" and c.style == "name")
    return towns if max((c.population for c in towns), default=0) >= LARGE_TOWN else ()


def _edges(name: str) -> Iterator[str]:
    """What a name begins with, longest first, and what it has after its last preposition."""
    words, tail = name.split()[:LONGEST_NAME], PREPOSITION.split(name)[-1]
    yield from (" ".join(words[:length]) for length in range(min(4, len(words) - 1), 0, -1))
    if tail != name and len(tail.split()) <= LONGEST_NAME:
        yield tail


#: A region of so many inhabitants stands in lists of countries ("California, Mexico and Japan").
LARGE_REGION = 3_000_000
#: A word of a facility's name is taken for a town's from this many inhabitants on: half of all surnames are a hamlet's.
LARGE_TOWN = 20_000


def _containers(article: Article, names: Sequence[Mention]) -> tuple[Candidate, ...]:
    out: list[Candidate] = []
    for mention in names:
        after = AFTER.match(article.text, mention.span.end, mention.span.end + BESIDE)
        before = BEFORE.search(article.text, max(0, mention.span.start - BESIDE), mention.span.start)
        for match in (after, before):
            out += _larger(match[1], backwards=match is before) if match else ()
    return tuple(dict.fromkeys(out))


def _parts(article: Article, names: Sequence[Mention], found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The places that the text puts into a country, region or county of this name."""
    if not any(c.kind in ("country", "region", "county") for c in found):
        return ()
    out: dict[Candidate, None] = {}
    for mention in names:
        before = HELD.search(article.text, max(0, mention.span.start - BESIDE), mention.span.start)
        words = before[1].split() if before else []
        hits = (_look_up(" ".join(words[first:]), "place") for first in range(len(words)))
        out |= dict.fromkeys(c for c in next(filter(None, hits), ()) if c.style != "bare")
    return tuple(out)


def _larger(words: str, *, backwards: bool) -> Iterator[Candidate]:
    """The countries, regions, counties and cities of the longest name that the words begin or end with."""
    parts = words.split()
    for length in range(len(parts), 0, -1):
        part = " ".join(parts[-length:] if backwards else parts[:length])
        found = _look_up(part, "place") or _look_up(part.rstrip("."), "place")
        if found:
            yield from (c for c in found if c.kind in ("country", "region", "county", "city") and c.style != "bare")
            return


# ---------------------------------------------------------------- what the outlet tells


@lru_cache(1_000)
def outlet_country(outlet: str) -> str | None:
    """The country of an outlet, by the atlas or the country domain of its address; None where neither says."""
    known = outlets.by_name(outlet) or outlets.by_domain(outlet)
    if known:
        return known.country
    ending = host(outlet).rpartition(".")[2]
    code = DOMAINS.get(ending, ending.upper())
    return code if "." in outlet and ending not in EVERYWHERE and countries.by_code(code) else None


@lru_cache(1_000)
def home(outlet: str) -> Candidate | None:
    """The town of a local outlet, by its name or address (local_papers.tsv); None where that is not known."""
    known = outlets.by_name(outlet)
    hosts = known.domains if known else (host(outlet),)
    place = next((_homes()[each] for each in hosts if each in _homes()), None)
    if not place:
        return None
    path, _, town = place.rpartition("/")
    inside = (c for c in _look_up(town, "place") if c.kind in ("city", "district", "island"))
    return next((c for c in inside if f"{c.within}.".startswith(f"{path}.")), None)


@cache
def _homes() -> dict[str, str]:
    return {row["domain"]: row["place"] for row in table("local_papers.tsv")}


def host(address: str) -> str:
    """The host of a URL or bare domain, without "www."."""
    return re.sub(r"^(?:[a-z]+://)?(?:www\.)?", "", address.strip().lower()).split("/")[0]


@lru_cache(1_000)
def _outlet_toponym(outlet: str) -> list[Toponym]:
    """The town in a local outlet's name or domain ("Houston Chronicle", "jamestownsun.com"), as one more name."""
    if outlets.by_name(outlet) or outlets.by_domain(outlet):
        return []
    label = re.sub(r"^the(?=.{5})", "", host(outlet)).split(".")[0]
    words = [" ".join(run) for run in _runs(outlet.split())] if " " in outlet else []
    letters = [label[:end] for end in range(len(label), 4, -1)] if label.isascii() and "." in outlet else []
    for name in (*words, *letters):
        towns = tuple(c for c in _look_up(name, "place") if c.kind in ("city", "region") and c.style == "name")
        if towns and max(c.population for c in towns) >= LARGE_TOWN:
            return [Toponym(name, towns, 2)]
    return []


def _runs(words: list[str]) -> Iterator[list[str]]:
    """The runs of words in a name that are shorter than it, longest first; names of a page are cut to their start."""
    words = words[:LONGEST_NAME]
    for length in range(len(words) - 1, 0, -1):
        for first in range(len(words) - length + 1):
            yield words[first : first + length]


# ---------------------------------------------------------------- what the names of bodies tell


def _in_bodies(article: Article, clusters: Sequence[Cluster], mentions: dict[str, Mention]) -> list[Toponym]:
    """The places in the names of bodies ("Rapides Parish Sheriff's Office"), which say what the article is about."""
    found: Counter[str] = Counter()
    for cluster in clusters:
        first = mentions.get(cluster.mentions[0])
        if first and first.kind == "organization" and first.form == "name":
            name = " ".join(article.text[first.span.start : first.span.end].split()[:LONGEST_NAME])
            found.update(_body_place(name))
    return [Toponym(name, _look_up(name, "place"), count) for name, count in found.items()]


@lru_cache(20_000)
def _body_place(name: str) -> tuple[str, ...]:
    """The region, county or country that a body's name begins with or has after "of"."""
    for part in _edges(name):
        found = (c for c in _look_up(part, "place") if c.kind in ("region", "county", "country") and c.style == "name")
        if part not in _ordinary() and any(found):
            return (part,)
    return ()


# ---------------------------------------------------------------- rows


def _place(named: Named, scored: list[Scored]) -> Place:
    best = scored[0].candidate
    precision: PlacePrecision = best.precision if named.direct or best.precision != "site" else "city"
    others = tuple(
        (s.candidate.name, s.candidate.country, s.candidate.latitude, s.candidate.longitude, round(s.chance, 4))
        for s in scored[1 : 1 + MOST_RUNNERS_UP]
    )
    return Place(
        row_id("pl", named.cluster.id),
        named.cluster.id,
        best.name if named.direct else named.names[0],
        best.kind if named.direct else "facility",
        best.latitude,
        best.longitude,
        best.country,
        precision,
        best.identifiers if named.direct else (),
        others,
        Derivation("places", VERSION, scored[0].why(), round(scored[0].chance, 4)),
    )
