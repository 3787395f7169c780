"""Coreference: who is meant, on sentences written for the purpose."""

from __future__ import annotations

import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.extract.coreference import find_clusters
from dateline.extract.mentions import find_mentions
from dateline.records import Cluster, Mention, Rows
from tests.conftest import Read


def resolved(parse: Read, text: str, **fields: str) -> Rows:
    rows = parse(text, **fields)
    rows = rows.add(find_mentions(rows))
    return rows.add(find_clusters(rows))


def chains(parse: Read, text: str, **fields: str) -> list[list[str]]:
    """The words of each cluster's mentions."""
    rows = resolved(parse, text, **fields)
    words = {one.id: text[one.span.start : one.span.end] for one in rows.of(Mention)}
    return [[words[mention] for mention in cluster.mentions] for cluster in rows.of(Cluster)]


def chain(of: list[list[str]], word: str) -> list[str]:
    """The one cluster that holds the word."""
    (found,) = [words for words in of if word in words]
    return found


def test_father_and_son_stay_two(parse: Read) -> None:
    text = (
        "Kim Jong Un boarded his train on Sunday. Kim waved. Kim's late father, Kim Jong Il, never flew. "
        "Kim will stay for three days, and he will meet Vladimir Putin."
    )
    of = chains(parse, text)
    assert chain(of, "Kim Jong Un").count("Kim") == 3
    assert "he" in chain(of, "Kim Jong Un")
    assert chain(of, "Kim Jong Il") == ["Kim's late father", "Kim Jong Il"]


def test_a_dateline_joins_no_strangers(parse: Read) -> None:
    text = "BAGHDAD, Iraq (AP) -- A bomb killed three people. Iraq has seen many. The AP counted ten."
    of = chains(parse, text)
    assert chain(of, "Iraq") == ["Iraq", "Iraq"]
    assert chain(of, "AP") == ["AP", "AP"]
    assert chain(of, "BAGHDAD") == ["BAGHDAD"]


def test_letters_in_brackets_are_the_name_before_them(parse: Read) -> None:
    of = chains(parse, "The Harbor Safety Bureau (HSB) warned ships. The HSB said so.")
    assert chain(of, "Harbor Safety Bureau") == ["Harbor Safety Bureau", "HSB", "HSB"]


def test_a_name_cut_short_joins_only_one(parse: Read) -> None:
    text = "Kim Jong Il died in 2011. His son Kim Jong Un took over. Kim Jong was named twice."
    of = chains(parse, text)
    assert "Kim Jong Un" not in chain(of, "Kim Jong Il")


def test_two_presidents_stay_two(parse: Read) -> None:
    text = (
        "President Bush met French President Francois Mitterrand. The French president left. "
        "Bush smiled. Mitterrand did not."
    )
    of = chains(parse, text)
    assert chain(of, "Bush") == ["Bush", "Bush"]
    assert "The French president" in chain(of, "Mitterrand")


def test_the_two_leaders_are_neither_alone(parse: Read) -> None:
    of = chains(parse, "Putin met Kim on Wednesday. The two leaders signed a treaty. They smiled.")
    assert chain(of, "They") == ["The two leaders", "They"]
    assert chain(of, "Putin") == ["Putin"]


def test_pentagon_and_white_house_are_two(parse: Read) -> None:
    of = chains(parse, "The White House agreed. The Pentagon did not, and Washington waited.")
    assert "Pentagon" not in chain(of, "White House")


def test_a_surname_goes_to_its_bearer(parse: Read) -> None:
    text = "Elena Markova sued Boris Falk. Falk denied it. Markova, who is 40, appealed, and she won."
    of = chains(parse, text)
    assert chain(of, "Elena Markova") == ["Elena Markova", "Markova", "she"]
    assert chain(of, "Boris Falk") == ["Boris Falk", "Falk"]


def test_abbreviations(parse: Read) -> None:
    text = "The Korean Central News Agency (KCNA) reported a launch. KCNA gave no date. It said the test went well."
    assert chain(chains(parse, text), "KCNA") == ["Korean Central News Agency", "KCNA", "KCNA", "It"]


def test_it_said_is_the_agency_before(parse: Read) -> None:
    text = "RIA Novosti reported that the ship had sailed. It said the crew was safe."
    assert "It" in chain(chains(parse, text), "RIA Novosti")


def test_appositions_and_predicates(parse: Read) -> None:
    text = "Maria Lopez, the mayor of Quito, resigned. Jorge Diaz is a lawyer."
    of = chains(parse, text)
    assert "the mayor of Quito" in chain(of, "Maria Lopez")
    assert "a lawyer" in chain(of, "Jorge Diaz")


def test_an_office_is_its_holder_on_the_day(parse: Read) -> None:
    text = "Vladimir Putin greeted Kim Jong Un. The North Korean leader smiled. The Russian president did not."
    of = chains(parse, text, published="2023-09-16")
    assert "The North Korean leader" in chain(of, "Kim Jong Un")
    assert "The Russian president" in chain(of, "Vladimir Putin")


def test_the_plant_is_the_plant_named_before(parse: Read) -> None:
    text = "Visitors came to the Gagarin Aviation Plant on Friday. The plant builds warplanes. Workers left the plant."
    assert len(chain(chains(parse, text), "The plant")) == 3


def test_the_company_is_the_body_spoken_of(parse: Read) -> None:
    text = "Ford Motor Company closed two works in May. The company blamed weak demand. Ford shares fell."
    of = chains(parse, text)
    assert "The company" in chain(of, "Ford Motor Company")
    assert "Ford" in chain(of, "Ford Motor Company")


def test_gender_keeps_people_apart(parse: Read) -> None:
    text = "Angela Merkel met Emmanuel Macron in Paris. She praised him."
    of = chains(parse, text)
    assert "She" in chain(of, "Angela Merkel")
    assert "him" in chain(of, "Emmanuel Macron")


def test_a_government_and_its_capital_are_one(parse: Read) -> None:
    text = "Pyongyang said on Monday it would answer. The North Korean government gave no date. North Korea is poor."
    assert "Pyongyang" in chain(chains(parse, text), "The North Korean government")


def test_i_is_who_speaks(parse: Read) -> None:
    text = 'Ahmed Rashid closed his shop. "I lost everything," Rashid said.'
    assert "I" in chain(chains(parse, text), "Ahmed Rashid")


def test_names_of_one_country_and_of_one_aircraft(parse: Read) -> None:
    text = (
        "The U.S. sent jets. The United States also sent a ship. America paid. A Su-57 landed; the Su-57 fighter left."
    )
    of = chains(parse, text)
    assert chain(of, "U.S.") == ["U.S.", "United States", "America"]
    assert sum("Su-57" in words for words in of) == 1


def test_two_leaders_are_no_one_of_them(parse: Read) -> None:
    text = "Putin and Kim met on Sunday. The two leaders dined. They signed nothing."
    of = chains(parse, text)
    assert chain(of, "The two leaders") == ["The two leaders", "They"]


WORDS = st.sampled_from(
    ["He ", "it ", "Kim ", "Kim Jong Un ", "said ", "the company ", '"I ', '" ', ". ", ", ", "who ", "\n", "🛰"]
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=24))
def test_every_mention_is_in_one_cluster(parse: Read, pieces: list[str]) -> None:
    rows = resolved(parse, "".join(pieces))
    placed = [mention for cluster in rows.of(Cluster) for mention in cluster.mentions]
    assert sorted(placed) == sorted(one.id for one in rows.of(Mention))


def test_time_grows_with_the_text_and_no_faster(parse: Read) -> None:
    sentence = "Minister Ivan Petrov of Ruritania met the envoy and he praised its army, and they left the plant. "
    spent = []
    for copies in (60, 240):
        rows = parse(sentence * copies)
        rows = rows.add(find_mentions(rows))
        list(find_clusters(rows))
        start = time.perf_counter()
        list(find_clusters(rows))
        spent.append(time.perf_counter() - start)
    assert spent[1] < 12 * spent[0] + 0.2
