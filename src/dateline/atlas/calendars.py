"""Words and wordings of time, a language a folder: what `calendar.tsv` and `times.tsv` hold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from dateline.atlas.tables import table, values


@dataclass(frozen=True, slots=True)
class Wording:
    """A row of times.tsv: a pattern over word classes and the normal form that it gives."""

    name: str
    type: str
    form: str
    check: str
    pattern: str


@cache
def word_classes(language: str) -> dict[str, dict[str, str]]:
    """Class -> words, as the table writes them -> value (ISO 8601 or TIMEX3 codes). Raises AtlasError."""
    out: dict[str, dict[str, str]] = {}
    for row in table(f"languages/{language}/calendar.tsv"):
        out.setdefault(row["class"], {}).update(dict.fromkeys(values(row["words"]), row["value"]))
    return out


@cache
def wordings(language: str) -> tuple[Wording, ...]:
    """The rows of times.tsv, in its order. Raises AtlasError."""
    rows = table(f"languages/{language}/times.tsv")
    return tuple(Wording(row["name"], row["type"], row["form"], row["check"], row["pattern"]) for row in rows)
