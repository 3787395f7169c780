"""Who cites whom: edges with the words they rest on, and how much of what a source reports begins with another."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from dateline.ledger import Indexed, Merged, Merging, Session, View
from dateline.publish import citations
from dateline.records import Story
from tests.ledger.made import reading
from tests.publish.test_exports import event, report


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("citations") / "news.ledger"
    events = [
        event("the bridge was closed", report("a1", "Ingrid Solheim"), report("a2", "NTB", "Ingrid Solheim")),
        event("the bridge is old", report("a2", "NTB")),
        event("it rains", report("a1")),
    ]
    with Session(path, reader="1") as session:
        for number in (1, 2):
            session.add(reading(number))
        merging = Merging(session)
        for one in merging.waiting():
            merging.place(one, "s1", why={}, sketch=[])
        indexed = [Indexed(one, one.actors, ()) for one in events]
        merging.put(Story("s1", "Bridge", None, None, ()), events=indexed, tallies=[], merger="1")
    return path


def test_an_edge_comes_with_the_words_it_rests_on(path: Path) -> None:
    with View(path) as view:
        (edge,) = citations.network(view, Merged(view), cited="NTB")
        assert (edge.edge.citing, edge.edge.reports, edge.edge.articles) == ("Lillevik Post", 2, 1)
        assert len({example.event for example in edge.examples}) == 2
        assert edge.examples[0].words == "Ingrid Solheim" and edge.examples[0].article == "a2"
        assert edge.examples[0].told == "Ingrid Solheim said bridge 2 at Lillevik"
        (bare,) = citations.network(view, Merged(view), cited="NTB", examples=0)
        assert bare.examples == ()


def test_a_source_rests_on_others_in_a_share_of_its_reports(path: Path) -> None:
    with View(path) as view:
        found = {one.name: one for one in citations.sources(Merged(view))}
    post, agency, mayor = found["Lillevik Post"], found["NTB"], found["Ingrid Solheim"]
    assert (post.reports, post.cites, post.cited, post.rests) == (4, 3, 0, 0.75)
    assert (agency.reports, agency.cites, agency.cited, agency.rests) == (2, 1, 2, 0.5)
    assert (mayor.cites, mayor.cited, mayor.rests) == (0, 2, 0.0)
    assert post.cites_most == (("NTB", 2), ("Ingrid Solheim", 1))
    assert mayor.cited_most_by == (("Lillevik Post", 1), ("NTB", 1))


def test_it_is_shown_and_given_as_json(path: Path) -> None:
    with View(path) as view:
        merged = Merged(view)
        edges, found = list(citations.network(view, merged)), citations.sources(merged)
    out = StringIO()
    citations.show(edges, found, Console(file=out, width=80))
    shown = " ".join(out.getvalue().split())
    assert "Lillevik Post → NTB 1 article, 2 reports" in shown and "75%" in shown and "3 edges." in shown
    citations.show([], found, Console(file=out, width=80))
    assert out.getvalue().endswith("3 sources.\n")
    told = citations.as_json(edges[0])
    assert told["citing"] == "Lillevik Post" and told["examples"][0]["event"].startswith("ev-")
    assert citations.source_json(found[0])["cites_most"][0] == {"name": "NTB", "reports": 2}
