"""PolNeAR's attributions as windows of labelled words.

Words, paragraphs and windows are those of the reader (`dateline.extract.windows`), so that training sees what reading
will. A word carries a tag (outside; first or further word of a source, cue or content) and, where its attribution has a
cue, the words of that cue, which the network must point at.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from dateline.extract.windows import TAGS, WIDTH, Encoded, Marked, Window, encoded, packed
from training.attribution.encoders import Encoder

Record = dict[str, Any]
ROLES = ("source", "cue", "content")
CUE_TAGS = [TAGS.index("B-cue"), TAGS.index("I-cue")]
#: Share of training windows whose words lose their marks but the form: the finder must also read without a parse.
UNMARKED = 0.15
#: Attributions of a word: several where they share a source. None outside, and where the attribution has no cue.
Owners = frozenset[int]


@dataclass
class Example:
    """An article's paragraphs with, for each word, its tag and its attributions' numbers (none without a cue)."""

    id: str
    paragraphs: list[Encoded]
    tags: list[list[int]]
    owners: list[list[Owners]]


@dataclass
class Batch:
    """Padded windows: pieces and mask [B, T], marks [B, T, WIDTH], first pieces and tags [B, W], cues [B, W, W]."""

    pieces: torch.Tensor
    attended: torch.Tensor
    marks: torch.Tensor
    firsts: torch.Tensor
    tags: torch.Tensor
    cues: torch.Tensor


def read(records: Iterable[Record], encoder: Encoder, marked: Mapping[str, Marked]) -> list[Example]:
    """Records of PolNeAR as examples; `marked` gives each article's marks by its id."""
    return [_example(record, encoder, marked[record["id"]]) for record in records]


def _example(record: Record, encoder: Encoder, marked: Marked) -> Example:
    text = record["text"]
    role, owner, first = _characters(record)
    paragraphs = encoded(text, encoder.tokenize, marked=marked)
    tags, owners = [], []
    for paragraph in paragraphs:
        starts = [start for start, _ in paragraph.words]
        tags.append([_tag(role.get(start), begins=start in first) for start in starts])
        owners.append([owner.get(start, frozenset()) for start in starts])
    return Example(record["id"], paragraphs, tags, owners)


def _tag(role: str | None, *, begins: bool) -> int:
    return 0 if role is None else TAGS.index(("B-" if begins else "I-") + role)


def _characters(record: Record) -> tuple[dict[int, str], dict[int, Owners], set[int]]:
    """Role and attributions of each marked character, and where pieces begin. Where roles overlap, the shorter wins."""
    pieces = [
        (start, end, role, frozenset([number] if attribution["cue"] else []))
        for number, attribution in enumerate(record["attributions"])
        for role in ROLES
        for start, end in attribution[role]
    ]
    role: dict[int, str] = {}
    owner: dict[int, Owners] = {}
    for start, end, name, owners in sorted(pieces, key=lambda piece: piece[0] - piece[1]):
        for at in range(start, end):
            owner[at] = owner[at] | owners if role.get(at) == name else owners
            role[at] = name
    text = record["text"]
    first = {start + len(text[start:end]) - len(text[start:end].lstrip()) for start, end, _, _ in pieces}
    return role, owner, first


def windows(example: Example, encoder: Encoder, *, longest: int, skip: int = 0) -> Iterator[tuple[Window, int, int]]:
    """The windows of an example with the number of their first paragraph and the one after their last."""
    at = 0
    for window in packed(
        example.paragraphs, opening=encoder.opening, ending=encoder.ending, longest=longest, short=skip
    ):
        count = len(window.paragraphs)
        yield window, at, at + count
        at += count


def batches(
    examples: list[Example], encoder: Encoder, *, size: int, longest: int, chance: random.Random | None = None
) -> Iterator[tuple[Batch, list[tuple[str, Window]]]]:
    """Batches of windows of like length; with `chance` shuffled, and packed otherwise every time."""
    rows = []
    for example in examples:
        skip = chance.randrange(longest) if chance else 0
        for window, low, high in windows(example, encoder, longest=longest, skip=skip):
            tags = [tag for part in example.tags[low:high] for tag in part]
            owners = [owner for part in example.owners[low:high] for owner in part]
            rows.append((example.id, window, tags, owners))
    if chance:
        chance.shuffle(rows)
        span = size * 16
        rows = [
            row
            for low in range(0, len(rows), span)
            for row in sorted(rows[low : low + span], key=lambda r: len(r[1].pieces))
        ]
    groups = [rows[low : low + size] for low in range(0, len(rows), size)]
    if chance:
        chance.shuffle(groups)
    for group in groups:
        yield _batch(group, encoder, chance), [(name, window) for name, window, _, _ in group]


def _batch(
    group: list[tuple[str, Window, list[int], list[Owners]]], encoder: Encoder, chance: random.Random | None
) -> Batch:
    high = max(len(window.pieces) for _, window, _, _ in group)
    wide = max(len(window.firsts) for _, window, _, _ in group)
    pieces = np.full((len(group), high), encoder.padding, np.int64)
    attended = np.zeros((len(group), high), bool)
    marks = np.zeros((len(group), high, WIDTH), np.int64)
    firsts = np.zeros((len(group), wide), np.int64)
    tags = np.full((len(group), wide), -100, np.int64)
    cues = np.zeros((len(group), wide, wide), bool)
    for row, (_, window, tag, owner) in enumerate(group):
        pieces[row, : len(window.pieces)] = window.pieces
        attended[row, : len(window.pieces)] = True
        marks[row, : len(window.pieces)] = window.marks
        if chance and chance.random() < UNMARKED:
            marks[row, :, 1:] = 0
        firsts[row, : len(window.firsts)] = window.firsts
        tags[row, : len(tag)] = tag
        cues[row, : len(tag), : len(tag)] = _pointed(np.array(tag), owner)
    return Batch(*(torch.from_numpy(part) for part in (pieces, attended, marks, firsts, tags, cues)))


def _pointed(tags: np.ndarray[Any, Any], owners: list[Owners]) -> np.ndarray[Any, Any]:
    """Which words [W, W] are of a cue that a word should point at: one that shares an attribution with it."""
    numbers = {number: column for column, number in enumerate(sorted(set().union(*owners)))}
    held = np.zeros((len(owners), len(numbers)), np.int32)
    for row, own in enumerate(owners):
        held[row, [numbers[number] for number in own]] = 1
    is_cue = np.isin(tags, CUE_TAGS)
    both = held @ held.T > 0
    return both & is_cue[None, :] & ~is_cue[:, None]
