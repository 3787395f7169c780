"""Which words of a sentence may be an attribution: cue, source and content, by their grammar alone.

Every verb, noun and adjective with a complement is a candidate, named by its frame (the kind of complement).
Whether a candidate is an attribution is not decided here: `atlas.cues` knows how often a word with that frame is one.
The frames, with the word that is the cue in capitals:

    that      they SAID that X; his CLAIM that X; SURE that X     before    X, they SAID; as they SAID, X
    clause    they SAID X                                         wh        they ASKED whether X; KNOWS who X
    to        they WANT to X; URGED them to X; his PLAN to X      ing       they CONSIDER doing X
    small     they CALLED X good                                  obj       they PRAISED X; obj-it  they PRAISED it
    obj-on    they PRAISED X, all the rest of the phrase
    prep:of   they SPOKE of X; CRITICISM of X; FOND of X          by        X was PRAISED by them
    for-to    they CALLED for X to Y                              colon     them: X; X: them (in titles)
    far-that  they SAID on Friday that X (misparsed)              late      X, they TOLD us (misparsed)
    raised    X SEEMS to Y; LIKELY to Y                           according ACCORDING to them, X
    adverb    X REPORTEDLY did Y                                  bare      X was CRITICIZED
    heard     they HEARD FROM us that X
    quote     "X," they SAID; the first verb beside a quotation. quote: after a colon, quote-far behind another verb
    +pass     the same of a passive verb: X is EXPECTED to Y (raised+pass), they were TOLD that X (that+pass)

Labels are those of ClearNLP. The parser errs, so that every look-up takes what it finds.
"""

from __future__ import annotations

from collections.abc import Iterator

from dateline.extract.candidate import Candidate
from dateline.extract.syntax import shallow
from dateline.extract.verb_cues import verb_candidates
from dateline.extract.word_cues import (
    according_candidates,
    adjective_candidates,
    adverb_candidates,
    colon_candidates,
    noun_candidates,
)
from dateline.records import Sentence

#: Edges between a cue and the root of its sentence, at most. Prose nests half as deep; bounds work on hostile text.
DEEPEST = 40


def candidates(sentence: Sentence) -> Iterator[Candidate]:
    """Every candidate of a sentence, by the position of its cue. One word may have several, by different frames."""
    yield from colon_candidates(sentence)
    near = shallow(sentence, DEEPEST)
    for token in sentence.tokens:
        if token.index not in near:
            continue
        if token.text.lower() == "according":
            yield from according_candidates(sentence, token)
        elif token.tag.startswith("VB") or (token.pos == "VERB" and sentence.children[token.index]):
            yield from verb_candidates(sentence, token)
        elif token.pos == "NOUN":
            yield from noun_candidates(sentence, token)
        elif token.pos == "ADJ" and token.dep in ("acomp", "amod", "ccomp", "ROOT", "oprd", "conj"):
            yield from adjective_candidates(sentence, token)
        elif token.dep == "advmod" and token.tag == "RB":
            yield from adverb_candidates(sentence, token)
