"""Who did it, to whom, where and with what, as an analyst reads it off a sentence; on whole readings."""

from __future__ import annotations

import pytest

from dateline.records import EventMention, Mention, TimeExpression
from tests.conftest import Read


def event(read: Read, text: str, trigger: str) -> dict[str, list[str] | str | None]:
    """The roles of the event at `trigger`, as the words of their mentions."""
    rows = read(text)
    marked: list[Mention | TimeExpression] = [*rows.of(Mention), *rows.of(TimeExpression)]
    words = {row.id: text[row.span.start : row.span.end] for row in marked}
    found = next(e for e in rows.of(EventMention) if text[e.trigger.start : e.trigger.end] == trigger)
    sides = {role: [words[side] for side in getattr(found, role)] for role in ("actors", "recipients", "instruments")}
    return {**sides, "place": words.get(found.place or ""), "time": words.get(found.time or "")}


@pytest.mark.parametrize(
    ("text", "trigger", "actors", "recipients"),
    [
        ("The rebels were attacked by government troops in Aleppo.", "attacked", ["government troops"], ["The rebels"]),
        ("Macron and Scholz met in Berlin on Tuesday.", "met", ["Macron"], ["Scholz"]),
        ("Kenya and Uganda signed a treaty in Kampala on Monday.", "signed", ["Kenya"], ["Uganda"]),
        ("Talks between Seoul and Pyongyang opened in Panmunjom.", "Talks", ["Seoul"], ["Pyongyang"]),
        ("France urged Israel to release the detainees.", "urged", ["France"], ["Israel"]),
        (
            "The minister, who met the Chinese envoy, condemned the raid.",
            "met",
            ["The minister"],
            ["the Chinese envoy"],
        ),
        ("Police arrested the editor and searched his flat.", "searched", ["Police"], ["his flat"]),
        ("Hamas released two hostages whom it had held in Gaza.", "released", ["Hamas"], ["two hostages"]),
        ("A drone strike killed three soldiers near Kharkiv.", "killed", [], ["three soldiers"]),
        ("Two soldiers were killed in an attack by militants near Gao.", "killed", ["militants"], ["Two soldiers"]),
        ("Sudan expelled the UN envoy after he criticised its generals.", "expelled", ["Sudan"], ["the UN envoy"]),
    ],
)
def test_sides(read: Read, text: str, trigger: str, actors: list[str], recipients: list[str]) -> None:
    found = event(read, text, trigger)
    assert (found["actors"], found["recipients"]) == (actors, recipients)


@pytest.mark.parametrize(
    ("text", "trigger", "place", "time"),
    [
        ("The mayor was shot dead on Sunday outside his office in Cebu.", "shot", "Cebu", "Sunday"),
        ("Protesters in Paris clashed with police on Saturday.", "clashed", "Paris", "Saturday"),
        ("A court sentenced the journalist to six years in prison.", "sentenced", None, None),
        ("In Oslo on Monday a judge said rebels had shelled Gao on Friday.", "shelled", None, "Friday"),
    ],
)
def test_place_and_day_are_those_of_the_event(
    read: Read, text: str, trigger: str, place: str | None, time: str | None
) -> None:
    found = event(read, text, trigger)
    assert (found["place"], found["time"]) == (place, time)


@pytest.mark.parametrize(
    ("text", "trigger", "instruments"),
    [
        ("Russia fired two Iskander missiles at Odesa.", "fired", ["two Iskander missiles"]),
        ("A drone strike killed three soldiers near Kharkiv.", "killed", ["drone"]),
        ("A car bomb killed nine people in Mogadishu.", "killed", ["A car bomb"]),
        ("Police dispersed the crowd using water cannon.", "dispersed", ["water cannon"]),
        ("The minister travelled to Goma by helicopter.", "travelled", ["helicopter"]),
        ("Rebels armed with AK-47 rifles stormed the village.", "stormed", ["AK-47 rifles"]),
        ("Hezbollah destroyed a Merkava tank with a Kornet missile.", "destroyed", ["a Kornet missile"]),
        ("Militants attacked the convoy with grenades and machine guns.", "attacked", ["grenades", "machine guns"]),
        ("The attacker stabbed the priest with a kitchen knife.", "stabbed", ["a kitchen knife"]),
        ("Poland sent 14 Leopard tanks to Ukraine.", "sent", []),
        ("Soldiers burned a truck.", "burned", []),
    ],
)
def test_what_it_was_done_with(read: Read, text: str, trigger: str, instruments: list[str]) -> None:
    found = event(read, text, trigger)
    assert found["instruments"] == instruments
    assert not set(instruments) & {*(found["actors"] or ()), *(found["recipients"] or ())}


def test_many_weapons_in_a_row_are_read_in_bounded_time(read: Read) -> None:
    assert list(read("Rebels attacked with " + "rockets and bombs and " * 200 + "guns.").of(EventMention))
