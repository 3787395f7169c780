"""A site's section page to a list: the links on it that look like articles of the same site.

What looks like one is told by the address and the words of the link alone, and leniently: what is fetched and turns
out to hold no article is said and not asked again.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from dateline.collect import html
from dateline.collect.listing import Listed, Listing, address, once, same_site

#: A slug of words, a date, or the number of an article, in a path.
SLUG = re.compile(r"[^/-]+(?:-[^/-]+){3,}")
DATED = re.compile(r"/(?:19|20)\d\d/[01]?\d(?:/|$)")
NUMBERED = re.compile(r"\d{6,}")
#: A link of so many words is a headline: names of sections have up to four.
HEADLINE = 5
#: Endings of what is no page.
FILES = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|css|js|mp[34]|zip|xml|rss|ico|woff2?)$", re.IGNORECASE)
FEEDS = "//link[contains(concat(' ', @rel, ' '), ' alternate ')][@href][@type]"
FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})


def listing(content: bytes, *, url: str, stated: str = "") -> Listing:
    """The articles that a page at an address links to; `stated` is its Content-Type."""
    tree = _tree(content, url, stated)
    if tree is None:
        return Listing(())
    base, found = _base(tree, url), []
    for link in tree.xpath("//a[@href]"):
        whole = address(link.get("href"), base)
        if whole and same_site(whole, url) and whole != url and _is_article(whole, link):
            found.append(Listed(whole))
    return Listing(once(found), title=_title(tree), language=_language(tree))


def feeds(content: bytes, *, url: str, stated: str = "") -> tuple[str, ...]:
    """The addresses of the feeds that a page names as its own."""
    tree = _tree(content, url, stated)
    if tree is None:
        return ()
    named = [link for link in tree.xpath(FEEDS) if link.get("type").partition(";")[0].strip().lower() in FEED_TYPES]
    return tuple(whole for link in named if (whole := address(link.get("href"), _base(tree, url))))


def _is_article(url: str, link: Any) -> bool:
    path = urlsplit(url).path
    if FILES.search(path) or path.count("/") < 1 or path == "/":
        return False
    return bool(
        SLUG.search(path) or DATED.search(path) or NUMBERED.search(path) or len(link.text_content().split()) >= HEADLINE
    )


def _tree(content: bytes, url: str, stated: str) -> Any:
    """The page, its links readable whatever its encoding: they are ASCII nearly always."""
    charset = stated.partition("charset=")[2].strip(" \"'").partition(";")[0] or html.stated_charset(content)
    try:
        return html.tree(content.decode(charset or "utf-8", "replace"))
    except (LookupError, ValueError):
        return html.tree(content.decode("utf-8", "replace"))


def _base(tree: Any, url: str) -> str:
    stated = tree.xpath("//base/@href")
    return (address(str(stated[0]), url) or url) if stated else url


def _title(tree: Any) -> str | None:
    named = tree.xpath("//meta[@property='og:site_name']/@content") or tree.xpath("//title//text()")
    return " ".join(str(named[0]).split()) or None if named else None


def _language(tree: Any) -> str | None:
    stated = tree.xpath("/html/@lang")
    return str(stated[0]).strip() or None if stated else None
