"""How sure a sentence presents what it reports (FactBank's values)."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.extract.certainty import certainty, content_certainty
from dateline.records import Certainty, Rows, Sentence

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


@pytest.mark.parametrize(
    ("text", "word", "value"),
    [
        ("The crew had a chance to leave.", "leave", "PS+"),
        ("The harbour is hard to leave.", "leave", "Uu"),
        ("The crew did not know what to do.", "do", "Uu"),
        ("The crew has to leave.", "leave", "Uu"),
        ("The crew had to leave.", "leave", "CT+"),
        ("The crew was able to leave.", "leave", "CT+"),
        ("The crew is able to leave.", "leave", "PS+"),
        ("The company filed for bankruptcy.", "bankruptcy", "Uu"),
        ("The general ordered the crew to leave.", "leave", "Uu"),
        ("The general told the crew to leave.", "leave", "Uu"),
        ("The envoy refused to sign the treaty.", "sign", "CT-"),
        ("There is no evidence that the crew left.", "left", "PR-"),
        ("The crew must have left.", "left", "PR+"),
        ("The crew would have left.", "left", "Uu"),
        ("An attack was likely.", "attack", "PR+"),
        ("A meeting to be held in May was announced.", "held", "PR+"),
        ("Norwegian Rail to close 12 stations", "close", "PR+"),
    ],
)
def test_what_governs_an_event_decides_how_sure_it_is(parse: Read, text: str, word: str, value: str) -> None:
    assert of(parse, text, word) == value


def test_who_asks_when_takes_for_granted_that(parse: Read) -> None:
    assert of(parse, "The captain asked when the fleet had left.", "left") == "CT+"
    assert of(parse, "Why did the fleet leave?", "leave") == "CT+"
    assert of(parse, "Did the fleet leave?", "leave") == "Uu"


def test_not_only_denies_nothing(parse: Read) -> None:
    assert of(parse, "The fleet not only left the harbour but burned it.", "left") == "CT+"


def test_a_no_reaches_what_is_joined_only_under_one_auxiliary(parse: Read) -> None:
    assert of(parse, "The captain never slept and reached the harbour.", "reached") == "CT+"
    assert of(parse, "The captain will not sleep or rest.", "rest") == "PR-"


def test_what_goes_with_a_plan_is_planned(parse: Read) -> None:
    assert of(parse, "The firm will begin by closing two plants.", "closing") == "PR+"
    assert of(parse, "The firm began by closing two plants.", "closing") == "CT+"


def test_who_did_not_say_it_leaves_it_open(parse: Read) -> None:
    assert of(parse, "The ministry did not say that the fleet had left.", "left") == "Uu"


def claimed(parse: Read, text: str, content: str, cue: str) -> str:
    rows = parse(text)
    spans = [(text.index(words), text.index(words) + len(words)) for words in (content, cue)]
    return content_certainty(rows.of(Sentence), spans[:1], spans[1:])


@pytest.mark.parametrize(
    ("text", "content", "cue", "value"),
    [
        ("Berg said they do not own it and have sold it.", "they do not own it and have sold it", "said", "CT+"),
        ("Berg said they do not own it and never saw it.", "they do not own it and never saw it", "said", "CT-"),
        ("Berg said the king appeared to endorse the truce.", "the king appeared to endorse the truce", "said", "PR+"),
        ("Berg said a strike was possible.", "a strike was possible", "said", "PS+"),
        ("Berg denied that the ship had left.", "that the ship had left", "denied", "CT-"),
        ("The ship, Berg denied, had left.", "The ship, Berg denied, had left", "denied", "CT-"),
        ("The council was accused of hiding the letter.", "of hiding the letter", "was accused", "PR+"),
        ("Berg called for talks.", "for talks", "called", "Uu"),
        ("Berg asked whether the ship had left.", "whether the ship had left", "asked", "Uu"),
        ("Berg said the union wanted an apology.", "the union wanted an apology", "said", "Uu"),
        ("Berg reported no losses.", "no losses", "reported", "CT-"),
        ("According to Berg, the ship may have left.", "the ship may have left", "According to", "PS+"),
        ("Berg said \u201cleave the harbour\u201d.", "\u201cleave the harbour\u201d", "said", "Uu"),
    ],
)  # fmt: skip
def test_a_claim_is_as_sure_as_its_main_event(parse: Read, text: str, content: str, cue: str, value: str) -> None:
    assert claimed(parse, text, content, cue) == value


def test_spans_need_not_fit_the_words(parse: Read) -> None:
    sentences = parse("Berg said nothing. The end.").of(Sentence)
    assert content_certainty(sentences, [(500, 900)], []) == "CT+"
    assert content_certainty(sentences, [], []) == "CT+"
    assert content_certainty((), [(0, 4)], [(5, 9)]) == "CT+"


@settings(max_examples=25, deadline=None)
@given(text=st.text(alphabet=st.sampled_from('ab ?!.,"\u201c\u2019\u202e\U0001f600\n0not if said may to'), max_size=80))
def test_any_text_has_a_certainty(parse: Read, text: str) -> None:
    for sentence in parse(text).of(Sentence):
        for token in sentence.tokens:
            value = certainty(sentence, token.index)
            span = (token.start, token.end)
            assert value in get_args(Certainty)
            assert content_certainty([sentence], [span], [span]) in get_args(Certainty)
