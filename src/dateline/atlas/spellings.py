"""Names across spellings: the words of a name in a form that accents, hyphens and apostrophes don't change.

A name in a list and the same name in an article differ in small ways: "Peña", "Pena"; "Kim Jong-un", "Kim Jong Un";
"OCEAN STAR", "Ocean Star"; "Gazprom Neft PJSC", "Gazprom Neft". `words` makes both comparable, `same` compares them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from dateline.atlas.tables import table

#: Letters and digits with their combining marks; an apostrophe inside, but not the possessive one.
WORD = re.compile(r"&|[^\W_](?:[^\W_]|[\u0300-\u036f]|['’ʼ`](?![sS]\b)(?=[^\W_]))*")
#: What may stand between two words of one name: spaces, a hyphen, quotation marks, the full stop of an abbreviation.
SPACE = r"[ \t\u00a0\u2009\u202f]"
GAP = re.compile(rf"{SPACE}{{1,3}}|[-‐‑‒–−/'’]|\.{SPACE}?|,{SPACE}|{SPACE}?[\"“”«»(]{{1,2}}{SPACE}?|")
HYPHENS = frozenset("-‐‑‒–−")
#: A word of up to so many letters before a full stop is an abbreviation or initial, a longer one ends a sentence.
ABBREVIATION = 3
MARKS = re.compile(r"['’ʼ`]")
NOT_DECOMPOSED = str.maketrans("ıłøđßæŁØĐÆ", "ilodsaLODA")


@dataclass(frozen=True, slots=True)
class Word:
    """A word without accents and apostrophes, its case kept, at [start, end). `joined`: no gap or a hyphen before."""

    text: str
    start: int
    end: int
    joined: bool
    key: str


def words(text: str) -> list[list[Word]]:
    """The words of a text in runs: what stands between two words of a run may stand inside a name."""
    runs: list[list[Word]] = []
    last: Word | None = None
    for match in WORD.finditer(text):
        gap = text[last.end : match.start()] if last else ""
        plain = folded(match.group())
        word = Word(plain, match.start(), match.end(), not gap or gap in HYPHENS, plain.casefold())
        if last and _holds(gap, last, word):
            runs[-1].append(word)
        else:
            runs.append([word])
        last = word
    return runs


def _holds(gap: str, last: Word, following: Word) -> bool:
    if not GAP.fullmatch(gap):
        return False
    if gap.startswith("."):
        return last.end - last.start <= ABBREVIATION
    return not gap.startswith(",") or following.key in _ends()


def folded(word: str) -> str:
    """A word without accents and apostrophes, "&" as "and"; case is kept."""
    if word.isascii():
        return "and" if word == "&" else word.replace("'", "").replace("`", "")
    marked = unicodedata.normalize("NFKD", MARKS.sub("", word).translate(NOT_DECOMPOSED))
    return "".join(char for char in marked if not unicodedata.combining(char))


def split(name: str) -> tuple[str, ...]:
    """The words of a name, whatever stands between them, without a leading "the"."""
    found = tuple(folded(match.group()) for match in WORD.finditer(name))
    return found[1:] if len(found) > 1 and found[0].casefold() == "the" else found


def same(listed: Sequence[str], found: Sequence[Word]) -> bool:
    """Whether words of a text spell a listed name, word by word with its case.

    A name of several words may be in capitals in either ("Ocean Star", "OCEAN STAR", "Ivan PETROV"); a particle may
    begin with one ("al-Noor", "Al Noor"); what follows a hyphen may begin without ("Jong-un", "Jong Un").
    """
    if len(listed) != len(found) or all(word.text[:1].islower() for word in found):
        return False
    if len(listed) == 1:
        return listed[0] == found[0].text
    return all(_same(one, other) for one, other in zip(listed, found, strict=True))


def _same(listed: str, found: Word) -> bool:
    text = found.text
    if text in (listed, listed.upper()):
        return True
    if listed.isupper() or listed.islower():
        return text in (listed.capitalize(), listed.lower() if found.joined else "")
    return found.joined and text == listed.lower()


def without_legal_form(name: Sequence[str]) -> tuple[int, int]:
    """[first, end) of the words of an organization's name without legal forms at its ends."""
    keys = [word.casefold() for word in name]
    first, end = 0, len(keys)
    while length := _form(keys[first:end], at_end=False):
        first += length
    while length := _form(keys[first:end], at_end=True):
        end -= length
    return first, end


def _form(keys: Sequence[str], *, at_end: bool) -> int:
    """How many words at the start or end are a legal form; 0 where none are, or nothing would be left."""
    lengths = range(min(4, len(keys) - 1), 0, -1)
    return next((n for n in lengths if tuple(keys[-n:] if at_end else keys[:n]) in _legal_forms()), 0)


@cache
def _legal_forms() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(row["form"].casefold().split()) for row in table("legal_forms.tsv"))


@cache
def _ends() -> frozenset[str]:
    """Words with which a legal form begins: what may follow a comma inside a name."""
    return frozenset(form[0] for form in _legal_forms())


def spelled_out(name: str) -> Iterator[str]:
    """A person's name, and the same turned round where it is written "PETROV, Ivan"."""
    yield name
    family, comma, given = name.partition(",")
    if comma and family.strip() and given.strip() and "," not in given:
        yield f"{given.strip()} {family.strip()}"
