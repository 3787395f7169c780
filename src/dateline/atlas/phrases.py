"""Finding many known names in a text at once: the longest that starts at each word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Generic, TypeVar

V = TypeVar("V")
WORD = re.compile(r"\w+|[^\w\s]")
# Hyphens, dashes, spaces and apostrophes that mean the plain one; one character each, so that offsets hold.
_PLAIN = str.maketrans(
    {**dict.fromkeys("‐‑‒–−﹣-", "-"), **dict.fromkeys("\u00a0\u2009\u202f", " "), **dict.fromkeys("’ʼ", "'")}
)
#: A text of more characters than this is an article, in which many finders look one after the other.
SHORT = 200
_END = ""  # no word is empty: the key under which a node of the trie keeps its value


def plain(text: str) -> str:
    """`text` with plain hyphens, spaces and apostrophes, as long as it was: for matching, never for keeping."""
    return text.translate(_PLAIN)


class PhraseFinder(Generic[V]):
    """A trie of words. Matching keeps case (add variants to match more) and ignores how words are spaced."""

    def __init__(self, phrases: Iterable[tuple[str, V]]) -> None:
        """`phrases` are (words, value) pairs; of two equal phrases the first stays."""
        self._root: dict[str, object] = {}
        for phrase, value in phrases:
            node = self._root
            for word in WORD.findall(phrase):
                node = node.setdefault(word, {})  # type: ignore[assignment]
            if node is not self._root:
                node.setdefault(_END, value)

    def find(self, text: str) -> Iterator[tuple[int, int, V]]:
        """(start, end, value) of each phrase, longest first at each place, none overlapping."""
        words = _words(text) if len(text) > SHORT else _words_of(text)
        at = 0
        while at < len(words):
            if words[at][0] not in self._root:  # nearly every word: spares the slice below
                at += 1
                continue
            length, value = self._longest(words, at)
            if length and value is not None:
                yield words[at][1], words[at + length - 1][2], value
            at += length or 1

    def _longest(self, words: Sequence[tuple[str, int, int]], at: int) -> tuple[int, V | None]:
        node, best = self._root, (0, None)
        for count, (word, _, _) in enumerate(words[at : at + 16], 1):
            if word not in node:
                break
            node = node[word]  # type: ignore[assignment]
            if _END in node:
                best = (count, node[_END])  # type: ignore[assignment]
        return best


def _words_of(text: str) -> Sequence[tuple[str, int, int]]:
    return [(match.group(), match.start(), match.end()) for match in WORD.finditer(text)]


#: Remembered are an article as it is and in plain characters.
_words = lru_cache(maxsize=2)(_words_of)
