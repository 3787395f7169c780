"""The trained finder alone, on Russian quotations (ADAQ): a language that it was not taught and that has no parse yet.

F1 of the characters that carry each role, white space left out, over all sentences.
"""

from __future__ import annotations

from bench import gold
from bench.figures import f1
from dateline.extract.finder import finder

SET = "ru/adaq"
ROLES = ("source", "cue", "content")


def figures() -> dict[str, float]:
    """F1 by role."""
    counts = {role: [0, 0, 0] for role in ROLES}
    for record in gold.records(SET):
        text, found = record["text"], finder().find(record["text"])
        for role, row in counts.items():
            marked = [(a["start"], a["end"]) for a in record["annotations"] if a.get("kind") == role]
            want = _characters(text, marked)
            got = _characters(text, [piece for one in found for piece in getattr(one, role)])
            for at, number in enumerate((len(want & got), len(got), len(want))):
                row[at] += number
    return {role: f1(*row) for role, row in counts.items()}


def _characters(text: str, pieces: list[tuple[int, int]]) -> set[int]:
    return {at for start, end in pieces for at in range(start, end) if not text[at].isspace()}
