"""What is told of a page: its date and the rule that told it, who wrote it, what is no article and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.collect import article_from, html, page_bylines, page_dates
from dateline.errors import EmptyInput

FIRST = "A ferry with 46 people aboard ran aground off Port Ansel in fog on Monday, and all were brought ashore."
SECOND = "The ship had passed an inspection on 3 May 2011, the harbour master said, and nobody was hurt this time."
THIRD = "Divers will look at the hull before it is towed to the yard, which may take the rest of the week, he said."
TEXT = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
TITLE = "Ferry with 46 aboard runs aground"
META = "<meta name='{}' content='{}'>"
EPOCH = "2019-11-12T05:05:00+00:00"
OTHERS = "".join(
    f"<div class=card><h3><a href='/news/{n}'>Price of bread rises for the {n}th time</a></h3>"
    f"<time datetime='2020-01-0{n}'>{n} January 2020</time><p>By Paul Poe</p></div>"
    for n in range(4, 10)
)


def fields(
    *, head: str = "", above: str = "", below: str = "", text: str = TEXT, url: str = "https://x.example/a"
) -> dict[str, Any]:
    page = (
        f"<html><head><title>{TITLE} | Strait Daily</title>{head}</head><body><nav><a href='/'>Strait Daily</a></nav>"
        f"<h1>{TITLE}</h1>{above}<div>{text}</div>{below}<h2>Most read</h2>{OTHERS}</body></html>"
    )
    return html.fields(page.encode(), where="a page", url=url)


@pytest.mark.parametrize(
    ("head", "above", "url", "when", "rule"),
    [
        (META.format("pubdate", "Tue, 12 Nov 2019 14:05 +0900"), "", "", "2019-11-12T14:05:00+09:00", "meta pubdate"),
        (META.format("date", "20191112"), "", "", "2019-11-12", "meta date"),
        ("", "<p>Published: 12 Nov 2019 14:05 KST</p>", "", "2019-11-12", "date in words"),
        ("", "<p>Updated 14 November 2019. Posted 12 November 2019</p>", "", "2019-11-12", "date in words"),
        ("", "<p>Updated: 14.11.2019</p>", "", "2019-11-14", "date in words"),
        ("", "<p>12.11.2019 14:05</p>", "", "2019-11-12", "date in words"),
        ("", "<p>입력 2019.11.12. 오후 2:05</p>", "", "2019-11-12", "date in words"),
        ("", "<p>12 ноября 2019, 14:05</p>", "", "2019-11-12", "date in words"),
        ("", "<b data-timestamp=1573535100>3 hours ago</b>", "", EPOCH, "attribute data-timestamp"),
        ("", "<b data-ts=1573535100000></b>", "", EPOCH, "attribute data-ts"),
        ("", "", "https://x.example/2019/11/12/ferry", "2019-11-12", "address"),
        ("", "<p>13 November 2009</p>", "https://x.example/2019/11/12/ferry", "2019-11-12", "address"),
    ],
)  # fmt: skip
def test_the_date_and_the_rule_that_told_it(head: str, above: str, url: str, when: str, rule: str) -> None:
    found = fields(head=head, above=above, url=url or "https://x.example/a")
    assert (found["published"], found["dated_by"]) == (when, rule)


@pytest.mark.parametrize(
    "above",
    [
        "",
        "<p>Updated 3 hours ago</p>",
        "<p>Today 20 November 2026</p>",
        "<p>03/04/2019</p>",  # the third of April, or the fourth of March
        "<p>They had met on 3 September 1984 and then again in the spring, as he told our reporter</p>",
        "<div class=related><time datetime=2018-01-01></time> <a href=/b>Bread up once again, alas</a></div>",
    ],
)
def test_no_date_is_better_than_a_wrong_one(above: str) -> None:
    assert fields(above=above)["published"] is None


def test_a_day_and_a_month_are_told_apart_by_the_texts_own() -> None:
    text = TEXT.replace("A ferry", "KARVEL, April 3 (KNA) -- A ferry")
    assert fields(above="<p>Date: 03/04/2019</p>", text=text)["published"] == "2019-04-03"


@pytest.mark.parametrize(
    ("head", "above", "below", "who"),
    [
        ("", "<p>By Jane Roe and John van der Meer</p>", "", "Jane Roe; John van der Meer"),
        ("", "<p>By JANE ROE, Staff Writer</p>", "", "JANE ROE"),
        ("", "<p>Words: Jane Roe | Photography: Paul Poe</p>", "", "Jane Roe"),
        ("", "<p>3 May 2019 by Jane Roe</p>", "", "Jane Roe"),
        ("", "<a rel=author href=/j>Jane Roe</a>, <a rel=author href=/k>John Doe</a>", "", "Jane Roe; John Doe"),
        ("<meta name=author content=admin>", "<p class=byline>By Jane Roe</p>", "", "Jane Roe"),
        (
            "<meta name=author content='Strait Daily'>",
            "",
            "<p>(Reporting by Jane Roe; Editing by Paul Poe)</p>",
            "Jane Roe",
        ),
        ("<meta name=author content='desk@x.example'>", "", "<p><i>Jane Roe in Geneva</i></p>", "Jane Roe"),
        ("", "<p>By Jane Roe, Associated Press</p>", "", "Jane Roe, Associated Press"),
        ("", "<p class=byline>By Staff</p>", "", "Staff"),
        ("", "<p>최서연 기자</p>", "", "최서연"),
        ("", "<p>Автор: Ольга Кулик</p>", "", "Ольга Кулик"),
        ("", "", "", None),
        ("", "<p>By Friday the talks were over.</p>", "", None),
    ],
)
def test_who_wrote_it(head: str, above: str, below: str, who: str | None) -> None:
    assert fields(head=head, above=above, below=below)["byline"] == who


def test_an_agencys_line_below_the_name_belongs_to_the_byline() -> None:
    found = fields(above="<p class=byline>By Jane Roe</p><p>Associated Press Writer</p>")
    assert found["byline"] == "Jane Roe, Associated Press Writer"
    assert article_from(found).credits == ("Associated Press",)


def test_only_the_article_is_its_text() -> None:
    invitation = "<p>Sign up for our newsletter and never miss a thing.</p>"
    found = fields(above="<p>By Jane Roe</p><p>3 May 2019</p>", text=TEXT.replace("</p>", f"</p>{invitation}", 1))
    assert found["text"].split("\n") == [FIRST, SECOND, THIRD]


def refusal(page: str) -> str:
    with pytest.raises(EmptyInput) as caught:
        html.fields(page.encode(), where="a page")
    return caught.value.problem


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (f"<h1>{TITLE}</h1><p>{FIRST}</p><h2>To continue reading, subscribe</h2>", "pay wall"),
        ("<h1>Before you continue</h1><p>We use cookies. Our partners use information on a device.</p>", "consent"),
        ("<title>Page not found | Strait Daily</title><h1>Page not found</h1><p>The page you asked for has moved, or "
         "never was. Start again from the front page, or use the search.</p>", "error page"),
        (f"<title>World</title><h1>World</h1>{OTHERS}", "list of articles"),
        ("<title>Strait Daily</title><div id=root></div><script src=/a.js></script>", "made by scripts"),
    ],
)  # fmt: skip
def test_what_is_no_article_is_called_by_its_name(page: str, said: str) -> None:
    assert said in refusal(f"<html><body>{page}</body></html>")


@pytest.mark.parametrize(
    "text",
    [
        f"<p>{FIRST}</p>",
        f"<p>{FIRST} We use cookies, the captain said.</p><p>{SECOND}</p>",
        TEXT + "<div>Already a subscriber? Log in.</div>",
    ],
)
def test_a_short_article_is_one(text: str) -> None:
    assert FIRST in fields(text=text)["text"]


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_words_are_dated_and_named_without_a_crash(words: str) -> None:
    when = page_dates.moment(words)
    assert when is None or datetime.fromisoformat(when).year >= page_dates.EARLIEST
    assert all(part in words for name in page_bylines.names(words) for part in name.split())
    assert not (page_dates.is_date_line(words) and not any(char.isdigit() for char in words))


def test_a_title_shown_again_below_the_article_does_not_cut_it() -> None:
    page = f"<html><head><title>{TITLE}</title></head><body><div>{TEXT}</div><h2>{TITLE}</h2><p>Send it on.</p></body>"
    found = html.fields(page.encode(), where="a page")
    assert found["title"] == TITLE
    assert found["text"].split("\n")[:3] == [FIRST, SECOND, THIRD]


def test_a_page_that_states_no_title_has_that_of_its_heading() -> None:
    page = f"<html><body><h1>{TITLE}</h1>{TEXT}</body></html>"
    assert html.fields(page.encode(), where="a page")["title"] == TITLE
