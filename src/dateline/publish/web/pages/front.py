"""The front page: stories by time or size, and what stands behind each; searching and filtering them."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BaseModel

from dateline.errors import LedgerError
from dateline.ledger import Merged, View
from dateline.ledger.spelling import name_key
from dateline.publish.web.desk import AtDesk, Desk
from dateline.publish.web.doors import FEW, Listing, Page, PageNumber, PageSize
from dateline.publish.web.models import ArticleLine, StoryLine

#: Names offered, and articles shown above the stories, for words that were looked for.
NAMES, HITS = 8, 5
#: Filters by which so many events are looked through that what they find is kept apart from the others.
APART = ("min_origins", "disputed")

Words = Annotated[str, Query(max_length=400, description='Words that an article holds; "in a row"; begin* with.')]
Name = Annotated[str, Query(max_length=200, description="A whole name, in any case.")]
Date = Annotated[str, Query(pattern=r"^(\d{4}(-\d\d(-\d\d)?)?)?$", description="2026, 2026-11 or 2026-11-20.")]
Number = Annotated[str, Query(pattern=r"^\d{0,4}$", description="A whole number; empty: any.")]


class Piece(BaseModel):
    """A piece of an article's text that holds the words; `marks` are their [start, end) in the piece."""

    article: ArticleLine
    snippet: str
    marks: list[tuple[int, int]]


class NameLine(BaseModel):
    """A name, as one article writes it, and how many readings have it."""

    name: str
    articles: int


class Sought(BaseModel):
    """What words found besides stories: names that begin so, and the articles that fit best, of how many."""

    names: list[NameLine]
    articles: list[Piece]
    total: int


class Whole(BaseModel):
    """How much the ledger holds, and from when to when."""

    articles: int
    outlets: int
    first: str | None
    last: str | None
    waiting: int


class FrontPage(BaseModel):
    """Stories that fit what is asked."""

    asked: dict[str, Any]
    order: str
    stories: list[StoryLine]
    listing: Listing
    sought: Sought | None
    whole: Whole
    trouble: str | None


def front(
    desk: AtDesk,
    q: Words = "",
    who: Name = "",
    where: Name = "",
    about: Name = "",
    outlet: Name = "",
    since: Date = "",
    until: Date = "",
    min_origins: Number = "",
    disputed: bool = False,
    order: Literal["latest", "biggest"] = "latest",
    page: PageNumber = 1,
    size: PageSize = FEW,
) -> FrontPage:
    """Stories, the latest or the biggest first, that fit all that is asked."""
    names = {"who": who, "where": where, "about": about, "outlet": outlet, "since": since, "until": until}
    asked: dict[str, Any] = {name: value.strip() for name, value in names.items() if value.strip()}
    asked |= {"min_origins": int(min_origins)} if min_origins else {}
    asked |= {"disputed": True} if disputed else {}
    words = q.strip()
    with desk.reading() as (view, merged):
        try:
            return _found(desk, view, merged, words, asked, order, page, size)
        except LedgerError as error:
            if not words:
                raise
            # Words that cannot be looked for are the reader's slip: say what is wrong beside the box.
            return _nothing(desk, view, merged, words, asked, order, str(error))


def _found(
    desk: Desk, view: View, merged: Merged, words: str, asked: dict[str, Any], order: str, page: int, size: int
) -> FrontPage:
    fitting = _fitting(desk, merged, {**asked, "words": words or None}, order)
    total = len(fitting)
    stories = merged.numbered(fitting[(page - 1) * size : page * size])
    return FrontPage(
        asked={"q": words, **asked} if words else asked,
        order=order,
        stories=[StoryLine.of(one) for one in stories],
        listing=Listing(page=page, size=size, total=total, more=page * size < total),
        sought=_sought(view, words, asked) if words and page == 1 else None,
        whole=_whole(desk, view, merged),
        trouble=None,
    )


def _fitting(desk: Desk, merged: Merged, given: dict[str, Any], order: str) -> list[int]:
    """The numbers of all stories that fit: how many is told anyway, and whoever turns the page asks for the same."""
    apart = {name: given[name] for name in APART if name in given}
    rest = {name: value for name, value in given.items() if name not in apart}
    asked = ("stories", order, *sorted(rest.items(), key=str))
    found = desk.once(asked, lambda: merged.story_numbers(**rest, order=order))
    for name, value in apart.items():
        fit = desk.once(("stories with", name, value), partial(_set, merged, name, value))
        found = [number for number in found if number in fit]
    return found


def _set(merged: Merged, name: str, value: Any) -> frozenset[int]:
    return frozenset(merged.story_numbers(**{name: value}))


def _nothing(
    desk: Desk, view: View, merged: Merged, words: str, asked: dict[str, Any], order: str, trouble: str
) -> FrontPage:
    return FrontPage(
        asked={"q": words, **asked}, order=order, stories=[], listing=Listing(total=0), sought=None,
        whole=_whole(desk, view, merged), trouble=trouble,
    )  # fmt: skip


def _sought(view: View, words: str, asked: dict[str, Any]) -> Sought:
    narrowed = {name: asked[name] for name in ("outlet", "since", "until", "about") if name in asked}
    found = view.search(words, limit=HITS, **narrowed)
    pieces = [
        Piece(article=ArticleLine.of(hit.known), snippet=hit.snippet, marks=[(one, other) for one, other in hit.marks])
        for hit in found.hits
    ]
    names = [NameLine(name=_spelled(view, name), articles=number) for name, number in view.names(words, limit=NAMES)]
    return Sought(names=names, articles=pieces, total=found.total)


def _spelled(view: View, key: str) -> str:
    """A name as an article writes it."""
    found = (name for one in view.entities(key, limit=1) for name in (one.row.name, *one.row.aliases))
    return next((name for name in found if name_key(name) == key), key)


def _whole(desk: Desk, view: View, merged: Merged) -> Whole:
    def made() -> Whole:
        held = view.contents()
        return Whole(
            articles=held.articles, outlets=held.outlets, first=held.first, last=held.last, waiting=merged.unmerged()
        )

    return desk.once("whole", made)


PAGE = Page("/", front, "front.html", "Stories that fit what is asked, and what stands behind each.", ("stories",))
