"""A news site on this machine, for tests: pages, feeds, and every way in which a server can be a nuisance."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from unittest.mock import patch

from dateline.collect.networks import networks
from dateline.collect.polite import Fetcher, Manner
from dateline.collect.web import Bounds

#: What a path answers: a body, or what is called with the handler.
Answering = bytes | str | Callable[[BaseHTTPRequestHandler], None]
LOOPBACK = networks("127.0.0.0/8")


class Site:
    """Answers by path, and a record of every request: (path, headers, moment at which it came)."""

    def __init__(self) -> None:
        self.answers: dict[str, Answering] = {"/robots.txt": "User-agent: *\nAllow: /\n"}
        self.requests: list[tuple[str, dict[str, str], float]] = []
        self.url = ""

    def asked(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(one[0] == path for one in self.requests)

    def paths(self) -> list[str]:
        """The paths that were asked for, but for robots.txt."""
        return [one[0] for one in self.requests if one[0] != "/robots.txt"]


@contextmanager
def serving() -> Iterator[Site]:
    """A site that runs until the end of the block."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}, time.monotonic()))
            found = site.answers.get(self.path)
            try:
                if callable(found):
                    found(self)
                else:
                    send(self, found or b"", status=200 if found is not None else 404)
            except OSError:  # the other side has hung up, as it should
                pass

        def log_message(self, *_: object) -> None: ...

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
    site.url = f"http://127.0.0.1:{running.server_port}"
    try:
        with patch.dict(os.environ, {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}):
            yield site
    finally:
        running.shutdown()
        running.server_close()


def send(handler: BaseHTTPRequestHandler, body: bytes | str, *, status: int = 200, **headers: str) -> None:
    """Answer; underscores in the names of headers are hyphens."""
    content = body.encode() if isinstance(body, str) else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    handler.send_response(status)
    named.setdefault("Content-Type", "text/html; charset=utf-8")
    named.setdefault("Content-Length", str(len(content)))
    named.setdefault("Connection", "close")
    for name, value in named.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(content)


def answering(body: bytes | str = b"", **headers: Any) -> Answering:
    """What always answers the same."""
    return lambda handler: send(handler, body, **headers)


def tagged(body: Callable[[], str], kind: str = "text/html; charset=utf-8") -> Answering:
    """What has an ETag, and answers 304 to who has it."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        content = body()
        tag = f'"{hash(content)}"'
        if handler.headers.get("If-None-Match") == tag:
            send(handler, b"", status=304, ETag=tag)
        else:
            send(handler, content, ETag=tag, Content_Type=kind)

    return answer


def fetcher(**given: Any) -> Fetcher:
    """One that may ask this machine, and is quick."""
    bounds = Bounds(given.pop("timeout", 3.0), given.pop("max_bytes", 200_000), networks=given.pop("allowed", LOOPBACK))
    return Fetcher(Manner(bounds, **{"delay": 0.001, "first": 0.01, "patience": 2.0, **given}))


def page(title: str, words: str, *, head: str = "") -> str:
    """An article's page."""
    told = "".join(f"<p>{part}</p>" for part in words.split("\n"))
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1>{told}</article></body></html>"
    )


def story(number: int) -> str:
    """Words of an article, each its own."""
    return (
        f"The harbour council of Lillevik voted on Monday to close quay {number} until the spring, the mayor said.\n"
        f"About {number + 20} boats will have to move, and their owners were told of it in a letter on Friday.\n"
        "The council will decide in March whether the old stones can be kept at all, an engineer told the meeting."
    )


def rss(site: Site, numbers: list[int], *, more: str = "") -> str:
    """A feed of articles by number."""
    items = "".join(
        f"<item><title>Quay {n}</title><link>{site.url}/news/{n}</link>"
        f"<pubDate>Fri, 20 Nov 2026 08:{n % 60:02d}:00 GMT</pubDate></item>"
        for n in numbers
    )
    head = "<title>Lillevik Post</title><language>en-gb</language>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}{more}</channel></rss>'
