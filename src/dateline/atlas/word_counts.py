"""How many articles of news at large a word stands in, and so how much it tells of the one that has it."""

from __future__ import annotations

import math
from functools import cache

from dateline.atlas.tables import table
from dateline.errors import AtlasError

TABLE = "languages/en/word_counts.tsv"
#: The row that holds the number of articles counted.
ALL = "(all)"
#: A figure is taken to be this common: which ones are is chance.
FIGURE = 30
#: A word that the table lacks stands in fewer articles than it lists.
UNLISTED = 1


@cache
def _counts() -> dict[str, int]:
    counted = {row["word"]: int(row["articles"]) for row in table(TABLE)}
    if ALL not in counted:
        raise AtlasError(f"atlas/{TABLE} lacks the row {ALL}: how many articles were counted")
    return counted


def rarity(word: str) -> float:
    """The inverse document frequency of a word in lower case, never below 0: ln of one in how many articles has it."""
    counted = _counts()
    seen = FIGURE if word[:1].isdigit() else counted.get(word, UNLISTED)
    return max(0.0, math.log((counted[ALL] + 1) / (seen + 0.5)))
