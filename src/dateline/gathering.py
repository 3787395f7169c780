"""The commands that gather what is to be read: leads out of files that list articles."""

from __future__ import annotations

import json
import sys

import click

from dateline.errors import InputError

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


COMMANDS = (leads,)


def _cell(part: str | None) -> str:
    """A cell of a table: no tab or line end of its own."""
    return " ".join((part or "").split())
