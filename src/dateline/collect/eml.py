"""A mail (RFC 5322, .eml) to the fields of an article: newsletters, and articles that somebody sent.

The text is that of its plain part or, where there is none worth the name, of its HTML part. Attachments are no text.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any, cast

from dateline.atlas import outlets
from dateline.collect import html, markup, text
from dateline.errors import BinaryInput, EmptyInput, EncodingInput, FormatInput, TooLargeInput

#: A plain part with fewer words ("This mail has pictures") stands in for the HTML part that it comes with.
FEWEST_WORDS = 40
#: Parts that are looked at: a mail that holds more is made to do harm.
MOST_PARTS = 1_000
#: The longest field of a header that is read, in characters: the library takes quadratic time for each.
LONGEST_FIELD = 2_000
#: A mail has a header, and in it one of these fields.
HEADER = ("from", "date", "subject", "message-id", "received")
TROUBLE = (ValueError, TypeError, LookupError, AttributeError, MessageError, RecursionError)


def fields(content: bytes, *, where: str) -> dict[str, Any]:
    """The fields of a mail. Raises EmptyInput for one without text, FormatInput for what is no mail."""
    try:
        mail = message_from_bytes(content)
    except TROUBLE:
        raise FormatInput(where, "is a mail that cannot be parsed: save it again, or give its text") from None
    if not any(name in mail for name in HEADER):
        raise FormatInput(where, "is no mail (it has no header): save the mail itself, as .eml")
    parts = list(_parts(mail, where))
    words = _plain(parts, where)
    name, address = _sender(mail)
    known = outlets.by_domain(address.rpartition("@")[2])
    return {
        "id": _header(mail, "message-id"),
        "text": words if len(words.split()) >= FEWEST_WORDS else _marked_up(parts, where) or words,
        "title": _header(mail, "subject"),
        "published": _sent(mail),
        "dated_by": "mail Date",
        "outlet": known.name if known else name or None,
    }


def _parts(mail: Message, where: str) -> Iterator[tuple[str, Message]]:
    """(media type, part) of the parts that are text and no attachment."""
    stack, seen = [mail], 0
    while stack:
        part = stack.pop()
        seen += 1
        if seen > MOST_PARTS:
            raise TooLargeInput(where, f"the mail has more than {MOST_PARTS} parts: give its text")
        if part.is_multipart():
            stack.extend(reversed(cast("list[Message]", part.get_payload())))
        elif not _is_beyond(part) and not _attached(part) and part.get_content_type() in ("text/plain", "text/html"):
            yield part.get_content_type(), part


def _is_beyond(part: Message) -> bool:
    """Whether a part's own header is too long to be read."""
    return any(len(str(part[name] or "")) > LONGEST_FIELD for name in ("content-type", "content-disposition"))


def _attached(part: Message) -> bool:
    try:
        return part.get_content_disposition() == "attachment"
    except TROUBLE:
        return True


def _plain(parts: list[tuple[str, Message]], where: str) -> str:
    read = [_decoded(part, where) for kind, part in parts if kind == "text/plain"]
    return "\n\n".join(words.replace("\r\n", "\n").strip("\n") for words in read if words.strip())


def _marked_up(parts: list[tuple[str, Message]], where: str) -> str:
    """The words of the HTML parts: the article that is found in one, else all its words."""
    out = []
    for kind, part in parts:
        if kind != "text/html":
            continue
        page = _decoded(part, where)
        try:
            found = html.fields(page.encode(), where=where, charset="utf-8")["text"]
        except EmptyInput:
            found = markup.of_html(page)
        out.append(found if found.strip() else "")
    return "\n\n".join(filter(None, out))


def _decoded(part: Message, where: str) -> str:
    """The text of a part, in the charset that it states, else UTF-8."""
    try:
        content, charset = part.get_payload(decode=True), part.get_content_charset()
    except TROUBLE:
        raise FormatInput(where, "holds a part that is packed in a broken way: save the mail again") from None
    try:
        return text.decoded(content if isinstance(content, bytes) else b"", where=where, charset=charset)
    except (EncodingInput, BinaryInput) as error:
        raise type(error)(where, "holds a part that is not in the encoding that it states: give its text") from None


def _sender(mail: Message) -> tuple[str, str]:
    """(name, address) of who sent it."""
    try:
        name, address = parseaddr(str(mail["from"] or "")[:LONGEST_FIELD])
        return " ".join(str(make_header(decode_header(name))).split()), address
    except TROUBLE:
        return "", ""


def _header(mail: Message, name: str) -> str | None:
    """A field of the header on one line; None where it is missing or beyond reading."""
    try:
        raw = " ".join(str(mail[name] or "")[:LONGEST_FIELD].split())
        value = " ".join(str(make_header(decode_header(raw))).split())
        value.encode()
    except TROUBLE:
        return None
    return value or None


def _sent(mail: Message) -> str | None:
    """The date with its zone; "-0000" says that the zone is not known."""
    try:
        sent: datetime = parsedate_to_datetime(_header(mail, "date") or "")
    except (*TROUBLE, OverflowError):
        return None
    return sent.isoformat(timespec="seconds")
