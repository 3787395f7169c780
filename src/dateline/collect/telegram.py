"""Exports of Telegram Desktop in JSON (result.json) to the fields of articles, one a message.

Source of the form: core.telegram.org/import-export, and what Telegram Desktop itself writes. A message that was
forwarded credits the channel it comes from, so that its chain of sources starts there. Service messages are left out,
and those without words are counted. For its pages, see telegram_pages.py.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, Any

from dateline.errors import EncodingInput, FormatInput, InputError, TooLargeInput

#: The first bytes of an export: of one chat, or of an account with all its chats.
EXPORT = re.compile(rb'\s*\{\s*"(?:name|type|id|about|messages|chats|personal_information)"\s*:')
HOLDS = re.compile(rb'"(?:messages|personal_information|chats|left_chats)"\s*:\s*[\[{]')
#: What an article of ours would have instead.
ARTICLE = re.compile(rb'"text"\s*:')
STRING = r'"(?>(?:[^"\\]|\\.)*)"'
#: A chat begins: an object with its name, type and id, and then its messages. Within a string the quotation marks would
#: be escaped, so nothing that somebody wrote looks like this.
SCALAR = rf"(?:{STRING}|null|true|false|-?\d++)"
CHAT = re.compile(
    rf'\{{\s*+(?P<fields>(?>(?:"(?!messages")\w+"\s*+:\s*+{SCALAR}\s*+,\s*+)*))"messages"\s*+:\s*+\[', re.DOTALL
)
#: Where the next message may begin behind a broken one.
NEXT_MESSAGE = re.compile(r'\}\s*,\s*(?=\{\s*"id"\s*:)')
#: Telegram Desktop writes control characters as \xNN, which is no JSON.
HEXADECIMAL = re.compile(r"(\\\\)|\\x([0-9A-Fa-f]{2})")
BETWEEN = re.compile(r"[ \t\r\n,]*+")
BLOCK = 1 << 16
#: The furthest that a chat's name, type and id stand before its messages.
CHAT_HEAD = 20_000
AGAIN = "export the chat again, as machine-readable JSON"
WITH_CHANNEL_LINKS = ("channel", "supergroup")


@dataclass(slots=True)
class Counts:
    """What was left out of one file."""

    wordless: int = 0


@dataclass(slots=True)
class _Chat:
    name: str | None
    kind: str
    id: str


@dataclass(slots=True)
class _Text:
    """A text that comes in blocks: what of it is here, used up to `at`."""

    stream: IO[bytes]
    held: str = ""
    at: int = 0
    ended: bool = False
    size: int = BLOCK
    decoder: Any = field(default_factory=lambda: codecs.getincrementaldecoder("utf-8")("surrogateescape"))

    def more(self) -> bool:
        """Read a block, each time a larger one until something is used; False at the end."""
        block = b"" if self.ended else self.stream.read(self.size)
        self.ended = not block
        self.size = min(self.size * 2, 1 << 24)
        self.held, self.at = self.held[self.at :] + self.decoder.decode(block, self.ended), 0
        return not self.ended

    def use(self, end: int) -> None:
        """Have done with what is before `end`."""
        self.at, self.size = end, BLOCK


def is_export(head: bytes) -> bool:
    """Whether the first bytes of a file are those of Telegram Desktop's result.json."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    found = HOLDS.search(head) if EXPORT.match(head) else None
    return found is not None and not ARTICLE.search(head[: found.start()])


def messages(
    stream: IO[bytes], *, where: str, max_bytes: int, counts: Counts
) -> Iterator[tuple[str, dict[str, Any]] | InputError]:
    """(where, fields) of each message of a result.json, of one chat or many, read block by block.

    A broken message gives an error, and the next ones go on. No message longer than `max_bytes` is kept.
    """
    source, some = _Text(stream), False
    while found := _next_chat(source):
        some = True
        chat = found
        for place, raw in _objects(source, f"{where}, {chat.name or chat.kind or 'chat'}", max_bytes):
            if isinstance(raw, InputError):
                yield raw
            elif made := _fields(raw, chat, counts):
                yield place, made
    if not some:
        yield FormatInput(where, f'is JSON without a list of "messages": {AGAIN}')


def _next_chat(source: _Text) -> _Chat | None:
    """The next chat, the text used up to its first message."""
    while True:
        if found := CHAT.search(source.held, source.at):
            source.use(found.end())
            return _chat(found["fields"])
        source.use(max(source.at, len(source.held) - CHAT_HEAD))
        if not source.more():
            return None


def _chat(fields: str) -> _Chat:
    try:
        known = json.loads("{" + fields.rstrip().rstrip(",") + "}")
    except ValueError:
        known = {}
    name, kind = known.get("name"), known.get("type")
    return _Chat(name if isinstance(name, str) else None, str(kind or ""), str(known.get("id") or name or ""))


def _objects(source: _Text, where: str, max_bytes: int) -> Iterator[tuple[str, dict[str, Any] | InputError]]:
    """The objects of the array that the text stands in; it then stands behind the array."""
    decoder, number = json.JSONDecoder(), 0
    while True:
        source.at = BETWEEN.match(source.held, source.at).end()  # type: ignore[union-attr]
        if source.at == len(source.held):
            if not source.more():
                yield where, FormatInput(where, f"ends before its last message: {AGAIN}")
                return
            continue
        if source.held[source.at] != "{":
            return
        number += 1
        place = f"{where}, message {number}"
        value = _value(source, decoder, place, max_bytes)
        yield place, value
        if isinstance(value, InputError) and not isinstance(value, EncodingInput) and not _to_next(source):
            return


def _value(source: _Text, decoder: json.JSONDecoder, where: str, max_bytes: int) -> dict[str, Any] | InputError:
    """The object that begins here, used; or what is wrong with it, not used but where it is in another encoding."""
    repaired = False
    while True:
        start = source.at
        try:
            value, end = decoder.raw_decode(source.held, start)
        except RecursionError:
            return FormatInput(where, f"is JSON nested out of all bounds: {AGAIN}")
        except ValueError as error:
            wrong = _wrong(source, start, error, repaired)
            if wrong is not None:
                return FormatInput(where, f"is broken JSON ({wrong}): {AGAIN}")
            if "escape" in str(error) and not repaired:
                source.held, repaired = HEXADECIMAL.sub(_as_json, source.held), True
                continue
            repaired = False
            if len(source.held) - start > max_bytes:
                return TooLargeInput(where, f"is longer than {max_bytes} bytes: raise DATELINE_MAX_BYTES")
            if not source.more():
                return FormatInput(where, f"the file ends in the middle of this message: {AGAIN}")
            continue
        raw = source.held[start:end]
        source.use(end)
        if not raw.isascii() and re.search("[\udc80-\udcff]", raw):
            return EncodingInput(where, f"is not UTF-8: {AGAIN}")
        return value if isinstance(value, dict) else {}


def _wrong(source: _Text, start: int, error: ValueError, repaired: bool) -> str | None:
    """What is wrong with an object; None where it may only be not all here yet, or is to be repaired."""
    at = error.pos if isinstance(error, json.JSONDecodeError) else start
    told = error.msg if isinstance(error, json.JSONDecodeError) else "a number out of all bounds"
    unfinished = at >= len(source.held) - 12 or "Unterminated string" in told
    if unfinished and not source.ended:
        return None
    if "escape" in told and not repaired:
        return None
    return None if unfinished else told


def _as_json(found: re.Match[str]) -> str:
    return found[1] or f"\\u00{found[2]}"


def _to_next(source: _Text) -> bool:
    """Go to where the next message seems to begin; False where there is none."""
    while True:
        if found := NEXT_MESSAGE.search(source.held, source.at + 1):
            source.use(found.end())
            return True
        source.use(max(source.at, len(source.held) - 200))
        if not source.more():
            return False


def _fields(raw: Mapping[str, Any], chat: _Chat, counts: Counts) -> dict[str, Any] | None:
    """The fields of one message, None for one that is left out."""
    if raw.get("type") != "message":
        return None
    words = _words(raw)
    if not words.strip():
        counts.wordless += 1
        return None
    sender, number = _string(raw.get("from")), str(raw.get("id", ""))
    linked = chat.kind.endswith(WITH_CHANNEL_LINKS) and chat.id.isdecimal()
    forwarded = _string(raw.get("forwarded_from"))
    return {
        "id": f"telegram-{chat.id}-{number}",
        "text": words,
        "published": _moment(raw, "date"),
        "dated_by": "message",
        "edited": _moment(raw, "edited"),
        "outlet": chat.name or (sender if chat.kind != "saved_messages" else None),
        "url": f"https://t.me/c/{chat.id}/{number}" if linked else None,
        "byline": _string(raw.get("author")) or (sender if sender != chat.name else None),
        "credits": [forwarded] if forwarded and forwarded != chat.name else [],
        "reply_to": str(reply) if (reply := raw.get("reply_to_message_id")) is not None else None,
    }


def _words(raw: Mapping[str, Any]) -> str:
    """The text of a message: its entities joined; older exports have "text" only, a string or a list."""
    parts = raw.get("text_entities") or raw.get("text") or ""
    if isinstance(parts, str):
        return parts
    if not isinstance(parts, list):
        return ""
    return "".join(part if isinstance(part, str) else _string(_get(part, "text")) or "" for part in parts)


def _moment(raw: Mapping[str, Any], name: str) -> str | None:
    """The time in UTC where the export has it as seconds, else the exporting computer's time, its zone not known."""
    seconds = raw.get(f"{name}_unixtime")
    try:
        if seconds is not None and int(seconds) > 0:
            return datetime.fromtimestamp(int(seconds), UTC).isoformat()
        stated = datetime.fromisoformat(str(raw.get(name)))
    except (ValueError, TypeError, OverflowError, OSError):
        return None
    return stated.isoformat() if stated.year > 1970 else None  # old exports: 1970 for "never edited"


def _get(part: object, name: str) -> object:
    return part.get(name) if isinstance(part, dict) else None


def _string(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
