"""An event of a ledger out of the mentions that report it: its code, who, where and when, as most of them have it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from dateline.atlas import countries
from dateline.atlas.meanings import vague_words
from dateline.ledger import Indexed
from dateline.ledger.spelling import name_key
from dateline.merge.chains import reports
from dateline.merge.contradictions import Contradictions
from dateline.merge.corroboration import corroborate, settled
from dateline.merge.entities import Known, Member, same_entities
from dateline.merge.facts import main_fact
from dateline.merge.features import weight_of
from dateline.merge.foreground import foreground
from dateline.merge.happenings import MOST, same_events
from dateline.merge.sightings import Readings, kept, sightings
from dateline.merge.tellings import Telling, tellings
from dateline.records import (
    Copy,
    Entity,
    Event,
    EventMention,
    Judgement,
    Link,
    Mention,
    Moment,
    Place,
    Report,
    Rows,
    Span,
    Story,
    Where,
    mention_key,
    row_id,
)

T = TypeVar("T")

#: Letters of a label: two lines of a terminal.
LABEL = 160
#: A participant that a smaller share of the mentions has stays out of the event, though not out of its reports.
SHARE = 0.25
#: What a word must tell (features.weight_of) for an event that articles only speak of: "time" and "case" do not.
SAYING = 0.3
#: Why nothing is counted where articles only speak of an event ("the hunt").
SPOKEN_OF = "No article reports it: these only speak of it."


@dataclass(frozen=True)
class Told:
    """The reading of one article, looked up by id."""

    rows: Rows

    @cached_property
    def mentions(self) -> dict[str, EventMention]:
        """Event mentions by id."""
        return {mention.id: mention for mention in self.rows.of(EventMention)}

    @cached_property
    def entities(self) -> dict[str, Entity]:
        """Entities by id."""
        return {entity.id: entity for entity in self.rows.of(Entity)}

    @cached_property
    def entity_of(self) -> dict[str, str]:
        """The entity's id by the mention's."""
        return {link.mention: link.entity for link in self.rows.of(Link)}

    @cached_property
    def words_of(self) -> dict[str, Span]:
        """Where each mention that is no pronoun stands, by its id."""
        return {one.id: one.span for one in self.rows.of(Mention) if one.form != "pronoun"}

    @cached_property
    def called(self) -> set[str]:
        """The ids of entities that words other than pronouns stand for: no "I" or "we" of whom no more is told."""
        return {self.entity_of[mention] for mention in self.words_of if mention in self.entity_of}

    @cached_property
    def places(self) -> dict[str, Place]:
        """Places by id."""
        return {place.id: place for place in self.rows.of(Place)}

    @cached_property
    def moments(self) -> dict[str, Moment]:
        """Moments by the id of their time expression."""
        return {moment.time: moment for moment in self.rows.of(Moment)}

    def entity(self, mention: str | None) -> Entity | None:
        """The entity of a mention."""
        return self.entities.get(self.entity_of.get(mention or "", ""))

    def place(self, event: EventMention) -> Place | None:
        """Where an event mention says that it was."""
        entity = self.entity(event.place)
        return self.places.get(entity.place or "") if entity else None

    def moment(self, event: EventMention) -> Moment | None:
        """When an event mention says that it was."""
        return self.moments.get(event.time or "")


@dataclass(frozen=True)
class Mentioned:
    """One mention of an event: the mention, its article's reading, and its report."""

    mention: EventMention
    told: Told
    report: Report

    @property
    def article(self) -> str:
        """The article's id."""
        return self.report.article


def events_of(
    story: Story,
    readings: Sequence[Rows],
    *,
    copies: Iterable[Copy] = (),
    judgements: Iterable[Judgement] = (),
    unsaid: Collection[str] = (),
) -> list[Indexed]:
    """The events of a story's articles, which are in the order of time; each event mention stands in one.

    `unsaid` are keys of mentions that the outlet tells itself, because a person called the claim wrong that had it.
    """
    known = same_entities(readings)
    told = {rows.article.id: Told(rows) for rows in readings}
    found = _marked(readings, reports(readings, copies=copies, known=known, unsaid=unsaid))
    contradictions = Contradictions(readings, known)
    looked = Readings(readings)
    compared = {one.key: one for one in _compared(readings, known)}
    out = []
    for happening in same_events(readings, judgements, known=known, told=tuple(compared.values())):
        keys = [mention_key(*one) for one in happening.mentions]
        here = [compared[key] for key in keys]
        if _is_none(here):
            continue
        mentioned = [
            Mentioned(told[report.article].mentions[report.mention], told[report.article], report)
            for report in settled(_counting([found[key] for key in keys], here))
        ]
        main = main_fact(here, [one.report.background for one in mentioned])
        indexed = _event(story.id, mentioned, known, contradictions, happening.judgements, main)
        out.append(replace(indexed, seen=tuple(_seen(indexed.event, mentioned, known, looked))))
    return out


def _compared(readings: Iterable[Rows], known: Mapping[Member, Known]) -> list[Telling]:
    """What the articles tell; where that is too much to be compared at once, without what they only speak of."""
    told = [one for rows in readings for one in tellings(rows, known)]
    return told if len(told) <= MOST else [one for one in told if one.mention.reported]


def _is_none(told: Sequence[Telling]) -> bool:
    """Whether nobody reports it, nor do two articles speak of it by a word that says something: no event then."""
    if any(one.mention.reported for one in told):
        return False
    empty = vague_words("light")
    plain = all(one.lemma in empty or weight_of(one.lemma) < SAYING for one in told)
    return plain or len({one.article for one in told}) < 2


def _seen(
    event: Event, mentioned: Sequence[Mentioned], known: Mapping[Member, Known], readings: Readings
) -> Iterator[tuple[str, str]]:
    """Where each person who takes part was, by each report, under each whole name of the person."""
    people: dict[str, set[str]] = {}
    for one in mentioned:
        for mention in (*one.mention.actors, *one.mention.recipients):
            entity = one.told.entity(mention)
            if entity and entity.kind == "person":
                name = _name(one, entity, known)
                people.setdefault(name, {name_key(name)}).add(name_key(entity.name))
    for name, keys in people.items():
        whole = {key for key in keys if " " in key} | {name_key(name)}
        for sighting in dict.fromkeys(sightings(event, readings, keys)):
            yield from ((key, kept(sighting)) for key in sorted(whole))


def _marked(readings: Iterable[Rows], found: Mapping[str, Report]) -> dict[str, Report]:
    """The reports, those marked that only speak of their event."""
    telling = {mention_key(rows.article.id, mention) for rows in readings for mention in foreground(rows)}
    return {key: replace(report, background=key not in telling) for key, report in found.items()}


def _counting(reports: Sequence[Report], told: Sequence[Telling]) -> list[Report]:
    """The reports of one event; where clauses only tell it in passing ("killed on Friday"), that is how it is told."""
    if all(report.background for report in reports):
        return [
            replace(one, background=not telling.mention.reported) for one, telling in zip(reports, told, strict=True)
        ]
    return list(reports)


def _event(
    story: str,
    mentioned: Sequence[Mentioned],
    known: Mapping[Member, Known],
    contradictions: Contradictions,
    judgements: tuple[Judgement, ...],
    main: Collection[int],
) -> Indexed:
    """The event that these mentions, in the order of time, report; with the names by which it is looked for.

    `main` are the places of those that tell the fact that is counted.
    """
    compared = [one.report for one in mentioned if not one.report.background]
    mentioned = [_counting_or_not(one, at in main) for at, one in enumerate(mentioned)]
    told = [one for one in mentioned if not one.report.background] or mentioned
    asserting = [one for one in told if one.report.stance == "asserts"] or told
    code = _commonest(one.mention.code for one in asserting)
    actors = _participants(asserting, known, lambda mention: mention.actors)
    recipients = _participants(asserting, known, lambda mention: mention.recipients)
    start, end = _bounds(asserting)
    reports_ = tuple(one.report for one in mentioned)
    counted = [one for one in reports_ if not one.background]
    notes = _others(len(compared) - len(counted)) if compared else (SPOKEN_OF,)
    event = Event(
        id=row_id("ev", mention_key(mentioned[0].article, mentioned[0].mention.id)),
        story=story,
        label=_label(asserting),
        code=code,
        mode=_commonest(one.mention.mode for one in asserting if one.mention.code == code),
        actors=tuple(actors),
        recipients=tuple(name for name in recipients if name not in actors),
        place=_where(asserting),
        start=start,
        end=end,
        reports=reports_,
        corroboration=corroborate(
            counted,
            participants={*actors, *recipients, *_spoken_for(asserting, {*actors, *recipients}, known)},
            notes=(*notes, *contradictions.corrections(compared)),
        ),
        disputed=contradictions.disputes(compared),
        judgements=judgements,
    )
    return Indexed(event, tuple(dict.fromkeys(_who(mentioned, known))), tuple(dict.fromkeys(_places(mentioned))))


def _counting_or_not(one: Mentioned, in_main: bool) -> Mentioned:
    """A mention with its report, which counts where it tells the main fact; a denial does, whatever its words."""
    counts = in_main or (one.report.stance == "denies" and not one.report.background)
    return replace(one, report=replace(one.report, background=not counts))


def _others(number: int) -> Iterator[str]:
    """In words: how many reports tell something else of the event."""
    if number > 0:
        reports = "1 report tells" if number == 1 else f"{number} reports tell"
        yield f"{reports} something else of it, and {'is' if number == 1 else 'are'} not counted."


def _commonest(values: Iterable[T | None]) -> T | None:
    """The commonest value, of equals the first; None where there is none."""
    counts = Counter(value for value in values if value is not None)
    return counts.most_common(1)[0][0] if counts else None


def _participants(
    tellings: Sequence[Mentioned], known: Mapping[Member, Known], ids: Callable[[EventMention], tuple[str, ...]]
) -> list[str]:
    """Canonical names of who has the role in enough of the mentions that fill it, the commonest first."""
    filled = [names for one in tellings if (names := _names(one, ids(one.mention), known))]
    first = {name.casefold(): name for names in reversed(filled) for name in reversed(names)}
    counts = Counter(name.casefold() for names in filled for name in names)
    return [first[name] for name, count in counts.most_common() if count >= SHARE * len(filled)]


def _spoken_for(tellings: Sequence[Mentioned], names: set[str], known: Mapping[Member, Known]) -> Iterator[str]:
    """The states and owners that these participants speak for: who speaks for a president's government is a party."""
    for one in tellings:
        for mention in (*one.mention.actors, *one.mention.recipients):
            entity = one.told.entity(mention)
            if entity and entity.interest and _name(one, entity, known) in names:
                yield entity.interest


def _names(one: Mentioned, mentions: Iterable[str], known: Mapping[Member, Known]) -> list[str]:
    entities = (one.told.entity(mention) for mention in mentions)
    called = (entity for entity in entities if entity and entity.id in one.told.called)
    return list(dict.fromkeys(_name(one, entity, known) for entity in called))


def _name(one: Mentioned, entity: Entity, known: Mapping[Member, Known]) -> str:
    found = known.get((one.article, entity.id))
    return found.name if found else entity.name


def _where(tellings: Sequence[Mentioned]) -> Where | None:
    """The place that most mentions give; of those given as often the most precise one."""
    places = [place for one in tellings if (place := one.told.place(one.mention))]
    counts = Counter(place.name for place in places)
    if not places:
        return None
    fine = {"site": 3, "city": 2, "region": 1, "country": 0, None: 0}
    best = max(places, key=lambda place: (counts[place.name], fine[place.precision], place.latitude is not None))
    return Where(best.name, best.latitude, best.longitude, best.precision)


def _bounds(tellings: Sequence[Mentioned]) -> tuple[str | None, str | None]:
    """The bounds that most mentions give; of those given as often the narrowest."""
    moments = [moment for one in tellings if (moment := one.told.moment(one.mention)) and (moment.start or moment.end)]
    counts = Counter((moment.start, moment.end) for moment in moments)
    if not counts:
        return None, None
    order = {"time": 3, "day": 2, "week": 1, "month": 1}
    fine = {(one.start, one.end): order.get(one.precision or "", 0) for one in moments}
    return max(counts, key=lambda bounds: (counts[bounds], fine[bounds], bounds[0] or ""))


def _label(tellings: Sequence[Mentioned]) -> str:
    """The words of the most salient mention that names who acts, shortened at a blank."""
    best = max(tellings, key=lambda one: (_names_actor(one), one.mention.salience, -_length(one.report.clause)))
    words = " ".join(best.told.rows.article.text[best.report.clause.start : best.report.clause.end].split())
    return words if len(words) <= LABEL else words[:LABEL].rsplit(" ", 1)[0] + " …"


def _names_actor(one: Mentioned) -> bool:
    """Whether the words of a report hold who acts, by name or noun: "to accept it" says less."""
    actors = (one.told.words_of.get(mention) for mention in one.mention.actors)
    return any(span and one.report.clause.covers(span) for span in actors)


def _length(span: Span) -> int:
    return span.end - span.start


def _who(tellings: Iterable[Mentioned], known: Mapping[Member, Known]) -> Iterator[str]:
    for one in tellings:
        for mention in (*one.mention.actors, *one.mention.recipients):
            if (entity := one.told.entity(mention)) and entity.id in one.told.called:
                yield from (_name(one, entity, known), entity.name, *entity.aliases)


def _places(tellings: Iterable[Mentioned]) -> Iterator[str]:
    for one in tellings:
        if place := one.told.place(one.mention):
            entity = one.told.entity(one.mention.place)
            yield from (place.name, *(entity.aliases if entity else ()))
            if country := countries.by_code(place.country or ""):
                yield country.name
