"""The page of an article: its text as it was published, its margin, its versions; over the sample dispatches."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html  # type: ignore[import-untyped]
from starlette.testclient import TestClient

from dateline.ledger import Session
from dateline.merge.merger import Merger
from dateline.publish.html import PARAGRAPH, Mark, pieces
from dateline.publish.web import Desk, application
from dateline.publish.web.changes import changes
from dateline.reader import Reader
from tests.browser import browser, needs_chromium
from tests.ledger.made import reading
from tests.publish.web.rooms import editing

ARTICLES = ("wire-west", "courier", "wire-east", "rewrite", "statement", "unnamed")


def page(pages: TestClient, path: str) -> Any:
    answer = pages.get(path)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


@pytest.mark.parametrize("id_", ARTICLES)
def test_the_text_stands_as_it_was_published(pages: TestClient, id_: str) -> None:
    text = pages.get(f"/article/{id_}.json").json()["reading"]["article"]["text"]
    shown = [one.text_content() for one in page(pages, f"/article/{id_}").cssselect(".text")]
    assert shown == [line for line in text.split("\n") if line.strip()]


def test_it_is_told_how_the_date_is_known(tmp_path: Path) -> None:
    path = tmp_path / "dated.ledger"
    rules = ("linked datePublished", "meta article:published_time", "feed", "mail Date", "the desk's <log>", None)
    with Session(path, reader="1") as session:
        for number, rule in enumerate(rules):
            session.add(reading(number, dated_by=rule, published="2024-05-03"))
        session.add(reading(9, dated_by="feed", published=None))
    pages = TestClient(application(Desk(path)))
    shown = [
        " ".join(page(pages, f"/article/a{n}").cssselect(".imprint")[0].text_content().split()) for n in (*range(6), 9)
    ]
    told = [
        "3 May 2024, from the page's markup (JSON-LD, datePublished)",
        "3 May 2024, from the page's metadata (article:published_time)",
        "3 May 2024, from the feed that lists it",
        "3 May 2024, from the mail's head",
        "3 May 2024, the desk's <log>",
        "3 May 2024",
    ]
    assert shown == [*(f"Lillevik Post · published {words}" for words in told), "Lillevik Post · date not known"]
    assert pages.get("/article/a0.json").json()["dated_by"] == "linked datePublished"


def test_the_margin_leads_to_who_is_named_and_to_what_happened(pages: TestClient) -> None:
    shown = page(pages, "/article/rewrite")
    leads = {link.text_content(): link.get("href") for link in shown.cssselect(".note b a")}
    assert leads["Ronald Reagan"] == "/name/Ronald%20Reagan"
    events = [href for href in leads.values() if href.startswith("/event/")]
    assert len(events) >= 3 and all(pages.get(href).status_code == 200 for href in events)
    claims = [" ".join(one.text_content().split()) for one in shown.cssselect(".note.claims")]
    assert any(one.startswith("Northern Wire › Government of the United States") for one in claims)


def test_the_words_lead_where_their_records_lead(pages: TestClient) -> None:
    shown = page(pages, "/article/rewrite")
    leads = {link.text_content(): link.get("href") for link in shown.cssselect(".text a")}
    assert leads["Mikhail Gorbachev"] == "/name/Mikhail%20Gorbachev"
    assert leads["Ronald Reagan"] == leads["Reagan"] == "/name/Ronald%20Reagan"
    assert leads["collapsed"].startswith("/event/") and leads["U.S."] == "/name/United%20States"
    for href in leads.values():
        assert pages.get(href).status_code == 200, href


def test_the_dateline_and_who_read_it_are_told(pages: TestClient) -> None:
    shown = page(pages, "/article/wire-east")
    imprint = shown.cssselect(".imprint")[0].text_content()
    assert "from MOSCOW, October 13" in imprint and "credits EPA-S" in imprint
    assert f"Read by {Reader().version}" in shown.text_content()


def test_readings_by_an_earlier_reader_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "news.ledger"
    for reader in ("dateline 1", "dateline 2"):
        with Session(path, reader=reader) as session:
            session.add(reading(1))
    shown = page(TestClient(application(Desk(path))), "/article/a1")
    assert "Read by dateline 2" in shown.text_content()
    (earlier,) = shown.cssselect("details li")
    assert "read by dateline 1" in earlier.text_content()


def test_words_and_their_record_know_each_other(pages: TestClient) -> None:
    shown = page(pages, "/article/courier")
    records = {one.get("data-record") for one in shown.cssselect("[data-record]")}
    covered = {id_ for one in shown.cssselect("[data-records]") for id_ in one.get("data-records").split()}
    assert records <= covered


def test_every_report_leads_to_its_words(pages: TestClient) -> None:
    (story,) = pages.get("/index.json").json()["stories"]
    for event in pages.get(f"/story/{story['id']}.json?all=true&size=60").json()["events"][:12]:
        for link in page(pages, f"/event/{event['id']}").cssselect(".report blockquote a"):
            path, _, anchor = link.get("href").partition("#")
            assert page(pages, path).cssselect(f"#{anchor}"), link.get("href")


def test_what_stands_in_earlier_words_is_told(pages: TestClient) -> None:
    shown = page(pages, "/article/rewrite")
    assert "stands in earlier words" in shown.cssselect(".head")[0].text_content()
    assert shown.cssselect(".note.copied a")[0].get("href") == "/article/wire-west"


def test_only_editors_may_call_something_wrong(pages: TestClient, own_ledger: Path) -> None:
    assert not page(pages, "/article/rewrite").cssselect(".note .judge")
    assert page(TestClient(editing(own_ledger)), "/article/rewrite").cssselect(".note .judge")


def test_a_link_leads_out_to_web_pages_only(tmp_path: Path) -> None:
    path = tmp_path / "news.ledger"
    with Session(path, reader="1") as session:
        session.add(reading(1, url="https://post.example/a"))
        session.add(reading(2, url="javascript:alert(1)"))
    pages = TestClient(application(Desk(path)))
    assert page(pages, "/article/a1").cssselect('a[href="https://post.example/a"]')
    assert "javascript:" not in pages.get("/article/a2").text


@pytest.mark.parametrize(
    "id_",
    [
        "https://x.example/a/b?c=d#e&f",
        "a/b",
        "ü 한",
        '"><script>',
        "{{7*7}}",
        "..x",
        "api",
        "😀",
        "a/b.json",
        ". .",
        "x.json.json",
    ],
)
def test_an_article_of_any_id_has_a_page(tmp_path: Path, id_: str) -> None:
    path = tmp_path / "news.ledger"
    with Session(path, reader="1") as session:
        session.add(reading(1, id=id_))
    pages = TestClient(application(Desk(path)))
    for door in (
        f"/article/{quote(id_, safe='')}",
        f"/article/{quote(id_, safe='')}.json",
        f"/versions/{quote(id_, safe='')}",
    ):
        assert pages.get(door).status_code == 200
    assert pages.get(f"/api/article/{quote(id_, safe='')}").json()["article"]["id"] == id_


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=12), st.text("ab \n😀ü\u202e", max_size=50))
def test_pieces_make_the_text_and_each_lies_in_all_that_covers_it(ranges: list[tuple[int, int]], text: str) -> None:
    marks = [Mark(at, min(at + length, len(text)), f"r{n}", "x") for n, (at, length) in enumerate(ranges)]
    for line in PARAGRAPH.finditer(text):
        start, end = line.span()
        touching = [one for one in marks if one.start < end and start < one.end]
        at = start
        for words, _, records in pieces(text, start, end, touching):
            covering = {one.record for one in touching if one.start <= at and at + len(words) <= one.end}
            assert words and text[at : at + len(words)] == words
            assert set(records.split()) == covering
            at += len(words)
        assert at == end


@needs_chromium
def test_a_record_is_shown_beside_its_words_by_mouse_and_by_keyboard(served: str) -> None:
    with browser() as chromium:
        view, problems = chromium.new_page(viewport={"width": 1280, "height": 800}), list[str]()
        view.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        view.on("pageerror", lambda error: problems.append(str(error)))
        view.goto(f"{served}/article/rewrite")
        view.locator(".text a", has_text="Ronald Reagan").hover()
        assert "president of the United States" in view.locator(".note.mentions.lit").inner_text()
        assert view.locator(".card").is_hidden()
        view.locator(".text a", has_text="collapsed").focus()
        assert "collapsed" in view.locator(".note.events.lit").inner_text()
        view.keyboard.press("Escape")
        assert view.locator(".lit").count() == 0
        view.locator(".note.claims").first.focus()
        before = view.evaluate("document.activeElement.textContent")
        view.keyboard.press("ArrowDown")
        assert view.evaluate("document.activeElement.textContent") != before
        view.set_viewport_size({"width": 360, "height": 260})  # the margin is below the paragraph, and out of sight
        view.locator(".text a").first.hover()
        assert view.locator(".card").is_visible() and "Ronald Reagan" in view.locator(".card").inner_text()
        view.locator(".text a", has_text="Ronald Reagan").click()
        assert view.url.endswith("/name/Ronald%20Reagan")
        assert problems == []


@needs_chromium
def test_without_javascript_layers_are_switched_and_records_are_there(served: str) -> None:
    with browser() as chromium:
        view = chromium.new_context(java_script_enabled=False).new_page()
        view.goto(f"{served}/article/rewrite")
        assert view.locator(".note.claims").first.is_visible()
        view.locator("[data-layer=claims]").uncheck()
        assert view.locator(".note.claims").first.is_hidden() and view.locator(".note.events").first.is_visible()
        view.locator(".text a", has_text="collapsed").click()
        assert "/event/" in view.url


@needs_chromium
def test_the_clause_that_a_page_leads_to_is_marked(served: str) -> None:
    marked = "[...CSS.highlights.get('clause')].map(String)"
    with browser() as chromium:
        view = chromium.new_page()
        view.goto(f"{served}/name/Mikhail%20Gorbachev")
        link = view.locator("[aria-labelledby=by] blockquote a").first
        words = link.inner_text()
        link.click()
        view.wait_for_function("CSS.highlights.has('clause')")
        (told,) = view.evaluate(marked)
        assert words in told or told in words


# ---------------------------------------------------------------- versions


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A ledger with an article of two versions."""
    path = tmp_path_factory.mktemp("versions") / "news.ledger"
    reader = Reader()
    texts = (
        "Two people were hurt in Lillevik on Friday.\n\nThe mayor spoke.",
        "Three people were hurt in Lillevik on Friday.\n\nThe mayor spoke.\n\nThe bridge is closed.",
    )
    with Session(path, reader=reader.version) as session:
        for text in texts:
            session.add(
                reader.read(text, id="a", title="Crash", url="https://post.example/a", published="2026-11-20").rows
            )
        Merger(session).finish()
    return TestClient(application(Desk(path)))


def test_two_versions_are_compared_word_by_word(changed: TestClient) -> None:
    assert "2 versions" in page(changed, "/article/a").text_content()
    shown = page(changed, "/versions/a")
    assert [one.text_content().strip() for one in shown.cssselect("del")] == ["Two"]
    assert [one.text_content().strip() for one in shown.cssselect("ins")] == ["Three", "The bridge is closed."]
    assert "Choose two" in page(changed, "/versions/a?left=2&right=2").text_content()
    assert changed.get("/versions/a?left=99").status_code == 200


def test_one_version_is_told(pages: TestClient) -> None:
    assert "one version only" in page(pages, "/versions/rewrite").text_content()


@given(st.text("ab \n.ü", max_size=60), st.text("ab \n.ü", max_size=60))
def test_changes_make_both_texts(left: str, right: str) -> None:
    found = changes(left, right)
    assert "".join(one.text for one in found if one.kind != "added") == left
    assert "".join(one.text for one in found if one.kind != "taken") == right


def test_a_word_that_changed_in_a_huge_paragraph_is_found() -> None:
    left = "".join(f"word{number} " for number in range(20_000))
    found = changes(left, left.replace("word9000 ", "other "))
    assert [(one.kind, one.text) for one in found if one.kind != "same"] == [("taken", "word9000"), ("added", "other")]


def test_huge_texts_are_compared_in_time() -> None:
    left = "".join(f"word{number} " for number in range(150_000))
    start = time.perf_counter()
    changes(left, left.replace("word7", "other7"))
    changes("\n".join("ab" * (number % 7) for number in range(100_000)), "\n".join("b" for _ in range(100_000)))
    assert time.perf_counter() - start < 5
