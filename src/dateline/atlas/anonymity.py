"""How somebody speaks without a name: the phrases of languages/<language>/anonymity.tsv as patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from dateline.atlas.tables import table

#: What stands for "*": one to three words.
ANY_WORDS = r"(?:\S+\s+){0,2}\S+"
#: What the rows hold with which a reason begins.
BECAUSE = "because"


def phrases(text: str, start: int, end: int, *, language: str = "en") -> Iterator[tuple[int, int, str]]:
    """(start, end, what it holds) of each phrase in text[start:end]; holds is condition, wish or reason."""
    for holds, pattern in _patterns(language).items():
        if holds != BECAUSE:
            for match in pattern.finditer(_small(text), start, end):
                yield match.start(), match.end(), holds


def grounds(text: str, start: int, end: int, *, language: str = "en") -> Iterator[int]:
    """Where words stand in text[start:end] with which a reason begins: "because", "for fear"."""
    for match in _patterns(language)[BECAUSE].finditer(_small(text), start, end):
        yield match.start()


@lru_cache(maxsize=1)
def _small(text: str) -> str:
    """A text in small letters, each where it was: a pattern that must try both cases takes three times as long."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(char if len(char.lower()) > 1 else char.lower() for char in text)


@cache
def _patterns(language: str) -> dict[str, re.Pattern[str]]:
    rows: dict[str, list[str]] = {}
    for row in table(f"languages/{language}/anonymity.tsv"):
        words = (_word(word) for word in row["words"].split())
        rows.setdefault(row["holds"], []).append(r"\s+".join(words))
    return {holds: re.compile(rf"\b(?:{'|'.join(found)})\b") for holds, found in rows.items()}


def _word(word: str) -> str:
    return ANY_WORDS if word == "*" else f"(?:{'|'.join(re.escape(one) for one in word.split('/'))})"
