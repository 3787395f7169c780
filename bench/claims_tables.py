"""What `python -m bench claims` prints: figures by system, speed, the worst articles, chains of sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields

from rich.console import Console
from rich.table import Table

from bench import claims, claims_speed, clauses, peers
from bench.claims import Compared, Tally
from bench.figures import Json
from dateline.records import Rows
from dateline.settings import Settings

OURS = "dateline"
RULES = "its rules alone"
#: How many of the worst articles are named.
WORST = 10


@dataclass(frozen=True, slots=True)
class Peer:
    """What others use: its name, and what reads an article that is parsed."""

    name: str
    read: Callable[[Rows], Json]


PEERS = (
    Peer("verbs and clauses, spaCy", clauses.verbs_and_clauses),
    Peer("textacy quotations", peers.textacy_quotations),
)


def rules_alone() -> Settings | None:
    """The settings that read claims by rule only; None where there is nothing but rules."""
    return Settings(finder="rules") if any(field.name == "finder" for field in fields(Settings)) else None


def show_figures(console: Console, tallies: Mapping[str, Mapping[str, Tally]], floors: Mapping[str, float]) -> bool:
    """Print precision, recall and F1 of each figure by system; True where ours is below its floor."""
    table = _table("figure", "", "precision", "recall", "F1", "floor", left=2)
    low = set()
    for figure in claims.FIGURES:
        for system, found in tallies.items():
            ours, tally = system == OURS, found[figure]
            floor = floors.get(figure) if ours else None
            if floor is not None and tally.f1 < floor:
                low.add(figure)
            numbers = (f"{100 * value:.1f}" for value in (tally.precision, tally.recall, tally.f1))
            table.add_row(
                figure if ours else "", system, *numbers, "" if floor is None else f"{100 * floor:.1f}",
                style="red" if ours and figure in low else None, end_section=system == list(tallies)[-1],
            )  # fmt: skip
    console.print(table)
    if low:
        console.print(f"[red]below the floor: {', '.join(sorted(low))}[/red]")
    return bool(low)


def show_speed(console: Console, name: str, systems: Iterable[str]) -> None:
    """Print words a second and seconds to start, each system in a fresh process on one thread."""
    table = _table("", "alone", "with parse", "imports", "parser", "claims")
    for system in systems:
        found = claims_speed.figures(name, _measured_as(system))
        # textacy parses for itself: what it takes alone is not to be had.
        alone = "" if system == "textacy quotations" else f"{found['words']:,.0f}"
        seconds = (f"{found[part]:.2f} s" for part in ("start", "parser", "load"))
        table.add_row(system, alone, f"{found['words' if not alone else 'whole']:,.0f}", *seconds)
    console.print("\nspeed on one thread: words a second; seconds for imports and for both to load")
    console.print(table)


def _measured_as(system: str) -> str:
    peer = next((peer.read for peer in PEERS if peer.name == system), None)
    return f"{peer.__module__}:{peer.__name__}" if peer else "rules" if system == RULES else "dateline"


def show_worst(console: Console, compared: Iterable[Compared]) -> None:
    """Print the articles with the lowest pair F1, and what is wrong with them."""
    table = _table("article", "pair", "gold", "missed", "wrong", "↔", "≠")
    for one in claims.worst(compared)[:WORST]:
        counts = (one.pair.gold, one.missed, one.wrong, one.count("boundaries"), one.count("source"))
        table.add_row(one.record["id"], f"{100 * one.score:.1f}", *map(str, counts))
    console.print(
        f"\nthe {WORST} worst articles: missed and wrong as `pair` counts them;\n"
        "↔ other boundaries, ≠ the content of another source"
    )
    console.print(table)


def show_chains(console: Console, systems: Mapping[str, Mapping[str, Mapping[str, float]]]) -> None:
    """Print the figures of chains on the project's own passages: a table a system, a column a part."""
    console.print("\nchains of sources on tests/extract/passages (what the figures mean: bench/chains.py)")
    for system, parts in systems.items():
        table = _table("figure", *parts)
        for figure in dict.fromkeys(figure for part in parts.values() for figure in part):
            values = (part.get(figure) for part in parts.values())
            table.add_row(figure, *("" if value is None else f"{100 * value:.1f}" for value in values))
        console.print(f"\n{system}")
        console.print(table)


def _table(*columns: str, left: int = 1) -> Table:
    table = Table()
    for number, column in enumerate(columns):
        # What may fold is an article's id.
        table.add_column(
            column, justify="left" if number < left else "right", overflow="fold", no_wrap=column != "article"
        )
    return table
