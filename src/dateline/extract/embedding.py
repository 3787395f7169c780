"""What the word that governs a predicate says of it: "failed to", "plans for", "accused of", "denied that".

A governor has an effect by the table languages/en/certainty.tsv, and itself stands in what governs it. Where the
table knows none, the form decides: an infinitive with "to" is left open ("a chance to leave", "hard to reach"); a
gerund or a bare infinitive is as sure as what it goes with ("will begin by closing the plant"), though not denied
with it ("did not leave after signing"); a clause with a tense of its own stands for itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dateline.extract.modality import (
    FINITE,
    KINDS,
    SUBJECTS,
    asks,
    effect_of,
    effects,
    is_finite,
    is_infinitive,
    is_negated,
    is_past,
)
from dateline.extract.syntax import dependents
from dateline.records import Sentence, Token

#: Labels by which a clause or noun hangs on the word that colours it.
COMPLEMENTS: Final = frozenset({"ccomp", "xcomp", "acl", "pcomp", "csubj", "csubjpass", "oprd", "attr", "acomp"})
NOMINAL: Final = frozenset({"dobj", "pobj", "nsubjpass", "attr", "oprd", "compound", "dative", "nmod"})
#: Labels by which a clause without a tense goes with another.
LOOSE: Final = frozenset({"advcl", "xcomp", "pcomp", "ccomp", "conj", "parataxis", "dep"})


@dataclass(frozen=True, slots=True)
class Step:
    """The effect of a governor, the predicate to look at next (None: no further), and whether a no there counts."""

    effect: str = ""
    up: int | None = None
    polar: bool = True


END: Final = Step()


def step(sentence: Sentence, at: int) -> Step:
    """The step from a predicate to what governs it."""
    token = sentence.tokens[at]
    head = sentence.tokens[token.head]
    if head.index == at:
        return END
    nominal = token.pos in ("NOUN", "PROPN", "PRON") or (token.dep == "dobj" and token.pos != "VERB")
    if token.dep == "conj":
        return _share(sentence, token, head)
    if head.pos in ("ADP", "SCONJ") and token.dep in ("pobj", "pcomp"):
        free = is_finite(sentence, token) and asks(sentence, token.index)  # "a plan for what they called reform"
        return END if free else _through(sentence, head, nominal=nominal)
    if nominal:
        return _noun(sentence, token, head)
    told = token.dep == "advcl" and head.pos == "ADJ" and is_finite(sentence, token)  # "find it unlikely that"
    if (told or token.dep in COMPLEMENTS) and not _describes(sentence, token):
        effect = _of_clause(sentence, token, head)
        if effect:
            return Step(effect, head.index)
    return _unlisted(sentence, token, head)


def _noun(sentence: Sentence, token: Token, head: Token) -> Step:
    if _occurs(sentence, token, head):
        return Step(effect_of(head, "occurs", "noun"), head.index)
    if token.dep == "nsubj" and (effect := outlook(sentence, head)):
        return Step(effect, head.index)
    if token.dep in NOMINAL:
        effect = colour(sentence, head, "noun")  # under a verb of no known effect it is taken for granted
        return Step(effect, head.index) if effect else END
    return END


def outlook(sentence: Sentence, verb: Token) -> str:
    """The effect of an adjective on the subject that it is said of ("an attack was likely"); "" where it has none."""
    said = (child for child in dependents(sentence, verb.index, "acomp") if verb.lemma == "be")
    return next((effect for word in said if (effect := effect_of(word, "outlook", "noun"))), "")


def _of_clause(sentence: Sentence, token: Token, head: Token) -> str:
    finite = is_finite(sentence, token)
    if finite and token.dep != "acl" and asks(sentence, token.index):  # "asked when the fleet had left": that it did
        return "asserted"
    infinitive = is_infinitive(sentence, token.index)
    if infinitive and head.lemma == "be" and (said := next(dependents(sentence, head.index, "acomp"), None)):
        return effect_of(said, "adj", "to") or "open"  # "it is hard to leave"
    effect = colour(sentence, head, "that" if finite else "to" if infinitive else "clause")
    if effect == "asserted" and infinitive:  # "remember to leave", "glad to leave" grant nothing
        return "certain"
    if effect == "reported":
        return _reported(sentence, token, head, finite=finite)
    return effect


def _reported(sentence: Sentence, token: Token, head: Token, *, finite: bool) -> str:
    """The effect of a verb of saying: none on what is said; "said to wait" orders, "did not say that" leaves open."""
    passive = any(dependents(sentence, head.index, "auxpass")) or head.dep == "acl"
    if not finite and is_infinitive(sentence, token.index):
        done = any(child.lemma == "have" for child in dependents(sentence, token.index, "aux"))
        headline = token.index < head.index  # "Mayor to resign, says aide"
        return "probable" if headline else "reported" if passive or done else "open"
    commanded = token.tag == "VB" and not any(True for _ in dependents(sentence, token.index, *SUBJECTS))
    denied = finite and is_negated(sentence, head.index)
    return "open" if commanded or denied else "reported"


def _unlisted(sentence: Sentence, token: Token, head: Token) -> Step:
    """The step where the table knows no effect: by the predicate's form."""
    if is_infinitive(sentence, token.index):
        return _infinitive(sentence, token, head)
    if token.dep == "advcl" and token.tag == "VB" and not any(dependents(sentence, token.index, *SUBJECTS)):
        return Step("open")  # "Look, it burns"
    if token.dep in LOOSE and token.tag in ("VBG", "VB") and not is_finite(sentence, token):
        return Step("", head.index, polar=False)
    if token.dep == "advcl" and token.tag in ("VBP", "VBZ") and _when(sentence, token):
        return Step("", head.index, polar=False)
    return END


def _infinitive(sentence: Sentence, token: Token, head: Token) -> Step:
    """An infinitive with "to" where the table knows no effect of its governor."""
    if head.lemma == "be" and token.dep == "xcomp":  # "is to leave": its own "to" says that already
        return END
    if token.dep in ("relcl", "acl"):
        if any(child.entity.endswith("ORDINAL") or child.lemma == "last" for child in dependents(sentence, head.index)):
            return END  # "the first to leave"
        bare = not any(dependents(sentence, head.index, "det", "poss"))
        title = bare and (head.dep == "ROOT" or head.entity != "")  # "Mayor to leave", in headlines
        passive = any(True for _ in dependents(sentence, token.index, "auxpass"))  # "a meeting to be held in May"
        return Step("probable" if title or passive else "open")
    objects = dependents(sentence, head.index, "dobj")
    told = next((effect for noun in objects if (effect := effect_of(noun, "noun", "to"))), "")
    return Step(told or "open", head.index if told else None)  # "announced plans on Friday to leave"


def _when(sentence: Sentence, clause: Token) -> bool:
    """Whether a clause says when or where another holds, and so holds as surely as that: "when the talks begin"."""
    opening = (*dependents(sentence, clause.index, "mark"), *dependents(sentence, clause.index, "advmod"))
    return any(effect_of(word, "mark", "clause") == "within" for word in opening)


def _occurs(sentence: Sentence, token: Token, head: Token) -> bool:
    """Whether the event is the subject of a verb that only says that it takes place: "talks could begin"."""
    told = any(True for _ in dependents(sentence, head.index, "attr", "acomp"))  # "the talks were a failure"
    return token.dep == "nsubj" and not told and bool(effect_of(head, "occurs", "noun"))


def _describes(sentence: Sentence, token: Token) -> bool:
    """A participle that describes a noun ("the deal reached in May") is no complement of it ("the plan to leave")."""
    return token.dep == "acl" and not any(
        child.tag == "TO" or child.dep == "mark" for child in dependents(sentence, token.index)
    )


def _share(sentence: Sentence, token: Token, head: Token) -> Step:
    """The second of two predicates shares the first one's modals, unless it has a subject or modal of its own."""
    children = list(dependents(sentence, token.index, "nsubj", "nsubjpass", "expl", "aux"))
    if any(child.tag != "TO" for child in children):
        return END
    opposed = any(child.lemma == "but" for child in dependents(sentence, head.index, "cc"))
    instead = any(child.text.lower() == "than" for child in dependents(sentence, head.index, "cc", "prep"))
    if instead and token.tag == "VB":  # "helped rather than hurt them"
        return Step("negates", head.index, polar=True)
    if token.tag == head.tag:
        return Step("", head.index, polar=not opposed and token.tag not in FINITE)
    if token.tag != "VB":
        return END
    return Step("", head.index, polar=False) if head.tag in ("MD", "NN") else Step("open")


def _through(sentence: Sentence, preposition: Token, *, nominal: bool) -> Step:
    """Through a preposition to what governs it: "plans for talks", "accused of firing", "without talks"."""
    on = "noun" if nominal else "clause"
    head = sentence.tokens[preposition.head]
    words = (preposition, head, *dependents(sentence, preposition.index, "advmod"))  # also "instead of"
    of_its_own = next((effect for word in words if (effect := effect_of(word, "prep", on))), "")
    if of_its_own or head.index == preposition.index:
        return Step(of_its_own)
    if preposition.dep not in ("prep", "agent", "dative") or head.pos == "ADP":
        return END
    link = preposition.lemma.lower()
    linked = (f"{head.lemma.lower()} {link}", KINDS.get(head.pos, ""), on) in effects()
    if nominal and link in ("at", "in", "on", "by") and not linked:  # a setting, not a complement
        return END
    effect = colour(sentence, head, on, link=link)
    if effect and effect != "reported":
        return Step(effect, head.index)
    return END if nominal or effect else Step("", head.index, polar=False)


def colour(sentence: Sentence, head: Token, on: str, *, link: str = "") -> str:
    """The effect of a governor on its dependent, a "clause", "noun", "that" or "to"; `link` as in `effect_of`."""
    kind = KINDS.get(head.pos)
    if not kind:
        return ""
    past = effect_of(head, "past", on) if on == "to" and is_past(sentence, head.index) else ""
    particle = next((child.text.lower() for child in dependents(sentence, head.index, "prt")), "")
    effect = past or effect_of(head, kind, on, link=link or particle)
    if effect == "denies":
        return "open" if is_negated(sentence, head.index) else "negates"
    return effect
