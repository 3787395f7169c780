"""Whether a claim gives its source's own words: direct, indirect, mixed."""

from __future__ import annotations

import pytest

from dateline.extract.manner import manner
from dateline.extract.quotes import find_quotations
from dateline.extract.speech import Page


def of(text: str, *contents: str, cue: str = "said") -> str:
    def span(words: str) -> tuple[int, int]:
        return text.index(words), text.index(words) + len(words)

    return manner(Page(text, (), find_quotations(text)), [span(words) for words in contents], [span(cue)])


@pytest.mark.parametrize("marks", ['""', "“”", "„“", "„”", "«»", "‘’", "''", "「」", "『』"])
def test_all_words_quoted_is_direct_whatever_the_marks(marks: str) -> None:
    text = f"Berg said: {marks[0]}The ship has left{marks[1]}."
    assert of(text, f"{marks[0]}The ship has left{marks[1]}") == "direct"
    assert of(text, "The ship has left") == "direct"


@pytest.mark.parametrize("marks", ['""', "“”", "„“", "«»", "‘’", "「」"])
def test_one_quoted_word_makes_it_mixed(marks: str) -> None:
    text = f"Berg said the ship was {marks[0]}doomed{marks[1]} anyway."
    assert of(text, f"the ship was {marks[0]}doomed{marks[1]} anyway") == "mixed"


def test_no_quoted_word_is_indirect() -> None:
    assert of("Berg said the ship\u2019s crew had left.", "the ship\u2019s crew had left") == "indirect"


def test_pieces_round_the_cue_are_judged_together() -> None:
    assert of("“The ship,” Berg said, “has left.”", "“The ship,”", "“has left.”") == "direct"
    assert of("“The ship,” Berg said, had left.", "“The ship,”", "had left") == "mixed"


def test_a_quotation_over_two_paragraphs_is_direct() -> None:
    text = "Berg said: “The ship has left.\n\n“It will not be back.”"
    assert of(text, "“The ship has left.", "“It will not be back.”") == "direct"


def test_marks_without_words_in_the_content_quote_nothing() -> None:
    assert of("“Berg” said the ship had left.", "said the ship had left", cue="said") == "indirect"


def test_an_answer_in_a_transcript_is_direct_and_a_headline_is_not() -> None:
    assert of("Q: And then?\nBERG: We left. Twice.", "We left. Twice.", cue=":") == "direct"
    assert of("Berg: the ship has left", "the ship has left", cue=":") == "indirect"
