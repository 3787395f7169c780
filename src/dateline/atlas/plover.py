"""The code book: the 16 events of PLOVER (2021), their modes, and the CAMEO numbers that each takes in.

One file an event in atlas/codebook. The names and numbers are those of the Open Event Data Alliance's PLOVER, whose
successor in use is POLECAT (Halterman et al. 2023); the definitions are our own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from dateline.errors import AtlasError


@dataclass(frozen=True, slots=True)
class Mode:
    """A kind of an event: its name, CAMEO number, definition, and the lemmas that tell it."""

    name: str
    cameo: str
    definition: str
    cues: frozenset[str]


@dataclass(frozen=True, slots=True)
class Coding:
    """What an event is coded as: PLOVER event, mode (None: not told) and CAMEO number (None: not told)."""

    code: str
    mode: str | None = None
    cameo: str | None = None


@dataclass(frozen=True, slots=True)
class PloverEvent:
    """An event of the code book.

    `tone` is 1 for what brings sides together and -1 for what sets them apart. `under` is what the event becomes when
    it is only "intended", "requested", "refused" or "threatened".
    """

    code: str
    tone: int
    definition: str
    cameo: str
    cameo_codes: tuple[str, ...]
    modes: tuple[Mode, ...]
    under: Mapping[str, Coding]

    def mode_of(self, lemmas: Collection[str]) -> Mode | None:
        """The first mode one of whose cues is among `lemmas`."""
        return next((mode for mode in self.modes if not mode.cues.isdisjoint(lemmas)), None)


@cache
def codebook() -> dict[str, PloverEvent]:
    """The events of PLOVER by code. Raises AtlasError for a file that is not as described."""
    folder = files("dateline.atlas").joinpath("codebook")
    paths = sorted((path for path in folder.iterdir() if path.name.endswith(".toml")), key=lambda path: path.name)
    found = (_event(path.name, path.read_text(encoding="utf-8")) for path in paths)
    return {event.code: event for event in found}


@cache
def code_of_cameo(cameo: str) -> str | None:
    """The PLOVER event that takes in a CAMEO number, or None (CAMEO 01, statements, has none)."""
    return next((event.code for event in codebook().values() if cameo in event.cameo_codes), None)


def _event(name: str, text: str) -> PloverEvent:
    try:
        raw: dict[str, Any] = tomllib.loads(text)
        modes = tuple(Mode(m["name"], m["cameo"], m["definition"], frozenset(m["cues"])) for m in raw.get("modes", ()))
        under = {operator: _coding(value) for operator, value in raw["under"].items()}
        return PloverEvent(
            raw["code"], raw["tone"], raw["definition"].strip(), raw["cameo"], tuple(raw["cameo_codes"]), modes, under
        )
    except (tomllib.TOMLDecodeError, KeyError, ValueError) as error:
        raise AtlasError(f"atlas/codebook/{name}: {error!r}") from error


def _coding(value: str) -> Coding:
    code, mode, cameo = value.split()
    return Coding(code, None if mode == "-" else mode, cameo)
