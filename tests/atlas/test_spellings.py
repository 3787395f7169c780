"""Names that differ in accents, hyphens, case and legal forms, and names that only look alike."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.atlas.spellings import same, split, without_legal_form, words


def spells(listed: str, text: str) -> bool:
    return any(same(split(listed), run) for run in words(text))


@pytest.mark.parametrize(
    ("listed", "text"),
    [
        ("José Peña", "Jose Pena"),
        ("Jose Pena", "José Peña"),
        ("Kim Dol-su", "Kim Dol Su"),
        ("Kim Dol Su", "Kim Dol-su"),
        ("NORDIC LARK", "Nordic Lark"),
        ("Nordic Lark", "NORDIC LARK"),
        ("Ivan Petrov", "Ivan PETROV"),
        ("Sean O'Hara", "Sean O’Hara"),
        ("al-Noor Trading", "Al Noor Trading"),
        ("Lindt & Voss", "Lindt and Voss"),
        ('Bank "Zarya"', "Bank Zarya"),
    ],
)
def test_spellings_of_one_name(listed: str, text: str) -> None:
    assert spells(listed, text)


@pytest.mark.parametrize(
    ("listed", "text"),
    [
        ("Nordic Lark", "nordic lark"),
        ("Nordic Lark", "Nordic lark"),
        ("Target", "TARGET"),
        ("TARGET", "Target"),
        ("Ivan Petrov", "Ivan. Petrov"),
        ("Ivan Petrov", "Ivan, Petrov"),
        ("Ivan Petrov", "Ivan\nPetrov"),
        ("Ivan Petrov", "Ivan – Petrov"),
        ("Open Door", "the open Door"),
    ],
)
def test_other_names(listed: str, text: str) -> None:
    assert not spells(listed, text)


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("PJSC Vesna Trading", "Vesna Trading"),
        ("Vesna Trading Limited Liability Company", "Vesna Trading"),
        ("Nordic Lark Shipping Co., Ltd.", "Nordic Lark Shipping"),
        ("Acme S.A.", "Acme"),
        ("Limited", "Limited"),
    ],
)
def test_legal_forms_at_the_ends(name: str, left: str) -> None:
    spelt = split(name)
    first, end = without_legal_form(spelt)
    assert " ".join(spelt[first:end]) == left


@given(st.text())
def test_words_of_any_text_lie_in_it_in_order(text: str) -> None:
    flat = [word for run in words(text) for word in run]
    assert all(0 <= word.start < word.end <= len(text) for word in flat)
    assert [word.start for word in flat] == sorted(word.start for word in flat)


@pytest.mark.parametrize("piece", ["a", "é", "A'", "-", "\u0301", "A ", "&", "Ivan Petrov "])
def test_time_is_linear(piece: str) -> None:
    begun = time.perf_counter()
    words(piece * (400_000 // len(piece)))
    assert time.perf_counter() - begun < 5
