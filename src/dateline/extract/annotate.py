"""Sentences and their parse: what the NLP library (spaCy, see `parser`) gives, as our rows.

Text is parsed a paragraph at a time: across a blank line the parser moves a closing quotation mark into the
next sentence. All paragraphs of an article go through the model in one batch, which halves the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count
from typing import TYPE_CHECKING

from dateline.extract.parser import parse
from dateline.records import Article, Row, Rows, Sentence, Span, Token

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.tokens import Span as SpacySpan

VERSION = "1"
PARAGRAPH = re.compile(r"[^\n\r\u2028\u2029]*[^\s][^\n\r\u2028\u2029]*")
#: Longest piece handed to the parser, in characters. Its memory and time grow with the piece, and a "paragraph"
#: past this is no prose (minified data, a table): it is cut at the last space before.
LONGEST_PIECE = 5_000


class Annotator:
    """Parses articles with a spaCy pipeline, loaded at first use (so that an Annotator pickles)."""

    def __init__(self, pipeline: str) -> None:
        self.pipeline = pipeline

    def __call__(self, rows: Rows) -> Iterator[Row]:
        """The sentences of the article."""
        article = rows.article
        pieces = list(_pieces(article))
        docs = parse(self.pipeline, (article.text[start:end] for _, start, end in pieces))
        number = count()
        for (paragraph, start, _), doc in zip(pieces, docs, strict=True):
            for sentence in doc.sents:
                yield _sentence(article, sentence, offset=start, index=next(number), paragraph=paragraph)


def _pieces(article: Article) -> Iterator[tuple[int, int, int]]:
    """(paragraph, start, end) of what is parsed at once."""
    for paragraph, match in enumerate(PARAGRAPH.finditer(article.text)):
        for start, end in _without_dateline(article, *match.span()):
            yield from ((paragraph, *piece) for piece in _cut(article.text, start, end))


def _without_dateline(article: Article, start: int, end: int) -> list[tuple[int, int]]:
    # The parser takes "MOSCOW, Oct. 13 --" for the subject of the sentence: the two are parsed apart.
    line = article.dateline.span if article.dateline else None
    if line is None or not (start <= line.start and line.end < end) or not article.text[line.end : end].strip():
        return [(start, end)]
    after = line.end + len(article.text[line.end : end]) - len(article.text[line.end : end].lstrip())
    return [(start, line.end), (after, end)]


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST_PIECE:
        cut = text.rfind(" ", start + 1, start + LONGEST_PIECE)
        cut = cut if cut > start else start + LONGEST_PIECE
        yield start, cut
        start = cut
    yield start, end


def _sentence(article: Article, sentence: SpacySpan, *, offset: int, index: int, paragraph: int) -> Sentence:
    tokens = tuple(_tokens(sentence.doc, sentence.start, sentence.end, offset))
    children: list[list[int]] = [[] for _ in tokens]
    for token in tokens:
        if token.head != token.index:
            children[token.head].append(token.index)
    span = Span(article.id, tokens[0].start, tokens[-1].end)
    return Sentence(span, index, paragraph, tokens, tuple(map(tuple, children)))


def _tokens(doc: Doc, first: int, last: int, offset: int) -> Iterable[Token]:
    for index, token in enumerate(doc[first:last]):
        start = offset + token.idx
        entity = f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else ""
        yield Token(
            index,
            start,
            start + len(token),
            token.text,
            token.lemma_,
            token.pos_,
            token.tag_,
            token.dep_,
            token.head.i - first,
            entity,
        )
