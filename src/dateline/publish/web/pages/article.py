"""An article: the text as it was published, and beside it what was read in it; its versions compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
from dateline.records import Article, Copy, Entity, EventMention, Link, Mention, Rows


class PieceModel(BaseModel):
    """Words of the text that the same records cover: the styles in which they are drawn, and the records' ids."""

    text: str
    styles: str
    records: str
    anchors: list[int]


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
    """A version of the article, and the program that read it."""

    id: str
    number: int
    title: str | None
    published: str | None
    added: str
    reader: str
    current: bool


class ArticlePage(BaseModel):
    """An article with what was read in it, in the form of the margin and as `dateline read` gives it."""

    article: ArticleLine
    byline: str | None
    credits: list[str]
    language: str | None
    link: str | None
    story: StoryLine | None
    paragraphs: list[ParagraphModel]
    copies: list[CopyModel]
    versions: list[VersionLine]
    reading: dict[str, Any]


def article(desk: AtDesk, id: str) -> ArticlePage:
    """One article, by its id or its address; of several versions the latest."""
    with desk.reading() as (view, merged):
        known = _known(view, id)
        rows = view.reading(known[-1].reading, parse=False)
        wrong = Wrong(one.judgement for one in merged.judgements()).rows(rows)
        story, events = _placed(merged, rows.article.id)
        outline, found = Outline.of(rows), list(paragraphs(Outline.of(rows)))
        starts = _starts(outline.text, found)
        return ArticlePage(
            article=ArticleLine.of(known[-1]),
            byline=rows.article.byline,
            credits=list(rows.article.credits),
            language=rows.article.language,
            link=_link(rows.article),
            story=story,
            paragraphs=list(_shown(rows, found, starts, _Leads(rows, events), wrong)),
            copies=[_copied(view, one, starts, len(outline.text)) for one in merged.copies(rows.article.id)],
            versions=_versions(known),
            reading=as_json(rows),
        )


def _known(view: View, id_: str) -> list[Known]:
    """The current readings of all versions, the latest version last."""
    known = [one for one in view.readings(id_) if one.current]
    if not known:
        raise UnknownRecord(f"the ledger {view.path} has no article {id_!r}: the search finds what it has")
    return sorted(known, key=lambda one: one.latest)


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


def _versions(known: Sequence[Known]) -> list[VersionLine]:
    return [
        VersionLine(
            id=one.article, number=number, title=one.title, published=one.published, added=one.added,
            reader=one.reader, current=one.latest,
        )
        for number, one in enumerate(known, 1)
    ]  # fmt: skip


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
    """Where a record in the margin leads, and the row that it is."""

    def __init__(self, rows: Rows, events: Mapping[str, str]) -> None:
        self._names = {one.id: one.name for one in rows.of(Entity)}
        self._events, self._mentions = events, {one.id for one in rows.of(EventMention)}
        named = {one.id for one in rows.of(Mention) if one.form == "name"}
        self._links: dict[str, str] = {}
        for link in rows.of(Link):
            if link.mention in named:
                self._links.setdefault(link.entity, f"{link.mention}={link.entity}")

    def href(self, note: Note) -> str | None:
        """The page of what it stands for."""
        if note.record in self._names:
            return f"/name/{segment(self._names[note.record])}"
        event = self._events.get(note.record)
        return f"/event/{event}" if event else None

    def row(self, note: Note) -> str | None:
        """What a judgement names: the link of a name, else the record; None for a time."""
        return (
            self._links.get(note.record) if note.layer == "mentions" else note.record if note.layer != "times" else None
        )


def _shown(
    rows: Rows, found: Sequence[Paragraph], starts: Sequence[int], leads: _Leads, wrong: frozenset[str]
) -> Iterator[ParagraphModel]:
    clauses = sorted({one.clause.start for one in rows.of(EventMention)})
    for one, start in zip(found, starts, strict=True):
        yield ParagraphModel(
            pieces=list(_pieces(one, start, clauses)), notes=[_note(note, leads, wrong) for note in one.notes]
        )


def _pieces(one: Paragraph, start: int, clauses: Sequence[int]) -> Iterator[PieceModel]:
    """The pieces; each begins the clauses, by their offsets, that begin in it: pages of events lead there."""
    for text, styles, records in one.pieces:
        anchors = [at for at in clauses if start <= at < start + len(text)]
        yield PieceModel(text=text, styles=styles, records=records, anchors=anchors)
        start += len(text)


def _note(note: Note, leads: _Leads, wrong: frozenset[str]) -> NoteModel:
    row = leads.row(note)
    return NoteModel(
        record=note.record, layer=note.layer, label=note.label, lines=list(note.lines), depth=min(note.depth, 3),
        href=leads.href(note), row=row, wrong=row in wrong,
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
        known = _known(view, id)
        right = min(right or len(known), len(known))
        left = min(left or max(1, right - 1), len(known))
        one, other = (view.reading(known[at - 1].reading, parse=False).article for at in (left, right))
    return VersionsPage(
        article=ArticleLine.of(known[-1]),
        versions=_versions(known),
        left=left,
        right=right,
        title=[ChangeModel.of(change) for change in changes(one.title or "", other.title or "")],
        changes=[ChangeModel.of(change) for change in changes(one.text, other.text)],
    )


PAGE = Page("/article/{id:path}", article, "article.html", "An article and what was read in it.", ("articles",))
VERSIONS = Page("/versions/{id:path}", versions, "versions.html", "Two versions of an article.", ("articles",))
