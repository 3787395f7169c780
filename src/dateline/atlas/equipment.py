"""Aircraft, weapons, vehicles, ships and spacecraft: a table of names and a grammar of designations.

`equipment.tsv` names what is known; `designations.tsv` says what series a designation belongs to, so that a Su-30SM2
that no table holds is still a fighter by Sukhoi. What could be something else (Patriot, F-1, Type 45) counts only with
a context word of `languages/en/equipment_words.tsv` near it, in a list with something sure, or after it counted once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from dateline.atlas.phrases import PhraseFinder, plain
from dateline.atlas.tables import table, values
from dateline.errors import AtlasError

# How many words before and after may hold the context word. The head follows its modifiers in English ("Patriot
# advanced surface-to-air missile defence batteries"), so more room is given after. Swept over 13 public news sets (all
# that ../shared/gold holds in English but one): 1 and 1 find 174, 3 and 4 192, 6 and 8 194, 10 and 10 198. Read
# one by one, all that is added up to 6 and 8 is equipment; at 10 a shell's number is put on a cleaning kit.
WORDS_BEFORE, WORDS_AFTER = 6, 8
_WINDOW = 100  # characters that hold so many words, cut off at the end of a sentence

_NUMBER = re.compile(r"(?<!\d)\d{1,5}")
# Letters of a variant (35S, 95MS, 22M3, 8AMTSh, 16C/D, A320neo), its sub-variant (76MD-90A), a second number (101/102).
_VARIANT = re.compile(
    r"(?:(?:[A-Z]|Sh){1,5}\d{0,2}[A-Z]{0,2}(?:/[A-Z]{1,2}\d?)?|-[A-Z]\d|neo|ceo)?(?:-\d{1,3}[A-Z]{0,4}\d?)?(?:/\d{2,3})?"
    r"(?=s?(?!\w))(?![.,:]\d|[%°])"
)
_GOES_ON = re.compile(r"[.,:]\d|%|°")
_BEFORE = re.compile(r"[\w.@#$&-]")  # a designation does not start inside another word, number or address
_WORD = re.compile(r"\w+")
_NEXT = re.compile(r"s?[ -](\w+)")
_STOP = re.compile(r"[.!?;]\s|\n")
_LIST = re.compile(r"\s?(?:[,/]|,? and|,? or|,? as well as|\()\s?(?:[a-z]+ |\d+ )?")
_SHIP_NAME = r" (?:(?:the|of|El|La|Al) )?[A-Z][\w'-]+(?: (?:[A-Z]\.|[A-Z][\w'-]*[a-z][\w-]*|of(?= [A-Z]))){0,3}"


@dataclass(frozen=True, slots=True)
class Equipment:
    """A row of equipment.tsv. `country` is ISO 3166 alpha-2; names in `needs_context` can mean other things too."""

    name: str
    aliases: tuple[str, ...]
    kind: str
    maker: str | None
    country: str | None
    needs_context: frozenset[str]


@dataclass(frozen=True, slots=True)
class Series:
    """A row of designations.tsv: a prefix, what joins it to which numbers, and what such a thing is.

    `numbers` is empty where any number will do; `named` where a proper name follows instead (USS Cole).
    """

    prefix: str
    joints: frozenset[str]
    loose: frozenset[str]
    numbers: frozenset[str]
    named: bool
    kind: str
    maker: str | None
    country: str | None
    alone: bool


@dataclass(frozen=True, slots=True)
class Match:
    """Equipment at [start, end) of a text. `item`: its row or its basic type's, or None. `name`: canonical."""

    start: int
    end: int
    item: Equipment | None
    kind: str
    country: str | None
    maker: str | None
    name: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    match: Match
    sure: bool
    word: bool  # a word of the language, which a following proper name makes part of another name


def find(text: str) -> Iterator[Match]:
    """What equipment a text names, in order, none overlapping; plural and possessive endings stay outside."""
    flat = plain(text)
    found = sorted([*_names(flat), *_designations(flat), *_ships(flat)], key=_longest_first)
    yield from _joined(flat, _kept(flat, list(_apart(found))))


def by_name(name: str) -> Equipment | None:
    """The row with this name or alias, whatever its case and hyphens; None when the table has none."""
    return _by_name().get(_key(name))


@cache
def rows() -> tuple[Equipment, ...]:
    """Every row of equipment.tsv. Raises AtlasError when one is broken."""
    return tuple(_equipment(row) for row in table("equipment.tsv"))


@cache
def heads() -> Mapping[str, str]:
    """Nouns for equipment by themselves ("fighter jet", "warship") and their kinds: lower case, singular."""
    words = table("languages/en/equipment_words.tsv")
    return MappingProxyType({row["word"]: row["kind"] for row in words if row["head"] == "yes"})


# ---------------------------------------------------------------- tables


def _equipment(row: dict[str, str]) -> Equipment:
    names = (row["name"], *values(row["aliases"]))
    needs_context = frozenset(values(row["needs_context"]))
    if not row["name"] or not row["kind"] or not needs_context.issubset(names):
        raise AtlasError(f"atlas/equipment.tsv: no name, no kind, or a name in needs_context that is not one: {row}")
    return Equipment(row["name"], names[1:], row["kind"], row["maker"] or None, row["country"] or None, needs_context)


_JOINTS = {"hyphen": "-", "space": " ", "none": ""}


def _series(row: dict[str, str]) -> Iterator[Series]:
    joints, loose = (frozenset(_JOINTS[name] for name in values(row[column])) for column in ("joint", "loose"))
    for prefix in values(row["prefix"]):
        yield Series(
            prefix,
            joints,
            loose,
            frozenset(_numbers(row["numbers"])),
            row["numbers"] == "name",
            row["kind"],
            row["maker"] or None,
            row["country"] or None,
            row["alone"] == "yes",
        )


def _numbers(cell: str) -> Iterator[str]:
    for part in cell.split(",") if cell not in {"any", "name"} else ():
        first, _, last = part.strip().partition("-")
        yield from (str(number) for number in range(int(first), int(last) + 1)) if last else (first,)


@cache
def _by_prefix() -> dict[str, tuple[Series, ...]]:
    out: dict[str, tuple[Series, ...]] = {}
    for row in table("designations.tsv"):
        for series in _series(row):
            out[series.prefix] = (*out.get(series.prefix, ()), series)
    return out


@cache
def _prefixes() -> dict[str, str]:
    """Every spelling of a prefix, and the prefix: Su and SU."""
    prefixes = [prefix for prefix, series in _by_prefix().items() if not all(one.named for one in series)]
    return {prefix.upper(): prefix for prefix in prefixes} | {prefix: prefix for prefix in prefixes}


def _key(name: str) -> str:
    return re.sub(r"[\s-]+", "", plain(name)).casefold()


@cache
def _by_name() -> dict[str, Equipment]:
    aliases = {_key(alias): item for item in reversed(rows()) for alias in item.aliases}
    return aliases | {_key(item.name): item for item in reversed(rows())}


@cache
def _finder() -> PhraseFinder[tuple[Equipment, str, int]]:
    """Names and aliases, with their plurals: values are the row, the name and how many letters the ending has."""
    named = [(name, item) for item in rows() for name in (item.name, *item.aliases)]
    spelled = [(plain(name), (item, name, 0)) for name, item in named]
    shouted = [
        (plain(name).upper(), (item, name, 0))
        for name, item in named
        if len(name) > 5 and name not in item.needs_context
    ]
    plural = [(plain(name) + "s", (item, name, 1)) for name, item in named if not name.endswith("s")]
    return PhraseFinder([*spelled, *shouted, *plural])


@cache
def _context() -> frozenset[str]:
    """The last word of each context word, singular and plural."""
    rows = table("languages/en/equipment_words.tsv")
    words = {re.split(r"[ -]", row["word"])[-1] for row in rows if row["context"] == "yes"}
    return frozenset(words | {word + "s" for word in words} | {word[:-1] + "ies" for word in words if word[-1] == "y"})


@cache
def _ship_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, _ship_prefixes()))}){_SHIP_NAME}")


@cache
def _ship_prefixes() -> Mapping[str, Series]:
    """Prefixes of ships' names, which may also begin designations (MV Ever Given, MV-22)."""
    return {prefix: one for prefix, series in _by_prefix().items() for one in series if one.named}


# ---------------------------------------------------------------- candidates


def _names(text: str) -> Iterator[_Candidate]:
    for start, end, (item, name, ending) in _finder().find(text):
        if text.startswith("-", start - 1) or (text[end - 1].isdigit() and _GOES_ON.match(text, end)):
            continue
        match = Match(start, end - ending, item, item.kind, item.country, item.maker, item.name)
        yield _Candidate(match, name not in item.needs_context, not any(map(str.isdigit, name)))


def _designations(text: str) -> Iterator[_Candidate]:
    for number in _NUMBER.finditer(text):
        variant = _VARIANT.match(text, number.end())
        found = variant and _prefix(text, number.start(), number.group())
        if variant and found:
            start, joint, series, spelled = found
            yield _designation(start, variant.end(), joint, series, spelled, number.group() + variant.group())


def _prefix(text: str, at: int, number: str) -> tuple[int, str, Series, bool] | None:
    """The longest prefix before the number at `at`: where it starts, its joint, its series, if spelled as listed."""
    joint = text[at - 1] if at and text[at - 1] in "- " else ""
    end = at - len(joint)
    for start in range(max(0, end - _longest_prefix()), end):
        prefix = _prefixes().get(text[start:end])
        if prefix is None or (start and _BEFORE.match(text[start - 1])):
            continue
        for series in _by_prefix()[prefix]:
            if (
                not series.named
                and joint in series.joints | series.loose
                and (not series.numbers or number in series.numbers)
            ):
                return start, joint, series, text[start:end] == prefix
    return None


@cache
def _longest_prefix() -> int:
    return max(map(len, _prefixes()))


def _designation(start: int, end: int, joint: str, series: Series, spelled: bool, number: str) -> _Candidate:
    usual = joint if joint in series.joints else min(series.joints)
    name = f"{series.prefix}{usual}{number}"
    digits = re.match(r"\d+", number)
    item = by_name(name) or by_name(f"{series.prefix}{usual}{digits.group() if digits else ''}")
    item = item if item is not None and item.country == series.country else None
    sure = joint in series.joints and series.alone
    kind, maker = (item.kind, item.maker or series.maker) if item else (series.kind, series.maker)
    match = Match(start, end, item, kind, series.country, maker, name)
    return _Candidate(match, sure and (spelled or item is not None), False)


def _ships(text: str) -> Iterator[_Candidate]:
    for found in _ship_pattern().finditer(text):
        series, name = _ship_prefixes()[found.group(1)], found.group()
        item = by_name(name)
        match = Match(
            found.start(),
            found.end(),
            item,
            item.kind if item else series.kind,
            series.country,
            item.maker if item else series.maker,
            item.name if item else name,
        )
        yield _Candidate(match, series.alone or item is not None, False)


# ---------------------------------------------------------------- which candidates count


def _longest_first(candidate: _Candidate) -> tuple[int, int, bool]:
    return candidate.match.start, -candidate.match.end, not candidate.sure


def _apart(candidates: list[_Candidate]) -> Iterator[_Candidate]:
    end = -1
    for candidate in candidates:
        if candidate.match.start >= end:
            end = candidate.match.end
            yield candidate


def _kept(text: str, candidates: list[_Candidate]) -> list[Match]:
    """Those that are sure, have context, stand in a list with one that counts, or counted elsewhere in the text."""
    keep = [candidate.sure or _in_context(text, candidate) for candidate in candidates]
    for order in (range(1, len(keep)), range(len(keep) - 2, -1, -1)):
        step = 1 if order.step < 0 else -1
        for at in order:
            keep[at] = keep[at] or (keep[at + step] and _listed(text, candidates[at], candidates[at + step]))
    counted = {_surface(text, candidate) for candidate, kept in zip(candidates, keep, strict=True) if kept}
    return [
        candidate.match
        for candidate, kept in zip(candidates, keep, strict=True)
        if kept or (_surface(text, candidate) in counted and not _in_other_name(text, candidate))
    ]


def _surface(text: str, candidate: _Candidate) -> str:
    return text[candidate.match.start : candidate.match.end]


def _in_context(text: str, candidate: _Candidate) -> bool:
    """Whether a context word stands near: for words like Patriot in lower case, or right after."""
    if _in_other_name(text, candidate):
        return False
    start, end = candidate.match.start, candidate.match.end
    after = _WORD.findall(_STOP.split(text[end : end + _WINDOW], maxsplit=1)[0])[:WORDS_AFTER]
    before = _WORD.findall(_STOP.split(text[max(0, start - _WINDOW) : start])[-1])[-WORDS_BEFORE:]
    words = before + after if candidate.word else [word.lower() for word in before + after]
    return any(word in _context() for word in words) or _next_word(text, candidate).lower() in _context()


def _in_other_name(text: str, candidate: _Candidate) -> bool:
    """Whether a word like Patriot goes on as another name: "Patriot Act", "Typhoon Haiyan"."""
    following = _next_word(text, candidate)
    other = following[:1].isupper() and following.lower() not in _context() and by_name(following) is None
    return candidate.word and other and not re.match(r"(?:[IVX]+|[A-Z]+-?\d+\w*|Mk|Block|PAC)$", following)


def _next_word(text: str, candidate: _Candidate) -> str:
    found = _NEXT.match(text, candidate.match.end)
    return found.group(1) if found else ""


def _listed(text: str, one: _Candidate, other: _Candidate) -> bool:
    """Whether only a comma, "and" or the like is between two candidates."""
    first, second = sorted((one, other), key=_longest_first)
    gap = text[first.match.end : second.match.start]
    return len(gap) < 20 and bool(_LIST.fullmatch(gap.removeprefix("s"))) and not _in_other_name(text, one)


def _joined(text: str, matches: list[Match]) -> Iterator[Match]:
    """A designation and its nickname as one: "F-16 Fighting Falcon"."""
    last: Match | None = None
    for match in matches:
        if last and last.item and match.item == last.item and text[last.end : match.start] == " ":
            last = replace(last, end=match.end)
            continue
        if last:
            yield last
        last = match
    if last:
        yield last
