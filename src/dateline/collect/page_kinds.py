"""What a web page is that holds no article: a pay wall, a consent page, an error page, a list of articles.

Each is told by wordings (`atlas/page_refusals.tsv`) together with how little text there is; a list by its teasers. An
article that mentions cookies, or stands whole below an offer to subscribe, is an article.
"""

from __future__ import annotations

import re
from functools import cache

from dateline.atlas.tables import table
from dateline.collect import linked_data
from dateline.collect.page import SEPARATOR, Page, folded

#: The most words of what a pay wall shows before it, of a consent page, an error page, and a list without its teasers.
MOST_SHOWN, MOST_CONSENT, MOST_ERROR, MOST_LIST = 220, 600, 150, 60
#: What stands whole on a page that is marked as not free is longer.
MOST_LOCKED = 60
#: Lines behind the text in which an offer stands.
BEHIND = 10
#: A list has so many teasers at least.
FEWEST_TEASERS = 5
#: A line of so many words may be news, however short the article.
SENTENCE = 16
#: The share of a text's lines that speak of consent from which it is a consent page, and wordings of it at least.
CONSENT, FEWEST_WORDINGS = 0.5, 3
ADVICE = "open it in a browser, copy the article and give it as text"
WALL = f"a pay wall hides the article, or all but its beginning: log in in a browser, {ADVICE.partition(', ')[2]}"
KINDS = {
    "paywall": WALL,
    "consent": f"it is a consent page: accept it in a browser, {ADVICE.partition(', ')[2]}",
    "error": "it is an error page, or a check for robots: try again later, or in a browser",
    "film": "no text was found in the page: it is a film",
    "section": "it is a list of articles: give the address of one, or `dateline sources add` the list",
}


def refusal(page: Page, found: str, *, text: tuple[int, int]) -> str | None:
    """Why there is no article in a page of which `found` is the text, at `text`; None where there is one."""
    kind = _kind(page, found, text)
    return KINDS[kind] if kind else None


def _kind(page: Page, found: str, text: tuple[int, int]) -> str | None:
    words = len(found.split())
    titles = [words for words in (page.title, *(one.text for one in page.tree.iter("title", "h1", "h2"))) if words]
    if words <= MOST_ERROR and _is_error(found, titles):
        return "error"
    if words <= MOST_CONSENT and _is_consent(found, " ".join(titles)):
        return "consent"
    if words <= MOST_SHOWN and _is_wall(page, found, text):
        return "paywall"
    if words < MOST_LIST and any(kind.startswith("video") for kind in page.metas.get("og:type", ())):
        return "film"
    return "section" if _is_list(page, found) else None


def _is_error(found: str, titles: list[str]) -> bool:
    """Whether a title is that of an error and nothing else, or has its words and the text has some, too."""
    whole = {folded(part) for title in titles for part in (title, *SEPARATOR.split(title))}
    if whole & _listed("error", "title"):
        return True
    return bool(_said("error", "text", found)) and any(_said("error", "title", title) for title in titles)


def _is_list(page: Page, found: str) -> bool:
    """Whether a page is teasers and no more: what is left has no sentence of news, and nothing says that it is one."""
    if page.teasers < FEWEST_TEASERS or linked_data.articles(page.linked) or "article" in page.metas.get("og:type", ()):
        return False
    return len(found.split()) < MOST_LIST and all(len(line.split()) < SENTENCE for line in found.splitlines())


def _is_consent(found: str, title: str) -> bool:
    lines = [line for line in found.splitlines() if line.strip()]
    speaking = sum(len(_said("consent", "text", line)) > 0 for line in lines)
    wordings = _said("consent", "text", f"{title} {found}")
    return bool(lines) and len(wordings) >= FEWEST_WORDINGS and speaking >= CONSENT * len(lines)


def _is_wall(page: Page, found: str, text: tuple[int, int]) -> bool:
    """Whether a page says in or below its text that there is more for those who pay, or that it is not free."""
    below = [line for line in page.lines if line.at >= text[0]]
    near = [line.words for line in below[: BEHIND + sum(line.at <= text[1] for line in below)]]
    shown = "\n".join([found, *near])
    locked = any(str(one.get("isAccessibleForFree")).lower() == "false" for one in linked_data.articles(page.linked))
    locked = locked or "locked" in page.metas.get("article:content_tier", ())
    beside = len(_said("paywall", "beside", shown)) + locked
    return bool(_said("paywall", "text", shown)) or beside >= 2 or (locked and len(found.split()) < MOST_LOCKED)


def _said(kind: str, where: str, words: str) -> set[str]:
    return {match[0] for match in _wordings(kind, where).finditer(folded(words))}


@cache
def _listed(kind: str, where: str) -> frozenset[str]:
    rows = table("page_refusals.tsv")
    return frozenset(row["words"] for row in rows if (row["kind"], row["where"]) == (kind, where))


@cache
def _wordings(kind: str, where: str) -> re.Pattern[str]:
    words = sorted(_listed(kind, where), key=lambda words: (-len(words), words))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")
