"""Posting to a webhook, guarded as fetching is, and signed so that the receiver knows who it was and that it is whole.

The headers are those of the Standard Webhooks specification (standardwebhooks.com), for which every language has a
library: `webhook-id` (the same at each try), `webhook-timestamp` (seconds since 1970), and, where there is a secret,
`webhook-signature`: "v1," and the Base64 of the HMAC-SHA256 of "<id>.<timestamp>.<body>".
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from email.utils import parsedate_to_datetime

from dateline.collect import web
from dateline.collect.web import Answer, Bounds
from dateline.errors import InputError, SettingsError

#: Before a secret that is Base64 of its bytes, as the specification writes them; others are taken as they are.
PREFIX = "whsec_"
#: A receiver that answers this wants no more (RFC 9110 15.5.11).
GONE = 410


class NotTaken(InputError):
    """A receiver did not take what was posted; `seconds` that it asked to wait, `gone`: it wants no more."""

    def __init__(self, where: str, problem: str, seconds: float = 0.0, *, gone: bool = False) -> None:
        super().__init__(where, problem)
        self.seconds, self.gone = seconds, gone


def post(url: str, body: bytes, *, id_: str, secret: str | None, bounds: Bounds) -> None:
    """Post JSON to a webhook; taken is what is answered by 2xx. Raises NotTaken, or another InputError."""
    stamp = str(int(time.time()))
    headers = {"Content-Type": "application/json", "webhook-id": id_, "webhook-timestamp": stamp}
    headers["Content-Length"] = str(len(body))
    if secret:
        headers["webhook-signature"] = signature(secret, id_, stamp, body)
    answer = web.visit(url, bounds, wanted="list", headers=headers, content=body)
    if 200 <= answer.status < 300:
        return
    if answer.status in web.REDIRECTING:
        raise NotTaken(url, f"answers {answer.status}: name the address to which it leads, posts do not follow")
    raise NotTaken(url, f"answers {answer.status}", _asked_wait(answer), gone=answer.status == GONE)


def signature(secret: str, id_: str, stamp: str, body: bytes) -> str:
    """The signature of a body. Raises SettingsError for a secret that is not what it says it is."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True) if secret.startswith(PREFIX) else None
    except binascii.Error:
        raise SettingsError(f"the secret of a webhook begins with {PREFIX} but goes on with no Base64") from None
    signed = f"{id_}.{stamp}.".encode() + body
    made = hmac.new(key if key is not None else secret.encode(), signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(made).decode()


def _asked_wait(answer: Answer) -> float:
    """Seconds that Retry-After asks for; 0 where it asks for none."""
    stated = answer.header("retry-after").strip()
    if stated.isdecimal():
        return float(stated[:6])
    try:
        return max(0.0, parsedate_to_datetime(stated).timestamp() - time.time())
    except (ValueError, IndexError, TypeError, OverflowError):
        return 0.0
