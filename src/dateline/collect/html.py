"""A web page to the fields of an article, by trafilatura (text, title, byline, address) and htmldate (the day).

Source of the method: Barbaresi 2021 (trafilatura), Barbaresi 2020 (htmldate). Nothing is fetched and no external
entity is ever resolved: the page is read by lxml's HTML parser, which knows none.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

from dateline.collect import text
from dateline.errors import EmptyInput

#: The most parts (by spaces) of a tag that are read. libxml2 compares each attribute of a tag with all before it:
#: 200,000 of them take hours. Real tags have tens; an image in the page itself (data:) is one part.
MOST_PARTS = 500
TAG = re.compile(r"<(?P<name>[a-zA-Z][^\s/>]*+)(?:[^\"'<>]++|\"[^\"]*+\"|'[^']*+')*+")
CHARSET = re.compile(rb"""<meta\b[^>]{0,200}?\bcharset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
DECLARED = re.compile(rb"""\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]{2,40})""")
DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,500}>")
#: Where pages state the time of publication, the surest first.
TIME = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//time[@itemprop='datePublished']/@datetime",
    "//meta[@name='pubdate' or @name='date' or @name='DC.date.issued']/@content",
)
#: How far into a page its charset may be stated, in bytes (HTML Living Standard, 13.2.3.2: the first 1024).
STATED_WITHIN = 1024


def fields(content: bytes, *, where: str, url: str | None = None, charset: str | None = None) -> dict[str, Any]:
    """The fields of an article that a page holds, each but "text" None where the page does not state it.

    `url` is where it was fetched from, `charset` what the server stated. Raises EmptyInput for a page without
    an article (a consent or pay wall, a page made by scripts), BinaryInput, EncodingInput.
    """
    page = text.decoded(content, where=where, charset=charset or _stated(content))
    tree = _tree(page)
    found = _extracted(tree, url) if tree is not None else None
    words = _without_title(found.text or "", found.title) if found is not None else ""
    if found is None or not words.strip():
        advice = "open it in a browser, copy the article and give it as text"
        raise EmptyInput(
            where, f"no article was found in the page (a consent page, a pay wall, or made by scripts?): {advice}"
        )
    return {
        "text": words,
        "title": found.title,
        "published": _published(tree, found.date),
        "outlet": found.sitename,
        "url": _address(found.url, url),
        "byline": found.author,
    }


def _stated(content: bytes) -> str | None:
    match = CHARSET.search(content[:STATED_WITHIN]) or DECLARED.match(content[:STATED_WITHIN])
    return match[1].decode("ascii", "replace") if match else None


def _tree(page: str) -> Any:
    """The parsed page, None for what no parser can use."""
    from lxml.etree import LxmlError  # type: ignore[import-untyped]
    from trafilatura import load_html

    page = TAG.sub(_trimmed, DECLARATION.sub("", page.replace("\0", ""), count=1))
    try:
        return load_html(f"<html><body>{page}</body></html>" if "<body" not in page[:50_000].lower() else page)
    except (LxmlError, ValueError, AssertionError, RecursionError):
        return None


def _trimmed(tag: re.Match[str]) -> str:
    whole = tag.group()
    return f"<{tag['name']}" if len(whole) > MOST_PARTS and len(whole.split(None, MOST_PARTS)) > MOST_PARTS else whole


def _extracted(tree: Any, url: str | None) -> Any:
    """What trafilatura finds, None for nothing. A page that trips it holds nothing that can be trusted."""
    from copy import deepcopy

    from trafilatura import bare_extraction

    try:
        return bare_extraction(
            deepcopy(tree),
            url=url,
            include_comments=False,
            with_metadata=True,
            # only what the page states: htmldate's wide search takes any date in the text for that of publication
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, AssertionError, RecursionError):
        return None


def _without_title(words: str, title: str | None) -> str:
    """The text without the headline, which trafilatura gives once more as its first line."""
    first, _, rest = words.partition("\n")
    same = title is not None and _folded(first) == _folded(title)
    return rest.lstrip("\n") if same and rest.strip() else words


def _folded(line: str) -> str:
    return " ".join(line.split()).casefold().strip(" .")


def _published(tree: Any, day: str | None) -> str | None:
    """The time that the page states for the day that htmldate found, or the day."""
    if not day:
        return None
    from datetime import datetime

    for path in TIME:
        for value in tree.xpath(path):
            try:
                moment = datetime.fromisoformat(str(value).strip())
            except ValueError:
                continue
            if moment.date().isoformat() == day and "T" in str(value):
                return moment.isoformat()
    return day


def _address(canonical: str | None, url: str | None) -> str | None:
    """The page's own address; not a canonical link that names only the site."""
    if not canonical:
        return url
    whole = urljoin(url or "", canonical)
    return url if url and urlsplit(whole).path in ("", "/") else whole
