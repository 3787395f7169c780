"""The same person, body, place or thing across the articles of a story.

What an article's reading knows by an identifier is one wherever the identifier is one. Everything else is known by its
names: two are the same where a name of one is a name of the other, or a shorter form of it that nobody else in the
story bears ("Berg" and "Anna Berg", "IAEA" and "International Atomic Energy Agency"), and nothing speaks against it:
another given name, another country, another identifier of the same kind. Descriptions without a name ("the driver")
stay with their article.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from dateline.atlas import spellings, transliterations
from dateline.records import Entity, Kind, Link, Mention, Rows, row_id

#: Bearers of one short name that are compared: where more share it, the name alone tells nothing.
MOST_NAMESAKES = 20
#: Words and letters of a name that are looked at: bounds work on hostile text.
MOST_WORDS = 12
ACRONYM = re.compile(r"(?:[A-Z]\.?){2,8}s?")
SMALL_WORDS = frozenset({"of", "the", "and", "for"})
Member = tuple[str, str]


@dataclass(frozen=True)
class Known:
    """Somebody or something in a story: `key` is its id in the ledger, `members` are (article, entity id)."""

    key: str
    kind: Kind
    name: str
    country: str | None
    identifiers: tuple[tuple[str, str], ...]
    members: tuple[Member, ...]


@dataclass(frozen=True)
class _Named:
    """An entity of one article as it is compared: its names as words without case and accents."""

    article: str
    entity: Entity
    names: tuple[tuple[str, ...], ...]

    @property
    def member(self) -> Member:
        return self.article, self.entity.id

    @cached_property
    def longest(self) -> tuple[str, ...]:
        return max(self.names, key=len, default=())


class _Groups:
    """Entities joined so far (union-find), and what is known of each group: identifiers, country, names."""

    def __init__(self, named: Sequence[_Named]) -> None:
        self._above = list(range(len(named)))
        self._known: list[set[tuple[str, str]]] = [set(one.entity.identifiers) for one in named]
        self._countries = [{one.entity.country} - {None} for one in named]
        self._names = [set(one.names) for one in named]
        self._people = [one.entity.kind == "person" for one in named]

    def root(self, one: int) -> int:
        while self._above[one] != one:
            self._above[one] = one = self._above[self._above[one]]
        return one

    def join(self, left: int, right: int, *, sure: bool = False) -> None:
        """Make one of two groups, unless they conflict; `sure` ones are joined whatever else they say."""
        first, second = sorted((self.root(left), self.root(right)))
        if first == second or (not sure and self.conflict(first, second)):
            return
        self._above[second] = first
        self._known[first] |= self._known[second]
        self._countries[first] |= self._countries[second]
        self._names[first] |= self._names[second]

    def conflict(self, left: int, right: int) -> bool:
        """Whether what is known of two groups speaks against their being one."""
        if _differ(self._known[left], self._known[right]):
            return True
        homes, others = self._countries[left], self._countries[right]
        if homes and others and homes.isdisjoint(others):
            return True
        people = self._people[left] and self._people[right]
        return people and not _namesakes(self._names[left], self._names[right])


def same_entities(readings: Iterable[Rows]) -> dict[Member, Known]:
    """By (article id, entity id), what each named entity of these readings is; entities without a name are left out.

    `readings` are the articles of one story: a surname alone is a person there, which it is not in a whole ledger.
    """
    named = sorted((one for rows in readings for one in _named(rows)), key=lambda one: one.member)
    groups = _Groups(named)
    for _, alike in sorted(_by_identifier(named).items()):
        for other in alike[1:]:
            groups.join(alike[0], other, sure=True)
    for _, alike in sorted(_by_name(named).items()):
        for other in alike[1:]:
            groups.join(alike[0], other)
    _join_short_names(named, groups)
    members: dict[int, list[_Named]] = defaultdict(list)
    for place, one in enumerate(named):
        members[groups.root(place)].append(one)
    known = [_known(group) for group in members.values()]
    return {member: one for one in known for member in one.members}


def _named(rows: Rows) -> Iterator[_Named]:
    names = {mention.id for mention in rows.of(Mention) if mention.form == "name"}
    bearers = {link.entity for link in rows.of(Link) if link.mention in names}
    for entity in rows.of(Entity):
        if entity.id in bearers or entity.identifiers:
            spelled = (words for name in (entity.name, *entity.aliases) if (words := _words(name, entity.kind)))
            yield _Named(rows.article.id, entity, tuple(dict.fromkeys(spelled)))


def _words(name: str, kind: Kind) -> tuple[str, ...]:
    """The words of a name in one spelling; without legal forms for a body."""
    given = transliterations.latin(name) if not name.isascii() and len(name) < transliterations.LONGEST else name
    words = spellings.split(given[: 40 * MOST_WORDS])[:MOST_WORDS]
    if kind == "organization" and words:
        first, end = spellings.without_legal_form(words)
        words = words[first:end]
    return tuple(word.casefold() for word in words)


def _by_identifier(named: Sequence[_Named]) -> dict[tuple[str, ...], list[int]]:
    found: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, one in enumerate(named):
        found["id", one.entity.id].append(place)
        for scheme, value in one.entity.identifiers:
            found[scheme, value].append(place)
    return found


def _by_name(named: Sequence[_Named]) -> dict[tuple[str, ...], list[int]]:
    """Entities under every name that can stand for them alone: of people, whole names only."""
    found: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, one in enumerate(named):
        for words in one.names:
            if one.entity.kind != "person" or len(words) > 1 or len(one.longest) == 1:
                found[(_sort(one.entity.kind), *words)].append(place)
        if one.entity.kind == "person" and (sound := transliterations.sound(" ".join(one.longest))):
            found["sound", sound].append(place)
    return found


def _sort(kind: Kind) -> str:
    """Kinds between which readings waver: a town's hall, its council and the town have one name at times."""
    return "place" if kind in ("place", "facility") else kind


def _join_short_names(named: Sequence[_Named], groups: _Groups) -> None:
    """Join a surname or an acronym to the only longer name of the story that it is short for."""
    short: dict[tuple[str, str], list[int]] = defaultdict(list)
    full: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, one in enumerate(named):
        for key in _short_forms(one):
            full[key].append(place)
        for key in _as_short(one):
            short[key].append(place)
    for key in sorted(short):
        bearers = list(dict.fromkeys(groups.root(place) for place in full.get(key, ())))
        if 0 < len(bearers) <= MOST_NAMESAKES and _one(bearers, groups):
            for place in (*bearers[1:], *short[key]):
                groups.join(bearers[0], place)


def _one(bearers: Sequence[int], groups: _Groups) -> bool:
    """Whether the bearers of a name can all be one."""
    return not any(groups.conflict(one, other) for one, other in combinations(bearers, 2))


def _short_forms(one: _Named) -> Iterator[tuple[str, str]]:
    """What a longer name may be called."""
    for words in one.names:
        if len(words) > 1 and one.entity.kind == "person":
            yield "person", words[-1]
            yield "person", f"{words[0]} {words[-1]}"
            yield "person", f"{words[0][0]} {words[-1]}"
        if len(words) > 1 and one.entity.kind == "organization":
            yield "organization", "".join(word[0] for word in words if word not in SMALL_WORDS)


def _as_short(one: _Named) -> Iterator[tuple[str, str]]:
    """What may be short for a longer name; nothing where the entity has a longer one itself."""
    if one.entity.kind == "person" and one.longest:
        yield "person", " ".join(dict.fromkeys((one.longest[0], one.longest[-1])))
    if len(one.longest) != 1:
        return
    if one.entity.kind == "organization" and ACRONYM.fullmatch(one.entity.name):
        yield "organization", one.longest[0].replace(".", "")


def _differ(left: set[tuple[str, str]], right: set[tuple[str, str]]) -> bool:
    """Whether two sets of identifiers have a scheme in common and no value of it."""
    schemes = {scheme for scheme, _ in left} & {scheme for scheme, _ in right}
    return bool(schemes) and not left & right


def _namesakes(left: set[tuple[str, ...]], right: set[tuple[str, ...]]) -> bool:
    """Whether some name of one person can be one of another: the surname, and no other given name or initial."""
    return any(_compatible(one, other) for one in left for other in right)


def _compatible(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    short, long = sorted((left, right), key=len)
    if len(short) == 1:
        return short[0] in (long[0], long[-1])
    if short == long or transliterations.sound(" ".join(short)) == transliterations.sound(" ".join(long)):
        return True
    return short[-1] == long[-1] and (short[0].startswith(long[0]) or long[0].startswith(short[0]))


def _known(group: Sequence[_Named]) -> Known:
    """The entity of a group: its commonest full name, the identifiers of all."""
    identifiers = tuple(sorted({pair for one in group for pair in one.entity.identifiers}))
    names = Counter(one.entity.name for one in group)
    kinds = Counter(one.entity.kind for one in group)
    whole = max(names, key=lambda name: (1 < len(name.split()) < 5, names[name], len(name), name))
    country = next((one.entity.country for one in group if one.entity.country), None)
    kind = max(kinds, key=lambda kind: (kinds[kind], kind))
    key = row_id("k", *identifiers[0]) if identifiers else row_id("k", kind, *group[0].member)
    return Known(key, kind, whole, country, identifiers, tuple(one.member for one in group))


def names_of(known: Mapping[Member, Known]) -> dict[str, str]:
    """The canonical name by key."""
    return {one.key: one.name for one in known.values()}
