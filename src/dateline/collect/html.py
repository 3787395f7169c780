"""A web page to the fields of an article, by trafilatura (text, title, byline, address) and htmldate (the day).

Source of the method: Barbaresi 2021 (trafilatura), Barbaresi 2020 (htmldate). Nothing is fetched and no external
entity is ever resolved: the page is read by lxml's HTML parser, which knows none.
"""

from __future__ import annotations

import logging
import re
from copy import deepcopy
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from dateline.collect import page_credits, text
from dateline.collect.listing import same_site
from dateline.errors import EmptyInput, TooLargeInput

#: The most attributes, about, of a tag that is read with them: libxml2 compares each with all before it, so that
#: 200,000 of them take hours. Real tags have tens.
MOST_PARTS = 500
#: The most elements of a page that is read. Extraction is quadratic in the cells of a table: 40,000 take 8 s, twice as
#: many 43 s (2 cores, shared). The longest pages of real news and encyclopedias have about 20,000.
MOST_ELEMENTS = 40_000
#: A page with fewer words of text has no article: what is left of it is a menu or a button.
FEWEST_WORDS = 10
QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")
PART = re.compile(r"[\s/=\"']+")
TAG = re.compile(r"<(?P<name>[a-zA-Z][^\s/>]*+)(?:[^\"'<>]++|\"[^\"]*+\"|'[^']*+')*+")
CHARSET = re.compile(rb"""<meta\b[^>]{0,200}?\bcharset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
DECLARED = re.compile(rb"""\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]{2,40})""")
DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]{0,500}>")
#: Where pages state the time of publication, the surest first.
TIME = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//time[@itemprop='datePublished']/@datetime",
    "//meta[@name='pubdate' or @name='date' or @name='DC.date.issued']/@content",
)
LINKED_DATA = "//script[@type='application/ld+json']"
LINKED_TIME = re.compile(r'"datePublished"\s*:\s*"([^"]{10,40})"')
#: What a page marks as being about its date. htmldate is shown nothing else, because it takes any date in a headline
#: or in the text for that of publication where it finds no better.
DATED = f"""//meta|//link[@rel='canonical']|//time|//abbr|{LINKED_DATA}|//*[not(self::html or self::body)][
    contains(@class, 'date') or contains(@class, 'time') or contains(@class, 'publish') or contains(@class, 'byline')
    or contains(@id, 'date') or contains(@id, 'publish') or @itemprop='datePublished']"""
#: A longer element is a part of the page, not its date line.
LONGEST_DATED = 200
#: htmldate's own lower bound is 1995.
EARLIEST = "1850-01-01"
#: How far into a page its charset may be stated, in bytes (HTML Living Standard, 13.2.3.2: the first 1024).
STATED_WITHIN = 1024


def fields(content: bytes, *, where: str, url: str | None = None, charset: str | None = None) -> dict[str, Any]:
    """The fields of an article that a page holds, each but "text" and "credits" None where it does not state it.

    `url` is where it was fetched from, `charset` what the server stated. Raises EmptyInput for a page without
    an article (a consent or pay wall, a page made by scripts), BinaryInput, EncodingInput.
    """
    page = text.decoded(content, where=where, charset=charset or stated_charset(content))
    parsed = tree(page)
    if parsed is not None and sum(1 for _ in parsed.iter()) > MOST_ELEMENTS:
        raise TooLargeInput(
            where, f"the page has more than {MOST_ELEMENTS} elements: copy the article and give it as text"
        )
    published = _published(parsed, url) if parsed is not None else None
    credited = list(page_credits.stated(parsed)) if parsed is not None else []
    canonical = _canonical(parsed) if parsed is not None else None
    found = _extracted(parsed, url) if parsed is not None else None
    words = _without_title(found.text or "", found.title) if found is not None else ""
    if found is None or len(words.split()) < FEWEST_WORDS:
        advice = "open it in a browser, copy the article and give it as text"
        raise EmptyInput(
            where, f"no article was found in the page (a consent page, a pay wall, or made by scripts?): {advice}"
        )
    return {
        "text": words,
        "title": found.title,
        "published": published,
        "outlet": found.sitename,
        "url": _address(canonical or found.url, url),
        "byline": found.author,
        "credits": credited,
    }


def stated_charset(content: bytes) -> str | None:
    """The charset that a page states in its first bytes."""
    match = CHARSET.search(content[:STATED_WITHIN]) or DECLARED.match(content[:STATED_WITHIN])
    return match[1].decode("ascii", "replace") if match else None


def tree(page: str) -> Any:
    """The parsed page, None for what no parser can use."""
    from lxml.etree import LxmlError  # type: ignore[import-untyped]
    from trafilatura import load_html

    page = TAG.sub(_trimmed, DECLARATION.sub("", page, count=1))
    whole = (
        page if re.search(r"<(?:html|head|body|title)\b", page, re.IGNORECASE) else f"<html><body>{page}</body></html>"
    )
    try:
        return load_html(whole)
    except (LxmlError, ValueError, AssertionError, RecursionError):
        return None


def _trimmed(tag: re.Match[str]) -> str:
    """The tag, without its attributes where these are beyond all bounds."""
    whole = tag.group()
    parts = PART.split(QUOTED.sub(" ", whole), MOST_PARTS) if len(whole) > MOST_PARTS else ()
    return f"<{tag['name']}" if len(parts) > MOST_PARTS else whole


def _extracted(tree: Any, url: str | None) -> Any:
    """What trafilatura finds, None for nothing (a page that trips it too); `tree` is used up."""
    from trafilatura import bare_extraction

    for library in ("trafilatura", "htmldate"):  # else Python prints their complaints where none are configured
        logging.getLogger(library).addHandler(logging.NullHandler())
    try:
        return bare_extraction(
            tree,
            url=url,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False},
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


def _published(tree: Any, url: str | None) -> str | None:
    """The time or day that the page states in its metadata, else the day that htmldate finds marked as one."""
    scripts = (LINKED_TIME.search(script.text_content()) for script in tree.xpath(LINKED_DATA))
    stated = [str(value) for path in TIME for value in tree.xpath(path)] + [found[1] for found in scripts if found]
    for value in stated:
        try:
            moment = datetime.fromisoformat(value.strip())
        except ValueError:
            continue
        if moment.date().isoformat() >= EARLIEST:
            return moment.isoformat() if "T" in value else moment.date().isoformat()
    return _day(tree, url)


def _day(tree: Any, url: str | None) -> str | None:
    from htmldate import find_date
    from lxml.html import Element  # type: ignore[import-untyped]

    page = Element("html")
    for element in tree.xpath(DATED):
        if len(element.text_content()) <= LONGEST_DATED or element.tag == "script":
            copied = deepcopy(element)
            copied.tail = None
            page.append(copied)
    try:
        day = find_date(page, url=url, extensive_search=False, original_date=True, min_date=EARLIEST)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, AssertionError, RecursionError):
        return None
    return str(day) if day else None


def _canonical(tree: Any) -> str | None:
    """The link that a page states as its own; trafilatura knows it only where it is written out in full."""
    stated = tree.xpath("//link[@rel='canonical']/@href")
    return str(stated[0]).strip() or None if stated else None


def _address(canonical: str | None, url: str | None) -> str | None:
    """The page's own address; not a canonical link that names only the site, or is of another site.

    A page that says it were another outlet's would else become a version of that one's article.
    """
    if not canonical:
        return url
    try:
        whole = urljoin(url or "", canonical)
    except ValueError:  # "http://[bad"
        return url
    elsewhere = url is not None and not (urlsplit(whole).path.strip("/") and same_site(whole, url))
    return url if elsewhere else whole
