"""The people, bodies, places and things of an article as entities, and the link of each mention to its own.

What the atlas knows has one id in every article (identities.py); everything else is an entity of this article
alone, by its best name. Two clusters that turn out to be the same known actor become one entity.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dateline.atlas import actors, bodies, countries, outlets
from dateline.atlas.own import NOTHING, OwnAtlas
from dateline.ground.identities import Identity, described_office, described_state, identify
from dateline.ground.listed import as_listed, identify_listed, is_same
from dateline.ground.referents import Reading, Referent, reading
from dateline.records import Derivation, Entity, Link, Rows, row_id

VERSION = "1"
STAGE = "entities"


def link_entities(rows: Rows, *, own: OwnAtlas = NOTHING) -> Iterator[Entity | Link]:
    """Each referent's entity (once, however many clusters it has), then one link for every mention.

    `own` is the user's own atlas, which goes before what dateline itself knows.
    """
    article = reading(rows)
    merged: dict[str, Entity] = {}
    links: list[Link] = []
    for referent in article.referents:
        entity = _entity(referent, article, own)
        entity = _with_own_name(entity, article.article.outlet)
        merged[entity.id] = _together(merged[entity.id], entity) if entity.id in merged else entity
        links.extend(Link(mention.id, entity.id, entity.derivation) for mention in referent.mentions)
    yield from merged.values()
    yield from links


def _entity(referent: Referent, article: Reading, own: OwnAtlas) -> Entity:
    known = identify(referent, article)
    if own and (listed := identify_listed(referent, article, known, own)):
        known = known if known and is_same(listed, known) else None
        return as_listed(_known(known, referent) if known else _local(referent, article), listed, referent, known)
    return _known(known, referent) if known else _local(referent, article)


def _with_own_name(entity: Entity, outlet: str | None) -> Entity:
    """The entity of the article's own outlet also by the name under which the article was given: "AP"."""
    known = outlets.by_name(outlet or "")
    if outlet is None or known is None or entity.kind != "organization" or outlet in (entity.name, *entity.aliases):
        return entity
    own = any(outlets.by_name(name) is known for name in (entity.name, *entity.aliases))
    return replace(entity, aliases=(*entity.aliases, outlet)) if own else entity


def _known(known: Identity, referent: Referent) -> Entity:
    return Entity(
        row_id("e", known.key),
        known.kind,
        known.name,
        _aliases(referent, known.name),
        known.identifiers,
        known.country,
        known.role,
        known.interest,
        _on_map(referent),
        Derivation(STAGE, VERSION, known.method),
    )


def _local(referent: Referent, article: Reading) -> Entity:
    """Somebody or something that only this article knows; country, role and interest as its words give them."""
    name, place = _best_name(referent), referent.place
    span = referent.mentions[0].span
    country, role, interest = _described(referent, article.date)
    return Entity(
        row_id("e", article.article.id, referent.kind, name, span.start, span.end),
        referent.kind,
        name,
        _aliases(referent, name),
        place.identifiers if place and referent.names and _on_map(referent) else (),
        country or (place.country if place else None),
        role,
        interest,
        _on_map(referent),
        Derivation(STAGE, VERSION, "article"),
    )


def _on_map(referent: Referent) -> str | None:
    """The id of its place. A people has a country, but "Russian officials" are no point on a map."""
    return referent.place.id if referent.place and referent.kind in ("place", "facility") else None


def _described(referent: Referent, date: str | None) -> tuple[str | None, str | None, str | None]:
    """Country, role and interest of an unknown referent, by its words: "the Chadian defence minister"."""
    if referent.kind == "organization" and (body := described_state(referent)):
        return body.country, None, _state(body.country, body.interest, date)
    if referent.kind not in ("person", "group"):
        return None, None, None
    office, where = next(described_office(referent), ("", ""))
    if state := countries.by_code(where):
        name = _state(where, state.name, date) or state.name
        return where, f"{office} of {bodies.with_article(name)}", name
    if known := bodies.listed(where) if where else None:
        return known.country, f"{office} of {bodies.body_with_article(known.name)}", known.interest
    serves = next((found for words in referent.nominals if (found := actors.speaks_for(words))), None)
    return (serves[0], None, _state(serves[0], serves[1], date)) if serves else (None, None, None)


def _state(code: str | None, interest: str | None, date: str | None) -> str | None:
    """The interest, a state by its name at the date: officials of 1986 served the Soviet Union."""
    state = countries.by_code(code or "")
    former = bodies.name_of_the_time(state.code, date) if state and interest == state.name else None
    return former or interest


def _best_name(referent: Referent) -> str:
    """The longest name, of equally long ones the commoner; else the fullest description; else the pronoun."""
    words = referent.names or referent.nominals or referent.forms("pronoun")
    return max(words, key=lambda word: (len(word.split()), words[word], len(word)))


def _aliases(referent: Referent, name: str) -> tuple[str, ...]:
    return tuple(form for form in referent.names if form != name)


def _together(left: Entity, right: Entity) -> Entity:
    """One entity of two clusters that are the same known actor: all aliases, the first known value of the rest."""
    aliases = dict.fromkeys((*left.aliases, *right.aliases))
    return Entity(
        left.id,
        left.kind,
        left.name,
        tuple(aliases),
        left.identifiers or right.identifiers,
        left.country or right.country,
        left.role or right.role,
        left.interest or right.interest,
        left.place or right.place,
        left.derivation,
    )
