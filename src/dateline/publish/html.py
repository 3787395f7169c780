"""Readings as one page that needs nothing else: the article with its records beside the words they rest on.

The text is cut wherever a record begins or ends. A piece carries the ids of all records that cover it, so that
overlapping claims, mentions and times need no nesting; the margin holds the records of each paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, Template
from markupsafe import Markup

from dateline.publish.outline import CERTAINTY, Outline, bounds
from dateline.records import Rows

Json = dict[str, Any]
PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")


@dataclass(frozen=True, slots=True)
class Mark:
    """A range of the text, the id of the record that it shows, and how it is drawn."""

    start: int
    end: int
    record: str
    style: str


@dataclass(frozen=True, slots=True)
class Note:
    """A record in the margin: at which character it stands, its layer, a label, its lines and its depth."""

    at: int
    record: str
    layer: str
    label: str
    lines: tuple[str, ...]
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as pieces of (text, styles, record ids) and its notes in the order of the text."""

    pieces: list[tuple[str, str, str]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def page(readings: Iterable[Rows]) -> Iterator[str]:
    """The page, in pieces of HTML: a list of its articles where there are several, then each."""
    outlines = [Outline.of(rows) for rows in readings]
    articles = [
        {"outline": outline, "key": f"a{number}", "imprint": _imprint(outline), "paragraphs": paragraphs(outline)}
        for number, outline in enumerate(outlines, 1)
    ]
    yield from _template().generate(articles=articles, style=_file("reading.css"), script=_file("reading.js"))


def paragraphs(outline: Outline) -> Iterator[Paragraph]:
    """The paragraphs of an article, each with what stands in it."""
    marks, notes = sorted(_marks(outline), key=lambda mark: mark.start), sorted(_notes(outline), key=_place)
    for match in PARAGRAPH.finditer(outline.text):
        start, end = match.span()
        inside = [mark for mark in marks if mark.start < end and start < mark.end]
        yield Paragraph(
            list(_pieces(outline.text, start, end, inside)), [note for note in notes if start <= note.at < end]
        )


def _pieces(text: str, start: int, end: int, marks: list[Mark]) -> Iterator[tuple[str, str, str]]:
    cuts = {start, end} | {at for mark in marks for at in (mark.start, mark.end) if start < at < end}
    ordered = sorted(cuts)
    for left, right in zip(ordered, ordered[1:], strict=False):
        over = [mark for mark in marks if mark.start <= left and right <= mark.end]
        yield (
            text[left:right],
            " ".join(dict.fromkeys(mark.style for mark in over)),
            " ".join(dict.fromkeys(mark.record for mark in over)),
        )


def _marks(outline: Outline) -> Iterator[Mark]:
    reading = outline.reading
    for mention in reading["mentions"]:
        yield Mark(*mention["span"], mention["entity"], f"mention {mention['kind']} {mention['form']}")
    for time in reading["times"]:
        yield Mark(*time["span"], time["id"], "time")
    for claim in reading["claims"]:
        for part in ("content", "cue", "source"):
            yield from (Mark(*span, claim["id"], part) for span in claim[part])
    for event in reading["events"]:
        yield Mark(*event["trigger"], event["id"], "event")


def _notes(outline: Outline) -> Iterator[Note]:
    yield from _entity_notes(outline)
    for time in outline.reading["times"]:
        lines = (time["value"], bounds(time["start"], time["end"]))
        yield Note(time["span"][0], time["id"], "times", outline.words([time["span"]]), _lines(*lines))
    for depth, claim in outline.ordered_claims():
        at = min(span[0] for part in ("content", "cue", "source") for span in claim[part])
        lines = (claim["manner"], CERTAINTY[claim["certainty"]], f"cue: {outline.words(claim['cue'])}")
        yield Note(at, claim["id"], "claims", outline.sources(claim), _lines(", ".join(lines)), depth)
    for event in outline.reading["events"]:
        yield _event_note(outline, event)


def _entity_notes(outline: Outline) -> Iterator[Note]:
    first: dict[str, int] = {}
    for mention in sorted(outline.reading["mentions"], key=lambda m: m["span"]):
        if mention["form"] == "name":
            first.setdefault(mention["entity"], mention["span"][0])
    for entity, at in first.items():
        about = outline.names[entity]
        point = (
            f"{about['latitude']:.2f}, {about['longitude']:.2f} ({about['precision']})"
            if about["latitude"] is not None
            else ""
        )
        yield Note(at, entity, "mentions", about["name"], _lines(outline.about(about), point))


def _event_note(outline: Outline, event: Json) -> Note:
    code = " / ".join(part for part in (event["code"], event["mode"]) if part) or "uncoded"
    who, whom = (", ".join(map(outline.name, event[role])) for role in ("actors", "recipients"))
    said = outline.sources(outline.claims.get(event["claim"] or ""))
    return Note(
        event["trigger"][0],
        event["id"],
        "events",
        f"{code}: {outline.words([event['trigger']])}",
        _lines(
            " → ".join(part for part in (who, whom) if part),
            outline.name(event["place"]),
            bounds(event["start"], event["end"]),
            CERTAINTY[event["certainty"]],
            f"says {said}" if said else "",
        ),
    )


def _lines(*lines: str) -> tuple[str, ...]:
    return tuple(line for line in lines if line)


def _place(note: Note) -> tuple[int, int]:
    return note.at, note.depth


def _imprint(outline: Outline) -> str:
    article = outline.reading["article"]
    return " · ".join(
        part for part in (article["outlet"], article["published"], outline.byline, article["url"]) if part
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("dateline.publish", "page"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )


def _template() -> Template:
    return _environment().get_template("reading.html")


def _file(name: str) -> Markup:
    """One of our own files, to stand in the page as it is."""
    loader = _environment().loader
    assert loader is not None
    return Markup(loader.get_source(_environment(), name)[0])
