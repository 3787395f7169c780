"""The commands that ask a ledger what its articles add up to: stories, events, who says so, where somebody was."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from dateline.errors import LedgerError
from dateline.records import Verdict, mention_key

if TYPE_CHECKING:
    from rich.console import Console

    from dateline.ledger import Merged, View
    from dateline.records import Event, Judgement

#: Rows of a table where no limit is asked: two screens. JSON gives all.
SHOWN = 50
#: The formats of publish/exports, whose modules are slow to load.
FORMATS = ("plover", "ftm", "geojson", "ics", "graphml", "csv", "parquet")
#: Of a judgement, in JSON.
JUDGED = ("id", "verdict", "left", "right", "reason", "judge", "made", "withdrawn")


def iso(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """A date or time as the user gave it. Raises click's error where it is none."""
    try:
        datetime.fromisoformat(value or "2026-11-20")
        return value
    except ValueError:
        raise click.BadParameter(f"{value!r} is no ISO 8601 date: write it as 2026-11-20") from None


def period(context: click.Context, option: click.Parameter, value: str | None) -> tuple[str, str] | None:
    """[since, until) of a year, month, day, or two of them with two dots between."""
    if value is None:
        return None
    first, dots, last = value.partition("..")
    try:
        return _first_day(first), _day_after(last if dots else first)
    except ValueError:
        told = f"{value!r} is no date: write 2026, 2026-11, 2026-11-20 or 2026-11-01..2026-11-20"
        raise click.BadParameter(told) from None


def _first_day(given: str) -> str:
    year, month, day = _parts(given)
    return date(year, month or 1, day or 1).isoformat()


def _day_after(given: str) -> str:
    """The first day that is not in the year, month or day."""
    year, month, day = _parts(given)
    if day:
        return date.fromordinal(date(year, month, day).toordinal() + 1).isoformat()
    years, months = divmod(month, 12) if month else (1, 0)
    return date(year + years, months + 1, 1).isoformat()


def _parts(given: str) -> tuple[int, int, int]:
    found = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", given.strip())
    if not found:
        raise ValueError(given)
    year, month, day = (int(part or 0) for part in found.groups())
    return year, month, day


LEDGER = click.option("--ledger", required=True, metavar="FILE", help="The ledger: one file, by any name.")
FORM = click.option(
    "--format",
    "form",
    type=click.Choice(("table", "json")),
    default="table",
    show_default=True,
    help="table: for people; json: one object a line.",
)
LIMIT = click.option(
    "--limit", type=click.IntRange(1), help=f"At most so many; without it, {SHOWN} in a table, all as JSON."
)
WHEN = click.option(
    "--when", callback=period, metavar="DATE", help="A year, month, day, or FROM..TO: 2026-11-01..2026-11-20."
)


@click.command()
@LEDGER
@click.option("--since", metavar="DATE", callback=iso, help="Only stories with an article of this date or later.")
@click.option("--until", metavar="DATE", callback=iso, help="Only stories with an article of this date or before.")
@LIMIT
@FORM
def stories(ledger: str, since: str | None, until: str | None, limit: int | None, form: str) -> None:
    """List the stories: articles about one matter, the latest first."""
    from dateline.publish import answers, findings

    with opened(ledger) as (_, merged):
        found = merged.stories(since=since, until=until, limit=_limit(limit, form))
        if form == "json":
            write(map(findings.story_json, found))
        else:
            answers.show_stories(found, screen())


@click.command()
@click.argument("story", metavar="ID")
@LEDGER
@LIMIT
@FORM
def story(story: str, ledger: str, limit: int | None, form: str) -> None:
    """Show one story: its articles, and its events, the best attested first.

    ID is a story's, or the id or address of an article in it.
    """
    from dateline.publish import answers, findings

    with opened(ledger) as (view, merged):
        found = merged.story(story)
        events = list(merged.events(story=found.id, limit=_limit(limit, form)))
        if form == "json":
            write([{**findings.story_json(found), "events": [findings.event_json(event) for event in events]}])
        else:
            answers.show_story(found, events, {one: _known(view, one) for one in found.articles}, screen())


@click.command()
@LEDGER
@click.option("--who", metavar="NAME", help="Only events in which this person or body (whole name) takes part.")
@click.option("--where", metavar="NAME", help="Only events at this place or in this country (whole name).")
@WHEN
@click.option("--code", metavar="CODE", help="Only events of this PLOVER code: CONSULT, ASSAULT, ...")
@click.option("--min-origins", type=click.IntRange(0), help="Only events with so many independent origins.")
@click.option("--min-articles", type=click.IntRange(1), help="Only events that so many articles report.")
@click.option("--story", metavar="ID", help="Only events of this story.")
@click.option("--explain", is_flag=True, help="Each as `dateline event ID` shows it, with its reports and reasons.")
@LIMIT
@FORM
def events(
    ledger: str, form: str, limit: int | None, when: tuple[str, str] | None, explain: bool, **asked: Any
) -> None:
    """List events and how many independent origins stand behind each, the best attested first.

    \b
    dateline events --ledger news.ledger --who "Kim Jong Un" --when 2023-09 --min-origins 2
    dateline events --ledger news.ledger --where Croydon --min-articles 3 --format json

    An event is whatever reports can agree or differ on: a happening, a state, a figure.
    """
    from dateline.publish import answers, findings

    since, until = when or (None, None)
    with opened(ledger) as (view, merged):
        found = merged.events(since=since, until=until, limit=_limit(limit, form), **asked)
        if form == "json":
            write(map(findings.event_json, found))
        elif explain:
            for event in found:
                answers.show_event(event, _words(view, [event]), screen())
        else:
            answers.show_events(list(found), screen())


@click.command()
@click.argument("event", metavar="ID")
@LEDGER
@FORM
def event(event: str, ledger: str, form: str) -> None:
    """Explain one event: every report with its chain of sources, the counts, and the reason for each."""
    from dateline.publish import answers, findings

    with opened(ledger) as (view, merged):
        found = merged.event(event)
        if form == "json":
            write([findings.event_json(found)])
        else:
            answers.show_event(found, _words(view, [found]), screen())


@click.command()
@LEDGER
@click.option("--who", metavar="NAME", help="Only events in which this person or body (whole name) takes part.")
@click.option("--where", metavar="NAME", help="Only events at this place or in this country (whole name).")
@WHEN
@click.option("--story", metavar="ID", help="Only events of this story.")
@click.option("--min-origins", type=click.IntRange(0), help="Only events with so many independent origins.")
@LIMIT
@FORM
def timeline(ledger: str, form: str, limit: int | None, when: tuple[str, str] | None, **asked: Any) -> None:
    """List events whose time is known, the earliest first."""
    from dateline.publish import answers, findings

    since, until = when or ("0001-01-01", None)
    with opened(ledger) as (_, merged):
        found = merged.events(since=since, until=until, order="time", limit=_limit(limit, form), **asked)
        if form == "json":
            write(map(findings.event_json, found))
        else:
            answers.show_events(list(found), screen())


@click.command()
@LEDGER
@click.option("--story", metavar="ID", help="Only of this story.")
@LIMIT
@FORM
def contradictions(ledger: str, story: str | None, limit: int | None, form: str) -> None:
    """List events on which reports differ (numbers, dates, places, people) or that somebody denies; who says which."""
    from dateline.publish import answers, findings

    with opened(ledger) as (_, merged):
        found = merged.events(story=story, disputed=True, limit=_limit(limit, form))
        if form == "json":
            write(map(findings.event_json, found))
        else:
            answers.show_contradictions(list(found), screen())


@click.command()
@LEDGER
@click.option("--by", metavar="NAME", help="Only claims of this person or body (whole name).")
@click.option("--about", metavar="NAME", help="Only claims whose words name this person, body or place (whole name).")
@click.option("--about-event", metavar="ID", help="Only claims that report this event.")
@LIMIT
@FORM
def claims(
    ledger: str, by: str | None, about: str | None, about_event: str | None, limit: int | None, form: str
) -> None:
    """List who says what, with the words.

    \b
    dateline claims --ledger news.ledger --by "Sergei Lavrov" --about Ukraine

    Give at least one of --by, --about and --about-event.
    """
    from dateline.publish import statements

    if not (by or about or about_event):
        raise click.UsageError("say whose claims, or about what: --by NAME, --about NAME or --about-event ID")
    with opened(ledger) as (view, merged):
        found = statements.asked(view, merged, by=by, about=about, event=about_event, limit=_limit(limit, form))
        if form == "json":
            write(map(statements.as_json, found))
        else:
            statements.show(list(found), screen())


@click.command()
@click.argument("person", metavar="PERSON")
@LEDGER
@WHEN
@FORM
def where(person: str, ledger: str, when: tuple[str, str] | None, form: str) -> None:
    """Show where a person (whole name) was, and when: the legs, by how many reports and origins each is attested.

    \b
    dateline where "Mikhail Gorbachev" --ledger news.ledger --when 1986-10

    Legs that were only planned, or that follow from others, stand apart; legs that cannot both be true are named, and
    so is the time of which nothing is told.
    """
    from dateline.merge.itineraries import where as itinerary_of
    from dateline.publish import journeys

    since, until = when or (None, None)
    with opened(ledger) as (view, merged):
        found = itinerary_of(view, merged, person, since=since, until=until)
        if form == "json":
            write([journeys.as_json(found)])
        else:
            journeys.show(found, screen())


@click.command("who-cites-whom")
@LEDGER
@click.option("--citing", metavar="NAME", help="Only whom this outlet or source cites.")
@click.option("--cited", metavar="NAME", help="Only who cites this outlet or source.")
@click.option(
    "--least", type=click.IntRange(1), default=1, show_default=True, help="Reports that an edge has at least."
)
@click.option("--examples", type=click.IntRange(0), default=1, show_default=True, help="Reports shown of each edge.")
@click.option("--sources", is_flag=True, help="List the sources instead: how often each cites others, and is cited.")
@LIMIT
@FORM
def who_cites_whom(
    ledger: str,
    citing: str | None,
    cited: str | None,
    least: int,
    examples: int,
    sources: bool,
    limit: int | None,
    form: str,
) -> None:
    """List who cites whom in reports of events, with articles, reports and the words that name the source.

    Each outlet cites the first source of its reports, that one the next, to the origin. Names are as `dateline event`
    shows them. `dateline export graphml` gives the same as a graph.
    """
    from dateline.publish import citations

    with opened(ledger) as (view, merged):
        if sources:
            found = citations.sources(merged)[: _limit(limit, form) if _limit(limit, form) > 0 else None]
            write(map(citations.source_json, found)) if form == "json" else citations.show([], found, screen())
            return
        edges = citations.network(
            view, merged, citing=citing, cited=cited, least=least, limit=_limit(limit, form), examples=examples
        )
        if form == "json":
            write(map(citations.as_json, edges))
        else:
            citations.show(list(edges), [], screen())


@click.command()
@click.argument("name", type=click.Choice(FORMATS), metavar="FORMAT")
@LEDGER
@click.option("--output", "-o", default="-", metavar="FILE", help="Write here; csv and parquet want a folder.")
@click.option("--who", metavar="NAME", help="Only events in which this person or body (whole name) takes part.")
@click.option("--where", metavar="NAME", help="Only events at this place or in this country (whole name).")
@WHEN
@click.option("--code", metavar="CODE", help="Only events of this PLOVER code: CONSULT, ASSAULT, ...")
@click.option("--min-origins", type=click.IntRange(0), help="Only events with so many independent origins.")
@click.option("--story", metavar="ID", help="Only events of this story.")
@click.option("--quiet", "-q", is_flag=True, help="No progress bar.")
def export(name: str, ledger: str, output: str, when: tuple[str, str] | None, quiet: bool, **asked: Any) -> None:
    """Write events in the format of another program.

    \b
    plover   JSON lines with the keys of NGEC and POLECAT, events with a code
    ftm      FollowTheMoney entities: people, bodies, events, articles (OpenAleph, OpenSanctions)
    geojson  events with a point, for maps
    ics      events with a time, for calendars
    graphml  who cites whom, for Gephi and other graph programs
    csv      a folder of events.csv and reports.csv, for spreadsheets
    parquet  a folder of every table

    A file appears when it is complete.
    """
    from dateline.publish.exports import EXPORTERS, STDOUT
    from dateline.publish.exports import export as write_out

    if EXPORTERS[name].folder and output == STDOUT:
        raise click.UsageError(f"{name} is of several files: name a folder with --output FOLDER")
    since, until = when or (None, None)
    with opened(ledger) as (view, merged), Bar(quiet=quiet) as bar:
        written = write_out(name, view, merged, output, bar, since=since, until=until, **asked)
    if output != STDOUT:
        click.echo(f"{output}: {written:,} written")


@click.command()
@click.argument("verdict", type=click.Choice(("same", "different", "wrong")))
@click.argument("left", metavar="A")
@click.argument("right", metavar="B")
@LEDGER
@click.option("--as", "judge_", required=True, metavar="NAME", help="Who judges: kept with the judgement.")
@click.option("--reason", default="", metavar="WORDS", help="Why: kept with the judgement, and shown with it.")
@FORM
def judge(verdict: Verdict, left: str, right: str, ledger: str, judge_: str, reason: str, form: str) -> None:
    """Judge that two events are the same happening, or are not, or that something was read wrong.

    \b
    dateline judge same ev-1b2c3d4e5f60 ev-60f5e4d3c2b1 --as "M. Okafor" --ledger news.ledger
    dateline judge different ev-1b2c3d4e5f60#2 ev-1b2c3d4e5f60#1 --as "M. Okafor" --ledger news.ledger
    dateline judge wrong ev-1b2c3d4e5f60 2 --as "M. Okafor" --reason "a film's plot" --ledger news.ledger
    dateline judge wrong ARTICLE claim-60f5e4d3c2b1 --as "M. Okafor" --ledger news.ledger

    same, different: A and B are ids of events; ID#2 is the second report of one, as `dateline event ID` numbers them:
    so are reports parted that the program put together.

    wrong: A is an event and B the number of a report of it, or A is an article and B a row of its reading: an event
    mention (ev-...), a claim (claim-...), or MENTION=ENTITY for a mention that stands for somebody else. Nothing is
    concluded from such a row; a wrong claim's events are told by the outlet, or by the claim around it.

    Your word outranks the program's for good, and holds when an article is read anew; of two judgements that contradict
    each other the newer one counts. `dateline judgements` lists what was judged, and takes it back.
    """
    from dateline.ledger import Merging, Session
    from dateline.merge.merger import Merger

    with opened(ledger) as (view, merged):
        if verdict == "wrong":
            keys = [_row(view, merged, left, right), ""]
        else:
            keys = [_mention(merged, one) for one in (left, right)]
    if keys[0] == keys[1]:
        raise click.UsageError("A and B are one and the same: name two")
    with Session(ledger, reader="") as session:
        told = Merging(session).judge(keys[0], keys[1], verdict, judge_, reason=reason)
        Merger(session).finish()
    _tell_judged(ledger, [told], form)


@click.command()
@LEDGER
@click.option("--withdraw", metavar="ID", help="Take back this judgement.")
@click.option("--as", "judge_", metavar="NAME", help="Who takes it back.")
@FORM
def judgements(ledger: str, withdraw: str | None, judge_: str | None, form: str) -> None:
    """List what people judged in a ledger, oldest first, with their reasons, or take a judgement back."""
    from dateline.ledger import Merging, Session
    from dateline.merge.merger import Merger

    if withdraw and not judge_:
        raise click.UsageError("say who takes it back: --as NAME")
    _refuse_to_make(ledger)
    with Session(ledger, reader="") as session:
        merging = Merging(session)
        if withdraw and judge_:
            merging.withdraw(withdraw, judge_)
            Merger(session).finish()
        found = merging.judgements()
    _tell_judged(ledger, found, form)


@click.command()
@LEDGER
@click.option("--again", is_flag=True, help="Throw away what was concluded (not what people judged) and start over.")
@click.option("--quiet", "-q", is_flag=True, help="No progress bar.")
def merge(ledger: str, again: bool, quiet: bool) -> None:
    """Merge what a ledger holds: copies, stories, events, and what stands behind them.

    `dateline add` does this at its end; run it where adding was stopped, or after a new dateline came.
    """
    from dateline.ledger import Merging, Session
    from dateline.merge.merger import Merger

    _refuse_to_make(ledger)
    with Session(ledger, reader="") as session:
        if again:
            Merging(session).forget()
        with Bar(quiet=quiet) as bar:
            told = Merger(session).finish(bar)
    click.echo(f"{ledger}: {told.sentence()}")


COMMANDS = (
    merge,
    stories,
    story,
    events,
    event,
    timeline,
    contradictions,
    claims,
    where,
    who_cites_whom,
    judge,
    judgements,
    export,
)


@contextmanager
def opened(ledger: str) -> Iterator[tuple[View, Merged]]:
    """A ledger to read, with a word on standard error where something in it is not merged yet."""
    from dateline.ledger import Merged, View

    with View(ledger) as view:
        merged = Merged(view)
        if waiting := merged.unmerged():
            click.echo(f"dateline: {waiting:,} articles or stories are not merged: run `dateline merge`", err=True)
        yield view, merged


def _refuse_to_make(ledger: str) -> None:
    """Raise LedgerError for a ledger that is not there, which a session would make."""
    from dateline.ledger import View

    if not Path(ledger).exists():
        View(ledger)


def write(objects: Iterable[Mapping[str, Any]]) -> None:
    """One JSON object a line, on standard output."""
    sys.stdout.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in objects)


def screen(stream: TextIO = sys.stdout) -> Console:
    """Where rich prints to: 80 columns wide where the width is not known."""
    from rich.console import Console

    class Screen(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # rich would exit with the status that says that an input could not be read

    return Screen(file=stream, highlight=False, width=None if stream.isatty() else 80)


class Bar:
    """A progress bar for merging: steps by name, done of all."""

    def __init__(self, *, quiet: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        shown = Console(stderr=True)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=shown,
            disable=quiet or not shown.is_terminal,
            transient=True,
        )
        self._task = self._bar.add_task("merging", total=None)

    def __enter__(self) -> Bar:
        self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.stop()

    def __call__(self, step: str, done: int, of: int | None) -> None:
        """Say how far a step is."""
        self._bar.update(self._task, description=step, completed=done, total=of)


def _mention(merged: Merged, id_: str) -> str:
    """The key of the event mention that stands for an event, or for a report of it by its number."""
    event, _, number = id_.partition("#")
    reports = merged.event(event).reports
    if number and not (number.isdecimal() and 1 <= int(number) <= len(reports)):
        raise click.UsageError(f"{event} has no report {number}: `dateline event {event}` numbers them")
    report = reports[int(number) - 1 if number else 0]
    return mention_key(report.article, report.mention)


def _row(view: View, merged: Merged, of: str, row: str) -> str:
    """The key of a row of an article's reading, or of a report of an event by its number."""
    if row.isdecimal():
        return _mention(merged, f"{of}#{row}")
    return f"{view.rows(of).article.id}#{row}"


def _tell_judged(ledger: str, judged: Iterable[Judgement], form: str) -> None:
    """Judgements, one a line as JSON; else in words."""
    from dateline.ledger import Merged, View, bare, contradicted
    from dateline.publish.judged import Subjects, sentence

    with View(ledger) as view:
        merged = Merged(view)
        entries = {one.judgement.id: one for one in merged.judgements()}
        without = contradicted(one.judgement for one in entries.values())
        subjects = Subjects(view, merged)
        for told in judged:
            words, by = sentence(told, subjects), entries[told.id].withdrawn_by
            if form == "json":
                given = {name: getattr(told, name) for name in JUDGED}
                keys = {"left": bare(told.left), "right": bare(told.right) if told.right else None}
                write([{**given, **keys, "withdrawn_by": by, "counts": _counts(told, without), "words": words}])
                continue
            click.echo(f"{told.id}  {words}")
            taken = f"; taken back by {by}, {told.withdrawn}" if told.withdrawn else ""
            newer = "; does not count: a newer one contradicts it" if told.id in without else ""
            click.echo(f"    {told.judge}, {told.made}{f': {told.reason}' if told.reason else ''}{taken}{newer}")


def _counts(told: Judgement, without: Iterable[str]) -> bool:
    return told.withdrawn is None and told.id not in without


def _limit(limit: int | None, form: str) -> int:
    return limit or (SHOWN if form == "table" else -1)


def _known(view: View, article: str) -> str:
    """What is told of an article in a list."""
    try:
        known = view.readings(article)[-1]
    except IndexError:
        raise LedgerError(f"the ledger {view.path} has no article {article!r}") from None
    told = (known.published or "date not known", known.outlet or "outlet not known", known.title or "", article)
    return " · ".join(part for part in told if part)


def _words(view: View, events: Iterable[Event]) -> dict[tuple[str, int], str]:
    """The words of each report, by its article and where they start."""
    texts: dict[str, str] = {}
    out = {}
    for report in (report for event in events for report in event.reports):
        if report.article not in texts:
            texts[report.article] = view.text(report.article)
        span = report.clause
        out[report.article, span.start] = texts[report.article][span.start : span.end]
    return out
