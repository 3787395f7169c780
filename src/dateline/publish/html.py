"""Readings as one page that needs nothing else: the article with its records beside the words they rest on.

The text is cut wherever a record begins or ends. A piece carries the ids of all records that cover it, so that
overlapping claims, mentions and times need no nesting; the margin holds the records of each paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any, TypeVar

from jinja2 import Environment, PackageLoader, Template
from markupsafe import Markup

from dateline.publish.outline import CERTAINTY, Outline, bounds
from dateline.records import Rows

Json = dict[str, Any]
T = TypeVar("T")
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
    ranges = [match.span() for match in PARAGRAPH.finditer(outline.text)]
    marks = by_paragraph(ranges, ((mark.start, mark.end, mark) for mark in _marks(outline)))
    notes = by_paragraph(ranges, ((note.at, note.at + 1, note) for note in sorted(_notes(outline), key=_place)))
    for number, (start, end) in enumerate(ranges):
        yield Paragraph(list(pieces(outline.text, start, end, marks[number])), notes[number])


def by_paragraph(ranges: list[tuple[int, int]], items: Iterable[tuple[int, int, T]]) -> dict[int, list[T]]:
    """Items with their ranges, under the number of every paragraph that they touch."""
    ends = [end for _, end in ranges]
    out: dict[int, list[T]] = defaultdict(list)
    for start, end, item in items:
        number = bisect_right(ends, start)
        while number < len(ranges) and ranges[number][0] < end:
            out[number].append(item)
            number += 1
    return out


def pieces(text: str, start: int, end: int, marks: list[Mark]) -> Iterator[tuple[str, str, str]]:
    """The text between two offsets, cut wherever a mark begins or ends: a sweep from left to right."""
    opening, closing = defaultdict(list), defaultdict(list)
    for mark in marks:
        opening[max(mark.start, start)].append(mark)
        closing[min(mark.end, end)].append(mark)
    over: dict[Mark, None] = {}
    for left, right in pairwise(sorted({start, end, *opening, *closing})):
        for mark in closing[left]:
            over.pop(mark, None)
        over.update(dict.fromkeys(opening[left]))
        styles, records = ({mark.style: None for mark in over}, {mark.record: None for mark in over})
        yield text[left:right], " ".join(styles), " ".join(records)


def _marks(outline: Outline) -> Iterator[Mark]:
    reading = outline.reading
    for mention in reading["mentions"]:
        yield _mark(mention["span"], mention["entity"], f"mention {mention['kind']} {mention['form']}")
    for time in reading["times"]:
        yield _mark(time["span"], time["id"], "time")
    for claim in reading["claims"]:
        for part in ("content", "cue", "source"):
            yield from (_mark(span, claim["id"], part) for span in claim[part])
    for event in outline.events:
        yield _mark(event["trigger"], event["id"], "event")


def _mark(span: list[int], record: str, style: str) -> Mark:
    return Mark(span[0], span[1], record, style)


def _notes(outline: Outline) -> Iterator[Note]:
    yield from _entity_notes(outline)
    for time in outline.reading["times"]:
        told = bounds(time["start"], time["end"]) or time["value"]
        yield Note(time["span"][0], time["id"], "times", outline.words([time["span"]]), _lines(told))
    for depth, claim in outline.ordered_claims():
        at = min(span[0] for part in ("content", "cue", "source") for span in claim[part])
        cue = f"cue: {outline.words(claim['cue'])}" if claim["cue"] else ""
        yield Note(at, claim["id"], "claims", outline.sources(claim), _lines(outline.how(claim), cue), depth)
    for event in outline.events:
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
    code = " / ".join(part for part in (event["code"], event["mode"]) if part)
    trigger = outline.words([event["trigger"]])
    who, whom = (", ".join(map(outline.name, event[role])) for role in ("actors", "recipients"))
    means = ", ".join(map(outline.name, event["instruments"]))
    said = outline.sources(outline.claims.get(event["claim"] or ""))
    return Note(
        event["trigger"][0],
        event["id"],
        "events",
        f"{code}: {trigger}" if code else trigger,
        _lines(
            " → ".join(part for part in (who, whom) if part),
            f"with {means}" if means else "",
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
