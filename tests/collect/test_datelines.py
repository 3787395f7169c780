"""Datelines and credits: what the first and last lines of a dispatch say about where it comes from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.collect import article_from
from dateline.collect.datelines import dateline
from dateline.records import Article, Span

STORY = "The two delegations met again and said little about it."


def article(text: str, **fields: str) -> Article:
    return article_from({"text": text, "language": "en", **fields})


def words(text: str, span: Span | None) -> str | None:
    return text[span.start : span.end] if span else None


@pytest.mark.parametrize(
    ("head", "place", "day", "credit"),
    [
        ("REYKJAVIK, Oct. 11 (KCNA) --", "REYKJAVIK", "Oct. 11", "KCNA"),
        ("Pyongyang, October 11 (KCNA) --", "Pyongyang", "October 11", "KCNA"),
        ("WASHINGTON (AP) —", "WASHINGTON", None, "AP"),
        ("OSLO, Norway (AP)_", "OSLO, Norway", None, "AP"),
        ("BERGEN, N.H., Oct. 11 (UPI) —", "BERGEN, N.H.", "Oct. 11", "UPI"),
        ("MOSCOW, Oct 11 (Reuters) -", "MOSCOW", "Oct 11", "Reuters"),
        ("REYKJAVIK/LONDON (Reuters) -", "REYKJAVIK/LONDON", None, "Reuters"),
        ("BEIJING, Oct. 11 /Xinhua/ --", "BEIJING", "Oct. 11", "Xinhua"),
        ("ST. PETERSBURG, October 11. /TASS/.", "ST. PETERSBURG", "October 11", "TASS"),
        ("MOSCOW. Oct 11 (Interfax) -", "MOSCOW", "Oct 11", "Interfax"),
        ("Kyiv (Ukraine) (AFP) –", "Kyiv (Ukraine)", None, "AFP"),
        ("New Delhi, Oct 11 (PTI)", "New Delhi", "Oct 11", "PTI"),
        ("Tehran, Oct 11, IRNA –", "Tehran", "Oct 11", "IRNA"),
        ("SEOUL (Yonhap) -", "SEOUL", None, "Yonhap"),
        ("HELSINKI —", "HELSINKI", None, None),
        ("UNITED NATIONS —", "UNITED NATIONS", None, None),
        ("DAR es SALAAM, Tanzania --", "DAR es SALAAM, Tanzania", None, None),
        ("(Reuters) -", None, None, "Reuters"),
        ("Oct 11 (Reuters) -", None, "Oct 11", "Reuters"),
    ],
)
@pytest.mark.parametrize("before", ["", "Talks end\n\nBy Jane Roe\n\n", "Talks end in the capital. "])
def test_the_parts_of_a_dateline(
    before: str, head: str, place: str | None, day: str | None, credit: str | None
) -> None:
    if before.endswith(". ") and place is None:
        pytest.skip("an agency alone does not open the second sentence of a paragraph")
    text = f"{before}{head} {STORY}"
    found = dateline(text)
    assert found is not None
    assert words(text, found.span) == head
    assert words(text, found.place) == place
    assert words(text, found.date) == day
    assert [words(text, span) for span in found.credits] == ([credit] if credit else [])


@pytest.mark.parametrize(
    "text",
    [
        STORY,
        "NATO — the alliance — met.",
        "WATCH — The two leaders arrive.",
        "BREAKING NEWS: Talks end.",
        "ROE: What do you think? SMITH: Nothing.",
        "Kim Jong Un — the leader — met them.",
        "Mr. Smith (Labour) - a member since 1980 - met them.",
        "MONDAY, OCT. 11 — Concert at the town hall.",
        "Monday, Oct. 11 - Concert at the town hall.",
        "WASHINGTON (D.C.) and other cities.",
        "POLLS NOT WRONG, JUST EARLY - a column.",
        "He left Reykjavik (Iceland) - and came back.",
        "WASHINGTON is a city.",
        "The paper said in an editorial on Monday, Oct. 11: nothing.",
    ],
)
def test_what_is_no_dateline(text: str) -> None:
    assert dateline(text) is None


def test_a_dateline_dates_an_article_only_with_its_year() -> None:
    whole = article(f"ABU DHABI, 11th October, 1986 (WAM) -- {STORY}")
    assert whole.published == "1986-10-11"
    assert article(f"ABU DHABI, October 11 (WAM) -- {STORY}").published is None
    assert article(f"ABU DHABI, February 30, 1986 (WAM) -- {STORY}").published is None
    assert article(f"ABU DHABI, October 11, 1986 (WAM) -- {STORY}", published="1986-10-13").published == "1986-10-13"


@pytest.mark.parametrize(
    ("foot", "credits"),
    [
        ("(Reporting by Jane Roe in Reykjavik; Editing by John Doe)", ("Reuters",)),
        ("(Additional reporting by Jane Roe and Bo Li; Writing by Eva Lind; Editing by John Doe.)", ("Reuters",)),
        ("The Associated Press contributed to this report.", ("Associated Press",)),
        ("Associated Press writers Jane Roe in Oslo and Bo Li contributed to this report.", ("Associated Press",)),
        ("© 1986 AFP", ("Agence France-Presse",)),
        ("(with AFP and Reuters)", ("Agence France-Presse", "Reuters")),
        ("Jane Roe contributed to this report.", ()),
        ("Reuters said that the talks had ended.", ()),
        ("The report was written by AFP.", ()),
        ("Copyright 1986 Fjord Post", ()),
    ],
)
def test_credits_at_the_foot(foot: str, credits: tuple[str, ...]) -> None:
    assert article(f"{STORY}\n\n{foot}\n").credits == credits


@pytest.mark.parametrize(
    ("line", "byline", "credits"),
    [
        ("By JOHN DOE, Associated Press Writer", "JOHN DOE, Associated Press Writer", ("Associated Press",)),
        ("By The Associated Press", "The Associated Press", ("Associated Press",)),
        ("By Jane Roe and Bo Li in Oslo", "Jane Roe and Bo Li in Oslo", ()),
        ("By Friday the talks had ended", None, ()),
        ("By Jane Roe's account nothing was said.", None, ()),
    ],
)
def test_bylines(line: str, byline: str | None, credits: tuple[str, ...]) -> None:
    found = article(f"Talks end\n{line}\n\n{STORY}")
    assert (found.byline, found.credits) == (byline, credits)


def test_a_credit_that_the_atlas_does_not_know_is_kept_as_written() -> None:
    assert article(f"REYKJAVIK, Oct. 11 (Fjord News Service) -- {STORY}").credits == ("Fjord News Service",)


@given(st.text(st.sampled_from("AB a.,/()-—_: 1\nOct KCNA"), max_size=80))
def test_spans_lie_in_the_text_in_order(text: str) -> None:
    found = dateline(text)
    if found:
        inner = [span for span in (found.place, found.date, *found.credits) if span]
        assert all(found.span.covers(span) and span.start < span.end for span in inner)
        assert inner == sorted(inner)
        assert 0 <= found.span.start < found.span.end <= len(text)
