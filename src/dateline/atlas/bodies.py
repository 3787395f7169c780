"""Organizations that news speaks of, one by one (`bodies.tsv`) and by pattern (`languages/en/bodies.tsv`).

The pattern is a country and a kind of state body: "Russian Defense Ministry", "Ministry of Foreign Affairs of
Japan", "South Korea's Joint Chiefs of Staff". It gives a body with its country and type, and with the name of
the row of `bodies.tsv` that `stands` for it where there is one ("US Defense Department": the Pentagon's).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from dateline.atlas import countries
from dateline.atlas.countries import Country
from dateline.atlas.phrases import PhraseFinder
from dateline.atlas.tables import table, values

#: The longest name or adjective of a country, in words ("Democratic Republic of the Congo").
COUNTRY_WORDS = 6
#: So many characters before a name are searched for one of these words.
LONGEST_WORD = 40
ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
POSSESSIVE = re.compile(r"['’]s?$")
WORD_BEFORE = re.compile(r"\S+\s+$")
OF_AFTER = re.compile(r"\s+(?:of|for|in)\s+(?:the\s+)?", re.IGNORECASE)
WORDS_AFTER = re.compile(r"[\w.'’-]+(?:\s+[\w.'’-]+){0,5}")


@dataclass(frozen=True, slots=True)
class Body:
    """An organization. `country` is ISO 3166 alpha-2; `interest` is the state or body that it speaks for.

    `type` is one of those that the comment of `bodies.tsv` lists; `ordinary` are forms that `find` doesn't look for.
    """

    name: str
    aliases: tuple[str, ...]
    ordinary: tuple[str, ...]
    country: str | None
    type: str
    interest: str | None

    @property
    def forms(self) -> tuple[str, ...]:
        """Every form of its name, the canonical one first."""
        return (self.name, *self.aliases)


def body(name: str) -> Body | None:
    """The body of a name, alias, or of a country and a kind of state body; "the" makes no difference."""
    return listed(name) or _by_pattern(_plain(name))


def listed(name: str) -> Body | None:
    """The body of `bodies.tsv` of that name or alias. Abbreviations keep their case ("WHO" is one, "who" is not)."""
    plain = _plain(name)
    return _abbreviations().get(plain) or (_names().get(plain.casefold()) if not plain.islower() else None)


def name_of_the_time(country: str, date: str | None) -> str | None:
    """What a state was called on an ISO date, where it was not today's name: RU in 1986 is the Soviet Union."""
    terms = _former_states().get(country, ())
    return next((name for name, start, end in terms if date and start <= date < end), None)


def former_state(name: str) -> str | None:
    """The state of former times that a name means: the Soviet Union for "the USSR", None for "Russia"."""
    return _names_of_former_states().get(name.removeprefix("the "))


def government(country: Country) -> Body:
    """The government of a country."""
    return _state_body(country, "Government", "government")


def find(text: str) -> Iterator[tuple[int, int, Body]]:
    """(start, end, body) of each name or pattern in a text, without a leading "the", none overlapping."""
    last = 0
    for start, end, what in _finder().find(text):
        if isinstance(what, Body):
            found = None if _foreign(text, start, what) else (start, end, what)
        else:
            found = _around(text, start, end, *what)
        if found and found[0] >= last:
            last = found[1]
            yield found


def split_country(phrase: str) -> Iterator[tuple[Country, str]]:
    """The ways to read a phrase as a country and a rest: "Russian X", "Russia's X", "Russia X", "X of Russia"."""
    words = ARTICLE.sub("", phrase.strip()).split()
    for count in range(min(COUNTRY_WORDS, len(words) - 1), 0, -1):
        if country := _country(" ".join(words[:count])):
            yield country, " ".join(words[count:])
    for match in OF_AFTER.finditer(phrase):
        if country := countries.by_name(phrase[match.end() :]):
            yield country, ARTICLE.sub("", phrase[: match.start()].strip())


# ---------------------------------------------------------------- the tables


@cache
def bodies() -> tuple[Body, ...]:
    """Every body of `bodies.tsv`, in its order."""
    return tuple(_row(row) for row in table("bodies.tsv"))


def _row(row: dict[str, str]) -> Body:
    country = countries.by_code(row["country"])
    own = country.name if country and row["type"] in state_types() else row["name"]
    return Body(
        row["name"],
        values(row["aliases"]),
        values(row["ordinary"]),
        row["country"] or None,
        row["type"],
        row["interest"] or own,
    )


@cache
def state_types() -> frozenset[str]:
    """Types of bodies that speak for their state."""
    return frozenset(row["type"] for row in table("languages/en/bodies.tsv"))


@cache
def _former_states() -> dict[str, list[tuple[str, str, str]]]:
    """(name, first day, first day no longer) of states' former names, by country code."""
    out: dict[str, list[tuple[str, str, str]]] = {}
    for row in table("former_states.tsv"):
        out.setdefault(row["code"], []).append((row["name"], row["from"], row["to"]))
    return out


@cache
def _names_of_former_states() -> dict[str, str]:
    return {name: row["name"] for row in table("former_states.tsv") for name in (row["name"], *values(row["aliases"]))}


@cache
def _forms() -> dict[str, tuple[str, str]]:
    """Lower-case words of a kind of state body, with the kind's usual name and its type."""
    out: dict[str, tuple[str, str]] = {}
    for row in table("languages/en/bodies.tsv"):
        for form in (row["name"], *values(row["forms"])):
            out.setdefault(form.casefold(), (row["name"], row["type"]))
    return out


@cache
def _standing() -> dict[tuple[str, str], Body]:
    rows = zip(table("bodies.tsv"), bodies(), strict=True)
    return {(row["country"], kind): found for row, found in rows for kind in values(row["stands"])}


@cache
def _names() -> dict[str, Body]:
    out: dict[str, Body] = {}
    for found in bodies():
        for form in found.forms:
            if not _is_abbreviation(form):
                out.setdefault(_plain(form).casefold(), found)
    return out


@cache
def _abbreviations() -> dict[str, Body]:
    out: dict[str, Body] = {}
    for found in bodies():
        for form in found.forms:
            if _is_abbreviation(form):
                out.setdefault(form, found)
    return out


def _is_abbreviation(form: str) -> bool:
    return " " not in form and form.upper() == form


def _plain(name: str) -> str:
    return ARTICLE.sub("", " ".join(name.replace("’", "'").split()))


# ---------------------------------------------------------------- the pattern


def _by_pattern(phrase: str) -> Body | None:
    for country, rest in split_country(phrase):
        if kind := _forms().get(rest.casefold()):
            return _state_body(country, *kind)
        if (found := listed(rest)) and found.country == country.code:
            return found
    return None


def _state_body(country: Country, kind: str, type_: str) -> Body:
    found = _standing().get((country.code, kind))
    return found or Body(f"{kind} of {with_article(country.name)}", (), (), country.code, type_, country.name)


def with_article(name: str) -> str:
    """A country's name as it stands behind "of": "the United States", "Russia"."""
    takes = name.startswith(("United ", "Soviet U", "Czech R", "Dominican R", "Central African")) or name.endswith(
        ("s", "Islands")
    )
    return f"the {name}" if takes and name not in ("Honduras", "Cyprus", "Laos", "Belarus", "Mauritius") else name


def body_with_article(name: str) -> str:
    """A body's name as it stands behind "of": "the United Nations", "NATO", "Apple"."""
    known = listed(name)
    named = known and " " in name and known.type not in ("company", "university", "armed group", "party")
    takes = known and known.type in ("police", "intelligence")
    return f"the {name}" if named or takes or name.endswith(" Party") or countries.by_metonym(name) else name


def _country(words: str) -> Country | None:
    bare = POSSESSIVE.sub("", words)
    return countries.by_name(bare) or (countries.by_demonym(words) if bare == words else None)


def country_before(text: str, start: int) -> tuple[int, Country] | None:
    """Where the country that directly precedes text[start:] begins, and which it is: "Russia's", "South Korean"."""
    best: tuple[int, Country] | None = None
    at = start
    for _ in range(COUNTRY_WORDS):
        before = WORD_BEFORE.search(text, max(0, at - LONGEST_WORD), at)
        if not before:
            break
        at = before.start()
        words = text[at:start].rstrip()
        if not ARTICLE.match(words) and (country := _country(words)):
            best = (at, country)
    return best


def _around(text: str, start: int, end: int, kind: str, type_: str) -> tuple[int, int, Body] | None:
    """The state body whose kind stands at [start, end), with the country before it or behind "of"."""
    before = country_before(text, start)
    if before:
        return before[0], end, _state_body(before[1], kind, type_)
    return _behind(text, start, end, kind, type_)


def _foreign(text: str, start: int, found: Body) -> bool:
    """Whether another country stands before the name: "Iran's National Security Council" is not America's."""
    before = country_before(text, start) if found.country and found.type in state_types() else None
    return bool(before and before[1].code != found.country)


def _behind(text: str, start: int, end: int, kind: str, type_: str) -> tuple[int, int, Body] | None:
    of = OF_AFTER.match(text, end)
    words = WORDS_AFTER.match(text, of.end(), of.end() + 60) if of else None
    while words:
        stop = words.end() - (text[words.end() - 1] == ".")
        if country := countries.by_name(text[words.start() : words.end()]):
            return start, words.end(), _state_body(country, kind, type_)
        if country := countries.by_name(text[words.start() : stop]):
            return start, stop, _state_body(country, kind, type_)
        cut = text.rfind(" ", words.start(), words.end())
        words = WORDS_AFTER.fullmatch(text, words.start(), cut) if cut > 0 else None
    return None


@cache
def _finder() -> PhraseFinder[Body | tuple[str, str]]:
    named = ((form, found) for found in bodies() for form in found.forms if form not in found.ordinary)
    patterns = ((shape, kind) for form, kind in _forms().items() for shape in (form, _capitalized(form)))
    return PhraseFinder([*named, *patterns])


def _capitalized(form: str) -> str:
    return " ".join(word if word in ("of", "for", "and", "the") else word.capitalize() for word in form.split())
