"""A ledger's events in the formats of other programs. Every exporter stands in EXPORTERS; there is no other list.

An exporter is a module with `write(job, target)`, which gives the number of what it wrote. The target is a binary
stream, or a folder where a format is of several files. Nothing is ever held in memory whole but the names of a graph.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline.errors import ExportError
from dateline.ledger import Merged, View
from dateline.publish.exports import calendar, ftm, geojson, graphml, parquet, plover, spreadsheets
from dateline.publish.exports.job import Job, Tell, silent

__all__ = ["EXPORTERS", "STDOUT", "Exporter", "export"]

#: The target that is standard output.
STDOUT = "-"


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format: what it holds, in one line, and what writes it. `folder`: it is of several files."""

    name: str
    about: str
    write: Callable[[Job, Any], int]
    folder: bool = False


EXPORTERS = {
    one.name: one
    for one in (
        Exporter("plover", "events that have a PLOVER code, as JSON lines with the keys of NGEC", plover.write),
        Exporter("ftm", "people, bodies, events and articles as FollowTheMoney entities, JSON lines", ftm.write),
        Exporter("geojson", "events that have a point, for maps", geojson.write),
        Exporter("ics", "events whose time is known, for calendars", calendar.write),
        Exporter("graphml", "who cites whom, for graph programs", graphml.write),
        Exporter("csv", "events.csv and reports.csv, for spreadsheets", spreadsheets.write, folder=True),
        Exporter("parquet", "every table, one file each (pip install 'dateline[parquet]')", parquet.write, folder=True),
    )
}


def export(name: str, view: View, merged: Merged, target: str | Path, tell: Tell = silent, **asked: Any) -> int:
    """Write what is asked for (as `Merged.events` takes it) to a file, folder or "-"; the number of what was written.

    A file or folder is put in place when it is complete; a folder must be empty or not there yet. Raises ExportError
    and LedgerError.
    """
    if name not in EXPORTERS:
        raise ExportError(f"there is no format {name!r}: {', '.join(EXPORTERS)}")
    exporter = EXPORTERS[name]
    job = Job(view, merged, tell=tell, asked=asked)
    if exporter.folder:
        return _to_folder(exporter, job, target)
    if str(target) == STDOUT:
        return exporter.write(job, sys.stdout.buffer)
    return _to_file(exporter, job, Path(target))


def _to_file(exporter: Exporter, job: Job, path: Path) -> int:
    try:
        descriptor, made = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror or error}") from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            written = exporter.write(job, file)
        Path(made).chmod(0o666 & ~_mask())
        Path(made).replace(path)
    except BaseException:
        Path(made).unlink(missing_ok=True)
        raise
    return written


def _to_folder(exporter: Exporter, job: Job, target: str | Path) -> int:
    path = Path(target)
    if str(target) == STDOUT:
        raise ExportError(f"{exporter.name} is of several files: give a folder with --output")
    if path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise ExportError(f"{path} is there already: {exporter.name} needs a new or empty folder")
    try:
        made = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror or error}") from None
    try:
        written = exporter.write(job, made)
        made.chmod(0o777 & ~_mask())
        made.replace(path)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return written


def _mask() -> int:
    """The permissions that this process takes from new files."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
