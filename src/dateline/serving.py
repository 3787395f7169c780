"""The command that serves a ledger as pages."""

from __future__ import annotations

import json
import os
import re
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from dateline.errors import DatelineError, SettingsError
from dateline.settings import Settings

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp

    from dateline.publish.web import Access, Makers

#: Hosts that only this machine reaches, and those that mean every network it is in.
ALONE, EVERYWHERE = ("127.0.0.1", "localhost", "::1"), ("0.0.0.0", "::")
#: A host, and perhaps a port, in an address.
HOST = re.compile(r"[\w.-]+(:\d+)?|\[[0-9a-fA-F:.]+\](:\d+)?")
#: Of --check: seconds in which the front page must come.
PATIENCE = 30


@click.command()
@click.argument("ledger", metavar="LEDGER", type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any that is free.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Another than this machine needs --users.")
@click.option("--users", metavar="FILE", type=click.Path(path_type=Path), help="Who may log in: see `dateline users`.")
@click.option("--site", default="", metavar="URL", help="The address that others see: https://news.example")
@click.option(
    "--proxy",
    metavar="ADDRESS",
    help="Of the proxy in front of it, which says who asks (X-Forwarded-For): 127.0.0.1 where it is on this machine.",
)
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
    proxy: str | None,
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
    from dateline import listening

    if host not in ALONE and users is None:
        raise click.UsageError("others could read and change this ledger: name who may, with --users FILE")
    desk = Shown(ledger, _address("--site", site).rstrip("/"), _address("--tiles", tiles or "") or None)
    access = _access(desk, host=host, users=users)
    bound = listening.bound(host, port)
    address = f"http://{f'[{host}]' if ':' in host else host}:{bound.getsockname()[1]}/"
    with listening.ended_by_signal(), _making(desk, processes) as makers:
        app = desk.application(access, makers)
        if check:
            _check(listening.server(app, log=log), bound, address)
        else:
            tell = partial(_tell, ledger, site or address, open_=open_)
            listening.server(app, log=log, proxy=proxy, tell=tell).run(sockets=[bound])


def _address(option: str, given: str) -> str:
    """An address that was given, or "". Raises SettingsError."""
    parts = urlsplit(given)
    if given and (parts.scheme not in ("http", "https") or not HOST.fullmatch(parts.netloc)):
        raise SettingsError(f"{option} {given!r}: expected an address such as https://news.example")
    return given


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
    from dateline.publish.web.users import UsersFile

    site = urlsplit(shown.site)
    with View(shown.ledger):
        pass  # is there, and of this version
    named = {name for name in (host, site.hostname) if name}
    hosts = LOOPBACK | named | (_own_names() if host in EVERYWHERE else set())
    if hosts - LOOPBACK and not users:
        told = f"whoever reaches {shown.site} can change this ledger: name who may, with --users FILE"
        click.echo(f"dateline: {told}", err=True)
    who = UsersFile(users) if users else None
    return Access(who, hosts=hosts, secure=site.scheme == "https", tiles=shown.tiles)


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


def _tell(ledger: Path, address: str, *, open_: bool) -> None:
    click.echo(f"{ledger} is served at {address} (Ctrl-C stops it)")
    sys.stdout.flush()
    if open_:
        webbrowser.open(address)


def _check(server: uvicorn.Server, bound: socket.socket, address: str) -> None:
    """Start, fetch the front page, say what came, stop. Raises DatelineError where nothing does."""
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    ask = urllib.request.build_opener(urllib.request.ProxyHandler({})).open  # never by a proxy
    try:
        with ask(f"{address}index.json", timeout=PATIENCE) as answer:
            found = json.load(answer)
    except urllib.error.HTTPError as error:
        if error.code != HTTPStatus.UNAUTHORIZED:
            raise DatelineError(f"{address} answers with status {error.code}: {error.read(500).decode()}") from None
        found = None
    except OSError as error:
        raise DatelineError(f"{address} does not answer: {error}") from None
    finally:
        server.should_exit = True
        thread.join()
    click.echo(f"{address} answers: {_front(found) if found else 'it asks who is there'}")


def _front(page: dict[str, Any]) -> str:
    """The front page in a line: how much there is, and its first story with what stands behind that."""
    from dateline.publish.web.shell import count

    told = f"{count(page['listing']['total'], 'story', 'stories')} of {count(page['whole']['articles'], 'article')}"
    first = next(iter(page["stories"]), None)
    if first is None or first["glance"] is None:
        return told
    glance = first["glance"]
    outlets, origins = count(glance["outlets"], "outlet"), count(glance["origins"], "origin")
    return f"{told}\n{first['title']}: {outlets}, {origins}, {glance['outside']:,} independent of the parties"


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
    """Remove a user; who is logged in is out at once."""
    from dateline.publish.web import users

    users.save(users.load(path).without(name), path)
    click.echo(f"{path}: {name} is removed")


COMMANDS = (serve, users_group)
