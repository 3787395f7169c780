"""What the finder found, mended where grammar or the marks of the text say better what a part is.

It tags word by word, so that it tears noun phrases, leaves words out of contents, takes two reports for one ("TASS
reports that the firm | said"), or, where a report is inverted, source for content.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from dateline.atlas.cues import share, source_words
from dateline.extract.candidate import Candidate, clean
from dateline.extract.drafts import SPEECH_FRAMES, Draft, merged, pieces
from dateline.extract.speech import Page
from dateline.extract.stretches import Piece, shared, tokens_of, touching, within
from dateline.extract.subjects import find_source
from dateline.extract.syntax import dependents, head_of
from dateline.records import Token

#: The frame of a draft that the finder found.
TRAINED = "trained"
#: Characters between two pieces of a content that are taken for an oversight, at most.
LONGEST_GAP = 30
#: From this likelihood up rules have their way where the finder has source and content the wrong way round.
RIGHTED_SHARE = 0.6
#: From this share of its uses with "that" on a verb inside a source is a report of its own.
REPORTING_SHARE = 0.6


def mended(page: Page, found: Sequence[Draft], ruled: Sequence[Draft], options: Iterable[Draft]) -> list[Draft]:
    """The finder's drafts, each with the source, content and number that the sentence gives it.

    `ruled` are the rules' drafts, `options` all candidates, which know the subject of each verb.
    """
    subjects = {draft.anchor: draft.source for draft in _by_share(options) if draft.source}
    sources = {draft.anchor: draft.source for draft in ruled if draft.source}
    twins = {draft.anchor: draft for draft in ruled}
    drafts = [_righted(_whole(_sourced(draft, sources), subjects), twins) for draft in _told_behind(found, ruled)]
    drafts = [part for draft in drafts for part in _unfolded(draft)]
    drafts = [_without_hearer(_filled(page, draft)) for draft in _with_whole_quotations(page, drafts)]
    return [_announced(page, draft) for draft in drafts if not _is_prompt(draft) and (draft.source or _tells(draft))]


def _told_behind(found: Sequence[Draft], ruled: Sequence[Draft]) -> list[Draft]:
    """The finder's drafts, with a report behind its content in place of what was torn from that report.

    "They had agreed to go, an aide who asked not to be named told the paper": neither is the aide's asking a report of
    the rest, nor the agreeing one that nobody made.
    """
    anchors = {draft.anchor for draft in found}
    by_sentence: dict[int, list[Draft]] = defaultdict(list)
    for draft in found:
        by_sentence[draft.sentence.index].append(draft)
    gone: list[Draft] = []
    added: list[Draft] = []
    for rule in ruled:
        if rule.anchor not in anchors and _stands_behind(rule):
            torn = [draft for draft in by_sentence[rule.sentence.index] if _is_torn_from(draft, rule)]
            gone, added = [*gone, *torn], [*added, *([rule] if torn else [])]
    return [*(draft for draft in found if not any(draft is one for one in gone)), *added]


def _stands_behind(rule: Draft) -> bool:
    """Whether a likely report of the rules stands behind all that it reports."""
    behind = rule.candidate.frame in ("late", "before") and rule.share >= RIGHTED_SHARE
    return behind and bool(rule.source) and rule.content[-1][1] <= rule.source[0][0]


def _is_torn_from(draft: Draft, rule: Draft) -> bool:
    """Whether a draft's cue stands in a report's source and its content before, or nobody says some of what it says."""
    if within(draft.cue, rule.source):
        return bool(shared(draft.content, rule.content))
    return not draft.source and within((*draft.cue, *draft.content), rule.content)


def _sourced(draft: Draft, sources: Mapping[Piece, tuple[Piece, ...]]) -> Draft:
    """A draft for which the finder saw no source, or more than the subject, with the one that grammar gives its cue."""
    subject = sources.get(draft.anchor)
    if subject is None:
        return draft
    if draft.source and _is_torn(draft, subject):
        rest = tuple(piece for piece in draft.content if not within([piece], subject))
        return replace(draft, candidate=_with_source(draft, subject), source=subject, content=rest or draft.content)
    if draft.source:
        return replace(draft, speaker=subject[0]) if _is_overdrawn(draft, subject) else draft
    return replace(draft, candidate=_with_source(draft, subject), source=subject)


def _with_source(draft: Draft, subject: Sequence[Piece]) -> Candidate:
    return replace(draft.candidate, source=tokens_of(draft.sentence, subject))


def _is_torn(draft: Draft, subject: Sequence[Piece]) -> bool:
    """Whether a source is the end of its verb's subject whose start went to the content: "an aide | quoted by TASS"."""
    begins = any(piece[0] == subject[0][0] for piece in draft.content)
    return begins and len(draft.content) > 1 and subject[0][0] < draft.source[0][0] and within(draft.source, subject)


def _is_overdrawn(draft: Draft, subject: Sequence[Piece]) -> bool:
    """Whether a source holds its verb's subject and, before that, a phrase that is no part of it."""
    first, last = subject[0][0], subject[-1][1]
    holds = draft.source[0][0] < first and last <= draft.source[-1][1]
    return holds and any(token.text == "," and token.end < first <= token.end + 1 for token in draft.sentence.tokens)


def _by_share(options: Iterable[Draft]) -> list[Draft]:
    """Active verbs of speech among the candidates, the likeliest last."""
    frames = (*SPEECH_FRAMES, "to", "obj", "obj-on")
    spoken = (draft for draft in options if draft.candidate.part == "v" and draft.candidate.frame in frames)
    return sorted(spoken, key=lambda draft: draft.share)


def _whole(draft: Draft, subjects: Mapping[Piece, tuple[Piece, ...]]) -> Draft:
    """A draft whose source is a fragment of its verb's subject, or holds more than it, with the subject as source."""
    subject = subjects.get(draft.anchor)
    if draft.source and all(draft.sentence.tokens[at].pos == "DET" for at in tokens_of(draft.sentence, draft.source)):
        alone = any(True for at in tokens_of(draft.sentence, draft.source) if draft.sentence.tokens[at].text == "The")
        if alone and subject is None:
            return replace(draft, candidate=_with_source(draft, ()), source=())
    if not draft.source or subject is None or subject == draft.source:
        return draft
    if _is_fragment(draft, subject):
        return replace(draft, candidate=_with_source(draft, subject), source=subject)
    if outside := _swallowed(draft, subject):
        content = merged([*draft.content, *pieces(draft.sentence, outside)])
        return replace(draft, candidate=_with_source(draft, subject), source=subject, content=content)
    return draft


def _is_fragment(draft: Draft, subject: Sequence[Piece]) -> bool:
    """Whether a source is the beginning of its verb's subject, without its head: "the | Irish | Film Board"."""
    if not within(draft.source, subject) or _size_of(draft.source) >= _size_of(subject):
        return False
    whole = [draft.sentence.tokens[index] for index in tokens_of(draft.sentence, subject)]
    head = head_of(draft.sentence, whole)
    begins = all(token.pos == "DET" for token in whole if token.end <= draft.source[0][0])
    plain = all(token.pos not in ("VERB", "AUX") for token in whole)
    return begins and plain and draft.source[-1][1] <= head.start


def _swallowed(draft: Draft, subject: Sequence[Piece]) -> tuple[int, ...]:
    """The relative pronoun of a source that holds, before its verb's subject, the noun that the content is about.

    "The comet, WHICH | astronomers | say is breaking up": the pronoun belongs to the content.
    """
    if not within(subject, draft.source) or draft.source[0][0] >= subject[0][0]:
        return ()
    tokens = draft.sentence.tokens
    before = [at for at in tokens_of(draft.sentence, draft.source) if tokens[at].end <= subject[0][0]]
    return tuple(before[-1:]) if before and tokens[before[-1]].tag in ("WDT", "WP") else ()


def _size_of(pieces_: Sequence[Piece]) -> int:
    return sum(end - start for start, end in pieces_)


def _righted(draft: Draft, ruled: Mapping[Piece, Draft]) -> Draft:
    """A draft, or what the rules have for its cue, where the finder took source for content and content for source.

    "The ship left, said a clerk who asked not to be named" is easily taken for the ship's saying something of a clerk.
    """
    rule = ruled.get(draft.anchor)
    if rule is None or not draft.source or not rule.source:
        return draft
    if rule.share < RIGHTED_SHARE and rule.candidate.part != "n":
        return draft
    inverted = rule.candidate.frame == "before"
    swapped = inverted and within(draft.source, rule.content) and within(rule.source[:1], draft.content)
    noun = rule.candidate.part == "n" and rule.candidate.frame == "that" and not within(draft.source, rule.source)
    swapped = swapped or (_stands_behind(rule) and within(draft.content, rule.source))  # "| an aide | who ... told"
    if swapped or (noun and shared(draft.content, rule.source)):  # "THE MINISTRY'S | claim | that X is denied by ..."
        return rule
    nearer = draft.source[-1][1] <= rule.source[0][0] and rule.source[-1][1] <= draft.anchor[0]
    if nearer and within(rule.source, draft.content):  # "| one | said X"
        rest = tuple(piece for piece in draft.content if not within([piece], rule.source))
        if rest != draft.content and rest:
            return replace(draft, candidate=_with_source(draft, rule.source), source=rule.source, content=rest)
    return draft


def _unfolded(draft: Draft) -> Iterator[Draft]:
    """A draft, or the two that it is where its source holds a report: "TASS reports that the firm | said | X"."""
    tokens = draft.sentence.tokens
    source = tokens_of(draft.sentence, draft.source)
    that = next((at for at in source[2:] if tokens[at].text == "that" and _reports_that(tokens[at - 1])), None)
    content = tokens_of(draft.sentence, draft.content)
    if that is None or source[-1] == that or not content or draft.candidate.cue[:1] < source[-1:]:
        yield draft
        return
    verb, last = that - 1, max(*content, *draft.candidate.cue)
    who, inner = (tuple(i for i in source if low <= i < high) for low, high in ((0, verb), (that + 1, len(tokens))))
    whole = tuple(range(that, last + 1))
    made = Candidate(tokens[verb].lemma.lower(), "v", TRAINED, verb, (verb,), who, whole)
    content_, cue, source_ = (pieces(draft.sentence, part) for part in (whole, (verb,), who))
    yield Draft(draft.sentence, made, content_, cue, source_, draft.share, draft.quotes)
    yield replace(draft, candidate=replace(draft.candidate, source=inner), source=pieces(draft.sentence, inner))


def _reports_that(token: Token) -> bool:
    """Whether a word is a finite verb that mostly reports where "that" stands behind it."""
    return token.tag in ("VBD", "VBZ", "VBP") and share(token.lemma.lower(), "v", "that") >= REPORTING_SHARE


def _tells(draft: Draft) -> bool:
    """Whether a content holds more than a bare article, number or pronoun, all that is left of a misread phrase."""
    held = (draft.sentence.tokens[index] for index in tokens_of(draft.sentence, draft.content))
    return any(token.pos not in ("DET", "NUM", "PRON", "ADP", "PUNCT", "PART", "SCONJ", "SPACE") for token in held)


def _with_whole_quotations(page: Page, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, contents from inside a quotation begun at its start, unless somebody else's words stand there."""
    taken = sorted(piece for draft in drafts for piece in (*draft.content, *draft.cue, *draft.source))
    return [replace(draft, content=merged(_stretched(page, draft, taken))) for draft in drafts]


def _stretched(page: Page, draft: Draft, taken: Sequence[Piece]) -> Iterator[Piece]:
    for start, end in draft.content:
        quotation = page.quotation_at(start)
        opens = next((low for low, high in quotation.pieces if low <= start < high), start) if quotation else start
        outside = page.quotation_at(draft.anchor[0]) is None
        free = not any(True for _ in touching(taken, (opens, start))) if opens < start else False
        yield (opens if outside and free else start), end


def _filled(page: Page, draft: Draft) -> Draft:
    """A draft, with the few words between two pieces of its content that are neither its cue's nor its source's."""
    own = sorted((*draft.cue, *draft.source))
    out = [draft.content[0]]
    for start, end in draft.content[1:]:
        gap = (out[-1][1], start)
        small = 0 < gap[1] - gap[0] <= LONGEST_GAP and not any(True for _ in touching(own, gap))
        if small and draft.sentence.span.start <= gap[0] < draft.sentence.span.end and _is_bare(page, gap):
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return replace(draft, content=tuple(out)) if len(out) < len(draft.content) else draft


def _is_bare(page: Page, gap: Piece) -> bool:
    """Whether a gap holds words and no marks: a mark is where what is said is parted."""
    words = page.text[gap[0] : gap[1]]
    return any(map(str.isalpha, words)) and all(letter.isalnum() or letter in " '’-" for letter in words)


def _without_hearer(draft: Draft) -> Draft:
    """A draft of telling somebody to do something without who is told: "told | the crew | TO LEAVE"."""
    tokens, made = draft.sentence.tokens, draft.candidate
    if made.word not in source_words()["telling"] or len(draft.content) != 1:
        return draft
    content = tokens_of(draft.sentence, draft.content)
    to = next((at for at in content if tokens[at].tag == "TO"), None)
    if to is None or to == content[0] or tokens[to].head >= len(tokens):
        return draft
    told = all(tokens[at].pos in ("DET", "ADJ", "NOUN", "PROPN", "PRON", "NUM", "PART") for at in content if at < to)
    return replace(draft, content=((tokens[to].start, draft.content[0][1]),)) if told else draft


def _announced(page: Page, draft: Draft) -> Draft:
    """A draft of what stands behind a colon, said by the sentence's subject: "A answered a question | put by B: X"."""
    tokens, anchor = draft.sentence.tokens, draft.sentence.tokens[draft.candidate.anchor]
    before = page.text[max(0, draft.content[0][0] - 3) : draft.content[0][0]].rstrip()
    if anchor.tag != "VBN" or anchor.dep != "acl" or not before.endswith(":"):
        return draft
    root = next((t for t in tokens if t.head == t.index and t.index < anchor.index), None)
    found = find_source(draft.sentence, root)[1] if root is not None and root.pos == "VERB" else []
    phrase = clean(draft.sentence, set(found))
    if not phrase or root is None:
        return draft
    source, cue = pieces(draft.sentence, phrase), ((root.start, root.end),)
    made = replace(draft.candidate, source=phrase, cue=(root.index,), anchor=root.index)
    return replace(draft, candidate=made, source=source, cue=cue)


def _is_prompt(draft: Draft) -> bool:
    """Whether a draft is only a topic that somebody was asked about: "ASKED by the paper about X, he said"."""
    verb = draft.sentence.tokens[draft.candidate.anchor]
    content = tokens_of(draft.sentence, draft.content[:1])
    if not content or not any(draft.sentence.tokens[at].pos == "ADP" for at in (content[0], draft.candidate.cue[-1])):
        return False
    prompted = verb.lemma.lower() in source_words()["questioning"] and verb.tag == "VBN" and verb.dep == "advcl"
    return prompted and not any(dependents(draft.sentence, verb.index, "aux", "auxpass", "nsubj", "nsubjpass"))
