"""Which mentions of an article stand for the same thing.

Sieves, the surest first (after Lee et al., "Deterministic coreference resolution based on entity-centric,
precision-ranked rules", 2013): names that the atlas or their letters show to be one, parts of names, appositions and
predicates, offices, head nouns, and last pronouns by a score (`pronominals.py`). Each sieve only ever joins clusters,
and `Partition` refuses joins that contradict. Every mention ends in exactly one cluster.
"""

from __future__ import annotations

from collections.abc import Iterator

from dateline.extract import descriptions, namesakes, pronominals
from dateline.extract.partition import Partition
from dateline.extract.referents import referents
from dateline.records import Cluster, Derivation, Mention, Rows, row_id

VERSION = "1"
SIEVES = (
    namesakes.same_identity,
    namesakes.people,
    namesakes.shorter_names,
    namesakes.abbreviations,
    descriptions.appositions,
    descriptions.offices,
    descriptions.repeated_heads,
    descriptions.stand_ins,
    pronominals.speakers,
    pronominals.third_persons,
)


def find_clusters(rows: Rows) -> Iterator[Cluster]:
    """The clusters of an article's mentions, by their first mention; a mention alone is a cluster of one."""
    partition = Partition(referents(rows))
    for sieve in SIEVES:
        sieve(partition, rows)
    placed = {one.mention.id for one in partition.referents}
    for members in partition.clusters():
        yield _cluster(rows, tuple(member.mention.id for member in members))
    for mention in rows.of(Mention):
        if mention.id not in placed:
            yield _cluster(rows, (mention.id,))


def _cluster(rows: Rows, mentions: tuple[str, ...]) -> Cluster:
    return Cluster(row_id("c", *mentions), rows.article.id, mentions, Derivation("coreference", VERSION, "sieves"))
