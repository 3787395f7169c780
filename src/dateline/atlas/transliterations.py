"""Names in other scripts and in other ways of writing them in Latin letters, to be told as one.

"Зеленский", "Zelensky" and "Zelenskyy" sound alike, "김정은" is "Kim Jong Un" and "Kim Chŏng-ŭn". `latin` writes a name
as English-language news does, `sound` gives what is the same for all ways of writing it. The rules are simplified from
the romanizations in use (BGN/PCGN for Cyrillic; McCune-Reischauer, the South Korean of 2000 and the North Korean for
Hangul): a sound tells that two names may be one, and whoever asks must see that nobody else has it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from dateline.atlas.spellings import folded
from dateline.atlas.tables import table

#: Unicode puts 19 x 21 x 28 syllables from here on, by first consonant, vowel and last consonant.
HANGUL, VOWELS, LASTS = 0xAC00, 21, 28
#: A Korean name has three syllables, seldom two or four; the first is the family's.
KOREAN = re.compile(r"[\uac00-\ud7a3]{2,4}")
PATRONYMIC = re.compile(r"(?i)\w{2,}(?:[oe]vich|[iy]ch|[oei]vna|ichna|[oi]vych|[oi]vitch)$")
#: No name is longer: what is longer is no name, and is not compared.
LONGEST = 80


def latin(name: str) -> str:
    """A name in Latin letters: "Sergei Shoigu" for "Сергей Шойгу", "Kim Jong Un" for "김정은"; others as they are."""
    if KOREAN.fullmatch(name):
        return " ".join(_syllable(char).capitalize() for char in name).replace("Gim ", "Kim ", 1)
    return " ".join(_word(word) for word in name.split())


def without_patronymic(name: str) -> str:
    """A name of three words without the father's: "Sergei Shoigu" for "Sergei Kuzhugetovich Shoigu".

    Either order is understood: "Shoigu Sergei Kuzhugetovich" becomes "Sergei Shoigu".
    """
    words = name.split()
    if len(words) == 3 and PATRONYMIC.match(words[1]):
        return f"{words[0]} {words[2]}"
    if len(words) == 3 and PATRONYMIC.match(words[2]):
        return f"{words[1]} {words[0]}"
    return name


@lru_cache(20_000)
def sound(name: str) -> str:
    """What all ways of writing a name share, "" for what is no name of two words or more."""
    if len(name) > LONGEST:
        return ""
    plain = folded(without_patronymic(latin(name))).replace("-", " ").casefold()
    words = [_same(word) for word in plain.split()]
    return " ".join(words) if len(words) > 1 else ""


@lru_cache(20_000)
def korean_sound(name: str) -> str:
    """The same for the name of somebody from Korea, "" for what is none: "gim jong un"."""
    if len(name) > LONGEST:
        return ""
    words = folded(latin(name)).replace("-", " ").casefold().split()
    if not 1 < len(words) < 5:
        return ""
    family = _family_names().get(words[0], words[0])
    return " ".join(_applied(word, "korean") for word in (family, *words[1:]))


def _word(word: str) -> str:
    low = unicodedata.normalize("NFC", word).casefold()
    if not any("\u0400" <= char <= "\u04ff" for char in low):
        return word
    for old, new in _rules("ending"):
        if low.endswith(old):
            low = low.removesuffix(old) + new
            break
    plain = "".join(_letters().get(char, char) for char in low)
    return "-".join(part.capitalize() for part in plain.split("-"))


def _syllable(char: str) -> str:
    number = ord(char) - HANGUL
    first, rest = divmod(number, VOWELS * LASTS)
    vowel, last = divmod(rest, LASTS)
    parts = _jamo()
    return parts["first"][first] + parts["vowel"][vowel] + parts["last"][last]


def _same(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", _applied(word, "same"))


def _applied(word: str, use: str) -> str:
    for old, new in _rules(use):
        word = word.replace(old, new)
    return word


@cache
def _rules(use: str) -> tuple[tuple[str, str], ...]:
    return tuple((row["from"], row["to"]) for row in table("transliterations.tsv") if row["use"] == use)


@cache
def _letters() -> dict[str, str]:
    return dict(_rules("cyrillic"))


@cache
def _jamo() -> dict[str, list[str]]:
    return {use: letters.split("|") for use in ("first", "vowel", "last") for letters, _ in _rules(use)}


@cache
def _family_names() -> dict[str, str]:
    return {old.casefold(): new.casefold() for old, new in _rules("family")}
