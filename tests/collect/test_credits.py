"""Whose copy an article says it uses: in its byline, at its foot, in its address, or stated beside it."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.collect import article_from
from dateline.collect.addresses import agency
from dateline.errors import FormatInput

STORY = "A ferry ran aground off Bergen on Monday and all 212 people on it were brought ashore, its owner said."


def credits(*paragraphs: str, **fields: Any) -> tuple[str, ...]:
    return article_from({"text": "\n\n".join(paragraphs), "language": "en", **fields}).credits


@pytest.mark.parametrize(
    ("foot", "named"),
    [
        ("(Reporting by Jane Roe; Editing by John Doe)", ("Reuters",)),
        ("(with inputs from PTI)", ("Press Trust of India",)),
        ("With AP", ("Associated Press",)),
        ("© AFP", ("Agence France-Presse",)),
        ("Copyright 2018 The Associated Press. All rights reserved. This may not be copied.", ("Associated Press",)),
        ("This story was first published by Reuters.", ("Reuters",)),
        ("This article first appeared on reuters.com.", ("Reuters",)),
        ("Additional reporting by Press Association", ("Press Association",)),
        ("Reuters - AP - AFP", ("Reuters", "Associated Press", "Agence France-Presse")),
        ("jd/kl (AFP, dpa)", ("Agence France-Presse", "dpa")),
        ("With files from The Canadian Press and Jane Roe", ("The Canadian Press",)),
        ("AFP and agencies", ("Agence France-Presse",)),
        ("(c) Copyright Thomson Reuters 2018. Click For Restrictions - https://agency.example/", ("Reuters",)),
        ("©2018 Los Angeles Times. Visit the Los Angeles Times at latimes.com.", ("Los Angeles Times",)),
        ("The-CNN-Wire ™ & © 2018 Cable News Network, Inc. All rights reserved.", ("CNN",)),
        ("(c) 2018, The Washington Post", ("Washington Post",)),
        ("To contact the reporter on this story: Jane Roe in Oslo at jroe@bloomberg.net", ("Bloomberg",)),
        ("Material from the Associated Press was used in this story.", ("Associated Press",)),
        ("AP Sports Writer Jane Roe in Oslo contributed to this story.", ("Associated Press",)),
    ],
)
def test_the_foot_credits(foot: str, named: tuple[str, ...]) -> None:
    assert credits(STORY, STORY, foot) == named


@pytest.mark.parametrize(
    ("end", "named"),
    [
        ("(Reporting by Jane Roe; Editing by John Doe)", ("Reuters",)),
        ("(With inputs from ANI)", ("ANI",)),
        ("(AFP)", ("Agence France-Presse",)),
        ("The Associated Press contributed to this report.", ("Associated Press",)),
        ("Copyright 2018 The Associated Press. All rights reserved.", ("Associated Press",)),
    ],
)
def test_the_end_of_the_last_paragraph_credits(end: str, named: tuple[str, ...]) -> None:
    assert credits(STORY, f"{STORY} {end}") == named
    assert credits(STORY, f"{STORY * 5} {end}") == named


@pytest.mark.parametrize(
    "last",
    [
        "Reuters said on Monday that it would close its office in Bergen.",
        "The agency, he said in an interview with Reuters.",
        "Crowds on the quay in Bergen (AP)",
        "Photo: Reuters",
        "Michael Bloomberg and the mayor of Bergen contributed to this decision.",
        "She has written for AFP and the BBC.",
        "The photographs were sold to the Associated Press.",
        "Copyright law was made stricter after the Associated Press had gone to court.",
        "Follow Jane Roe on Twitter.",
    ],
)
def test_an_article_about_an_agency_is_no_copy_of_its(last: str) -> None:
    assert credits("Reuters to close its office in Bergen", STORY, last) == ()


def test_a_bare_name_further_up_is_a_caption_or_a_tag() -> None:
    assert credits(STORY, "Reuters", STORY, STORY) == ()
    assert credits(STORY, "Reuters - AP", "(Fjord Post 10/03/2017 page 4)") == ("Reuters", "Associated Press")


def test_a_caption_in_brackets_above_the_end_is_no_credit() -> None:
    assert credits(STORY, "The ferry lay on its side. (AP)", STORY) == ()


@pytest.mark.parametrize(
    ("byline", "named"),
    [
        ("Jane Roe, Associated Press", ("Associated Press",)),
        ("Reuters Staff", ("Reuters",)),
        ("Jane Roe (AFP)", ("Agence France-Presse",)),
        ("JANE ROE AP Business Writer", ()),
        ("Jane Roe, AP Business Writer", ("Associated Press",)),
        ("Jane Roe and John Doe Associated Press", ("Associated Press",)),
        ("Jane Roe | The Associated Press", ("Associated Press",)),
        ("Reuters Jones", ()),
        ("Jane Roe", ()),
    ],
)
def test_a_byline_credits(byline: str, named: tuple[str, ...]) -> None:
    assert credits(STORY, byline=byline) == named


def test_an_agencys_line_below_the_byline_belongs_to_it() -> None:
    article = article_from({"text": f"By JANE ROE\nAssociated Press Writer\n{STORY}", "language": "en"})
    assert (article.byline, article.credits) == ("JANE ROE, Associated Press Writer", ("Associated Press",))
    assert article_from({"text": f"By Jane Roe\n{STORY}", "language": "en"}).byline == "Jane Roe"


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("https://www.nytimes.com/aponline/2017/12/27/world/ap-eu-ferry.html", "Associated Press"),
        ("https://www.nytimes.com/2017/12/27/world/ap-eu-ferry.html", "Associated Press"),
        ("https://post.example/wires/pa/article-1/ferry.html", "Press Association"),
        ("https://post.example/world/reuters/ferry-aground", "Reuters"),
        ("https://news.yahoo.com/s/afp/20090101/ferry", "Agence France-Presse"),
        ("https://post.example/s/afp/ferry", None),
        ("https://post.example/companies/reuters/ferry", None),
        ("https://post.example/topic/reuters/2", None),
        ("https://post.example/news/reuters", None),
        ("https://post.example/state/pa/ferry-aground", None),
        ("https://post.example/police/afp/ferry", None),
        ("https://post.example/news/reuters-closes-office", None),
        ("https://post.example/apply-online/x", None),
        ("http://[bad", None),
        ("", None),
    ],
)
def test_an_address_credits(url: str, named: str | None) -> None:
    assert agency(url) == named


def test_the_words_are_more_exact_than_the_address() -> None:
    url = "https://post.example/wires/reuters/ferry.html"
    assert credits(STORY, url=url) == ("Reuters",)
    assert credits(f"BERGEN, Dec 29 (Thomson Reuters Foundation) - {STORY}", url=url) == ("Thomson Reuters Foundation",)


@pytest.mark.parametrize("foot", ["Copyright 2018 The Associated Press.", "Source: AP", "(AP)"])
def test_an_outlets_own_name_is_no_credit(foot: str) -> None:
    assert credits(STORY, foot, outlet="Associated Press") == ()
    assert credits(STORY, outlet="Reuters", url="https://www.reuters.com/wires/reuters/ferry") == ()


def test_stated_credits_are_taken_and_those_of_the_text_added() -> None:
    assert credits(STORY, "(AFP)", credits=["KCNA", "Fjord News Service"]) == (
        "KCNA",
        "Fjord News Service",
        "Agence France-Presse",
    )
    assert credits(STORY, credits="AP") == ("Associated Press",)
    assert credits(STORY, credits=None) == credits(STORY, credits=[]) == ()


@pytest.mark.parametrize("stated", [7, [7], {"a": 1}, [["AP"]], True, ["half \ud83d"]])
def test_credits_of_another_type_are_refused(stated: object) -> None:
    with pytest.raises(FormatInput, match="credits"):
        credits(STORY, credits=stated)


@given(st.text(max_size=300), st.text(max_size=80))
def test_no_text_or_byline_trips_it(text: str, byline: str) -> None:
    assert isinstance(credits(STORY, text, byline=byline, url=byline), tuple)


@pytest.mark.parametrize("piece", ["(AFP) ", "reporting by ", ". (", "AP, ", "©", "a.b", "and "])
def test_long_lines_take_no_long_time(piece: str) -> None:
    started = time.perf_counter()
    credits(STORY, piece * (900_000 // len(piece)))
    assert time.perf_counter() - started < 2
