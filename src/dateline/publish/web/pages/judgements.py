"""Judgements: what people called the same, different or wrong, by whom and why; and the forms that judge and undo."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.responses import Response

from dateline.errors import UnknownRecord
from dateline.ledger import Entry, Merged, bare, contradicted, split
from dateline.publish.judged import Subjects
from dateline.publish.web.desk import AtDesk, Desk
from dateline.publish.web.doors import FEW, Listing, Page, PageNumber, PageSize
from dateline.publish.web.said import MOST, NAME, REASON, back_to, judge_of, own, plain, remember
from dateline.records import Event, Judgement, Verdict, mention_key

#: An event, or a report of one by its number, as people paste it: an id, or the address of its page.
EVENT = re.compile(r"(?:.*/event/)?(ev-[0-9a-f]{12})(?:#(?:report-)?(\d{1,6}))?(?:\?.*)?\s*")
#: The right side of a judgement that parts a report from all others of its event.
OTHERS = "others"
Standing = Literal["stands", "contradicted", "taken back"]

router = APIRouter(include_in_schema=False)


class SubjectModel(BaseModel):
    """What is judged: a report, claim or link of an article, by its words; null where it is read no more."""

    model_config = ConfigDict(from_attributes=True)

    article: str
    row: str
    kind: Literal["report", "claim", "link"] | None
    words: str | None
    at: int
    event: str | None
    label: str | None


class JudgementLine(BaseModel):
    """A judgement: what it says of what, who made it, when and why, and whether it counts."""

    id: str
    verdict: Verdict
    left: SubjectModel
    right: SubjectModel | None
    judge: str
    made: str | None
    reason: str
    standing: Standing
    withdrawn: str | None
    withdrawn_by: str | None


class JudgeLine(BaseModel):
    """Somebody who judged, and how often."""

    name: str
    judgements: int


class JudgementsPage(BaseModel):
    """Judgements that fit what is asked, the newest first, and everybody who judged."""

    asked: dict[str, Any]
    judgements: list[JudgementLine]
    listing: Listing
    judges: list[JudgeLine]


def judgements(
    desk: AtDesk,
    judge: Annotated[str, Query(max_length=200, description="Only those of this person.")] = "",
    verdict: Annotated[Literal["", "same", "different", "wrong"], Query(description="Only of this verdict.")] = "",
    standing: Annotated[
        Literal["", "stands", "contradicted", "taken back"], Query(description="Only those that stand, or don't.")
    ] = "",
    page: PageNumber = 1,
    size: PageSize = FEW,
) -> JudgementsPage:
    """What people judged, the newest first: who, when, why, of what, and whether it counts."""
    asked = {"judge": judge.strip(), "verdict": verdict, "standing": standing}
    with desk.reading() as (view, merged):
        entries = merged.judgements()
        without = contradicted(one.judgement for one in entries)
        fitting = [one for one in reversed(entries) if _fits(one, asked, without)]
        subjects = Subjects(view, merged)
        lines = [_line(one, subjects, without) for one in fitting[(page - 1) * size : page * size]]
    judges = Counter(one.judgement.judge for one in entries).most_common()
    return JudgementsPage(
        asked={name: value for name, value in asked.items() if value},
        judgements=lines,
        listing=Listing(page=page, size=size, total=len(fitting), more=len(fitting) > page * size),
        judges=[JudgeLine(name=name, judgements=number) for name, number in judges],
    )


def _fits(one: Entry, asked: dict[str, str], without: set[str]) -> bool:
    found = {"judge": one.judgement.judge, "verdict": one.judgement.verdict, "standing": _standing(one, without)}
    return all(found[name] == value for name, value in asked.items() if value)


def _standing(one: Entry, without: set[str]) -> Standing:
    if one.judgement.withdrawn:
        return "taken back"
    return "contradicted" if one.judgement.id in without else "stands"


def _line(one: Entry, subjects: Subjects, without: set[str]) -> JudgementLine:
    told = one.judgement
    left, right = subjects.of(told.left), subjects.of(told.right) if told.right else None
    return JudgementLine(
        id=told.id,
        verdict=told.verdict,
        left=SubjectModel.model_validate(left),
        right=SubjectModel.model_validate(right) if right else None,
        judge=told.judge,
        made=told.made,
        reason=told.reason,
        standing=_standing(one, without),
        withdrawn=told.withdrawn,
        withdrawn_by=one.withdrawn_by,
    )


PAGE = Page("/judgements", judgements, "judgements.html", "What people judged, and whether it counts.", ("judgements",))


# ---------------------------------------------------------------- judging


@router.post("/judgements")
def judged(
    request: Request,
    desk: AtDesk,
    left: Annotated[str, Form(max_length=4000)],
    verdict: Annotated[Verdict, Form()],
    right: Annotated[str, Form(max_length=4000)] = "",
    pasted: Annotated[str, Form(max_length=4000)] = "",
    reason: Annotated[str, Form(max_length=REASON)] = "",
    judge: Annotated[str, Form(max_length=NAME)] = "",
    back: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Keep a judgement. `left` and `right` are events, reports of events (ID#2) or keys of rows; `pasted` is a `right`
    that was written in instead of chosen; "others" as `right` parts a report from all others of its event."""
    name = _judge(request, judge)
    work = _may(request, desk.works.judge)
    words, other = plain(reason, REASON), pasted.strip() or right.strip()
    if verdict == "wrong":
        done = [work(_key(desk, left), "", verdict, name, words)]
    elif other == OTHERS:
        done = list(_parted(desk, left, name, words))
    elif not other:
        raise HTTPException(400, "Say which other event: choose one, or paste its id or the address of its page.")
    else:
        done = [work(_key(desk, left), _key(desk, other), verdict, name, words)]
    answer = back_to(_still_there(desk, back, done[0]), done, request)
    remember(answer, name, request)
    return answer


@router.post("/judgements/{id}/withdraw")
def withdrawn(
    request: Request,
    desk: AtDesk,
    id: str,
    also: Annotated[str, Form(max_length=400)] = "",
    judge: Annotated[str, Form(max_length=NAME)] = "",
    back: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Take back a judgement, and those made with it (`also`, between commas)."""
    name = _judge(request, judge)
    work = _may(request, desk.works.withdraw)
    wanted = dict.fromkeys([id, *(one for one in also.split(",")[:MOST] if one)])
    done = [work(one, name) for one in wanted]
    answer = back_to(_still_there(desk, back, done[0]), done, request)
    remember(answer, name, request)
    return answer


def _may(request: Request, work: Any) -> Any:
    if not getattr(request.state, "can_edit", False):
        raise HTTPException(403, "Only editors judge here: log in as one.")
    if work is None:
        raise HTTPException(400, "Nothing can be judged here: use `dateline judge` on the ledger.")
    return work


def _judge(request: Request, given: str) -> str:
    user = getattr(request.state, "user", None)
    name = str(user) if user else plain(given, NAME) or judge_of(request)
    if not name:
        raise HTTPException(400, "Say who judges: give your name; it is kept with the judgement.")
    return name


def _parted(desk: Desk, left: str, judge: str, reason: str) -> Iterator[Judgement]:
    """Judge a report different from the others of its event, until none of these stands with it."""
    assert desk.works.judge
    found = EVENT.fullmatch(left)
    if found is None:
        raise UnknownRecord(f"{left!r} is no report of an event")
    key = _key(desk, left)
    with desk.reading() as (_, merged):
        others = [other for other in _keys(merged.event(found[1])) if other != key]
    if not others:
        raise HTTPException(400, "No other report stands with this one.")
    for _ in range(MOST):
        yield desk.works.judge(key, others[0], "different", judge, reason)
        with desk.reading() as (_, merged):
            event = _event_of(merged, key)
            together = set(_keys(event)) if event else set()
        others = [other for other in others if other in together]
        if not others:
            return


def _key(desk: Desk, given: str) -> str:
    """The key of a row, or of the report that stands for an event, or of one by its number."""
    found = EVENT.fullmatch(given)
    if found is None:
        if "#" not in given:
            raise UnknownRecord(f"{given!r} is no event: paste its id (ev-...) or the address of its page")
        return given
    with desk.reading() as (_, merged):
        reports = merged.event(found[1]).reports
    number = int(found[2] or 1)
    if not 1 <= number <= len(reports):
        raise UnknownRecord(f"{found[1]} has no report {number}")
    return mention_key(reports[number - 1].article, reports[number - 1].mention)


def _keys(event: Event) -> list[str]:
    return [mention_key(one.article, one.mention) for one in event.reports]


def _event_of(merged: Merged, key: str) -> Event | None:
    """The event that an event mention stands in now."""
    try:
        story = merged.story(split(key)[0]).id
    except UnknownRecord:
        return None
    return next((event for event in merged.events(story=story) if bare(key) in _keys(event)), None)


def _still_there(desk: Desk, path: str, judged: Judgement) -> str:
    """The page to go back to: where its event is another one since, that one, else its story."""
    found = re.fullmatch(r"/event/(ev-[0-9a-f]{12})(\?.*)?", path)
    if found is None:
        return own(path)
    with desk.reading() as (_, merged):
        try:
            merged.event(found[1])
            return own(path)
        except UnknownRecord:
            keys = [key for key in (judged.left, judged.right) if key]
        event = next((event for key in keys if (event := _event_of(merged, key))), None)
        return f"/event/{event.id}" if event else f"/story/{merged.story(split(keys[0])[0]).id}"
