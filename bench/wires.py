"""`python -m bench.wires`: whose copy articles are said to be, against the wire credits of the origins set.

Gold: `wire_credit` in bench/origins/*.json, of each article that has a report there (stories/news_clusters). Figures
are over pairs of an article and an agency: precision, recall, F1; and `articles`, the share whose credits are exactly
the gold ones, none included. The peer takes the agency of the dateline alone.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from bench import gold
from dateline.atlas import outlets
from dateline.collect import article_from
from dateline.collect.datelines import named
from dateline.records import Article

ORIGINS = Path(__file__).with_name("origins")
Credits = Mapping[str, frozenset[str]]


def credited() -> dict[str, frozenset[str]]:
    """The agencies of each article that the origins set reports on, by the atlas's names."""
    out: dict[str, set[str]] = defaultdict(set)
    for path in sorted(ORIGINS.glob("*.json")):
        for happening in json.loads(path.read_text("utf-8"))["happenings"]:
            for report in (report for fact in happening["facts"] for report in fact["reports"]):
                out[report["article"]].update(_names(report["wire_credit"]))
    return {article: frozenset(names) for article, names in out.items()}


def figures(found: Credits, expected: Credits) -> dict[str, float]:
    """Precision, recall and F1 over pairs of article and agency, and the share of articles that are wholly right."""
    right = sum(len(found[article] & names) for article, names in expected.items())
    given = sum(len(found[article]) for article in expected)
    wanted = sum(map(len, expected.values()))
    precision, recall = right / given if given else 1.0, right / wanted if wanted else 1.0
    both = precision + recall
    exact = sum(found[article] == names for article, names in expected.items())
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / both if both else 0.0,
        "articles": exact / len(expected),
    }


def main() -> int:
    """Print our figures and the peer's; 2 where the gold data is absent."""
    expected = credited()
    try:
        articles = _articles(expected)
    except FileNotFoundError as error:
        print(f"no gold data: {error}", file=sys.stderr)
        return 2
    ours = {article.id: frozenset(article.credits) for article in articles}
    peer = {article.id: _of_dateline(article) for article in articles}
    print(f"{len(expected)} articles, {sum(map(len, expected.values()))} wire credits")
    for name, found in (("ours", ours), ("dateline alone", peer)):
        print(f"{name:15}", "  ".join(f"{key} {value:.3f}" for key, value in figures(found, expected).items()))
    return 0


def _articles(wanted: Iterable[str]) -> list[Article]:
    known, out = set(wanted), []
    for record in gold.records("stories/news_clusters"):
        if record["id"] in known:
            meta = record["meta"]
            fields = {"id": record["id"], "text": record["text"], "outlet": meta["outlet"], "url": meta["url"]}
            out.append(article_from({**fields, "title": meta["title"], "language": "en"}))
    return out


def _of_dateline(article: Article) -> frozenset[str]:
    spans = article.dateline.credits if article.dateline else ()
    return frozenset(name for span in spans for name in named(article.text[span.start : span.end]))


def _names(credit: str | None) -> list[str]:
    parts = [part.strip() for part in (credit or "").split(",") if part.strip()]
    return [known.name if (known := outlets.credit(part)) else part for part in parts]


if __name__ == "__main__":
    sys.exit(main())
