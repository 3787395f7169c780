"""What puts people somewhere: events whose actors are where they happen, and words that lead to and from places."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from operator import itemgetter

from dateline.atlas.tables import table, values

#: In the table: the event puts this side nowhere.
NOWHERE = "-"


@dataclass(frozen=True, slots=True)
class Puts:
    """Where an event puts who does it and the other side: "at", "to", "from", "toward" its place, or None."""

    actor: str | None
    recipient: str | None


def puts(word: str, code: str | None, mode: str | None, *, language: str = "en") -> Puts | None:
    """Where an event of this trigger, PLOVER code and mode puts who takes part; None where it puts nobody anywhere."""
    named, unnamed = _rows(language)
    fitting = sorted((*named.get(word.casefold(), ()), *unnamed), key=itemgetter(0))
    for _, wanted_code, wanted_mode, found in fitting:
        if wanted_code in ("", code) and wanted_mode in ("", mode):
            return found if found.actor or found.recipient else None
    return None


def direction(word: str, *, language: str = "en") -> str | None:
    """Which end of a way the place after this word is: "from", "to", "at"; None where the word tells nothing."""
    return _directions(language).get(word.casefold())


_Row = tuple[int, str, str, Puts]


@cache
def _rows(language: str) -> tuple[dict[str, list[_Row]], list[_Row]]:
    """Rows with their number in the table: by word, and those for any word."""
    named: dict[str, list[_Row]] = {}
    unnamed: list[_Row] = []
    for number, row in enumerate(table(f"languages/{language}/presence.tsv")):
        found = Puts(*(None if row[side] == NOWHERE else row[side] for side in ("actor", "recipient")))
        kept = (number, row["code"], row["mode"], found)
        words = values(row["words"])
        if not words:
            unnamed.append(kept)
        for word in words:
            named.setdefault(word, []).append(kept)
    return named, unnamed


@cache
def _directions(language: str) -> dict[str, str]:
    rows = table(f"languages/{language}/directions.tsv")
    return {word: row["direction"] for row in rows for word in values(row["words"])}
