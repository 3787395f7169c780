"""The tokens of a whole article, found by their offsets."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from dateline.records import Sentence, Span, Token


class Tokens:
    """All tokens of an article in order, with the sentence of each. Offsets are code points of the text."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.sentences = sentences
        self.flat = [token for sentence in sentences for token in sentence.tokens]
        self.sentence_of = [sentence for sentence in sentences for _ in sentence.tokens]
        self._starts = [token.start for token in self.flat]

    def inside(self, start: int, end: int) -> list[Token]:
        """The tokens that begin in [start, end); a token is in when its first character is."""
        return self.flat[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def place(self, start: int) -> int:
        """The index in `flat` of the token that holds offset `start`, or of the last before it (-1: none)."""
        return bisect_right(self._starts, start) - 1

    def before(self, start: int, count: int = 1) -> list[Token]:
        """Up to `count` tokens of the same sentence that end at or before `start`, nearest last."""
        at = bisect_left(self._starts, start)
        if not 0 < at <= len(self.flat):
            return []
        sentence = self.sentence_of[min(at, len(self.flat) - 1)]
        first = self.flat[max(0, at - count) : at]
        return [token for token in first if sentence.span.start <= token.start < sentence.span.end]

    def after(self, end: int, count: int = 1) -> list[Token]:
        """Up to `count` tokens of the same sentence that begin at or after `end`, nearest first."""
        at = bisect_left(self._starts, end)
        if not 0 < at < len(self.flat):
            return []
        sentence = self.sentence_of[at - 1]
        return [token for token in self.flat[at : at + count] if token.start < sentence.span.end]

    def sentence(self, start: int) -> Sentence | None:
        """The sentence that holds the offset."""
        at = self.place(start)
        return self.sentence_of[at] if at >= 0 else None

    def head(self, start: int, end: int) -> Token | None:
        """The token in [start, end) that none of the others governs (in the first sentence, where it spans two)."""
        found = self.head_in(start, end)
        return found[0] if found else None

    def head_in(self, start: int, end: int) -> tuple[Token, Sentence] | None:
        """That token and its sentence: not always that of `start`, which may lie inside a word (".Kim Jong")."""
        tokens = self.inside(start, end)
        sentence = self.sentence(tokens[0].start) if tokens else None
        if sentence is None:
            return None
        tokens = [token for token in tokens if token.start < sentence.span.end]
        inside = {token.index for token in tokens}
        head = next((token for token in tokens if token.head == token.index or token.head not in inside), tokens[-1])
        return head, sentence

    def span(self, tokens: Sequence[Token], article: str) -> Span:
        """The span from the first to the last of these tokens."""
        return Span(article, tokens[0].start, tokens[-1].end)
