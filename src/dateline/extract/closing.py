"""Reports that close a sentence: in "Police said the road was open, the Courier reported" the Courier tells it all.

Whoever reports last is outermost, whatever the words before say of others: their contents end where it begins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dateline.extract.drafts import Draft, Piece, merged
from dateline.extract.speech import Page
from dateline.records import Token

#: Words behind a closing report, at most: "on Monday, citing two aides".
LONGEST_TAIL = 25
#: Drafts of one sentence that are looked at, at most. Bounds work on hostile text.
MOST = 24
#: What ends a clause that a closing report does not reach over.
PARTING = (";", "—", "–", "--")


def closed(page: Page, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, those that close a sentence with all that they report, the others without them."""
    by_sentence: dict[int, list[int]] = defaultdict(list)
    for number, draft in enumerate(drafts):
        by_sentence[draft.sentence.index].append(number)
    out = list(drafts)
    for numbers in by_sentence.values():
        last = max(numbers[:MOST], key=lambda number: out[number].anchor)
        start = _closes(page, out[last]) if len(numbers) > 1 else None
        if start is not None:
            others = [number for number in numbers[:MOST] if number != last and out[number].anchor[0] < start]
            for number in others:
                out[number] = _before(page, out[number], start)
            if others:
                out[last] = _over(page, out[last], start, [out[number] for number in others])
    return out


def _closes(page: Page, draft: Draft) -> int | None:
    """Where the comma stands before a report that ends its sentence; None where a draft is no such report."""
    made, tokens = draft.candidate, draft.sentence.tokens
    own = sorted({*made.source, *made.cue})
    if not made.source or not own or (made.part != "v" and made.word not in ("according", "according to")):
        return None
    before = tokens[own[0] - 1] if own[0] else None
    comma = tokens[own[0] - 2] if own[0] > 1 and before is not None and before.pos == "PUNCT" else before
    if before is None or "," not in (before.text, comma.text if comma else "") or page.quotation_at(draft.anchor[0]):
        return None
    if any(end > tokens[own[0]].start for _, end in draft.content):
        return None
    tail = tokens[own[-1] + 1 :]
    ends = next((n for n, token in enumerate(tail) if token.text == ","), len(tail))
    if len(tail) > LONGEST_TAIL or any(token.pos in ("VERB", "AUX", "SCONJ") for token in tail[:ends]):
        return None
    cites = tail[ends + 1 : ends + 2]
    if cites and cites[0].tag != "VBG":
        return None
    return _comma(tokens, own[0])


def _comma(tokens: Sequence[Token], first: int) -> int:
    at = first
    while at > 0 and tokens[at - 1].pos in ("PUNCT", "SPACE"):
        at -= 1
    return tokens[at].start


def _before(page: Page, draft: Draft, start: int) -> Draft:
    """A draft whose content ends at a place."""
    low, high = draft.sentence.span.start, draft.sentence.span.end
    kept = tuple((a, min(b, start) if low <= a < high else b) for a, b in draft.content if not (start <= a < high))
    kept = tuple(_trimmed(page, kept))
    return replace(draft, content=kept) if kept else draft


def _trimmed(page: Page, pieces: Sequence[Piece]) -> Iterator[Piece]:
    for start, end in pieces:
        while end > start and page.text[end - 1] in " ,":
            end -= 1
        if start < end:
            yield start, end


def _over(page: Page, draft: Draft, start: int, others: Sequence[Draft]) -> Draft:
    """A closing report whose content holds the reports before it, back to where its part of the sentence begins."""
    sentence = draft.sentence
    inside = [t for t in sentence.tokens if t.end <= start]
    parts = [token.end for token in inside if token.text in PARTING and not page.quotation_at(token.start)]
    opens = next((t.start for t in inside if t.start >= max(parts, default=0) and t.pos != "SPACE"), start)
    held = [piece for other in others for piece in (*other.source, *other.cue)]
    if not any(opens <= low and high <= start for low, high in held):
        return draft
    quoted = max((high for _, high, _ in page.overlapping(opens, start)), default=start)
    outside = [piece for piece in draft.content if piece[1] <= sentence.span.start]
    return replace(draft, content=merged([*outside, *_trimmed(page, [(opens, max(start, quoted))])]))
