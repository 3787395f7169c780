"""Every table of a ledger as Parquet, one file a table, for DuckDB, pandas, Polars and R.

The columns are the fields of records.py. Rows of a reading have its number in `reading` and the article's id in
`article`; reports have their event and their number in it. Only the parse (tokens) stays in the ledger: it is bulky,
and of use to dateline alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from types import NoneType, TracebackType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from dateline.errors import ExportError
from dateline.ledger import Edge
from dateline.publish.exports.job import STRIDE, Job
from dateline.records import (
    Article,
    Claim,
    Cluster,
    Entity,
    Event,
    EventMention,
    Judgement,
    Link,
    Mention,
    Moment,
    Place,
    Report,
    Row,
    Span,
    Story,
    TimeExpression,
)

#: Rows gathered before they are written: a row group.
GROUP = 5_000
#: The tables of a reading.
READ: dict[str, type[Row]] = {
    "mention": Mention,
    "cluster": Cluster,
    "time_expression": TimeExpression,
    "moment": Moment,
    "claim": Claim,
    "event_mention": EventMention,
    "place": Place,
    "entity": Entity,
    "link": Link,
}
#: What the values of a field of tuples are called.
TUPLES = {
    "identifiers": ("scheme", "value"),
    "runners_up": ("name", "country", "latitude", "longitude", "score"),
    "versions": ("value", "articles"),
}
READING = {"reading": int, "article": str}
#: Of an event, what stands in tables of its own.
APART = ("reports", "judgements")


def write(job: Job, folder: Path) -> int:
    """Write all tables into a folder; the number of rows. Raises ExportError where pyarrow is not installed."""
    with ExitStack() as open_, _Tables(folder, open_) as tables:
        _write_readings(job, tables)
        _write_merged(job, tables)
        return tables.written


def _write_readings(job: Job, tables: _Tables) -> None:
    article = tables.open("article", Article, {"reading": int, "series": str, "added": str, "reader": str})
    read = {kind: tables.open(name, kind, READING) for name, kind in READ.items()}
    total = job.view.contents().readings
    for done, number in enumerate(job.view.current(), 1):
        rows = job.view.reading(number, parse=False)
        one = rows.article
        known = next(known for known in job.view.readings(one.id) if known.reading == number)
        article.add(one, reading=number, series=known.series, added=known.added, reader=known.reader)
        for kind, file in read.items():
            for row in rows.of(kind):
                file.add(row, reading=number, article=one.id)
        if done % STRIDE == 0:
            job.tell("readings", done, total)


def _write_merged(job: Job, tables: _Tables) -> None:
    story, edge = tables.open("story", Story), tables.open("edge", Edge)
    event = tables.open("event", Event, without=APART)
    report = tables.open("report", Report, {"event": str, "number": int})
    judgement = tables.open("judgement", Judgement, {"event": str})
    for one in job.merged.stories():
        story.add(one)
    for happening in job.events():
        event.add(happening)
        for number, telling in enumerate(happening.reports, 1):
            report.add(telling, event=happening.id, number=number)
        for judged in happening.judgements:
            judgement.add(judged, event=happening.id)
    for link in job.merged.cites():
        edge.add(link)


class _Tables:
    """The files of a folder, each with rows that wait to be written."""

    def __init__(self, folder: Path, open_: ExitStack) -> None:
        self._folder, self._open = folder, open_
        self._tables: list[_Table] = []

    def __enter__(self) -> _Tables:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            for table in self._tables:
                table.flush()

    @property
    def written(self) -> int:
        """Rows in all tables so far."""
        return sum(table.written for table in self._tables)

    def open(
        self, name: str, record: type, also: Mapping[str, type] | None = None, without: tuple[str, ...] = ()
    ) -> _Table:
        """A new table: its columns are `also` and the record's fields."""
        hints = {**(also or {}), **{n: h for n, h in get_type_hints(record).items() if n not in without}}
        table = _Table(self._folder / f"{name}.parquet", hints)
        self._open.callback(table.close)
        self._tables.append(table)
        return table


class _Table:
    """One file."""

    def __init__(self, path: Path, hints: Mapping[str, Any]) -> None:
        self._arrow = _arrow()
        self._names = list(hints)
        schema = self._arrow.schema([(name, _type(self._arrow, hint, name)) for name, hint in hints.items()])
        self._schema = schema
        self._writer = import_module("pyarrow.parquet").ParquetWriter(path, schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []
        self.written = 0

    def add(self, record: Any, **also: Any) -> None:
        """Add a row."""
        held = {one.name for one in fields(record)}
        self._rows.append(
            {name: _value(getattr(record, name), name) if name in held and name not in also else also[name]
             for name in self._names}
        )  # fmt: skip
        self.written += 1
        if len(self._rows) >= GROUP:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if self._rows:
            self._writer.write_table(self._arrow.Table.from_pylist(self._rows, schema=self._schema))
            self._rows = []

    def close(self) -> None:
        """Close the file."""
        self._writer.close()


def _arrow() -> Any:
    try:
        return import_module("pyarrow")
    except ImportError:
        raise ExportError("Parquet needs pyarrow: pip install 'dateline[parquet]'") from None


def _type(arrow: Any, hint: Any, name: str) -> Any:
    """The type of a column for the type of a field."""
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (one for one in get_args(hint) if one is not NoneType)
    if hint is Span:
        return arrow.struct([("start", arrow.int64()), ("end", arrow.int64())])
    if is_dataclass(hint):
        return arrow.struct([(n, _type(arrow, h, n)) for n, h in get_type_hints(hint).items()])
    if get_origin(hint) is tuple:
        return _tuple_type(arrow, get_args(hint), name)
    return {int: arrow.int64(), float: arrow.float64(), bool: arrow.bool_()}.get(hint, arrow.string())


def _tuple_type(arrow: Any, of: tuple[Any, ...], name: str) -> Any:
    if of[-1] is Ellipsis:
        return arrow.list_(_type(arrow, of[0], name))
    return arrow.struct([(n, _type(arrow, h, "")) for n, h in zip(TUPLES[name], of, strict=True)])


def _value(value: Any, name: str) -> Any:
    """A value as Arrow takes it."""
    if isinstance(value, Span):
        return {"start": value.start, "end": value.end}
    if is_dataclass(value) and not isinstance(value, type):
        return dict(_values(value))
    if isinstance(value, tuple):
        if name in TUPLES and value and isinstance(value[0], tuple):
            return [dict(zip(TUPLES[name], one, strict=True)) for one in value]
        return [_value(one, name) for one in value]
    return value


def _values(record: Any) -> Iterator[tuple[str, Any]]:
    for one in fields(record):
        yield one.name, _value(getattr(record, one.name), one.name)
