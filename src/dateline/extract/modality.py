"""What the words that belong to a predicate say of it: modals, negators, adverbs, conditions, the sentence's mood.

Every function yields effects, the words of the table languages/en/certainty.tsv, nearest first.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from dateline.atlas.tables import table
from dateline.extract.syntax import dependents
from dateline.records import Sentence, Token

FINITE: Final = frozenset({"VBD", "VBZ", "VBP"})
#: Tags of words that ask ("who", "when", "why").
ASKING: Final = frozenset({"WP", "WP$", "WRB", "WDT"})
#: What each part of speech is called in the table.
KINDS: Final = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "ADJ": "adj", "PROPN": "noun", "ADV": "adv"}
#: Labels of words that a clause with a tense has before its verb.
SUBJECTS: Final = ("aux", "nsubj", "nsubjpass", "expl", "csubj")
#: Longest way up from a "would" to the verb that reports it: as deep as parses of prose nest.
DEEPEST: Final = 12


@cache
def effects() -> dict[tuple[str, str, str], str]:
    """(word, what it is, "clause", "noun", "that" or "to") to its effect on such a dependent, from the table."""
    return {
        (row["word"], row["as"], on): row[on] or (row["clause"] if on in ("that", "to") else "")
        for row in table("languages/en/certainty.tsv")
        for on in ("clause", "noun", "that", "to")
    }


def effect_of(word: Token, kind: str, on: str, *, link: str = "") -> str:
    """The effect of a word on its dependent; `link` is the preposition or particle between ("file for", "rule out")."""
    known = effects()
    lemma, form = word.lemma.lower(), word.text.lower()
    if link and (found := known.get((f"{lemma} {link}", kind, on))):
        return found
    return known.get((lemma, kind, on)) or known.get((form, kind, on), "")


def own(sentence: Sentence, at: int, *, came: int | None = None) -> Iterator[str]:
    """The effects of the words that belong to a predicate itself; `came` is the dependent that is asked about."""
    token = sentence.tokens[at]
    verbal = token.pos in ("VERB", "AUX")
    for child in dependents(sentence, at):
        if child.dep == "aux" and child.tag == "MD":
            yield from _modal(sentence, token, child)
        elif child.dep == "aux" and child.tag == "TO":
            yield from _infinitive(token, sentence)
        elif child.dep in ("neg", "advmod", "preconj", "intj") and (
            child.dep == "neg" or child.index < at or token.lemma == "be"
        ):
            yield _adverb(sentence, child)
        elif child.dep == "mark":
            yield _mark(sentence, child)
        elif child.dep == "det":
            yield effect_of(child, "det", "clause")
        elif child.dep == "amod" and not verbal:
            yield effect_of(child, "adj", "noun")
        elif verbal and child.index != came and child.dep in ("nsubj", "nsubjpass", "dobj", "attr"):
            yield from _negated_argument(sentence, child, token)
        elif verbal and child.dep == "advcl":
            yield from _condition(sentence, token, child)
    if token.dep == "conj" and _nor(sentence, token):
        yield "negates"


def is_infinitive(sentence: Sentence, at: int) -> bool:
    """Whether a predicate has "to" before it."""
    return any(child.tag == "TO" for child in dependents(sentence, at, "aux"))


def is_finite(sentence: Sentence, token: Token) -> bool:
    """Whether a predicate has a tense or a modal."""
    return token.tag in FINITE or any(
        child.tag in FINITE or child.tag == "MD" for child in dependents(sentence, token.index, "aux", "auxpass")
    )


def is_past(sentence: Sentence, at: int) -> bool:
    """Whether a predicate is told as past: "had", "has had", "was able"."""
    token = sentence.tokens[at]
    helpers = list(dependents(sentence, at, "aux", "auxpass"))
    if any(child.tag == "MD" for child in helpers):
        return False
    words = [*helpers, token]
    if token.pos == "ADJ" and sentence.tokens[token.head].lemma == "be":
        words.append(sentence.tokens[token.head])
        return any(child.tag == "VBD" for child in words) and is_past(sentence, token.head)
    return any(word.tag == "VBD" for word in words) or any(child.lemma == "have" for child in helpers)


def is_negated(sentence: Sentence, at: int) -> bool:
    """Whether a predicate is denied by its own words: "did not say", "nobody said"."""
    return sum(effect == "negates" for effect in own(sentence, at)) % 2 == 1


def asks(sentence: Sentence, at: int) -> bool:
    """Whether a clause opens with a word that asks and takes the rest for granted: "when the fleet left"."""
    return any(
        word.tag in ASKING or any(below.tag in ASKING for below in dependents(sentence, word.index))
        for word in dependents(sentence, at)
        if word.index < at
    )


def mood(sentence: Sentence, top: int) -> Iterator[str]:
    """ "open" where the sentence asks for or orders the predicate, its root: a question, an imperative."""
    token = sentence.tokens[top]
    if token.dep != "ROOT":
        return
    bare = token.tag == "VB" and not any(child.dep in SUBJECTS for child in dependents(sentence, top))
    if bare and (effect := effect_of(token, "opening", "clause")):  # "Thank you" asks for nothing
        yield effect
        return
    asked = any(last.text == "?" for last in sentence.tokens[-2:])
    if bare or (asked and not _presupposed(sentence, top)):
        yield "open"


def _presupposed(sentence: Sentence, top: int) -> bool:
    """Whether a question takes its predicate for granted: "Why did they leave?", but not "Did they leave?"."""
    asking = (
        word
        for word in sentence.tokens[:top]
        if word.tag in ASKING and (word.head == top or sentence.tokens[word.head].head == top)
    )
    return is_past(sentence, top) and next(asking, None) is not None


def _adverb(sentence: Sentence, word: Token) -> str:
    """An adverb's effect; "not only" and "not just" deny nothing."""
    effect = effect_of(word, "adv", "clause")
    following = sentence.tokens[word.index + 1 : word.index + 2]
    if effect == "negates" and following and effect_of(following[0], "adv", "clause") == "certain":
        return ""
    return effect


def _modal(sentence: Sentence, token: Token, modal: Token) -> Iterator[str]:
    done = any(child.lemma == "have" and child.dep == "aux" for child in dependents(sentence, token.index))
    negated = any(child.dep == "neg" for child in dependents(sentence, token.index))
    word = modal.text.lower()
    if word in ("would", "could", "'d") and done:  # "would have won": against the facts, or never put to the test
        yield "open" if word != "could" else "possible"
    elif word == "must" and (done or any(True for _ in _progressive(sentence, token))):  # "must have left": concluded
        yield "probable"
    elif word in ("would", "'d") and not _announced(sentence, token):
        yield "open"
    elif not (negated and word in ("can", "could", "ca")):  # "cannot" is a plain no
        yield effect_of(modal, "modal", "clause")


def _progressive(sentence: Sentence, token: Token) -> Iterator[Token]:
    return (child for child in dependents(sentence, token.index, "aux") if child.lemma == "be" and token.tag == "VBG")


def _announced(sentence: Sentence, token: Token) -> bool:
    """Whether "would" foretells ("he said he would go"), and does not merely suppose ("I would go", "who would go")."""
    at = token
    for _ in range(DEEPEST):
        if at.dep == "ROOT" or at.head == at.index:
            subjects = (child.text.lower() for child in dependents(sentence, token.index, "nsubj", "nsubjpass"))
            return not any(subject in ("i", "we", "you") for subject in subjects)
        head = sentence.tokens[at.head]
        if at.dep in ("ccomp", "acl", "xcomp"):
            return True
        if at.dep == "relcl" and any(child.tag in ASKING for child in dependents(sentence, at.index, *SUBJECTS)):
            return False  # "terms that would cut costs"
        at = head
    return False


def _infinitive(token: Token, sentence: Sentence) -> Iterator[str]:
    """ "Is to sign" says what is planned, "GM to cut 500 jobs" too; "know what to sign" leaves it open."""
    head = sentence.tokens[token.head]
    if any(child.tag in ASKING for child in dependents(sentence, token.index)):  # "know what to do"
        yield "open"
    elif token.dep == "ROOT" or (
        token.dep in ("xcomp", "relcl") and head.lemma == "be" and not any(dependents(sentence, head.index, "acomp"))
    ):
        yield "probable"


def _negated_argument(sentence: Sentence, argument: Token, verb: Token) -> Iterator[str]:
    """ "No one was hurt", "said nothing", "none of them"; who "reported no losses" did report."""
    if argument.dep == "dobj" and argument.pos == "NOUN" and effect_of(verb, "verb", "that") == "reported":
        return
    if (
        argument.lemma.lower() in ("nobody", "nothing", "none", "neither")
        or argument.text.lower() == "no"
        or any(
            child.dep in ("det", "neg") and child.lemma.lower() in ("no", "neither")
            for child in dependents(sentence, argument.index)
        )
    ):
        yield "negates"


def _mark(sentence: Sentence, mark: Token) -> str:
    """The effect of what opens a clause; "as if" likens ("it looks as if they had left")."""
    likened = mark.index > 0 and sentence.tokens[mark.index - 1].text.lower() in ("as", "even")
    return "" if likened and mark.text.lower() == "if" else effect_of(mark, "mark", "clause")


def _nor(sentence: Sentence, token: Token) -> bool:
    return any(
        token.head < word.index and word.text.lower() == "nor" for word in dependents(sentence, token.head, "cc")
    )


def _condition(sentence: Sentence, token: Token, clause: Token) -> Iterator[str]:
    """What holds on a condition is open; not so what is told as past ("they paid if asked")."""
    if is_past(sentence, token.index):
        return
    for child in dependents(sentence, clause.index, "mark"):
        if child.lemma.lower() in ("if", "unless"):
            yield "open"
