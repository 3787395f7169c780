"""What an article is about, as a few short weighted lists: what stories compare.

Names, other words, figures, the words of title and opening, and the days and years that the opening speaks of.
A word weighs by how often and how early it stands in the article, and by how rare it is in news at large (the
article counts of atlas/languages/en/word_counts.tsv: tf-idf after Salton & Buckley 1988).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from dateline.atlas import word_counts
from dateline.records import Article, Mention, Moment, Rows, TimeExpression

WORD: Final = re.compile(r"[^\W_]+(?:[.,]\d+)*")
DAY: Final = re.compile(r"(?:1[89]|20)\d\d-\d\d-\d\d")
YEAR: Final = re.compile(r"(?:1[89]|20)\d\d")
#: Words that count whole; word n after them counts 100/n. News tells what it is about first.
LEAD: Final = 100
#: A word of the title counts like three at the beginning.
TITLE: Final = 3
#: Words of the text that open it, beside the title.
OPENING: Final = 30
#: Characters in which the days of the matter are looked for; further on stands what happened before.
DATED: Final = 1200
#: Words that are read: more tell nothing new, and a text may be a megabyte.
LONGEST: Final = 5_000
#: Terms that are kept: the heaviest. Fewer than these and long articles fall apart; more change nothing.
KEPT: Final = {"names": 40, "words": 80, "figures": 15, "opening": 30}
DAYS: Final = 12
#: Weights are kept as whole numbers up to this, so that a profile is small.
UNIT: Final = 255
#: Characters of a title, and of a first line that stands in for one.
TITLED: Final = 160


@dataclass(frozen=True, slots=True)
class Vector:
    """Terms, heaviest first, and their weights as whole numbers: together of length 255."""

    terms: tuple[str, ...] = ()
    weights: bytes = b""

    def weighing(self) -> dict[str, float]:
        """Weights by term, together of length about 1."""
        return {term: weight / UNIT for term, weight in zip(self.terms, self.weights, strict=True)}

    def cosine(self, other: Mapping[str, float]) -> float:
        """The cosine of the angle to a `weighing`, 0..1."""
        found = zip(self.terms, self.weights, strict=True)
        return min(1.0, sum(weight * other[term] for term, weight in found if term in other) / UNIT)


@dataclass(frozen=True, slots=True)
class Profile:
    """One article, made comparable. `days` are ordinals (`date.toordinal`), `published` an ISO 8601 date or time."""

    title: str
    published: str | None
    names: Vector
    words: Vector
    figures: Vector
    opening: Vector
    years: frozenset[int]
    days: tuple[int, ...]

    def plain(self) -> list[Any]:
        """The profile as lists, text and numbers that JSON can hold, some 3 kB; `restored` takes it back."""
        vectors = [[" ".join(v.terms), v.weights.hex()] for v in (self.names, self.words, self.figures, self.opening)]
        return [self.title, self.published, vectors, sorted(self.years), list(self.days)]


def restored(plain: Iterable[Any]) -> Profile:
    """A profile from what `Profile.plain` gave."""
    title, published, vectors, years, days = plain
    names, words, figures, opening = (Vector(tuple(terms.split()), bytes.fromhex(held)) for terms, held in vectors)
    return Profile(title, published, names, words, figures, opening, frozenset(years), tuple(days))


def profile(rows: Rows) -> Profile:
    """The profile of an article; it needs its Article, and is better with Mentions, TimeExpressions and Moments."""
    article = rows.article
    counted = _counts(article)
    naming = _naming(rows)
    figures = {term for term in counted if term[0].isdigit()}
    opening = Counter(_terms(article.title or "")) + Counter(_terms(article.text[: OPENING * 20])[:OPENING])
    return Profile(
        title=_title(article),
        published=article.published,
        names=_vector({term: counted[term] for term in naming if term in counted}, KEPT["names"]),
        words=_vector({t: n for t, n in counted.items() if t not in naming and t not in figures}, KEPT["words"]),
        figures=_vector({t: counted[t] for t in figures if len(t) > 1 and not YEAR.fullmatch(t)}, KEPT["figures"]),
        opening=_vector(opening, KEPT["opening"]),
        years=frozenset(_years(rows)),
        days=tuple(sorted({day for value in _values(rows) if (day := ordinal(value))})[:DAYS]),
    )


def ordinal(value: str | None) -> int | None:
    """The day of an ISO 8601 date or time as a number; None where it names no day."""
    found = DAY.match(value or "")
    try:
        return date.fromisoformat(found[0]).toordinal() if found else None
    except ValueError:
        return None


def _terms(text: str) -> list[str]:
    """Words in lower case, at most `LONGEST` of them; a word longer than any real one is cut."""
    found = (match[0].casefold()[:40] for match, _ in zip(WORD.finditer(text), range(LONGEST), strict=False))
    return list(found)


def _counts(article: Article) -> Mapping[str, float]:
    counted: defaultdict[str, float] = defaultdict(float)
    for at, term in enumerate(_terms(article.text)):
        counted[term] += 1 if at < LEAD else LEAD / (at + 1)
    for term in _terms(article.title or ""):
        counted[term] += TITLE
    return counted


def _naming(rows: Rows) -> set[str]:
    """The words of the names in an article."""
    text = rows.article.text
    named = (m for m in rows.of(Mention) if m.form == "name" and m.kind != "document")
    return {term for m in named for term in _terms(text[m.span.start : m.span.end]) if not term[0].isdigit()}


def _vector(counted: Mapping[str, float], most: int) -> Vector:
    weighed = {term: math.log1p(count) * word_counts.rarity(term) for term, count in counted.items()}
    heaviest = sorted(weighed.items(), key=lambda item: (-item[1], item[0]))[:most]
    length = math.sqrt(sum(weight * weight for _, weight in heaviest)) or 1.0
    whole = [(term, round(UNIT * weight / length)) for term, weight in heaviest]
    kept = [(term, weight) for term, weight in whole if weight > 0]
    return Vector(tuple(term for term, _ in kept), bytes(weight for _, weight in kept))


def _values(rows: Rows) -> Iterator[str]:
    """The article's date and the dates that its opening speaks of, as ISO 8601."""
    if rows.article.published:
        yield rows.article.published
    early = {time.id for time in rows.of(TimeExpression) if time.span.start < DATED}
    yield from (m.value for m in rows.of(Moment) if m.time in early and m.start)


def _years(rows: Rows) -> Iterator[int]:
    for value in _values(rows):
        if found := YEAR.match(value):
            yield int(found[0])


def _title(article: Article) -> str:
    """The title, or the beginning of the text where there is none."""
    said = (article.title or "").split() or article.text[: 4 * TITLED].split()
    line = " ".join(said)
    return line if len(line) <= TITLED else line[:TITLED].rsplit(" ", 1)[0] + " …"
