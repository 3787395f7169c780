"""A web page to the fields of an article, or the reason why it holds none.

The text is trafilatura's (Barbaresi 2021; `page_text`), once what is around the article is taken out (`page`); title,
date and byline are of `page`, `page_dates` and `page_bylines`. Nothing is fetched and no external entity is ever
resolved: the page is read by lxml's HTML parser, which knows none.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import urljoin, urlsplit

from dateline.collect import datelines, page, page_bylines, page_credits, page_dates, page_kinds, page_text, text
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
NOTHING = (
    "no text was found in the page (is it made by scripts, a film, or a frame?): "
    "open it in a browser, copy the article and give it as text"
)
#: Where a text's first words end, in characters.
OPENING = 80
QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")
PART = re.compile(r"[\s/=\"']+")
TAG = re.compile(r"<(?P<name>[a-zA-Z][^\s/>]*+)(?>(?:[^\"'<>]++|\"[^\"]*+\"|'[^']*+')*)")
CHARSET = re.compile(rb"""<meta\b[^>]{0,200}?\bcharset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
DECLARED = re.compile(rb"""\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]{2,40})""")
DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]{0,500}>")
#: How far into a page its charset may be stated, in bytes (HTML Living Standard, 13.2.3.2: the first 1024).
STATED_WITHIN = 1024


def fields(content: bytes, *, where: str, url: str | None = None, charset: str | None = None) -> dict[str, Any]:
    """The fields of an article that a page holds, each but "text" and "credits" None where it does not state it.

    `url` is where it was fetched from, `charset` what the server stated; "dated_by" is the rule that told the date.
    Raises EmptyInput for a page without an article, with what it is (a consent page, a pay wall, an error page, a list
    of articles, a page made by scripts), BinaryInput, EncodingInput.
    """
    parsed = tree(text.decoded(content, where=where, charset=charset or stated_charset(content)))
    if parsed is None:
        raise EmptyInput(where, NOTHING)
    if sum(1 for _ in parsed.iter()) > MOST_ELEMENTS:
        raise TooLargeInput(
            where, f"the page has more than {MOST_ELEMENTS} elements: copy the article and give it as text"
        )
    read = page.read(parsed, url=url)
    found = page_text.extracted(read)
    if refusal := page_kinds.refusal(read, found.text, text=found.at):
        raise EmptyInput(where, refusal)
    if len(found.text.split()) < FEWEST_WORDS:
        raise EmptyInput(where, NOTHING)
    site = next(iter(page.sites(read)), None)
    dated = page_dates.published(read, text=found.at, hint=_hint(found.text))
    return {
        "text": found.text,
        "title": read.title,
        "published": dated.when if dated else None,
        "dated_by": dated.rule if dated else None,
        "outlet": site,
        "url": _address(_canonical(read), url),
        "byline": page_bylines.byline(read, text=found.at, outlets=(*page.sites(read), *page.beside_title(read))),
        "credits": list(page_credits.stated(parsed, read.linked)),
    }


def stated_charset(content: bytes) -> str | None:
    """The charset that a page states in its first bytes."""
    match = CHARSET.search(content[:STATED_WITHIN]) or DECLARED.match(content[:STATED_WITHIN])
    return match[1].decode("ascii", "replace") if match else None


def tree(markup: str) -> Any:
    """The parsed page, None for what no parser can use."""
    from lxml.etree import LxmlError  # type: ignore[import-untyped]
    from trafilatura import load_html

    kept = TAG.sub(_trimmed, DECLARATION.sub("", markup, count=1))
    is_whole = re.search(r"<(?:html|head|body|title)\b", kept, re.IGNORECASE)
    whole = kept if is_whole else f"<html><body>{kept}</body></html>"
    try:
        return load_html(whole)
    except (LxmlError, ValueError, AssertionError, RecursionError):
        return None


def _trimmed(tag: re.Match[str]) -> str:
    """The tag, without its attributes where these are beyond all bounds."""
    whole = tag.group()
    parts = PART.split(QUOTED.sub(" ", whole), MOST_PARTS) if len(whole) > MOST_PARTS else ()
    return f"<{tag['name']}" if len(parts) > MOST_PARTS else whole


def _hint(words: str) -> date | None:
    """The day and month of the text's own dateline, or that it names in its first words, in a leap year."""
    line = datelines.dateline(words)
    found = datelines.month_and_day(words, line) if line else None
    return found or page_dates.month_and_day(words[:OPENING])


def _canonical(read: page.Page) -> str | None:
    """The link that a page states as its own."""
    stated = [str(link).strip() for link in read.tree.xpath("//link[@rel='canonical']/@href")]
    return next((link for link in (*stated, *read.metas.get("og:url", ())) if link), None)


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
