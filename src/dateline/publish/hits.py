"""What a search of the ledger found, and what a ledger holds: for people in a terminal, as JSON for machines."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from dateline.ledger import Contents, Hit, Search

Json = dict[str, Any]


def as_json(hit: Hit) -> Json:
    """A hit: what is known of the article, and the piece of its text with `marks`, [start, end) pairs in it."""
    return {
        **asdict(hit.known),
        "snippet": hit.snippet,
        "marks": [list(mark) for mark in hit.marks],
        "score": round(hit.score, 4),
    }


def show(found: Search, console: Console) -> None:
    """Print the hits, best first, and how many there are."""
    for hit in found.hits:
        known = hit.known
        told = (known.published or "date not known", known.outlet or "outlet not known", known.article)
        earlier = "" if known.latest else " (an earlier version)"
        console.print(Text(_printable(" · ".join(told)), style="dim") + Text(earlier, style="yellow"))
        if known.title:
            console.print(Text(_printable(known.title), style="bold"))
        console.print(Padding(_marked(hit), (0, 0, 1, 2)))
    console.print(Text(_count(found)))


def contents_json(contents: Contents) -> Json:
    """What a ledger holds."""
    return {**asdict(contents), "readers": list(contents.readers)}


def show_contents(contents: Contents, console: Console) -> None:
    """Print what a ledger holds."""
    older = f" in {contents.versions:,} versions" if contents.versions > contents.articles else ""
    dates = f"{contents.first} to {contents.last}" if contents.first else "none known"
    console.print(Text(f"articles   {contents.articles:,}{older}"))
    console.print(Text(f"readings   {contents.readings:,}"))
    console.print(Text(f"outlets    {contents.outlets:,}"))
    console.print(Text(f"published  {dates}"))
    console.print(Text(f"readers    {', '.join(contents.readers) or 'none'}"))
    console.print(Text(f"size       {contents.bytes / 1e6:,.1f} MB, tables of version {contents.version}"))


def _marked(hit: Hit) -> Text:
    text = Text(_printable(hit.snippet))
    for start, end in hit.marks:
        text.stylize("bold cyan", start, end)
    return text


def _count(found: Search) -> str:
    shown = len(found.hits)
    if not found.total:
        return "No article holds these words: try fewer, or the beginning of one with a star (treat*)."
    if shown == found.total:
        return f"{shown:,} {'article' if shown == 1 else 'articles'}."
    ranked = "" if found.ranked == found.total else f", the best of the {found.ranked:,} added last"
    return f"{shown:,} of {found.total:,} articles{ranked}: --limit shows more."


def _printable(text: str) -> str:
    """The text without what a terminal would obey, as long as before."""
    return "".join(char if char.isprintable() else " " for char in text)
