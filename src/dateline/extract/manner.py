"""Manner: whether a claim gives its source's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dateline.extract.speech import Page
from dateline.records import Manner

WORD = re.compile(r"\w")


def manner(page: Page, content: Sequence[tuple[int, int]]) -> Manner:
    """direct: every word of the content is quoted; indirect: none; mixed: some, though it be one.

    `content` are (start, end) in the page's text, with or without the quotation marks. Within a quotation all is
    quoted, so that a claim inside a quoted one is direct too.
    """
    inside = outside = False
    for start, end in content:
        at = start
        for low, high, _ in page.overlapping(start, end):
            outside = outside or _has_word(page.text, at, low)
            inside = inside or _has_word(page.text, max(start, low), min(end, high))
            at = max(at, high)
        outside = outside or _has_word(page.text, at, end)
    return "mixed" if inside and outside else "direct" if inside else "indirect"


def _has_word(text: str, start: int, end: int) -> bool:
    return WORD.search(text, start, max(start, end)) is not None
