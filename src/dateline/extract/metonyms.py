"""Capitals and seats that stand for governments: "Moscow said", "between Moscow and Pyongyang", "Moscow's war".

Decided for each occurrence, and only in an article that speaks of the country as well: in local news "Dublin
operates its own sirens" is the town.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from functools import cache

from dateline.atlas import countries
from dateline.atlas.tables import table, values
from dateline.extract.name_candidates import Name, key_of
from dateline.extract.tokens import Tokens
from dateline.records import Sentence, Token


def as_governments(names: Sequence[Name], tokens: Tokens, text: str) -> Iterator[Name]:
    """The names, with kind organization for capitals and seats that act."""
    spoken_of = {country.code for name in names for country in _countries(key_of(text, name))}
    sites = {at for name in names if name.kind == "facility" for at in range(name.start, name.end)}
    for name in names:
        state = countries.by_metonym(key_of(text, name)) if name.kind == "place" else None
        acts = state and state.code in spoken_of and name.method != "dateline" and _acts(name, tokens, sites)
        yield replace(name, kind="organization", method="metonym") if acts else name


def _countries(key: str) -> Iterator[countries.Country]:
    found = countries.by_name(key) or countries.by_demonym(key)
    if found:
        yield found


def _acts(name: Name, tokens: Tokens, sites: Set[int]) -> bool:
    found = tokens.head_in(name.start, name.end)
    if not found or (found[0].dep == "poss" and found[1].tokens[found[0].head].start in sites):
        return False  # "Berlin's Brandenburg Gate"
    return _agent(found[1], found[0])


def _agent(sentence: Sentence, head: Token) -> bool:
    governor = sentence.tokens[head.head]
    if head.dep == "conj" and governor.index != head.index and governor.pos == "PROPN":
        return _agent(sentence, governor)
    if head.dep in ("nsubj", "nsubjpass", "agent"):
        return governor.lemma not in signs()["verbs"] and not _is_a(sentence, governor)
    if head.dep == "poss":
        return governor.lemma.lower() not in signs()["nouns"]
    return head.dep == "pobj" and governor.text.lower() in signs()["prepositions"]


def _is_a(sentence: Sentence, verb: Token) -> bool:
    """Whether the verb says what or where its subject is: "Moscow is the capital", "Moscow is in Russia"."""
    below = {sentence.tokens[child].dep for child in sentence.children[verb.index]}
    return verb.lemma == "be" and bool(below & {"attr", "prep"}) and "acomp" not in below


@cache
def signs() -> dict[str, frozenset[str]]:
    """The words of metonyms.tsv by sign."""
    return {row["sign"]: frozenset(values(row["words"])) for row in table("languages/en/metonyms.tsv")}
