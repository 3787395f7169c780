"""Equipment by designation and by name: what is found, what is not, and what the tables promise."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.atlas import equipment

DOCS = Path(__file__).parents[2] / "docs" / "equipment.md"


def found(text: str) -> list[str]:
    return [text[match.start : match.end] for match in equipment.find(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Visitors saw the Su-34, Su-30SM and Su-35S fighter jets.", ["Su-34", "Su-30SM", "Su-35S"]),
        ("A Tu-95MS and a Tu-22M3 stood beside the Su-25SM3.", ["Tu-95MS", "Tu-22M3", "Su-25SM3"]),
        ("The Kinzhal was shown, and then the Tu-214.", ["Kinzhal", "Tu-214"]),
        ("Denmark handed over F-16s; Slovakia gave its MiG-29s away.", ["F-16", "MiG-29"]),
        ("Two F-16C/Ds and an F/A-18E/F took off.", ["F-16C/D", "F/A-18E/F"]),
        ("The Su‑57’s first flight and a Tu–160 sortie", ["Su‑57", "Tu–160"]),
        ("SU-35 AND MIG-31 JETS INTERCEPTED", ["SU-35", "MIG-31"]),
        ("an old Su 27 fighter", ["Su 27"]),
        ("Six AK 47 rifles were seized.", ["AK 47"]),
        ("S-300PMU2 and S-400 batteries, with Buk missiles", ["S-300PMU2", "S-400", "Buk"]),
        ("Leopard 2A6 tanks and M1A2 Abrams tanks", ["Leopard 2A6", "M1A2 Abrams"]),
        ("Patriot, HIMARS and Javelin deliveries", ["Patriot", "HIMARS", "Javelin"]),
        ("The Javelin missile is light. A Javelin costs much.", ["Javelin", "Javelin"]),
        ("the F-16 Fighting Falcon and the MIM-104 Patriot", ["F-16 Fighting Falcon", "MIM-104 Patriot"]),
        ("Hwasong-17 and Hwasong-11Ma launches; KN-23s too", ["Hwasong-17", "Hwasong-11Ma", "KN-23"]),
        ("the USS Gerald R. Ford and USS Cole of the US Navy", ["USS Gerald R. Ford", "USS Cole"]),
        ("A Type 055 destroyer passed two Type 45 destroyers.", ["Type 055", "Type 45"]),
        ("Shahed-136 drones and Kh-101 missiles", ["Shahed-136", "Kh-101"]),
        ("31 M1A1 Abrams and 50 Bradleys", ["M1A1 Abrams", "Bradley"]),
        ("Warship INS Tabar fired; INS Tabar left. The Rafales flew.", ["INS Tabar", "INS Tabar", "Rafale"]),
        ("A Boeing 737 MAX 8 and an Airbus A320neo landed.", ["Boeing 737 MAX 8", "Airbus A320neo"]),
        ("A Falcon 9 carried it; Soyuz MS-24 followed.", ["Falcon 9", "Soyuz MS-24"]),
        ("9K720 and 2S19M2 howitzers; DF-21D missiles", ["9K720", "2S19M2", "DF-21D"]),
    ],
)
def test_finds(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Moody's lowered it to an A-1 rating while Covid-19 spread.",
        "The G-20 and the G7 met; MH17 was discussed.",
        "He drove his F-150 down Highway 101 and I-95.",
        "A Title IX case of the U-19 team in a T-shirt was on C-SPAN.",
        "The album's B-sides and its Section 8 tenants",
        "Type 2 diabetes and vitamins B-1, B-2 and B-12",
        "J-Lo backs K-12 schools, H-1B visas and an S-1 filing on M-1.",
        "The New England Patriots beat the Philadelphia Eagles.",
        "Congress renewed the Patriot Act as Typhoon Haiyan neared.",
        "Stacey Abrams and Bradley Cooper met a Leopard and a Bear.",
        "The INS Commissioner spoke; Project 2025 was mentioned.",
        "An 18-year-old and 747 people, score 31-24, on A 5.3 quake.",
        "Class A-10 shares; Form F-4; flight MU5735; the M4 and the A320 road",
        "Rodong Sinmun and the Liaoning provincial government",
        "Mikhail Kalashnikov died. Gerald R. Ford was president.",
        "F-1 visas, C-4.5, B-52.5 and 9K runners",
    ],
)
def test_does_not_find(text: str) -> None:
    assert found(text) == []


def test_an_unknown_variant_is_known_by_its_series() -> None:
    (match,) = equipment.find("the new Su-30SM9 fighter")
    assert (match.name, match.kind, match.maker, match.country) == ("Su-30SM9", "fighter", "Sukhoi", "RU")
    assert match.item is not None and match.item.name == "Su-30"


def test_the_name_is_canonical_and_the_span_is_what_was_written() -> None:
    (match,) = equipment.find("SU‑57s flew")
    assert (match.name, match.start, match.end) == ("Su-57", 0, 5)


def test_a_ship_without_a_row_has_the_navy_of_its_prefix() -> None:
    (match,) = equipment.find("the USS Lake Erie sailed")
    assert (match.item, match.kind, match.country) == (None, "warship", "US")


def test_by_name_ignores_case_and_hyphens() -> None:
    assert equipment.by_name("su 57") == equipment.by_name("Su-57") is not None
    assert equipment.by_name("Sukarno") is None


def test_heads_name_kinds() -> None:
    heads = equipment.heads()
    assert heads["fighter jet"] == "fighter" and heads["warship"] == "warship"
    assert "squadron" not in heads


def test_every_row_is_found_by_its_name() -> None:
    missed = [
        item.name
        for item in equipment.rows()
        if not any(match.item == item for match in equipment.find(f"the missile {item.name} missile"))
    ]
    assert missed == []


def test_tables_are_large_and_their_kinds_documented() -> None:
    documented = set(re.findall(r"`([a-z_]+)`", DOCS.read_text(encoding="utf-8")))
    kinds = {item.kind for item in equipment.rows()} | set(equipment.heads().values())
    kinds |= {series.kind for all_series in equipment._by_prefix().values() for series in all_series}
    assert len(equipment.rows()) >= 600
    assert kinds - documented == set()
    assert all(item.country is None or re.fullmatch("[A-Z]{2}", item.country) for item in equipment.rows())


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("SuTFAKM-‑ 0123456789/.s,’\n\0É한Patriot missile"), max_size=60))
def test_spans_lie_in_the_text_in_order(text: str) -> None:
    end = 0
    for match in equipment.find(text):
        assert end <= match.start < match.end <= len(text)
        end = match.end


@pytest.mark.parametrize("piece", ["F-16 ", "Patriot ", "9", "USS Aa ", "M-", "Patriot, ", "T-14 T-14-", "a"])
def test_a_megabyte_takes_linear_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    began = time.perf_counter()
    for _ in equipment.find(text):
        pass
    assert time.perf_counter() - began < 4
