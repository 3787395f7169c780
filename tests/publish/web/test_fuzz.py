"""Requests that nobody thought of: none is answered by an error of ours.

They are made by Schemathesis from the OpenAPI document, by hypothesis of what the ledger really holds with any words in
the query, and as forms of any bytes. DATELINE_REQUESTS says how many are made from the document: few in an ordinary
run, 5,000 before a release.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from starlette.testclient import TestClient

from dateline.publish.web import Access, Desk, application
from dateline.publish.web.users import new
from dateline.works import works

REQUESTS = int(os.environ.get("DATELINE_REQUESTS", "300"))
PASSWORD = "a long enough password"
#: What programs stumble over, in the places of names, dates and numbers.
STRANGE = [
    "", " ", "\x00", "\n", "'", '"', "%", "%00", "\\", "/", "..", "../..", "{{7*7}}", "<script>", "a" * 3000, "\u202e",
    "\ud7ff\U0010ffff", "NEAR(", "a AND", '"open', "*", "-", "0", "-1", "1e9", "9" * 400, "2026-02-30", "0000",
    "9999-12", "1986-10-12T25:00", "true", "null", "ev-000000000000", "ev-000000000000#1", "https://example.org/a?b=c#d",
    "a#b=c",
]  # fmt: skip
ANY = st.sampled_from(STRANGE) | st.text(max_size=30)
FIELDS = [
    "q", "who", "where", "about", "outlet", "since", "until", "code", "story", "min_origins", "min_articles",
    "disputed", "page", "size", "order", "all", "left", "right", "said", "judge", "verdict", "standing", "origin",
    "kind", "limit", "next", "of", "by",
]  # fmt: skip


def often(number: int) -> Callable[[Any], Any]:
    """So many examples, each its own."""
    return settings(max_examples=number, deadline=None, database=None, suppress_health_check=list(HealthCheck))


# ---------------------------------------------------------------- from the OpenAPI document


def test_no_request_is_answered_by_an_error_of_ours(sample_ledger: Path) -> None:
    app = application(Desk(sample_ledger, works(sample_ledger)))
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    operations = [found.ok() for found in schema.get_all_operations()]  # type: ignore[union-attr]
    assert len(operations) >= 15
    made = 0
    while made < REQUESTS:  # an operation that takes no values is asked once only
        number = max(1, -(-(REQUESTS - made) // len(operations)))
        asked = ((GenerationMode.POSITIVE, number), (GenerationMode.NEGATIVE, max(1, number // 4)))
        made += sum(_asked(one, times, mode) for one in operations for mode, times in asked)
    print(f"{made:,} requests")


def _asked(operation: Any, number: int, mode: GenerationMode) -> int:
    """Ask an operation in so many ways, as the document says or not; how many requests were made."""
    made = 0

    @often(number)
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        nonlocal made
        made += 1
        answer = case.call()
        assert answer.status_code < 500, (answer.status_code, case.as_curl_command(), answer.text[:500])

    # Where every value is one that the document allows, none that it doesn't can be made.
    with suppress(Unsatisfiable):
        ask()
    return made


# ---------------------------------------------------------------- of what is there, with any words


def test_pages_of_what_is_there_take_any_query(sample_ledger: Path) -> None:
    pages = TestClient(application(Desk(sample_ledger, works(sample_ledger)), Access()), base_url="http://localhost")
    paths = _real(pages)
    accepted = st.sampled_from(["text/html", "application/json", "*/*", "text/html;q=0, application/json", "\xff"])

    @often(max(60, REQUESTS // 5))
    @given(
        st.sampled_from(paths), st.sampled_from(["", ".json"]), st.dictionaries(st.sampled_from(FIELDS), ANY), accepted
    )
    def ask(path: str, form: str, query: dict[str, str], accept: str) -> None:
        answer = pages.get(
            path + form if path != "/" else path,
            params=query,
            headers={"accept": accept.encode("latin-1")},  # type: ignore[arg-type]
        )
        assert answer.status_code < 500, (path, form, query, answer.text[:500])
        assert answer.headers["x-content-type-options"] == "nosniff"

    ask()


def _real(pages: TestClient) -> list[str]:
    """Addresses of pages that are there, of every kind."""
    story = pages.get("/index.json").json()["stories"][0]["id"]
    event = pages.get(f"/story/{story}.json").json()["events"][0]["id"]
    return [
        "/", f"/story/{story}", f"/event/{event}", "/article/rewrite", "/versions/rewrite", "/name/Mikhail%20Gorbachev",
        "/name/Reykjavik", "/sources", "/source/Reuters", "/events", "/claims", "/contradictions", "/judgements",
        "/api", "/feed.atom", "/collecting", "/add", "/api/timeline", "/api/who-cites-whom", "/api/search",
        "/api/export/geojson", "/api/export/csv", "/api/export/graphml", "/api/export/ics", "/login",
        "/static/style.css",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "path",
    ["/story/%00", "/name/%F0%9F%98%80", "/article/..%2F..%2Fetc%2Fpasswd", "/source/%ff%fe", "//a", "/.",
     "/%2e%2e/%2e%2e/etc/passwd", "/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/access.py",
     "/static//etc/passwd", "/static/%00"],
)  # fmt: skip
def test_strange_paths_are_answered(sample_ledger: Path, path: str) -> None:
    pages = TestClient(application(Desk(sample_ledger)), raise_server_exceptions=False)
    answer = pages.get(path)
    assert answer.status_code < 500 and "root:" not in answer.text and "import annotations" not in answer.text


# ---------------------------------------------------------------- forms


def test_forms_of_any_bytes_are_answered(own_ledger: Path) -> None:
    """What an editor sends, or a program that has his token: no error of ours, and nothing but judgements is made."""
    access = Access(new().with_user("okafor", "editor", PASSWORD), hosts=frozenset({"localhost"}))
    app = application(Desk(own_ledger, works(own_ledger)), access)
    pages = TestClient(app, base_url="http://localhost", follow_redirects=False)
    assert pages.post("/login", data={"name": "okafor", "password": PASSWORD}).status_code == 303
    token = pages.get("/").text.split('name="csrf" value="')[1].split('"')[0]
    event = _real(pages)[2].removeprefix("/event/")
    keys = st.sampled_from([event, f"{event}#1", f"{event}#2", f"{event}#99999", "rewrite#claim-1", "others"])
    others = ["pasted", "reason", "judge", "back", "also", "name", "password", "next", "csrf", "text", "urls"]
    fields = st.fixed_dictionaries(
        {"left": keys | ANY, "verdict": st.sampled_from(["wrong", "different", "same", "equal"])},
        optional={"right": keys | ANY, **dict.fromkeys(others, ANY)},
    )
    types = st.sampled_from([
        "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "\xff", "",
        "multipart/form-data; boundary=x; charset=unicode_escape", "text/plain; charset=rot13", "application/json",
    ])  # fmt: skip
    paths = st.sampled_from(["/judgements", "/judgements/j-000000000000/withdraw", "/login", "/add"])

    @often(max(80, REQUESTS // 5))
    @given(paths, types, fields | st.binary(max_size=300))
    def send(path: str, kind: str, given: dict[str, str] | bytes) -> None:
        headers = {"x-csrf": token, "content-type": kind.encode("latin-1")}
        body = given if isinstance(given, bytes) else _form(given, kind)
        answer = pages.post(path, content=body, headers=headers)  # type: ignore[arg-type]
        assert answer.status_code < 500, (path, kind, given, answer.text[:500])

    send()


def _form(given: dict[str, str], kind: str) -> bytes:
    if "boundary=x" not in kind:
        return "&".join(f"{name}={quote(value, errors='replace')}" for name, value in given.items()).encode()
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in given.items()
    ]
    if "escape" in kind:
        parts.append('--x\r\nContent-Disposition: form-data; name="reason"\r\n\r\n\\ud800\r\n')
    return "".join((*parts, "--x--\r\n")).encode("utf-8", "replace")
