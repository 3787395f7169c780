"""Who may read, who may change: hosts, forged forms, logins, guessing, limits, headers; on a real server."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from lxml import html  # type: ignore[import-untyped]
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient
from starlette.types import Message

from dateline.cli import main
from dateline.errors import SettingsError
from dateline.publish.web import Access, Desk, Works, application
from dateline.publish.web.access import UPLOADS
from dateline.publish.web.logins import own_page
from dateline.publish.web.sent import Sent
from dateline.publish.web.tries import REMEMBERED, WITHIN, WRONG, Tries
from dateline.publish.web.users import UsersFile, load, new, save
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


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example:8000", "", "localhost@evil.example", "evil.example@localhost",
     "localhost/a", "localhost:80:80", "[::1", "localhost,evil.example", "127.0.0.1 evil.example", "2130706433"],
)  # fmt: skip
def test_a_name_from_elsewhere_does_not_lead_here(alone: TestClient, host: str) -> None:
    answer = alone.get("/", headers={"host": host})
    assert answer.status_code == 421 and "Superpower" not in answer.text


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000", "LOCALHOST", "localhost."])
def test_this_machine_s_names_lead_here(alone: TestClient, host: str) -> None:
    assert alone.get("/", headers={"host": host}).status_code == 200


def test_only_our_own_forms_change_something(alone: TestClient) -> None:
    form = {"text": "A bridge at Lillevik was closed on Friday.", "csrf": token(alone)}
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:9000"},
        {"origin": "null"},
    ):
        assert alone.post("/add", data=form, headers=headers).status_code == 403
    for wrong in ("", "0" * 64):
        assert alone.post("/add", data={**form, "csrf": wrong}).status_code == 403
    accepted = alone.post("/add", data=form, headers={"sec-fetch-site": "same-origin"}, follow_redirects=False)
    assert accepted.status_code == 303


def test_too_much_is_refused(alone: TestClient) -> None:
    form = {"csrf": token(alone), "text": "x" * 53_000_000}
    assert alone.post("/add", data=form).status_code == 413
    judgement = {"csrf": token(alone), "left": "a#b", "verdict": "wrong", "reason": "x" * 200_000}
    assert alone.post("/judgements", data=judgement).status_code == 413
    assert alone.get(f"/?q={'x' * 20_000}").status_code == 414


def test_what_comes_too_slowly_is_refused() -> None:
    async def trickle() -> Message:
        await asyncio.sleep(0.03)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def all_of_it() -> None:
        sent = Sent(trickle, most=1000, grace=0.2)
        while True:
            await sent.receive()

    with pytest.raises(HTTPException) as refused:
        asyncio.run(asyncio.wait_for(all_of_it(), 10))
    assert refused.value.status_code == 408


def test_one_who_gave_all_may_wait_for_the_answer() -> None:
    given: list[Message] = [{"type": "http.request", "body": b"x"}, {"type": "http.disconnect"}]

    async def receive() -> Message:
        await asyncio.sleep(0 if len(given) == 2 else 0.3)
        return given.pop(0)

    async def both() -> list[str]:
        sent = Sent(receive, most=1000, grace=0.1)
        return [await sent.head(), *[(await sent.receive())["type"] for _ in range(2)]]

    assert asyncio.run(both()) == [b"x", "http.request", "http.disconnect"]


def test_a_failure_of_ours_is_told_without_a_word_of_what_failed(own_ledger: Path) -> None:
    def fails(*_: Any) -> Any:
        raise RuntimeError("secret words")

    app = application(Desk(own_ledger, Works(judge=fails)), Access())
    pages = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    event = pages.get("/events.json").json()["events"][0]["id"]
    form = {"csrf": token(pages, f"/event/{event}"), "left": event, "verdict": "wrong", "judge": "Lind"}
    answer = pages.post("/judgements", data=form, headers={"accept": "text/html"})
    assert answer.status_code == 500 and "secret" not in answer.text and "</html>" in answer.text
    assert "script-src" in answer.headers["content-security-policy"]


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
    odd = shared.get("/name/AC%2FDC%20%26%20Co?q=a%26b", headers=browser).headers["location"]
    assert log_in(shared, "lind", back=parse_qs(odd.partition("?")[2])["next"][0]).headers["location"] == (
        "/name/AC%2FDC%20%26%20Co?q=a%26b"
    )


@pytest.mark.parametrize(
    "path", ["/loginx", "/login/../index.json", "/static/style.css/../islands/islands.js", "/login.json", "//login/x"]
)
def test_beside_the_login_nothing_is_open(shared: TestClient, path: str) -> None:
    assert shared.get(path).status_code in (401, 404) and shared.get(path).text.count("{") == 1


def test_what_was_judged_is_not_told_to_those_outside(shared: TestClient, alone: TestClient) -> None:
    event = alone.get("/events.json").json()["events"][0]["id"]
    form = {"csrf": token(alone, f"/event/{event}"), "left": event, "verdict": "wrong", "judge": "Lind"}
    said = alone.post("/judgements", data=form, follow_redirects=False).headers["location"].partition("?")[2]
    assert 'class="said"' in alone.get(f"/?{said}").text
    browser = {"accept": "text/html"}
    assert 'class="said"' not in shared.get(f"/login?{said}", headers=browser).text
    assert 'class="said"' not in shared.post(f"/judgements?{said}", headers=browser).text
    assert 'class="said"' not in alone.get(f"/?{said}", headers={**browser, "host": "evil.example"}).text


def test_a_login_lasts_until_the_logout(shared: TestClient) -> None:
    answer = log_in(shared, "okafor", back="/sources")
    assert answer.status_code == 303 and answer.headers["location"] == "/sources"
    cookie = answer.headers["set-cookie"].casefold()
    assert "httponly" in cookie and "secure" in cookie and "samesite=lax" in cookie
    page = shared.get("/").text
    assert "okafor" in page and "/add" in page
    copied = dict(shared.cookies)
    assert shared.post("/logout", data={"csrf": token(shared, "/")}).status_code == 303
    assert shared.get("/index.json").status_code == 401
    for name, value in copied.items():
        shared.cookies.set(name, value)
    assert shared.get("/index.json").status_code == 401


def test_each_login_is_a_session_of_its_own(shared: TestClient) -> None:
    log_in(shared, "okafor")
    first = dict(shared.cookies), token(shared)
    log_in(shared, "okafor")
    assert dict(shared.cookies) != first[0] and token(shared) != first[1]
    assert shared.post("/add", data={"csrf": first[1], "text": "A bridge was closed."}).status_code == 403


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
    assert log_in(shared, "lind").status_code == 429, "from the same address"


def test_one_waits_by_address_and_by_name() -> None:
    now = 0.0
    tries = Tries(lambda: now)
    for number in range(WRONG):
        assert tries.begin(f"2001:db8::{number}", f"name {number}") == 0
    assert tries.begin("2001:db8::ffff", "another") == WITHIN + 1, "all of a network is one customer's"
    assert tries.begin("192.0.2.1", "another") == 0
    for number in range(WRONG):
        assert tries.begin(f"198.51.100.{number}", "okafor") == 0
    now = WITHIN - 10.0
    assert tries.begin("203.0.113.1", "okafor") == 11
    now = WITHIN + 0.0
    assert tries.begin("203.0.113.1", "okafor") == 0


def test_the_right_password_takes_back_its_try() -> None:
    tries = Tries()
    for _ in range(3 * WRONG):
        assert tries.begin("192.0.2.1", "okafor") == 0
        tries.right("192.0.2.1", "okafor")


def test_many_guesses_do_not_make_it_forget_soon() -> None:
    tries = Tries()
    for _ in range(WRONG):
        tries.begin("192.0.2.1", "okafor")
    for number in range(REMEMBERED // 4):
        tries.begin("192.0.2.2", f"name {number}")
    assert tries.begin("192.0.2.9", "okafor") > 0


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


def test_a_running_server_looks_at_the_file_of_users(own_ledger: Path, users_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "users.toml"
    save(load(users_file), path)
    access = Access(UsersFile(path), hosts=frozenset({"news.example"}))
    pages = TestClient(application(Desk(own_ledger), access), base_url="https://news.example", follow_redirects=False)
    log_in(pages, "lind")
    assert pages.get("/index.json").status_code == 200
    save(load(path).with_user("lind", "reader", "another long password"), path)
    assert pages.get("/index.json").status_code == 401
    log_in(pages, "lind", "another long password")
    assert pages.get("/index.json").status_code == 200
    path.write_text("broken")
    assert pages.get("/index.json").status_code == 401 and log_in(pages, "lind").status_code == 401


def test_a_forged_session_is_none(shared: TestClient) -> None:
    log_in(shared, "lind")
    ((name, value),) = shared.cookies.items()
    assert name.startswith("__Host-")
    told, at, signed = value.split(".")
    wide = "WyJva2Fmb3IiLCJ4IiwieSJd"
    for forged in ("", "x", "a.b.c", f"{wide}.aaaa.bbbb", f"{wide}.{at}.{signed}", f"{told}.{at}.{signed[::-1]}"):
        shared.cookies.clear()
        shared.cookies.set(name, forged)
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


@pytest.mark.parametrize(
    "text",
    ["", "[[user]]\nname = 1", "\x00", 'secret = "a"\n[[user]]\nname="b"', 'secret = ""', "secret = 1", "user = 1",
     f'secret = "{"a" * 64}"\n[[user]]\nname = 1\nrole = "editor"\nhashed = "b"',
     f'secret = "{"a" * 64}"\n[[user]]\nname = "b"\nrole = "king"\nhashed = "b"'],
)  # fmt: skip
def test_a_broken_file_of_users_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "users.toml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=r"users\.toml"):
        load(path)


# ---------------------------------------------------------------- the command


@contextmanager
def served_by(ledger: Path, *options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server as a terminal starts it, with a process group of its own: its address, and its process."""
    command = [sys.executable, "-m", "dateline", "serve", str(ledger), "--port", "0", *options]
    piped = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, start_new_session=True, **piped) as process:  # type: ignore[call-overload]
        try:
            yield process.stdout.readline().split(" at ")[1].split()[0], process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def serving(sample_ledger: Path) -> Iterator[str]:
    with served_by(sample_ledger) as (address, _):
        yield address


@pytest.mark.parametrize(("told", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_serve_says_where_it_answers_and_stops_when_told(sample_ledger: Path, told: int, status: int) -> None:
    with served_by(sample_ledger) as (address, process):
        answer = httpx.get(address)
        assert answer.status_code == 200 and "server" not in answer.headers
        os.killpg(process.pid, told)  # as Ctrl-C in a terminal: all its processes hear it
        assert process.wait(10) == status
        assert process.stderr and process.stderr.read() == ""


def test_nothing_of_a_server_that_is_killed_stays(sample_ledger: Path) -> None:
    with served_by(sample_ledger, "--processes", "2") as (address, process):
        assert httpx.get(address).status_code == 200
        process.kill()
        process.wait(10)
        until = time.monotonic() + 10
        while _alive(process.pid) and time.monotonic() < until:
            time.sleep(0.05)
        assert not _alive(process.pid)


def _alive(group: int) -> list[int]:
    """The processes of a group that have not ended."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,pgid=,stat="], capture_output=True, text=True).stdout
    rows = [line.split() for line in listed.splitlines()]
    return [int(pid) for pid, in_group, state in rows if int(in_group) == group and not state.startswith("Z")]


def test_serve_check(sample_ledger: Path) -> None:
    done = CliRunner().invoke(main, ["serve", str(sample_ledger), "--port", "0", "--check"])
    assert done.exit_code == 0 and "1 story of 6 articles" in done.output
    assert "6 outlets, 1 origin, 0 independent of the parties" in done.output


def test_serve_check_with_users(sample_ledger: Path, users_file: Path) -> None:
    asked = ["serve", str(sample_ledger), "--port", "0", "--check", "--processes", "1", "--users", str(users_file)]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 0 and "asks who is there" in done.output


def test_one_is_warned_who_serves_others_without_users(sample_ledger: Path) -> None:
    asked = [
        "serve",
        str(sample_ledger),
        "--port",
        "0",
        "--check",
        "--processes",
        "1",
        "--site",
        "https://news.example",
    ]
    assert "whoever reaches https://news.example can change this ledger" in CliRunner().invoke(main, asked).output


@pytest.mark.parametrize("address", ["ftp://a", "news.example", "https://", "https://a b", "https://a;script-src *"])
def test_addresses_that_are_none_are_told(sample_ledger: Path, address: str) -> None:
    for option in ("--site", "--tiles"):
        done = CliRunner().invoke(main, ["serve", str(sample_ledger), "--port", "0", "--check", option, address])
        assert isinstance(done.exception, SettingsError) and option in str(done.exception)


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


def sent(address: str, *parts: bytes) -> socket.socket:
    """A connection over which this was sent."""
    host, port = address.removeprefix("http://").rstrip("/").split(":")
    found = socket.create_connection((host, int(port)))
    found.settimeout(10)
    with suppress(BrokenPipeError, ConnectionResetError):
        for part in parts:
            found.sendall(part)
    return found


def test_bodies_that_trickle_in_do_not_hold_others_up(serving: str) -> None:
    """As many as may be sent at once: another is told to wait, and who only reads notices nothing."""
    csrf = html.fromstring(httpx.get(f"{serving}add").text).cssselect('input[name="csrf"]')[0].get("value")
    kind = "Content-Type: application/x-www-form-urlencoded"
    head = ["POST /add HTTP/1.1", "Host: 127.0.0.1", f"X-CSRF: {csrf}", kind, "Content-Length: 999", "", "x"]
    slow = [sent(serving, "\r\n".join(head).encode()) for _ in range(UPLOADS)]
    until = time.monotonic() + 10
    while (answer := httpx.post(f"{serving}add", data={"csrf": csrf})).status_code != 503 and time.monotonic() < until:
        time.sleep(0.05)
    assert answer.status_code == 503 and answer.headers["retry-after"]
    assert httpx.get(serving).status_code == 200
    for one in slow:
        one.close()
    while (answer := httpx.post(f"{serving}add", data={"csrf": csrf})).status_code == 503 and time.monotonic() < until:
        time.sleep(0.05)
    assert answer.status_code == 400, "nothing was given in it"


def test_a_head_without_end_is_refused(serving: str) -> None:
    with (
        sent(serving, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ", *[b"x" * 50_000] * 20) as end,
        suppress(ConnectionResetError),
    ):
        assert end.recv(1000).startswith(b"HTTP/1.1 400")
    assert httpx.get(serving).status_code == 200


@pytest.mark.parametrize(
    "asked",
    [b"\x00\x01\x02\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET \xff HTTP/1.1\r\nHost: a\r\n\r\n", b"\x16\x03\x01\x02",
     b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
     b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
     b"CONNECT example.org:443 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
     b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n"],
)  # fmt: skip
def test_what_is_no_request_is_refused_and_the_server_goes_on(serving: str, asked: bytes) -> None:
    with sent(serving, asked) as odd, suppress(ConnectionResetError, TimeoutError):
        odd.settimeout(2)
        assert b" 500 " not in odd.recv(1000).split(b"\r\n")[0]
    assert httpx.get(serving).status_code == 200
