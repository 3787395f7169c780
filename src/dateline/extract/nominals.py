"""Phrases that describe someone or something ("the North Korean leader", "protesters"), and pronouns.

A nominal is a noun phrase whose head noun the table `nominals.tsv` knows. Its span runs from its first modifier to
its head and on through "of ..." and other prepositional phrases, without relative clauses and appositions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dateline.atlas import bodies
from dateline.extract.event_words import word_class
from dateline.extract.lexicon import titles
from dateline.extract.name_candidates import Name
from dateline.extract.nouns import Pronoun, definite, head_noun, pronouns, quantity
from dateline.extract.syntax import subtree
from dateline.extract.tokens import Tokens
from dateline.records import Form, Kind, Sentence, Token

#: Dependents that lie in a mention's span when they stand left of the head.
LEFT = frozenset({"det", "amod", "compound", "nummod", "poss", "nmod", "quantmod", "predet", "advmod", "npadvmod",
                  "case", "punct", "cc", "conj", "appos", "neg", "prep", "pobj"})  # fmt: skip


#: Dependents that are a phrase of their own even when a noun follows.
ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "dative", "poss"})


@dataclass(frozen=True, slots=True)
class Nominal:
    """A nominal or pronoun at [start, end) with its head token."""

    start: int
    end: int
    head: Token
    kind: Kind
    form: Form


def find_nominals(sentences: Sequence[Sentence], names: Sequence[Name]) -> Iterator[Nominal]:
    """Nominals and pronouns of an article, outside of names."""
    taken = [(name.start, name.end) for name in names]
    covered = {at for start, end in taken for at in range(start, end)}
    starts = {name.start: name for name in names}
    for sentence in sentences:
        for token in sentence.tokens:
            if token.start in covered or _of_title(sentence, token):
                continue
            title = _title(sentence, token, starts)
            if title:
                yield title
                continue
            pronoun = pronouns().get(token.text.lower())
            if pronoun and token.pos in ("PRON", "DET", "NOUN", "PROPN"):
                yield from _pronoun(sentence, token, pronoun)
            elif of := quantity(sentence, token):
                first, last = extent(sentence, token)
                yield Nominal(sentence.tokens[first].start, sentence.tokens[last].end, token, of.kind, "nominal")
            elif token.pos in ("NOUN", "PROPN", "ADJ"):
                yield from _phrase(sentence, token)
            elif token.pos == "NUM" and _the_two(sentence, token):
                yield Nominal(sentence.tokens[token.index - 1].start, token.end, token, "group", "nominal")


def find_bodies(text: str, tokens: Tokens) -> Iterator[tuple[int, int, Token]]:
    """Bodies of state that only modify another noun: "Russian government" in "a Russian government press release"."""
    for start, end, _ in bodies.find(text):
        head = tokens.head(start, end)
        if head and head.text.islower() and head.pos == "NOUN":
            yield start, end, head


def _title(sentence: Sentence, token: Token, starts: Mapping[int, Name]) -> Nominal | None:
    """The description before a name: "Russian Defense Minister" Sergei Shoigu, "state news agency" RIA Novosti."""
    following = sentence.tokens[token.index + 1 : token.index + 2]
    name = starts.get(following[0].start) if following else None
    noun = head_noun(sentence, token) if name and token.pos in ("NOUN", "PROPN") else None
    if not name or not noun or noun.kind != name.kind or noun.kind == "place" or token.tag not in ("NN", "NNP"):
        return None
    first = token.index
    while first > 0 and _in_title(sentence.tokens[first - 1]):
        first -= 1
    after = [other for other in sentence.tokens if other.start >= name.end][:1]
    if name.kind == "equipment" and after and after[0].text in (",", "and", "or"):
        return None  # "the aircraft Tu-160, Tu-95MS and Tu-22M3" are three
    if first == token.index and token.tag == "NNP":
        return None  # a bare title ("President") says no more than the name
    return Nominal(sentence.tokens[first].start, token.end, token, noun.kind, "nominal")


def _in_title(token: Token) -> bool:
    """Whether a token can belong to a description before a name."""
    return token.pos in ("ADJ", "NOUN", "PROPN", "DET") or token.tag == "POS" or token.text == "-"


def _of_title(sentence: Sentence, token: Token) -> bool:
    """Whether the word is the last of an office: "State" in "Secretary of State"."""
    words = [other.text for other in sentence.tokens[max(0, token.index - 2) : token.index + 1]]
    return len(words) == 3 and words[1] == "of" and f"{words[0].capitalize()} of {words[2].capitalize()}" in titles()


def _pronoun(sentence: Sentence, token: Token, pronoun: Pronoun) -> Iterator[Nominal]:
    if token.text == "US" or (pronoun.gender == "n" and not referential(sentence, token)):
        return
    kind: Kind = "organization" if pronoun.gender == "n" else "group" if pronoun.number == "plural" else "person"
    yield Nominal(token.start, token.end, token, kind, "pronoun")


def referential(sentence: Sentence, token: Token) -> bool:
    """Whether "it" may stand for a body, place or thing: not the subject of the weather or of "it is clear that"."""
    if token.dep == "expl":
        return False
    governor = sentence.tokens[token.head]
    below = [sentence.tokens[child] for child in sentence.children[governor.index]]
    clause = any(child.dep in ("ccomp", "xcomp", "csubj", "advcl") for child in below)
    return not (token.dep == "nsubj" and governor.lemma == "be" and clause)


def _phrase(sentence: Sentence, token: Token) -> Iterator[Nominal]:
    noun = head_noun(sentence, token)
    if noun and noun.kind == "equipment" and _means(sentence, token):
        yield Nominal(token.start, token.end, token, noun.kind, "nominal")
        return
    if not noun or token.dep in ("compound", "amod", "nmod", "npadvmod") or _modifies(sentence, token):
        return
    if token.pos == "ADJ" and not (definite(sentence, token) and token.dep in ARGUMENTS | {"pobj"}):
        return
    first, last = extent(sentence, token)
    if noun.definite_only and not definite(sentence, token):
        return
    if noun.of_name and _of_no_name(sentence, token):
        return
    yield Nominal(sentence.tokens[first].start, sentence.tokens[last].end, token, noun.kind, "nominal")


def _means(sentence: Sentence, token: Token) -> bool:
    """Whether equipment modifies the deed that is done with it: "drone" in "a drone strike"."""
    deed = sentence.tokens[token.head]
    return token.dep == "compound" and deed.index == token.index + 1 and deed.lemma.lower() in word_class("armed deed")


def _of_no_name(sentence: Sentence, token: Token) -> bool:
    """Whether an ordinary noun stands behind "of": "a state of siege"."""
    following = sentence.tokens[token.index + 1 : token.index + 4]
    noun = next((other for other in following[1:] if other.pos in ("NOUN", "PROPN")), None)
    return noun is not None and following[0].text == "of" and noun.text.islower() and not head_noun(sentence, noun)


def _the_two(sentence: Sentence, token: Token) -> bool:
    """Whether the words are "the two" without a noun: two people or bodies spoken of before."""
    before = sentence.tokens[max(0, token.index - 1)]
    return before.text.lower() == "the" and token.text.isalpha() and token.dep in {"nsubj", "nsubjpass", "dobj", "pobj"}


def _modifies(sentence: Sentence, token: Token) -> bool:
    """Whether the noun only modifies the next one, whatever the parser calls it ("Su-35 and Su-57 fighter jets")."""
    following = sentence.tokens[token.index + 1 : token.index + 2]
    return bool(following) and following[0].pos == "NOUN" and token.tag == "NN" and token.dep not in ARGUMENTS


def extent(sentence: Sentence, token: Token) -> tuple[int, int]:
    """First and last token of the phrase: left modifiers, the head, "of" phrases behind it."""
    first = last = token.index
    for child in sentence.children[token.index]:
        other = sentence.tokens[child]
        below = subtree(sentence, child, without=("relcl", "acl"))
        if child < token.index and other.dep in LEFT:
            first = min(first, below[0])
        elif child > token.index and other.dep == "prep" and other.text.lower() == "of" and below[0] == last + 1:
            last = below[-1]
    while first < token.index and (sentence.tokens[first].pos in ("PUNCT", "CCONJ")):
        first += 1
    return first, last
