"""Fetching over HTTP: bounded in time, bytes and redirects, kept out of private networks, one line for each failure.

A name is resolved once for each connection, every address that it has is looked at, and the connection goes to that
very address: a name that changes its address between the look and the connection gains nothing.
"""

from __future__ import annotations

import re
import time
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import httpcore

from dateline.collect import formats
from dateline.collect.networks import Network, Resolve, may_be_asked, networks, resolved
from dateline.collect.unpacking import ACCEPTED, unpacked
from dateline.errors import BinaryInput, InputError, NotFoundInput, RefusedInput, UnansweredInput

if TYPE_CHECKING:
    import ssl

    import httpx

#: Says who asks, as RFC 9110 10.1.5 wants it; sites may refuse it by name.
AGENT = "dateline/0.1 (reads one page that a person asked for)"
#: As many as browsers' and robots' guidance (RFC 9309 2.3.1.2: at least five).
REDIRECTS = 5
REDIRECTING = frozenset({301, 302, 303, 307, 308})
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
#: A name as the network knows it, or an address of either kind.
HOST = re.compile(rb"[\w.-]+|[0-9a-fA-F:.]+(?:%25[\w.]+)?")
#: Where a person's own machine and network are: what somebody types may lead there, what a page says may not.
EVERYWHERE = networks("0.0.0.0/0 ::/0")

#: A page must be something that is read; a list (a feed, a sitemap, robots.txt) may be of any media type.
Wanted = Literal["page", "list"]
ACCEPT = {
    "page": "text/html, application/xhtml+xml, text/plain;q=0.8, */*;q=0.1",
    "list": "application/rss+xml, application/atom+xml, application/feed+json, text/html;q=0.8, */*;q=0.5",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: `url` after redirects, `content` unpacked, `fetched` in UTC; headers as they came."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    content: bytes
    fetched: str

    def header(self, name: str) -> str:
        """The first header of a name, "" where there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a request may cost and where it may lead: seconds for the whole, bytes unpacked, networks, by which names.

    `networks` are those that are allowed beside the public ones; `resolve` gives the addresses of a host.
    """

    timeout: float
    max_bytes: int
    agent: str = AGENT
    networks: Sequence[Network] = ()
    resolve: Resolve = field(default=resolved)


def is_url(given: str) -> bool:
    """Whether an input is an address on the web."""
    return given.lower().startswith(("http://", "https://"))


def fetch(url: str, *, timeout: float, max_bytes: int) -> tuple[bytes, str, str, str]:
    """(content, Content-Type, final address, time of fetching in ISO 8601) of a page that a person asked for.

    `timeout` is in seconds for the whole, `max_bytes` the most that is read, unpacked. A person may name an address of
    their own network; a page on the web cannot lead there. Raises InputError.
    """
    own = Bounds(timeout, max_bytes, networks=EVERYWHERE if _is_private(url) else ())
    deadline, at = time.monotonic() + timeout, url
    for _ in range(REDIRECTS + 1):
        answer = visit(at, own, where=url, deadline=deadline)
        if (to := moved(answer, where=url)) is None:
            refuse_failure(answer, url)
            return answer.content, answer.header("content-type"), answer.url, answer.fetched
        at = to
    raise NotFoundInput(url, f"redirects more than {REDIRECTS} times: {SAVE}")


def visit(
    url: str,
    bounds: Bounds,
    *,
    wanted: Wanted = "page",
    headers: Mapping[str, str] | None = None,
    content: bytes | None = None,
    where: str | None = None,
    deadline: float | None = None,
) -> Answer:
    """What a server answers to one request, whatever its status; redirects are not followed. `content` is posted to it.

    `where` names the input in errors, `deadline` is on the monotonic clock. Raises RefusedInput for an address that
    must not be asked, UnansweredInput for a server that is silent or breaks off, other InputErrors for a bad answer.
    """
    where, deadline = where or url, deadline or time.monotonic() + bounds.timeout
    with _errors(where, bounds.timeout):
        address = _address(url, where)
        sent = {"User-Agent": bounds.agent, "Accept": ACCEPT[wanted], "Accept-Encoding": ACCEPTED, **(headers or {})}
        with (
            _pool(address, bounds, where, deadline) as pool,
            pool.stream(
                "GET" if content is None else "POST",
                httpcore.URL(
                    scheme=address.raw_scheme, host=address.raw_host, port=address.port, target=address.raw_path
                ),
                headers=[("Host", address.netloc.decode("ascii")), *sent.items()],
                content=content,
                extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), bounds.timeout)},
            ) as response,
        ):
            return _answer(response, str(address), bounds, wanted, where)


def moved(answer: Answer, *, where: str) -> str | None:
    """Where an answer leads, None where it is no redirect. Raises NotFoundInput for a place that is no web page."""
    import httpx

    to = answer.header("location")
    if answer.status not in REDIRECTING or not to:
        return None
    try:
        target = httpx.URL(answer.url).join(to)
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise NotFoundInput(where, "leads to an address that is none: check the address") from None
    if target.scheme not in ("http", "https"):
        raise NotFoundInput(where, "leads to an address that is neither http nor https: check the address")
    return str(target.copy_with(fragment=None))


def refuse_failure(answer: Answer, where: str) -> None:
    """Raise NotFoundInput for an answer without the page."""
    status = answer.status
    if status != 200:
        reason = REASONS.get(status) or ("the server failed: try again later" if status >= 500 else f"no page: {SAVE}")
        raise NotFoundInput(where, f"answers {status}: {reason}")


def host_of(url: str) -> str:
    """The host of an address with its port where that is not the usual one; "" for what is no address."""
    try:
        return _address(url).netloc.decode("ascii")
    except (InputError, UnicodeError):
        return ""


def _address(url: str, where: str | None = None) -> httpx.URL:
    import httpx

    try:
        address = httpx.URL(url)
        if address.scheme in ("http", "https") and HOST.fullmatch(address.raw_host):
            return address
    except (httpx.InvalidURL, UnicodeError, ValueError):
        pass
    raise NotFoundInput(where or url, "is no valid address: check how it is written")


def _is_private(url: str) -> bool:
    """Whether the host of an address is in a private network."""
    try:
        address = _address(url)
        return not all(map(may_be_asked, resolved(address.raw_host.decode("ascii"), 0)))
    except (InputError, OSError, UnicodeError):
        return False


def _answer(response: httpcore.Response, url: str, bounds: Bounds, wanted: Wanted, where: str) -> Answer:
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers)
    bare = Answer(url, response.status, headers, b"", datetime.now(UTC).isoformat(timespec="seconds"))
    if response.status != 200:
        return bare
    kind = formats.by_media_type(bare.header("content-type"))
    if wanted == "page" and kind is not None and kind.reader is None:
        raise BinaryInput(where, f"is {kind.name}, not a page: {kind.advice}")
    pieces = response.iter_stream()
    content = unpacked(pieces, bare.header("content-encoding"), most=bounds.max_bytes, where=where)
    return Answer(url, response.status, headers, content, bare.fetched)


@contextmanager
def _errors(where: str, timeout: float) -> Iterator[None]:
    """Turns every failure of the network into an InputError."""
    try:
        yield
    except httpcore.TimeoutException:
        problem = f"did not answer whole within {timeout:g} seconds"
        raise UnansweredInput(where, f"{problem}: try again, or raise DATELINE_TIMEOUT") from None
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, OSError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise UnansweredInput(where, f"cannot be reached ({reason}): check the address and the network") from None
    except (UnicodeError, ValueError):
        raise NotFoundInput(where, "is no valid address: check how it is written") from None


def _pool(address: httpx.URL, bounds: Bounds, where: str, deadline: float) -> httpcore.ConnectionPool:
    """Connections for one request: straight to the host, or through the proxy that the environment names."""
    proxy = _proxy(address)
    backend = _Guarded(bounds, where, deadline, free=proxy is not None)
    if proxy is None:
        return httpcore.ConnectionPool(ssl_context=_trust(), network_backend=backend)
    # The proxy resolves the name; what can be told from here is refused here.
    if not all(may_be_asked(one, bounds.networks) for one in _literal(address)):
        raise _private(where, address.host)
    return httpcore.HTTPProxy(proxy, ssl_context=_trust(), network_backend=backend)


def _proxy(address: httpx.URL) -> str | None:
    found = urllib.request.getproxies().get(address.scheme)
    return found if found and not urllib.request.proxy_bypass(address.host) else None


def _literal(address: httpx.URL) -> list[str]:
    """The addresses of a host that is one already, or has none but this machine's."""
    try:
        found = resolved(address.raw_host.decode("ascii"), 0)
    except (OSError, UnicodeError):
        return []
    return found


def _private(where: str, host: str) -> RefusedInput:
    advice = "if you want that, name its network in DATELINE_NETWORKS"
    return RefusedInput(where, f"leads into a private network or to this machine ({host}): {advice}")


@cache
def _trust() -> ssl.SSLContext:
    """The certificates that are trusted: slow to load, the same for all."""
    import httpx

    return httpx.create_ssl_context()


class _Guarded(httpcore.NetworkBackend):
    """Connects to addresses that may be asked only, and ends everything at the deadline."""

    def __init__(self, bounds: Bounds, where: str, deadline: float, *, free: bool) -> None:
        self._bounds, self._where, self._deadline, self._free = bounds, where, deadline, free
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        error: Exception | None = None
        for address in self._addresses(host, port):
            left = _left(self._deadline, timeout)
            try:
                stream = self._network.connect_tcp(address, port, left, local_address, socket_options)
            except httpcore.NetworkError as failed:
                error = failed
            else:
                return _Timed(stream, self._deadline)
        raise error or httpcore.ConnectError(f"{host} has no address")

    def _addresses(self, host: str, port: int) -> Sequence[str]:
        try:
            found = self._bounds.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(str(error)) from None
        if not self._free and not all(may_be_asked(address, self._bounds.networks) for address in found):
            raise _private(self._where, host)
        return found


class _Timed(httpcore.NetworkStream):
    """A connection whose every step must be done before one deadline: a server that drips is cut off."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(self._deadline, timeout)
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(deadline: float, timeout: float | None) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left if timeout is None else min(left, timeout)
