"""Quotations with who speaks beside them instead of a sentence: lists of reactions, and quotes pulled out of a text.

- Angela Berg, mayor: "..."       "..." — Angela Berg, mayor       and the name on a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.atlas.forms import form_words
from dateline.extract.labels import is_interviewer, is_shaped, is_source
from dateline.extract.layout import Found, Labelled, Layout, Line, Piece
from dateline.extract.quotes import Quotation

FRAME = "listed"
#: PolNeAR has all of the 43 found in its dev and train parts (`python -m bench.forms`); fewer than these prove.
SHARE = 0.9
#: The longest signature behind a quotation, in characters and words.
LONGEST, MOST_WORDS = 110, 14
DASH = re.compile(r"\s*(?P<dash>[—–―]|--|-(?=\s))\s*(?P<who>[^\W_]\S.*)$")
EDGE = " \t.,;:!?*_"
#: Lines of a list of reactions without quotation marks, at least, to be taken for one.
FEWEST_LINES = 2
SIGNED = re.compile(r"[\"“”„«»]|https?:|@")


def find_listed(layout: Layout) -> Iterator[Found]:
    """The claims of lists of quotations and of pull quotes."""
    for line in layout.lines:
        labelled = layout.labelled(line)
        found = _labelled(layout, labelled) if labelled else _signed(layout, line)
        if found is not None:
            yield found
    yield from _unmarked(layout)
    yield from _reactions(layout)


def _labelled(layout: Layout, found: Labelled) -> Found | None:
    """ "Angela Berg, mayor: "..."", where the quotation is all that follows, or all of the next line."""
    if not is_shaped(layout, found.label) or is_interviewer(layout, layout.words(found.label)):
        return None
    at, end = found.rest, found.line.end
    if at >= end:
        following = layout.after(found.line)
        if following is None:
            return None
        at, end = following.body, following.end
    content = _all_quoted(layout, at, end)
    if not content or not (is_source(layout, found.label) or found.line.body > found.line.start):
        return None
    return Found(content, (found.colon,), (found.label,), FRAME, SHARE)


def _all_quoted(layout: Layout, at: int, end: int) -> tuple[Piece, ...]:
    """The pieces of the quotations that fill a range; none where other words stand in it."""
    out: list[Piece] = []
    while at < end:
        quotation = layout.quotation_from(at)
        if quotation is None or quotation.pieces[0][0] != at:
            return ()
        out.extend(quotation.pieces)
        at = layout.trimmed(quotation.pieces[0][1], end, EDGE)[0]
    return tuple(out)


def _signed(layout: Layout, line: Line) -> Found | None:
    """A quotation and behind it, or below it, a dash and who said it."""
    quotation, start = layout.quotation_from(line.body), line.start
    if quotation is not None and line.body == quotation.start and quotation.end < line.end:
        start = quotation.end
    else:
        above = layout.after(line, -1)
        quotation = _ending(layout, above) if above and layout.text[line.start] in "—–―-" else None
    match = DASH.match(layout.text, start, line.end)
    if quotation is None or match is None:
        return None
    who = layout.trimmed(*match.span("who"), "*_.")
    if not _is_signature(layout, who):
        return None
    return Found(quotation.pieces, (match.span("dash"),), (who,), FRAME, SHARE)


def _unmarked(layout: Layout) -> Iterator[Found]:
    """Quotations with the name right behind them and no dash, where two lines or more one below another have it."""
    run: list[Found] = []
    for line in [*layout.lines, None]:
        found = _named_behind(layout, line) if line is not None else None
        if found is not None:
            run.append(found)
            continue
        if len(run) >= FEWEST_LINES and any(is_source(layout, one.source[0]) for one in run):
            yield from run
        run = []


def _named_behind(layout: Layout, line: Line) -> Found | None:
    """ "- "We lost. Badly." Ann Berg, candidate"; the name takes the cue's place, since there is none."""
    quotation = layout.quotation_from(line.body)
    if quotation is None or quotation.start != line.body or quotation.end >= line.end:
        return None
    who = layout.trimmed(quotation.end, line.end, "*_., (")
    who = layout.trimmed(*who, ")")
    if who[0] == who[1] or not layout.text[who[0]].isupper() or not _is_signature(layout, who):
        return None
    return Found(quotation.pieces, (), (who,), FRAME, SHARE)


def _ending(layout: Layout, line: Line) -> Quotation | None:
    """The quotation that fills a line, or ends with it and began in a line before."""
    quotation = layout.quotation_from(line.body)
    end = layout.trimmed(line.body, line.end, EDGE)[1]
    return quotation if quotation is not None and layout.trimmed(line.body, quotation.end, EDGE)[1] == end else None


def _is_signature(layout: Layout, who: Piece) -> bool:
    words = layout.words(who)
    short = 0 < who[1] - who[0] <= LONGEST and len(words.split()) <= MOST_WORDS
    return short and not SIGNED.search(words) and is_shaped(layout, who)


def _reactions(layout: Layout) -> Iterator[Found]:
    """The lines "Name, office: words" below a heading such as "Reactions:", where they are not quoted."""
    number = 0
    while number < len(layout.lines):
        heading = layout.lines[number]
        number += 1
        if not _is_heading(layout, heading):
            continue
        found: list[Found] = []
        while number < len(layout.lines):
            one = _reaction(layout, layout.lines[number])
            if one is None:
                break
            found.append(one)
            number += 1
        if len(found) >= FEWEST_LINES:
            yield from found


def _is_heading(layout: Layout, line: Line) -> bool:
    words = layout.text[line.start : line.end].casefold() if line.end - line.start <= LONGEST else ""
    ends = words.endswith(":") or not words.endswith((".", "?", "!", ",", '"', "”"))
    return ends and not form_words("reactions").isdisjoint(words.rstrip(":").split())


def _reaction(layout: Layout, line: Line) -> Found | None:
    labelled = layout.labelled(line)
    if labelled is None or labelled.rest >= line.end or not is_shaped(layout, labelled.label):
        return None
    if not is_source(layout, labelled.label) and line.body == line.start:
        return None
    return Found(((labelled.rest, line.end),), (labelled.colon,), (labelled.label,), FRAME, SHARE)
