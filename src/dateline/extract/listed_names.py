"""Names on the user's own lists, where they stand in a text for what the list says.

A list knows names, not texts: "Victoria" is a ship of the list and a town, a lake and a queen in the news. So a name of
several words counts wherever it stands by itself; a single word only where nothing else is likely.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from dateline.atlas import countries, equipment
from dateline.atlas.actors import PARTICLES
from dateline.atlas.own import OwnAtlas
from dateline.extract.lexicon import given_names, is_town, ordinary, titles
from dateline.extract.name_candidates import Name
from dateline.extract.nouns import nouns
from dateline.extract.tokens import Tokens
from dateline.records import Token

#: How a name that was found by the user's own atlas says so.
OWN = "own list"
#: The tagger's labels of the kinds that it tells apart.
TAGS = {"person": "B-PERSON", "organization": "B-ORG"}
#: A single word of fewer letters is an abbreviation that can be anything.
SHORTEST_WORD = 3


def listed_names(text: str, tokens: Tokens, own: OwnAtlas) -> Iterator[Name]:
    """The names of the user's own atlas in a text; a name of things of several kinds is left to the tagger.

    A single word that is clear in one place ("the tanker Ural") counts everywhere in the article.
    """
    doubtful: list[Name] = []
    sure: set[str] = set()
    for start, end, found in own.find(text):
        kinds = {one.kind for one in found}
        inside = tokens.inside(start, end)
        if len(kinds) != 1 or not inside or _in_longer_name(text, start, end, inside, tokens):
            continue
        name = Name(start, end, kinds.pop(), OWN)
        if _tells_enough(text, name, tokens):
            sure.add(text[start:end])
            yield name
        elif name.kind != "person" and inside[0].pos == "PROPN":
            doubtful.append(name)
    yield from (name for name in doubtful if text[name.start : name.end] in sure)


def without_descriptions(names: Iterable[Name], listed: Sequence[Name], tokens: Tokens) -> Iterator[Name]:
    """The tagger's names without those that are a listed name and what describes it: "Tanker Ocean Star"."""
    by_end = {name.end: name for name in listed}
    for name in names:
        own = by_end.get(name.end)
        before = tokens.inside(name.start, own.start) if own else []
        if not before or not all(_describes(token.text) for token in before):
            yield name


def _describes(word: str) -> bool:
    return word.islower() or ordinary(word) or word.lower() in equipment.heads() or bool(countries.by_demonym(word))


def _tells_enough(text: str, name: Name, tokens: Tokens) -> bool:
    """Whether a name says by itself, or by the words beside it, that it is meant."""
    words, first = text[name.start : name.end], tokens.inside(name.start, name.end)[0]
    if words.split()[-1].islower():
        return False  # "Ukrainian parliament" describes
    if any(char.isdigit() for char in words):
        return True
    single = len([word for word in words.split() if not PARTICLES.match(word)]) < 2
    if single and (name.kind == "person" or len(words) < SHORTEST_WORD or first.pos != "PROPN"):
        return False
    if name.kind == "equipment" and (single or _means_else(words, first, name) or _is_person(first, tokens)):
        return _is_called_one(tokens, name)
    return not _means_else(words, first, name)


def _means_else(words: str, first: Token, name: Name) -> bool:
    """Whether a name is a country or people as well, or, where the tagger disagrees, a town, name or ordinary word."""
    if countries.by_name(words) or countries.by_demonym(words):
        return True
    agrees = first.entity == TAGS.get(name.kind or "")
    return not agrees and (words in given_names() or ordinary(words) or is_town(words))


def _is_person(first: Token, tokens: Tokens) -> bool:
    """Whether the tagger takes a ship's name for a person's, and no "the" before it says otherwise."""
    before = tokens.before(first.start)
    return first.entity == TAGS["person"] and not (before and before[0].lemma == "the")


def _is_called_one(tokens: Tokens, name: Name) -> bool:
    """Whether a noun for equipment stands beside: "the tanker Ural", "the Ural, a tanker"."""
    words = [token.text.lower() for token in (*tokens.before(name.start), *tokens.after(name.end, 4))]
    return any(word in _nouns() or word.removesuffix("s") in _nouns() for word in words)


@cache
def _nouns() -> frozenset[str]:
    return frozenset(head.split()[-1] for head in equipment.heads())


def _in_longer_name(text: str, start: int, end: int, inside: Sequence[Token], tokens: Tokens) -> bool:
    """Whether the words are a part of another name: "Jean Ivan Petrov", "Ivan Petrov-Vodkin", "Ocean Star Shipping"."""
    if text[end : end + 1] in ("-", "‐", "‑") and text[end + 1 : end + 2].isupper():
        return True
    if text[max(0, start - 1) : start] in ("-", "‐", "‑") and _capital_before(text, start - 1):
        return True
    before, after = tokens.before(start), tokens.after(end)
    if before and before[0].end == start - 1 and before[0].text in given_names() and before[0].text not in titles():
        return True
    return bool(after) and after[0].start == end + 1 and _goes_on(inside[-1], after[0])


def _capital_before(text: str, hyphen: int) -> bool:
    """Whether the part of a word before a hyphen begins with a capital ("Anglo-", not "pro-")."""
    at = hyphen
    while at > 0 and text[at - 1].isalpha() and hyphen - at < 30:
        at -= 1
    return text[at : at + 1].isupper()


def _goes_on(last: Token, following: Token) -> bool:
    """Whether a capitalized word behind a name belongs to it, rather than being a title, a date or another name."""
    joined = last.head == following.index or following.head == last.index
    if not joined or following.pos != "PROPN" or not following.text[0].isupper():
        return False
    return following.entity[:2] != "B-" and following.text not in titles() and following.text.lower() not in nouns()
