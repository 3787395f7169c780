"""The commands that gather what is to be read: sources, rounds over them, and leads out of files that list articles."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dateline.asking import LEDGER, Bar
from dateline.errors import DatelineError, InputError, SettingsError
from dateline.settings import Settings

if TYPE_CHECKING:
    from dateline.collect.polite import Fetcher
    from dateline.collect.web import Bounds
    from dateline.ledger import Session
    from dateline.merge.merger import Done
    from dateline.reader import Reader
    from dateline.records import Article, Rows
    from dateline.rounds import Counts, Round

FORM = click.option(
    "--format",
    "form",
    type=click.Choice(("table", "json")),
    default="table",
    show_default=True,
    help="table: address, time and outlet between tabs; json: one object a line.",
)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@FORM
def leads(files: tuple[str, ...], form: str) -> None:
    """List the articles that files of GDELT point to: leads to collect, never facts.

    \b
    dateline leads 20230916083000.export.CSV.zip
    dateline leads doc-api.json --format json
    dateline leads 20230916083000.gkg.csv | cut -f 1 | xargs dateline read

    A FILE is GDELT's: Event (1.0, 2.0), Mentions or GKG 2.1, as .CSV or .zip, or an answer of the DOC API in JSON. Each
    address comes once a file, with the time at which GDELT saw it (not that of publication) and the outlet. What
    GDELT's machines coded is not taken. A line that cannot be read gets one line on standard error and the others go
    on; the exit status is then 1.
    """
    from dateline.collect import gdelt

    failed = 0
    for name in files:
        for lead in gdelt.leads(name):
            if isinstance(lead, InputError):
                failed += 1
                click.echo(f"dateline: {lead}", err=True)
            elif form == "json":
                known = {"url": lead.url, "seen": lead.seen, "outlet": lead.outlet, "title": lead.title}
                sys.stdout.write(json.dumps(known, ensure_ascii=False) + "\n")
            else:
                sys.stdout.write("\t".join(_cell(part) for part in (lead.url, lead.seen, lead.outlet)) + "\n")
    sys.stdout.flush()
    if failed:
        raise click.exceptions.Exit(1)


SOURCES = click.option(
    "--sources", "path", default="sources.toml", show_default=True, metavar="FILE", help="The table of sources."
)
#: What stands as the source of pages that were named one by one.
NAMED = "addresses"
KEEP = click.Choice(("none", "text", "all"))


@click.command()
@SOURCES
@LEDGER
@click.option("--urls", metavar="FILE", help="Instead of the sources: addresses, one a line (- is standard input).")
@click.option("--due", is_flag=True, help="Ask only the sources whose time (`every`) has come.")
@click.option("--again", is_flag=True, help="Fetch nothing: read anew what was fetched and kept, with this dateline.")
@click.option("--keep", type=KEEP, help="What is kept of pages, whatever the table says: see below.")
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="Articles read at once.")
@click.option("--no-merge", is_flag=True, help="Only read and keep: `dateline merge` makes stories and events later.")
@click.option("--quiet", "-q", is_flag=True, help="No progress bar.")
@click.option(
    "--format", "form", type=click.Choice(("table", "json")), default="table", help="Of the counts at the end."
)
def collect(
    path: str,
    ledger: str,
    urls: str | None,
    due: bool,
    again: bool,
    keep: Any,
    processes: int,
    no_merge: bool,
    quiet: bool,
    form: str,
) -> None:
    """Go once over the sources: fetch what is new, keep it, read it into a ledger, and merge.

    \b
    dateline sources add https://example.org/news/
    dateline collect --ledger news.ledger
    dateline leads 20230916083000.gkg.csv.zip | dateline collect --urls - --ledger news.ledger

    Sites are asked as a guest asks: by their robots.txt, one request at a time, with a delay. What was fetched is in
    the ledger before it is read, so a round that is stopped at any moment is gone on with by the same command. Of a
    page is kept: all (as it was sent, so that --again can read it anew), text (address, time, headers and the article),
    none (the article). A page that cannot be fetched or read gets one line on standard error and the others go on; the
    exit status is then 1.
    """
    settings = Settings.load()
    from dateline.ledger import Session
    from dateline.reader import Reader

    reader = Reader(settings)
    work = _work(path, urls=urls, due=due, keep=keep, settings=settings) if not again else None
    with Session(ledger, reader=reader.version) as session:
        counts = _gone_round(session, reader, work, processes=processes, quiet=quiet)
        merged = None if no_merge else _merged(session, quiet=quiet)
    if form == "json":
        click.echo(json.dumps({"ledger": ledger, **counts.json(), "merged": merged and asdict(merged)}))
    else:
        click.echo(_sentence(ledger, counts) + (f"; {merged.sentence()}" if merged else ""))
    if counts.refused:
        raise click.exceptions.Exit(1)


@click.group("sources")
def sources_group() -> None:
    """The table of sources that `dateline collect` goes over: a file that is yours to edit.

    \b
    dateline sources add https://example.org/news/
    dateline sources list
    """


@sources_group.command("add")
@click.argument("url", metavar="URL")
@SOURCES
@click.option("--name", help="What to call it; without it, the title of the feed.")
@click.option(
    "--kind",
    type=click.Choice(("feed", "sitemap", "page", "section")),
    help="What URL is; without it, its feed is looked for, then its news sitemap, then links to articles.",
)
@click.option("--outlet", metavar="NAME", help="Who publishes it; without it, by the address.")
@click.option("--language", metavar="TAG", help="Its language; without it, what the feed says.")
@click.option("--keep", type=KEEP, help="What is kept of its pages: see `dateline collect`.")
def add_source(
    url: str,
    path: str,
    name: str | None,
    kind: Any,
    outlet: str | None,
    language: str | None,
    keep: Any,
) -> None:
    """Find what there is to collect at URL, and write it to the table: its feed, its outlet, its language.

    What stands in the table stays as it is, comments too.
    """
    from dateline.collect import discovery, sources

    found = discovery.find(url, fetcher_of(Settings.load()), kind=kind, name=name)
    found = replace(found, name=name or sources.free_name(path, found.name))
    given = {"outlet": outlet, "language": language, "keep": keep}
    source = replace(found, **{key: value for key, value in given.items() if value is not None})
    sources.add(path, source)
    click.echo(f"{path}:\n\n{sources.written(source)}", nl=False)


@sources_group.command("list")
@SOURCES
@click.option("--ledger", metavar="FILE", help="Say when each was looked at last, too.")
@FORM
def list_sources(path: str, ledger: str | None, form: str) -> None:
    """List the sources and, from a ledger, when each was looked at last and since when it fails."""
    from dateline.collect import sources
    from dateline.ledger import View, visits

    looks = {}
    listed = sources.load(path)
    if ledger:
        with View(ledger) as view:
            looks = visits(view, [source.url for source in listed])
    for source in listed:
        look = looks.get(source.url)
        seen = {"checked": look.checked, "failing": look.failing, "problem": look.problem} if look else {}
        if form == "json":
            click.echo(json.dumps({**asdict(source), **seen}, ensure_ascii=False))
            continue
        state = f"failing since {look.failing}: {look.problem}" if look and look.failing else ""
        cells = (source.name, source.kind, source.url, look.checked if look else None, state)
        click.echo("\t".join(_cell(cell) for cell in cells).rstrip())


@click.command()
@click.argument("ledger", metavar="LEDGER")
@click.option("--article", metavar="ID", help="Only what this article (id or url) was made of, all its versions.")
@click.option("--output", "-o", required=True, metavar="FILE", help="The archive: news.warc.gz.")
def captures(ledger: str, article: str | None, output: str) -> None:
    """Write what was fetched, and kept whole, as a web archive (WARC).

    \b
    dateline captures news.ledger --output news.warc.gz
    dateline captures news.ledger --article https://example.org/news/1 --output one.warc.gz
    """
    from dateline import __version__
    from dateline.collect import archive
    from dateline.ledger import View, captured

    target, written, without = Path(output), 0, 0
    scratch = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with View(ledger) as view, scratch.open("wb") as stream:
            archive.write_information(stream, software=f"dateline {__version__}")
            for kept in captured(view, article):
                if kept.content is None:
                    without += 1
                    continue
                told = {"url": kept.url, "fetched": kept.fetched, "status": kept.status, "headers": kept.headers}
                archive.write_answer(stream, content=kept.content, **told)  # type: ignore[arg-type]
                written += 1
        scratch.replace(target)
    finally:
        scratch.unlink(missing_ok=True)
    left_out = f"; {without:,} were not kept whole" if without else ""
    click.echo(f"{output}: {written:,} captures{left_out}")


COMMANDS = (leads, collect, sources_group, captures)


def _work(path: str, *, urls: str | None, due: bool, keep: Any, settings: Settings) -> Callable[[Round], None]:
    """What a round is to fetch; the table of sources is read at once, so that its errors come first."""
    from dateline.collect import sources

    fetcher = fetcher_of(settings)
    if urls:
        named = sources.Source(NAMED, "", keep=keep or "all", most=sys.maxsize)
        addresses = _addresses(urls)
        return lambda done: done.fetch_addresses(named, addresses, fetcher)
    listed = sources.load(path)
    listed = tuple(replace(one, keep=keep) for one in listed) if keep else listed
    return lambda done: done.fetch(listed, fetcher, due=due)


def _gone_round(
    session: Session, reader: Reader, work: Callable[[Round], None] | None, *, processes: int, quiet: bool
) -> Counts:
    """The counts of one round; without `work`, of reading anew."""
    from dateline.collect.inputs import Limits
    from dateline.rounds import Round

    settings = reader.settings
    limits = Limits(settings.max_characters, settings.max_bytes, settings.timeout)
    with Bar(quiet=quiet) as bar:
        done = Round(session, limits=limits, tell=_tell, step=lambda counts: _show(bar, counts))
        if work is not None:
            work(done)
        done.make(done.waiting(again=work is None), lambda articles: rows_of(reader, articles, processes))
    return done.counts


def bounds_of(settings: Settings) -> Bounds:
    """What requests may cost and where they may lead. Raises SettingsError."""
    from dateline.collect.networks import networks
    from dateline.collect.web import Bounds

    try:
        allowed = networks(settings.networks)
    except ValueError as error:
        raise SettingsError(f"DATELINE_NETWORKS={settings.networks!r}: {error}") from None
    return Bounds(settings.timeout, settings.max_bytes, networks=allowed)


def fetcher_of(settings: Settings) -> Fetcher:
    """What fetches as the settings say. Raises SettingsError."""
    from dateline.collect.polite import Fetcher, Manner

    return Fetcher(Manner(bounds_of(settings), contact=settings.contact, delay=settings.delay))


def _addresses(path: str) -> list[str]:
    """The addresses of a file: the first column of each line, as `dateline leads` writes them."""
    with sys.stdin if path == "-" else Path(path).open(encoding="utf-8", errors="replace") as lines:
        return [line.partition("\t")[0].strip() for line in lines]


def rows_of(reader: Reader, articles: Iterable[Article], processes: int) -> Iterator[Rows | InputError]:
    """What a reader makes of articles, in their order."""
    for reading in reader.read_many(articles, processes=processes):
        yield reading if isinstance(reading, InputError) else reading.rows


def _merged(session: Session, *, quiet: bool) -> Done:
    from dateline.merge.merger import Merger

    with Bar(quiet=quiet) as bar:
        return Merger(session).finish(bar)


def _tell(error: DatelineError) -> None:
    click.echo(f"dateline: {error}", err=True)


def _show(bar: Bar, counts: Counts) -> None:
    made = counts.new + counts.version + counts.reread + counts.same
    bar("reading" if made else "fetching", made, max(counts.fetched, made))


def _sentence(ledger: str, counts: Counts) -> str:
    """The counts, in words."""
    failing = f" ({counts.failing:,} failing)" if counts.failing else ""
    why = ", ".join(f"{number:,} {_words(name)}" for name, number in counts.refused.most_common())
    return (
        f"{ledger}: {counts.sources:,} sources{failing} list {counts.listed:,} articles: {counts.fetched:,} fetched, "
        f"{counts.unchanged:,} unchanged, {counts.left:,} left for the next round; {counts.new:,} new, "
        f"{counts.version:,} new versions of ones that were there, {counts.reread:,} read anew, "
        f"{counts.same:,} there as they are, {counts.refused.total():,} refused" + (f" ({why})" if why else "")
    )


def _words(error: str) -> str:
    """The name of an error in words: "TooLargeInput" is "too large"."""
    return " ".join(re.findall("[A-Z][a-z]+", error.removesuffix("Input"))).lower()


def _cell(part: str | None) -> str:
    """A cell of a table: no tab or line end of its own."""
    return " ".join((part or "").split())
