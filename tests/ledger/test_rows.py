"""What goes into a ledger comes out as it was: whole readings, of any content."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline import Reader, collect
from dateline.errors import RowsError
from dateline.ledger import Session, View
from dateline.ledger.rows import TABLES
from dateline.publish.reading import as_json
from dateline.records import Article, Dateline, Derivation, Mention, Row, Rows, Sentence, Span
from tests.conftest import Read
from tests.ledger.made import MADE, reading

SAMPLES = Path(__file__).parents[2] / "samples" / "reykjavik.jsonl"
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def kept(tmp_path: Path, *given: Rows) -> Iterator[Rows]:
    """Readings, put into a ledger and taken out again."""
    with Session(tmp_path / "x.ledger", reader="1") as session:
        for rows in given:
            session.add(rows)
    with View(tmp_path / "x.ledger") as view:
        yield from map(view.rows, (rows.article.id for rows in given))


def test_samples_come_back_whole(tmp_path: Path) -> None:
    limits: dict[str, Any] = {"max_characters": 10**6, "max_bytes": 10**7, "timeout": 1.0}
    articles = collect.read_inputs([str(SAMPLES)], **limits)
    readings = [one for one in Reader().read_many(articles) if not isinstance(one, Exception)]
    again = list(kept(tmp_path, *(one.rows for one in readings)))
    assert [one.rows for one in readings] == again and len(again) == 6
    assert [one.json() for one in readings] == [as_json(rows) for rows in again]


def test_a_hostile_text_comes_back_whole(tmp_path: Path, read: Read) -> None:
    text = "\x00\x01 שלום \U0001f600 said Ana\u0301 Lindqvist.\r\n\u202e\ufeff 북한이 \u2028" + "said " * 300
    rows = read(text, title="\x00", byline="\x1b[31m", credits=("A\x1fB",))
    assert list(kept(tmp_path, rows)) == [rows]


def value(hint: Any, length: int, id_: str) -> st.SearchStrategy[Any]:
    """Any value of a type; spans lie in an article."""
    spans = st.tuples(st.integers(0, length), st.integers(0, length)).map(lambda ends: Span(id_, min(ends), max(ends)))
    if hint is Span:
        return spans
    if hint is Derivation:
        return st.builds(Derivation, TEXT, TEXT, TEXT, st.none() | st.floats(0, 1))
    if hint is float:
        return st.floats(-180, 180)
    if hint is str:
        return TEXT
    if get_origin(hint) is tuple:
        inner = [value(one, length, id_) for one in get_args(hint) if one is not Ellipsis]
        return st.lists(inner[0], max_size=3).map(tuple) if Ellipsis in get_args(hint) else st.tuples(*inner)
    if type(None) in get_args(hint):
        return st.none() | st.one_of(*(value(one, length, id_) for one in get_args(hint) if one is not type(None)))
    return st.sampled_from(get_args(hint))


def row(record: type, length: int, id_: str) -> st.SearchStrategy[Row]:
    hints = get_type_hints(record)
    given = {one.name: value(hints[one.name], length, id_) for one in fields(record)}
    if "article" in given:
        given["article"] = st.just(id_)
    return st.builds(record, **given)


@st.composite
def readings(draw: st.DrawFn) -> Rows:
    text, id_ = draw(TEXT), draw(TEXT)
    known = {name: draw(st.none() | TEXT) for name in ("title", "outlet", "published", "language", "url", "byline")}
    span = value(Span, len(text), id_)
    line = draw(st.none() | st.builds(Dateline, span, st.none() | span, st.none() | span, st.tuples(span)))
    article = Article(id=id_, text=text, **known, credits=draw(st.tuples(TEXT)), dateline=line)
    rows = [one for record in TABLES for one in draw(st.lists(row(record, len(text), id_), max_size=3))]
    return Rows().add([article, *rows])


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(rows=readings())
def test_any_reading_comes_back_whole(tmp_path: Path, rows: Rows) -> None:
    path = tmp_path / "any.ledger"
    for left in tmp_path.glob("any.ledger*"):
        left.unlink()
    with Session(path, reader="1") as session:
        assert session.add(rows) == "new" and session.has(rows.article) and session.add(rows) == "same"
    with View(path) as view:
        assert view.rows(rows.article.id) == rows


def test_every_field_has_its_column(tmp_path: Path) -> None:
    Session(tmp_path / "x.ledger", reader="1").__exit__(None, None, None)
    file = sqlite3.connect(tmp_path / "x.ledger")
    from dateline.ledger.rows import table

    for record, name in TABLES.items():
        there = [f'"{row[1]}"' for row in file.execute(f"PRAGMA table_info({name})")]
        assert there == ['"reading"', '"position"', *table(record).columns]


@pytest.mark.parametrize("span", [Span("another", 0, 1), Span("a1", 0, 10**6), Span("a1", 5, 4), Span("a1", -1, 4)])
def test_a_span_outside_its_text_is_refused_whole(tmp_path: Path, span: Span) -> None:
    bad = reading(1).add([Mention("m9", span, span, "person", "name", MADE)])
    with Session(tmp_path / "x.ledger", reader="1") as session:
        with pytest.raises(RowsError, match="a1"):
            session.add(bad)
        assert session.add(reading(2)) == "new"
    with View(tmp_path / "x.ledger") as view:
        assert view.contents().articles == 1 and view.search("bridge").total == 1


def test_half_of_a_character_is_refused_by_name(tmp_path: Path) -> None:
    with Session(tmp_path / "x.ledger", reader="1") as session:
        with pytest.raises(RowsError, match="a1"):
            session.add(reading(1, "half \ud800"))
        assert session.add(reading(1)) == "new"


def test_the_parse_is_kept(tmp_path: Path, parse: Read) -> None:
    rows = parse("Police closed the bridge. Nobody was hurt.", id="parsed")
    (again,) = kept(tmp_path, rows)
    assert again.of(Sentence) == rows.of(Sentence) != ()
