"""The clusters while they grow: a union of sets that refuses what cannot be one and the same."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.extract.referents import Referent

#: Kinds that never name one thing: a person is no place. Bodies, places and facilities change into each other.
PERSONAL = "person"


class Partition:
    """A partition of referents. `join` merges two clusters unless their gender, number or kind contradict."""

    def __init__(self, referents: Sequence[Referent]) -> None:
        self.referents = referents
        self._of = list(range(len(referents)))
        self._members: dict[int, list[int]] = {one.order: [one.order] for one in referents}
        self._gender = {one.order: one.gender for one in referents}
        self._number = {one.order: one.number for one in referents}
        self._label: dict[int, str] = {}

    def root(self, one: Referent) -> int:
        """The number of a referent's cluster: good until the next join."""
        return self._of[one.order]

    def together(self, one: Referent, other: Referent) -> bool:
        """Whether two referents are in one cluster."""
        return self.root(one) == self.root(other)

    def members(self, one: Referent) -> list[Referent]:
        """The referents of a cluster, in the order of the text."""
        return [self.referents[order] for order in self._members[self.root(one)]]

    def size(self, one: Referent) -> int:
        """How many mentions a cluster has."""
        return len(self._members[self.root(one)])

    def gender(self, one: Referent) -> str:
        """The gender of a cluster, "" where no member tells it."""
        return self._gender[self.root(one)]

    def number(self, one: Referent) -> str:
        """The number of a cluster: singular, plural, either or ""."""
        return self._number[self.root(one)]

    def label(self, one: Referent) -> str:
        """The full name that was given to a cluster, else ""."""
        return self._label.get(self.root(one), "")

    def name(self, one: Referent, label: str) -> None:
        """Give a cluster a full name: clusters of two different ones never join."""
        self._label[self.root(one)] = label

    def named(self, one: Referent) -> bool:
        """Whether a member of the cluster is a name."""
        return any(member.name for member in self.members(one))

    def clusters(self) -> list[list[Referent]]:
        """The clusters, by their first mention."""
        return [[self.referents[order] for order in orders] for _, orders in sorted(self._members.items())]

    def may_join(self, one: Referent, other: Referent) -> bool:
        """Whether gender, number and full names of the two clusters allow that they are one."""
        left, right = self.root(one), self.root(other)
        genders = {self._gender[left], self._gender[right]} - {""}
        numbers = {self._number[left], self._number[right]}
        labels = {self._label.get(left, ""), self._label.get(right, "")} - {""}
        return len(genders) < 2 and numbers != {"singular", "plural"} and len(labels) < 2

    def join(self, one: Referent, other: Referent) -> bool:
        """Make one cluster of the two of these referents; False, and nothing done, where they contradict."""
        left, right = sorted((self.root(one), self.root(other)))
        if left == right or not self.may_join(one, other):
            return left == right
        self._members[left] = sorted(self._members[left] + self._members.pop(right))
        for order in self._members[left]:
            self._of[order] = left
        self._gender[left] = self._gender[left] or self._gender.pop(right)
        numbers = [self._number[left], self._number[right]]
        self._number[left] = next((number for number in numbers if number not in ("", "either")), numbers[0])
        if right in self._label:
            self._label.setdefault(left, self._label.pop(right))
        return True
