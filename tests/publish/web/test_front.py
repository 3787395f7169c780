"""The front page, a story and an event over the sample dispatches: what a reader sees, and the same as JSON."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from lxml import html  # type: ignore[import-untyped]
from starlette.testclient import TestClient

from dateline.ledger import Session
from dateline.publish.web import Desk, application
from dateline.publish.web.shell import count, day, period
from tests.ledger.made import reading

Json = dict[str, Any]


def page(pages: TestClient, path: str) -> html.HtmlElement:
    answer = pages.get(path)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.fixture
def story(pages: TestClient) -> Json:
    (found,) = pages.get("/index.json").json()["stories"]
    return dict(found)


# ---------------------------------------------------------------- the front page


def test_the_front_page_shows_stories_with_what_stands_behind_them(pages: TestClient, story: Json) -> None:
    (shown,) = page(pages, "/").cssselect(".story")
    assert story["title"] in words(shown) and "6 articles" in words(shown)
    glance = story["glance"]
    origins = count(glance["origins"], "origin")
    assert f"6 outlets; its main event: {origins}, {glance['outside']} independent of the parties" in words(shown)
    assert glance["outlets"] == 6 and glance["lead"] in words(shown)
    assert len(shown.cssselect("svg .outlet")) == 6 and len(shown.cssselect("svg .origin")) == glance["origins"]


def test_words_find_articles_with_the_words_marked(pages: TestClient) -> None:
    found = page(pages, "/?q=treaty")
    assert {mark.text_content().casefold() for mark in found.cssselect(".pieces mark")} == {"treaty"}
    assert len(found.cssselect(".story")) == 1
    names = page(pages, "/?q=mikhail")
    assert [one.get("href") for one in names.cssselect(".names a")] == ["/name/Mikhail%20Gorbachev"]


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("who=Ronald Reagan", 1),
        ("who=Nobody At All", 0),
        ("where=Iceland", 1),
        ("outlet=harbour courier (sample)", 1),
        ("outlet=Harbour", 0),
        ("since=1986-10-13", 1),
        ("since=1986-11", 0),
        ("until=1986-10-11", 0),
        ("until=1986", 1),
        ("min_origins=2", 1),
        ("min_origins=9", 0),
        ("q=treaty&who=Ronald Reagan&order=biggest", 1),
        ("q=zyzzyva", 0),
        ("disputed=true", 1),
        ("who=&where=&min_origins=&since=", 1),  # a form sends its empty fields, too
    ],
)
def test_filters(pages: TestClient, query: str, number: int) -> None:
    assert len(page(pages, f"/?{query}").cssselect(".story")) == number
    assert pages.get(f"/index.json?{query}").json()["listing"]["total"] == number


def test_what_was_asked_stands_in_the_form_again(pages: TestClient) -> None:
    shown = page(pages, "/?q=treaty&who=Ronald+Reagan&min_origins=1&order=biggest")
    values = {one.get("name"): one.get("value") for one in shown.cssselect(".filters input")}
    assert (values["q"], values["who"], values["min_origins"]) == ("treaty", "Ronald Reagan", "1")
    assert shown.cssselect("option[selected]")[0].get("value") == "biggest" and shown.cssselect("details[open]")


@pytest.mark.parametrize("query", ['q="', "q=a*", "q=%00", "q=AND OR NOT", "q=)(", "who=%22"])
def test_strange_words_are_answered(pages: TestClient, query: str) -> None:
    assert pages.get(f"/?{query}").status_code == 200


def test_what_cannot_be_asked_is_told(pages: TestClient) -> None:
    answer = pages.get("/?since=yesterday")
    assert answer.status_code == 422 and "since" in answer.text
    assert pages.get("/?page=0", headers={"accept": "application/json"}).json()["detail"].startswith("The address")
    assert "at least 3 letters" in pages.get("/?q=tr*").text


def test_a_ledger_with_nothing_in_it(tmp_path: Path) -> None:
    with Session(tmp_path / "empty.ledger", reader="1"):
        pass
    pages = TestClient(application(Desk(tmp_path / "empty.ledger")))
    assert "The ledger is empty" in pages.get("/").text


def test_articles_that_wait_to_be_merged_are_told(tmp_path: Path) -> None:
    with Session(tmp_path / "new.ledger", reader="1") as session:
        session.add(reading(1))
    pages = TestClient(application(Desk(tmp_path / "new.ledger")))
    assert "1 wait to be merged" in pages.get("/").text


# ---------------------------------------------------------------- story and event


def test_a_story_shows_its_events_and_how_the_news_spread(pages: TestClient, story: Json) -> None:
    shown = page(pages, f"/story/{story['id']}")
    assert words(shown.cssselect("h1")[0]) == story["title"]
    spread = [words(one) for one in shown.cssselect(".spread > li")]
    assert len(spread) == 6 and spread[0].startswith("12 October 1986")
    assert any("Inland Tribune" in one and "has it from Northern Wire" in one for one in spread)
    main = len(shown.cssselect(".events > .event"))
    every = page(pages, f"/story/{story['id']}?all=true&size=200")
    assert main < len(every.cssselect(".events > .event")) == story["glance"]["events"]


def test_an_article_leads_to_its_story(pages: TestClient, story: Json) -> None:
    assert pages.get("/api/story/rewrite").json()["story"]["id"] == story["id"]


def test_the_pictures_have_what_the_lists_have(pages: TestClient, story: Json) -> None:
    found = pages.get(f"/story/{story['id']}.json").json()
    ids = {one["id"] for one in found["timeline"]["items"]}
    assert ids and all(one["start"] or one["end"] for one in found["timeline"]["items"])
    assert all(-90 <= one["latitude"] <= 90 for one in found["map"]["points"])
    shown = page(pages, f"/story/{story['id']}")
    island = shown.cssselect('[data-island="timeline"]')[0]
    assert len(island.cssselect("li")) == len(ids)  # without JavaScript the list stays


def test_an_event_shows_each_report_with_its_chain_in_the_words_of_the_text(pages: TestClient, story: Json) -> None:
    found = pages.get(f"/event/{story['glance']['event']}.json").json()
    shown = page(pages, f"/event/{story['glance']['event']}")
    reports = shown.cssselect(".report")
    assert len(reports) == len(found["event"]["reports"]) >= 2
    told_first = sorted(found["told"], key=lambda one: not one["counted"])  # then what only speaks of it
    for element, told in zip(reports, told_first, strict=True):
        assert " ".join(told["clause"].split()) in words(element.cssselect("blockquote")[0])
    assert [words(one) for one in shown.cssselect(".why li")] == found["event"]["corroboration"]["why"]
    counted = {report["outlet"] for report in found["event"]["reports"] if not report["background"]}
    assert counted <= {node["label"] for node in found["graph"]["nodes"]}


def test_every_event_of_the_ledger_has_a_page(pages: TestClient, story: Json) -> None:
    events = pages.get(f"/story/{story['id']}.json?all=true&size=200").json()["events"]
    for event in events:
        assert pages.get(f"/event/{event['id']}").status_code == 200


# ---------------------------------------------------------------- doors, errors, what is kept


def test_three_doors_to_a_page(pages: TestClient, story: Json) -> None:
    path = f"/story/{story['id']}"
    by_name, by_api = pages.get(f"{path}.json"), pages.get(f"/api{path}")
    by_accept = pages.get(path, headers={"accept": "application/json"})
    assert by_name.json() == by_api.json() == by_accept.json()
    assert pages.get(path, headers={"accept": "text/html,application/json;q=0.9"}).text.startswith("<!doctype")


def test_what_is_not_there(pages: TestClient) -> None:
    for path in ("/story/none", "/event/none", "/nothing/here"):
        answer = pages.get(path)
        assert answer.status_code == 404 and "<h1>" in answer.text
    assert pages.get("/api/event/none").json()["detail"]


def test_a_page_is_not_sent_twice_until_the_ledger_changes(own_ledger: Path) -> None:
    pages = TestClient(application(Desk(own_ledger)))
    first = pages.get("/")
    tag = first.headers["etag"]
    assert pages.get("/", headers={"if-none-match": tag}).status_code == 304
    assert pages.get("/", headers={"if-none-match": tag, "accept": "application/json"}).status_code == 200
    with Session(own_ledger, reader="1") as session:
        session.add(reading(1))
    again = pages.get("/", headers={"if-none-match": tag})
    assert again.status_code == 200 and "7 articles" in again.text


def test_pages_are_compressed(pages: TestClient) -> None:
    for _ in range(2):  # made, and kept
        assert pages.get("/", headers={"accept-encoding": "gzip"}).headers["content-encoding"] == "gzip"
        assert "content-encoding" not in pages.get("/", headers={"accept-encoding": "identity"}).headers


def test_a_ledger_that_was_put_in_its_place_is_shown(own_ledger: Path, tmp_path: Path) -> None:
    pages = TestClient(application(Desk(own_ledger)))
    assert "6 articles" in pages.get("/").text
    with Session(tmp_path / "other.ledger", reader="1") as session:
        session.add(reading(1))
    for left in tmp_path.glob("own.ledger-*"):
        left.unlink()
    shutil.move(tmp_path / "other.ledger", own_ledger)
    assert "1 article," in pages.get("/").text


# ---------------------------------------------------------------- values in words


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ("1986-10-12", "1986-10-13", "12 October 1986"),
        ("1986-10-12T00:00:00", "1986-10-13T00:00:00", "12 October 1986"),
        ("1986-10-01", "1986-11-01", "October 1986"),
        ("1986-01-01", "1987-01-01", "1986"),
        ("1986-10-10", "1986-10-13", "10 October 1986 to 12 October 1986"),
        ("1986-10-12T14:05:00", "1986-10-12T14:06:00", "12 October 1986, 14:05"),
        (None, "1986-10-13", "before 13 October 1986"),
        ("1986-10-13", None, "from 13 October 1986"),
        (None, None, ""),
        ("XXXX", "YYYY", "XXXX to YYYY"),
    ],
)
def test_half_open_bounds_in_words(start: str | None, end: str | None, told: str) -> None:
    assert period(start, end) == told


def test_days_and_numbers_in_words() -> None:
    assert (day("1986-10"), day("1986"), day(""), day("1986-99-99")) == ("October 1986", "1986", "", "1986-99-99")
    assert (count(1, "story", "stories"), count(1200, "article")) == ("1 story", "1,200 articles")
