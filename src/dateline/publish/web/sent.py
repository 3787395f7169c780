"""What a request sends: bounded in bytes and in time, its first bytes looked at before the rest is handed on."""

from __future__ import annotations

import time
from collections import deque

from anyio import fail_after
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

#: Bytes of what is given to be read, and of any other form.
UPLOAD, FORM = 52_000_000, 100_000
#: Of these, the first, in which a form's token must stand.
HEAD = 64_000
#: Seconds after which a body that is not whole must have come at this many bytes in a second: a slow line has either.
GRACE, SLOWEST = 20.0, 20_000


class Sent:
    """The body of one request. Raises HTTPException where it is too large (413) or comes too slowly (408)."""

    def __init__(self, receive: Receive, most: int, grace: float = GRACE) -> None:
        self._receive, self._most, self._grace = receive, most, grace
        self._held: deque[Message] = deque()
        self._bytes, self._since, self._whole = 0, time.monotonic(), False

    async def head(self) -> bytes:
        """The first bytes, HEAD at most; they are handed on all the same."""
        found = b""
        while len(found) < HEAD and not self._whole:
            message = await self._next()
            self._held.append(message)
            found += message.get("body", b"")
        return found[:HEAD]

    async def receive(self) -> Message:
        """What comes next."""
        return self._held.popleft() if self._held else await self._next()

    async def _next(self) -> Message:
        if self._whole:  # from here on one waits for the reader to leave, for as long as that takes
            return await self._receive()
        left = self._grace + self._bytes / SLOWEST - (time.monotonic() - self._since)
        try:
            with fail_after(max(left, 0)):
                message = await self._receive()
        except TimeoutError:
            raise HTTPException(408, "What was sent came too slowly.") from None
        self._bytes += len(message.get("body", b""))
        if self._bytes > self._most:
            raise HTTPException(413, f"More was sent than is taken at once: {self._most:,} bytes.")
        self._whole = message["type"] != "http.request" or not message.get("more_body", False)
        return message
