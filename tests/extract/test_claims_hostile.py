"""Claims on text that was not written to be read: stray marks, controls, endless lines. No crash, no offset astray."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.extract.forms import find_forms
from dateline.extract.quotes import find_quotations
from dateline.records import Article, Claim, Rows, Sentence

Read = Callable[..., Rows]
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
#: Characters of each kind of hostile text, and the seconds that they may take: it is about a twentieth of a second, and
#: one quadratic step makes it many.
LENGTH, BOUND = 30_000, 3.0
#: The same for the largest texts: they take about two seconds.
LARGEST = 20.0

MARKS = ["“", "”", '"', "'", "‘", "’", "«", "»", "„", "「", "」", "『", "‹", "›", "``", "''", '5" ', "6'2\" ", "'90s "]
LINES = ["\n", "\n\n", "\r\n", "\u2028", "\n- ", "\n• ", "\n1. ", "\n— ", "\n**", "**: ", "\n> "]
LABELS = ["Q: ", "A: ", "BERG: ", "Anna Berg, mayor: ", "TASS: ", "Police: ", "Reactions:\n", "Tom Reed (Labour): "]
POSTS = ["RT @x: ", "@x: ", " — Anna Berg (@aberg) May 3, 2023", " pic.twitter.com/a", "\nForwarded from Rybar\n"]
MORE = ["\nRybar, [3 Sep 2023]:\n", " (@x) wrote ", "(@", ": KCNA", " — TASS", ", says aide", ", wife told police", "?"]
CONTROLS = [
    "\x00",
    "\x1c",
    "\u202e",
    "\u200f",
    "\ufeff",
    "\u0301",
    "😀",
    "👩‍👩‍👧",
    "مرحبا",
    "שלום",
    "\U0010ffff",
    "\u00a0",
]
WORDS = [
    " he said ",
    " ship",
    "The port is closed. ",
    "I was you ",
    ", ",
    ". ",
    ":",
    "—",
    " ",
    "Anna Berg",
    "Kim visits plant",
]
HOSTILE = st.lists(
    st.sampled_from([*MARKS, *LINES, *LABELS, *POSTS, *MORE, *CONTROLS, *WORDS]) | st.text(max_size=4), max_size=40
).map("".join)


def hold(text: str, pieces: tuple[tuple[int, int], ...]) -> bool:
    """Whether pieces lie in the text, are not empty, and stand in order and apart."""
    inside = all(0 <= start < end <= len(text) for start, end in pieces)
    return inside and all(left[1] <= right[0] for left, right in pairwise(pieces))


def check_forms(article: Article, sentences: tuple[Sentence, ...]) -> None:
    text = article.text
    for found in find_forms(article, sentences, find_quotations(text)):
        assert found.content and found.source and hold(text, found.content)
        assert hold(text, found.cue) and hold(text, found.source)
        assert any(text[start:end].strip() for start, end in found.content)
        assert found.speaker is None or hold(text, (found.speaker,))
        assert 0 < found.share <= 1


@SLOW
@given(HOSTILE)
def test_forms_hold_on_any_text(parse: Read, text: str) -> None:
    rows = parse(text)
    check_forms(rows.article, rows.of(Sentence))
    assert find_forms(rows.article, rows.of(Sentence), find_quotations(text)) == find_forms(
        rows.article, rows.of(Sentence), find_quotations(text)
    )


@SLOW
@given(st.text(alphabet=st.characters(), max_size=200) | HOSTILE)
def test_forms_hold_without_a_parse_and_with_unpaired_surrogates(text: str) -> None:
    """Readers of JSON may let half a surrogate through; the parser is not asked here."""
    check_forms(Article("test", text + "\ud83d: “\udc00” — Anna Berg (@a) May 3, 2023\n"), ())


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HOSTILE)
def test_every_claim_of_the_whole_reading_holds(read: Read, text: str) -> None:
    rows = read(text)
    for claim in rows.of(Claim):
        assert claim.content
        for part in (claim.content, claim.cue, claim.source, claim.reason):
            assert hold(text, tuple((span.start, span.end) for span in part))


UNITS = {
    "opening marks": "“",
    "opening marks and words": "“a ",
    "marks that swap": '"‘',
    "marks behind colons": " :“ “a” x ",
    "marks with inches": '5" a ',
    "low marks": "„a ",
    "no full stop": "and the ship went on ",
    "one word": "a",
    "labels": "A: b\n",
    "questions and answers": "Q: Are you?\nA: I am.\n",
    "turns": "BERG: I am.\nREED: I am not.\n",
    "media that ask": "TASS: Are you?\nKCNA: I am.\n",
    "questions": "Are you?\n\nI am.\n\n",
    "headlines": "Kim visits plant: Berg\n",
    "headlines with verbs": "Kim to resign, says aide\n",
    "quotes signed": "“Go.” — Anna Berg\n",
    "quotes signed below": "“Go.”\n— Anna Berg\n",
    "quotes of paragraphs": "“Go.\n\n",
    "reactions": "Reactions:\nAnna Berg, mayor: Go.\n",
    "posts": "Go. — Anna Berg (@aberg) May 3, 2023 ",
    "handles": "(@a)",
    "posts below one another": "— Anna Berg (@aberg)\n",
    "forwarded": "Forwarded from Rybar\n",
    "forwarded text": "Forwarded from Rybar\nGo.\n",
    "pasted": "Rybar, [3 Sep 2023]:\n",
    "dashes": "— ",
    "blank lines": "\n \n",
    "controls": "\x1c\u2028",
}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS.keys())
def test_forms_take_linear_time(unit: str) -> None:
    article = Article("test", unit * (LENGTH // len(unit)))
    started = time.process_time()
    check_forms(article, ())
    assert time.process_time() - started < BOUND


@pytest.mark.parametrize(
    "text",
    ["“" * 100_000, "A: b\n" * 100_000, "and the ship went on " * 50_000],
    ids=["opening marks", "short lines", "a megabyte without a full stop"],
)
def test_large_texts_are_read(text: str) -> None:
    started = time.process_time()
    check_forms(Article("test", text), ())
    assert time.process_time() - started < LARGEST


@pytest.mark.parametrize(
    "unit", ["“a ", "A: b\n", "and the ship went on ", "BERG: I am. “Go\n", "Kim visits plant: KCNA\n"]
)
def test_the_whole_reading_takes_linear_time(read: Read, unit: str) -> None:
    text = unit * (3_000 // len(unit))
    started = time.process_time()
    rows = read(text)
    assert time.process_time() - started < LARGEST
    assert all(0 <= span.start < span.end <= len(text) for claim in rows.of(Claim) for span in claim.content)
