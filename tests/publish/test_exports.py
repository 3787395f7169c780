"""Exports, each read back by its format's own library: what was put in stands in them, whole and harmless."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.atlas import followthemoney as our_reader
from dateline.errors import ExportError
from dateline.ledger import Indexed, Merged, Merging, Session, View
from dateline.publish.exports import EXPORTERS, calendar, export, graphml, spreadsheets
from dateline.publish.exports.bounds import day, last_day, parsed
from dateline.publish.exports.job import Job
from dateline.records import (
    Cited,
    Corroboration,
    Dispute,
    Event,
    EventMention,
    Origin,
    Report,
    Rows,
    Span,
    Story,
    Where,
    row_id,
)
from tests.ledger.made import MADE, reading

HOSTILE = 'Ferry "Æsa" <sinks>; all, saved \\ 船が沈む 🛟 ' + "and it went on and on " * 8


def read(number: int, **fields: Any) -> Rows:
    """The reading made by hand, with an event of Ingrid Solheim's."""
    rows = reading(number, **fields)
    id_ = rows.article.id
    words = Span(id_, 20, 26)
    return rows.add(
        [
            EventMention(
                "e2", words, Span(id_, 0, 40), "COERCE", None, None, ("m1",), (), "m2", "t1", "CT+", "c1", 1, MADE
            )
        ]
    )


def report(article: str, *chain: str, stance: str = "asserts") -> Report:
    links = tuple(Cited(name, "official", "Norway", Span(article, 0, 14), "claim") for name in chain)
    origin = Origin(chain[-1], "official", "Norway") if chain else Origin("Lillevik Post", "outlet", None)
    trigger, clause = Span(article, 20, 26), Span(article, 0, 40)
    return Report(article, "Lillevik Post", "e2", trigger, clause, "CT+", stance, links, origin, None)  # type: ignore[arg-type]


def event(label: str, *reports: Report, **fields: Any) -> Event:
    denials = sum(one.stance == "denies" for one in reports)
    counts = Corroboration(len(reports), 1, 1, 1, (), denials, 2, ("One origin stands behind it.",))
    made = Event(
        row_id("ev", label), "s1", label, "COERCE", None, ("Ingrid Solheim",), ("Norway",),
        Where("Lillevik", 59.0, 10.5, "city"), "2023-09-15", "2023-09-17", reports, counts, (),
    )  # fmt: skip
    return replace(made, **fields)


CLOSED = event("=cmd|' /C calc'!A0", report("a1", "Ingrid Solheim"), report("a2", "NTB & Co", "Ingrid Solheim"))
TIMED = event(
    HOSTILE,
    report("a1"),
    report("a2", "police", stance="denies"),
    start="2023-09-15T08:00:00+02:00",
    end="2023-09-15T09:00:00+02:00",
    place=Where("Harbour", -33.85, 151.2, "site"),
    disputed=(Dispute("number", (("two", ("a1",)), ("three", ("a2",)))),),
)
BARE = event("nothing is known", report("a2"), code=None, start=None, end=None, place=None, recipients=())
EVENTS = (CLOSED, TIMED, BARE)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("exports") / "news.ledger"
    with Session(path, reader="1") as session:
        session.add(read(1, url="https://lillevik.example/1", published="2023-09-16"))
        session.add(read(2, title="+1 <b>bridge</b>, again", published="2023-09-17T10:00:00+02:00"))
        merging = Merging(session)
        for one in merging.waiting():
            merging.place(one, "s1", why={}, sketch=[])
        events = [Indexed(one, one.actors, ("Lillevik",)) for one in EVENTS]
        merging.put(Story("s1", "Bridge", "2023-09-16", "2023-09-17", ()), events=events, tallies=[], merger="1")
    return path


@pytest.fixture
def exported(ledger: Path, tmp_path: Path) -> Iterator[Callable[..., Path]]:
    def written(name: str, **asked: Any) -> Path:
        with View(ledger) as view:
            export(name, view, Merged(view), tmp_path / name, **asked)
        return tmp_path / name

    yield written


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


# ---------------------------------------------------------------- all of them


@pytest.mark.parametrize("name", EXPORTERS)
def test_the_same_ledger_gives_the_same_bytes(name: str, ledger: Path, tmp_path: Path) -> None:
    def once(folder: str) -> dict[str, bytes]:
        (tmp_path / folder).mkdir()
        with View(ledger) as view:
            export(name, view, Merged(view), tmp_path / folder / "out")
        files = [path for path in (tmp_path / folder).rglob("*") if path.is_file()]
        return {path.name: path.read_bytes() for path in files}

    if name == "parquet":
        pytest.importorskip("pyarrow")
    first = once("a")
    assert first == once("b") and all(first.values())


@pytest.mark.parametrize("name", [one.name for one in EXPORTERS.values() if not one.folder])
def test_an_export_that_breaks_leaves_the_old_file(name: str, ledger: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.write_text("old")

    def broken(step: str, done: int, of: int | None) -> None:
        raise KeyboardInterrupt

    with View(ledger) as view, pytest.raises(KeyboardInterrupt):
        export(name, view, Merged(view), target, broken)
    assert target.read_text() == "old" and list(tmp_path.iterdir()) == [target]


def test_what_cannot_be_written_is_said(ledger: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    with View(ledger) as view:
        merged = Merged(view)
        with pytest.raises(ExportError, match="geojson"):
            export("docx", view, merged, tmp_path / "x")
        with pytest.raises(ExportError, match="empty folder"):
            export("csv", view, merged, tmp_path / "full")
        with pytest.raises(ExportError, match="--output"):
            export("csv", view, merged, "-")
        with pytest.raises(ExportError, match="cannot be written"):
            export("ics", view, merged, tmp_path / "no" / "folder")


def test_only_what_is_asked_for_is_written(exported: Callable[..., Path]) -> None:
    assert [one["id"] for one in lines(exported("plover", since="2023-09-16", until="2023-10-01"))] == [CLOSED.id]


# ---------------------------------------------------------------- PLOVER


def test_plover_holds_coded_events_and_their_sources(exported: Callable[..., Path]) -> None:
    first, second = lines(exported("plover"))
    assert (first["id"], first["event_type"], first["event_mode"]) == (CLOSED.id, "COERCE", [])
    assert first["attributes"]["ACTOR"] == [{"text": "Ingrid Solheim"}]
    assert first["event_geolocation"]["geo"] == {
        "resolved_placename": "Lillevik", "lat": 59.0, "lon": 10.5, "precision": "city",
    }  # fmt: skip
    assert [one["chain"] for one in first["sources"]] == [["Ingrid Solheim"], ["NTB & Co", "Ingrid Solheim"]]
    assert first["sources"][0]["url"] == "https://lillevik.example/1"
    assert second["date_resolved"] == "2023-09-15" and second["pub_date"] == "2023-09-16"


# ---------------------------------------------------------------- GeoJSON


def test_geojson_holds_points_with_longitude_first(exported: Callable[..., Path]) -> None:
    found = json.loads(exported("geojson").read_text("utf-8"))
    assert found["type"] == "FeatureCollection" and "crs" not in found
    points = {one["id"]: one["geometry"]["coordinates"] for one in found["features"]}
    assert points == {CLOSED.id: [10.5, 59.0], TIMED.id: [151.2, -33.85]}
    assert found["features"][1]["properties"]["precision"] == "site"
    assert found["features"][1]["properties"]["disputed"] == ["number"]


def test_geojson_is_read_by_its_library(exported: Callable[..., Path]) -> None:
    library = pytest.importorskip("geojson")
    found = library.loads(exported("geojson").read_text("utf-8"))
    assert found.is_valid and len(found.features) == 2


# ---------------------------------------------------------------- iCalendar


def test_the_calendar_is_read_by_icalendar(exported: Callable[..., Path]) -> None:
    library = pytest.importorskip("icalendar")
    found = library.Calendar.from_ical(exported("ics").read_bytes())
    events = {str(one["UID"]): one for one in found.walk("VEVENT")}
    assert set(events) == {CLOSED.id, TIMED.id}
    whole, timed = events[CLOSED.id], events[TIMED.id]
    assert str(whole["DTSTART"].dt) == "2023-09-15" and str(whole["DTEND"].dt) == "2023-09-17"
    assert timed["DTSTART"].dt.isoformat() == "2023-09-15T06:00:00+00:00"
    assert str(timed["SUMMARY"]) == HOSTILE and str(timed["LOCATION"]) == "Harbour"
    assert "One origin stands behind it." in str(whole["DESCRIPTION"])
    assert str(whole["URL"]) == "https://lillevik.example/1"
    assert not any(one.errors for one in events.values())


def test_lines_of_the_calendar_are_short_and_cut_no_character(exported: Callable[..., Path]) -> None:
    written = exported("ics").read_bytes().split(b"\r\n")
    assert max(map(len, written)) <= 75
    assert all(line.decode("utf-8") is not None for line in written)


@given(st.text())
def test_any_words_come_back_from_the_calendar_on_their_line(words: str) -> None:
    line = f"SUMMARY:{calendar._text(words)}"
    pieces = list(calendar._folded(line))
    assert "".join(pieces) == line and "\n" not in line and "\r" not in line
    assert all(len(piece.encode("utf-8", "replace")) <= 75 for piece in pieces)


# ---------------------------------------------------------------- GraphML


def test_the_graph_is_read_by_networkx(exported: Callable[..., Path]) -> None:
    networkx = pytest.importorskip("networkx")
    graph = networkx.read_graphml(exported("graphml"))
    assert graph.is_directed()
    assert graph.nodes["NTB & Co"] == {"kind": "official", "interest": "Norway"}
    assert graph.nodes["Lillevik Post"]["kind"] == "outlet"
    assert graph.edges["NTB & Co", "Ingrid Solheim"] == {"weight": 1, "reports": 1}


def test_the_graph_is_that_of_the_events_asked_for(exported: Callable[..., Path]) -> None:
    networkx = pytest.importorskip("networkx")
    graph = networkx.read_graphml(exported("graphml", since="2023-09-16"))
    assert set(graph.nodes) == {"Lillevik Post", "NTB & Co", "Ingrid Solheim"}


@given(st.text())
def test_any_name_can_stand_in_the_graph(name: str) -> None:
    from xml.etree import ElementTree

    node = ElementTree.fromstring(f"<node id={graphml._attribute(name)}>{graphml._data('kind', name)}</node>")
    assert node.attrib["id"] == graphml.FORBIDDEN.sub("?", name)


# ---------------------------------------------------------------- spreadsheets


def test_spreadsheets_hold_events_and_reports(exported: Callable[..., Path]) -> None:
    folder = exported("csv")
    with (folder / "events.csv").open(encoding="utf-8-sig", newline="") as file:
        events = list(csv.DictReader(file))
    with (folder / "reports.csv").open(encoding="utf-8-sig", newline="") as file:
        reports = list(csv.DictReader(file))
    assert [one["id"] for one in events] == [one.id for one in EVENTS]
    assert events[1]["latitude"] == "-33.85" and events[1]["label"] == HOSTILE
    assert [one["event"] for one in reports] == [one.id for one in EVENTS for _ in one.reports]
    assert reports[1]["chain"] == "NTB & Co > Ingrid Solheim"


def test_no_cell_runs_as_a_formula(exported: Callable[..., Path]) -> None:
    folder = exported("csv")
    for path in folder.iterdir():
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.DictReader(file) for name, cell in row.items() if name not in NUMBERS]
        assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))]
        assert any(cell.startswith("'") for cell in cells)


NUMBERS = ("latitude", "longitude")


@given(st.text())
def test_any_text_is_a_harmless_cell(text: str) -> None:
    cell = spreadsheets._cell(text)
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert cell.removeprefix("'") == text.replace("\x00", "").removeprefix("'")


# ---------------------------------------------------------------- Parquet


def test_every_table_is_read_by_pyarrow(exported: Callable[..., Path], ledger: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    folder = exported("parquet")
    tables = {path.stem: parquet.read_table(path) for path in folder.iterdir()}
    assert [row["id"] for row in tables["event"].to_pylist()] == [one.id for one in EVENTS]
    assert tables["event"].to_pylist()[1]["disputed"] == [
        {"field": "number", "versions": [{"value": "two", "articles": ["a1"]}, {"value": "three", "articles": ["a2"]}]}
    ]
    report = tables["report"].to_pylist()[1]
    assert report["event"] == CLOSED.id and [link["name"] for link in report["chain"]] == ["NTB & Co", "Ingrid Solheim"]
    with View(ledger) as view:
        for number in view.current():
            rows = view.reading(number, parse=False)
            mine = [row for row in tables["event_mention"].to_pylist() if row["reading"] == number]
            assert [row["id"] for row in mine] == [row.id for row in rows.of(EventMention)]
            assert mine[0]["trigger"] == {"start": 20, "end": 26} and mine[0]["derivation"]["score"] == 0.5
    article = tables["article"].to_pylist()[1]
    assert article["title"] == "+1 <b>bridge</b>, again" and "bridge 2" in article["text"]


def test_parquet_without_pyarrow_says_what_to_install(
    exported: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExportError, match=r"pip install 'dateline\[parquet\]'"):
        exported("parquet")


# ---------------------------------------------------------------- FollowTheMoney


def test_entities_rest_on_articles(exported: Callable[..., Path]) -> None:
    entities = lines(exported("ftm"))
    by_id = {one["id"]: one for one in entities}
    schemata = {one["schema"] for one in entities}
    assert schemata == {"Article", "Person", "Event", "Documentation", "Address"}
    person = next(one for one in entities if one["schema"] == "Person")
    assert (
        len(person["properties"]["proof"]) == 2
        and person["properties"]["name"] == ["Ingrid Solheim"]
        and person["properties"]["country"] == ["no"]
    )
    assert by_id[person["properties"]["proof"][0]]["properties"]["sourceUrl"] == ["https://lillevik.example/1"]
    happened = by_id[CLOSED.id]["properties"]
    assert (happened["startDate"], happened["endDate"]) == (["2023-09-15"], ["2023-09-16"])
    assert happened["involved"] == [person["id"]] and len(happened["proof"]) == 2
    named = {value for one in entities for p in ("proof", "involved", "document", "entity", "addressEntity")
             for value in one["properties"].get(p, [])}  # fmt: skip
    assert named <= set(by_id)


def test_what_is_exported_can_be_imported_as_a_list(exported: Callable[..., Path]) -> None:
    found = [found.entity for line in lines(exported("ftm")) for found in our_reader.entities(line, where="test")]
    assert {(one.name, one.kind, one.country) for one in found} == {("Ingrid Solheim", "person", "NO")}


def test_followthemoney_takes_every_value(exported: Callable[..., Path]) -> None:
    model = pytest.importorskip("followthemoney").model
    for line in lines(exported("ftm")):
        proxy = model.get_proxy(line, cleaned=False)
        kept = {name: set(values) for name, values in proxy.to_dict()["properties"].items()}
        assert set(kept) == set(line["properties"])
        assert all(len(kept[name]) == len(set(values)) for name, values in line["properties"].items())
        proxy.schema.validate(proxy.to_dict())


# ---------------------------------------------------------------- bounds


@pytest.mark.parametrize(
    ("end", "last"),
    [
        ("2023-09-16", "2023-09-15"),
        ("2023-10", "2023-09-30"),
        ("2024", "2023-12-31"),
        ("2023-09-15T09:00", "2023-09-15"),
        ("2023-09-16T00:00:00", "2023-09-15"),
        ("soon", None),
        (None, None),
        ("0001-01-01", "0001-01-01"),
    ],
)
def test_the_last_day_is_before_the_end(end: str | None, last: str | None) -> None:
    assert last_day(end) == last


@given(st.text())
def test_no_bound_breaks_an_export(bound: str) -> None:
    assert day(bound) is None or parsed(bound) is not None
    last_day(bound)


def test_a_ledger_without_events_gives_empty_files(tmp_path: Path) -> None:
    with Session(tmp_path / "empty.ledger", reader="1"):
        pass
    with View(tmp_path / "empty.ledger") as view:
        job = Job(view, Merged(view))
        for exporter in EXPORTERS.values():
            if not exporter.folder:
                out = BytesIO()
                assert exporter.write(job, out) == 0
