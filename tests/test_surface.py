"""What users can import, pinned: a name that appears or goes is a decision."""

from __future__ import annotations

import pytest

import dateline
from dateline import Article, InputError, Reader, Reading
from dateline.pipeline import Pipeline, Stage
from dateline.records import Rows, Sentence


def test_the_public_names() -> None:
    assert dateline.__all__ == ["Article", "DatelineError", "InputError", "Reader", "Reading", "Settings", "read"]
    for name in dateline.__all__:
        assert getattr(dateline, name).__doc__


def test_what_a_reading_offers() -> None:
    public = sorted(name for name in dir(Reading) if not name.startswith("_"))
    assert public == [
        "article",
        "claims",
        "entities",
        "entity",
        "events",
        "json",
        "mentions",
        "places",
        "rows",
        "times",
        "words",
    ]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def test_read_takes_text_fields_or_an_article(reader: Reader) -> None:
    text = "The minister said on Friday that the bridge was closed."
    one = reader.read(text, published="2023-09-16")
    other = reader.read({"text": text, "published": "2023-09-16"})
    assert one.json() == other.json() == reader.read(one.article).json()


def test_read_refuses_what_is_no_article(reader: Reader) -> None:
    with pytest.raises(InputError, match="text"):
        reader.read({"title": "no text here"})
    with pytest.raises(InputError, match="published"):
        reader.read("The minister spoke.", published="last Tuesday")


def test_many_keep_their_order_with_errors_in_place(reader: Reader) -> None:
    articles: list[Article | InputError] = [
        Article(f"a{number}", f"Police arrested {number} people in Oslo.", language="en") for number in range(20)
    ]
    articles.insert(3, InputError("line 4", "broken"))
    alone = list(reader.read_many(articles))
    together = list(reader.read_many(articles, processes=2))
    assert isinstance(alone[3], InputError) and isinstance(together[3], InputError)
    assert [r.json() for r in alone if isinstance(r, Reading)] == [r.json() for r in together if isinstance(r, Reading)]


def broken(rows: Rows) -> list[Sentence]:
    if "comet" in rows.article.text:
        raise ZeroDivisionError("no comets, please")
    return []


def test_an_article_that_dateline_fails_on_costs_no_other(reader: Reader) -> None:
    frail = Reader()
    frail.pipeline = Pipeline([Stage("annotate", (Article,), (Sentence,), broken)])
    good, bad, last = frail.read_many([Article("a", "One."), Article("b", "A comet."), Article("c", "Two.")])
    assert isinstance(good, Reading) and isinstance(last, Reading)
    assert isinstance(bad, InputError) and "no comets" in str(bad) and "report" in str(bad)
