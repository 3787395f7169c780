"""Sources: who cites whom, and the record of each outlet and source over all events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BaseModel

from dateline.errors import UnknownRecord
from dateline.ledger import Edge, Merged, View
from dateline.publish import citations
from dateline.publish.web.desk import AtDesk, Desk
from dateline.publish.web.doors import FEW, Listing, Page, PageNumber, PageSize
from dateline.publish.web.models import ArticleLine, OriginModel, TallyModel
from dateline.publish.web.shell import segment
from dateline.records import Origin, OriginKind

#: Edges that are drawn: more make a ball of wool.
DRAWN = 150
#: Edges listed below the records, and on the page of one source in each direction; examples of each; articles; claims.
LISTED, EDGES, EXAMPLES, ARTICLES, CLAIMS = 40, 12, 2, 12, 12
#: A share is told in percent where it is of so many events at least: one of one is no habit.
ENOUGH = 5

Order = Literal[
    "events", "first", "alone", "contradicted", "elsewhere", "name",
    "first share", "alone share", "contradicted share", "elsewhere share",
]  # fmt: skip


class EdgeModel(BaseModel):
    """One source cites another, in so many reports of so many articles."""

    citing: str
    cited: str
    reports: int
    articles: int


class ExampleModel(BaseModel):
    """One report in which the one cites the other: see `citations.Example`."""

    event: str
    article: str
    told: str
    words: str | None
    known_by: str


class CitationModel(EdgeModel):
    """An edge with examples of it."""

    examples: list[ExampleModel]

    @classmethod
    def of(cls, one: citations.Citation) -> CitationModel:
        """The model of an edge with its examples."""
        return cls.model_validate(citations.as_json(one))


class ClaimLine(BaseModel):
    """Words that somebody is reported to have said, and the article that reports them."""

    id: str
    article: str
    words: str
    certainty: str


class SourcesPage(BaseModel):
    """The records of outlets and sources, the strongest edges between them, and the graph of these."""

    name: str
    least: int
    order: str
    records: list[TallyModel]
    listing: Listing
    edges: list[EdgeModel]
    all_edges: int
    graph: dict[str, Any]


class SourcePage(BaseModel):
    """One source: what it is, its record in numbers and sentences, whom it cites, who cites it, and what it published.

    `origin` is null where nothing says what kind of source it is, `record` where it stands in no event.
    """

    name: str
    origin: OriginModel | None
    record: TallyModel | None
    sentences: list[str]
    cites: list[CitationModel]
    cites_in_all: int
    cited_by: list[CitationModel]
    cited_in_all: int
    graph: dict[str, Any]
    articles: list[ArticleLine]
    claims: list[ClaimLine]
    shown: int


def sources(
    desk: AtDesk,
    name: Annotated[str, Query(max_length=200, description="A part of the name.")] = "",
    least: Annotated[int, Query(ge=1, le=1_000_000, description="Events it stands in at least.")] = 1,
    order: Annotated[Order, Query(description="The most first; shares are of the events it stands in.")] = "events",
    page: PageNumber = 1,
    size: PageSize = FEW,
) -> SourcesPage:
    """Who cites whom, and how often each outlet and source is first, alone, contradicted, or tells another's news."""
    part = " ".join(name.split())
    with desk.reading() as (_, merged):
        total = merged.how_many_tallies(part=part, least=least)
        records = merged.tallies(part=part, least=least, order=order, limit=size, skip=(page - 1) * size)
        # The graph is of the first page only: the others are read on in the table.
        edges = merged.cites(limit=DRAWN) if page == 1 else []
        return SourcesPage(
            name=part, least=least, order=order,
            records=[TallyModel.of(one) for one in records],
            listing=Listing(page=page, size=size, total=total, more=page * size < total),
            edges=[EdgeModel.model_validate(_edge(one)) for one in edges[:LISTED]],
            all_edges=merged.how_many_edges(),
            graph=graph(desk, merged, edges),
        )  # fmt: skip


def source(desk: AtDesk, name: str) -> SourcePage:
    """One outlet or source: its record, whom it cites and who cites it, in what words."""
    with desk.reading() as (view, merged):
        origin, records = merged.source(name), merged.tallies(name)
        if origin is None and not records:
            raise UnknownRecord(f"the ledger has no outlet or source {name!r}: /sources lists them")
        out = list(citations.network(view, merged, citing=name, limit=EDGES, examples=EXAMPLES))
        into = list(citations.network(view, merged, cited=name, limit=EDGES, examples=EXAMPLES))
        record = TallyModel.of(records[0]) if records else None
        return SourcePage(
            name=name,
            origin=OriginModel(name=origin.name, kind=origin.kind, interest=origin.interest) if origin else None,
            record=record,
            sentences=told(record) if record else [],
            cites=[CitationModel.of(one) for one in out],
            cites_in_all=merged.how_many_edges(citing=name),
            cited_by=[CitationModel.of(one) for one in into],
            cited_in_all=merged.how_many_edges(cited=name),
            graph=graph(desk, merged, [one.edge for one in (*out, *into)], about=name),
            articles=[ArticleLine.of(one) for one in view.of_outlet(name, limit=ARTICLES)],
            claims=_claims(view, name),
            shown=EDGES,
        )  # fmt: skip


def told(record: TallyModel) -> list[str]:
    """A record in sentences, the shares of few events left out."""
    start = "It stands in one event." if record.events == 1 else f"It stands in {record.events:,} events."
    facts = {
        "It was the first of several outlets to report {n}.": record.first,
        "Nobody else reports {n}.": record.alone,
        "Others contradict {n}.": record.contradicted,
        "The news of {n} began with another source, and it passed them on.": record.elsewhere,
    }
    return [start, *(words.format(n=_of(number, record.events)) for words, number in facts.items() if number)]


def _of(number: int, events: int) -> str:
    share = f" ({number / events:.0%})" if events >= ENOUGH else ""
    return f"{number:,} of them{share}" if events > 1 else "it"


def _edge(edge: Edge) -> dict[str, Any]:
    return {"citing": edge.citing, "cited": edge.cited, "reports": edge.reports, "articles": edge.articles}


def graph(desk: Desk, merged: Merged, edges: Sequence[Edge], *, about: str | None = None) -> dict[str, Any]:
    """What the graph draws: from whom news goes to whom. `origin`: cites nobody drawn, or it is about it."""
    citing = {edge.citing for edge in edges}
    names = dict.fromkeys(name for edge in edges for name in (edge.citing, edge.cited))
    found = {one: desk.once(("source", one), partial(merged.source, one)) for one in names}
    nodes = [_node(found[one], one, origin=one == about if about else one not in citing) for one in names]
    drawn = [
        {"from": one.cited, "to": one.citing, "label": _counted(one), "weight": one.articles, "kind": "cites"}
        for one in edges
    ]
    return {"nodes": nodes, "edges": drawn, "layout": "force"}


def _node(found: Origin | None, name: str, *, origin: bool) -> dict[str, Any]:
    kind: OriginKind | None = found.kind if found else None
    return {
        "id": name, "label": name, "kind": kind, "interest": found.interest if found else None,
        "href": f"/source/{segment(name)}", "origin": origin, "party": False,
    }  # fmt: skip


def _counted(edge: Edge) -> str:
    return f"{edge.citing} cites {edge.cited} in {edge.articles:,} {'article' if edge.articles == 1 else 'articles'}"


def _claims(view: View, name: str) -> list[ClaimLine]:
    """What it said last, by the words."""
    found: Iterable[Any] = view.claims(name, limit=CLAIMS)
    return [
        ClaimLine(id=one.row.id, article=one.article, certainty=one.row.certainty, words=_words(view, one))
        for one in found
    ]


def _words(view: View, found: Any) -> str:
    text = view.text(found.article)
    return " … ".join(" ".join(text[span.start : span.end].split()) for span in found.row.content)


PAGE = Page(
    "/sources", sources, "sources.html", "Who cites whom, and each outlet's and source's record.", ("sources",),
    {"order": "first", "least": 1, "page": 1, "size": 25},
)  # fmt: skip
ONE = Page(
    "/source/{name:path}", source, "source.html", "One outlet or source: its record, whom it cites, who cites it.",
    ("sources",),
)  # fmt: skip
