"""Drafts of claims: candidates laid on the text, the likely ones chosen, quotations joined to them.

The atlas says how often a word in a frame attributes; the best frame of a word is kept when that is often enough, more
often where the word stands inside another draft's content. A content that touches a quotation takes all of it, and
quotations that follow without a reporting word of their own go on with it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from dateline.atlas.cues import share, source_words
from dateline.extract.attribution import candidates
from dateline.extract.candidate import Candidate, clean
from dateline.extract.evidence import likelihood
from dateline.extract.quotes import Quotation
from dateline.extract.speech import Page, Spoken, is_speech, spoken
from dateline.extract.syntax import dependents, subtree
from dateline.extract.verb_cues import citation
from dateline.records import Sentence, Token

Piece = tuple[int, int]
#: A candidate is kept from this likelihood up. Swept on PolNeAR dev (pair P R F1): 0.25 .638 .671 .654, 0.3 .663 .651
#: .657, 0.35 .681 .634 .657, 0.4 .706 .619 .659. F1 is flat, so the most precise: a claim that nobody made costs
#: a reader more than one that is missed.
OUTER_SHARE = 0.4
#: The same inside another claim's content or inside a quotation, for the word in its likeliest clausal frame. PolNeAR
#: does not mark these, so there is no count to go by: words that are nearly always cues (said, told, reported that)
#: pass, words of wishing, judging and thinking do not.
INNER_SHARE = 0.75
#: A reporting verb conjoined with another's content ("he said A and called B") from this share is a claim of its own.
PARTING_SHARE = 0.5
#: The same of a word beside a quotation, which makes a reporting word likely by itself. Pair and content F1 on dev: 0.2
#: .660 .840, 0.35 .666 .839, 0.45 .664 .836.
QUOTE_SHARE = 0.35
#: The share of a verb between a quotation that goes on and its source ("...," fumed the baker), whatever the verb.
BESIDE_SHARE = 0.9
#: Drafts of one sentence that others are parted from, at most. Bounds work on hostile text.
MOST_PARTED = 12
#: Drafts between a quotation and the claim that it goes on with, at most ("she said, noting that ... and calling ...").
MOST_BETWEEN = 4
#: Frames of reporting words beside a quotation; after a colon a word need not be one of saying.
QUOTING = ("quote", "quote:", "quote-far")
#: The same for a verb of asking, ordering, promising or denying inside another's content.
ASKED_SHARE = 0.25
#: The same where its content is a clause: "had assured her it was safe", "confirmed to the paper that".
ASKED_CLAUSE_SHARE = 0.12
ASKED_CLAUSES = ("that", "clause", "far-that", "wh", "ing", "heard")
#: Frames in which verbs of asking, ordering, promising and denying are claims of their own inside another's content.
ASKING = (
    "that",
    "clause",
    "far-that",
    "wh",
    "heard",
    "to",
    "for-to",
    "small",
    "ing",
    "obj",
    "obj-on",
    "prep:for",
    "prep:of",
    "prep:about",
)
#: Frames whose content is a clause that a quotation may be part of.
SPEECH_FRAMES = (*QUOTING, "before", "clause", "that", "small", "according", "wh", "colon", "far-that", "late")


@dataclass(frozen=True, slots=True)
class Draft:
    """A candidate on the article's text: pieces (start, end) of its three parts and how often its like is a claim."""

    sentence: Sentence
    candidate: Candidate
    content: tuple[Piece, ...]
    cue: tuple[Piece, ...]
    source: tuple[Piece, ...]
    share: float
    quotes: bool  # whether the content touches a quotation
    citation: int | None = None  # the token of a participle that names the source's own source
    speaker: Piece | None = None  # where the text names who stands behind a mere label ("A:")

    @property
    def anchor(self) -> Piece:
        """The word that the cue is made of, as (start, end)."""
        token = self.sentence.tokens[self.candidate.anchor]
        return token.start, token.end


@dataclass(frozen=True, slots=True)
class Options:
    """Every candidate of an article as a draft, none chosen: by grammar, and beside a quotation with its start."""

    grammatical: tuple[Draft, ...]
    spoken: tuple[tuple[int, Draft], ...]
    beside: frozenset[int] = frozenset()  # the anchors of the spoken ones that speak whatever their word

    def __iter__(self) -> Iterator[Draft]:
        yield from self.grammatical
        yield from (draft for _, draft in self.spoken)


def find_options(page: Page) -> Options:
    """Every candidate of an article."""
    found = list(spoken(page))
    beside = frozenset(one.sentence.tokens[one.candidate.anchor].start for one in found if one.beside)
    quoted = tuple((one.quotation.start, _quoted(one)) for one in found)
    return Options(tuple(_grammatical(page)), quoted, beside)


def find_drafts(page: Page, options: Options | None = None) -> list[Draft]:
    """The drafts that are claims often enough, by the place of their cues. `options`, where they are known already."""
    options = options or find_options(page)
    best: dict[Piece, Draft] = {}
    for draft in options.grammatical:
        if draft.anchor not in best or draft.share > best[draft.anchor].share:
            best[draft.anchor] = draft
    for draft in _speaking(options):
        best[draft.anchor] = _joined(best.get(draft.anchor), draft)
    kept = _likely(page, list(_closed(sorted(best.values(), key=lambda draft: draft.anchor))))
    return _continued(page, kept)


def _closed(drafts: list[Draft]) -> Iterator[Draft]:
    """The drafts in order, each content without a report that closes its sentence and is about the draft itself.

    "The envoy told the council that X, TASS reported": each holds the other's cue, and the last one is right.
    """
    closing = {draft.sentence.index: draft for draft in drafts if _closes(draft)}
    for draft in drafts:
        last = closing.get(draft.sentence.index)
        if last is None or last is draft or last.candidate.anchor not in draft.candidate.content:
            yield draft
            continue
        rest = [i for i in draft.candidate.content if i < min(*last.candidate.source, *last.candidate.cue)]
        cut = clean(draft.sentence, set(rest))
        if draft.candidate.anchor in last.candidate.content and cut and not draft.quotes and last.share >= OUTER_SHARE:
            made = replace(draft.candidate, content=cut)
            yield replace(draft, candidate=made, content=pieces(draft.sentence, cut))
        else:
            yield draft


def _closes(draft: Draft) -> bool:
    """Whether a report stands behind all that it reports."""
    made = draft.candidate
    behind = made.frame in ("late", "before") and bool(made.source)
    return behind and made.content[-1] < min(*made.source, *made.cue)


def _grammatical(page: Page) -> Iterator[Draft]:
    for sentence in page.sentences:
        for candidate in candidates(sentence):
            candidate = _quoted_part(page, sentence, candidate)
            if candidate.content and not (candidate.frame == "bare" and not _is_clause(sentence, candidate)):
                yield _draft(page, sentence, candidate)


def _quoted_part(page: Page, sentence: Sentence, candidate: Candidate) -> Candidate:
    """A candidate whose cue and source stand in a quotation, with what of its content stands there, too."""
    quotation = page.quotation_at(sentence.tokens[candidate.anchor].start)
    if quotation is None or not candidate.source:
        return candidate
    if page.quotation_at(sentence.tokens[candidate.source[0]].start) is not quotation:
        return candidate
    inside = {i for i in candidate.content if page.quotation_at(sentence.tokens[i].start) is quotation}
    return replace(candidate, content=clean(sentence, inside)) if len(inside) < len(candidate.content) else candidate


def _is_clause(sentence: Sentence, candidate: Candidate) -> bool:
    """Whether a content is more than a noun phrase: "the visit was announced" attributes nothing to anybody."""
    return any(token.dep == "csubjpass" for token in dependents(sentence, candidate.anchor))


def _draft(page: Page, sentence: Sentence, candidate: Candidate) -> Draft:
    cited = citation(sentence, candidate) if candidate.frame in SPEECH_FRAMES else None
    if cited is not None:
        rest = clean(sentence, set(candidate.content) - set(subtree(sentence, cited.index)))
        candidate = replace(candidate, content=rest or candidate.content)
    content = pieces(sentence, candidate.content)
    quotes = _quotations(page, content, sentence.tokens[candidate.anchor].start)
    return Draft(
        sentence,
        candidate,
        merged([*content, *quotes]) if quotes else content,
        pieces(sentence, candidate.cue),
        pieces(sentence, candidate.source),
        likelihood(sentence, candidate, quoted=page.quotation_at(sentence.tokens[candidate.anchor].start) is not None),
        bool(quotes),
        None if cited is None else cited.index,
    )


def _quoted(found: Spoken) -> Draft:
    made = found.candidate
    cue, source = pieces(found.sentence, made.cue), pieces(found.sentence, made.source)
    likely = likelihood(found.sentence, made, quoted=False)
    return Draft(found.sentence, made, found.quotation.pieces, cue, source, likely, True)


def pieces(sentence: Sentence, indices: Iterable[int]) -> tuple[Piece, ...]:
    """Token indices, in any order, as pieces of text: runs of neighbouring tokens."""
    out: list[list[int]] = []
    for index in sorted(indices):
        if out and out[-1][1] == index - 1:
            out[-1][1] = index
        else:
            out.append([index, index])
    return tuple((sentence.tokens[low].start, sentence.tokens[high].end) for low, high in out)


def merged(given: Iterable[Piece]) -> tuple[Piece, ...]:
    """Pieces in order, those that overlap joined."""
    out: list[Piece] = []
    for start, end in sorted(given):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)


def _quotations(page: Page, content: tuple[Piece, ...], anchor: int) -> list[Piece]:
    """The quotations that a content touches, without one in which the cue itself stands."""
    return [
        (low, high)
        for start, end in content
        for low, high, _ in page.overlapping(start, end)
        if not low <= anchor < high
    ]


def _speaking(options: Options) -> Iterator[Draft]:
    """For each quotation the first of its reporting words that is likely enough."""
    taken: set[int] = set()
    for start, given in options.spoken:
        sure = given.anchor[0] in options.beside and given.candidate.frame == "quote"
        draft = replace(given, share=max(given.share, BESIDE_SHARE)) if sure else given
        if start not in taken and draft.share >= QUOTE_SHARE:
            taken.add(start)
            yield draft


def _joined(old: Draft | None, quoted: Draft) -> Draft:
    """What grammar and quotation marks say of one cue, together."""
    if old is None:
        return quoted
    if old.candidate.frame == "before" and not old.quotes:
        return replace(quoted, source=quoted.source or old.source)
    if old.candidate.frame in SPEECH_FRAMES and old.share >= QUOTE_SHARE:
        content = merged([*old.content, *quoted.content])
        return replace(old, content=content, source=old.source or quoted.source, share=max(old.share, quoted.share))
    return quoted if quoted.share > old.share else old


def _likely(page: Page, drafts: list[Draft]) -> list[Draft]:
    outer = _parted(page, [draft for draft in drafts if draft.share >= _least(draft)])
    held = set(_held(outer))
    outer = [draft for number, draft in enumerate(outer) if number in held or draft.share >= _least(draft, held=False)]
    held = set(_held(outer))
    told = {(draft.sentence.index, draft.content) for draft in outer if draft.candidate.part == "v"}
    return [
        draft
        for number, draft in enumerate(outer)
        if not (draft.candidate.part == "n" and (draft.sentence.index, draft.content) in told)  # "said in a statement"
        and (not (number in held or page.quotation_at(draft.anchor[0])) or holds_inside(page, draft))
    ]


def _least(draft: Draft, *, held: bool = True) -> float:
    """From which likelihood a draft is kept. `held`: it may stand in another's content, where asking is enough."""
    if held and _asks(draft):
        return ASKED_CLAUSE_SHARE if draft.candidate.frame.removesuffix("+pass") in ASKED_CLAUSES else ASKED_SHARE
    return QUOTE_SHARE if draft.candidate.frame in QUOTING else OUTER_SHARE


def _asks(draft: Draft) -> bool:
    """Whether a draft is somebody's asking, ordering, promising, denying."""
    made = draft.candidate
    frame = made.frame.removesuffix("+pass")
    return made.word in source_words()["saying"] and frame in ASKING and bool(made.source)


def holds_inside(page: Page, draft: Draft) -> bool:
    """Whether a draft inside another's content is kept: a verb of saying, in a quotation one of somebody else's."""
    made = draft.candidate
    said = max(share(made.word, made.part, frame) for frame in ("that", "clause", "quote"))
    frame = made.frame.removesuffix("+pass") if made.source else made.frame
    if not _asks(draft) and (frame not in SPEECH_FRAMES or max(said, made.frame == "according") < INNER_SHARE):
        return False
    quotation = page.quotation_at(draft.anchor[0])
    first = draft.sentence.tokens[made.source[0]] if made.source else None
    return quotation is None or (first is not None and first.lemma.lower() not in ("i", "we", "you"))


def _parted(page: Page, drafts: list[Draft]) -> list[Draft]:
    """Contents without the conjoined clauses that are claims of their own: "he said A and called B"."""
    by_sentence: dict[int, list[int]] = {}
    for number, draft in enumerate(drafts):
        by_sentence.setdefault(draft.sentence.index, []).append(number)
    out = list(drafts)
    for numbers in by_sentence.values():
        for later in numbers:
            for earlier in numbers[:MOST_PARTED]:
                if earlier < later and _part(out[earlier], out[later]):
                    out[earlier], out[later] = _cut(page, out[earlier], out[later])
    return out


def _part(outer: Draft, inner: Draft) -> bool:
    """Whether the later draft, in the earlier one's content, goes on beside its cue rather than inside its content."""
    sentence, made = outer.sentence, inner.candidate
    token, cue = sentence.tokens[made.anchor], sentence.tokens[outer.candidate.anchor]
    if inner.share < PARTING_SHARE or made.anchor not in outer.candidate.content or outer.candidate.part != "v":
        return False
    if token.dep == "relcl" and made.frame in ("quote", "clause"):
        first = subtree(sentence, token.index)[0]
        return first > 0 and sentence.tokens[first - 1].text in ("--", "—", "–")
    if token.dep != "conj" or cue.index > token.index:
        return False
    own = any(dependents(sentence, token.index, "nsubj", "nsubjpass"))
    if own:
        return any(t.dep == "cc" and sentence.tokens[t.index - 1].text == "," for t in _links(sentence, token))
    return token.tag == cue.tag != sentence.tokens[token.head].tag


def _links(sentence: Sentence, token: Token) -> Iterator[Token]:
    """The conjunctions that stand between a conjunct and the word that it is conjoined with."""
    for child in dependents(sentence, token.head, "cc"):
        if token.head < child.index < token.index:
            yield child


def _cut(page: Page, outer: Draft, inner: Draft) -> tuple[Draft, Draft]:
    sentence = outer.sentence
    token = sentence.tokens[inner.candidate.anchor]
    gone = {*subtree(sentence, token.index), *(link.index for link in _links(sentence, token))}
    rest = clean(sentence, set(outer.candidate.content) - gone)
    if not rest:
        return outer, inner
    outer = _draft(page, sentence, replace(outer.candidate, content=rest))
    own = any(dependents(sentence, token.index, "nsubj", "nsubjpass")) or token.dep == "relcl"
    if not own and outer.candidate.source:
        made = replace(inner.candidate, source=outer.candidate.source)
        inner = replace(inner, candidate=made, source=outer.source)
    return outer, inner


def _held(drafts: list[Draft]) -> Iterator[int]:
    """The numbers of drafts whose anchor lies in the content of another, by one sweep over the text."""
    starts = sorted((start, end, number) for number, draft in enumerate(drafts) for start, end in draft.content)
    anchors = sorted((draft.anchor[0], number) for number, draft in enumerate(drafts))
    reach: list[tuple[int, int]] = [(-1, -1), (-1, -1)]  # the two furthest ends so far, of two different drafts
    at = 0
    for anchor, number in anchors:
        while at < len(starts) and starts[at][0] <= anchor:
            reach = _furthest([*reach, (starts[at][1], starts[at][2])])
            at += 1
        if any(end > anchor and other != number for end, other in reach):
            yield number


def _furthest(ends: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The furthest end, and the furthest of another draft."""
    first = max(ends)
    return [first, max((end for end in ends if end[1] != first[1]), default=(-1, -1))]


def _continued(page: Page, drafts: list[Draft]) -> list[Draft]:
    """The drafts with the quotations that follow in the same paragraph and have no reporting word of their own."""
    covered = merged(piece for draft in drafts for piece in draft.content)
    starts = [start for start, _ in covered]
    anchors = [draft.anchor[0] for draft in drafts]
    out = list(drafts)
    for quotation in page.quotations:
        near = bisect_right(starts, quotation.start) - 1
        before = bisect_right(anchors, quotation.start) - 1
        if before < 0 or (near >= 0 and covered[near][1] > quotation.start) or not is_speech(page, quotation):
            continue
        for number in range(before, max(-1, before - MOST_BETWEEN), -1):
            if _goes_on(page, out[number], quotation):
                out[number] = replace(out[number], content=merged([*out[number].content, *quotation.pieces]))
                break
    return out


def _goes_on(page: Page, draft: Draft, quotation: Quotation) -> bool:
    """Whether a quotation opens the sentence after a quoting draft, or after its last piece, in one paragraph."""
    sentence = page.sentence_at(quotation.start)
    last = page.sentence_at(max(draft.anchor[0], draft.content[-1][1] - 1))
    if sentence is None or last is None or sentence.paragraph != last.paragraph:
        return sentence is not None and last is not None and _fills_next_paragraph(page, draft, sentence, quotation)
    before = page.text[max(last.span.start, quotation.start - 4) : quotation.start].rstrip()
    between = page.sentences[last.index + 1 : sentence.index]
    wordless = all(token.pos in ("PUNCT", "SPACE") for one in between[:4] for token in one.tokens) and len(between) < 4
    return draft.quotes and wordless and before.endswith((".", "?", "!", "”", '"', "''"))


def _fills_next_paragraph(page: Page, draft: Draft, sentence: Sentence, quotation: Quotation) -> bool:
    """Whether a quotation is all of the paragraph after a quoting draft's."""
    own = page.sentence_at(draft.content[-1][1] - 1) if draft.content[-1][0] > draft.anchor[0] else draft.sentence
    if own is None or not draft.quotes or sentence.paragraph != max(own.paragraph, draft.sentence.paragraph) + 1:
        return False
    before = page.sentences[sentence.index - 1] if sentence.index else None
    last = page.sentence_at(quotation.end - 1)
    after = page.sentences[last.index + 1] if last and last.index + 1 < len(page.sentences) else None
    opens = sentence.span.start >= quotation.start and (before is None or before.paragraph < sentence.paragraph)
    return opens and (after is None or (last is not None and after.paragraph > last.paragraph))
