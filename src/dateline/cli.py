"""The command line."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, TextIO

import click

import dateline
from dateline.errors import DatelineError, InputError
from dateline.settings import Settings

if TYPE_CHECKING:
    from dateline.atlas.followthemoney import Found
    from dateline.reader import Reading

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
@click.option(
    "--output",
    "-o",
    type=click.File("w", encoding="utf-8", errors="replace", atomic=True),
    default="-",
    metavar="FILE",
    help="Write here instead of standard output.",
)
@click.option("--published", metavar="DATE", help="ISO 8601 date of articles whose file doesn't say it.")
@click.option("--outlet", metavar="NAME", help="Outlet of articles whose file doesn't say it.")
@click.option("--atlas", metavar="FILE", help="Your own people, bodies and ships, as `dateline import` wrote them.")
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="Articles read at once.")
@click.option("--strict", is_flag=True, help="Stop at the first input that cannot be read.")
@click.option("--quiet", "-q", is_flag=True, help="No progress bar.")
def read(
    inputs: tuple[str, ...],
    form: str,
    output: TextIO,
    published: str | None,
    outlet: str | None,
    atlas: str | None,
    processes: int,
    strict: bool,
    quiet: bool,
) -> None:
    """Read articles: who did what to whom, where and when, and who says so.

    An INPUT is a file (.jsonl with one article a line, .txt, .html), a folder of such files, a URL, or - for
    standard input. An input that cannot be read gets one line on standard error and the others go on; the exit
    status is then 1. In JSON lines, `text` is required; `id`, `title`, `published`, `outlet`, `url` and
    `language` are used when there.
    """
    settings = Settings.load()
    settings = settings if atlas is None else replace(settings, atlas=atlas)
    from dateline import collect
    from dateline.reader import Reader

    articles = collect.read_inputs(
        inputs,
        published=published,
        outlet=outlet,
        max_bytes=settings.max_bytes,
        max_characters=settings.max_characters,
        timeout=settings.timeout,
    )
    on_screen = form == "terminal" and output is sys.stdout and sys.stdout.isatty()
    reader = Reader(settings)
    with Watch(collect.count(inputs), strict=strict, quiet=quiet or on_screen) as watch:
        WRITERS[form](watch(reader.read_many(articles, processes=processes)), output)
    sys.exit(1 if watch.failed else 0)


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
            sys.exit(1)  # from inside, so that no empty atlas is put in place
    counts = f"{done.new:,} new, {done.replaced:,} replaced, {done.unchanged:,} as they were"
    click.echo(f"{into}: {total:,} entities ({counts}); left out, being of other kinds or nameless: {lists.left_out:,}")
    sys.exit(1 if lists.failed else 0)


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


class Watch:
    """Passes readings on, moves the progress bar, and says on standard error which inputs could not be read."""

    def __init__(self, total: int | None, *, strict: bool, quiet: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self.strict, self.failed = strict, 0
        screen = Console(stderr=True)
        self._bar = Progress(
            TextColumn("reading"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=screen,
            disable=quiet or not screen.is_terminal,
            transient=True,
        )
        self._task = self._bar.add_task("reading", total=total)

    def __enter__(self) -> Watch:
        self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.stop()

    def __call__(self, readings: Iterable[Reading | InputError]) -> Iterator[Reading]:
        """The readings; with `strict`, up to the first error."""
        for reading in readings:
            self._bar.advance(self._task)
            if not isinstance(reading, InputError):
                yield reading
                continue
            self.failed += 1
            click.echo(f"dateline: {reading}", err=True)
            if self.strict:
                return


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
        line = json.dumps(reading.json(), ensure_ascii=False)
        # A lone surrogate is legal in JSON only as an escape: UTF-8 has no form for it.
        stream.write((line if line.isascii() or _encodes(line) else json.dumps(reading.json())) + "\n")


def write_terminal(readings: Iterable[Reading], stream: TextIO) -> None:
    """One reading below the other, 80 columns wide where the width of the screen is not known."""
    from rich.console import Console

    from dateline.publish import terminal

    console = Console(file=stream, highlight=False, width=None if stream.isatty() else 80)
    for reading in readings:
        terminal.show(reading.rows, console)


def write_html(readings: Iterable[Reading], stream: TextIO) -> None:
    """One page that holds all readings."""
    from dateline.publish import html

    stream.writelines(html.page(reading.rows for reading in readings))


WRITERS = {"terminal": write_terminal, "json": write_json, "html": write_html}


def _encodes(line: str) -> bool:
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def run() -> None:
    """The console script: errors of ours as one line, a closed pipe in silence."""
    try:
        main()
    except DatelineError as error:
        click.echo(f"dateline: {error}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        # The reader of our output (`| head`) has gone: give the interpreter nothing to flush to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)


if __name__ == "__main__":
    run()
