"""Web pages as files: what they state is taken over, and no page hangs or crashes."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from dateline.collect import read_inputs
from dateline.errors import EmptyInput, EncodingInput, InputError, TooLargeInput
from dateline.records import Article

WORDS = "The two leaders met on Saturday at Hofdi House, officials said, and they talked for two hours about missiles."
MORE = (
    "A second round was planned for Sunday, a spokesman told reporters in the Icelandic capital, after a short dinner."
)
BODY = (
    "<body><nav>Home World Sport</nav><article><h1>Leaders meet in Reykjavik</h1><p class='byline'>By Jane Roe</p>{}"
    f"<p>REYKJAVIK, Oct. 11 (Reuters) - {WORDS}</p><p>{MORE}</p><p>(Reporting by Jane Roe; Editing by John Doe)</p>"
    "</article><footer>All about us</footer></body></html>"
)
HEAD = "<!DOCTYPE html><html lang='en'><head><title>Leaders meet in Reykjavik | Fjord Post</title>{}</head>"
META = """<meta property="og:site_name" content="Fjord Post"><meta name="author" content="Jane Roe">
<meta property="article:published_time" content="1986-10-11T18:30:00+00:00">
<link rel="canonical" href="https://post.example/world/leaders-meet">"""


def read(path: Path, content: str | bytes) -> Article | InputError:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (found,) = read_inputs([str(path)], max_characters=1_000_000, max_bytes=20_000_000, timeout=5)
    return found


def page(path: Path, *, meta: str = "", date: str = "") -> Article:
    found = read(path, HEAD.format(meta) + BODY.format(date))
    assert isinstance(found, Article)
    return found


def test_a_page_gives_what_it_states(tmp_path: Path) -> None:
    article = page(tmp_path / "a.html", meta=META)
    assert (article.title, article.outlet, article.byline) == ("Leaders meet in Reykjavik", "Fjord Post", "Jane Roe")
    assert article.url == "https://post.example/world/leaders-meet"
    assert article.published == "1986-10-11T18:30:00+00:00"
    assert article.credits == ("Reuters",)
    assert article.text.startswith("REYKJAVIK, Oct. 11")
    assert WORDS in article.text
    assert "Sport" not in article.text


def test_the_outlet_is_known_by_its_address(tmp_path: Path) -> None:
    article = page(tmp_path / "a.htm", meta='<link rel="canonical" href="https://tass.com/world/12345">')
    assert article.outlet == "TASS"


@pytest.mark.parametrize(
    ("meta", "date", "published"),
    [
        ("", "", None),
        ("", "<p>They had met on September 3, 1984 before, on 1983-01-02 too.</p>", None),
        ("", "<time datetime='2016-10-11T18:30:00Z'>11 October</time>", "2016-10-11T18:30:00+00:00"),
        ("", "<span class='date'>October 12, 1999</span>", "1999-10-12"),
        ('<script type="application/ld+json">{"datePublished": "1986-10-12"}</script>', "", "1986-10-12"),
    ],
)
def test_the_date_is_one_that_the_page_marks_as_its_own(
    tmp_path: Path, meta: str, date: str, published: str | None
) -> None:
    assert page(tmp_path / "a.html", meta=meta, date=date).published == published


@pytest.mark.parametrize(
    "statement", ['<meta charset="windows-1252">', "<meta http-equiv=x content='a;charset=cp1252'>"]
)
def test_a_stated_charset_is_used(tmp_path: Path, statement: str) -> None:
    whole = (HEAD.format(statement) + BODY.format("<p>The café “Höfdi” was closed on that day.</p>")).encode("cp1252")
    found = read(tmp_path / "a.html", whole)
    assert isinstance(found, Article)
    assert "café “Höfdi”" in found.text
    assert isinstance(read(tmp_path / "a.html", whole.replace(statement.encode(), b"")), EncodingInput)


PARAGRAPHS = f"<p>{WORDS}</p><p>{MORE}</p>"
HOSTILE = {
    "nested": "<html><body>" + "<div>" * 100_000 + PARAGRAPHS,
    "attributes": "<html><body><p " + " ".join(f'a{n}="x"' for n in range(200_000)) + f">Hi</p>{PARAGRAPHS}",
    "glued attributes": "<html><body><p " + "".join(f"a{n}='x'" for n in range(60_000)) + f">Hi</p>{PARAGRAPHS}",
    "attributes with slashes": "<html><body><p " + "/".join(f"a{n}" for n in range(60_000)) + f">Hi</p>{PARAGRAPHS}",
    "open tag": f"<html><body>{PARAGRAPHS}<p " + " ".join(f"a{n}=x" for n in range(200_000)),
    "quotes": f"<html><body>{PARAGRAPHS}" + "<a b='<a b=\"" * 50_000,
    "less than": "<html>" + "<" * 500_000,
    "comment": "<html><body><!--" + PARAGRAPHS * 1_000,
    "tables": "<html><body>" + "<table><tr><td>" * 3_000 + PARAGRAPHS,
    "cells": "<html><body><table><tr>" + "<td>x</td>" * 100_000,
    "dates": "<html><body><h1>Leaders meet</h1>" + "<p><time datetime='2016-10-11'>3 May 2016</time></p>" * 12_000,
    "headings": "<html><title>Leaders meet again</title><body>" + "<h1>Leaders meet again</h1>" * 30_000,
    "bylines": "<html><body>" + "<p class=byline>By Jane Roe</p>" * 30_000 + PARAGRAPHS,
    "cards": "<html><body>" + "<div><h2><a href='/b'>Bread is dearer for sixth time</a></h2>" * 5_000 + PARAGRAPHS,
    "linked data": '<html><script type="application/ld+json">' + '{"a":' * 20_000 + f"</script>{PARAGRAPHS}",
    "title": "<html><title>" + "x" * 2_000_000 + f"</title>{PARAGRAPHS}",
    "controls": f"<html><body>\x01\x02{PARAGRAPHS}\x7f\ufffe",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_pages_end_in_text_or_one_line(tmp_path: Path, content: str) -> None:
    begun = time.perf_counter()
    found = read(tmp_path / "a.html", content)
    assert isinstance(found, Article | EmptyInput | TooLargeInput)
    assert time.perf_counter() - begun < 10


@pytest.mark.parametrize(
    "content",
    [
        "<html><body></body></html>",
        "<html><head><title>Please accept</title></head><body><script>load()</script></body></html>",
        "<html><body><nav><a href='/'>Home</a></nav></body></html>",
        "<",
    ],
)
def test_a_page_without_an_article_says_what_to_do(tmp_path: Path, content: str) -> None:
    found = read(tmp_path / "a.html", content)
    assert isinstance(found, EmptyInput)
    assert "browser" in found.problem


def test_no_file_is_read_through_an_entity(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("the password", encoding="utf-8")
    entity = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    found = read(
        tmp_path / "a.html", f'<?xml version="1.0"?>{entity}<html><body>{PARAGRAPHS}<p>&x; it said.</p></body></html>'
    )
    assert isinstance(found, Article)
    assert "password" not in found.text


def test_nothing_is_printed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for content in HOSTILE.values():
        if len(content) < 200_000:
            read(tmp_path / "a.html", content)
    read(tmp_path / "a.html", "<")
    assert capfd.readouterr() == ("", "")
