"""Makes the tables by which merge/ knows words for one thing: atlas/languages/en/meanings.tsv and word_families.tsv.

    python -m training.meanings DICT

DICT is the folder of WordNet 3.0's data files (Debian's package wordnet-base has it in /usr/share/wordnet). Kept are
single words with their first meanings, as verbs and as nouns of what happens, and those of the words derived from
them. The same files give the same tables.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TABLES = Path(__file__).parent.parent / "src/dateline/atlas/languages/en"
#: Meanings of a word that are kept: news uses the common ones, and each rare one ties the word to more strangers.
MEANINGS = 4
#: WordNet's files of nouns for what happens, is done, said, felt, owned or so: no people, animals or things.
HAPPENING = frozenset({4, 7, 10, 11, 12, 19, 21, 22, 24, 26, 28})
FILES = (("noun", "n"), ("verb", "v"), ("adj", "a"))
NOTICE = """\
# Made from WordNet 3.0, Copyright 2006 by Princeton University, all rights reserved, by `python -m training.meanings`;
# the licence, which must go with every copy, is in wordnet_licence.txt beside this file. Rows may be added by hand.
#
"""
MEANINGS_HEAD = """\
# Meanings of words that report events, to know two words for one thing ("seize", "capture") when two articles use them.
#
# meaning  a number of this table
# words    lemmas that have it, verbs and nouns alike (|)
# above    numbers of wider meanings (|): to murder is to kill
meaning\twords\tabove
"""
FAMILIES_HEAD = """\
# Verbs and nouns (and adjectives) of one stem that report one thing: "die", "death".
#
# word    a lemma
# forms   lemmas derived from it, or that it is derived from (|)
word\tforms
"""


@dataclass(frozen=True)
class Synset:
    """A meaning of WordNet: file, words, the meanings above, and (word's place, meaning, place there) derived."""

    file: int
    words: tuple[str, ...]
    above: tuple[str, ...]
    derived: tuple[tuple[int, str, int], ...]

    def happens(self, name: str) -> bool:
        """Whether it is an act, event or state: a verb's meaning, or a noun's of the right file."""
        return name[0] == "v" or (name[0] == "n" and self.file in HAPPENING)


def main(folder: Path) -> None:
    """Write both tables."""
    synsets = {name: one for file, pos in FILES for name, one in _synsets(folder / f"data.{file}", pos)}
    senses = {key: names for file, pos in FILES for key, names in _senses(folder / f"index.{file}", pos)}
    words: dict[str, set[str]] = defaultdict(set)
    families: dict[str, set[str]] = {}
    for lemma in sorted({lemma for lemma, _ in senses if lemma.isalpha() and len(lemma) > 2}):
        names, forms = _meanings(lemma, synsets, senses)
        for name in names:
            words[name].add(lemma)
        if names and (others := forms - {lemma}):
            families[lemma] = others
    _write("meanings", MEANINGS_HEAD, _meaning_rows(words, synsets))
    _write("word_families", FAMILIES_HEAD, (f"{word}\t{'|'.join(sorted(families[word]))}" for word in sorted(families)))


def _meanings(
    lemma: str, synsets: dict[str, Synset], senses: dict[tuple[str, str], list[str]]
) -> tuple[set[str], set[str]]:
    """The meanings of a lemma and of what is derived from it, and the words so derived."""
    names, forms = set(), {lemma}
    for pos in "nva":
        for name in senses.get((lemma, pos), [])[:MEANINGS]:
            one = synsets[name]
            if pos != "a" and not one.happens(name):
                continue
            names.update([name] if pos != "a" else [])
            for place, other, there in one.derived:
                if place < len(one.words) and one.words[place] == lemma and synsets[other].happens(other):
                    names.add(other)
                    forms.add(synsets[other].words[there])
    return names, {form for form in forms if form.isalpha()}


def _meaning_rows(words: dict[str, set[str]], synsets: dict[str, Synset]) -> Iterator[str]:
    """Rows by number; a meaning of one word that nothing stands below, beside or above is left out."""
    shared = {name for name in words if len(words[name]) > 1}
    over = {above for name in words for above in synsets[name].above if above in words}
    under = {name for name in words if any(above in words for above in synsets[name].above)}
    kept = sorted(shared | over | under)
    number = {name: place for place, name in enumerate(kept, 1)}
    for name in kept:
        above = [str(number[one]) for one in synsets[name].above if one in number]
        yield f"{number[name]}\t{'|'.join(sorted(words[name]))}\t{'|'.join(above)}"


def _synsets(path: Path, pos: str) -> Iterator[tuple[str, Synset]]:
    """The meanings of a data file: see WordNet's wndb(5WN)."""
    for line in _lines(path):
        offset, file, _, count, *rest = line.split("|")[0].split()
        end = 2 * int(count, 16)
        pointers = [rest[at : at + 4] for at in range(end + 1, end + 1 + 4 * int(rest[end]), 4)]
        words = tuple(word.lower() for word in rest[:end:2])
        above = tuple(kind + at for sign, at, kind, _ in pointers if sign in ("@", "@i"))
        derived = (
            (int(ends[:2], 16) - 1, kind + at, int(ends[2:], 16) - 1)
            for sign, at, kind, ends in pointers
            if sign == "+"
        )
        yield pos + offset, Synset(int(file), words, above, tuple(one for one in derived if one[1][0] in "nv"))


def _senses(path: Path, pos: str) -> Iterator[tuple[tuple[str, str], list[str]]]:
    """A lemma's meanings, the commonest first."""
    for line in _lines(path):
        lemma, _, count, *rest = line.split()
        yield (lemma, pos), [pos + offset for offset in rest[-int(count) :]]


def _lines(path: Path) -> Iterator[str]:
    return (line for line in path.read_text("latin-1").splitlines() if not line.startswith("  "))


def _write(name: str, head: str, rows: Iterator[str]) -> None:
    (TABLES / f"{name}.tsv").write_text(NOTICE + head + "".join(f"{row}\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
