"""A PDF to the fields of an article: its text layer, by pypdf (BSD licence; the extra `pdf`).

No picture is read: a scan has no text layer. The date in a PDF's metadata is that of the file, not of the article,
and is not taken. Lines that were broken for the page are joined to paragraphs again.
"""

from __future__ import annotations

import io
import logging
import re
import time
from collections.abc import Iterator
from typing import Any

from dateline.errors import BinaryInput, EmptyInput, FormatInput, InputError, TooLargeInput

#: A longer document is no article; a newspaper's whole issue has about a hundred pages.
MOST_PAGES = 500
#: Seconds that a document may take: forms within forms can be made so that their text takes years.
LONGEST = 60.0
#: The most bytes of a page, unpacked: parsing 5 MB takes some seconds, the fullest real pages of text have 0.5 MB.
MOST_OF_PAGE = 5_000_000
AS_TEXT = "turn it into text: pdftotext FILE.pdf FILE.txt"
INSTALL = f"install what reads PDFs (pip install 'dateline[pdf]'), or {AS_TEXT}"
#: A line as long as this part of the longest common line goes on in the next.
FULL = 0.7
SENTENCE_END = re.compile(r"[.!?:][\"'”’)]*$")
HYPHEN = re.compile(r"[^\W\d_]-$")


def fields(content: bytes, *, where: str) -> dict[str, Any]:
    """The text of a PDF and, where its metadata states one that stands in the text, its title.

    Raises EmptyInput for one without text layer, BinaryInput for one that is locked or broken, FormatInput where pypdf
    is not installed.
    """
    try:
        import pypdf
    except ImportError:
        raise FormatInput(where, f"is a PDF: {INSTALL}") from None
    logging.getLogger("pypdf").addHandler(logging.NullHandler())
    logging.getLogger("pypdf").propagate = False
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise BinaryInput(where, f"is a PDF with a password: save it without one, or {AS_TEXT}")
        words = "\n\n".join(filter(None, (_paragraphs(page) for page in _pages(reader, where))))
        title = _title(reader, words)
    except InputError:
        raise
    except (MemoryError, RecursionError):
        raise TooLargeInput(where, "is a PDF nested or packed out of all bounds: give its text") from None
    except Exception as error:  # pypdf raises nearly anything on damaged files
        reason = " ".join(str(error).split())[:120] or type(error).__name__
        raise BinaryInput(where, f"is a broken PDF ({reason}): get it again, or {AS_TEXT}") from None
    if not words.strip():
        raise EmptyInput(where, "is a PDF without a text layer (a scan?): run it through text recognition (ocrmypdf)")
    return {"text": words, "title": title}


def _pages(reader: Any, where: str) -> Iterator[str]:
    """The text of each page as lines."""
    deadline = time.monotonic() + LONGEST

    def check(*operation: object) -> None:
        if time.monotonic() > deadline:
            raise TooLargeInput(where, f"is a PDF that takes longer than {LONGEST:g} seconds: give its text")

    if len(reader.pages) > MOST_PAGES:
        raise TooLargeInput(where, f"is a PDF of more than {MOST_PAGES} pages: give the article's own")
    for page in reader.pages:
        check()
        contents = page.get_contents()
        if contents is not None and len(contents.get_data()) > MOST_OF_PAGE:
            raise TooLargeInput(where, f"is a PDF with a page of more than {MOST_OF_PAGE} bytes: give its text")
        yield page.extract_text(visitor_operand_before=check) or ""


def _paragraphs(page: str) -> str:
    """A page's lines joined where a paragraph goes on, words that were hyphenated at a line's end put together."""
    lines = [" ".join(line.split()) for line in page.replace("\0", "").splitlines()]
    lengths = sorted(len(line) for line in lines if line)
    full = FULL * lengths[len(lengths) * 9 // 10] if lengths else 0
    out: list[str] = []
    before = ""
    for line in lines:
        if line and before and (len(before) >= full and not (SENTENCE_END.search(before) and line[0].isupper())):
            out[-1] = out[-1][:-1] + line if HYPHEN.search(out[-1]) and line[0].islower() else f"{out[-1]} {line}"
        elif line:
            out.append(line)
        before = line
    return "\n".join(out)


def _title(reader: Any, words: str) -> str | None:
    """The title in the metadata, if it stands in the text: else it is a file's name, or the program's."""
    stated = reader.metadata.title if reader.metadata else None
    title = " ".join(str(stated or "").split())
    return title if title and title.casefold() in " ".join(words.split()).casefold() else None
