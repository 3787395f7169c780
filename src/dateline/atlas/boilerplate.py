"""Whether a passage is what an outlet puts under every article: "Sign up for our newsletter"."""

from __future__ import annotations

import re
from functools import cache

from dateline.atlas.tables import table

#: Longer ones tell news, whatever they end on.
LONGEST = 500


@cache
def _pattern() -> re.Pattern[str]:
    phrases = sorted((row["phrase"] for row in table("languages/en/boilerplate.tsv")), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases))})(?!\w)")


def is_boilerplate(passage: str) -> bool:
    """Whether a passage has a phrase of atlas/languages/en/boilerplate.tsv and is short."""
    return len(passage) <= LONGEST and _pattern().search(passage.casefold()) is not None
