"""What kind of source somebody is, and the words that say why a source has no name.

The kind is that of who speaks in the end, by what is known of the name, else by the noun that describes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.atlas import anonymity
from dateline.atlas.cues import source_words
from dateline.extract.cast import Cast
from dateline.extract.nouns import definite, pronouns
from dateline.extract.parties import Party
from dateline.extract.tokens import Tokens
from dateline.records import Mention, Sentence, SourceKind, Token

#: Words between a phrase such as "asked not to be named" and its reason, at most: "only as Ivan because".
BETWEEN = re.compile(r"(?:\s+[^\s,;:.!?\"“”()]+){0,4},?\s+")
#: Characters before such a phrase in which its reason can stand: "Fearing arrest, the man refused to give his name".
BEFORE = 120
#: Where a reason ends: the next mark, or a reporting verb's end of the source.
REASON_END = re.compile(r"\s*(?:[,;:.!?—–()\"“”»«\n]|--|$)")
#: Characters of a reason, at most: a long sentence, and a bound on text without marks.
LONGEST_REASON = 200
Piece = tuple[int, int]


def kind_of(cast: Cast, tokens: Tokens, party: Party) -> SourceKind | None:
    """What kind of source a party is, None where the words don't tell (a pronoun that stands for nobody known)."""
    if party.document or party.mention.kind == "document":
        return "document"
    known = cast.known_as(party.mention)
    if known.form == "name":
        return _named(cast, known)
    if cast.is_medium(known) and cast.outlet(known) is not None:
        return _named(cast, known)
    if known.form == "pronoun":
        return _pronominal(cast, known)
    found = tokens.head_in(known.head.start, known.head.end)
    return _described(cast, known, *found) if found else None


def _named(cast: Cast, mention: Mention) -> SourceKind:
    if mention.kind == "person" and not cast.is_medium(mention):
        return "person"
    outlet = cast.outlet(mention)
    if outlet is not None:
        return "agency" if outlet.kind == "agency" else "outlet"
    if cast.is_medium(mention):
        return "agency" if _ends_in_agency(cast, mention) else "outlet"
    return "body"


def _ends_in_agency(cast: Cast, mention: Mention) -> bool:
    before = cast.text[max(0, mention.span.start - 20) : mention.span.start].lower().split()[-1:]
    return cast.words(mention).lower().split()[-1] in ("agency", "newswire") or before in (["agency"], ["newswire"])


def _pronominal(cast: Cast, mention: Mention) -> SourceKind | None:
    pronoun = pronouns().get(cast.words(mention).lower())
    if pronoun is None:
        return None
    if pronoun.case == "indefinite":
        return "public"
    return "unnamed" if pronoun.person == 3 and pronoun.gender != "n" and pronoun.number == "plural" else None


def _described(cast: Cast, mention: Mention, head: Token, sentence: Sentence) -> SourceKind:
    lemma, plural = head.lemma.lower(), head.tag in ("NNS", "NNPS")
    words = source_words()
    if cast.is_medium(mention):
        return "agency" if lemma == "agency" else "outlet"
    if plural or head.pos in ("ADJ", "DET", "PRON"):
        if lemma in words["collective"]:
            return "body"
        if lemma in words["public"] and not _counted(sentence, head):
            return "public"
    if not plural and lemma in words["office"] and _is_office(cast, sentence, head, mention):
        return "person"
    return "body" if mention.kind in ("organization", "place", "facility") else "unnamed"


def _counted(sentence: Sentence, head: Token) -> bool:
    """Whether a number, a possessor, "the" or what is said of them makes the people in question particular ones."""
    below = [sentence.tokens[child] for child in sentence.children[head.index]]
    told = any(child.dep in ("amod", "acl", "relcl") for child in below if child.index > head.index)
    return told or definite(sentence, head) or any(child.dep == "nummod" for child in below)


def _is_office(cast: Cast, sentence: Sentence, head: Token, mention: Mention) -> bool:
    """Whether a description names the one holder of an office: "the mayor", "Norway's finance minister"."""
    before = cast.words(mention).lower().split()
    particular = definite(sentence, head) or (before and before[0] in ("the", "this", "its", "their", "our"))
    former = any(word in ("former", "ex", "deputy", "junior", "another", "one") for word in before)
    return (bool(particular) and not former) or head.tag in ("NNP",)


# ---------------------------------------------------------------- reasons


def reasons(text: str, sentence: Sentence) -> Iterator[tuple[Piece, Piece]]:
    """(the phrase that says somebody has no name, the words of the reason) in a sentence, none inside another.

    A reason is empty where none is given.
    """
    last = -1
    for start, end, holds in sorted(anonymity.phrases(text, sentence.span.start, sentence.span.end)):
        if start < last:
            continue
        piece = _reason(text, start, end, holds, (sentence.span.start, sentence.span.end))
        piece = (start, start) if piece[0] < last else piece  # two phrases, one reason
        last = max(end, piece[1])
        yield (start, end), piece


def _reason(text: str, start: int, end: int, holds: str, sentence: Piece) -> Piece:
    """The reason round a phrase; empty, at the phrase, where it has none."""
    if holds == "reason":
        return _because_before(text, start), _end(text, end, min(sentence[1], end + LONGEST_REASON))
    limit = min(sentence[1], end + LONGEST_REASON)
    because = _behind(text, end, limit)
    if holds == "condition":
        return start, end if because is None else _end(text, because, limit)
    if because is not None:
        return because, _end(text, because, limit)
    return _in_front(text, max(sentence[0], start - BEFORE), start) or (start, start)


def _behind(text: str, end: int, limit: int) -> int | None:
    """Where a reason begins a few words behind a phrase."""
    reach = BETWEEN.match(text, end, limit)
    if reach is None:
        return None
    return next((at for at in sorted(anonymity.grounds(text, end, limit)) if at <= reach.end()), None)


def _in_front(text: str, low: int, start: int) -> Piece | None:
    """A reason before a phrase, between commas or at the sentence's start: "Fearing arrest, he gave no name"."""
    for at in sorted(anonymity.grounds(text, low, start), reverse=True):
        end = _end(text, at, start)
        if end < start and text[end] == "," and text[low:at].rstrip()[-1:] in ("", ","):
            return at, end
    return None


def _because_before(text: str, start: int) -> int:
    """Where a reason begins that runs up to a phrase: "because they were" before "not authorized to speak"."""
    before = text[max(0, start - 40) : start]
    found = re.search(r"\b(?:because|since|as)\s+(?:\S+\s+){1,4}$", before, re.IGNORECASE)
    return start - len(before) + found.start() if found else start


def _end(text: str, start: int, limit: int) -> int:
    found = REASON_END.search(text, start, limit)
    return found.start() if found else limit
