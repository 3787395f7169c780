"""A user's own lists, from the file to the reading, on the command line and in Python."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from dateline import Reader, Reading, Settings
from dateline.errors import AtlasError
from dateline.records import Article
from tests.own_lists import LARK, SOLHEIM, VESNA, entity
from tests.test_cli import dateline, lines

STORY = "Mayor Ingrid Solheim said on Friday that the tanker Nordic Lark, owned by Vesna Trading, had left port."


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    path = tmp_path / "lists.ftm.json"
    given = (SOLHEIM, LARK, VESNA, entity("a1", "Address", "Main Street 1"))
    path.write_text("".join(json.dumps(one) + "\n" for one in given), "utf-8")
    return path


def import_into(atlas: Path, *files: Path | str, stdin: str = "") -> subprocess.CompletedProcess[bytes]:
    return dateline("import", *files, "--into", atlas, stdin=stdin)


def read_with(*args: Path | str, **env: str) -> dict[str, Any]:
    done = dateline("read", "-", "--format", "json", *args, stdin=STORY, **env)
    assert done.returncode == 0, done.stderr
    reading: dict[str, Any]
    (reading,) = lines(done)
    return {one["identifiers"]["ftm"]: one for one in reading["entities"] if "ftm" in one["identifiers"]}


def test_import_then_read(lists: Path, tmp_path: Path) -> None:
    atlas = tmp_path / "my.atlas"
    done = import_into(atlas, lists)
    assert (done.returncode, done.stderr) == (0, b"") and b"3 entities (3 new" in done.stdout
    found = read_with("--atlas", atlas)
    assert {id_: one["kind"] for id_, one in found.items()} == {"p1": "person", "v1": "equipment", "c1": "organization"}
    assert found["v1"]["identifiers"] == {"ftm": "v1", "imo": "9000001"} and found["v1"]["country"] == "PA"
    assert read_with(DATELINE_ATLAS=str(atlas)) == found
    assert read_with() == {}


def test_importing_again_changes_nothing_and_another_file_adds(lists: Path, tmp_path: Path) -> None:
    atlas, more = tmp_path / "my.atlas", json.dumps(entity("p9", "Person", "Marta Lund"))
    import_into(atlas, lists)
    before = atlas.read_bytes()
    assert b"0 new, 0 replaced, 3 as they were" in import_into(atlas, lists).stdout
    assert atlas.read_bytes() == before
    assert b"4 entities (1 new" in import_into(atlas, "-", stdin=more).stdout


def test_bad_lines_are_named_and_the_others_go_on(lists: Path, tmp_path: Path) -> None:
    good = lists.read_text("utf-8")
    lists.write_text(
        "{broken\n" + good + '{"id": "x"}\n\n' + '{"id": "y", "schema": "Person", "properties": 7}\n', "utf-8"
    )
    done = import_into(tmp_path / "my.atlas", lists, tmp_path / "absent.json")
    problems = done.stderr.decode().splitlines()
    assert done.returncode == 1 and b"3 entities" in done.stdout and len(problems) == 4
    for where in ("lists.ftm.json:1:", "lists.ftm.json:6:", "lists.ftm.json:8:", "absent.json:"):
        assert sum(where in line for line in problems) == 1
    assert "Traceback" not in done.stderr.decode()


def test_a_file_of_something_else_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("id,name\n" * 500, "utf-8")
    done = import_into(tmp_path / "my.atlas", tmp_path / "names.csv")
    assert done.returncode == 1 and len(done.stderr.splitlines()) < 30 and done.stdout == b""
    assert [path.name for path in tmp_path.iterdir()] == ["names.csv"]


def test_an_atlas_that_is_missing_or_none_is_told_in_one_line(lists: Path, tmp_path: Path) -> None:
    for atlas in (tmp_path / "absent.atlas", lists):
        done = dateline("read", "-", "--atlas", atlas, stdin=STORY)
        assert done.returncode == 2 and done.stdout == b"" and len(done.stderr.splitlines()) == 1
        assert atlas.name.encode() in done.stderr
        with pytest.raises(AtlasError, match=atlas.name):
            Reader(Settings(atlas=str(atlas)))
    before = lists.read_bytes()
    assert import_into(lists, lists).returncode == 2 and lists.read_bytes() == before


def test_several_processes_read_the_same(lists: Path, tmp_path: Path) -> None:
    atlas = tmp_path / "my.atlas"
    import_into(atlas, lists)
    reader = Reader(Settings(atlas=os.path.relpath(atlas)))
    articles = [Article(f"a{number}", STORY, language="en") for number in range(10)]
    one, two = ([r.json() for r in reader.read_many(articles, processes=n) if isinstance(r, Reading)] for n in (1, 2))
    assert one == two and len(one) == 10
    assert any("ftm" in found["identifiers"] for found in one[0]["entities"])


def test_help_teaches() -> None:
    told = dateline("import", "--help").stdout.decode()
    assert "FollowTheMoney" in told and '"schema": "Vessel"' in told and "--into" in told
