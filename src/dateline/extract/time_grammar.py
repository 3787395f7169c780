"""The wordings of times.tsv as compiled rules: a match at a place in a text gives a normal form with gaps.

A rule's pattern is a regular expression over word classes; its form is a template that the matched words fill.
docs/times.md explains both notations.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from dateline.atlas.calendars import Wording, word_classes, wordings
from dateline.errors import AtlasError
from dateline.extract.time_words import (
    DASH,
    FIGURES,
    GAP,
    alternatives,
    ascii_figures,
    centuries,
    compound,
    gaps,
    length,
    number,
    spaced,
    tidy,
    value_of_words,
)

WORD = re.compile(r"(?<![\w$£€#¥])(?<![\d.][-./:])(?<!\w,(?=\d{3}))(?:['’‘]\d\d|\w+)")
#: "Several years ago" is no date, "several years later" no more than a length of time.
VAGUE_STEP = re.compile(r"((?:published|text)[+-])X([A-Z]+)~?")
VAGUE = {"published-": ("PAST_REF", "DATE"), "published+": ("FUTURE_REF", "DATE")}
COMPUTED = ("length", "shift")


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled wording."""

    name: str
    type: str
    form: str
    check: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Atom:
    """An expression before it is joined with its neighbours: offsets in the text, TIMEX3 type, form, rule and check."""

    start: int
    end: int
    type: str
    form: str
    rule: str
    check: str = ""


class Grammar:
    """The rules of a language."""

    def __init__(self, language: str) -> None:
        """Compiles the language's tables. Raises AtlasError, naming the row that is wrong."""
        self.language = language
        self.classes = word_classes(language)
        self._patterns = {**FIGURES, **compound(self.classes)}
        self._values = {
            name: {word.lower(): value for word, value in words.items()} for name, words in self.classes.items()
        }
        self.rules = tuple(self._rule(row) for row in wordings(language))
        self._compound = _compound_starts(self.classes)
        self._by_first = self._index()
        self.phase = re.compile(rf"(?<![\w-])(?:the{GAP})?{self.alternatives('phase')}(?:{GAP}|{DASH})$", re.I)

    def atoms(self, text: str, accept: Callable[[Atom], Atom | None]) -> Iterator[Atom]:
        """At each word, left to right, the longest match that `accept` lets pass, as it returns it; none overlap."""
        at = 0
        for match in WORD.finditer(text):
            if match.start() < at:
                continue
            found = next(filter(None, map(accept, self._matches(text, match.start(), match.group()))), None)
            if found:
                at = found.end
                yield found

    def words(self, name: str) -> Mapping[str, str]:
        """The words of a class in small letters, and their values."""
        return self._values[name]

    def alternatives(self, name: str) -> str:
        """A regular expression for the words of a class, longest first."""
        return alternatives(self.classes[name])

    def _matches(self, text: str, start: int, word: str) -> Iterator[Atom]:
        """What each rule makes of a place, longest first, the earlier row first among equals."""
        found = []
        for rule in self._by_first.get(_key(word), ()):
            match = rule.pattern.match(text, start)
            if match and match.end() > start:
                found.append((rule, match))
        for rule, match in sorted(found, key=lambda pair: -pair[1].end()):
            yield self._atom(rule, match)

    def _atom(self, rule: Rule, match: re.Match[str]) -> Atom:
        form, kind = self._fill(rule, match), rule.type
        if vague := VAGUE_STEP.fullmatch(form):
            form, kind = VAGUE.get(vague[1], (tidy(f"PX{vague[2]}"), "DURATION"))
        return Atom(match.start(), match.end(), kind, form, rule.name, rule.check)

    def _index(self) -> dict[str, list[Rule]]:
        """The rules by the first word that they can match, so that few are tried at each word."""
        out: dict[str, list[Rule]] = {}
        for rule, row in zip(self.rules, wordings(self.language), strict=True):
            for key in _first_keys(row.pattern, self._starts):
                out.setdefault(key, []).append(rule)
        return out

    def _starts(self, name: str) -> set[str]:
        if name in self.classes and name not in self._compound:
            return {_key(word) for word in self.classes[name]}
        return set(self._compound.get(name, {"0", "'"}))

    def _rule(self, row: Wording) -> Rule:
        seen: dict[str, int] = {}

        def group(match: re.Match[str]) -> str:
            name, _, alias = match[1].partition(":")
            alias = alias or name
            seen[alias] = seen.get(alias, 0) + 1
            body = self._patterns.get(name) or (self.alternatives(name) if name in self.classes else None)
            if body is None:
                raise AtlasError(f"times.tsv, rule {row.name!r}: no class {name!r} in calendar.tsv")
            return f"(?P<{alias}_{seen[alias]}>{body})"

        pattern = re.sub(r"<(\w+(?::\w+)?)>", group, gaps(row.pattern))
        for field in re.findall(r"\{(\w+)\}", row.form):
            if field not in seen and field not in COMPUTED:
                raise AtlasError(f"times.tsv, rule {row.name!r}: its form uses {field!r}, which its pattern has not")
        try:
            compiled = re.compile(ascii_figures(rf"(?:{pattern})(?!\w)"), re.I)
        except re.error as error:
            raise AtlasError(f"times.tsv, rule {row.name!r}: {error}") from error
        return Rule(row.name, row.type, row.form, row.check, compiled)

    def _fill(self, rule: Rule, match: re.Match[str]) -> str:
        values = {key.rpartition("_")[0]: text for key, text in reversed(match.groupdict().items()) if text is not None}

        def field(place: re.Match[str]) -> str:
            name, _, other = place[1].partition("|")
            return self._value(name, values, rule) if name in values or name in COMPUTED else other or values[name]

        return tidy(re.sub(r"\{([\w|]+)\}", field, rule.form))

    def _value(self, name: str, groups: Mapping[str, str], rule: Rule) -> str:
        if name in COMPUTED:
            amount = number(groups.get("number") or groups.get("two") or "", self._values)
            units = groups.get("unit") or groups.get("units") or ""
            unit = self._values["unit"].get(spaced(units)) or self._values["units"].get(spaced(units), "")
            return length(amount, unit) if name == "length" else f"{amount:.12g}{unit}" if amount else f"X{unit}"
        return value_of_words(groups[name], name, self._values)


@cache
def grammar(language: str) -> Grammar:
    """The grammar of a language, built once."""
    return Grammar(language)


def _key(word: str) -> str:
    """Under what a rule that starts with this word is filed: the word, one key for all figures, one for quotes."""
    if word[0].isdigit():
        return "0"
    found = re.match(r"[^\W\d]+", word.lower())
    return found[0] if found else "'"


def _compound_starts(classes: Mapping[str, Mapping[str, str]]) -> dict[str, set[str]]:
    number = {_key(word) for name in ("number", "tens", "scale") for word in classes[name]} | {"0"}
    return {
        "number": number,
        "two": number,
        "oclock": number,
        "hour_in_part": number,
        "tail": number,
        "ordinal": {_key(word) for name in ("ordinal", "tens") for word in classes[name]} | {"0"},
        "ordinal_century": {_key(word) for word in classes["ordinal"]} | {"0"},
        "century": set(centuries(classes)),
        "set": {_key(word) for word in classes["unit"]},
    }


ELEMENT = re.compile(r"\(\?<?[=!]|\(\?:|\(|<[\w:]+>|\[[^\]]*\]|\w+|.")


def _first_keys(pattern: str, starts: Callable[[str], set[str]]) -> set[str]:
    """Keys of the words with which a match of a pattern of times.tsv can start."""
    out: set[str] = set()
    for branch in _branches(pattern):
        while branch:
            element = ELEMENT.match(branch)[0]  # type: ignore[index]
            inner, branch = _split(branch, element)
            optional = branch.startswith("?")
            branch = branch.lstrip("?")
            if element.startswith(("(?=", "(?!", "(?<")):
                continue
            if element.startswith("("):
                out |= _first_keys(inner, starts)
            elif element.startswith("<"):
                out |= starts(element[1:-1].partition(":")[0])
            elif element.startswith("["):
                out |= {_key(char) for char in element[1:-1]}
            elif element[0].isalnum():
                out |= {_key(element), _key(element[:-1] or element)} if optional else {_key(element)}
                break
            if not optional:
                break
    return out


def _split(pattern: str, element: str) -> tuple[str, str]:
    """What a group that starts a pattern holds, and what follows the first element."""
    if not element.startswith("("):
        return "", pattern[len(element) :]
    depth = 0
    for at, char in enumerate(pattern):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return pattern[len(element) : at], pattern[at + 1 :]
    return pattern[len(element) :], ""


def _branches(pattern: str) -> list[str]:
    """The alternatives of a pattern at its top level."""
    out, depth = [""], 0
    for char in pattern:
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            out.append("")
        else:
            out[-1] += char
    return out
