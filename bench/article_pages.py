"""Made-up article pages: layouts of real sites' kinds (bench/pages/open and held), filled with made-up articles.

The layouts are Jinja2 templates, the words are tables (bench/pages/*.tsv): a grammar that gives articles of 100 to 900
words. A page is made on the fly, always the same for the same layout and number. What belongs to the article is told
by the templates: they show it through functions that write it down (`Shown`).
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

FOLDER = Path(__file__).with_name("pages")
#: Pages of each layout of articles, and of each layout without one.
PAGES, REFUSED_PAGES = 9, 4
#: Articles of each language.
ARTICLES = {"en": 64, "ru": 16, "ko": 16}
WORDS = (100, 900)
#: Paragraphs of so many sentences.
SENTENCES = (1, 2, 2, 3)
ZONES = (("KST", 9), ("GMT", 0), ("EST", -5), ("CET", 1), ("MSK", 3), ("UTC", 0))
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SITES = (("Karvel Courier", "KC"), ("The Tarn Herald", "TH"), ("Strait Daily", "SD"), ("Ansel Post", "AP1"))
SITES_OF = {
    "en": (*SITES, ("Kalduria News Agency", "KNA"), ("Sereth Press Service", "SPS"), ("Velmark Today", "VT")),
    "ru": (("Вестник Заречья", "ВЗ"), ("Северный берег", "СБ")),
    "ko": (("가온일보", "GI"), ("새물신문", "SM")),
}
MONTHS_RU = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
SECTIONS = ("World", "Politics", "Business")
SLOT = re.compile(r"\{(?:(\d)\.)?([a-z]+(?:\.[a-z]+)?)\}")


@dataclass(frozen=True, slots=True)
class Layout:
    """A way to build a page; `refused` says what it is where it has no article."""

    half: str
    name: str
    language: str
    encoding: str
    address: str
    refused: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page and what belongs to its article: paragraphs that must be found, and lines that may.

    `days` are the days (ISO 8601) that count as that of publication, more than one where the page's zones differ.
    """

    layout: Layout
    number: int
    content: bytes
    url: str
    title: str
    text: tuple[str, ...]
    may: tuple[str, ...]
    byline: tuple[str, ...]
    days: frozenset[str]


@dataclass
class Shown:
    """What a template showed of the article."""

    text: list[str] = field(default_factory=list)
    may: list[str] = field(default_factory=list)
    byline: list[str] = field(default_factory=list)
    days: set[str] = field(default_factory=set)
    title: str = ""


def layouts() -> tuple[Layout, ...]:
    """All layouts, in the order of layouts.tsv."""
    rows = _table("layouts.tsv")
    return tuple(Layout(r["half"], r["layout"], r["language"], r["encoding"], r["address"], r["refused"]) for r in rows)


def pages(*, half: str | None = None, most: int = PAGES) -> Iterator[Page]:
    """The pages of both halves or one, at most `most` of a layout."""
    for layout in layouts():
        if half in (None, layout.half):
            for number in range(min(most, REFUSED_PAGES if layout.refused else PAGES)):
                yield page(layout, number)


def page(layout: Layout, number: int) -> Page:
    """A page of a layout, always the same."""
    random = Random(f"{layout.name} {number}")
    order = sorted(range(ARTICLES[layout.language]), key=lambda n: Random(f"{layout.name} {n}").random())
    article = dict(_article(layout.language, order[number]))
    site = _site(layout, random)
    article |= _address(article, layout, site)
    others = [_teaser(_article(layout.language, n), site, random) for n in order[-10:]]
    shown = Shown(title=article["title"])
    template = _environment().get_template(f"{layout.half}/{layout.name}.html")
    words = template.render(
        a=article, site=site, n=_noise(layout, random), related=others[:5], popular=others[5:], now=NOW,
        comments=[_comment(layout, article, random) for _ in range(3)], **_functions(article, layout, shown, random),
    )  # fmt: skip
    if layout.address == "dated":
        shown.days.add(article["at"].date().isoformat())
    return Page(
        layout, number, words.encode(layout.encoding, "xmlcharrefreplace"), article["url"], shown.title,
        tuple(shown.text), tuple(dict.fromkeys(shown.may)), tuple(dict.fromkeys(shown.byline)), frozenset(shown.days),
    )  # fmt: skip


def _functions(article: dict[str, Any], layout: Layout, shown: Shown, random: Random) -> dict[str, Any]:
    """What templates show the article with; each call is written down."""
    at: datetime = article["at"]

    def kept(words: str, into: list[str]) -> str:
        into.append(words)
        return words

    def dated(moment: datetime, zoned: datetime | None = None) -> datetime:
        if moment == at:
            shown.days.add((zoned or moment).date().isoformat())
        return zoned or moment

    def authors(count: int) -> list[str]:
        shown.byline.extend(article["authors"][:count])
        return list(article["authors"][:count])

    def titled(words: str) -> str:
        shown.title = words
        return words

    def epoch(moment: datetime) -> int:
        return int((dated(moment), dated(moment, moment.astimezone(UTC)))[0].timestamp())

    joined = " и " if layout.language == "ru" else " and "
    return {
        "t": lambda words: kept(words, shown.text),
        "m": lambda words: kept(words, shown.may),
        "title": titled,
        "f": lambda moment, form: dated(moment).strftime(form),
        "iso": lambda moment: dated(moment).isoformat(),
        "utc": lambda moment: dated(moment, moment.astimezone(UTC)).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "rfc": lambda moment: format_datetime(dated(moment)),
        "epoch": epoch,
        "ru": lambda moment: f"{dated(moment).day} {MONTHS_RU[moment.month - 1]} {moment.year}",
        "ko_hour": lambda moment: f"{'오전' if moment.hour < 12 else '오후'} {moment.hour % 12 or 12}:{moment:%M}",
        "ordinal": lambda m: {1: "st", 2: "nd", 3: "rd"}.get(m.day % 10 if m.day not in (11, 12, 13) else 0, "th"),
        "name": lambda: authors(1)[0],
        "names": lambda: authors(3),
        "by_only": lambda: _listed(authors(3), joined),
        "by": lambda: f"By {_listed(authors(3), joined)}",
        "people": lambda kind: [{"@type": kind, "name": name} for name in authors(3)],
        "name_other": lambda: _person(layout.language, random),
        "ld": lambda value: Markup(json.dumps(value, ensure_ascii=False).replace("</", "<\\/")),
    }


# ---------------------------------------------------------------- articles


@cache
def _article(language: str, number: int) -> dict[str, Any]:
    """The made-up article of a number, without its address."""
    random = Random(f"{language} {number}")
    say = _Grammar(language, random)
    topic = say("{topic}")
    title = say(f"{{{topic}.title}}")
    at = datetime(2009, 1, 1, tzinfo=UTC) + timedelta(minutes=random.randrange(17 * 365 * 24 * 60))
    zone, hours = random.choice(ZONES)
    at = at.astimezone(timezone(timedelta(hours=hours)))
    authors = [_person(language, random) for _ in range(random.choice((1, 1, 1, 2, 2, 3)))]
    blocks = list(_blocks(say, topic, random))
    english = language == "en"
    quotes = [words for kind, words in blocks if kind == "p" and words[0] in '"«']
    return {
        "title": title, "at": at, "upd": at + timedelta(minutes=random.randrange(30, 3000)), "zone": zone,
        "authors": authors, "blocks": blocks, "paras": [words for kind, words in blocks if kind == "p"],
        "place": say("{1.place}"), "section": random.choice(SECTIONS) if english else "Новости",
        "standfirst": say("{standfirst}"), "caption": say("{caption}"), "pull": (quotes or [blocks[0][1]])[0],
        "tags": [say("{1.place}"), say("{role}").title()], "id": random.randrange(1_000_000, 9_999_999),
        "desk": [_person(language, random) for _ in range(3)], "guest": _person(language, random),
        **({key: say(f"{{{key}}}") for key in ("correction", "tweet")} if english else {}),
        "bio": say("{bio}").replace("{author}", authors[0]) if english else "",
        "facts": random.sample([say.fill(line) for line in _words("en")["fact"]], 4) if english else [],
        "turns": [(say("{question}"), say("{answer}")) for _ in range(6)] if english else [],
        "scenes": [say("{scene}") for _ in range(random.randrange(6, 10))] if english else [],
        "posts": [_post(say, at, n, random) for n in range(6, 0, -1)] if english else [],
    }  # fmt: skip


def _blocks(say: _Grammar, topic: str, random: Random) -> Iterator[tuple[str, str]]:
    """(kind, words) of the paragraphs: the lead, a mix, subheads in long ones, a close; no sentence twice."""
    wanted, done = random.randrange(*WORDS), 0
    yield "p", say(f"{{{topic}.lead}}")
    told: set[str] = set()
    kinds = [f"{topic}.detail", "quote", "reaction", "background"]
    for number in range(1, 60):
        new = [words for _ in range(random.choice(SENTENCES)) if (words := say(f"{{{random.choice(kinds)}}}"))]
        fresh = [words for words in dict.fromkeys(new) if words not in told]
        told.update(fresh)
        if fresh and number % 5 == 0 and wanted > 300:
            yield "h", say("{head}")
        if fresh:
            done += sum(len(words.split()) for words in fresh)
            yield "p", " ".join(fresh)
        if done > wanted:
            break
    yield "p", say("{close}")


def _post(say: _Grammar, at: datetime, number: int, random: Random) -> dict[str, Any]:
    return {"at": at + timedelta(minutes=17 * number), "paras": [say("{post}") for _ in range(random.choice((1, 2)))]}


class _Grammar:
    """The sentences of a language, by chance; what is numbered ({1.place}) stays the same."""

    def __init__(self, language: str, random: Random) -> None:
        self.random, self.fixed = random, dict[str, str]()
        self.words, self.language = _words(language), language

    def __call__(self, rule: str) -> str:
        made = self.fill(rule)
        return made[:1].upper() + made[1:] if "{topic}" not in rule else made

    def fill(self, rule: str) -> str:
        return SLOT.sub(self._slot, rule)

    def _slot(self, part: re.Match[str]) -> str:
        number, symbol = part.groups()
        if number:
            return self.fixed.setdefault(part[0], self._one(symbol))
        return part[0] if symbol == "author" else self._one(symbol)

    def _one(self, symbol: str) -> str:
        if symbol == "person":
            return _person(self.language, self.random)
        return self.fill(self.random.choice(self.words[symbol]))


def _person(language: str, random: Random) -> str:
    words = _words(language)
    first, last = random.choice(words["first"]), random.choice(words["last"])
    return f"{last}{first}" if language == "ko" else f"{first} {last}"


def _listed(names: list[str], joined: str) -> str:
    return joined.join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


# ---------------------------------------------------------------- around the article


def _site(layout: Layout, random: Random) -> dict[str, str]:
    name, short = random.choice(SITES_OF[layout.language])
    domain = f"{short.lower() if short.isascii() else 'zn'}-news.example"
    return {"name": name, "short": short, "domain": domain, "url": f"https://www.{domain}"}


def _address(article: dict[str, Any], layout: Layout, site: dict[str, str]) -> dict[str, str]:
    slug = re.sub(r"[^a-z0-9]+", "-", article["title"].lower()).strip("-") or "item"
    path = {
        "slug": f"/news/{slug}-{article['id']}",
        "dated": f"/{article['at']:%Y/%m/%d}/{slug}/",
        "id": f"/news/{article['id']}",
        "query": f"/view.php?id={article['id']}",
        "print": f"/print.asp?story={article['id']}",
        "section": "/world/",
    }[layout.address]
    return {"url": site["url"] + path, "path": path}


def _teaser(article: dict[str, Any], site: dict[str, str], random: Random) -> dict[str, Any]:
    at = article["at"] + timedelta(minutes=random.randrange(1, 99))
    path = f"/news/{article['id']}"
    return {
        "title": article["title"], "teaser": article["paras"][0], "author": article["authors"][0], "at": at,
        "url": site["url"] + path, "path": path,
    }  # fmt: skip


def _comment(layout: Layout, article: dict[str, Any], random: Random) -> dict[str, Any]:
    at = article["at"] + timedelta(hours=random.randrange(1, 90))
    return {"who": _person(layout.language, random), "at": at, "text": random.choice(_noises(layout)["reader"])}


def _noise(layout: Layout, random: Random) -> dict[str, str]:
    chosen = {symbol: random.choice(words) for symbol, words in _noises(layout).items()}
    return chosen | {"ago": f"{random.randrange(2, 12)} hours ago"}


def _noises(layout: Layout) -> dict[str, list[str]]:
    if layout.language != "en":
        return _words(layout.language)
    return {row["symbol"]: row["words"].split("|") for row in _table("noise.tsv") if row["half"] == layout.half}


@cache
def _words(language: str) -> dict[str, list[str]]:
    return {row["symbol"]: row["words"].split("|") for row in _table(f"{language}.tsv")}


@cache
def _table(name: str) -> tuple[dict[str, str], ...]:
    with (FOLDER / name).open(encoding="utf-8") as lines:
        told = (line for line in lines if not line.startswith("#"))
        return tuple(csv.DictReader(told, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(FOLDER), autoescape=True, keep_trailing_newline=True)
