"""How surely a sentence presents an event: FactBank's values, read off the parse.

The words round a predicate are met from the inside outwards: its own modals, negators and adverbs, then those of
each word that it is a complement of. Each has an effect (atlas/languages/en/certainty.tsv) that lowers the degree or
turns the polarity: "did not plan to leave" is a probable "no", "may have failed to reach" a possible one. The walk
ends at the words of a source, since the value is the one that the source gives (Saurí and Pustejovsky 2009,
"FactBank"). One thing differs from FactBank: what is announced for the future ("will visit", "would view") is PR+,
planned, where FactBank has CT+, because a reader of events must tell what has happened from what is to happen.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from dateline.atlas.tables import table
from dateline.extract.syntax import dependents
from dateline.records import Certainty, Sentence, Token

#: Longest way up from a predicate. Parses of prose nest less than this; the bound keeps a degenerate parse cheap.
DEEPEST: Final = 12
#: The degrees from sure to open; effects only ever move to the right.
DEGREES: Final = ("CT", "PR", "PS", "Uu")
EFFECTS: Final = {"probable": 1, "doubts": 1, "possible": 2, "open": 3}
#: Labels by which a clause or noun hangs on the word that colours it.
COMPLEMENTS: Final = frozenset({"ccomp", "xcomp", "acl", "pcomp", "csubj", "csubjpass", "oprd", "attr", "acomp"})
NOMINAL: Final = frozenset({"dobj", "pobj", "nsubjpass", "nsubj", "attr", "oprd", "compound", "dative", "nmod"})


@cache
def effects() -> dict[tuple[str, str], tuple[str, str]]:
    """(lemma, what it is) to its effects on a clause and on an event noun, from the table."""
    rows = table("languages/en/certainty.tsv")
    return {(row["word"], row["as"]): (row["clause"], row["noun"]) for row in rows}


def certainty(sentence: Sentence, predicate: int) -> Certainty:
    """The certainty of the event that the token `predicate` reports, as the event's own source presents it."""
    degree, positive = 0, True
    for effect in _met(sentence, predicate):
        degree = max(degree, EFFECTS.get(effect, 0))
        positive ^= effect in ("negates", "doubts")
    if degree == DEGREES.index("Uu"):
        return "Uu"
    return DEGREES[degree] + ("+" if positive else "-")  # type: ignore[return-value]


def _met(sentence: Sentence, predicate: int) -> Iterator[str]:
    """The effects on the predicate, nearest first."""
    at = predicate
    yield from _own(sentence, at)
    for _ in range(DEEPEST):
        effect, up = _step(sentence, at)
        if effect:
            yield effect
        if effect in ("asserted", "reported") or up is None:
            break
        yield from _own(sentence, up)
        at = up
    if _asked(sentence, at):
        yield "open"


def _own(sentence: Sentence, at: int) -> Iterator[str]:
    """The effects of the words that belong to a predicate itself: modals, negators, adverbs, determiners."""
    token = sentence.tokens[at]
    verbal = token.pos in ("VERB", "AUX")
    for child in dependents(sentence, at):
        if child.dep == "aux" and child.tag == "MD":
            yield from _modal(sentence, token, child)
        elif child.dep == "aux" and child.tag == "TO":
            yield from _infinitive(token, sentence)
        elif child.dep in ("neg", "advmod", "preconj", "intj") and (child.dep == "neg" or child.index < at):
            yield _effect(child, "adv", noun=False)
        elif child.dep == "mark":
            yield _effect(child, "mark", noun=False)
        elif child.dep == "det":
            yield _effect(child, "det", noun=False)
        elif child.dep == "amod" and not verbal:
            yield _effect(child, "adj", noun=True)
        elif verbal and child.dep in ("nsubj", "nsubjpass", "dobj", "attr"):
            yield from _negated_argument(sentence, child)
        elif verbal and child.dep == "advcl":
            yield from _condition(sentence, child)


def _modal(sentence: Sentence, token: Token, modal: Token) -> Iterator[str]:
    done = any(child.lemma == "have" and child.dep == "aux" for child in dependents(sentence, token.index))
    negated = any(child.dep == "neg" for child in dependents(sentence, token.index))
    word = modal.text.lower()
    if word in ("would", "could", "'d") and done:  # "would have won": against the facts, or never put to the test
        yield "open" if word != "could" else "possible"
    elif not (negated and word in ("can", "could", "ca")):  # "cannot" is a plain no
        yield _effect(modal, "modal", noun=False)


def _infinitive(token: Token, sentence: Sentence) -> Iterator[str]:
    """An infinitive of purpose says what is wanted ("went there to sign"); "is to sign" what is planned."""
    head = sentence.tokens[token.head]
    if token.dep == "advcl":
        yield "open"
    elif token.dep in ("xcomp", "acl", "relcl") and head.lemma == "be":
        yield "probable"


def _negated_argument(sentence: Sentence, argument: Token) -> Iterator[str]:
    """ "No one was hurt", "said nothing", "none of them"."""
    if argument.lemma.lower() in ("nobody", "nothing", "none", "neither") or argument.text.lower() == "no":
        yield "negates"
    elif any(child.dep in ("det", "neg") and child.lemma.lower() in ("no", "neither")
             for child in dependents(sentence, argument.index)):
        yield "negates"


def _condition(sentence: Sentence, clause: Token) -> Iterator[str]:
    """What holds on a condition is open."""
    for child in dependents(sentence, clause.index, "mark"):
        if child.lemma.lower() in ("if", "unless"):
            yield "open"


def _step(sentence: Sentence, at: int) -> tuple[str, int | None]:
    """The effect of the governor on this predicate, and the predicate to look at next (None: the walk ends)."""
    token = sentence.tokens[at]
    head = sentence.tokens[token.head]
    if head.index == at:
        return "", None
    nominal = token.pos in ("NOUN", "PROPN", "PRON")
    if token.dep == "conj":
        return _share(sentence, token, head)
    if head.pos in ("ADP", "SCONJ") and token.dep in ("pobj", "pcomp"):
        return _through(sentence, head, nominal=nominal)
    if nominal and token.dep in NOMINAL:
        return _colour(head, noun=True), _onward(head, token)
    if not nominal and token.dep in COMPLEMENTS:
        return _colour(head, noun=False), _onward(head, token)
    return "", None


def _share(sentence: Sentence, token: Token, head: Token) -> tuple[str, int | None]:
    """The second of two predicates shares the first one's modals, unless it has a subject or modal of its own."""
    own = any(child.dep in ("nsubj", "nsubjpass", "aux", "expl") for child in dependents(sentence, token.index))
    opposed = any(child.lemma == "but" for child in dependents(sentence, head.index, "cc"))
    return "", None if own or opposed else head.index


def _through(sentence: Sentence, preposition: Token, *, nominal: bool) -> tuple[str, int | None]:
    """Through a preposition to what governs it: "plans for talks", "accused of firing", "without talks"."""
    of_its_own = _effect(preposition, "prep", noun=nominal)
    head = sentence.tokens[preposition.head]
    if of_its_own or head.index == preposition.index:
        return of_its_own, None
    if preposition.dep not in ("prep", "agent", "dative") or head.pos == "ADP":
        return "", None
    if nominal and preposition.lemma.lower() in ("at", "in", "on", "by"):  # a setting, not a complement
        return "", None
    colour = _colour(head, noun=nominal)
    return colour, head.index if colour and colour != "reported" else None


def _colour(head: Token, *, noun: bool) -> str:
    kind = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "ADJ": "adj", "PROPN": "noun", "ADV": "adv"}.get(head.pos)
    return _effect(head, kind, noun=noun) if kind else ""


def _onward(head: Token, token: Token) -> int | None:
    """Whether what colours the governor colours the predicate too."""
    if token.dep in ("nsubj", "nsubjpass", "dobj", "compound", "nmod", "dative") and head.pos in ("VERB", "AUX", "NOUN"):
        return head.index
    return head.index if token.dep in COMPLEMENTS | {"pobj"} else None


def _effect(word: Token, kind: str, *, noun: bool) -> str:
    clause, nominal = effects().get((word.lemma.lower(), kind)) or effects().get((word.text.lower(), kind), ("", ""))
    return nominal if noun else clause


def _asked(sentence: Sentence, top: int) -> bool:
    """Whether the sentence asks for this predicate: a question mark ends it and the predicate is its root."""
    return sentence.tokens[top].dep == "ROOT" and any(token.text == "?" for token in sentence.tokens[-2:])
