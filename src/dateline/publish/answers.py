"""Answers of the ledger in the terminal: stories, events and what stands behind them, who cites whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dateline.records import Corroboration, Dispute, Event, Report, Story, mention_key

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
#: Features shown of a judgement: those that weigh most.
HEAVIEST = 4


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
    """Two or three lines an event: when, its words, and what stands behind it."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True, style="dim", width=10)
    table.add_column()
    for event in events:
        behind = _text(_behind(event.corroboration), style="cyan") + Text("".join(_about(event)), style="dim")
        table.add_row(_when(event).replace(" to ", "\n"), _text(event.label) + Text("\n") + behind)
    console.print(table)
    console.print(Text(_count(len(events), "event", "events")))


def _behind(found: Corroboration) -> str:
    """The counts in words: "3 reports by 2 outlets, 2 origins, 1 independent"."""
    if not (found.reports or found.denials):
        return "spoken of, reported by nobody"
    told = [
        f"{_number(found.reports, 'report', 'reports')} by {_number(found.outlets, 'outlet', 'outlets')}",
        _number(found.origins, "origin", "origins"),
        f"{found.independent_origins} independent",
    ]
    if found.denials:
        told.append(_number(found.denials, "denial", "denials"))
    return ", ".join(told)


def _about(event: Event) -> Iterator[str]:
    if event.place:
        yield f" · {_printable(event.place.name)}"
    if event.code:
        yield f" · {_code(event)}"
    if event.disputed:
        yield f" · disputed: {', '.join(sorted({dispute.field for dispute in event.disputed}))}"
    yield f" · {event.id}"


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
    if event.judgements:
        _show_judgements(event, console)
    for heading, background in (("REPORTS", False), ("NOT COUNTED: IN PASSING, OR SOMETHING ELSE OF IT", True)):
        told = [(at, one) for at, one in enumerate(event.reports, 1) if one.background == background]
        if told:
            console.print(Text(f"\n{heading}", style="bold cyan"))
        for number, report in told:
            _show_report(number, report, words.get((report.article, report.clause.start), ""), console)


def show_contradictions(events: Sequence[Event], console: Console) -> None:
    """Events on which reports differ, and who holds which version."""
    for event in events:
        console.print(_text(event.label, style="bold") + Text(f" · {event.id}", style="dim"))
        for dispute in event.disputed:
            _show_dispute(dispute, console)
        if event.corroboration.denials:
            deniers = sorted({_road(report) for report in event.reports if report.stance == "denies"})
            console.print(Padding(_text(f"denied by {'; '.join(deniers)}"), (0, 0, 0, 2)))
        console.print()
    console.print(Text(_count(len(events), "event on which reports differ", "events on which reports differ")))


def _show_corroboration(found: Corroboration, console: Console) -> None:
    console.print(Text("\nWHAT STANDS BEHIND IT", style="bold cyan"))
    console.print(Padding(Text(_behind(found), style="bold"), (0, 0, 0, 2)))
    console.print(Text(f"  Admiralty credibility {found.admiralty}: {ADMIRALTY[found.admiralty]}"))
    if found.parties:
        console.print(Padding(_text(f"parties to it: {', '.join(found.parties)}"), (0, 0, 0, 2)))
    for sentence in found.why:
        console.print(Padding(_text(f"- {sentence}"), (0, 0, 0, 2)))


def _show_judgements(event: Event, console: Console) -> None:
    """Why the reports are taken to tell one event: each joined to one before it, by what most speaks for it."""
    numbers = {mention_key(one.article, one.mention): at for at, one in enumerate(event.reports, 1)}
    console.print(Text("\nWHY THESE ARE ONE EVENT", style="bold cyan"))
    for one in event.judgements:
        heavy = sorted(one.evidence, key=lambda line: -line.value * line.weight)[:HEAVIEST]
        told = "; ".join(f"{line.feature} ({line.words})" if line.words else line.feature for line in heavy)
        pair = f"#{numbers.get(one.right, '?')} with #{numbers.get(one.left, '?')}"
        score = f" {one.score:.2f}" if one.score is not None else ""
        console.print(Padding(Text(f"{pair}{score}  ", style="dim") + _text(told), (0, 0, 0, 2)))


def _show_dispute(dispute: Dispute, console: Console) -> None:
    for value, articles in dispute.versions:
        more = f" and {len(articles) - NAMED} more" if len(articles) > NAMED else ""
        held = ", ".join(articles[:NAMED]) + more
        line = Text(f"{dispute.field}: ", style="dim") + _text(value, style="yellow") + Text(" · ", style="dim")
        line += _text(held, style="dim")
        console.print(Padding(line, (0, 0, 0, 2)))


def _show_report(number: int, report: Report, words: str, console: Console) -> None:
    stance = "" if report.stance == "asserts" else f" {report.stance}"
    copied = f", copied from {report.copy_of}" if report.copy_of else ""
    head = Text(f"#{number} ", style="dim") + _text(_road(report), style="bold")
    head += Text(f"{stance} {report.certainty}", style="yellow")
    console.print(Padding(head + Text(" · ", style="dim") + _text(report.article + copied, style="dim"), (0, 0, 0, 2)))
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


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in columns:
        right = column in ("articles", "reports", "outlets", "origins", "independent")
        table.add_column(column, justify="right" if right else "left", no_wrap=column in ("id", "from", "to"))
    return table


def _number(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _count(number: int, one: str, many: str) -> str:
    return f"{_number(number, one, many)}."


def _text(words: str, style: str = "") -> Text:
    return Text(_printable(words), style=style)


def _printable(text: str) -> str:
    """The text without what a terminal would obey; line breaks become blanks."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
