"""What kind of origin a name or a word is, and whose interest it speaks for.

The atlas knows outlets, bodies and states; the words of `atlas/languages/en/origin_kinds.tsv` say the rest: a
ministry speaks for its state, police for themselves, an airline for itself. What is sure of a name is said before what
its words suggest.
"""

from __future__ import annotations

import re

from dateline.atlas import bodies, countries, outlets
from dateline.atlas.bodies import Body
from dateline.atlas.outlets import Outlet
from dateline.merge.callings import Word, words_of
from dateline.records import Article, Cited, Entity, OriginKind, Span

#: A site by its address.
DOMAIN = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|co|au|uk|ru|tv|info|de)$", re.IGNORECASE)
#: The call sign of an American station.
CALL_SIGN = re.compile(r"^[KW][A-Z]{2,3}(?:-TV)?(?: channel)?$")
#: What tells namesakes among outlets apart: "The Times (London)".
BRACKETS = re.compile(r"\s*\([^()]*\)$")
POSSESSIVE = re.compile(r"['’]s?$")
#: Words of a country's name at most.
COUNTRY_WORDS = 3


def kind_of_body(name: str, entity: Entity | None = None) -> tuple[OriginKind, str]:
    """(kind, interest) of a body by what the atlas knows of it, else by the words of its name."""
    if outlet := outlets.by_name(name):
        return ("agency" if outlet.kind == "agency" else "outlet"), outlet.interest or outlet.name
    body = bodies.body(name)
    if body and body.type == "media":
        return "outlet", body.interest or body.name
    if body and (typed := words_of("type").get(body.type)):
        return typed.kind, (body.interest or body.name) if typed.speaks_for == "state" else _own_interest(body)
    if country := countries.by_name(name):
        return "government", country.name
    if DOMAIN.match(name) or CALL_SIGN.match(name):
        return "outlet", name
    row = body_word(name)
    interest = entity.interest if entity else None
    if row and row.speaks_for == "state":
        return row.kind, interest or country_in(name) or name
    return (row.kind if row else "company"), interest or name


def _own_interest(body: Body) -> str:
    """Police and courts speak for themselves, whatever state they belong to."""
    state = countries.by_code(body.country or "")
    return body.name if state and body.interest == state.name else body.interest or body.name


def body_word(name: str) -> Word | None:
    """The row of the last word or words of a body's name that the table has."""
    words = name.casefold().split()
    for end in range(len(words), 0, -1):
        for length in (3, 2, 1):
            if end >= length and (found := words_of("body").get(" ".join(words[end - length : end]))):
                return found
    return None


def row_of(words: str, *whats: str) -> Word | None:
    """The first row for one of these uses of the words, as they are or in the singular."""
    plain = words.casefold()
    forms = (plain, plain.removesuffix("s"), plain.removesuffix("es"), re.sub(r"ies$", "y", plain))
    return next((words_of(what)[form] for what in whats for form in forms if form in words_of(what)), None)


def country_in(words: str) -> str | None:
    """The state that words name, by name or adjective."""
    parts = words.split()
    for at in range(len(parts)):
        for length in range(COUNTRY_WORDS, 0, -1):
            piece = POSSESSIVE.sub("", " ".join(parts[at : at + length]))
            if found := countries.by_name(piece) or countries.by_demonym(piece):
                return found.name
    return None


def outlet_of(article: Article) -> Outlet | None:
    """The outlet of an article by its name or address."""
    name = article.outlet or ""
    return outlets.by_name(name) or outlets.by_domain(name) or outlets.by_domain(article.url or "")


def as_medium(
    outlet: Outlet | None, name: str, words: Span | None, known_by: str, *, kind: OriginKind = "outlet"
) -> Cited:
    """An outlet or agency as a link; `name` and `kind` count where the atlas does not know it."""
    if outlet is None:
        return Cited(name, kind, name or None, words, known_by)
    name = BRACKETS.sub("", outlet.name)
    return Cited(name, "agency" if outlet.kind == "agency" else "outlet", outlet.interest or name, words, known_by)
