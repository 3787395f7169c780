"""What programs ask: every list with its pages, the OpenAPI document's own examples, files, and not asking twice."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from lxml import html  # type: ignore[import-untyped]
from starlette.testclient import TestClient

from dateline.ledger import Session
from dateline.publish.web import Desk, application
from dateline.publish.web.pages.events import wanted
from tests.ledger.made import reading

Json = dict[str, Any]


@pytest.fixture(scope="module")
def document(sample_ledger: Path) -> Json:
    return dict(TestClient(application(Desk(sample_ledger))).get("/api/openapi.json").json())


def filled(path: str, operation: Json) -> tuple[str, dict[str, Any]]:
    """The address and the query of an operation's own examples."""
    asked = operation.get("parameters", [])
    for one in asked:
        if one["in"] == "path":
            path = path.replace(f"{{{one['name']}}}", quote(str(one["example"]), safe=""))
    return path, {one["name"]: one["example"] for one in asked if one["in"] == "query" and "example" in one}


def test_every_operation_is_described_and_its_example_is_answered(pages: TestClient, document: Json) -> None:
    asked = [(path, one) for path, methods in document["paths"].items() for way, one in methods.items() if way == "get"]
    assert len(asked) > 10
    for path, operation in asked:
        assert operation["summary"], path
        assert operation["tags"], path
        address, query = filled(path, operation)
        answer = pages.get(address, params=query)
        assert answer.status_code == 200, (address, query, answer.text)
        for status in ("404", "422"):
            told = operation["responses"][status]["content"]["application/json"]["schema"]
            assert told == {"$ref": "#/components/schemas/Problem"}


def test_parameters_are_described(document: Json) -> None:
    for path, methods in document["paths"].items():
        for operation in methods.values():
            for one in operation.get("parameters", []):
                if one["in"] == "query" and one["name"] != "disputed":
                    assert one.get("description") or one["name"] in ("order", "all"), (path, one["name"])


@pytest.mark.parametrize("path", ["/api/event/none", "/api/story/none", "/api/articles/none", "/api/events?story=none"])
def test_what_is_not_there_is_told_as_json(pages: TestClient, path: str) -> None:
    answer = pages.get(path)
    assert answer.status_code == 404
    assert set(answer.json()) == {"detail"}


@pytest.mark.parametrize(
    "query", ["page=0", "size=1000", "since=yesterday", "order=best", "min_origins=many", "code=A-B", "page=x"]
)
def test_a_value_of_another_kind_is_refused_in_words(pages: TestClient, query: str) -> None:
    answer = pages.get(f"/api/events?{query}")
    assert answer.status_code == 422
    assert query.partition("=")[0] in answer.json()["detail"]


def test_a_day_that_is_none_is_refused(pages: TestClient) -> None:
    for day in ("2026-13", "2026-02-30", "0000"):
        assert pages.get(f"/api/events?since={day}").status_code == 400
        assert pages.get(f"/api/events?until={day}").status_code == 400


@pytest.mark.parametrize(
    ("until", "before"),
    [("2026", "2027-01-01"), ("2026-12", "2027-01-01"), ("2026-02", "2026-03-01"), ("2024-02-28", "2024-02-29"),
     ("9999", "9999-12-31"), ("9999-12-31", "9999-12-31")],
)  # fmt: skip
def test_until_takes_the_whole_day_month_or_year_in(until: str, before: str) -> None:
    assert wanted(until=until)["until"] == before


def test_pages_of_a_list_lead_to_one_another(pages: TestClient) -> None:
    whole = pages.get("/api/events?size=200").json()["events"]
    address: str | None = "/api/events?size=7"
    found: list[Json] = []
    while address:
        answer = pages.get(address)
        found += answer.json()["events"]
        links = dict(reversed(one) for one in re.findall(r'<([^>]*)>; rel="(\w+)"', answer.headers.get("link", "")))
        assert ("prev" in links) == (answer.json()["listing"]["page"] > 1)
        address = links.get("next")
    assert found == whole
    assert pages.get("/api/events?size=7").json()["listing"]["total"] == len(whole)


def test_events_are_those_that_are_asked_for(pages: TestClient) -> None:
    every = pages.get("/api/events?size=200").json()["events"]
    coded = pages.get("/api/events?size=200&code=consult").json()["events"]
    assert coded == [one for one in every if one["code"] == "CONSULT"] != []
    two = pages.get("/api/events?size=200&min_origins=2").json()["events"]
    assert two == [one for one in every if one["independent"] >= 2] != []
    name = next(one["actors"][0] for one in every if one["actors"])
    who = pages.get("/api/events", params={"size": 200, "who": name.upper()}).json()["events"]
    assert {one["id"] for one in every if name in one["actors"]} <= {one["id"] for one in who}
    assert '<li class="event"' in pages.get("/events").text


def test_the_timeline_is_of_events_with_a_time_the_earliest_first(pages: TestClient) -> None:
    found = pages.get("/api/timeline?size=200").json()["events"]
    assert found
    starts = [one["start"][:10] for one in found]
    assert starts == sorted(starts)


def test_contradictions_name_who_says_which(pages: TestClient) -> None:
    found = pages.get("/api/contradictions").json()
    assert found["events"]
    for event in found["events"]:
        assert event["disputed"] or event["corroboration"]["denials"]
    shown = html.fromstring(pages.get("/contradictions").text).text_content()
    assert all(event["label"] in shown for event in found["events"])


def test_claims_are_those_of_whom_is_asked_for(pages: TestClient) -> None:
    found = pages.get("/api/claims?by=mikhail%20gorbachev&size=200").json()["claims"]
    assert found
    assert {one["speaker"] for one in found} == {"Mikhail Gorbachev"}
    first, second = (pages.get(f"/api/claims?by=mikhail%20gorbachev&size=1&page={n}").json()["claims"] for n in (1, 2))
    assert first + second == found[:2]
    assert pages.get("/api/claims").json()["claims"] == []
    assert found[0]["words"] in pages.get("/claims?by=Mikhail%20Gorbachev").text.replace("&#39;", "'")


def test_claims_about_an_event_are_of_its_reports(pages: TestClient) -> None:
    for event in pages.get("/api/events?size=50").json()["events"]:
        found = pages.get("/api/claims", params={"about_event": event["id"]}).json()["claims"]
        articles = {one["article"] for one in pages.get(f"/api/event/{event['id']}").json()["event"]["reports"]}
        assert {one["article"] for one in found} <= articles
        if found:
            return
    raise AssertionError("no event has a claim")


def test_search_marks_the_words(pages: TestClient) -> None:
    found = pages.get("/api/search?q=gorbachev&size=2").json()
    assert found["listing"]["total"] > 2
    assert found["listing"]["more"]
    for one in found["articles"]:
        assert any("gorbachev" in one["snippet"][start:end].casefold() for start, end in one["marks"])
    rest = pages.get("/api/search?q=gorbachev&size=2&page=2").json()["articles"]
    assert not {one["article"]["id"] for one in rest} & {one["article"]["id"] for one in found["articles"]}
    assert pages.get("/api/search?q=w*").status_code == 400


def test_a_reading_is_what_dateline_read_gives(pages: TestClient) -> None:
    (story,) = pages.get("/api/stories").json()["stories"]
    id_ = pages.get(f"/api/story/{story['id']}").json()["spread"][0]["article"]["id"]
    found = pages.get(f"/api/articles/{quote(id_, safe='')}").json()
    assert found["article"]["id"] == id_
    assert found["events"]


@pytest.mark.parametrize("format", ["plover", "ftm", "geojson", "ics", "graphml", "csv"])
def test_an_export_is_a_file_of_its_kind(pages: TestClient, format: str) -> None:
    answer = pages.get(f"/api/export/{format}")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    readable: dict[str, Any] = {
        "plover": lambda body: [json.loads(line)["event_type"] for line in body.splitlines()],
        "ftm": lambda body: [json.loads(line)["schema"] for line in body.splitlines()],
        "geojson": lambda body: json.loads(body)["features"],
        "ics": lambda body: re.findall(rb"BEGIN:VEVENT", body),
        "graphml": lambda body: re.findall(b"<edge ", body),
        "csv": lambda body: list(
            csv.reader(zipfile.ZipFile(io.BytesIO(body)).read("events.csv").decode().splitlines())
        ),
    }
    assert len(readable[format](answer.content)) > 1


def test_an_export_holds_no_more_than_is_asked_for(pages: TestClient) -> None:
    lines = pages.get("/api/export/plover?limit=200&who=mikhail%20gorbachev").content.splitlines()
    assert 0 < len(lines) < len(pages.get("/api/export/plover").content.splitlines())
    assert pages.get("/api/export/plover?limit=1000000").status_code == 422
    assert pages.get("/api/export/exe").status_code == 422


def test_the_page_of_the_api_lists_every_operation(pages: TestClient, document: Json) -> None:
    page = html.fromstring(pages.get("/api").text)
    shown = [one.text_content().split()[-1] for one in page.xpath("//ul[contains(@class, 'operations')]/li/p[1]/b")]
    assert sorted(shown) == sorted(path for path, methods in document["paths"].items() for _ in methods)
    for line in page.xpath("//pre/code/text()"):
        if " -X " not in line and "/api" in line:
            assert pages.get(re.findall(r"'http://testserver(.*)'", line)[0]).status_code == 200, line


def test_what_has_not_changed_is_not_sent_again(own_ledger: Path) -> None:
    pages = TestClient(application(Desk(own_ledger)))
    for number, path in enumerate(("/", "/api/events", "/sources", "/api/openapi.json")):
        tag = pages.get(path).headers["etag"]
        again = pages.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b""), path
        with Session(own_ledger, reader="later") as session:
            session.add(reading(number, id=f"later{number}"))
        changed = pages.get(path, headers={"If-None-Match": tag})
        assert changed.status_code == 200, path
        assert changed.headers["etag"] != tag


def test_long_answers_are_compressed_for_who_takes_it(pages: TestClient) -> None:
    plain = pages.get("/api/events", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    for _ in range(2):  # made, and kept
        with pages.stream("GET", "/api/events", headers={"Accept-Encoding": "gzip"}) as small:
            raw = b"".join(small.iter_raw())
        assert small.headers["content-encoding"] == "gzip"
        assert small.headers["etag"] != plain.headers["etag"]
        assert gzip.decompress(raw) == plain.content
