"""A reading in the terminal: aligned, readable at 80 columns, coloured only where the output is a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from dateline.publish.outline import CERTAINTY, PEOPLE, PLACES, Outline, bounds, shortened
from dateline.records import Rows

Json = dict[str, Any]
#: Rows shown of a list before the rest is counted: what fits on a screen together with the other lists.
SHOWN = 12
#: Characters of a claim's content shown: three lines at 80 columns.
CONTENT = 200
#: Salience from which a happening without a PLOVER code is shown: below it stand the verbs of asides and relative
#: clauses ("fears that face us", "as it drags on"), which are in the JSON for those who want all.
SALIENT = 0.4


def show(rows: Rows, console: Console) -> None:
    """Print one reading."""
    console.print(renderable(Outline.of(rows)))


def renderable(outline: Outline) -> RenderableType:
    """The whole reading as one renderable."""
    parts: list[RenderableType] = [Text(), Rule(Text(shortened(outline.title, 70), style="bold"), align="left")]
    parts.append(Text(_imprint(outline), style="dim"))
    for heading, table in _sections(outline):
        parts += [Text(), Text(heading, style="bold cyan"), Padding(table, (0, 0, 0, 1))]
    return Group(*parts)


def _imprint(outline: Outline) -> str:
    article = outline.reading["article"]
    credit = f"credits {', '.join(outline.credits)}" if outline.credits else None
    facts = [article["outlet"] or "outlet not known", article["published"] or "date not known", outline.byline, credit]
    return " · ".join(fact for fact in facts if fact)


def _sections(outline: Outline) -> Iterator[tuple[str, RenderableType]]:
    people, places, things = (outline.named(kinds) for kinds in (PEOPLE, PLACES, ("equipment",)))
    if people:
        yield _heading("WHO", people), _who(outline, people[:SHOWN])
    if places:
        yield _heading("WHERE", places), _where(outline, places[:SHOWN])
    if things:
        yield "EQUIPMENT", Text(", ".join(thing["name"] for thing in things))
    if outline.reading["times"]:
        yield "WHEN", _when(outline)
    if outline.reading["claims"]:
        yield "WHO SAYS WHAT", _claims(outline)
    if outline.events:
        yield _events_heading(outline), _events(outline)


def _heading(name: str, rows: list[Json]) -> str:
    return f"{name}  ({SHOWN} of {len(rows)})" if len(rows) > SHOWN else name


def _grid(*ratios: int) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    for ratio in ratios:
        table.add_column(ratio=ratio or None, justify="left" if ratio else "right", no_wrap=not ratio)
    return table


def _who(outline: Outline, people: list[Json]) -> Table:
    table = _grid(5, 5, 0)
    for entity in people:
        table.add_row(escape(entity["name"]), escape(outline.about(entity)), f"{outline.counts[entity['id']]}×")
    return table


def _where(outline: Outline, places: list[Json]) -> Table:
    table = _grid(5, 2, 3, 2)
    for entity in places:
        point = "not placed"
        if entity["latitude"] is not None:
            point = f"{entity['latitude']:.2f}, {entity['longitude']:.2f}"
        table.add_row(escape(entity["name"]), entity["country"] or "", point, entity["precision"] or "")
    return table


def _when(outline: Outline) -> Table:
    table = _grid(4, 3, 5)
    for time in outline.reading["times"]:
        table.add_row(escape(outline.words([time["span"]])), time["value"], bounds(time["start"], time["end"]))
    return table


def _claims(outline: Outline) -> Table:
    table = _grid(3, 7)
    for depth, claim in outline.ordered_claims():
        content = Text(shortened(outline.words(claim["content"]), CONTENT))
        content.append(f"  [{outline.how(claim)}]", style="dim")
        table.add_row(Padding(Text(outline.sources(claim), style="green"), (0, 0, 0, 2 * depth)), content)
    return table


def _events(outline: Outline) -> Table:
    table = _grid(2, 7)
    for event in outline.ordered_events(least=SALIENT):
        code = event["code"] or "·"
        label = Text(f"{code}\n  {event['mode']}" if event["mode"] else code, style="yellow")
        table.add_row(label, _event(outline, event))
    return table


def _events_heading(outline: Outline) -> str:
    shown, of = len(outline.ordered_events(least=SALIENT)), len(outline.events)
    return "WHAT HAPPENED" if shown == of else f"WHAT HAPPENED  ({shown} of {of}, the rest in --format json)"


def _event(outline: Outline, event: Json) -> Text:
    who, whom = (", ".join(map(outline.name, event[role])) for role in ("actors", "recipients"))
    words = outline.words([event["trigger"]])
    line = Text(f"{who} " if who else "").append(words, style="bold").append(f" → {whom}" if whom else "")
    means = ", ".join(map(outline.name, event["instruments"]))
    facts = [
        f"with {means}" if means else "",
        outline.name(event["place"]),
        bounds(event["start"], event["end"]),
        CERTAINTY[event["certainty"]],
    ]
    said = outline.sources(outline.claims.get(event["claim"] or ""))
    facts += [f"says {said}"] if said else []
    return line.append("  " + " · ".join(fact for fact in facts if fact), style="dim")
