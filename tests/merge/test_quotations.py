"""Where a text is somebody else's: quotations and posts."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.merge.quotations import quotations


@pytest.mark.parametrize(
    "text",
    [
        "She said: “The ferry sank at noon.” Then she left.",
        'She said: "The ferry sank at noon." Then she left.',
        "She said: ‘The ferry’s bow sank at noon.’ Then she left.",
        "She said: 'The ferry's bow sank at noon.' Then she left.",
        "“The ferry sank at noon.\n“And nobody came.” Then she left.",
    ],
)
def test_speech_stands_between_marks_whatever_they_are(text: str) -> None:
    found = quotations(text)
    assert found.quoted(text.index("sank"))
    assert not found.quoted(text.index("left"))


def test_a_word_held_at_arms_length_is_no_speech() -> None:
    text = "The 'safe' ferry sank, the sailors' families said."
    assert not quotations(text).quoted(text.index("safe"))
    assert not quotations(text).quoted(text.index("sank"))


def test_a_post_ends_with_its_author() -> None:
    posts = "The ferry sank! — Ida Moe (@idamoe) May 3, 2016 Nobody came. — Per Aas (@per) May 4, 2016"
    text = f"It was so.\n{posts}\nSo it was."
    found = quotations(text)
    authors = [found.author(text.index(word)) for word in ("sank", "Nobody", "So it was")]
    assert [text[one[0] : one[1]] if one else None for one in authors] == ["Ida Moe", "Per Aas", None]


@given(st.text(alphabet="“”\"'‘’ab\n —(@)", max_size=300))
def test_any_text_is_taken(text: str) -> None:
    found = quotations(text)
    assert all(0 <= start < end <= len(text) for start, end in found.speech)
    assert found.shared(0, len(text)) >= 0


def test_marks_that_never_close_take_no_time() -> None:
    started = time.perf_counter()
    quotations("'a “b ‘c \"d — e (" * 50_000)
    assert time.perf_counter() - started < 3
