"""Who cites whom over a ledger: each edge with examples of it, and each source with what it rests on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby, pairwise
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dateline.ledger import Edge, Merged, View
from dateline.publish.exports.job import STRIDE, Tell, silent
from dateline.publish.findings import edge_json
from dateline.records import Event, Report, Span

Json = dict[str, Any]
#: Sources shown above the edges: a screen has two dozen lines.
BIGGEST = 10
#: Names told of those whom a source cites most, and who cite it most.
MOST = 3
#: Letters of what a report tells: two lines of a terminal.
LONGEST = 160


@dataclass(frozen=True, slots=True)
class Example:
    """One report in which the one cites the other: the event, the article, what it tells, and the words for the source.

    `words` are None where no words name it: a credit in the address, a passage that was copied.
    """

    event: str
    article: str
    told: str
    words: str | None
    known_by: str


@dataclass(frozen=True, slots=True)
class Citation:
    """An edge with examples of it."""

    edge: Edge
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """An outlet, agency, body or person: in how many reports it stands, how often it cites another and is cited.

    `rests` is the share (0..1) of its reports in which it cites another; in the others the news begins with it.
    `cites_most` and `cited_most_by` are (name, reports).
    """

    name: str
    reports: int
    cites: int
    cited: int
    rests: float
    cites_most: tuple[tuple[str, int], ...]
    cited_most_by: tuple[tuple[str, int], ...]


def network(
    view: View,
    merged: Merged,
    *,
    citing: str | None = None,
    cited: str | None = None,
    least: int = 1,
    limit: int = -1,
    skip: int = 0,
    examples: int = 3,
) -> Iterator[Citation]:
    """Edges, those in the most articles first, each with so many examples. Raises LedgerError."""
    for edge in merged.cites(citing=citing, cited=cited, least=least, limit=limit, skip=skip):
        behind = merged.behind(edge, limit=examples) if examples else ()
        yield Citation(edge, tuple(_example(view, edge, event, event.reports[at]) for event, at in behind))


def _example(view: View, edge: Edge, event: Event, report: Report) -> Example:
    link = next((one for one in report.chain if one.name == edge.cited), None)
    text = view.text(report.article)
    words = _words(text, link.words) if link and link.words else None
    return Example(event.id, report.article, _words(text, report.clause), words, link.known_by if link else "")


def _words(text: str, span: Span) -> str:
    words = " ".join(text[span.start : span.end].split())
    return words if len(words) <= LONGEST else words[:LONGEST].rsplit(" ", 1)[0] + " …"


def sources(merged: Merged, *, tell: Tell = silent, **asked: Any) -> list[Source]:
    """Every source in the events that are asked for (as `Merged.events` takes it), those in the most reports first.

    All these events are read: a million take a minute. Raises LedgerError.
    """
    reports: Counter[str] = Counter()
    out: dict[str, Counter[str]] = defaultdict(Counter)
    into: dict[str, Counter[str]] = defaultdict(Counter)
    for done, event in enumerate(merged.events(**{"order": "story", **asked}), 1):
        for report in event.reports:
            names = [
                name for name, _ in groupby((report.outlet or report.article, *(one.name for one in report.chain)))
            ]
            reports.update(dict.fromkeys(names, 1))
            for one, other in dict.fromkeys(pairwise(names)):
                out[one][other] += 1
                into[other][one] += 1
        if done % STRIDE == 0:
            tell("events", done, None)
    found = [_source(name, count, out[name], into[name]) for name, count in reports.items()]
    return sorted(found, key=lambda one: (-one.reports, one.name))


def _source(name: str, reports: int, cites: Counter[str], cited: Counter[str]) -> Source:
    most = [tuple(sorted(one.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]) for one in (cites, cited)]
    rests = min(1.0, cites.total() / reports)
    return Source(name, reports, cites.total(), cited.total(), round(rests, 4), *most)


def as_json(citation: Citation) -> Json:
    """An edge as `findings.edge_json` has it, and its examples."""
    return {**edge_json(citation.edge), "examples": [asdict(one) for one in citation.examples]}


def source_json(source: Source) -> Json:
    """A source; the names that it cites most, and that cite it most, as objects."""
    most = {"cites_most": source.cites_most, "cited_most_by": source.cited_most_by}
    named = {key: [{"name": name, "reports": count} for name, count in pairs] for key, pairs in most.items()}
    return {**asdict(source), **named}


def show(citations: Sequence[Citation], found: Sequence[Source], console: Console) -> None:
    """Print the sources that are given, of edges the biggest only, and below them each edge with its examples."""
    if found:
        console.print(_sources(found[:BIGGEST] if citations else found))
    if not citations and found:
        console.print(Text(f"{_number(len(found), 'source')}."))
        return
    for one in citations:
        edge = one.edge
        counts = f"  {_number(edge.articles, 'article')}, {_number(edge.reports, 'report')}"
        console.print(_text(f"{edge.citing} → {edge.cited}", style="bold") + Text(counts, style="dim"))
        for example in one.examples:
            words = f"“{example.words}”" if example.words else f"({example.known_by})"
            told = _text(f"{words} ", style="yellow") + _text(example.told)
            told += _text(f" · {example.article} · {example.event}", style="dim")
            console.print(Padding(told, (0, 0, 0, 2)))
    console.print(Text(f"{_number(len(citations), 'edge')}."))


def _sources(found: Sequence[Source]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("source")
    for column in ("reports", "cites", "cited", "rests on others"):
        table.add_column(column, justify="right")
    table.add_column("cites most")
    for one in found:
        counts = (f"{number:,}" for number in (one.reports, one.cites, one.cited))
        most = ", ".join(f"{name} {count:,}" for name, count in one.cites_most)
        table.add_row(_text(one.name), *counts, f"{one.rests:.0%}", _text(most, style="dim"))
    return table


def _number(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def _text(words: str, style: str = "") -> Text:
    return Text(" ".join("".join(char if char.isprintable() else " " for char in words).split(" ")), style=style)
