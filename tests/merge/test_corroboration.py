"""How many independent origins stand behind an event, and the reasons in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dateline.merge.corroboration import corroborate, nameless, settled
from dateline.records import Cited, Origin, OriginKind, Report, Span, Stance


def link(name: str, kind: OriginKind = "official", interest: str | None = None, known_by: str = "claim") -> Cited:
    return Cited(name, kind, interest or name, None, known_by)


def told(outlet: str, *chain: Cited, stance: Stance = "asserts", article: str | None = None) -> Report:
    """A report of one event, each of another article unless said."""
    words = Span(article or outlet, 0, 10)
    last = chain[-1] if chain else link(outlet, "outlet")
    origin = Origin(last.name, last.kind, last.interest)
    return Report(words.article, outlet, "m", words, words, "CT+", stance, chain, origin, None)


AP = link("Associated Press", "agency", known_by="credit")
POLICE = link("Lillevik police")
MINISTRY = link("Ministry of Transport", "government", "Norway")


def test_six_outlets_on_one_source_are_one_origin() -> None:
    found = corroborate([told(f"Paper {number}", POLICE) for number in range(6)])
    assert (found.reports, found.outlets, found.origins, found.independent_origins) == (6, 6, 1, 1)
    assert found.admiralty == 3


def test_own_words_of_two_outlets_count_as_two() -> None:
    found = corroborate([told("Fjord Daily"), told("Coast Herald")])
    assert found.independent_origins == 2
    assert found.admiralty == 1
    assert any("neither cites the other" in line for line in found.why)


def test_who_cites_another_adds_nothing_to_him() -> None:
    found = corroborate(
        [told("Fjord Daily"), told("Fjord Daily", POLICE), told("Coast Herald", AP, POLICE), told("X", AP)]
    )
    assert (found.origins, found.independent_origins) == (3, 1)
    assert "Fjord Daily adds nothing to Lillevik police, cited for the same." in found.why
    assert "Associated Press adds nothing to Lillevik police, cited for the same." in found.why


def test_printing_an_agency_is_not_citing_whom_it_cites() -> None:
    found = corroborate([told("Fjord Daily", AP, POLICE), told("Fjord Daily", article="b")])
    assert found.independent_origins == 2


def test_one_interest_counts_once() -> None:
    found = corroborate([told("X", link("Ida Moe", "official", "Norway")), told("Y", MINISTRY)])
    assert (found.origins, found.independent_origins) == (2, 1)
    assert "Ida Moe and Ministry of Transport count as one: they speak for Norway." in found.why


def test_spelling_and_longer_names_make_no_other_interest() -> None:
    zoos = (link("Lillevik Zoo", "company"), link("Lillevik Zoo & Garden", "company"), link("lillevik zoo", "company"))
    assert corroborate([told(f"X{at}", zoo) for at, zoo in enumerate(zoos)]).independent_origins == 1


def test_a_company_without_a_name_may_be_the_one_that_is_named() -> None:
    lines = link("Solheim Lines", "company")
    assert corroborate([told("X", lines), told("Y", link("carrier", "company"))]).independent_origins == 1
    hosts = link("organisers", "company"), link("festival organiser", "company")
    assert corroborate([told(f"X{at}", one) for at, one in enumerate(hosts)]).independent_origins == 1
    assert corroborate([told("X", lines), told("Y", link("police"))]).independent_origins == 2


def test_an_account_is_of_whose_name_it_has() -> None:
    account = link("@idamoe", "witness")
    found = corroborate([told("X", account), told("Y", link("Ida Moe", "witness"))])
    assert found.independent_origins == 1
    assert corroborate([told("X", account), told("Y", link("Per Aas", "witness"))]).independent_origins == 2


def test_the_police_of_a_state_may_be_those_that_are_named() -> None:
    state = link("Police of Norway")
    assert corroborate([told("X", state), told("Y", POLICE)]).independent_origins == 1
    brigade = link("Oslo Fire Brigade")
    assert corroborate([told("X", state), told("Y", brigade)]).independent_origins == 2


def test_circles_of_citation_count_once() -> None:
    one, other = link("Fjord Daily", "outlet"), link("Coast Herald", "outlet")
    assert corroborate([told("Fjord Daily", other), told("Coast Herald", one)]).independent_origins == 1


def test_a_group_without_a_name_may_be_one_that_is_counted() -> None:
    found = corroborate([told("X", POLICE), told("Y", link("officials"))])
    assert found.independent_origins == 1
    assert "Officials cannot be told apart from Lillevik police." in found.why
    assert corroborate([told("X", link("officials"))]).independent_origins == 1


def test_an_unsigned_statement_may_be_of_who_is_cited_by_name() -> None:
    unsigned = link("statement", "document")
    found = corroborate([told("X", unsigned), told("Y", link("Ida Moe", "company", "Solheim Lines"))])
    assert found.independent_origins == 1
    assert "Statement cannot be told apart from Ida Moe." in found.why
    assert corroborate([told("X", link("video", "document")), told("Y", POLICE)]).independent_origins == 2


def test_a_ministry_without_a_state_is_of_the_one_that_speaks() -> None:
    nowhere = link("Security Ministry", "government")
    assert corroborate([told("X", nowhere), told("Y", MINISTRY)]).independent_origins == 1
    sweden = link("Ministry of Defence", "government", "Sweden")
    assert corroborate([told("X", nowhere), told("Y", MINISTRY), told("Z", sweden)]).independent_origins == 3


def test_one_agency_of_a_credit_to_several_is_that_agency() -> None:
    both = link("AFP, AP", "agency", "AFP and AP", known_by="credit")
    assert corroborate([told("X", both, POLICE), told("Y", AP)]).independent_origins == 1


def test_sources_that_two_outlets_heard_without_a_name_are_two() -> None:
    heard = [told(name, link(f"anonymous source of {name}", "anonymous")) for name in ("X", "Y")]
    found = corroborate(heard)
    assert found.independent_origins == 2
    assert corroborate(heard[:1]).admiralty == 6


@pytest.mark.parametrize(
    ("name", "kind", "without"),
    [
        ("officials", "official", True),
        ("Police", "official", True),
        ("Survivors of the crash", "witness", True),
        ("Australian media", "outlet", True),
        ("Lillevik police", "official", False),
        ("Ida Moe", "witness", False),
        ("www.fjord.example", "outlet", False),
        ("footage", "document", False),
        ("Associated Press", "agency", False),
    ],
)
def test_which_names_are_none(name: str, kind: OriginKind, without: bool) -> None:
    assert nameless(Origin(name, kind, name)) is without


def test_parties_and_denials_have_their_own_numbers() -> None:
    found = corroborate(
        [told("X", MINISTRY), told("Y", POLICE, stance="denies"), told("Z", stance="doubts")], participants=["Norway"]
    )
    assert (found.reports, found.denials, found.parties) == (1, 1, ("Ministry of Transport",))
    assert "Lillevik police denies it." in found.why
    assert found.admiralty == 4


def test_what_most_deny_is_told_as_not_so() -> None:
    deny = [told(name, stance="denies") for name in ("X", "Y")]
    found = settled([*deny, told("Z")])
    assert [one.stance for one in found] == ["asserts", "asserts", "denies"]
    assert [one.stance for one in settled([told("X", stance="doubts")])] == ["asserts"]
    assert settled([]) == ()


def test_nobody_asserts_it() -> None:
    found = corroborate([])
    assert (found.reports, found.independent_origins, found.admiralty) == (0, 0, 6)


def test_reasons_stay_short_for_many_reports() -> None:
    many = [told(f"Paper {number}", link(f"Person {number} Moe", "witness")) for number in range(300)]
    found = corroborate(many)
    assert found.independent_origins == 300
    assert len(found.why) < 20
    assert all(len(line) < 400 for line in found.why)


def test_the_order_of_reports_changes_no_count() -> None:
    some = [told("X"), told("X", POLICE), told("Y", link("officials")), told("Z", AP, MINISTRY), told("W")]
    numbers = {
        (one.origins, one.independent_origins, one.admiralty)
        for one in (corroborate(some), corroborate(some[::-1]), corroborate([*some[2:], *some[:2]]))
    }
    assert len(numbers) == 1


def test_a_road_is_told_link_by_link() -> None:
    copied = replace(AP, known_by="copy")
    found = corroborate([told("X", copied, POLICE), told("X", copied, POLICE, article="b")])
    assert (
        found.why[0] == "X has it from Associated Press (the same words), and they from Lillevik police (2 articles)."
    )
