"""Whether the words of a label name somebody who can be a source: "Dr Anna Berg, mayor", "Police", "TASS"."""

from __future__ import annotations

import re
from functools import cache

from dateline.atlas import actors, outlets
from dateline.atlas.cues import source_words
from dateline.atlas.forms import form_words
from dateline.extract.layout import Layout, Piece

#: The most words of a name before a comma or bracket, and of the office behind it.
LONGEST_NAME, LONGEST_OFFICE = 7, 12
SPEAKING = ("unnamed", "public", "collective", "office", "medium")
BRACKETS = re.compile(r"\([^()\n]{0,80}\)")
WORD = re.compile(r"[^\W_][\w.'’&/-]*")
#: Words of a name that need no capital: short ones, such as "of", "the", "van", "bin".
SMALL = 3
CLOSED = ("PRON", "VERB", "AUX", "SCONJ")


def key(label: str) -> str:
    """A label's last word without brackets, office and case: the same for "DR SAUL WHITCOMB" and "Whitcomb"."""
    words = WORD.findall(BRACKETS.sub("", label).split(",")[0])
    return words[-1].casefold().strip(".") if words else label.casefold().strip(" .")


def is_shaped(layout: Layout, piece: Piece) -> bool:
    """Whether a label has the shape of a name: few words, in capitals but for the small ones, no verb, no pronoun."""
    label = layout.words(piece)
    name, _, office = BRACKETS.sub("", label).partition(",")
    words = WORD.findall(name)
    if not 0 < len(words) <= LONGEST_NAME or len(office.split()) > LONGEST_OFFICE or _bare(label) in _barred():
        return False
    if any(word[0].islower() and len(word) > SMALL for word in words) or any(map(str.isdigit, name)):
        return False
    tokens = layout.tokens_in(piece)
    if tokens and tokens[0].tag in ("PRP", "PRP$", "WP", "WRB", "EX", "IN", "CC", "RB"):
        return False
    return not any(
        token.pos in CLOSED and token.tag not in ("VBN", "VBG") and (token.text.islower() or not token.entity)
        for token in tokens[1:]
    )


def is_source(layout: Layout, piece: Piece) -> bool:
    """Whether a label surely names a source: a person, body or outlet, or a noun of people and papers that speak."""
    label = layout.words(piece)
    name = BRACKETS.sub("", label).split(",")[0].strip(" .")
    words = WORD.findall(name)
    if not words or _bare(label) in _barred():
        return False
    if is_voice(name):
        return True
    if any(token.entity[2:] in ("PERSON", "ORG", "NORP") for token in layout.tokens_in(piece)):
        return True
    known = actors.people(name) or (len(words) == 1 and actors.by_surname(name.title() if name.isupper() else name))
    return bool(known) or (len(words) > 1 and actors.gender_of_given_name(words[0].title()) is not None)


def is_voice(name: str) -> bool:
    """Whether a name is an outlet's, or ends in a noun of people, bodies or papers that speak."""
    words = WORD.findall(name)
    if not words:
        return False
    return speaks(words[-1]) or _bare(name) in form_words("speaks") or outlets.by_name(name) is not None


def is_medium(name: str) -> bool:
    """Whether a name is an outlet's, known or by its last word ("Northern Herald")."""
    words = WORD.findall(name)
    last = words[-1].casefold() if len(words) > 1 else ""
    return outlets.by_name(name) is not None or last in source_words().get("masthead", ())


def speaks(word: str) -> bool:
    """Whether a noun is one of people, bodies or papers that speak: "officials", "poll", "police"."""
    low = word.casefold()
    known = source_words()
    forms = (low, low.removesuffix("s"))
    return low in form_words("speaks") or any(form in known.get(kind, ()) for kind in SPEAKING for form in forms)


def is_kicker(label: str) -> bool:
    """Whether a label opens a headline without being a source: "Exclusive"."""
    return _bare(label) in form_words("kicker")


def is_interviewer(layout: Layout, label: str) -> bool:
    """Whether a label stands for who asks on the outlet's behalf: "Q", or the outlet itself."""
    bare = _bare(label)
    outlet = layout.article.outlet
    return bare in form_words("question") or (outlet is not None and bare == _bare(outlet))


def _bare(label: str) -> str:
    return label.casefold().strip(" .*_")


@cache
def _barred() -> frozenset[str]:
    return form_words("kicker") | form_words("field")
