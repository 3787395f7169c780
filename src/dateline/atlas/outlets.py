"""The world's outlets: agencies, newspapers, broadcasters, sites and platforms, by name, domain and credit.

Data: `outlets.tsv`, written by hand. What an outlet is called in running text is matched with its case; a form
listed there as `ordinary` ("Time", "Independent") is known to `by_name` but never looked for in a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from dateline.atlas.phrases import PhraseFinder
from dateline.atlas.tables import table, values

#: What a credit may say beside the agency's name: "AP Photo", "Associated Press Writer", "By Reuters Staff".
CREDIT_TRIM = re.compile(r"^(?:by|from|via|source:)\s+|\s+(?:staff|writers?|photos?|news desk|report)$", re.IGNORECASE)
ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet. `country` is ISO 3166 alpha-2, `languages` ISO 639-1; None or () where it is not known.

    `interest` is the state, body or owner that it speaks for. `state_media` is whether a state runs it.
    """

    name: str
    aliases: tuple[str, ...]
    ordinary: tuple[str, ...]
    domains: tuple[str, ...]
    country: str | None
    languages: tuple[str, ...]
    kind: str
    owner: str | None
    interest: str | None
    state_media: bool | None

    @property
    def forms(self) -> tuple[str, ...]:
        """Every form of its name, the canonical one first."""
        return (self.name, *self.aliases)


def by_domain(address: str) -> Outlet | None:
    """The outlet of a URL or host name: that of the longest registered suffix of the host."""
    labels = _host(address).split(".")
    hosts = (".".join(labels[at:]) for at in range(len(labels) - 1))
    return next((_domains()[host] for host in hosts if host in _domains()), None)


def by_name(name: str) -> Outlet | None:
    """The outlet of that name or alias; case and a leading "the" make no difference."""
    return _names().get(_key(name))


def credit(token: str) -> Outlet | None:
    """The outlet that a wire credit names: "KCNA", "(AP)", "Associated Press Writer". Platforms give None."""
    bare = CREDIT_TRIM.sub("", token.strip(" \t()[]-–—.,;:"))
    found = by_name(bare)
    return found if found and found.kind != "platform" else None


def find(text: str) -> Iterator[tuple[int, int, Outlet]]:
    """(start, end, outlet) of each name in a text, without a leading "the"."""
    for start, end, outlet in _finder().find(text):
        article = ARTICLE.match(text[start:end])
        yield start + (article.end() if article else 0), end, outlet


@cache
def outlets() -> tuple[Outlet, ...]:
    """Every outlet of the table, in its order."""
    return tuple(_outlet(row) for row in table("outlets.tsv"))


def _outlet(row: dict[str, str]) -> Outlet:
    return Outlet(
        name=row["name"],
        aliases=values(row["aliases"]),
        ordinary=values(row["ordinary"]),
        domains=values(row["domains"]),
        country=row["country"] or None,
        languages=values(row["languages"]),
        kind=row["kind"],
        owner=row["owner"] or None,
        interest=row["interest"] or None,
        state_media={"yes": True, "no": False}.get(row["state_media"]),
    )


def _key(name: str) -> str:
    return ARTICLE.sub("", " ".join(name.split())).casefold()


def _host(address: str) -> str:
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname
    except ValueError:  # "http://[bad" and the like: no address at all
        return ""
    return (host or "").rstrip(".").casefold()


@cache
def _names() -> dict[str, Outlet]:
    out: dict[str, Outlet] = {}
    for outlet in outlets():
        for form in outlet.forms:
            out.setdefault(_key(form), outlet)
    return out


@cache
def _domains() -> dict[str, Outlet]:
    out: dict[str, Outlet] = {}
    for outlet in outlets():
        for domain in outlet.domains:
            out.setdefault(domain, outlet)
    return out


@cache
def _finder() -> PhraseFinder[Outlet]:
    return PhraseFinder((form, outlet) for outlet in outlets() for name in outlet.forms for form in _safe(outlet, name))


def _safe(outlet: Outlet, form: str) -> Iterator[str]:
    """The ways in which a form may be looked for: an ordinary word only behind the article of its own name."""
    if form in outlet.ordinary:
        return
    bare = ARTICLE.sub("", form)
    if bare not in outlet.ordinary:
        yield bare
    elif bare != form:
        yield from (f"The {bare}", f"the {bare}")
