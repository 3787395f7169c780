"""Who may read, who may change: hosts, forged forms, logins, guessing, limits, headers; on a real server."""

from __future__ import annotations

import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from lxml import html  # type: ignore[import-untyped]
from starlette.testclient import TestClient

from dateline.cli import main
from dateline.errors import SettingsError
from dateline.publish.web import Access, Desk, application
from dateline.publish.web.logins import own_page
from dateline.publish.web.tries import WRONG
from dateline.publish.web.users import load, new, save
from dateline.works import works

PASSWORD = "a long enough password"


@pytest.fixture
def alone(own_ledger: Path) -> TestClient:
    """The pages as they are served to whoever sits at this machine."""
    return TestClient(application(Desk(own_ledger, works(own_ledger)), Access()), base_url="http://127.0.0.1:8000")


@pytest.fixture(scope="module")
def users_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("users") / "users.toml"
    users = new().with_user("okafor", "editor", PASSWORD).with_user("lind", "reader", PASSWORD)
    save(users, path)
    return path


@pytest.fixture
def shared(own_ledger: Path, users_file: Path) -> TestClient:
    """The pages as they are served to users who log in."""
    access = Access(load(users_file), hosts=frozenset({"news.example"}), secure=True)
    app = application(Desk(own_ledger, works(own_ledger)), access)
    return TestClient(app, base_url="https://news.example", follow_redirects=False)


def log_in(pages: TestClient, name: str, password: str = PASSWORD, back: str = "/") -> Any:
    return pages.post("/login", data={"name": name, "password": password, "next": back})


def token(pages: TestClient, path: str = "/add") -> str:
    return str(html.fromstring(pages.get(path).text).cssselect('input[name="csrf"]')[0].get("value"))


# ---------------------------------------------------------------- alone at this machine


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8000", "", "localhost@evil.example"])
def test_a_name_from_elsewhere_does_not_lead_here(alone: TestClient, host: str) -> None:
    answer = alone.get("/", headers={"host": host})
    assert answer.status_code == 421 and "Superpower" not in answer.text


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000", "LOCALHOST"])
def test_this_machine_s_names_lead_here(alone: TestClient, host: str) -> None:
    assert alone.get("/", headers={"host": host}).status_code == 200


def test_only_our_own_forms_change_something(alone: TestClient) -> None:
    form = {"text": "A bridge at Lillevik was closed on Friday.", "csrf": token(alone)}
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
    ):
        assert alone.post("/add", data=form, headers=headers).status_code == 403
    for wrong in ("", "0" * 64):
        assert alone.post("/add", data={**form, "csrf": wrong}).status_code == 403
    accepted = alone.post("/add", data=form, headers={"sec-fetch-site": "same-origin"}, follow_redirects=False)
    assert accepted.status_code == 303


def test_too_much_is_refused(alone: TestClient) -> None:
    form = {"csrf": token(alone), "text": "x" * 53_000_000}
    assert alone.post("/add", data=form).status_code == 413


def test_headers_keep_every_answer_shut(alone: TestClient) -> None:
    for path in ("/", "/api/stories", "/static/style.css", "/nothing", "/story/none.json"):
        headers = alone.get(path).headers
        policy = headers["content-security-policy"]
        assert "script-src 'self';" in policy and "unsafe" not in policy and "default-src 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"


# ---------------------------------------------------------------- with users


def test_nothing_is_shown_before_the_login(shared: TestClient) -> None:
    browser = {"accept": "text/html"}
    answer = shared.get("/story/rewrite?size=5", headers=browser)
    assert answer.status_code == 303 and answer.headers["location"] == "/login?next=%2Fstory%2Frewrite%3Fsize%3D5"
    for path in ("/api/stories", "/feed.atom", "/index.json", "/api/openapi.json", "/static/islands/islands.js"):
        assert shared.get(path).status_code == 401
    assert shared.get("/login", headers=browser).status_code == 200


def test_a_login_lasts_until_the_logout(shared: TestClient) -> None:
    answer = log_in(shared, "okafor", back="/sources")
    assert answer.status_code == 303 and answer.headers["location"] == "/sources"
    cookie = answer.headers["set-cookie"].casefold()
    assert "httponly" in cookie and "secure" in cookie and "samesite=lax" in cookie
    page = shared.get("/").text
    assert "okafor" in page and "/add" in page
    assert shared.post("/logout", data={"csrf": token(shared, "/")}).status_code == 303
    assert shared.get("/index.json").status_code == 401


def test_a_reader_reads_and_changes_nothing(shared: TestClient) -> None:
    log_in(shared, "lind")
    page = shared.get("/").text
    assert "lind" in page and 'href="/add"' not in page
    given = {"csrf": token(shared, "/"), "text": "A bridge was closed."}
    assert shared.post("/add", data=given).status_code == 403
    assert shared.post("/logout", data=given).status_code == 303


def test_kept_pages_are_not_shown_to_another_user(shared: TestClient) -> None:
    log_in(shared, "okafor")
    first = shared.get("/")
    shared.cookies.clear()
    assert shared.get("/", headers={"if-none-match": first.headers["etag"]}).status_code in (303, 401)
    log_in(shared, "lind")
    assert "okafor" not in shared.get("/").text


def test_guessing_is_slowed_down(shared: TestClient) -> None:
    for _ in range(WRONG):
        assert log_in(shared, "okafor", "a wrong password").status_code == 401
    answer = log_in(shared, "okafor")
    assert answer.status_code == 429 and int(answer.headers["retry-after"]) > 0


def test_a_new_password_ends_old_sessions(own_ledger: Path, users_file: Path, tmp_path: Path) -> None:
    users = load(users_file)
    hosts = frozenset({"news.example"})
    first = TestClient(application(Desk(own_ledger), Access(users, hosts=hosts)), base_url="https://news.example")
    log_in(first, "lind")
    changed = users.with_user("lind", "reader", "another long password")
    for later, status in ((users, 200), (changed, 401), (users.without("lind"), 401)):
        app = application(Desk(own_ledger), Access(later, hosts=hosts))
        pages = TestClient(app, base_url="https://news.example", cookies=first.cookies)
        assert pages.get("/index.json").status_code == status


def test_a_forged_session_is_none(shared: TestClient) -> None:
    shared.cookies.set("dateline_session", "WyJva2Fmb3IiLCJ4IiwieSJd.aaaa.bbbb")
    assert shared.get("/index.json").status_code == 401


@given(st.text(max_size=40))
def test_a_login_leads_to_a_page_of_ours_only(back: str) -> None:
    led = own_page(back)
    assert led.startswith("/") and not led.startswith("//") and "\\" not in led and led.isprintable()


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", ""])
def test_a_login_does_not_lead_away(shared: TestClient, back: str) -> None:
    assert log_in(shared, "okafor", back=back).headers["location"] == "/"


# ---------------------------------------------------------------- the file of users


def test_users_are_added_listed_and_removed(tmp_path: Path) -> None:
    path = tmp_path / "users.toml"
    run = CliRunner()
    add = ["users", "add", "Ines Lind", "--users", str(path), "--role", "editor", "--password-stdin"]
    assert run.invoke(main, add, input=f"{PASSWORD}\n").exit_code == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and PASSWORD not in path.read_text()
    assert run.invoke(main, ["users", "list", "--users", str(path)]).output == "editor  Ines Lind\n"
    assert load(path).verified("Ines Lind", PASSWORD) and not load(path).verified("Ines Lind", "another")
    short = run.invoke(main, add, input="short\n")
    assert isinstance(short.exception, SettingsError) and "10 letters" in str(short.exception)
    assert run.invoke(main, ["users", "remove", "Ines Lind", "--users", str(path)]).exit_code == 0
    assert load(path).known == {}


@pytest.mark.parametrize("text", ["", "[[user]]\nname = 1", "\x00", 'secret = "a"\n[[user]]\nname="b"'])
def test_a_broken_file_of_users_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "users.toml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=r"users\.toml"):
        load(path)


# ---------------------------------------------------------------- the command


@pytest.fixture
def serving(sample_ledger: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "dateline", "serve", str(sample_ledger), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        yield line.split(" at ")[1].split()[0]
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) in (0, -signal.SIGTERM)


def test_serve_says_where_it_answers_and_stops_when_told(serving: str) -> None:
    answer = httpx.get(serving)
    assert answer.status_code == 200 and "server" not in answer.headers


def test_serve_check(sample_ledger: Path) -> None:
    done = CliRunner().invoke(main, ["serve", str(sample_ledger), "--port", "0", "--check"])
    assert done.exit_code == 0 and "1 story of 6 articles" in done.output


def test_others_are_served_only_with_users(sample_ledger: Path) -> None:
    done = CliRunner().invoke(main, ["serve", str(sample_ledger), "--host", "0.0.0.0"])
    assert done.exit_code == 2 and "--users" in done.output


def test_what_cannot_be_served_is_told(sample_ledger: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = CliRunner().invoke(main, ["serve", str(sample_ledger), "--port", port])
    assert "another program listens" in str(done.exception)
    assert "there is no ledger" in str(CliRunner().invoke(main, ["serve", str(tmp_path / "none")]).exception)


def test_a_body_that_trickles_in_does_not_hold_others_up(serving: str) -> None:
    host, port = serving.removeprefix("http://").rstrip("/").split(":")
    with socket.create_connection((host, int(port))) as slow:
        slow.sendall(b"POST /add HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nx")
        start = time.monotonic()
        assert httpx.get(serving).status_code == 200
        assert time.monotonic() - start < 5
