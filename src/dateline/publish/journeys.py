"""Where a person was, for people in a terminal and as JSON for machines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dateline.publish.findings import report_json
from dateline.records import Clash, Gap, Itinerary, Leg

Json = dict[str, Any]


def as_json(found: Itinerary) -> Json:
    """An itinerary; clashes and gaps name legs by their position in `legs`, from 0."""
    return {
        "person": found.person,
        "legs": [leg_json(leg) for leg in found.legs],
        "planned": [leg_json(leg) for leg in found.planned],
        "inferred": [leg_json(leg) for leg in found.inferred],
        "clashes": [asdict(clash) for clash in found.clashes],
        "gaps": [asdict(gap) for gap in found.gaps],
    }


def leg_json(leg: Leg) -> Json:
    """A leg with its place, its bounds, and what stands behind it."""
    counts = asdict(leg.corroboration)
    return {
        "place": {**asdict(leg.place), "country": leg.country},
        "start": leg.start,
        "end": leg.end,
        "there_by": leg.there_by,
        "there_until": leg.there_until,
        "reported": leg.reported,
        "inferred": leg.inferred,
        "events": list(leg.events),
        "corroboration": {**counts, "parties": list(leg.corroboration.parties), "why": list(leg.corroboration.why)},
        "reports": [report_json(report) for report in leg.reports],
    }


def show(found: Itinerary, console: Console) -> None:
    """Print the legs and the gaps in the order of time, then what was planned, follows, and does not fit."""
    console.print(_text(found.person, style="bold"))
    if not (found.legs or found.planned or found.inferred):
        console.print(Text("No report tells where."))
        return
    console.print(_legs(found.legs, {gap.before: gap for gap in found.gaps}))
    for heading, legs in (("PLANNED", found.planned), ("INFERRED", found.inferred)):
        if legs:
            console.print(Text(f"\n{heading}", style="bold cyan"))
            console.print(_legs(legs, {}))
    if found.clashes:
        console.print(Text("\nWHAT DOES NOT GO TOGETHER", style="bold cyan"))
        for clash in found.clashes:
            console.print(Padding(_text(_clash(clash, found.legs), style="yellow"), (0, 0, 0, 2)))
    console.print(Text(f"\n{_number(len(found.legs), 'leg')}."))


def _legs(legs: tuple[Leg, ...], gaps: dict[int, Gap]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="dim", no_wrap=True, justify="right")
    table.add_column(no_wrap=True)
    table.add_column()
    for number, leg in enumerate(legs):
        if number in gaps:
            table.add_row("", "", _text(f"· · · {_gap(gaps[number], legs)}", style="dim"))
        told = _text(leg.place.name, style="bold") + _text(_about(leg), style="dim")
        table.add_row(f"{number + 1}", "\n".join(_times(leg)), told)
    return table


def _about(leg: Leg) -> str:
    counts = leg.corroboration
    parts = [
        f"{leg.country}" if leg.country else "",
        f"{_number(counts.reports, 'report')}, {_number(counts.origins, 'origin')}",
        f"{counts.independent_origins} independent",
        f"{counts.denials} denied" if counts.denials else "",
        f"from {leg.inferred}" if leg.inferred else "",
        " ".join(leg.events),
    ]
    return "".join(f" · {part}" for part in parts if part)


def _number(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def _times(leg: Leg) -> Iterator[str]:
    """The bounds in one or two lines; for a leg without a time, when it was reported."""
    start, end = _moment(leg.start), _moment(leg.end)
    if start or end:
        yield f"from {start}" if start else "from ?"
        yield f"to   {end}" if end else "to   ?"
    else:
        yield "time not known"
        yield f"reported {leg.reported[:10]}" if leg.reported else ""


def _gap(gap: Gap, legs: tuple[Leg, ...]) -> str:
    names = f"{legs[gap.after].place.name} to {legs[gap.before].place.name}"
    far = f", {gap.kilometres:,.0f} km" if gap.kilometres is not None else ""
    return f"not told, {_moment(gap.start)} to {_moment(gap.end)} ({names}{far})"


def _clash(clash: Clash, legs: tuple[Leg, ...]) -> str:
    one, other = legs[clash.first].place.name, legs[clash.second].place.name
    how = "Impossible" if clash.impossible else "Disputed"
    said = ", by different origins" if clash.impossible and clash.disputed else ""
    return (
        f"{how}{said}: {one} (leg {clash.first + 1}) and {other} (leg {clash.second + 1}), "
        f"{clash.kilometres:,.0f} km apart, at most {clash.hours:g} hours between them."
    )


def _moment(moment: str | None) -> str:
    """A day, or a day and its minute."""
    return (moment or "").removesuffix("T00:00:00").replace("T", " ")[:16]


def _text(words: str, style: str = "") -> Text:
    return Text(" ".join("".join(char if char.isprintable() else " " for char in words).split(" ")), style=style)
