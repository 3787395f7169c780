"""Judging and adding in a real browser: by keyboard alone, without JavaScript, on a phone, and looked at by axe."""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser import browser, needs_chromium
from tests.publish.web.rooms import editing

pytestmark = needs_chromium
FERRY = "LILLEVIK, Norway -- A ferry with 214 people aboard ran aground off Lillevik on Friday, police said."


@pytest.fixture(scope="module")
def site(sample_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of a ledger that may be written to."""
    own = Path(shutil.copy(sample_ledger, tmp_path_factory.mktemp("editing") / "own.ledger"))
    server = uvicorn.Server(uvicorn.Config(editing(own), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


def main_event(page: Page, site: str) -> str:
    (story,) = [one for one in page.request.get(f"{site}/index.json").json()["stories"] if one["articles"] == 6]
    return f"{site}/event/{story['glance']['event']}"


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until this has the focus."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not lead to {selector}")


def quoted(page: Page) -> list[str | None]:
    """Where the words of each report stand."""
    return [one.get_attribute("href") for one in page.locator(".report blockquote a").all()]


@pytest.mark.parametrize("javascript", [True, False])
def test_a_report_is_judged_wrong_and_that_undone_by_keyboard_alone(
    site: str, chromium: Browser, javascript: bool
) -> None:
    context = chromium.new_context(java_script_enabled=javascript, viewport={"width": 1100, "height": 900})
    page = context.new_page()
    address = main_event(page, site)
    page.goto(address)
    reports = quoted(page)
    second = f"#{page.locator('.report:not(.background)').nth(1).get_attribute('id')}"
    told = page.locator(f"{second} blockquote a").get_attribute("href")
    if javascript:
        tab_to(page, f"{second} details.judge summary")
        page.keyboard.press("Enter")
        tab_to(page, f"{second} input[name=judge]")
        page.keyboard.type("M. Okafor")
        tab_to(page, f"{second} input[name=reason]")
        page.keyboard.type("a plan, not a fact")
        tab_to(page, f"{second} button[value=wrong]")
        page.keyboard.press("Enter")
    else:
        page.locator(f"{second} summary").press("Enter")
        page.locator(f"{second} [name=judge]").fill("M. Okafor")
        page.locator(f"{second} [name=reason]").fill("a plan, not a fact")
        page.locator(f"{second} button[value=wrong]").press("Enter")
    expect(page.locator(".said")).to_contain_text("is wrong")
    assert told not in quoted(page)
    page.goto(f"{site}/judgements")
    expect(page.locator(".judged li").first).to_contain_text("a plan, not a fact")
    page.locator(".judged li").first.get_by_role("button", name="Undo").press("Enter")
    expect(page.locator(".said")).to_contain_text("Taken back")
    expect(page.locator(".judged li").first).to_contain_text("taken back by M. Okafor")
    page.goto(address)
    assert quoted(page) == reports
    context.close()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_text_is_pasted_and_watched_to_its_article_and_story(site: str, chromium: Browser, javascript: bool) -> None:
    context = chromium.new_context(java_script_enabled=javascript, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{site}/add")
    page.get_by_label("Text").fill(FERRY if javascript else FERRY.replace("214", "90"))
    page.get_by_label("Title").fill("Ferry runs aground")
    page.get_by_label("Published").fill("2023-09-16")
    page.get_by_role("button", name="Read and add").press("Enter")
    expect(page.locator(".became li")).to_contain_text("new", timeout=30_000)
    expect(page.locator(".became li")).to_contain_text("Ferry runs aground")
    page.get_by_role("link", name="Ferry runs aground").last.click()
    expect(page).to_have_url(re.compile("/story/"))
    context.close()


def test_files_are_chosen_and_one_that_cannot_be_read_says_why(site: str, chromium: Browser, tmp_path: Path) -> None:
    good, bad = tmp_path / "bridge.txt", tmp_path / "picture.png"
    good.write_text("TORSVIK, Norway -- A bridge at Torsvik was closed on Monday, the county said.", "utf-8")
    bad.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    page = chromium.new_page()
    page.goto(f"{site}/add")
    page.get_by_label("Drop files here").set_input_files([good, bad])
    page.get_by_role("button", name="Read and add").click()
    expect(page.locator(".became li")).to_have_count(2, timeout=30_000)
    expect(page.locator(".became li").first).to_contain_text("new")
    expect(page.locator(".became li").last).to_contain_text("refused")
    page.close()


def test_axe_finds_nothing_serious_in_forms(site: str, chromium: Browser) -> None:
    for scheme in ("light", "dark"):
        page = chromium.new_page(color_scheme=scheme, viewport={"width": 360, "height": 740})
        for path in (main_event(page, site), f"{site}/add", f"{site}/judgements"):
            page.goto(path)
            page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            found = Axe().run(page).response["violations"]
            serious = [one for one in found if one["impact"] in ("serious", "critical")]
            assert not serious, (path, scheme, [(one["id"], one["nodes"][0]["html"][:200]) for one in serious])
        page.close()
