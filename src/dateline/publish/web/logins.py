"""Logging in and out."""

from __future__ import annotations

import asyncio

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from dateline.publish.web.access import Access
from dateline.publish.web.shell import render
from dateline.publish.web.users import User, Users

#: Passwords that are looked at once: each takes 64 MB and much of a processor, on purpose.
_AT_ONCE = 2

router = APIRouter(include_in_schema=False)


@router.get("/login")
def login(request: Request, next: str = "/") -> Response:
    """The form."""
    access: Access = request.state.access
    if access.users is None:
        return RedirectResponse(own_page(next), 303)
    return _form(request, next, "", "", 200)


@router.post("/login")
async def log_in(request: Request) -> Response:
    """A session for the right password, the form again for a wrong one."""
    access: Access = request.state.access
    form = await request.form(max_files=0, max_fields=10)
    name, password, back = (str(form.get(key, "")) for key in ("name", "password", "next"))
    users = access.known
    if users is None:
        return RedirectResponse(own_page(back), 303)
    address = request.client.host if request.client else ""
    if seconds := access.tries.begin(address, name):
        wrong = f"Too many wrong passwords: try again in {seconds} seconds."
        return _form(request, back, name, wrong, 429, {"retry-after": str(seconds)})
    user = await _verified(request, users, name, password)
    if user is None:
        return _form(request, back, name, "This is not a name and its password.", 401)
    access.tries.right(address, name)
    answer = RedirectResponse(own_page(back), 303)
    access.log_in(user, answer)
    return answer


@router.post("/logout")
def log_out(request: Request) -> Response:
    """The end of a session."""
    access: Access = request.state.access
    answer = RedirectResponse("/login", 303)
    access.log_out(request.cookies, answer)
    return answer


async def _verified(request: Request, users: Users, name: str, password: str) -> User | None:
    """Whose name and password these are: looked at in a thread, so that others are answered meanwhile."""
    state = request.app.state
    if not hasattr(state, "verifying"):
        state.verifying = asyncio.Semaphore(_AT_ONCE)
    async with state.verifying:
        return await to_thread.run_sync(users.verified, name, password)


def _form(
    request: Request, back: str, name: str, wrong: str, status: int, headers: dict[str, str] | None = None
) -> Response:
    shown = render(request, "login.html", back=own_page(back), name=name, wrong=wrong)
    return HTMLResponse(shown, status, {"cache-control": "no-store", **(headers or {})})


def own_page(path: str) -> str:
    """A path of our own: nothing that a browser could take for another site."""
    plain = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if plain else "/"
