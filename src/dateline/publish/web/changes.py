"""What changed from one text to another: by paragraphs first, then by words in those that changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, takewhile
from typing import Literal

Kind = Literal["same", "added", "taken"]
PARAGRAPHS = re.compile(r"[^\n]*\n*")
WORDS = re.compile(r"\w+|\s+|[^\w\s]")
#: Words that are compared one by one: the time grows with their product. What has more is taken and added whole.
MOST = 3_000
#: Paragraphs that are compared.
MOST_PARAGRAPHS = 2_000


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text that both have ("same"), or only the later ("added") or only the earlier one ("taken")."""

    kind: Kind
    text: str


def changes(left: str, right: str) -> list[Change]:
    """The stretches in order: without what was added they make `left`, without what was taken `right`."""
    found = _joined(_by_paragraph(PARAGRAPHS.findall(left), PARAGRAPHS.findall(right)))
    return [Change(kind, text) for kind, text in found if text]


def _by_paragraph(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[Kind, str]]:
    if max(len(left), len(right)) > MOST_PARAGRAPHS:
        yield from _whole("".join(left), "".join(right))
        return
    for kind, start, end, first, last in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        one, other = "".join(left[start:end]), "".join(right[first:last])
        if kind == "equal":
            yield "same", one
        else:
            yield from _by_word(one, other)


def _by_word(one: str, other: str) -> Iterator[tuple[Kind, str]]:
    left, right = WORDS.findall(one), WORDS.findall(other)
    if max(len(left), len(right)) <= MOST:
        yield from _between(left, right)
        return
    # Too many: what both begin and end with is left out of the comparison.
    before = _alike(left, right)
    after = _alike(left[before:][::-1], right[before:][::-1])
    yield "same", "".join(left[:before])
    yield from _between(left[before : len(left) - after], right[before : len(right) - after])
    yield "same", "".join(left[len(left) - after :])


def _alike(left: Sequence[str], right: Sequence[str]) -> int:
    """How many words both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False)))


def _between(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[Kind, str]]:
    if max(len(left), len(right)) > MOST:
        yield from _whole("".join(left), "".join(right))
        return
    for kind, start, end, first, last in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "same", "".join(left[start:end])
        else:
            yield from _whole("".join(left[start:end]), "".join(right[first:last]))


def _whole(one: str, other: str) -> Iterator[tuple[Kind, str]]:
    yield "taken", one
    yield "added", other


def _joined(found: Iterator[tuple[Kind, str]]) -> Iterator[tuple[Kind, str]]:
    for kind, group in groupby(((kind, text) for kind, text in found if text), key=lambda pair: pair[0]):
        yield kind, "".join(text for _, text in group)
