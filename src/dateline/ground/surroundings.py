"""What the words around a name say: in what the place lies, what lies in it, what the article is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from dateline.atlas.gazetteer import Candidate
from dateline.ground.candidates import LONGEST_NAME, edges, look_up, ordinary, place_words
from dateline.ground.toponyms import Toponym
from dateline.records import Article, Cluster, Mention

NAME = r"((?:[A-Z][\w.'’-]*)(?:\s+[A-Z][\w.'’-]*){0,3})"
#: What the words after a name may say that it lies in: "Paris, Texas", "Alexandria (La.)", "the plant in Kusong".
AFTER = re.compile(r"(?:['’]s)?(?:,\s+|\s+\(|\s+in\s+|,\s+in\s+)" + NAME)
#: Before a name that itself holds something: "Tbilisi, Georgia", "in Albany, Ga.".
HELD = re.compile(NAME + r",\s+$")
#: Before a name where somebody is, comes from or goes to.
STAY = re.compile(r"\b(?:in|at|from|to)\s+$", re.IGNORECASE)
#: After a name that stands in a list.
LISTED = re.compile(r"(?:,\s+(?:and\s+)?|\s+(?:and|or)\s+)" + NAME)
#: How many characters beside a name are read.
BESIDE = 60
#: A region of so many inhabitants stands in lists of countries ("California, Mexico and Japan").
LARGE_REGION = 3_000_000
#: Names of bodies whose places are kept in memory; a batch of articles repeats them.
REMEMBERED_BODIES = 20_000


def containers_of(article: Article, names: Sequence[Mention]) -> tuple[Candidate, ...]:
    """The countries, regions, counties and cities in which the text puts a place of these mentions."""
    out: list[Candidate] = []
    for mention in names:
        after = AFTER.match(article.text, mention.span.end, mention.span.end + BESIDE)
        before = _before().search(article.text, max(0, mention.span.start - BESIDE), mention.span.start)
        for match in (after, before):
            out += _larger(match[1], backwards=match is before) if match else ()
    return tuple(dict.fromkeys(out))


def parts_of(article: Article, names: Sequence[Mention], found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The places that the text puts into a country, region or county of this name."""
    if not any(c.kind in ("country", "region", "county") for c in found):
        return ()
    out: dict[Candidate, None] = {}
    for mention in names:
        before = HELD.search(article.text, max(0, mention.span.start - BESIDE), mention.span.start)
        words = before[1].split() if before else []
        hits = (look_up(" ".join(words[first:]), "place") for first in range(len(words)))
        out |= dict.fromkeys(c for c in next(filter(None, hits), ()) if c.style != "bare")
    return tuple(out)


def stayed_in(article: Article, names: Sequence[Mention]) -> bool:
    """Whether the text has somebody in, at, from or to a place of these mentions, and lists no region beside it."""
    return any(
        STAY.search(article.text, max(0, mention.span.start - BESIDE), mention.span.start)
        and not _beside_region(article.text[mention.span.end : mention.span.end + BESIDE])
        for mention in names
    )


def _beside_region(after: str) -> bool:
    """Whether words go on with a type of place ("state") or another region ("and New Jersey", ", Ohio")."""
    first = re.match(r"\s+([a-zA-Z]+)", after)
    if first and first[1].lower() in place_words("type"):
        return True
    listed = LISTED.match(after)
    words = listed[1].split() if listed else []
    hits = (look_up(" ".join(words[:length]), "place") for length in range(len(words), 0, -1))
    return any(c.kind == "region" and c.style == "name" for c in next(filter(None, hits), ()))


def _larger(words: str, *, backwards: bool) -> Iterator[Candidate]:
    """The countries, regions, counties and cities of the longest name that the words begin or end with."""
    parts = words.split()
    for length in range(len(parts), 0, -1):
        part = " ".join(parts[-length:] if backwards else parts[:length])
        found = look_up(part, "place") or look_up(part.rstrip("."), "place")
        if found:
            yield from (c for c in found if c.kind in ("country", "region", "county", "city") and c.style != "bare")
            return


def containing(found: tuple[Candidate, ...], containers: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The containers that count: "Egypt, the United States ..." is a list, "Egypt, Tenn." is not."""
    if any(c.kind == "country" or (c.kind == "region" and c.population >= LARGE_REGION) for c in found):
        return tuple(c for c in containers if c.kind != "country")
    return containers


@cache
def _before() -> re.Pattern[str]:
    """Before a name: "Russia's Amur Region", "the Texas town of Paris", "in Iraq's northern city of Mosul".

    Without the possessive only a type of place may stand between: "the United States met in Hamburg" is none.
    """
    kind = "|".join(place_words("type"))
    return re.compile(
        r"((?:[A-Z][\w.’-]*?)(?:\s+[A-Z][\w.-]*?){0,2})"
        rf"(?:['’]s?\s+(?:(?!(?:in|at|to|from|near|on|for|with)\s)[a-z]+\s+){{0,2}}?(?:(?:{kind})\s+of\s+)?"
        rf"|\s+(?:[a-z]+\s+)?(?:{kind})\s+(?:of\s+)?|\s+)$"
    )


def in_bodies(article: Article, clusters: Sequence[Cluster], mentions: dict[str, Mention]) -> list[Toponym]:
    """The places in the names of bodies ("Rapides Parish Sheriff's Office"), which say what the article is about."""
    found: Counter[str] = Counter()
    for cluster in clusters:
        first = mentions.get(cluster.mentions[0])
        if first and first.kind == "organization" and first.form == "name":
            name = " ".join(article.text[first.span.start : first.span.end].split()[:LONGEST_NAME])
            found.update(_body_place(name))
    return [Toponym(name, look_up(name, "place"), count) for name, count in found.items()]


@lru_cache(REMEMBERED_BODIES)
def _body_place(name: str) -> tuple[str, ...]:
    """The region, county or country that a body's name begins with or has after "of"."""
    for part in edges(name):
        found = (c for c in look_up(part, "place") if c.kind in ("region", "county", "country") and c.style == "name")
        if part not in ordinary() and any(found):
            return (part,)
    return ()
