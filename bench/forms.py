"""How often what the forms of a page show is a claim in PolNeAR: `python -m bench.forms [SET ...]`.

One line a form: how many were found, and of these how many meet a gold attribution by half or more (intersection over
union of the content's characters), and its source too. PolNeAR marks some turns of transcripts and some posts and
leaves others like them out, so that for these the figures are lower bounds.
"""

from __future__ import annotations

import sys
from collections import Counter

from bench.claims import characters, core
from bench.gold import parsed, records
from dateline.extract.forms import find_forms
from dateline.extract.quotes import find_quotations
from dateline.records import Sentence


def counts(name: str) -> Counter[tuple[str, str]]:
    """(form, "found" | "content" | "pair") to how many, for the articles of a set."""
    gold = {record["id"]: record["attributions"] for record in records(name)}
    out: Counter[tuple[str, str]] = Counter()
    for rows in parsed(name):
        text = rows.article.text
        wanted = [(core(a["content"], text), characters(a["source"], text)) for a in gold[rows.article.id]]
        for found in find_forms(rows.article, rows.of(Sentence), find_quotations(text)):
            content = core(map(list, found.content), text)
            source = characters(map(list, found.source), text)
            met = [who for what, who in wanted if 2 * len(what & content) >= len(what | content) > 0]
            out[found.frame, "found"] += 1
            out[found.frame, "content"] += bool(met)
            out[found.frame, "pair"] += any(not who or who & source for who in met)
    return out


def main() -> None:
    """Print the counts of each set named, by default PolNeAR's dev part."""
    for name in sys.argv[1:] or ["claims/polnear_dev"]:
        found = counts(name)
        print(f"{name:24} {'found':>7} {'content':>7} {'pair':>7}")
        for frame in sorted({frame for frame, _ in found}):
            print(f"  {frame:22}", *(f"{found[frame, what]:7}" for what in ("found", "content", "pair")))


if __name__ == "__main__":
    main()
