"""Chains that show in a sentence: a report inside another's content, and a report that names its own source.

"TASS reported that the minister had told a doctor that X"; "Interfax said, citing the port, that X". The trained finder
has learnt to mark each word once, so that it finds one link of such a chain; the rules find them all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from dateline.atlas.cues import share, source_words
from dateline.extract.drafts import QUOTING, SPEECH_FRAMES, Draft, Piece, holds_inside, merged
from dateline.extract.speech import Page
from dateline.extract.syntax import dependents, head_of
from dateline.records import Token

#: Verbs above one that may stand between it and the report that holds it, looked at, at most.
MOST_HOLDERS = 8
#: A verb tells what somebody uttered, not what he thought, if it is so often inserted: "X, she said, Y".
SPOKEN_SHARE = 0.2


def relays(page: Page, drafts: Sequence[Draft]) -> Iterator[tuple[int, int]]:
    """(outer, inner) of drafts by number, in the order of the inner cues: the outer reports that the inner does."""
    open_now: list[int] = []
    order = sorted(range(len(drafts)), key=lambda number: drafts[number].content[0][0])
    at = 0
    for inner in sorted(range(len(drafts)), key=lambda number: drafts[number].anchor):
        start = drafts[inner].anchor[0]
        while at < len(order) and drafts[order[at]].content[0][0] <= start:
            open_now.append(order[at])
            at += 1
        open_now = [number for number in open_now if drafts[number].content[-1][1] > start][-MOST_HOLDERS:]
        if not is_told(page, drafts[inner]) or not holds_inside(page, drafts[inner]):
            continue
        holders = (number for number in open_now if number != inner and _reports(drafts[number]))
        yield from ((outer, inner) for outer in holders if holds(drafts[outer], drafts[inner]))


def _reports(draft: Draft) -> bool:
    return draft.candidate.frame.removesuffix("+pass") in SPEECH_FRAMES and bool(draft.source)


def is_told(page: Page, draft: Draft) -> bool:
    """Whether a draft is a report that was made: not "to say", "could say", "hopes"; not what a thing shows.

    Inside a quotation only a report of the past: speakers wield words of saying ("and he says trust me").
    """
    token, word = draft.sentence.tokens[draft.candidate.anchor], draft.candidate.word
    if draft.candidate.part != "v":
        return True
    auxiliaries = [aux.tag for aux in dependents(draft.sentence, token.index, "aux")]
    if "TO" in auxiliaries or "MD" in auxiliaries or token.tag == "VB" or _of_thing(draft):
        return False
    past = token.tag == "VBD" or "VBD" in auxiliaries
    if page.quotation_at(token.start) is not None and not past and not _is_others(draft):
        return False
    return (
        share(word, "v", "before") >= SPOKEN_SHARE
        or word in source_words()["saying"]
        or draft.candidate.frame in QUOTING
    )


def _is_others(draft: Draft) -> bool:
    """Whether somebody is named by a noun as who says a clause: "the committee says that", not "he says"."""
    verb = draft.sentence.tokens[draft.candidate.anchor]
    if verb.tag not in ("VBZ", "VBP") or draft.candidate.frame not in SPEECH_FRAMES:
        return False
    source = [draft.sentence.tokens[index] for index in draft.candidate.source]
    return bool(source) and head_of(draft.sentence, source).pos in ("NOUN", "PROPN")


def _of_thing(draft: Draft) -> bool:
    words = [draft.sentence.tokens[index].text.lower() for index in draft.candidate.source]
    return words in (["it"], ["that"], ["this"], ["which"])


def holds(outer: Draft, inner: Draft) -> bool:
    """Whether the whole of a draft stands in one that reports it: its cue in a piece, the rest between the ends."""
    start, end = outer.content[0][0], outer.content[-1][1]
    whole = all(start <= low and high <= end for low, high in (*inner.content, *inner.source))
    return whole and any(low <= inner.anchor[0] < high for low, high in outer.content)


def filled(outer: Draft, anchor: Piece) -> Draft:
    """A draft whose content runs on over another's cue that parts it, unless its own cue or source stand there, too."""
    for (start, end), (low, high) in zip(outer.content, outer.content[1:], strict=False):
        own = any(a < low and b > end for a, b in (*outer.cue, *outer.source))
        if end <= anchor[0] < low and not own:
            return replace(outer, content=merged([*outer.content, (start, high)]))
    return outer


def is_quoting(draft: Draft) -> bool:
    """Whether a cue is "quoted Berg as saying", of which the finder takes "quoted" alone."""
    cue = [draft.sentence.tokens[index].lemma.lower() for index in draft.candidate.cue]
    return "as" in cue and not source_words()["citing"].isdisjoint(cue)


def cited_at(draft: Draft) -> tuple[int, ...]:
    """The tokens by which a draft names its source's source: "said, CITING the port"; "AFP, QUOTING a paper, said".

    Also "said, WITH REFERENCE to the port".
    """
    own = [] if draft.citation is None else [draft.citation]
    tokens, free = draft.sentence.tokens, set(draft.candidate.content)
    for tie in dependents(draft.sentence, draft.candidate.anchor, "prep"):
        noun = tokens[tie.index + 1 : tie.index + 2]
        if tie.index not in free and noun and noun[0].lemma.lower() in source_words()["reference"]:
            own.extend([tie.index, noun[0].index])
    return (*own, *(index for index in draft.candidate.source if _cites(draft.sentence.tokens[index])))


def _cites(token: Token) -> bool:
    return token.tag == "VBG" and token.lemma.lower() in source_words()["citing"]


def starts_of(draft: Draft, indices: Collection[int]) -> set[int]:
    """The first characters of some tokens of a draft's sentence."""
    return {draft.sentence.tokens[index].start for index in indices}
