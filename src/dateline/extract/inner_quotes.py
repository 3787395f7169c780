"""Quotations inside quotations: "The minister looked at me and said, 'There is no money,'" told by somebody else.

Annotated corpora mark each word once, so nothing can be learned of these; the reporting word stands right before.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from dateline.atlas.cues import share, source_words
from dateline.atlas.forms import form_words
from dateline.extract.layout import Found, Layout, Piece
from dateline.extract.quotes import find_inner
from dateline.extract.subjects import find_source
from dateline.records import Sentence, Token

FRAME = "inner"
#: From this share of quotations on that a verb speaks for, it leads in one inside another.
LEADING_SHARE = 0.4
#: PolNeAR marks each word once, so it cannot say; of the 27 found in its train and dev parts 25 are right by reading.
SHARE = 0.85
#: Words between a reporting word and the mark, at most: "told me:", "said to us,".
MOST_BETWEEN = 4
BETWEEN = ("PRON", "ADP", "PUNCT", "SPACE")
#: Who speaks the outer quotation tells of himself, or supposes what anybody might say: no source of another claim.
OWN = ("i", "we", "you", "who", "nobody", "no one", "no-one")
FINITE = ("VBD", "VBZ", "VBP")


def find_inner_claims(layout: Layout) -> Iterator[Found]:
    """The claims of quotations inside quotations that a reporting word leads in."""
    for quotation in layout.quotations:
        for piece in find_inner(layout.text, quotation):
            found = _led_in(layout, piece)
            if found is not None and found.source[0][0] >= quotation.start:
                yield found


def _led_in(layout: Layout, piece: Piece) -> Found | None:
    before = layout.tokens.before(piece[0], MOST_BETWEEN + 1)
    while before and before[-1].pos in BETWEEN:
        before.pop()
    if not before or layout.text[before[-1].end : piece[0]].count("\n"):
        return None
    verb = before[-1]
    if verb.tag not in FINITE or not (verb.text.casefold() in _reporting() or _speaks(verb)):
        return None
    sentence = layout.tokens.sentence(verb.start)
    who = _source(sentence, verb) if sentence is not None else None
    if who is None or layout.words(who).casefold() in OWN:
        return None
    return Found((piece,), ((verb.start, verb.end),), (who,), FRAME, SHARE)


def _speaks(verb: Token) -> bool:
    """Whether a verb leads in quotations: "shouted", "texted"."""
    lemma = verb.lemma.lower()
    return lemma in source_words()["saying"] or share(lemma, "v", "quote") >= LEADING_SHARE


@cache
def _reporting() -> frozenset[str]:
    return form_words("says") | form_words("tells") | form_words("posts")


def _source(sentence: Sentence, verb: Token) -> Piece | None:
    """Where the verb's subject stands, with what belongs to it before the verb."""
    subject, phrase = find_source(sentence, verb)
    held = [sentence.tokens[index] for index in sorted(phrase) if index < verb.index]
    if subject is None or not held or held[-1].end > verb.start:
        return None
    return held[0].start, held[-1].end
