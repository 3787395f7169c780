"""The table of alerts that a person writes, `alerts.toml`: what is looked for, of what is told, and to whom."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from dateline.collect import web
from dateline.errors import FormatInput, NotFoundInput

Kind = Literal["event", "origin", "contradiction"]
Way = Literal["file", "feed", "webhook", "mail"]
#: What a search of articles and events is made of, as `dateline search` and `dateline events` take it.
ASKED = ("words", "about", "outlet", "who", "where", "code", "story")
#: Origins that an event must have at least, where an alert of them says nothing else.
ORIGINS = 2
SMTP = re.compile(r"(?P<host>\[[0-9A-Fa-f:]+\]|[\w.-]+)(?::(?P<port>\d{1,5}))?")
#: Ports where a mail server speaks (RFC 6409), and where it does so through TLS from the beginning (RFC 8314).
SUBMISSION, SUBMISSIONS = 587, 465
ADDRESS = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")


@dataclass(frozen=True, slots=True)
class MailServer:
    """Through whom mail goes; `password` is the name of an environment variable."""

    host: str
    port: int
    sender: str
    user: str | None = None
    password: str | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """A saved search (`asked`), the `kinds` of news of which is told, and `ways`: (way, target) of each receiver.

    `secret` is the name of the environment variable that holds the secret of the webhook.
    """

    name: str
    asked: Mapping[str, str]
    kinds: tuple[Kind, ...]
    ways: tuple[tuple[Way, str], ...]
    origins: int = ORIGINS
    secret: str | None = None

    @property
    def known_by(self) -> dict[str, Any]:
        """What makes it another alert where it changes: not to whom it is told."""
        return {"asked": dict(self.asked), "kinds": sorted(self.kinds), "origins": self.origins}


@dataclass(frozen=True, slots=True)
class Alerts:
    """All of a table; `mail` None: no mail server is given."""

    alerts: tuple[Alert, ...] = ()
    mail: MailServer | None = None

    @property
    def secrets(self) -> dict[str, str]:
        """The variable that holds the secret of each webhook, by its address."""
        webhooks = ((target, one.secret) for one in self.alerts for way, target in one.ways if way == "webhook")
        return {target: secret for target, secret in webhooks if secret}


@dataclass(slots=True)
class _Place:
    """Where something stands, for errors: the line of `key`, else that of the heading."""

    path: str
    lines: list[str] = field(default_factory=list)
    first: int = 0
    last: int = 0

    def error(self, problem: str, key: str = "") -> FormatInput:
        within = range(self.first, self.last)
        at = next(
            (at for at in within if re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", self.lines[at])), self.first
        )
        return FormatInput(f"{self.path}:{at + 1}", problem)


def load(path: str | Path) -> Alerts:
    """The alerts of a file. Raises NotFoundInput, FormatInput with the line."""
    try:
        content = Path(path).read_text("utf-8")
    except OSError as error:
        raise NotFoundInput(str(path), f"cannot be read ({error.strerror}): see docs/watch.md for one") from None
    except UnicodeError:
        raise FormatInput(str(path), "is not UTF-8: save it as UTF-8") from None
    return parsed(content, where=str(path))


def parsed(content: str, *, where: str) -> Alerts:
    """The alerts that TOML holds. Raises FormatInput with the line."""
    lines = content.splitlines()
    try:
        given = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise FormatInput(f"{where}:{line[1]}" if line else where, f"is broken TOML ({error})") from None
    whole = _Place(where, lines, 0, len(lines))
    if unknown := next((key for key in given if key not in ("alert", "mail")), None):
        raise whole.error(f'"{unknown}" is no part of it: begin each alert with a line [[alert]]', unknown)
    listed, mail = given.get("alert", []), given.get("mail")
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise whole.error("holds no alerts: begin each with a line [[alert]]")
    server = _server(mail, _section(where, lines, "[mail]", 0)) if mail is not None else None
    found = [_alert(one, _section(where, lines, "[[alert]]", at), server) for at, one in enumerate(listed)]
    for at, one in enumerate(found):
        if any(one.name == other.name for other in found[:at]):
            raise _section(where, lines, "[[alert]]", at).error(f'two alerts are named "{one.name}"', "name")
    return Alerts(tuple(found), server)


def _section(path: str, lines: list[str], heading: str, number: int) -> _Place:
    """The lines from a heading, the `number`-th of its kind, to the next."""
    spaced = re.compile(r"\s+")
    starts = [at for at, line in enumerate(lines) if spaced.sub("", line.partition("#")[0]) == heading]
    if number >= len(starts):
        return _Place(path, lines, 0, len(lines))
    first = starts[number]
    last = next((at for at in range(first + 1, len(lines)) if re.match(r"\s*\[", lines[at])), len(lines))
    return _Place(path, lines, first, last)


def _alert(given: dict[str, Any], place: _Place, mail: MailServer | None) -> Alert:
    known = ("name", "on", "origins", "secret", *ASKED, *get_args(Way))
    if unknown := next((key for key in given if key not in known), None):
        raise place.error(f'"{unknown}" is none of {", ".join(known)}', unknown)
    name = _words(given, "name", place)
    if not name:
        raise place.error('the alert has no name: write name = "..."')
    asked = {key: value for key in ASKED if (value := _words(given, key, place))}
    if not asked:
        raise place.error(f'"{name}" looks for nothing: give at least one of {", ".join(ASKED)}')
    kinds = _kinds(given, place)
    origins = given.get("origins", ORIGINS)
    if not isinstance(origins, int) or isinstance(origins, bool) or origins < 1:
        raise place.error(f'"origins" is {origins!r}: write a whole number above 0', "origins")
    ways = _ways(given, place)
    if not ways:
        raise place.error(f'"{name}" is told to nobody: give at least one of {", ".join(get_args(Way))}')
    if mail is None and any(way == "mail" for way, _ in ways):
        raise place.error('there is no mail server: write [mail] with server = "..." and from = "..."', "mail")
    return Alert(name, asked, kinds, ways, origins, _variable(given, "secret", place))


def _kinds(given: dict[str, Any], place: _Place) -> tuple[Kind, ...]:
    on = given.get("on", ["event"])
    on = [on] if isinstance(on, str) else on
    if not isinstance(on, list) or not on or any(one not in get_args(Kind) for one in on):
        raise place.error(f'"on" is {given["on"]!r}: write one or more of {", ".join(get_args(Kind))}', "on")
    return tuple(dict.fromkeys(on))


def _ways(given: dict[str, Any], place: _Place) -> tuple[tuple[Way, str], ...]:
    found: list[tuple[Way, str]] = []
    for way in get_args(Way):
        targets = given.get(way, [])
        targets = [targets] if isinstance(targets, str) else targets
        if not isinstance(targets, list) or not all(isinstance(one, str) and one.strip() for one in targets):
            raise place.error(f'"{way}" is {given[way]!r}: write where to, in quotation marks', way)
        for target in targets:
            _refuse(way, target, place)
            found.append((way, target))
    return tuple(dict.fromkeys(found))


def _refuse(way: Way, target: str, place: _Place) -> None:
    """Raise FormatInput for a target that cannot be one."""
    if way == "webhook" and not web.host_of(target):
        raise place.error(f"{target!r} is no address on the web: begin it with https://", way)
    if way == "mail" and not ADDRESS.fullmatch(target):
        raise place.error(f"{target!r} is no mail address", way)
    if way in ("file", "feed") and not Path(target).absolute().parent.is_dir():
        raise place.error(f"there is no folder for {target!r}: make it first", way)


def _server(given: Any, place: _Place) -> MailServer:
    if not isinstance(given, dict):
        raise place.error('mail is no table: write a line [mail] and below it server = "..."', "mail")
    known = ("server", "from", "user", "password")
    if unknown := next((key for key in given if key not in known), None):
        raise place.error(f'"{unknown}" is none of {", ".join(known)}', unknown)
    server = SMTP.fullmatch(_words(given, "server", place) or "")
    if server is None or not 0 < int(server["port"] or SUBMISSION) < 65536:
        raise place.error('the mail server is missing or none: write server = "mail.example.org:587"', "server")
    sender = _words(given, "from", place)
    if not ADDRESS.fullmatch(sender or ""):
        raise place.error('who sends is missing or no address: write from = "dateline@example.org"', "from")
    user, password = _words(given, "user", place), _variable(given, "password", place)
    if bool(user) != bool(password):
        raise place.error("user and password go together: give both or none", "user" if user else "password")
    return MailServer(server["host"].strip("[]"), int(server["port"] or SUBMISSION), str(sender), user, password)


def _variable(given: dict[str, Any], key: str, place: _Place) -> str | None:
    """The name of an environment variable: secrets do not stand in files."""
    name = _words(given, key, place)
    if name and not name.startswith("$"):
        raise place.error(f'"{key}" is the name of an environment variable: write {key} = "$DATELINE_..."', key)
    return name.removeprefix("$") if name else None


def secret(variable: str) -> str | None:
    """What an environment variable holds, None where it is not set or empty."""
    return os.environ.get(variable) or None


def _words(given: dict[str, Any], key: str, place: _Place) -> str | None:
    value = given.get(key)
    if value is not None and (not isinstance(value, str) or not value.strip()):
        raise place.error(f'"{key}" is {value!r}: write some text in quotation marks', key)
    return value
