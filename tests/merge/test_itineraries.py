"""Where people were: legs out of sentences, what is planned or follows, gaps, and places that no one can be at both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from dateline.atlas.presence import direction, puts
from dateline.ledger import Merged, Session, View
from dateline.merge.itineraries import FASTEST, itinerary, where
from dateline.merge.merger import Merger
from dateline.merge.sightings import Sighting
from dateline.publish import journeys
from dateline.records import Itinerary, Leg, Origin, Report, Rows, Span, Where

OSLO, BERGEN = Where("Oslo", 59.91, 10.75, "city"), Where("Bergen", 60.39, 5.32, "city")
HARBOUR = Where("Oslo harbour", 59.90, 10.74, "site")
NORWAY, SYDNEY = Where("Norway", None, None, "country"), Where("Sydney", -33.87, 151.21, "city")


def sighting(at: Where | None, start: str | None, end: str | None = None, **fields: Any) -> Sighting:
    """A report that Ingrid Solheim was there on a day, or between two times."""
    origin = fields.pop("origin", "Lillevik Post")
    article = fields.pop("article", f"a{origin}{start}")
    span = Span(article, 0, 9)
    report = Report(
        article, origin, "e1", span, span, "CT+", fields.pop("stance", "asserts"), (), Origin(origin, "outlet", origin),
        None,
    )  # fmt: skip
    begin = datetime.fromisoformat(start) if start else None
    finish = datetime.fromisoformat(end) if end else begin and begin + timedelta(days=1)
    made: dict[str, Any] = {
        "event": f"ev-{at and at.name}-{start}", "story": "s1", "report": report, "where": at,
        "published": "2023-09-20", "country": "AU" if at is SYDNEY else "NO", "start": begin, "end": finish,
        "standing": "told", "denied": False, "company": (), "words": "she was there", **fields,
    }  # fmt: skip
    return Sighting(**made)


def made(*seen: Sighting, **fields: Any) -> Itinerary:
    return itinerary("Ingrid Solheim", seen, **fields)


def stays(legs: tuple[Leg, ...]) -> list[tuple[str, str | None, str | None]]:
    """(place, first day, end) of each leg."""
    return [(leg.place.name, leg.start and leg.start[:10], leg.end and leg.end[:10]) for leg in legs]


# ---------------------------------------------------------------- legs


def test_days_in_one_place_are_one_leg_and_the_finest_place_names_it() -> None:
    found = made(
        sighting(OSLO, "2023-09-12"), sighting(HARBOUR, "2023-09-13", origin="NTB"), sighting(NORWAY, "2023-09-13"),
        sighting(BERGEN, "2023-09-14"),
    )  # fmt: skip
    assert stays(found.legs) == [("Oslo harbour", "2023-09-12", "2023-09-14"), ("Bergen", "2023-09-14", "2023-09-15")]
    first = found.legs[0]
    assert (first.there_by, first.there_until) == ("2023-09-13T00:00:00", "2023-09-13T00:00:00")
    assert first.corroboration.reports == 3 and first.corroboration.independent_origins == 2
    assert not found.gaps


def test_a_vague_time_says_no_more_than_the_exact_one_it_holds() -> None:
    found = made(sighting(OSLO, "2023-09-12"), sighting(OSLO, "2023-09-01", "2023-10-01", origin="NTB"))
    assert stays(found.legs) == [("Oslo", "2023-09-12", "2023-09-13")]
    assert found.legs[0].corroboration.reports == 2


def test_weeks_apart_are_two_legs_with_a_gap() -> None:
    found = made(sighting(OSLO, "2023-09-12"), sighting(BERGEN, "2023-09-20"))
    (gap,) = found.gaps
    assert (gap.after, gap.before, gap.start[:10], gap.end[:10]) == (0, 1, "2023-09-13", "2023-09-20")
    assert gap.kilometres == pytest.approx(305, abs=5)


def test_a_report_without_a_time_joins_its_story_or_stands_alone() -> None:
    found = made(
        sighting(OSLO, "2023-09-12"),
        sighting(OSLO, None, origin="NTB", story="s1"),
        sighting(OSLO, None, origin="VG", story="s2", published="2023-10-01"),
    )
    assert [len(leg.reports) for leg in found.legs] == [2, 1]
    assert found.legs[1].start is None and found.legs[1].reported == "2023-10-01"


def test_who_denies_is_counted_at_the_leg_and_makes_none() -> None:
    denial = sighting(OSLO, "2023-09-12", origin="police", denied=True, stance="denies")
    (leg,) = made(sighting(OSLO, "2023-09-12"), denial).legs
    assert (leg.corroboration.reports, leg.corroboration.denials) == (1, 1)
    assert made(denial).legs == ()


# ---------------------------------------------------------------- what does not go together


def test_too_far_for_the_time_is_impossible() -> None:
    found = made(
        sighting(OSLO, "2023-09-12T10:00", "2023-09-12T10:30"),
        sighting(SYDNEY, "2023-09-12T14:00", "2023-09-12T14:30", origin="NTB"),
    )
    (clash,) = found.clashes
    assert clash.impossible and clash.disputed and clash.kilometres > FASTEST * clash.hours


def test_one_source_is_in_no_dispute_with_itself() -> None:
    found = made(sighting(OSLO, "2023-09-12"), sighting(SYDNEY, "2023-09-12"))
    assert found.clashes == ()
    found = made(sighting(OSLO, "2023-09-12"), sighting(SYDNEY, "2023-09-12", origin="NTB"))
    assert [(one.impossible, one.disputed) for one in found.clashes] == [(False, True)]


def test_a_day_is_enough_for_a_short_way() -> None:
    assert made(sighting(OSLO, "2023-09-12"), sighting(BERGEN, "2023-09-12", origin="NTB")).clashes == ()


days = st.integers(1, 28).map(lambda day: f"2023-09-{day:02}")
places = st.sampled_from([OSLO, BERGEN, HARBOUR, NORWAY, SYDNEY])
origins = st.sampled_from(["NTB", "VG", "Lillevik Post"])


@given(st.lists(st.builds(sighting, places, st.none() | days, origin=origins), max_size=12))
def test_no_report_is_lost_and_order_does_not_matter(seen: list[Sighting]) -> None:
    found = made(*seen)
    assert {report for leg in found.legs for report in leg.reports} == {one.report for one in seen}
    assert stays(made(*reversed(seen)).legs) == stays(found.legs)
    for gap in found.gaps:
        inside = [leg for leg in found.legs if leg.start and leg.end and leg.start < gap.end and gap.start < leg.end]
        assert gap.start < gap.end and not inside
    journeys.show(found, Console(file=StringIO(), width=80))


# ---------------------------------------------------------------- what follows


def test_who_meets_somebody_is_where_that_one_is() -> None:
    there = made(sighting(OSLO, "2023-09-12")).legs
    met = sighting(None, "2023-09-12", company=("Anna Berg",), words="she met Anna Berg on Tuesday")
    found = made(met, companions={"Anna Berg": there})
    assert found.legs == () and stays(found.inferred) == [("Oslo", "2023-09-12", "2023-09-13")]
    assert "Anna Berg was in Oslo" in (found.inferred[0].inferred or "")
    both = (*there, *made(sighting(BERGEN, "2023-09-12")).legs)
    assert made(met, companions={"Anna Berg": both}).inferred == ()


def test_leaving_for_a_place_is_no_arrival_until_one_is_told() -> None:
    leaving = replace(sighting(BERGEN, "2023-09-12", standing="concluded"), end=None)
    assert stays(made(leaving).inferred) == [("Bergen", "2023-09-12", None)]
    assert made(leaving, sighting(BERGEN, "2023-09-13")).inferred == ()


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("word", "code", "mode", "actor"),
    [
        ("visited", "CONSULT", "visit", "at"), ("Arrived", None, None, "to"), ("left", None, None, "from"),
        ("threatened", "THREATEN", None, None), ("called", "CONSULT", "phone", None), ("held", "CONSULT", None, "at"),
        ("held", "COERCE", None, None), ("headed", None, None, "toward"),
    ],
)  # fmt: skip
def test_what_puts_its_actor_somewhere(word: str, code: str | None, mode: str | None, actor: str | None) -> None:
    found = puts(word, code, mode)
    assert (found and found.actor) == actor


def test_words_lead_from_and_to() -> None:
    assert [direction(word) for word in ("From", "for", "in", "because")] == ["from", "to", "at", None]


@pytest.fixture(scope="module")
def journey(read: Callable[..., Rows], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("journeys") / "news.ledger"
    texts = {
        "wire": (
            "2023-09-13",
            "Norwegian Prime Minister Jonas Gahr Store left Oslo for Berlin on Sunday. "
            "Jonas Gahr Store arrived in Berlin on Monday. "
            "German Chancellor Olaf Scholz met Jonas Gahr Store in Hamburg on Tuesday. "
            "Jonas Gahr Store will visit Warsaw on September 15, 2023.",
        ),
        "paper": (
            "2023-09-18",
            "Jonas Gahr Store visited a shipyard in Gdansk on September 15, 2023, the ministry said. "
            "On Sunday, Jonas Gahr Store left Warsaw for Oslo. Jonas Gahr Store threatened Moscow on Tuesday. "
            "Jonas Gahr Store spoke by telephone with Emmanuel Macron in Paris on Thursday. "
            "Jonas Gahr Store was expelled from Stockholm's chess club on Friday.",
        ),
    }
    with Session(path, reader="1") as session:
        for id_, (published, text) in texts.items():
            session.add(read(text, id=id_, outlet=f"The {id_}", published=published, title="Store travels"))
        Merger(session).finish()
    return path


def whereabouts(path: Path, **asked: str) -> Itinerary:
    with View(path) as view:
        return where(view, Merged(view), "jonas gahr store", **asked)


def test_an_itinerary_out_of_articles(journey: Path) -> None:
    found = whereabouts(journey)
    assert stays(found.legs) == [
        ("Oslo", "2023-09-10", "2023-09-11"),
        ("Berlin", "2023-09-11", "2023-09-12"),
        ("Hamburg", "2023-09-12", "2023-09-13"),
        ("Gdańsk", "2023-09-15", "2023-09-16"),
        ("Warsaw", "2023-09-17", "2023-09-18"),
    ]
    assert stays(found.planned) == [("Warsaw", "2023-09-15", "2023-09-16")]
    assert stays(found.inferred) == [("Oslo", "2023-09-17", None)]
    assert "left Warsaw for Oslo" in (found.inferred[0].inferred or "")
    assert [(gap.start[:10], gap.end[:10]) for gap in found.gaps] == [
        ("2023-09-13", "2023-09-15"), ("2023-09-16", "2023-09-17"),
    ]  # fmt: skip
    assert all(leg.events and leg.reports for leg in (*found.legs, *found.planned, *found.inferred))


def test_an_itinerary_of_some_days(journey: Path) -> None:
    found = whereabouts(journey, since="2023-09-12", until="2023-09-16")
    assert [leg.place.name for leg in found.legs] == ["Hamburg", "Gdańsk"]


def test_an_itinerary_is_shown_and_given_as_json(journey: Path) -> None:
    found = whereabouts(journey)
    out = StringIO()
    journeys.show(found, Console(file=out, width=80))
    shown = " ".join(out.getvalue().split())
    assert "not told, 2023-09-13 to 2023-09-15 (Hamburg to Gdańsk" in shown and "PLANNED" in shown
    told = journeys.as_json(found)
    assert [leg["place"]["name"] for leg in told["legs"]] == [leg.place.name for leg in found.legs]
    assert told["gaps"][0]["after"] == 2 and told["legs"][0]["reports"][0]["article"] == "wire"


def test_nobody_was_nowhere(journey: Path) -> None:
    with View(journey) as view:
        found = where(view, Merged(view), "\u202eNobody\x00 at all")
    assert found.legs == () and found.gaps == ()
