"""Alerts over dispatches that come one after the other, told to real receivers on this machine."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from lxml import etree  # type: ignore[import-untyped]

from dateline import alerts
from dateline.alerting import Alarm
from dateline.collect import read_inputs
from dateline.collect.networks import networks
from dateline.collect.web import Bounds
from dateline.edited import Edited
from dateline.errors import SettingsError
from dateline.ledger import Merging, Session
from dateline.merge.merger import Merger
from dateline.reader import Reader, Reading
from dateline.records import Article, Rows

SAMPLES = Path(__file__).parent.parent / "samples" / "reykjavik.jsonl"
BOUNDS = Bounds(3.0, 100_000, networks=networks("127.0.0.0/8"))
NS = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(scope="module")
def readings() -> list[Rows]:
    """The six dispatches on one summit, read."""
    reader = Reader()
    inputs = read_inputs([str(SAMPLES)], max_bytes=10**6, max_characters=10**6, timeout=1.0)
    found = [one.rows for one in reader.read_many(inputs) if isinstance(one, Reading)]
    assert len(found) == 6
    return found


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.alerting.FIRST", 0.01)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "*")


@dataclass
class Desk:
    """A ledger that is added to, with alarms that are opened and closed as by a watch that is restarted."""

    folder: Path
    notes: list[str] = field(default_factory=list)

    @property
    def ledger(self) -> Path:
        return self.folder / "news.ledger"

    def table(self, content: str) -> Edited:
        path = self.folder / "alerts.toml"
        path.write_text(content)
        return Edited(path, alerts.load)

    def add(self, *given: Rows) -> None:
        with Session(self.ledger, reader="1") as session:
            for rows in given:
                session.add(rows)
            Merger(session).finish()

    def tell(self, content: str, *, deliver: bool = True, seconds: float = 8.0, site: str | None = None) -> Alarm:
        """Let alerts look at what there is, and wait until everything is handed over."""
        alarm = Alarm(self.table(content), bounds=BOUNDS, tell=self.notes.append, site=site)
        with Session(self.ledger, reader="1") as session:
            alarm.open(session)
            alarm.settle(lambda step, done, of: None)
            end = time.monotonic() + seconds
            while deliver and time.monotonic() < end:
                alarm.deliver()
                if not alarm.counts["waiting"] and not alarm._busy:
                    break
                time.sleep(0.02)
            alarm.close()
        return alarm


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path)


def alert(*lines: str, name: str = "Summit", who: str = "Mikhail Gorbachev") -> str:
    return "\n".join(["[[alert]]", f'name = "{name}"', f'who = "{who}"', *lines, ""])


def lines(path: str) -> list[dict[str, Any]]:
    there = Path(path)
    return [json.loads(line) for line in there.read_text("utf-8").splitlines()] if there.exists() else []


# ---------------------------------------------------------------- what is told


def test_what_is_there_before_is_not_told_and_what_comes_is(desk: Desk, readings: list[Rows]) -> None:
    table = alert('file = "a.jsonl"')
    desk.add(readings[0])
    desk.tell(table)
    assert lines("a.jsonl") == [] and any("are there already" in note for note in desk.notes)
    desk.add(*readings[1:])
    desk.tell(table, site="http://pages.example/")
    told = lines("a.jsonl")
    assert told
    for one in told:
        assert (one["alert"], one["kind"], one["sample"]) == ("Summit", "event", False)
        assert "Mikhail Gorbachev" in one["event"]["actors"] + one["event"]["recipients"]
        assert (
            one["sentence"].startswith("New: “")
            and f"{one['counts']['independent_origins']} independent" in one["sentence"]
        )
        assert one["reasons"] and one["link"] == f"http://pages.example/event/{one['event']['id']}"
    assert len({one["id"] for one in told}) == len(told)


def test_an_event_is_told_once_however_its_story_is_merged_anew(desk: Desk, readings: list[Rows]) -> None:
    table = (
        '[[alert]]\nname = "All"\nwords = "Reykjavik"\non = ["event", "origin", "contradiction"]\nfile = "a.jsonl"\n'
    )
    desk.add()
    desk.tell(table)
    for rows in readings:
        desk.add(rows)
        desk.tell(table)
    told = lines("a.jsonl")
    with Session(desk.ledger, reader="1") as session:
        Merging(session).forget()
        Merger(session).finish()
    desk.tell(table)
    assert lines("a.jsonl") == told
    assert {one["kind"] for one in told} >= {"event", "origin"}
    assert all(one["counts"]["independent_origins"] >= 2 for one in told if one["kind"] == "origin")


def test_an_article_that_is_corrected_alarms_nobody_anew(desk: Desk, readings: list[Rows]) -> None:
    table = alert('file = "a.jsonl"')
    desk.add()
    desk.tell(table)
    desk.add(readings[0])
    desk.tell(table)
    told = lines("a.jsonl")
    assert told
    article = readings[0].article
    changed = Article(
        **{**_fields(article), "text": f"Editor's note: an earlier version had a wrong date.\n\n{article.text}"}
    )
    desk.add(Reader().read(changed).rows)
    desk.tell(table)
    assert {one["event"]["label"] for one in lines("a.jsonl")} == {one["event"]["label"] for one in told}


def _fields(article: Article) -> dict[str, Any]:
    names = ("id", "text", "published", "outlet", "title", "url", "language", "byline", "credits", "dateline")
    return {name: getattr(article, name) for name in names}


def test_words_are_looked_for_in_the_articles_that_report_an_event(desk: Desk, readings: list[Rows]) -> None:
    desk.add()
    searches = {
        "words": "Gorbachev", "about": "Reykjavik", "outlet": readings[1].article.outlet or "", "code": "CONSULT"
    }  # fmt: skip
    table = "".join(
        f'[[alert]]\nname = "{key}"\n{key} = "{value}"\nfile = "{key}.jsonl"\n' for key, value in searches.items()
    ) + '[[alert]]\nname = "none"\nwords = "zzyzx"\nfile = "none.jsonl"\n'  # fmt: skip
    desk.tell(table)
    desk.add(*readings)
    desk.tell(table)
    assert all(lines(f"{key}.jsonl") for key in searches) and lines("none.jsonl") == []
    assert all(one["event"]["code"] == "CONSULT" for one in lines("code.jsonl"))
    assert len(lines("outlet.jsonl")) < len(lines("words.jsonl"))


def test_an_alert_that_looks_for_something_else_now_begins_anew(desk: Desk, readings: list[Rows]) -> None:
    desk.add(*readings)
    desk.tell(alert('file = "a.jsonl"'))
    desk.tell(alert('file = "a.jsonl"', who="Ronald Reagan"))
    assert lines("a.jsonl") == []
    desk.tell(alert('file = "a.jsonl"', 'on = "origin"', who="Ronald Reagan"))
    assert lines("a.jsonl") == []


def test_a_table_that_is_edited_is_taken_up_and_a_broken_one_is_not(desk: Desk, readings: list[Rows]) -> None:
    desk.add(*readings[:2])
    table = desk.table(alert('file = "a.jsonl"'))
    alarm = Alarm(table, bounds=BOUNDS, tell=desk.notes.append)
    with Session(desk.ledger, reader="1") as session:
        alarm.open(session)
        for content, said in (
            ("[[alert]]\nname = ", "broken TOML"),
            (alert('webhook = "http://127.0.0.1:1/"', 'secret = "$NO_SUCH_VARIABLE"'), "NO_SUCH_VARIABLE"),
            (alert('file = "b.jsonl"') + alert('file = "b.jsonl"', name="Other"), "2 alerts"),
        ):
            table.path.write_text(content)
            until(lambda said=said: said in alarm.look())  # type: ignore[misc]
        alarm.close()


# ---------------------------------------------------------------- files and feeds


def test_a_line_is_not_written_twice_although_nobody_noted_that_it_was(desk: Desk, readings: list[Rows]) -> None:
    table = alert('file = "a.jsonl"', 'feed = "a.atom"')
    desk.add()
    desk.tell(table)
    desk.add(*readings)
    desk.tell(table)
    told = Path("a.jsonl").read_text()
    with Session(desk.ledger, reader="1") as session, session.unit() as file:
        file.execute("UPDATE outgoing SET sent = NULL")  # as if it had been killed just after the writing
    Path("a.jsonl").write_text(told[:-20])  # or in the middle of it
    desk.tell(table)
    assert [one["id"] for one in lines_that_are_whole("a.jsonl")] == [
        json.loads(line)["id"] for line in told.splitlines()
    ]


def lines_that_are_whole(path: str) -> list[dict[str, Any]]:
    found = []
    for line in Path(path).read_text("utf-8").splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found


def test_a_feed_is_valid_atom_and_holds_the_newest(desk: Desk, readings: list[Rows], monkeypatch: Any) -> None:
    monkeypatch.setattr("dateline.ledger.alerting.KEPT", 3)
    table = alert('feed = "a.atom"')
    desk.add()
    desk.tell(table)
    desk.add(*readings)
    alarm = desk.tell(table, site="https://pages.example")
    assert alarm.counts["told"] > 3
    feed = etree.parse("a.atom").getroot()
    entries = feed.xpath("a:entry", namespaces=NS)
    assert len(entries) == 3 and len(set(feed.xpath("a:entry/a:id/text()", namespaces=NS))) == 3
    for one in (feed, *entries):
        assert [len(one.xpath(f"a:{name}", namespaces=NS)) for name in ("id", "title", "updated")] == [1, 1, 1]
    assert all("independent" in entry.xpath("string(a:content)", namespaces=NS) for entry in entries)
    assert entries[0].xpath("string(a:link/@href)", namespaces=NS).startswith("https://pages.example/event/ev-")


# ---------------------------------------------------------------- webhooks


@dataclass
class Receiver:
    """A webhook: what it got, as (headers, body), and what it answers, one after the other, then 204."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(kept.answers.pop(0) if kept.answers else 204)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    kept.url = f"http://127.0.0.1:{server.server_port}/hook"
    yield kept
    server.shutdown()
    server.server_close()


def test_a_webhook_that_fails_twice_gets_each_notice_once_signed(
    desk: Desk, readings: list[Rows], receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = b"a secret of thirty-two bytes, ok"
    monkeypatch.setenv("HOOK_SECRET", "whsec_" + base64.b64encode(key).decode())
    table = alert(f'webhook = "{receiver.url}"', 'secret = "$HOOK_SECRET"', 'file = "a.jsonl"')
    receiver.answers = [500, 503]
    desk.add()
    desk.tell(table)
    desk.add(*readings)
    alarm = desk.tell(table)
    taken = receiver.got[2:]
    assert alarm.counts["failed"] == 2 and [json.loads(body) for _, body in taken] == lines("a.jsonl")
    assert {headers["webhook-id"] for headers, _ in receiver.got[:3]} == {taken[0][0]["webhook-id"]}
    for headers, body in receiver.got:
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        made = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        assert (
            headers["webhook-signature"] == f"v1,{made}" and abs(int(headers["webhook-timestamp"]) - time.time()) < 60
        )
    assert any("answers 500" in note and "trying again" in note for note in desk.notes)
    assert len(desk.tell(table)._busy) == 0 and len(receiver.got) == len(taken) + 2


def test_what_was_not_taken_is_sent_after_a_restart(desk: Desk, readings: list[Rows], receiver: Receiver) -> None:
    table = alert(f'webhook = "{receiver.url}"')
    desk.add()
    desk.tell(table)
    desk.add(*readings)
    told = desk.tell(table, deliver=False).counts["told"]
    assert told and receiver.got == []
    desk.tell(table)
    assert len(receiver.got) == told


def test_a_webhook_that_wants_no_more_gets_no_more(desk: Desk, readings: list[Rows], receiver: Receiver) -> None:
    table = alert(f'webhook = "{receiver.url}"')
    desk.add()
    desk.tell(table)
    desk.add(*readings)
    receiver.answers = [410] * 99
    alarm = desk.tell(table)
    assert len(receiver.got) == alarm.counts["told"] and any("given up" in note for note in desk.notes)


def test_a_webhook_in_a_private_network_is_refused_unless_it_is_allowed(
    desk: Desk, readings: list[Rows], receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.test_alerting.BOUNDS", Bounds(3.0, 100_000))
    table = alert(f'webhook = "{receiver.url}"')
    desk.add()
    desk.tell(table)
    desk.add(*readings)
    desk.tell(table, seconds=1.0)
    assert receiver.got == [] and any("private network" in note for note in desk.notes)


def test_a_secret_that_is_not_set_is_an_error_at_once(desk: Desk) -> None:
    table = desk.table(alert('webhook = "https://hooks.example/"', 'secret = "$NO_SUCH_VARIABLE"'))
    with pytest.raises(SettingsError, match="NO_SUCH_VARIABLE"):
        Alarm(table, bounds=BOUNDS, tell=desk.notes.append)


# ---------------------------------------------------------------- mail


@dataclass
class Box:
    """What a mail server got."""

    mails: list[EmailMessage] = field(default_factory=list)
    users: list[str] = field(default_factory=list)
    was_safe: list[bool] = field(default_factory=list)
    answer: str = "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
            self.was_safe.append(session.ssl is not None)
        return self.answer


@contextmanager
def post_office(box: Box, **given: Any) -> Iterator[int]:
    with socket.socket() as free:  # aiosmtpd asks itself at the port that it was given, so it cannot be 0
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, **given)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """A key and a certificate of this machine that is trusted."""
    key, made = str(tmp_path / "key.pem"), str(tmp_path / "certificate.pem")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", made]
    try:
        subprocess.run(
            [*command, "-subj", "/CN=x", "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("openssl is not here to make a certificate")
    monkeypatch.setenv("SSL_CERT_FILE", made)
    return key, made


def mailed(port: int, *lines: str) -> str:
    head = f'[mail]\nserver = "127.0.0.1:{port}"\nfrom = "dateline@desk.example"\n' + "\n".join(lines) + "\n"
    return head + alert('mail = "editor@desk.example"', 'file = "a.jsonl"')


def test_a_mail_tells_everything_in_plain_text(desk: Desk, readings: list[Rows]) -> None:
    box = Box(answer="451 try again later")
    with post_office(box) as port:
        desk.add()
        desk.tell(mailed(port))
        desk.add(*readings)
        desk.tell(mailed(port), seconds=1.0)
        assert box.mails == [] and any("451 try again later" in note for note in desk.notes)
        box.answer = "250 OK"
        desk.tell(mailed(port))
    (mail,) = box.mails
    told = lines("a.jsonl")
    assert mail["From"] == "dateline@desk.example" and mail["To"] == "editor@desk.example"
    assert mail["Subject"].startswith("[Summit] New: ") and mail["Message-ID"].endswith("@desk.example>")
    assert mail.get_content_type() == "text/plain"
    text = " ".join(mail.get_content().split())
    assert all(" ".join(one["sentence"].split()) in text and one["event"]["id"] in text for one in told)


def test_a_password_goes_through_tls_where_it_is_offered(
    desk: Desk, readings: list[Rows], certificate: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import ssl

    key, made = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    monkeypatch.setenv("MAIL_PASSWORD", "correct horse")
    box = Box()

    def enter(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword) and session.ssl is not None
        box.users.append(f"{given.login.decode()}:{given.password.decode()}")
        return AuthResult(success=True)

    with post_office(box, tls_context=context, authenticator=enter, auth_required=True) as port:
        table = mailed(port, 'user = "desk"', 'password = "$MAIL_PASSWORD"')
        desk.add()
        desk.tell(table)
        desk.add(*readings)
        desk.tell(table)
    assert box.was_safe == [True] and box.users == ["desk:correct horse"]


def until(true: Callable[[], object], *, seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
