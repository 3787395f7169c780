"""Words that speak of an event without reporting it: "after the crash", "the murder trial", "he tried to flee".

What a sentence takes for granted or only leads up to is an event mention too: it says of which events an article knows,
and where the same one is told elsewhere it is joined to that. There it stands below those who report it and does
not count, unless a verb heads a clause of its own (merge/foreground.py). Where nobody reports it, it is an event of the
ledger only if several articles speak of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from dateline.atlas.meanings import base
from dateline.atlas.tables import table, values
from dateline.extract.event_words import noun_classes, word_class
from dateline.extract.predicates import Decision, Predicates, lexicon
from dateline.extract.roles import ACTORS, SentenceMentions
from dateline.records import REFERENCE, Token

#: What a verb is where it helps another word and tells nothing itself.
HELPING: Final = frozenset({"aux", "auxpass", "prep", "cc", "mark", "det"})
#: Kinds of names (OntoNotes) that are told of as events: the capitals of a headline pass for names as well.
EVENTFUL: Final = frozenset({"", "EVENT"})
#: Classes of verbs that tell nothing themselves: what is said stands in claims, what is carried in other words.
IDLE: Final = ("saying",)


def references(predicates: Predicates, decisions: Sequence[Decision], named: SentenceMentions) -> Iterator[Decision]:
    """The words of a sentence that speak of an event and are none of `decisions`, which report theirs.

    What is only agreed on, asked for or refused is left to the word that says so.
    """
    taken = {decision.index for decision in decisions} | predicates.under(decisions)
    for token in predicates.sentence.tokens:
        if token.index not in taken and (_names(token, named) or _tells(token, named)):
            yield Decision(token.index, None, REFERENCE)


def _names(token: Token, named: SentenceMentions) -> bool:
    """Whether a word names what happens, and nobody by it ("the strike force"), or what has befallen somebody."""
    if token.pos == "ADJ":
        return token.lemma.lower() in word_class("befallen")
    if token.pos not in ("NOUN", "PROPN") or token.entity[2:] not in EVENTFUL:
        return False
    mention = named.at(token.index)
    acting = mention is not None and (mention.form == "name" or mention.kind in ACTORS)
    return not acting and (token.lemma.lower() in _happenings() or _in_capitals(token))


def _in_capitals(token: Token) -> bool:
    """Whether the capital of a headline hides a word for an event from the parser: "Gunman Kills Two"."""
    word = base(token.text.lower())
    return token.pos == "PROPN" and (word in _happenings() or word in lexicon("verbs"))


def _tells(token: Token, named: SentenceMentions) -> bool:
    """Whether a verb tells of something by itself."""
    if token.pos != "VERB" or token.dep in HELPING or not token.text.isalpha() or len(token.text) < 2:
        return False
    mention = named.at(token.index)
    idle = any(token.lemma.lower() in word_class(name) for name in IDLE)
    return not idle and (mention is None or mention.form != "name")


@cache
def _happenings() -> frozenset[str]:
    rows = table("languages/en/happening_nouns.tsv")
    derived = {word for row in rows for word in values(row["words"])}
    return word_class("happening") | (derived - noun_classes().keys())
