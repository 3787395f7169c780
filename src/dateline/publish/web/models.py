"""What the pages show, as pydantic models: the shape of their JSON. Built of the ledger's records."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from dateline.ledger import Known
from dateline.publish.findings import event_json
from dateline.records import Certainty, Event, Glance, OriginKind, Outline, PlacePrecision, Stance, Story, Tally


class Model(BaseModel):
    """Made of a record by its fields' names; nothing is changed."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class WhereModel(Model):
    """A place: WGS84 degrees, null where it has no point."""

    name: str
    latitude: float | None
    longitude: float | None
    precision: PlacePrecision | None


class GlanceModel(Model):
    """What stands behind a story: see `records.Glance`."""

    event: str
    lead: str
    place: WhereModel | None
    events: int
    outlets: int
    origins: int
    independent: int
    outside: int
    disputed: int


class StoryLine(Model):
    """A story in a list."""

    id: str
    title: str
    first: str | None
    last: str | None
    articles: int
    glance: GlanceModel | None

    @classmethod
    def of(cls, story: Story) -> StoryLine:
        """The line of a story."""
        glance = GlanceModel.model_validate(story.glance) if isinstance(story.glance, Glance) else None
        return cls(
            id=story.id, title=story.title, first=story.first, last=story.last,
            articles=len(story.articles), glance=glance,
        )  # fmt: skip


class ArticleLine(Model):
    """An article in a list."""

    id: str
    title: str | None
    outlet: str | None
    published: str | None
    url: str | None

    @classmethod
    def of(cls, known: Known) -> ArticleLine:
        """The line of an article that the ledger holds."""
        return cls(id=known.article, title=known.title, outlet=known.outlet, published=known.published, url=known.url)


class OriginModel(Model):
    """Where news began, and for whom it speaks."""

    name: str
    kind: OriginKind
    interest: str | None


class LinkModel(Model):
    """A link of a chain of sources: its name and kind, the words that name it (null where none do), how it is known."""

    name: str
    kind: OriginKind
    interest: str | None
    words: list[int] | None
    known_by: str


class ReportModel(Model):
    """One article's telling of an event: see READING.md. Spans are [start, end) in characters of the article's text."""

    article: str
    outlet: str | None
    trigger: list[int]
    clause: list[int]
    certainty: Certainty
    stance: Stance
    chain: list[str]
    links: list[LinkModel]
    origin: OriginModel
    copy_of: str | None
    background: bool


class CorroborationModel(Model):
    """The counts over an event's reports, the Admiralty credibility they suggest, and why, in sentences."""

    reports: int
    outlets: int
    origins: int
    independent_origins: int
    parties: list[str]
    denials: int
    admiralty: int
    why: list[str]


class VersionModel(Model):
    """A version of what reports differ on, and the articles that hold it."""

    value: str
    articles: list[str]


class EvidenceModel(Model):
    """A feature by which two reports are held to be of one event: its value (0..1), its weight, what was compared."""

    feature: str
    value: float
    weight: float
    words: str


class JudgedModel(Model):
    """Why a report stands with one before it."""

    left: str
    right: str
    verdict: str
    score: float | None
    evidence: list[EvidenceModel]


class EventModel(Model):
    """An event with every report of it, as `dateline event --format json` gives it."""

    id: str
    story: str
    label: str
    code: str | None
    mode: str | None
    actors: list[str]
    recipients: list[str]
    place: WhereModel | None
    start: str | None
    end: str | None
    reports: list[ReportModel]
    corroboration: CorroborationModel
    disputed: dict[str, list[VersionModel]]
    judgements: list[JudgedModel]

    @classmethod
    def of(cls, event: Event) -> EventModel:
        """The model of an event."""
        return cls.model_validate(event_json(event))


class EventLine(Model):
    """An event in a list: its words, who, where, when, and the counts."""

    id: str
    story: str
    label: str
    code: str | None
    actors: list[str]
    recipients: list[str]
    place: WhereModel | None
    start: str | None
    end: str | None
    outlets: int
    origins: int
    independent: int
    denials: int
    disputed: list[str]
    admiralty: int
    parties: list[str]

    @classmethod
    def of(cls, event: Event | Outline) -> EventLine:
        """The line of an event."""
        counts = event.corroboration
        place = WhereModel.model_validate(event.place) if event.place else None
        return cls(
            id=event.id, story=event.story, label=event.label, code=event.code, actors=list(event.actors),
            recipients=list(event.recipients), place=place, start=event.start, end=event.end, outlets=counts.outlets,
            origins=counts.origins, independent=counts.independent_origins, denials=counts.denials,
            disputed=list(dict.fromkeys(one.field for one in event.disputed)), admiralty=counts.admiralty,
            parties=list(counts.parties),
        )  # fmt: skip


class TallyModel(Model):
    """An outlet's or source's record over events: see `records.Tally`."""

    name: str
    events: int
    first: int
    alone: int
    contradicted: int
    elsewhere: int

    @classmethod
    def of(cls, tally: Tally) -> TallyModel:
        """The model of a record."""
        return cls.model_validate(tally)
