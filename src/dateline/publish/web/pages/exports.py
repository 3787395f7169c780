"""Events in the formats of other programs, as files to download."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Annotated, Literal
from zipfile import ZIP_DEFLATED, ZipFile

from fastapi import APIRouter, HTTPException, Query
from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from dateline.publish.exports import export as write_out
from dateline.publish.web.desk import AtDesk
from dateline.publish.web.pages.events import Code, StoryId, wanted
from dateline.publish.web.pages.front import Date, Name, Number

#: Events in one file, at most, and where nothing is said. `dateline export` has no bound.
MOST, USUAL = 50_000, 10_000
#: Exports made at once: each reads much of the ledger.
AT_ONCE = BoundedSemaphore(2)
#: Seconds that one waits for its turn.
PATIENCE = 10.0

Format = Literal["plover", "geojson", "ics", "graphml", "csv", "ftm"]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a browser is told of a format: its media type, and how a file of it is named."""

    media_type: str
    suffix: str


KINDS: dict[str, Kind] = {
    "plover": Kind("application/x-ndjson", ".plover.jsonl"),
    "ftm": Kind("application/x-ndjson", ".ftm.jsonl"),
    "geojson": Kind("application/geo+json", ".geojson"),
    "ics": Kind("text/calendar; charset=utf-8", ".ics"),
    "graphml": Kind("application/graphml+xml", ".graphml"),
    "csv": Kind("application/zip", ".csv.zip"),
}
router = APIRouter()


@router.get(
    "/api/export/{format}",
    summary="Events in the format of another program.",
    tags=["exports"],
    operation_id="export",
    response_class=FileResponse,
    responses={
        200: {
            "description": "A file; of csv a zip of events.csv and reports.csv.",
            "content": {kind.media_type: {"schema": {"type": "string"}} for kind in KINDS.values()},
        }
    },
    openapi_extra={"x-values": {"format": "geojson", "who": "Mikhail Gorbachev"}},
)
def export(
    desk: AtDesk,
    format: Format,
    who: Name = "",
    where: Name = "",
    since: Date = "",
    until: Date = "",
    code: Code = "",
    min_origins: Number = "",
    min_articles: Number = "",
    story: StoryId = "",
    disputed: bool = False,
    limit: Annotated[int, Query(ge=1, le=MOST, description="Events at most.")] = USUAL,
) -> FileResponse:
    """PLOVER and FollowTheMoney as JSON lines, GeoJSON, iCalendar, GraphML (who cites whom), CSV (a zip)."""
    asked = wanted(
        who=who, where=where, since=since, until=until, code=code, story=story, min_origins=min_origins,
        min_articles=min_articles, disputed=disputed,
    )  # fmt: skip
    if not AT_ONCE.acquire(timeout=PATIENCE):
        raise HTTPException(503, "Others are exporting: ask again in a minute.", {"Retry-After": "60"})
    folder = Path(tempfile.mkdtemp(prefix="dateline-export-"))
    try:
        made, kind = folder / f"events{KINDS[format].suffix}", KINDS[format]
        with desk.reading() as (view, merged):
            if format == "csv":
                write_out(format, view, merged, folder / "csv", **asked, limit=limit)
                _zipped(folder / "csv", made)
            else:
                write_out(format, view, merged, made, **asked, limit=limit)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    finally:
        AT_ONCE.release()
    name = f"{desk.path.stem}{kind.suffix}"
    gone = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(made, media_type=kind.media_type, filename=name, background=gone)


def _zipped(folder: Path, made: Path) -> None:
    with ZipFile(made, "w", ZIP_DEFLATED) as pack:
        for one in sorted(folder.iterdir()):
            pack.write(one, one.name)
