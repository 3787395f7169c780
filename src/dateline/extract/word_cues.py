"""Nouns, adjectives, adverbs and fixed forms as reporting cues: "her claim that", "sure that", "according to"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dateline.atlas.cues import source_words
from dateline.extract.candidate import Candidate, Word, below, clause_frame, clean, lemma, subtree_without, verb_group
from dateline.extract.subjects import find_source
from dateline.extract.syntax import ancestors, dependents, subtree
from dateline.records import Sentence, Token

#: Words before the colon of "Ministry of defence: ...", at most. Longer ones are clauses.
LONGEST_LABEL = 7
#: Words before the colon of "Leader visits shipyard: agency", at least. Fewer are a label themselves.
FEWEST_REPORTED = 3


def noun_candidates(sentence: Sentence, noun: Token) -> Iterator[Candidate]:
    """The candidates of a noun: "his CLAIM that", "a PLAN to", "CRITICISM of"."""
    owner = below(sentence, dependents(sentence, noun.index, "poss"))
    ties = [token for token in dependents(sentence, noun.index, "prep") if token.index > noun.index]
    source = owner or _noun_source(sentence, noun, ties)
    group = [noun.index, *(token.index for token in dependents(sentence, noun.index, "compound", "amod"))]
    word = Word(sentence, lemma(sentence, noun), "n", noun.index, group)
    for clause in dependents(sentence, noun.index, "acl", "ccomp", "relcl"):
        frame = clause_frame(sentence, clause)
        if frame in ("that", "to", "wh") or _opens_with_that(sentence, clause):
            frame = frame if frame in ("to", "wh") else "that"
            yield word.made(frame, subtree(sentence, clause.index), who=source)
    for prep in ties:
        inside = below(sentence, dependents(sentence, prep.index))
        if inside and not set(inside) & set(source):
            yield word.made(f"prep:{prep.text.lower()}", inside, who=source, more=[prep.index])


def _opens_with_that(sentence: Sentence, clause: Token) -> bool:
    first = sentence.tokens[subtree(sentence, clause.index)[0]]
    return clause.dep != "relcl" and first.text.lower() == "that"


def _noun_source(sentence: Sentence, noun: Token, ties: list[Token]) -> list[int]:
    """Whose claim it is: "a claim by them", else the subject of the noun's verb ("they made a claim")."""
    written = noun.lemma.lower() in source_words()["document"]
    for prep in ties:
        if prep.text.lower() in ("by", "from", "among") or (written and prep.text.lower() == "in"):
            return [i for token in dependents(sentence, prep.index, "pobj") for i in subtree(sentence, token.index)]
    head = sentence.tokens[noun.head]
    if noun.dep in ("dobj", "attr") and head.pos in ("VERB", "AUX"):
        return find_source(sentence, head)[1]
    if noun.dep == "pobj" and sentence.tokens[head.head].pos in ("VERB", "AUX"):
        return find_source(sentence, sentence.tokens[head.head])[1]
    return []


def adjective_candidates(sentence: Sentence, adjective: Token) -> Iterator[Candidate]:
    """The candidates of an adjective after a copula or noun: "SURE that", "CRITICAL of", "LIKELY to"."""
    copula = sentence.tokens[adjective.head]
    source = find_source(sentence, copula)[1] if copula.pos in ("AUX", "VERB") else []
    group = [*verb_group(sentence, copula), adjective.index] if source else [adjective.index]
    word = Word(sentence, adjective.lemma.lower(), "a", adjective.index, group)
    clauses = [*dependents(sentence, adjective.index, "ccomp", "xcomp")]
    if copula.index != adjective.index:
        clauses += [c for c in dependents(sentence, copula.index, "ccomp", "xcomp") if c.index > adjective.index]
    for clause in clauses:
        yield word.made(clause_frame(sentence, clause), subtree(sentence, clause.index), who=source)
        yield word.made("raised", [*subtree(sentence, clause.index), *source])
    for prep in dependents(sentence, adjective.index, "prep"):
        inside = below(sentence, dependents(sentence, prep.index))
        if inside:
            yield word.made(f"prep:{prep.text.lower()}", inside, who=source, more=[prep.index])


def adverb_candidates(sentence: Sentence, adverb: Token) -> Iterator[Candidate]:
    """The candidate of an adverb: "REPORTEDLY"."""
    content = subtree_without(sentence, adverb.head, adverb.index)
    if len(content) > 1:
        yield Candidate(
            adverb.text.lower(), "r", "adverb", adverb.index, (adverb.index,), (), clean(sentence, set(content))
        )


def according_candidates(sentence: Sentence, token: Token) -> Iterator[Candidate]:
    """The candidate of "ACCORDING TO them, X"."""
    to = next(iter(dependents(sentence, token.index, "prep")), None)
    if to is None:
        return
    source = [i for child in dependents(sentence, to.index, "pobj") for i in subtree(sentence, child.index)]
    host = _clause_above(sentence, token)
    content = subtree_without(sentence, host, token.index)
    if source and content and not is_measure(sentence, source):
        cue = (token.index, to.index)
        yield Candidate(
            "according to",
            "p",
            "according",
            token.index,
            cue,
            clean(sentence, set(source)),
            clean(sentence, set(content)),
        )


def is_measure(sentence: Sentence, source: Sequence[int]) -> bool:
    """Whether what stands behind "according to" cannot speak: a bare "height", other than "police" and "data"."""
    token = sentence.tokens[source[0]]
    if len(source) > 1 or token.tag != "NN" or sentence.children[token.index]:
        return False
    words = source_words()
    return all(token.lemma.lower() not in words[name] for name in ("document", "medium", "collective", "unnamed"))


def _clause_above(sentence: Sentence, token: Token) -> int:
    """The verb whose clause a phrase is about: at either edge of the sentence the main one, else the nearest above."""
    phrase = subtree(sentence, token.index)
    after = sentence.tokens[phrase[-1] + 1 :]
    last = all(other.pos in ("PUNCT", "SPACE") for other in after)
    first = all(other.pos in ("PUNCT", "SPACE", "CCONJ", "ADV") for other in sentence.tokens[: phrase[0]])
    at = token
    for above in ancestors(sentence, token.index):
        at = above
        if above.pos in ("VERB", "AUX") and above.dep in ("ccomp", "conj", "parataxis") and not (first or last):
            break
    return at.index


def colon_candidates(sentence: Sentence) -> Iterator[Candidate]:
    """Headline forms, "Ministry: talks are over" and "Talks are over: ministry", and lines of a transcript."""
    place = "title" if sentence.paragraph == 0 else "text"
    tokens = [token for token in sentence.tokens if token.pos != "SPACE"]
    colons = [number for number, token in enumerate(tokens[: LONGEST_LABEL + 2]) if token.text == ":"]
    if colons and 0 < colons[0] <= LONGEST_LABEL and _is_label(tokens[: colons[0]]) and colons[0] + 2 < len(tokens):
        yield _labelled(sentence, f"{place}:", tokens[colons[0]], tokens[: colons[0]], tokens[colons[0] + 1 :])
    ends = [number for number, token in enumerate(tokens) if token.text == ":" and number >= len(tokens) - 6]
    if ends and place == "title" and ends[0] >= FEWEST_REPORTED and _is_label(tokens[ends[0] + 1 :]):
        yield _labelled(sentence, ": title", tokens[ends[0]], tokens[ends[0] + 1 :], tokens[: ends[0]])


def _is_label(tokens: list[Token]) -> bool:
    nominal = ("PROPN", "NOUN", "ADJ", "DET", "PUNCT", "ADP", "PART", "PRON", "NUM")
    return any(t.pos in ("PROPN", "NOUN", "PRON") for t in tokens) and all(t.pos in nominal for t in tokens)


def _labelled(sentence: Sentence, word: str, colon: Token, label: list[Token], rest: list[Token]) -> Candidate:
    source, content = ({token.index for token in part} for part in (label, rest))
    cue = (colon.index,)
    return Candidate(word, "p", "colon", colon.index, cue, clean(sentence, source), clean(sentence, content))
