"""Which known person, body, outlet, place or piece of equipment a referent is, by the atlas and the article.

Nothing is guessed: a name that several may bear, or that many private people bear, is known only where an office,
the date or the country that the article names decides. None means: known to this article alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from dateline.atlas import actors, bodies, countries, equipment, outlets
from dateline.atlas.actors import Office, Person
from dateline.atlas.bodies import Body
from dateline.atlas.outlets import Outlet
from dateline.ground.referents import Reading, Referent
from dateline.records import Kind, Place

#: A name in an article more years than this before the person's first office in the table is taken for a namesake's.
#: In TimeBank, MEANTIME and PolNeAR's dev part ten people are named before theirs, 1 to 16 years, all of them rightly.
YEARS_KNOWN_BEFORE = 20
#: Of a surname that more people of the atlas bear than this (Kim, Lee, Johnson), the surname alone tells nobody.
MOST_NAMESAKES = 3
#: The type of bodies of which a country has many, so that its name alone doesn't say which.
EMBASSY = "mission"
#: Spellings of a body's name that begin alike in so many letters are one name's ("Organisation", "Organization").
LETTERS_ALIKE = 4


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of a referent. `key` is the same wherever the same thing is meant, in every article."""

    key: str
    kind: Kind
    name: str
    method: str
    country: str | None = None
    role: str | None = None
    interest: str | None = None
    identifiers: tuple[tuple[str, str], ...] = ()


def identify(referent: Referent, reading: Reading) -> Identity | None:
    """What the atlas knows of a referent, None where it knows nothing for sure."""
    if referent.kind in ("person", "organization"):
        known = _person(referent, reading) if referent.kind == "person" else _organization(referent)
        return _of_the_time(known, reading.date) if known else None
    if referent.kind == "equipment":
        return _equipment(referent)
    return _place(referent, referent.place, reading.date) if referent.place and referent.names else None


def _of_the_time(known: Identity, date: str | None) -> Identity:
    """The same with its state's name of the time: the Kremlin of 1986 is the government of the Soviet Union."""
    state = countries.by_code(known.country or "")
    former = bodies.name_of_the_time(state.code, date) if state else None
    if not state or not former or known.interest != state.name:
        return known
    name = known.name.removesuffix(f" of {bodies.with_article(state.name)}")
    if name != known.name:
        name = f"{name} of {bodies.with_article(former)}"
    return replace(known, key=known.key.replace(known.name, name), name=name, interest=former)


# ---------------------------------------------------------------- people


def _person(referent: Referent, reading: Reading) -> Identity | None:
    full = Counter({name: count for name, count in referent.names.items() if " " in name or actors.people(name)})
    if full:
        known, method = _by_full_name(full, referent, reading), "full name"
    elif referent.names:
        known, method = _by_surname(referent, reading), "surname"
    else:
        known, method = _by_office(referent.nominals, reading), "office"
    return _as_identity(known, referent, reading, method) if known else None


def _by_full_name(names: Counter[str], referent: Referent, reading: Reading) -> Person | None:
    """The person whom most of the full names are; names that the atlas doesn't know vote for nobody."""
    votes: Counter[str | None] = Counter()
    found: dict[str | None, Person] = {}
    for name, count in names.items():
        known = _choose(actors.people(name), referent, reading)
        votes[known.name if known else None] += count
        if known:
            found[known.name] = known
    return found.get(votes.most_common(1)[0][0])


def _choose(candidates: Iterable[Person], referent: Referent, reading: Reading) -> Person | None:
    fits = [one for one in candidates if _of_its_time(one, reading.date)]
    fits = [one for one in fits if not one.common or _named_by_office(one, referent)]
    if len(fits) > 1:
        fits = [one for one in fits if one.role(reading.date)]
    return fits[0] if len(fits) == 1 else None


def _of_its_time(person: Person, date: str | None) -> bool:
    starts = [int(office.start[:4]) for office in person.offices if office.start]
    return not date or not starts or int(date[:4]) >= min(starts) - YEARS_KNOWN_BEFORE


def _by_surname(referent: Referent, reading: Reading) -> Person | None:
    """Whom a surname alone means: by an office beside it, else the one who is in office, his country named.

    A former office counts against that: "Clinton" in 2010 may be the secretary of state or the former president.
    """
    candidates = [one for name in referent.names for one in actors.by_surname(name)]
    if holder := _by_office(referent.nominals, reading):
        return holder if holder in candidates else None
    titled = [one for one in candidates if (role := one.role(reading.date)) and _titled(role, referent)]
    if len(titled) == 1:
        return titled[0]
    public = [one for one in candidates if _in_public(one, reading.date)]
    if len(public) != 1 or len(candidates) > MOST_NAMESAKES:
        return None
    (one,) = public
    return one if not one.common and one.role(reading.date) and one.country in reading.countries else None


def _in_public(person: Person, date: str | None) -> bool:
    """Whether a person has held an office by that date."""
    return any(office.start and date and office.start[:4] <= date[:4] for office in person.offices)


def _by_office(nominals: Iterable[str], reading: Reading) -> Person | None:
    """Who holds the office that a description names in full: "the Russian president", "NATO's secretary general"."""
    for words in nominals:
        office = actors.office_phrase(words)
        if office and (holder := actors.office_holder(*office, reading.date)):
            return holder
    return None


def _named_by_office(person: Person, referent: Referent) -> bool:
    return any(_titled(office, referent) for office in person.offices)


def _titled(office: Office, referent: Referent) -> bool:
    """Whether a description of the referent names the office, with or without its country or body."""
    where = office.country or office.of or ""
    return any(
        office.title in actors.titles(rest, place)
        for words in referent.nominals
        for rest, place in [(_bare(words), where), actors.office_phrase(words) or ("", "")]
        if place == where or not office.country
    )


def _bare(words: str) -> str:
    return bodies.ARTICLE.sub("", words)


def _as_identity(person: Person, referent: Referent, reading: Reading, method: str) -> Identity:
    role = person.role(reading.date) or next((term for term in person.offices if _titled(term, referent)), None)
    if role and reading.date and role.end and not role.held(reading.date):
        role = None
    return Identity(
        f"person/{person.name}",
        "person",
        person.name,
        method,
        person.country,
        role.label if role else None,
        _spoken_for(role) if role else None,
    )


def _spoken_for(office: Office) -> str | None:
    """The state or body for which the holder of an office speaks."""
    if office.country:
        state = countries.by_code(office.country)
        return state.name if state else office.of
    known = actors.body(office.of or "")
    return known.interest if known else office.of


# ---------------------------------------------------------------- organizations


def _organization(referent: Referent) -> Identity | None:
    names = sorted(referent.names, key=len, reverse=True)
    names = [name for name in names if not _defined_otherwise(name, names)]
    return (
        next((known for name in names if (known := _of_country(name, referent))), None)
        or next((known for name in names if (known := _named_body(name, referent))), None)
        or (None if names else _described_body(referent))
    )


def _defined_otherwise(letters: str, names: Iterable[str]) -> bool:
    """Whether the article spells an abbreviation out as another body than the atlas does.

    The RSF of "Rapid Support Forces (RSF)" isn't Reporters Without Borders. A spelling that begins like one of the
    known ones ("World Health Organisation") is that body's.
    """
    known = bodies.listed(letters) if letters.isupper() and " " not in letters else None
    if not known:
        return False
    begins = {bodies.ARTICLE.sub("", name)[:LETTERS_ALIKE].casefold() for name in (known.name, *known.aliases)}
    spelled = (bodies.ARTICLE.sub("", name) for name in names if " " in name)
    return any(_initials(name) == letters and name[:LETTERS_ALIKE].casefold() not in begins for name in spelled)


def _initials(name: str) -> str:
    """The letters that the capitalized words of a name begin with."""
    return "".join(word[0] for word in re.split(r"[\s-]+", name) if word[:1].isupper())


def _of_country(name: str, referent: Referent) -> Identity | None:
    """The body of a name with a country before it: "Russia's Pacific Fleet", "Iran's National Security Council"."""
    for state in referent.countries_before(name):
        known = actors.body(f"{state.name} {name}") or bodies.listed(f"{name} ({state.name})")
        if known and known.type != EMBASSY:
            return _as_body(known, "pattern")
        listed = bodies.listed(name)
        if listed and listed.country not in (None, state.code) and listed.type in bodies.state_types():
            return Identity(
                f"body/{name} of {state.name}", "organization", name, "pattern", state.code, interest=state.name
            )
    return None


def _described_body(referent: Referent) -> Identity | None:
    """The body that a description names in full ("the Russian government"), or with the country before it."""
    for words in referent.nominals:
        if (known := actors.body(words)) and known.type != EMBASSY:
            return _as_body(known, "pattern")
    return next((found for words in referent.nominals if (found := _of_country(words, referent))), None)


def _named_body(name: str, referent: Referent) -> Identity | None:
    if known := bodies.listed(name):
        return _as_body(known, "name")
    outlet = outlets.by_name(name)
    if outlet and (name not in outlet.ordinary or _is_titled(outlet, name, referent)):
        return _as_outlet(outlet)
    if state := countries.by_metonym(name) or countries.by_name(name):
        return _as_body(bodies.government(state), "metonym")
    known = actors.body(name)
    return _as_body(known, "pattern") if known and known.type != EMBASSY else None


def _is_titled(outlet: Outlet, name: str, referent: Referent) -> bool:
    """Whether an ordinary word is an outlet's name after all: "the Guardian", as "The Guardian" is no ordinary one."""
    return f"The {name}" in outlet.forms and f"The {name}" not in outlet.ordinary and referent.follows_the(name)


def _as_outlet(outlet: Outlet) -> Identity:
    domain = (("domain", outlet.domains[0]),) if outlet.domains else ()
    return Identity(
        f"outlet/{outlet.name}",
        "organization",
        outlet.name,
        "outlet",
        outlet.country,
        interest=outlet.interest,
        identifiers=domain,
    )


def _as_body(known: Body, method: str) -> Identity:
    return Identity(f"body/{known.name}", "organization", known.name, method, known.country, interest=known.interest)


# ---------------------------------------------------------------- things and places


def _equipment(referent: Referent) -> Identity | None:
    known = next((item for name in referent.names if (item := equipment.by_name(name))), None)
    if not known:
        return None
    return Identity(f"equipment/{known.name}", "equipment", known.name, "name", known.country)


def _place(referent: Referent, place: Place, date: str | None) -> Identity | None:
    """A place on the map. A people or group keeps its own words, so that it is not its country."""
    if referent.kind not in ("place", "facility"):
        return None
    if former := _former_state(referent, place, date):
        return Identity(f"place/former/{former}", "place", former, "place", place.country)
    geonames = dict(place.identifiers).get("geonames")
    key = f"geonames/{geonames}" if geonames else f"{place.name}/{place.country}/{place.latitude}/{place.longitude}"
    return Identity(f"place/{key}", referent.kind, place.name, "place", place.country, identifiers=place.identifiers)


def _former_state(referent: Referent, place: Place, date: str | None) -> str | None:
    """The state of the time where a state is named by its name of the time, or in an article of that time."""
    if place.kind != "country" or not place.country:
        return None
    named = (former for name in referent.names if (former := bodies.former_state(name)))
    return next(named, None) or bodies.name_of_the_time(place.country, date)


def described_state(referent: Referent) -> Body | None:
    """The kind of state body that an unknown organization is, by its words: "the US embassy in Oslo" is a mission."""
    words = (*referent.names, *referent.nominals)
    return next((known for each in words if (known := actors.body(each.split(" in ")[0]))), None)


def described_office(referent: Referent) -> Iterator[tuple[str, str]]:
    """(office, country code or body) of the descriptions of somebody whom the atlas doesn't know."""
    for words in referent.nominals:
        if office := actors.office_phrase(words):
            yield office
