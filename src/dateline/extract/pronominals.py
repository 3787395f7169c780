"""Pronouns and whom they stand for.

A pronoun of the third person goes to the candidate with the best score: a sum of the weights in `WEIGHTS` (in the
manner of Lappin and Leass, "An algorithm for pronominal anaphora resolution", 1994), among mentions of the last
sentences that agree in gender, number and kind and that grammar does not exclude. "I" and "we" in a quotation go to
whoever says it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import log

from dateline.atlas.cues import share
from dateline.extract.partition import Partition
from dateline.extract.referents import SUBJECTS, Referent
from dateline.records import Rows, Sentence, Token

#: How many sentences back a pronoun may refer. In GUM and MEANTIME 97 of 100 antecedents lie within three.
REACH = 4
#: The most candidates that are weighed: keeps time linear in texts without sentences.
MOST_CANDIDATES = 40
#: Set by hand, then each moved by steps of 0.4 and 0.2 while the sum of CoNLL over found mentions on GUM news, GUM
#: interviews and MEANTIME rose (81.4 + 86.4 + 80.7 before, 82.6 + 86.9 + 81.5 after).
WEIGHTS: Mapping[str, float] = {
    "sentences back": -1.3,
    "subject": 0.5,
    "passive or embedded subject": 0.3,
    "object": 0.0,
    "inside another phrase": -0.4,
    "name": 0.3,
    "pronoun": 0.2,
    "log of mentions so far": 0.5,
    "speaker for speaker": 0.6,
    "subject of the pronoun's own clause": 0.8,
    "other paragraph": -0.6,
    "in a quotation, the pronoun outside": -1.0,
    "outside the pronoun's quotation": -0.4,
    "same role": 0.3,
    "words between": -0.02,
    "indefinite": -0.3,
    "plural for plural": 0.5,
    "group or body for they": -0.3,
    "place for it": -0.6,
}
#: How many earlier mentions count at most.
MOST_SALIENT = 6
#: From this share of reporting uses on, a verb says something.
SAYS = 0.3
#: What a noun that is no mention starts with, beside the mentions.
NO_MENTION = -0.5
#: What is added for an object: we sign, read and build things more than we do bodies.
OBJECT_OF_THINGS = 1.0
THINGS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "attr", "conj"})
#: Below this score a pronoun stays alone.
LEAST = -3.5


def third_persons(partition: Partition, rows: Rows) -> None:
    """Join he, she, it and they with the best of the candidates."""
    heads = {id(one.head) for one in partition.referents}
    sentences = rows.of(Sentence)
    for one in partition.referents:
        if one.pronoun and one.pronoun.person == 3 and one.pronoun.case != "indefinite":
            scored = [(score(one, other, partition), other.order, other) for other in _candidates(one, partition)]
            best = max(scored, default=None, key=lambda entry: entry[:2])
            if best and best[0] > max(LEAST, _distraction(one, heads, sentences)):
                partition.join(best[2], one)


def _candidates(one: Referent, partition: Partition) -> Iterator[Referent]:
    for other in reversed(partition.referents[max(0, one.order - MOST_CANDIDATES) : one.order]):
        if one.sentence.index - other.sentence.index > REACH:
            return
        if agrees(one, other, partition) and not excluded(one, other, partition):
            yield other
    yield from _ahead(one, partition)


def _ahead(one: Referent, partition: Partition) -> Iterator[Referent]:
    """The subject behind a pronoun that stands in what the sentence opens with: "In his speech, Putin ..."."""
    tokens, at = one.sentence.tokens, one.head
    while tokens[at.head].head != at.head:
        at = tokens[at.head]
    if at.dep not in ("advcl", "prep") or at.index > tokens[at.head].index:
        return
    for other in partition.referents[one.order + 1 : one.order + MOST_CANDIDATES]:
        if other.sentence is not one.sentence:
            return
        if other.head.dep == "nsubj" and other.head.head == at.head and agrees(one, other, partition):
            yield other


def agrees(one: Referent, other: Referent, partition: Partition) -> bool:
    """Whether gender, number and kind of a candidate's cluster fit a pronoun."""
    assert one.pronoun
    if other.pronoun and (other.pronoun.person != 3 or other.pronoun.case == "indefinite"):
        said = other.quotation >= 0 and one.quotation != other.quotation
        return said and one.pronoun.gender in ("m", "f") and other.pronoun.person == 1
    kinds = partition.kinds(other)
    gender, number = partition.gender(other), partition.number(other)
    if one.pronoun.gender in ("m", "f"):
        return number != "plural" and gender in ("", one.pronoun.gender) and (not kinds or "person" in kinds)
    if one.pronoun.gender == "n":
        return number != "plural" and "person" not in kinds and gender in ("", "n") and bool(kinds - {"group"})
    if other.pronoun:
        return number == "plural"
    return number in ("plural", "either") and not (other.name and kinds == {"group"} and other.head.pos == "ADJ")


def excluded(one: Referent, other: Referent, partition: Partition) -> bool:
    """Whether grammar keeps the two apart: one inside the other, or both arguments of one verb."""
    if one.within(other):
        return True
    if one.sentence is not other.sentence or not one.pronoun:
        return False
    reflexive, possessive = one.pronoun.case == "reflexive", one.head.dep == "poss"
    same_verb = one.head.head == other.head.head and one.head.dep != "poss"
    if same_verb and not reflexive and {one.head.dep, other.head.dep} & {"nsubj", "nsubjpass"}:
        return other.head.dep != one.head.dep
    return not possessive and not reflexive and (_shares_clause(one, other) or _same_agent(one, other))


def _same_agent(one: Referent, other: Referent) -> bool:
    """Whether the other is understood as the subject of the verb whose object the pronoun is: "ready to accept it"."""
    tokens = one.sentence.tokens
    governor = tokens[one.head.head]
    if one.head.dep != "dobj" or not other.subject:
        return False
    while governor.dep in ("xcomp", "acomp", "conj") and governor.head != governor.index:
        governor = tokens[governor.head]
    return governor.index == other.head.head


def _shares_clause(one: Referent, other: Referent) -> bool:
    """Whether the pronoun is the object of a preposition under the verb whose subject the other is."""
    tokens = one.sentence.tokens
    governor = tokens[one.head.head]
    while governor.dep in ("prep", "agent", "dative") and governor.head != governor.index:
        governor = tokens[governor.head]
        if governor.index == other.head.head and other.subject:
            return one.head.dep == "pobj" and governor.pos == "VERB"
    return False


def score(one: Referent, other: Referent, partition: Partition) -> float:
    """The sum of the weights of a candidate's features."""
    return sum(WEIGHTS[name] * value for name, value in features(one, other, partition))


def features(one: Referent, other: Referent, partition: Partition) -> Iterator[tuple[str, float]]:
    """The features of a candidate for a pronoun, with their values."""
    yield from _position(one, other.sentence, other.head)
    yield "name" if other.name else "pronoun" if other.pronoun else "indefinite", _weighs(other)
    before = partition.size(other, before=one) or 1
    yield "log of mentions so far", log(min(before, MOST_SALIENT))
    if one.quotation != other.quotation:
        yield ("in a quotation, the pronoun outside" if other.quotation >= 0 else "outside the pronoun's quotation"), 1
    yield from _number_features(one, other)


def _position(one: Referent, sentence: Sentence, head: Token) -> Iterator[tuple[str, float]]:
    """The features of where a candidate's head stands."""
    yield "sentences back", one.sentence.index - sentence.index
    if head.dep == "nsubj":
        yield "subject", 1
    elif head.dep in SUBJECTS:
        yield "passive or embedded subject", 1
    elif head.dep in ("dobj", "obj", "dative"):
        yield "object", 1
    elif head.dep in ("poss", "pobj", "compound", "amod"):
        yield "inside another phrase", 1
    if one.sentence.paragraph != sentence.paragraph:
        yield "other paragraph", 1
    if one.subject and head.dep in SUBJECTS:
        yield "same role", 1
        if _says(one.sentence, one.head) and _says(sentence, head):
            yield "speaker for speaker", 1
    if one.sentence is sentence:
        yield "words between", min(30, abs(one.head.index - head.index))
        if head.dep in SUBJECTS and head.head in _governors(one):
            yield "subject of the pronoun's own clause", 1


def _says(sentence: Sentence, head: Token) -> bool:
    verb = sentence.tokens[head.head]
    return verb.pos == "VERB" and share(verb.lemma, "v", "quote") > SAYS


def _governors(one: Referent) -> list[int]:
    """The words above a pronoun up to its verb."""
    tokens, at, out = one.sentence.tokens, one.head, []
    while at.head != at.index and at.pos not in ("VERB", "AUX"):
        at = tokens[at.head]
        out.append(at.index)
    return out


def _distraction(one: Referent, heads: set[int], sentences: Sequence[Sentence]) -> float:
    """The best score that a noun which is no mention would have ("its" of "the plan"); low where there is none."""
    if not one.pronoun or one.pronoun.gender in ("m", "f"):
        return LEAST
    wanted = "NNS" if one.number == "plural" else "NN"
    return max((_thing_score(one, sentence, token)
                for sentence in sentences[max(0, one.sentence.index - 1) : one.sentence.index + 1]
                for token in sentence.tokens
                if token.tag == wanted and token.start < one.head.start and token.dep in THINGS
                and id(token) not in heads), default=LEAST)  # fmt: skip


def _thing_score(one: Referent, sentence: Sentence, token: Token) -> float:
    start = NO_MENTION + (OBJECT_OF_THINGS if one.words == "it" and one.head.dep in ("dobj", "pobj") else 0)
    return start + sum(WEIGHTS[name] * value for name, value in _position(one, sentence, token))


def _weighs(other: Referent) -> float:
    return 0 if other.mention.form == "nominal" and other.definite else 1


def _number_features(one: Referent, other: Referent) -> Iterator[tuple[str, float]]:
    assert one.pronoun
    if one.number == "plural":
        if other.number == "plural":
            yield "plural for plural", 1
        else:
            yield "group or body for they", 1
    if one.pronoun.gender == "n" and other.mention.kind == "place":
        yield "place for it", 1


# ---------------------------------------------------------------- who says "I"


def speakers(partition: Partition, rows: Rows) -> None:
    """Join I in a quotation with its speaker, and I, we and you of one quotation each with themselves."""
    by_head = {id(one.head): one for one in reversed(partition.referents)}
    sentences = rows.of(Sentence)
    last: dict[tuple[int, str], Referent] = {}
    speaking = [_speaking(sentence, by_head) for sentence in sentences]
    for one in partition.referents:
        if not one.pronoun or one.pronoun.person == 3:
            continue
        number = one.pronoun.number if one.pronoun.person == 1 else "you"
        key = (one.quotation, number)
        if key in last:
            partition.join(last[key], one)
        elif number == "singular" and one.quotation >= 0:
            speaker = _speaker(one, speaking)
            if speaker:
                partition.join(speaker, one)
        last[key] = one


def _speaking(sentence: Sentence, by_head: Mapping[int, Referent]) -> list[Referent]:
    """The subjects of verbs of saying in a sentence."""
    return [by_head[id(token)] for token in sentence.tokens
            if token.dep == "nsubj" and id(token) in by_head and _says(sentence, token)]  # fmt: skip


def _speaker(one: Referent, speaking: Sequence[Sequence[Referent]]) -> Referent | None:
    """The subject of the nearest verb of saying outside the quotation: in its sentence, the next, the one before."""
    at, paragraph = one.sentence.index, one.sentence.paragraph
    for index in (at, at + 1, at - 1):
        found = speaking[index] if 0 <= index < len(speaking) else []
        outside = [
            other for other in found if other.quotation != one.quotation and other.sentence.paragraph == paragraph
        ]
        if outside:
            return min(outside, key=lambda other: abs(other.order - one.order))
    return None
