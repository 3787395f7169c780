"""Words of the forms in which texts attribute without a sentence: headlines, lists, interviews, posts (forms.tsv)."""

from __future__ import annotations

from functools import cache

from dateline.atlas.tables import table, values


@cache
def form_words(kind: str, *, language: str = "en") -> frozenset[str]:
    """The words of a class of `languages/<language>/forms.tsv`, lower case; none where the class is not there."""
    rows = table(f"languages/{language}/forms.tsv")
    return frozenset(word for row in rows if row["class"] == kind for word in values(row["words"]))
