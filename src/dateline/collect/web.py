"""Fetching a page over HTTP: bounded in time, bytes and redirects, with one clear line for each way to fail."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dateline.collect import formats
from dateline.errors import BinaryInput, InputError, NotFoundInput, TooLargeInput

if TYPE_CHECKING:
    import httpx

#: Says who asks, as RFC 9110 10.1.5 wants it; sites may refuse it by name.
AGENT = "dateline/0.1 (reads one page that a person asked for)"
#: As many as browsers' and robots' guidance (RFC 9309 2.3.1.2: at least five).
REDIRECTS = 5
SAVE = "save the page in a browser and give the file"
REASONS = {
    401: f"wants a login: {SAVE}",
    402: f"wants payment: {SAVE}",
    403: f"refuses to answer programs: {SAVE}",
    404: "no such page: check the address",
    410: "the page was removed: look for it in a web archive",
    429: "asks for fewer requests: try again later",
    451: f"is barred for legal reasons: {SAVE}",
}


def is_url(given: str) -> bool:
    """Whether an input is an address on the web."""
    return given.lower().startswith(("http://", "https://"))


def fetch(url: str, *, timeout: float, max_bytes: int) -> tuple[bytes, str, str, str]:
    """(content, Content-Type, final address, time of fetching in ISO 8601) of a page.

    `timeout` is in seconds for the whole, `max_bytes` the most that is read, unpacked. Raises InputError.
    """
    with _errors(url, timeout), _client(timeout) as client, client.stream("GET", url) as response:
        _check(response, url)
        content = _body(response, url, deadline=time.monotonic() + timeout, timeout=timeout, max_bytes=max_bytes)
        fetched = datetime.now(UTC).isoformat(timespec="seconds")
        return content, response.headers.get("content-type", ""), str(response.url), fetched


def _client(timeout: float) -> httpx.Client:
    import httpx

    headers = {"User-Agent": AGENT, "Accept": "text/html, application/xhtml+xml, text/plain;q=0.8, */*;q=0.1"}
    return httpx.Client(timeout=timeout, follow_redirects=True, max_redirects=REDIRECTS, headers=headers)


@contextmanager
def _errors(url: str, timeout: float) -> Iterator[None]:
    """Turns every failure of httpx into an InputError."""
    import httpx

    try:
        yield
    except httpx.TimeoutException:
        raise NotFoundInput(
            url, f"did not answer within {timeout:g} seconds: try again, or raise DATELINE_TIMEOUT"
        ) from None
    except httpx.TooManyRedirects:
        raise NotFoundInput(url, f"redirects more than {REDIRECTS} times: {SAVE}") from None
    except httpx.UnsupportedProtocol:
        raise NotFoundInput(url, "leads to an address that is neither http nor https: check the address") from None
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise NotFoundInput(url, "is no valid address: check how it is written") from None
    except httpx.DecodingError:
        raise BinaryInput(url, f"the answer is packed in a broken way: {SAVE}") from None
    except httpx.HTTPError as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise NotFoundInput(url, f"cannot be reached ({reason}): check the address and the network") from None


def _check(response: httpx.Response, url: str) -> None:
    """Raise InputError for an answer that is no page."""
    status = response.status_code
    if status != 200:
        reason = REASONS.get(status) or ("the server failed: try again later" if status >= 500 else f"no page: {SAVE}")
        raise NotFoundInput(url, f"answers {status}: {reason}")
    kind = formats.by_media_type(response.headers.get("content-type", ""))
    if kind is not None and kind.reader is None:
        raise BinaryInput(url, f"is {kind.name}, not a page: {kind.advice}")


def _body(response: httpx.Response, url: str, *, deadline: float, timeout: float, max_bytes: int) -> bytes:
    content = bytearray()
    for piece in response.iter_bytes():
        content += piece
        if len(content) > max_bytes:
            raise TooLargeInput(url, f"is longer than {max_bytes} bytes: raise DATELINE_MAX_BYTES, or {SAVE}")
        if time.monotonic() > deadline:
            problem = f"was not done within {timeout:g} seconds"
            raise InputError(url, f"{problem}: try again, or raise DATELINE_TIMEOUT")
    return bytes(content)
