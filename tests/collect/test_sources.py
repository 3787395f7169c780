"""The table of sources, and finding a source's feed, outlet and language."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.collect import discovery, feeds, sections, sitemaps, sources
from dateline.collect.listing import Listing, address, same_site
from dateline.collect.sources import Source
from dateline.errors import FormatInput, InputError, NotFoundInput
from tests.collect.site import Site, answering, fetcher, page, rss, serving, story

BASE = "https://post.example/news/"
TABLE = """\
# My desk's sources
[[source]]
name = "Post"      # the morning paper
url = "https://post.example/feed"
every = "1h"
outlet = "Lillevik Post"

[[source]]
name = "Map"
url = "https://post.example/map.xml"
kind = "sitemap"
keep = "text"
days = 3
"""


# ---------------------------------------------------------------- sources.toml


def test_a_table_is_read() -> None:
    post, of_map = sources.parsed(TABLE, where="sources.toml")
    assert post == Source("Post", "https://post.example/feed", "feed", "Lillevik Post", None, 3600)
    assert (of_map.kind, of_map.keep, of_map.days, of_map.every) == ("sitemap", "text", 3, 900)


def test_a_source_is_added_and_all_that_stands_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(TABLE.rstrip("\n"), "utf-8")
    added = Source('The "Quay" \\ Кай\x7f', "https://quay.example/feed", language="en", every=5400)
    sources.add(path, added)
    assert path.read_text("utf-8").startswith(TABLE)
    assert sources.load(path)[-1] == added and list(tmp_path.iterdir()) == [path]
    with pytest.raises(FormatInput, match="there already"):
        sources.add(path, added)
    sources.add(tmp_path / "new.toml", added)
    assert sources.load(tmp_path / "new.toml") == (added,)


@given(st.text(min_size=1).filter(str.strip), st.text(min_size=1))
def test_any_name_is_written_so_that_it_is_read(name: str, outlet: str) -> None:
    try:
        name.encode(), outlet.encode()
    except UnicodeError:
        return
    source = Source(name, "https://quay.example/", outlet=outlet)
    assert sources.parsed(sources.written(source), where="x") == (source,)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('kind = "rss"', "feed, sitemap, page, section"),
        ('every = "often"', "15m"),
        ('every = "5s"', "minute"),
        ("every = 15", "15m"),
        ('keep = "some"', "none, text, all"),
        ('url = "ftp://x.example"', "http"),
        ("outlet = 5", "outlet"),
        ("days = 0", "above 0"),
        ('colour = "red"', "colour"),
        ("name = ", "TOML"),
    ],
)
def test_a_wrong_entry_is_told(line: str, words: str) -> None:
    url = "" if line.startswith("url") else 'url = "https://x.example/"\n'
    name = "" if line.startswith("name") else 'name = "X"\n'
    with pytest.raises(FormatInput) as error:
        sources.parsed(f"[[source]]\n{name}{url}{line}\n", where="sources.toml")
    assert words in str(error.value) and "sources.toml" in str(error.value)


@pytest.mark.parametrize("table", ['[source]\nname = "x"', "x = 1", "[[source]]", TABLE + TABLE, "source = 5"])
def test_a_table_of_something_else_is_told(table: str) -> None:
    with pytest.raises(FormatInput):
        sources.parsed(table, where="sources.toml")


# ---------------------------------------------------------------- feeds


def listed(content: bytes | str, **stated: str) -> Listing:
    return feeds.listing(content.encode() if isinstance(content, str) else content, url=BASE, **stated)


def test_rss_and_its_relatives() -> None:
    two = listed(
        "<rss version='2.0'><channel><title> Post </title><language>en-gb</language>"
        "<item><link>/a?utm_medium=rss&amp;id=5#top</link><pubDate>Fri, 20 Nov 2026 08:00:00 +0100</pubDate></item>"
        "<item><guid isPermaLink='true'>https://post.example/b</guid></item><item><title>No link</title></item>"
        "<item><link>/a?id=5</link></item><item><link>javascript:x()</link></item></channel></rss>"
    )
    assert [one.url for one in two.articles] == ["https://post.example/a?id=5", "https://post.example/b"]
    assert two.articles[0].published == "2026-11-20T07:00:00+00:00" and two.articles[1].published is None
    assert (two.title, two.language) == ("Post", "en-gb")
    rdf = listed(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        "<item><link>https://post.example/c</link></item></rdf:RDF>"
    )
    assert [one.url for one in rdf.articles] == ["https://post.example/c"]


def test_atom() -> None:
    (one,) = listed(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="enclosure" href="/a.mp3"/><link href="../b"/>'
        "<published>2026-11-20T08:00:00Z</published><updated>2026-11-21T09:00:00Z</updated></entry></feed>"
    ).articles
    assert one.url == "https://post.example/b"
    assert (one.published, one.stamp) == ("2026-11-20T08:00:00+00:00", "2026-11-21T09:00:00+00:00")


def test_json_feed() -> None:
    item = {"id": "1", "url": "/j", "date_published": "2026-11-20T08:00:00Z", "date_modified": "2026-11-21T08:00:00Z"}
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Post", "items": [item, {"id": 2}, 5]}
    (one,) = listed(json.dumps(feed)).articles
    assert one.url == "https://post.example/j" and one.stamp == "2026-11-21T08:00:00+00:00"


def test_a_broken_feed_gives_what_it_has() -> None:
    found = listed("<rss><channel><item><link>https://post.example/a</link><title>Fish & chips</item><item><link>/b")
    assert [one.url for one in found.articles] == ["https://post.example/a", "https://post.example/b"]


def test_other_encodings() -> None:
    words = "<?xml version='1.0' encoding='windows-1251'?><rss><channel><title>Новости</title></channel></rss>"
    assert listed(words.encode("windows-1251")).title == "Новости"


@pytest.mark.parametrize("content", ["", "<html></html>", "{}", '{"version": "https://jsonfeed.org/version/1"'])
def test_what_is_no_feed_is_refused(content: str) -> None:
    with pytest.raises(FormatInput):
        listed(content)


@settings(deadline=None)  # loading lxml and trafilatura takes longer than any of these
@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_or_refused(content: bytes) -> None:
    for given_ in (b"<rss>" + content, b"<feed><entry>" + content, b"{jsonfeed.org/version" + content):
        with suppress(InputError):
            listed(given_)
    for given_ in (b"<urlset>" + content, content, b"\x1f\x8b" + content):
        with suppress(InputError):
            sitemaps.listing(given_, url=BASE)
    sections.listing(b"<a href='" + content, url=BASE)


HOSTILE = {
    "nested": b"<a>" * 60_000 + b"</a>" * 60_000,
    "open": b"<item>" * 60_000,
    "attributes": b"<item " + b" ".join(b"a%d='x'" % number for number in range(30_000)) + b"/>",
    "brackets": b"<" * 300_000,
    "links": b"<item><link href='" * 20_000,
    "spaces": b" " * 300_000,
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_lists_cost_no_time(content: bytes) -> None:
    begun = time.monotonic()
    for read in (listed, lambda given_: sitemaps.listing(given_, url=BASE), lambda x: sections.listing(x, url=BASE)):
        with suppress(InputError):
            read(b"<rss><channel>" + content)
    assert time.monotonic() - begun < 5


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    ("link", "whole"),
    [
        ("/a#b", "https://post.example/a"),
        (" b?utm_source=x&y=1&fbclid=2 ", "https://post.example/news/b?y=1"),
        ("//other.example", "https://other.example/"),
        ("mailto:a@b.example", None),
        ("javascript:void(0)", None),
        ("http://[bad", None),
        ("https://x.example/\x00", None),
    ],
)
def test_links(link: str, whole: str | None) -> None:
    assert address(link, BASE) == whole


def test_sites() -> None:
    assert same_site("https://www.post.co.uk/a", "http://news.post.co.uk/b")
    assert not same_site("https://post.co.uk/", "https://mail.co.uk/")
    assert not same_site("http://127.0.0.1/", "http://127.0.0.2/")


# ---------------------------------------------------------------- finding a source


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


def test_the_feed_of_a_page_is_found(site: Site) -> None:
    site.answers["/here"] = page("Post", "Front.", head="<link rel='alternate' type='application/rss+xml' href='/f'>")
    site.answers["/f"] = rss(site, [1])
    found = discovery.find(site.url + "/here", fetcher())
    assert found == Source("Lillevik Post", site.url + "/f")


def test_a_feed_that_no_page_names_is_found_where_feeds_are(site: Site) -> None:
    site.answers["/"] = page("Post", "Front.")
    site.answers["/rss.xml"] = rss(site, [1])
    assert discovery.find(site.url + "/", fetcher()).url == site.url + "/rss.xml"


def test_a_feed_is_its_own_source_and_says_whose_it_is(site: Site) -> None:
    item = "<item><link>https://www.bbc.co.uk/news/1</link></item>"
    site.answers["/f"] = rss(site, [], more=item)
    found = discovery.find(site.url + "/f", fetcher())
    assert (found.outlet, found.language) == ("BBC", "en")


def test_a_news_sitemap_is_found_by_robots_txt(site: Site) -> None:
    site.answers["/"] = page("Post", "Front.")
    site.answers["/robots.txt"] = f"User-agent: *\nAllow: /\nSitemap: {site.url}/maps/news.xml\n"
    site.answers["/maps/news.xml"] = f"<urlset><url><loc>{site.url}/news/1</loc></url></urlset>"
    found = discovery.find(site.url + "/", fetcher())
    assert (found.kind, found.url) == ("sitemap", site.url + "/maps/news.xml")


def test_else_the_page_is_a_section(site: Site) -> None:
    site.answers["/"] = "<html lang='en-GB'><title>Quays</title><a href='/council-votes-to-close-quay'>x</a></html>"
    found = discovery.find(site.url + "/", fetcher())
    assert (found.kind, found.name, found.language) == ("section", "Quays", None)


def test_nothing_to_collect_is_said(site: Site) -> None:
    site.answers["/"] = page("Post", story(1))
    site.answers["/feed"] = answering(rss(site, []))
    with pytest.raises(NotFoundInput, match="no feed"):
        discovery.find(site.url + "/", fetcher())
    assert discovery.find(site.url + "/", fetcher(), kind="page", name="One").kind == "page"
