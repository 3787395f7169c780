"""The words of marked-up text, a paragraph a line: what messages, newsletters and agencies' items hold as markup.

No main text is looked for: all of the element is the text. XML is parsed without entities, DTD or network.
"""

from __future__ import annotations

import re
from typing import Any

from dateline.errors import FormatInput

#: Elements (HTML, NITF) whose content stands on lines of its own.
BLOCKS = frozenset(
    {"p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "section", "article"}
    | {"tr", "table", "header", "footer", "hl1", "hl2", "hedline", "block", "body", "td", "th", "figure", "figcaption"}
)
#: Elements without words of the text.
SILENT = frozenset({"script", "style", "head", "title", "template", "noscript", "media"})
BREAK = "\n"


def paragraphs(element: Any) -> str:
    """The text of an lxml element: a line for each block and break, spaces run together, empty lines left out."""
    pieces: list[str] = []
    for event, part in _walk(element):
        name = _name(part)
        if event == "start":
            pieces += [BREAK] if name in BLOCKS or name == "br" else []
            pieces += [_one_line(part.text)] if part.text and isinstance(part.tag, str) else []
        else:
            pieces += [BREAK] if name in BLOCKS else []
            pieces += [_one_line(part.tail)] if part.tail and part is not element else []
    lines = (" ".join(line.split()) for line in "".join(pieces).split(BREAK))
    return BREAK.join(line for line in lines if line)


def of_html(words: str) -> str:
    """The text of a piece of HTML."""
    from lxml import html  # type: ignore[import-untyped]
    from lxml.etree import LxmlError  # type: ignore[import-untyped]

    bare = re.sub(r"^\s*<\?xml[^>]{0,500}\?>", "", words)
    try:
        return paragraphs(html.fromstring(f"<div>{bare}</div>"))
    except (LxmlError, ValueError, AssertionError):
        return ""


def xml(content: bytes, *, where: str) -> Any:
    """The root of an XML document. Raises FormatInput for XML that is broken, or declares entities."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.LxmlError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise FormatInput(where, f"is broken XML ({reason}): get the file again") from None
    if any(True for _ in root.iter(etree.Entity)):
        raise FormatInput(where, "is XML with entities of its own, which are never resolved: write their words out")
    return root


def _walk(element: Any) -> Any:
    """("start" | "end", element) of all but the silent ones, without recursion; a silent one has an end only."""
    stack = [(False, element)]
    while stack:
        done, part = stack.pop()
        if done or _name(part) in SILENT or not isinstance(part.tag, str):
            yield "end", part
            continue
        yield "start", part
        stack.append((True, part))
        stack.extend((False, child) for child in reversed(part))


def _name(element: Any) -> str:
    """An element's name without its namespace; "" for comments and the like."""
    return str(element.tag).rpartition("}")[2].casefold() if isinstance(element.tag, str) else ""


def _one_line(words: str) -> str:
    return re.sub(r"\s+", " ", words)
