"""What head nouns and pronouns say of who is meant: kind, gender, number (the tables nominals.tsv, pronouns.tsv)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from dateline.atlas.tables import table, values
from dateline.records import Kind, Sentence, Token

DEFINITE = frozenset({"the", "this", "that", "these", "those"})


@dataclass(frozen=True, slots=True)
class Noun:
    """What a head noun says: a row of nominals.tsv."""

    kind: Kind
    gender: str
    number: str
    definite_only: bool


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A row of pronouns.tsv."""

    person: int
    number: str
    gender: str
    case: str


def definite(sentence: Sentence, token: Token) -> bool:
    """Whether the noun has "the", "this", "that" or a possessive."""
    below = (sentence.tokens[child] for child in sentence.children[token.index])
    return any(child.dep == "poss" or (child.dep == "det" and child.text.lower() in DEFINITE) for child in below)


def head_noun(sentence: Sentence, token: Token) -> Noun | None:
    """What the table says of a head noun, looked up with the word before it first ("fighter jet")."""
    known = nouns()
    forms = dict.fromkeys((token.lemma.lower(), token.text.lower(), token.text.lower().removesuffix("s")))
    before = sentence.tokens[token.index - 1].text.lower() if token.index else ""
    for form in forms:
        found = known.get(f"{before} {form}") or known.get(form)
        if found:
            return found
    return None


@cache
def nouns() -> Mapping[str, Noun]:
    """Head nouns by lemma; of two rows with one noun the first counts."""
    out: dict[str, Noun] = {}
    for row in table("languages/en/nominals.tsv"):
        noun = Noun(row["kind"], row["gender"], row["number"], row["when"] == "definite")  # type: ignore[arg-type]
        for word in values(row["nouns"]):
            out.setdefault(word, noun)
    return out


@cache
def pronouns() -> Mapping[str, Pronoun]:
    """Pronouns by their lower-case form."""
    return {
        row["pronoun"]: Pronoun(int(row["person"]), row["number"], row["gender"], row["case"])
        for row in table("languages/en/pronouns.tsv")
    }
