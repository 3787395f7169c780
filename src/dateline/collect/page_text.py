"""The text of a web page's article: what trafilatura finds, once the page is made plain.

Before: the parts around the article are taken out, tables that only lay out the page become divisions, and the captions
of a gallery become paragraphs. After: lines that came along are left out: those of the page's head (headline, byline,
date), invitations, menus and counters.
Source of the method: Barbaresi 2021 (trafilatura).
"""

from __future__ import annotations

import logging
import re
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

from dateline.atlas.tables import table, values
from dateline.collect import page_bylines, page_dates
from dateline.collect.page import Line, Page, folded, without

#: A table with so many words in one cell, or a table or paragraphs in one, lays out the page.
LONGEST_CELL = 60
#: So many captions of so many words each are a gallery, where they have more words than all paragraphs.
FEWEST_CAPTIONS, FEWEST_WORDS = 4, 5
#: A line of the text by which its place in the page is told has so many words.
TELLING = 8
#: Where no line can be told, the text begins and ends with lines of so many letters.
FEWEST_LETTERS = 80
#: Without the parts around it, the text is taken from the whole page where it has fewer words.
FEWEST = 10
#: Lines at the top of what was found that may be of the page's head.
TOP = 8
#: "1 of 9", "3/12", or an address alone.
COUNTER = re.compile(r"\s*(?:\d{1,3}\s?(?:/|of|из)\s?\d{1,3}|https?://\S+)\s*")
#: So many items of so few words, parted by dots or bars, are a menu.
MENU = re.compile(r"\s+[·|•]\s+")
FEWEST_ITEMS, LONGEST_ITEM = 3, 4


@dataclass(frozen=True, slots=True)
class Found:
    """The text of an article, a paragraph a line, and its first and last place in the page."""

    text: str
    at: tuple[int, int]


def extracted(page: Page) -> Found:
    """The text of a page's article, "" where nothing was found."""
    found = _extract(_plain(page), page.url)
    few = len((found.text or "").split()) < FEWEST if found else True
    if few and page.outer and not page.teasers:
        found = _extract(deepcopy(page.tree), page.url) or found
    lines = (found.text or "").split("\n") if found else []
    by_words: dict[str, list[Line]] = {}
    for line in page.lines:
        by_words.setdefault(folded(line.words), []).append(line)
    kept = _cleaned(page, lines, by_words)
    return Found("\n".join(kept).strip("\n"), _bounds(page, kept, by_words))


def _extract(tree: Any, url: str | None) -> Any:
    """What trafilatura finds, None for nothing (a page that trips it too); `tree` is used up."""
    from trafilatura import bare_extraction

    for library in ("trafilatura", "htmldate"):  # else Python prints their complaints where none are configured
        logging.getLogger(library).addHandler(logging.NullHandler())
    try:
        return bare_extraction(tree, url=url, include_comments=False, with_metadata=False)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, AssertionError, RecursionError):
        return None


# ---------------------------------------------------------------- before


def _plain(page: Page) -> Any:
    """A copy of the tree without what is around the article."""
    tree = deepcopy(page.tree)
    copies = list(tree.iter())
    without(tree, [copies[page.places[element]] for element in page.outer])
    for found in list(tree.iter("table")):
        if _lays_out(found):
            for part in found.iter("table", "tbody", "tr", "td", "th"):
                part.tag = "div"
    _captions(tree)
    return tree


def _lays_out(table: Any) -> bool:
    for cell in table.iter("td", "th"):
        if next(cell.iter("table", "p", "h1", "h2"), None) is not None:
            return True
        if len(cell.text_content().split()) >= LONGEST_CELL:
            return True
    return False


def _captions(tree: Any) -> None:
    """Make paragraphs of a gallery's captions."""
    captions = [one for one in tree.iter("figcaption") if len(one.text_content().split()) >= FEWEST_WORDS]
    if len(captions) < FEWEST_CAPTIONS:
        return
    words = sum(len(one.text_content().split()) for one in tree.iter("p"))
    if sum(len(one.text_content().split()) for one in captions) < words:
        return
    for caption in captions:
        caption.tag = "p"
        caption.attrib.clear()
        for element in caption.iterancestors("figure"):
            element.tag = "div"
            element.attrib.clear()


# ---------------------------------------------------------------- after


def _cleaned(page: Page, lines: list[str], by_words: dict[str, list[Line]]) -> list[str]:
    """The lines that are of the article; all of them where none would be left."""
    title = folded(page.title or "")
    kept = [
        line
        for number, line in enumerate(lines)
        if not (number < TOP and _is_head(page, line, title, by_words)) and not _is_beside(line)
    ]
    return kept if any(line.strip() for line in kept) else lines


def _is_beside(line: str) -> bool:
    """Whether a line is an invitation, a menu, a counter ("1 of 9") or an address."""
    if len(line) > page_dates.LONGEST:
        return False
    if COUNTER.fullmatch(line) or _invitations().search(line.casefold()):
        return True
    parts = MENU.split(line)
    return len(parts) >= FEWEST_ITEMS and all(len(part.split()) <= LONGEST_ITEM for part in parts)


@cache
def _invitations() -> re.Pattern[str]:
    rows = (row for row in table("page_words.tsv") if row["kind"] == "invitation")
    words = sorted((re.escape(word) for row in rows for word in values(row["words"])), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)")


def _is_head(page: Page, line: str, title: str, by_words: dict[str, list[Line]]) -> bool:
    """Whether a line at the top is the page's head: the headline, what stands above it, the byline, the date."""
    bare = folded(line)
    if bare == title:
        return True
    if len(line) > page_dates.LONGEST:
        return False
    shown = by_words.get(bare)
    if shown and page.headline is not None and all(one.at < page.headline for one in shown):
        return True
    return page_dates.is_date_line(line) or page_bylines.is_byline(line)


def _bounds(page: Page, lines: list[str], by_words: dict[str, list[Line]]) -> tuple[int, int]:
    """The places at which the text begins and ends in the page: those of its first and last line that can be told."""
    least = page.headline if page.headline is not None else 0
    told = [folded(line) for line in lines if len(line.split()) >= TELLING] or [folded(line) for line in lines]
    down, up = dict.fromkeys(told), dict.fromkeys(reversed(told))  # each once: a page may repeat one line 30,000 times
    first = next((one.at for line in down for one in by_words.get(line, ()) if one.at >= least), None)
    last = next((one.at for line in up for one in reversed(by_words.get(line, [])) if one.at >= least), None)
    if first is None or last is None:
        inside = [line for line in page.lines if line.at > least and not page.is_outside(line.at)]
        first = next((line.at for line in inside if len(line.words) >= FEWEST_LETTERS), least)
        last = max((line.at for line in inside if len(line.words) >= FEWEST_LETTERS), default=first)
    return first, max(first, last)
