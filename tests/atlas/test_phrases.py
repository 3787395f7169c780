"""Finding known names in a text."""

from __future__ import annotations

from time import perf_counter

from hypothesis import given
from hypothesis import strategies as st

from dateline.atlas.phrases import PhraseFinder

NAMES = {"Kim Jong Un": 1, "Kim Jong Il": 2, "Kim": 3, "Komsomolsk-on-Amur": 4, "U.S.": 5}
FINDER = PhraseFinder(NAMES.items())


def found(text: str) -> list[tuple[str, int]]:
    return [(text[start:end], value) for start, end, value in FINDER.find(text)]


def test_the_longest_name_wins_and_none_overlap() -> None:
    assert found("Kim Jong Un met Kim; Kim Jong spoke.") == [("Kim Jong Un", 1), ("Kim", 3), ("Kim", 3)]


def test_spaces_do_not_matter_and_case_and_word_ends_do() -> None:
    assert found("Kim  Jong\nIl") == [("Kim  Jong\nIl", 2)]
    assert found("kim jong il Kimchi") == []
    assert found("Komsomolsk-on-Amur's mayor flew to the U.S. today") == [("Komsomolsk-on-Amur", 4), ("U.S.", 5)]


@given(st.lists(st.sampled_from([*NAMES, " ", "\0", "Jong", "-", ".", "😀", "\u200f"])).map("".join))
def test_any_text_gives_spans_that_hold_a_name(text: str) -> None:
    for words, value in found(text):
        assert "".join(words.split()) == "".join(next(name for name in NAMES if NAMES[name] == value).split())


def test_a_megabyte_takes_a_second_or_two() -> None:
    began = perf_counter()
    list(FINDER.find("Kim Jong " * 110_000))
    assert perf_counter() - began < 5
