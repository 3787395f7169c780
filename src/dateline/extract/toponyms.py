"""Places: those that the tagger missed, those inside the names of bodies, and the words that go with places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from dateline.atlas import actors, countries, outlets
from dateline.atlas.gazetteer import gazetteer
from dateline.atlas.phrases import PhraseFinder
from dateline.extract.lexicon import COUNTIES, is_town, is_unit, locatives, regions, told_by_words
from dateline.extract.name_candidates import SEAT, Name, capital_runs, headline
from dateline.extract.tokens import Tokens

#: Inhabitants from which a town that nothing beside it speaks for is taken for one. Places found and within 161 km on
#: LGL without the rule, from 200,000, 50,000 and 20,000 on: 82.5 74.7, 82.3 74.7, 82.3 74.8, 82.3 75.0.
LARGE_TOWN = 20_000
#: A capital letter by itself is no town.
SHORTEST_NAME = 2


def missed_places(names: Sequence[Name], tokens: Tokens, text: str) -> Iterator[Name]:
    """Capitalized words that the atlas knows as a country or region, seats ("R-Florence"), and places by context."""
    for match in SEAT.finditer(text):
        yield Name(match.start(1), match.end(1), "place", "dateline")
    yield from _by_context(names, tokens)
    for start, end, kind in _place_finder().find(text):
        if kind != "short" and text[end : end + 1] != "$" and not _in_hyphens(text, start, end):
            yield Name(start + 4 * text.startswith("the ", start), end, None, "atlas place")


def _by_context(names: Sequence[Name], tokens: Tokens) -> Iterator[Name]:
    """Runs of capitals without a name in them that the gazetteer knows: beside a word for places, or large towns."""
    taken = {at for name in names for at in range(name.start, name.end)}
    for sentence in tokens.sentences:
        if headline(sentence):
            continue
        for run in capital_runs(sentence.tokens):
            if run[0].pos != "PROPN" or any(token.start in taken for token in run) or len(run) > 3:
                continue
            name = Name(run[0].start, run[-1].end, None, "context")
            words = " ".join(token.text for token in run)
            if len(words) < SHORTEST_NAME:
                continue  # the party in "D-Mass."
            if (any(beside(name, tokens)) and gazetteer().candidates(words)) or _large_town(words):
                yield name


def _large_town(words: str) -> bool:
    """Whether a name can hardly be anything but a town's: no given name, surname, outlet or ordinary word, and large.

    The tagger doesn't know the towns of wars that came after its training ("missiles hit Kharkiv and Odesa").
    """
    if not is_town(words) or actors.by_surname(words) or actors.people(words) or outlets.by_name(words):
        return False
    sizes = (place.population for place in gazetteer().candidates(words) if place.kind == "city")
    return max(sizes, default=0) >= LARGE_TOWN


def is_demonym(word: str) -> bool:
    """Whether the gazetteer knows a word only as that of a region's people ("European", "Minnesotans")."""
    found = gazetteer().candidates(word)
    return bool(found) and all(place.style == "demonym" for place in found)


def _in_hyphens(text: str, start: int, end: int) -> bool:
    """Whether the words are a part of a name such as "Komsomolsk-on-Amur"."""
    return bool(
        re.search(r"-[a-z]{1,3}-$", text[max(0, start - 5) : start]) or re.match(r"-[a-z]{1,3}-", text[end : end + 5])
    )


@cache
def _place_finder() -> PhraseFinder[str]:
    named = [(name, "country") for country in countries.all_countries()
             for name in (country.name, country.official, *country.aliases)]  # fmt: skip
    demonyms = [(word + end, "demonym") for country in countries.all_countries()
                for word in country.demonyms for end in ("", "s") if countries.by_demonym(word + end)]  # fmt: skip
    return PhraseFinder([*named, *((name, kind) for name, kind in regions().items()), *demonyms])


def beside(name: Name, tokens: Tokens) -> Iterator[str]:
    """Features of the words beside a name that speak for a place."""
    before = [token.text.lower() for token in tokens.before(name.start, 3)]
    if before and ({before[-1], " ".join(before[-2:])} & locatives()["before"] or _after_age(before)):
        yield "after a preposition of place"
    elif before and before[-1] in locatives()["perhaps"]:
        yield "perhaps after a preposition of place"
    after = tokens.after(name.end, 3)
    if len(after) > 1 and after[0].text == "," and (after[1].text in regions() or countries.by_name(after[1].text)):
        yield "before its region"
    if after and after[0].text.lower() in locatives()["after"]:
        yield "before a word that goes with places"
    if len(after) > 1 and after[0].text == "-" and after[1].text.lower() in locatives()["after hyphen"]:
        yield "before a hyphen and a word that goes with places"


def _after_age(before: Sequence[str]) -> bool:
    """Whether the words are those of "Rebecca Sears, 41, of ..."."""
    return len(before) == 3 and before[0].isdigit() and before[1:] == [",", "of"]


def nested_places(names: Sequence[Name], text: str) -> Iterator[Name]:
    """Countries, regions and towns inside the names of bodies and facilities: "U.S. State Department"."""
    for name in names:
        if name.kind not in ("organization", "facility") or outlets.by_name(text[name.start : name.end]):
            continue
        inside = False
        for start, end, kind in _place_finder().find(text[name.start : name.end]):
            start, end = name.start + start, name.start + end
            if kind == "area":
                continue  # nor is the Black Sea Fleet in the sea: 8 of 33 in LGL and GeoVirus are toponyms
            if _in_hyphens(text, start, end) or kind == "short" or end - start == name.end - name.start:
                continue
            inside = True
            if kind != "demonym" and (town := _longer_town(text, start, end, name.end)):
                end = town
            yield Name(start, end, "group" if kind == "demonym" else "place", "nested")
        if not inside and name.kind == "organization" and not is_unit(text[name.start : name.end]):
            yield from _seat(name, text)


def _longer_town(text: str, start: int, end: int, last: int) -> int | None:
    """Where the town ends whose name begins with a region's: "Kansas City" in "Kansas City Power & Light"."""
    word = re.match(r" [A-Z]\w+(?= )", text[end:last])
    found = gazetteer().candidates(text[start : end + word.end()]) if word else ()
    known = any(place.kind == "city" and place.style == "name" for place in found)
    return end + word.end() if word and known else None


def _serves_town(word: str, town: str) -> bool:
    """Whether a body's name goes on as those of towns do: "Sumner Police", "Hart Volunteer Fire Department"."""
    return word in locatives()["after in names"] and any(
        place.style == "name" and place.kind in ("city", "county") for place in gazetteer().candidates(town)
    )


def _seat(name: Name, text: str) -> Iterator[Name]:
    """The town or county that a body's name begins with or ends in: "Clarke County Board", "University of Toronto"."""
    words = list(re.finditer(r"\S+", text[name.start : name.end]))
    told = told_by_words([word.group()[:1].upper() + word.group()[1:] for word in words])
    for last in range(min(3, len(words) - 1), 0, -1):
        part = text[name.start : name.start + words[last - 1].end()]
        sure = (part.split()[-1] in COUNTIES and last > 1) or _serves_town(words[last].group(), part)
        if words[last].group() not in ("of", "and", "&") and (sure or (told and is_town(part))):
            yield Name(name.start, name.start + len(part), "place", "nested")
            break
    of = text.rfind(" of ", name.start, name.end)
    if told and of >= 0 and is_town(text[of + 4 : name.end]):
        yield Name(of + 4, name.end, "place", "nested")
