"""People whom news speaks of, the offices they have held and when; bodies by the same door; given names.

Data: `people.tsv`, `offices.tsv`, `bodies.tsv`, `languages/en/first_names.tsv`, written by hand. Dates are ISO 8601
and may stop at the year or month; a question that falls inside such a gap has no sure answer, and gets None.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from dateline.atlas import bodies, countries
from dateline.atlas.bodies import ARTICLE, Body, body, split_country
from dateline.atlas.phrases import PhraseFinder
from dateline.atlas.tables import table, values
from dateline.atlas.transliterations import korean_sound, sound

__all__ = [
    "Body",
    "Office",
    "Person",
    "body",
    "by_surname",
    "find",
    "gender",
    "gender_of_given_name",
    "office_holder",
    "office_phrase",
    "people",
    "speaks_for",
    "titles",
]

#: Up to here the table's open-ended terms are known to run; later only those with a term fixed beyond, and those
#: that end with a life ("lasting" in offices.tsv).
REVIEWED = "2025-12-01"
#: Countries whose people's family names stand first in English-language news.
KOREA = frozenset({"KP", "KR"})
FAMILY_FIRST = frozenset({"KP", "KR", "CN", "TW", "HK", "KH", "VN"})
PARTICLES = re.compile(r"^(?:al|el|bin|ibn|van|von|der|den|de|da|dos|di|du|la|le|ten|ter)$", re.IGNORECASE)
DETERMINER = re.compile(r"^(?:the|an?|another|one|some)\s+", re.IGNORECASE)
FORMER = frozenset({"former", "ex", "late", "retired"})
NOT_DECOMPOSED = str.maketrans("ıłøđßæŁØĐÆ", "ilodsaLODA")


@dataclass(frozen=True, slots=True)
class Office:
    """A term in an office. `of` is a state by the name of its time ("Soviet Union") or a body ("NATO").

    `start` and `end` are ISO 8601, perhaps only a year; None: not known, or not ended. `until` is the day on which
    an open term is due to end. `country` is the ISO 3166 alpha-2 code of today for a state, else None.
    """

    title: str
    of: str | None
    country: str | None
    start: str | None
    end: str | None
    until: str | None

    def held(self, date: str | None) -> bool:
        """Whether it was surely held on all of an ISO date, month or year: first day included, last one not."""
        if not date or not self.start:
            return False
        first, last = _bounds(date)
        if first < _bounds(self.start)[1]:
            return False
        if self.end:
            return last < _bounds(self.end)[0]
        return last <= max(REVIEWED, self.until or "") or self.title in _lasting()

    @property
    def label(self) -> str:
        """The office in words, as its country has it: "president of Russia", "secretary of state of the ..."."""
        title = _national().get((self.title, self.country or ""), self.title)
        where = bodies.with_article(self.of) if self.of and self.country else bodies.body_with_article(self.of or "")
        return f"{title} of {where}" if where and " of the " not in title else title


@dataclass(frozen=True, slots=True)
class Person:
    """A known person. `surnames` are the forms by which news calls them after the first time.

    `common` says that many people bear the name: it is theirs only where an office or country confirms it.
    """

    name: str
    aliases: tuple[str, ...]
    surnames: tuple[str, ...]
    country: str | None
    gender: str | None
    offices: tuple[Office, ...]
    common: bool

    @property
    def forms(self) -> tuple[str, ...]:
        """Every full form of the name, the canonical one first."""
        return (self.name, *self.aliases)

    def role(self, date: str | None) -> Office | None:
        """The first listed office that was surely held on that date."""
        return next((office for office in self.offices if office.held(date)), None)


def people(name: str) -> tuple[Person, ...]:
    """The known people of a full name or alias; case, accents, hyphens and apostrophes make no difference.

    A name that none of them has in this spelling or script ("Zelenskij", "Зеленский") is the only one's that sounds so.
    """
    return _names().get(_key(name)) or _of_sound(name)


def by_surname(surname: str) -> tuple[Person, ...]:
    """The known people whom news calls by that name alone ("Putin", "Kim", "bin Salman")."""
    return _surnames().get(_key(surname), ())


def office_holder(office: str, country: str, date: str | None) -> Person | None:
    """Who held an office of a country (alpha-2) or body (name) on an ISO date: ("president", "RU", "2023-09-16").

    None when the atlas doesn't know of exactly one.
    """
    wanted = titles(office, country)
    found = {
        holder.name: holder
        for title in wanted
        for holder, term in _terms().get((title, country), ())
        if term.held(date)
    }
    return next(iter(found.values())) if len(found) == 1 else None


def office_phrase(phrase: str) -> tuple[str, str] | None:
    """(office, country code or body name) of words such as "the Russian president", "NATO's secretary general".

    The office is as the phrase has it, fit for `office_holder`. None for words that are more than that.
    """
    for country, rest in split_country(phrase):
        if titles(rest, country.code):
            return rest, country.code
    return _office_of_body(" ".join(ARTICLE.sub("", phrase.strip()).split()))


def speaks_for(phrase: str) -> tuple[str | None, str] | None:
    """(country code, interest) of words for somebody in the service of a state or body: "a South Korean official".

    None for a former one, and for words that name neither ("the official", "a Western diplomat").
    """
    words = DETERMINER.sub("", phrase.strip()).replace("’s", "'s").split()
    while words and words[0].casefold() in _functions("between"):
        del words[0]
    if len(words) < 2 or words[-1].casefold() not in _functions("noun") or FORMER & {word.casefold() for word in words}:
        return None
    for count in range(len(words) - 1, 0, -1):
        if master := _master(bodies.POSSESSIVE.sub("", " ".join(words[:count]))):
            return master if {word.casefold() for word in words[count:-1]} <= _functions("between") else None
    return None


def _master(name: str) -> tuple[str | None, str] | None:
    if (known := body(name)) and known.interest:
        return known.country, known.interest
    seat = countries.by_metonym(name)
    state = countries.by_name(name) or countries.by_demonym(name) or (seat if seat and seat.capital != name else None)
    return (state.code, state.name) if state else None


def titles(office: str, country: str) -> tuple[str, ...]:
    """The titles of offices.tsv that a word means in a country: "premier" the prime minister, "leader" who leads."""
    word = office.replace("’", "'").casefold()
    return _titles().get((word, country), ()) + _titles().get((word, ""), ())


def gender(name: str) -> str | None:
    """m or f of a known person by full name or surname, None where they differ or nobody is known."""
    found = {person.gender for person in people(name) or by_surname(name)}
    return found.pop() if len(found) == 1 else None


def gender_of_given_name(name: str) -> str | None:
    """m or f of those who bear a given name; None where both do or the name is not known."""
    found = _given_names().get(_key(name))
    return found if found in ("m", "f") else None


def find(text: str) -> Iterator[tuple[int, int, Person | Body]]:
    """(start, end, who) of each full name of a known person or body in a text, without titles or "the".

    Where several people bear a name, the first of the table stands for them.
    """
    found: list[tuple[int, int, Person | Body]] = [*_finder().find(text), *bodies.find(text)]
    last = 0
    for start, end, who in sorted(found, key=lambda hit: (hit[0], -hit[1])):
        if start >= last:
            last = end
            yield start, end, who


# ---------------------------------------------------------------- the tables


@cache
def everybody() -> tuple[Person, ...]:
    """Every person of `people.tsv`, in its order."""
    return tuple(_person(row) for row in table("people.tsv"))


def _person(row: dict[str, str]) -> Person:
    names = (row["name"], *values(row["aliases"]))
    surnames = values(row["surnames"]) or (_surname(row["name"], row["country"]),)
    offices = tuple(_office(cell, row["country"]) for cell in values(row["offices"]))
    return Person(
        row["name"], names[1:], surnames, row["country"] or None, row["gender"] or None, offices, row["common"] == "yes"
    )


def _office(cell: str, country: str) -> Office:
    title, start, end, of, *_ = (*(part.strip() for part in cell.split(";")), "", "", "")
    state = countries.by_name(of) if of else countries.by_code(country)
    until = end[2:] if end.startswith("..") else None
    return Office(
        title,
        of or (state.name if state else None),
        state.code if state else None,
        start or None,
        None if until else end or None,
        until,
    )


def _surname(name: str, country: str) -> str:
    """The word that news repeats: the last, with the particles before it, or the first where that is the custom."""
    words = name.split()
    if country in FAMILY_FIRST and len(words) > 1:
        return words[0]
    at = len(words) - 1
    while at > 1 and PARTICLES.match(words[at - 1]):
        at -= 1
    return " ".join(words[at:])


def _bounds(date: str) -> tuple[str, str]:
    """First and last day that an ISO date, month, year or date-time can mean, as comparable text."""
    day = date[:10]
    return day + "0000-01-01"[len(day) :], day + "0000-12-31"[len(day) :]


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.translate(NOT_DECOMPOSED))
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.sub(r"[-‐‑–]", " ", re.sub(r"['’ʼ`.]", "", kept)).casefold().split())


@cache
def _names() -> dict[str, tuple[Person, ...]]:
    return _index((form, person) for person in everybody() for form in person.forms)


def _of_sound(name: str) -> tuple[Person, ...]:
    anybody, koreans = _sounds()
    found = anybody.get(sound(name)) or koreans.get(korean_sound(name)) or ()
    return found if len(found) == 1 else ()


@cache
def _sounds() -> tuple[dict[str, tuple[Person, ...]], dict[str, tuple[Person, ...]]]:
    """The people by the sound of their names, and those of Korea by that of Korean names."""
    forms = [(form, person) for person in everybody() for form in person.forms]
    koreans = [(form, person) for form, person in forms if person.country in KOREA]
    return _by_sound(forms, sound), _by_sound(koreans, korean_sound)


def _by_sound(forms: Iterable[tuple[str, Person]], sound_of: Callable[[str], str]) -> dict[str, tuple[Person, ...]]:
    out: dict[str, dict[str, Person]] = {}
    for form, person in forms:
        out.setdefault(sound_of(form), {})[person.name] = person
    return {key: tuple(people.values()) for key, people in out.items() if key}


@cache
def _surnames() -> dict[str, tuple[Person, ...]]:
    return _index((form, person) for person in everybody() for form in person.surnames)


def _index(pairs: Iterator[tuple[str, Person]]) -> dict[str, tuple[Person, ...]]:
    out: dict[str, tuple[Person, ...]] = {}
    for form, person in pairs:
        key = _key(form)
        if person not in out.get(key, ()):
            out[key] = (*out.get(key, ()), person)
    return out


@cache
def _terms() -> dict[tuple[str, str], list[tuple[Person, Office]]]:
    """Terms by (title, country code or body's canonical name)."""
    out: dict[tuple[str, str], list[tuple[Person, Office]]] = {}
    for person in everybody():
        for office in person.offices:
            where = office.country or _body_name(office.of or "")
            out.setdefault((office.title, where), []).append((person, office))
    return out


def _body_name(name: str) -> str:
    known = bodies.listed(name)
    return known.name if known else name


@cache
def _titles() -> dict[tuple[str, str], tuple[str, ...]]:
    """Titles by (lower-case word, country code or "" for all countries and bodies)."""
    out: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in table("offices.tsv"):
        forms = [
            form.partition("@")[::2] for form in (row["office"], *values(row["national"]), *values(row["aliases"]))
        ]
        for word, where in [*forms, *(("leader", code) for code in values(row["leads"]))]:
            key = (word.casefold(), where)
            out[key] = (*out.get(key, ()), row["office"])
    return out


@cache
def _national() -> dict[tuple[str, str], str]:
    """What an office is called in a country, by (title, country code)."""
    named = [(row["office"], form.partition("@")) for row in table("offices.tsv") for form in values(row["national"])]
    return {(title, where): form for title, (form, _, where) in named}


@cache
def _lasting() -> frozenset[str]:
    return frozenset(row["office"] for row in table("offices.tsv") if row["lasting"] == "yes")


def _office_of_body(phrase: str) -> tuple[str, str] | None:
    words = phrase.split()
    for count in range(len(words) - 1, 0, -1):
        known = bodies.listed(bodies.POSSESSIVE.sub("", " ".join(words[:count])))
        if known and (rest := " ".join(words[count:])) and titles(rest, known.name):
            return rest, known.name
    title, of, name = phrase.partition(" of ")
    known = bodies.listed(name) if of else None
    return (title, known.name) if known and titles(title, known.name) else None


@cache
def _functions(kind: str) -> frozenset[str]:
    rows = table("languages/en/functions.tsv")
    return frozenset(word for row in rows if row["kind"] == kind for word in values(row["words"]))


@cache
def _given_names() -> dict[str, str]:
    return {_key(row["name"]): row["gender"] for row in table("languages/en/first_names.tsv")}


# ---------------------------------------------------------------- searching a text


@cache
def _finder() -> PhraseFinder[Person]:
    return PhraseFinder(
        (shape, person)
        for person in everybody()
        for form in person.forms
        for shape in dict.fromkeys(_shapes(form, person.country))
    )


def _shapes(form: str, country: str | None) -> Iterator[str]:
    """A name as news may write it: without its accents, and a Korean given name joined in one of the usual ways."""
    plain = unicodedata.normalize("NFKD", form.translate(NOT_DECOMPOSED))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    yield from (form, plain)
    parts = re.split(r"[ -]", plain)
    if country in ("KP", "KR") and len(parts) == 3:
        family, first, second = parts
        yield from (
            f"{family} {first}-{second.lower()}",
            f"{family} {first}-{second.capitalize()}",
            f"{family} {first} {second.capitalize()}",
            f"{family} {first}{second.lower()}",
        )
