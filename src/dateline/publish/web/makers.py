"""Processes that make pages: Python makes one page at a time in a process, however many readers wait.

The process that serves keeps what is one: the guard, the pages that were made, what is being added. A page that it does
not have is made by one of these, which each hold an application of their own over the same ledger.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dateline.publish.web.kept import OTHER

#: What of a request decides what a page looks like.
TOLD = (
    "type", "asgi", "http_version", "method", "scheme", "path", "raw_path", "query_string", "root_path", "headers",
    "client", "server",
)  # fmt: skip
#: Of its state: who asks.
WHO = ("user", "can_edit", "csrf")


@dataclass(frozen=True)
class Made:
    """A page: the message that begins the answer, and its body."""

    start: Message
    body: bytes


class Makers:
    """So many processes; `application` is called in each and gives what it asks for pages: it must be picklable."""

    def __init__(self, processes: int, application: Callable[[], ASGIApp]) -> None:
        self._processes, self._application, self._closed = processes, application, False
        self._started: list[BaseProcess] = []
        self._pool = self._new()

    async def made(self, scope: Scope) -> Made | None:
        """The page of a request without a body; None where it could not be made here, and is to be made elsewhere."""
        pool = self._pool
        try:
            return await asyncio.wrap_future(pool.submit(_make, _told(scope)))
        except BrokenProcessPool:  # one was killed: the others of its pool went with it
            if pool is self._pool and not self._closed:
                self._pool = self._new()
            return None
        except RuntimeError:  # the server is being stopped
            return None

    def close(self) -> None:
        """End the processes, whatever they are at: they only read."""
        self._closed = True
        for process in self._started:
            process.terminate()
        # Not without waiting: Python's own end would then write to a pipe that is closed already.
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _new(self) -> ProcessPoolExecutor:
        # Not forked: this process has threads, which would hold locks in a copy of it for ever.
        pool = ProcessPoolExecutor(
            self._processes, mp_context=get_context("spawn"), initializer=_begin, initargs=(self._application,)
        )
        before = active_children()
        with _undisturbed():
            for _ in range(self._processes):
                pool.submit(os.getpid)  # starts it before the first reader comes
        self._started = [one for one in active_children() if one not in before]
        return pool


@contextmanager
def _undisturbed() -> Iterator[None]:
    """What is started inside hears nothing of Ctrl-C, which a terminal tells to all: the one that serves ends it."""
    mask = getattr(signal, "pthread_sigmask", None)  # not on Windows
    before = mask(signal.SIG_BLOCK, {signal.SIGINT}) if mask else None
    try:
        yield
    finally:
        if mask:
            mask(signal.SIG_SETMASK, before)


def _told(scope: Scope) -> dict[str, Any]:
    state = scope.get("state", {})
    return {name: scope[name] for name in TOLD if name in scope} | {"state": {one: state.get(one) for one in WHO}}


# ---------------------------------------------------------------- in a process


class _Maker:
    """The application of this process, and the loop that it runs in."""

    app: ASGIApp | None = None
    loop: asyncio.AbstractEventLoop | None = None


def _begin(application: Callable[[], ASGIApp]) -> None:
    Thread(target=_end_with_server, daemon=True).start()
    _Maker.app, _Maker.loop = application(), asyncio.new_event_loop()


def _end_with_server() -> None:
    """However it ended: one that is killed tells nobody, and this process would wait for work for ever."""
    if server := parent_process():
        server.join()
    os._exit(0)


def _make(scope: dict[str, Any]) -> Made:
    assert _Maker.app and _Maker.loop
    return _Maker.loop.run_until_complete(_answered(_Maker.app, scope))


async def _answered(app: ASGIApp, scope: Scope) -> Made:
    begun: list[Message] = []
    body: list[bytes] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            begun.append(message)
        else:
            body.append(message.get("body", b""))

    await app(scope, receive, send)
    return Made(begun[0], b"".join(body))


class Handed:
    """ASGI middleware: requests for pages go to the makers, all else, and what they cannot make, to the application."""

    def __init__(self, app: ASGIApp, makers: Makers) -> None:
        self._app, self._makers = app, makers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the page that was made."""
        found = await self._makers.made(scope) if _is_page(scope) else None
        if found is None:
            await self._app(scope, receive, send)
            return
        await send(found.start)
        await send({"type": "http.response.body", "body": found.body})


def _is_page(scope: Scope) -> bool:
    return scope["type"] == "http" and scope["method"] == "GET" and not scope["path"].startswith(OTHER)
