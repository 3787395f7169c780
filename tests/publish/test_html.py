"""The page as its reader meets it: complete, safe, usable by keyboard."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dateline.publish import html
from dateline.records import Rows
from tests.browser import browser, needs_chromium
from tests.conftest import Read

STORY = (
    "OSLO, Norway -- Defense Minister Ingrid Solheim said on Friday that two F-16 jets had landed at Orland base.\n\n"
    '"They came from Denmark," she told reporters.\n\nThe base is closed, according to the Norwegian government.'
)
HOSTILE = (
    '<script>document.title="owned"</script> "A <img src=x onerror=alert(1)>," President Vladimir Putin said & left.'
)


class Text(HTMLParser):
    """Collects the text of the paragraphs of articles."""

    def __init__(self) -> None:
        super().__init__()
        self.inside, self.paragraphs = False, list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "p" and not dict(attrs).get("class"):
            self.inside = True
            self.paragraphs.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "p"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.paragraphs[-1] += data


def page(*readings: Rows) -> str:
    return "".join(html.page(readings))


@pytest.mark.parametrize("story", [STORY, HOSTILE, "One line.", "a\n\n\n  b  \n"])
def test_the_text_stands_there_whole(read: Read, story: str) -> None:
    parser = Text()
    parser.feed(page(read(story)))
    assert parser.paragraphs == [line for line in story.split("\n") if line.strip()]


def test_nothing_is_fetched_and_hostile_text_is_shown_not_run(read: Read) -> None:
    source = page(read(HOSTILE, title="<b>title</b>"))
    assert "<script>document.title" not in source and "<img" not in source and "<b>title" not in source
    assert not re.search(r"(src|href)=[\"'](?!#)", source)


def test_every_record_has_words_that_carry_its_id(read: Read) -> None:
    source = page(read(STORY, published="2023-09-16"))
    carried = {name for names in re.findall(r'data-records="([^"]*)"', source) for name in names.split()}
    notes = set(re.findall(r'data-record="([^"]*)"', source))
    assert len(notes) >= 6
    assert notes <= carried


def test_several_articles_are_listed(read: Read) -> None:
    source = page(read("First story.", title="One"), read("Second story.", title="Two"))
    assert 'href="#a1">One' in source and 'href="#a2">Two' in source


@needs_chromium
def test_the_page_in_a_browser(read: Read, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page(read(STORY, published="2023-09-16", title="Jets land")), "utf-8")
    with browser() as chromium:
        view, problems, requests = chromium.new_page(), list[str](), list[str]()
        view.on("console", lambda message: problems.append(message.text))
        view.on("pageerror", lambda error: problems.append(str(error)))
        view.on("request", lambda request: requests.append(request.url))
        view.goto(file.as_uri())
        view.locator(".note.claims").first.focus()
        assert view.locator("p .lit").count() > 0
        before = view.evaluate("document.activeElement.textContent")
        view.keyboard.press("ArrowDown")
        assert view.evaluate("document.activeElement.textContent") != before
        view.keyboard.press("Escape")
        assert view.locator(".lit").count() == 0
        view.locator("[data-layer=claims]").uncheck()
        assert view.locator(".note.claims").first.is_hidden()
        assert problems == [] and requests == [file.as_uri()]
