"""Articles that want to run something in the reader's browser: they are shown, and nothing runs."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser

from dateline.ledger import Session
from dateline.merge.merger import Merger
from dateline.publish.web import Access, Desk, application
from dateline.reader import Reader
from dateline.works import works
from tests.browser import browser, needs_chromium

pytestmark = needs_chromium
RUN = "window.hacked=1"
#: What is put where an article has words.
HOSTILE = {
    "script": f"<script>{RUN}</script>",
    "handler": f'"><img src=x onerror="{RUN}">',
    "closing": f"</script></div>'\"><svg onload={RUN}>",
    "template": "{{7*7}} ${7*7} <%= 7*7 %>",
    "bidi": "\u202egnp.exe\u2066 \u200b\u200d\ufeff",
    "long": "Unbelievable" * 900,
    "control": "a\x01b\x1b[31m c\x7f",
    "style": "<style>*{display:none}</style><link rel=stylesheet href=//evil.example>",
    "frame": "<iframe srcdoc='<script>parent.hacked=1</script>'></iframe>",
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """The address of pages over such articles, and the articles' ids."""
    path = tmp_path_factory.mktemp("hostile") / "hostile.ledger"
    reader = Reader()
    with Session(path, reader=reader.version) as session:
        for name, words in HOSTILE.items():
            text = f"OSLO — Ingrid Solheim {words} said on Friday that {words} closed the bridge at Lillevik. {words}"
            fields = {"id": f"a-{name}", "title": f"{words} {name}", "outlet": f"Post {words}", "byline": words}
            told = reader.read(text, url=f"javascript:{RUN}//{name}", published="2026-11-20", **fields)
            session.add(told.rows)
        Merger(session).finish()
    app = application(Desk(path, works(path)), Access())
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", [f"a-{name}" for name in HOSTILE]
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


def test_nothing_of_an_article_runs_and_every_page_shows(hostile: tuple[str, list[str]], chromium: Browser) -> None:
    site, ids = hostile
    page = chromium.new_page()
    told: list[str] = []
    asked: list[str] = []
    page.on("dialog", lambda dialog: told.append(f"dialog {dialog.message}"))
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    stories = page.request.get(f"{site}/index.json?size=50").json()["stories"]
    paths = ["/", "/?q=bridge", "/sources", "/events", "/judgements", *(f"/article/{id_}" for id_ in ids)]
    paths += [f"/story/{one['id']}?all=true" for one in stories]
    events = {
        event["id"] for one in stories for event in page.request.get(f"{site}/story/{one['id']}.json").json()["events"]
    }
    paths += [f"/event/{id_}" for id_ in sorted(events)[:12]]
    for path in paths:
        answer = page.goto(site + path)
        assert answer and answer.status == 200, path
        page.wait_for_load_state("load")
        assert page.evaluate("window.hacked") is None, path
        assert not page.locator('a[href^="javascript:"], main iframe, main script').count(), path
        assert page.locator("main").is_visible(), path
    assert not told
    assert all(url.startswith((site, "data:")) for url in asked), [url for url in asked if not url.startswith(site)]
    page.close()


def test_hostile_words_are_shown_as_they_are(hostile: tuple[str, list[str]], chromium: Browser) -> None:
    site, _ = hostile
    page = chromium.new_page()
    page.goto(f"{site}/article/a-script")
    assert HOSTILE["script"] in page.locator(".read").inner_text()
    page.goto(f"{site}/article/a-template")
    assert "{{7*7}}" in page.locator(".read").inner_text() and "49" not in page.locator("h1").inner_text()
    page.close()


def test_a_huge_word_does_not_push_the_page_aside(hostile: tuple[str, list[str]], chromium: Browser) -> None:
    site, _ = hostile
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    for path in ("/article/a-long", "/?q=bridge"):
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    page.close()
