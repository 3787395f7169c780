"""Event mentions as they are compared across articles: the word, who and what stands round it, where, when, how many.

A telling says the same of every mention, whether the reading gave it roles or not: what the parse puts under and over
the trigger ("its words") stands beside the roles, because a reading knows the sides of an attack better than those of
a wedding.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from dateline.atlas.calendars import word_classes
from dateline.atlas.meanings import base, carried, carriers, vague_words
from dateline.merge.entities import Known, Member
from dateline.records import (
    Entity,
    EventMention,
    Link,
    Mention,
    Moment,
    Place,
    PlacePrecision,
    Rows,
    Sentence,
    Span,
    TimeExpression,
    Token,
    mention_key,
)

#: Parts of speech whose lemmas say what is told.
CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM", "ADV"})
#: Dependents of a trigger that name who and what takes part, by side; the rest are looked at without a side.
SUBJECTS = frozenset({"nsubj", "csubj", "agent", "poss"})
OBJECTS = frozenset({"dobj", "nsubjpass", "dative", "attr", "oprd"})
#: Dependents of a verb that only carries a word, which are that word: "was unresponsive", "had a ticket".
COMPLEMENTS = frozenset({"attr", "acomp", "dobj", "oprd"})
#: Sentences that say what an article is about: its first two.
LEAD = 2
#: How far words are looked for below the trigger: "the death of the driver of a bus".
DEEPEST = 3
#: Words of a clause that are compared: a bound for texts without full stops.
MOST_WORDS = 60


@dataclass(frozen=True)
class Spot:
    """A place by what identifies it across articles."""

    key: str
    country: str | None
    precision: PlacePrecision | None


@dataclass(frozen=True)
class Background:
    """What all of an article is about: the lemmas of its first sentences, the keys of who and what it names, and the
    years that it states or was published in.
    """

    lead: frozenset[str]
    names: frozenset[str]
    years: frozenset[str]


@dataclass(frozen=True)
class Telling:
    """One event mention, ready to be compared.

    `actors`, `recipients` and `others` are keys of entities; `subjects`, `objects` and `near` lemmas that stand round
    the trigger; `words` the lemmas of the clause, `around` those of the sentence; `figures` pairs (number, what is
    counted); `start` and `end` half-open ISO bounds.
    """

    key: str
    article: str
    mention: EventMention
    lemma: str
    pos: str
    actors: frozenset[str]
    recipients: frozenset[str]
    others: frozenset[str]
    subjects: frozenset[str]
    objects: frozenset[str]
    near: frozenset[str]
    words: frozenset[str]
    around: frozenset[str]
    figures: frozenset[tuple[str, str]]
    place: Spot | None
    start: str | None
    end: str | None
    sentence: int
    background: Background


def tellings(
    rows: Rows, known: Mapping[Member, Known], mentions: Sequence[EventMention] | None = None
) -> list[Telling]:
    """The event mentions of one article, or `mentions` in their stead, as they are compared."""
    article = _Article(rows, known)
    return [article.telling(one) for one in (rows.of(EventMention) if mentions is None else mentions)]


class _Article:
    """The rows of an article, looked up by place and id."""

    def __init__(self, rows: Rows, known: Mapping[Member, Known]) -> None:
        self.rows, self.known, self.article = rows, known, rows.article
        self.sentences = rows.of(Sentence)
        self.starts = [one.span.start for one in self.sentences]
        self.entities = {one.id: one for one in rows.of(Entity)}
        self.entity_of = {link.mention: link.entity for link in rows.of(Link)}
        self.moments = {one.time: one for one in rows.of(Moment)}
        self.places = {one.id: one for one in rows.of(Place)}

    @cached_property
    def heads(self) -> dict[int, str]:
        """Where the head word of a mention starts: the key of its entity."""
        found = {}
        for one in self.rows.of(Mention):
            if entity := self.entity_of.get(one.id):
                found[one.head.end] = self.key(entity)
        return found

    @cached_property
    def background(self) -> Background:
        """What the article is about."""
        lead = (token for sentence in self.sentences[:LEAD] for token in sentence.tokens)
        names = (self.known.get((self.article.id, entity)) for entity in self.entities)
        stated = (one.start for one in self.moments.values())
        return Background(
            lead=_contents(lead),
            names=frozenset(one.key for one in names if one),
            years=frozenset(day[:4] for day in (self.article.published, *stated) if day),
        )

    @cached_property
    def timed(self) -> set[int]:
        """Characters that belong to an expression of time: their figures count nothing."""
        return {at for one in self.rows.of(TimeExpression) for at in range(one.span.start, one.span.end)}

    def key(self, entity: str) -> str:
        found = self.known.get((self.article.id, entity))
        return found.key if found else f"{self.article.id} {entity}"

    def keys(self, mentions: Sequence[str]) -> frozenset[str]:
        return frozenset(self.key(entity) for one in mentions if (entity := self.entity_of.get(one)))

    def sentence(self, span: Span) -> Sentence | None:
        at = bisect_right(self.starts, span.start) - 1
        return self.sentences[at] if at >= 0 else None

    def telling(self, mention: EventMention) -> Telling:
        sentence = self.sentence(mention.trigger)
        view = _View(sentence, mention) if sentence else None
        moment = self.moments.get(mention.time or "")
        start, end = (moment.start, moment.end) if moment else (None, None)
        head = view.word() if view else None
        words = self.article.text[mention.trigger.start : mention.trigger.end].casefold()
        return Telling(
            key=mention_key(self.article.id, mention.id),
            article=self.article.id,
            mention=mention,
            lemma=(view.carried() or _lemma(head)) if view and head else words,
            pos=head.pos if head else "X",
            actors=self.keys(mention.actors) | self.sides(view, SUBJECTS),
            recipients=self.keys(mention.recipients) | self.sides(view, OBJECTS),
            others=frozenset(self.within(view)),
            subjects=view.lemmas(SUBJECTS) if view else frozenset(),
            objects=view.lemmas(OBJECTS) if view else frozenset(),
            near=view.near() if view else frozenset(),
            words=view.content(mention.clause) if view else frozenset(),
            around=view.content(view.sentence.span) if view else frozenset(),
            figures=frozenset(self.figures(view, mention.clause)),
            place=self.spot(mention.place),
            start=start,
            end=end,
            sentence=sentence.index if sentence else 0,
            background=self.background,
        )

    def sides(self, view: _View | None, labels: frozenset[str]) -> frozenset[str]:
        found = (self.heads.get(token.end) for token in (view.dependents(labels) if view else ()))
        return frozenset(key for key in found if key)

    def within(self, view: _View | None) -> Iterator[str]:
        for token in view.inside(view.mention.clause) if view else ():
            if key := self.heads.get(token.end):
                yield key

    def figures(self, view: _View | None, clause: Span) -> Iterator[tuple[str, str]]:
        for token in view.inside(clause) if view else ():
            if token.pos == "NUM" and token.start not in self.timed and view:
                head = view.sentence.tokens[token.head]
                counted = _lemma(head) if head.index != token.index and head.pos in ("NOUN", "VERB", "PROPN") else ""
                yield _value(token.text), counted

    def spot(self, mention: str | None) -> Spot | None:
        entity = self.entity_of.get(mention or "")
        if entity is None:
            return None
        row = self.entities[entity]
        place = self.places.get(row.place or "")
        return Spot(self.key(entity), row.country, place.precision if place else None)


class _View:
    """A mention in its sentence: the head word of its trigger and what the parse puts round it."""

    def __init__(self, sentence: Sentence, mention: EventMention) -> None:
        self.sentence, self.mention = sentence, mention
        trigger = self._between(mention.trigger.start, mention.trigger.end)
        inside = {token.index for token in trigger}
        tops = (t for t in trigger if t.head not in inside or t.head == t.index)
        self.trigger = trigger
        self.head: Token | None = next(tops, trigger[0] if trigger else None)

    def word(self) -> Token | None:
        """The word that says what is told: the trigger's head; of a state, "was alone", what the verb carries."""
        state = self.mention.derivation.method == "state"
        if self.head is None or not state or self.head.lemma.casefold() not in vague_words("carries"):
            return self.head
        for labels in (COMPLEMENTS, frozenset({"prep"})):
            found = [token for token in self.dependents(labels) if token.pos in CONTENT]
            if found:
                return found[0]
        return self.head

    def carried(self) -> str | None:
        """What the trigger tells with a word under it, "die" of "lost their lives"; None where it tells itself."""
        verb = self.head.lemma.casefold() if self.head else ""
        if self.head is None or verb not in carriers():
            return None
        below = (inner for child in self.children(self.head) for inner in self._object(child))
        return next((told for token in below if (told := carried(verb, token.lemma.casefold()))), None)

    def children(self, token: Token) -> list[Token]:
        return [self.sentence.tokens[at] for at in self.sentence.children[token.index][:MOST_WORDS]]

    def dependents(self, labels: frozenset[str]) -> list[Token]:
        """The words that fill these sides of the trigger; a preposition's or an agent's own object in its stead."""
        if self.head is None:
            return []
        found = [child for child in self.children(self.head) if child.dep in labels]
        return [inner for one in found for inner in self._object(one)]

    def _object(self, token: Token) -> list[Token]:
        below = [child for child in self.children(token) if child.dep == "pobj"]
        return below if token.pos == "ADP" else [token]

    def lemmas(self, labels: frozenset[str]) -> frozenset[str]:
        return frozenset(_lemma(token) for token in self.dependents(labels))

    def near(self) -> frozenset[str]:
        """Content words under the trigger, and the word over it."""
        if self.head is None:
            return frozenset()
        below, layer = [], self.trigger
        for _ in range(DEEPEST):
            layer = [child for token in layer for child in self.children(token) if child not in self.trigger][
                :MOST_WORDS
            ]
            below += layer
        above = self.sentence.tokens[self.head.head]
        found = [*below[:MOST_WORDS], above]
        return frozenset(_lemma(t) for t in found if t.pos in CONTENT and t not in self.trigger)

    def inside(self, span: Span) -> list[Token]:
        return [t for t in self._between(span.start, span.end) if t.start >= span.start and t.end <= span.end]

    def _between(self, start: int, end: int) -> list[Token]:
        """The first MOST_WORDS tokens that meet this range, without a look at the rest of the sentence."""
        tokens = self.sentence.tokens
        first = bisect_right(tokens, start, key=lambda token: token.end)
        return [token for token in tokens[first : first + MOST_WORDS] if token.start < end]

    def content(self, span: Span) -> frozenset[str]:
        """The lemmas of the content words of a span, the trigger's own left out."""
        return frozenset(_lemma(t) for t in self.inside(span) if t.pos in CONTENT and t not in self.trigger)


def _contents(tokens: Iterable[Token]) -> frozenset[str]:
    return frozenset(_lemma(token) for token in tokens if token.pos in CONTENT)


def _lemma(token: Token) -> str:
    word = token.lemma.casefold()
    return base(word) if token.pos == "PROPN" else word


@cache
def _value(text: str) -> str:
    """A number as figures: "twelve" and "12" are one."""
    plain = text.casefold().replace(",", "")
    classes = word_classes("en")
    return classes["number"].get(plain) or classes["tens"].get(plain) or plain
