"""`dateline add`, `search` and `ledger` as a user runs them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from dateline.ledger import View
from tests.test_cli import SAMPLES, dateline, lines

STORY = {
    "id": "s1",
    "text": "Mayor Ingrid Solheim arrived in Oslo on Friday, the government said.",
    "published": "2023-09-16",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.ledger"


def test_add_then_search(path: Path) -> None:
    done = dateline("add", SAMPLES, "--ledger", path)
    assert (done.returncode, done.stderr) == (0, b"") and b"6 articles: 6 new" in done.stdout
    done = dateline("search", "space shield", "--ledger", path)
    assert done.returncode == 0 and b"Harbour Courier" in done.stdout and b"\x1b" not in done.stdout
    first, *_ = lines(dateline("search", '"space shield"', "--ledger", path, "--limit", "1", "--format", "json"))
    start, end = first["marks"][0]
    assert first["snippet"][start:end].lower() == "space shield" and first["current"] and first["latest"]
    found = dateline("search", "treaty", "--about", "Reagan", "--since", "1990-01-01", "--ledger", path)
    assert found.returncode == 0 and b"No article" in found.stdout
    read = lines(dateline("read", SAMPLES, "--format", "json"))
    from dateline.publish.reading import as_json

    with View(path) as view:
        assert [as_json(view.rows(reading["article"]["id"])) for reading in read] == read


def test_counts_are_exact(path: Path, tmp_path: Path) -> None:
    changed = {**STORY, "text": "Mayor Ingrid Solheim left Oslo on Friday, the government said."}
    given = [STORY, {"id": "s2", "text": "Police closed the bridge on Sunday."}, STORY]
    feed = tmp_path / "feed.jsonl"
    feed.write_text("".join(json.dumps(one) + "\n" for one in given) + '{broken\n{"text": ""}\n', "utf-8")
    done = dateline("add", feed, "--ledger", path, "--format", "json")
    assert done.returncode == 1 and done.stderr.count(b"\n") == 2 and b"feed.jsonl:4" in done.stderr
    counts = json.loads(done.stdout)
    assert counts.pop("why") == {"FormatInput": 1, "EmptyInput": 1} and counts.pop("ledger") == str(path)
    assert counts.pop("merged")["articles"] == 2
    assert counts == {"given": 5, "new": 2, "versions": 0, "reread": 0, "same": 1, "refused": 2}
    feed.write_text(json.dumps(changed) + "\n" + json.dumps(STORY), "utf-8")
    done = dateline("add", feed, "--ledger", path)
    assert done.returncode == 0 and b"0 new, 1 new version" in done.stdout and b"1 there" in done.stdout
    assert b"an earlier version" in dateline("search", "arrived", "--ledger", path).stdout
    done = dateline("add", feed, "--ledger", path, "--format", "json", DATELINE_FINDER="rules")
    assert json.loads(done.stdout)["reread"] == 2


def test_an_interrupted_add_goes_on_where_it_was(path: Path, tmp_path: Path) -> None:
    feed = tmp_path / "feed.jsonl"
    feed.write_text("".join(json.dumps({**STORY, "id": f"s{n}"}) + "\n" for n in range(1000)), "utf-8")
    command = [sys.executable, "-m", "dateline", "add", str(feed), "--ledger", str(path)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    # A shell's job in the background, as tests may be, ignores the signal, and so would its children.
    heed = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    child = subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, preexec_fn=heed)
    while not (path.exists() and kept(path)):
        time.sleep(0.05)
    child.send_signal(signal.SIGINT)
    _, told = child.communicate(timeout=60)
    assert child.returncode == 130 and b"Traceback" not in told
    there = kept(path)
    feed.write_text("".join(feed.read_text("utf-8").splitlines(keepends=True)[: there + 3]), "utf-8")
    counts = json.loads(dateline("add", feed, "--ledger", path, "--format", "json").stdout)
    assert (counts["same"], counts["new"]) == (there, 3)


def kept(path: Path) -> int:
    from dateline.errors import LedgerError

    try:
        with View(path) as view:
            return view.contents().articles
    except LedgerError:  # its tables are being made
        return 0


@pytest.mark.skipif(not Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").exists(), reason="looks into /proc")
def test_no_process_is_left_where_an_add_is_killed(path: Path, tmp_path: Path) -> None:
    feed = tmp_path / "feed.jsonl"
    feed.write_text("".join(json.dumps({**STORY, "id": f"s{n}"}) + "\n" for n in range(9999)), "utf-8")
    command = [sys.executable, "-m", "dateline", "add", str(feed), "--ledger", str(path), "--processes", "2"]
    process = subprocess.Popen(command)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    until(lambda: len(children.read_text().split()) == 2)
    workers = [Path("/proc", child) for child in children.read_text().split()]
    process.kill()
    process.wait()
    until(lambda: not any(worker.exists() for worker in workers))


def until(is_true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not is_true():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_looking_after_a_ledger(path: Path, tmp_path: Path) -> None:
    dateline("add", "-", "--ledger", path, stdin=json.dumps(STORY))
    assert json.loads(dateline("ledger", "info", path, "--format", "json").stdout)["articles"] == 1
    assert b"1986" not in (told := dateline("ledger", "info", path).stdout) and b"articles   1" in told
    done = dateline("ledger", "check", path)
    assert done.returncode == 0 and b"is whole" in done.stdout
    assert dateline("ledger", "backup", path, tmp_path / "copy").returncode == 0
    assert dateline("search", "oslo", "--ledger", tmp_path / "copy", "--format", "json").stdout
    done = dateline("ledger", "backup", path, tmp_path / "copy")
    assert done.returncode == 2 and done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("args", [["search", "x", "--ledger"], ["ledger", "info"], ["ledger", "check"]])
def test_what_is_no_ledger_is_told_in_one_line(args: list[str], tmp_path: Path) -> None:
    (tmp_path / "no.ledger").write_text("no ledger " * 1000, "utf-8")
    for name in ("no.ledger", "absent.ledger"):
        done = dateline(*args, tmp_path / name)
        assert done.returncode == 2 and b"Traceback" not in done.stderr
        assert name.encode() in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("args", [["add"], ["search"], ["ledger"], ["ledger", "check"], ["ledger", "backup"]])
def test_help_teaches(args: list[str]) -> None:
    done = dateline(*args, "--help")
    assert done.returncode == 0 and len(done.stdout.splitlines()) >= 5
