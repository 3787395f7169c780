"""A second peer for claims: the published recipe of quotation finders on spaCy, with no data of ours.

1. A reporting verb with a subject and a clause or quotation that depends on it (GenderGapTracker's syntactic rule, Asr
   and others 2021): the verb is the cue, the subject's words the source, the clause the content.
2. "according to" somebody: the rest of the sentence is the content.
3. A quotation that neither met: the nearest reporting verb of its paragraph, with its subject.

Reporting verbs are textacy's list; the parse is the one that dateline starts from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bench.figures import Json
from dateline.records import Rows, Sentence, Token

QUOTATION = re.compile(r"“[^”\n]{8,}”|\"[^\"\n]{8,}\"")
SUBJECTS = ("nsubj", "nsubjpass", "agent")
CLAUSES = ("ccomp", "xcomp")
#: How far from a quotation its verb may stand, in characters: about a line and a half, a name with its office.
REACH = 120

Found = tuple[Sentence, Token]


def verbs_and_clauses(rows: Rows) -> Json:
    """Claims by the three rules, in the format of a reading."""
    claims = [claim for sentence in rows.of(Sentence) for claim in _of_sentence(sentence)]
    covered = [tuple(span) for claim in claims for span in claim["content"]]
    said = [(sentence, token) for sentence in rows.of(Sentence) for token in sentence.tokens if _reports(token)]
    for quotation in QUOTATION.finditer(rows.article.text):
        if not any(start < quotation.end() and quotation.start() < end for start, end in covered):
            claims += _nearest(quotation.span(), said, rows.article.text)
    return {"claims": claims}


def _of_sentence(sentence: Sentence) -> Iterator[Json]:
    for token in sentence.tokens:
        children = [sentence.tokens[child] for child in sentence.children[token.index]]
        if _reports(token):
            subject = [child for child in children if child.dep in SUBJECTS]
            for clause in (child for child in children if child.dep in CLAUSES):
                yield _claim([_extent(sentence, subject[0])] if subject else [], token, [_extent(sentence, clause)])
        elif token.text.lower() == "according":
            whole = _extent(sentence, token)
            source = [s for child in children for s in _source_behind(sentence, child)]
            before, after = [sentence.span.start, whole[0]], [whole[1], sentence.span.end]
            yield _claim(source, token, [span for span in (before, after) if span[1] - span[0] > 2])


def _source_behind(sentence: Sentence, preposition: Token) -> Iterator[list[int]]:
    for child in sentence.children[preposition.index]:
        yield _extent(sentence, sentence.tokens[child])


def _nearest(quotation: tuple[int, int], said: list[Found], text: str) -> Iterator[Json]:
    """The quotation with the reporting verb that is nearest to it, and this one's subject."""
    near = []
    for sentence, token in said:
        gap = max(quotation[0] - token.end, token.start - quotation[1])
        between = text[min(token.end, quotation[1]) : max(token.start, quotation[0])]
        if 0 <= gap <= REACH and "\n" not in between:
            near.append((gap, token.start, sentence, token))
    for _, _, sentence, token in sorted(near, key=lambda row: row[:2])[:1]:
        subject = [c for c in sentence.children[token.index] if sentence.tokens[c].dep in SUBJECTS]
        source = [_extent(sentence, sentence.tokens[subject[0]])] if subject else []
        yield _claim(source, token, [list(quotation)])


def _claim(source: list[list[int]], cue: Token, content: list[list[int]]) -> Json:
    return {"source": source, "cue": [[cue.start, cue.end]], "content": content}


def _reports(token: Token) -> bool:
    from textacy.constants import REPORTING_VERBS

    return token.pos == "VERB" and token.lemma in REPORTING_VERBS["en"]


def _extent(sentence: Sentence, token: Token) -> list[int]:
    """From the first to the last character of what depends on a word, itself included."""
    todo, start, end = [token.index], token.start, token.end
    while todo:
        at = todo.pop()
        start, end = min(start, sentence.tokens[at].start), max(end, sentence.tokens[at].end)
        todo += [child for child in sentence.children[at] if child != at]
    return [start, end]
