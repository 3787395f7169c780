"""The command line."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, TextIO

import click

import dateline
from dateline.asking import COMMANDS, LEDGER, Bar, iso, screen
from dateline.errors import DatelineError, InputError, RowsError
from dateline.gathering import COMMANDS as GATHERING
from dateline.serving import COMMANDS as SERVING
from dateline.settings import Settings
from dateline.watching import COMMANDS as WATCHING

if TYPE_CHECKING:
    from dateline.atlas.followthemoney import Found
    from dateline.ledger import Session
    from dateline.merge.merger import Done
    from dateline.reader import Reading
    from dateline.records import Article

#: A file of which so many lines are bad before the first good one is something else.
MOST_BAD_LINES = 20
FORMATS = ("terminal", "json", "html")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(dateline.__version__, prog_name="dateline")
def main() -> None:
    """Read news articles and write down who did what, who says so, citing whom, how surely.

    \b
    dateline read article.txt --published 2026-11-20 --outlet Reuters
    dateline read https://example.org/story.html
    dateline read articles.jsonl --format json > readings.jsonl
    dateline read folder/ --format html --output folder.html
    dateline import people.ftm.json --into my.atlas && dateline read folder/ --atlas my.atlas
    dateline add articles.jsonl --ledger news.ledger && dateline search treaty --ledger news.ledger

    Runs offline on one CPU. Settings are environment variables: see `dateline settings`.
    """


@main.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="terminal",
    show_default=True,
    help="terminal: for people; json: one reading a line (see `dateline schema`); html: one page to open.",
)
@click.option("--output", "-o", default="-", metavar="FILE", help="Write here instead of to the screen.")
@click.option(
    "--published", metavar="DATE", callback=iso, help="ISO 8601 date of articles that don't say theirs (2026-11-20)."
)
@click.option("--outlet", metavar="NAME", help="Outlet of articles that don't say theirs.")
@click.option("--language", metavar="TAG", help="Language of articles that don't say theirs; without it, looked at.")
@click.option("--atlas", metavar="FILE", help="Your own people, bodies and ships, as `dateline import` wrote them.")
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="Articles read at once.")
@click.option("--strict", is_flag=True, help="Stop at the first input that cannot be read.")
@click.option("--quiet", "-q", is_flag=True, help="No progress bar.")
def read(
    inputs: tuple[str, ...],
    form: str,
    output: str,
    published: str | None,
    outlet: str | None,
    language: str | None,
    atlas: str | None,
    processes: int,
    strict: bool,
    quiet: bool,
) -> None:
    """Read articles: who did what to whom, where and when, and who says so.

    An INPUT is a file (.jsonl with one article a line, .txt, .html, .pdf, .eml; exports of Telegram, web archives,
    agencies' items), a folder of such files, a URL, or - for standard input. An input that cannot be read gets one
    line on standard error and the others go on; the exit status is then 1. In JSON lines, `text` is required; `id`,
    `title`, `published`, `outlet`, `url`, `language`, `byline` and `credits` are used when there.
    """
    settings = Settings.load()
    settings = settings if atlas is None else replace(settings, atlas=atlas)
    from dateline import collect
    from dateline.reader import Reader

    on_screen = form == "terminal" and output == "-" and sys.stdout.isatty()
    watch = Watch(inputs, strict=strict, quiet=quiet or on_screen)
    articles = collect.read_inputs(
        inputs,
        published=published,
        outlet=outlet,
        language=language,
        max_bytes=settings.max_bytes,
        max_characters=settings.max_characters,
        timeout=settings.timeout,
        tell=note,
        passed=watch.passed,
    )
    reader = Reader(settings)
    with opened(output) as stream, watch:
        WRITERS[form](watch(reader.read_many(articles, processes=processes)), stream)
        if strict and watch.failed:
            _end(watch.failed)  # from inside, so that no half of a file is put in place
    _end(watch.failed)


@main.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@LEDGER
@click.option(
    "--format", "form", type=click.Choice(("table", "json")), default="table", help="Of the counts at the end."
)
@click.option("--published", metavar="DATE", callback=iso, help="ISO 8601 date of articles that don't say theirs.")
@click.option("--outlet", metavar="NAME", help="Outlet of articles that don't say theirs.")
@click.option("--language", metavar="TAG", help="Language of articles that don't say theirs; without it, looked at.")
@click.option("--atlas", metavar="FILE", help="Your own people, bodies and ships, as `dateline import` wrote them.")
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="Articles read at once.")
@click.option("--no-merge", is_flag=True, help="Only read and keep: `dateline merge` makes stories and events later.")
@click.option("--strict", is_flag=True, help="Stop at the first input that cannot be read.")
@click.option("--quiet", "-q", is_flag=True, help="No progress bar.")
def add(
    inputs: tuple[str, ...],
    ledger: str,
    form: str,
    published: str | None,
    outlet: str | None,
    language: str | None,
    atlas: str | None,
    processes: int,
    no_merge: bool,
    strict: bool,
    quiet: bool,
) -> None:
    """Read articles, keep the readings in a ledger, and merge them into stories and events.

    \b
    dateline add articles.jsonl --ledger news.ledger
    dateline add folder/ --ledger news.ledger --processes 4

    The ledger is one file that grows and forgets nothing. `dateline stories` and `dateline events` ask it.

    An INPUT is what `dateline read` takes. An article that is there is not read again, so the same command run again
    goes on where it was stopped, and costs little where nothing is new. A changed article (the same id or url, other
    words) is kept as a new version beside the old one; an article read by an older dateline is read anew, and the old
    reading stays, too. At the end you get the counts. An input that cannot be read gets one line on standard error
    and the others go on; the exit status is then 1.
    """
    settings = Settings.load()
    settings = settings if atlas is None else replace(settings, atlas=atlas)
    from dateline import collect
    from dateline.ledger import Session
    from dateline.reader import Reader

    watch = Watch(inputs, strict=strict, quiet=quiet)
    articles = collect.read_inputs(
        inputs,
        published=published,
        outlet=outlet,
        language=language,
        max_bytes=settings.max_bytes,
        max_characters=settings.max_characters,
        timeout=settings.timeout,
        tell=note,
        passed=watch.passed,
    )
    reader = Reader(settings)
    with Session(ledger, reader=reader.version) as session:
        with watch:
            adding = Adding(session, watch)
            adding.keep(watch(reader.read_many(adding.unread(articles), processes=processes)))
        merged = None if no_merge else _merged(session, quiet=quiet)
    if form == "json":
        click.echo(json.dumps({**adding.json(ledger), "merged": merged and asdict(merged)}))
    else:
        click.echo(adding.sentence(ledger) + (f"; {merged.sentence()}" if merged else ""))
    _end(watch.failed)


@main.command()
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@LEDGER
@click.option("--outlet", metavar="NAME", help="Only articles of this outlet.")
@click.option("--since", metavar="DATE", callback=iso, help="Only articles published on this ISO 8601 date or later.")
@click.option("--until", metavar="DATE", callback=iso, help="Only articles published on this date or before.")
@click.option("--about", metavar="NAME", help="Only articles that speak of this person, body or place (whole name).")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Articles shown.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("table", "json")),
    default="table",
    show_default=True,
    help="table: for people; json: one article a line.",
)
def search(
    words: tuple[str, ...],
    ledger: str,
    outlet: str | None,
    since: str | None,
    until: str | None,
    about: str | None,
    limit: int,
    form: str,
) -> None:
    """Find the articles in a ledger whose title or text holds all WORDS, best first.

    \b
    dateline search treaty reykjavik --ledger news.ledger
    dateline search '"space shield"' 'gorbach*' --ledger news.ledger --since 1986-10-12
    dateline search 북한 --ledger news.ledger --about Pyongyang

    In quotation marks words stand in a row; a star stands for the rest of a word. Case and accents on Latin
    letters make no difference. Words of a changed article's earlier versions are found, too, and marked.
    """
    from dateline.ledger import View
    from dateline.publish import hits

    with View(ledger) as view:
        found = view.search(" ".join(words), outlet=outlet, since=since, until=until, about=about, limit=limit)
    if form == "json":
        sys.stdout.writelines(json.dumps(hits.as_json(hit), ensure_ascii=False) + "\n" for hit in found.hits)
    else:
        hits.show(found, screen(sys.stdout))


for command in (*COMMANDS, *GATHERING, *WATCHING, *SERVING):
    main.add_command(command)


@main.group("ledger")
def ledger_group() -> None:
    """Look after a ledger: what it holds, whether it is whole, a copy of it.

    \b
    dateline ledger info news.ledger
    dateline ledger check news.ledger
    dateline ledger backup news.ledger news-2026-11-22.ledger
    """


@ledger_group.command()
@click.argument("ledger", metavar="FILE")
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table", show_default=True)
def info(ledger: str, form: str) -> None:
    """Say how much a ledger holds: articles, versions, readings, outlets, dates, and which readers read them."""
    from dateline.ledger import View
    from dateline.publish import hits

    with View(ledger) as view:
        contents = view.contents()
    if form == "json":
        click.echo(json.dumps(hits.contents_json(contents)))
    else:
        hits.show_contents(contents, screen(sys.stdout))


@ledger_group.command()
@click.argument("ledger", metavar="FILE")
def check(ledger: str) -> None:
    """Check that a ledger is whole: the file, its indices, every article's words, every span inside its text.

    Everything is read, so a large ledger takes minutes. Each problem gets a line; the exit status is then 1.
    """
    from dateline.ledger import check as problems_of

    problems = problems_of(ledger, say=lambda step: click.echo(f"checking {step}", err=True))
    for problem in problems:
        click.echo(problem)
    if problems:
        click.echo(f"{ledger} is not whole: go back to a backup, or add the articles to a new ledger")
    else:
        click.echo(f"{ledger} is whole.")
    _end(len(problems))


@ledger_group.command()
@click.argument("ledger", metavar="FILE")
@click.argument("copy", metavar="COPY")
def backup(ledger: str, copy: str) -> None:
    """Copy a ledger as it is now, also while articles are being added. COPY must not be there yet."""
    from dateline.ledger import back_up

    size = back_up(ledger, copy)
    click.echo(f"{copy}: {size / 1e6:,.1f} MB, {ledger} as it is now")


@main.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--into", required=True, metavar="ATLAS", help="The file to make, or to add to.")
@click.option("--quiet", "-q", is_flag=True, help="No progress bar.")
def import_lists(files: tuple[str, ...], into: str, quiet: bool) -> None:
    """Make an atlas of your own: people, companies, public bodies, ships and aircraft of your lists.

    A FILE holds FollowTheMoney entities, one JSON object a line, as OpenSanctions ("entities.ftm.json",
    "targets.nested.json") and OpenAleph export them; - is standard input. At the least:

    \b
    {"id": "x1", "schema": "Person", "properties": {"name": ["Ingrid Solheim"], "nationality": ["no"]}}
    {"id": "x2", "schema": "Vessel", "properties": {"name": ["Nordic Lark"], "imoNumber": ["9000001"]}}

    Then `dateline read --atlas ATLAS` (or DATELINE_ATLAS=ATLAS) finds their names and aliases in articles and gives
    the entities your ids. An entity of an id that is there is replaced; importing a file again changes nothing.
    ATLAS is put in place when it is complete. A line that cannot be read gets one line on standard error and the
    others go on; the exit status is then 1.
    """
    from dateline.atlas.own import importing

    settings = Settings.load()
    with Lists(files, max_bytes=settings.max_bytes, quiet=quiet) as lists, importing(Path(into)) as done:
        for found in lists:
            done.add(found)
        total = done.total()
        if lists.failed and not total:
            _end(lists.failed)  # from inside, so that no empty atlas is put in place
    counts = f"{done.new:,} new, {done.replaced:,} replaced, {done.unchanged:,} as they were"
    click.echo(f"{into}: {total:,} entities ({counts}); left out, being of other kinds or nameless: {lists.left_out:,}")
    _end(lists.failed)


@main.command()
def schema() -> None:
    """Print the JSON Schema of a reading (`dateline read --format json`)."""
    from dateline.publish.schema import reading_schema

    click.echo(json.dumps(reading_schema(), indent=2))


@main.command()
def settings() -> None:
    """Print the settings: the environment variable of each, its value now, and what it does."""
    now = Settings.load()
    for name, meaning in Settings.meanings().items():
        click.echo(f"DATELINE_{name.upper()}={getattr(now, name)}\n    {meaning}")


def _merged(session: Session, *, quiet: bool) -> Done:
    from dateline.merge.merger import Merger

    with Bar(quiet=quiet) as bar:
        return Merger(session).finish(bar)


def _end(failed: int) -> None:
    """End with status 1 where inputs failed, by click's own exception."""
    sys.stdout.flush()
    if failed:
        raise click.exceptions.Exit(1)


def note(left_out: str) -> None:
    """Say on standard error what was left out without being an error."""
    click.echo(f"dateline: {left_out}", err=True)


@contextmanager
def opened(path: str) -> Iterator[TextIO]:
    """Where to write: "-" is standard output; a file appears when it is complete, a device or pipe is written to."""
    target = Path(path)
    if path == "-":
        yield sys.stdout
    elif target.is_dir():
        raise click.BadParameter(f"{path} is a folder: name a file", param_hint="--output")
    elif target.exists() and not target.is_file():
        with target.open("w", encoding="utf-8") as stream:
            yield stream
    else:
        with _put_in_place(target) as stream:
            yield stream


@contextmanager
def _put_in_place(target: Path) -> Iterator[TextIO]:
    scratch = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        stream = scratch.open("w", encoding="utf-8")
    except OSError as error:
        raise click.BadParameter(f"{target} cannot be written: {error.strerror}", param_hint="--output") from error
    try:
        with stream:
            yield stream
        scratch.replace(target)
    finally:
        scratch.unlink(missing_ok=True)


class Watch:
    """Passes readings on, moves the progress bar, and says on standard error which inputs could not be read.

    The bar counts articles or, where it is not known how many there are (web archives), bytes of files.
    """

    def __init__(self, inputs: Sequence[str], *, strict: bool, quiet: bool) -> None:
        from rich import progress as columns
        from rich.console import Console
        from rich.progress import Progress

        from dateline import collect

        self.strict, self.refused = strict, Counter[str]()
        total = collect.count(inputs)
        self._in_bytes = total is None and (total := collect.size(inputs)) is not None
        screen = Console(stderr=True)
        self._bar = Progress(
            columns.TextColumn("{task.description}"),
            columns.BarColumn(),
            columns.DownloadColumn() if self._in_bytes else columns.MofNCompleteColumn(),
            columns.TimeRemainingColumn(),
            console=screen,
            disable=quiet or not screen.is_terminal,
            transient=True,
        )
        self._task = self._bar.add_task("reading", total=total)

    @property
    def failed(self) -> int:
        """How many inputs could not be read."""
        return self.refused.total()

    def __enter__(self) -> Watch:
        self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.stop()

    def __call__(self, readings: Iterable[Reading | InputError]) -> Iterator[Reading]:
        """The readings; with `strict`, up to the first error."""
        for reading in readings:
            self.skip()
            if not isinstance(reading, InputError):
                yield reading
                continue
            self.refuse(reading)
            if self.strict:
                return

    def refuse(self, error: DatelineError) -> None:
        """Say what could not be read or kept, and why."""
        self.refused[type(error).__name__] += 1
        click.echo(f"dateline: {error}", err=True)

    def skip(self) -> None:
        """Move on by an article."""
        if not self._in_bytes:
            self._bar.advance(self._task)

    def passed(self, number: int) -> None:
        """Move on by bytes of a file."""
        if self._in_bytes:
            self._bar.advance(self._task, number)

    def tell(self, done: str) -> None:
        """Say beside the bar what was done so far."""
        self._bar.update(self._task, description=done)


class Adding:
    """Puts readings into a ledger, and counts what became of each article."""

    def __init__(self, session: Session, watch: Watch) -> None:
        self._session, self._watch = session, watch
        self._counts: Counter[str] = Counter()

    def unread(self, articles: Iterable[Article | InputError]) -> Iterator[Article | InputError]:
        """The articles that the ledger lacks, or has by another reader only."""
        for article in articles:
            if isinstance(article, InputError) or not self._session.has(article):
                yield article
            else:
                self._counts["same"] += 1
                self._watch.skip()

    def keep(self, readings: Iterable[Reading]) -> None:
        """Add the readings."""
        for reading in readings:
            try:
                self._counts[self._session.add(reading.rows)] += 1
            except RowsError as error:
                self._watch.refuse(error)
            self._watch.tell(f"{self._counts['new'] + self._counts['version']:,} new, {self._counts['same']:,} there")

    def json(self, ledger: str) -> dict[str, object]:
        """The counts: articles given, new, new versions, read anew, there already, refused and why."""
        names = {"new": "new", "version": "versions", "reread": "reread", "same": "same"}
        counts = {told: self._counts[name] for name, told in names.items()}
        given = self._counts.total() + self._watch.failed
        return {"ledger": ledger, "given": given, **counts, "refused": self._watch.failed, "why": self._watch.refused}

    def sentence(self, ledger: str) -> str:
        """The counts, in words."""
        told = [
            f"{self._counts['new']:,} new",
            f"{self._counts['version']:,} new versions of ones that were there",
            f"{self._counts['reread']:,} read anew",
            f"{self._counts['same']:,} there as they are",
            f"{self._watch.failed:,} refused" + _reasons(self._watch.refused),
        ]
        return f"{ledger}: {self._counts.total() + self._watch.failed:,} articles: {', '.join(told)}"


#: What an error says about an input, in the counts at the end.
REASONS = {
    "NotFoundInput": "not found",
    "UnansweredInput": "without an answer",
    "RefusedInput": "not to be fetched",
    "EmptyInput": "empty",
    "TooLargeInput": "too large",
    "BinaryInput": "no text",
    "EncodingInput": "in an unknown encoding",
    "FormatInput": "broken",
    "LanguageInput": "in a language that is not read yet",
    "FaultyInput": "by a fault of dateline's",
    "RowsError": "by a fault of dateline's in the rows",
}


def _reasons(refused: Counter[str]) -> str:
    told = [f"{number:,} {REASONS.get(name, 'unreadable')}" for name, number in refused.most_common()]
    return f" ({', '.join(told)})" if told else ""


class Lists:
    """The entities of FollowTheMoney files, with a progress bar; what cannot be read is said on standard error."""

    def __init__(self, files: Sequence[str], *, max_bytes: int, quiet: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

        self.failed = self.left_out = 0
        self._files, self._max_bytes = files, max_bytes
        screen = Console(stderr=True)
        self._bar = Progress(
            TextColumn("importing"),
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(),
            console=screen,
            disable=quiet or not screen.is_terminal,
            transient=True,
        )
        sizes = [Path(name).stat().st_size if Path(name).is_file() else None for name in files]
        self._task = self._bar.add_task("importing", total=None if None in sizes else sum(filter(None, sizes)))

    def __enter__(self) -> Lists:
        self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.stop()

    def __iter__(self) -> Iterator[Found]:
        for name in self._files:
            try:
                with sys.stdin.buffer if name == "-" else Path(name).open("rb") as stream:
                    yield from self._entities(stream, "standard input" if name == "-" else name)
            except OSError as error:
                self._say(InputError(name, f"cannot be read: {error.strerror or error}"))

    def _entities(self, stream: IO[bytes], where: str) -> Iterator[Found]:
        from dateline.atlas import followthemoney
        from dateline.collect import jsonl

        bad = 0
        for found in jsonl.captures(stream, where=where, max_bytes=self._max_bytes):
            try:
                if isinstance(found, InputError):
                    raise found
                self._bar.advance(self._task, len(found[1]))
                fields = jsonl.fields(found[1], where=found[0], repair=followthemoney.EXAMPLE)
                entities = [*followthemoney.entities(fields, where=found[0])]
            except InputError as error:
                self._say(error)
                if (bad := bad + 1 if bad >= 0 else bad) == MOST_BAD_LINES:
                    self._say(InputError(where, "holds no FollowTheMoney entities so far: the rest of it is left out"))
                    return
                continue
            bad = -1
            self.left_out += not entities
            yield from entities

    def _say(self, error: InputError) -> None:
        self.failed += 1
        click.echo(f"dateline: {error}", err=True)


def write_json(readings: Iterable[Reading], stream: TextIO) -> None:
    """One reading a line."""
    for reading in readings:
        stream.write(json.dumps(reading.json(), ensure_ascii=False) + "\n")


def write_terminal(readings: Iterable[Reading], stream: TextIO) -> None:
    """One reading below the other, 80 columns wide where the width of the screen is not known."""
    from dateline.publish import terminal

    console = screen(stream)
    for reading in readings:
        terminal.show(reading.rows, console)


def write_html(readings: Iterable[Reading], stream: TextIO) -> None:
    """One page that holds all readings."""
    from dateline.publish import html

    stream.writelines(html.page(reading.rows for reading in readings))


WRITERS = {"terminal": write_terminal, "json": write_json, "html": write_html}


def run() -> None:
    """The console script: what went wrong as one line, a closed pipe in silence."""
    try:
        # Not main() itself: click turns a closed pipe into the status that says that an input could not be read.
        with main.make_context("dateline", sys.argv[1:]) as context:
            main.invoke(context)
        sys.stdout.flush()
        status = 0
    except click.exceptions.Exit as done:
        status = done.exit_code
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        status = 130
    except BrokenPipeError:
        status = _unflushed(141)
    except (DatelineError, OSError) as error:
        click.echo(f"dateline: {error}", err=True)
        status = _unflushed(2)
    sys.exit(status)


def _unflushed(status: int) -> int:
    """The same status, after giving the interpreter a standard output that it can flush to at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return status


if __name__ == "__main__":
    run()
