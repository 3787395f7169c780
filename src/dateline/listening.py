"""The server that answers for the pages: where it listens, and how long it waits for whoever asks."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from dateline.errors import SettingsError

#: Seconds that answers in the making have when the server is stopped.
GRACE = 3
#: Connections at once: each holds a file, of which a process has 1,024 at most on many machines.
CONNECTIONS = 500
#: Bytes of a request before its body, and seconds in which they must have come.
HEAD, PATIENCE = 64_000, 20.0


def bound(host: str, port: int) -> socket.socket:
    """A socket at an address. Raises SettingsError where it is taken or is not this machine's."""
    found = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
    except OSError as error:
        found.close()
        taken = error.errno == errno.EADDRINUSE
        told = "another program listens there: choose another with --port" if taken else str(error)
        raise SettingsError(f"cannot serve at {host}:{port}: {told}") from None
    return found


def server(
    app: ASGIApp, *, log: bool = False, proxy: str | None = None, tell: Callable[[], None] | None = None
) -> uvicorn.Server:
    """A server of an application; `tell` is called once it answers. `proxy` is the address of one in front of it,
    which is believed about who asks and whether over https."""
    config = uvicorn.Config(
        app, http=_Bounded, ws="none", log_level="info" if log else "warning", access_log=log, server_header=False,
        proxy_headers=proxy is not None, forwarded_allow_ips=proxy or "", limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=GRACE,
    )  # fmt: skip
    return _Telling(config, tell)


@contextmanager
def ended_by_signal() -> Iterator[None]:
    """Inside, SIGTERM ends the program as its last line would, with what is to be done at its end."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class _Telling(uvicorn.Server):
    """Says that it answers."""

    def __init__(self, config: uvicorn.Config, tell: Callable[[], None] | None) -> None:
        super().__init__(config)
        self._tell = tell

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        if self._tell and self.started:
            self._tell()


class _Bounded(HttpToolsProtocol):
    """HTTP/1.1 that waits neither for ever nor for everything before the body of a request: uvicorn bounds neither."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._in_body, self._bytes = False, 0
        self._waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody is there: what he asks must come soon."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """He left."""
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Some of what he asks."""
        if not self._in_body:
            self._bytes += len(data)
            self._wait()
        super().data_received(data)
        if not self._in_body and self._bytes > HEAD:
            self._refuse()

    def on_headers_complete(self) -> None:
        """From here on the application bounds what comes."""
        self._wait_no_more()
        self._in_body = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """All of a request came; another may follow."""
        super().on_message_complete()
        self._in_body, self._bytes = False, 0

    def _wait(self) -> None:
        if self._waiting is None:
            self._waiting = self.loop.call_later(PATIENCE, self._refuse)

    def _wait_no_more(self) -> None:
        if self._waiting:
            self._waiting.cancel()
            self._waiting = None

    def _refuse(self) -> None:
        self._wait_no_more()
        if not self.transport.is_closing():
            self.send_400_response("The request is too long, or came too slowly.")
