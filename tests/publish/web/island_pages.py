"""A small server of pages that each hold islands, under the policy of the real pages, for tests in a browser."""

from __future__ import annotations

import functools
import json
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

STATIC = Path(str(files("dateline.publish.web"))) / "static"
OWN = ("default-src", "script-src", "style-src", "worker-src", "connect-src")
POLICY = "; ".join(f"{one} 'self'" for one in OWN) + "; img-src 'self' data:"
TYPES = {".mjs": "text/javascript", ".js": "text/javascript"}

TOWNS = [
    ("Reykjavik", 64.1466, -21.9426), ("Oslo", 59.9139, 10.7522), ("Tromsø", 69.6492, 18.9553),
    ("Hamburg", 53.5511, 9.9937), ("Tórshavn", 62.0107, -6.7741), ("Aberdeen", 57.1497, -2.0943),
]  # fmt: skip
DEEDS = [
    "Delegations of four countries meet over the mackerel quota", "Trawlers leave the port under escort",
    "The minister rejects the draft accord", "Fishermen block the harbour entrance", "The accord is signed",
    "Inspectors board two vessels", "Talks are broken off", "A court orders the release of the crew",
]  # fmt: skip
#: Who has it from whom: name, kind, whether an origin, whether a party.
SOURCES = [
    ("Ministry of Fisheries", "government", True, True), ("An official not named", "anonymous", True, False),
    ("Harbour log of Tórshavn", "document", True, False), ("Reuters", "agency", False, False),
    ("NTB", "agency", False, False), ("The Northern Herald", "outlet", False, False),
    ("Dagens Kyst", "outlet", False, False), ("Morgunposturinn", "outlet", False, False),
    ("Coast Radio", "outlet", True, False), ("Evening Bulletin", "outlet", False, False),
]  # fmt: skip
CITED = [
    (0, 3, "“the ministry told Reuters”", 3), (1, 3, "“according to an official familiar with the talks”", 1),
    (0, 4, "“in a statement on Friday”", 2), (2, 7, "“port records show”", 1), (3, 5, "“Reuters reported”", 4),
    (3, 6, "“Reuters”", 1), (4, 6, "“(NTB)”", 2), (3, 9, "“news agency Reuters said”", 1),
    (1, 8, "“the official said”", 1),
]  # fmt: skip


@dataclass(slots=True)
class Site:
    """Pages by their paths; `address` is where they are."""

    address: str = ""
    pages: dict[str, str] = field(default_factory=dict)

    def put(self, path: str, *parts: str) -> str:
        """A page of these parts; returns its full address."""
        self.pages[path] = page(*parts)
        return self.address + path


def page(*parts: str) -> str:
    """HTML that loads the islands as the real pages do."""
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Islands</title>
        <meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
        <link rel="stylesheet" href="/static/style.css"><link rel="stylesheet" href="/static/islands/islands.css">
        <script type="module" src="/static/islands/islands.js"></script></head>
        <body><main><h1>Islands</h1><form role="search"><input name="q" aria-label="Search"></form>{"".join(parts)}
        </main></body></html>"""


def island(kind: str, value: Any, fallback: str = "<p class='fallback'>As a list.</p>") -> str:
    """An island with a value (JSON, if it is text) and the HTML that stands in for it."""
    told = escape(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), quote=True)
    attributes = f'class="island" role="group" aria-label="{kind}" data-island="{kind}"'
    return f'<div {attributes} data-value="{told}">{fallback}</div>'


def items(number: int, *, spread: float = 1.0) -> list[dict[str, Any]]:
    """Items of a timeline: moments, days and longer spells, `spread` days apart."""
    first = datetime(2026, 11, 3, 8, tzinfo=UTC)
    out = []
    for n in range(number):
        start = first + timedelta(days=spread * n * (1 + (n * 7 % 5) / 9), minutes=n * 37 % 600)
        end = start + (timedelta(days=1 + n % 4) if n % 3 == 0 else timedelta(minutes=1))
        out.append({
            "id": f"e{n}", "label": DEEDS[n % len(DEEDS)], "start": start.isoformat(), "end": end.isoformat(),
            "kind": "planned" if n % 7 == 5 else "event", "href": f"/event/e{n}", "origins": (n * 5) % 6,
            "outlets": n % 9 + 1,
        })  # fmt: skip
    return out


def points(number: int, **changes: Any) -> list[dict[str, Any]]:
    """Points of a map, in a few towns of the North Atlantic."""
    out = []
    for n, item in enumerate(items(number)):
        place, latitude, longitude = TOWNS[n % len(TOWNS)]
        where = {"place": place, "latitude": latitude, "longitude": longitude, "precision": "city"}
        out.append(item | where | changes)
    return out


def event_graph() -> dict[str, Any]:
    """Origins, two agencies and five outlets, in layers."""
    names = [name for name, *_ in SOURCES]
    nodes = [
        {"id": name, "label": name, "kind": kind, "interest": None, "href": f"/source/{n}",
         "origin": origin, "party": party}
        for n, (name, kind, origin, party) in enumerate(SOURCES)
    ]  # fmt: skip
    edges = [
        {"from": names[a], "to": names[b], "label": words, "weight": weight, "kind": "words"}
        for a, b, words, weight in CITED
    ]
    return {"nodes": nodes, "edges": edges, "layout": "layered"}


def sources_graph(number: int) -> dict[str, Any]:
    """Outlets that cite a few agencies and one another."""
    kinds = ["agency", "outlet", "outlet", "outlet", "government", "anonymous"]
    names = [
        f"{('Northern', 'Coastal', 'Evening', 'Free')[n % 4]} {('Post', 'Echo')[n % 2]} {n}" for n in range(number)
    ]
    nodes = [
        {"id": f"n{n}", "label": name, "kind": kinds[n % 6], "interest": None, "href": f"/source/n{n}",
         "origin": n % 11 == 0, "party": n % 23 == 7}
        for n, name in enumerate(names)
    ]  # fmt: skip
    pairs = [((n * n + 3) % max(1, n // 3 + 1), n) for n in range(1, number)]
    pairs += [(n * 3 % 7, n) for n in range(8, number, 3)]
    edges = [
        {"from": f"n{a}", "to": f"n{b}", "label": "“it said”", "weight": b % 5 + 1, "kind": "words"} for a, b in pairs
    ]
    return {"nodes": nodes, "edges": edges, "layout": "force"}


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, site: Site, *rest: Any) -> None:
        self.site = site
        super().__init__(*rest)

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        file = (STATIC / path.removeprefix("/static/")).resolve()
        if path in self.site.pages:
            self._answer(self.site.pages[path].encode(), "text/html; charset=utf-8")
        elif path.startswith("/static/") and file.is_relative_to(STATIC) and file.is_file():
            self._answer(
                file.read_bytes(), TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "text/plain"
            )
        elif path.startswith(("/event/", "/source/")):
            self._answer(b"<!doctype html><title>Arrived</title><link rel=icon href='data:,'>", "text/html")
        else:
            self.send_error(404)

    def _answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        return


@contextmanager
def serving() -> Iterator[Site]:
    """A site on a free port of this machine."""
    site = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, site))
    site.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield site
    server.shutdown()
    thread.join()
    server.server_close()
