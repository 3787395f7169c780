"""What a name stands for: weighted votes, counted over the whole article.

The tagger decides anew in each sentence and is often of two minds about one name. Each occurrence of a name votes by
what stands around it, the name itself by its words and by what the atlas knows; the kind with the most weight is given
to all occurrences. The score is the table `VOTES` and nothing else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from dateline.atlas import countries
from dateline.atlas.tables import table, values
from dateline.records import Kind

#: (feature, weight). The first group is counted once a name, the second is averaged over its occurrences.
VOTES: Mapping[str, tuple[Kind | Literal["event"], float]] = {
    "country": ("place", 4.0),
    "region": ("place", 3.0),
    "demonym": ("group", 4.0),
    "organization word": ("organization", 3.0),
    "facility word": ("facility", 3.0),
    "place word": ("place", 2.5),
    "group word": ("group", 3.0),
    "event word": ("event", 3.0),
    "given name": ("person", 1.5),
    "given name alone": ("person", 0.7),
    "seat of government": ("organization", 3.0),
    "begins a body's name": ("organization", 1.0),
    "part of a person's name": ("person", 2.0),
    "large place": ("place", 1.5),
    "known place": ("place", 0.6),
    "unknown place": ("organization", 0.7),
    "acronym": ("organization", 0.8),
    # of each occurrence
    "tagged person": ("person", 1.0),
    "tagged organization": ("organization", 1.0),
    "tagged place": ("place", 1.0),
    "tagged facility": ("facility", 0.7),
    "tagged group": ("group", 1.0),
    "tagged equipment": ("equipment", 0.6),
    "after a title": ("person", 3.0),
    "after a preposition of place": ("place", 1.1),
    "perhaps after a preposition of place": ("place", 0.6),
    "before its region": ("place", 3.0),
    "before a word that goes with places": ("place", 1.2),
    "before a word that goes with no place": ("event", 2.5),
    "speaks": ("person", 1.2),
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a name's kind: its normal form, and the features of one occurrence."""

    key: str
    features: tuple[str, ...]


def elect(evidence: Sequence[Evidence], intrinsic: Mapping[str, Sequence[str]]) -> dict[str, Kind | Literal["event"]]:
    """The kind of each name by its key: `intrinsic` features once, those of `evidence` averaged over occurrences."""
    seen = Counter(one.key for one in evidence)
    score: dict[str, dict[Kind | Literal["event"], float]] = defaultdict(lambda: defaultdict(float))
    for one in evidence:
        for feature in one.features:
            kind, weight = VOTES[feature]
            score[one.key][kind] += weight / seen[one.key]
    for key, features in intrinsic.items():
        for feature in features:
            kind, weight = VOTES[feature]
            score[key][kind] += weight
    return {key: max(sorted(votes), key=votes.__getitem__) for key, votes in score.items()}


@cache
def name_words() -> dict[tuple[str, str], tuple[str, bool]]:
    """(word, where) of the table of telling words, to (kind, whether the word alone is a name)."""
    return {
        (word, row["where"]): (row["kind"], row["alone"] == "yes")
        for row in table("languages/en/name_words.tsv")
        for word in values(row["words"])
    }


def told_by_words(words: Sequence[str]) -> str | None:
    """The kind that a name's own words tell ("organization" for "Ministry of Defense"), else None."""
    if not words:
        return None
    main = words[: words.index("of")] if "of" in words[1:] else words
    known = name_words()
    spots: list[tuple[str, str]] = [(main[-1], "last"), *((word, "any") for word in words), (words[0], "first")]
    for word, where in spots:
        kind, alone = known.get((word, where), (None, False))
        if kind and (alone or len(words) > 1):
            return kind
    return None


def intrinsic_features(words: Sequence[str]) -> Iterator[str]:
    """The features that a name has by itself."""
    name = " ".join(words)
    if countries.by_name(name):
        yield "country"
    if countries.by_demonym(name):
        yield "demonym"
    if told := told_by_words(words):
        yield f"{told} word"
    if len(words) == 1 and 2 <= len(name) <= 6 and name.isupper() and name.isalpha():
        yield "acronym"
