"""The pages in a real browser, over the sample dispatches: read without JavaScript, by keyboard, on a phone, by axe."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser import browser, needs_chromium

pytestmark = needs_chromium
#: Every page, by the path of one of its kind; {story} and {event} are ids of the sample.
PATHS = (
    "/",
    "/?q=treaty&order=biggest",
    "/story/{story}",
    "/event/{event}",
    "/article/rewrite",
    "/name/Mikhail%20Gorbachev",
    "/name/Iceland",
    "/sources",
    "/source/Northern%20Wire%20(sample)",
    "/events",
    "/contradictions",
    "/judgements",
    "/add",
    "/api",
    "/nothing/here",
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def paths(served: str, chromium: Browser) -> dict[str, str]:
    """Addresses by what PATHS call them."""
    page = chromium.new_page()
    (story,) = page.request.get(f"{served}/index.json").json()["stories"]
    page.close()
    given = {"story": story["id"], "event": story["glance"]["event"]}
    return {path: served + path.format(**given) for path in PATHS}


@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing_serious(paths: dict[str, str], chromium: Browser, path: str) -> None:
    for scheme in ("light", "dark"):
        page = chromium.new_page(color_scheme=scheme)
        page.goto(paths[path])
        found = Axe().run(page).response["violations"]
        serious = [
            (one["id"], one["help"], [node["html"][:200] for node in one["nodes"][:3]])
            for one in found
            if one["impact"] in ("serious", "critical")
        ]
        page.close()
        assert not serious, (scheme, serious)


@pytest.mark.parametrize("path", PATHS)
def test_a_phone_shows_a_page_without_scrolling_sideways(paths: dict[str, str], chromium: Browser, path: str) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    page.goto(paths[path])
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_says_what_it_is_and_breaks_no_rule_of_its_own(
    paths: dict[str, str], chromium: Browser, path: str
) -> None:
    page = chromium.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(paths[path])
    page.wait_for_load_state("networkidle")
    assert page.title().endswith("· dateline") and page.locator("h1").count() <= 1
    wanted = [line for line in told if "404" not in line] if path == "/nothing/here" else told
    assert not wanted
    page.close()


def test_without_javascript_all_can_be_read(paths: dict[str, str], chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(paths["/"])
    page.locator(".story h2 a").first.click()
    assert page.locator(".island.timeline li").count() > 3 and page.locator(".island.timeline li").first.is_visible()
    page.locator(".event h3 a").first.click()
    assert page.locator(".why li").count() >= 2
    page.locator(".report blockquote a").first.click()
    assert "/article/" in page.url and page.locator("main").inner_text().strip()
    context.close()


def test_by_keyboard_from_the_search_to_the_words_of_a_report(paths: dict[str, str], chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(paths["/"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    _tab_to(page, "q")
    page.keyboard.type("treaty")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=treaty**")
    _tab_to_link(page, "/story/")
    page.keyboard.press("Enter")
    page.wait_for_url("**/story/**")
    _tab_to_link(page, "/event/")
    page.keyboard.press("Enter")
    page.wait_for_url("**/event/**")
    _tab_to_link(page, "#c")
    page.keyboard.press("Enter")
    page.wait_for_url("**/article/**")
    page.close()


def _tab_to(page: Page, name: str) -> None:
    for _ in range(60):
        if page.evaluate("document.activeElement.name") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {name}")


def _tab_to_link(page: Page, part: str) -> None:
    for _ in range(400):
        if part in (page.evaluate("document.activeElement.getAttribute('href')") or ""):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", "what has the focus is not shown"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard reaches no link with {part}")
