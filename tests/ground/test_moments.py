"""Expressions on the calendar: values, bounds, and what each was counted from."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.extract.times import find_times
from dateline.ground import calendar
from dateline.ground.moments import place_on_calendar
from dateline.records import Article, Dateline, Derivation, Moment, Rows, Span, TimeExpression, TimexType
from tests.conftest import Read

SATURDAY = "2023-09-16"


def moments(parse: Read, text: str, **fields: object) -> list[Moment]:
    rows: Rows = parse(text, **{"published": SATURDAY, **fields})
    rows = rows.add(find_times(rows))
    return list(place_on_calendar(rows))


@pytest.mark.parametrize(
    ("text", "value", "start", "end", "precision"),
    [
        ("He toured the plant on Friday.", "2023-09-15", "2023-09-15", "2023-09-16", "day"),
        ("The agency reported it on Saturday.", "2023-09-16", "2023-09-16", "2023-09-17", "day"),
        ("He will fly home on Sunday.", "2023-09-17", "2023-09-17", "2023-09-18", "day"),
        ("They met earlier this week.", "2023-W37", "2023-09-11", "2023-09-18", "week"),
        (
            "It said so on Saturday morning.",
            "2023-09-16TMO",
            "2023-09-16T00:00:00",
            "2023-09-16T12:00:00",
            "part_of_day",
        ),
        ("He came in 2002.", "2002", "2002-01-01", "2003-01-01", "year"),
        ("He came last month.", "2023-08", "2023-08-01", "2023-09-01", "month"),
        ("He came in July.", "2023-07", "2023-07-01", "2023-08-01", "month"),
        ("He came in December.", "2022-12", "2022-12-01", "2023-01-01", "month"),
        ("He will come in July.", "2024-07", "2024-07-01", "2024-08-01", "month"),
        ("They fought in the 1990s.", "199", "1990-01-01", "2000-01-01", "decade"),
        ("They fought in the 19th century.", "18", "1800-01-01", "1900-01-01", "century"),
        ("Sales fell in the first quarter.", "2023-Q1", "2023-01-01", "2023-04-01", "quarter"),
        ("It closed last summer.", "2023-SU", "2023-06-01", "2023-09-01", "season"),
        ("It closed last weekend.", "2023-W36-WE", "2023-09-09", "2023-09-11", "weekend"),
        (
            "They met on Wednesday at 10:30 a.m.",
            "2023-09-13T10:30",
            "2023-09-13T10:30:00",
            "2023-09-13T10:31:00",
            "time",
        ),
        ("It will be ready by the end of the decade.", "202", "2020-01-01", "2030-01-01", "decade"),
        ("It will be ready next week.", "2023-W38", "2023-09-18", "2023-09-25", "week"),
        ("They left two weeks ago.", "2023-W35", "2023-08-28", "2023-09-04", "week"),
        ("The truce began at Easter 2024.", "2024-03-31", "2024-03-31", "2024-04-01", "day"),
        ("He has slept over the past three days.", "P3D", "2023-09-13", "2023-09-16", "day"),
        ("He sailed over the Labor Day weekend.", "2023-W35-WE", "2023-09-02", "2023-09-04", "weekend"),
        ("She sang in Easter week.", "2023-W14", "2023-04-03", "2023-04-10", "week"),
        ("He had left 48 hours ago.", "2023-09-14", "2023-09-14", "2023-09-15", "day"),
        ("The flood came in mid-August.", "2023-08", "2023-08-01", "2023-09-01", "month"),
        ("Shelling began early on Tuesday.", "2023-09-12", "2023-09-12", "2023-09-13", "day"),
        ("The port has been shut since February 2022.", "2022-02", "2022-02-01", "2022-03-01", "month"),
        ("It rained in the early 2000s.", "200", "2000-01-01", "2010-01-01", "decade"),
        ("The choir sang at year-end 2021.", "2021-12-31", "2021-12-31", "2022-01-01", "day"),
        ("Profit fell in fiscal 2013.", "2013", "2013-01-01", "2014-01-01", "year"),
        ("They fled last night.", "2023-09-15TNI", "2023-09-15T18:00:00", "2023-09-16T06:00:00", "part_of_day"),
    ],
)
def test_a_value_and_its_bounds(parse: Read, text: str, value: str, start: str, end: str, precision: str) -> None:
    (moment,) = moments(parse, text)
    assert (moment.value, moment.start, moment.end, moment.precision) == (value, start, end, precision)


@pytest.mark.parametrize(
    ("text", "value", "start", "end"),
    [
        ("He moved to Riga recently.", "PAST_REF", None, "2023-09-17"),
        ("Prices rose in recent weeks.", "PXW", None, "2023-09-17"),
        ("Dozens fled over the past few days.", "PXD", None, "2023-09-17"),
        ("They hope for peace in the coming years.", "PXY", "2023-09-16", None),
        ("One day she will rule the land.", "FUTURE_REF", "2023-09-16", None),
        ("He now lives in Riga.", "PRESENT_REF", None, None),
    ],
)
def test_vague_words_are_bounded_on_the_side_of_publication(
    parse: Read, text: str, value: str, start: str | None, end: str | None
) -> None:
    assert [(m.value, m.start, m.end) for m in moments(parse, text)] == [(value, start, end)]


def test_vague_words_have_no_bounds_without_a_date(parse: Read) -> None:
    assert [(m.start, m.end) for m in moments(parse, "He moved recently.", published=None)] == [(None, None)]


def test_a_time_of_day_takes_the_day_right_behind_it(parse: Read) -> None:
    told = moments(parse, "The blast struck at 10:35 a.m. (0735 GMT) Friday.")
    assert [m.value for m in told] == ["2023-09-15T10:35", "2023-09-15T07:35Z", "2023-09-15"]


def test_a_day_just_past_wins_against_a_tense_that_points_a_year_ahead(parse: Read) -> None:
    assert [m.value for m in moments(parse, "The firm will pay by Sept. 14.")] == ["2023-09-14"]


@pytest.mark.parametrize(("published", "day"), [("2023-09-16", "2023-09-15"), ("2019-05-01", "2017-09-15")])
def test_a_weekday_beside_a_date_says_the_year(parse: Read, published: str, day: str) -> None:
    first, second = moments(parse, "The fair ran from Friday, Sept. 15-17.", published=published)
    assert (first.value, second.value) == (day, f"{day[:4]}-09-17")


def test_a_dispatch_published_again_is_counted_from_its_own_line(parse: Read) -> None:
    text = "OSLO, May 3, 1950 (NTB) -- The king left on Tuesday and returns tomorrow."
    line = Dateline(Span("test", 0, 28), date=Span("test", text.index("May"), text.index(" (NTB")))
    again = moments(parse, text, published="2019-09-16", dateline=line)
    assert [m.value for m in again] == ["1950-05-03", "1950-05-02", "1950-05-04"]


def test_each_names_what_it_was_counted_from(parse: Read) -> None:
    told = moments(parse, "He left yesterday. He had come on May 3, 1950. The next day it rained.")
    assert [moment.anchor for moment in told] == ["published", "explicit", "text"]


def test_the_text_is_counted_from_where_it_says_so(parse: Read) -> None:
    text = "On May 3, 1950, the ship sailed. Two days later it sank. That month two burned. A year earlier none had."
    assert [moment.value for moment in moments(parse, text)] == ["1950-05-03", "1950-05-05", "1950-05", "1949-05"]


def test_a_year_before_a_quarter_is_a_quarter(parse: Read) -> None:
    text = "Profit rose in the second quarter of 2021 from a small loss a year earlier."
    assert [moment.value for moment in moments(parse, text)] == ["2021-Q2", "2020-Q2"]


def test_what_counts_from_nothing_stays_open(parse: Read) -> None:
    assert [(m.value, m.start) for m in moments(parse, "Fifteen years later the case is open.")] == [("XXXX", None)]


def test_a_near_day_ahead_wins_against_a_past_verb(parse: Read) -> None:
    assert [m.value for m in moments(parse, "The board declared a dividend, payable Oct. 2.")] == ["2023-10-02"]


@pytest.mark.parametrize(
    ("text", "published", "value"),
    [
        ("She took office in February.", "2015-12-16", "2015-02"),
        ("The talks had been tense since a visit in May.", "2013-03-22", "2012-05"),
        ("The choice this November is hard.", "2016-05-25", "2016-11"),
        ("He was jailed a quarter-century ago.", "2016-05-25", "1991"),
    ],
)
def test_a_month_goes_with_the_tense(parse: Read, text: str, published: str, value: str) -> None:
    assert [m.value for m in moments(parse, text, published=published)] == [value]


@pytest.mark.parametrize("published", [None, "yesterday", "2023-99-99", ""])
def test_without_a_date_gaps_stay_open(parse: Read, published: str | None) -> None:
    told = moments(parse, "He left on Friday, came last month and stays until 2030.", published=published)
    assert [(m.value, m.start) for m in told] == [("XXXX-WXX-5", None), ("XXXX-XX", None), ("2030", "2030-01-01")]


def test_the_line_of_a_dispatch_dates_it_when_nothing_else_does(parse: Read) -> None:
    text = "OSLO, May 3, 1950 (NTB) -- The king left on Tuesday."
    span = Span("test", text.index("May"), text.index(" (NTB"))
    told = moments(parse, text, published=None, dateline=Dateline(Span("test", 0, 28), date=span))
    assert [moment.value for moment in told] == ["1950-05-03", "1950-05-02"]


def test_a_zone_shifts_the_bounds_and_universal_time_the_value(parse: Read) -> None:
    east, zulu = moments(parse, "It began at 9 a.m. EST on Friday. It ended at 15:00 GMT on Friday.")
    assert (east.value, east.start) == ("2023-09-15T09:00", "2023-09-15T09:00:00-05:00")
    assert (zulu.value, zulu.start) == ("2023-09-15T15:00Z", "2023-09-15T15:00:00+00:00")


def test_a_leap_day_is_found_in_a_leap_year(parse: Read) -> None:
    assert [m.value for m in moments(parse, "He will be freed on Feb. 29.")] == ["2024-02-29"]


def test_an_impossible_day_has_no_bounds(parse: Read) -> None:
    (moment,) = moments(parse, "The form is dated Feb. 30, 2021.")
    assert (moment.start, moment.end) == (None, None)


FORMS = st.one_of(
    st.from_regex(r"(published|text)[+-]\d{1,6}(D|W|WE|M|Q|Y|DE|CE|TH|TM)~?", fullmatch=True),
    st.from_regex(r"(published|text)[<>=](XXXX-WXX-[1-7]|XXXX-\d\d|XXXX-\d\d-\d\d|XXXX-SU|Q|Y)", fullmatch=True),
    st.from_regex(r"(XXXX|\d{4})-(\d\d|Q[1-4]|H[12]|WI)(-\d\d)?(/T\d\d:\d\d)?", fullmatch=True),
    st.from_regex(r"(published[+-]\d{1,4}Y|\d{4})/XXXX-(\d\d-\d\d|easter\+0|11#4-4|SP)", fullmatch=True),
    st.text(max_size=12),
)
TYPES: st.SearchStrategy[TimexType] = st.sampled_from(["DATE", "TIME", "DURATION", "SET"])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(FORMS, TYPES), max_size=5), st.one_of(st.none(), st.dates().map(str), st.text(max_size=8)))
def test_any_form_and_any_date_give_bounds_that_parse(
    forms: list[tuple[str, TimexType]], published: str | None
) -> None:
    derivation = Derivation("times", "1", "test")
    times = [
        TimeExpression(f"t{at}", Span("a", at, at + 1), kind, form, None, derivation)
        for at, (form, kind) in enumerate(forms)
    ]
    article = Article("a", "x" * 10, published=published)
    told = list(place_on_calendar(Rows().add([article, *times])))
    assert [moment.time for moment in told] == [time.id for time in times]
    for moment in told:
        if moment.start and moment.end:
            assert datetime.fromisoformat(moment.start) < datetime.fromisoformat(moment.end)


@given(
    st.dates(min_value=date(1, 1, 1), max_value=date(9899, 12, 31)),
    st.sampled_from(["D", "W", "M", "Q", "Y", "DE", "CE"]),
)
def test_a_day_lies_in_its_week_month_and_year(day: date, unit: str) -> None:
    limits = calendar.bounds(calendar.value_of(day, unit))
    if limits is not None:
        assert limits.start <= day.isoformat() < limits.end
    else:
        assert day.year < 100


@pytest.mark.parametrize(("year", "day"), [(1986, "1986-03-30"), (2000, "2000-04-23"), (2038, "2038-04-25")])
def test_easter(year: int, day: str) -> None:
    assert calendar.easter(year).isoformat() == day
