"""Mentions of people, organizations, places, facilities, equipment and groups."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.records import Derivation, Kind, Mention, Rows, Span, row_id

KINDS: dict[str, Kind] = {"PERSON": "person", "ORG": "organization", "GPE": "place", "LOC": "place",
                          "FAC": "facility", "NORP": "group", "PRODUCT": "equipment"}


def find_mentions(rows: Rows) -> Iterator[Mention]:
    article = rows.article
    for sentence in rows.of(__import__("dateline.records", fromlist=["Sentence"]).Sentence):
        start = None
        toks = sentence.tokens
        for i, t in enumerate(toks):
            if t.entity.startswith("B-") and t.entity[2:] in KINDS:
                j = i
                while j + 1 < len(toks) and toks[j + 1].entity == "I-" + t.entity[2:]:
                    j += 1
                span = Span(article.id, t.start, toks[j].end)
                yield Mention(row_id("m", article.id, span.start, span.end), span, span, KINDS[t.entity[2:]], "name",
                              Derivation("mentions", "0", "spacy"))
