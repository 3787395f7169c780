"""A sample of the made-up article pages of bench/pages, held to the floors that the whole set is held to."""

from __future__ import annotations

import pytest

from bench import article_pages, extraction
from dateline.collect import html

#: On a sample, the half that was not tuned on may miss one or two more.
FLOORS = {"text": 0.95, "date": 0.95, "title": 0.98, "byline": 0.90, "refused": 1.0, "reason": 1.0}
SLACK = {"open": 0.0, "held": 0.05}
WITH_ARTICLES = [one for one in article_pages.layouts() if not one.refused]


@pytest.mark.parametrize("half", extraction.HALVES)
def test_no_figure_is_below_its_floor(half: str) -> None:
    made = list(article_pages.pages(half=half, most=1))
    scores = extraction.Scores.of(made, [extraction.ours(page) for page in made])
    below = {name: value for name, value in scores.figures().items() if value < FLOORS.get(name, 0) - SLACK[half]}
    assert below == {}


def test_the_pages_are_many_and_always_the_same() -> None:
    layouts = article_pages.layouts()
    assert sum(article_pages.REFUSED_PAGES if one.refused else article_pages.PAGES for one in layouts) >= 500
    assert len({one.name for one in layouts}) == len(layouts) >= 40
    assert article_pages.page(layouts[0], 1) == article_pages.page(layouts[0], 1)
    assert article_pages.page(layouts[0], 1).title != article_pages.page(layouts[0], 2).title


@pytest.mark.parametrize(
    "layout", [one for one in article_pages.layouts() if not one.refused], ids=lambda one: one.name
)
def test_a_page_shows_what_is_said_to_belong_to_it(layout: article_pages.Layout) -> None:
    page = article_pages.page(layout, 0)
    shown = " ".join(html.tree(page.content.decode(layout.encoding)).text_content().split())
    assert all(" ".join(words.split()) in shown for words in page.text)
    assert 50 <= sum(len(words.split()) for words in page.text) <= 1100 or layout.language == "ko"
