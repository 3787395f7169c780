"""From an address that a person names to a source: its feed, its outlet, its language."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from dateline.atlas import outlets
from dateline.collect import feeds, sections, sitemaps
from dateline.collect.listing import Listing
from dateline.collect.polite import Fetcher
from dateline.collect.sources import Source, SourceKind
from dateline.collect.web import Answer
from dateline.errors import InputError, NotFoundInput

#: Where sites keep feeds that their pages do not name.
USUAL = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feeds", "/feed.json")
SITEMAPS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml")


def listing_of(answer: Answer, kind: SourceKind) -> Listing:
    """The list that an answer holds, for a source of a kind. Raises InputError."""
    stated = answer.header("content-type")
    if kind == "feed":
        return feeds.listing(answer.content, url=answer.url, stated=stated)
    if kind == "sitemap":
        return sitemaps.listing(answer.content, url=answer.url)
    return sections.listing(answer.content, url=answer.url, stated=stated)


def find(url: str, fetcher: Fetcher, *, kind: SourceKind | None = None, name: str | None = None) -> Source:
    """The source for an address: itself where it is a feed or sitemap, else the feed or news sitemap of its site.

    A page whose site has neither becomes a section page. `kind` says what the address is, and then nothing else is
    looked for. Raises InputError where the address gives nothing to collect.
    """
    answer = fetcher.get(url, wanted="list")
    if kind is not None:
        return _source(answer.url, kind, listing_of(answer, kind) if kind != "page" else Listing(()), name)
    for candidate in _candidates(answer, fetcher):
        if (found := _kind(candidate)) and (listing := _read_or_none(candidate, found)):
            return _source(candidate.url, found, listing, name)
    listing = listing_of(answer, "section")
    if not listing.articles:
        advice = "name the feed itself, or its front page"
        raise NotFoundInput(url, f"has no feed, no news sitemap, and no links to articles: {advice}")
    return _source(answer.url, "section", listing, name)


def _candidates(answer: Answer, fetcher: Fetcher) -> Iterator[Answer]:
    """Answers that may be a feed or sitemap, the likeliest first, each fetched when it is asked for."""
    yield answer
    if _kind(answer):
        return
    named = sections.feeds(answer.content, url=answer.url, stated=answer.header("content-type"))
    usual = [urljoin(answer.url, path) for path in USUAL]
    news = [one for one in _stated_sitemaps(answer.url, fetcher) if "news" in one.lower()]
    for url in dict.fromkeys([*named, *usual, *news, *(urljoin(answer.url, path) for path in SITEMAPS)]):
        try:
            yield fetcher.get(url, wanted="list")
        except InputError:
            continue


def _stated_sitemaps(url: str, fetcher: Fetcher) -> tuple[str, ...]:
    try:
        return fetcher.sitemaps(url)
    except InputError:
        return ()


def _kind(answer: Answer) -> SourceKind | None:
    if feeds.is_feed(answer.content):
        return "feed"
    return "sitemap" if sitemaps.is_sitemap(answer.content) else None


def _read_or_none(answer: Answer, kind: SourceKind) -> Listing | None:
    """The list, if there is something in it."""
    try:
        found = listing_of(answer, kind)
    except InputError:
        return None
    return found if found.articles or found.parts else None


def _source(url: str, kind: SourceKind, listing: Listing, name: str | None) -> Source:
    known = outlets.by_domain(url) or next(filter(None, (outlets.by_domain(one.url) for one in listing.articles)), None)
    host = (urlsplit(url).hostname or url).removeprefix("www.")
    return Source(
        name=name or listing.title or (known.name if known else host),
        url=url,
        kind=kind,
        outlet=known.name if known else None,
        language=_language(listing.language, known.languages if known else ()),
    )


def _language(stated: str | None, of_outlet: tuple[str, ...]) -> str | None:
    """The language that a list states, where the outlet has it; None where that may be a default.

    "en" of an unknown outlet is what the usual programs write where nobody has set it. Each article is looked at then.
    """
    language = (stated or "").replace("_", "-").partition("-")[0].strip().lower()
    if not language or (of_outlet and language not in of_outlet):
        return None
    return language if of_outlet or language != "en" else None
