"""Who may do what: hosts, sessions, tokens against forged forms, limits of what is sent, headers that keep pages shut.

Without users the pages are for whoever sits at this machine: requests must name this machine as their host, so that no
name elsewhere can be made to lead here (DNS rebinding), and may change something only if they come from our own pages.
With users, everybody logs in first; sessions are signed cookies that end with the logout and with the password.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from urllib.parse import urlencode, urlsplit

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dateline.publish.web.sent import FORM, UPLOAD, Sent
from dateline.publish.web.shell import render
from dateline.publish.web.tries import Forgetful, Tries
from dateline.publish.web.users import User, Users, UsersFile

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
COOKIE = "dateline_session"
#: Seconds that a login lasts.
LASTS = 12 * 3600
#: Methods that change nothing.
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
#: What those may have who are not logged in.
OPEN = frozenset({"/login", "/static/style.css", "/static/icon.svg"})
#: Where files are given, and how many may be sent at once: each is held in memory.
GIVING, UPLOADS = "/add", 4
#: Bytes of an address: the longest are of articles, which are called by their own.
LONGEST = 16_000
#: A Host header: a name or an address, and perhaps a port. Nothing before or behind it.
HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+?)\.?)(?::\d{1,5})?", re.IGNORECASE)
#: How a form says that it is written. Of some ways come half letters, which no page and no ledger can hold.
WRITTEN = re.compile(r"charset(?!\s*=\s*\"?utf-?8\b)", re.IGNORECASE)
#: What a token looks like.
TOKEN = re.compile(rb"[0-9a-f]{64}")
HEADERS = {
    "x-content-type-options": "nosniff",
    # Other sites learn nothing of what was read here. Not no-referrer: with it browsers say of our own forms that they
    # come from nowhere (Origin: null).
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "x-frame-options": "DENY",
}
OURS = "This can be asked only from our own pages."


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

    users: Users | UsersFile | None = None
    hosts: frozenset[str] = LOOPBACK
    secure: bool = False
    tiles: str | None = None
    tries: Tries = field(default_factory=Tries)

    def __post_init__(self) -> None:
        self._own = secrets.token_hex(32)
        self._ended = Forgetful[bool]()
        # A cookie of this name is taken by browsers from this host alone, over https.
        self.cookie = f"__Host-{COOKIE}" if self.secure else COOKIE

    @property
    def known(self) -> Users | None:
        """Who may log in now; None: nobody needs to."""
        return self.users.now() if self.users else None

    def session(self, cookies: Mapping[str, str]) -> tuple[User | None, str]:
        """Who is logged in by these cookies, and the token that his forms must hold."""
        users = self.known
        if users is None:
            return None, _token(self._own, "nobody logs in")
        name, stamp, number = self._read(users, cookies)
        user = users.known.get(name)
        if user is None or user.stamp != stamp or self._ended.get(number):
            return None, ""
        return user, _token(users.secret, number)

    def log_in(self, user: User, answer: Response) -> None:
        """Give a new session with an answer."""
        users = self.known
        assert users
        value = str(_signer(users.secret).dumps([user.name, user.stamp, secrets.token_hex(16)]))
        answer.set_cookie(
            self.cookie, value, max_age=LASTS, httponly=True, samesite="lax", secure=self.secure, path="/"
        )

    def log_out(self, cookies: Mapping[str, str], answer: Response) -> None:
        """End a session, also for whoever has a copy of its cookie."""
        if users := self.known:
            self._ended.put(self._read(users, cookies)[2], True)
        answer.delete_cookie(self.cookie, path="/", secure=self.secure, httponly=True, samesite="lax")

    def _read(self, users: Users, cookies: Mapping[str, str]) -> tuple[str, str, str]:
        """The name, the user's stamp and the number of a session; empty where it is none of ours, or too old."""
        try:
            name, stamp, number = _signer(users.secret).loads(cookies.get(self.cookie, ""), max_age=LASTS)
        except (BadSignature, ValueError, TypeError):
            return "", "", ""
        return str(name), str(stamp), str(number)


@lru_cache(4)
def _signer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="dateline session", signer_kwargs={"digest_method": sha256})


def _token(secret: str, session: str) -> str:
    return hmac.new(secret.encode(), session.encode(), sha256).hexdigest()


class Guard:
    """ASGI middleware that stands before everything else."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app, self._access = app, access
        self._headers = {**HEADERS, "content-security-policy": policy(access.tiles)}
        self._uploads = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        shut = _Shut(send, self._headers)
        try:
            await self._answer(scope, receive, shut)
        except ClientDisconnect:
            pass  # nobody is there any more
        except Exception:
            if not shut.begun:
                words = "dateline failed at this: the log of `dateline serve` says how."
                await _told(scope, HTTPException(500, words))(scope, receive, shut)
            raise  # so that it is logged

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        user, token = self._access.session(HTTPConnection(scope).cookies)
        free = self._access.users is None
        told = {"user": user.name if user else None, "can_edit": free or bool(user and user.can_edit), "csrf": token}
        # What stands in the ledger is shown to those only who are admitted, also on pages of errors.
        scope["state"] = {**scope.get("state", {}), **told, "access": self._access, "admitted": bool(free or user)}
        giving = scope["path"] == GIVING and scope["method"] not in SAFE
        sent = Sent(receive, UPLOAD if giving else FORM)
        try:
            if away := self._let_in(scope, headers):
                await away(scope, receive, send)
                return
            if giving and self._uploads >= UPLOADS:
                raise HTTPException(503, "Others are sending files: try again in a minute.", {"retry-after": "60"})
            self._uploads += giving
            try:
                if scope["method"] not in SAFE:
                    await self._let_change(scope, headers, token, sent)
                await self._app(scope, sent.receive, send)
            finally:
                self._uploads -= giving
        except HTTPException as error:  # the application's own are answered by it
            await _told(scope, error)(scope, receive, send)

    def _let_in(self, scope: Scope, headers: Headers) -> Response | None:
        """Where one goes to log in; None where that is done. Raises HTTPException where one may not ask."""
        name = _host(headers.get("host", ""))
        if name not in self._access.hosts:
            told = f"This server is not {name or 'without a name'}: ask it by the name it was given."
            scope["state"]["admitted"] = False
            raise HTTPException(421, told)
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST:
            raise HTTPException(414, "The address is too long.")
        if scope["state"]["admitted"] or scope["path"] in OPEN:
            return None
        if scope["method"] in SAFE and "text/html" in headers.get("accept", ""):
            # As it was asked: decoded, a name with a slash in it would be another page.
            path, query = (one.decode("latin-1") for one in (scope["raw_path"].split(b"?")[0], scope["query_string"]))
            back = f"{path}?{query}" if query else path
            return RedirectResponse(f"/login?{urlencode({'next': back})}", 303)
        raise HTTPException(401, "Log in first.")

    async def _let_change(self, scope: Scope, headers: Headers, token: str, sent: Sent) -> None:
        """Raises HTTPException where one may not change anything. To log in one needs no token yet."""
        if not _same_site(headers, self._access.hosts):
            raise HTTPException(403, OURS)
        if WRITTEN.search(headers.get("content-type", "")):
            raise HTTPException(415, "Forms are taken in UTF-8 only.")
        if scope["path"] == "/login":
            return
        if not scope["state"]["can_edit"] and scope["path"] != "/logout":
            raise HTTPException(403, "You may read, not change anything: ask for the role of an editor.")
        given = headers.get("x-csrf", "").encode() or await sent.head()
        if not token or not any(hmac.compare_digest(one, token.encode()) for one in TOKEN.findall(given)):
            raise HTTPException(403, "The form is too old, or not ours: load its page again and send it again.")


class _Shut:
    """Sends on an answer, with the headers that every answer has; `begun` once it is on its way."""

    def __init__(self, send: Send, headers: Mapping[str, str]) -> None:
        self._send, self._headers, self.begun = send, headers, False

    async def __call__(self, message: Message) -> None:
        """One message of the answer."""
        if message["type"] == "http.response.start":
            self.begun = True
            message = {**message, "headers": list(message.get("headers", ()))}  # a kept page's own stay as they are
            headers = MutableHeaders(scope=message)
            for name, value in self._headers.items():
                headers[name] = value
        await self._send(message)


def _same_site(headers: Headers, hosts: frozenset[str]) -> bool:
    """Whether a browser says that a page of ours asks; programs say nothing, and know the token or not."""
    if (site := headers.get("sec-fetch-site")) is not None:
        return site in ("same-origin", "none")
    if (origin := headers.get("origin")) is None:
        return True
    asking = origin.partition("://")[2]
    # At this machine others listen on other ports. A proxy in front may have another Host than the pages' site.
    return asking.casefold() == headers.get("host", "").casefold() or _host(asking) in hosts - LOOPBACK


def _host(given: str) -> str:
    """The name in a Host header, without its port; "" where it is something else."""
    found = HOST.fullmatch(given)
    return (found[1] or found[2]).casefold() if found else ""


def _told(scope: Scope, error: HTTPException) -> Response:
    request, words = Request(scope), str(error.detail)
    if scope["path"].startswith("/api") or "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"detail": words}, error.status_code, error.headers)
    shown = render(request, "error.html", status=error.status_code, words=words)
    return HTMLResponse(shown, error.status_code, error.headers)
