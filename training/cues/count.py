"""Write the counts of atlas/languages/en/cues.tsv and cue_evidence.tsv: how often a word in a frame is a reporting cue.

    python -m training.cues.count            (from the root of the repository; needs the gold data, see bench/gold.py)

Counted on the train part of PolNeAR (Newell et al. 2018): a candidate of `extract.attribution` or `extract.speech` is a
hit when an annotated attribution has its cue, a source that overlaps and a content with IoU of at least 0.5. Candidates
inside the content of another attribution are left out: there PolNeAR, which marks each word once, marks nothing.
Shares are smoothed towards the share of the frame: (hits + WEIGHT * prior) / (seen + WEIGHT). Rows with
an empty `seen` were written by hand and stay.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.gold import HOME, parsed, records
from dateline.atlas.cues import ANY
from dateline.extract.drafts import Draft, find_options
from dateline.extract.evidence import features, group
from dateline.extract.quotes import find_quotations
from dateline.extract.speech import Page
from dateline.records import Sentence

TABLES = HOME / "src/dateline/atlas/languages/en"
#: Pseudo-counts of the frame's share. Pair F1 on dev at 1, 2, 4: .658, .660, .661.
WEIGHT = 4.0
#: Rows rarer than this in train say no more than their frame's row does.
FEWEST = 2
#: Evidence is counted on examples of at least this share.
LEAST_SHARE = 0.1

WORD = re.compile(r"[a-z][a-z' -]*|[a-z ]*:")

Key = tuple[str, str, str]
Json = dict[str, list[list[int]]]


@dataclass(frozen=True, slots=True)
class Example:
    """A candidate of the train part: its row in the table, its evidence, and whether it is an attribution."""

    key: Key
    evidence: tuple[Key, ...]
    hit: bool


def examples(limit: int | None = None) -> Iterator[Example]:
    """The judged candidates of the train part's first `limit` articles (None: of all)."""
    gold = {record["id"]: record["attributions"] for record in records("claims/polnear_train")[:limit]}
    for rows in parsed("claims/polnear_train"):
        if rows.article.id not in gold:
            continue
        text = rows.article.text
        page = Page(text, rows.of(Sentence), find_quotations(text))
        for draft, hit in judged(find_options(page), gold[rows.article.id]):
            made = draft.candidate
            quoted = not made.frame.startswith("quote") and page.quotation_at(draft.anchor[0]) is not None
            evidence = ((group(made.frame), *pair) for pair in features(draft.sentence, made, quoted=quoted))
            yield Example((made.word, made.part, made.frame), tuple(evidence), hit)


def counts(found: Iterable[Example]) -> tuple[Counter[Key], Counter[Key]]:
    """(seen, hits) of each (word, part, frame), and of each (ANY, part, frame)."""
    seen: Counter[Key] = Counter()
    hits: Counter[Key] = Counter()
    for example in found:
        for key in (example.key, (ANY, *example.key[1:])):
            seen[key] += 1
            hits[key] += example.hit
    return seen, hits


def factors(found: Sequence[Example], shares: dict[Key, float]) -> Iterator[str]:
    """The rows of the evidence table: for each value the odds of its hits over the odds that were expected of it.

    One feature after the other, each against what the shares and the features before it expect, so that two features
    that say the same are not counted twice. Only examples near the threshold count: the rest is decided anyway.
    """
    odds = [_odds(shares.get(one.key, shares[ANY, *one.key[1:]])) for one in found]
    near = [number for number, value in enumerate(odds) if value > _odds(LEAST_SHARE)]
    for place in range(len(found[0].evidence)):
        table: dict[Key, list[float]] = {}
        for number in near:
            total = table.setdefault(found[number].evidence[place], [0.0, 0.0, 0.0])
            total[0] += 1
            total[1] += found[number].hit
            total[2] += odds[number] / (1 + odds[number])
        told = {key: _factor(*total) for key, total in table.items()}
        for number in near:
            odds[number] *= told[found[number].evidence[place]]
        for key in sorted(told):
            yield "\t".join([*key, f"{told[key]:.3f}", str(round(table[key][0]))])


def _odds(share: float) -> float:
    return min(share, 0.99) / (1 - min(share, 0.99))


def _factor(seen: float, hits: float, expected: float) -> float:
    """The ratio of the odds, drawn towards 1 where little was seen."""
    rate, base = (hits + WEIGHT * expected / seen) / (seen + WEIGHT), expected / seen
    return _odds(rate) / _odds(base)


def judged(drafts: Iterable[Draft], gold: list[Json]) -> Iterator[tuple[Draft, bool]]:
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


def rewrite(path: Path, rows: Iterable[str]) -> None:
    """Put counted rows into a table in place of its old ones; comments, header and rows without `seen` stay."""
    old = path.read_text(encoding="utf-8").splitlines()
    header = next(number for number, line in enumerate(old) if not line.startswith("#"))
    width = len(old[header].split("\t"))
    kept = [line for number, line in enumerate(old) if number <= header or len(line.split("\t")) < width]
    by_hand = {tuple(line.split("\t")[:3]) for line in kept}
    counted = [row for row in rows if tuple(row.split("\t")[:3]) not in by_hand]
    path.write_text("\n".join([*kept, *counted]) + "\n", encoding="utf-8")
    print(f"{path.name}: {len(counted)} rows counted, {len(kept)} lines kept")


def main() -> None:
    """Count and write both tables again."""
    found = list(examples())
    rows = list(written(*counts(found)))
    shares = {(word, part, frame): float(share) for word, part, frame, share, _ in (row.split("\t") for row in rows)}
    rewrite(TABLES / "cues.tsv", rows)
    rewrite(TABLES / "cue_evidence.tsv", factors(found, shares))


if __name__ == "__main__":
    main()
