"""The build hook: compiles the gazetteer and builds the pages' islands before a wheel or an editable install is made.

Both builders are loaded by their paths, because dateline itself is not installed while it is built.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

COMPILER = "src/dateline/atlas/compile.py"
ISLANDS = "src/dateline/publish/web/islands/build.py"


class BuildHook(BuildHookInterface[Any]):
    """Builds atlas/gazetteer.sqlite and publish/web/static/islands below src/dateline, unless they are current."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Called by hatchling before it sets up a build: Node as a package, where the machine has none that will do."""
        islands = self._load("islands_builder", ISLANDS)
        if self.target_name != "wheel" or islands.is_current() or islands.own_node():
            return []
        return [islands.NODE_PACKAGE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before each build; `version` is "standard" or "editable"."""
        if self.target_name != "wheel":
            return
        self._load("gazetteer_compiler", COMPILER).build()
        build_data["artifacts"].append("/src/dateline/atlas/gazetteer.sqlite")
        self._islands(editable=version == "editable")
        build_data["artifacts"].append("/src/dateline/publish/web/static/islands/")

    def _islands(self, *, editable: bool) -> None:
        """Without islands the pages show lists in their place: good enough to work on, not to hand out."""
        islands = self._load("islands_builder", ISLANDS)
        try:
            islands.build()
        except islands.IslandsNotBuilt as reason:
            if not editable:
                raise RuntimeError(f"The map, timeline and graph of the pages were not built: {reason}") from reason
            self.app.display_warning(
                f"WARNING: the pages of this install have lists in place of map, timeline and graph: {reason}\n"
                "Build them later with `make islands`."
            )

    def _load(self, name: str, path: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(name, Path(self.root) / path)
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        return module
