"""The command that serves a ledger as pages."""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
import threading
import time
import urllib.request
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from dateline.errors import SettingsError
from dateline.settings import Settings

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp

    from dateline.publish.web import Access, Makers

#: Hosts that only this machine reaches, and those that mean every network it is in.
ALONE, EVERYWHERE = ("127.0.0.1", "localhost", "::1"), ("0.0.0.0", "::")
#: Seconds that answers in the making have when the server is stopped.
GRACE = 3


@click.command()
@click.argument("ledger", metavar="LEDGER", type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any that is free.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Another than this machine needs --users.")
@click.option("--users", metavar="FILE", type=click.Path(path_type=Path), help="Who may log in: see `dateline users`.")
@click.option("--site", default="", metavar="URL", help="The address that others see: https://news.example")
@click.option("--tiles", metavar="URL", help="The map's style, of a tile server; without it the map needs no network.")
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=min(2, os.cpu_count() or 1),
    show_default=True,
    help="That make pages. With 1, the server makes them itself: 150 MB less, for one reader.",
)
@click.option("--open", "open_", is_flag=True, help="Open it in the browser.")
@click.option("--log", is_flag=True, help="A line on standard error for each request.")
@click.option("--check", is_flag=True, help="Start, fetch the front page, say whether it came, and stop.")
def serve(
    ledger: Path,
    port: int,
    host: str,
    users: Path | None,
    site: str,
    tiles: str | None,
    processes: int,
    open_: bool,
    log: bool,
    check: bool,
) -> None:
    """Serve a ledger as pages: stories, events and what stands behind them, people, places, sources.

    \b
    dateline serve news.ledger
    dateline serve news.ledger --port 8080 --open

    Only this machine can reach them. On another address (--host) people log in: `dateline users add` makes the file
    for --users. The pages change as the ledger does, while `dateline watch` or `dateline add` writes to it.
    Stop it with Ctrl-C.
    """
    if host not in ALONE and users is None:
        raise click.UsageError("others could read and change this ledger: name who may, with --users FILE")
    desk = Shown(ledger, site.rstrip("/"), tiles)
    access = _access(desk, host=host, users=users)
    listening = _bound(host, port)
    address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"
    with _making(desk, processes) as makers:
        app = desk.application(access, makers)
        if check:
            _check(_server(app, log=log), listening, address)
        else:
            _server(app, log=log, tell=lambda: _tell(ledger, site or address, open_=open_)).run(sockets=[listening])


@dataclass(frozen=True)
class Shown:
    """What is served, and how: each process that makes pages gets it."""

    ledger: Path
    site: str
    tiles: str | None

    def application(self, access: Access | None = None, makers: Makers | None = None) -> ASGIApp:
        """The application over the ledger."""
        from dateline.publish.web import Desk, application
        from dateline.works import works

        return application(
            Desk(self.ledger, works(self.ledger, Settings.load()), self.site, self.tiles), access, makers
        )


def _access(shown: Shown, *, host: str, users: Path | None) -> Access:
    """Who may use the pages of a ledger that is there. Raises LedgerError, SettingsError."""
    from dateline.ledger import View
    from dateline.publish.web import LOOPBACK, Access
    from dateline.publish.web.users import load

    site = urlsplit(shown.site)
    if shown.site and site.scheme not in ("http", "https"):
        raise SettingsError(f"--site {shown.site!r}: expected an address such as https://news.example")
    with View(shown.ledger):
        pass  # is there, and of this version
    named = {name for name in (host, site.hostname) if name}
    hosts = LOOPBACK | named | (_own_names() if host in EVERYWHERE else set())
    return Access(load(users) if users else None, hosts=hosts, secure=site.scheme == "https", tiles=shown.tiles)


@contextmanager
def _making(shown: Shown, processes: int) -> Iterator[Makers | None]:
    """The processes that make pages, as long as the block lasts; none where the server makes them itself."""
    from dateline.publish.web import Makers

    if processes == 1:
        yield None
        return
    makers = Makers(processes, shown.application)
    try:
        yield makers
    finally:
        makers.close()


def _own_names() -> set[str]:
    """This machine's names and addresses, for one who serves on all of them."""
    name = socket.gethostname()
    try:
        found = {str(at[0]) for *_, at in socket.getaddrinfo(name, None)}
    except OSError:
        found = set()
    return {name.casefold(), socket.getfqdn().casefold(), *found}


def _bound(host: str, port: int) -> socket.socket:
    """A socket at an address. Raises SettingsError where it is taken or is not this machine's."""
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        taken = error.errno == errno.EADDRINUSE
        told = "another program listens there: choose another with --port" if taken else str(error)
        raise SettingsError(f"cannot serve at {host}:{port}: {told}") from None
    return bound


def _server(app: ASGIApp, *, log: bool, tell: object = None) -> uvicorn.Server:
    import uvicorn

    class Server(uvicorn.Server):
        """Says where it is once it answers."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            """Begin to listen."""
            await super().startup(sockets)
            if callable(tell):
                tell()

    level = "info" if log else "warning"
    options = {"server_header": False, "proxy_headers": False, "timeout_graceful_shutdown": GRACE}
    return Server(uvicorn.Config(app, log_level=level, access_log=log, **options))  # type: ignore[arg-type]


def _tell(ledger: Path, address: str, *, open_: bool) -> None:
    click.echo(f"{ledger} is served at {address} (Ctrl-C stops it)")
    sys.stdout.flush()
    if open_:
        webbrowser.open(address)


def _check(server: uvicorn.Server, bound: socket.socket, address: str) -> None:
    """Start, fetch the front page as JSON, say what came, stop."""
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    with urllib.request.urlopen(f"{address}index.json", timeout=30) as answer:
        found = json.load(answer)
    server.should_exit = True
    thread.join()
    stories, articles = found["listing"]["total"], found["whole"]["articles"]
    click.echo(f"{address} answers: {stories:,} {'story' if stories == 1 else 'stories'} of {articles:,} articles")


@click.group("users")
def users_group() -> None:
    """Who may log in where a ledger is served to others: a file for `dateline serve --users`.

    \b
    dateline users add okafor --role editor --users users.toml
    dateline users list --users users.toml
    """


USERS = click.option(
    "--users", "path", required=True, metavar="FILE", type=click.Path(path_type=Path), help="The file of users."
)


@users_group.command("add")
@click.argument("name", metavar="NAME")
@USERS
@click.option(
    "--role",
    type=click.Choice(("reader", "editor")),
    default="reader",
    show_default=True,
    help="A reader sees everything; an editor also judges and adds.",
)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add_user(name: str, path: Path, role: str, password_stdin: bool) -> None:
    """Add a user, or give one another password or role; the password is asked for twice."""
    from dateline.publish.web import users

    known = users.load(path) if path.exists() else users.new()
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    users.save(known.with_user(name, role, password), path)  # type: ignore[arg-type]
    click.echo(f"{path}: {name} is {'an' if role == 'editor' else 'a'} {role}")


@users_group.command("list")
@USERS
def list_users(path: Path) -> None:
    """List who may log in."""
    from dateline.publish.web import users

    for one in users.load(path).known.values():
        click.echo(f"{one.role:8}{one.name}")


@users_group.command("remove")
@click.argument("name", metavar="NAME")
@USERS
def remove_user(name: str, path: Path) -> None:
    """Remove a user; who is logged in is out when the server is started anew."""
    from dateline.publish.web import users

    users.save(users.load(path).without(name), path)
    click.echo(f"{path}: {name} is removed")


COMMANDS = (serve, users_group)
