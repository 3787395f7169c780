"""The build hook: compiles the gazetteer before a wheel or an editable install is made.

The compiler is loaded by its path, because dateline itself is not installed while it is built.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

COMPILER = "src/dateline/atlas/compile.py"


class GazetteerHook(BuildHookInterface[Any]):
    """Builds src/dateline/atlas/gazetteer.sqlite, unless it is current."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before each build; `version` is "standard" or "editable"."""
        if self.target_name != "wheel":
            return
        spec = importlib.util.spec_from_file_location("gazetteer_compiler", Path(self.root) / COMPILER)
        assert spec and spec.loader
        compiler = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = compiler
        spec.loader.exec_module(compiler)
        compiler.build()
        build_data["artifacts"].append("/src/dateline/atlas/gazetteer.sqlite")
