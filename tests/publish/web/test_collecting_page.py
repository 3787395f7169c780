"""Collecting: what the page says of sources."""

from __future__ import annotations

from pathlib import Path

from starlette.testclient import TestClient

from dateline.ledger import Captures, Session
from dateline.publish.web import Desk, application


def test_each_source_is_shown_with_how_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "watched.ledger"
    with Session(path, reader="made") as session:
        captures = Captures(session)
        for url, name in (("https://a.example/feed", "Post"), ("https://b.example/feed", "Herald")):
            captures.answered(url, source=name, content=b"<list/>", is_list=True)
        captures.failed("https://b.example/feed", source="Herald", problem="the server is silent")
    pages = TestClient(application(Desk(path)))
    herald, post = pages.get("/api/collecting").json()["sources"]
    assert (herald["name"], herald["problem"]) == ("Herald", "the server is silent")
    assert herald["failing"]
    assert (post["url"], post["failing"]) == ("https://a.example/feed", None)
    shown = pages.get("/collecting").text
    assert "the server is silent" in shown
    assert "1 does not answer" in shown


def test_a_ledger_that_nothing_was_fetched_to_says_so(pages: TestClient) -> None:
    assert "No source has been looked at" in pages.get("/collecting").text
