"""What head nouns and pronouns say of who is meant: kind, gender, number (the tables nominals.tsv, pronouns.tsv)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
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
    of_name: bool = False


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
    forms = dict.fromkeys((token.text.lower(), token.lemma.lower(), token.text.lower().removesuffix("s")))
    before = sentence.tokens[token.index - 1].text.lower() if token.index else ""
    for form in forms:
        found = known.get(f"{before} {form}") or known.get(form)
        if found:
            return found
    return None


def quantity(sentence: Sentence, token: Token) -> Noun | None:
    """What "hundreds" or "one" stands for: the head noun behind its "of", with the number of the quantity."""
    row = quantities().get(token.lemma.lower()) or quantities().get(token.text.lower())
    of = next((child for child in sentence.children[token.index] if sentence.tokens[child].text == "of"), None)
    if not row or of is None:
        return None
    behind = (sentence.tokens[child] for child in sentence.children[of])
    noun = next((head_noun(sentence, other) for other in behind if other.dep == "pobj"), None)
    return replace(noun, number=row, definite_only=False) if noun else None


@cache
def nouns() -> Mapping[str, Noun]:
    """Head nouns by lemma; of two rows with one noun the first counts."""
    out: dict[str, Noun] = {}
    for row in table("languages/en/nominals.tsv"):
        if row["kind"] == "quantity":
            continue
        when = row["when"]
        noun = Noun(row["kind"], row["gender"], row["number"], when == "definite", when == "of name")  # type: ignore[arg-type]
        for word in values(row["nouns"]):
            out.setdefault(word, noun)
    return out


@cache
def quantities() -> Mapping[str, str]:
    """Words for quantities, to their number."""
    rows = table("languages/en/nominals.tsv")
    return {word: row["number"] for row in rows if row["kind"] == "quantity" for word in values(row["nouns"])}


@cache
def pronouns() -> Mapping[str, Pronoun]:
    """Pronouns by their lower-case form."""
    return {
        row["pronoun"]: Pronoun(int(row["person"]), row["number"], row["gender"], row["case"])
        for row in table("languages/en/pronouns.tsv")
    }
