"""Clauses that report without a word for an event: "he was unresponsive", "she had a ticket", "the plane took off".

Such a clause tells a state or a figure that reports can agree or differ on, or a deed by a verb that says too little by
itself ("take", "make"). It is reported where a clause of its own, with a subject, holds no other event and does not
lead to what somebody says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from dateline.extract.event_words import word_class
from dateline.extract.predicates import Decision
from dateline.extract.syntax import dependents
from dateline.records import Sentence, Token

#: Dependencies of a verb that heads a clause which tells something by itself.
TELLING: Final = frozenset({"ROOT", "ccomp", "conj", "parataxis"})
#: Of a verb that heads a clause at all: what stands in such a clause is not of the clause above.
HEADING: Final = TELLING | {"advcl", "relcl", "acl", "pcomp"}
SUBJECTS: Final = ("nsubj", "nsubjpass", "expl")
#: What a copula says of its subject.
COMPLEMENTS: Final = ("attr", "acomp", "prep", "advmod", "dobj", "xcomp", "prt", "oprd", "dative", "auxpass")
#: How far above an event the head of its clause is looked for.
HIGHEST: Final = 8


def states(sentence: Sentence, decisions: Iterable[Decision]) -> Iterator[Decision]:
    """The verbs of clauses that report a state, a figure or a plain deed and hold none of these events."""
    eventful = {_clause(sentence, decision.index) for decision in decisions}
    for token in sentence.tokens:
        heads = token.pos in ("VERB", "AUX") and token.dep in TELLING
        if heads and token.index not in eventful and _tells(sentence, token):
            yield Decision(token.index, None, "state")


def _tells(sentence: Sentence, verb: Token) -> bool:
    """Whether a verb says something of somebody or something, and not of what "it" or "that" stands for."""
    if verb.lemma.lower() in word_class("saying") | word_class("announcing"):
        return False
    children = list(dependents(sentence, verb.index))
    labels = {child.dep for child in children}
    subjects = [child.lemma.lower() for child in children if child.dep in SUBJECTS]
    if "ccomp" in labels or not subjects or labels.isdisjoint(COMPLEMENTS):
        return False
    return word_class("dummy").isdisjoint(subjects)


def _clause(sentence: Sentence, index: int) -> int:
    """The verb that heads the clause in which a word stands."""
    token = sentence.tokens[index]
    for _ in range(HIGHEST):
        if (token.pos in ("VERB", "AUX") and token.dep in HEADING) or token.head == token.index:
            break
        token = sentence.tokens[token.head]
    return token.index
