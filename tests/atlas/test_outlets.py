from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.atlas import countries, outlets

KINDS = {"agency", "newspaper", "broadcaster", "magazine", "online", "channel", "platform"}


def named(text: str) -> list[tuple[str, str]]:
    return [(text[start:end], outlet.name) for start, end, outlet in outlets.find(text)]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://edition.cnn.com/2023/09/16/asia/visit.html", "CNN"),
        ("www.bbc.co.uk", "BBC"),
        ("https://tass.com/world/1675", "TASS"),
        ("http://www.kcna.kp/en/article", "KCNA"),
        ("English.News.CN.", "Xinhua"),
        ("https://t.me/s/somebody", "Telegram"),
        ("news.sky.com", "Sky News"),
    ],
)
def test_an_address_tells_the_outlet(address: str, name: str) -> None:
    found = outlets.by_domain(address)
    assert found and found.name == name


@pytest.mark.parametrize(
    "address", ["", "com", "https://example.org/cnn.com", "notcnn.com", "http://[bad", "localhost"]
)
def test_an_address_that_is_no_outlets(address: str) -> None:
    assert outlets.by_domain(address) is None


def test_names_ignore_case_and_the_article() -> None:
    for name in ("KCNA", "kcna", "the Korean Central News Agency", "The  Korean Central  News Agency"):
        found = outlets.by_name(name)
        assert found and found.name == "KCNA"
    assert outlets.by_name("The Reykjavik Sample Courier") is None


@pytest.mark.parametrize(
    ("token", "name"),
    [
        ("(KCNA)", "KCNA"),
        ("AP", "Associated Press"),
        ("Associated Press Writer", "Associated Press"),
        ("AP Photo", "Associated Press"),
        ("Reuters Staff", "Reuters"),
        ("(Xinhua) --", "Xinhua"),
        ("AFP", "Agence France-Presse"),
    ],
)
def test_wire_credits(token: str, name: str) -> None:
    found = outlets.credit(token)
    assert found and found.name == name


@pytest.mark.parametrize("token", ["Telegram", "(Twitter)", "", "()", "our correspondent"])
def test_no_credit_for_platforms_and_strangers(token: str) -> None:
    assert outlets.credit(token) is None


def test_names_in_running_text() -> None:
    text = "The Korean Central News Agency (KCNA) and TASS were quoted by the Guardian and The New York Times."
    assert named(text) == [
        ("Korean Central News Agency", "KCNA"),
        ("KCNA", "KCNA"),
        ("TASS", "TASS"),
        ("Guardian", "The Guardian"),
        ("New York Times", "New York Times"),
    ]


def test_ordinary_words_are_no_outlets() -> None:
    assert named("Time flies. The Sun rose; the Hill was green. An Independent won at Dawn. The Nation waited.") == []


def test_state_media_speak_for_their_state() -> None:
    for name, interest in [("KCNA", "North Korea"), ("TASS", "Russia"), ("RIA Novosti", "Russia"), ("CCTV", "China")]:
        found = outlets.by_name(name)
        assert found and found.state_media and found.interest == interest
    private = outlets.by_name("Interfax")
    assert private and private.state_media is False and private.interest != "Russia"


def test_the_table_is_sound() -> None:
    rows = outlets.outlets()
    assert len(rows) >= 300
    names = [row.name for row in rows]
    assert len(names) == len(set(names))
    domains = [domain for row in rows for domain in row.domains]
    assert len(domains) == len(set(domains))
    for row in rows:
        assert row.kind in KINDS, row
        assert row.country is None or countries.by_code(row.country), row
        assert not row.domains or all(outlets.by_domain(domain) is row for domain in row.domains), row
        assert row.kind != "platform" or row.interest is None, row
        state = countries.by_name(row.interest or "")
        assert not state or state.name == row.interest, f"{row.name}: write the interest as countries.tsv names it"


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    outlets.by_domain(text)
    outlets.by_name(text)
    outlets.credit(text)
    last = 0
    for start, end, _ in outlets.find(text):
        assert last <= start < end <= len(text)
        last = end
