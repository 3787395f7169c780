"""Judgements of people: which of them stand, and which row of a reading each is about, whoever read it.

A judgement names a row as <article id>#<row id>. Ids are hashes of where a row stands, so a better reader may give the
same row another one; so `anchored` writes behind the id where the row stood and a digest of its words, and `row_of`
finds it again in any later reading, and in an edited text by its words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dateline.errors import UnknownRecord
from dateline.records import (
    Claim,
    Entity,
    EventMention,
    Judgement,
    Link,
    Mention,
    Rows,
    Span,
)

JUDGEMENTS = """
SELECT judgement.id, "left", "right", verdict, judgement.judge, judgement.made, withdrawal.made, reason.words,
    withdrawal.judge
FROM judgement LEFT JOIN withdrawal ON withdrawal.judgement = judgement.number
    LEFT JOIN reason ON reason.judgement = judgement.number ORDER BY judgement.number
"""
#: Of two rows of one kind in one text, the share of both that stands in each, at which they are the same row read anew.
SAME = 0.5


@dataclass(frozen=True, slots=True)
class Entry:
    """A judgement as it is kept, and who took it back (None: nobody has)."""

    judgement: Judgement
    withdrawn_by: str | None


@dataclass(frozen=True, slots=True)
class _Row:
    """A row that can be judged: its id, where it stands, and what else tells it from others."""

    id: str
    span: Span
    beside: str


def entries(rows: Iterable[tuple[Any, ...]]) -> Iterator[Entry]:
    """What the query JUDGEMENTS finds, oldest first."""
    for id_, left, right, verdict, judge, made, withdrawn, reason, by in rows:
        yield Entry(Judgement(id_, left, right, verdict, None, (), judge, made, withdrawn, reason or ""), by)


def split(key: str) -> tuple[str, str]:
    """The article and the row that a key names."""
    article, _, row = key.rpartition("#")
    return article, row.partition("@")[0]


def bare(key: str) -> str:
    """A key without what was written behind it to find the row again."""
    article, row = split(key)
    return f"{article}#{row}" if row else ""


def standing(judgements: Iterable[Judgement]) -> list[Judgement]:
    """Those that count, oldest first: not withdrawn, and not contradicted by a newer one of the same two rows.

    What is the same as, or different from, a row that somebody later called wrong, does not count either.
    """
    newest: dict[tuple[str, ...], Judgement] = {}
    wrong: set[str] = set()
    for one in reversed([one for one in judgements if one.withdrawn is None]):
        rows = (bare(one.left), bare(one.right))
        if one.verdict == "wrong":
            wrong.add(rows[0])
        elif wrong.intersection(rows):
            continue
        newest.setdefault(_about(one), one)
    return list(reversed(newest.values()))


def contradicted(judgements: Iterable[Judgement]) -> set[str]:
    """Ids of judgements that were not taken back and yet don't count."""
    every = list(judgements)
    counting = {one.id for one in standing(every)}
    return {one.id for one in every if one.withdrawn is None} - counting


def joins(judgements: Iterable[Judgement]) -> set[tuple[str, str]]:
    """Pairs of articles, whose stories are one because somebody judged events of them the same."""
    pairs = (sorted((split(one.left)[0], split(one.right)[0])) for one in standing(judgements) if one.verdict == "same")
    return {(one, other) for one, other in pairs if one != other}


def anchored(rows: Rows, key: str) -> str:
    """A key with what finds the row again. Raises UnknownRecord where the reading has no such row."""
    article, row = split(key)
    for kind, of in KINDS.items():
        for one in of(rows):
            if one.id == row:
                words = _digest(_text(rows, one.span))
                return f"{article}#{row}@{kind},{one.span.start},{one.span.end},{words},{_digest(one.beside)}"
    raise UnknownRecord(
        f"the reading of article {article!r} has no row {row!r} that can be judged: an event mention (ev-...), a claim "
        "(claim-...) or a link (mention=entity), as `dateline read` and the article's page name them"
    )


def row_of(rows: Rows, key: str) -> str | None:
    """The id that the row of a key has in this reading of its article; None where there is none."""
    _, row = split(key)
    place = key.rpartition("#")[2].partition("@")[2]
    if not place:
        return row if any(one.id == row for of in KINDS.values() for one in of(rows)) else None
    kind, start, end, words, beside = place.split(",")
    candidates = list(KINDS[kind](rows))
    exact = next((one for one in candidates if one.id == row), None)
    if exact and _digest(_text(rows, exact.span)) == words:
        return exact.id
    if kind == "link":  # the same words for somebody else are another row
        candidates = [one for one in candidates if _digest(one.beside) == beside]
    at = Span(rows.article.id, int(start), int(end))
    if _digest(_text(rows, at)) == words and (near := _nearest(candidates, at)):
        return near.id
    same = [one for one in candidates if _digest(_text(rows, one.span)) == words and _digest(one.beside) == beside]
    return same[0].id if len(same) == 1 else None


def settled(judgements: Iterable[Judgement], readings: Mapping[str, Rows]) -> list[Judgement]:
    """Judgements that two event mentions are the same or not, by the ids that these have in the readings now.

    Those of rows that are not there are left out. `readings` are by article id.
    """
    out = []
    for one in standing(judgements):
        keys = [_now(readings, key) for key in (one.left, one.right)] if one.verdict != "wrong" else []
        if len(keys) == 2 and all(keys):
            out.append(replace(one, left=keys[0] or "", right=keys[1] or ""))
    return out


def _now(readings: Mapping[str, Rows], key: str) -> str | None:
    article, _ = split(key)
    row = row_of(readings[article], key) if article in readings else None
    return f"{article}#{row}" if row else None


def _about(one: Judgement) -> tuple[str, ...]:
    """What a judgement is about: two rows in either order, or one."""
    return ("wrong", bare(one.left)) if one.verdict == "wrong" else tuple(sorted((bare(one.left), bare(one.right))))


def _nearest(candidates: Sequence[_Row], at: Span) -> _Row | None:
    def share(one: _Row) -> float:
        shared = min(one.span.end, at.end) - max(one.span.start, at.start)
        return shared / max(1, max(one.span.end, at.end) - min(one.span.start, at.start))

    best = max(candidates, key=share, default=None)
    return best if best and share(best) >= SAME else None


def _events(rows: Rows) -> Iterator[_Row]:
    for one in rows.of(EventMention):
        yield _Row(one.id, one.trigger, _text(rows, one.clause))


def _claims(rows: Rows) -> Iterator[_Row]:
    for one in rows.of(Claim):
        spans = one.content or one.cue or one.source
        if spans:
            hull = Span(rows.article.id, min(span.start for span in spans), max(span.end for span in spans))
            yield _Row(one.id, hull, " ".join(_text(rows, span) for span in one.source))


def _links(rows: Rows) -> Iterator[_Row]:
    mentions = {one.id: one for one in rows.of(Mention)}
    entities = {one.id: one for one in rows.of(Entity)}
    for one in rows.of(Link):
        mention, entity = mentions.get(one.mention), entities.get(one.entity)
        if mention and entity:
            told = (entity.kind, entity.name, entity.country, entity.identifiers)
            yield _Row(f"{one.mention}={one.entity}", mention.span, repr(told))


def _text(rows: Rows, span: Span) -> str:
    return rows.article.text[span.start : span.end]


def _digest(words: str) -> str:
    return hashlib.blake2b(" ".join(words.split()).encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()


#: The kinds of rows that can be judged, and all rows of each.
KINDS: Mapping[str, Callable[[Rows], Iterator[_Row]]] = {"event": _events, "claim": _claims, "link": _links}
