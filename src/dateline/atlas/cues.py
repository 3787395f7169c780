"""Words that attribute: how often a word with a complement is a reporting cue, and the words round sources."""

from __future__ import annotations

from functools import cache

from dateline.atlas.tables import table, values

#: Stands for any word in the table: the row of a frame as such, for words that the table does not have.
ANY = "*"


def share(word: str, part: str, frame: str, *, language: str = "en") -> float:
    """How often (0..1) a word is a reporting cue in a frame; a word without a row has the share of rare words there.

    `word` is a lemma with its particle ("point out"), `part` v, n, a, r or p, `frame` as in cues.tsv.
    """
    shares = _shares(language)
    known = shares.get((word, part, frame))
    return shares.get((ANY, part, frame), 0.0) if known is None else known


def factor(group: str, feature: str, value: str, *, language: str = "en") -> float:
    """By how much a value of a feature multiplies the odds of a cue in that group of frames; 1 where none is known."""
    return _factors(language).get((group, feature, value), 1.0)


@cache
def source_words(language: str = "en") -> dict[str, frozenset[str]]:
    """Words round sources by class (document, medium, citing and so on), from sources.tsv."""
    classes: dict[str, set[str]] = {}
    for row in table(f"languages/{language}/sources.tsv"):
        for kind in values(row["class"]):
            classes.setdefault(kind, set()).add(row["word"])
    return {kind: frozenset(words) for kind, words in classes.items()}


@cache
def _shares(language: str) -> dict[tuple[str, str, str], float]:
    return {
        (row["word"], row["part"], row["frame"]): float(row["share"]) for row in table(f"languages/{language}/cues.tsv")
    }


@cache
def _factors(language: str) -> dict[tuple[str, str, str], float]:
    return {
        (row["group"], row["feature"], row["value"]): float(row["factor"])
        for row in table(f"languages/{language}/cue_evidence.tsv")
    }
