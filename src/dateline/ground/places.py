"""Places, facilities and peoples of an article put on the map.

Each cluster of place, facility or people mentions gets at most one `Place`. Places are resolved together
(toponyms.py); a facility has its own row in the atlas or takes the town that its name or the words beside it give,
and its precision says so; a people takes its country's or region's middle. A name that the atlas does not know gets
no `Place`, and neither does a capital that stands for its government (that is an organization).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dateline.ground.candidates import apart, beside, known_part, look_up, ordinary, pooled, town_of, towns
from dateline.ground.home import home, outlet_toponym, press_country
from dateline.ground.surroundings import containers_of, containing, in_bodies, parts_of, stayed_in
from dateline.ground.toponyms import Scored, Toponym, resolve
from dateline.records import Article, Cluster, Derivation, Kind, Mention, Place, PlacePrecision, Rows, row_id

VERSION = "1"
#: Kinds of mention that stand somewhere on the map; peoples at the middle of their country.
LOCATED: frozenset[Kind] = frozenset(("place", "facility", "group"))
#: A dateline's place says what an article is about as often as if it were named so many times more.
DATELINE_SAY = 2
#: A doubtful name is a place's where so much of what the article's other names mean lies in its country (or state).
#: At 0.05 one right place in 1,000 more of LGL is wrong, from 0.3 on right ones are lost.
LEAST_SHARE = 0.15
#: The features that say so, for the country and for the state.
ABOUT = (("country_share", "home_region", "contained"), ("region_share", "home_region", "contained"))
#: From so many inhabitants on, a town's other names are taken for it anywhere ("Seville"). At 20,000, two
#: places in 1,000 of LGL more are wrong; from 100,000 on nothing changes.
WELL_KNOWN = 100_000
#: Of the places that a name might be besides the chosen one, so many are kept.
MOST_RUNNERS_UP = 4


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
    word = named.names[0] in ordinary() and best.candidate.kind != "country"  # "American" may be a town, but is not
    return of_country > LEAST_SHARE or not (other or word)


def resolved(rows: Rows) -> tuple[list[Named], list[list[Scored]]]:
    """The clusters to place, and what each may be, best first (after them what the outlet's name may be)."""
    article = rows.article
    mentions = {mention.id: mention for mention in rows.of(Mention)}
    named = [found for cluster in rows.of(Cluster) if (found := _named(article, cluster, mentions))]
    outlet = article.outlet or article.url or ""
    around = [] if home(outlet) else outlet_toponym(outlet)
    toponyms = [each.toponym for each in named] + around + in_bodies(article, rows.of(Cluster), mentions)
    return named, resolve(toponyms, outlet=press_country(outlet), home=home(outlet))


def _named(article: Article, cluster: Cluster, mentions: dict[str, Mention]) -> Named | None:
    names = [m for each in cluster.mentions if (m := mentions.get(each)) and m.form == "name"]
    located = [m for m in names if m.kind in LOCATED]
    if not located or 2 * len(located) < len(names):
        return None
    called = _by_length((article.text[m.span.start : m.span.end], m.kind) for m in located)
    texts, kind = tuple(text for text, _ in called), located[0].kind
    containers = containers_of(article, located)
    found = apart(pooled([hits for text, kind in called if (hits := look_up(text, kind))]))
    if not found and kind == "facility":
        found = known_part(texts)
    direct = bool(found)
    if not found and kind == "facility":
        found = beside(texts) or town_of(texts) or towns(containers)
    if not found:
        return None
    count = len(located) + (DATELINE_SAY if _in_dateline(article, located) else 0)
    parts = parts_of(article, located, found)
    stayed = not parts and stayed_in(article, located)
    toponym = Toponym(texts[0], found, count, containing(found, containers), parts, stayed)
    return Named(cluster, texts, toponym, direct)


def _in_dateline(article: Article, names: Sequence[Mention]) -> bool:
    where = article.dateline.place if article.dateline else None
    return where is not None and any(mention.span.overlaps(where) for mention in names)


def _by_length(names: Iterator[tuple[str, Kind]]) -> tuple[tuple[str, Kind], ...]:
    distinct = dict.fromkeys((" ".join(text.split()), kind) for text, kind in names)
    return tuple(sorted(distinct, key=lambda name: (-len(name[0]), name)))


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
