"""What judgements are about, in words: the rows that their keys name, as they are read now, and their events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dateline.errors import UnknownRecord
from dateline.ledger import Merged, View, row_of, split
from dateline.records import Claim, Entity, EventMention, Judgement, Link, Mention, Rows, Span

#: Letters of a row's words that are told.
MOST = 200
Kind = Literal["report", "claim", "link"]
VERDICTS = {"same": "is the same as", "different": "is not the same as", "wrong": "is wrong"}


@dataclass(frozen=True, slots=True)
class Subject:
    """A row that is judged: its words, where they start, and the event that it is a report of.

    `kind` and `words` are None, and `at` 0, where the article is not read so any more.
    """

    article: str
    row: str
    kind: Kind | None
    words: str | None
    at: int
    event: str | None = None
    label: str | None = None

    def sentence(self) -> str:
        """The same in words."""
        if self.words is None:
            return f"what was {self.row} of {self.article}, and is read no more"
        if self.kind == "report":
            return f"“{self.words}” ({self.article})"
        return f"{self.words} ({self.article})"


class Subjects:
    """Subjects of the judgements of one ledger; what was looked up is kept for the next one."""

    def __init__(self, view: View, merged: Merged) -> None:
        self._view, self._merged = view, merged
        self._rows: dict[str, Rows | None] = {}
        self._events: dict[str, dict[tuple[str, str], tuple[str, str]]] = {}

    def of(self, key: str) -> Subject:
        """What a key is about."""
        article, row = split(key)
        rows = self._reading(article)
        now = row_of(rows, key) if rows else None
        if rows is None or now is None:
            return Subject(article, row, None, None, 0)
        return _claim(rows, now) or _link(rows, now) or self._report(rows, now)

    def _report(self, rows: Rows, row: str) -> Subject:
        (found,) = (one for one in rows.of(EventMention) if one.id == row)
        words, event = _words(rows, found.clause), self._event(rows.article.id, row)
        return Subject(rows.article.id, row, "report", words, found.clause.start, *(event or (None, None)))

    def _reading(self, article: str) -> Rows | None:
        if article not in self._rows:
            known = [one for one in self._view.readings(article) if one.current and one.latest]
            self._rows[article] = self._view.reading(known[-1].reading, parse=False) if known else None
        return self._rows[article]

    def _event(self, article: str, mention: str) -> tuple[str, str] | None:
        """The event that a mention stands in, and its label."""
        try:
            story = self._merged.story(article).id
        except UnknownRecord:
            return None  # it waits to be merged
        if story not in self._events:
            self._events[story] = {
                (report.article, report.mention): (event.id, event.label)
                for event in self._merged.events(story=story)
                for report in event.reports
            }
        return self._events[story].get((article, mention))


def sentence(judged: Judgement, subjects: Subjects) -> str:
    """What a judgement says: one is the same as another, or not, or is wrong."""
    left = subjects.of(judged.left).sentence()
    right = f" {subjects.of(judged.right).sentence()}" if judged.right else ""
    return f"{left} {VERDICTS[judged.verdict]}{right}"


def _claim(rows: Rows, row: str) -> Subject | None:
    found = next((one for one in rows.of(Claim) if one.id == row), None)
    if found is None:
        return None
    said = " ".join(_words(rows, span) for span in found.content)
    source = " ".join(_words(rows, span) for span in found.source)
    spans = (*found.content, *found.source, *found.cue)
    told = f"{source or 'somebody'}: “{said}”" if said else source
    return Subject(rows.article.id, row, "claim", told, min((span.start for span in spans), default=0))


def _link(rows: Rows, row: str) -> Subject | None:
    found = next((one for one in rows.of(Link) if f"{one.mention}={one.entity}" == row), None)
    if found is None:
        return None
    (span,) = (one.span for one in rows.of(Mention) if one.id == found.mention)
    (name,) = (one.name for one in rows.of(Entity) if one.id == found.entity)
    return Subject(rows.article.id, row, "link", f"“{_words(rows, span)}” stands for {name}", span.start)


def _words(rows: Rows, span: Span) -> str:
    words = " ".join(rows.article.text[span.start : span.end].split())
    return words if len(words) <= MOST else f"{words[:MOST].rsplit(' ', 1)[0]} …"
