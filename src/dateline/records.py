"""Every row that dateline writes. Read this file first.

Rows are frozen and never point forward: a `Mention` does not know its entity, a `Link` names both, so a
later stage can be thrown away and run again. Ids are hashes of content (`row_id`): reading the same
article twice gives the same rows. Offsets are half-open code points of `Article.text`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

SCHEMA = "dateline.reading/1"

Kind = Literal["person", "organization", "place", "facility", "equipment", "group", "document"]
Form = Literal["name", "nominal", "pronoun"]
TimexType = Literal["DATE", "TIME", "DURATION", "SET"]
Anchor = Literal["published", "text", "explicit"]
Manner = Literal["direct", "indirect", "mixed"]
Certainty = Literal["CT+", "PR+", "PS+", "CT-", "PR-", "PS-", "Uu"]
SourceKind = Literal["person", "body", "agency", "outlet", "document", "unnamed", "public"]
PlacePrecision = Literal["site", "city", "region", "country"]


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

    `published` is an ISO 8601 date or date-time. `credits` are the agencies whose wire copy the article says
    it uses, by the name the article uses.
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


@dataclass(frozen=True, slots=True)
class EventMention:
    """Words that report a happening, state or figure. `code` is a PLOVER event, None where PLOVER has none.

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
