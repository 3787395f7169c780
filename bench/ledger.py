"""The ledger at size: synthetic articles in one file, how fast they go in, and how long each question takes.

Words, names, points and days are drawn with the frequencies that news has: few of them stand in very many articles.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path

from rich.console import Console
from rich.table import Table

from dateline.ledger import Indexed, Merged, Merging, Session, View, back_up
from dateline.records import (
    Article,
    Cited,
    Claim,
    Cluster,
    Corroboration,
    Derivation,
    Dispute,
    Entity,
    Event,
    EventMention,
    Link,
    Mention,
    Moment,
    Origin,
    Place,
    Report,
    Rows,
    Span,
    Story,
    TimeExpression,
    Where,
    row_id,
)

ARTICLES = 100_000
#: Seconds that a question may take.
LIMIT = 0.2
WORDS, NAMES, POINTS, DAYS = 40_000, 20_000, 5_000, 9_000
#: Of one article; so many are in one of some 250 words.
LENGTH, ENTITIES, MENTIONS, TIMES, CLAIMS, EVENTS, PLACES = 250, 20, 40, 6, 6, 38, 6
#: Events of an article after merging, and articles that tell one.
MERGED, TELLING = 12, 3
TIMES_ASKED = 3
MADE = Derivation("bench", "1", "drawn", 0.5)


def measure(console: Console, articles: int = ARTICLES) -> bool:
    """Fill a ledger, ask it everything, print the times; True where one is over the limit."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.ledger"
        seconds, late = _fill(path, articles)
        size = path.stat().st_size / 1e6
        console.print(
            f"\n[bold]ledger[/bold] of {articles:,} synthetic articles: {seconds:.0f} s to add, {size:,.0f} MB"
        )
        console.print(f"a thousand articles: {late[0]:.2f} s at the beginning, {late[-1]:.2f} s at the end")
        merged, events = _merge(path, articles)
        console.print(f"{events:,} events in stories put in {merged:.0f} s, {path.stat().st_size / 1e6:,.0f} MB")
        began = time.perf_counter()
        back_up(path, Path(folder) / "copy.ledger")
        console.print(f"backup: {time.perf_counter() - began:.1f} s")
        return _ask(path, console)


def _fill(path: Path, articles: int) -> tuple[float, list[float]]:
    """Seconds to add all, and for each thousand, without what drawing them takes."""
    each: list[float] = []
    source = drawn(articles)
    with Session(path, reader="bench") as session:
        for _ in range(0, articles, 1000):
            some = [next(source) for _ in range(1000)]
            began = time.perf_counter()
            for rows in some:
                session.add(rows)
            session.commit()
            each.append(time.perf_counter() - began)
    return sum(each), each


def _merge(path: Path, articles: int) -> tuple[float, int]:
    """Seconds to put every article in a story and the events of the stories, and how many these are."""
    chance, events = random.Random(7), 0
    began = time.perf_counter()
    with Session(path, reader="bench") as session:
        merging = Merging(session)
        waiting = merging.waiting()
        while waiting:
            size = min(len(waiting), int(chance.paretovariate(1)), 60)
            members, waiting = waiting[-size:], waiting[:-size]
            story = row_id("story", members[0].article)
            for one in members:
                merging.place(one, story, why={}, sketch=[])
            made = [_event(story, [one.article for one in members], chance) for _ in range(size * MERGED)]
            merging.put(Story(story, story, members[0].published, None, ()), events=made, tallies=[], merger="1")
            events += len(made)
    return time.perf_counter() - began, events


def _event(story: str, articles: list[str], chance: random.Random) -> Indexed:
    """An event that some of the articles report, most of them on the word of a source."""
    told = [_report(article, chance) for article in chance.sample(articles, min(len(articles), TELLING))]
    who, at, day = _drawn(chance, NAMES), _drawn(chance, POINTS), chance.randrange(DAYS)
    counts = Corroboration(len(told), len(told), len(told), chance.randrange(1, 4), (), 0, 2, ("Drawn.",))
    place = Where(f"Place {at}", *_point(at), "city")
    disputed = (Dispute("number", (("1", ("a",)), ("2", ("b",)))),) if chance.random() < 0.02 else ()
    code = chance.choice(("CONSULT", "ASSAULT", "ACCUSE", None))
    event = Event(
        row_id("ev", story, chance.random()), story, "drawn", code, None, (_name(who),), (), place,
        _day(day), _day(day + 1), tuple(told), counts, disputed,
    )  # fmt: skip
    return Indexed(event, (_name(who),), (place.name, f"Country {at % 100}"))


def _report(article: str, chance: random.Random) -> Report:
    chain = tuple(
        Cited(_name(_drawn(chance, NAMES)), "official", None, None, "claim") for _ in range(chance.randrange(3))
    )
    outlet = f"Outlet {int(chance.paretovariate(0.5)) % 300}"
    origin = Origin(chain[-1].name if chain else outlet, "official" if chain else "outlet", None)
    words = Span(article, 10, 30)
    return Report(article, outlet, "e", words, words, "CT+", "asserts", chain, origin, None)


def _drawn(chance: random.Random, size: int) -> int:
    """A rank by Zipf's law, roughly: the first few are in very many."""
    return int(chance.paretovariate(0.4)) % size


def _ask(path: Path, console: Console) -> bool:
    """Print the slowest of some tries of each question."""
    table = Table()
    for column in ("question", "found", "first, ms", "then, ms"):
        table.add_column(column, justify="left" if column == "question" else "right")
    slow = False
    for name, question in _questions().items():
        with View(path) as view:
            times = []
            for _ in range(TIMES_ASKED):
                began = time.perf_counter()
                found = question(view)
                times.append(time.perf_counter() - began)
        slow |= max(times) > LIMIT
        told = (name, f"{found:,}", f"{1000 * times[0]:.0f}", f"{1000 * max(times[1:]):.0f}")
        table.add_row(*told, style="red" if max(times) > LIMIT else None)
    console.print(table)
    return slow


def _questions() -> dict[str, Callable[[View], int]]:
    common, rare, name = _word(0), _word(WORDS - 7), _name(0)
    return {
        "contents": lambda view: view.contents().articles,
        "one reading": lambda view: len(tuple(view.rows("a4711"))),
        "all readings of an article": lambda view: len(view.readings("a4711")),
        "search, a rare word": lambda view: view.search(rare).total,
        "search, the commonest word": lambda view: view.search(common).total,
        "search, three common words": lambda view: view.search(f"{common} {_word(1)} {_word(2)}").total,
        "search, a phrase of common words": lambda view: view.search(f'"{common} {_word(1)}"').total,
        "search, the beginning of many words": lambda view: view.search("w10*").total,
        "search, a Korean word": lambda view: view.search("북한").total,
        "search, the commonest word, one outlet": lambda view: view.search(common, outlet="Outlet 3").total,
        "search, the commonest word, one day": lambda view: (
            view.search(common, since="2010-06-01", until="2010-06-01").total
        ),
        "search, the commonest word, about a rare name": lambda view: view.search(common, about=_name(NAMES - 9)).total,
        "search, everything at once": lambda view: (
            view.search(common, about=name, outlet="Outlet 3", since="2005-01-01", until="2015-12-31").total
        ),
        "entities of the commonest name": lambda view: len(view.entities(name)),
        "claims by the commonest name": lambda view: len(view.claims(name)),
        "events of a day": lambda view: len(view.events("2010-06-01", "2010-06-02")),
        "events of ten years": lambda view: len(view.events("2005-01-01", "2015-01-01")),
        "times of a day": lambda view: len(view.moments("2010-06-01", "2010-06-02")),
        "stories": lambda view: len(Merged(view).stories(limit=50)),
        "a story, by an article": lambda view: len(Merged(view).story("a4711").articles),
        "best attested events": lambda view: len([*Merged(view).events(limit=50)]),
        "events with the commonest name": lambda view: len([*Merged(view).events(who=_name(1), limit=50)]),
        "events at the commonest place in a month, two origins": lambda view: len(
            [*Merged(view).events(where="Country 1", since="2010-06-01", until="2010-07-01", min_origins=2, limit=50)]
        ),
        "timeline of a year": lambda view: len(
            [*Merged(view).events(since="2010-01-01", until="2011-01-01", order="time", limit=50)]
        ),
        "events of a code": lambda view: len([*Merged(view).events(code="ASSAULT", limit=50)]),
        "contradictions": lambda view: len([*Merged(view).events(disputed=True, limit=50)]),
        "who cites whom, the heaviest": lambda view: len(Merged(view).cites(limit=50)),
        "whom one outlet cites": lambda view: len(Merged(view).cites(citing="Outlet 3", limit=50)),
        "places within 50 km": lambda view: len(view.places(50, 10, 50)),
        "places within 5,000 km": lambda view: len(view.places(50, 10, 5000)),
    }


# ---------------------------------------------------------------- drawing


def drawn(articles: int, seed: int = 5) -> Iterator[Rows]:
    """Readings of synthetic articles, the same ones for the same seed."""
    chance = random.Random(seed)
    # By Zipf's law: the word of rank n is n times rarer than the first.
    words, names = (list(accumulate(1 / rank for rank in range(1, size + 1))) for size in (WORDS, NAMES))
    for number in range(articles):
        chosen = chance.choices(range(WORDS), cum_weights=words, k=LENGTH)
        text = " ".join(map(_word, chosen)) + (" 북한이 미사일을 쏘았다" if number % 10 == 0 else "")
        article = Article(
            id=f"a{number}",
            text=text,
            title=text[:60],
            outlet=f"Outlet {int(chance.paretovariate(0.5)) % 300}",
            published=_day(chance.randrange(DAYS)),
            language="en",
            url=f"https://news.example/{number}",
        )
        yield _rows(article, chance, chance.choices(range(NAMES), cum_weights=names, k=ENTITIES))


def _rows(article: Article, chance: random.Random, names: list[int]) -> Rows:
    def span() -> Span:
        start = chance.randrange(len(article.text) - 20)
        return Span(article.id, start, start + chance.randrange(1, 20))

    def ids(prefix: str, size: int) -> list[str]:
        return [row_id(prefix, article.id, number) for number in range(size)]

    mentions, times, places = ids("m", MENTIONS), ids("t", TIMES), ids("pl", PLACES)
    entities = [row_id("e", name) for name in names]
    clusters, claims = ids("c", ENTITIES), ids("claim", CLAIMS)
    days = [chance.randrange(DAYS) for _ in times]
    points = [int(chance.paretovariate(0.4)) % POINTS for _ in places]
    return Rows().add(
        [
            article,
            *(Mention(id_, span(), span(), "person", "name", MADE) for id_ in mentions),
            *(Cluster(id_, article.id, (*mentions[n::ENTITIES],), MADE) for n, id_ in enumerate(clusters)),
            *(TimeExpression(id_, span(), "DATE", "XXXX-WXX-7", "past", MADE) for id_ in times),
            *(
                Moment(f"x{id_}", id_, _day(day), _day(day), _day(day + 1), "day", "text", MADE)
                for id_, day in zip(times, days, strict=True)
            ),
            *(
                Claim(id_, (span(),), (span(),), (span(),), chance.choice(mentions), (), None, "direct", "CT+", MADE)
                for id_ in claims
            ),
            *(
                EventMention(
                    id_, span(), span(), "CONSULT", None, "040", (chance.choice(mentions),), (chance.choice(mentions),),
                    None, chance.choice(times), "CT+", chance.choice(claims), 0.5, MADE,
                )
                for id_ in ids("ev", EVENTS)
            ),
            *map(_place, places, clusters, points),
            *(
                Entity(id_, "person", _name(name), (_name(name).split()[1],), (), None, None, None, None, MADE)
                for id_, name in dict(zip(entities, names, strict=True)).items()
            ),
            *(Link(id_, entities[n % ENTITIES], MADE) for n, id_ in enumerate(mentions)),
        ]
    )  # fmt: skip


def _place(id_: str, cluster: str, at: int) -> Place:
    return Place(id_, cluster, f"Place {at}", "city", *_point(at), "IS", "city", (("geonames", str(at)),), (), MADE)


def _word(rank: int) -> str:
    return f"w{rank}x"


def _name(rank: int) -> str:
    return f"Given{rank % 97} Family{rank}"


def _day(number: int) -> str:
    return (date(2000, 1, 1) + timedelta(days=number)).isoformat()


@cache
def _point(number: int) -> tuple[float, float]:
    chance = random.Random(number)
    return round(chance.uniform(-60, 75), 4), round(chance.uniform(-180, 180), 4)
