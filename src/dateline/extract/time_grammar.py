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

GAP = r"(?:[^\S\n]{1,3}|[^\S\n]?\n[^\S\n]{0,4})"
DASH = r"[-\u2010\u2011]"
#: Two-figure years from here on are of the twentieth century ("'30s" are the 1930s, "'29" is 2029).
PIVOT = 30
#: Patterns of figures; words come from the table.
FIGURES = {
    "year": r"(?<!\d)(?:1[0-9]|20)\d\d(?!\d)",
    "years": r"(?<!\d)(?:1[0-9]|20)\d0(?=['’]?s\b)",
    "short": r"(?:(?:1[0-9]|20)\d\d|\d\d)(?!\d)",
    "ten": r"(?<!\d)[1-9]0(?=['’]?s\b)",
    "apostrophe": r"['’‘]\d\d(?![\ds])",
    "day": r"(?<!\d)(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\w])",
    "mm": r"(?<!\d)(?:1[0-2]|0?[1-9])(?!\d)",
    "dd": r"(?<!\d)(?:3[01]|[12]\d|0?[1-9])(?!\d)",
    "big": r"(?<!\d)(?:1[3-9]|2\d|3[01])(?!\d)",
    "q": r"[1-4]",
    "h": r"[12]",
    "bc": r"(?<!\d)\d{1,2}(?:,?\d{3}|\d{0,2})",
}
SHORT_FORM = re.compile(r"P(\d+|X+)T([HMS])")
TEN_YEARS = re.compile(r"P(\d+)(DE|CE)")


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
        self.language = language
        self.classes = word_classes(language)
        self._patterns = {**FIGURES, **_compound(self.classes)}
        self._values = {name: {word.lower(): value for word, value in words.items()}
                        for name, words in self.classes.items()}
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
        return _alternatives(self.classes[name])

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
            form, kind = VAGUE.get(vague[1], (_tidy(f"PX{vague[2]}"), "DURATION"))
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

        pattern = re.sub(r"<(\w[\w:]*)>(?!=)", lambda m: "\0" + m[1] + "\1", row.pattern.replace("(?P<", "(?P\2"))
        pattern = _gaps(pattern)
        pattern = re.sub("\0([\\w:]+)\1", group, pattern)
        try:
            return Rule(row.name, row.type, row.form, row.check, re.compile(rf"(?:{pattern})(?!\w)", re.I))
        except re.error as error:
            raise AtlasError(f"times.tsv, rule {row.name!r}: {error}") from error

    def _fill(self, rule: Rule, match: re.Match[str]) -> str:
        values = {key.rpartition("_")[0]: text for key, text in reversed(match.groupdict().items()) if text is not None}

        def field(place: re.Match[str]) -> str:
            name, _, other = place[1].partition("|")
            return self._value(name, values, rule) if name in values or name in COMPUTED else other or values[name]

        return _tidy(re.sub(r"\{([\w|]+)\}", field, rule.form))

    def _value(self, name: str, groups: Mapping[str, str], rule: Rule) -> str:
        if name in COMPUTED:
            amount = number(groups.get("number") or groups.get("two") or "", self._values)
            units = groups.get("unit") or groups.get("units") or ""
            unit = self._values["unit"].get(_spaced(units)) or self._values["units"][_spaced(units)]
            return length(amount, unit) if name == "length" else f"{amount:g}{unit}" if amount else f"X{unit}"
        return EVALUATE.get(name, _table_value)(groups[name], name, self._values)


WORD = re.compile(r"(?<![\w$£€#¥])(?<![\d.][-./:])(?<!\w,(?=\d{3}))(?:['’‘]\d\d|\w+)")
#: "Several years ago" is no date, "several years later" no more than a length of time.
VAGUE_STEP = re.compile(r"((?:published|text)[+-])X([A-Z]+)~?")
VAGUE = {"published-": ("PAST_REF", "DATE"), "published+": ("FUTURE_REF", "DATE")}
COMPUTED = ("length", "shift")
Values = Mapping[str, Mapping[str, str]]


@cache
def grammar(language: str) -> Grammar:
    """The grammar of a language, built once."""
    return Grammar(language)


def number(words: str, values: Values) -> float | None:
    """The number that words or figures say ("twenty-four", "2 1/2", "1,000"); None for "several"."""
    scaled = 0.0
    words, halves = re.subn(r"[- ]and[- ](?:a|one)[- ]half$", "", _spaced(words))
    total = 0.5 * halves
    if words in values["number"]:
        value = values["number"][words]
        return None if value == "X" else total + float(value)
    for part in re.split(r"[\s-]+", words):
        if "/" in part:
            over, under = part.split("/")
            total += int(over) / (int(under) or 1)
        elif part[:1].isdigit():
            scaled += float(part.replace(",", ""))
        elif part in values["scale"]:
            scaled = (scaled or 1) * int(values["scale"][part])
        else:
            value = values["number"].get(part) or values["tens"].get(part) or "0"
            if value == "X":
                return None
            scaled += float(value)
    return total + scaled


def length(amount: float | None, unit: str) -> str:
    """An ISO 8601 duration with TIMEX3's X for "several"; halves go to the next smaller unit."""
    if amount is None:
        return _tidy(f"PX{unit}")
    whole = int(amount)
    if amount == whole:
        return _tidy(f"P{whole}{unit}")
    if unit in ("DE", "CE"):
        return f"P{amount * (10 if unit == 'DE' else 100):g}Y"
    smaller = {"Y": (12, "M"), "D": (24, "TH"), "TH": (60, "M"), "TM": (60, "S")}
    if unit not in smaller:
        return _tidy(f"P{amount:g}{unit}")
    ratio, name = smaller[unit]
    rest = round((amount - whole) * ratio)
    first = f"{whole}{unit}" if unit[0] != "T" else f"T{whole}{unit[1]}"
    if not whole:
        return f"P{rest}{name}" if unit == "Y" else f"PT{rest}{name.lstrip('T')}"
    return f"P{first}{rest}{name}" if unit != "D" else f"P{first}T{rest}H"


def _tidy(form: str) -> str:
    form = TEN_YEARS.sub(lambda m: f"P{int(m[1]) * (10 if m[2] == 'DE' else 100)}Y", form)
    return SHORT_FORM.sub(r"PT\1\2", form)


def _gaps(pattern: str) -> str:
    """Spaces and tildes of a pattern, outside brackets, as what they stand for."""
    parts = re.split(r"(\[[^\]]*\])", pattern)
    return "".join(part if part.startswith("[") else part.replace(" ", GAP).replace("~", f"(?:{GAP}|{DASH})")
                   for part in parts)


def _alternatives(words: Mapping[str, str] | list[str]) -> str:
    return "(?:" + "|".join(map(_literal, sorted(words, key=len, reverse=True))) + ")"


def _literal(word: str) -> str:
    spaced = GAP.join(map(re.escape, word.split(" "))).replace("'", "['’]")
    edge = r"(?!\w)" if word[-1].isalnum() else ""
    if word == word.lower():
        return rf"{spaced}{edge}"
    upper = GAP.join(map(re.escape, word.upper().split(" "))).replace("'", "['’]")
    return f"(?-i:{spaced}|{upper}){edge}"


def _compound(classes: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Patterns that join words of several classes: numbers in words, ordinals, clocks."""
    ones = _alternatives([word for word in classes["number"] if " " not in word and classes["number"][word] != "X"
                          and len(word) > 2])
    tens = _alternatives(classes["tens"])
    teens = _alternatives([word for word, value in classes["number"].items() if value.isdigit() and int(value) > 9])
    scale = _alternatives(classes["scale"])
    figures = r"(?<!\d)\d{1,3}(?:,\d{3})+(?!\d)|(?<![\d.])\d{1,4}(?:\.\d+)?(?: \d/\d)?(?![\d,]\d)"
    simple = rf"(?:{tens}(?:[- ]{ones})?|{ones})"
    words = rf"(?:(?:a |{simple}[- ])?{scale}(?: (?:and )?{simple})?|{simple})"
    half = r"(?:[- ]and[- ](?:a|one)[- ]half)?"
    plain = [word for word in classes["number"] if word not in ("a", "an", "another", "some", "many")]
    two = rf"(?:(?:{figures}|{words}){half}|{_alternatives(plain)})"
    number = rf"(?:(?:{figures}|{words}){half}|{_alternatives(classes['number'])})"
    ordinal = rf"(?:{_alternatives(classes['ordinal'])}|{tens}-{_alternatives(classes['ordinal'])})"
    century = rf"(?:{_alternatives(classes['ordinal'])}|\d{{1,2}}(?:st|nd|rd|th))"
    zone = rf"(?: ?{_alternatives(classes['zone'])})?"
    meridiem = _alternatives(classes["meridiem"])
    return {
        "number": _gaps(number), "two": _gaps(two), "ordinal": ordinal, "ordinal_century": century,
        "century": r"(?:nineteen|eighteen|seventeen|sixteen)", "tail": _gaps(rf"(?:{tens}(?:[- ]{ones})?|{teens})"),
        "clock": _gaps(rf"(?<![\d:])(?:1[0-2]|0?\d)(?:[:.][0-5]\d(?::[0-5]\d)?)? ?{meridiem}{zone}")
        .replace(GAP + "?", r"[^\S\n]?"),
        "clock24": _gaps(rf"(?<![\d:.])(?:2[0-3]|[01]?\d):[0-5]\d(?::[0-5]\d)?(?![:\d])(?:Z|{zone})"
                         rf"|(?<![\d:.])(?:2[0-3]|[01]\d)[0-5]\d (?:GMT|UTC|hours)"),
        "oclock": _gaps(rf"(?:\d{{1,2}}|{ones}) o['’]clock(?: (?:in the |at )(?:morning|afternoon|evening|night))?{zone}"),
        "hour_in_part": _gaps(r"(?<![\d:])(?:1[0-2]|[1-9])(?::[0-5]\d)? (?:in the (?:morning|afternoon|evening)|at night)"),
        "set": _alternatives(classes["unit"]),
    }


def _key(word: str) -> str:
    """Under what a rule that starts with this word is filed: the word, or one key for all figures and one for quotes."""
    if word[0].isdigit():
        return "0"
    found = re.match(r"[^\W\d]+", word.lower())
    return found[0] if found else "'"


def _compound_starts(classes: Mapping[str, Mapping[str, str]]) -> dict[str, set[str]]:
    number = {_key(word) for name in ("number", "tens", "scale") for word in classes[name]} | {"0"}
    return {
        "number": number, "two": number, "oclock": number, "hour_in_part": number, "tail": number,
        "ordinal": {_key(word) for name in ("ordinal", "tens") for word in classes[name]} | {"0"},
        "ordinal_century": {_key(word) for word in classes["ordinal"]} | {"0"},
        "century": {"nineteen", "eighteen", "seventeen", "sixteen"}, "set": {_key(word) for word in classes["unit"]},
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
        return "", pattern[len(element):]
    depth = 0
    for at, char in enumerate(pattern):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return pattern[len(element):at], pattern[at + 1:]
    return pattern[len(element):], ""


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


def _spaced(words: str) -> str:
    return re.sub(r"\s+", " ", words.lower().replace("\u2010", "-").replace("\u2011", "-"))


def _table_value(words: str, name: str, values: Values) -> str:
    return values[name][_spaced(words).replace("’", "'")]


def _two_figures(words: str, name: str, values: Values) -> str:
    return re.sub(r"\D", "", words).zfill(2)


def _full_year(words: str, name: str, values: Values) -> str:
    figures = words.lstrip("'’‘")
    return figures if len(figures) == 4 else f"{19 if int(figures) >= PIVOT else 20}{figures}"


def _decade(words: str, name: str, values: Values) -> str:
    return words[:3] if name == "years" else f"19{words[0]}"


def _counted(words: str, name: str, values: Values) -> str:
    spaced = _spaced(words)
    if spaced[0].isdigit():
        count = int(re.sub(r"\D", "", spaced))
    elif spaced in values["ordinal"]:
        count = int(values["ordinal"][spaced])
    else:
        tens, _, ones = spaced.partition("-")
        count = int(values["tens"][tens]) + int(values["ordinal"][ones])
    return f"{count - 1 if name == 'ordinal_century' else count:02d}"


def _spoken(words: str, name: str, values: Values) -> str:
    return f"{int(number(words, values) or 0):02d}"


def _before_christ(words: str, name: str, values: Values) -> str:
    return f"{int(words.replace(',', '')):04d}"


def _clock(words: str, name: str, values: Values) -> str:
    """HH:MM, with Z for universal time and another known zone's offset in brackets."""
    spaced = _spaced(words)
    figures = re.match(r"(\d{1,2})(?:[:.]?(\d\d))?", spaced)
    hour = int(figures[1]) if figures else int(number(spaced.split(" ")[0], values) or 0)
    minute = int(figures[2] or 0) if figures else 0
    after = re.search(r"[\d ]p\.?m\b|afternoon|evening|night", spaced)
    if after and hour < 12:
        hour += 12
    elif hour == 12 and re.search(r"[\d ]a\.?m\b|morning", spaced):
        hour = 0
    zone = next((values["zone"][word] for word in values["zone"] if re.search(rf"(?<![a-z]){word}$", spaced)), ".")
    zone = "Z" if re.search(r"\dz$", spaced) else zone
    return f"{hour:02d}:{minute:02d}" + ("" if zone == "." else zone if zone == "Z" else f"[{zone}]")


EVALUATE = {
    "year": _full_year, "short": _full_year, "apostrophe": _full_year, "day": _two_figures, "mm": _two_figures,
    "dd": _two_figures, "big": _two_figures, "q": lambda words, name, values: words, "h": lambda words, name, values: words, "years": _decade, "ten": _decade,
    "ordinal": _counted, "ordinal_century": _counted, "century": _spoken, "tail": _spoken, "bc": _before_christ,
    "clock": _clock, "clock24": _clock, "oclock": _clock, "hour_in_part": _clock,
    "set": lambda words, name, values: values["unit"][_spaced(words)],
}
