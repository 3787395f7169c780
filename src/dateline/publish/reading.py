"""A reading as docs/records.md describes it: rows to the one JSON object that everything else builds on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from dateline.records import (
    SCHEMA,
    Article,
    Claim,
    Entity,
    EventMention,
    Link,
    Mention,
    Moment,
    Place,
    Rows,
    Span,
    TimeExpression,
)

Json = dict[str, Any]
#: Claims inside claims that a chain climbs, at most: many times what prose nests. Bounds work on hostile text.
DEEPEST = 64


def as_json(rows: Rows) -> Json:
    """The reading of one article. Keys and values are those of docs/records.md; nothing is added to them."""
    links = {link.mention: link.entity for link in rows.of(Link)}
    return {
        "schema": SCHEMA,
        "article": _article(rows.article),
        "mentions": [_mention(mention, links) for mention in _in_order(rows.of(Mention)) if mention.id in links],
        "entities": _entities(rows),
        "times": _times(rows),
        "claims": _claims(rows, links),
        "events": _events(rows, links),
    }


def chain(claim: Claim, claims: Mapping[str, Claim], links: Mapping[str, str], own: Collection[str] = ()) -> list[str]:
    """Entity ids from the outlet's nearest source inwards to the claim's speaker, each once; `own` is the outlet."""
    nested, outer = [claim], claims.get(claim.inside or "")
    while outer is not None and len(nested) < DEEPEST:
        nested.append(outer)
        outer = claims.get(outer.inside or "")
    mentions = (mention for one in reversed(nested) for mention in (*one.via, one.speaker))
    entities = (links.get(mention or "") for mention in mentions)
    return list(dict.fromkeys(entity for entity in entities if entity is not None and entity not in own))


def outlet_entities(rows: Rows) -> frozenset[str]:
    """The ids of entities that are the outlet in which the article appeared, by one of their names."""
    own = _plain(rows.article.outlet or "")
    return frozenset(e.id for e in rows.of(Entity) if own and own in map(_plain, (e.name, *e.aliases)))


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold().removeprefix("the ")


def _in_order(mentions: Iterable[Mention]) -> list[Mention]:
    return sorted(mentions, key=lambda mention: (mention.span.start, -mention.span.end))


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]


def _pairs(spans: Iterable[Span]) -> list[list[int]]:
    return [_pair(span) for span in spans]


def _article(article: Article) -> Json:
    return {
        "id": article.id,
        "url": article.url,
        "outlet": article.outlet,
        "language": article.language,
        "title": article.title,
        "published": article.published,
        "text": article.text,
    }


def _mention(mention: Mention, links: dict[str, str]) -> Json:
    return {
        "id": mention.id,
        "span": _pair(mention.span),
        "kind": mention.kind,
        "form": mention.form,
        "entity": links[mention.id],
    }


def _entities(rows: Rows) -> list[Json]:
    places = {place.id: place for place in rows.of(Place)}
    return [_entity(entity, places.get(entity.place or "")) for entity in rows.of(Entity)]


def _entity(entity: Entity, place: Place | None) -> Json:
    return {
        "id": entity.id,
        "kind": entity.kind,
        "name": entity.name,
        "aliases": list(entity.aliases),
        "identifiers": dict(entity.identifiers),
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "country": entity.country,
        "precision": place.precision if place else None,
        "score": place.derivation.score if place else None,
        "why": place.derivation.method if place else None,
        "runners_up": [
            dict(zip(("name", "country", "latitude", "longitude", "score"), other, strict=True))
            for other in place.runners_up
        ]
        if place
        else [],
    }


def _times(rows: Rows) -> list[Json]:
    moments = {moment.time: moment for moment in rows.of(Moment)}
    return [_time(time, moments[time.id]) for time in rows.of(TimeExpression) if time.id in moments]


def _time(time: TimeExpression, moment: Moment) -> Json:
    return {
        "id": time.id,
        "span": _pair(time.span),
        "type": time.type,
        "value": moment.value,
        "start": moment.start,
        "end": moment.end,
        "precision": moment.precision,
        "anchor": moment.anchor,
    }


def _claims(rows: Rows, links: dict[str, str]) -> list[Json]:
    by_id, own = {claim.id: claim for claim in rows.of(Claim)}, outlet_entities(rows)
    return [
        {
            "id": claim.id,
            "content": _pairs(claim.content),
            "cue": _pairs(claim.cue),
            "source": _pairs(claim.source),
            "speaker": links.get(claim.speaker or ""),
            "inside": claim.inside,
            "chain": chain(claim, by_id, links, own),
            "kind": claim.kind,
            "reason": _pairs(claim.reason),
            "manner": claim.manner,
            "certainty": claim.certainty,
        }
        for claim in rows.of(Claim)
    ]


def _events(rows: Rows, links: dict[str, str]) -> list[Json]:
    moments = {moment.time: moment for moment in rows.of(Moment)}
    return [_event(event, moments.get(event.time or ""), links) for event in rows.of(EventMention)]


def _event(event: EventMention, moment: Moment | None, links: dict[str, str]) -> Json:
    return {
        "id": event.id,
        "trigger": _pair(event.trigger),
        "reported": event.reported,
        "code": event.code,
        "mode": event.mode,
        "cameo": event.cameo,
        "actors": _unique(event.actors, links),
        "recipients": _unique(event.recipients, links),
        "instruments": _unique(event.instruments, links),
        "place": links.get(event.place or ""),
        "time": event.time,
        "start": moment.start if moment else None,
        "end": moment.end if moment else None,
        "certainty": event.certainty,
        "claim": event.claim,
        "salience": event.salience,
    }


def _unique(mentions: Iterable[str], links: dict[str, str]) -> list[str]:
    return list(dict.fromkeys(links[mention] for mention in mentions if mention in links))
