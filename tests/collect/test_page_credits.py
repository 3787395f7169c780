"""What a web page's metadata say of whose copy its article is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dateline.collect import read_inputs
from dateline.records import Article

WORDS = "The ferry to Bergen ran aground at noon on Monday, and all passengers were brought ashore by two boats."
PAGE = """<!DOCTYPE html><html><head><title>Ferry aground</title><meta property="og:site_name" content="Fjord Post">
{}</head><body><article><h1>Ferry aground</h1><p>{}</p><p>{}</p></article></body></html>"""


def credits(path: Path, head: str) -> tuple[str, ...]:
    page = path / "a.html"
    page.write_text(PAGE.format(head, WORDS, WORDS), encoding="utf-8")
    (found,) = read_inputs([str(page)], max_characters=10_000, max_bytes=100_000, timeout=5)
    assert isinstance(found, Article), found
    return found.credits


def meta(name: str, content: str, key: str = "name") -> str:
    return f'<meta {key}="{name}" content="{content}">'


def linked(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


@pytest.mark.parametrize(
    ("head", "named"),
    [
        (meta("author", "Jane Roe, Associated Press"), ("Associated Press",)),
        (meta("author", "Reuters"), ("Reuters",)),
        (meta("article:author", "AFP", "property"), ("Agence France-Presse",)),
        (meta("dcterms.source", "Reuters"), ("Reuters",)),
        (meta("syndication-source", "https://www.reuters.com/world/ferry"), ("Reuters",)),
        (meta("copyright", "Copyright 2018 The Associated Press. All rights reserved."), ("Associated Press",)),
        (meta("dc.publisher", "Agence France-Presse"), ("Agence France-Presse",)),
        (linked(author={"@type": "Organization", "name": "Associated Press"}), ("Associated Press",)),
        (linked(author=[{"name": "Jane Roe"}, {"name": "AFP"}]), ("Agence France-Presse",)),
        (linked(sourceOrganization={"name": "dpa"}), ("dpa",)),
        (linked(isBasedOn="https://www.reuters.com/world/ferry"), ("Reuters",)),
        (linked(publisher={"name": "Reuters"}), ("Reuters",)),
    ],
)
def test_metadata_credit(tmp_path: Path, head: str, named: tuple[str, ...]) -> None:
    assert credits(tmp_path, head) == named


@pytest.mark.parametrize(
    "head",
    [
        meta("author", "Jane Roe"),
        meta("keywords", "Reuters, AFP"),
        meta("description", "Reuters"),
        meta("news_keywords", "Associated Press"),
        meta("source", "our own reporters"),
        meta("copyright", "Copyright 2018 Fjord Post"),
        linked(about={"name": "Reuters"}, mentions=[{"name": "AFP"}]),
        linked(image={"@type": "ImageObject", "creditText": "Reuters", "author": "AFP"}),
        linked(publisher={"name": "The Daily Telegraph"}),
        '<script type="application/ld+json">{"@type": "ImageObject", "creditText": "Reuters"}</script>',
        '<script type="application/ld+json">{"@type": "NewsArticle", "author": </script>',
        f'<script type="application/ld+json">{"[" * 5_000}</script>',
    ],
)
def test_what_a_page_is_about_is_no_credit(tmp_path: Path, head: str) -> None:
    assert credits(tmp_path, head) == ()


def test_a_pages_own_name_is_no_credit(tmp_path: Path) -> None:
    own = (
        meta("og:site_name", "Reuters", "property") + meta("author", "Reuters") + linked(publisher={"name": "Reuters"})
    )
    page = tmp_path / "a.html"
    page.write_text(PAGE.format(own, WORDS, WORDS).replace("Fjord Post", "Reuters"), encoding="utf-8")
    (found,) = read_inputs([str(page)], max_characters=10_000, max_bytes=100_000, timeout=5)
    assert isinstance(found, Article)
    assert (found.outlet, found.credits) == ("Reuters", ())
