"""Answers of the ledger in the terminal: stories, events and what stands behind them, who cites whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dateline.ledger import Edge
from dateline.records import Corroboration, Dispute, Event, Report, Story

#: What the numbers of the Admiralty code's information credibility say.
ADMIRALTY = {
    1: "confirmed by independent sources",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "cannot be judged",
}
#: Articles named in a list before the rest is counted.
NAMED = 4


def show_stories(stories: Sequence[Story], console: Console) -> None:
    """A line a story: dates, how many articles, title, id."""
    table = _table("from", "to", "articles", "story", "id")
    for story in stories:
        table.add_row(_day(story.first), _day(story.last), str(len(story.articles)), _text(story.title), story.id)
    console.print(table)
    console.print(Text(_count(len(stories), "story", "stories")))


def show_story(story: Story, events: Sequence[Event], known: Mapping[str, str], console: Console) -> None:
    """A story: its articles (`known` says what each is) and its events, the best attested first."""
    console.print(Text(_printable(story.title), style="bold"))
    console.print(Text(f"{story.id} · {_day(story.first)} to {_day(story.last)}", style="dim"))
    console.print(Text("\nARTICLES", style="bold cyan"))
    for article in story.articles:
        console.print(Padding(_text(known.get(article, article)), (0, 0, 0, 2)))
    console.print(Text("\nEVENTS", style="bold cyan"))
    show_events(events, console)


def show_events(events: Sequence[Event], console: Console) -> None:
    """A line an event: when, what, where, how many reports, outlets and independent origins, id."""
    table = _table("when", "what", "where", "reports", "outlets", "origins", "independent", "id")
    for event in events:
        found = event.corroboration
        counts = (found.reports, found.outlets, found.origins, found.independent_origins)
        where = event.place.name if event.place else ""
        table.add_row(_when(event), _what(event), _text(where), *map(str, counts), event.id)
    console.print(table)
    console.print(Text(_count(len(events), "event", "events")))


def show_event(event: Event, words: Mapping[tuple[str, int], str], console: Console) -> None:
    """Everything about one event; `words` are the words of each report by (article, start of the clause)."""
    console.print(Text(_printable(event.label), style="bold"))
    about = [event.id, _code(event), _when(event), event.place.name if event.place else ""]
    console.print(Text(" · ".join(part for part in about if part), style="dim"))
    for name, people in (("who", event.actors), ("to whom", event.recipients)):
        if people:
            console.print(Text(f"{name}: ", style="dim") + _text(", ".join(people)))
    _show_corroboration(event.corroboration, console)
    if event.disputed:
        console.print(Text("\nDISPUTED", style="bold cyan"))
        for dispute in event.disputed:
            _show_dispute(dispute, console)
    console.print(Text("\nREPORTS", style="bold cyan"))
    for number, report in enumerate(event.reports, 1):
        _show_report(number, report, words.get((report.article, report.clause.start), ""), console)


def show_contradictions(events: Sequence[Event], console: Console) -> None:
    """Events on which reports differ, and who holds which version."""
    for event in events:
        console.print(_text(event.label, style="bold") + Text(f"  {event.id}", style="dim"))
        for dispute in event.disputed:
            _show_dispute(dispute, console)
        if event.corroboration.denials:
            deniers = sorted({_road(report) for report in event.reports if report.stance == "denies"})
            console.print(Padding(_text(f"denied by {'; '.join(deniers)}"), (0, 0, 0, 2)))
        console.print()
    console.print(Text(_count(len(events), "event on which reports differ", "events on which reports differ")))


def show_edges(edges: Sequence[Edge], console: Console) -> None:
    """A line an edge of who cites whom."""
    table = _table("cites", "whom", "articles", "reports")
    for edge in edges:
        table.add_row(_text(edge.citing), _text(edge.cited), str(edge.articles), str(edge.reports))
    console.print(table)
    console.print(Text(_count(len(edges), "edge", "edges")))


def _show_corroboration(found: Corroboration, console: Console) -> None:
    console.print(Text("\nWHAT STANDS BEHIND IT", style="bold cyan"))
    counts = [
        _count(found.reports, "report", "reports"),
        _count(found.outlets, "outlet", "outlets"),
        _count(found.origins, "origin", "origins"),
        f"{found.independent_origins} independent",
    ]
    line = Text("  " + ", ".join(part.rstrip(".") for part in counts), style="bold")
    if found.denials:
        line += Text(f", {_count(found.denials, 'denial', 'denials').rstrip('.')}", style="red")
    console.print(line)
    console.print(Text(f"  Admiralty credibility {found.admiralty}: {ADMIRALTY[found.admiralty]}"))
    if found.parties:
        console.print(Text("  parties to it: ") + _text(", ".join(found.parties)))
    for sentence in found.why:
        console.print(Padding(_text(f"- {sentence}"), (0, 0, 0, 2)))


def _show_dispute(dispute: Dispute, console: Console) -> None:
    for value, articles in dispute.versions:
        more = f" and {len(articles) - NAMED} more" if len(articles) > NAMED else ""
        held = ", ".join(articles[:NAMED]) + more
        line = Text(f"{dispute.field}: ", style="dim") + _text(value, style="yellow") + _text(f"  {held}", style="dim")
        console.print(Padding(line, (0, 0, 0, 2)))


def _show_report(number: int, report: Report, words: str, console: Console) -> None:
    stance = "" if report.stance == "asserts" else f" {report.stance}"
    copied = f" (copied from {report.copy_of})" if report.copy_of else ""
    head = (
        Text(f"#{number} ", style="dim")
        + _text(_road(report), style="bold")
        + Text(f"{stance} {report.certainty}", style="yellow")
    )
    console.print(Padding(head + _text(f"{copied}  {report.article}", style="dim"), (0, 0, 0, 2)))
    if words:
        console.print(Padding(_text(words), (0, 0, 0, 6)))


def _road(report: Report) -> str:
    """outlet → cited source → ... → speaker."""
    return " → ".join([report.outlet or "outlet not known", *(link.name for link in report.chain)])


def _when(event: Event) -> str:
    start, end = _day(event.start), _last_day(event.end)
    if not start or not end or start == end:
        return start or (f"to {end}" if end else "")
    return f"{start} to {end}"


def _last_day(end: str | None) -> str:
    """The last day before a half-open end."""
    if not end:
        return ""
    try:
        day = date.fromisoformat(end[:10])
    except ValueError:
        return end
    return end[:10] if end[11:19] not in ("", "00:00:00") else (day - timedelta(days=1)).isoformat()


def _day(moment: str | None) -> str:
    return (moment or "")[:10]


def _code(event: Event) -> str:
    return " ".join(part for part in (event.code, event.mode) if part)


def _what(event: Event) -> Text:
    code = _code(event)
    return _text(event.label) + (Text(f"  {code}", style="dim") if code else Text())


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in columns:
        right = column in ("articles", "reports", "outlets", "origins", "independent")
        table.add_column(column, justify="right" if right else "left", no_wrap=column in ("id", "from", "to"))
    return table


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}."


def _text(words: str, style: str = "") -> Text:
    return Text(_printable(words), style=style)


def _printable(text: str) -> str:
    """The text without what a terminal would obey; line breaks become blanks."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
