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
NOMINAL: Final = frozenset({"dobj", "pobj", "nsubjpass", "attr", "oprd", "compound", "dative", "nmod"})
FINITE: Final = frozenset({"VBD", "VBZ", "VBP"})


@cache
def effects() -> dict[tuple[str, str, str], str]:
    """(lemma, what it is, "clause", "noun" or "that") to its effect on such a dependent, from the table."""
    return {
        (row["word"], row["as"], on): row[on] or (row["clause"] if on == "that" else "")
        for row in table("languages/en/certainty.tsv")
        for on in ("clause", "noun", "that")
    }


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
            yield _effect(child, "adv", "clause")
        elif child.dep == "mark":
            yield _effect(child, "mark", "clause")
        elif child.dep == "det":
            yield _effect(child, "det", "clause")
        elif child.dep == "amod" and not verbal:
            yield _effect(child, "adj", "noun")
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
        yield _effect(modal, "modal", "clause")


def _infinitive(token: Token, sentence: Sentence) -> Iterator[str]:
    """An infinitive of purpose says what is wanted ("went there to sign"); "is to sign" what is planned."""
    head = sentence.tokens[token.head]
    if token.dep == "advcl":
        yield "open"
    elif token.dep == "ROOT" or (token.dep in ("xcomp", "relcl") and head.lemma == "be"):  # also "GM to cut 500 jobs"
        yield "probable"


def _negated_argument(sentence: Sentence, argument: Token) -> Iterator[str]:
    """ "No one was hurt", "said nothing", "none of them"."""
    if (
        argument.lemma.lower() in ("nobody", "nothing", "none", "neither")
        or argument.text.lower() == "no"
        or any(
            child.dep in ("det", "neg") and child.lemma.lower() in ("no", "neither")
            for child in dependents(sentence, argument.index)
        )
    ):
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
    if nominal and _occurs(sentence, token, head):
        return _effect(head, "occurs", "noun"), head.index
    if nominal and token.dep in NOMINAL:
        colour = _colour(head, "noun")  # a noun under a verb of no known effect is taken for granted: "mocked the war"
        return colour, head.index if colour else None
    if not nominal and token.dep in COMPLEMENTS and not _describes(sentence, token):
        return _colour(head, "that" if _finite(sentence, token) else "clause"), head.index
    return "", None


def _occurs(sentence: Sentence, token: Token, head: Token) -> bool:
    """Whether the event is the subject of a verb that only says that it takes place: "talks could begin"."""
    told = any(True for _ in dependents(sentence, head.index, "attr", "acomp"))  # "the talks were a failure"
    return token.dep == "nsubj" and not told and bool(_effect(head, "occurs", "noun"))


def _finite(sentence: Sentence, token: Token) -> bool:
    return token.tag in FINITE or any(
        child.tag in FINITE or child.tag == "MD" for child in dependents(sentence, token.index, "aux", "auxpass")
    )


def _describes(sentence: Sentence, token: Token) -> bool:
    """A participle that describes a noun ("the deal reached in May") is no complement of it ("the plan to leave")."""
    return token.dep == "acl" and not any(
        child.tag == "TO" or child.dep == "mark" for child in dependents(sentence, token.index)
    )


def _share(sentence: Sentence, token: Token, head: Token) -> tuple[str, int | None]:
    """The second of two predicates shares the first one's modals, unless it has a subject or modal of its own."""
    children = list(dependents(sentence, token.index, "nsubj", "nsubjpass", "expl", "aux"))
    own = token.tag != head.tag or any(child.tag != "TO" for child in children)
    opposed = any(child.lemma == "but" for child in dependents(sentence, head.index, "cc"))
    return "", None if own or opposed else head.index


def _through(sentence: Sentence, preposition: Token, *, nominal: bool) -> tuple[str, int | None]:
    """Through a preposition to what governs it: "plans for talks", "accused of firing", "without talks"."""
    of_its_own = _effect(preposition, "prep", "noun" if nominal else "clause")
    head = sentence.tokens[preposition.head]
    if of_its_own or head.index == preposition.index:
        return of_its_own, None
    if preposition.dep not in ("prep", "agent", "dative") or head.pos == "ADP":
        return "", None
    if nominal and preposition.lemma.lower() in ("at", "in", "on", "by"):  # a setting, not a complement
        return "", None
    colour = _colour(head, "noun" if nominal else "clause")
    return colour, head.index if colour and colour != "reported" else None


def _colour(head: Token, on: str) -> str:
    kind = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "ADJ": "adj", "PROPN": "noun", "ADV": "adv"}.get(head.pos)
    return _effect(head, kind, on) if kind else ""


def _effect(word: Token, kind: str, on: str) -> str:
    known = effects()
    return known.get((word.lemma.lower(), kind, on)) or known.get((word.text.lower(), kind, on), "")


def _asked(sentence: Sentence, top: int) -> bool:
    """Whether the sentence asks for or orders the predicate, its root: a question, an imperative."""
    token = sentence.tokens[top]
    if token.dep != "ROOT":
        return False
    bare = token.tag == "VB" and not any(child.dep in ("aux", "nsubj") for child in dependents(sentence, top))
    return bare or any(last.text == "?" for last in sentence.tokens[-2:])
