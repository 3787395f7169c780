"""Copies: what an article has from an earlier one, by passage."""

from __future__ import annotations

import json
import random
import time
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.merge.copies import Copies
from dateline.merge.passages import packed, passages, unpacked
from dateline.records import Article, Copy

WIRE = (
    "A freight train carrying fertiliser left the rails near the town of Almont on Tuesday, closing the only line "
    "across the Varda pass. Nobody was hurt, but eleven wagons rolled down an embankment into the river.\n\n"
    "Engineers from the state railway said the rails had buckled after four days of heat above forty degrees. "
    "They expect the line to stay shut until the end of next week at the earliest.\n\n"
    "Fishermen were told to keep away from the river while samples are tested in the regional laboratory."
)
OWN = (
    "Shopkeepers in Almont fear for the summer season, the only one that pays for the winter. The hotel beside the "
    "station has already lost half of its bookings, its owner told this newspaper over the counter.\n\n"
    "The mayor has asked the army for buses, and the county promises an answer on Friday afternoon."
)
LINES = "Sign up for our newsletter and get the best of our stories every morning.\n\nAll rights reserved, 2031."


def article(id_: str, text: str, **fields: Any) -> Article:
    return Article(id=id_, text=text, language="en", **fields)


def copies_of(*articles: Article) -> tuple[Copy, ...]:
    """What the last of the articles has from the others."""
    index = Copies()
    *_, found = [index.add(one) for one in articles]
    return found


def test_a_story_that_is_half_agency_copy_is_half_a_copy() -> None:
    mixed = article("paper", f"{OWN}\n\n{WIRE}", outlet="Almont Post")
    (copy,) = copies_of(article("wire", WIRE, outlet="Agency"), mixed)
    assert copy.of == "wire" and not copy.version
    assert 0.45 < copy.share < 0.7
    ((here, there),) = copy.passages
    assert mixed.text[here.start : here.end] == WIRE == WIRE[there.start : there.end]


def test_light_rewording_is_still_a_copy() -> None:
    reworded = WIRE.replace("on Tuesday", "Tuesday").replace("Engineers", "Officials").replace(", but", "; but")
    (copy,) = copies_of(article("wire", WIRE, outlet="Agency"), article("paper", reworded, outlet="Post"))
    assert copy.share > 0.8


def test_paragraphs_cut_otherwise_are_still_a_copy() -> None:
    joined = WIRE.replace("\n\n", " ")
    (copy,) = copies_of(article("wire", WIRE), article("paper", joined))
    assert copy.share > 0.9


def test_the_same_matter_in_other_words_is_no_copy() -> None:
    retold = (
        "Eleven goods wagons ended in a river on Tuesday when a train came off the track by Almont. Heat had bent the "
        "rails, said the railway, which will need more than a week to open the pass again. The water is being tested."
    )
    assert copies_of(article("wire", WIRE), article("paper", retold)) == ()


def test_what_outlets_put_under_every_article_is_no_copy() -> None:
    first, second = f"{WIRE}\n\n{LINES}", f"{OWN}\n\n{LINES}"
    assert copies_of(article("a", first, outlet="Post"), article("b", second, outlet="Post")) == ()


def test_quoting_the_same_words_is_no_copy() -> None:
    said = "“We found nobody in the cabin and we will search the river for as long as there is any light left at all”"
    one = f"The rescue chief spoke to reporters.\n\n{said}, he said."
    other = f"At noon the head of the rescue service came out of his tent.\n\n{said}, the chief told them."
    assert copies_of(article("a", one), article("b", other)) == ()


def test_an_edited_article_is_a_version_and_not_a_second_report() -> None:
    first = article("1", WIRE, outlet="Post", published="2031-07-02", url="https://post.test/a")
    later = f"{WIRE}\n\nThe minister of transport will visit the pass on Thursday, her office announced at noon."
    (by_text,) = copies_of(first, article("2", later, outlet="Post", published="2031-07-02"))
    (by_address,) = copies_of(first, article("3", OWN, url="http://www.post.test/a/#top"))
    (elsewhere,) = copies_of(first, article("4", later, outlet="Herald", published="2031-07-02"))
    assert by_text.version and by_address.version and not elsewhere.version


def test_an_article_read_anew_is_no_copy_of_what_came_after_it() -> None:
    wire, paper = article("wire", WIRE, outlet="Agency"), article("paper", f"{OWN}\n\n{WIRE}", outlet="Almont Post")
    assert copies_of(wire, paper, wire) == ()
    assert [copy.of for copy in copies_of(wire, paper, wire, paper)] == ["wire"]


def test_background_that_an_outlet_repeats_is_no_copy() -> None:
    background = WIRE.split("\n\n", maxsplit=1)[0]
    earlier = article("1", f"{WIRE}\n\n{OWN}", outlet="Post", published="2031-07-02")
    assert copies_of(earlier, article("2", f"{_other(120)}\n\n{background}", outlet="Post")) == ()
    assert copies_of(earlier, article("2", f"{_other(120)}\n\n{background}", outlet="Herald")) != ()


def _other(words: int) -> str:
    drawn = random.Random(3)
    return " ".join("".join(drawn.choices("abcdefghijklmnop", k=7)) for _ in range(words))


def test_a_passage_is_taken_from_the_earliest_that_has_it() -> None:
    index = Copies()
    index.add(article("wire", WIRE, outlet="Agency"))
    index.add(article("herald", WIRE, outlet="Herald"))
    (copy,) = index.add(article("post", WIRE, outlet="Post"))
    assert copy.of == "wire" and copy.share == pytest.approx(1)


def test_two_sources_are_two_copies() -> None:
    found = copies_of(article("wire", WIRE), article("local", OWN), article("digest", f"{OWN}\n\n{WIRE}"))
    assert {copy.of for copy in found} == {"wire", "local"}
    assert sum(copy.share for copy in found) == pytest.approx(1)


def test_the_same_id_again_is_known_by_its_new_text() -> None:
    index = Copies()
    assert index.add(article("a", OWN)) == index.add(article("a", WIRE)) == ()
    (copy,) = index.add(article("b", WIRE))
    assert copy.of == "a" and len(index) == 2


def test_what_json_kept_finds_the_same_copies() -> None:
    index, again = Copies(), Copies()
    for one in (article("wire", WIRE, outlet="Agency", published="2031-07-02"), article("local", OWN)):
        index.add(one)
        again.restore(one.id, json.loads(json.dumps(index.sketch(one.id))))
    new = article("digest", f"{OWN}\n\n{WIRE}")
    assert index.add(new) == again.add(new) != ()


@given(st.text(max_size=600))
@settings(max_examples=100, deadline=None)
def test_any_text_gives_passages_that_lie_in_it_and_survive_packing(text: str) -> None:
    found = passages(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert unpacked(packed(found)) == found


@pytest.mark.parametrize("unit", ["word ", "“word ", "'a ", "!!!! ", "x", "« »", "\ud800 a b ", "한국 ", "\u202eabc "])
def test_a_megabyte_without_an_end_takes_linear_time(unit: str) -> None:
    index = Copies()
    began = time.process_time()
    for number in range(2):
        index.add(article(str(number), unit * (400_000 // len(unit))))
    assert time.process_time() - began < 5


def test_adding_costs_about_the_same_when_many_are_known() -> None:
    drawn = random.Random(7)
    words = ["".join(drawn.choices("abcdefghijklmnop", k=6)) for _ in range(3000)]

    def text() -> str:
        return " ".join(f"{' '.join(drawn.choices(words, k=20))}." for _ in range(20)) + f"\n\n{WIRE}"

    index, took = Copies(), []
    for number in range(600):
        one = article(str(number), text(), outlet=f"outlet {number}")
        began = time.process_time()
        index.add(one)
        took.append(time.process_time() - began)
    early, late = sorted(took[50:100])[25], sorted(took[550:600])[25]
    assert late < 2 * early + 0.002
