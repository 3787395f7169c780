"""The JSON Schema of a reading."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def reading_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) that every line of `dateline read --format json` fits."""
    loaded: dict[str, Any] = json.loads(files("dateline.publish").joinpath("reading.schema.json").read_text("utf-8"))
    return loaded
