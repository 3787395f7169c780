"""Time expressions in text of our own: where they stand, what they are, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.extract.time_context import CHECKS
from dateline.extract.time_grammar import grammar
from dateline.extract.times import find_times
from dateline.records import Article, Moment, Rows, Sentence, Span, TimeExpression, Token
from tests.conftest import Read


def found(parse: Read, text: str) -> list[tuple[str, str, str]]:
    rows = parse(text)
    return [(text[time.span.start : time.span.end], time.type, time.form) for time in find_times(rows)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The bridge opened on Oct. 4, 1986.", ("Oct. 4, 1986", "DATE", "1986-10-04")),
        ("The bridge opened on 4 October 1986.", ("4 October 1986", "DATE", "1986-10-04")),
        ("The log says 1986-10-04.", ("1986-10-04", "DATE", "1986-10-04")),
        ("The log says 25/10/1986.", ("25/10/1986", "DATE", "1986-10-25")),
        ("The log says 10/25/1986.", ("10/25/1986", "DATE", "1986-10-25")),
        ("They met on Saturday, Oct. 11.", ("Saturday, Oct. 11", "DATE", "XXXX-10-11&6")),
        ("The talks ended early on Sunday.", ("early on Sunday", "DATE", "XXXX-WXX-7")),
        ("The ferry sank on Monday night.", ("Monday night", "TIME", "XXXX-WXX-1TNI")),
        ("They met at 10:30 a.m. on Saturday.", ("10:30 a.m. on Saturday", "TIME", "XXXX-WXX-6/T10:30")),
        ("They met on Saturday at 15:30 GMT.", ("Saturday at 15:30 GMT", "TIME", "XXXX-WXX-6/T15:30Z")),
        ("The yard was built in the 1970s.", ("the 1970s", "DATE", "197")),
        ("It stood since the 19th century.", ("the 19th century", "DATE", "18")),
        ("Output fell in the third quarter of 1985.", ("the third quarter of 1985", "DATE", "1985-Q3")),
        ("Output fell in last year's third quarter.", ("last year's third quarter", "DATE", "published-1Y/XXXX-Q3")),
        ("He had resigned in June last year.", ("June last year", "DATE", "published-1Y/XXXX-06")),
        ("The minister left earlier this week.", ("earlier this week", "DATE", "published+0W")),
        ("The minister left two and a half years ago.", ("two and a half years ago", "DATE", "published-2.5Y~")),
        ("The strike lasted nearly twenty-four hours.", ("nearly twenty-four hours", "DURATION", "PT24H")),
        ("They signed a five-year lease.", ("five-year", "DURATION", "P5Y")),
        ("The siege went on for decades.", ("decades", "DURATION", "PXDE")),
        ("The council meets every Tuesday.", ("every Tuesday", "SET", "XXXX-WXX-2")),
        ("The council meets twice a month.", ("twice a month", "SET", "P1M")),
        ("The fee is 40 dollars a year.", ("a year", "SET", "P1Y")),
        ("Nothing is known about the future.", ("the future", "DATE", "FUTURE_REF")),
        ("He currently lives in Oslo.", ("currently", "DATE", "PRESENT_REF")),
        ("The choir sang in the winter of 1947.", ("the winter of 1947", "DATE", "1947-WI")),
        ("The dam broke the week of March 6.", ("the week of March 6", "DATE", "XXXX-03-06@W")),
        ("FILE - In this Dec. 31, 2016, file photo the square is full.", ("Dec. 31, 2016", "DATE", "2016-12-31")),
        ("He wrote it in a Facebook post Sunday.", ("Sunday", "DATE", "XXXX-WXX-7")),
        (
            "The ferry sank around noon local time on Sunday.",
            ("around noon local time on Sunday", "TIME", "XXXX-WXX-7/T12:00"),
        ),
        ("The mill will close at midnight GMT.", ("midnight GMT", "TIME", "T24:00Z")),
        ("He spoke about 7 p. m. Wednesday.", ("about 7 p. m. Wednesday", "TIME", "XXXX-WXX-3/T19:00")),
        ("She left a year and a half ago.", ("a year and a half ago", "DATE", "published-1.5Y~")),
        ("They had spent it over six years.", ("six years", "DURATION", "P6Y")),
        ("They had lived there for over six years.", ("over six years", "DURATION", "P6Y")),
        ("They kept a weeklong truce.", ("weeklong", "DURATION", "P1W")),
        ("The mill burned a fortnight ago.", ("a fortnight ago", "DATE", "published-2W~")),
        ("Gunmen came in the early hours of Friday.", ("the early hours of Friday", "DATE", "XXXX-WXX-5")),
        ("He stayed for only six months.", ("six months", "DURATION", "P6M")),
        ("Hours earlier the rebels had fled.", ("Hours earlier", "DURATION", "PTXH")),
        ("Drones struck the port overnight.", ("overnight", "TIME", "published-1D/TNI")),
        ("One day she will rule the land.", ("One day", "DATE", "FUTURE_REF")),
        ("The choir meets every other Friday.", ("every other Friday", "SET", "P2W")),
    ],
)
def test_an_expression_has_its_words_type_and_form(parse: Read, text: str, expected: tuple[str, str, str]) -> None:
    assert found(parse, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "They may march to the second gate.",
        "She reads the Sunday Times.",
        "The Su-35 cost $43 million.",
        "See page 1999 of the report.",
        "The 19-year-old goalkeeper is out.",
        "About three-quarters of the crew fell ill.",
        "The pump moves 1,200 litres and 2000 tonnes.",
        "April Jones thanked the crowd.",
        "He ran every now and then.",
        "She was named Person of the Year.",
        "The truck drove at 90 miles an hour.",
        "He told 1010 WINS so.",
        "It was an overnight success.",
        "He was calm beyond his years.",
    ],
)
def test_what_is_no_time_stays_out(parse: Read, text: str) -> None:
    assert found(parse, text) == []


def test_both_ends_of_a_range_are_found(parse: Read) -> None:
    ends = found(parse, "The fair runs Sept. 12-17, not 3 to 5 May 1987.")
    assert [(words, form) for words, _, form in ends] == [
        ("Sept. 12", "XXXX-09-12"),
        ("17", "XXXX-09-17"),
        ("3", "1987-05-03"),
        ("5 May 1987", "1987-05-05"),
    ]


@pytest.mark.parametrize(
    ("text", "tense"),
    [
        ("The envoy arrived on Friday.", "past"),
        ("The envoy will arrive on Friday.", "future"),
        ("The talks are scheduled for Friday.", "future"),
        ("The envoy arrives on Friday.", "present"),
        ("The offer was extended until Friday.", "future"),
        ("The plant must close by Friday.", "future"),
        ("Dozens had gathered by Friday.", "past"),
        ("The flood killed 40 people by Friday.", "past"),
        ("The trial was set for Friday.", "future"),
        ("The record was set on Friday.", "past"),
        ("The envoy had been due to leave on Friday.", "past"),
    ],
)
def test_the_verb_gives_the_direction(parse: Read, text: str, tense: str) -> None:
    (time,) = find_times(parse(text))
    assert time.tense == tense


def test_a_span_that_ends_on_a_day_is_a_length(parse: Read) -> None:
    ends = found(parse, "Claims fell in the week ended Sept. 9 and profit in the year ended March 31.")
    assert [form for _, _, form in ends] == ["P1W", "XXXX-09-09", "P1Y", "XXXX-03-31"]


def test_the_visit_is_read(parse: Read) -> None:
    text = "Officials toured the yard on Friday, having met earlier this week. He first came in 2002."
    assert [words for words, _, _ in found(parse, text)] == ["Friday", "earlier this week", "2002"]


def test_every_row_of_the_table_names_a_check_that_exists() -> None:
    assert {rule.check for rule in grammar("en").rules} <= {"", "weak", *CHECKS}


def bare(text: str) -> Rows:
    """Rows without a parser: one sentence of white-space tokens, so that hostile text costs nothing."""
    tokens, at = [], 0
    for index, piece in enumerate(text.split()):
        start = text.index(piece, at)
        at = start + len(piece)
        tokens.append(Token(index, start, at, piece, piece, "NOUN", "NN", "dep", index, ""))
    article = Article("test", text, language="en")
    if not tokens:
        return Rows().add([article])
    span = Span("test", tokens[0].start, tokens[-1].end)
    return Rows().add([article, Sentence(span, 0, 0, tuple(tokens), tuple(() for _ in tokens))])


CLASSES = grammar("en").classes
GLUE = [
    "last",
    "next",
    "the",
    "of",
    "ago",
    "earlier",
    "2020",
    "12",
    "31",
    "'98",
    "10:30",
    "a.m.",
    "-",
    "–",
    ",",
    "٣",
    "\n",
    "B.C.",
]
WORDS = st.sampled_from([*CLASSES["month"], *CLASSES["unit"], *CLASSES["number"], *GLUE])
TEXTS = st.one_of(st.text(), st.lists(WORDS, max_size=12).map(" ".join))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_spans_lie_inside_in_order_without_overlap(text: str) -> None:
    times: list[TimeExpression] = list(find_times(bare(text)))
    ends = [0, *(time.span.end for time in times)]
    assert all(end <= time.span.start < time.span.end <= len(text) for end, time in zip(ends, times, strict=False))


def test_a_long_line_takes_linear_time() -> None:
    short, long = "Monday 12 of the " * 500, "Monday 12 of the " * 5_000
    assert len(list(find_times(bare(long)))) == 10 * len(list(find_times(bare(short))))


def test_a_verb_whose_past_looks_like_its_present_takes_the_tense_above_it(read: Read) -> None:
    text = "Four farmers were hurt when rockets hit a mill in Izium on Monday."
    (day,) = read(text, published="2026-11-20").of(Moment)
    assert day.value == "2026-11-16"
