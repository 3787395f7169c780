"""What else speaks for a candidate: who its source is, how long its content, in which form and place its cue stands.

Each value of each feature multiplies the odds that the word and frame have in the cue table; the factors are counted
(training/cues/count.py) and lie in atlas/languages/en/cue_evidence.tsv, one screen in all.
"""

from __future__ import annotations

from collections.abc import Iterator

from dateline.atlas.cues import factor, share
from dateline.extract.candidate import Candidate
from dateline.extract.syntax import head_of
from dateline.records import Sentence, Token

NAMED = ("PERSON", "ORG", "NORP", "GPE")
PERSONAL = ("he", "she", "they", "i", "we", "you", "who", "him", "her", "them")
#: Shares stay this far from certainty: no count is so large that a word with no source must be a cue.
SUREST = 0.99


def likelihood(sentence: Sentence, candidate: Candidate, *, quoted: bool) -> float:
    """How often (0..1) a candidate like this one is an attribution. `quoted`: its cue stands inside a quotation."""
    counted = min(SUREST, share(candidate.word, candidate.part, candidate.frame))
    odds = counted / (1 - counted)
    for feature, value in features(sentence, candidate, quoted=quoted):
        odds *= factor(group(candidate.frame), feature, value)
    return odds / (1 + odds)


def group(frame: str) -> str:
    """Frames that take the same evidence: clause, to, object or passive."""
    if frame.endswith("+pass") or frame in ("bare", "by", "raised", "adverb"):
        return "passive"
    if frame in ("to", "for-to", "ing"):
        return "to"
    return "object" if frame.startswith(("obj", "prep:")) else "clause"


def features(sentence: Sentence, candidate: Candidate, *, quoted: bool) -> Iterator[tuple[str, str]]:
    """(feature, value) of a candidate."""
    anchor = sentence.tokens[candidate.anchor]
    yield "source", _source(sentence, candidate)
    yield "length", _length(sentence, candidate)
    yield "form", _form(sentence, anchor)
    yield "place", anchor.dep if anchor.dep in ("ROOT", "acl", "relcl", "amod", "ccomp", "xcomp", "csubj") else "other"
    yield "quoted", "yes" if quoted else "no"


def _source(sentence: Sentence, candidate: Candidate) -> str:
    if not candidate.source:
        return "none"
    head = head_of(sentence, [sentence.tokens[index] for index in candidate.source])
    if head.pos == "PRON":
        return "person" if head.text.lower() in PERSONAL else "thing"
    if head.pos == "PROPN":
        return "name" if head.entity[2:] in NAMED else "other name"
    return "plural" if head.tag == "NNS" else "noun"


def _length(sentence: Sentence, candidate: Candidate) -> str:
    words = len(candidate.content)
    if words == 1 and sentence.tokens[candidate.content[0]].pos == "PRON":
        return "pronoun"
    if candidate.frame.startswith("quote"):
        return "quotation"
    return next((name for most, name in ((1, "1"), (3, "2-3"), (7, "4-7"), (15, "8-15")) if words <= most), "16+")


def _form(sentence: Sentence, anchor: Token) -> str:
    auxiliaries = [sentence.tokens[i].tag for i in sentence.children[anchor.index] if sentence.tokens[i].dep == "aux"]
    if "TO" in auxiliaries or "MD" in auxiliaries:
        return "to" if "TO" in auxiliaries else "modal"
    return anchor.tag if anchor.tag.startswith("VB") else "not a verb"
