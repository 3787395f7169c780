"""Claims: who says, writes, thinks, wants or asks what, by rule and, where there is one, by a trained finder.

Every complement of a word is a candidate (`attribution`), every quotation looks for its reporting word (`speech`); the
likely ones become drafts (`drafts`), joined with what the finder and the forms of a page show (`joint`). These get a
speaker (`speakers`), and here a place inside each other, a manner and a certainty. What counts as a claim is PolNeAR's
definition of an attribution (Newell, Margolin and Ruths 2018).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dateline.extract.certainty import content_certainty
from dateline.extract.drafts import Draft, find_drafts, find_options
from dateline.extract.finder import Finder
from dateline.extract.forms import find_forms
from dateline.extract.joint import framed, join, overlay
from dateline.extract.manner import manner
from dateline.extract.marks import Marks
from dateline.extract.quotes import find_quotations
from dateline.extract.sources import reasons
from dateline.extract.speakers import Speakers
from dateline.extract.speech import Page
from dateline.records import Claim, Derivation, Mention, Rows, Sentence, Span, row_id

VERSION = "1"
#: Contents that can hold one word, at most: how deep reported speech nests in prose. Bounds work on hostile text.
DEEPEST = 32


def find_claims(rows: Rows, *, finder: Finder | None = None) -> Iterator[Claim | Mention]:
    """The claims of an article, in the order of their cues, then the mentions that only their sources show.

    Without a `finder` the rules find them alone.
    """
    article = rows.article
    quotations = find_quotations(article.text)
    page = Page(article.text, rows.of(Sentence), quotations)
    options = find_options(page)
    drafts = find_drafts(page, options)
    if finder is not None:
        drafts = join(page, finder.find(article.text, Marks(page, options, drafts)), drafts, options)
        drafts = framed(drafts, options)
    drafts = overlay(page, drafts, find_forms(article, page.sentences, quotations))
    drafts = _without_reasons(page, drafts)
    speakers = Speakers(rows, drafts)
    drafts = speakers.attributions
    names = [row_id("claim", article.id, draft.anchor, draft.content) for draft in drafts]
    outer = _outer(drafts)
    for number, (draft, voice) in enumerate(zip(drafts, speakers.voices(outer), strict=True)):
        content, cue, source, reason = (
            tuple(Span(article.id, start, end) for start, end in part)
            for part in (draft.content, draft.cue, draft.source, voice.reason)
        )
        holder = outer[number]
        yield Claim(
            names[number], content, cue, source, voice.speaker, voice.via, None if holder is None else names[holder],
            manner(page, draft.content, draft.cue), content_certainty(page.sentences, draft.content, draft.cue),
            Derivation("claims", VERSION, draft.candidate.frame, round(draft.share, 3)), voice.kind, reason,
        )  # fmt: skip
    yield from speakers.made


def _without_reasons(page: Page, drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts without pieces behind the first that tell why the source has no name: "X, said an aide, fearing Y"."""
    found = [one for sentence in page.sentences for one in reasons(page.text, sentence)]
    why = [(min(phrase[0], reason[0]), max(phrase[1], reason[1])) for phrase, reason in found]
    if not why:
        return list(drafts)
    out = []
    for draft in drafts:
        first, *later = draft.content
        kept = [piece for piece in later if not (first[1] <= draft.anchor[0] < piece[0] and _meets(piece, why))]
        out.append(replace(draft, content=(first, *kept)) if len(kept) < len(later) else draft)
    return out


def _meets(piece: tuple[int, int], spans: Sequence[tuple[int, int]]) -> bool:
    at = bisect_left(spans, (piece[0],))
    return any(start < piece[1] and piece[0] < end for start, end in spans[max(0, at - 1) : at + 1])


def _outer(drafts: Sequence[Draft]) -> list[int | None]:
    """For each draft the number of the one with the smallest content that holds its anchor; never in a circle."""
    starts = sorted((start, end, number) for number, draft in enumerate(drafts) for start, end in draft.content)
    out: list[int | None] = [None] * len(drafts)
    active: list[tuple[int, int, int]] = []
    at = 0
    for number in sorted(range(len(drafts)), key=lambda number: drafts[number].anchor):
        anchor = drafts[number].anchor[0]
        while at < len(starts) and starts[at][0] <= anchor:
            active.append(starts[at])
            at += 1
        active = [piece for piece in active if piece[1] > anchor][-DEEPEST:]
        for _, _, holder in sorted(active, key=lambda piece: piece[1] - piece[0]):
            if holder != number and not _reaches(out, holder, number):
                out[number] = holder
                break
    return out


def _reaches(outer: Sequence[int | None], start: int, goal: int) -> bool:
    at: int | None = start
    while at is not None and at != goal:
        at = outer[at]
    return at == goal
