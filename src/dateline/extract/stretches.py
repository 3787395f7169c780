"""Questions about pieces (start, end) of a text: which touch, which lie in which, what they share."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from dateline.records import Sentence

Piece = tuple[int, int]


def touching(pieces: Sequence[tuple[int, ...]], piece: Piece) -> Iterator[tuple[int, ...]]:
    """The pieces, which are in order and don't overlap much, that share a character with one."""
    at = max(0, bisect_right(pieces, (piece[0],)) - 2)
    while at < len(pieces) and pieces[at][0] < piece[1]:
        if pieces[at][1] > piece[0]:
            yield pieces[at]
        at += 1


def within(inner: Sequence[Piece], outer: Sequence[Piece]) -> bool:
    """Whether each piece lies in one of the others."""
    return all(any(low <= start and end <= high for low, high in outer) for start, end in inner)


def shared(left: Sequence[Piece], right: Sequence[Piece]) -> int:
    """How many characters two contents share."""
    return sum(max(0, min(end, high) - max(start, low)) for start, end in left for low, high in right)


def tokens_of(sentence: Sentence, pieces: Iterable[Piece]) -> tuple[int, ...]:
    """The tokens of a sentence that pieces of text touch."""
    return tuple(t.index for start, end in pieces for t in sentence.tokens if t.start < end and t.end > start)
