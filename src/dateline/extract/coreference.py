"""Which mentions of an article stand for the same thing."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.records import Cluster, Derivation, Mention, Rows, row_id


def find_clusters(rows: Rows) -> Iterator[Cluster]:
    groups: dict[tuple[str, str], list[str]] = {}
    for m in rows.of(Mention):
        groups.setdefault((m.kind, rows.article.text[m.span.start:m.span.end]), []).append(m.id)
    for ids in groups.values():
        yield Cluster(row_id("c", *ids), rows.article.id, tuple(ids), Derivation("coreference", "0", "same name"))
