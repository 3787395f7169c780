"""Every row that dateline writes. Read this file first.

Rows are frozen and never point forward: a `Mention` does not know its entity, a `Link` names both, so a
later stage can be thrown away and run again. Ids are hashes of content (`row_id`): reading the same
article twice gives the same rows. Offsets are half-open code points of `Article.text`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeVar

SCHEMA = "dateline.reading/1"

Kind = Literal["person", "organization", "place", "facility", "equipment", "group", "document"]
Form = Literal["name", "nominal", "pronoun"]
TimexType = Literal["DATE", "TIME", "DURATION", "SET"]
Anchor = Literal["published", "text", "explicit"]
Manner = Literal["direct", "indirect", "mixed"]
Certainty = Literal["CT+", "PR+", "PS+", "CT-", "PR-", "PS-", "Uu"]
SourceKind = Literal["person", "body", "agency", "outlet", "document", "unnamed", "public"]
PlacePrecision = Literal["site", "city", "region", "country"]
Verdict = Literal["same", "different", "wrong"]
Stance = Literal["asserts", "denies", "doubts"]
OriginKind = Literal[
    "agency", "outlet", "official", "government", "company", "witness", "document", "expert", "anonymous", "public"
]


def row_id(prefix: str, *parts: object) -> str:
    """A short, stable id: `prefix` and 12 hexadecimal digits of the BLAKE2b digest of `parts`."""
    packed = "\x1f".join(str(part) for part in parts).encode("utf-8", "surrogatepass")
    return f"{prefix}-{hashlib.blake2b(packed, digest_size=6).hexdigest()}"


# ---------------------------------------------------------------- everywhere


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The half-open range [start, end) of code points in an article's text."""

    article: str
    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a character (spans of one article)."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Derivation:
    """How dateline itself made a row: which stage and version, by which method, how sure (0..1 or None)."""

    stage: str
    version: str
    method: str
    score: float | None = None


# ---------------------------------------------------------------- collect


@dataclass(frozen=True, slots=True)
class Capture:
    """Bytes as they came: where from, when (ISO 8601, None for a local file), their media type and digest."""

    id: str
    source: str
    content: bytes
    media_type: str | None = None
    fetched: str | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Dateline:
    """The line of a dispatch that says where, when and by which agency: "PYONGYANG, Sept. 16 (KCNA) --"."""

    span: Span
    place: Span | None = None
    date: Span | None = None
    credits: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One article as published. `text` is kept exactly as it was given; None means not known.

    `published` is an ISO 8601 date or date-time, `dated_by` the rule that told it (docs/input.md). `credits` are the
    agencies whose wire copy the article says it uses, by the name the article uses.
    """

    id: str
    text: str
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    language: str | None = None
    url: str | None = None
    byline: str | None = None
    credits: tuple[str, ...] = ()
    dateline: Dateline | None = None
    dated_by: str | None = None


# ---------------------------------------------------------------- extract


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a sentence. `head` is the index of its governor in the sentence (its own at the root).

    `pos` is a Universal POS tag, `tag` a Penn Treebank tag, `dep` a ClearNLP dependency label, `entity` an
    OntoNotes label with its B- or I- prefix, or "" outside entities.
    """

    index: int
    start: int
    end: int
    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    entity: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A parsed sentence: its tokens, and for each token the indices of its dependents, left to right."""

    span: Span
    index: int
    paragraph: int
    tokens: tuple[Token, ...]
    children: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that stand for a person, body, place, facility, piece of equipment or group.

    `head` is the word that decides what it is ("leader" in "the North Korean leader"; the whole name for names).
    """

    id: str
    span: Span
    head: Span
    kind: Kind
    form: Form
    derivation: Derivation


@dataclass(frozen=True, slots=True)
class Cluster:
    """Mentions of one article that stand for the same thing, in the order of the text (coreference)."""

    id: str
    article: str
    mentions: tuple[str, ...]
    derivation: Derivation


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time expression as the words give it, not yet put on the calendar.

    `form` is its normal form with gaps (see extract/times.py); `tense` is the direction that the verb gives to
    an ambiguous one ("past", "present", "future") or None.
    """

    id: str
    span: Span
    type: TimexType
    form: str
    tense: str | None
    derivation: Derivation


@dataclass(frozen=True, slots=True)
class Claim:
    """One attribution: a source says, writes, thinks, wants or asks a content.

    `speaker` is the mention that the source's words stand for; `via` are mentions of what carried the words
    ("in a statement circulated on Telegram", "told Interfax"), outermost first. `inside` is the claim whose
    content holds this one. `kind` says what kind of source it is: a named person, a body, a news agency, another
    outlet, a document, somebody unnamed, or the public at large ("observers", "it is believed"); `reason` holds the
    words that say why somebody is unnamed ("because he was not authorized to speak").
    """

    id: str
    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    speaker: str | None
    via: tuple[str, ...]
    inside: str | None
    manner: Manner
    certainty: Certainty
    derivation: Derivation
    kind: SourceKind | None = None
    reason: tuple[Span, ...] = ()


#: The method by which an event mention is found whose words speak of an event and do not report it.
REFERENCE: Final = "reference"


@dataclass(frozen=True, slots=True)
class EventMention:
    """Words that report a happening, state or figure, or refer to one. `code` is a PLOVER event or None.

    `actors`, `recipients` and `place` are mention ids, `time` a time expression's id, `claim` the innermost claim
    that asserts the event (None: the outlet itself). `clause` holds the words that report it. `salience` is 0..1.
    `instruments` are mention ids of what it was done with: weapons, vehicles ("with a rifle", "a drone strike").
    """

    id: str
    trigger: Span
    clause: Span
    code: str | None
    mode: str | None
    cameo: str | None
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    place: str | None
    time: str | None
    certainty: Certainty
    claim: str | None
    salience: float
    derivation: Derivation
    instruments: tuple[str, ...] = ()

    @property
    def reported(self) -> bool:
        """Whether its clause reports it; "after the crash" only refers to one."""
        return self.derivation.method != REFERENCE


# ---------------------------------------------------------------- ground


@dataclass(frozen=True, slots=True)
class Moment:
    """A time expression on the calendar: TIMEX3 `value` and half-open ISO 8601 bounds, None where not known."""

    id: str
    time: str
    value: str
    start: str | None
    end: str | None
    precision: str | None
    anchor: Anchor | None
    derivation: Derivation


@dataclass(frozen=True, slots=True)
class Place:
    """Where the things of a cluster are: WGS84 degrees, how precisely, and which other places it might be.

    `runners_up` are (name, country, latitude, longitude, score), best first. `country` is ISO 3166 alpha-2.
    """

    id: str
    cluster: str
    name: str
    kind: str
    latitude: float | None
    longitude: float | None
    country: str | None
    precision: PlacePrecision | None
    identifiers: tuple[tuple[str, str], ...]
    runners_up: tuple[tuple[str, str | None, float, float, float], ...]
    derivation: Derivation


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, body, place or thing that mentions stand for; known to the atlas or only to this article.

    `role` is the office held at the article's date. `place` is the id of a `Place`. `interest` is the state or owner
    that it speaks for, where the atlas knows it.
    """

    id: str
    kind: Kind
    name: str
    aliases: tuple[str, ...]
    identifiers: tuple[tuple[str, str], ...]
    country: str | None
    role: str | None
    interest: str | None
    place: str | None
    derivation: Derivation


@dataclass(frozen=True, slots=True)
class Link:
    """A mention stands for an entity."""

    mention: str
    entity: str
    derivation: Derivation


# ---------------------------------------------------------------- merge


@dataclass(frozen=True, slots=True)
class Evidence:
    """One line of a score's explanation: a feature, its value (0..1), its weight, and what was compared."""

    feature: str
    value: float
    weight: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Two things are, or are not, the same: who says so, how surely (None: a person), and on what evidence.

    `left` and `right` are ids of event mentions as `mention_key` makes them. `judge` is "dateline" and a version, or a
    person's name; a person's judgement outranks the program's. `made` and `withdrawn` are UTC, None: not withdrawn.
    `reason` is what a person wrote. A verdict "wrong" is of one row of a reading: `left` is <article>#<id of an event
    mention or a claim>, or <article>#<mention>=<entity> for a link, and `right` is empty.
    """

    id: str
    left: str
    right: str
    verdict: Verdict
    score: float | None
    evidence: tuple[Evidence, ...]
    judge: str
    made: str | None = None
    withdrawn: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """What an article has word for word, or nearly so, from an earlier one.

    `passages` are (span of this article, span of the earlier one); `share` is the part of this text that they make
    (0..1). `version`: this is an edited version of the earlier article, not a second report.
    """

    article: str
    of: str
    passages: tuple[tuple[Span, Span], ...]
    share: float
    version: bool


@dataclass(frozen=True, slots=True)
class Glance:
    """What stands behind a story: its outlets, and what stands behind its main event, the one that most outlets tell.

    `event` is the id of that one, `origins` are its origins, `independent` those that count, by interest, `outside`
    those of these that take no part in it. `place` is where it was, else where most events were. `lead` is the
    beginning of the article that gave the title. `disputed` is how many of the `events` reports differ on, or deny.
    """

    event: str
    lead: str
    place: Where | None
    events: int
    outlets: int
    origins: int
    independent: int
    outside: int
    disputed: int


@dataclass(frozen=True, slots=True)
class Tally:
    """An outlet's or source's record over events: in how many it stands; and in how many of these its report was the
    first of several outlets', nobody else reports, others contradict it, and the origin is another.
    """

    name: str
    events: int
    first: int
    alone: int
    contradicted: int
    elsewhere: int


@dataclass(frozen=True, slots=True)
class Story:
    """Articles about one running matter, in the order of time. `first` and `last` are ISO 8601 dates or times.

    `glance` is None where the story is not merged, or has no event.
    """

    id: str
    title: str
    first: str | None
    last: str | None
    articles: tuple[str, ...]
    glance: Glance | None = None


@dataclass(frozen=True, slots=True)
class Cited:
    """A link of a chain: a source by its canonical name, what it is, and the words that name it.

    `words` is None where no words of the text do: a wire credit taken from the address, a copied passage.
    `known_by` says how the link is known: "claim", "via", "credit", "copy".
    """

    name: str
    kind: OriginKind
    interest: str | None
    words: Span | None
    known_by: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where news began: the last link of a chain, or the outlet. `interest`: the owner, state or body it speaks for."""

    name: str
    kind: OriginKind
    interest: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """One article's telling of an event: the words, how surely, and the chain after the outlet, outermost first.

    `background`: it is not counted, as its words only speak of the event as known ("after the crash"), or tell
    something else of it than most reports do ("another driver crashed").
    """

    article: str
    outlet: str | None
    mention: str
    trigger: Span
    clause: Span
    certainty: Certainty
    stance: Stance
    chain: tuple[Cited, ...]
    origin: Origin
    copy_of: str | None
    background: bool = False


@dataclass(frozen=True, slots=True)
class Where:
    """A place as an event has it: WGS84 degrees, None where it has no point."""

    name: str
    latitude: float | None
    longitude: float | None
    precision: PlacePrecision | None


@dataclass(frozen=True, slots=True)
class Dispute:
    """A field on which the reports of an event differ: (value, ids of the articles that hold it)."""

    field: str
    versions: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Corroboration:
    """How many stand behind an event, and why. Counts are over the reports that assert it.

    `parties` are names of origins that take part in the event. `admiralty` is the information credibility of the
    Admiralty code that the counts suggest: 1 confirmed by independent sources to 5 improbable, 6 cannot be judged.
    """

    reports: int
    outlets: int
    origins: int
    independent_origins: int
    parties: tuple[str, ...]
    denials: int
    admiralty: int
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One happening, state or figure that reports can agree or differ on. `label` is its words in one report.

    `actors` and `recipients` are canonical names; `start` and `end` half-open ISO 8601 bounds. `judgements` are the
    program's: they join each report to one before it.
    """

    id: str
    story: str
    label: str
    code: str | None
    mode: str | None
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    place: Where | None
    start: str | None
    end: str | None
    reports: tuple[Report, ...]
    corroboration: Corroboration
    disputed: tuple[Dispute, ...]
    judgements: tuple[Judgement, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """An event without its reports, and what joins them: all that a list of events shows. Fields as an Event's."""

    id: str
    story: str
    label: str
    code: str | None
    mode: str | None
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    place: Where | None
    start: str | None
    end: str | None
    corroboration: Corroboration
    disputed: tuple[Dispute, ...]


@dataclass(frozen=True, slots=True)
class Leg:
    """A stay of a person at a place: some of it lies in [start, end), ISO 8601 to the second, None: not known.

    The person was there by `there_by` at the latest and at least until `there_until`. `reported` is when the first
    report was published. `inferred` says from what a leg is concluded that no report tells; None where reports do.
    """

    place: Where
    country: str | None
    start: str | None
    end: str | None
    there_by: str | None
    there_until: str | None
    reported: str | None
    events: tuple[str, ...]
    reports: tuple[Report, ...]
    corroboration: Corroboration
    inferred: str | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """Two legs, by their position, that do not go together. `hours` is the most time that there was to get over.

    `impossible`: nothing travels that fast. `disputed`: other origins hold the one than hold the other.
    """

    first: int
    second: int
    kilometres: float
    hours: float
    impossible: bool
    disputed: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """Time between two legs, by their position, of which no report tells where the person was."""

    after: int
    before: int
    start: str
    end: str
    kilometres: float | None


@dataclass(frozen=True, slots=True)
class Itinerary:
    """Where a person was, and when: `legs` are in the order of time, those without a time by when they were reported.

    `planned` were announced, `inferred` follow from other reports; clashes and gaps are between legs.
    """

    person: str
    legs: tuple[Leg, ...]
    planned: tuple[Leg, ...]
    inferred: tuple[Leg, ...]
    clashes: tuple[Clash, ...]
    gaps: tuple[Gap, ...]


def mention_key(article: str, mention: str) -> str:
    """The id of an event mention in all of a ledger: ids of mentions are unique in their article only."""
    return f"{article}#{mention}"


# ---------------------------------------------------------------- rows together

Row = Article | Sentence | Mention | Cluster | TimeExpression | Claim | EventMention | Moment | Place | Entity | Link
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one article by type: what a stage reads. Adding gives a new one; nothing is changed in place."""

    by_type: Mapping[type, tuple[Row, ...]] = field(default_factory=dict)

    def of(self, kind: type[R]) -> tuple[R, ...]:
        """The rows of one type, in the order in which they were added."""
        return self.by_type.get(kind, ())  # type: ignore[return-value]

    @property
    def article(self) -> Article:
        """The one article that these rows are about."""
        (article,) = self.of(Article)
        return article

    def add(self, rows: Iterable[Row]) -> Rows:
        """These rows and `rows`."""
        out: dict[type, list[Row]] = {kind: list(old) for kind, old in self.by_type.items()}
        for row in rows:
            out.setdefault(type(row), []).append(row)
        return Rows({kind: tuple(new) for kind, new in out.items()})

    def __iter__(self) -> Iterator[Row]:
        for rows in self.by_type.values():
            yield from rows
