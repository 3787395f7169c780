"""Extraction: what is made of made-up article pages (bench/article_pages.py), ours beside trafilatura's defaults.

Figures, each a mean over pages with an article. "text" is F1 on bags of words: those of the paragraphs that belong and
those found; lines that may belong (standfirst, captions, corrections, the foot) count only where they were found.
"runs of 4" is the same on bags of four words in a row, as Scrapinghub's article-extraction-benchmark has it,
which sees order and breaks too. "date": the day of publication, or none where the page states none. "title": equal but
for case and space. "byline": exactly the names; "names" is F1 over all names. "refused" and "reason" are of the pages
without an article: none is made of it, and the right word said for what the page is. An article page that is refused
counts as wrong in everything. The layouts of the half "held" were written with the others and never tuned on, so the
table of the worst leaves them out.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.article_pages import Page, pages
from bench.figures import f1
from dateline.collect import article_from, html
from dateline.errors import EmptyInput, LanguageInput

SET = "bench/pages"
WORD = re.compile(r"\w+")
RUN = 4
FIGURES = ("text", "runs of 4", "date", "title", "byline", "names", "refused", "reason")
SHOWN = ("text", "runs of 4", "date", "title", "byline", "reason")
HALVES = ("open", "held")
#: What the message of a refusal says, by what the page is.
REASONS = {
    "paywall": "pay wall",
    "consent": "consent page",
    "section": "list of articles",
    "error": "error page",
    "empty": "no text",
}
BETWEEN = re.compile(r"\s*(?:;|,|&|/|\band\b|\bи\b)\s*")
WORST = 10


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader makes of a page; `refused` is its message where it makes no article."""

    text: str = ""
    title: str | None = None
    day: str | None = None
    byline: str | None = None
    refused: str | None = None


@dataclass
class Scores:
    """Sums over pages; `names` are names right, found and wanted."""

    articles: int = 0
    without: int = 0
    sums: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, made: Sequence[Page], found: Sequence[Found]) -> Scores:
        """The sums over pages and what was made of them."""
        out = cls()
        for page, one in zip(made, found, strict=True):
            out.sums.update(score(page, one))
            out.articles += not page.layout.refused
            out.without += bool(page.layout.refused)
            if not page.layout.refused:
                wanted, got = {_folded(name) for name in page.byline}, _names(one.byline)
                out.names.update(right=len(wanted & got), found=len(got), wanted=len(wanted))
        return out

    def figures(self) -> dict[str, float]:
        """Each figure, 0 to 1; those without pages are left out."""
        of_articles = {name: self.sums[name] / self.articles for name in FIGURES[:5]} if self.articles else {}
        names = f1(self.names["right"], self.names["found"], self.names["wanted"])
        others = {name: self.sums[name] / self.without for name in FIGURES[6:]} if self.without else {}
        return {**of_articles, **({"names": names} if self.articles else {}), **others}


def measure(console: Console, floors: Mapping[str, float]) -> bool:
    """Print the figures of both halves, the worst layouts, the speed; True where one of ours is below its floor."""
    made, low = list(pages()), False
    readers: dict[str, Callable[[Page], Found]] = {"dateline": ours, "trafilatura": trafilatura}
    found, speed = {}, {}
    for name, reader in readers.items():
        reader(made[0])  # imports and tables are no part of the speed
        began = time.process_time()
        found[name] = [reader(page) for page in made]
        speed[name] = len(made) / (time.process_time() - began)
    layouts = {page.layout.name for page in made}
    console.print(f"\n[bold]extraction[/bold] on {SET}: {len(made)} pages, {len(layouts)} layouts")
    for half in HALVES:
        kept = [at for at, page in enumerate(made) if page.layout.half == half]
        scored = {name: Scores.of([made[at] for at in kept], [found[name][at] for at in kept]) for name in readers}
        low |= _print(console, half, scored, {k.partition(" ")[2]: v for k, v in floors.items() if k.startswith(half)})
    kept = [at for at, page in enumerate(made) if page.layout.half == "open"]
    _worst(console, [made[at] for at in kept], [found["dateline"][at] for at in kept])
    console.print(", ".join(f"{name}: {count:.0f} pages a second" for name, count in speed.items()))
    return low


def ours(page: Page) -> Found:
    """The article that dateline makes of a page, whatever its language."""
    stated = None if b"charset" in page.content else page.layout.encoding  # else the server's word for it
    try:
        fields = html.fields(page.content, where="page", url=page.url, charset=stated)
    except EmptyInput as error:
        return Found(refused=error.problem)
    try:
        article = article_from({**fields, "language": "en"})
    except LanguageInput:
        return Found(fields["text"], fields["title"], (fields["published"] or "")[:10] or None, fields["byline"])
    return Found(article.text, article.title, (article.published or "")[:10] or None, article.byline)


def trafilatura(page: Page) -> Found:
    """What trafilatura makes of it by its defaults, comments too, as `trafilatura.extract` gives them."""
    from trafilatura import bare_extraction

    found: Any = bare_extraction(page.content, url=page.url, with_metadata=True)
    if found is None or not found.text:
        return Found(refused="")
    return Found("\n".join(filter(None, (found.text, found.comments))), found.title, found.date, found.author)


def score(page: Page, found: Found) -> dict[str, float]:
    """The figures of one page."""
    if page.layout.refused:
        reason = REASONS[page.layout.refused] in (found.refused or "")
        return {"refused": float(found.refused is not None), "reason": float(reason)}
    if found.refused is not None:
        return dict.fromkeys(FIGURES[:5], 0.0)
    lines = _folded(found.text)
    wanted = "\n".join([*page.text, *(line for line in page.may if _folded(line) in lines)])
    return {
        "text": _bags(wanted, found.text, 1),
        "runs of 4": _bags(wanted, found.text, RUN),
        "date": float(found.day in page.days if page.days else found.day is None),
        "title": float(_folded(found.title or "") == _folded(page.title)),
        "byline": float(_names(found.byline) == {_folded(name) for name in page.byline}),
    }


def _bags(wanted: str, found: str, run: int) -> float:
    left, right = _bag(wanted, run), _bag(found, run)
    return f1((left & right).total(), right.total(), left.total())


def _bag(words: str, run: int) -> Counter[tuple[str, ...]]:
    listed = [match[0].casefold() for match in WORD.finditer(words)]
    return Counter(zip(*(listed[at:] for at in range(run)), strict=False))


def _names(byline: str | None) -> set[str]:
    return {_folded(name) for name in BETWEEN.split(byline or "") if name}


def _folded(words: str) -> str:
    return " ".join(words.split()).casefold()


def _print(console: Console, half: str, scored: Mapping[str, Scores], floors: Mapping[str, float]) -> bool:
    ours, theirs = (one.figures() for one in scored.values())
    first = next(iter(scored.values()))
    title = f"{half}: {first.articles} pages with an article, {first.without} without"
    table = Table(title=title, title_justify="left")
    for column in ("figure", *scored, "floor"):
        table.add_column(column, justify="left" if column == "figure" else "right")
    low = {name for name, floor in floors.items() if ours[name] < floor}
    for name in FIGURES:
        peer = None if name == "reason" else theirs[name]
        table.add_row(name, *map(_percent, (ours[name], peer, floors.get(name))), style="red" if name in low else None)
    console.print(table)
    return bool(low)


def _worst(console: Console, made: Sequence[Page], found: Sequence[Found]) -> None:
    """Print the layouts on which ours does worst, by the mean of the first five figures, or those of refusals."""
    by_layout: dict[str, list[int]] = {}
    for at, page in enumerate(made):
        by_layout.setdefault(page.layout.name, []).append(at)
    scored = {name: Scores.of([made[at] for at in ats], [found[at] for at in ats]) for name, ats in by_layout.items()}
    ranked = sorted(scored, key=partial(_mean, scored))
    table = Table(title=f"the {WORST} worst open layouts of ours", title_justify="left")
    for column in ("layout", *SHOWN):
        table.add_column(column, justify="left" if column == "layout" else "right", no_wrap=True)
    for name in ranked[:WORST]:
        figures = scored[name].figures()
        table.add_row(name, *(_percent(figures.get(figure)) for figure in SHOWN))
    console.print(table)


def _mean(scored: Mapping[str, Scores], name: str) -> float:
    figures = [value for figure, value in scored[name].figures().items() if figure != "names"]
    return sum(figures) / len(figures)


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f}"
