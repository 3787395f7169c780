"""The commands that watch, run as a user runs them."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dateline.cli import main
from dateline.collect import sources
from dateline.collect.sources import Source
from dateline.errors import DatelineError, LedgerError
from dateline.ledger import SourceState, View, check
from dateline.publish.watched import cells, sentence
from dateline.watching import alone, stopping
from tests.collect.site import Site, page, rss, serving, story

ROOT = Path(__file__).parent.parent
ENVIRONMENT = {
    **os.environ,
    "OMP_NUM_THREADS": "1",
    "DATELINE_NETWORKS": "127.0.0.1",
    "DATELINE_DELAY": "0.001",
    "NO_PROXY": "*",
    "no_proxy": "*",
}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.chdir(tmp_path)
    with serving() as running:
        running.answers["/news/1"] = page("Quay 1 closes", story(1))
        running.answers["/feed"] = rss(running, [1])
        Path("sources.toml").write_text(sources.written(Source("Post", f"{running.url}/feed", outlet="Lillevik Post")))
        yield running


def started(*given: str, **streams: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "dateline", "watch", "--ledger", "n.ledger", "--every", "1s", *given]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    return subprocess.Popen(command, env=ENVIRONMENT, text=True, **streams)


def test_from_a_table_to_a_ledger_until_sigterm(site: Site) -> None:
    """Reads, merges, serves, tells an alert, and ends within seconds."""
    Path("alerts.toml").write_text('[[alert]]\nname = "Quays"\nwords = "harbour"\nfile = "told.jsonl"\n')
    options = ("--alerts", "alerts.toml", "--status", "127.0.0.1:0", "--merge-every", "1s", "--format", "json")
    with started(*options) as child:
        assert child.stdout
        seen: list[dict[str, Any]] = []
        for line in child.stdout:
            seen.append(json.loads(line))
            if seen[-1]["type"] == "note" and seen[-1]["note"].startswith("Quays: "):
                break
        address = next(one["note"].removeprefix("status at ") for one in seen if "status at" in one.get("note", ""))
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        figures = opener.open(f"{address}metrics", timeout=5).read().decode()
        begun = time.monotonic()
        child.send_signal(signal.SIGTERM)
        _, errors = child.communicate(timeout=20)
    assert (child.returncode, errors) == (0, "") and time.monotonic() - begun < 8
    assert 'dateline_source_up{source="Post"} 1.0' in figures
    state = next(one for one in seen if one["type"] == "source")
    assert (state["name"], state["new"], state["failing"]) == ("Post", 1, None)
    (first, *_) = [json.loads(line) for line in Path("told.jsonl").read_text("utf-8").splitlines()]
    assert first["alert"] == "Quays" and first["counts"]["outlets"] == 1
    with View("n.ledger") as view:
        assert view.contents().articles == 1
    assert check("n.ledger") == [] and not Path("n.ledger-watch").exists()


def test_a_terminal_shows_a_table_and_ctrl_c_ends_it(site: Site) -> None:
    outer, inner = pty.openpty()
    os.set_blocking(outer, False)
    shown = b""
    with started("--no-merge", stdout=inner, stderr=inner) as child:
        os.close(inner)
        end = time.monotonic() + 30
        while b"1 new articles" not in shown and time.monotonic() < end:
            try:
                shown += os.read(outer, 65536)
            except BlockingIOError:
                time.sleep(0.05)
        child.send_signal(signal.SIGINT)
        while child.poll() is None:  # whoever is not read from cannot end
            try:
                os.read(outer, 65536)
            except (BlockingIOError, OSError):
                time.sleep(0.05)
    os.close(outer)
    assert child.returncode == 0 and b"last seen" in shown and b"Post" in shown and b"1 new articles" in shown


def test_only_one_watch_at_a_time(site: Site) -> None:
    with alone(Path("n.ledger")):
        done = subprocess.run(
            [sys.executable, "-m", "dateline", "watch", "--ledger", "n.ledger"],
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
        )
    assert done.returncode == 2 and "watched already" in done.stderr
    with alone(Path("n.ledger")), pytest.raises(LedgerError), alone(Path("n.ledger")):
        pass


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["--sources", "none.toml"], "sources add"),
        (["--sources", "empty.toml"], "holds no source"),
        (["--alerts", "none.toml"], "cannot be read"),
        (["--alerts", "words.toml"], "A"),
        (["--status", "0.0.0.0:0"], "--expose"),
    ],
)
def test_what_cannot_be_used_is_said_at_once(site: Site, given: list[str], words: str) -> None:
    Path("empty.toml").write_text("# nothing yet\n")
    Path("words.toml").write_text('[[alert]]\nname = "A"\nwords = "*"\nfile = "told.jsonl"\n')
    with pytest.raises(DatelineError, match=words):
        CliRunner().invoke(main, ["watch", "--ledger", "n.ledger", *given], catch_exceptions=False)


def test_options_that_do_not_go_together(site: Site) -> None:
    for given in (["--no-merge", "--alerts", "a.toml"], ["--every", "often"], ["--every", "0s"]):
        done = CliRunner().invoke(main, ["watch", "--ledger", "n.ledger", *given])
        assert done.exit_code == 2 and "Error" in done.output


def test_whoever_does_not_stop_in_time_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.watching.GRACE", 0.2)
    stop, begun = threading.Event(), time.monotonic()
    with stopping(stop):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(10)
    assert stop.is_set() and time.monotonic() - begun < 5


# ---------------------------------------------------------------- alerts test


def test_a_sample_goes_by_each_way_and_says_that_it_is_one(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_NETWORKS", "127.0.0.1")
    table = '[[alert]]\nname = "A"\nwords = "quay"\nfile = "told.jsonl"\nfeed = "told.atom"\n'
    Path("alerts.toml").write_text(table + f'webhook = "{site.url}/nothing"\n')
    done = CliRunner().invoke(main, ["alerts", "test", "alerts.toml"])
    assert done.exit_code == 1
    assert "A: file told.jsonl: sent" in done.stdout and "A: feed told.atom: sent" in done.stdout
    assert f"A: webhook {site.url}/nothing: " in done.stderr and "501" in done.stderr
    assert json.loads(Path("told.jsonl").read_text())["sample"] is True
    assert "This is a sample" in Path("told.atom").read_text()


def test_a_table_is_checked_and_an_error_names_its_line(site: Site) -> None:
    Path("alerts.toml").write_text('[[alert]]\nname = "A"\nwords = "quay"\nfile = "told.jsonl"\n')
    done = CliRunner().invoke(main, ["alerts", "test", "alerts.toml", "--check"])
    assert (done.exit_code, done.stdout) == (0, "alerts.toml: 1 alerts, all can be used\n")
    assert not Path("told.jsonl").exists()
    Path("alerts.toml").write_text('[[alert]]\nname = "A"\nwords = "quay"\nphone = "110"\n')
    with pytest.raises(DatelineError, match=r"alerts\.toml:4: .*phone"):
        CliRunner().invoke(main, ["alerts", "test", "alerts.toml"], catch_exceptions=False)


# ---------------------------------------------------------------- lines


def test_a_name_or_problem_cannot_move_the_cursor() -> None:
    state = SourceState(
        "a\x1b[2Jb", "https://a.example", "feed", "", None, None, 0, "2026-11-20T09:00:00+00:00", "x\r\ny\x07", None
    )
    assert "\x1b" not in sentence(state) and sentence(state).count("\n") == 0
    assert all(cell.isprintable() for cell in cells(state))
