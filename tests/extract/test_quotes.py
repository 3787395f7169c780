"""Quotation marks of every kind, in texts of our own."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.extract.quotes import find_quotations

MARKS = st.text(alphabet="ab s.,:;“”\"'‘’«»„‟`‹›‚\n\r \u2028(-—", max_size=200)


def quoted(text: str) -> list[str]:
    return [text[start:end] for quotation in find_quotations(text) for start, end in quotation.pieces]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('The port "is closed," she said.', ['"is closed,"']),
        ("“We sail at noon,” said the mate. “Not before.”", ["“We sail at noon,”", "“Not before.”"]),
        ("Il a parlé de «paix» hier.", ["«paix»"]),
        ("Er sprach von „Frieden“ und ging.", ["„Frieden“"]),
        ("He called it ''a new low'' on Friday.", ["''a new low''"]),
        ("He called it ``a new low'' on Friday.", ["``a new low''"]),
        ("The paper wrote: 'No deal', and meant it.", ["'No deal'"]),
        ("‘It won’t hold,’ the engineer said.", ["‘It won’t hold,’"]),
        ("„Der Hafen ist zu“, sagte sie; der „Hafen“-Plan blieb.", ["„Der Hafen ist zu“", "„Hafen“"]),
        ("»Der Hafen ist zu«, sagte sie.", ["»Der Hafen ist zu«"]),
        ("「港は『安全』だ」と述べた。", ["「港は『安全』だ」"]),
        ("«Судно «Заря» ушло», — сказал он.", ["«Судно «Заря» ушло»"]),
        ("‘He said “no” and left,’ said the mate.", ["‘He said “no” and left,’"]),
        ('“The port is closed," she said. "For good.”', ['“The port is closed,"', '"For good.”']),
        ("“The port is closed,“ she said. “For good.”", ["“The port is closed,“", "“For good.”"]),
        ("He called it ”a shame” on Friday.", ["”a shame”"]),
        ("'It began in the '90s,' he said. 'The boys' idea.'", ["'It began in the '90s,'", "'The boys' idea.'"]),
        ('"He is 6\'2" tall," she said.', ['"He is 6\'2" tall,"']),
        ('"A 55" screen went," he said. "Nothing else."', ['"A 55" screen went,"', '"Nothing else."']),
        ("“I thought, “Thank God,” the mate said.", ["“I thought, “Thank God,”"]),
        ("The “old plan was dropped. “We sail,” he said.", ["“We sail,”"]),
    ],
)
def test_marks_of_every_kind(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The ministers' talks and the ships' crews met in the '90s; don't ask.",
        "It’s the countries’ own affair, they’d said.",
        "A 6' 2\" man and a 5' 10\" woman.",
        "They played rock 'n' roll and told 'em the boys' jokes.",
    ],
)
def test_apostrophes_and_inches_quote_nothing(text: str) -> None:
    assert quoted(text) == []


def test_a_genitive_inside_single_marks_does_not_close_them() -> None:
    assert quoted("They called it 'the ministers' own idea' at once.") == ["'the ministers' own idea'"]


def test_inner_marks_do_not_end_the_outer_quotation() -> None:
    assert quoted("“He told me ‘no’ and left,” she said.") == ["“He told me ‘no’ and left,”"]


def test_a_quotation_of_several_paragraphs_is_one() -> None:
    text = "“The dam is safe.\n\n“The valley is not,” the engineer said."
    (quotation,) = find_quotations(text)
    assert [text[start:end] for start, end in quotation.pieces] == ["“The dam is safe.", "“The valley is not,”"]


@pytest.mark.parametrize("mark", ["“", '"', "„", "«", "‘", "「"])
def test_each_paragraph_opens_anew_and_only_the_last_closes(mark: str) -> None:
    closer = {"“": "”", '"': '"', "„": "“", "«": "»", "‘": "’", "「": "」"}[mark]
    text = f"{mark}The dam is safe.\n\n{mark}The valley is not.\n\n{mark}Leave now,{closer} the engineer said."
    (quotation,) = find_quotations(text)
    assert [text[start:end] for start, end in quotation.pieces] == [
        f"{mark}The dam is safe.",
        f"{mark}The valley is not.",
        f"{mark}Leave now,{closer}",
    ]


@pytest.mark.parametrize("report", ["said pensioner Wilf Moss.", "Wilf Moss said.", "he said, and left."])
def test_a_forgotten_mark_ends_at_the_reporting_word(report: str) -> None:
    text = f'"I saw the bus go through the barrier, {report}\n\nIt burned.'
    assert quoted(text) == ['"I saw the bus go through the barrier,']


def test_a_mark_that_is_never_closed_does_not_swallow_the_next_paragraph() -> None:
    text = '"The dam is safe, he said.\n\nThe valley was evacuated. "Nobody stayed," a guard said.'
    assert quoted(text)[-1] == '"Nobody stayed,"'
    assert not any("evacuated" in piece for piece in quoted(text))


@given(MARKS)
def test_pieces_lie_in_the_text_in_order_and_apart(text: str) -> None:
    pieces = [piece for quotation in find_quotations(text) for piece in quotation.pieces]
    assert all(0 <= start < end <= len(text) for start, end in pieces)
    assert all(left[1] <= right[0] for left, right in pairwise(pieces))


@pytest.mark.parametrize("unit", ['" a', "'a ", "“a ", "a' ", '"a\n\n', "‘s ", "„a“ "])
def test_a_megabyte_of_stray_marks_is_read_in_linear_time(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    started = time.process_time()
    find_quotations(text)
    assert time.process_time() - started < 3
