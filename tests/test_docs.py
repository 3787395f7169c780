"""What the program has, the docs tell: every command, option, setting, row, field and layer."""

from __future__ import annotations

import dataclasses
import inspect
import re
from pathlib import Path

import click
import pytest

from dateline import records
from dateline.cli import main
from dateline.settings import Settings

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
ROWS = [row for _, row in inspect.getmembers(records, dataclasses.is_dataclass) if row is not records.Rows]


def section(page: str, heading: str) -> str:
    """The text below a heading, up to the next of the same level or above."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^##|\Z)", (DOCS / page).read_text("utf-8"), re.M | re.S)
    assert found, f"docs/{page} has no section {heading!r}"
    return found[1]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.__name__)
def test_every_field_of_a_row_is_told(row: type) -> None:
    told = section("records.md", row.__name__)
    assert [f.name for f in dataclasses.fields(row) if f"`{f.name}`" not in told] == []


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_and_option_is_told(name: str) -> None:
    text = (DOCS / "commands.md").read_text("utf-8")
    assert f"`dateline {name}" in text
    options = [p.opts[0] for p in main.commands[name].params if isinstance(p, click.Option)]
    assert [option for option in options if f"`{option}" not in text] == []


def test_every_setting_is_told_with_its_default() -> None:
    text = (DOCS / "commands.md").read_text("utf-8")
    for setting in dataclasses.fields(Settings):
        assert f"| `DATELINE_{setting.name.upper()}` | `{setting.default}`" in text.replace(
            f"| {setting.default} |", f"| `{setting.default}` |"
        )


def test_links_between_pages_lead_somewhere() -> None:
    pages = [ROOT / "README.md", *DOCS.rglob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
