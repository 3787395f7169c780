"""The feed: valid Atom, the front page's questions, an entry that appears when a number of origins is reached."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree  # type: ignore[import-untyped]
from starlette.testclient import TestClient

from dateline.ledger import Indexed, Merging, Session
from dateline.publish.web import Desk, application
from dateline.publish.web.pages.feed import written
from dateline.records import Article, Corroboration, Event, Glance, Origin, Report, Rows, Span, Story

NS = {"a": "http://www.w3.org/2005/Atom"}


def parsed(pages: TestClient, path: str) -> Any:
    answer = pages.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/atom+xml")
    return etree.fromstring(answer.content)


def ids(feed: Any) -> list[str]:
    return [str(one) for one in feed.xpath("a:entry/a:id/text()", namespaces=NS)]


def test_the_feed_has_what_atom_asks_for(pages: TestClient) -> None:
    feed = parsed(pages, "/feed.atom")
    assert len(feed.xpath("a:id", namespaces=NS)) == len(feed.xpath("a:title", namespaces=NS)) == 1
    assert feed.xpath("a:author/a:name", namespaces=NS)
    (own,) = feed.xpath("a:link[@rel='self']/@href", namespaces=NS)
    assert own == "http://testserver/feed.atom"
    entries = feed.xpath("a:entry", namespaces=NS)
    assert entries
    for entry in entries:
        assert [len(entry.xpath(f"a:{name}", namespaces=NS)) for name in ("id", "title", "updated", "summary")] == [
            1
        ] * 4
        assert datetime.fromisoformat(entry.xpath("string(a:updated)", namespaces=NS)).tzinfo
    assert len(set(ids(feed))) == len(entries)
    assert feed.xpath("string(a:updated)", namespaces=NS) == max(feed.xpath("a:entry/a:updated/text()", namespaces=NS))


def test_an_entry_leads_to_its_event_and_says_what_stands_behind_it(pages: TestClient) -> None:
    for entry in parsed(pages, "/feed.atom").xpath("a:entry", namespaces=NS):
        address = entry.xpath("string(a:link/@href)", namespaces=NS)
        event = pages.get(f"/api{address.removeprefix('http://testserver')}").json()["event"]
        assert entry.xpath("string(a:title)", namespaces=NS) == event["label"]
        told = entry.xpath("string(a:summary)", namespaces=NS)
        assert f"{event['corroboration']['independent_origins']} independent" in told
        assert all(reason in told for reason in event["corroboration"]["why"])


def test_the_feed_is_narrowed_as_the_front_page_is(pages: TestClient) -> None:
    assert ids(parsed(pages, "/feed.atom?q=Gorbachev"))
    assert not ids(parsed(pages, "/feed.atom?q=zzyzx"))
    assert not ids(parsed(pages, "/feed.atom?since=2090"))
    who = parsed(pages, "/feed.atom?who=mikhail%20gorbachev")
    for address in who.xpath("a:entry/a:link/@href", namespaces=NS):
        event = pages.get(f"/api{address.removeprefix('http://testserver')}").json()["event"]
        assert "Mikhail Gorbachev" in event["actors"] + event["recipients"]


def test_the_ids_stay_from_one_time_to_the_next(pages: TestClient, own_ledger: Path) -> None:
    again = TestClient(application(Desk(own_ledger, site="https://elsewhere.example/")))
    assert ids(parsed(pages, "/feed.atom")) == ids(parsed(again, "/feed.atom"))
    assert (
        parsed(again, "/feed.atom")
        .xpath("string(a:entry/a:link/@href)", namespaces=NS)
        .startswith("https://elsewhere.example/event/")
    )


def test_a_reader_that_has_the_feed_is_told_so(pages: TestClient) -> None:
    tag = pages.get("/feed.atom").headers["etag"]
    answer = pages.get("/feed.atom", headers={"If-None-Match": tag})
    assert answer.status_code == 304
    assert not answer.content


@pytest.fixture
def growing(tmp_path: Path) -> Path:
    path = tmp_path / "growing.ledger"
    told(path, "one", independent=1)
    return path


def told(path: Path, *articles: str, independent: int) -> None:
    """Put one story of these articles, and one event that they all report, in a ledger."""
    with Session(path, reader="made") as session:
        for one in articles:
            session.add(Rows().add([Article(one, f"A bridge fell, {one} says.", one, one, "2026-11-20", "en")]))
        merging = Merging(session)
        for waiting in merging.waiting():
            merging.place(waiting, "story-1", why={}, sketch=[])
        reports = tuple(
            Report(
                one,
                one,
                "e1",
                Span(one, 0, 5),
                Span(one, 0, 13),
                "CT+",
                "asserts",
                (),
                Origin(one, "outlet", None),
                None,
            )
            for one in articles
        )
        counts = Corroboration(len(articles), len(articles), len(articles), independent, (), 0, 3, ("Counted.",))
        event = Event(
            "ev-1",
            "story-1",
            "a <bridge> fell & broke\x0b",
            None,
            None,
            (),
            (),
            None,
            None,
            None,
            reports,
            counts,
            (),
            (),
        )
        glance = Glance("ev-1", "A bridge fell.", None, 1, 1, 1, independent, independent, 0)
        story = Story("story-1", "A bridge", "2026-11-20", "2026-11-20", articles, glance)
        merging.put(story, events=[Indexed(event, (), ())], tallies=[], merger="1")


def test_an_event_is_told_when_it_first_has_so_many_origins(growing: Path) -> None:
    pages = TestClient(application(Desk(growing)))
    (known,) = ids(parsed(pages, "/feed.atom"))
    before = pages.get("/feed.atom?min_origins=2")
    assert not ids(etree.fromstring(before.content))
    told(growing, "one", "two", independent=2)
    after = pages.get("/feed.atom?min_origins=2", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    (reached,) = ids(etree.fromstring(after.content))
    assert reached != known
    assert ids(parsed(pages, "/feed.atom")) == [known]  # who follows the search without a number is told nothing twice
    told(growing, "one", "two", "three", independent=3)
    assert ids(parsed(pages, "/feed.atom?min_origins=2")) == [reached]
    assert ids(parsed(pages, "/feed.atom?min_origins=3")) not in ([], [reached])


def test_titles_are_escaped_and_of_what_xml_can_hold(growing: Path) -> None:
    feed = parsed(TestClient(application(Desk(growing))), "/feed.atom")
    assert feed.xpath("string(a:entry/a:title)", namespaces=NS) == "a <bridge> fell & broke\ufffd"


def test_a_feed_of_nothing_is_a_feed() -> None:
    feed = etree.fromstring(written("https://x.example", "q=%00\x00&a=b", {"q": "\x00<b>"}, []))
    assert feed.xpath("string(a:title)", namespaces=NS) == "dateline: \ufffd<b>"
    assert not ids(feed)
