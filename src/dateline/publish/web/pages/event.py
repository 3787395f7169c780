"""An event: every report with its chain of sources, what stands behind it and why, and what reports differ on."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from dateline.ledger import Merged, View, bare, standing
from dateline.publish.judged import Subjects, sentence
from dateline.publish.web.desk import AtDesk
from dateline.publish.web.doors import Page
from dateline.publish.web.models import ArticleLine, EventModel, StoryLine
from dateline.publish.web.pages.story import points
from dateline.publish.web.shell import segment
from dateline.records import Cited, Event, Origin, Report, Span, mention_key

#: Characters told around the words of a report.
AROUND = 90
#: Reports drawn as a graph, and shown in the list.
DRAWN = 60
#: Events of the story that are offered for judging this one the same.
OTHERS = 40


class Told(BaseModel):
    """A report in words: the clause in what stands around it, the words that name each source of the chain.

    `counted` is false of a report that only speaks of the event as known.
    """

    number: int
    article: ArticleLine
    before: str
    clause: str
    after: str
    links: list[str | None]
    counted: bool


class Other(BaseModel):
    """Another event of the same story."""

    id: str
    label: str


class Word(BaseModel):
    """What a person judged of a report of the event, in words."""

    id: str
    words: str
    judge: str
    made: str | None
    reason: str


class EventPage(BaseModel):
    """An event, its story, its reports in words, and the graph from the origins to the outlets."""

    event: EventModel
    story: StoryLine
    articles: dict[str, ArticleLine]
    told: list[Told]
    graph: dict[str, Any]
    map: dict[str, Any]
    others: list[Other]
    people: list[Word]


def event(desk: AtDesk, id: str) -> EventPage:
    """One event with all that it rests on."""
    with desk.reading() as (view, merged):
        found = merged.event(id)
        texts = {one: view.text(one) for one in dict.fromkeys(report.article for report in found.reports)}
        lines = {one: ArticleLine.of(view.readings(one)[-1]) for one in texts}
        return EventPage(
            event=EventModel.of(found),
            story=StoryLine.of(merged.story(found.story)),
            articles=lines,
            told=[_told(at, one, texts, lines) for at, one in enumerate(found.reports, 1)],
            graph=_graph(found, texts),
            map=points([found], desk.tiles),
            others=_others(found, merged),
            people=_people(found, view, merged),
        )


def _people(event: Event, view: View, merged: Merged) -> list[Word]:
    """The judgements that count of the event's reports, oldest first."""
    keys = {mention_key(one.article, one.mention) for one in event.reports}
    counting = standing(one.judgement for one in merged.judgements())
    found = [one for one in counting if keys & {bare(one.left), bare(one.right)}]
    subjects = Subjects(view, merged)
    return [
        Word(id=one.id, words=sentence(one, subjects), judge=one.judge, made=one.made, reason=one.reason)
        for one in found
    ]


def _others(event: Event, merged: Merged) -> list[Other]:
    """The best attested events of the story, this one left out."""
    found = merged.labels(event.story, limit=OTHERS + 1)
    return [Other(id=one, label=label) for one, label in found if one != event.id][:OTHERS]


def _told(number: int, report: Report, texts: dict[str, str], lines: dict[str, ArticleLine]) -> Told:
    text, clause = texts[report.article], report.clause
    before, after = text[max(0, clause.start - AROUND) : clause.start], text[clause.end : clause.end + AROUND]
    return Told(
        number=number,
        article=lines[report.article],
        before=_from_blank(before.rpartition("\n")[2], cut=clause.start > AROUND),
        clause=text[clause.start : clause.end],
        after=_to_blank(after.partition("\n")[0], cut=clause.end + AROUND < len(text)),
        links=[_words(texts, link.words) for link in report.chain],
        counted=not report.background,
    )


def _from_blank(before: str, *, cut: bool) -> str:
    """What stands before, from a whole word on where it was cut."""
    return f"… {before.partition(' ')[2]}" if cut and len(before) == AROUND else before


def _to_blank(after: str, *, cut: bool) -> str:
    return f"{after.rpartition(' ')[0]} …" if cut and len(after) == AROUND else after


def _words(texts: dict[str, str], span: Span | None) -> str | None:
    """The words at a span; a copied passage's stand in the article that it was copied from."""
    if span is None or span.article not in texts:
        return None
    return " ".join(texts[span.article][span.start : span.end].split())


def _graph(event: Event, texts: dict[str, str]) -> dict[str, Any]:
    """Origins, agencies and outlets as nodes; who has it from whom as edges, with the words."""
    nodes: dict[str, dict[str, Any]] = {}
    edges: dict[tuple[str, str], dict[str, Any]] = {}
    for report in [one for one in event.reports if not one.background][:DRAWN]:
        outlet = report.outlet or report.article
        _node(nodes, event, Origin(outlet, "outlet", None), origin=not report.chain)
        citing = outlet
        for link in report.chain:
            last = link is report.chain[-1]
            _node(nodes, event, Origin(link.name, link.kind, link.interest), origin=last)
            if link.name != citing:
                edge = edges.setdefault((link.name, citing), _edge(link, citing, texts))
                edge["weight"] += 1
            citing = link.name
    return {"nodes": list(nodes.values()), "edges": list(edges.values()), "layout": "layered"}


def _node(nodes: dict[str, dict[str, Any]], event: Event, one: Origin, *, origin: bool) -> None:
    node = nodes.setdefault(
        one.name,
        {
            "id": one.name, "label": one.name, "kind": one.kind, "interest": one.interest,
            "href": f"/source/{segment(one.name)}", "origin": False, "party": one.name in event.corroboration.parties,
        },
    )  # fmt: skip
    node["origin"] = node["origin"] or origin


def _edge(link: Cited, citing: str, texts: dict[str, str]) -> dict[str, Any]:
    words = _words(texts, link.words)
    return {
        "from": link.name, "to": citing, "kind": link.known_by, "weight": 0,
        "label": f"“{words}”" if words else link.known_by,
    }  # fmt: skip


PAGE = Page("/event/{id}", event, "event.html", "An event: its reports, chains, counts and reasons.", ("events",))
