"""How sure a sentence presents what it reports (FactBank's values)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.extract.certainty import certainty
from dateline.records import Rows, Sentence

Read = Callable[..., Rows]


def of(parse: Read, text: str, word: str) -> str:
    (sentence,) = parse(text).of(Sentence)
    return certainty(sentence, next(token.index for token in sentence.tokens if token.text == word))


@pytest.mark.parametrize(
    ("text", "word", "value"),
    [
        ("The fleet left the harbour.", "left", "CT+"),
        ("The agency said the fleet left the harbour.", "left", "CT+"),
        ("The fleet did not leave the harbour.", "leave", "CT-"),
        ("The fleet never left the harbour.", "left", "CT-"),
        ("No ship left the harbour.", "left", "CT-"),
        ("The fleet may leave the harbour.", "leave", "PS+"),
        ("The fleet may not leave the harbour.", "leave", "PS-"),
        ("The fleet could not leave the harbour.", "leave", "CT-"),
        ("The fleet probably left the harbour.", "left", "PR+"),
        ("The fleet is believed to have left the harbour.", "left", "PR+"),
        ("The leader appeared to endorse the war.", "endorse", "PR+"),
        ("The fleet is unlikely to leave.", "leave", "PR-"),
        ("The fleet failed to leave the harbour.", "leave", "CT-"),
        ("The fleet managed to leave the harbour.", "leave", "CT+"),
        ("The captain denied that the fleet had left.", "left", "CT-"),
        ("The captain doubted that the fleet had left.", "left", "PR-"),
        ("The minister wants to visit the harbour.", "visit", "Uu"),
        ("The minister asked whether the fleet had left.", "left", "Uu"),
        ("If the fleet leaves, the minister resigns.", "leaves", "Uu"),
        ("If the fleet leaves, the minister resigns.", "resigns", "Uu"),
        ("Has the fleet left the harbour?", "left", "Uu"),
        ("The minister called for talks.", "talks", "Uu"),
        ("The ministry cancelled the visit.", "visit", "CT-"),
        ("They fired without warning.", "warning", "CT-"),
    ],
)
def test_value(parse: Read, text: str, word: str, value: str) -> None:
    assert of(parse, text, word) == value


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The president will view the fleet.", "view"),
        ("The president had said that the guest would view the fleet.", "view"),
        ("The guest plans to view the fleet.", "view"),
        ("The guest is expected to view the fleet.", "view"),
        ("The guest is going to view the fleet.", "view"),
    ],
)
def test_what_is_planned_is_probable_and_not_certain(parse: Read, text: str, word: str) -> None:
    assert of(parse, text, word) == "PR+"


def test_the_value_is_the_sources_own_and_not_that_of_who_quotes_it(parse: Read) -> None:
    text = "The agency may have reported that the fleet left."
    assert of(parse, text, "left") == "CT+"


def test_two_verbs_share_a_negated_auxiliary_only_while_they_share_its_form(parse: Read) -> None:
    assert of(parse, "The fleet will not stop or turn.", "turn") == "PR-"
    assert of(parse, "The fleet did not stop and sailed on.", "sailed") == "CT+"
