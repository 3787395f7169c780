"""The page of a person, body or place: over the sample dispatches, and stays that cannot both be true."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import html  # type: ignore[import-untyped]
from starlette.testclient import TestClient

from dateline.ledger import Session
from dateline.merge.merger import Merger
from dateline.publish.web import Desk, application
from dateline.reader import Reader
from dateline.works import works


@pytest.fixture(scope="module")
def pages(sample_ledger: Path) -> TestClient:
    """The pages with itineraries."""
    return TestClient(application(Desk(sample_ledger, works(sample_ledger))))


def page(pages: TestClient, name: str) -> Any:
    answer = pages.get(f"/name/{name}")
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def test_a_person_s_page_tells_office_stays_events_words_and_company(pages: TestClient) -> None:
    shown = page(pages, "Mikhail Gorbachev")
    assert "general secretary of the Soviet Union" in words(shown.cssselect(".over")[0])
    (row,) = [words(one) for one in shown.cssselect("tbody tr") if "Hofdi House" in words(one)]
    assert row.startswith("12 October 1986") and "reported by one origin" in row
    assert any("Reagan" in words(one) for one in shown.cssselect(".event h3"))
    assert "Ronald Reagan" in words(shown.cssselect(".names")[0])
    said = [words(one) for one in shown.cssselect(".claims li")]
    assert any("had come to Reykjavik empty-handed" in one for one in said)


@pytest.mark.parametrize("name", ["mikhail gorbachev", "GORBACHEV", "Gorbachev"])
def test_any_case_and_any_of_its_names_lead_there(pages: TestClient, name: str) -> None:
    assert words(page(pages, name).cssselect("h1")[0]) == "Mikhail Gorbachev"


def test_a_place_s_page_tells_what_happened_there(pages: TestClient) -> None:
    found = pages.get("/name/Iceland.json").json()
    assert found["at_place"] and not found["legs"] and found["called"][0]["kind"] == "place"
    assert "What happened there" in page(pages, "Iceland").text_content()


def test_a_name_that_nobody_has_is_told(pages: TestClient) -> None:
    answer = pages.get("/name/Nobody At All")
    assert answer.status_code == 404 and "Nobody At All" in answer.text


def test_lists_of_events_are_paged(pages: TestClient) -> None:
    first = pages.get("/name/Mikhail%20Gorbachev.json?size=2").json()
    second = pages.get("/name/Mikhail%20Gorbachev.json?size=2&page=2").json()
    assert first["listing"]["more"] and len(first["events"]) == 2
    assert not {one["id"] for one in first["events"]} & {one["id"] for one in second["events"]}


def test_stays_that_cannot_both_be_true_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "news.ledger"
    reader = Reader()
    texts = {
        "Northern Wire": "Chancellor Angela Merkel visited Tokyo on Monday and met Prime Minister Shinzo Abe there.",
        "Harbour Courier": "Chancellor Angela Merkel visited Berlin on Monday and met President Emmanuel Macron there.",
    }
    with Session(path, reader=reader.version) as session:
        for outlet, text in texts.items():
            told = reader.read(text, id=outlet, outlet=outlet, title="Merkel's Monday", published="2019-02-05")
            session.add(told.rows)
        Merger(session).finish()
    pages = TestClient(application(Desk(path, works(path))))
    found = pages.get("/name/Angela%20Merkel.json").json()
    places = {one["place"]["name"]: one for one in found["legs"]}
    assert set(places) >= {"Tokyo", "Berlin"}
    assert {one["kind"] for one in places.values()} <= {"single", "impossible"}
    drawn = {one["id"] for one in found["map"]["points"]}
    assert all(line["from"] in drawn and line["to"] in drawn for line in found["map"]["lines"])


@pytest.fixture(scope="module")
def travels(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """The pages over three reports of where one person was, weeks apart."""
    path = tmp_path_factory.mktemp("travels") / "news.ledger"
    reader = Reader()
    days = {"2019-02-04": "Tokyo", "2019-02-18": "Berlin", "2019-03-11": "Nairobi"}
    with Session(path, reader=reader.version) as session:
        for day, city in days.items():
            text = f"Chancellor Angela Merkel visited {city} on Monday and met traders there."
            session.add(reader.read(text, id=city, outlet="Northern Wire", title=city, published=day).rows)
        Merger(session).finish()
    return TestClient(application(Desk(path, works(path))))


def test_the_time_of_which_no_report_tells_stands_between_the_stays(travels: TestClient) -> None:
    rows = [words(one) for one in page(travels, "Angela Merkel").cssselect(".stays tbody tr")]
    assert next(row for row in rows if "Tokyo" in row).startswith("4 February 2019")
    between = [number for number, row in enumerate(rows) if "no report tells where" in row]
    assert len(between) == 2 and "km between" in rows[between[0]]
    assert "Tokyo" in rows[between[0] - 1] and "Berlin" in rows[between[0] + 1]


def test_stays_are_paged_and_each_page_has_its_gaps(travels: TestClient) -> None:
    found = travels.get("/name/Angela%20Merkel.json?size=1&stays=2").json()
    assert [one["place"]["name"] for one in found["legs"]] == ["Berlin"] and found["stays"]["total"] == 3
    assert [one["before"] for one in found["gaps"]] == [found["legs"][0]["id"]]
    assert len(found["map"]["points"]) == 3 and len(found["timeline"]["items"]) == 3
    following = page(travels, "Angela Merkel?size=1&stays=2").cssselect("#stays ~ nav a[rel=next]")
    assert following[0].get("href").endswith("stays=3")


def test_a_claim_leads_to_its_words(pages: TestClient) -> None:
    links = page(pages, "Mikhail Gorbachev").cssselect(".claims blockquote a")
    assert links
    for link in links:
        path, _, anchor = link.get("href").partition("#")
        assert html.fromstring(pages.get(path).text).cssselect(f"#{anchor}"), link.get("href")


def test_company_is_of_those_who_have_a_name(pages: TestClient) -> None:
    found = pages.get("/name/Ronald%20Reagan.json").json()
    assert "Mikhail Gorbachev" in {one["name"] for one in found["beside"]}
    assert not {"it", "they", "the two sides", "The two leaders"} & {one["name"] for one in found["beside"]}
    # Somebody with two names stands there once.
    met = [one["name"] for one in pages.get("/name/Mikhail%20Gorbachev.json").json()["beside"]]
    assert "Ronald Reagan" in met and "Reagan" not in met
