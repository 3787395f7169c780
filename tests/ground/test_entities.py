from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.ground.entities import link_entities
from dateline.records import (
    Article,
    Cluster,
    Derivation,
    Entity,
    Form,
    Kind,
    Link,
    Mention,
    Place,
    Rows,
    Span,
    row_id,
)
from tests.conftest import Read

MADE = Derivation("test", "0", "by hand")
KINDS: dict[str, Kind] = {
    "p": "person",
    "o": "organization",
    "l": "place",
    "f": "facility",
    "e": "equipment",
    "g": "group",
}
FORMS: dict[str, Form] = {"n": "name", "d": "nominal", "u": "pronoun"}


def given(text: str, *clusters: str, **fields: str) -> Rows:
    """Rows of an article whose clusters are written "pn Kim Jong Un|pd the leader|pu he": kind, form and words.

    Mentions are found in the text from left to right, each cluster from the start.
    """
    rows = Rows().add([Article(**{"id": "a", "published": "2023-09-16", **fields}, text=text)])  # type: ignore[arg-type]
    for cluster in clusters:
        members: list[Mention] = []
        for part in cluster.split("|"):
            kind, form, words = part[0], part[1], part[3:]
            start = text.index(words, members[-1].span.end if members else 0)
            span = Span("a", start, start + len(words))
            members.append(Mention(row_id("m", span.start, span.end), span, span, KINDS[kind], FORMS[form], MADE))
        rows = rows.add([*members, Cluster(row_id("c", cluster), "a", tuple(one.id for one in members), MADE)])
    return rows


def linked(rows: Rows) -> dict[str, Entity]:
    """The entity of each mention, by the mention's words; of equal words the last."""
    out = list(link_entities(rows))
    entities = {row.id: row for row in out if isinstance(row, Entity)}
    links = {row.mention: row.entity for row in out if isinstance(row, Link)}
    assert len(links) == len(rows.of(Mention)) == sum(isinstance(row, Link) for row in out)
    assert set(links.values()) == set(entities)
    text = rows.article.text
    return {text[m.span.start : m.span.end]: entities[links[m.id]] for m in rows.of(Mention)}


def test_a_leader_has_office_state_and_other_names() -> None:
    text = "Kim Jong-un toured a plant. Kim smiled. The North Korean leader said he was glad."
    kim = linked(given(text, "pn Kim Jong-un|pn Kim|pd The North Korean leader|pu he"))["he"]
    assert (kim.name, kim.kind, kim.country) == ("Kim Jong Un", "person", "KP")
    assert (kim.role, kim.interest) == ("supreme leader of North Korea", "North Korea")
    assert kim.aliases == ("Kim Jong-un", "Kim")
    assert kim.identifiers == ()


def test_one_actor_in_two_clusters_is_one_entity_and_the_same_in_every_article() -> None:
    text = "Vladimir Putin spoke. The Russian president left."
    found = linked(given(text, "pn Vladimir Putin", "pd The Russian president"))
    assert found["Vladimir Putin"] is found["The Russian president"]
    other = linked(given("Putin met the president of Russia's guest.", "pn Putin|pd the president of Russia"))
    assert other["Putin"].id == found["Vladimir Putin"].id


def test_father_and_son_stay_apart_even_in_one_cluster() -> None:
    text = "Kim Jong Il and his son Kim Jong Un: Kim Jong Un wept."
    found = linked(given(text, "pn Kim Jong Il|pn Kim Jong Un|pn Kim Jong Un"))
    assert found["Kim Jong Il"].name == "Kim Jong Il"
    assert found["Kim Jong Un"].name == "Kim Jong Un"


def test_names_that_cannot_be_one_are_parted() -> None:
    text = "François Mitterrand met Bush. Mitterrand left. The State Department told the United Nations; it agreed."
    rows = given(text, "pn François Mitterrand|pn Bush|pn Mitterrand", "on State Department|on United Nations|ou it")
    found = linked(rows)
    assert found["Mitterrand"].name == "François Mitterrand" and found["Mitterrand"].aliases == ("Mitterrand",)
    assert found["Bush"].name == "Bush"
    assert (found["State Department"].name, found["United Nations"].name) == ("State Department", "United Nations")


def test_an_abbreviation_is_what_the_article_says() -> None:
    found = linked(given("The Saudi Press Agency (SPA) wrote.", "on Saudi Press Agency|on SPA"))
    assert found["SPA"].name == "Saudi Press Agency"


@pytest.mark.parametrize(
    ("text", "cluster", "published"),
    [
        ("Kim said no.", "pn Kim", "2023-09-16"),
        ("Clinton said no.", "pn Clinton", "2016-10-01"),
        ("John Kerry Smith sells hats.", "pn John Kerry Smith", "2015-01-01"),
        ("Mike Johnson coaches the team.", "pn Mike Johnson", "2024-01-01"),
        ("Vladimir Putin, a schoolboy", "pn Vladimir Putin", "1961-01-01"),
        ("Gorbachev farms near Omsk.", "pn Gorbachev", "2016-10-01"),
        ("The former Russian president rested.", "pd The former Russian president", "2023-09-16"),
        ("Clinton flew to Oslo.", "pn Clinton", "2010-10-01"),
    ],
)
def test_nobody_is_guessed(text: str, cluster: str, published: str) -> None:
    (one,) = linked(given(text, cluster, published=published)).values()
    assert one.derivation.method == "article"
    assert one.country is None and one.interest is None and one.identifiers == ()


def test_an_office_confirms_a_common_name_and_a_surname() -> None:
    text = "House Speaker Mike Johnson met President Xi."
    found = linked(given(text, "pd House Speaker|pn Mike Johnson", "pd President|pn Xi", published="2024-05-01"))
    assert found["Mike Johnson"].role == "speaker of the House"
    assert found["Xi"].name == "Xi Jinping"


@pytest.mark.parametrize(
    ("surname", "country", "published", "name"),
    [
        ("Gorbachev", "Soviet Union", "1986-10-11", "Mikhail Gorbachev"),
        ("Reagan", "United States", "1986-10-11", "Ronald Reagan"),
        ("Shultz", "United States", "1986-10-11", "George Shultz"),
        ("Shultz", "France", "1986-10-11", "Shultz"),
        ("Shultz", "United States", "1996-10-11", "Shultz"),
        ("Clinton", "United States", "2010-10-11", "Clinton"),
        ("Kim", "North Korea", "2013-10-11", "Kim"),
    ],
)
def test_a_surname_in_office_whose_country_the_article_names(
    surname: str, country: str, published: str, name: str
) -> None:
    rows = given(f"{surname} flew home to {country}.", f"pn {surname}", f"ln {country}", published=published)
    assert linked(rows)[surname].name == name


def test_an_office_without_a_date_still_speaks_for_its_state() -> None:
    (one,) = linked(given("The Russian president rested.", "pd The Russian president", published="")).values()
    assert one.derivation.method == "article" and one.name == "The Russian president"
    assert (one.country, one.interest) == ("RU", "Russia")


def test_a_dispatch_of_1986_speaks_of_its_time() -> None:
    text = (
        "Soviet leader Mikhail Gorbachev and President Reagan met. Moscow and the Soviet Foreign Ministry were pleased."
    )
    rows = given(
        text,
        "pd Soviet leader|pn Mikhail Gorbachev",
        "pd President|pn Reagan",
        "on Moscow",
        "on Soviet Foreign Ministry",
        published="1986-10-12",
    )
    found = linked(rows)
    assert found["Mikhail Gorbachev"].role == "general secretary of the Soviet Union"
    assert found["Reagan"].name == "Ronald Reagan"
    assert found["Moscow"].name == "Government of the Soviet Union"
    assert found["Soviet Foreign Ministry"].name == "Ministry of Foreign Affairs of the Soviet Union"
    speak_for_one = {found[who].interest for who in ("Mikhail Gorbachev", "Moscow", "Soviet Foreign Ministry")}
    assert speak_for_one == {"Soviet Union"}


def test_outlets_speak_for_their_owners() -> None:
    text = "The Korean Central News Agency (KCNA) and the Guardian agreed; Guardian Storage did not, on Telegram."
    rows = given(text, "on Korean Central News Agency|on KCNA", "on Guardian", "on Guardian Storage", "on Telegram")
    found = linked(rows)
    assert (found["KCNA"].name, found["KCNA"].interest, found["KCNA"].country) == ("KCNA", "North Korea", "KP")
    assert dict(found["KCNA"].identifiers) == {"domain": "kcna.kp"}
    assert found["Guardian"].name == "The Guardian"
    assert found["Guardian Storage"].derivation.method == "article"
    assert found["Telegram"].interest is None


def test_seats_and_descriptions_of_governments_are_the_government() -> None:
    text = "Moscow agreed. The Kremlin and the Russian government did too; North Korean state media cheered."
    rows = given(text, "on Moscow", "on Kremlin", "od the Russian government", "od North Korean state media")
    found = linked(rows)
    assert found["Moscow"] is found["Kremlin"] is found["the Russian government"]
    assert (found["Moscow"].name, found["Moscow"].interest) == ("Government of Russia", "Russia")
    assert found["North Korean state media"].interest == "North Korea"


def test_the_country_before_a_body_decides_whose_it_is() -> None:
    text = "Iran's National Security Council and Russia's Pacific Fleet replied to the U.S. Embassy in Oslo."
    rows = given(text, "on National Security Council", "on Pacific Fleet", "on U.S. Embassy")
    found = linked(rows)
    assert (found["National Security Council"].country, found["National Security Council"].interest) == ("IR", "Iran")
    assert found["Pacific Fleet"].country == "RU"
    assert (found["U.S. Embassy"].name, found["U.S. Embassy"].interest) == ("U.S. Embassy", "United States")


def test_an_unknown_official_speaks_for_his_state() -> None:
    text = "Icelandic Prime Minister Jón Jónsson spoke."
    found = linked(given(text, "pd Icelandic Prime Minister|pn Jón Jónsson", published="2031-01-01"))
    assert found["Jón Jónsson"].country == "IS"
    assert found["Jón Jónsson"].interest == "Iceland"
    assert found["Jón Jónsson"].role == "Prime Minister of Iceland"


def test_an_unnamed_official_speaks_for_his_state() -> None:
    found = linked(given("A South Korean official and a singer", "pd A South Korean official", "pd a singer"))
    official, singer = found["A South Korean official"], found["a singer"]
    assert (official.country, official.role, official.interest) == ("KR", None, "South Korea")
    assert singer.interest is None
    soviet = linked(given("Soviet officials waited.", "pd Soviet officials", published="1986-10-12"))
    assert soviet["Soviet officials"].interest == "Soviet Union"


def test_a_place_takes_name_country_and_identifiers_from_the_map() -> None:
    rows = given("Reykjavik, the city", "ln Reykjavik|ld the city")
    (cluster,) = rows.of(Cluster)
    place = Place("p", cluster.id, "Reykjavík", "city", 64.1, -21.9, "IS", "city", (("geonames", "1"),), (), MADE)
    city = linked(rows.add([place]))["the city"]
    assert (city.name, city.country, city.place) == ("Reykjavík", "IS", "p")
    assert city.identifiers == (("geonames", "1"),)
    assert city.aliases == ("Reykjavik",)


def test_what_only_the_article_knows_keeps_its_best_name() -> None:
    text = "Ólafur, or Ólafur Helgason in full, and a clerk; she waved."
    found = linked(given(text, "pn Ólafur|pn Ólafur Helgason", "pd a clerk|pu she"))
    assert found["Ólafur"].name == "Ólafur Helgason" and found["Ólafur"].aliases == ("Ólafur",)
    assert found["she"].name == "a clerk" and found["she"].aliases == ()


def test_a_mention_in_no_cluster_is_linked() -> None:
    rows = given("NATO met.", "on NATO")
    alone = Rows().add([rows.article, *rows.of(Mention)])
    assert linked(alone)["NATO"].name == "NATO"


def test_an_article_without_mentions() -> None:
    assert list(link_entities(Rows().add([Article("a", "")]))) == []


def test_same_rows_each_time() -> None:
    rows = given("Putin met Kim Jong Un and a clerk.", "pn Putin", "pn Kim Jong Un", "pd a clerk")
    assert list(link_entities(rows)) == list(link_entities(rows))


def test_a_whole_dispatch(read: Callable[..., Rows]) -> None:
    text = (
        "REYKJAVIK, Iceland, Oct. 12 (AP) -- President Reagan and Mikhail S. Gorbachev ended their talks on Sunday.\n"
        "Secretary of State George P. Shultz said he was disappointed. Tass quoted Gorbachev on the matter.\n"
        "The Soviet Foreign Ministry spokesman, Gennadi I. Gerasimov, blamed Washington."
    )
    found = linked(read(text, published="1986-10-12"))
    assert found["George P. Shultz"].name == "George Shultz"
    assert found["Gorbachev"].name == "Mikhail Gorbachev"
    assert found["Tass"].name == "TASS" and found["Tass"].interest == "Soviet Union"


def test_the_article_says_what_an_abbreviation_stands_for(read: Callable[..., Rows]) -> None:
    text = "Fighters of the Rapid Support Forces (RSF) took the town. The RSF denied it. Later the RSF left."
    names = {entity.name for entity in read(text).of(Entity)}
    assert "Rapid Support Forces" in names
    assert not {"Reporters Without Borders", "RSF", "Rapid"} & names


def test_an_abbreviation_spelled_out_as_the_atlas_has_it_is_still_known(read: Callable[..., Rows]) -> None:
    text = "The World Health Organisation (WHO) met in Geneva. The WHO gave no details."
    assert "World Health Organization" in {entity.name for entity in read(text).of(Entity)}


def test_the_soviet_union_is_not_russia_whatever_the_date(read: Read) -> None:
    rows = read("The USSR signed in 1987. Russia took over the seat of the Soviet Union.", published="2015-03-02")
    names = {one.name: set(one.aliases) for one in rows.of(Entity) if one.kind == "place"}
    assert names == {"Soviet Union": {"USSR"}, "Russia": set()}


@pytest.mark.parametrize(
    ("published", "minister"), [("2023-07-27", "Sergei Shoigu"), ("2025-07-27", "Andrei Belousov")]
)
def test_the_date_says_who_is_minister(read: Read, published: str, minister: str) -> None:
    text = "Russia's defense minister said the drills were over. The defense minister added that no one was hurt."
    assert [one.name for one in read(text, published=published).of(Entity) if one.kind == "person"][:1] == [minister]
