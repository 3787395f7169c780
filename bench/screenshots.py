"""`python -m bench.screenshots`: the pages over the sample dispatches, as pictures: light, dark, on a phone."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import Browser, sync_playwright

from dateline.collect import read_inputs
from dateline.ledger import Session
from dateline.merge.merger import Merger
from dateline.publish.web import Access, Desk, application
from dateline.reader import Reader, Reading
from dateline.settings import Settings
from dateline.works import works

ROOT = Path(__file__).parent.parent
SAMPLES, PICTURES = ROOT / "samples" / "reykjavik.jsonl", ROOT / "docs" / "screenshots"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--enable-unsafe-swiftshader"]
#: Pictures by name: the page's path. {story} and {event} are ids of the sample.
PAGES = {
    "front": "/",
    "search": "/?q=treaty",
    "story": "/story/{story}",
    "event": "/event/{event}",
    "article": "/article/rewrite",
    "person": "/name/Mikhail%20Gorbachev",
    "place": "/name/Iceland",
    "events": "/events",
    "contradictions": "/contradictions",
    "claims": "/claims?by=Mikhail%20Gorbachev",
    "sources": "/sources",
    "source": "/source/Northern%20Wire%20(sample)",
    "add": "/add",
    "judgements": "/judgements",
    "collecting": "/collecting",
    "api": "/api",
}
#: Width and height in pixels, and the colours, of each kind of picture.
KINDS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1180, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1180, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 740}, "color_scheme": "light"},
}
#: Kinds that every page is taken in, and pages that are taken in every kind.
ALWAYS, IN_EVERY_KIND = ("light", "dark"), ("front", "event", "article")


def main() -> None:
    """Take every picture anew. Needs Debian's chromium."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        with serving(_read(Path(folder) / "reykjavik.ledger")) as site:
            for kind, how in KINDS.items():
                _take_all(chromium, site, kind, how)
        chromium.close()


def _take_all(chromium: Browser, site: str, kind: str, how: dict[str, Any]) -> None:
    page = chromium.new_page(**how, reduced_motion="reduce")
    (story,) = page.request.get(f"{site}/index.json").json()["stories"]
    ids = {"story": story["id"], "event": story["glance"]["event"]}
    for name, path in PAGES.items():
        if kind in ALWAYS or name in IN_EVERY_KIND:
            page.goto(site + path.format(**ids))
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(800)  # the map draws its tiles
            page.screenshot(path=PICTURES / f"{name}-{kind}.png", animations="disabled")
            print(PICTURES / f"{name}-{kind}.png")


def _read(path: Path) -> Path:
    """The sample dispatches, read and merged."""
    reader, settings = Reader(), Settings()
    articles = read_inputs(
        [str(SAMPLES)], max_characters=settings.max_characters, max_bytes=settings.max_bytes, timeout=settings.timeout
    )
    with Session(path, reader=reader.version) as session:
        for reading in reader.read_many(articles):
            assert isinstance(reading, Reading)
            session.add(reading.rows)
        Merger(session).finish()
    return path


@contextmanager
def serving(path: Path) -> Iterator[str]:
    """The address at which a ledger is served as long as the block lasts."""
    app = application(Desk(path, works(path)), Access())
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


if __name__ == "__main__":
    main()
