"""The marks of gold articles, and the numbers that the model is taught for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import partial

from bench import gold
from dateline.extract.drafts import find_drafts, find_options
from dateline.extract.marks import Marks
from dateline.extract.quotes import find_quotations
from dateline.extract.speech import Page
from dateline.extract.windows import SHAPES, WIDTH, Marked
from dateline.records import Rows, Sentence

#: A name that fewer training words have is not taught.
RAREST = 20
#: Names of what most words have, which says nothing.
PLAIN = ("cue:0", "rule:O")


def marked(name: str) -> dict[str, Marks]:
    """Each article's marks by its id, from the parses of a gold set."""
    return {rows.article.id: _marks(rows) for rows in gold.parsed(name)}


def _marks(rows: Rows) -> Marks:
    text = rows.article.text
    page = Page(text, rows.of(Sentence), find_quotations(text))
    options = find_options(page)
    return Marks(page, options, find_drafts(page, options))


def names(marks: Mapping[str, Marks]) -> dict[str, int]:
    """The number of each name that is taught; the first numbers are those of the words' forms."""
    counts = Counter(name for one in marks.values() for names in one.names for name in names)
    kept = sorted(name for name, count in counts.items() if count >= RAREST and name not in PLAIN)
    return {name: number for number, name in enumerate(kept, len(SHAPES))}


def size(names: Mapping[str, int]) -> int:
    """Rows of the table of marks."""
    return len(SHAPES) + len(names)


def numbered(marks: Mapping[str, Marks], names: Mapping[str, int]) -> dict[str, Marked]:
    """For each article the function that windows ask."""
    return {name: partial(_of, one, names) for name, one in marks.items()}


def _of(marks: Marks, names: Mapping[str, int], start: int) -> list[int]:
    return [names.get(name, 0) for name in marks.of(start)] or [0] * (WIDTH - 1)
