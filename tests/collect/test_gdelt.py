"""Files of GDELT, written in their real columns: leads, each address once."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.collect.gdelt import Lead, leads
from dateline.errors import EmptyInput, FormatInput, InputError, NotFoundInput

FERRY, QUAY = "https://fjord.example/ferry", "https://www.reuters.com/world/quay"


def row(columns: int, **cells: str) -> str:
    made = [""] * columns
    for key, value in cells.items():
        made[int(key.removeprefix("c"))] = value
    return "\t".join(made)


def event(url: str, added: str = "20230916083000") -> str:
    return row(61, c0="1123", c1="20230916", c26="190", c59=added, c60=url)


def mention(url: str, kind: str = "1") -> str:
    return row(16, c0="1123", c1="20230916080000", c2="20230916083000", c3=kind, c4="fjord.example", c5=url)


def gkg(url: str, title: str) -> str:
    extras = f"<PAGE_LINKS>x</PAGE_LINKS><PAGE_TITLE>{title}</PAGE_TITLE>"
    return row(27, c0="20230916083000-1", c1="20230916083000", c2="1", c3="fjord.example", c4=url, c26=extras)


def written(path: Path, *rows: str) -> str:
    path.write_text("".join(f"{one}\n" for one in rows), encoding="utf-8")
    return str(path)


def test_events_mentions_and_gkg_give_leads(tmp_path: Path) -> None:
    events = written(tmp_path / "20230916083000.export.CSV", event(FERRY), event(QUAY), event(FERRY))
    assert list(leads(events)) == [
        Lead(FERRY, "2023-09-16T08:30:00+00:00", None),
        Lead(QUAY, "2023-09-16T08:30:00+00:00", "Reuters"),
    ]
    mentions = written(tmp_path / "m.CSV", mention(FERRY), mention("BBC Monitoring", kind="2"))
    assert list(leads(mentions)) == [Lead(FERRY, "2023-09-16T08:30:00+00:00", "fjord.example")]
    titled = written(tmp_path / "g.csv", gkg(FERRY, "Ferry &amp; quay"))
    assert list(leads(titled)) == [Lead(FERRY, "2023-09-16T08:30:00+00:00", "fjord.example", "Ferry & quay")]
    old = written(tmp_path / "20130401.export.CSV", row(58, c56="20130401", c57=FERRY))
    assert list(leads(old)) == [Lead(FERRY, "2013-04-01", None)]


def test_a_zip_holds_one_table(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("a.export.CSV", event(FERRY) + "\n")
    (lead,) = leads(str(tmp_path / "a.zip"))
    assert isinstance(lead, Lead)
    content = (tmp_path / "a.zip").read_bytes()
    (tmp_path / "b.zip").write_bytes(content[:-30])
    assert [type(one) for one in leads(str(tmp_path / "b.zip"))] == [FormatInput]
    damaged = bytearray(content)
    damaged[45] ^= 0xFF
    (tmp_path / "c.zip").write_bytes(bytes(damaged))
    assert any(isinstance(one, InputError) for one in leads(str(tmp_path / "c.zip")))


def test_an_answer_of_the_doc_api_gives_leads(tmp_path: Path) -> None:
    article = {"url": FERRY, "title": "Ferry aground", "seendate": "20230916T083000Z", "domain": "fjord.example"}
    path = tmp_path / "doc.json"
    path.write_text(json.dumps({"articles": [article, {"url": 7}, {**article, "url": QUAY}]}))
    first, bad, last = leads(str(path))
    assert first == Lead(FERRY, "2023-09-16T08:30:00+00:00", "fjord.example", "Ferry aground")
    assert isinstance(bad, FormatInput)
    assert "article 2" in bad.where
    assert isinstance(last, Lead)
    path.write_text('{"timeline": []}')
    assert [type(one) for one in leads(str(path))] == [FormatInput]


def test_a_broken_line_names_file_and_line_and_the_others_go_on(tmp_path: Path) -> None:
    path = written(tmp_path / "a.CSV", event(FERRY), "1123\t20230916", "", event(QUAY, added="never"))
    first, bad, last = leads(path)
    assert isinstance(bad, FormatInput)
    assert bad.where == f"{path}:2"
    assert isinstance(first, Lead)
    assert isinstance(last, Lead)
    assert last.seen is None


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"", EmptyInput), (b"a,b,c\n", FormatInput), (b"{", FormatInput), (b"\0\1\2", InputError), (b"[]", FormatInput)],
)
def test_what_is_no_table_of_gdelt_is_said(tmp_path: Path, content: bytes, kind: type[InputError]) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    (error,) = leads(str(tmp_path / "a.csv"))
    assert isinstance(error, kind)
    assert "\n" not in str(error)
    (missing,) = leads(str(tmp_path / "missing.csv"))
    assert isinstance(missing, NotFoundInput)


@given(st.binary(max_size=300))
def test_no_bytes_trip_it(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("gdelt") / "a.csv"
    path.write_bytes(event(FERRY).encode() + b"\n" + content)
    first, *_ = leads(str(path))
    assert isinstance(first, (Lead, InputError))
