"""How atlas/languages/en/word_counts.tsv was made: in how many articles of the gold folder each word stands.

    python -m training.word_counts > src/dateline/atlas/languages/en/word_counts.tsv

Numbers of articles only, of words that stand in three or more; no set on which stories are measured is counted.
"""

from __future__ import annotations

from collections import Counter

from bench import gold
from dateline.atlas.word_counts import ALL
from dateline.merge.profiles import WORD

SETS = (
    "claims/polnear_train",
    "articles/kcna_2011_2012",
    "places/lgl",
    "places/geovirus",
    "times/timebank",
    "times/aquaint",
)
#: Fewer articles than this, and it is chance.
FEWEST = 3
HEADER = """\
# In how many articles of news each word stands, counted over public sets of English news by training/word_counts.py.
# word: in lower case; (all) is the number of articles counted. articles: how many of them have it.
# Stories (merge/profiles.py) take a word that is not here for a rare one. Common words of your own field may be added.
word\tarticles"""


def main() -> None:
    """Print the table."""
    counted: Counter[str] = Counter()
    texts = [record["text"] for name in SETS for record in gold.records(name)]
    for text in texts:
        counted.update({match[0].casefold() for match in WORD.finditer(text)})
    print(HEADER)
    print(f"{ALL}\t{len(texts)}")
    for word, articles in sorted(counted.items()):
        if articles >= FEWEST and not any(letter.isdigit() for letter in word):
            print(f"{word}\t{articles}")


if __name__ == "__main__":
    main()
