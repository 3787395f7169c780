"""Words that report one thing: of one stem ("die", "death"), of one meaning ("seize", "capture"), one wider.

The tables are compiled from WordNet 3.0 by training/meanings.py, whose notice they carry.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from dateline.atlas.tables import table, values

#: Endings of English inflection and what stands in the base form instead, the longer first.
ENDINGS = (
    ("ies", "y"),
    ("ied", "y"),
    ("es", ""),
    ("es", "e"),
    ("s", ""),
    ("ed", "e"),
    ("ed", ""),
    ("ing", "e"),
    ("ing", ""),
)


@cache
def forms(lemma: str, *, language: str = "en") -> frozenset[str]:
    """The lemma and the words of its stem."""
    return frozenset((lemma, *_families(language).get(lemma, ())))


@cache
def meanings(lemma: str, *, language: str = "en") -> frozenset[str]:
    """What a word means, as numbers of meanings.tsv; empty where the table lacks it."""
    return frozenset(_meanings(language).get(lemma, ()))


@cache
def wider(lemma: str, *, language: str = "en") -> frozenset[str]:
    """The meanings one step above those of a word."""
    above = _above(language)
    return frozenset(one for meaning in meanings(lemma, language=language) for one in above.get(meaning, ()))


@cache
def base(word: str, *, language: str = "en") -> str:
    """The form under which the tables have a word in lower case: "die" for "dies"; the word itself where they lack it.

    For words that the parser takes for names and leaves as they are, as it does in headlines.
    """
    known = _meanings(language)
    shapes = (word, *(word.removesuffix(end) + new for end, new in ENDINGS if word.endswith(end)))
    return next((shape for shape in shapes if shape in known), word)


@cache
def alike(lemma: str, *, language: str = "en") -> frozenset[int]:
    """The rows of told_alike.tsv that a word stands in: words of one row may tell one happening."""
    return frozenset(_alike(language).get(lemma, ()))


@cache
def carried(verb: str, word: str, *, language: str = "en") -> str | None:
    """The lemma that tells alone what a verb tells with a word: "die" for "lose" with "life"; None where none does."""
    return _carried(language).get((verb, word))


@cache
def carriers(*, language: str = "en") -> frozenset[str]:
    """The verbs that tell something else with some word (carried.tsv)."""
    return frozenset(verb for verb, _ in _carried(language))


@cache
def vague_words(kind: str, *, language: str = "en") -> frozenset[str]:
    """Lemmas of `vague_words.tsv` that tell next to nothing by themselves: "reports", "light", "carries"."""
    rows = table(f"languages/{language}/vague_words.tsv")
    return frozenset(word for row in rows if row["kind"] == kind for word in values(row["words"]))


@cache
def _families(language: str) -> dict[str, tuple[str, ...]]:
    return {row["word"]: values(row["forms"]) for row in table(f"languages/{language}/word_families.tsv")}


@cache
def _alike(language: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(table(f"languages/{language}/told_alike.tsv")):
        for word in values(row["words"]):
            found[word].append(at)
    return dict(found)


@cache
def _carried(language: str) -> dict[tuple[str, str], str]:
    return {(row["verb"], row["with"]): row["tells"] for row in table(f"languages/{language}/carried.tsv")}


@cache
def _meanings(language: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in table(f"languages/{language}/meanings.tsv"):
        for word in values(row["words"]):
            found[word].append(row["meaning"])
    return dict(found)


@cache
def _above(language: str) -> dict[str, tuple[str, ...]]:
    return {row["meaning"]: values(row["above"]) for row in table(f"languages/{language}/meanings.tsv")}
