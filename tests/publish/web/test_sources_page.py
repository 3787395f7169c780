"""Sources over the sample dispatches: who cites whom, records, one source, odd names."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from lxml import html  # type: ignore[import-untyped]
from starlette.testclient import TestClient

Json = dict[str, Any]


@pytest.fixture
def sources(pages: TestClient) -> Json:
    return dict(pages.get("/api/sources?size=200").json())


def test_the_table_lists_every_record_with_its_counts(pages: TestClient, sources: Json) -> None:
    shown = html.fromstring(pages.get("/sources?size=200").text)
    rows = shown.xpath("//table[contains(@class, 'records')]/tbody/tr")
    told = [(row.xpath("string(th)").strip(), int(row.xpath("string(td[1])"))) for row in rows]
    assert told == [(one["name"], one["events"]) for one in sources["records"]]
    assert sources["listing"]["total"] == len(told) > 5
    for one in sources["records"]:
        assert max(one[part] for part in ("first", "alone", "contradicted", "elsewhere")) <= one["events"]


@pytest.mark.parametrize("order", ["events", "first", "alone", "contradicted", "elsewhere"])
def test_the_table_is_ordered_by_a_count_or_its_share(pages: TestClient, order: str) -> None:
    counts = [one[order] for one in pages.get(f"/api/sources?size=200&order={order}").json()["records"]]
    assert counts == sorted(counts, reverse=True)
    if order != "events":
        found = pages.get(f"/api/sources?size=200&order={order}%20share").json()["records"]
        shares = [one[order] / one["events"] for one in found]
        assert shares == sorted(shares, reverse=True)


def test_a_part_of_a_name_and_a_least_number_narrow_the_table(pages: TestClient, sources: Json) -> None:
    name = sources["records"][0]["name"]
    found = pages.get("/api/sources", params={"name": name[1:-1].upper()}).json()
    assert name in [one["name"] for one in found["records"]]
    assert found["listing"]["total"] < sources["listing"]["total"]
    assert all(one["events"] >= 3 for one in pages.get("/api/sources?least=3&size=200").json()["records"])
    assert "No name fits" in pages.get("/sources?name=nobody%20of%20this%20name").text


def test_pages_of_the_table_follow_one_another(pages: TestClient, sources: Json) -> None:
    first, second = (pages.get(f"/api/sources?size=2&page={number}").json()["records"] for number in (1, 2))
    assert first + second == sources["records"][:4]


def test_the_graph_leads_from_the_cited_to_the_citing(pages: TestClient, sources: Json) -> None:
    edges = pages.get("/api/who-cites-whom?size=200").json()["citations"]
    drawn = {(one["from"], one["to"], one["weight"]) for one in sources["graph"]["edges"]}
    assert drawn == {(one["cited"], one["citing"], one["articles"]) for one in edges}
    nodes = {one["id"]: one for one in sources["graph"]["nodes"]}
    assert set(nodes) == {name for one in edges for name in (one["cited"], one["citing"])}
    assert all(pages.get(one["href"]).status_code == 200 for one in nodes.values())
    assert {one["id"] for one in nodes.values() if one["origin"]} == set(nodes) - {one["citing"] for one in edges}


def test_a_source_tells_whom_it_cites_in_what_words(pages: TestClient, sources: Json) -> None:
    edge = next(one for one in pages.get("/api/who-cites-whom?examples=2").json()["citations"] if one["examples"])
    of_citing = pages.get(f"/api/source/{quote(edge['citing'], safe='')}").json()
    of_cited = pages.get(f"/api/source/{quote(edge['cited'], safe='')}").json()
    assert edge["cited"] in [one["cited"] for one in of_citing["cites"]]
    assert edge["citing"] in [one["citing"] for one in of_cited["cited_by"]]
    page = pages.get(f"/source/{quote(edge['citing'], safe='')}").text
    (text,) = html.fromstring(page).xpath("//main")
    assert " ".join(edge["examples"][0]["told"].split()) in " ".join(text.text_content().split())


def test_an_outlet_s_latest_articles_come_first(pages: TestClient, sources: Json) -> None:
    named = [pages.get(f"/api/source/{quote(one['name'], safe='')}").json() for one in sources["records"]]
    outlets = [one for one in named if one["articles"]]
    assert outlets
    for one in outlets:
        dates = [article["published"] for article in one["articles"]]
        assert dates == sorted(dates, reverse=True)
        assert {article["outlet"] for article in one["articles"]} == {one["name"]}


def test_the_record_is_told_in_sentences_that_fit_the_counts(pages: TestClient, sources: Json) -> None:
    for record in sources["records"]:
        found = pages.get(f"/api/source/{quote(record['name'], safe='')}").json()
        assert found["record"] == record
        told = " ".join(found["sentences"])
        assert ("Nobody else reports" in told) == (record["alone"] > 0)
        assert ("began with another" in told) == (record["elsewhere"] > 0)


@pytest.mark.parametrize(
    "name", ["no such outlet", "a/b", "../../etc", "<script>alert(1)</script>", "x.json", "%", "日本", " "]
)
def test_a_name_of_any_characters_that_is_not_there_is_not_found(pages: TestClient, name: str) -> None:
    answer = pages.get(f"/source/{quote(name, safe='')}")
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text
