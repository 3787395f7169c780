"""Rounds over sources, from a site on this machine into a ledger; reading is handed in, so that it costs nothing."""

from __future__ import annotations

import gzip
import os
import random
import signal
import sqlite3
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dateline.collect.inputs import Limits
from dateline.collect.polite import Fetcher, Manner
from dateline.collect.sources import Source
from dateline.collect.web import Bounds
from dateline.errors import DatelineError
from dateline.ledger import Session, View, captured, check
from dateline.records import Article, Rows
from dateline.rounds import Counts, Round
from tests.collect.site import LOOPBACK, Site, answering, fetcher, page, rss, serving, story, tagged
from tests.collect.test_telegram import PREVIEW

LIMITS = Limits(100_000, 1_000_000, 5.0)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.ledger"


def publish(site: Site, *numbers: int, **given: Any) -> None:
    """Put articles on the site, and into its feed."""
    for number in numbers:
        site.answers[f"/news/{number}"] = page(f"Quay {number} closes", story(number))
    site.answers["/feed"] = answering(rss(site, list(numbers), **given), Content_Type="application/rss+xml")


def read(articles: Iterable[Article]) -> Iterator[Rows]:
    for article in articles:
        yield Rows().add([article])


def collect(path: Path, *sources: Source, reader: str = "1", again: bool = False, **given: Any) -> Counts:
    """One round."""
    told: list[DatelineError] = []
    with Session(path, reader=reader) as session:
        done = Round(session, limits=LIMITS, tell=told.append)
        if not again:
            done.fetch(sources, given.pop("by", None) or fetcher(max_bytes=1_000_000), **given)
        done.make(done.waiting(again=again), read)
    assert len(told) == done.counts.refused.total()
    return done.counts


def feed(site: Site, **given: Any) -> Source:
    return Source("Post", f"{site.url}/feed", **{"outlet": "Lillevik Post", "language": "en", **given})


def texts(path: Path) -> list[str]:
    """Every article in the order of adding."""
    file = sqlite3.connect(path)
    return [text for (text,) in file.execute("SELECT text FROM article ORDER BY number")]


def latest(path: Path, url: str) -> str:
    """The text of the newest version at an address."""
    file = sqlite3.connect(path)
    return str(file.execute("SELECT text FROM article WHERE url = ? ORDER BY number DESC", (url,)).fetchone()[0])


def forget_when(path: Path) -> None:
    """As if every look had been long ago."""
    file = sqlite3.connect(path)
    file.execute("UPDATE visit SET again = '2020-01-01T00:00:00+00:00', checked = '2020-01-01T00:00:00+00:00'")
    file.commit()


# ---------------------------------------------------------------- a round


def test_what_is_new_is_fetched_once(site: Site, path: Path) -> None:
    publish(site, 1, 2, 3)
    first = collect(path, feed(site))
    assert (first.listed, first.fetched, first.new, first.refused.total()) == (3, 3, 3, 0)
    publish(site, 1, 2, 3, 4)
    second = collect(path, feed(site))
    assert (second.listed, second.fetched, second.new, second.same) == (4, 1, 1, 0)
    assert [site.asked(f"/news/{n}") for n in (1, 2, 3, 4)] == [1, 1, 1, 1]
    with View(path) as view:
        (one,) = view.readings(f"{site.url}/news/2")
        assert one.outlet == "Lillevik Post" and one.published == "2026-11-20T08:02:00+00:00"
        assert one.dated_by == "feed"
    assert check(path) == []


def test_a_feed_that_has_not_changed_is_not_sent_and_gone_through(site: Site, path: Path) -> None:
    publish(site, 1)
    site.answers["/feed"] = tagged(lambda: rss(site, [1, 2]), "application/rss+xml")
    assert collect(path, feed(site)).refused == {"NotFoundInput": 1}
    site.answers["/news/2"] = page("Quay 2 closes", story(2))
    forget_when(path)
    done = collect(path, feed(site))
    assert (done.listed, done.new, site.asked("/feed")) == (2, 1, 2)
    assert "if-none-match" in next(headers for path_, headers, _ in site.requests[3:] if path_ == "/feed")


def test_a_changed_article_is_a_version(site: Site, path: Path) -> None:
    publish(site, 1, 2)
    collect(path, feed(site))
    site.answers["/news/1"] = page("Quay 1 closes", story(1) + "\nCorrection: the vote was on Tuesday, not on Monday.")
    assert collect(path, feed(site)).fetched == 0  # nothing says that it has changed
    forget_when(path)
    done = collect(path, feed(site))
    assert (done.fetched, done.unchanged, done.version, done.new) == (1, 1, 1, 0)
    with View(path) as view:
        assert (view.contents().articles, view.contents().versions) == (2, 3)
    assert latest(path, f"{site.url}/news/1").endswith("not on Monday.")


def test_a_feed_that_says_updated_is_believed(site: Site, path: Path) -> None:
    def atom(day: int) -> str:
        entry = f"<entry><link href='/news/1'/><id>x</id><updated>2026-11-{day}T08:00:00Z</updated></entry>"
        return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Post</title>{entry}</feed>'

    publish(site, 1)
    for day, fetched in ((20, 1), (20, 0), (21, 1)):
        site.answers["/feed"] = atom(day)
        site.answers["/news/1"] = page("Quay 1 closes", story(day))
        assert collect(path, feed(site)).fetched == fetched


def test_one_article_under_two_addresses_is_one(site: Site, path: Path) -> None:
    canonical = "<link rel='canonical' href='/news/1'>"
    for address in ("/news/1", "/amp/1"):
        site.answers[address] = page("Quay 1 closes", story(1), head=canonical)
    more = f"<item><link>{site.url}/amp/1?utm_source=feed#top</link></item>"
    site.answers["/feed"] = rss(site, [1], more=more)
    done = collect(path, feed(site))
    with View(path) as view:
        assert view.contents().articles == 1
    assert done.fetched == 2 and len(set(texts(path))) == 1


def test_a_page_cannot_pass_for_another_outlets(site: Site, path: Path) -> None:
    publish(site, 1)
    site.answers["/news/1"] = page("Quay", story(1), head="<link rel='canonical' href='https://www.bbc.co.uk/news/1'>")
    collect(path, feed(site))
    with View(path) as view:
        assert view.readings(f"{site.url}/news/1") and not view.readings("https://www.bbc.co.uk/news/1")


def test_what_fails_now_is_tried_in_the_next_round_and_what_is_gone_later(site: Site, path: Path) -> None:
    publish(site, 1, 2, 3)
    site.answers["/news/2"] = answering(status=500)
    site.answers["/news/3"] = answering(status=404)
    done = collect(path, feed(site))
    assert done.refused == {"UnansweredInput": 1, "NotFoundInput": 1} and done.new == 1
    site.answers["/news/2"] = page("Quay 2 closes", story(2))
    done = collect(path, feed(site))
    assert (done.fetched, done.new, site.asked("/news/3")) == (1, 1, 1)


def test_a_source_that_fails_costs_no_other(site: Site, path: Path) -> None:
    publish(site, 1)
    site.answers["/broken"] = "<html>no feed</html>"
    others = [Source(name, f"{site.url}/{name}") for name in ("missing", "broken")]
    done = collect(path, *others, feed(site), Source("page", f"{site.url}/news/1", "page"))
    assert (done.sources, done.failing, done.new) == (4, 2, 1)
    assert done.refused == {"NotFoundInput": 1, "FormatInput": 1}


def test_a_page_without_an_article_is_said_and_not_stored(site: Site, path: Path) -> None:
    publish(site, 1)
    site.answers["/news/1"] = page("We value your privacy", "Accept all cookies?")
    assert collect(path, feed(site)).refused == {"EmptyInput": 1}
    done = collect(path, feed(site))
    assert done.refused == {} and site.asked("/news/1") == 1 and texts(path) == []


def test_only_what_is_due_is_asked(site: Site, path: Path) -> None:
    publish(site, 1)
    assert collect(path, feed(site), due=True).sources == 1
    assert collect(path, feed(site), due=True).sources == 0
    forget_when(path)
    assert collect(path, feed(site), due=True).sources == 1


def test_no_more_than_asked_for_in_a_round(site: Site, path: Path) -> None:
    publish(site, *range(10))
    rounds = [collect(path, feed(site, most=4)) for _ in range(4)]
    assert [(done.fetched, done.left) for done in rounds] == [(4, 6), (4, 2), (2, 0), (0, 0)]


# ---------------------------------------------------------------- other lists


def test_sitemaps_and_indexes_of_them(site: Site, path: Path) -> None:
    publish(site, 1, 2, 3)
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    today = time.strftime("%Y-%m-%d")
    news = f"<news:news><news:publication_date>{today}</news:publication_date></news:news>"
    entries = f"<url><loc>{site.url}/news/1</loc>{news}</url><url><loc>{site.url}/news/2</loc></url>"
    old = f"<url><loc>{site.url}/news/3</loc><lastmod>2019-01-01</lastmod></url>"
    site.answers["/a.xml.gz"] = answering(
        gzip.compress(f"<urlset {spaces}>{entries}{old}</urlset>".encode()), Content_Type="application/gzip"
    )
    parts = "".join(
        f"<sitemap><loc>{site.url}{name}</loc><lastmod>{day}</lastmod></sitemap>"
        for name, day in (("/a.xml.gz", today), ("/archive.xml", "2018-01-01"))
    )
    site.answers["/index.xml"] = f'<?xml version="1.0"?><sitemapindex {spaces}>{parts}</sitemapindex>'
    source = Source("map", f"{site.url}/index.xml", "sitemap")
    done = collect(path, source)
    assert (done.listed, done.new, site.asked("/archive.xml"), site.asked("/news/3")) == (3, 2, 0, 0)
    with View(path) as view:
        one = view.readings(f"{site.url}/news/1")[0]
        assert (one.published, one.dated_by) == (today, "sitemap")
    assert collect(path, source).fetched == 0 and site.asked("/a.xml.gz") == 1


def test_a_section_page(site: Site, path: Path) -> None:
    publish(site, 1)
    site.answers["/news/2026/11/20/quay-closes-until-the-spring"] = page("Quay 2 closes", story(2))
    links = (
        "<a href='/news/2026/11/20/quay-closes-until-the-spring'>Quay 2</a><a href='/about'>About</a>"
        "<a href='/news/1'>Council votes to close old quay</a><a href='https://ads.example/a-b-c-d-e'>Buy now</a>"
        "<a href='mailto:x@y.example'>Write to us about what you saw</a><a href='/logo-a-b-c-d.png'>Logo</a>"
    )
    site.answers["/section"] = f"<html><body>{links}</body></html>"
    done = collect(path, Source("Section", f"{site.url}/section", "section"))
    assert (done.listed, done.new) == (2, 2)


def test_an_attack_by_xml_is_refused(site: Site, path: Path) -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    site.answers["/feed"] = f"<?xml version='1.0'?>{laughs}<rss><channel><title>&b;</title></channel></rss>"
    site.answers["/map"] = f"{outside}<urlset><url><loc>&a;</loc></url></urlset>"
    done = collect(path, feed(site), Source("map", f"{site.url}/map", "sitemap"))
    assert done.refused == {"FormatInput": 2}


def test_a_channel_is_a_page_of_messages_and_edits_are_versions(site: Site, path: Path) -> None:
    port = int(site.url.rpartition(":")[2])
    bounds = Bounds(3.0, 1_000_000, networks=LOOPBACK, resolve=lambda *_: ["127.0.0.1"])
    source = Source("Fjord", f"http://t.me:{port}/s/fjordwatch", "page")
    for words, added in ((story(1), "new"), (story(1) + " Corrected.", "version")):
        site.answers["/s/fjordwatch"] = PREVIEW.replace("{words}", words)
        done = collect(path, source, by=Fetcher(Manner(bounds, delay=0.01)))
        assert (done.new, done.version) == (added == "new", added == "version")
    with View(path) as view:
        assert {one.outlet for one in view.readings("telegram-fjordwatch-500")} == {"Fjord Watch"}


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("text/html", PREVIEW.replace("{words}", story(1))),
        ("application/json", '{"text": "x", "id": "telegram-fjordwatch-500", "url": "https://www.bbc.co.uk/1"}'),
        ("application/warc", "WARC/1.0\r\n"),
        ("message/rfc822", "Message-ID: <a@b>\r\nSubject: x\r\n\r\n" + story(1)),
    ],
)
def test_what_says_itself_whose_it_is_is_not_believed(site: Site, path: Path, kind: str, content: str) -> None:
    site.answers["/x"] = answering(content, Content_Type=kind)
    assert collect(path, Source("X", f"{site.url}/x", "page")).refused == {"FormatInput": 1}
    assert texts(path) == []


# ---------------------------------------------------------------- captures


def test_captures_are_as_they_were(site: Site, path: Path) -> None:
    body = page("Quay 7 closes", story(7)).encode("utf-8") + b"<!-- \xc3\xa9 -->"
    site.answers["/news/7"] = answering(gzip.compress(body), Content_Encoding="gzip", X_Desk="night")
    site.answers["/go"] = answering(status=302, Location="/news/7")
    site.answers["/feed"] = rss(site, [], more=f"<item><link>{site.url}/go</link></item>")
    collect(path, feed(site))
    with View(path) as view:
        (kept,) = captured(view)
        (of_article,) = captured(view, f"{site.url}/news/7")
    assert kept == of_article and kept.content == body and kept.header("x-desk") == "night"
    assert (kept.asked, kept.url, kept.status) == (f"{site.url}/go", f"{site.url}/news/7", 200)


@pytest.mark.parametrize(("keep", "captures", "bodies"), [("all", 2, 1), ("text", 2, 0), ("none", 0, 0)])
def test_what_is_kept(site: Site, path: Path, keep: Any, captures: int, bodies: int) -> None:
    publish(site, 1)
    site.answers["/twin"] = site.answers["/news/1"]
    site.answers["/feed"] = rss(site, [1], more=f"<item><link>{site.url}/twin</link></item>")
    collect(path, feed(site, keep=keep))
    file = sqlite3.connect(path)
    asked = [file.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("capture", "body")]
    assert asked == [captures, bodies] and len(texts(path)) == 2 and check(path) == []
    assert collect(path, feed(site, keep=keep)).fetched == 0


def test_captures_cannot_be_changed(site: Site, path: Path) -> None:
    publish(site, 1)
    collect(path, feed(site))
    file = sqlite3.connect(path)
    for statement in (
        "DELETE FROM body",
        "DELETE FROM capture",
        "UPDATE body SET size = 1",
        "UPDATE capture SET url = ''",
    ):
        with pytest.raises(sqlite3.Error, match="only grows"):
            file.execute(statement)


def test_a_capture_that_is_damaged_is_told(site: Site, path: Path) -> None:
    publish(site, 1, 2)
    collect(path, feed(site))
    file = sqlite3.connect(path)
    file.execute("DROP TRIGGER body_stays")
    file.execute("DROP TRIGGER body_kept")
    file.execute("UPDATE body SET content = substr(content, 1, 20) WHERE rowid = 1")
    file.execute("DELETE FROM body WHERE rowid = 2")
    file.commit()
    damaged, lost = check(path)
    assert "not as it was kept" in damaged and f"{site.url}/news/" in lost


def test_a_better_reader_reads_what_was_kept(site: Site, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(site, 1, 2)
    collect(path, feed(site))
    site.answers["/news/1"] = page("Quay 1 closes", story(1) + "\nAn update: the mayor has since spoken of the summer.")
    forget_when(path)
    collect(path, feed(site))
    asked = len(site.requests)
    same = collect(path, reader="2", again=True)
    assert (same.reread, same.version, len(site.requests)) == (2, 0, asked)
    assert collect(path, reader="2", again=True) == Counts()

    from dateline.collect import html

    better = html.fields
    monkeypatch.setattr(
        html, "fields", lambda *a, **k: {**(found := better(*a, **k)), "text": found["text"] + "\nFoot."}
    )
    assert collect(path, reader="3", again=True).version == 2
    assert latest(path, f"{site.url}/news/1").endswith("of the summer.\nFoot.")


# ---------------------------------------------------------------- killed


PUBLISHED, KILLS = 60, 12


def killed_in_a_round(path: Path, source: Source, after: float) -> bool:
    """A round in a process of its own, killed after some seconds; whether it was done before."""
    if (child := os.fork()) == 0:
        try:
            collect(path, source)
        finally:
            os._exit(0)
    time.sleep(after)
    done, _ = os.waitpid(child, os.WNOHANG)
    if not done:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return bool(done)


def test_a_kill_at_any_moment_loses_nothing_and_doubles_nothing(site: Site, tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    print("seed", seed)  # shown where the test fails
    chance, path, kills = random.Random(seed), tmp_path / "news.ledger", 0
    publish(site, *range(PUBLISHED))
    begun = time.monotonic()
    collect(tmp_path / "whole.ledger", feed(site))
    needed = time.monotonic() - begun
    for number in range(KILLS):
        if killed_in_a_round(path, feed(site), chance.uniform(0, needed / 4)):
            path = tmp_path / f"{number}.ledger"
        else:
            kills += 1
    done = collect(path, feed(site))
    assert kills >= KILLS // 2 and done.refused == {} and check(path) == []
    assert sorted(texts(path)) == sorted(texts(tmp_path / "whole.ledger"))
    file = sqlite3.connect(path)
    for one in ("capture", "making", "made", "body"):
        assert file.execute(f"SELECT count(*) FROM {one}").fetchone() == (PUBLISHED,), one
