"""Text cut for the model: no word is lost, none is in two windows, whatever the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.extract.windows import WIDTH, WORD, encoded, packed, shape


@dataclass
class Cut:
    """What a tokenizer gives."""

    ids: list[int]
    offsets: list[tuple[int, int]]


def by_three(texts: list[str]) -> Sequence[Cut]:
    """A tokenizer whose pieces are up to three characters of a word, marks joined to what stands before them."""
    out = []
    for text in texts:
        spans = [(low, min(low + 3, high)) for low, high in _chunks(text)]
        out.append(Cut([low % 7 for low, _ in spans], spans))
    return out


def _chunks(text: str) -> list[tuple[int, int]]:
    return [(at, found.end()) for found in re.finditer(r"\S+", text) for at in range(found.start(), found.end(), 3)]


@given(st.text(alphabet=st.characters() | st.sampled_from("ab .,\n“”"), max_size=400), st.integers(8, 40))
def test_every_word_is_in_one_window(text: str, longest: int) -> None:
    paragraphs = encoded(text, by_three, longest=longest)
    windows = list(packed(paragraphs, opening=1, ending=2, longest=longest))
    words = [word for window in windows for word in window.words]
    assert words == [found.span() for found in WORD.finditer(text)]
    for window in windows:
        assert len(window.pieces) == len(window.marks) <= longest
        assert len(window.firsts) == len(window.words)
        assert all(0 < first < len(window.pieces) for first in window.firsts)
        assert all(len(row) == WIDTH for row in window.marks)


def test_paragraphs_share_a_window_until_it_is_full() -> None:
    text = "One two three.\n\nFour five six.\nSeven eight nine."
    windows = list(packed(encoded(text, by_three, longest=19), opening=1, ending=2, longest=19))
    assert [text[w.words[0][0] : w.words[-1][1]] for w in windows] == [
        "One two three.\n\nFour five six.",
        "Seven eight nine.",
    ]


def test_a_long_paragraph_is_cut_after_a_sentence() -> None:
    text = "She said the bridge would open. " * 60
    parts = encoded(text, by_three, longest=2_000)
    assert len(parts) > 1
    assert all(text[part.words[-1][0] : part.words[-1][1]] == "." for part in parts)


@pytest.mark.parametrize(
    ("word", "form"), [("said", 1), ("Kim", 2), ("TASS", 3), ("McCain", 4), ("2023", 5), (",", 6), ("“", 7), ("A", 2)]
)
def test_forms_of_words(word: str, form: int) -> None:
    assert shape(word) == form
