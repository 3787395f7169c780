"""Who a source is: one name across a story, its kind and whose interest it speaks for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.merge.chains import reports
from dateline.merge.origins import kind_of_body
from dateline.records import EventMention, Origin, Rows

Read = Callable[..., Rows]


@pytest.mark.parametrize(
    ("name", "kind", "interest"),
    [
        ("KCNA", "agency", "North Korea"),
        ("North Korea's official news agency", "agency", "North Korea"),
        ("Lillevik Police Department", "official", "Lillevik Police Department"),
        ("Solheim Airlines", "company", "Solheim Airlines"),
        ("lillevikposten.com", "outlet", "lillevikposten.com"),
        ("KXYZ", "outlet", "KXYZ"),
        ("Norwegian government", "government", "Norway"),
    ],
)
def test_a_body_is_what_the_atlas_or_its_words_say(name: str, kind: str, interest: str) -> None:
    assert kind_of_body(name) == (kind, interest)


def origin(readings: list[Rows], word: str) -> Origin:
    """The origin of the last report by a word in the last article."""
    rows = readings[-1]
    text = rows.article.text
    mention = [one for one in rows.of(EventMention) if text[one.trigger.start : one.trigger.end] == word][-1]
    return reports(readings)[f"{rows.article.id}#{mention.id}"].origin


@pytest.mark.parametrize(
    ("text", "name", "kind", "interest"),
    [
        ("Zoo director Ann Berg said the bear escaped.", "Ann Berg", "company", None),
        ("Ann Berg, a spokeswoman for Solheim Lines, said the bear escaped.", "Ann Berg", "company", "Solheim Lines"),
        ("Norwegian Foreign Minister Ann Berg said the bear escaped.", "Ann Berg", "official", "Norway"),
        ("Ann Berg, a passenger, said the bear escaped.", "Ann Berg", "witness", "Ann Berg"),
        ("Ann Berg, a professor of law, said the bear escaped.", "Ann Berg", "expert", "Ann Berg"),
        (
            "Ann Berg, a professor at Solheim University, said the bear escaped.",
            "Ann Berg",
            "expert",
            "Solheim University",
        ),
        ("Ida Moe spoke. Ann Berg, a lawyer for Moe, said the bear escaped.", "Ann Berg", "witness", "Ida Moe"),
        ("Former Norwegian president Ann Berg said the bear escaped.", "Ann Berg", "witness", "Ann Berg"),
        ("The footage shows that the bear escaped.", "footage", "document", "footage"),
        ("Boeing's guidelines for crews say the bear escaped.", "Boeing", "company", "Boeing"),
        ("A Transit for Oslo spokesman said the bear escaped.", "Transit for Oslo", "company", None),
        ("Cairo Air Lines turned. The Cairo spokesman said the bear escaped.", "Cairo Air Lines", "company", None),
        ("The Oslo spokesman said the bear escaped.", "Oslo spokesman", "official", None),
        ("Hospital officials, citing a report, said the bear escaped.", "Hospital", "company", None),
        ("Residents said the bear escaped.", "residents", "witness", "residents"),
        ("Local media said the bear escaped.", "local media", "outlet", "local media"),
    ],
)
def test_kind_and_interest_come_from_what_somebody_is_called(
    read: Read, text: str, name: str, kind: str, interest: str | None
) -> None:
    found = origin([read(text, outlet="Fjord Daily")], "escaped")
    assert (found.name, found.kind) == (name, kind)
    assert interest is None or found.interest == interest


def test_one_article_tells_who_another_ones_source_is(read: Read) -> None:
    first = read("Lillevik Zoo director Ann Berg said the bear escaped. Berg spoke on Friday.", id="a", outlet="X")
    second = read("The bear escaped, Berg said.", id="b", outlet="Y")
    found = origin([first, second], "escaped")
    assert found.name == "Ann Berg"
    assert found.interest == "Lillevik Zoo"


def test_a_description_is_the_one_who_bears_it(read: Read) -> None:
    text = "The organisers, Harbour Club, met on Friday. The organisers said the bear escaped."
    assert origin([read(text, outlet="X")], "escaped").name == "Harbour Club"


def test_a_town_is_not_its_police(read: Read) -> None:
    found = origin([read("Lillevik police said the bear escaped.", outlet="X")], "escaped")
    assert found.name == "Lillevik police"
    assert found.kind == "official"


def test_what_nobody_says_is_the_outlets(read: Read) -> None:
    found = origin([read("The removal suggests that the bear escaped.", outlet="Fjord Daily")], "escaped")
    assert found.kind == "outlet"
