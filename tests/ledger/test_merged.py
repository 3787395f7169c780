"""Stories, events, copies and judgements in the ledger: what was put is found again, and asked for in every way."""

from __future__ import annotations

import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import LedgerError
from dateline.ledger import Edge, Indexed, Merged, Merging, Session, View
from dateline.ledger.packing import Batch, packed, shape, told
from dateline.records import (
    Cited,
    Copy,
    Corroboration,
    Dispute,
    Event,
    Glance,
    Origin,
    Outline,
    Report,
    Span,
    Story,
    Tally,
    Where,
    row_id,
)
from tests.ledger.made import reading

BRIDGE = Story("s1", "Bridge", "2023-09-15", "2023-09-16", ())
GLANCE = Glance("ev-1", "The bridge was closed", Where("Lillevik", None, None, None), 3, 2, 2, 1, 0, 1)


def report(article: str, *chain: str, outlet: str = "Lillevik Post", stance: str = "asserts") -> Report:
    links = tuple(Cited(name, "official", "Norway", Span(article, 0, 14), "claim") for name in chain)
    origin = Origin(chain[-1], "official", "Norway") if chain else Origin(outlet, "outlet", None)
    words = Span(article, 20, 26)
    return Report(article, outlet, "e1", words, words, "CT+", stance, links, origin, None)  # type: ignore[arg-type]


def event(name: str, *reports: Report, independent: int = 1, start: str | None = "2023-09-15") -> Event:
    denials = sum(one.stance == "denies" for one in reports)
    counts = Corroboration(len(reports), 1, 1, independent, (), denials, 2, ("One origin stands behind it.",))
    place = Where("Lillevik", 59.0, 10.5, "city")
    disputed = (Dispute("number", (("two", ("a1",)), ("three", ("a2",)))),) if "toll" in name else ()
    return Event(
        row_id("ev", name), "s1", name, "COERCE", None, ("Ingrid Solheim",), (), place, start,
        start and f"{start[:8]}19",
        reports, counts, disputed,
    )  # fmt: skip


def indexed(one: Event) -> Indexed:
    return Indexed(one, (*one.actors, "Solheim"), ("Lillevik", "Norway"))


CLOSED = event("the bridge was closed", report("a1", "Ingrid Solheim"), report("a2", "NTB", "Ingrid Solheim"))
TOLL = event(
    "toll of three", report("a1"), report("a2", "police", stance="denies"), independent=2, start="2023-09-17T08:00"
)
UNDATED = event("it is old", report("a2"), start=None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "news.ledger"
    with Session(path, reader="1") as session:
        for number in (1, 2, 3):
            session.add(reading(number, published=f"2023-09-1{7 - number}"))
        merging = Merging(session)
        for one in merging.waiting():
            story = "s3" if one.article == "a3" else "s1"
            merging.place(one, story, why={"title": 1.0}, sketch=[one.article])
        passages = ((Span("a1", 0, 20), Span("a2", 5, 25)),)
        merging.copy(1, "a2", Copy("a1", "a2", passages, 0.25, False))
        events = [indexed(one) for one in (CLOSED, TOLL, UNDATED)]
        merging.put(replace(BRIDGE, glance=GLANCE), events=events, tallies=[Tally("KCNA", 2, 1, 0, 1, 0)], merger="1")
        merging.put(Story("s3", "Another", "2023-09-14", "2023-09-14", ()), events=[], tallies=[], merger="1")
    return path


def asked(path: Path, **given: object) -> list[str]:
    with View(path) as view:
        return [one.label for one in Merged(view).events(**given)]  # type: ignore[arg-type]


def test_an_event_comes_back_whole(path: Path) -> None:
    with View(path) as view:
        assert Merged(view).event(TOLL.id) == TOLL


def test_stories_come_back_with_their_articles_in_time_order(path: Path) -> None:
    with View(path) as view:
        merged = Merged(view)
        assert [(one.id, one.articles) for one in merged.stories()] == [("s1", ("a2", "a1")), ("s3", ("a3",))]
        assert merged.story("a2").id == "s1"
        assert [one.id for one in merged.stories(until="2023-09-14")] == ["s3"]
        assert [one.id for one in merged.stories(since="2023-09-15")] == ["s1"]
        assert merged.unmerged() == 0
        with pytest.raises(LedgerError, match="dateline stories"):
            merged.story("s9")


@pytest.mark.parametrize(
    ("given", "labels"),
    [
        ({}, [TOLL.label, CLOSED.label, UNDATED.label]),
        ({"who": "SOLHEIM", "limit": 1}, [TOLL.label]),
        ({"who": "Norway"}, []),
        ({"where": "norway", "min_origins": 2}, [TOLL.label]),
        ({"until": "2023-09-16"}, [CLOSED.label]),
        ({"since": "2023-09-17", "until": "2023-09-18"}, [TOLL.label, CLOSED.label]),
        ({"since": "2023-09-19"}, []),
        ({"order": "time", "since": "0001-01-01"}, [CLOSED.label, TOLL.label]),
        ({"code": "coerce", "min_articles": 2}, [TOLL.label, CLOSED.label]),
        ({"disputed": True}, [TOLL.label]),
        ({"story": "a3"}, []),
    ],
)
def test_events_are_found_by_what_is_asked(path: Path, given: dict[str, object], labels: list[str]) -> None:
    assert asked(path, **given) == labels


@pytest.mark.parametrize("given", [{"who": "Solheim"}, {"where": "Norway"}, {"where": "norway", "min_origins": 2}])
def test_a_name_of_many_events_is_asked_for_in_another_way_and_gives_the_same(
    path: Path, given: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [asked(path, **given, limit=limit) for limit in (1, 2, 50)]
    assert before[-1]
    monkeypatch.setattr("dateline.ledger.merged.MANY", 1)
    assert [asked(path, **given, limit=limit) for limit in (1, 2, 50)] == before


def test_who_cites_whom_counts_each_link(path: Path) -> None:
    with View(path) as view:
        merged = Merged(view)
        assert set(merged.cites()) == {
            Edge("Lillevik Post", "Ingrid Solheim", 1, 1),
            Edge("Lillevik Post", "NTB", 1, 1),
            Edge("NTB", "Ingrid Solheim", 1, 1),
            Edge("Lillevik Post", "police", 1, 1),
        }
        (edge,) = merged.cites(citing="NTB")
        assert [(one.id, place) for one, place in merged.behind(edge)] == [(CLOSED.id, 1)]


def test_merging_again_replaces_what_was_there(path: Path) -> None:
    with Session(path, reader="1") as session:
        merging = Merging(session)
        merging.put(Story("s1", "Bridge", None, None, ()), events=[indexed(CLOSED)], tallies=[], merger="2")
        assert merging.unmerged("2") == ["s3"]
    assert asked(path) == [CLOSED.label]
    with View(path) as view:
        assert Edge("Lillevik Post", "police", 1, 1) not in Merged(view).cites()


def test_what_was_put_is_there_to_merge_with(path: Path) -> None:
    with Session(path, reader="1") as session:
        merging = Merging(session)
        assert list(merging.sketches()) == [("a1", "s1", ["a1"]), ("a2", "s1", ["a2"]), ("a3", "s3", ["a3"])]
        assert [article for _, article in merging.members("s1")] == ["a2", "a1"]
        (copy,) = merging.copies("s1")
        assert copy == Copy("a1", "a2", ((Span("a1", 0, 20), Span("a2", 5, 25)),), 0.25, False)


def test_a_new_reading_of_an_article_is_merged_again(path: Path) -> None:
    with Session(path, reader="2") as session:
        session.add(reading(1, published="2023-09-16"))
        (waiting,) = Merging(session).waiting()
        assert waiting.article == "a1" and waiting.story is not None


def test_a_judgement_stays_when_conclusions_go_and_can_be_withdrawn(path: Path) -> None:
    with Session(path, reader="1") as session:
        merging = Merging(session)
        told = merging.judge("a1#e1", "a2#e1", "different", "M. Okafor")
        assert merging.unmerged("1") == ["s1"]
        merging.forget()
        assert merging.judgements() == [told]
        merging.withdraw(told.id, "M. Okafor")
        (taken,) = merging.judgements()
        assert taken.withdrawn
        with pytest.raises(LedgerError, match="no judgement"):
            merging.withdraw(told.id, "M. Okafor")
    with View(path) as view:
        assert Merged(view).stories() == []
        assert Merged(view).unmerged() == 3


def test_events_packed_by_another_dateline_say_what_to_do(path: Path) -> None:
    batch = Batch(Event, Outline, packed([report("a1").origin], Origin))
    for get in (batch.__getitem__, batch.outline):
        with pytest.raises(LedgerError, match="dateline merge"):
            get(0)
    assert shape(Event) != shape(Report)


spans = st.builds(Span, st.text(max_size=3), st.integers(0, 9), st.integers(0, 9))
cited = st.builds(Cited, st.text(), st.just("agency"), st.none() | st.text(), st.none() | spans, st.just("claim"))


@given(st.lists(cited))
def test_packing_gives_back_what_was_packed(records: list[Cited]) -> None:
    older = zlib.compress("\n".join(map(told, records)).encode("utf-8", "surrogatepass"))
    for given_ in (packed(records, Origin), older):
        kept = Batch(Cited, Origin, given_)
        assert [kept[position] for position in range(len(kept))] == records
        outlines = [kept.outline(position) for position in range(len(kept))]
        assert outlines == [Origin(one.name, one.kind, one.interest) for one in records]


def test_what_stands_behind_a_story_and_the_record_of_a_source_come_back(path: Path) -> None:
    with View(path) as view:
        merged = Merged(view)
        assert merged.story("s1").glance == GLANCE and merged.story("s3").glance is None
        assert merged.tallies("KCNA") == [Tally("KCNA", 2, 1, 0, 1, 0)]
        assert merged.tallies("Nobody") == []
