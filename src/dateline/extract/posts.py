"""Posts of Twitter, X and Telegram in a text: "... — Name (@handle) May 3, 2023", "RT @x: ...", "Forwarded from"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.atlas.forms import form_words
from dateline.extract.layout import Found, Layout, Line, Piece
from dateline.extract.quotes import Quotation

#: PolNeAR marks 4 of the 15 found in its dev and train parts; read by hand, all are posts.
SHARE = 0.9
#: The longest post of one line, in characters, and the most lines of one.
LONGEST, MOST_LINES = 2_000, 12
#: How far from a quotation a name with a handle and its verb may stand, in characters.
NEAR = 120
HANDLE = re.compile(r"\((?P<handle>@\w{1,30})\)")
DASH = re.compile(r"(?P<dash>[—–―]|--|(?<=\s)-)\s?(?P<who>[^\n()—–―\"“”]{1,60})$")
DATE = re.compile(r"\s*(?:(?:[^\W\d_]{3,9}\.?\s)?\d{1,2}(?:,|\s[^\W\d_]{3,9}\.?,?)?\s\d{4}|\d{1,2}:\d\d|</|[.]?$)")
LINKS = re.compile(r"\s*(?:pic\.twitter\.com/\w*|https?://t\.co/\w*|…)\s*$")
RETWEET = re.compile(r"\W{0,3}RT\s+(?P<who>@\w{1,30})(?P<colon>:)\s*(?=\S)")
LABEL = re.compile(r"\W{0,3}(?P<who>(?:[^\W_][^\n:@\"“”()]{0,50}\s\(@\w{1,30}\)|\.?@\w{1,30}))(?P<colon>:)\s+(?=\S)")
FORWARDED = re.compile(r"\W{0,3}forwarded(?:\s+message)?\s+from:?\s+(?P<who>\S.{0,80}?)\s*:?$", re.IGNORECASE)
PASTED = re.compile(
    r"(?P<who>[^\W_][^\n\[\]]{0,60}),\s\[(?P<date>[^\]\n\[]{0,20}\d[^\]\n\[]{0,30})\](?P<colon>:?)[ \t]*"
)
WHO = r"(?P<who>[^\W_][^\n,.;:\"“”()]{1,60}\s\(@\w{1,30}\))"
BEHIND = (
    re.compile(rf"\s*,?\s*{WHO}\s(?P<verb>\w+)"),
    re.compile(rf"\s*,?\s*(?P<verb>\w+)\s{WHO}"),
)
AHEAD = re.compile(rf"{WHO}\s(?P<verb>\w+)(?:[^\n.:\"“”]{{0,40}})?:\s*$")


def find_posts(layout: Layout) -> Iterator[Found]:
    """The claims of the posts in a text."""
    yield from _signed(layout)
    for line in layout.lines:
        found = _headed(layout, line) or _forwarded(layout, line) or _pasted(layout, line)
        if found is not None:
            yield found
    if "(@" in layout.text:
        for quotation in layout.quotations:
            found = _quoted(layout, quotation)
            if found is not None:
                yield found


def _signed(layout: Layout) -> Iterator[Found]:
    """ "Words. — Name (@handle) September 3, 2023": the words before the dash, or above it."""
    last = 0
    for match in HANDLE.finditer(layout.text):
        line = layout.line_at(match.start())
        if line is None:
            continue
        dash = DASH.search(layout.text, max(last, match.start() - 70, line.start), match.start())
        date = DATE.match(layout.text, match.end(), line.end)
        if dash is None or (date is None and match.end() != line.end):
            continue
        content = _said(layout, line, max(last, min(line.body, dash.start("dash"))), dash.start("dash"))
        if content:
            yield Found(content, (dash.span("dash"),), ((dash.start("who"), match.end()),), "post", SHARE)
        last = date.end() if date else match.end()


def _said(layout: Layout, line: Line, start: int, end: int) -> tuple[Piece, ...]:
    """The words of a post that ends at `end`, or the lines above where it begins its own."""
    piece = _unlinked(layout, layout.trimmed(start, end))
    if piece[0] < piece[1]:
        return (piece,) if piece[1] - piece[0] <= LONGEST else ()
    out: list[Piece] = []
    above = layout.after(line, -1)
    while above is not None and len(out) < MOST_LINES:
        words = _unlinked(layout, (above.start, above.end))
        if HANDLE.search(layout.text, above.start, above.end):
            break
        if words[0] < words[1]:
            out.insert(0, words)
        if above.apart:
            break
        above = layout.after(above, -1)
    return tuple(out)


def _unlinked(layout: Layout, piece: Piece) -> Piece:
    """A piece without the links to pictures at its end."""
    while piece[0] < piece[1]:
        match = LINKS.search(layout.text, max(piece[0], piece[1] - NEAR), piece[1])
        if match is None:
            break
        piece = layout.trimmed(piece[0], match.start())
    return piece


def _headed(layout: Layout, line: Line) -> Found | None:
    """ "RT @x: words", "@x: words", "Name (@x): words"."""
    match = RETWEET.match(layout.text, line.start, line.end) or LABEL.match(layout.text, line.start, line.end)
    if match is None:
        return None
    content = _unlinked(layout, (match.end(), line.end))
    if not any(map(str.isalpha, layout.words(content))):
        return None
    return Found((content,), (match.span("colon"),), (match.span("who"),), "post", SHARE)


def _forwarded(layout: Layout, line: Line) -> Found | None:
    """The block of lines below "Forwarded from ..."; all that follows where an article begins with it."""
    match = FORWARDED.match(layout.text, line.start, line.end)
    if match is None:
        return None
    content = _block(layout, line, whole=line.number == 0)
    who = match.span("who")
    return (
        Found(content, ((line.start, layout.trimmed(line.start, who[0], ":")[1]),), (who,), "post", SHARE)
        if content
        else None
    )


def _pasted(layout: Layout, line: Line) -> Found | None:
    """ "Channel, [3 Sep 2023, 14:05]:" as Telegram copies a message, and the lines below it."""
    match = PASTED.match(layout.text, line.start, line.end)
    if match is None:
        return None
    rest = (match.end(), line.end)
    content = (*([rest] if rest[0] < rest[1] else []), *_block(layout, line, whole=False))
    cue = (match.span("colon"),) if match["colon"] else ()
    return Found(content, cue, (match.span("who"),), "post", SHARE) if content else None


def _block(layout: Layout, line: Line, *, whole: bool) -> tuple[Piece, ...]:
    """The lines below a header until a blank line or the next header."""
    out: list[Piece] = []
    below = layout.after(line)
    while below is not None:
        header = FORWARDED.match(layout.text, below.start, below.end) or PASTED.match(
            layout.text, below.start, below.end
        )
        if header or (below.apart and out and not whole):
            break
        out.append((below.start, below.end))
        below = layout.after(below)
    return tuple(out)


def _quoted(layout: Layout, quotation: Quotation) -> Found | None:
    """ ""...," Name (@handle) wrote on X", and the same before the quotation."""
    text, posts = layout.text, form_words("posts")
    for pattern in BEHIND:
        match = pattern.match(text, quotation.end, min(len(text), quotation.end + NEAR))
        if match is not None and match["verb"].casefold() in posts and "\n" not in text[quotation.end : match.end()]:
            return Found(quotation.pieces, (match.span("verb"),), (match.span("who"),), "post", SHARE)
    match = AHEAD.search(text, max(0, quotation.start - NEAR), quotation.start)
    if match is not None and match["verb"].casefold() in posts:
        return Found(quotation.pieces, (match.span("verb"),), (match.span("who"),), "post", SHARE)
    return None
