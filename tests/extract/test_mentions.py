"""Mentions: what a reader would underline as a person, body, place, facility, piece of equipment or group."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.extract.mentions import find_mentions
from dateline.records import Mention
from tests.conftest import Read


def found(parse: Read, text: str) -> dict[str, Mention]:
    """Mentions by their words; of equal words the last."""
    return {text[one.span.start : one.span.end]: one for one in find_mentions(parse(text))}


def kinds(parse: Read, text: str, form: str = "name") -> dict[str, str]:
    return {words: one.kind for words, one in found(parse, text).items() if one.form == form}


def test_a_title_is_no_part_of_a_name(parse: Read) -> None:
    mentions = found(parse, "Russian Defense Minister Sergei Shoigu landed at noon. Gen. Mark Milley met Mr. Austin.")
    assert mentions["Sergei Shoigu"].kind == "person"
    assert mentions["Mark Milley"].kind == "person"
    assert mentions["Russian Defense Minister"].form == "nominal"
    assert "Defense" not in mentions


def test_three_part_korean_names_stay_whole(parse: Read) -> None:
    text = "Foreign Minister Choe Son Hui and Marshal Pak Jong Chon flew home. Pak Jong Chon spoke first."
    names = kinds(parse, text)
    assert names["Choe Son Hui"] == "person"
    assert names["Pak Jong Chon"] == "person"


def test_a_hyphenated_town_is_one_place(parse: Read) -> None:
    assert kinds(parse, "The train stopped in Komsomolsk-on-Amur before dawn.")["Komsomolsk-on-Amur"] == "place"


def test_a_dateline_gives_a_place(parse: Read) -> None:
    text = "VLADIVOSTOK, Russia (AP) -- Two ships left port on Monday."
    assert kinds(parse, text)["VLADIVOSTOK"] == "place"


@pytest.mark.parametrize(
    "text",
    [
        "Moscow said on Monday that it would sign. Russia had waited for months.",
        "Relations between Moscow and Tokyo are cold. Russia and Japan never signed a treaty.",
        "Critics of Moscow's war gathered outside. Russia denied the charge.",
    ],
)
def test_a_capital_that_acts_is_a_government(parse: Read, text: str) -> None:
    assert kinds(parse, text)["Moscow"] == "organization"


@pytest.mark.parametrize(
    "text",
    [
        "The delegations met in Moscow, and Russia paid the bill.",
        "Snow fell on the streets of Moscow while Russia slept.",
        "The Dublin council met. Dublin operates its own buses, said Ohio officials.",
    ],
)
def test_a_capital_is_a_place_where_it_does_not_act(parse: Read, text: str) -> None:
    assert kinds(parse, text)["Dublin" if "Dublin" in text else "Moscow"] == "place"


def test_equipment_by_designation(parse: Read) -> None:
    text = "Pilots flew the Su-35S and a Tu-95MS bomber past an S-400 battery."
    names = kinds(parse, text)
    assert {"Su-35S", "Tu-95MS", "S-400"} <= {words for words, kind in names.items() if kind == "equipment"}


def test_facilities_by_their_last_word(parse: Read) -> None:
    text = "Kim toured the Yuri Gagarin Aviation Plant and later the Vostochny Cosmodrome."
    names = kinds(parse, text)
    assert [names[name] for name in ("Yuri Gagarin Aviation Plant", "Vostochny Cosmodrome")] == ["facility"] * 2


def test_the_article_settles_what_one_sentence_leaves_open(parse: Read) -> None:
    text = "Anna Petrenko opened the office. On Friday Petrenko resigned. Petrenko beat all rivals."
    names = [one for one in find_mentions(parse(text)) if one.form == "name"]
    assert [(text[one.span.start : one.span.end], one.kind) for one in names] == [
        ("Anna Petrenko", "person"),
        ("Petrenko", "person"),
        ("Petrenko", "person"),
    ]


def test_places_inside_the_names_of_bodies(parse: Read) -> None:
    names = kinds(parse, "The Tarrant County Board of Education met. The U.S. Senate did not.")
    assert names["Tarrant County"] == "place"
    assert names["U.S."] == "place"


def test_descriptions_and_their_kinds(parse: Read) -> None:
    text = "Police dispersed protesters near a shipyard, and the ministry of defense thanked hundreds of volunteers."
    nominals = kinds(parse, text, "nominal")
    assert nominals["Police"] == "organization"
    assert nominals["protesters"] == "person"
    assert nominals["a shipyard"] == "facility"
    assert nominals["the ministry of defense"] == "organization"
    assert nominals["hundreds of volunteers"] == "person"


def test_a_body_that_modifies_a_noun_is_found(parse: Read) -> None:
    assert "Russian government" in found(parse, "It was in a Russian government press release.")


def test_weather_is_nobody(parse: Read) -> None:
    assert not kinds(parse, "It is clear that it was raining.", "pronoun").keys() & {"It"}


def test_state_is_a_place_only_where_it_is_one(parse: Read) -> None:
    found_in = found(parse, "Secretary of State Ann Brody met the envoy. The city was under a state of siege.")
    assert found_in["Ann Brody"].kind == "person"
    assert not [words for words in found_in if words.lower().endswith(("state", "siege"))]
    assert kinds(parse, "The state of Ohio voted.", "nominal")["The state of Ohio"] == "place"


def test_a_site_is_named_with_its_noun(parse: Read) -> None:
    names = kinds(parse, "Planes left the Keflavur air base. Reporters waited at the Loftur hotel.")
    assert names == {"Keflavur air base": "facility", "Loftur hotel": "facility"}


def test_the_noun_before_a_name_says_what_it_is(parse: Read) -> None:
    text = "The liner Ivan Semenov left port. The tanker Ocean Spirit sank. The newspaper Dagur wrote about it."
    names = kinds(parse, text)
    assert names == {"Ivan Semenov": "equipment", "Ocean Spirit": "equipment", "Dagur": "organization"}


def test_those_who_are_told_are_no_places(parse: Read) -> None:
    text = "The minister told Eastern Wire that he will. Harbor Wire reported it. Sales fell, according to Bloomberg."
    assert set(kinds(parse, text).values()) == {"organization"}


def test_a_people_before_a_weapon_is_its_own_mention(parse: Read) -> None:
    names = kinds(parse, "Engineers scrapped the American Pershing II and the Soviet SS-20.")
    assert names == {"American": "group", "Pershing II": "equipment", "Soviet": "group", "SS-20": "equipment"}


def test_a_fleet_is_not_in_its_sea(parse: Read) -> None:
    names = kinds(parse, "The Pacific Fleet sent two ships. The Black Sea Fleet and the U.S. Southern Command drilled.")
    assert names["Pacific Fleet"] == names["Black Sea Fleet"] == "organization"
    assert not {"Pacific", "Black Sea"} & names.keys()
    assert names["U.S."] == "place"


def test_streets_are_facilities(parse: Read) -> None:
    names = kinds(parse, "The shop stands on Main Street. Traffic on Highway 61 was slow.")
    assert names == {"Main Street": "facility", "Highway 61": "facility"}


def test_armed_groups_are_organizations(parse: Read) -> None:
    names = kinds(parse, "Fighters of ISIS and al-Shabaab withdrew. Hamas and the PKK denied it.")
    assert names == dict.fromkeys(("ISIS", "al-Shabaab", "Hamas", "PKK"), "organization")


def test_an_apposition_says_what_a_name_is(parse: Read) -> None:
    assert kinds(parse, "He was met by Dai Lingguo, a state councilor, at the gate.")["Dai Lingguo"] == "person"


def test_offices_are_no_bodies_and_titles_no_names(parse: Read) -> None:
    names = kinds(
        parse, "The vice minister of Foreign Trade left. Images of the Pope hung over Lieut. Gen. Ho Jong Man."
    )
    assert names == {"Ho Jong Man": "person"}


def test_peoples_by_faith_and_nation_are_groups(parse: Read) -> None:
    text = "A Roman Catholic priest spoke. Saudi troops guarded the Saudi border. Saudi Arabia agreed."
    names = kinds(parse, text)
    assert names == {"Roman Catholic": "group", "Saudi": "group", "Saudi Arabia": "place"}


def test_countries_that_end_like_peoples_are_places(parse: Read) -> None:
    names = kinds(parse, "Ships sailed from the Philippines. Laos has no coast.")
    assert names == {"Philippines": "place", "Laos": "place"}


def test_a_model_stands_before_its_noun(parse: Read) -> None:
    assert kinds(parse, "Nokia said its Lumia phone had failed.")["Lumia"] == "equipment"


def test_heads(parse: Read) -> None:
    text = "The leader of the opposition spoke."
    one = found(parse, text)["The leader of the opposition"]
    assert text[one.head.start : one.head.end] == "leader"


SPICE = st.sampled_from(
    ["Kim Jong Un", " said ", "(KCNA)", "—", "\n\n", "’s", '"', "the ", "Su-35", "\u202e", "\x00", "🛰", "R-"]
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.one_of(SPICE, st.text(max_size=12)), max_size=14))
def test_any_text_gives_sound_spans(parse: Read, pieces: list[str]) -> None:
    text = "".join(pieces)
    mentions = list(find_mentions(parse(text)))
    spans = [(one.span.start, one.span.end) for one in mentions]
    assert len(set(spans)) == len(spans)
    assert len({one.id for one in mentions}) == len(mentions)
    for one in mentions:
        assert 0 <= one.span.start < one.span.end <= len(text)
        assert one.span.covers(one.head)


def test_time_grows_with_the_text_and_no_faster(parse: Read) -> None:
    sentence = "Minister Ivan Petrov of Ruritania met the Zendan envoy in Strelsau and he praised its army. "
    spent = []
    for copies in (60, 240):
        rows = parse(sentence * copies)
        list(find_mentions(rows))
        start = time.perf_counter()
        list(find_mentions(rows))
        spent.append(time.perf_counter() - start)
    assert spent[1] < 12 * spent[0] + 0.2


def test_large_towns_are_places_where_nothing_beside_them_says_so(parse: Read) -> None:
    names = kinds(parse, "Russian missiles hit Kharkiv, Odesa and Kyiv overnight.")
    assert {names[town] for town in ("Kharkiv", "Odesa", "Kyiv")} == {"place"}


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Storms hit the villages of Velin, Bistra and Dolno Selishte on Monday.", {"Velin", "Bistra"}),
        ("Analysts at the Lodz-based firm said so.", {"Lodz"}),
        ("Sumner Police arrested two men on Friday.", {"Sumner"}),
        ("The Kansas City Fire Department put it out.", {"Kansas City"}),
        ("Rep. Anna Holm, D-Mass., voted against it.", {"Mass."}),
        ("The Himalayas, the Red Sea and Tuscany were on the list.", {"Himalayas", "Red Sea", "Tuscany"}),
    ],
)
def test_places_are_told_by_what_stands_beside_them(parse: Read, text: str, places: set[str]) -> None:
    known = {words for words, kind in kinds(parse, text).items() if kind == "place"}
    assert places <= known
    assert "D" not in known


def test_exercises_are_nobody(parse: Read) -> None:
    text = "The armies held exercises like Iron Falcon and Golden Shield in May."
    assert kinds(parse, text) == {}


def test_a_headline_holds_the_names_of_the_text(parse: Read) -> None:
    text = "Moreau Meets Lindqvist in Vienna After Talks\n\nPaul Moreau met Karin Lindqvist in Vienna on Monday."
    assert {"Moreau", "Lindqvist"} <= kinds(parse, text).keys()


def test_a_gate_stands_in_its_city(parse: Read) -> None:
    text = "Germany celebrated. Thousands gathered at Berlin's iconic Brandenburg Gate."
    assert kinds(parse, text)["Berlin"] == "place"
