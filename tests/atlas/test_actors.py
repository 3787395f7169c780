from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.atlas import actors, bodies, countries


def found(text: str) -> list[tuple[str, str]]:
    return [(text[start:end], who.name) for start, end, who in actors.find(text)]


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("Kim Jong-un", "Kim Jong Un"),
        ("KIM JONG UN", "Kim Jong Un"),
        ("Volodymyr Zelenskiy", "Volodymyr Zelensky"),
        ("Recep Tayyip Erdoğan", "Recep Tayyip Erdogan"),
        ("Mikhail S. Gorbachev", "Mikhail Gorbachev"),
        ("Lech Walesa", "Lech Wałęsa"),
        ("Steingrimur Hermannsson", "Steingrímur Hermannsson"),
    ],
)
def test_spellings_of_a_name(name: str, person: str) -> None:
    assert [one.name for one in actors.people(name)] == [person]


def test_the_kims_are_three() -> None:
    kims = {name: actors.people(name) for name in ("Kim Il Sung", "Kim Jong Il", "Kim Jong Un")}
    assert all(len(who) == 1 and who[0].name == name for name, who in kims.items())
    assert len(actors.by_surname("Kim")) > 3
    assert actors.people("Kim") == ()


def test_namesakes_are_all_given() -> None:
    assert {one.name for one in actors.people("George Bush")} == {"George W. Bush", "George H.W. Bush"}
    assert actors.people("John Kerry Smith") == ()


@pytest.mark.parametrize(
    ("office", "country", "date", "name"),
    [
        ("president", "RU", "2023-09-16", "Vladimir Putin"),
        ("leader", "KP", "2023-09-16", "Kim Jong Un"),
        ("leader", "KP", "2002-08-20", "Kim Jong Il"),
        ("leader", "RU", "1986-10-11", "Mikhail Gorbachev"),
        ("president", "US", "1986-10-11", "Ronald Reagan"),
        ("Secretary of State", "US", "1986-10-11", "George Shultz"),
        ("foreign minister", "RU", "1986-10-12", "Eduard Shevardnadze"),
        ("prime minister", "IS", "1986-10-11", "Steingrímur Hermannsson"),
        ("Defense Minister", "RU", "2023-09-16", "Sergei Shoigu"),
        ("premier", "GB", "1986-10", "Margaret Thatcher"),
        ("foreign secretary", "GB", "2001-01-01", "Robin Cook"),
        ("secretary general", "NATO", "2023-09-16", "Jens Stoltenberg"),
        ("chief", "United Nations", "2023-09-16", "António Guterres"),
        ("president", "FR", "2020", "Emmanuel Macron"),
        ("president", "US", "2021-01-20", "Joe Biden"),
        ("president", "US", "2021-01-19", "Donald Trump"),
    ],
)
def test_who_held_an_office(office: str, country: str, date: str, name: str) -> None:
    holder = actors.office_holder(office, country, date)
    assert holder and holder.name == name


@pytest.mark.parametrize(
    ("office", "country", "date"),
    [
        ("president", "RU", None),
        ("president", "US", "2021"),
        ("president", "RU", "1950-01-01"),
        ("secretary of state", "FR", "2023-01-01"),
        ("prime minister", "GB", "2029-01-01"),
        ("president", "", "2023-01-01"),
        ("astrologer", "US", "2023-01-01"),
    ],
)
def test_nobody_where_it_is_not_sure(office: str, country: str, date: str | None) -> None:
    assert actors.office_holder(office, country, date) is None


@pytest.mark.parametrize(
    ("phrase", "office"),
    [
        ("the North Korean leader", ("leader", "KP")),
        ("North Korea’s leader", ("leader", "KP")),
        ("the president of the United States", ("president", "US")),
        ("NATO's secretary general", ("secretary general", "NATO")),
        ("U.N. chief", ("chief", "United Nations")),
        ("Soviet Foreign Minister", ("Foreign Minister", "RU")),
    ],
)
def test_offices_in_words(phrase: str, office: tuple[str, str]) -> None:
    assert actors.office_phrase(phrase) == office


@pytest.mark.parametrize("phrase", ["", "the president", "the former Russian president", "a Russian plant", "Russian"])
def test_words_that_are_no_office(phrase: str) -> None:
    assert actors.office_phrase(phrase) is None


@pytest.mark.parametrize(
    ("name", "body", "country"),
    [
        ("Russian Defense Ministry", "Ministry of Defence of Russia", "RU"),
        ("the Ministry of Foreign Affairs of Japan", "Ministry of Foreign Affairs of Japan", "JP"),
        ("South Korea's Joint Chiefs of Staff", "Joint Chiefs of Staff of South Korea", "KR"),
        ("US Defense Department", "Pentagon", "US"),
        ("Icelandic government", "Government of Iceland", "IS"),
        ("North Korean state media", "State media of North Korea", "KP"),
        ("DPRK Supreme People's Assembly", "Supreme People's Assembly", "KP"),
        ("N.A.T.O.", None, None),
        ("WHO", "World Health Organization", None),
        ("who", None, None),
        ("the Duma", "State Duma", "RU"),
        ("ministry of defence", None, None),
    ],
)
def test_bodies(name: str, body: str | None, country: str | None) -> None:
    known = actors.body(name)
    assert (known.name if known else None) == body
    assert (known.country if known else None) == country


def test_state_bodies_speak_for_their_state() -> None:
    speaks = {name: known.interest for name in ("Pentagon", "Duma", "Hamas", "Rosatom") if (known := actors.body(name))}
    assert speaks == {"Pentagon": "United States", "Duma": "Russia", "Hamas": "Hamas", "Rosatom": "Russia"}


def test_names_in_running_text() -> None:
    text = (
        "The Russian Defense Ministry and the Foreign Ministry of Japan said that Kim Jong-un met Vladimir Putin, "
        "while Iran's National Security Council wrote to NATO. The United States government was silent."
    )
    assert found(text) == [
        ("Russian Defense Ministry", "Ministry of Defence of Russia"),
        ("Foreign Ministry of Japan", "Ministry of Foreign Affairs of Japan"),
        ("Kim Jong-un", "Kim Jong Un"),
        ("Vladimir Putin", "Vladimir Putin"),
        ("NATO", "NATO"),
        ("United States government", "Government of the United States"),
    ]


def test_ordinary_words_are_no_bodies() -> None:
    assert (
        found("who is in the way; the Amazon flows; Delta and Commons; an intel report; he went to Visa control") == []
    )


@pytest.mark.parametrize(
    ("phrase", "master"),
    [
        ("a South Korean official", ("KR", "South Korea")),
        ("the Kremlin spokesman", ("RU", "Russia")),
        ("two senior White House officials", None),
        ("senior officials", None),
        ("a White House official", ("US", "United States")),
        ("a Hamas spokesman", ("PS", "Hamas")),
        ("a NATO diplomat", (None, "NATO")),
        ("Russia’s deputy foreign minister", ("RU", "Russia")),
        ("the Japanese Defense Ministry spokesman", ("JP", "Japan")),
        ("a former Russian official", None),
        ("a Western diplomat", None),
        ("a Moscow official", None),
        ("a senior Russian defense ministry official", ("RU", "Russia")),
        ("a Russian opposition leader", None),
        ("a Japanese football association official", None),
        ("the Hamas leader", ("PS", "Hamas")),
        ("a Russian singer", None),
        ("", None),
    ],
)
def test_whom_an_official_serves(phrase: str, master: tuple[str | None, str] | None) -> None:
    assert actors.speaks_for(phrase) == master


def test_gender() -> None:
    assert actors.gender("Angela Merkel") == "f"
    assert actors.gender("Gorbachev") is None  # Mikhail and Raisa
    assert actors.gender("Nobody Whatever") is None
    assert [actors.gender_of_given_name(name) for name in ("Maria", "SERGEI", "François", "Kim", "Xyz")] == [
        "f",
        "m",
        "m",
        None,
        None,
    ]


def test_an_office_is_said_as_its_country_says_it() -> None:
    (shultz,), (putin,) = actors.people("George Shultz"), actors.people("Vladimir Putin")
    labels = [role.label for role in (shultz.role("1986-10-11"), putin.role("2023-09-16")) if role]
    assert labels == ["secretary of state of the United States", "president of Russia"]
    assert putin.role("1986-10-11") is None and putin.role(None) is None


def test_the_tables_are_sound() -> None:
    day = re.compile(r"\d{4}(-\d\d){0,2}")
    assert len(actors.everybody()) + len(bodies.bodies()) >= 900
    assert len({one.name for one in actors.everybody()}) == len(actors.everybody())
    assert len({one.name for one in bodies.bodies()}) == len(bodies.bodies())
    for one in actors.everybody():
        assert one.gender in ("m", "f"), one
        assert one.country is None or countries.by_code(one.country), one
        for term in one.offices:
            assert all(day.fullmatch(date) for date in (term.start, term.end, term.until) if date), one
            assert not (term.start and term.end) or term.start < term.end, one
    for each in bodies.bodies():
        assert each.country is None or countries.by_code(each.country), each
        assert each.interest, each


def test_no_two_people_head_a_state_at_once() -> None:
    heads = {("president", code) for code in ("US", "FR", "KR", "BR", "CN")} | {("prime minister", "GB")}
    for title, code in heads:
        terms = sorted(
            (term.start or "", term.end or "9999")
            for one in actors.everybody()
            for term in one.offices
            if (term.title, term.country) == (title, code)
        )
        assert all(end <= start for (_, end), (start, _) in pairwise(terms)), (title, code)


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    actors.people(text)
    actors.by_surname(text)
    actors.body(text)
    actors.office_phrase(text)
    actors.speaks_for(text)
    actors.office_holder(text, text, text)
    actors.gender_of_given_name(text)
    last = 0
    for start, end, _ in actors.find(text):
        assert last <= start < end <= len(text)
        last = end


def test_a_long_line_takes_no_quadratic_time() -> None:
    assert sum(1 for _ in actors.find("Russian Defense Ministry of the ministry " * 20_000)) == 20_000
