"""Words and figures of time as values: numbers, years, clocks, lengths; and the patterns that find them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

Values = Mapping[str, Mapping[str, str]]
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
NUMBER = (
    r"(?<!\d)\d{1,3}(?:,\d{3}){1,3}(?!\d)"
    r"|(?<![\d.])\d{1,4}(?:\.\d{1,3})?(?: \d/\d)?(?![\d,]\d)"
)
#: Numbers that cannot follow "the past" or "the next".
INDEFINITE = ("a", "an", "another", "some", "many")
SHORT_FORM = re.compile(r"P(\d+|X+)T([HMS])")
TEN_YEARS = re.compile(r"P(\d+)(DE|CE)")


def number(words: str, values: Values) -> float | None:
    """The number that words or figures say ("twenty-four", "2 1/2", "1,000"); None for "several"."""
    scaled = 0.0
    words, halves = re.subn(r"[- ]and[- ](?:a|one)[- ]half$", "", spaced(words))
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
        return tidy(f"PX{unit}")
    whole = int(amount)
    if amount == whole:
        return tidy(f"P{whole}{unit}")
    if unit in ("DE", "CE"):
        return f"P{amount * (10 if unit == 'DE' else 100):g}Y"
    smaller = {"Y": (12, "M"), "D": (24, "TH"), "TH": (60, "M"), "TM": (60, "S")}
    if unit not in smaller:
        return tidy(f"P{amount:g}{unit}")
    ratio, name = smaller[unit]
    rest = round((amount - whole) * ratio)
    first = f"{whole}{unit}" if unit[0] != "T" else f"T{whole}{unit[1]}"
    if not whole:
        return f"P{rest}{name}" if unit == "Y" else f"PT{rest}{name.lstrip('T')}"
    return f"P{first}{rest}{name}" if unit != "D" else f"P{first}T{rest}H"


def tidy(form: str) -> str:
    """A form whose durations are as ISO 8601 has them: PT3H for P3TH, P20Y for two decades."""
    form = TEN_YEARS.sub(lambda m: f"P{int(m[1]) * (10 if m[2] == 'DE' else 100)}Y", form)
    return SHORT_FORM.sub(r"PT\1\2", form)


def ascii_figures(pattern: str) -> str:
    r"""A pattern whose \d takes the figures 0 to 9 only, as ISO 8601 does."""
    parts = re.split(r"(\[[^\]]*\])", pattern)
    return "".join(part.replace(r"\d", "0-9" if part.startswith("[") else "[0-9]") for part in parts)


def gaps(pattern: str) -> str:
    """Spaces and tildes of a pattern, outside brackets, as what they stand for."""
    parts = re.split(r"(\[[^\]]*\])", pattern)
    return "".join(
        part if part.startswith("[") else part.replace(" ", GAP).replace("~", f"(?:{GAP}|{DASH})") for part in parts
    )


def alternatives(words: Mapping[str, str] | list[str]) -> str:
    """A regular expression for any of the words, longest first: small letters match any case, capitals themselves."""
    return "(?:" + "|".join(map(_literal, sorted(words, key=len, reverse=True))) + ")"


def _literal(word: str) -> str:
    spaced = GAP.join(map(re.escape, word.split(" "))).replace("'", "['’]")
    edge = r"(?!\w)" if word[-1].isalnum() else ""
    if word == word.lower():
        return rf"{spaced}{edge}"
    upper = GAP.join(map(re.escape, word.upper().split(" "))).replace("'", "['’]")
    return f"(?-i:{spaced}|{upper}){edge}"


def compound(classes: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Patterns that join words of several classes, by the name that a rule calls them: numbers, ordinals, clocks."""
    ones = alternatives(
        [word for word, value in classes["number"].items() if value != "X" and word.isalpha() and len(word) > 2]
    )
    tens, scale, ordinals = (alternatives(classes[name]) for name in ("tens", "scale", "ordinal"))
    simple = rf"(?:{tens}(?:[- ]{ones})?|{ones})"
    words = rf"(?:(?:a |{simple}[- ])?{scale}(?: (?:and )?{simple})?|{simple})"
    exact = rf"(?:{NUMBER}|{words})(?:[- ]and[- ](?:a|one)[- ]half)?"
    named = [word for word in classes["number"] if word not in INDEFINITE]
    teens = alternatives([word for word, value in classes["number"].items() if value.isdigit() and int(value) > 9])
    return {
        "number": gaps(rf"(?:{exact}|{alternatives(classes['number'])})"),
        "two": gaps(rf"(?:{exact}|{alternatives(named)})"),
        "ordinal": rf"(?:{ordinals}|{tens}-{ordinals})",
        "ordinal_century": rf"(?:{ordinals}|\d{{1,2}}(?:st|nd|rd|th))",
        "century": alternatives(centuries(classes)),
        "tail": gaps(rf"(?:{tens}(?:[- ]{ones})?|{teens})"),
        "set": alternatives(classes["unit"]),
        **_clocks(classes, ones),
    }


def centuries(classes: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The words with which a year is spoken ("nineteen ninety-seven")."""
    return [word for word, value in classes["number"].items() if value.isdigit() and 16 <= int(value) <= 19]


def _clocks(classes: Mapping[str, Mapping[str, str]], ones: str) -> dict[str, str]:
    """Patterns of clock times, from "10:30 a.m. EST" to "eight o'clock at night"."""
    zone = rf"(?: ?{alternatives(classes['zone'])})?"
    part = rf"(?:in the |at ){alternatives(classes['part'])}"
    return {
        "clock": gaps(
            rf"(?<![\d:])(?:1[0-2]|0?\d)(?:[:.][0-5]\d(?::[0-5]\d)?)?[^\S\n]?"
            rf"{alternatives(classes['meridiem'])}{zone}"
        ),
        "clock24": gaps(
            rf"(?<![\d:.])(?:2[0-3]|[01]?\d):[0-5]\d(?::[0-5]\d)?(?![:\d])(?:Z|{zone})"
            rf"|(?<![\d:.])(?:2[0-3]|[01]\d)[0-5]\d (?:GMT|UTC|hours)"
        ),
        "oclock": gaps(rf"(?:\d{{1,2}}|{ones}) o['’]clock(?: {part})?{zone}"),
        "hour_in_part": gaps(rf"(?<![\d:])(?:1[0-2]|[1-9])(?::[0-5]\d)? {part}"),
    }


def spaced(words: str) -> str:
    """Words as the tables write them: in small letters, single spaces, plain hyphens."""
    return re.sub(r"\s+", " ", words.lower().replace("\u2010", "-").replace("\u2011", "-"))


def _table_value(words: str, name: str, values: Values) -> str:
    return values[name][spaced(words).replace("’", "'")]


def _two_figures(words: str, name: str, values: Values) -> str:
    return re.sub(r"\D", "", words).zfill(2)


def _full_year(words: str, name: str, values: Values) -> str:
    figures = words.lstrip("'’‘")
    return figures if len(figures) == 4 else f"{19 if int(figures) >= PIVOT else 20}{figures}"


def _decade(words: str, name: str, values: Values) -> str:
    return words[:3] if name == "years" else f"19{words[0]}"


def _counted(words: str, name: str, values: Values) -> str:
    low = spaced(words)
    if low[0].isdigit():
        count = int(re.sub(r"\D", "", low))
    elif low in values["ordinal"]:
        count = int(values["ordinal"][low])
    else:
        tens, _, ones = low.partition("-")
        count = int(values["tens"][tens]) + int(values["ordinal"][ones])
    return f"{count - 1 if name == 'ordinal_century' else count:02d}"


def _spoken(words: str, name: str, values: Values) -> str:
    return f"{int(number(words, values) or 0):02d}"


def _before_christ(words: str, name: str, values: Values) -> str:
    return f"{int(words.replace(',', '')):04d}"


def _clock(words: str, name: str, values: Values) -> str:
    """HH:MM, with Z for universal time and another known zone's offset in brackets."""
    low = spaced(words)
    figures = re.match(r"(\d{1,2})(?:[:.]?(\d\d))?", low)
    hour = int(figures[1]) if figures else int(number(low.split(" ")[0], values) or 0)
    minute = int(figures[2] or 0) if figures else 0
    after = re.search(r"[\d ]p\.? ?m\b|afternoon|evening|night", low)
    if after and hour < 12:
        hour += 12
    elif hour == 12 and re.search(r"[\d ]a\.? ?m\b|morning", low):
        hour = 0
    zone = next((word for word in values["zone"] if re.search(rf"(?<![a-z]){word}$", low)), "")
    return f"{hour:02d}:{minute:02d}" + ("Z" if re.search(r"\dz$", low) else _zone(zone, "zone", values))


def _zone(words: str, name: str, values: Values) -> str:
    """Z for universal time, another known zone's offset in brackets, nothing for the rest."""
    offset = values["zone"].get(spaced(words), ".")
    return {".": "", "Z": "Z"}.get(offset, f"[{offset}]")


def _has(parts: tuple[str, ...], words: str, values: Values) -> bool:
    """Whether the words name one of the parts of the day."""
    return any(value in parts and word in words for word, value in values["part"].items())


EVALUATE: dict[str, Callable[[str, str, Values], str]] = {
    **dict.fromkeys(("year", "short", "apostrophe"), _full_year),
    **dict.fromkeys(("day", "mm", "dd", "big"), _two_figures),
    **dict.fromkeys(("years", "ten"), _decade),
    **dict.fromkeys(("ordinal", "ordinal_century"), _counted),
    **dict.fromkeys(("century", "tail"), _spoken),
    **dict.fromkeys(("clock", "clock24", "oclock", "hour_in_part"), _clock),
    **dict.fromkeys(("q", "h"), lambda words, name, values: words),
    "bc": _before_christ,
    "zone": _zone,
    "set": lambda words, name, values: values["unit"][spaced(words)],
}


def value_of_words(words: str, name: str, values: Values) -> str:
    """What the words that matched a class stand for in a form; `values` are the words of the tables by class."""
    return EVALUATE.get(name, _table_value)(words, name, values)
