"""Who does it and what it is done to, as words: doers and patients by syntax alone, before any mention is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dateline.extract.event_words import word_class
from dateline.extract.syntax import dependents
from dateline.records import Sentence, Token

#: Predicates that share a subject, counted upwards, at most.
CLIMB: Final = 4


class Sides:
    """The words on either side of the predicates of one sentence."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence

    def doers(self, token: Token, climb: int = CLIMB) -> Iterator[Token]:
        """The words for who does it, by syntax alone."""
        if token.pos not in ("VERB", "AUX"):
            owners = dependents(self.sentence, token.index, "poss")
            yield from (owner for owner in owners if owner.entity[2:] not in ("DATE", "TIME"))
            yield from self.under(token.index, "by")
            head = self.sentence.tokens[token.head]
            if token.dep == "dobj" and climb:
                yield from self.doers(head, climb - 1)
            return
        below = list(dependents(self.sentence, token.index))
        if any(child.dep in ("nsubjpass", "auxpass", "agent") for child in below) or _participle(token, below):
            yield from self.under(token.index, "by")
            return
        subjects = [child for child in below if child.dep == "nsubj"]
        head = self.sentence.tokens[token.head]
        misread = [child for child in below if child.index < token.index and child.dep in ("amod", "compound", "nmod")]
        if subjects:
            relative = subjects[-1].tag in ("WDT", "WP") and token.dep == "relcl"
            yield from self._joined(head if relative else subjects[-1])
        elif misread:
            yield misread[-1]
        elif climb and token.head != token.index:
            if token.dep in ("acl", "relcl") and head.entity[2:] not in ("DATE", "TIME"):
                yield head
            elif token.dep in ("conj", "advcl", "xcomp", "dep") and head.pos in ("VERB", "AUX"):
                yield from self._shared(token, head, climb - 1)

    def _shared(self, token: Token, head: Token, climb: int) -> Iterator[Token]:
        """The subject that a verb shares with the one above, which may be passive: "was hit, killing six"."""
        passive = [*dependents(self.sentence, head.index, "nsubjpass")]
        if passive and token.dep == "conj":
            yield from passive
        elif not passive:
            yield from self.doers(head, climb)

    def patients(self, token: Token, climb: int = CLIMB) -> Iterator[Token]:
        """The words for what it is done to, by syntax alone."""
        children = list(dependents(self.sentence, token.index, "dobj", "nsubjpass"))
        yield from children
        if not children and token.dep == "acl" and token.tag == "VBN":
            yield self.sentence.tokens[token.head]
        if not children:
            for preposition in ("on", "against", "of", "at", "to", "for"):
                found = list(self.under(token.index, preposition))
                for patient in found:
                    below = list(self.under(patient.index, "of")) if patient.lemma in word_class("control") else []
                    yield from below or [patient]
                if found:
                    return
        for child in children:  # "launched an attack on the budget"
            if climb and child.lemma.lower() in word_class("force"):
                yield from self.patients(child, climb - 1)

    def _joined(self, token: Token) -> Iterator[Token]:
        yield token
        yield from dependents(self.sentence, token.index, "conj")

    def under(self, index: int, preposition: str) -> Iterator[Token]:
        """The nouns under one preposition of a word."""
        for child in dependents(self.sentence, index, "prep", "agent"):
            if child.lemma.lower() == preposition:
                yield from dependents(self.sentence, child.index, "pobj")


def _participle(token: Token, below: list[Token]) -> bool:
    return (
        token.tag == "VBN"
        and token.dep in ("acl", "advcl")
        and not any(c.dep in ("aux", "nsubj", "dobj") for c in below)
    )
