"""`python -m bench [LAYER ...]`: accuracy and speed on the gold data, ours beside a peer's, held to floors.json."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench import (
    backfill,
    certainty,
    chains,
    claims,
    claims_tables,
    entities,
    events,
    extraction,
    finder,
    gold,
    happenings,
    killed,
    ledger,
    origins,
    peers,
    places,
    side_by_side,
    speed,
    stories,
    times,
    watch,
    web,
)
from bench.figures import Json
from dateline.collect import article_from
from dateline.pipeline import reading
from dateline.publish.reading import as_json
from dateline.records import Rows
from dateline.settings import Settings

FLOORS = Path(__file__).with_name("floors.json")
Scores = dict[str, float]


@dataclass(frozen=True)
class Layer:
    """A layer of the reading: its scorer, the sets it is measured on, and the peer beside it."""

    name: str
    figures: Callable[..., Scores]
    sets: tuple[str, ...]
    peer: str
    read_peer: Callable[[Rows], Json] | None


LAYERS = (
    Layer("claims", claims.figures, ("claims/polnear_dev",), "textacy quotations", peers.textacy_quotations),
    Layer(
        "times",
        times.figures,
        ("times/timebank", "times/aquaint", "meantime/meantime_en_intra"),
        "dateparser search",
        peers.dateparser_search,
    ),
    Layer("places", places.figures, ("places/lgl", "places/geovirus"), "spaCy, largest city", peers.largest_city),
    Layer(
        "entities",
        entities.figures,
        ("entities/gum_news", "meantime/meantime_en_intra"),
        "spaCy, same name",
        peers.same_name,
    ),
    Layer("events", events.figures, ("events/plover_plv_train", "events/plover_gsr"), "lemma's majority", None),
)


def main(argv: list[str] | None = None) -> int:
    """Print the figures; 1 where one is below its floor, 2 where the gold data is absent."""
    options = _options(argv)
    if options.layers == ["ledger"]:  # by its name only: it takes many minutes, and no gold data
        return int(ledger.measure(Console(highlight=False)))
    if options.layers == ["pages"]:  # needs no gold data
        return int(extraction.measure(Console(highlight=False), floors_of_pages()))
    if options.layers == ["web"]:
        return int(web.measure(Console(highlight=False)))
    if options.layers == ["watch"]:  # likewise
        console = Console(highlight=False)
        return int(killed.measure(console) | watch.measure(console))
    if options.layers == ["backfill"]:  # likewise
        return int(backfill.measure(Console(highlight=False), articles=options.articles))
    if not gold.folder().is_dir():
        print(f"bench: no gold data at {gold.folder()}: set DATELINE_GOLD to its folder", file=sys.stderr)
        return 2
    console, failed = Console(highlight=False), False
    if not options.layers or "pages" in options.layers:
        failed |= extraction.measure(console, floors_of_pages())
    for layer in LAYERS:
        if not options.layers or layer.name in options.layers:
            measure = _measure_claims if layer.name == "claims" else _measure
            for name in layer.sets:
                failed |= measure(layer, name, options, console)
    if not options.layers or "certainty" in options.layers:
        for name in certainty.SETS:
            failed |= _measure_certainty(name, console)
    if not options.layers or "finder" in options.layers:
        failed |= _measure_finder(console)
    if not options.layers or "events" in options.layers:
        _measure_snippets(console)
    if not options.layers or "stories" in options.layers:
        failed |= stories.measure(console, partial(floors_of, "stories"))
    if not options.layers or "happenings" in options.layers:
        failed |= happenings.measure(console, floors_of("happenings", happenings.SET))
    if not options.layers or "origins" in options.layers:
        failed |= origins.measure(console, floors_of("origins", origins.SET))
    if not options.layers or "speed" in options.layers:
        failed |= _measure_speed(console)
    return int(failed)


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    names = [
        *(layer.name for layer in LAYERS),
        "certainty",
        "finder",
        "stories",
        "happenings",
        "origins",
        "speed",
        "ledger",
        "watch",
        "backfill",
        "pages",
        "web",
    ]
    parser.add_argument(
        "layers", nargs="*", metavar="LAYER", help=f"any of {', '.join(names)} (all of them by default)"
    )
    parser.add_argument("--no-peers", action="store_true", help="leave the peers out: about half the time")
    parser.add_argument(
        "--articles",
        type=int,
        default=backfill.ARTICLES,
        metavar="N",
        help="how many articles `backfill` adds (%(default)s)",
    )
    parser.add_argument(
        "--errors",
        nargs="?",
        type=Path,
        const=side_by_side.FOLDER,
        metavar="FOLDER",
        help=f"write each article's claims, gold and ours, as pages for reading (by default to {side_by_side.FOLDER})",
    )
    options = parser.parse_args(argv)
    unknown = set(options.layers) - set(names)
    if unknown:
        parser.error(f"no layer {', '.join(sorted(unknown))}: choose from {', '.join(names)}")
    if options.errors and options.layers and "claims" not in options.layers:
        parser.error("--errors writes pages of claims: name that layer, or none")
    if options.errors and (fault := side_by_side.fault(options.errors)):
        parser.error(f"--errors {options.errors}: {fault}")
    return options


def _measure(layer: Layer, name: str, options: argparse.Namespace, console: Console) -> bool:
    """Print one layer on one set; True where a figure is below its floor."""
    wanted, parsed = gold.records(name), list(gold.parsed(name))
    began = time.perf_counter()
    ours = layer.figures(wanted, read(parsed, label=f"{layer.name} {name}"))
    seconds = time.perf_counter() - began
    theirs = {} if options.no_peers else layer.figures(wanted, _peer(layer, parsed, wanted))
    console.print(f"\n[bold]{layer.name}[/bold] on {name}: {len(wanted)} records, {seconds:.0f} s without parsing")
    table = Table()
    floors = floors_of(layer.name, name)
    rows = list(_rows(ours, theirs, floors))
    for column in ("figure", "dateline", layer.peer, "floor", ""):
        table.add_column(column, justify="left" if column == "figure" else "right")
    for row in rows:
        table.add_row(*row, style="red" if row[-1] else None)
    console.print(table)
    if layer.name == "times":
        alone = times.documents_per_second(parsed)
        console.print(f"{alone:.0f} documents a second on one core for times alone, once parsed")
    return any(row[-1] for row in rows)


def _measure_claims(layer: Layer, name: str, options: argparse.Namespace, console: Console) -> bool:
    """Print claims on one set, ours, by rule alone and the peers'; True where a figure of ours is below its floor."""
    wanted, parsed = gold.records(name), list(gold.parsed(name))
    systems = {claims_tables.OURS: read(parsed, label=f"{layer.name} {name}")}
    if rules := claims_tables.rules_alone():
        systems[claims_tables.RULES] = read(parsed, label=claims_tables.RULES, settings=rules)
    for peer in () if options.no_peers else claims_tables.PEERS:
        systems[peer.name] = {rows.article.id: peer.read(rows) for rows in _track(parsed, peer.name)}
    console.print(f"\n[bold]{layer.name}[/bold] on {name}: {len(wanted)} records")
    tallies = {system: claims.tallies(wanted, readings) for system, readings in systems.items()}
    failed = claims_tables.show_figures(console, tallies, floors_of(layer.name, name))
    claims_tables.show_speed(console, name, systems)
    compared = claims.comparisons(wanted, systems[claims_tables.OURS])
    claims_tables.show_worst(console, compared)
    if options.errors:
        console.print(f"\nevery article, worst first: {side_by_side.write(compared, options.errors)}")
    readers = {claims_tables.OURS: Settings()} | ({"its rules alone": rules} if rules else {})
    parts = {who: {part: _chains(part, chosen) for part in chains.PARTS} for who, chosen in readers.items()}
    claims_tables.show_chains(console, parts)
    return failed


def _chains(part: str, settings: Settings) -> Scores:
    """The figures of chains on one half of the project's own passages."""
    passages, pipeline = chains.load(part), reading(settings)
    articles = (article_from(chains.article(one), where=one.id, max_characters=1_000_000) for one in passages)
    return chains.figures(passages, {one.id: as_json(pipeline(one)) for one in articles})


def _rows(ours: Scores, theirs: Scores, floors: Scores) -> Iterator[tuple[str, str, str, str, str]]:
    for figure, value in ours.items():
        floor = floors.get(figure)
        low = floor is not None and value < floor
        yield (figure, _percent(value), _percent(theirs.get(figure)), _percent(floor), "below its floor" if low else "")


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f}"


def read(parsed: list[Rows], *, label: str, settings: Settings | None = None) -> dict[str, Json]:
    """Readings by article id, from articles that are parsed already."""
    stages = reading(settings or Settings()).stages[1:]
    out = {}
    for rows in _track(parsed, label):
        for stage in stages:
            rows = rows.add(stage.run(rows))
        out[rows.article.id] = as_json(rows)
    return out


def _peer(layer: Layer, parsed: list[Rows], wanted: list[Json]) -> dict[str, Json]:
    if layer.read_peer is None:
        return peers.majority_code(parsed, wanted)
    ask = layer.read_peer
    return {rows.article.id: ask(rows) for rows in _track(parsed, layer.peer)}


def _track(parsed: list[Rows], label: str) -> Iterable[Rows]:
    screen = Console(stderr=True)
    return track(parsed, description=label, console=screen, transient=True, disable=not screen.is_terminal)


def floors_of(layer: str, name: str) -> Scores:
    """The floors of a layer on a set, {} where the set is not the one that they were measured on (by digest)."""
    entry = json.loads(FLOORS.read_text("utf-8")).get(f"{layer} {name}", {})
    if not (gold.folder() / f"{name}.jsonl").is_file():
        return {}
    digest = hashlib.sha256((gold.folder() / f"{name}.jsonl").read_bytes()).hexdigest()
    return dict(entry.get("floors", {})) if entry.get("sha256") == digest else {}


def floors_of_pages() -> Scores:
    """The floors of extraction, by half and figure ("open text"): the set is the repository's own."""
    return dict(json.loads(FLOORS.read_text("utf-8")).get(f"pages {extraction.SET}", {}).get("floors", {}))


def _measure_certainty(name: str, console: Console) -> bool:
    """Print how surely the gold's events are given, beside two baselines; True where a figure is below its floor."""
    found, floors = certainty.figures(name), floors_of("certainty", name)
    console.print(f"\n[bold]certainty[/bold] on {name}: the gold's own events")
    table = Table()
    for column in ("figure", *found, "floor", ""):
        table.add_column(column, justify="left" if column == "figure" else "right")
    low = {figure for figure, floor in floors.items() if found["dateline"][figure] < floor}
    for figure in found["dateline"]:
        cells = [_cell(figure, found[judge].get(figure)) for judge in found]
        note = "below its floor" if figure in low else ""
        table.add_row(figure, *cells, _percent(floors.get(figure)), note, style="red" if note else None)
    console.print(table)
    return bool(low)


def _measure_finder(console: Console) -> bool:
    """Print what the trained finder does in a language that it was not taught; True where it is below its floor."""
    console.print(f"\n[bold]finder[/bold] on {finder.SET}: Russian, taught in English only, without a parse")
    table, rows = Table("figure", "dateline", "floor", ""), []
    for figure, value, _, floor, note in _rows(finder.figures(), {}, floors_of("finder", finder.SET)):
        rows.append(note)
        table.add_row(figure, value, floor, note, style="red" if note else None)
    console.print(table)
    return any(rows)


def _cell(figure: str, value: float | None) -> str:
    """A share in percent; a mean error in points of its scale."""
    return f"{value:.2f}" if value is not None and figure.startswith("mae") else _percent(value)


def _measure_snippets(console: Console) -> None:
    """Print the figures of events on the project's own sentences; the tests hold their floors."""
    pipeline = reading(Settings())

    def read_one(text: str) -> Json:
        return as_json(pipeline(gold.article({"id": "snippet", "text": text})))

    found = events.snippet_figures(read_one)
    console.print(
        "\n[bold]events[/bold] on tests/extract/snippets: disasters, attacks, unrest; open and held sentences"
    )
    table = Table()
    for column in ("figure", *found):
        table.add_column(column, justify="left" if column == "figure" else "right")
    for figure in found["open"]:
        table.add_row(figure, *(_percent(half[figure]) for half in found.values()))
    console.print(table)


def _measure_speed(console: Console) -> bool:
    found = speed.figures()
    floors = json.loads(FLOORS.read_text("utf-8"))["speed"]
    console.print(f"\n[bold]speed[/bold] on {speed.ARTICLES} articles of {speed.WORDS} words, one core, start included")
    table = Table()
    for column in ("figure", "dateline", "bare spaCy", "limit"):
        table.add_column(column, justify="left" if column == "figure" else "right")
    for figure, limit in floors.items():
        table.add_row(figure, *(f"{found[who][figure]:.1f}" for who in ("ours", "spacy")), f"{limit:g}")
    console.print(table)
    ours = found["ours"]
    slow = ours["articles_per_second"] < floors["articles_per_second"]
    return bool(slow or ours["megabytes"] > floors["megabytes"])


if __name__ == "__main__":
    sys.exit(main())
