"""The pages in a real browser over real news: long names, many origins, rival values, many articles of one story."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser import browser, needs_chromium
from tests.publish.web import news_clusters
from tests.publish.web.rooms import editing, serving

pytestmark = [needs_chromium, news_clusters.needs_clusters]
#: Every kind of page, by what News.paths calls it.
KINDS = (
    "front", "search", "story", "whole story", "event", "disputed", "article", "person", "place", "source", "sources",
    "events", "claims", "contradictions", "judgements", "add",
)  # fmt: skip
#: Links of one page that are followed to see whether they lead somewhere.
FOLLOWED = 15

#: What nobody is called.
PRONOUNS = {"i", "we", "you", "he", "she", "it", "they", "them", "us", "me", "my", "his", "her"}


@dataclass
class News:
    """A server of the clusters' ledger, one browser, and what its JSON says is there to be tested."""

    site: str
    chromium: Browser
    asks: Page
    paths: dict[str, str] = field(default_factory=dict)
    story: dict[str, Any] = field(default_factory=dict)
    person: str = ""

    def json(self, path: str) -> Any:
        """The page at this path as JSON."""
        return self.asks.request.get(self.site + path, headers={"Accept": "application/json"}).json()


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[News]:
    own = Path(shutil.copy(news_clusters.ledger(), tmp_path_factory.mktemp("clusters") / "own.ledger"))
    with serving(editing(own)) as site, browser() as chromium:
        found = News(site, chromium, chromium.new_page())
        _look(found)
        yield found


def _look(news: News) -> None:
    """Find the biggest story, the event that most is disputed of, and who and where most is told of."""
    stories = news.json("/?order=biggest")["stories"]
    news.story = news.json(f"/story/{stories[0]['id']}")
    every = [one for story in stories for one in news.json(f"/story/{story['id']}")["events"]]
    disputed = max(every, key=lambda one: (len(one["disputed"]), one["outlets"], one["id"]))
    told = Counter(name for one in every for name in one["actors"])
    news.person = next(name for name, _ in told.most_common() if _is(news, name, "person"))
    place = Counter(one["place"]["name"] for one in every if one["place"]).most_common(1)[0][0]
    source = news.json("/sources")["records"][0]["name"]
    article = max(news.story["spread"], key=lambda one: one["reports"])["article"]["id"]
    story, event = news.story["story"]["id"], news.story["story"]["glance"]["event"]
    news.paths = {
        "front": "/", "search": f"/?q={_word(news)}&order=biggest", "story": f"/story/{story}",
        "whole story": f"/story/{story}?all=true&size=100", "event": f"/event/{event}",
        "disputed": f"/event/{disputed['id']}", "article": f"/article/{article}",
        "person": f"/name/{_segment(news.person)}", "place": f"/name/{_segment(place)}",
        "source": f"/source/{_segment(source)}", "sources": "/sources", "events": "/events?size=100",
        "claims": f"/claims?by={_segment(news.person)}", "contradictions": "/contradictions",
        "judgements": "/judgements", "add": "/add",
    }  # fmt: skip


def _is(news: News, name: str, kind: str) -> bool:
    page = news.json(f"/name/{_segment(name)}")
    return bool(page.get("called")) and page["called"][0]["kind"] == kind


def _word(news: News) -> str:
    """The longest word of the biggest story's title."""
    found: list[str] = re.findall(r"[A-Za-z]+", news.story["story"]["title"])
    return max(found, key=len)


def _segment(name: str) -> str:
    return quote(name, safe="")


def _serious(page: Page) -> list[tuple[str, list[str]]]:
    found = Axe().run(page).response["violations"]
    wanted = [one for one in found if one["impact"] in ("serious", "critical")]
    return [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in wanted]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("scheme", "width"), [("light", 1400), ("dark", 360)])
def test_a_page_opens_fits_and_can_be_read_by_all(news: News, kind: str, scheme: Any, width: int) -> None:
    page = news.chromium.new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    answer = page.goto(news.site + news.paths[kind])
    page.wait_for_load_state("networkidle")
    assert answer and answer.status == 200 and not told
    assert page.locator("h1").count() <= 1 and page.title().endswith("· dateline")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not _serious(page)
    page.close()


@pytest.mark.parametrize("kind", KINDS)
def test_no_link_of_a_page_leads_nowhere(news: News, kind: str) -> None:
    page = news.asks
    page.goto(news.site + news.paths[kind])
    hrefs = page.eval_on_selector_all("main a[href]", "links => links.map(link => link.getAttribute('href'))")
    inside = {href[1:] for href in hrefs if href.startswith("#")}
    assert all(page.locator(f'[id="{one}"]').count() for one in inside)
    paths = sorted({href.partition("#")[0] for href in hrefs if href.startswith("/")})
    for path in paths[:: len(paths) // FOLLOWED + 1]:
        assert page.request.get(news.site + path).status == 200, path


@pytest.mark.parametrize("kind", ["story", "whole story", "event", "disputed", "person", "place", "events"])
def test_who_takes_part_is_nobody_s_pronoun_and_named_once(news: News, kind: str) -> None:
    page = news.asks
    page.goto(news.site + news.paths[kind])
    told = page.locator(".event .facts span, dl.fields dd, .names").evaluate_all(
        """lists => lists.map(list => [...list.querySelectorAll('a[href^="/name/"]')].map(
            link => link.innerText.toLowerCase()))"""
    )
    assert not PRONOUNS.intersection(name for names in told for name in names)
    assert all(len(names) == len(set(names)) for names in told)


def test_without_javascript_every_page_is_read(news: News) -> None:
    context = news.chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    for kind in KINDS:
        page.goto(news.site + news.paths[kind])
        assert page.locator("main").inner_text().strip(), kind
        for island in page.locator("[data-island]").all():
            assert island.locator("li, p").first.is_visible(), kind
    context.close()


def test_what_is_chosen_in_time_is_shown_on_the_map_and_in_the_list(news: News) -> None:
    page = news.chromium.new_page(viewport={"width": 1200, "height": 900}, reduced_motion="reduce")
    stories = [one["id"] for one in news.json("/?order=biggest")["stories"]]
    story, event = next(found for id_ in stories if (found := _in_time_and_place(news, id_)))
    page.goto(f"{news.site}/story/{story}?all=true&size=100")
    expect(page.locator(".island-stage.ready")).to_be_visible(timeout=20_000)
    page.locator(f'[data-mark="{event}"]').focus()
    expect(page.locator(".mp-mark.selected")).to_have_count(1)
    expect(page.locator(f'.event[data-id="{event}"]')).to_have_class(re.compile(r"\bselected\b"))
    page.locator(".events .event a").last.focus()
    expect(page.locator(f'.event[data-id="{event}"]')).not_to_have_class(re.compile(r"\bselected\b"))
    page.close()


def _in_time_and_place(news: News, id_: str) -> tuple[str, str] | None:
    """The story, and an event of it that is on the timeline, on the map and in the list."""
    story = news.json(f"/story/{id_}?all=true&size=100")
    drawn = {one["id"] for one in story["timeline"]["items"]} & {one["id"] for one in story["map"]["points"]}
    return next(((id_, one["id"]) for one in story["events"] if one["id"] in drawn), None)


def test_the_search_finds_a_word_and_a_person(news: News) -> None:
    page = news.chromium.new_page()
    page.goto(news.site)
    page.get_by_role("searchbox").fill(_word(news))
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    assert page.locator(f'.stories a[href="/story/{news.story["story"]["id"]}"]').count() == 1
    assert page.locator(".pieces mark").first.inner_text().lower() == _word(news).lower()
    page.get_by_role("searchbox").fill(news.person)
    page.keyboard.press("Enter")
    page.locator(".names").get_by_role("link", name=news.person, exact=True).click(timeout=5_000)
    expect(page.locator("h1")).to_have_text(news.json(news.paths["person"])["name"])
    assert page.locator(".events .event").count()
    page.close()


def test_a_report_is_judged_with_a_reason_and_that_undone(news: News) -> None:
    page = news.chromium.new_page()
    address = news.site + news.paths["disputed"]
    before = news.json(news.paths["disputed"])["event"]["reports"]
    page.goto(address)
    report = page.locator(".report").first
    report.get_by_text("Judge", exact=True).click()
    report.get_by_label("Your name").fill("M. Okafor")
    report.get_by_label("Reason").fill("another matter")
    report.get_by_role("button", name="Wrong", exact=True).click()
    expect(page.locator(".said")).to_contain_text("is wrong")
    assert len(news.json(news.paths["disputed"])["event"]["reports"]) < len(before)
    page.goto(f"{news.site}/judgements")
    expect(page.locator(".judged li").first).to_contain_text("another matter")
    page.locator(".judged li").first.get_by_role("button", name="Undo").click()
    expect(page.locator(".said")).to_contain_text("Taken back")
    assert news.json(news.paths["disputed"])["event"]["reports"] == before
    page.close()


@pytest.mark.parametrize("how", ["paste", "file"])
def test_an_article_is_added_and_gets_its_page(news: News, how: str, tmp_path: Path) -> None:
    given = min(news_clusters.others(), key=lambda one: (abs(len(one.text) - 1500), one.id))
    if how == "file":
        given = min(news_clusters.others(), key=lambda one: (abs(len(one.text) - 2500), one.id))
    page = news.chromium.new_page()
    page.goto(f"{news.site}/add")
    if how == "paste":
        page.get_by_label("Text").fill(given.text)
        page.get_by_label("Title").fill(given.title or "")
        page.get_by_label("Published").fill((given.published or "")[:10])
    else:
        file = tmp_path / "dropped.txt"
        file.write_text(given.text, "utf-8")
        page.get_by_label("Drop files here").set_input_files([file])
    page.get_by_role("button", name="Read and add").click()
    expect(page.locator(".became li")).to_contain_text("new", timeout=40_000)
    link = page.locator('.became a[href^="/article/"]').first
    link.click()
    expect(page).to_have_url(re.compile("/article/"))
    assert page.locator(".read .row").count() > 2 and page.locator(".note").count() > 5
    page.close()


def test_by_keyboard_alone_from_the_search_to_an_article(news: News) -> None:
    page = news.chromium.new_page()
    page.goto(news.site)
    _tab_to(page, "input[name=q]")
    page.keyboard.type(_word(news))
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    for link in ("/story/", "/event/", "/article/"):
        _tab_to(page, f'main a[href^="{link}"]')
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", "what has the focus is not shown"
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{link}**")
    page.close()


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")
