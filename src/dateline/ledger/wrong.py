"""Readings without the rows that people called wrong. The ledger keeps these rows; what is concluded does without."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from dateline.ledger.judging import row_of, split, standing
from dateline.records import Claim, Cluster, Entity, EventMention, Judgement, Link, Row, Rows


@dataclass(frozen=True, slots=True)
class Struck:
    """A reading without what is wrong in it. `unsaid` are event mentions whose only claim was."""

    rows: Rows
    unsaid: frozenset[str] = frozenset()


class Wrong:
    """What people called wrong in all of a ledger, by article."""

    def __init__(self, judgements: Iterable[Judgement]) -> None:
        self._keys: dict[str, list[str]] = defaultdict(list)
        for one in standing(judgements):
            if one.verdict == "wrong":
                self._keys[split(one.left)[0]].append(one.left)

    def rows(self, rows: Rows) -> frozenset[str]:
        """Ids of the rows of this reading that are wrong; a link is <mention>=<entity>."""
        found = (row_of(rows, key) for key in self._keys.get(rows.article.id, ()))
        return frozenset(row for row in found if row)

    def touches(self, article: str) -> bool:
        """Whether somebody called something of this article's wrong."""
        return article in self._keys

    def strike(self, rows: Rows) -> Struck:
        """The reading without them.

        What stood in a claim stands in the claim around it, else it is told by the outlet. A mention without its link
        stands for nobody, also where it has a role. An entity that no mention is left of goes, too.
        """
        wrong = self.rows(rows)
        return _struck(rows, wrong) if wrong else Struck(rows)


def _struck(rows: Rows, wrong: Collection[str]) -> Struck:
    inside = {one.id: one.inside for one in rows.of(Claim)}
    linked = {one.mention for one in rows.of(Link) if f"{one.mention}={one.entity}" in wrong}
    links = [one for one in rows.of(Link) if one.mention not in linked]
    gone = {one.entity for one in rows.of(Link)} - {one.entity for one in links}

    def around(claim: str | None) -> str | None:
        seen = set()  # a reading is not to nest claims in a ring, but this must end for one that does
        while claim in wrong and claim not in seen:
            seen.add(claim)
            claim = inside.get(claim or "")
        return None if claim in wrong else claim

    kept: dict[type, tuple[Row, ...]] = dict(rows.by_type)
    events = [one for one in rows.of(EventMention) if one.id not in wrong]
    kept[EventMention] = tuple(replace(one, claim=around(one.claim)) for one in events)
    kept[Claim] = tuple(replace(one, inside=around(one.inside)) for one in rows.of(Claim) if one.id not in wrong)
    kept[Link] = tuple(links)
    kept[Entity] = tuple(one for one in rows.of(Entity) if one.id not in gone)
    clusters = [replace(one, mentions=tuple(m for m in one.mentions if m not in linked)) for one in rows.of(Cluster)]
    kept[Cluster] = tuple(one for one in clusters if one.mentions)
    unsaid = {one.id for one in events if one.claim in wrong and around(one.claim) is None}
    return Struck(Rows({kind: found for kind, found in kept.items() if found}), frozenset(unsaid))
