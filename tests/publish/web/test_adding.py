"""Adding on the pages: texts, files and addresses, read in the background, and what became of each."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from lxml import html  # type: ignore[import-untyped]
from starlette.testclient import TestClient

from dateline.errors import InputError, LedgerError
from dateline.publish.web import Added, Desk, Works, application
from dateline.publish.web.desk import Tell
from dateline.publish.web.pages import adding
from dateline.works import works
from tests.publish.web.conftest import SAMPLES
from tests.publish.web.rooms import As, editing

Json = dict[str, Any]
FERRY = "LILLEVIK, Norway -- A ferry with 214 people aboard ran aground off Lillevik on Friday, police said."
PASTED: dict[str, Any] = {
    "text": FERRY,
    "title": "Ferry <b>aground</b>",
    "outlet": "Fjord Daily",
    "published": "2023-09-16",
}


@pytest.fixture
def pages(own_ledger: Path) -> TestClient:
    return TestClient(editing(own_ledger))


def watched(pages: TestClient, *, files: list[tuple[str, bytes]] | None = None, **given: str) -> tuple[str, Json]:
    """Send the form, and wait for the job: its address and what it says at the end."""
    sent = [("files", one) for one in files or []] or None
    answer = pages.post("/add", data=given, files=sent, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    path = str(answer.headers["location"])
    return path, ended(pages, path)


def ended(pages: TestClient, path: str) -> Json:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        job: Json = pages.get(f"{path}.json").json()
        if job["state"] == "done":
            return job
        time.sleep(0.05)
    raise AssertionError("the job is not done")


def trouble(pages: TestClient, *, files: list[tuple[str, bytes]] | None = None, **given: str) -> tuple[int, str]:
    sent = [("files", one) for one in files or []] or None
    answer = pages.post("/add", data=given, files=sent, follow_redirects=False)
    page = html.fromstring(answer.text)
    found = page.cssselect("[role=alert]") or page.cssselect(".lead")
    return answer.status_code, found[0].text_content()


# ---------------------------------------------------------------- what is given is read and added


def test_a_pasted_text_becomes_an_article_with_a_story(pages: TestClient) -> None:
    path, job = watched(pages, **PASTED)
    (one,) = job["added"]
    assert one["became"] == "new" and one["title"] == "Ferry <b>aground</b>"
    page = html.fromstring(pages.get(path).text)
    assert [link.get("href") for link in page.cssselect(".became a")] == [
        f"/article/{one['article']}",
        f"/story/{one['story']}",
    ]
    assert not page.cssselect(".became b")
    events = pages.get(f"/story/{one['story']}.json").json()["events"]
    assert any(event["start"] and event["start"].startswith("2023-09-15") for event in events)
    assert watched(pages, **PASTED)[1]["added"][0]["became"] == "same"


def test_of_several_files_those_that_can_be_read_are_added_and_the_others_say_why(pages: TestClient) -> None:
    files = [("ferry.txt", FERRY.encode()), ("../../etc/picture.png", b"\x89PNG\r\n\x1a\n\x00\x00"), ("empty.txt", b"")]
    _, job = watched(pages, files=[*files, ("reykjavik.jsonl", SAMPLES.read_bytes())])
    became = [one["became"] for one in job["added"]]
    assert became[:3] == ["new", "refused", "refused"] and set(became[3:]) <= {"same", "reread"} and len(became) == 9
    assert all(one["error"] for one in job["added"][1:3])
    assert job["titles"] == ["ferry.txt", "picture.png", "empty.txt", "reykjavik.jsonl"]


def test_addresses_are_fetched_each_for_itself(own_ledger: Path) -> None:
    hands = works(own_ledger)

    def fetch(url: str, fields: Mapping[str, str], tell: Tell) -> list[Added]:
        tell("fetching", 0, 1)
        if "private" in url:
            raise InputError(url, "is in a private network: it is not fetched")
        if "broken" in url:
            raise RuntimeError("a fault of ours")
        assert hands.add_files
        return hands.add_files([("page.txt", FERRY.encode())], fields, tell)

    pages = TestClient(As(application(Desk(own_ledger, Works(add_address=fetch)))))
    urls = "https://private.example/\n\nhttps://broken.example/\n https://good.example/1 \nhttps://good.example/1"
    _, job = watched(pages, urls=urls)
    assert [one["became"] for one in job["added"]] == ["refused", "refused", "new"]
    assert "private network" in job["added"][0]["error"] and "fault of ours" not in job["added"][1]["error"]


def test_where_all_files_fail_as_one_each_is_read_for_itself(own_ledger: Path) -> None:
    hands = works(own_ledger)
    read = hands.add_files
    assert read

    def add(files: Any, fields: Mapping[str, str], tell: Tell) -> list[Added]:
        if any(name == "bad.txt" for name, _ in files):
            raise LedgerError("bad.txt breaks everything")
        return read(files, fields, tell)

    pages = TestClient(As(application(Desk(own_ledger, Works(add_files=add)))))
    _, job = watched(pages, files=[("bad.txt", b"x"), ("ferry.txt", FERRY.encode())])
    assert [(one["became"], one["error"]) for one in job["added"]] == [
        ("refused", "bad.txt breaks everything"),
        ("new", None),
    ]


# ---------------------------------------------------------------- watching


def test_a_job_is_watched_while_it_waits_and_is_read_and_is_nobody_elses(own_ledger: Path) -> None:
    go = threading.Event()

    def add(files: Any, fields: Mapping[str, str], tell: Tell) -> list[Added]:
        tell("reading articles", 3, 8)
        assert go.wait(30)
        return []

    app = application(Desk(own_ledger, Works(add_files=add)))
    pages = TestClient(As(app, user="aalto"))
    paths = [str(pages.post("/add", data=PASTED, follow_redirects=False).headers["location"]) for _ in range(3)]
    until = time.monotonic() + 10
    while pages.get(f"{paths[0]}.json").json()["step"] != "reading articles" and time.monotonic() < until:
        time.sleep(0.02)
    page = html.fromstring(pages.get(paths[0]).text)
    (bar,) = page.cssselect("progress")
    assert (bar.get("value"), bar.get("max")) == ("3", "8") and page.cssselect("noscript meta[http-equiv=refresh]")
    assert "2 to be read before it" in pages.get(paths[2]).text
    assert pages.get("/add").text.count("/add/") == 3
    stranger, editor = TestClient(As(app, user="okafor", can_edit=False)), TestClient(As(app, user="nkemelu"))
    assert stranger.get(paths[0]).status_code == stranger.get(f"{paths[0]}.json").status_code == 404
    assert editor.get(paths[0]).status_code == 200 and editor.get("/add").text.count('href="/add/') == 0
    go.set()
    assert [ended(pages, path)["added"] for path in paths] == [[], [], []]
    assert "no article in what was given" in pages.get(paths[0]).text


# ---------------------------------------------------------------- what is refused


def test_what_is_too_much_or_nothing_is_refused(pages: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert trouble(pages, text="  ") == (400, "Nothing was given: paste a text, choose files or write addresses.")
    monkeypatch.setattr(adding, "FILE", 10)
    status, told = trouble(pages, files=[("large.txt", b"x" * 11)])
    assert status == 400 and "large.txt is larger" in told
    status, told = trouble(pages, files=[(f"{n}.txt", b"x") for n in range(21)])
    assert status == 400 and "At most 20 files" in told
    assert trouble(pages, files=[(f"{n}.txt", b"x") for n in range(30)])[0] == 400
    assert trouble(pages, text="x" * (adding.TEXT + 1))[0] == 400
    assert trouble(pages, urls="\n".join(f"https://a.example/{n}" for n in range(21)))[0] == 400
    monkeypatch.setattr(adding, "ALL", -4_000_000)
    assert trouble(pages, text="x" * 200_000)[0] == 413
    chunked = pages.post(
        "/add", content=iter([b"x" * 60_000] * 4), headers={"Content-Type": "multipart/form-data; boundary=a"}
    )
    assert chunked.status_code == 413
    assert pages.get("/add").text.count('href="/add/') == 0


def test_a_queue_that_is_full_says_so(own_ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()

    def add(files: Any, fields: Mapping[str, str], tell: Tell) -> list[Added]:
        assert go.wait(30)
        return []

    monkeypatch.setattr("dateline.publish.web.jobs.WAITING", 2)
    pages = TestClient(As(application(Desk(own_ledger, Works(add_files=add)))))
    answers = [pages.post("/add", data=PASTED, follow_redirects=False).status_code for _ in range(5)]
    go.set()
    assert set(answers[:2]) == {303} and answers[-1] == 503


def test_readers_and_ledgers_that_are_only_shown_have_no_form(own_ledger: Path) -> None:
    shown = TestClient(As(application(Desk(own_ledger))))
    assert f"dateline add FILE --ledger {own_ledger.name}" in shown.get("/add").text
    app = application(Desk(own_ledger, works(own_ledger)))
    reading = TestClient(As(app, can_edit=False))
    assert "Only editors" in reading.get("/add").text and not re.search("<form[^>]*post", reading.get("/add").text)
    assert reading.post("/add", data=PASTED).status_code == 403
    nowhere = shown.get("/add/nothing.json")
    assert nowhere.status_code == 404 and "no such job" in json.loads(nowhere.text)["detail"], nowhere.text
