"""What an article has word for word, or nearly so, from an earlier one: wire copy, rewritten copy, edited versions.

Articles are compared by passages of about a sentence (merge/passages.py). MinHash (Broder 1997, by the library rensa)
finds the earlier articles that may hold a passage; their shingles, counted exactly, decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from rensa import RMinHash

from dateline.merge.passages import Passage, packed, passages, unpacked
from dateline.merge.profiles import ordinal
from dateline.records import Article, Copy, Span

#: Minima by which a passage is found. One of half the same shingles is missed one time in eight, of two thirds the
#: same one time in twenty-seven; a copy has several passages.
MINIMA: Final = 3
SEED: Final = 17
#: Earliest articles that a minimum leads to, and articles that are compared; both keep the cost of adding bounded.
LED_TO: Final = 16
COMPARED: Final = 12
#: A passage is copied when so much of its shingles, or of the earlier passage's, are in the other ...
SAME: Final = 0.5
#: ... and they are at least so many: "in a statement on Tuesday" is nobody's.
FEWEST: Final = 6
#: Words outside quotation marks that must be the same before anything counts as copied: one full sentence.
OWN_WORDS: Final = 15
#: Of an outlet's own earlier article so much must stand again: less is its standing lines and its background.
OWN_OUTLET: Final = 0.4
#: The same outlet's article with so much of the shorter text in the longer is an edited version of it, if no more ...
VERSION: Final = 0.65
#: ... than so many times as long ...
GROWN: Final = 3
#: ... and published within so many days: later ones repeat their background.
DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of an article; `words` counts those in its passages, `minima` are those of each passage."""

    article: str
    outlet: str | None
    url: str | None
    day: int | None
    words: int
    passages: tuple[Passage, ...]
    minima: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class _Match:
    """Passage `here` of the new article is passage `there` of an earlier one; `words` of it are the same."""

    here: int
    there: int
    words: float


class Copies:
    """The articles so far. Feed it articles in the order of time."""

    def __init__(self) -> None:
        self._sketches: dict[str, Sketch] = {}
        self._led: dict[int, tuple[str, ...]] = {}
        self._urls: dict[str, str] = {}
        self._number: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._sketches)

    def add(self, article: Article) -> tuple[Copy, ...]:
        """Keep an article, and say what it has from earlier ones: a row for each, the greatest share first.

        A passage that stands in several is taken from the one that holds most of this text, the earliest of equals.
        An article whose id is known is known by its new text from now on; it is no copy of itself, nor of what came
        after it.
        """
        new = sketched(article)
        found = self._matches(new)
        rows = list(_taken(new, found))
        before = self._urls.get(new.url or "")
        if before and before != new.article and before not in {row.of for row in rows}:
            rows.append(Copy(new.article, before, (), 0.0, True))
        self._keep(new)
        return tuple(rows)

    def restore(self, article: str, plain: Iterable[Any]) -> None:
        """Take back an article from what `sketch` gave, in the order of adding."""
        outlet, url, day, words, found, minima = plain
        self._keep(Sketch(article, outlet, url, day, words, unpacked(found), tuple(map(tuple, minima))))

    def sketch(self, article: str) -> list[Any]:
        """What is known of an article, as plain values for JSON: some 5 bytes a word. Raises KeyError."""
        kept = self._sketches[article]
        return [kept.outlet, kept.url, kept.day, kept.words, packed(kept.passages), [list(m) for m in kept.minima]]

    def _keep(self, new: Sketch) -> None:
        self._sketches[new.article] = new
        self._number.setdefault(new.article, len(self._number))
        if new.url:
            self._urls.setdefault(new.url, new.article)
        for minimum in {minimum for minima in new.minima for minimum in minima}:
            led = self._led.get(minimum, ())
            if len(led) < LED_TO and new.article not in led:
                self._led[minimum] = (*led, new.article)

    def _matches(self, new: Sketch) -> list[tuple[Sketch, list[_Match]]]:
        """Earlier articles with what they share, in the order of adding."""
        hits: Counter[str] = Counter()
        for minima in new.minima:
            hits.update({article for minimum in minima for article in self._led.get(minimum, ())})
        if new.url in self._urls:
            hits[self._urls[new.url]] += len(new.passages)
        hits.pop(new.article, None)
        if new.article in self._number:  # read anew: what was added after it has it from here, not the other way
            own = self._number[new.article]
            hits = Counter({article: count for article, count in hits.items() if self._number[article] < own})
        likely = sorted(hits, key=lambda article: (-hits[article], self._number[article]))[:COMPARED]
        inorder = (self._sketches[article] for article in sorted(likely, key=self._number.__getitem__))
        compared = [(earlier, _compared(new, earlier)) for earlier in inorder]
        return [(earlier, matches) for earlier, matches in compared if _counts(new, earlier, matches)]


def sketched(article: Article) -> Sketch:
    """What is kept of an article."""
    found = passages(article.text)
    outlet = article.outlet.casefold() if article.outlet else None
    words, day = sum(passage.words for passage in found), ordinal(article.published)
    return Sketch(article.id, outlet, _address(article.url), day, words, found, _minima(found))


def _address(url: str | None) -> str | None:
    """An address without what may change on the way: scheme, www, query, fragment, a slash at the end."""
    if not url:
        return None
    plain = url.partition("://")[2] or url
    return plain.partition("#")[0].removeprefix("www.").rstrip("/").casefold() or None


def _minima(found: Iterable[Passage]) -> tuple[tuple[int, ...], ...]:
    """For each passage its minima, marked with the number of the hash function they are of."""
    shingles = [sorted(one.shingles) for one in found if one.shingles]
    if not shingles:
        return ()
    rows = RMinHash.digest_matrix_from_token_hash_sets(shingles, MINIMA, SEED).to_rows()
    return tuple(tuple(minimum * MINIMA + at for at, minimum in enumerate(row)) for row in rows)


def _compared(new: Sketch, earlier: Sketch) -> list[_Match]:
    """The passages of the new article that the earlier one has."""
    holding: dict[int, int] = {}
    for at, passage in enumerate(earlier.passages):
        for shingle in passage.shingles:
            holding.setdefault(shingle, at)
    out = []
    for at, passage in enumerate(new.passages):
        shared = Counter(holding[shingle] for shingle in passage.shingles if shingle in holding)
        there, count = max(shared.items(), key=lambda item: (item[1], -item[0]), default=(0, 0))
        fewer = min(len(passage.shingles), len(earlier.passages[there].shingles)) if count else 1
        if count >= FEWEST and count >= SAME * fewer:
            out.append(_Match(at, there, passage.words * min(1.0, shared.total() / len(passage.shingles))))
    return out


def _counts(new: Sketch, earlier: Sketch, matches: list[_Match]) -> bool:
    if new.outlet and new.outlet == earlier.outlet:
        same = sum(match.words for match in matches)
        return _stands(new, matches) and same >= OWN_OUTLET * min(new.words, earlier.words)
    return _stands(new, matches)


def _stands(new: Sketch, matches: Iterable[_Match]) -> bool:
    """Whether enough is the same outside quotation marks."""
    return sum(match.words for match in matches if not new.passages[match.here].quoted) >= OWN_WORDS


def _taken(new: Sketch, found: list[tuple[Sketch, list[_Match]]]) -> Iterator[Copy]:
    """The rows: each passage from one article, the one that holds most of what is left."""
    left = {match.here for _, matches in found for match in matches}
    while found:
        held = [[match for match in matches if match.here in left] for _, matches in found]
        sizes = [sum(match.words for match in matches) for matches in held]
        best = max(range(len(found)), key=lambda at: (sizes[at], -at))
        if not _stands(new, held[best]):
            return
        earlier = found[best][0]
        share = min(1.0, sizes[best] / new.words)
        whole = sum(match.words for match in found[best][1])
        yield Copy(new.article, earlier.article, _spans(new, earlier, held[best]), share, _version(new, earlier, whole))
        left -= {match.here for match in held[best]}


def _version(new: Sketch, earlier: Sketch, same: float) -> bool:
    """Whether it is the same article, edited."""
    if new.url and new.url == earlier.url:
        return True
    if not new.outlet or new.outlet != earlier.outlet:
        return False
    shorter, longer = sorted((new.words, earlier.words))
    apart = abs(new.day - earlier.day) if new.day and earlier.day else 0
    return same >= VERSION * shorter and longer <= GROWN * shorter and apart <= DAYS


def _spans(new: Sketch, earlier: Sketch, matches: Iterable[_Match]) -> tuple[tuple[Span, Span], ...]:
    """Pairs of spans, those that follow each other in both texts as one."""
    runs: list[tuple[Span, Span, _Match]] = []
    for match in sorted(matches, key=lambda match: match.here):
        here, there = new.passages[match.here], earlier.passages[match.there]
        one, other = Span(new.article, here.start, here.end), Span(earlier.article, there.start, there.end)
        if runs and match.here == runs[-1][2].here + 1 and match.there - runs[-1][2].there in (0, 1):
            first, second, _ = runs.pop()
            one, other = Span(one.article, first.start, one.end), Span(other.article, second.start, other.end)
        runs.append((one, other, match))
    return tuple((one, other) for one, other, _ in runs)
