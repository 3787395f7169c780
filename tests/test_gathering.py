"""The commands that gather what is to be read."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from dateline.cli import main

ROW = "\t".join(["1123", *[""] * 58, "20230916083000", "https://www.reuters.com/world/quay"])


def test_leads_are_listed_and_bad_lines_said(tmp_path: Path) -> None:
    path = tmp_path / "a.export.CSV"
    path.write_text(f"{ROW}\nbroken\n")
    done = CliRunner().invoke(main, ["leads", str(path)])
    assert done.stdout == "https://www.reuters.com/world/quay\t2023-09-16T08:30:00+00:00\tReuters\n"
    assert f"{path}:2" in done.stderr
    assert done.exit_code == 1
    path.write_text(f"{ROW}\n")
    done = CliRunner().invoke(main, ["leads", str(path), "--format", "json"])
    assert json.loads(done.stdout)["outlet"] == "Reuters"
    assert done.exit_code == 0
