"""Write the counts of atlas/languages/en/cues.tsv: how often a word in a frame is a reporting cue.

    python -m training.cues.count            (from the root of the repository; needs the gold data, see bench/gold.py)

Counted on the train part of PolNeAR (Newell et al. 2018): a candidate of `extract.attribution` or `extract.speech` is a
hit when an annotated attribution has its cue, a source that overlaps and a content with IoU of at least 0.5. Candidates
inside the content of another attribution are left out: there PolNeAR, which marks each word once, marks nothing.
Shares are smoothed towards the share of the frame: (hits + WEIGHT * prior) / (seen + WEIGHT). Rows with
an empty `seen` were written by hand and stay.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bench.gold import HOME, parsed, records
from dateline.atlas.cues import ANY
from dateline.extract.drafts import Draft, options
from dateline.extract.quotes import find_quotations
from dateline.extract.speech import Page
from dateline.records import Sentence

TABLE = HOME / "src/dateline/atlas/languages/en/cues.tsv"
#: Pseudo-counts of the frame's share. Swept on dev: see docs/claims.md.
WEIGHT = 2.0
#: Rows rarer than this in train say no more than their frame's row does.
FEWEST = 2

WORD = re.compile(r"[a-z][a-z' -]*|[a-z ]*:")

Key = tuple[str, str, str]
Json = dict[str, list[list[int]]]


def counts(limit: int | None = None) -> tuple[Counter[Key], Counter[Key]]:
    """(seen, hits) of each (word, part, frame), and of each (ANY, part, frame)."""
    seen: Counter[Key] = Counter()
    hits: Counter[Key] = Counter()
    gold = {record["id"]: record["attributions"] for record in records("claims/polnear_train")[:limit]}
    for rows in parsed("claims/polnear_train"):
        if rows.article.id not in gold:
            continue
        text = rows.article.text
        page = Page(text, rows.of(Sentence), find_quotations(text))
        for draft, hit in judged(options(page), gold[rows.article.id]):
            made = draft.candidate
            for word in (made.word, ANY):
                seen[word, made.part, made.frame] += 1
                hits[word, made.part, made.frame] += hit
    return seen, hits


def judged(drafts: Iterator[Draft], gold: list[Json]) -> Iterator[tuple[Draft, bool]]:
    """Each draft outside annotated contents, and whether it is one of the gold attributions."""
    owner = {at: number for number, one in enumerate(gold) for start, end in one["cue"] for at in range(start, end)}
    held = {at for one in gold for start, end in one["content"] for at in range(start, end)}
    for draft in drafts:
        start = draft.anchor[0]
        one = gold[owner[start]] if start in owner else None
        if one is None and start in held:
            continue
        yield draft, one is not None and matches(draft, one)


def matches(draft: Draft, gold: Json) -> bool:
    """The rule of the pair figure: content IoU of at least 0.5, and the source overlaps where there is one."""
    left, right = places(draft.content), places(gold["content"])
    alike = bool(right) and len(left & right) / len(left | right) >= 0.5
    return alike and (not gold["source"] or bool(places(draft.source) & places(gold["source"])))


def places(pieces: Iterable[Sequence[int]]) -> set[int]:
    """The offsets that pieces (start, end) hold."""
    return {at for start, end in pieces for at in range(start, end)}


def written(seen: Counter[Key], hits: Counter[Key]) -> Iterator[str]:
    """The counted rows of the table, sorted."""
    unknowns = frame_shares(seen, hits)
    for key in sorted(seen):
        word, part, frame = key
        unknown = unknowns[part, frame]
        if word != ANY and (seen[key] < FEWEST or (hits[key] == 0 and unknown < 0.1) or not WORD.fullmatch(word)):
            continue
        share = unknown if word == ANY else (hits[key] + WEIGHT * unknown) / (seen[key] + WEIGHT)
        yield f"{word}\t{part}\t{frame}\t{share:.3f}\t{seen[key]}"


def frame_shares(seen: Counter[Key], hits: Counter[Key]) -> dict[tuple[str, str], float]:
    """The share of each frame for words that are rare: those seen at most three times in it."""
    totals: dict[tuple[str, str], list[float]] = {}
    for (word, part, frame), number in seen.items():
        total = totals.setdefault((part, frame), [0.1, 2.0])
        if word != ANY and number <= 3:
            total[0] += hits[word, part, frame]
            total[1] += number
    return {key: hit / number for key, (hit, number) in totals.items()}


def main() -> None:
    """Count and write the table again, hand-written rows kept."""
    old = TABLE.read_text(encoding="utf-8").splitlines()
    kept = [line for line in old if line.startswith(("#", "word\tpart\t")) or not line.split("\t")[4:5]]
    by_hand = {tuple(line.split("\t")[:3]) for line in kept}
    counted = [line for line in written(*counts()) if tuple(line.split("\t")[:3]) not in by_hand]
    Path(TABLE).write_text("\n".join([*kept, *counted]) + "\n", encoding="utf-8")
    print(json.dumps({"rows": sum(1 for _ in TABLE.open(encoding="utf-8"))}))


if __name__ == "__main__":
    main()
