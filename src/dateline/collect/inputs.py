"""What a user names (files, folders, addresses, standard input) to articles: input -> Capture -> fields -> Article."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from dateline.collect import (
    datelines,
    eml,
    formats,
    html,
    jsonl,
    newsml,
    ninjs,
    pdf,
    telegram,
    telegram_pages,
    text,
    warc,
    web,
)
from dateline.collect.articles import article_from
from dateline.collect.listing import site
from dateline.errors import BinaryInput, EmptyInput, FormatInput, InputError, NotFoundInput, TooLargeInput
from dateline.records import Article, Capture, row_id

STANDARD_INPUT = "-"
#: Above as many bytes of JSON lines the total is not worth counting: it takes a second for each gigabyte or so.
COUNTABLE = 2_000_000_000
BLOCK = 1 << 20
#: The rule of a date that was given for all inputs that say none; that of one by a list whose kind was not kept.
OPTION, LISTED = "option", "list"
#: Whose pages of messages are believed when they were found on the web.
TELEGRAM = frozenset({"t.me", "telegram.me"})


@dataclass(frozen=True, slots=True)
class Limits:
    """The settings of these names: characters of an article, bytes of a page, file or line, seconds of a fetch.

    `tell` is called with a line for people where something was left out that is no error, `passed` with the bytes of
    files that were gone through since the last time.
    """

    max_characters: int
    max_bytes: int
    timeout: float
    tell: Callable[[str], None] | None = None
    passed: Callable[[int], None] | None = None


@dataclass(frozen=True, slots=True)
class Archived(Capture):
    """A page out of an archive. `place` is the file and where in it the page stands."""

    place: str = ""


def read_inputs(
    inputs: Sequence[str],
    *,
    published: str | None = None,
    outlet: str | None = None,
    language: str | None = None,
    max_characters: int,
    max_bytes: int,
    timeout: float,
    stdin: BinaryIO | None = None,
    tell: Callable[[str], None] | None = None,
    passed: Callable[[int], None] | None = None,
) -> Iterator[Article | InputError]:
    """The articles of all inputs in order; for each that cannot be read, the error, and the others go on.

    An input is a path, a folder, an http(s) address or "-". `published`, `outlet` and `language` fill in what an
    article does not say itself. Sizes are as in Settings. Nothing is read before it is asked for. `tell` gets a line
    for what is left out without being an error: messages of pictures only. `passed` gets the bytes of files that were
    gone through since the last time: `size` of them in all.
    """
    limits = Limits(max_characters, max_bytes, timeout, tell, passed)
    defaults = {"published": published, "outlet": outlet, "language": language}
    for given in inputs:
        for capture in captures(given, limits=limits, stdin=stdin):
            yield capture if isinstance(capture, InputError) else _article(capture, defaults, limits)


def captures(given: str, *, limits: Limits, stdin: BinaryIO | None = None) -> Iterator[Capture | InputError]:
    """The captures of one input: a line of JSON lines, a message, a page of an archive each, else a file or page."""
    try:
        if given == STANDARD_INPUT:
            yield from _standard_input(stdin, limits)
        elif web.is_url(given):
            yield from _page(given, limits)
        elif Path(given).is_dir():
            yield from _folder(Path(given), limits)
        else:
            yield from _file(Path(given), limits)
    except InputError as error:
        yield error
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
        yield _not_opened(given, error)


def articles_of_page(
    content: bytes, *, url: str, stated: str, fetched: str, defaults: Mapping[str, str | None], limits: Limits
) -> Iterator[Article | InputError]:
    """The articles of what was fetched from an address, after redirects: one of a page, several of a page of messages.

    `stated` is its Content-Type, `fetched` ISO 8601; `defaults` fill in what an article does not say: "published" (by
    the rule "dated_by"), "language". Their "outlet" outranks the page's: names of sites in metadata are often none.
    """
    known, published = {"outlet": defaults.get("outlet")}, defaults.get("published")
    given = {"language": defaults.get("language")}
    try:
        _refuse_strangers(content, stated, url)
        for capture in _of_page(content, stated, url, fetched, limits, url):
            found = capture if isinstance(capture, InputError) else _article(capture, given, limits, known)
            # Not before: the id is of the page alone, so that the same page listed without a date has the same.
            if isinstance(found, Article) and found.published is None and published:
                found = replace(found, published=published, dated_by=defaults.get("dated_by") or LISTED)
            yield found
    except InputError as error:
        yield error


def _refuse_strangers(content: bytes, stated: str, url: str) -> None:
    """Raise FormatInput for what says itself whose articles it holds, and under which ids, where it cannot know.

    A person may give such a file. A page that was found on the web could pass for somebody else with it.
    """
    kind = formats.by_media_type(stated)
    reader = kind.reader if kind and kind.reader else formats.sniffed(content[: formats.HEAD])
    if reader in ("jsonl", "warc", "wacz", "newsml", "mail"):
        raise FormatInput(url, "is a file of articles, not a page: fetch it and give it to `dateline add`")
    if reader == "html" and telegram_pages.is_page(content) and site(url) not in TELEGRAM:
        raise FormatInput(url, "is made like a page of Telegram, and is none of t.me")


def count(inputs: Sequence[str]) -> int | None:
    """About how many articles there are, for a progress bar: lines of JSON lines, else files; None if not known."""
    total = 0
    for given in inputs:
        number = 1 if web.is_url(given) else _count_path(given)
        if number is None:
            return None
        total += number
    return total


def size(inputs: Sequence[str]) -> int | None:
    """The bytes of all files, for a progress bar where `count` is not known; None where an input is no file."""
    total = 0
    for given in inputs:
        if given == STANDARD_INPUT or web.is_url(given):
            return None
        path = Path(given)
        try:
            total += sum(one.stat().st_size for one in (_readable(path) if path.is_dir() else [path]))
        except (OSError, ValueError):  # an error line in its place
            return None
    return total


def _article(
    capture: Capture, defaults: dict[str, str | None], limits: Limits, known: Mapping[str, str | None] | None = None
) -> Article | InputError:
    where = f"{capture.source} ({capture.place})" if isinstance(capture, Archived) else capture.source
    try:
        fields = _fields(capture, where)
        missing = {name: value for name, value in defaults.items() if value and not fields.get(name)}
        if _dates_itself(fields.get("text")):
            missing.pop("published", None)
        if "published" in missing:
            missing["dated_by"] = OPTION
        outranking = {name: value for name, value in (known or {}).items() if value}
        return article_from({**fields, **missing, **outranking}, where=where, max_characters=limits.max_characters)
    except InputError as error:
        return error


def _dates_itself(text: object) -> bool:
    """Whether the line of a dispatch gives its date in full."""
    return isinstance(text, str) and datelines.full_date(text, datelines.dateline(text)) is not None


def _fields(capture: Capture, where: str) -> dict[str, Any]:
    media_type, _, parameters = (capture.media_type or "").partition(";")
    kind = formats.by_media_type(media_type)
    charset = parameters.partition("charset=")[2].strip(" \"'").partition(";")[0] or None
    url = capture.source if web.is_url(capture.source) else None
    reader = kind.reader if kind else None
    if reader == "jsonl":
        found = jsonl.fields(capture.content, where=where)
        return ninjs.fields(found, where=where) if ninjs.is_item(found) else found
    if reader == "html":
        return html.fields(capture.content, where=where, url=url, charset=charset)
    if reader == "pdf":
        return {**pdf.fields(capture.content, where=where), "url": url}
    if reader == "mail":
        return eml.fields(capture.content, where=where)
    return {"text": text.decoded(capture.content, where=where, charset=charset), "url": url}


def _standard_input(stdin: BinaryIO | None, limits: Limits) -> Iterator[Capture | InputError]:
    buffered: io.BufferedReader = io.BufferedReader(cast(Any, stdin or sys.stdin.buffer))
    try:
        yield from _stream(buffered, where="standard input", reader=None, limits=limits)
    finally:
        buffered.detach()  # not ours to close


def _page(url: str, limits: Limits) -> Iterator[Capture | InputError]:
    content, stated, final, fetched = web.fetch(url, timeout=limits.timeout, max_bytes=limits.max_bytes)
    yield from _of_page(content, stated, final, fetched, limits, url)


def _of_page(
    content: bytes, stated: str, final: str, fetched: str, limits: Limits, url: str
) -> Iterator[Capture | InputError]:
    kind = formats.by_media_type(stated)
    reader = kind.reader if kind and kind.reader else formats.sniffed(content[: formats.HEAD])
    if not content.strip():
        yield EmptyInput(url, "the page is empty: check the address")
    elif reader in ("jsonl", "warc", "wacz", "newsml") or (reader == "html" and telegram_pages.is_page(content)):
        stream = io.BufferedReader(cast(Any, io.BytesIO(content)))
        yield from _stream(stream, where=final, reader=reader, limits=limits)
    else:
        media_type = f"{_MEDIA_TYPES[reader]};{stated.partition(';')[2]}"
        yield _capture(final, content, media_type, fetched=fetched)


def _folder(folder: Path, limits: Limits) -> Iterator[Capture | InputError]:
    paths = _readable(folder)
    if not paths:
        yield EmptyInput(
            str(folder), "there is no .jsonl, .txt, .md or .html file in the folder: name one that has some"
        )
    for path in paths:
        yield from captures(str(path), limits=limits)


def _readable(folder: Path) -> list[Path]:
    """The files under a folder that may be articles, in order; hidden ones and those behind linked folders are not."""
    found = []
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(at, name) for name in names if not name.startswith(".")]
    return sorted(path for path in found if path.is_file() and _may_be_article(path))


def _may_be_article(path: Path) -> bool:
    """Whether dateline reads such a file: by its name or, where that says nothing, by its first bytes."""
    kind = formats.by_suffix(path.name)
    if kind is not None and kind.reader in ("newsml", "html"):
        return _is_news(path, kind.reader)
    if kind is not None:
        return kind.reader is not None
    try:
        with path.open("rb") as file:
            text.refuse_binary(file.read(formats.HEAD), where=str(path))
    except BinaryInput:
        return False
    except (OSError, InputError):  # worth a line of its own when it is read
        return True
    return True


def _is_news(path: Path, reader: formats.Reader) -> bool:
    """Whether an XML file in a folder is a news item, and no feed; a page no table of contents of Telegram's."""
    try:
        with path.open("rb") as file:
            head = file.read(formats.HEAD)
    except OSError:  # worth a line of its own when it is read
        return True
    return newsml.is_newsml(head) if reader == "newsml" else not telegram_pages.is_index(head)


def _file(path: Path, limits: Limits) -> Iterator[Capture | InputError]:
    kind = formats.by_suffix(path.name)
    with path.open("rb") as file:
        head = file.peek(formats.HEAD)
        if kind is not None and kind.reader is None and head:
            raise BinaryInput(str(path), f"is {kind.name}, not an article: {kind.advice}")
        found = _stream(file, where=str(path), reader=kind.reader if kind else None, limits=limits)
        yield from _followed(found, file, limits) if limits.passed else found


def _followed(
    found: Iterable[Capture | InputError], file: io.BufferedReader, limits: Limits
) -> Iterator[Capture | InputError]:
    """What is found in a file; and how far it was gone through is told."""
    assert limits.passed
    before, whole = 0, os.fstat(file.fileno()).st_size
    try:
        for one in found:
            at = file.raw.tell()
            if before < at < whole:  # at its end is also whoever looks there for the table of a bundle
                limits.passed(at - before)
                before = at
            yield one
    finally:
        limits.passed(max(0, whole - before))


def _stream(
    stream: io.BufferedReader, *, where: str, reader: formats.Reader | None, limits: Limits
) -> Iterator[Capture | InputError]:
    head = stream.peek(formats.HEAD)[: formats.HEAD]
    if not head:
        raise EmptyInput(where, "is empty: give an article's text")
    magic = formats.by_magic(head)
    if magic and magic.reader and (reader is None or magic.reader == "pdf"):
        reader = magic.reader
    if reader == "warc" or reader == "wacz":
        yield from _archive(stream, where, reader, limits)
        return
    if reader != "pdf" and text.marked(head) in (None, "utf-8"):
        text.refuse_binary(head, where=where)
    reader = reader or formats.sniffed(head)
    if reader == "jsonl":
        is_export = telegram.is_export(head)
        yield from _messages(stream, where, limits) if is_export else _lines(stream, where, limits)
        return
    content = stream.read(limits.max_bytes + 1)
    if len(content) > limits.max_bytes:
        raise TooLargeInput(where, f"is longer than {limits.max_bytes} bytes: raise DATELINE_MAX_BYTES or cut it")
    if reader == "newsml":
        yield from _made(newsml.items(content, where=where))
    elif reader == "html" and telegram_pages.is_page(content):
        counts = telegram.Counts()
        yield from _made(telegram_pages.messages(content, where=where, counts=counts))
        _tell_wordless(counts, where, limits)
    else:
        yield _capture(where, content, _MEDIA_TYPES[reader])


def _archive(stream: IO[bytes], where: str, reader: formats.Reader, limits: Limits) -> Iterator[Capture | InputError]:
    read = warc.pages if reader == "warc" else warc.packed_pages
    for page in read(stream, where=where, max_bytes=limits.max_bytes):
        if isinstance(page, InputError):
            yield page
        else:
            made = _capture(page.url, page.content, page.stated, fetched=page.fetched)
            yield Archived(made.id, made.source, made.content, made.media_type, made.fetched, made.digest, page.place)


def _messages(stream: IO[bytes], where: str, limits: Limits) -> Iterator[Capture | InputError]:
    counts = telegram.Counts()
    yield from _made(telegram.messages(stream, where=where, max_bytes=limits.max_bytes, counts=counts))
    _tell_wordless(counts, where, limits)


def _tell_wordless(counts: telegram.Counts, where: str, limits: Limits) -> None:
    if limits.tell and counts.wordless:
        limits.tell(f"{where}: messages without words (pictures, films, polls), left out: {counts.wordless:,}")


def _made(found: Iterable[tuple[str, dict[str, Any]] | InputError]) -> Iterator[Capture | InputError]:
    """Captures of what is one of many in a file: its fields, as a line of JSON."""
    for one in found:
        if isinstance(one, InputError):
            yield one
        else:
            yield _capture(one[0], json.dumps(one[1]).encode(), _MEDIA_TYPES["jsonl"])


def _lines(stream: IO[bytes], where: str, limits: Limits) -> Iterator[Capture | InputError]:
    some = False
    for line in jsonl.captures(stream, where=where, max_bytes=limits.max_bytes):
        some = True
        yield line if isinstance(line, InputError) else _capture(*line, _MEDIA_TYPES["jsonl"])
    if not some:
        yield EmptyInput(where, "holds blank lines only: write one article a line, as JSON")


def _capture(source: str, content: bytes, media_type: str, *, fetched: str | None = None) -> Capture:
    digest = hashlib.sha256(content).hexdigest()
    return Capture(row_id("c", source, digest), source, content, media_type, fetched, digest)


_MEDIA_TYPES: dict[formats.Reader, str] = {
    "jsonl": "application/json",
    "html": "text/html",
    "text": "text/plain",
    "pdf": "application/pdf",
    "mail": "message/rfc822",
}


def _not_opened(given: str, error: Exception) -> InputError:
    printable = given.encode("utf-8", "backslashreplace").decode()
    if isinstance(error, FileNotFoundError):
        return NotFoundInput(printable, "no such file or folder: check the name")
    reason = getattr(error, "strerror", None) or str(error)
    return NotFoundInput(printable, f"cannot be opened ({reason}): check the name and your permissions")


def _count_path(given: str) -> int | None:
    if given == STANDARD_INPUT:
        return None
    try:
        paths = _readable(Path(given)) if Path(given).is_dir() else [Path(given)]
        counts = [_count_file(path) for path in paths]
    except (OSError, ValueError):  # an error line in its place
        return 1
    return None if None in counts else sum(number or 0 for number in counts)


def _count_file(path: Path) -> int | None:
    kind = formats.by_suffix(path.name)
    if kind is not None and kind.reader in ("warc", "wacz"):
        return None
    if kind is None or kind.reader != "jsonl" or not path.is_file():
        return 1
    if path.stat().st_size > COUNTABLE:
        return None
    with path.open("rb") as file:
        if telegram.is_export(file.peek(formats.HEAD)):
            return None
        lines, last = 0, b"\n"
        while block := file.read(BLOCK):
            lines, last = lines + block.count(b"\n"), block[-1:]
    return lines + (last != b"\n")
