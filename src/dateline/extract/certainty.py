"""Being written: FactBank certainty of a predicate."""

from __future__ import annotations

from dateline.records import Certainty, Sentence


def certainty(sentence: Sentence, predicate: int) -> Certainty:
    return "CT+"
