"""Where an outlet is at home: its country, and for a local paper its town."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from dateline.atlas import countries, outlets
from dateline.atlas.gazetteer import Candidate
from dateline.atlas.tables import table
from dateline.ground.candidates import LARGE_TOWN, look_up, runs
from dateline.ground.toponyms import Toponym


@lru_cache(1_000)
def outlet_country(outlet: str) -> str | None:
    """The country of an outlet, by the atlas or the country domain of its address; None where neither says."""
    known = outlets.by_name(outlet) or outlets.by_domain(outlet)
    if known:
        return known.country
    ending = host(outlet).rpartition(".")[2]
    code = _domains().get(ending, ending.upper())
    return code if "." in outlet and countries.by_code(code) else None


def press_country(outlet: str) -> str | None:
    """The country that an outlet is likely to write about: that of its domain ("example.co.nz").

    None for outlets that the atlas knows: agencies, broadcasters and large papers write about the world.
    """
    return None if outlets.by_name(outlet) or outlets.by_domain(outlet) else outlet_country(outlet)


@cache
def _domains() -> dict[str, str]:
    return {row["domain"]: row["country"] for row in table("domains.tsv")}


@lru_cache(1_000)
def home(outlet: str) -> Candidate | None:
    """The town of a local outlet, by its name or address (local_papers.tsv); None where that is not known."""
    known = outlets.by_name(outlet)
    hosts = [*(known.domains if known else ()), *_suffixes(host(outlet))]
    place = next((_homes()[each] for each in hosts if each in _homes()), None)
    if not place:
        return None
    path, _, town = place.rpartition("/")
    inside = (c for c in look_up(town, "place") if c.kind in ("city", "district", "island"))
    return next((c for c in inside if f"{c.within}.".startswith(f"{path}.")), None)


def _suffixes(name: str) -> list[str]:
    """A host and the domains that it is part of: "news.example.com", "example.com", "com"."""
    labels = name.split(".")
    return [".".join(labels[at:]) for at in range(len(labels))]


@cache
def _homes() -> dict[str, str]:
    return {row["domain"]: row["place"] for row in table("local_papers.tsv")}


def host(address: str) -> str:
    """The host of a URL or bare domain, without "www."."""
    return re.sub(r"^(?:[a-z]+://)?(?:www\.)?", "", address.strip().lower()).split("/")[0]


@lru_cache(1_000)
def outlet_toponym(outlet: str) -> list[Toponym]:
    """The town in a local outlet's name or domain ("Houston Chronicle", "jamestownsun.com"), as one more name."""
    if outlets.by_name(outlet) or outlets.by_domain(outlet):
        return []
    label = re.sub(r"^the(?=.{5})", "", host(outlet)).split(".")[0]
    words = [" ".join(run) for run in runs(outlet.split())] if " " in outlet else []
    letters = [label[:end] for end in range(len(label), 4, -1)] if label.isascii() and "." in outlet else []
    country = outlet_country(outlet)
    for name in (*words, *letters):
        towns = tuple(c for c in look_up(name, "place") if c.kind in ("city", "region") and c.style == "name")
        if towns and max(c.population for c in towns) >= LARGE_TOWN:
            return [Toponym(name, tuple(c for c in towns if c.country == country) or towns, 2)]
    return []
