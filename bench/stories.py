"""Stories: our clusters on the gold sets beside two peers, in one pass, with one threshold, and what an article costs.

Figures are those of ../shared/scorers/stories.py: B-cubed over articles (Bagga & Baldwin 1998), the adjusted Rand index
(Hubert & Arabie 1985), and the share of stories of two or more articles that are found whole. An article that
dateline doesn't read (another language) is a story of its own.
"""

from __future__ import annotations

import csv
import hashlib
import math
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import gold
from bench.gold import Record
from dateline.extract.annotate import Annotator
from dateline.merge.copies import Copies
from dateline.merge.profiles import WORD
from dateline.merge.stories import Stories
from dateline.pipeline import reading
from dateline.records import Rows
from dateline.settings import Settings

SETS = ("stories/news_clusters", "stories/ecbplus_train", "stories/ecbplus_dev")
#: Our own set: articles of claims/polnear_train and polnear_dev by matter, judged by title and date.
OWN = "politics"
OWN_FILE = Path(__file__).with_name("stories_politics.tsv")
OWN_SETS = ("claims/polnear_train", "claims/polnear_dev")
#: The stages that a profile needs; the others would take minutes and change nothing.
STAGES = frozenset({"mentions", "times", "moments"})
#: The share of its text that makes an article a near-duplicate.
DUPLICATE = 0.5
#: Of the peer: in between what suits short articles and what suits long ones.
PEER_THRESHOLD = 0.15
#: A day and a year at the least, however a set writes them: what lacks either would be filled up with today's.
WHOLE_DATE = re.compile(
    r"\d{4}-?\d\d-?\d\d|[a-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2} [a-z]{3,9}\.? \d{4}", re.I
)
COLUMNS = ("B3 P", "B3 R", "B3 F1", "ARI", "whole")
Stream = Sequence[tuple[Rows, str]]
Partition = Mapping[str, str]


def measure(console: Console, floors_of: Callable[[str], Mapping[str, float]]) -> bool:
    """Print the figures of every set, whole and in halves, and what adding costs; True where one is below its floor."""
    low = False
    streams = {name: stream(name) for name in SETS} | {OWN: own_stream()}
    systems: dict[str, Callable[[Stream], dict[str, str]]] = {
        "dateline": ours,
        "near-duplicates": near_duplicates,
        "TF-IDF, one pass": tfidf,
    }
    for name, articles in streams.items():
        table = Table(title=f"stories on {name}: {len(articles)} articles", title_justify="left")
        for column in ("system", "part", "stories", *COLUMNS):
            table.add_column(column, justify="left" if column in ("system", "part") else "right")
        wanted = {rows.article.id: story for rows, story in articles}
        for system, cluster in systems.items():
            found = cluster(articles)
            for part in ("all", "a", "b"):
                if (held := _part(wanted, part)) and (part == "all" or len(held) < len(wanted)):
                    table.add_row(system, part, *_cells(held, found))
        console.print(table)
        low |= _below(console, figures(wanted, ours(articles)), floors_of(name) if name != OWN else {})
    _speed(console, [one for articles in streams.values() for one in articles])
    return low


def _below(console: Console, found: Mapping[str, float], floors: Mapping[str, float]) -> bool:
    """Whether a figure is below its floor, with a line for each that is."""
    low = [name for name, floor in floors.items() if found[name] < floor]
    for name in low:
        console.print(f"{name} is {100 * found[name]:.1f}, below its floor of {100 * floors[name]:.1f}", style="red")
    return bool(low)


def stream(name: str) -> Stream:
    """The articles of a gold set with their story, in the order of time, as far as a story needs them read."""
    return _read((record, story, rows) for record, rows in _parsed(name) if (story := story_of(record)))


def own_stream() -> Stream:
    """The same of our own set."""
    with OWN_FILE.open(encoding="utf-8") as lines:
        told = (line for line in lines if not line.startswith("#"))
        stories = {row["article"]: row["story"] for row in csv.DictReader(told, delimiter="\t")}
    records = [record for name in OWN_SETS for record in gold.records(name) if record["id"] in stories]
    parse = Annotator(Settings().pipeline)
    given = ((record, Rows().add([gold.article(record)])) for record in records)
    return _read((record, stories[record["id"]], rows.add(parse(rows))) for record, rows in given)


def story_of(record: Record) -> str:
    """The gold story of a record, "" where it has none."""
    meta = record["meta"]
    return str(meta["cluster"]["Event"] if meta.get("cluster") else meta.get("subtopic") or "")


def ours(articles: Stream) -> dict[str, str]:
    """The story of each article as `dateline add` finds it."""
    copies, stories = Copies(), Stories()
    found = {}
    for rows, _ in articles:
        if rows.article.language == "en":
            copied = [(copy.of, copy.share) for copy in copies.add(rows.article)]
            found[rows.article.id] = stories.add(rows, copied=copied).story
    return found


def near_duplicates(articles: Stream) -> dict[str, str]:
    """A story is an article and what copies half of its text or more from it."""
    copies = Copies()
    found: dict[str, str] = {}
    for rows, _ in articles:
        id_ = rows.article.id
        near = [copy.of for copy in copies.add(rows.article) if copy.share >= DUPLICATE]
        found[id_] = found[near[0]] if near else id_
    return found


def tfidf(articles: Stream) -> dict[str, str]:
    """One pass, tf-idf by the articles so far, cosine to the mean of a story, one threshold."""
    seen: Counter[str] = Counter()
    centres: dict[str, dict[str, float]] = {}
    found: dict[str, str] = {}
    for number, (rows, _) in enumerate(articles, 1):
        said = f"{rows.article.title or ''} {rows.article.text}"
        counted = Counter(match[0].casefold() for match in WORD.finditer(said))
        seen.update(counted.keys())
        vector = {w: (1 + math.log(n)) * math.log((number + 1) / (seen[w] + 0.5)) for w, n in counted.items()}
        unit = _unit({word: weight for word, weight in vector.items() if weight > 0})
        near = max(((_cosine(unit, centre), story) for story, centre in centres.items()), default=(0.0, ""))
        story = near[1] if near[0] >= PEER_THRESHOLD else rows.article.id
        centre = centres.setdefault(story, {})
        for word, weight in unit.items():
            centre[word] = centre.get(word, 0.0) + weight
        found[rows.article.id] = story
    return found


def figures(wanted: Partition, found: Partition) -> dict[str, float]:
    """The scorer's figures; an article that is not in `found` is a story of its own."""
    placed = {id_: ("in", found[id_]) if id_ in found else ("alone", id_) for id_ in wanted}
    gold_sizes, our_sizes = Counter(wanted.values()), Counter(placed.values())
    cells = Counter((wanted[id_], placed[id_]) for id_ in wanted)
    count = len(wanted)
    precision = sum(n * n / our_sizes[ours] for (_, ours), n in cells.items()) / count
    recall = sum(n * n / gold_sizes[theirs] for (theirs, _), n in cells.items()) / count
    both, wanted_pairs, our_pairs = (sum(map(_pairs, held.values())) for held in (cells, gold_sizes, our_sizes))
    chance = wanted_pairs * our_pairs / _pairs(count)
    most = (wanted_pairs + our_pairs) / 2
    many = [story for story, size in gold_sizes.items() if size > 1]
    whole = sum(n == gold_sizes[theirs] == our_sizes[ours] for (theirs, ours), n in cells.items() if n > 1)
    return {
        "B3 P": precision,
        "B3 R": recall,
        "B3 F1": 2 * precision * recall / (precision + recall),
        "ARI": (both - chance) / (most - chance) if most != chance else 1.0,
        "whole": whole / len(many) if many else 0.0,
    }


def _pairs(count: int) -> float:
    return count * (count - 1) / 2


def _part(wanted: Partition, part: str) -> Partition:
    """The stories of one half, by the first byte of the SHA-1 of the story's name, as the scorer takes them."""
    return {id_: story for id_, story in wanted.items() if part in ("all", _half(story))}


def _half(story: str) -> str:
    return "a" if hashlib.sha1(story.encode()).digest()[0] < 128 else "b"


def _cells(wanted: Partition, found: Partition) -> list[str]:
    counted = figures(wanted, found)
    ours = len({found.get(id_, id_) for id_ in wanted})
    shown = [f"{counted[name]:.3f}" if name == "ARI" else f"{100 * counted[name]:.1f}" for name in COLUMNS]
    return [f"{ours} of {len(set(wanted.values()))}", *shown]


def _parsed(name: str) -> Iterable[tuple[Record, Rows]]:
    return zip(gold.records(name), gold.parsed(name), strict=True)


def _read(given: Iterable[tuple[Record, str, Rows]]) -> Stream:
    stages = [stage for stage in reading(Settings()).stages if stage.name in STAGES]
    out = []
    for record, story, parsed in given:
        rows = _as_given(record, parsed)
        for stage in stages:
            rows = rows.add(stage.run(rows))
        out.append((rows, story))
    return sorted(out, key=lambda one: (not one[0].article.published, one[0].article.published or ""))


def _as_given(record: Record, parsed: Rows) -> Rows:
    """The rows with what ../shared/scorers/to_articles.py gives beside the text."""
    meta = record.get("meta") or record
    title = meta.get("title")
    named = title if title and not re.match(r"https?://|\S+\.txt$|\d+$", title) else None
    article = replace(
        parsed.article,
        title=named,
        url=meta.get("url"),
        published=_published(meta, parsed.article.published),
        language=meta.get("language") or "en",
    )
    return Rows({**parsed.by_type, type(article): (article,)})


def _published(meta: Mapping[str, object], read: str | None) -> str | None:
    """The date as stated, with its time where one is; None where a date is only partly stated."""
    stated = str(meta.get("dct") or meta.get("date") or meta.get("date_line") or "")
    if timed := re.match(r"\d{4}-\d\d-\d\dT(?!00:00:00)\d\d:\d\d:\d\d", stated):
        return timed[0]
    return read if WHOLE_DATE.search(stated) else None


def _unit(vector: Mapping[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return {word: weight / length for word, weight in vector.items()}


def _cosine(unit: Mapping[str, float], centre: Mapping[str, float]) -> float:
    length = math.sqrt(sum(weight * weight for weight in centre.values())) or 1.0
    return sum(weight * centre[word] for word, weight in unit.items() if word in centre) / length


def _speed(console: Console, articles: Stream) -> None:
    """Print what one article costs to add, its copies and its story, early and late, and what is kept of it."""
    copies, stories, took = Copies(), Stories(), []
    for rows, _ in articles:
        began = time.process_time()
        stories.add(rows, copied=[(copy.of, copy.share) for copy in copies.add(rows.article)])
        took.append(time.process_time() - began)
    console.print(f"{len(took):,} articles in one stream, {len(stories):,} stories; milliseconds to add one:")
    for low, high in ((50, 150), (450, 550), (900, 1000)):
        if len(took) >= high:
            console.print(f"  articles {low} to {high}: {1000 * sum(took[low:high]) / (high - low):.1f}")
