"""What a watch shows over HTTP: a page and figures, of names that are hostile, on loopback only."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from lxml import html  # type: ignore[import-untyped]
from prometheus_client.parser import text_string_to_metric_families

from dateline.errors import SettingsError
from dateline.ledger import SourceState
from dateline.status import serving
from dateline.watch import Snapshot

HOSTILE = '<script>alert("x")</script>\n"\\'
STATES = (
    SourceState(
        "Post", "https://post.example/feed", "feed", "", "2026-11-20T08:00:00+00:00", None, 7, None, None, None
    ),
    SourceState(HOSTILE, "https://x.example/", "feed", "", None, None, 0, "2026-11-20T09:00:00+00:00", HOSTILE, None),
)
NOW = Snapshot(
    1.0, STATES, 3, 4, {"new": 5, "why": {"NotFoundInput": 2}}, None, 1, 0, {"told": 1, "sent": 1, "waiting": 2}
)


@pytest.fixture
def address() -> Iterator[str]:
    with serving("127.0.0.1:0", lambda: NOW) as running:
        yield running


def ask(address: str, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    host = urlsplit(address).netloc
    connection = http.client.HTTPConnection(host, timeout=5)
    connection.request("GET", path, headers={"Host": host, **headers})
    answer = connection.getresponse()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def test_the_page_has_a_row_for_each_source_and_nothing_of_theirs_runs(address: str) -> None:
    status, headers, body = ask(address, "/")
    page = html.fromstring(body)
    assert status == 200 and "default-src 'none'" in headers["content-security-policy"]
    assert page.xpath("//script") == [] and len(page.xpath("//tbody/tr")) == 2
    assert "alert" in page.xpath("string(//tr[@class='failing'])") and "7" in page.xpath("string(//tbody/tr[1])")


def test_the_figures_are_what_prometheus_reads(address: str) -> None:
    status, headers, body = ask(address, "/metrics")
    assert status == 200 and headers["content-type"].startswith("text/plain")
    found = {
        (sample.name, sample.labels.get("source") or sample.labels.get("why") or ""): sample.value
        for family in text_string_to_metric_families(body.decode())
        for sample in family.samples
    }
    assert found["dateline_source_up", "Post"] == 1 and found["dateline_source_up", HOSTILE] == 0
    assert found["dateline_source_pages_total", "Post"] == 7 and found["dateline_waiting", ""] == 3
    assert found["dateline_refused_total", "NotFoundInput"] == 2 and found["dateline_notices_waiting", ""] == 2
    assert found["dateline_source_failing_timestamp_seconds", HOSTILE] > 1e9


def test_nothing_else_is_there_and_a_name_from_elsewhere_leads_nowhere(address: str) -> None:
    assert ask(address, "/etc/passwd")[0] == 404
    assert ask(address, "/", Host="rebound.example")[0] == 403
    assert ask(address, "/", Host="localhost:1")[0] == 200


@pytest.mark.parametrize(
    "given", ["0.0.0.0:0", "[::]:0", "10.0.0.7:80", "127.0.0.1", "somewhere:80", "127.0.0.1:99999"]
)
def test_only_this_machine_is_served_unless_that_is_said(given: str) -> None:
    with pytest.raises(SettingsError), serving(given, lambda: NOW):
        pass


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with (
            pytest.raises(SettingsError, match="cannot be served"),
            serving(f"127.0.0.1:{other.getsockname()[1]}", lambda: NOW),
        ):
            pass


def test_it_can_be_exposed() -> None:
    with serving("0.0.0.0:0", lambda: NOW, exposed=True) as address:
        port = urlsplit(address).port
        assert ask(f"http://127.0.0.1:{port}/", "/", Host="watch.desk.example")[0] == 200
