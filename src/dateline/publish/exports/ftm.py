"""People, bodies, events and articles as FollowTheMoney entities, one JSON object a line, for OpenAleph and yente.

Every entity names what it rests on: `proof` leads to the articles, `sourceUrl` to their addresses, and a
Documentation for each report holds its words, its stance and the road by which the news came. Only people and bodies
that some mention names are written, not "a man" or "the police". The package followthemoney is not needed.

One person in two stories is two entities, unless a list of your own or Wikidata says that they are one: names prove
nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import IO, Any

from dateline.ledger import Known
from dateline.ledger.spelling import name_key
from dateline.publish.exports.bounds import day, last_day
from dateline.publish.exports.job import Job, put
from dateline.records import Entity, Event, EventMention, Link, Mention, Place, Report, Rows, Where, row_id

Json = dict[str, Any]
#: What of dateline's kinds is a party in FollowTheMoney.
SCHEMATA = {"person": "Person", "organization": "Organization", "place": "PublicBody"}
#: Identifiers that are the id of the entity itself: of the user's list, of Wikidata (as OpenSanctions has it).
OWN = ("ftm", "wikidata")


def write(job: Job, out: IO[bytes]) -> int:
    """Write the events and what they rest on; the number of entities. One that comes twice is one: ids are the same."""
    written = 0
    story, seen = None, set[str]()
    for event in job.events():
        if event.story != story:
            story, seen = event.story, set()
        for entity in _entities(event, job):
            line = json.dumps(entity, ensure_ascii=False)
            if line not in seen:
                seen.add(line)
                put(out, line + "\n")
                written += 1
    return written


def _entities(event: Event, job: Job) -> Iterator[Json]:
    """The event, and all that it names."""
    known = {report.article: job.known(report.article) for report in event.reports}
    yield from map(_article, known.values())
    actors = _participants(event, job, "actors")
    recipients = {id_: one for id_, one in _participants(event, job, "recipients").items() if id_ not in actors}
    yield from actors.values()
    yield from recipients.values()
    if event.place:
        yield _address(event.place)
    yield _event(event, [*actors, *recipients], known)
    yield from (_documentation(event, number, report, job) for number, report in enumerate(event.reports))
    for actor in actors:
        yield from (_link(event, actor, recipient) for recipient in recipients)


def _entity(id_: str, schema: str, **properties: Iterable[str | None]) -> Json:
    """An entity without what is not known; values once each."""
    given = {name: list(dict.fromkeys(value for value in values if value)) for name, values in properties.items()}
    return {"id": id_, "schema": schema, "properties": {name: values for name, values in given.items() if values}}


def _article(known: Known) -> Json:
    return _entity(
        _article_id(known.article),
        "Article",
        title=[known.title],
        fileName=[known.article],
        publisher=[known.outlet],
        publishedAt=[day(known.published)],
        sourceUrl=_addresses([known]),
    )


def _event(event: Event, involved: list[str], known: dict[str, Known]) -> Json:
    found, place = event.corroboration, event.place
    counts = (
        f"{found.reports} reports, {found.outlets} outlets, {found.origins} origins, {found.independent_origins} "
        f"independent, {found.denials} denials; Admiralty credibility {found.admiralty}"
    )
    return _entity(
        _event_id(event),
        "Event",
        name=[event.label],
        recordId=[event.id],
        startDate=[day(event.start)],
        endDate=[last_day(event.end)],
        location=[place.name if place else None],
        addressEntity=[_address_id(place) if place else None],
        involved=involved,
        keywords=[event.code, event.mode],
        summary=[" ".join(found.why)],
        notes=[counts],
        publisher=[report.outlet for report in event.reports],
        sourceUrl=_addresses(known.values()),
        proof=map(_article_id, known),
    )


def _documentation(event: Event, number: int, report: Report, job: Job) -> Json:
    """One report: what the article says of the event, and from whom it has it."""
    road = " > ".join([report.outlet or report.article, *(link.name for link in report.chain)])
    return _entity(
        row_id("documentation", event.id, number),
        "Documentation",
        document=[_article_id(report.article)],
        entity=[_event_id(event)],
        role=["speaks of it, not counted" if report.background else report.stance],
        status=[report.certainty],
        summary=[job.words(report)],
        description=[f"{road}; origin: {report.origin.name} ({report.origin.kind})"],
        proof=[_article_id(report.article)],
        sourceUrl=_addresses([job.known(report.article)]),
    )


def _link(event: Event, actor: str, recipient: str) -> Json:
    return _entity(
        row_id("link", event.id, actor, recipient),
        "UnknownLink",
        subject=[actor],
        object=[recipient],
        role=[event.code or "takes part"],
        summary=[event.label],
        recordId=[event.id],
        startDate=[day(event.start)],
        endDate=[last_day(event.end)],
        proof=(_article_id(report.article) for report in event.reports),
    )


def _address(place: Where) -> Json:
    point = [place.latitude, place.longitude]
    latitude, longitude = (str(number) if number is not None else None for number in point)
    return _entity(
        _address_id(place),
        "Address",
        full=[place.name],
        latitude=[latitude],
        longitude=[longitude],
        remarks=[f"precision: {place.precision}" if place.precision else None],
    )


def _participants(event: Event, job: Job, role: str) -> dict[str, Json]:
    """Who is named and takes part, by id, with what all articles say of them."""
    names = {name_key(name): name for name in getattr(event, role)}
    found: dict[str, Json] = {}
    for report in event.reports:
        for entity in _filling(job.rows(report.article), report.mention, role):
            keys = (name_key(name) for name in (entity.name, *entity.aliases))
            if name := next((names[key] for key in keys if key in names), None):
                one = _participant(event.story, name, entity, job.known(report.article))
                found[one["id"]] = _joined(found.get(one["id"]), one)
    return found


def _joined(one: Json | None, other: Json) -> Json:
    """An entity with what two articles say of it."""
    if one is None:
        return other
    names = dict.fromkeys((*one["properties"], *other["properties"]))
    both = {name: [*one["properties"].get(name, ()), *other["properties"].get(name, ())] for name in names}
    return _entity(one["id"], one["schema"], **both)


def _filling(rows: Rows, mention: str, role: str) -> Iterator[Entity]:
    """The people and bodies that fill a role of an event mention and that some mention names."""
    entity_of = {link.mention: link.entity for link in rows.of(Link)}
    named = {entity_of.get(one.id) for one in rows.of(Mention) if one.form == "name"}
    told = (one for one in rows.of(EventMention) if one.id == mention)
    wanted = {entity_of.get(id_) for one in told for id_ in getattr(one, role)} & named
    countries = {place.id for place in rows.of(Place) if place.precision == "country"}
    for entity in rows.of(Entity):
        # A country that acts is its government; a city is only where something is.
        if entity.id in wanted and entity.kind in SCHEMATA and (entity.kind != "place" or entity.place in countries):
            yield entity


def _participant(story: str, name: str, entity: Entity, known: Known) -> Json:
    identifiers = dict(entity.identifiers)
    own = next((identifiers[scheme] for scheme in OWN if scheme in identifiers), None)
    id_ = own or row_id(entity.kind, story, name_key(name))
    others = [alias for alias in (entity.name, *entity.aliases) if alias != name]
    # A single word of a person's name tells nobody from anybody.
    weak = [alias for alias in others if entity.kind == "person" and " " not in alias]
    person = {"position": [entity.role]} if entity.kind == "person" else {}
    return _entity(
        id_,
        SCHEMATA[entity.kind],
        name=[name],
        alias=[alias for alias in others if alias not in weak],
        weakAlias=weak,
        country=[entity.country.lower() if entity.country else None],
        wikidataId=[identifiers.get("wikidata")],
        sourceUrl=_addresses([known]),
        proof=[_article_id(known.article)],
        **person,
    )


def _addresses(known: Iterable[Known]) -> list[str]:
    return [one.url for one in known if one.url and one.url.startswith(("http://", "https://"))]


def _article_id(article: str) -> str:
    return row_id("article", article)


def _event_id(event: Event) -> str:
    return event.id


def _address_id(place: Where) -> str:
    return row_id("place", place.name, place.latitude, place.longitude)
