"""An article: the text as it was published, and beside it what was read in it; its versions compared."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel

from dateline.errors import UnknownRecord
from dateline.ledger import Known, Merged, View, Wrong
from dateline.publish.html import Note, Paragraph, paragraphs
from dateline.publish.outline import Outline
from dateline.publish.reading import as_json
from dateline.publish.web.changes import Change, changes
from dateline.publish.web.desk import AtDesk
from dateline.publish.web.doors import Page
from dateline.publish.web.models import ArticleLine, StoryLine
from dateline.publish.web.shell import segment
from dateline.records import Article, Claim, Copy, Entity, EventMention, Link, Mention, Rows, Span


class PieceModel(BaseModel):
    """Words of the text that the same records cover: the styles in which they are drawn, and the records' ids.

    `href` is the page of the name or event that they are. `anchors` are clauses and claims that begin here, [start,
    end) in the text: the page has an element "c<start>" for each.
    """

    text: str
    styles: str
    records: str
    href: str | None
    anchors: list[tuple[int, int]]


class NoteModel(BaseModel):
    """A record in the margin: its layer, label and lines, where it leads, and the row that a judgement names."""

    record: str
    layer: str
    label: str
    lines: list[str]
    depth: int
    href: str | None
    row: str | None
    wrong: bool


class ParagraphModel(BaseModel):
    """A paragraph of the text and the records that begin in it."""

    pieces: list[PieceModel]
    notes: list[NoteModel]


class CopyModel(BaseModel):
    """What the article has from an earlier one: the share of its text (0..1), and its paragraphs, from 0."""

    article: ArticleLine
    share: float
    version: bool
    paragraphs: list[int]


class VersionLine(BaseModel):
    """A reading of a version of the article: when it was added, by which program, and whether it counts now."""

    id: str
    number: int
    title: str | None
    published: str | None
    added: str
    reader: str
    current: bool


class ArticlePage(BaseModel):
    """An article with what was read in it, in the form of the margin and as `dateline read` gives it.

    `dated_by` is the rule that told when it was published. `versions` are the current readings of its versions;
    `earlier` those by older readers.
    """

    article: ArticleLine
    dated_by: str | None
    byline: str | None
    credits: list[str]
    language: str | None
    link: str | None
    story: StoryLine | None
    paragraphs: list[ParagraphModel]
    copies: list[CopyModel]
    dateline: str | None
    versions: list[VersionLine]
    earlier: list[VersionLine]
    reading: dict[str, Any]


def article(desk: AtDesk, id: str) -> ArticlePage:
    """One article, by its id or its address; of several versions the latest."""
    with desk.reading() as (view, merged):
        every = _every(view, id)
        known = [one for one in every if one.current]
        rows = view.reading(known[-1].reading, parse=False)
        wrong = Wrong(one.judgement for one in merged.judgements()).rows(rows)
        story, events = _placed(merged, rows.article.id)
        outline, found = Outline.of(rows), list(paragraphs(Outline.of(rows)))
        starts = _starts(outline.text, found)
        return ArticlePage(
            article=ArticleLine.of(known[-1]),
            dated_by=rows.article.dated_by,
            byline=rows.article.byline,
            credits=list(rows.article.credits),
            language=rows.article.language,
            link=_link(rows.article),
            dateline=_dateline(rows.article),
            story=story,
            paragraphs=list(_shown(found, starts, _Leads(rows, events), _Anchors(rows), wrong)),
            copies=[_copied(view, one, starts, len(outline.text)) for one in merged.copies(rows.article.id)],
            versions=list(_versions(every, current=True)),
            earlier=list(_versions(every, current=False)),
            reading=as_json(rows),
        )


def _every(view: View, id_: str) -> list[Known]:
    """All readings of all versions; of the latest version, and of one version the current reading, last."""
    every = view.readings(id_)
    if not every:
        raise UnknownRecord(f"the ledger {view.path} has no article {id_!r}: the search finds what it has")
    return every


def _placed(merged: Merged, id_: str) -> tuple[StoryLine | None, dict[str, str]]:
    """The story of an article, and the events that its event mentions stand in, by the mentions' ids."""
    try:
        story = merged.story(id_)
    except UnknownRecord:
        return None, {}
    events = merged.events(story=story.id, order="story")
    named = {report.mention: event.id for event in events for report in event.reports if report.article == id_}
    return StoryLine.of(story), named


def _link(article: Article) -> str | None:
    """Where it was published, if that is on the web."""
    return article.url if article.url and article.url.startswith(("http://", "https://")) else None


def _dateline(article: Article) -> str | None:
    """Where and when it was written, in its own words."""
    line = article.dateline
    spans = [span for span in (line.place, line.date) if span] if line else []
    return ", ".join(article.text[span.start : span.end] for span in spans) or None


def _versions(every: Iterable[Known], *, current: bool) -> Iterator[VersionLine]:
    """The readings that count now, or those that do not any more; the readings of a version stand together."""
    number = 1
    for one in every:
        if one.current == current:
            yield VersionLine(
                id=one.article, number=number, title=one.title, published=one.published, added=one.added,
                reader=one.reader, current=one.current and one.latest,
            )  # fmt: skip
        number += one.current


# ---------------------------------------------------------------- the text and its margin


def _starts(text: str, found: Sequence[Paragraph]) -> list[int]:
    """Where each paragraph begins in the text."""
    starts, at = [], 0
    for one in found:
        words = "".join(piece for piece, _, _ in one.pieces)
        at = text.index(words, at)
        starts.append(at)
        at += len(words)
    return starts


class _Leads:
    """Where a record in the margin and words in the text lead, and the row that a record is."""

    def __init__(self, rows: Rows, events: Mapping[str, str]) -> None:
        self._names = {one.id: one.name for one in rows.of(Entity)}
        self._events = events
        named = {one.id: one.span for one in rows.of(Mention) if one.form == "name"}
        self._links: dict[str, str] = {}
        self._words: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
        for link in rows.of(Link):
            if link.mention in named:
                self._links.setdefault(link.entity, f"{link.mention}={link.entity}")
                self._leads(named[link.mention], link.entity)
        for event in rows.of(EventMention):
            if event.reported:
                self._leads(event.trigger, event.id)

    def _leads(self, span: Span, record: str) -> None:
        if href := self.href(record):
            self._words[span.start].append((span.end - span.start, span.end, href))

    def href(self, record: str) -> str | None:
        """The page of what a record stands for."""
        if record in self._names:
            return f"/name/{segment(self._names[record])}"
        event = self._events.get(record)
        return f"/event/{event}" if event else None

    def along(self, pieces: Iterable[tuple[int, int]]) -> Iterator[str | None]:
        """Where each piece leads, [start, end) in the order of the text: to the name or event with the fewest words."""
        over: list[tuple[int, int, str]] = []
        for start, _ in pieces:
            over = [*(one for one in over if one[1] > start), *self._words.get(start, ())]
            yield min(over)[2] if over else None

    def row(self, note: Note) -> str | None:
        """What a judgement names: the link of a name, else the record; None for a time."""
        return (
            self._links.get(note.record) if note.layer == "mentions" else note.record if note.layer != "times" else None
        )


class _Anchors:
    """The clauses of events and the words of claims, by where they begin: pages of events and names lead there."""

    def __init__(self, rows: Rows) -> None:
        self._ends: dict[int, int] = {}
        spans = [one.clause for one in rows.of(EventMention)]
        for span in (*spans, *(one.content[0] for one in rows.of(Claim) if one.content)):
            self._ends[span.start] = max(span.end, self._ends.get(span.start, 0))
        self._starts = sorted(self._ends)

    def within(self, start: int, end: int) -> list[tuple[int, int]]:
        """Those that begin in [start, end)."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [(at, self._ends[at]) for at in self._starts[first:last]]


def _shown(
    found: Sequence[Paragraph], starts: Sequence[int], leads: _Leads, anchors: _Anchors, wrong: frozenset[str]
) -> Iterator[ParagraphModel]:
    for one, start in zip(found, starts, strict=True):
        notes = [_note(note, leads, wrong) for note in one.notes]
        yield ParagraphModel(pieces=list(_pieces(one, start, leads, anchors)), notes=notes)


def _pieces(one: Paragraph, start: int, leads: _Leads, anchors: _Anchors) -> Iterator[PieceModel]:
    ends = list(accumulate((len(text) for text, _, _ in one.pieces), initial=start))
    ranges = list(pairwise(ends))
    for (text, styles, records), (first, last), href in zip(one.pieces, ranges, leads.along(ranges), strict=True):
        yield PieceModel(text=text, styles=styles, records=records, href=href, anchors=anchors.within(first, last))


def _note(note: Note, leads: _Leads, wrong: frozenset[str]) -> NoteModel:
    row = leads.row(note)
    return NoteModel(
        record=note.record, layer=note.layer, label=note.label, lines=list(note.lines), depth=min(note.depth, 3),
        href=leads.href(note.record), row=row, wrong=row in wrong,
    )  # fmt: skip


def _copied(view: View, copy: Copy, starts: Sequence[int], end: int) -> CopyModel:
    spans = [one for one, _ in copy.passages]
    ends = [*starts[1:], end]
    touched = [
        number
        for number, (first, last) in enumerate(zip(starts, ends, strict=True))
        if any(span.start < last and first < span.end for span in spans)
    ]
    line = ArticleLine.of(view.readings(copy.of)[-1])
    return CopyModel(article=line, share=copy.share, version=copy.version, paragraphs=touched)


# ---------------------------------------------------------------- versions


class ChangeModel(BaseModel):
    """A stretch of text that both versions have ("same"), or only the later ("added") or earlier one ("taken")."""

    kind: str
    text: str

    @classmethod
    def of(cls, change: Change) -> ChangeModel:
        """The model of a change."""
        return cls(kind=change.kind, text=change.text)


class VersionsPage(BaseModel):
    """Two versions of an article compared, word by word; by their numbers, from 1."""

    article: ArticleLine
    versions: list[VersionLine]
    left: int
    right: int
    title: list[ChangeModel]
    changes: list[ChangeModel]


Which = Annotated[int, Query(ge=0, le=1_000_000, description="The number of a version; 0: the last but one, the last.")]


def versions(desk: AtDesk, id: str, left: Which = 0, right: Which = 0) -> VersionsPage:
    """What changed between two versions of an article: the last two, where none are named."""
    with desk.reading() as (view, _):
        every = _every(view, id)
        known = [one for one in every if one.current]
        right = min(right or len(known), len(known))
        left = min(left or max(1, right - 1), len(known))
        one, other = (view.reading(known[at - 1].reading, parse=False).article for at in (left, right))
    return VersionsPage(
        article=ArticleLine.of(known[-1]),
        versions=list(_versions(every, current=True)),
        left=left,
        right=right,
        title=[ChangeModel.of(change) for change in changes(one.title or "", other.title or "")],
        changes=[ChangeModel.of(change) for change in changes(one.text, other.text)],
    )


PAGE = Page("/article/{id:path}", article, "article.html", "An article and what was read in it.", ("articles",))
VERSIONS = Page("/versions/{id:path}", versions, "versions.html", "Two versions of an article.", ("articles",))
