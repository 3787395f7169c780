"""Pages made in processes of their own: the same pages, also after one of the processes was killed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dateline.ledger import Session
from dateline.publish.web import Access, Makers
from dateline.serving import Shown
from tests.ledger.made import reading


@pytest.fixture
def shown(own_ledger: Path) -> Shown:
    return Shown(own_ledger, "", None)


@pytest.fixture
def makers(shown: Shown) -> Iterator[Makers]:
    found = Makers(2, shown.application)
    yield found
    found.close()


def pages(shown: Shown, makers: Makers | None) -> TestClient:
    return TestClient(shown.application(Access(), makers), base_url="http://127.0.0.1:8000")


def test_pages_are_the_same_whoever_makes_them(shown: Shown, makers: Makers) -> None:
    one, other = pages(shown, None), pages(shown, makers)
    for path in ("/", "/?q=treaty", "/article/rewrite", "/story/none", "/index.json", "/api/stories", "/?page=0"):
        left, right = one.get(path), other.get(path)
        assert (left.status_code, left.headers["content-type"]) == (right.status_code, right.headers["content-type"])
        if "json" in left.headers["content-type"]:
            assert left.json() == right.json()
        else:
            assert left.text.count("<a ") == right.text.count("<a ")


def test_forms_hold_the_token_of_the_process_that_takes_them(shown: Shown, makers: Makers) -> None:
    client = pages(shown, makers)
    token = client.get("/add").text.split('name="csrf" value="')[1].split('"')[0]
    assert token and token in client.get("/article/rewrite").text


def test_a_page_is_new_after_the_ledger_changed(shown: Shown, makers: Makers) -> None:
    client = pages(shown, makers)
    assert "6 articles" in client.get("/").text
    with Session(shown.ledger, reader="1") as session:
        session.add(reading(1))
    assert "7 articles" in client.get("/").text


def test_a_killed_process_is_replaced(shown: Shown, makers: Makers) -> None:
    client = pages(shown, makers)
    assert client.get("/?q=treaty").status_code == 200
    for process in list(makers._pool._processes.values()):
        assert process.pid
        os.kill(process.pid, signal.SIGKILL)
    time.sleep(0.2)
    for path in ("/?q=summit", "/?q=laboratory", "/?q=missile"):
        assert client.get(path).status_code == 200
