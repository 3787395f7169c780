"""Who wrote the article of a web page: by linked data, metadata, marks or words near its headline or at its foot.

Names are joined with "; ". An address, the site itself, "admin" and the like are nobody; "Staff" is kept only where the
page shows just that. A byline that credits an agency ("Jane Roe, Associated Press") is kept as it is written.
Data: `atlas/page_metadata.tsv`, `atlas/page_words.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice, pairwise
from typing import Any

from dateline.atlas.tables import table, values
from dateline.collect import credits, linked_data, page_dates
from dateline.collect.page import Line, Page, folded, meta_names

#: A longer line, or element that is marked as the author's, holds more than names.
LONGEST = 200
#: Lines behind the text in which it may be signed, and lines before the headline.
FOOT, BEFORE = 6, 5
#: So many lines between headline and text, and marked elements, are looked at: real pages have a few. The last is
#: how many elements before the headline its byline may stand.
MOST_ABOVE, MOST_MARKED, NEAR = 40, 200, 40
MOST_NAMES = 12
BETWEEN = re.compile(r"\s*(?:;|,|&|/|\band\b|\bAND\b|\bи\b|\bund\b|\bet\b|및|·)\s*")
#: Where names end: a bar, a bracket, a digit (a date, a number), a mail address, a dash, "in Geneva".
END = re.compile(r"\s*(?:[|•·(\[<]|\s[-–—]\s|—|\d|\S+@\S+|\s(?:on|in|at|for|with|from|ON|IN|AT|FOR|WITH|FROM)\s|$)")
#: A byline behind the date of its line: "3 May 2026 by Jane Roe".
INSIDE = re.compile(r"(?:^|[\s|·,–—-])(?:by|By|BY)\s+(?=[^\W\d_a-z])")
MOST_WORDS = 20
#: A line is a byline where "by" stands within so many characters, and little more than its names behind it.
LABEL, SLACK = 40, 25
SMALL = re.compile(r"(?:van|von|der|den|de|del|della|da|dos|do|di|la|le|du|bin|bint|ibn|al|el|ben|ter|ten|zu|y|e)\Z")
#: The name within an element that is marked as the author's.
NAMED = "(.//*[@itemprop='name' or @property='name' or contains(concat(' ', @class, ' '), ' fn ')])[1]"
#: What stands in these is an item of a list or a button, no signature.
LISTED = frozenset({"a", "li", "ul", "h2", "h3", "h4", "button"})
HANGUL = re.compile(r"[가-힣]{2,4}")
NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[.'’ʼ-])*")
#: "Jane Roe in Geneva" at the foot.
SIGNED = re.compile(r"[-–—(]?\s*(?P<who>.{3,80}?)\s+in\s+[A-Z][\w.'’-]+(?:[ ,][\w.'’-]+){0,3}[).]?")
REPORTED = re.compile(
    r"[(\[]?\s*(?i:(?P<more>additional\s+)?reporting by) (?P<who>[^;.]{3,160}?)(?: in [A-Z][^;.]*)?(?:[;.)\]].*)?"
)


def byline(page: Page, *, text: tuple[int, int], outlets: Iterable[str | None]) -> str | None:
    """The authors, None where the page names none; `text` is where its text stands, `outlets` are its own names."""
    own = {folded(name) for name in outlets if name}
    staff: str | None = None
    for found in _said(page, text):
        words = " ".join(found.split())
        if folded(words) in own:
            continue
        bare = _unlabelled(words)
        if len(bare) < LONGEST and credits.credited(bare) and not {folded(part) for part in BETWEEN.split(bare)} & own:
            return bare
        if people := [name for name in names(words) if folded(name) not in own]:
            return "; ".join(people)
        if staff is None and bare != words and folded(bare) in _listed("staff"):
            staff = bare
    return staff


def names(words: str) -> list[str]:
    """The names that a byline gives: "By Jane Roe and John Doe, in Paris | 3 May" gives two; [] for none."""
    bare = _unlabelled(words)
    if behind := _behind().match(bare):
        bare = behind["who"]
    bare = bare[: min(found.start() for pattern in (END, _when()) if (found := pattern.search(bare)))]
    out: dict[str, str] = {}
    for part in BETWEEN.split(bare):
        name = _without_role(part.strip(" .:*"))
        if not _is_name(name):
            break
        out.setdefault(folded(name), name)
    return list(out.values())[:MOST_NAMES]


def _without_role(words: str) -> str:
    """A name without the role behind it: "Jane Roe Staff Writer"."""
    parts = words.split()
    while len(parts) > 2 and folded(parts[-1]) in _listed("role"):
        parts.pop()
    return " ".join(parts)


def _unlabelled(words: str) -> str:
    """A byline without "By", "Text:" and the like before it."""
    for _ in range(2):
        match = _label().match(words)
        if not match:
            break
        words = words[match.end() :]
    return words.strip(" ,:-–—|·")


def _is_name(words: str) -> bool:
    if HANGUL.fullmatch(words):
        return True
    parts = words.split()
    if not 1 <= len(parts) <= 6 or len(words) > 60 or folded(words) in _listed("staff"):
        return False
    if any(folded(part) in _listed("role") for part in parts[1:] or parts):
        return False
    full = [part for part in parts if not SMALL.fullmatch(part.lower()) or part[0].isupper()]
    return bool(full) and all(NAME.fullmatch(part) and part[0].isupper() for part in full) and len(words) > 2


# ---------------------------------------------------------------- where it is said


def _said(page: Page, text: tuple[int, int]) -> Iterator[str]:
    """What may be the byline, the surest first; several people of one place as one."""
    yield "; ".join(_linked(page, "Person"))
    for name in meta_names("author"):
        yield "; ".join(words for words in page.metas.get(name, ()) if "://" not in words)
    headline = page.headline if page.headline is not None else text[0]
    lines = [line for line in page.lines if not page.is_outside(line.at) and len(line.words) <= LONGEST]
    above = [line for line in lines if headline < line.at < text[0]][:MOST_ABOVE]
    yield from _over_agency(above)
    yield from _of_marks(page, headline, text)
    before = [line for line in lines if line.at < headline][-BEFORE:]
    last = [line for line in page.lines if headline <= line.at <= text[1] and not page.is_outside(line.at)][-3:]
    behind = [line for line in lines if line.at > text[1] and line.element.tag != "a"][:FOOT]
    yield from (line.words for line in (*above, *before) if _label().match(line.words) or _is_behind(line.words))
    yield from (line.words[found.end() :] for line in above if (found := _inside(line.words)))
    yield from (line.words for line, below in pairwise(above) if _is_signature(line) and _is_after(below))
    yield from _signed([*reversed(last), *behind])
    yield "; ".join(_linked(page, "Organization"))


def _linked(page: Page, wanted: str) -> Iterator[str]:
    """The names of the authors in the linked data that are people, or that are organisations."""
    by_id = {one["@id"]: one for one in page.linked if isinstance(one.get("@id"), str) and one.get("name")}
    for article in linked_data.articles(page.linked)[:1]:
        for one in _each(article.get("author") or article.get("creator")):
            known = {**by_id.get(str(one.get("@id")), {}), **one} if isinstance(one, dict) else {"name": one}
            organized = any(kind.endswith("Organization") for kind in linked_data.kinds(known))
            for name in _each(known.get("name")):
                if isinstance(name, str) and "://" not in name and organized == (wanted == "Organization"):
                    yield name


def _each(value: object) -> list[Any]:
    return value[:MOST_NAMES] if isinstance(value, list) else [] if value is None else [value]


def _of_marks(page: Page, headline: int, text: tuple[int, int]) -> Iterator[str]:
    """What elements that are marked as the author's hold: those above the text together, then each one at its foot."""
    above, below = list[str](), list[str]()
    marked = (
        (element, at) for element, at in page.places.items() if isinstance(element.tag, str) and _is_marked(element)
    )
    for element, at in islice(marked, MOST_MARKED):
        words = _words(element)
        if page.is_outside(at) or text[0] < at < text[1] or not 0 < len(words) <= LONGEST:
            continue
        if headline - NEAR < at < text[0]:
            above.append(words)
        elif at >= text[1]:
            below.append(words)
    joined = [name for words in above for name in names(words)]
    yield from (words for words in above if credits.credited(_unlabelled(words)))
    yield "; ".join(joined)
    yield from above
    yield from below[:3]


def _is_marked(element: Any) -> bool:
    if element.get("rel") == "author" and element.tag == "a":
        return True
    marks = " ".join(element.get(name) or "" for name in ("class", "itemprop", "property", "data-testid", "data-qa"))
    return bool(marks) and _marks().search(marks.lower()) is not None


def _words(element: Any) -> str:
    """The words of an element; of one with a name in it that is marked as such, that."""
    named = element.xpath(NAMED)
    return " ".join(" ".join((named[0] if named else element).itertext()).split())


def _over_agency(above: list[Line]) -> Iterator[str]:
    """A byline over the agency's line: "By Jane Roe / Associated Press Writer"."""
    for line, below in pairwise(above):
        if (_label().match(line.words) or _is_signature(line)) and _is_credit(line, below):
            yield f"{line.words}, {below.words}"


def _is_credit(line: Line, below: Line) -> bool:
    return bool(credits.credited(f"{_unlabelled(line.words)}, {below.words}"))


def _inside(words: str) -> re.Match[str] | None:
    return INSIDE.search(words) if len(words.split()) <= MOST_WORDS else None


def _signed(lines: Iterable[Line]) -> Iterator[str]:
    """What lines at the foot sign with: a label, "Reporting by", "Jane Roe in Geneva", or names alone."""
    told = [line for line in lines if len(line.words) <= LONGEST]
    reported = [match for line in told if (match := REPORTED.fullmatch(line.words))]
    yield from (match["who"] for match in reported if not match["more"])
    for line in told:
        if _label().match(line.words) or _is_behind(line.words):
            yield line.words
        elif match := SIGNED.fullmatch(line.words):
            yield match["who"] if names(match["who"]) and " " in match["who"] else ""
        elif _is_signature(line):
            yield line.words
    yield from (match["who"] for match in reported)


def _is_signature(line: Line) -> bool:
    """Whether a line is nothing but the names of people: two to four words each, and neither a link nor a list."""
    element, parent = line.element, line.element.getparent()
    if parent is None or {element.tag, parent.tag} & LISTED:
        return False
    if next((parent if element.tag == "span" else element).iter("a"), None) is not None:
        return False
    bare = line.words.strip(" -–—_()")
    parts = BETWEEN.split(bare)
    return len(bare) <= 60 and all(2 <= len(part.split()) <= 4 and _is_name(part) for part in parts)


def _is_after(line: Line) -> bool:
    """Whether a line is what stands below an author's name: a date, or a role."""
    words = line.words.split()
    return page_dates.is_date_line(line.words) or (len(words) <= 8 and folded(words[-1]) in _listed("role"))


def _is_behind(words: str) -> bool:
    return len(words) <= LONGEST and _behind().match(words) is not None


# ---------------------------------------------------------------- words


@cache
def _listed(kind: str) -> frozenset[str]:
    return frozenset(word for row in table("page_words.tsv") if row["kind"] == kind for word in values(row["words"]))


@cache
def _either(kind: str) -> str:
    return "|".join(re.escape(word) for word in sorted(_listed(kind), key=lambda word: (-len(word), word)))


@cache
def _label() -> re.Pattern[str]:
    return re.compile(rf"\s*[(\[*—–-]?\s*(?i:{_either('by')})(?:\s*:\s*|(?i:\s+by\s+)|\s+(?=[^\W\d_a-zа-я]))")


@cache
def _when() -> re.Pattern[str]:
    """A label of dates, or of others than authors, where it stands behind a name; or the end."""
    kinds = ("published", "updated", "other")
    words = "|".join(sorted(re.escape(word.capitalize()) for kind in kinds for word in _listed(kind)))
    return re.compile(rf"(?:\s|^|/)(?:{words})(?!\w)|$")


@cache
def _behind() -> re.Pattern[str]:
    return re.compile(rf"(?P<who>[^\d@]{{2,60}}?)[\s,(]+(?:{_either('behind')})(?!\w)", re.IGNORECASE)


@cache
def _marks() -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{_either('mark')})(?![a-z])")


def is_byline(words: str) -> bool:
    """Whether a line is a byline with its label and nothing else: no sentence."""
    if len(words) > LONGEST or words.rstrip().endswith("."):
        return False
    found = _label().match(words) or INSIDE.search(words[:LABEL])
    if found is None or not (people := names(words[found.end() :])):
        return False
    return len(words) <= found.end() + sum(map(len, people)) + 5 * len(people) + SLACK
