"""The clusters while they grow: a union of sets that refuses what cannot be one and the same."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence

from dateline.extract.referents import Referent


class Partition:
    """A partition of referents. `join` merges two clusters unless their gender, number or kind contradict."""

    def __init__(self, referents: Sequence[Referent]) -> None:
        self.referents = referents
        self._of = list(range(len(referents)))
        self._members: dict[int, list[int]] = {one.order: [one.order] for one in referents}
        self._gender = {one.order: one.gender for one in referents}
        self._number = {one.order: one.number for one in referents}
        self._named = {one.order: one.name for one in referents}
        self._kinds = {one.order: frozenset(() if one.pronoun else (one.mention.kind,)) for one in referents}
        self._label: dict[int, str] = {}

    def root(self, one: Referent) -> int:
        """The number of a referent's cluster: good until the next join."""
        return self._of[one.order]

    def together(self, one: Referent, other: Referent) -> bool:
        """Whether two referents are in one cluster."""
        return self.root(one) == self.root(other)

    def size(self, one: Referent, *, before: Referent | None = None) -> int:
        """How many mentions a cluster has (in the text before another mention)."""
        members = self._members[self.root(one)]
        return bisect_left(members, before.order) if before else len(members)

    def last(self, one: Referent, *, before: Referent) -> int:
        """The order of the cluster's last mention before another, -1 where it has none."""
        members = self._members[self.root(one)]
        at = bisect_left(members, before.order)
        return members[at - 1] if at else -1

    def gender(self, one: Referent) -> str:
        """The gender of a cluster, "" where no member tells it."""
        return self._gender[self.root(one)]

    def number(self, one: Referent) -> str:
        """The number of a cluster: singular, plural, either or ""."""
        return self._number[self.root(one)]

    def kinds(self, one: Referent) -> frozenset[str]:
        """The kinds of a cluster's members, without its pronouns."""
        return self._kinds[self.root(one)]

    def named(self, one: Referent) -> bool:
        """Whether a member of the cluster is a name."""
        return self._named[self.root(one)]

    def label(self, one: Referent) -> str:
        """The full name that was given to a cluster, else ""."""
        return self._label.get(self.root(one), "")

    def give_label(self, one: Referent, label: str) -> None:
        """Give a cluster a full name: clusters of two different ones never join."""
        self._label[self.root(one)] = label

    def clusters(self) -> list[list[Referent]]:
        """The clusters, by their first mention."""
        found = sorted(self._members.values())
        return [[self.referents[order] for order in orders] for orders in found]

    def may_join(self, one: Referent, other: Referent) -> bool:
        """Whether gender, number and full names of the two clusters allow that they are one."""
        left, right = self.root(one), self.root(other)
        genders = {self._gender[left], self._gender[right]} - {""}
        numbers = {self._number[left], self._number[right]}
        labels = {self._label.get(left, ""), self._label.get(right, "")} - {""}
        return len(genders) < 2 and numbers != {"singular", "plural"} and len(labels) < 2

    def join(self, one: Referent, other: Referent) -> bool:
        """Make one cluster of the two of these referents; False, and nothing done, where they contradict."""
        small, large = sorted((self.root(one), self.root(other)), key=lambda root: len(self._members[root]))
        if small == large or not self.may_join(one, other):
            return small == large
        for order in self._members.pop(small):
            self._of[order] = large
            insort(self._members[large], order)
        self._gender[large] = self._gender[large] or self._gender[small]
        numbers = [self._number[large], self._number[small]]
        self._number[large] = next((number for number in numbers if number not in ("", "either")), numbers[0])
        self._kinds[large] |= self._kinds[small]
        self._named[large] |= self._named[small]
        if small in self._label:
            self._label.setdefault(large, self._label[small])
        return True
