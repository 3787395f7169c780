"""Claims of a ledger: who says what, by whom, about whom or about which event; for people and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from dateline.ledger import Found, Merged, View, Wrong
from dateline.ledger.spelling import name_key
from dateline.publish.reading import chain, outlet_entities
from dateline.records import Claim, Entity, EventMention, Link, Mention, Rows, Span

Json = dict[str, Any]
#: What of a reading tells who says what.
NEEDED = (Claim, Entity, Link)
#: Claims looked through for those that fit a second condition; so many at first, as most who ask want few.
LOOKED_AT, AT_FIRST = 2_000, 32


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim with its article and what its ids stand for."""

    claim: Claim
    rows: Rows

    @property
    def chain(self) -> list[str]:
        """Names from the outlet's nearest source inwards to the speaker."""
        links = {link.mention: link.entity for link in self.rows.of(Link)}
        claims = {claim.id: claim for claim in self.rows.of(Claim)}
        names = {entity.id: entity.name for entity in self.rows.of(Entity)}
        told = chain(self.claim, claims, links, outlet_entities(self.rows))
        return [names[entity] for entity in told if entity in names]

    @property
    def speaker(self) -> str | None:
        """The name of who speaks; None where nobody is named."""
        names = {entity.id: entity.name for entity in self.rows.of(Entity)}
        of = {link.mention: link.entity for link in self.rows.of(Link)}
        return names.get(of.get(self.claim.speaker or "", ""))

    def words(self, spans: Sequence[Span]) -> str:
        """The words at these spans, pieces joined by an ellipsis."""
        return " … ".join(self.rows.article.text[span.start : span.end] for span in spans)


def asked(
    view: View, merged: Merged, *, by: str | None, about: str | None, event: str | None, limit: int
) -> Iterator[Statement]:
    """Claims that fit all that is asked; the latest added first, those about an event in the order of its reports."""
    wrong = Wrong(one.judgement for one in merged.judgements())
    if event:
        found = _about_event(view, merged, event, wrong)
    else:
        readings = _Readings(view, wrong, mentions=bool(by and about))
        found = _by(readings, by) if by else _naming(readings, about or "")
    fitting = (one for one in found if _fits(one, by if event else None, about if event or by else None))
    return fitting if limit < 0 else islice(fitting, limit)


def as_json(one: Statement) -> Json:
    """A claim as `dateline read` gives it, with its article, the names of its chain, and the words."""
    claim, article = one.claim, one.rows.article
    return {
        "article": article.id,
        "outlet": article.outlet,
        "published": article.published,
        "id": claim.id,
        "speaker": one.speaker,
        "chain": one.chain,
        "kind": claim.kind,
        "manner": claim.manner,
        "certainty": claim.certainty,
        **{name: [[span.start, span.end] for span in getattr(claim, name)] for name in ("content", "cue", "source")},
        "words": one.words(claim.content),
    }


def show(statements: Sequence[Statement], console: Console) -> None:
    """Print who says what, two or three lines a claim."""
    for one in statements:
        article = one.rows.article
        told = (article.published or "date not known", article.outlet or "outlet not known", article.id)
        road = " → ".join(one.chain) or one.words(one.claim.source) or "somebody not named"
        console.print(_text(road, style="bold") + Text(f"  {one.claim.certainty} {one.claim.manner}", style="yellow"))
        console.print(Padding(_text(one.words(one.claim.content)), (0, 0, 0, 2)))
        console.print(Padding(_text(" · ".join(told), style="dim"), (0, 0, 1, 2)))
    console.print(Text(f"{len(statements):,} {'claim' if len(statements) == 1 else 'claims'}."))


def _by(readings: _Readings, name: str) -> Iterator[Statement]:
    for found in _led(readings.view.claims, name):
        rows = readings[found]
        linked = {link.mention for link in rows.of(Link)}  # the speaker's link may be what is wrong
        kept = (one for one in rows.of(Claim) if one.id == found.row.id and one.speaker in linked)
        yield from (Statement(claim, rows) for claim in kept)


def _naming(readings: _Readings, name: str) -> Iterator[Statement]:
    for found in _led(readings.view.claims_about, name):
        rows = readings[found]
        kept = (one for one in rows.of(Claim) if one.id == found.row.id)
        if rows.of(Mention):  # something of this reading is wrong: it may be whom the words name
            kept = (one for one in kept if _about(one, rows, name))
        yield from (Statement(claim, rows) for claim in kept)


def _led(look: Callable[..., list[Found[Claim]]], name: str) -> Iterator[Found[Claim]]:
    """The claims that a name leads to; the first few are there before the many are looked up."""
    first = look(name, limit=AT_FIRST)
    yield from first
    if len(first) == AT_FIRST:
        yield from look(name, limit=LOOKED_AT)[AT_FIRST:]


class _Readings:
    """What readings tell of claims, without what is wrong; the last is kept, as claims of one stand together.

    Their mentions are there where they are asked for, and where something is wrong.
    """

    def __init__(self, view: View, wrong: Wrong, *, mentions: bool) -> None:
        self.view, self._wrong, self._mentions = view, wrong, mentions
        self._last: tuple[int, Rows] | None = None

    def __getitem__(self, found: Found[Claim]) -> Rows:
        if self._last is None or self._last[0] != found.reading:
            needed = (*NEEDED, Mention) if self._mentions or self._wrong.touches(found.article) else NEEDED
            self._last = found.reading, self._wrong.strike(self.view.reading(found.reading, only=needed)).rows
        return self._last[1]


def _about_event(view: View, merged: Merged, event: str, wrong: Wrong) -> Iterator[Statement]:
    for report in merged.event(event).reports:
        rows = wrong.strike(view.rows(report.article)).rows
        claims = {claim.id: claim for claim in rows.of(Claim)}
        claim = next((one.claim for one in rows.of(EventMention) if one.id == report.mention), None)
        while claim in claims:
            yield Statement(claims[claim], rows)
            claim = claims[claim].inside


def _fits(one: Statement, by: str | None, about: str | None) -> bool:
    entities = one.rows.of(Entity)
    if by and not ((spoke := one.speaker) and spoke in _named(entities, by).values()):
        return False
    return not about or _about(one.claim, one.rows, about)


def _named(entities: Sequence[Entity], name: str) -> dict[str, str]:
    """Name by id of the entities that have this whole name."""
    wanted = name_key(name)
    return {one.id: one.name for one in entities if wanted in map(name_key, (one.name, *one.aliases))}


def _about(claim: Claim, rows: Rows, name: str) -> bool:
    """Whether the content has a mention of whoever has this whole name."""
    entities = _named(rows.of(Entity), name)
    mentions = {link.mention for link in rows.of(Link) if link.entity in entities}
    spans = [mention.span for mention in rows.of(Mention) if mention.id in mentions]
    return any(piece.covers(span) for piece in claim.content for span in spans)


def _text(words: str, style: str = "") -> Text:
    return Text(" ".join("".join(char if char.isprintable() else " " for char in words).split()), style=style)
