"""Pages of Telegram to the fields of articles, one a message: messages*.html, and saved t.me/s/CHANNEL.

Sources of the forms: what Telegram Desktop writes, and the public preview pages of channels. What becomes of a message
is as in telegram.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from dateline.collect import html, markup, text
from dateline.collect.telegram import Counts
from dateline.errors import FormatInput, InputError

#: What only such pages hold.
PAGE = re.compile(
    rb'class="(?:message default clearfix|page_body chat_page|tgme_(?:main|channel_history|widget_message))\b'
)
#: Pages of an export that hold no chat: its table of contents, its lists of chats, contacts and devices.
INDEX = re.compile(rb'class="page_body(?: list_page)?"')
#: How far into a page its marks stand: behind styles and scripts.
PAGE_HEAD = 1 << 20
DATE = re.compile(r"(\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d:\d\d)(?: UTC([+-]\d\d:\d\d))?")
#: A file of an export holds 1,000 messages of a dozen elements.
MOST_ELEMENTS = 500_000
BREAK = "\n"


def is_page(content: bytes) -> bool:
    """Whether a page is one of Telegram Desktop's export or of a channel's preview."""
    return PAGE.search(content[:PAGE_HEAD]) is not None


def is_index(head: bytes) -> bool:
    """Whether the first bytes are of a page that Telegram Desktop wrote beside the chats."""
    return b"<title>Exported Data</title>" in head and INDEX.search(head) is not None


def messages(content: bytes, *, where: str, counts: Counts) -> Iterator[tuple[str, dict[str, Any]] | InputError]:
    """(where, fields) of each message of a page: messages*.html, or a saved t.me/s/CHANNEL."""
    tree = html.tree(text.decoded(content, where=where, charset="utf-8"))
    if tree is None or sum(1 for _ in tree.iter()) > MOST_ELEMENTS:
        yield FormatInput(where, "is a page of Telegram that cannot be parsed: save it again")
        return
    made = [*_of_desktop(tree), *_of_preview(tree)]
    if not made:
        yield FormatInput(where, "is a page of Telegram without messages: save the page of a channel, t.me/s/CHANNEL")
    for key, fields in made:
        if fields["text"].strip():
            yield f"{where}#{key}", fields
        else:
            counts.wordless += 1


def _of_desktop(tree: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """(number, fields) of the messages of messages*.html. One that is "joined" is of the sender before it."""
    chat = _words(_within(tree, "page_header", "text")[:1])
    sender: str | None = None
    for message in _within(tree, "message default"):
        body = next(iter(_below(message, "body")), message)
        sender = _words(_below(body, "from_name")) or sender
        number = re.sub(r"\D", "", message.get("id") or "")
        yield number, {"id": f"telegram-{chat or ''}-{number}" if number else None, **_fields(body, chat, sender)}


def _fields(body: Any, chat: str | None, sender: str | None) -> dict[str, Any]:
    """The fields of a message, from its body; one that was forwarded stands in a body of its own within."""
    dates = [one.get("title") for one in _below(body, "date")]
    replied = re.search(r"go_to_message(\d+)", "".join(str(one) for one in body.xpath(".//@href")))
    forwards = _below(body, "forwarded body")
    inner = forwards[0] if forwards else body
    forwarded = _without_date(_below(inner, "from_name")) if forwards else None
    return {
        "text": BREAK.join(map(markup.paragraphs, _below(inner, "text"))),
        "published": _of_title(dates[0]) if dates and dates[0] else None,
        "dated_by": "message",
        "outlet": chat or sender,
        "byline": _words(_below(body, "signature")) or (sender if sender != chat else None),
        "credits": [forwarded] if forwarded and forwarded != chat else [],
        "reply_to": replied[1] if replied else None,
    }


def _of_preview(tree: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """(number, fields) of the messages of t.me/s/CHANNEL."""
    for message in _within(tree, "tgme_widget_message"):
        channel, _, number = (message.get("data-post") or "").partition("/")
        if not number or "service_message" in message.get("class"):
            continue
        owner = _words(_within(message, "tgme_widget_message_owner_name")[:1])
        forwarded = _words(_within(message, "tgme_widget_message_forwarded_from_name"))
        times = [time for dated in _within(message, "tgme_widget_message_date") for time in dated.iter("time")]
        replied = [one.get("href") or "" for one in _within(message, "tgme_widget_message_reply")]
        fields = {
            "id": f"telegram-{channel}-{number}",
            "text": _text(message),
            "published": times[0].get("datetime") if times else None,
            "dated_by": "message",
            "edited": (_words(_within(message, "tgme_widget_message_meta")) or "").startswith("edited"),
            "outlet": owner or channel,
            "url": f"https://t.me/{channel}/{number}",
            "byline": _words(_within(message, "tgme_widget_message_from_author")),
            "credits": [forwarded] if forwarded and forwarded != owner else [],
            "reply_to": replied[0].rpartition("/")[2] if replied else None,
        }
        yield number, fields


def _text(message: Any) -> str:
    """The words of a message of a preview page, without those that it answers; texts within texts once."""
    texts = _within(message, "tgme_widget_message_text")
    quoted = _within(message, "tgme_widget_message_reply")
    outer = [one for one in texts if not any(above in texts or above in quoted for above in one.iterancestors())]
    return BREAK.join(map(markup.paragraphs, outer))


def _within(element: Any, *path: str) -> list[Any]:
    """The elements below, at any depth, that have the classes; each step's within those of the step before."""
    return list(element.xpath("." + "".join(f"//*[{_of_classes(names)}]" for names in path)))


def _below(element: Any, names: str) -> list[Any]:
    """The elements right below that have the classes."""
    return list(element.xpath(f"./*[{_of_classes(names)}]"))


def _of_classes(names: str) -> str:
    """The XPath test for classes among an element's classes."""
    return " and ".join(f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')" for name in names.split())


def _words(elements: list[Any]) -> str | None:
    """The words of elements on one line, None for none."""
    return " ".join(" ".join(element.text_content() for element in elements).split()) or None


def _without_date(names: list[Any]) -> str | None:
    """The name of whom a message is forwarded from, without the date that stands in the same element."""
    for name in names:
        for dated in _within(name, "date"):
            dated.drop_tree()
    return _words(names)


def _of_title(title: str) -> str | None:
    """A date as "16.09.2023 11:30:00 UTC+03:00"; older exports have no zone."""
    found = DATE.search(title)
    if not found:
        return None
    day, month, year, clock, zone = found.groups()
    try:
        return datetime.fromisoformat(f"{year}-{month}-{day}T{clock}{zone or ''}").isoformat()
    except ValueError:
        return None
