"""What a possible attribution is, and how one is put together from tokens."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from dateline.extract.syntax import dependents, subtree
from dateline.records import Sentence, Token


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible attribution of one sentence. Token indices, in order; `word` is the cue's lemma with its particle.

    `part` is v, n, a, r or p, `frame` one of those that `attribution` lists.
    """

    word: str
    part: str
    frame: str
    anchor: int
    cue: tuple[int, ...]
    source: tuple[int, ...]
    content: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word that may be a cue, with the tokens of its group: makes the candidates of its frames."""

    sentence: Sentence
    word: str
    part: str
    anchor: int
    group: Collection[int]

    def made(
        self, frame: str, content: Iterable[int], *, who: Iterable[int] = (), more: Collection[int] = ()
    ) -> Candidate:
        """The candidate of a frame. `who` are the source's tokens, `more` the cue's beyond its group."""
        cue, source = clean(self.sentence, {*self.group, *more}), clean(self.sentence, set(who))
        held = clean(self.sentence, set(content) - set(cue) - set(who))
        return Candidate(self.word, self.part, frame, self.anchor, cue, source, held)


def lemma(sentence: Sentence, token: Token) -> str:
    """The lemma of a token, lower case, with its particle ("point out")."""
    particles = [child.text.lower() for child in dependents(sentence, token.index, "prt")]
    return " ".join([token.lemma.lower(), *particles])


def verb_group(sentence: Sentence, verb: Token) -> list[int]:
    """A verb with its auxiliaries, negation, particle and the adverbs among them."""
    near = [verb.index]
    for token in dependents(sentence, verb.index, "aux", "auxpass", "neg", "prt", "advmod"):
        if token.dep == "prt" or token.index < verb.index:
            near.append(token.index)
    tokens, first = sentence.tokens, verb.index
    while first > 0 and (first - 1 in near) and tokens[first - 1].dep != "prt":
        first -= 1
    return [index for index in near if index >= first]


def clause_frame(sentence: Sentence, clause: Token) -> str:
    """The frame of a clause that is a complement: that, for-to, wh, to, ing, clause or small."""
    mark = opener(sentence, clause)
    if mark in ("that", "for"):
        return "that" if mark == "that" else "for-to"
    first = sentence.tokens[subtree(sentence, clause.index)[0]]
    if mark in ("whether", "if") or first.tag in ("WP", "WRB", "WDT"):
        return "wh"
    auxiliaries = [token.tag for token in dependents(sentence, clause.index, "aux")]
    if "TO" in auxiliaries:
        return "to"
    if clause.tag == "VBG" and not auxiliaries:
        return "ing"
    return "clause" if clause.dep == "ccomp" and clause.tag in ("VBD", "VBZ", "VBP", "MD", "VB", "VBN") else "small"


def opener(sentence: Sentence, clause: Token) -> str:
    """The conjunction that opens a clause, lower case; "" without one."""
    return next((token.text.lower() for token in dependents(sentence, clause.index, "mark")), "")


def subtree_without(sentence: Sentence, index: int, branch: int) -> list[int]:
    """The subtree of a token without one branch below it."""
    cut = set(subtree(sentence, branch))
    return [at for at in subtree(sentence, index) if at not in cut]


def clean(sentence: Sentence, indices: set[int]) -> tuple[int, ...]:
    """Token indices in order without punctuation and empty words at the edges (quotation marks and brackets stay)."""
    out = sorted(indices)
    while out and _is_edge(sentence.tokens[out[-1]]):
        out.pop()
    low = 0
    while low < len(out) and _is_edge(sentence.tokens[out[low]]):
        low += 1
    return tuple(out[low:])


def _is_edge(token: Token) -> bool:
    return token.pos == "SPACE" or (token.pos == "PUNCT" and token.text in ".,;:–—--!?…")


def below(sentence: Sentence, tokens: Iterable[Token]) -> list[int]:
    """The indices of tokens and of all that depends on them."""
    return [index for token in tokens for index in subtree(sentence, token.index)]
