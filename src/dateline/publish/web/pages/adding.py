"""Adding: paste a text, choose files or give addresses; watch them being read; see what became of each."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from threading import Lock
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import Message

from dateline.errors import DatelineError, InputError, UnknownRecord
from dateline.publish.web.desk import Added, Desk, Tell, desk_of
from dateline.publish.web.jobs import Full, Job, Jobs, Part
from dateline.publish.web.said import plain
from dateline.publish.web.shell import render

#: Files at once, bytes of one and of all, letters of a pasted text, and addresses at once.
FILES, FILE, ALL, TEXT, URLS = 20, 20_000_000, 50_000_000, 1_000_000, 20
#: Letters of a title, an outlet and an address.
FIELD = 500
#: Bytes that a form has besides what is given in it.
AROUND = 100_000
#: Of a job, what a person who has not logged in is called.
NOBODY = ""
LIMITS = {
    "files": FILES,
    "file_megabytes": FILE // 1_000_000,
    "all_megabytes": ALL // 1_000_000,
    "text": TEXT,
    "urls": URLS,
}
_LOCK = Lock()

router = APIRouter(include_in_schema=False)


class Became(BaseModel):
    """What became of one article: its id, title and story where it is in the ledger, or why it was refused."""

    model_config = ConfigDict(frozen=True)

    became: str
    article: str | None
    title: str | None
    story: str | None
    story_title: str | None
    error: str | None


class JobModel(BaseModel):
    """How far a job is."""

    id: str
    titles: list[str]
    state: str
    before: int
    step: str
    done: int
    of: int | None
    added: list[Became]


# ---------------------------------------------------------------- giving


@router.get("/add")
def add(request: Request) -> Response:
    """The form, and what this user gave before."""
    return _form(request)


@router.post("/add")
async def adding(request: Request) -> Response:
    """Start a job with all that is given, and go to its page."""
    if not getattr(request.state, "can_edit", False):
        raise HTTPException(403, "Only editors add articles: log in as one.")
    try:
        async with _given(request) as form:
            desk = desk_of(request)
            parts, titles, size = await _parts(desk, form)
        job = jobs_of(request).start(parts, titles=titles, owner=_user(request), size=size)
    except InputError as error:
        return _form(request, trouble=error.problem, status=400)
    except Full:
        return _form(request, trouble="Too much waits to be read already: try again in a few minutes.", status=503)
    return RedirectResponse(f"/add/{job.id}", 303)


def _form(request: Request, *, trouble: str = "", status: int = 200) -> Response:
    before = [_model(request, job) for job in jobs_of(request).of(_user(request))[:5]]
    can = getattr(request.state, "can_edit", False)
    shown = render(request, "add.html", limits=LIMITS, trouble=trouble, before=before if can else [])
    return HTMLResponse(shown, status, headers={"Cache-Control": "no-store"})


@asynccontextmanager
async def _given(request: Request) -> AsyncIterator[FormData]:
    """The form that was sent, of bounded size. Raises InputError."""
    _bound(request)
    try:
        async with request.form(max_files=FILES + 1, max_fields=20, max_part_size=4 * TEXT + AROUND) as form:
            yield form
    except HTTPException as error:
        if error.status_code != 400:
            raise
        told = str(error.detail).removesuffix(".").lower()
        raise InputError("form", f"What was sent cannot be taken ({told}): at most {FILES} files.") from None


def _bound(request: Request) -> None:
    """Have the reading of what is sent stop where it is too much, whatever its header says."""
    most, receive, got = ALL + 4 * TEXT + AROUND, request.receive, 0
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > most:
        raise HTTPException(413, f"That is more than {ALL // 1_000_000} MB: give less at once.")

    async def counted() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        if got > most:
            raise HTTPException(413, f"That is more than {ALL // 1_000_000} MB: give less at once.")
        return message

    request._receive = counted


async def _parts(desk: Desk, form: FormData) -> tuple[list[Part], list[str], int]:
    """What is to be done with what was given, what it is called, and its bytes. Raises InputError."""
    text = _field(form, "text")
    files = await _files(form)
    urls = list(dict.fromkeys(line.strip() for line in _field(form, "urls").splitlines() if line.strip()))
    if not (text.strip() or files or urls):
        raise InputError("form", "Nothing was given: paste a text, choose files or write addresses.")
    if len(text) > TEXT:
        raise InputError("form", f"The text has more than {TEXT:,} letters: give it as a file, or in parts.")
    if len(urls) > URLS or any(len(url) > 4 * FIELD for url in urls):
        raise InputError("form", f"At most {URLS} addresses at once, of at most {4 * FIELD:,} letters each.")
    parts: list[Part] = []
    titles = []
    if text.strip():
        fields = _fields(form)
        # As a line of JSON lines, in which an article says all of itself.
        pasted = json.dumps({**fields, "text": text}).encode()
        parts.append(_reading(desk, [("pasted.jsonl", pasted)], {}))
        titles.append(fields.get("title") or plain(text, 60))
    if files:
        parts += [_reading(desk, files, {})]
        titles += [name for name, _ in files]
    parts += [_fetching(desk, url) for url in urls]
    return parts, [*titles, *urls], len(text) + sum(len(content) for _, content in files)


async def _files(form: FormData) -> list[tuple[str, bytes]]:
    """The files that were chosen, by their names alone. Raises InputError where one is too large."""
    given = [one for one in form.getlist("files") if isinstance(one, UploadFile) and one.filename]
    if len(given) > FILES:
        raise InputError("form", f"At most {FILES} files at once.")
    out = []
    for one in given:
        name = plain(str(one.filename).replace("\\", "/").rpartition("/")[2], 200) or "file"
        content = await one.read(FILE + 1)
        if len(content) > FILE:
            raise InputError("form", f"{name} is larger than {FILE // 1_000_000} MB: use `dateline add` for it.")
        out.append((name, content))
    if sum(len(content) for _, content in out) > ALL:
        raise InputError("form", f"The files together are larger than {ALL // 1_000_000} MB: give fewer at once.")
    return out


def _field(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


def _fields(form: FormData) -> dict[str, str]:
    """What is said of the pasted text, by the names of `records.Article`."""
    found = {name: plain(_field(form, name), FIELD) for name in ("title", "outlet", "published", "url")}
    return {name: value for name, value in found.items() if value}


# ---------------------------------------------------------------- doing


def _reading(desk: Desk, files: Sequence[tuple[str, bytes]], fields: Mapping[str, str]) -> Part:
    """Read files; where that fails as a whole, one by one, so that only the one that fails is lost."""

    def read(tell: Tell) -> list[Added]:
        work = desk.works.add_files
        if work is None:
            raise InputError("form", "files cannot be added here: use `dateline add`")
        try:
            return work(files, fields, tell)
        except DatelineError as error:
            if len(files) == 1:
                return [Added(None, "refused", str(error))]
        return [found for one in files for found in _reading(desk, [one], fields)(tell)]

    return read


def _fetching(desk: Desk, url: str) -> Part:
    def fetch(tell: Tell) -> list[Added]:
        work = desk.works.add_address
        if work is None:
            raise InputError(url, "addresses cannot be fetched here: use `dateline add`")
        tell(f"fetching {url}", 0, None)
        return work(url, {}, tell)

    return fetch


# ---------------------------------------------------------------- watching


# First the narrower address.
@router.get("/add/{job}.json")
def progress(request: Request, job: str) -> Response:
    """How far a job is, as JSON."""
    found = _model(request, _mine(request, job))
    return JSONResponse(found.model_dump(), headers={"Cache-Control": "no-store"})


@router.get("/add/{job}")
def watch(request: Request, job: str) -> Response:
    """How far a job is; the page looks again each second until it is done."""
    found = _model(request, _mine(request, job))
    return HTMLResponse(render(request, "added.html", job=found), headers={"Cache-Control": "no-store"})


def jobs_of(request: Request) -> Jobs:
    """The jobs of the application."""
    state = request.app.state
    with _LOCK:
        if not hasattr(state, "jobs"):
            state.jobs = Jobs()
    found: Any = state.jobs
    assert isinstance(found, Jobs)
    return found


def _user(request: Request) -> str:
    return str(getattr(request.state, "user", None) or NOBODY)


def _mine(request: Request, job: str) -> Job:
    """A job, for who gave it and for editors. To others it is not there."""
    found = jobs_of(request).get(job)
    if found is None or not (getattr(request.state, "can_edit", False) or found.owner == _user(request) != NOBODY):
        raise UnknownRecord("there is no such job, or it is forgotten: what was added is in the ledger all the same")
    return found


def _model(request: Request, job: Job) -> JobModel:
    return JobModel(
        id=job.id,
        titles=job.titles,
        state=job.state,
        before=jobs_of(request).before(job),
        step=job.step,
        done=job.done,
        of=job.of,
        added=[_became(desk_of(request), one) for one in list(job.added)],
    )


def _became(desk: Desk, one: Added) -> Became:
    """What became of an article, with its title and story, which it has when it is merged."""
    title = story = story_title = None
    if one.article:
        try:
            with desk.reading() as (view, merged):
                title = view.readings(one.article)[-1].title
                found = merged.story(one.article)
                story, story_title = found.id, found.title
        except (DatelineError, IndexError):
            pass  # not merged yet, or the ledger is busy: the id will do
    return Became(
        became=one.became, article=one.article, title=title, story=story, story_title=story_title, error=one.error
    )
