"""Who may do what: hosts, logins, tokens against forged forms, limits of what is sent, headers that keep pages shut.

Without users the pages are for whoever sits at this machine: requests must name this machine as their host, so that no
name elsewhere can be made to lead here (DNS rebinding), and may change something only if they come from our own pages.
With users, everybody logs in first; sessions are signed cookies that end with the password.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dateline.publish.web.shell import render
from dateline.publish.web.users import User, Users

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
COOKIE = "dateline_session"
#: Seconds that a login lasts.
LASTS = 12 * 3600
#: Wrong passwords, from one address or for one name, in so many seconds, before more are refused.
WRONG, WITHIN = 5, 300
#: Addresses and names whose wrong passwords are remembered.
REMEMBERED = 10_000
#: Bytes of a request's body, seconds in which it must have come, and its first bytes, in which the token must stand.
MOST, PATIENCE, HEAD = 52_000_000, 60.0, 64_000
#: Methods that change nothing.
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
#: What those may have who are not logged in.
OPEN = ("/login", "/static/style.css", "/static/icon.svg")
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "x-frame-options": "DENY",
}


def policy(tiles: str | None = None) -> str:
    """The Content-Security-Policy: nothing but our own files, and the tile server's where one is set."""
    also = f" {urlsplit(tiles).scheme}://{urlsplit(tiles).netloc}" if tiles else ""
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:{also}; font-src 'self'; "
        f"connect-src 'self'{also}; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


@dataclass
class Access:
    """Who may use the pages. `hosts` are the names under which they are served; `secure`: over https only."""

    users: Users | None = None
    hosts: frozenset[str] = LOOPBACK
    secure: bool = False
    tiles: str | None = None
    _tried: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._secret = self.users.secret if self.users else secrets.token_hex(32)
        self._signer = URLSafeTimedSerializer(self._secret, salt="dateline session")

    # ---------------------------------------------------------------- sessions

    def session(self, cookies: Mapping[str, str]) -> tuple[User | None, str]:
        """Who is logged in by these cookies, and the token that his forms must hold."""
        if self.users is None:
            return None, self._token("nobody logs in")
        try:
            name, stamp, number = self._signer.loads(cookies.get(COOKIE, ""), max_age=LASTS)
        except (BadSignature, ValueError, TypeError):
            return None, ""
        user = self.users.known.get(name)
        return (user, self._token(number)) if user and user.stamp == stamp else (None, "")

    def logged_in(self, user: User, answer: Response) -> None:
        """Give a new session with an answer."""
        value = self._signer.dumps([user.name, user.stamp, secrets.token_hex(16)])
        answer.set_cookie(
            COOKIE, str(value), max_age=LASTS, httponly=True, samesite="lax", secure=self.secure, path="/"
        )

    def _token(self, session: str) -> str:
        return hmac.new(self._secret.encode(), session.encode(), sha256).hexdigest()

    # ---------------------------------------------------------------- guessing

    def wait(self, *keys: str) -> int:
        """Seconds until a password may be tried again from an address or for a name; 0: now."""
        now = time.monotonic()
        with self._lock:
            for key in keys:
                times = self._tried.get(key)
                while times and now - times[0] > WITHIN:
                    times.popleft()
                if times and len(times) >= WRONG:
                    return int(WITHIN - (now - times[0])) + 1
        return 0

    def wrong(self, *keys: str) -> None:
        """Remember a wrong password."""
        with self._lock:
            if len(self._tried) > REMEMBERED:
                self._tried.clear()
            for key in keys:
                self._tried[key].append(time.monotonic())


class Guard:
    """ASGI middleware that stands before everything else."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app, self._access = app, access
        self._headers = {**HEADERS, "content-security-policy": policy(access.tiles)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def shut(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
            await send(message)

        asked = HTTPConnection(scope)
        user, token = self._access.session(asked.cookies)
        free = self._access.users is None
        told = {"user": user.name if user else None, "can_edit": free or bool(user and user.can_edit), "csrf": token}
        scope["state"] = {**scope.get("state", {}), **told, "access": self._access}
        body = _Body(receive)
        try:
            refused = self._refusal(scope, asked.headers, user) or await self._forged(scope, asked.headers, token, body)
        except TooMuch as error:
            refused = _told(scope, 413, str(error))
        await (refused or _Passed(self._app, body))(scope, receive if refused else body.receive, shut)

    def _refusal(self, scope: Scope, headers: Headers, user: User | None) -> Response | None:
        """Why a request may not be asked at all; None where it may."""
        host = _host(headers.get("host", ""))
        if host not in self._access.hosts:
            return _told(scope, 421, f"This server is not {host or 'without a name'}: ask it by the name it was given.")
        if self._access.users is None or user or scope["path"].startswith(OPEN):
            return None
        if scope["method"] in SAFE and "text/html" in headers.get("accept", ""):
            back = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
            return RedirectResponse(f"/login?{urlencode({'next': back})}", 303)
        return _told(scope, 401, "Log in first.")

    async def _forged(self, scope: Scope, headers: Headers, token: str, body: _Body) -> Response | None:
        """Why a request may not change anything; None where it may, or does not want to."""
        if scope["method"] in SAFE or scope["path"] == "/login":
            return (
                None if _same_site(headers, self._access.hosts) or scope["method"] in SAFE else _told(scope, 403, OURS)
            )
        if not scope["state"]["can_edit"] and scope["path"] != "/logout":
            return _told(scope, 403, "You may read, not change anything: ask for the role of an editor.")
        if not _same_site(headers, self._access.hosts):
            return _told(scope, 403, OURS)
        given = headers.get("x-csrf", "").encode() or await body.head()
        if not token or token.encode() not in given:
            return _told(scope, 403, "The form is too old, or not ours: load its page again and send it again.")
        return None


OURS = "This can be asked only from our own pages."


class TooMuch(Exception):
    """More was sent than is taken, or too slowly."""


class _Body:
    """What a request sends, its first bytes looked at before the rest is handed on; bounded in bytes and time."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._held: deque[Message] = deque()
        self._bytes, self._since = 0, time.monotonic()

    async def head(self) -> bytes:
        """The first bytes, HEAD at most."""
        found = b""
        while len(found) < HEAD:
            message = await self._next()
            self._held.append(message)
            found += message.get("body", b"")
            if message["type"] != "http.request" or not message.get("more_body", False):
                break
        return found[:HEAD]

    async def receive(self) -> Message:
        """What comes next."""
        return self._held.popleft() if self._held else await self._next()

    async def _next(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._bytes += len(message.get("body", b""))
            if self._bytes > MOST:
                raise TooMuch("More was sent than is taken at once.")
            if message.get("more_body", False) and time.monotonic() - self._since > PATIENCE:
                raise TooMuch("What was sent came too slowly.")
        return message


class _Passed:
    """The application, whose request's body is bounded."""

    def __init__(self, app: ASGIApp, body: _Body) -> None:
        self._app, self._body = app, body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or say that too much was sent, if nothing was answered yet."""
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except TooMuch as error:
            if not begun:
                await _told(scope, 413, str(error))(scope, receive, send)


def _same_site(headers: Headers, hosts: frozenset[str]) -> bool:
    """Whether a browser says that a page of ours asks; programs say nothing, and know the token or not."""
    if (site := headers.get("sec-fetch-site")) is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).hostname in hosts


def _host(given: str) -> str:
    """The name in a Host header, without its port."""
    try:
        return urlsplit(f"//{given}").hostname or ""
    except ValueError:
        return ""


def _told(scope: Scope, status: int, words: str) -> Response:
    request = Request(scope)
    if scope["path"].startswith("/api") or "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"detail": words}, status)
    return HTMLResponse(render(request, "error.html", status=status, words=words), status)


# ---------------------------------------------------------------- logging in

router = APIRouter(include_in_schema=False)


@router.get("/login")
def login(request: Request, next: str = "/") -> Response:
    """The form."""
    return HTMLResponse(render(request, "login.html", back=_own(next), name="", wrong=""))


@router.post("/login")
async def log_in(request: Request) -> Response:
    """A session for the right password, the form again for a wrong one."""
    access: Access = request.state.access
    form = await request.form(max_files=0, max_fields=10)
    name, password, back = (str(form.get(key, "")) for key in ("name", "password", "next"))
    if access.users is None:
        return RedirectResponse(_own(back), 303)
    keys = f"address {request.client.host if request.client else ''}", f"name {name}"
    if seconds := access.wait(*keys):
        told = f"Too many wrong passwords: try again in {seconds} seconds."
        return _again(request, back, name, told, 429, {"retry-after": str(seconds)})
    user = access.users.verified(name, password)
    if user is None:
        access.wrong(*keys)
        return _again(request, back, name, "This is not a name and its password.", 401)
    answer = RedirectResponse(_own(back), 303)
    access.logged_in(user, answer)
    return answer


@router.post("/logout")
def log_out(request: Request) -> Response:
    """The end of a session."""
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


def _again(
    request: Request, back: str, name: str, wrong: str, status: int, headers: dict[str, str] | None = None
) -> Response:
    return HTMLResponse(render(request, "login.html", back=_own(back), name=name, wrong=wrong), status, headers)


def _own(path: str) -> str:
    """A path of our own: nothing that a browser could take for another site."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path
    return path if plain else "/"
