"""Names in other scripts and spellings, told to be one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.atlas import actors
from dateline.atlas.transliterations import korean_sound, latin, sound, without_patronymic


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Сергей Шойгу", "Sergei Shoigu"),
        ("Дмитрий Песков", "Dmitry Peskov"),
        ("김정은", "Kim Jong Un"),
        ("Angela Merkel", "Angela Merkel"),
    ],
)
def test_other_scripts_are_written_as_news_writes_them(written: str, expected: str) -> None:
    assert latin(written) == expected


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("Volodymyr Zelenskij", "Volodymyr Zelensky"),
        ("Володимир Зеленський", "Volodymyr Zelensky"),
        ("Владимир Зеленский", "Volodymyr Zelensky"),
        ("Sergey Shoygu", "Sergei Shoigu"),
        ("Шойгу Сергей Кужугетович", "Sergei Shoigu"),
        ("Kim Chŏng-ŭn", "Kim Jong Un"),
        ("Kim Jeong-eun", "Kim Jong Un"),
        ("Ким Чен Ын", "Kim Jong Un"),
        ("김정은", "Kim Jong Un"),
        ("习近平", "Xi Jinping"),
    ],
)
def test_a_known_person_is_found_in_every_spelling(name: str, person: str) -> None:
    assert [found.name for found in actors.people(name)] == [person]


@pytest.mark.parametrize("name", ["Kim Jong Suk", "Sergei Shoikov", "김정숙", "Путин", "George Bush Shoigu"])
def test_who_only_sounds_a_little_alike_is_nobody_known(name: str) -> None:
    assert actors.people(name) == ()


def test_the_name_of_the_father_is_left_out() -> None:
    assert without_patronymic("Sergei Kuzhugetovich Shoigu") == "Sergei Shoigu"
    assert without_patronymic("Shoigu Sergei Kuzhugetovich") == "Sergei Shoigu"
    assert without_patronymic("Gabriel García Márquez") == "Gabriel García Márquez"


@given(st.text(max_size=200))
def test_any_text_has_a_sound_or_none(text: str) -> None:
    assert isinstance(sound(text) + korean_sound(text) + latin(text), str)


def test_a_page_without_spaces_is_no_name() -> None:
    began = time.perf_counter()
    assert sound("я" * 1_000_000) == ""
    assert time.perf_counter() - began < 1
