"""Who stands behind a fact: chains, origins and independent counts on bench/origins; stories and events are found.

`origin`, `chain`, `both`, `kind`  of the gold reports that one of ours overlaps, those where the best one has it right:
            the origin's name (folded case, the gold's aliases), the chain (as many links, the same last one), both,
            the kind
`coverage`  the share of gold reports that are overlapped at all
`mapped`    facts whose reports go by more than half to one event of ours
`exact`     of those that stand in several articles, the share whose independent count is exact; beside it, on the same
            facts, counting outlets and always saying one; `error` is the mean absolute error
`purity`    of the overlapped reports, those of the commonest fact of their event; `completeness`, its inverse

    python -m bench origins                  the figures, beside counting outlets and always saying one
    python -m bench.origins FOLDER           write gold.json, reports.jsonl, counts.jsonl for any other scorer

Articles come from the gold folder by id; the annotations (bench/origins/*.json) are ours and described in their README.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import gold
from bench.figures import Json, iou
from dateline.collect import article_from
from dateline.errors import DatelineError
from dateline.merge.copies import Copies
from dateline.merge.events import events_of
from dateline.merge.stories import Stories
from dateline.pipeline import reading
from dateline.records import Copy, Event, Rows, Sentence
from dateline.settings import Settings

FOLDER = Path(__file__).with_name("origins")
SET = "stories/news_clusters"
PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})


@dataclass(frozen=True, slots=True)
class Told:
    """One of our reports as it is scored: its words, the event it is of, and where it has it from."""

    span: tuple[int, int]
    event: str
    origin: str
    kind: str
    chain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold report, its fact and happening, and ours that overlaps it best (None: not covered)."""

    happening: str
    fact: Json
    report: Json
    ours: Told | None


def load() -> Json:
    """All annotated stories as one: {"articles", "aliases", "happenings"}."""
    whole: Json = {"articles": {}, "aliases": defaultdict(list), "happenings": []}
    for path in sorted(FOLDER.glob("*.json")):
        story = json.loads(path.read_text(encoding="utf-8"))
        whole["articles"].update(story["articles"])
        whole["happenings"] += story["happenings"]
        for name, others in story["aliases"].items():
            whole["aliases"][name] += [other for other in others if other not in whole["aliases"][name]]
    return whole


def readings(wanted: set[str]) -> list[Rows]:
    """The annotated articles as the ledger would read them, in the order of time."""
    parsed = {rows.article.id: rows.of(Sentence) for rows in gold.parsed(SET)}
    stages = reading(Settings()).stages[1:]
    found = []
    for record in gold.records(SET):
        if record["id"] in wanted and (rows := _given(record)):
            rows = rows.add(parsed[record["id"]])
            for stage in stages:
                rows = rows.add(stage.run(rows))
            found.append(rows)
    return sorted(found, key=lambda rows: (rows.article.published or "", rows.article.id))


def _given(record: Json) -> Rows | None:
    """The article as `dateline add` would get it, address and all; None for one in another language."""
    meta = record["meta"]
    fields = {"id": record["id"], "text": record["text"], "published": meta["date"]}
    fields |= {name: meta[name] for name in ("title", "outlet", "url", "language") if meta.get(name)}
    try:
        return Rows().add([article_from(fields, where=record["id"], max_characters=10_000_000)])
    except DatelineError:
        return None


def merged(read: Sequence[Rows]) -> Iterator[Event]:
    """The events of the stories that these articles are found to be."""
    stories, copies, copied = Stories(), Copies(), defaultdict[str, list[Copy]](list)
    placed: dict[str, list[Rows]] = defaultdict(list)
    for rows in read:
        found = copies.add(rows.article)
        copied[rows.article.id] = list(found)
        story = stories.add(rows, copied=[(copy.of, copy.share) for copy in found]).story
        placed[story].append(rows)
    for story, members in placed.items():
        ids = [rows.article.id for rows in members]
        theirs = [copy for one in ids for copy in copied[one]]
        yield from (found.event for found in events_of(stories.story(story), members, copies=theirs))


def pairs(wanted: Json, events: Sequence[Event]) -> list[Pair]:
    """Each gold report with the report of ours in its article that overlaps it best; of equals the one that agrees."""
    by_article: dict[str, list[Told]] = defaultdict(list)
    for article, told in told_by(events):
        by_article[article].append(told)
    return [
        Pair(happening["id"], fact, report, _best(wanted, report, by_article[report["article"]]))
        for happening in wanted["happenings"]
        for fact in happening["facts"]
        for report in fact["reports"]
    ]


def told_by(events: Sequence[Event]) -> Iterator[tuple[str, Told]]:
    """(article, report) of every report of the events."""
    for event in events:
        for report in event.reports:
            span, chain = (report.clause.start, report.clause.end), tuple(link.name for link in report.chain)
            yield report.article, Told(span, event.id, report.origin.name, report.origin.kind, chain)


def _best(wanted: Json, report: Json, ours: Sequence[Told]) -> Told | None:
    names = accepted(wanted, report["origin"]["name"])
    scored = [
        (max(iou(told.span, span) for span in report["spans"]), fold(told.origin) in names, -order)
        for order, told in enumerate(ours)
    ]
    best = max(scored, default=(0.0, False, 0))
    return ours[-best[2]] if best[0] > 0 else None


def accepted(wanted: Json, name: str) -> set[str]:
    """The folded names under which an origin is right."""
    return {fold(one) for one in (name, *wanted["aliases"].get(name, ()))}


def fold(name: str) -> str:
    """A name as it is compared: straight quotation marks, one blank, no case."""
    return " ".join(name.translate(PLAIN).casefold().split())


def figures(wanted: Json, events: Sequence[Event]) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """Ours, counting outlets, and always saying one."""
    found = pairs(wanted, events)
    covered = [pair for pair in found if pair.ours]
    right: Counter[str] = Counter()
    for pair in covered:
        right.update(_right(wanted, pair))
    ours = {what: right[what] / len(covered) for what in ("origin", "chain", "both", "kind")} if covered else {}
    ours["coverage"] = len(covered) / len(found) if found else 0.0
    counts = {event.id: event.corroboration.independent_origins for event in events}
    errors, facts = _errors(wanted, found, counts)
    ours["mapped"] = facts
    naive: dict[str, float] = {}
    one: dict[str, float] = {}
    for who, column in ((ours, 0), (naive, 1), (one, 2)):
        if errors:
            who["exact"] = sum(error[column] == 0 for error in errors) / len(errors)
            who["error"] = sum(error[column] for error in errors) / len(errors)
    return ours | _events(covered), naive, one


def _right(wanted: Json, pair: Pair) -> dict[str, int]:
    report, told = pair.report, pair.ours
    assert told is not None
    origin = fold(told.origin) in accepted(wanted, report["origin"]["name"])
    last = accepted(wanted, report["origin"]["name"]) | {fold(name) for name in report["chain"][-1:]}
    chain = len(told.chain) == len(report["chain"]) and (not told.chain or fold(told.chain[-1]) in last)
    kind = told.kind == report["origin"]["kind"]
    return {"origin": origin, "chain": chain, "both": origin and chain, "kind": kind}


def _errors(wanted: Json, found: Sequence[Pair], counts: Mapping[str, int]) -> tuple[list[tuple[int, int, int]], float]:
    """Absolute errors (ours, outlets, one) of the mapped facts of several articles, and the share of facts mapped."""
    seen: dict[str, list[str]] = defaultdict(list)
    facts = {pair.fact["id"]: pair.fact for pair in found}
    for pair in found:
        if pair.ours:
            seen[pair.fact["id"]].append(pair.ours.event)
    errors, mapped = [], 0
    for fact, events in seen.items():
        event, votes = Counter(events).most_common(1)[0]
        if 2 * votes <= len(events):
            continue
        mapped += 1
        if len({report["article"] for report in facts[fact]["reports"]}) > 1:
            truth = facts[fact]["independent_origins"]
            errors.append((abs(counts[event] - truth), abs(_outlets(wanted, facts[fact]) - truth), abs(1 - truth)))
    return errors, mapped / len(facts) if facts else 0.0


def _outlets(wanted: Json, fact: Json) -> int:
    asserting = [report for report in fact["reports"] if report["stance"] == "asserts"]
    return len({wanted["articles"][report["article"]]["outlet"] for report in asserting})


def _events(covered: Sequence[Pair]) -> dict[str, float]:
    """Purity and completeness."""
    facts_of: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    events_of_fact: dict[str, Counter[str]] = defaultdict(Counter)
    for pair in covered:
        assert pair.ours is not None
        facts_of[pair.happening, pair.ours.event][pair.fact["id"]] += 1
        events_of_fact[pair.fact["id"]][pair.ours.event] += 1
    tables = {"purity": facts_of.values(), "completeness": events_of_fact.values()}
    return {
        name: sum(max(row.values()) for row in rows) / len(covered) if covered else 0.0 for name, rows in tables.items()
    }


def measure(console: Console, floors: Mapping[str, float]) -> bool:
    """Print the figures; True where one of ours is below its floor."""
    wanted = load()
    events = list(merged(readings(set(wanted["articles"]))))
    ours, naive, one = figures(wanted, events)
    reports = sum(len(fact["reports"]) for happening in wanted["happenings"] for fact in happening["facts"])
    console.print(f"\n[bold]origins[/bold] on bench/origins: {len(wanted['articles'])} articles, {reports} reports")
    table = Table()
    for column in ("figure", "dateline", "counting outlets", "always one", "floor"):
        table.add_column(column, justify="left" if column == "figure" else "right")
    low = False
    for figure, value in ours.items():
        below = figure in floors and value < floors[figure]
        low |= below
        cells = (_percent(who.get(figure), figure) for who in (ours, naive, one, dict(floors)))
        table.add_row(figure, *cells, style="red" if below else None)
    console.print(table)
    return low


def _percent(value: float | None, figure: str) -> str:
    if value is None:
        return ""
    return f"{value:.2f}" if figure == "error" else f"{100 * value:.1f}"


def write(folder: Path) -> None:
    """Write the gold as one file and our reports and counts as lines, for any other scorer."""
    wanted = load()
    events = list(merged(readings(set(wanted["articles"]))))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "gold.json").write_text(json.dumps(wanted), encoding="utf-8")
    rows = [
        {"article": article, "span": told.span, "event": told.event, "origin": told.origin, "chain": told.chain}
        | {"kind": told.kind}
        for article, told in told_by(events)
    ]
    counts = [{"event": one.id, "independent_origins": one.corroboration.independent_origins} for one in events]
    for name, lines in (("reports.jsonl", rows), ("counts.jsonl", counts)):
        (folder / name).write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
