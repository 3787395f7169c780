"""Questions about a parsed sentence: who depends on whom, what a phrase covers."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from dateline.records import Sentence, Span, Token


def subtree(sentence: Sentence, index: int, *, without: Collection[str] = ()) -> list[int]:
    """Indices of a token and all below it, in order; branches whose label is in `without` are left out."""
    children, tokens, out = sentence.children, sentence.tokens, [index]
    for at in out:  # grows as it goes
        below = children[at]
        if below:
            out.extend([child for child in below if tokens[child].dep not in without] if without else below)
    out.sort()
    return out


def shallow(sentence: Sentence, most: int) -> Collection[int]:
    """Indices of the tokens that are at most this many edges below a root."""
    if len(sentence.tokens) <= most:
        return range(len(sentence.tokens))
    layer = [token.index for token in sentence.tokens if token.head == token.index]
    found: set[int] = set()
    for _ in range(most):
        found.update(layer)
        layer = [child for at in layer for child in sentence.children[at]]
    return found


def dependents(sentence: Sentence, index: int, *labels: str) -> Iterator[Token]:
    """Direct dependents of a token with one of the labels, left to right (all of them without labels)."""
    for child in sentence.children[index]:
        token = sentence.tokens[child]
        if not labels or token.dep in labels:
            yield token


def ancestors(sentence: Sentence, index: int) -> Iterator[Token]:
    """The governors of a token, nearest first, up to the root."""
    while sentence.tokens[index].head != index:
        index = sentence.tokens[index].head
        yield sentence.tokens[index]


def span_of(sentence: Sentence, indices: Collection[int]) -> Span:
    """The span from the first to the last of these tokens."""
    first, last = sentence.tokens[min(indices)], sentence.tokens[max(indices)]
    return Span(sentence.span.article, first.start, last.end)


def tokens_in(sentence: Sentence, span: Span) -> list[Token]:
    """The tokens that lie in a span."""
    return [token for token in sentence.tokens if span.start <= token.start and token.end <= span.end]


def head_of(sentence: Sentence, tokens: list[Token]) -> Token:
    """The token of a phrase that no other token of it governs (the first, when the parse leaves several)."""
    inside = {token.index for token in tokens}
    for token in tokens:
        if token.head not in inside or token.head == token.index:
            return token
    return tokens[0]
