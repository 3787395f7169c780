"""A known parser's shorter ways give what the library gives."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.extract.parser import load, parse
from dateline.settings import Settings

PIPELINE = Settings().pipeline
#: The last of each line is for a rule over several tokens.
TEXTS = (
    "The minister told reporters in Oslo on Tuesday that she hadn't seen the letters. There's no doubt of it.",
    "Two ships collided off the coast; 14 sailors are missing, and they ain't found yet.",
    "We're gonna leave, he said, and you've gotta let's go, c'mon, y' all.",
    "That, which it did because of the storm, was costlier than what the men's union had feared.",
    "Reuters",
    "  two  \t spaces  ",
)


def _read(doc: Any) -> list[tuple[Any, ...]]:
    return [
        (
            t.text,
            t.idx,
            t.lemma_,
            t.pos_,
            t.tag_,
            str(t.morph),
            t.dep_,
            t.head.i,
            t.is_sent_start,
            t.ent_iob_,
            t.ent_type_,
        )
        for t in doc
    ]


def _agree(texts: list[str]) -> bool:
    return [_read(doc) for doc in parse(PIPELINE, texts)] == [_read(doc) for doc in load(PIPELINE).pipe(texts)]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_parsed_as_the_library_parses_it(text: str) -> None:
    assert _agree([text])
    assert _agree([text]), "a second time, from what the first left in memory"


def test_a_batch_is_parsed_as_the_library_parses_it() -> None:
    assert _agree([text for text in TEXTS for _ in range(12)])


def test_texts_longer_than_a_batch_come_in_order() -> None:
    texts = [f"{number} people met in Oslo. " + "They talked. " * 300 for number in range(14)]
    assert [doc.text for doc in parse(PIPELINE, texts)] == texts


def test_no_text_is_no_document() -> None:
    assert list(parse(PIPELINE, [])) == []


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=60).filter(str.strip), max_size=4))
def test_any_text_is_parsed_as_the_library_parses_it(texts: list[str]) -> None:
    assert _agree(texts)
