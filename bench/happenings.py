"""Which mentions tell one event: linking on ECB+ across articles, with the gold's mentions and with our own.

Figures are those of ../shared/scorers/happenings.py, beside the peer "same word" (the same lemma in the same story):
given    CoNLL and its parts over the gold's validated mentions, which are given
linked   the same over those mentions that our own reading finds
reported the same over those that our reading finds to be reported, and not only spoken of ("after the crash")
corpus   the same over all validated mentions; one that our reading doesn't find stands alone
found    share of the validated mentions that our reading finds
Clusters run over the whole file, singletons are kept; each figure is F1. Each with the gold's stories (`meta.subtopic`)
and with those that merge/stories.py makes of the articles.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rich.console import Console
from rich.table import Table

from bench import gold, partitions
from dateline.merge.entities import same_entities
from dateline.merge.happenings import groups
from dateline.merge.stories import Stories
from dateline.merge.tellings import Telling, tellings
from dateline.reader import Reader
from dateline.records import Derivation, EventMention, Rows, Sentence, Span

SET = "stories/ecbplus_dev"
Group = Callable[[Sequence[Telling]], list[int]]
#: Which story an article belongs to.
StoryOf = Mapping[str, Hashable]
Labels = dict[Hashable, Hashable]


@dataclass(frozen=True)
class Marked:
    """An article of ECB+ with its reading: its validated mentions with their chains, and its validated sentences."""

    record: gold.Record
    rows: Rows

    @property
    def id(self) -> str:
        """The article's id."""
        return str(self.record["id"])

    @property
    def mentions(self) -> dict[tuple[int, int], str]:
        """Spans of event mentions in validated sentences, and the gold's chain of each."""
        return {
            (one["start"], one["end"]): one["chain"]
            for one in self.record["annotations"]
            if one["type"] == "event_mention" and one["validated"]
        }

    @property
    def own(self) -> list[EventMention]:
        """Our event mentions that lie in validated sentences."""
        valid = [(start, end) for _, start, end, ok in self.record["meta"]["sentences"] if ok]
        return [
            one
            for one in self.rows.of(EventMention)
            if any(start <= one.trigger.start and one.trigger.end <= end for start, end in valid)
        ]


def measure(console: Console, floors: Mapping[str, float]) -> bool:
    """Print the figures of ECB+'s dev part; True where one of ours, in our stories, is below its floor."""
    marked = load(SET)
    console.print(f"\n[bold]happenings[/bold] on {SET}: {len(marked)} articles")
    stories = {"gold stories": gold_stories(marked), "our stories": our_stories(marked)}
    shown = Table("figure", *(f"{who}, {which}" for which in stories for who in ("dateline", "same word")))
    columns = [figures(marked, story_of, group) for story_of in stories.values() for group in (groups, same_word)]
    for figure in columns[0]:
        shown.add_row(figure, *(f"{100 * column[figure]:.1f}" for column in columns))
    console.print(shown)
    _show_misses(console, marked)
    ours = columns[2]
    low = [figure for figure, floor in floors.items() if ours[figure] < floor]
    for figure in low:
        console.print(
            f"{figure} is {100 * ours[figure]:.1f}, below its floor of {100 * floors[figure]:.1f}", style="red"
        )
    return bool(low)


def load(name: str) -> list[Marked]:
    """The articles of a set with their readings, which are kept in .cache/ under what they depend on."""
    records, readings = gold.records(name), _readings(name)
    return [Marked(record, readings[record["id"]]) for record in records]


def _readings(name: str) -> dict[str, Rows]:
    reader = Reader()
    data = hashlib.blake2b((gold.folder() / f"{name}.jsonl").read_bytes(), digest_size=6).hexdigest()
    path = gold.HOME / ".cache" / f"readings-{name.replace('/', '-')}-{data}-{reader.version}.pickle"
    if not path.exists():
        found = {rows.article.id: _read(rows, reader) for rows in gold.parsed(name)}
        scratch = path.with_suffix(f".{os.getpid()}")
        scratch.write_bytes(pickle.dumps(found))
        scratch.rename(path)
    return dict(pickle.loads(path.read_bytes()))


def _read(rows: Rows, reader: Reader) -> Rows:
    for stage in reader.pipeline.stages[1:]:
        rows = rows.add(stage.run(rows))
    return rows


def figures(marked: Sequence[Marked], story_of: StoryOf, group: Group) -> dict[str, float]:
    """Every figure of the docstring, 0..1."""
    wanted: Labels = {(one.id, span): chain for one in marked for span, chain in one.mentions.items()}
    given = grouped(marked, story_of, group, lambda one: [mention for mention, _ in as_mentions(one)])
    own = grouped(marked, story_of, group, lambda one: one.own)
    pairs = {(one.id, found): (one.id, span) for one in marked for found, span in _pairs(one).items()}
    linked: Labels = {pairs[mention]: label for mention, label in own.items() if mention in pairs}
    alone: Labels = {mention: ("alone", mention) for mention in wanted}
    out = {f"given {name}": value for name, value in partitions.figures(wanted, given).items()}
    told = {pairs[mention] for one in marked for mention in _reported(one) if mention in pairs}
    out["linked CoNLL"] = _over(wanted, linked)
    out["reported CoNLL"] = _over(wanted, {mention: label for mention, label in linked.items() if mention in told})
    out["corpus CoNLL"] = partitions.figures(wanted, {**alone, **linked})["CoNLL"]
    return out | {"found": len(linked) / max(len(wanted), 1)}


def _reported(one: Marked) -> Iterator[tuple[str, tuple[int, int]]]:
    return ((one.id, (own.trigger.start, own.trigger.end)) for own in one.own if own.reported)


def _over(wanted: Labels, found: Labels) -> float:
    """CoNLL over the mentions that are found."""
    return partitions.figures({mention: wanted[mention] for mention in found}, found)["CoNLL"]


def _pairs(one: Marked) -> dict[tuple[int, int], tuple[int, int]]:
    return partitions.paired(list(one.mentions), [(own.trigger.start, own.trigger.end) for own in one.own])


def grouped(
    marked: Sequence[Marked], story_of: StoryOf, group: Group, mentions: Callable[[Marked], list[EventMention]]
) -> Labels:
    """The label that `group` gives each mention, by (article, span)."""
    out: Labels = {}
    for story, told in told_by_story(marked, story_of, mentions).items():
        for one, number in zip(told, group(told), strict=True):
            out[one.article, (one.mention.trigger.start, one.mention.trigger.end)] = (story, number)
    return out


def told_by_story(
    marked: Sequence[Marked], story_of: StoryOf, mentions: Callable[[Marked], list[EventMention]]
) -> dict[Hashable, list[Telling]]:
    """The mentions of each story, as merge/ compares them."""
    articles: dict[Hashable, list[Marked]] = defaultdict(list)
    for one in marked:
        articles[story_of[one.id]].append(one)
    out = {}
    for story, members in articles.items():
        known = same_entities([one.rows for one in members])
        out[story] = [telling for one in members for telling in tellings(one.rows, known, mentions(one))]
    return out


def as_mentions(one: Marked) -> Iterator[tuple[EventMention, str]]:
    """The gold's mentions as event mentions of ours, each with its chain.

    One that meets a mention of ours takes its roles, any other has its sentence for a clause and no roles.
    """
    own, sentences = one.rows.of(EventMention), one.rows.of(Sentence)
    for (start, end), chain in one.mentions.items():
        span = Span(one.id, start, end)
        met = next((mention for mention in own if mention.trigger.overlaps(span)), None)
        if met is None:
            around = (mention.clause for mention in own if mention.clause.covers(span))
            sentence = next((held.span for held in sentences if held.span.overlaps(span)), span)
            met = _bare(min(around, key=lambda clause: clause.end - clause.start, default=sentence))
        yield replace(met, id=f"{start}-{end}", trigger=span), chain


def _bare(clause: Span) -> EventMention:
    return EventMention(
        id="", trigger=clause, clause=clause, code=None, mode=None, cameo=None, actors=(), recipients=(), place=None,
        time=None, certainty="CT+", claim=None, salience=0.0, derivation=Derivation("bench", "1", "gold"),
    )  # fmt: skip


def same_word(told: Sequence[Telling]) -> list[int]:
    """The peer: mentions with one lemma are one event."""
    numbers: dict[str, int] = {}
    return [numbers.setdefault(one.lemma, len(numbers)) for one in told]


def gold_stories(marked: Sequence[Marked]) -> StoryOf:
    """The stories that the annotators made: ECB+'s sub-topics."""
    return {one.id: one.record["meta"]["subtopic"] for one in marked}


def our_stories(marked: Sequence[Marked]) -> StoryOf:
    """The stories that merge/ makes of the articles, in the order of time; undated ones first, by id."""
    stories = Stories()
    for one in sorted(marked, key=lambda one: (one.rows.article.published or "", one.id)):
        stories.add(one.rows)
    return {article: story.id for story in stories.stories() for article in story.articles}


def _show_misses(console: Console, marked: Sequence[Marked]) -> None:
    """What the reading finds no event mention for, by part of speech."""
    all_, missed = Counter[str](), Counter[str]()
    for one in marked:
        met = set(_pairs(one).values())
        for telling in tellings(one.rows, {}, [mention for mention, _ in as_mentions(one)]):
            span = (telling.mention.trigger.start, telling.mention.trigger.end)
            all_[telling.pos] += 1
            missed[telling.pos] += span not in met
    table = Table("part of speech", "mentions", "not found")
    for pos, count in all_.most_common(6):
        table.add_row(pos, str(count), str(missed[pos]))
    console.print("\nvalidated mentions that our reading has no event for:", table)
