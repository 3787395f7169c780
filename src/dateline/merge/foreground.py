"""Which mentions tell an event, and which only speak of it: "after the crash", "the driver, killed on Friday, had ...".

A clause of its own tells; a noun or a clause that hangs on another takes what it names for granted. Such a mention
belongs to the event, but is no report of it: an article on the funeral does not confirm the crash once more.
"""

from __future__ import annotations

from collections.abc import Iterator

from dateline.records import EventMention, Rows, Sentence, Token

#: Dependencies of a verb that make a clause of its own; every other hangs it on something that is told.
TELLING = frozenset({"ROOT", "ccomp", "conj", "parataxis", "dep"})
#: Of a noun or adjective: that of a headline or label without a verb, and what "there was", "it is" say.
NAMING = frozenset({"ROOT", "attr", "acomp"})


def foreground(rows: Rows) -> frozenset[str]:
    """Ids of the event mentions of an article that tell their event."""
    tokens = {token.start: (token, sentence) for sentence in rows.of(Sentence) for token in sentence.tokens}
    return frozenset(mention.id for mention in rows.of(EventMention) if _tells(mention, tokens))


def _tells(mention: EventMention, tokens: dict[int, tuple[Token, Sentence]]) -> bool:
    found = tokens.get(mention.trigger.start)
    if found is None:
        return True
    token, sentence = _head(*found, mention.trigger.end), found[1]
    if token.pos not in ("VERB", "AUX"):
        return token.dep in NAMING
    return token.dep in TELLING and all(one.dep in TELLING for one in _conjuncts(token, sentence))


def _head(token: Token, sentence: Sentence, end: int) -> Token:
    """The word of a trigger of several on which the others hang."""
    while token.head != token.index and token.start <= sentence.tokens[token.head].start < end:
        token = sentence.tokens[token.head]
    return token


def _conjuncts(token: Token, sentence: Sentence) -> Iterator[Token]:
    """What a verb is joined to: it tells where the first of the row does."""
    while token.dep == "conj" and token.head != token.index:
        token = sentence.tokens[token.head]
        yield token
