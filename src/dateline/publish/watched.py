"""What a watch says: a table that lives on a terminal, plain lines, JSON lines, and a page; a line for each source."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, Any, TextIO

from dateline.ledger import SourceState

if TYPE_CHECKING:
    from rich.console import Console

Json = dict[str, Any]

#: Letters of a problem in a table.
PROBLEM = 60
#: Lines said lately that stay below the table.
LATELY = 6


class Lines:
    """One line of text for each thing that happens."""

    def __init__(self, stream: TextIO, *, errors: TextIO) -> None:
        self._stream, self._errors = stream, errors

    def source(self, state: SourceState) -> None:
        """A source was asked."""
        print(_clock(), sentence(state), file=self._stream, flush=True)

    def note(self, words: str) -> None:
        """Something happened that a person should know."""
        print(_clock(), f"dateline: {_one_line(words)}", file=self._errors, flush=True)

    def beat(self, states: Sequence[SourceState], foot: str) -> None:
        """How things stand is not said in lines."""

    def close(self) -> None:
        """Nothing is left to do."""


class JsonLines:
    """One JSON object for each thing that happens: {"type": "source", ...} or {"type": "note", "note": ...}."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def source(self, state: SourceState) -> None:
        """A source was asked."""
        self._write({"type": "source", "time": _now(), **as_json(state)})

    def note(self, words: str) -> None:
        """Something happened that a person should know."""
        self._write({"type": "note", "time": _now(), "note": words})

    def beat(self, states: Sequence[SourceState], foot: str) -> None:
        """How things stand is not said in lines."""

    def close(self) -> None:
        """Nothing is left to do."""

    def _write(self, told: Json) -> None:
        print(json.dumps(told, ensure_ascii=False), file=self._stream, flush=True)


class Table:
    """A table that stays where it is on a terminal, with what was said lately below it."""

    def __init__(self, console: Console) -> None:
        from rich.live import Live

        self._lately: list[str] = []
        self._live = Live(console=console, refresh_per_second=2, auto_refresh=False)
        self._live.start()
        self._drawn = 0.0

    def source(self, state: SourceState) -> None:
        """A source was asked: its row shows it."""

    def note(self, words: str) -> None:
        """Something happened that a person should know."""
        self._lately = [*self._lately, f"{_clock()} {_one_line(words)}"][-LATELY:]

    def beat(self, states: Sequence[SourceState], foot: str) -> None:
        """How things stand, drawn twice a second at most."""
        moment = datetime.now(UTC).timestamp()
        if abs(moment - self._drawn) >= 0.5:
            self._drawn = moment
            self._live.update(self._drawing(states, foot), refresh=True)

    def close(self) -> None:
        """Leave the terminal as it stands."""
        self._live.stop()

    def _drawing(self, states: Sequence[SourceState], foot: str) -> Any:
        from rich.console import Group
        from rich.table import Table as Drawn
        from rich.text import Text

        table = Drawn(box=None, pad_edge=False, expand=True)
        for column in COLUMNS:
            table.add_column(column, justify="right" if column == "new" else "left", no_wrap=True, overflow="ellipsis")
        for state in states:
            table.add_row(*(Text(cell) for cell in cells(state)), style="red" if state.failing else "")
        return Group(table, Text(foot, style="bold"), *(Text(line, style="dim") for line in self._lately))


COLUMNS = ("source", "last seen", "new", "newest", "next try", "failing since")


def cells(state: SourceState) -> tuple[str, ...]:
    """The row of a source in a table, as COLUMNS."""
    problem = _one_line(state.problem or "")
    problem = problem if len(problem) <= PROBLEM else problem[: PROBLEM - 1] + "…"
    failing = f"{_short(state.failing)}: {problem}" if state.failing else ""
    following = _short(state.next) if state.next else "being asked"
    return _one_line(state.name), _short(state.checked), f"{state.new:,}", _short(state.newest), following, failing


def sentence(state: SourceState) -> str:
    """A source in one line."""
    told = [_one_line(state.name), f"seen {_short(state.checked)}", f"{state.new:,} new"]
    told += [f"last {_short(state.newest)}"] if state.newest else []
    if state.failing:
        told.append(f"failing since {_short(state.failing)}: {_one_line(state.problem or '')}")
    told.append(f"next {_short(state.next)}" if state.next else "being asked")
    return " · ".join(told)


def as_json(state: SourceState) -> Json:
    """A source as JSON, by the names of `ledger.SourceState`."""
    told = asdict(state)
    del told["told"]
    return told


def page(states: Sequence[SourceState], foot: str) -> str:
    """A page with a row for each source; it needs nothing else, and loads itself anew."""
    head = "".join(f"<th scope=col>{column}</th>" for column in COLUMNS)
    rows = "".join(_row(state) for state in states)
    return (
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><meta http-equiv=refresh content=30>"
        '<meta name=viewport content="width=device-width, initial-scale=1"><title>dateline watch</title>'
        f"<style>{STYLE}</style></head><body><h1>Watched sources</h1><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table><p>{escape(foot)}</p><p>Times are UTC. <a href=/metrics>metrics</a></p>"
        "</body></html>"
    )


STYLE = (
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:1rem}table{border-collapse:collapse}"
    "th,td{text-align:left;padding:.2rem .8rem .2rem 0;border-bottom:1px solid #8886;vertical-align:top}"
    ".failing{color:light-dark(#a40000,#ff9a8a)}"
)


def _row(state: SourceState) -> str:
    made = "".join(f"<td>{escape(cell)}</td>" for cell in cells(state)[1:])
    shown = f'<th scope=row title="{escape(state.url)}">{escape(state.name)}</th>'
    return f"<tr class=failing>{shown}{made}</tr>" if state.failing else f"<tr>{shown}{made}</tr>"


def _short(moment: str | None) -> str:
    """A time as people read it: of today only the clock."""
    if moment is None:
        return "never"
    there = datetime.fromisoformat(moment)
    return f"{there:%H:%M:%S}" if there.date() == datetime.now(UTC).date() else f"{there:%Y-%m-%d %H:%M}"


def _clock() -> str:
    return f"{datetime.now(UTC):%H:%M:%S}"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _one_line(words: str) -> str:
    """Words of others, without what could move a terminal's cursor."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())
