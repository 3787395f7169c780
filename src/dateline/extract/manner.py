"""Manner: whether a claim gives its source's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dateline.extract.speech import Page
from dateline.records import Manner

WORD = re.compile(r"\w")


#: How a line of a transcript begins: who speaks, perhaps in bold, and a colon.
SPEAKER = re.compile(r"(?:^|[\n\r\u2028\u2029])[ \t*_>]*[^\W\d_][^\n\r:!?]{0,60}:[*_]*\s*\Z")
SENTENCE_END = re.compile(r"[.!?…。]")


def manner(page: Page, content: Sequence[tuple[int, int]], cue: Sequence[tuple[int, int]] = ()) -> Manner:
    """direct: every word of the content is quoted; indirect: none; mixed: some, though it be one.

    `content` are (start, end) in the page's text, with or without the quotation marks. Within a quotation all is
    quoted, so that a claim inside a quoted one is direct too. An answer in a transcript ("BERG: We left. Twice.") is
    direct without marks; a headline after a colon is not.
    """
    inside = outside = False
    for start, end in content:
        at = start
        for low, high, _ in page.overlapping(start, end):
            outside = outside or _has_word(page.text, at, low)
            inside = inside or _has_word(page.text, max(start, low), min(end, high))
            at = max(at, high)
        outside = outside or _has_word(page.text, at, end)
    if outside and not inside and _is_transcript(page.text, content, cue):
        return "direct"
    return "mixed" if inside and outside else "direct" if inside else "indirect"


def _is_transcript(text: str, content: Sequence[tuple[int, int]], cue: Sequence[tuple[int, int]]) -> bool:
    if [text[start:end] for start, end in cue] != [":"]:
        return False
    start, end = content[0][0], content[-1][1]
    led_in = SPEAKER.search(text, max(0, start - 70), start) is not None
    return led_in and SENTENCE_END.search(text, start, min(end + 1, len(text))) is not None


def _has_word(text: str, start: int, end: int) -> bool:
    return WORD.search(text, start, max(start, end)) is not None
