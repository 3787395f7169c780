"""The line above a page that says what was just judged, or taken back, and offers to undo it; and who judges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dateline.errors import DatelineError
from dateline.publish.judged import Subjects, sentence
from dateline.publish.web.desk import desk_of
from dateline.records import Judgement

#: Judgements that one press of a button makes at most, and that one line tells.
MOST = 8
#: Letters of a name, and of a reason.
NAME, REASON = 80, 1000
#: The cookie that remembers under which name somebody judges who has not logged in, and for how long.
COOKIE, YEAR = "judge", 365 * 24 * 3600
HERE = "/judgements"


@dataclass(frozen=True, slots=True)
class Said:
    """What was done: the judgements' ids, what the first of them says, and whether they were taken back."""

    ids: list[str]
    words: str
    withdrawn: bool


def said(request: Request) -> Said | None:
    """What the address says was just done, if it was."""
    wanted = request.query_params.get("said", "").split(",")[:MOST]
    if not wanted[0] or not getattr(request.state, "admitted", True):
        return None
    try:
        with desk_of(request).reading() as (view, merged):
            entries = {one.judgement.id: one.judgement for one in merged.judgements()}
            found = [entries[one] for one in wanted if one in entries]
            words = sentence(found[0], Subjects(view, merged)) if found else ""
    except DatelineError:
        return None
    return Said([one.id for one in found], words, found[0].withdrawn is not None) if found else None


def judge_of(request: Request) -> str:
    """Who judges: the user, or the name that was given last; "" where neither is known."""
    user = getattr(request.state, "user", None)
    return str(user) if user else plain(unquote(request.cookies.get(COOKIE, "")), NAME)


def plain(given: str, most: int) -> str:
    """Somebody's words on one line, without what cannot be seen, no longer than told."""
    return " ".join("".join(char if char.isprintable() else " " for char in given).split())[:most]


def back_to(path: str, done: list[Judgement], request: Request) -> Response:
    """Send the browser back to a page of ours, which then says what was done."""
    parts = urlsplit(own(path))
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name != "said"]
    asked = urlencode([*kept, ("said", ",".join(one.id for one in done[:MOST]))])
    return RedirectResponse(f"{parts.path}?{asked}", 303)


def own(path: str) -> str:
    """The path, if it is one of our own pages; else that of the list of judgements."""
    ours = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return quote(path, safe="/?&=%+~!$'()*,;:@-._") if ours else HERE


def remember(answer: Response, judge: str, request: Request) -> None:
    """Have the browser keep the name of a judge who has not logged in."""
    if not getattr(request.state, "user", None):
        secure = request.url.scheme == "https"
        answer.set_cookie(COOKIE, quote(judge), max_age=YEAR, httponly=True, samesite="lax", secure=secure)


def without(query: str) -> Iterator[tuple[str, str]]:
    """A query without what was said before."""
    return ((name, value) for name, value in parse_qsl(query) if name != "said")


def here(request: Request) -> str:
    """The address of this page, for a form to come back to."""
    asked = urlencode(list(without(request.url.query)))
    return quote(request.url.path) + (f"?{asked}" if asked else "")
