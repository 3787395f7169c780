"""Whether an article is a changed version of another at the same address, or another one."""

from __future__ import annotations

from dateline.records import Article

#: Words in a row by which texts are compared, and the share of the shorter text's rows that a version keeps at least.
ROW, KEPT = 3, 0.25
#: Words that are looked at: enough to tell, few enough for a hostile text.
WORDS = 5000


def is_version(article: Article, title: str | None, text: str) -> bool:
    """Whether an article found at the address of one with this title and text is that one, changed."""
    if article.text == text or (article.title and title and article.title.split() == title.split()):
        return True
    mine, theirs = _rows(article.text), _rows(text)
    return len(mine & theirs) >= KEPT * min(len(mine), len(theirs))


def _rows(text: str) -> set[tuple[str, ...]]:
    words = text.casefold().split()[:WORDS]
    return {tuple(words[at : at + ROW]) for at in range(max(1, len(words) - ROW + 1))}
