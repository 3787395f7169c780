"""Pages by their address, from a server on this machine."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from dateline.collect import read_inputs
from dateline.errors import BinaryInput, EmptyInput, InputError, NotFoundInput, TooLargeInput
from dateline.records import Article

WORDS = "The two leaders met on Saturday at Hofdi House, officials said, and they talked for two hours about missiles."
BODY = f"<body><article><p>{WORDS}</p><p>{WORDS[4:]}</p></article></body>"
PAGE = f"<!DOCTYPE html><html><head><title>Talks</title></head>{BODY}</html>"
ANSWERS: dict[str, tuple[int, str, bytes]] = {
    "/page": (200, "text/html; charset=utf-8", PAGE.encode()),
    "/latin": (200, "text/html; charset=iso-8859-1", PAGE.replace("Hofdi", "Höfdi").encode("latin-1")),
    "/text": (200, "text/plain", WORDS.encode()),
    "/lines": (200, "application/x-ndjson", b'{"text": "One."}\n{"text": 2}\n'),
    "/none": (200, "", PAGE.encode()),
    "/empty": (200, "text/html", b""),
    "/image": (200, "image/webp", b"RIFF"),
    "/pdf": (200, "application/pdf", b"%PDF-1.7"),
    "/octets": (200, "application/octet-stream", b"\x7fELF\0\0"),
    "/large": (200, "text/html", b"x" * 300_000),
    "/bomb": (200, "gzip text/html", gzip.compress(b"x" * 50_000_000)),
    "/broken": (200, "gzip text/html", b"no gzip at all"),
    "/missing": (404, "text/html", PAGE.encode()),
    "/login": (401, "text/html", PAGE.encode()),
    "/forbidden": (403, "text/html", PAGE.encode()),
    "/failed": (503, "text/html", PAGE.encode()),
}
PLACES = {"/moved": "/page", "/round": "/round", "/file": "file:///etc/passwd", "/odd": "http://[bad"}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path in PLACES:
            self.send_response(302)
            self.send_header("Location", PLACES[self.path])
            self.end_headers()
            return
        if self.path == "/slow":
            self._drip()
            return
        status, kind, body = ANSWERS[self.path]
        self.send_response(status)
        if kind.startswith("gzip "):
            self.send_header("Content-Encoding", "gzip")
        if kind:
            self.send_header("Content-Type", kind.removeprefix("gzip "))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(100):
                self.wfile.write(b"<p>x")
                time.sleep(0.1)
        except OSError:
            pass

    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")


def read(url: str, *, timeout: float = 5.0) -> list[Article | InputError]:
    return list(read_inputs([url], max_characters=100_000, max_bytes=200_000, timeout=timeout))


@pytest.mark.parametrize("path", ["/page", "/none", "/moved", "/text"])
def test_a_page_is_read_and_keeps_its_address(server: str, path: str) -> None:
    (article,) = read(server + path)
    assert isinstance(article, Article)
    assert WORDS in article.text
    assert article.url == server + PLACES.get(path, path)


def test_the_servers_charset_is_used(server: str) -> None:
    (article,) = read(server + "/latin")
    assert isinstance(article, Article)
    assert "Höfdi House" in article.text


def test_json_lines_come_over_the_web_too(server: str) -> None:
    article, bad = read(server + "/lines")
    assert isinstance(article, Article)
    assert isinstance(bad, InputError)
    assert bad.where == f"{server}/lines:2"


@pytest.mark.parametrize(
    ("path", "kind", "words"),
    [
        ("/empty", EmptyInput, "empty"),
        ("/image", BinaryInput, "an image"),
        ("/pdf", BinaryInput, "pdftotext"),
        ("/octets", BinaryInput, "not text"),
        ("/large", TooLargeInput, "200000 bytes"),
        ("/bomb", TooLargeInput, "200000 bytes"),
        ("/broken", BinaryInput, "packed"),
        ("/missing", NotFoundInput, "404"),
        ("/login", NotFoundInput, "login"),
        ("/forbidden", NotFoundInput, "browser"),
        ("/failed", NotFoundInput, "later"),
        ("/round", NotFoundInput, "redirects"),
        ("/file", NotFoundInput, "neither http nor https"),
        ("/odd", NotFoundInput, "address"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(server: str, path: str, kind: type[InputError], words: str) -> None:
    (found,) = read(server + path)
    assert type(found) is kind
    assert words in found.problem
    assert found.where == server + path
    assert "\n" not in str(found)


def test_a_server_that_drips_is_cut_off(server: str) -> None:
    begun = time.perf_counter()
    (found,) = read(server + "/slow", timeout=0.5)
    assert isinstance(found, InputError)
    assert "0.5 seconds" in found.problem
    assert time.perf_counter() - begun < 2


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/a", "http://", "https://[", "http://a b/", "http://127.0.0.1:99999/"]
)
def test_an_address_that_leads_nowhere(url: str) -> None:
    (found,) = read(url, timeout=2)
    assert isinstance(found, NotFoundInput)
