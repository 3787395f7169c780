"""A parsed web page as its readers need it: its lines in order, its headline, and what is around the article.

A line is the text between two breaks, with the element that it stands in; places are counted in elements from the top.
What is around the article (teasers of others, lists of links, comments, offers) is told by its links and by the words
of its class. Data: `atlas/page_parts.tsv`, `atlas/page_metadata.tsv`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from dateline.atlas.tables import table
from dateline.collect import linked_data
from dateline.collect.markup import BLOCKS, SILENT

#: A link of so many words is a headline, also where it is all that a paragraph holds; a name has up to four.
HEADLINE = 5
#: What holds a headline that is a link, and few words more, is a teaser.
MOST_TEASER = 90
#: The share of the words of an element in links from which it is a list of links.
LINKED = 0.5
#: A part of a page that holds more of its words outside links than this is the article, whatever its name.
MOST_OUTSIDE = 0.3
#: A headline has so many words at least, and letters at most.
FEWEST_TITLE, LONGEST_TITLE = 2, 300
#: Letters of a line that is a paragraph and no label.
LONG_LINE = 80
#: What `_level` gives for a heading of the first level.
H1 = 3
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
CONTAINERS = frozenset({"article", "aside", "div", "dl", "li", "nav", "ol", "p", "section", "table", "td", "tr", "ul"})
CARDS = frozenset({"article", "div", "li", "section", "td", "tr", "a"})
#: What breaks a line beside the blocks of marked-up text.
BREAKS = frozenset({"br", "hr", "dl", "dt", "dd", "main", "nav", "aside", "address", "form", "button", "html"})
WORD = re.compile(r"\w+")
#: Between a headline and the name of the site in the title of a window.
SEPARATOR = re.compile(r"\s*(?:\||::|»|«|›|•|·|—|–|\s[-/:]\s|-(?=[A-Z])|\s-|:\s)\s*")


@dataclass(frozen=True, slots=True)
class Line:
    """Text between two breaks, its spaces run together; `at` is the place of the element that it begins in.

    `pieces` are the texts that it is made of: of the elements within the line, and between them.
    """

    at: int
    words: str
    element: Any
    pieces: tuple[str, ...]


@dataclass(slots=True)
class Page:
    """A page, read once. `outside` are (first, last) places of the parts around the article, in order."""

    tree: Any
    url: str | None
    linked: tuple[linked_data.Object, ...]
    metas: dict[str, list[str]]
    places: dict[Any, int]
    lines: list[Line]
    title: str | None = None
    headline: int | None = None  # the place of the headline
    outside: list[tuple[int, int]] = field(default_factory=list)
    outer: list[Any] = field(default_factory=list)
    teasers: int = 0

    def is_outside(self, at: int) -> bool:
        """Whether a place is in a part around the article."""
        before = bisect_right(self.outside, (at, 10**9)) - 1
        return before >= 0 and self.outside[before][1] >= at


def read(tree: Any, *, url: str | None) -> Page:
    """The page of a tree; the tree is left as it is."""
    places = {element: at for at, element in enumerate(tree.iter())}
    page = Page(tree, url, linked_data.objects(tree), _metas(tree), places, list(_lines(tree, places)))
    page.title, page.headline = _headline(page)
    _around(page)
    return page


def folded(words: str) -> str:
    """Words for comparison: spaces run together, case and the quotation marks' form left out."""
    return " ".join(words.split()).casefold().translate(QUOTES).strip(" .")


QUOTES = str.maketrans("“”„«»‘’`´", '"""""\'\'\'\'')


@cache
def meta_names(gives: str) -> tuple[str, ...]:
    """The names of the <meta> elements that give something, the surest first."""
    rows = table("page_metadata.tsv")
    return tuple(row["name"] for row in rows if row["where"] == "meta" and row["gives"] == gives)


def sites(page: Page) -> tuple[str, ...]:
    """The names that a page gives its site and its publisher, the surest first, and last its address's host."""
    named = [words for name in meta_names("site") for words in page.metas.get(name, ())]
    for one in page.linked:
        publisher = one.get("publisher")
        named += [publisher["name"]] if isinstance(publisher, dict) and isinstance(publisher.get("name"), str) else []
        named += [one["name"]] if "WebSite" in linked_data.kinds(one) and isinstance(one.get("name"), str) else []
    named = [" ".join(words.lstrip("@").split()) for words in named if words.strip() and "://" not in words]
    return tuple(dict.fromkeys([*named, *_hosts(page)]))


def beside_title(page: Page) -> tuple[str, ...]:
    """What the titles that a page states hold beside its headline: names of the site and its sections."""
    title = folded(page.title or "")
    parts = [part for words in _stated_titles(page) for part in SEPARATOR.split(words)]
    return tuple(dict.fromkeys(part for part in parts if part and folded(part) not in title))


def _hosts(page: Page) -> Iterator[str]:
    stated = page.tree.xpath("//link[@rel='canonical']/@href")
    for address in (*stated, *page.metas.get("og:url", ()), page.url or ""):
        try:
            host = urlsplit(str(address)).hostname
        except ValueError:  # "http://[bad"
            continue
        if host:
            yield host.removeprefix("www.")


def _metas(tree: Any) -> dict[str, list[str]]:
    """The contents of the <meta> elements by their name, property or itemprop, in small letters."""
    out: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        content = (meta.get("content") or "").strip()
        names = {name.strip().lower() for key in ("name", "property", "itemprop") if (name := meta.get(key))}
        for name in names if content else ():
            out.setdefault(name, []).append(content)
    return out


def _lines(tree: Any, places: dict[Any, int]) -> Iterator[Line]:
    """The lines of the page, without recursion."""
    held: list[str] = []
    first: Any = None
    stack: list[tuple[bool, Any]] = [(False, tree)]
    while stack:
        done, element = stack.pop()
        silent = not isinstance(element.tag, str) or element.tag in SILENT
        breaks = not silent and (element.tag in BLOCKS or element.tag in BREAKS)
        if breaks and held and (line := _line(held, first, places)):
            yield line
        if breaks:
            held, first = [], None
        if not done and not silent:
            first = _hold(element.text, element, held, first)
            stack.append((True, element))
            stack.extend((False, child) for child in reversed(element))
            continue
        parent = element.getparent()
        first = _hold(element.tail, parent, held, first) if parent is not None else first
    if held and (line := _line(held, first, places)):
        yield line


def _hold(words: str | None, element: Any, held: list[str], first: Any) -> Any:
    if not words or not words.strip():
        return first
    held.append(words)
    return element if first is None else first


def _line(held: list[str], element: Any, places: dict[Any, int]) -> Line | None:
    words = " ".join(" ".join(held).split())
    return Line(places[element], words, element, tuple(held)) if words else None


# ---------------------------------------------------------------- the headline


def _headline(page: Page) -> tuple[str | None, int | None]:
    """The headline as the page shows it, and where; else as its metadata state it, without the site's name.

    A line is the headline where a title that the page states holds it, the more of it the better; a heading before
    other lines, the first before later ones.
    """
    stated = [folded(words) for words in _stated_titles(page)]
    ranked = []
    for line in page.lines:
        bare = folded(line.words)
        if not (1 <= len(bare) <= LONGEST_TITLE) or len(WORD.findall(bare)) < FEWEST_TITLE:
            continue
        share = max((len(bare) / len(words) for words in stated if _holds(words, bare)), default=0.0)
        if share:
            ranked.append((share > 0.999, _level(line), round(share, 1), -line.at, line))
    best = sorted(ranked, key=lambda one: one[:-1], reverse=True)
    long = sorted(line.at for line in page.lines if len(line.words) >= LONG_LINE)
    placed = next((line.at for *_, line in best if _is_above(line.at, long)), None)
    if best:
        return best[0][-1].words, placed
    headings = [line for line in page.lines if _level(line) == H1]
    above = next((line.at for line in headings if _is_above(line.at, long)), None)
    return _without_site(page) or next((line.words for line in headings), None), above


def _is_above(at: int, long: list[int]) -> bool:
    """Whether most of a page's long lines stand below a place: a title is also shown again below its article."""
    return 2 * bisect_left(long, at) <= len(long)


def _stated_titles(page: Page) -> Iterator[str]:
    for one in linked_data.articles(page.linked):
        if isinstance(words := one.get("headline") or one.get("name"), str):
            yield words
    for name in meta_names("title"):
        yield from page.metas.get(name, ())
    yield from (title.text or "" for title in page.tree.iter("title"))


def _holds(stated: str, bare: str) -> bool:
    """Whether a stated title is a line, or the line and a site's or section's name beside it."""
    if stated == bare:
        return True
    at = stated.find(bare)
    if at < 0 or len(bare) < len(stated) * 0.3:
        return False
    before, behind = stated[:at], stated[at + len(bare) :]
    edges = (not before or SEPARATOR.search(f"{before} ")) and (not behind or SEPARATOR.match(f" {behind}"))
    return bool(edges)


def _level(line: Line) -> int:
    """3 for a heading of the first level, 2 of others, 1 for what is classed as a title, 0 for other lines."""
    for element in (line.element, *_ancestors(line.element, 2)):
        if element.tag in HEADINGS:
            return H1 if element.tag == "h1" else 2
        named = f"{element.get('class', '')} {element.get('id', '')} {element.get('itemprop', '')}".lower()
        if "title" in named or "headline" in named:
            return 1
    return 0


def _ancestors(element: Any, most: int) -> Iterator[Any]:
    for _ in range(most):
        element = element.getparent()
        if element is None:
            return
        yield element


def _without_site(page: Page) -> str | None:
    """The first stated title without the site's name behind or before it; the longest part of the window's."""
    sites = {folded(words) for words in page.metas.get("og:site_name", ())}
    for words in _stated_titles(page):
        parts = [part for part in SEPARATOR.split(words) if part and folded(part) not in sites]
        if parts and words.strip():
            return " ".join(max(parts, key=len).split()) if len(parts) > 1 or sites else " ".join(words.split())
    return None


# ---------------------------------------------------------------- what is around the article


def _around(page: Page) -> None:
    """Mark what is around the article: `outside`, `outer` and the count of teasers."""
    sizes = _sizes(page.tree)
    whole = sizes[page.tree][0] - sizes[page.tree][1] or 1
    title = folded(page.title or "")
    waiting = [page.tree]
    while waiting:
        element = waiting.pop()
        if not isinstance(element.tag, str) or element.tag in SILENT:
            continue
        at, last = page.places[element], page.places[element] + sizes[element][2] - 1
        has_headline = page.headline is not None and at <= page.headline <= last
        if element.tag not in ("html", "body") and not has_headline:
            teaser = element.tag in CARDS and _is_teaser(element, sizes, title)
            named = sizes[element][0] - sizes[element][1] < MOST_OUTSIDE * whole and _is_named(element)
            if teaser or named or _is_list(element, sizes):
                page.outer.append(element)
                page.outside.append((at, last))
                page.teasers += _teasers(element, sizes)
                continue
        waiting.extend(element)
    page.outside.sort()


def _sizes(tree: Any) -> dict[Any, tuple[int, int, int]]:
    """Each element's (words, words in links of a headline's length, elements)."""
    out: dict[Any, tuple[int, int, int]] = {}
    for element in reversed(list(tree.iter())):
        own = len((element.text or "").split()) if isinstance(element.tag, str) and element.tag not in SILENT else 0
        words, linked, count = own, 0, 1
        for child in element:
            child_words, child_linked, child_count = out[child]
            words += child_words + len((child.tail or "").split())
            linked += child_linked
            count += child_count
        if element.tag in SILENT:
            words = linked = 0
        if element.tag == "a" and _leads_away(element):
            linked = words if words >= HEADLINE else 0
        out[element] = (words, linked, count)
    return out


def _is_list(element: Any, sizes: dict[Any, tuple[int, int, int]]) -> bool:
    """Whether half of the words of an element are headlines that are links."""
    words, linked, _ = sizes[element]
    return element.tag in CONTAINERS and linked >= HEADLINE and linked >= LINKED * words


def _is_teaser(element: Any, sizes: dict[Any, tuple[int, int, int]], title: str) -> bool:
    """Whether an element is the headline of another article, as a link in or around a heading, and few words more."""
    words, _, _ = sizes[element]
    if not HEADLINE <= words <= MOST_TEASER:
        return False
    for heading in element.iter(*HEADINGS):
        if sizes[heading][0] >= HEADLINE and folded(heading.text_content()) != title and _is_linked(heading, element):
            return True
    return False


def _is_linked(heading: Any, within: Any) -> bool:
    if any(_leads_away(link) for link in heading.iter("a")):
        return True
    while heading is not None and heading is not within:
        heading = heading.getparent()
        if heading is not None and heading.tag == "a":
            return _leads_away(heading)
    return False


def _leads_away(link: Any) -> bool:
    """Whether a link is to another page, not to a place in this one."""
    return bool(link.get("href")) and not link.get("href").startswith("#")


def _teasers(element: Any, sizes: dict[Any, tuple[int, int, int]]) -> int:
    return sum(1 for link in element.iter("a") if sizes[link][1] >= HEADLINE)


def _is_named(element: Any) -> bool:
    """Whether the class or id of an element names a part around the article."""
    named = f"{element.get('class') or ''} {element.get('id') or ''}".strip()
    return bool(named) and _named(named[:300].lower())


@cache
def _named(named: str) -> bool:
    return _parts().search(named) is not None


@cache
def _parts() -> re.Pattern[str]:
    rows = table("page_parts.tsv")
    words = "|".join(re.escape(row["word"]) for row in sorted(rows, key=lambda row: -len(row["word"])))
    return re.compile(rf"(?<![a-z])(?<!has-)(?<!no-)(?<!with-)(?:{words})(?![a-z])")


def without(tree: Any, elements: Iterable[Any]) -> None:
    """Take elements out of their tree, the text behind each left in place."""
    for element in elements:
        parent = element.getparent()
        if parent is None:
            continue
        if element.tail:
            before = element.getprevious()
            if before is not None:
                before.tail = (before.tail or "") + element.tail
            else:
                parent.text = (parent.text or "") + element.tail
        parent.remove(element)
