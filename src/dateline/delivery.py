"""Handing notices over: to a file, a feed, a webhook, by mail. Each may be tried again and again."""

from __future__ import annotations

import json
import os
import smtplib
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from dateline.alerts import SUBMISSIONS, Alerts, MailServer, secret
from dateline.collect import webhook
from dateline.collect.web import Bounds
from dateline.errors import InputError, SettingsError
from dateline.publish import notices

Json = Mapping[str, Any]

#: Bytes at the end of a file in which a notice is looked for that may have been written already.
TAIL = 1 << 20
#: Notices in one mail.
MAILED = 50
#: Notices handed over at once, by way: a webhook gets one at a time, and has it as soon as it says so.
AT_ONCE = {"file": 500, "feed": 500, "webhook": 1, "mail": MAILED}


class NotDelivered(Exception):
    """Notices did not arrive: why, how many seconds to wait at least, and whether the receiver wants no more."""

    def __init__(self, problem: str, seconds: float = 0.0, *, gone: bool = False) -> None:
        super().__init__(problem)
        self.problem, self.seconds, self.gone = problem, seconds, gone


@dataclass(frozen=True, slots=True)
class Delivery:
    """Hands notices over as a table of alerts says; `bounds` say where webhooks may be, and what they may cost."""

    alerts: Alerts
    bounds: Bounds

    def __post_init__(self) -> None:
        """Raises SettingsError where an environment variable is named that is not set."""
        named = [*self.alerts.secrets.values(), self.alerts.mail.password if self.alerts.mail else None]
        if missing := next((name for name in named if name and not secret(name)), None):
            raise SettingsError(f"the environment variable {missing}, which the table of alerts names, is not set")

    def hand(self, way: str, target: str, bodies: Sequence[Json], latest: Sequence[Json]) -> None:
        """Hand notices over, oldest first; `latest` are those of a feed, newest first. Raises NotDelivered."""
        try:
            WAYS[way](self, target, bodies, latest)
        except webhook.NotTaken as error:
            raise NotDelivered(str(error), error.seconds, gone=error.gone) from None
        except (InputError, SettingsError) as error:
            raise NotDelivered(str(error)) from None
        except smtplib.SMTPException as error:
            raise NotDelivered(f"the mail server does not take it: {_plain(error)}") from None
        except OSError as error:
            raise NotDelivered(f"{target}: {error.strerror or error}") from None


def to_file(delivery: Delivery, target: str, bodies: Sequence[Json], latest: Sequence[Json]) -> None:
    """Append JSON lines; what stands at the end of the file already, after a try that was cut off, is left out."""
    with Path(target).open("a+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - TAIL))
        tail = file.read()
        there = {_id(line) for line in tail.splitlines()}
        lines = [json.dumps(body, ensure_ascii=False) + "\n" for body in bodies if body["id"] not in there]
        if tail and not tail.endswith(b"\n"):
            lines.insert(0, "\n")
        file.write("".join(lines).encode("utf-8", "replace"))
        file.flush()
        os.fsync(file.fileno())


def to_feed(delivery: Delivery, target: str, bodies: Sequence[Json], latest: Sequence[Json]) -> None:
    """Write the feed anew, and put it in place when it is whole."""
    path = Path(target)
    scratch = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with scratch.open("wb") as file:
            file.write(notices.feed(path.name, latest))
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


def to_webhook(delivery: Delivery, target: str, bodies: Sequence[Json], latest: Sequence[Json]) -> None:
    """Post each: its id is the same at each try, so that a receiver can leave out what it has."""
    variable = delivery.alerts.secrets.get(target)
    for body in bodies:
        packed = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        key = secret(variable) if variable else None
        webhook.post(target, packed, id_=str(body["id"]), secret=key, bounds=delivery.bounds)


def to_mail(delivery: Delivery, target: str, bodies: Sequence[Json], latest: Sequence[Json]) -> None:
    """One mail that tells all, through TLS where the server offers it."""
    server = delivery.alerts.mail
    if server is None:
        raise NotDelivered("there is no mail server in the table of alerts")
    message = notices.mail(bodies, sender=server.sender, receiver=target)
    trust, timeout = ssl.create_default_context(), delivery.bounds.timeout
    with (
        smtplib.SMTP_SSL(server.host, server.port, timeout=timeout, context=trust)
        if server.port == SUBMISSIONS
        else smtplib.SMTP(server.host, server.port, timeout=timeout)
    ) as connection:
        _enter(connection, server, trust)
        connection.send_message(message)


def _enter(connection: smtplib.SMTP, server: MailServer, trust: ssl.SSLContext) -> None:
    connection.ehlo()
    is_safe = server.port == SUBMISSIONS or _is_here(server.host)
    if connection.has_extn("starttls"):
        connection.starttls(context=trust)
        connection.ehlo()
        is_safe = True
    if server.user and server.password:
        if not is_safe:
            raise NotDelivered(f"{server.host} offers no TLS: the password is not sent in the clear")
        connection.login(server.user, secret(server.password) or "")


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _plain(error: smtplib.SMTPException) -> str:
    """What a mail server said, as one line."""
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        return f"{error.smtp_code} {' '.join(str(said).split())}"
    return " ".join(str(error).split())


def _id(line: bytes) -> str | None:
    try:
        found = json.loads(line)
        return str(found["id"]) if isinstance(found, dict) and "id" in found else None
    except ValueError:
        return None


WAYS: dict[str, Callable[[Delivery, str, Sequence[Json], Sequence[Json]], None]] = {
    "file": to_file,
    "feed": to_feed,
    "webhook": to_webhook,
    "mail": to_mail,
}
