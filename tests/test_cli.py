"""The command line in a process of its own, as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

SAMPLES = Path(__file__).parent.parent / "samples" / "reykjavik.jsonl"
STORY = "Foreign Minister Ingrid Solheim arrived in Oslo on Friday, the government said."


def dateline(*args: str | Path, stdin: str | bytes = "", **env: str) -> subprocess.CompletedProcess[bytes]:
    given = stdin.encode() if isinstance(stdin, str) else stdin
    return subprocess.run(
        [sys.executable, "-m", "dateline", *map(str, args)],
        input=given,
        capture_output=True,
        env={**os.environ, "OMP_NUM_THREADS": "1", **env},
        timeout=120,
        check=False,
    )


def lines(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_json_lines_in_readings_out_in_order() -> None:
    done = dateline("read", SAMPLES, "--format", "json")
    assert (done.returncode, done.stderr) == (0, b"")
    wanted = [json.loads(line)["id"] for line in SAMPLES.open(encoding="utf-8")]
    assert [reading["article"]["id"] for reading in lines(done)] == wanted


def test_two_runs_and_two_processes_give_the_same_bytes() -> None:
    one, two = (dateline("read", SAMPLES, "--format", "json", "--processes", n) for n in "12")
    assert one.stdout == two.stdout != b""


def test_what_the_file_does_not_say_is_said_by_options(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(STORY, "utf-8")
    (reading,) = lines(
        dateline(
            "read", tmp_path / "story.txt", "--format", "json", "--published", "2023-09-16", "--outlet", "Sample Times"
        )
    )
    assert reading["article"]["outlet"] == "Sample Times"
    assert "2023-09-15" in [time["start"] for time in reading["times"]]


def test_standard_input_and_output_file(tmp_path: Path) -> None:
    out = tmp_path / "out.html"
    done = dateline("read", "-", "--format", "html", "-o", out, stdin=STORY)
    assert done.returncode == 0, done.stderr
    assert "Ingrid Solheim" in out.read_text("utf-8")


def test_a_bad_input_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"id": "good", "text": STORY})
        + "\n{broken\n"
        + json.dumps({"id": "also good", "text": STORY})
        + "\n",
        "utf-8",
    )
    (tmp_path / "b.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    (tmp_path / "c.txt").write_bytes(b"")
    done = dateline("read", tmp_path, tmp_path / "absent.txt", "--format", "json")
    assert [reading["article"]["id"] for reading in lines(done)] == ["good", "also good"]
    problems = done.stderr.decode().splitlines()
    assert done.returncode == 1 and len(problems) == 4
    for name in ("a.jsonl:2", "b.txt", "c.txt", "absent.txt"):
        assert sum(name in line for line in problems) == 1
    assert "Traceback" not in done.stderr.decode()


def test_strict_stops_at_the_first_problem(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{broken\n" + json.dumps({"text": STORY}), "utf-8")
    done = dateline("read", tmp_path / "a.jsonl", "--format", "json", "--strict")
    assert done.returncode == 1 and done.stdout == b"" and b"a.jsonl:1" in done.stderr


def test_the_schema_printed_is_the_one_that_readings_fit() -> None:
    schema = json.loads(dateline("schema").stdout)
    Draft202012Validator.check_schema(schema)
    (reading,) = lines(dateline("read", "-", "--format", "json", stdin=STORY))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(reading)] == []


def test_wrong_settings_and_commands_are_told_in_one_line() -> None:
    done = dateline("read", "-", stdin=STORY, DATELINE_MAX_CHARACTERS="many")
    assert done.returncode == 2 and done.stderr.decode().count("\n") == 1 and b"DATELINE_MAX_CHARACTERS" in done.stderr
    done = dateline("read", "-", stdin=STORY, DATELINE_PIPELINE="no_such_model")
    assert done.returncode == 2 and b"no_such_model" in done.stderr and b"Traceback" not in done.stderr
    done = dateline("read", "-", "--published", "Friday", stdin=STORY)
    assert done.returncode == 2 and b"2026-11-20" in done.stderr
    for timeout in ("inf", "nan", "-1"):
        assert dateline("read", "-", stdin=STORY, DATELINE_TIMEOUT=timeout).returncode == 2


def test_a_limit_is_a_limit() -> None:
    done = dateline("read", "-", stdin=STORY, DATELINE_MAX_CHARACTERS="20")
    assert done.returncode == 1 and b"20" in done.stderr and done.stdout == b""


@pytest.mark.parametrize("form", ["json", "terminal", "html"])
def test_a_closed_pipe_is_no_error(form: str) -> None:
    command = f"{sys.executable} -m dateline read {SAMPLES} --format {form} | head -c 10; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=120, check=False)
    assert done.stderr == b"" and done.stdout.endswith(b"141\n")


@pytest.mark.parametrize("args", [["--help"], ["read", "--help"], ["schema", "--help"], ["settings", "--help"]])
def test_help_teaches(args: list[str]) -> None:
    done = dateline(*args)
    assert done.returncode == 0 and len(done.stdout.splitlines()) >= 5


def test_a_file_is_replaced_only_when_the_new_one_is_complete(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": STORY}) + "\n{broken\n", "utf-8")
    out = tmp_path / "out.jsonl"
    out.write_text("OLD", "utf-8")
    assert dateline("read", tmp_path / "a.jsonl", "--format", "json", "--strict", "-o", out).returncode == 1
    assert out.read_text("utf-8") == "OLD"
    assert dateline("read", tmp_path / "a.jsonl", "--format", "json", "-o", out).returncode == 1
    assert json.loads(out.read_text("utf-8"))["article"]["text"] == STORY
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl", "out.jsonl"]


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    for target in (tmp_path, tmp_path / "no such folder" / "out.html"):
        done = dateline("read", "-", "-o", target, stdin=STORY)
        assert done.returncode == 2 and b"Traceback" not in done.stderr and str(target).encode() in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("form", ["json", "terminal", "html"])
def test_a_full_disk_is_told_in_one_line(form: str) -> None:
    command = f"{sys.executable} -m dateline read {SAMPLES} --format {form} > /dev/full"
    done = subprocess.run(command, shell=True, capture_output=True, timeout=120, check=False)
    assert done.returncode == 2 and done.stderr.decode().count("\n") == 1 and b"No space left" in done.stderr


def test_a_dispatch_that_dates_itself_keeps_its_date() -> None:
    dispatch = f"OSLO, Nov. 19, 2026 (NTB) -- {STORY}"
    (reading,) = lines(dateline("read", "-", "--format", "json", "--published", "2026-11-25", stdin=dispatch))
    assert reading["article"]["published"] == "2026-11-19"
