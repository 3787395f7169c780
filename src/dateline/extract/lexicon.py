"""What the words of a name tell: titles, given names, words for kinds of bodies and places, known towns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dateline.atlas.gazetteer import gazetteer
from dateline.atlas.tables import table, values
from dateline.extract.nouns import nouns

#: From this many inhabitants on, a town's name at the start of a body's is taken for the town's: of names in LGL's
#: bodies that begin so, 79 of 100 are toponyms; without the limit 63 of 100.
NESTED_PLACE = 15_000
COUNTIES = frozenset({"County", "Parish", "Township"})


@cache
def titles() -> dict[str, str]:
    """Titles before names, to the gender that they tell ("" where they tell none)."""
    return {row["title"]: row["gender"] for row in table("languages/en/titles.tsv")}


@cache
def given_names() -> frozenset[str]:
    """Given names."""
    return frozenset(row["name"] for row in table("languages/en/first_names.tsv"))


@cache
def given_words() -> frozenset[str]:
    """Given names in lower case."""
    return frozenset(name.lower() for name in given_names())


@cache
def family_names_first() -> frozenset[str]:
    """Family names that stand before the given name."""
    return frozenset(name for row in table("languages/en/surnames_first.tsv") for name in values(row["names"]))


def family_name(name: str) -> str:
    """The family name of a full name: the first word of "Kim Jong Un", the last of others."""
    words = name.split()
    return words[0] if len(words) == 3 and words[0] in family_names_first() else words[-1]


@cache
def locatives() -> dict[str, frozenset[str]]:
    """Words that stand "before" places and "after" them."""
    rows = table("languages/en/locatives.tsv")
    sides = ("before", "perhaps", "after", "after hyphen", "after in names", "never after", "event")
    return {side: frozenset(word for row in rows if row["side"] == side for word in values(row["words"]))
            for side in sides}  # fmt: skip


#: Kinds of places.tsv whose names are told from other names by themselves; "Jordan" or "Orange" as a river is not.
TELLING = frozenset({"continent", "ocean", "sea", "gulf", "bay", "strait", "canal", "desert", "mountains", "peninsula",
                     "islands", "area"})  # fmt: skip


@cache
def regions() -> dict[str, str]:
    """Names of subdivisions that news puts behind towns, and of parts of the world, to "state", "area" or "short".

    "state" and "area" are full names, "short" abbreviations ("Ala.").
    """
    states = [row for row in table("regions.tsv") if "/" not in row["code"]]
    areas = [row for row in table("places.tsv") if row["kind"] in TELLING]
    named = {name: kind for rows, kind in ((areas, "area"), (states, "state")) for row in rows
             for name in (row["name"], *values(row["aliases"])) if name and not name.isupper()}  # fmt: skip
    return {name: "short" for row in states for name in values(row["abbreviations"])} | named


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


def is_unit(name: str) -> bool:
    """Whether a name is a military unit's, in which a sea or direction is no place: "Black Sea Fleet"."""
    return (name.split()[-1], "unit") in name_words()


def ordinary(word: str) -> bool:
    """Whether a word is also an ordinary one: a title, a noun for people or bodies, a word that tells a name's kind."""
    listed = word in titles() or word in ordinary_names() or word.lower() in nouns()
    return listed or told_by_words([word, word]) is not None


@cache
def ordinary_names() -> frozenset[str]:
    """Ordinary words that are also the names of places."""
    return frozenset(row["word"] for row in table("languages/en/ordinary_names.tsv"))


def is_town(words: str) -> bool:
    """Whether the words before a title or body's name are surely a town or county: "Laurel County" of its clerk."""
    if words.split()[-1] in COUNTIES and len(words.split()) > 1:
        return True
    if words in given_names() or ordinary(words) or words.lower() in locatives()["before"]:
        return False
    found = gazetteer().candidates(words)
    named = (p for p in found if p.style in ("name", "alias") or (p.style == "abbreviation" and p.kind == "city"))
    return max((place.population for place in named), default=-1) >= NESTED_PLACE
