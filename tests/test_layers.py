"""Who may import whom: the table of docs/design.md, held against every import in the package."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "dateline"
ALL = {
    "atlas",
    "collect",
    "extract",
    "ground",
    "ledger",
    "merge",
    "publish",
    "records",
    "errors",
    "settings",
    "pipeline",
    "reader",
}
MAY_IMPORT = {
    "errors": set(),
    "records": set(),
    "settings": {"errors"},
    "atlas": {"records", "errors"},
    "collect": {"atlas", "records", "errors"},
    "extract": {"atlas", "records", "errors"},
    "ground": {"atlas", "records", "errors"},
    "ledger": {"records", "errors"},
    "merge": {"ledger", "atlas", "records", "errors"},
    "publish": {"ledger", "records", "errors"},
    "pipeline": {"atlas", "collect", "extract", "ground", "ledger", "merge", "records", "errors", "settings"},
    "reader": {"pipeline", "collect", "publish", "records", "errors", "settings"},
    "scale": {"pipeline"},
    "__init__": {"reader", "records", "errors", "settings"},
    "asking": {"ledger", "merge", "publish", "records", "errors"},
    "rounds": {"collect", "ledger", "records", "errors"},
    "gathering": {"rounds", "collect", "ledger", "merge", "reader", "asking", "records", "errors", "settings"},
    "timetable": {"collect", "ledger"},
    "edited": set(),
    "alerts": {"collect", "errors"},
    "delivery": {"alerts", "collect", "publish", "errors"},
    "alerting": {"alerts", "delivery", "edited", "collect", "ledger", "publish", "records", "errors"},
    "watch": {"alerting", "timetable", "edited", "rounds", "collect", "ledger", "merge", "errors"},
    "status": {"watch", "publish", "errors"},
    "watching": ALL | {"watch", "status", "alerts", "alerting", "delivery", "edited", "asking", "gathering"},
    "cli": ALL | {"serving", "asking", "gathering", "rounds", "watching"},
    "serving": {"listening", "works", "publish", "ledger", "errors", "settings"},
    "listening": {"errors"},
    "works": {"gathering", "reader", "publish", "collect", "merge", "ledger", "records", "errors", "settings"},
    "__main__": {"cli"},
}
#: A third party that only these files, or those of these folders, may import.
WALLS = {
    "spacy": {"extract/annotate.py", "extract/parser.py"},
    "sqlite3": {
        "atlas/compile.py",
        "atlas/gazetteer.py",
        "atlas/own.py",
        "ledger/file.py",
        "ledger/migrations.py",
        "ledger/session.py",
        "ledger/upkeep.py",
    },
    "httpx": {"collect/web.py"},
    "httpcore": {"collect/web.py"},
    "protego": {"collect/robots.py"},
    "brotli": {"collect/unpacking.py"},
    "pypdf": {"collect/pdf.py"},
    "trafilatura": {"collect/html.py", "collect/page_text.py"},
    "ray": {"scale.py"},
    "onnxruntime": {"extract/finder.py"},
    "tokenizers": {"extract/finder.py"},
    "prometheus_client": {"status.py"},
    "smtplib": {"delivery.py"},
    "rensa": {"merge/copies.py"},
    "argon2": {"publish/web/users.py"},
    "itsdangerous": {"publish/web/access.py"},
    "uvicorn": {"serving.py", "listening.py"},
    "fastapi": {"publish/web/"},
    "pydantic": {"publish/web/"},
    "starlette": {"publish/web/", "serving.py", "listening.py"},
}
FILES = sorted(PACKAGE.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Dotted names of the modules that a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute in this project"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_what_it_may(path: Path) -> None:
    here = room(path)
    reached = {name.split(".")[1] for name in imported(path) if name.startswith("dateline.")}
    allowed = MAY_IMPORT[here] | {here}
    assert reached <= allowed | {"__version__"}, f"{here} may not import {sorted(reached - allowed)}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_third_parties_stay_behind_their_walls(path: Path) -> None:
    here = path.relative_to(PACKAGE).as_posix()
    for name in imported(path):
        party = name.split(".")[0]
        behind = WALLS.get(party, {here})
        assert here.startswith(tuple(behind)), f"{party} is imported only in {sorted(behind)}"


def test_no_module_is_named_after_nothing() -> None:
    vague = {"utils", "util", "core", "common", "helpers", "base", "misc"}
    assert not {path.stem for path in FILES} & vague
