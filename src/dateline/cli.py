"""The command line."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
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


def _iso(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    try:
        datetime.fromisoformat(value or "2026-11-20")
        return value
    except ValueError:
        raise click.BadParameter(f"{value!r} is no ISO 8601 date: write it as 2026-11-20") from None


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
@click.option("--output", "-o", default="-", metavar="FILE", help="Write here instead of to the screen.")
@click.option(
    "--published", metavar="DATE", callback=_iso, help="ISO 8601 date of articles that don't say theirs (2026-11-20)."
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
        language=language,
        max_bytes=settings.max_bytes,
        max_characters=settings.max_characters,
        timeout=settings.timeout,
    )
    on_screen = form == "terminal" and output == "-" and sys.stdout.isatty()
    reader = Reader(settings)
    with opened(output) as stream, Watch(collect.count(inputs), strict=strict, quiet=quiet or on_screen) as watch:
        WRITERS[form](watch(reader.read_many(articles, processes=processes)), stream)
        if strict and watch.failed:
            _end(watch.failed)  # from inside, so that no half of a file is put in place
    _end(watch.failed)


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


def _end(failed: int) -> None:
    """End with status 1 where inputs failed, by click's own exception."""
    sys.stdout.flush()
    if failed:
        raise click.exceptions.Exit(1)


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
        stream.write(json.dumps(reading.json(), ensure_ascii=False) + "\n")


def write_terminal(readings: Iterable[Reading], stream: TextIO) -> None:
    """One reading below the other, 80 columns wide where the width of the screen is not known."""
    from rich.console import Console

    from dateline.publish import terminal

    class Screen(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # rich would exit with the status that says that an input could not be read

    console = Screen(file=stream, highlight=False, width=None if stream.isatty() else 80)
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
