"""Which entity of the user's own lists a referent is, and what the list then says of it.

The list goes before what dateline knows by itself; where both mean the same one, its office and interest stay. A name
that several entities of the lists bear is linked only where the article decides between them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dateline.atlas.bodies import split_country
from dateline.atlas.followthemoney import Listed
from dateline.atlas.own import OwnAtlas
from dateline.ground.identities import Identity
from dateline.ground.referents import Reading, Referent
from dateline.records import Entity, Kind, row_id

#: Kinds of mentions that entities of lists can be.
KINDS: frozenset[Kind] = frozenset({"person", "organization", "equipment"})
#: Most names of a list that an entity is given beside those that the article uses: some people have hundreds.
MOST_ALIASES = 20
#: Nobody makes news as a person in office before this age: a bearer of the name who was younger is a namesake.
YOUNGEST = 14
#: Words of fewer letters ("of", "the", "in") say nothing about a post.
SHORTEST_WORD = 4
#: Capitalized words right before a name, sought in so many characters.
TITLES, REACH = re.compile(r"(?:\b[A-Z][\w-]{0,30} ){1,4}$"), 60
WORD = re.compile(r"[^\W\d_]+")


def identify_listed(referent: Referent, reading: Reading, known: Identity | None, own: OwnAtlas) -> Listed | None:
    """The entity of the user's lists that a referent's names mean, or that `known` is; None if in doubt."""
    if referent.kind not in KINDS:
        return None
    if votes := _votes(referent.names, referent.kind, own):
        most = max(votes.values())
        return _choose([one for one, count in votes.items() if count == most], referent, reading)
    if known and known.kind in KINDS:
        same = [one for one in _named(known.name, known.kind, own) if is_same(one, known)]
        return _choose(same, referent, reading) if same else None
    return None


def is_same(listed: Listed, known: Identity) -> bool:
    """Whether nothing speaks against one of the lists being the one of that name whom dateline knows."""
    return listed.kind == known.kind and (
        not known.country or not listed.countries or known.country in listed.countries
    )


def as_listed(entity: Entity, listed: Listed, referent: Referent, known: Identity | None) -> Entity:
    """The entity under the list's name and identifiers; `known`: what dateline knows of the same one."""
    given = dict(listed.identifiers)
    more = ((key, value) for key, value in entity.identifiers if known and key not in given)
    used = [form for form in referent.names if form != listed.name]
    others = [form for form in listed.aliases if form not in used]
    return replace(
        entity,
        id=row_id("e", f"ftm/{listed.id}"),
        name=listed.name,
        aliases=(*used, *others[:MOST_ALIASES]),
        identifiers=(*listed.identifiers, *more),
        country=listed.country or entity.country,
        derivation=replace(entity.derivation, method="own list"),
    )


def _votes(names: Counter[str], kind: Kind, own: OwnAtlas) -> Counter[Listed]:
    """How often the referent is called by names of each entity of its kind. A surname alone is no name of a person."""
    votes: Counter[Listed] = Counter()
    for name, count in names.items():
        for one in _named(name, kind, own):
            votes[one] += count
    return votes


def _named(name: str, kind: Kind, own: OwnAtlas) -> Iterator[Listed]:
    if kind == "person" and " " not in name:
        return
    found = own.by_name(name)
    if not found and kind == "equipment":
        found = own.by_name(name.partition(" ")[2])  # "MV Ocean Star"
    yield from (one for one in found if one.kind == kind)


def _choose(candidates: Sequence[Listed], referent: Referent, reading: Reading) -> Listed | None:
    fits = [one for one in candidates if _of_its_time(one, reading.date)]
    if len(fits) < 2:
        return fits[0] if fits else None
    beside = {country.code for words in referent.nominals for country, _ in split_country(words)}
    beside |= {country.code for name in referent.names for country in referent.countries_before(name)}
    by_country = _only(fits, frozenset(beside))
    return by_country or _by_position(fits, referent) or _only(fits, reading.countries)


def _of_its_time(one: Listed, date: str | None) -> bool:
    return not one.born or not date or one.kind != "person" or int(date[:4]) >= int(one.born) + YOUNGEST


def _only(candidates: Sequence[Listed], countries: frozenset[str]) -> Listed | None:
    """The only one of these countries, where it is known of the others that they are of none of them."""
    if not all(one.countries for one in candidates):
        return None
    fits = [one for one in candidates if countries & set(one.countries)]
    return fits[0] if len(fits) == 1 else None


def _by_position(candidates: Sequence[Listed], referent: Referent) -> Listed | None:
    """The only one whose posts have a word of the article's descriptions: "the governor"."""
    described = {word for nominal in referent.nominals for word in _words(nominal)}
    described |= {word for title in _before(referent) for word in _words(title)}
    fits = [one for one in candidates if described & {word for post in one.positions for word in _words(post)}]
    return fits[0] if len(fits) == 1 else None


def _before(referent: Referent) -> Iterator[str]:
    """The capitalized words before each mention by name: a bare title ("Governor") is no description of its own."""
    for mention in referent.mentions:
        if mention.form == "name":
            start = mention.span.start
            if found := TITLES.search(referent.text[max(0, start - REACH) : start]):
                yield found.group()


def _words(phrase: str) -> Iterator[str]:
    yield from (word for word in WORD.findall(phrase.casefold()) if len(word) >= SHORTEST_WORD)
