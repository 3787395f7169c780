"""The piece of a text that shows best why it was found.

FTS5 has a function for this, but its time grows with the square of the hits in one text: a hostile one would hang it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from heapq import merge
from itertools import islice

from dateline.ledger.spelling import Term

#: Characters of a piece: two lines of a terminal.
LENGTH = 160
#: Characters of an article that are looked through, and hits of one term that are weighed: bounds for hostile texts.
DEEPEST, MOST = 200_000, 500

#: Half-open code points.
Range = tuple[int, int]


def piece(text: str, wanted: Sequence[Term]) -> tuple[str, tuple[Range, ...]]:
    """The piece on one line, "…" where it is cut, and where in it the terms stand."""
    hits = _hits(text[:DEEPEST], wanted)
    start, end = _window(text, hits)
    shown = "".join(" " if char.isspace() else char for char in text[start:end])
    before = "…" if start else ""
    marks = tuple((s - start + len(before), e - start + len(before)) for s, e, _ in hits if start <= s and e <= end)
    return before + shown + ("…" if end < len(text) else ""), marks


def _hits(text: str, wanted: Sequence[Term]) -> list[tuple[int, int, int]]:
    """(start, end, number of the term) of the terms in a text, in order."""
    folded = "".join(map(_folded, text))
    found = (
        [(hit.start(), hit.end(), number) for hit in islice(_pattern(term).finditer(folded), MOST)]
        for number, term in enumerate(wanted)
    )
    return list(merge(*found))


def _pattern(term: Term) -> re.Pattern[str]:
    words = r"[\W_]+".join(re.escape("".join(map(_folded, word))) for word in term.words)
    return re.compile(words if term.together else rf"(?<![^\W_]){words}" + ("" if term.prefix else r"(?![^\W_])"))


def _window(text: str, hits: Sequence[tuple[int, int, int]]) -> Range:
    """Where to cut: the first place that shows the most different terms, begun at a word."""
    starts = [start for start, _, _ in hits]
    ends = [bisect_left(starts, start + LENGTH - LENGTH // 4) for start in starts]
    shown = [len({number for _, _, number in hits[at:end]}) for at, end in enumerate(ends[:MOST])]
    first = starts[shown.index(max(shown))] if shown else 0
    start = max(0, first - LENGTH // 4)
    while 0 < start < first and not text[start - 1].isspace():
        start += 1
    end = min(len(text), start + LENGTH)
    cut = text.rfind(" ", first + 1, end) if end < len(text) else -1
    return start, cut if cut > start + LENGTH // 2 else end


@cache
def _folded(char: str) -> str:
    """A character without case and accent, still one character."""
    bare = unicodedata.normalize("NFD", char)[0] if not "\uac00" <= char <= "\ud7a3" else char
    low = bare.casefold()
    return low if len(low) == 1 else bare
