"""A person, body, place or piece of equipment: where and when, what happened, what was said by and of it, with whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from pydantic import BaseModel

from dateline.errors import UnknownRecord
from dateline.ledger import Found, Merged, View
from dateline.ledger.spelling import name_key
from dateline.publish import statements
from dateline.publish.web.desk import AtDesk, Desk
from dateline.publish.web.doors import FEW, Listing, Page, PageNumber, PageSize
from dateline.publish.web.models import EventLine, WhereModel
from dateline.publish.web.pages.claims import ClaimModel
from dateline.publish.web.pages.story import points, timeline
from dateline.records import Clash, Entity, Itinerary, Leg

#: Readings that are looked at for what the name stands for, the latest; events that are drawn, the best attested; and
#: those of which it is counted who else takes part, the latest.
READINGS, DRAWN, COUNTED = 50, 50, 1_000
#: Claims of each kind, names of those met most, and other spellings shown.
SAID, WITH, SPELLINGS = 3, 12, 12
#: Names met most of which those that are no names are left out.
LOOKED_THROUGH = 24
#: Independent origins from which on a stay is drawn as attested.
SEVERAL = 2


class Called(BaseModel):
    """What a name stands for in one or more readings: its kind, country and role, and in how many readings."""

    kind: str
    country: str | None
    role: str | None
    readings: int


class Identifier(BaseModel):
    """What a list or gazetteer calls it."""

    scheme: str
    value: str


class LegModel(BaseModel):
    """A stay at a place: kind is attested, single, planned, inferred or impossible; bounds are half-open."""

    id: str
    kind: str
    place: WhereModel
    country: str | None
    start: str | None
    end: str | None
    reported: str | None
    reports: int
    origins: int
    independent: int
    events: list[str]
    inferred: str | None
    against: list[str]


class GapModel(BaseModel):
    """Time of which no report tells where the person was, after one leg and before another, by their ids."""

    after: str
    before: str
    start: str
    end: str
    kilometres: float | None


class Beside(BaseModel):
    """Another who takes part in the same events, and in how many."""

    name: str
    events: int


class NamePage(BaseModel):
    """What a ledger holds of a name. Where it has no `legs`, its best attested events are drawn in their place.

    `events` are those that it takes part in, or those there (`at_place`); of the others only the number is told.
    `articles` name it, or more. `legs` are one page of all, `gaps` those before a leg on this page.
    """

    name: str
    called: list[Called]
    aliases: list[str]
    identifiers: list[Identifier]
    articles: int
    more_articles: bool
    legs: list[LegModel]
    stays: Listing
    gaps: list[GapModel]
    events: list[EventLine]
    listing: Listing
    in_all: int
    other_events: int
    at_place: bool
    is_source: bool
    beside: list[Beside]
    by: list[ClaimModel]
    about: list[ClaimModel]
    timeline: dict[str, Any]
    map: dict[str, Any]


def name(desk: AtDesk, name: str, page: PageNumber = 1, size: PageSize = FEW, stays: PageNumber = 1) -> NamePage:
    """Whoever or whatever has this whole name, in any case. `stays`: which page of the list of stays, from 1."""
    with desk.reading() as (view, merged):
        found = view.entities(name, limit=READINGS)
        part, there = merged.how_many_events(who=name), merged.how_many_events(where=name)
        if not (found or part or there):
            raise UnknownRecord(f"no article in the ledger names {name!r}: the search finds what it has")
        at_place = not part or (_kind(found) == "place" and there >= part)
        asked: dict[str, Any] = {"where": name} if at_place else {"who": name}
        in_all = there if at_place else part
        best = _name(found, name)
        itinerary = _itinerary(desk, view, merged, best, found)
        legs = list(_legs(itinerary)) if itinerary else []
        events = [] if legs else list(merged.outlines(limit=DRAWN, **asked))
        skip = (page - 1) * size
        inside = not legs and (skip + size <= len(events) or len(events) < DRAWN)
        listed = events[skip : skip + size] if inside else list(merged.outlines(limit=size, skip=skip, **asked))
        shown = legs[(stays - 1) * size : stays * size]
        own = {name_key(name)}.union(*(_keys(one.row) for one in found))
        return NamePage(
            name=best,
            called=_called(found),
            aliases=_aliases(found, best),
            identifiers=_identifiers(found),
            articles=len({one.article for one in found}),
            more_articles=len(found) == READINGS,
            legs=shown,
            stays=Listing(page=stays, size=size, total=len(legs), more=stays * size < len(legs)),
            gaps=list(_gaps(itinerary, {one.id for one in shown})) if itinerary else [],
            events=[EventLine.of(one) for one in listed],
            listing=Listing(page=page, size=size, total=in_all, more=page * size < in_all),
            in_all=in_all,
            other_events=part if at_place else there,
            at_place=at_place,
            is_source=bool(merged.tallies(best)),
            beside=_beside(view, merged.beside(name, at_place=at_place, most=COUNTED, limit=LOOKED_THROUGH), own),
            by=_claims(view, merged, by=best),
            about=_claims(view, merged, about=best),
            timeline=_timeline(legs) if legs else timeline(events),
            map=_map(legs, desk.tiles) if legs else points(events, desk.tiles),
        )


# ---------------------------------------------------------------- what it is


def _name(found: Sequence[Found[Entity]], asked: str) -> str:
    """The name that most readings give it, else the one that was asked for."""
    names = Counter(one.row.name for one in found)
    return names.most_common(1)[0][0] if names else asked


def _kind(found: Sequence[Found[Entity]]) -> str | None:
    kinds = Counter(one.row.kind for one in found)
    return kinds.most_common(1)[0][0] if kinds else None


def _called(found: Sequence[Found[Entity]]) -> list[Called]:
    counts = Counter((one.row.kind, one.row.country, one.row.role) for one in found)
    return [
        Called(kind=kind, country=country, role=role, readings=number)
        for (kind, country, role), number in counts.most_common(SPELLINGS)
    ]


def _aliases(found: Sequence[Found[Entity]], best: str) -> list[str]:
    counts = Counter(alias for one in found for alias in {one.row.name, *one.row.aliases})
    known = {name_key(alias): alias for alias, _ in reversed(counts.most_common())}  # "LAS VEGAS" is no other name
    return [alias for key, alias in reversed(known.items()) if key != name_key(best)][:SPELLINGS]


def _identifiers(found: Sequence[Found[Entity]]) -> list[Identifier]:
    pairs = dict.fromkeys(pair for one in found for pair in one.row.identifiers)
    return [Identifier(scheme=scheme, value=value) for scheme, value in pairs]


def _beside(view: View, met: Iterable[tuple[str, int]], own: set[str]) -> list[Beside]:
    """Those met most, each once, of those that an article calls by a name: not "it", "the two sides"."""
    known, out = set(own), []
    for key, number in met:
        for entity in view.entities(key, limit=1) if key not in known else ():
            known |= _keys(entity.row)
            if view.called(entity):
                out.append(Beside(name=entity.row.name, events=number))
    return out[:WITH]


def _keys(entity: Entity) -> set[str]:
    """All its names in the form in which they are found."""
    return {name_key(name) for name in (entity.name, *entity.aliases)}


def _claims(view: View, merged: Merged, *, by: str | None = None, about: str | None = None) -> list[ClaimModel]:
    found = statements.asked(view, merged, by=by, about=about, event=None, limit=SAID)
    return [ClaimModel.model_validate(statements.as_json(one)) for one in found]


# ---------------------------------------------------------------- where and when


def _itinerary(desk: Desk, view: View, merged: Merged, best: str, found: Sequence[Found[Entity]]) -> Itinerary | None:
    """Where a person was; None for others, and where nobody can tell."""
    if desk.works.itinerary is None or _kind(found) != "person":
        return None
    return desk.works.itinerary(view, merged, best)


def _legs(itinerary: Itinerary) -> Iterator[LegModel]:
    """The stays, those that were announced, and those that follow from others."""
    clashes = [one for one in itinerary.clashes if one.impossible or one.disputed]
    for number, leg in enumerate(itinerary.legs):
        yield _leg(f"leg-{number + 1}", leg, _attested(leg, number, clashes), _against(number, clashes, itinerary.legs))
    for number, leg in enumerate(itinerary.planned, 1):
        yield _leg(f"planned-{number}", leg, "planned", [])
    for number, leg in enumerate(itinerary.inferred, 1):
        yield _leg(f"inferred-{number}", leg, "inferred", [])


def _gaps(itinerary: Itinerary, shown: Collection[str]) -> Iterator[GapModel]:
    """The gaps before the legs that are shown."""
    for one in itinerary.gaps:
        if (before := f"leg-{one.before + 1}") in shown:
            yield GapModel(
                after=f"leg-{one.after + 1}", before=before, start=one.start, end=one.end, kilometres=one.kilometres
            )


def _attested(leg: Leg, number: int, clashes: Sequence[Clash]) -> str:
    if any(one.impossible and number in (one.first, one.second) for one in clashes):
        return "impossible"
    return "attested" if leg.corroboration.independent_origins >= SEVERAL else "single"


def _against(number: int, clashes: Sequence[Clash], legs: Sequence[Leg]) -> list[str]:
    """Why a stay does not go with another."""
    out = []
    for one in clashes:
        if number in (one.first, one.second):
            other = legs[one.second if number == one.first else one.first]
            out.append(f"{other.place.name}: {one.kilometres:,.0f} km apart, {one.hours:g} hours between them at most")
    return out


def _leg(id_: str, leg: Leg, kind: str, against: list[str]) -> LegModel:
    counts = leg.corroboration
    return LegModel(
        id=id_, kind=kind, place=WhereModel.model_validate(leg.place), country=leg.country, start=leg.start,
        end=leg.end, reported=leg.reported, reports=counts.reports, origins=counts.origins,
        independent=counts.independent_origins, events=list(leg.events), inferred=leg.inferred, against=against,
    )  # fmt: skip


def _timeline(legs: Sequence[LegModel]) -> dict[str, Any]:
    items = [
        {
            "id": one.id, "label": one.place.name, "start": one.start, "end": one.end, "kind": one.kind,
            "href": f"/event/{one.events[0]}" if one.events else None, "origins": one.independent, "outlets": None,
        }
        for one in legs
        if one.start or one.end
    ]  # fmt: skip
    return {"items": items, "now": None}


def _map(legs: Sequence[LegModel], tiles: str | None) -> dict[str, Any]:
    drawn = [one for one in legs if one.place.latitude is not None]
    marks = [
        {
            "id": one.id, "label": one.place.name, "place": one.place.name, "latitude": one.place.latitude,
            "longitude": one.place.longitude, "precision": one.place.precision, "start": one.start, "end": one.end,
            "kind": one.kind, "href": f"/event/{one.events[0]}" if one.events else None, "origins": one.independent,
        }
        for one in drawn
    ]  # fmt: skip
    known = [one for one in drawn if one.id.startswith("leg-") and (one.start or one.end)]
    lines = [
        {"from": one.id, "to": other.id, "kind": "impossible" if "impossible" in (one.kind, other.kind) else "attested"}
        for one, other in pairwise(known)
        if one.place.name != other.place.name
    ]
    return {"points": marks, "lines": lines, "tiles": tiles}


PAGE = Page("/name/{name:path}", name, "name.html", "A person, body, place or piece of equipment.", ("names",))
