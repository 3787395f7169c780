"""Pages kept as long as the ledger stays as it is: the same one is made once, and a browser that has it is told so."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from threading import Lock

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dateline.publish.web.desk import Desk
from dateline.publish.web.said import COOKIE

#: Bytes of pages that are kept.
MOST = 64_000_000
#: What is not made of the ledger alone.
OTHER = ("/static/", "/add", "/login", "/logout", "/metrics", "/collecting", "/api/collecting", "/api/export/")


class KeptPages:
    """ASGI middleware. A page is one of its address, of what is accepted, of who asks, and of the ledger's stamp."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app, self._desk = app, desk
        self._pages: OrderedDict[str, tuple[Message, bytes]] = OrderedDict()
        self._bytes, self._lock = 0, Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is kept, else let the page be made and keep it."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or scope["path"].startswith(OTHER):
            await self._app(scope, receive, send)
            return
        tag = self._tag(scope)
        if f'"{tag}"' in Headers(scope=scope).get("if-none-match", ""):
            headers = [(b"etag", f'"{tag}"'.encode()), (b"cache-control", b"private, no-cache")]
            await send({"type": "http.response.start", "status": 304, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
        elif kept := self._get(tag):
            await send(kept[0])
            await send({"type": "http.response.body", "body": kept[1] if scope["method"] == "GET" else b""})
        else:
            await self._app(scope, receive, _Keeping(self, tag, send, keep=scope["method"] == "GET"))

    def _tag(self, scope: Scope) -> str:
        headers = Headers(scope=scope)
        state = scope.get("state", {})
        told = (
            scope["path"], scope["query_string"].decode("latin-1"), headers.get("accept", ""), headers.get("host", ""),
            "gzip" if "gzip" in headers.get("accept-encoding", "") else "",
            str(state.get("user")), str(state.get("csrf")), str(state.get("can_edit")),
            _judge(headers.get("cookie", "")), self._desk.stamp(),
        )  # fmt: skip
        return hashlib.blake2b("\n".join(told).encode(), digest_size=12).hexdigest()

    def _get(self, tag: str) -> tuple[Message, bytes] | None:
        with self._lock:
            if tag in self._pages:
                self._pages.move_to_end(tag)
            return self._pages.get(tag)

    def put(self, tag: str, start: Message, body: bytes) -> None:
        """Keep a page; the ones that were not asked for longest go."""
        with self._lock:
            if tag in self._pages or len(body) > MOST // 8:
                return
            self._pages[tag] = start, body
            self._bytes += len(body)
            while self._bytes > MOST:
                self._bytes -= len(self._pages.popitem(last=False)[1][1])


def _judge(cookies: str) -> str:
    """The name under which somebody judges, which forms show: of the cookies it alone makes a difference."""
    return next((one.strip() for one in cookies.split(";") if one.strip().startswith(f"{COOKIE}=")), "")


class _Keeping:
    """Sends on what a page answers, with its tag, and keeps it when it is whole."""

    def __init__(self, pages: KeptPages, tag: str, send: Send, *, keep: bool) -> None:
        self._pages, self._tag, self._send, self._keep = pages, tag, send, keep
        self._start: Message = {}
        self._body: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        """One message of the answer."""
        if message["type"] == "http.response.start":
            self._keep = self._keep and message["status"] == 200
            if message["status"] == 200:
                headers = MutableHeaders(scope=message)
                headers["etag"] = f'"{self._tag}"'
                headers.setdefault("cache-control", "private, no-cache")
            self._start = message
        elif self._keep:
            self._body.append(message.get("body", b""))
            if not message.get("more_body", False):
                self._pages.put(self._tag, self._start, b"".join(self._body))
        await self._send(message)
