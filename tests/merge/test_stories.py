"""Stories: articles about one matter come together, those about a like one stay apart."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.merge.profiles import profile, restored
from dateline.merge.stories import FEATURES, Stories
from dateline.records import Article, Rows

Read = Callable[..., Rows]

QUAKE = (
    "A strong earthquake shook the Turkish city of Denizli early on Sunday, bringing down thirty buildings. "
    "The disaster agency put its magnitude at 6.1 and said 14 people had died.\n\nRescuers from Izmir were on the way."
)
QUAKE_RETOLD = (
    "Fourteen dead in Denizli: searchers dug through the night for survivors of the tremor that struck south-western "
    "Turkey before dawn on Sunday. Dozens of houses collapsed, according to the disaster agency in Ankara."
)
QUAKE_ELSEWHERE = (
    "An earthquake of magnitude 6.3 struck off the coast near Concepcion in Chile on Thursday, killing at least nine "
    "people and bringing down dozens of buildings, the national emergency office in Santiago said."
)
FIRST_QUAKE_LATER = (
    "An earthquake of magnitude 5.4 shook Denizli on Tuesday, nine years after the last big one. No one was hurt in "
    "the Turkish city, its governor Hasan Aksoy told reporters outside the town hall."
)
STRIKE = (
    "Pilots of the airline Norrland walked out on Monday morning, grounding two hundred flights from Lulea and Umea. "
    "Their union wants eight per cent more pay; the company's head, Karin Bergqvist, called the demand absurd."
)
STRIKE_RETOLD = (
    "Two hundred Norrland flights were cancelled as crews downed tools over wages on Monday. Travellers slept on the "
    "floor of Lulea airport. Bergqvist, who runs the carrier, said she would not give in to the pilots' union."
)


@pytest.fixture(scope="session")
def glance(parse: Read) -> Read:
    """Rows as far as a story needs them: mentions and times, without claims and events."""
    from dateline.pipeline import reading
    from dateline.settings import Settings

    stages = [stage for stage in reading(Settings()).stages if stage.name in {"mentions", "times", "moments"}]

    def read(text: str, **fields: object) -> Rows:
        rows = parse(text, **fields)
        for stage in stages:
            rows = rows.add(stage.run(rows))
        return rows

    return read


@pytest.fixture(scope="session")
def articles(glance: Read) -> dict[str, Rows]:
    """Two matters, each told twice, and two that are like the first."""
    return {
        "quake": glance(QUAKE, id="quake", title="Earthquake kills 14 in Turkey", published="2031-03-02"),
        "retold": glance(QUAKE_RETOLD, id="retold", title="Search goes on in Denizli", published="2031-03-03"),
        "elsewhere": glance(
            QUAKE_ELSEWHERE, id="elsewhere", title="Earthquake kills 9 in Chile", published="2031-03-06"
        ),
        "later": glance(FIRST_QUAKE_LATER, id="later", title="Tremor in Denizli", published="2040-05-08"),
        "strike": glance(STRIKE, id="strike", title="Norrland pilots strike", published="2031-03-03"),
        "walkout": glance(STRIKE_RETOLD, id="walkout", published="2031-03-04"),
    }


def grouped(stories: Stories) -> set[frozenset[str]]:
    return {frozenset(story.articles) for story in stories.stories()}


EXPECTED = {
    frozenset({"quake", "retold"}),
    frozenset({"elsewhere"}),
    frozenset({"later"}),
    frozenset({"strike", "walkout"}),
}


@pytest.mark.parametrize("seed", range(8))
def test_one_matter_comes_together_and_a_like_one_stays_apart_in_any_order(
    articles: dict[str, Rows], seed: int
) -> None:
    order = sorted(articles)
    random.Random(seed).shuffle(order)
    stories = Stories()
    for name in order:
        stories.add(articles[name])
    assert grouped(stories) == EXPECTED


def test_articles_without_date_and_title_come_together_too(glance: Read) -> None:
    stories = Stories()
    for id_, text in (("a", STRIKE), ("b", QUAKE), ("c", STRIKE_RETOLD), ("d", QUAKE_ELSEWHERE)):
        stories.add(glance(text, id=id_))
    assert grouped(stories) == {frozenset("ac"), frozenset("b"), frozenset("d")}


def test_a_placing_explains_itself(articles: dict[str, Rows]) -> None:
    stories = Stories()
    founded, joined = stories.add(articles["strike"]), stories.add(articles["walkout"])
    assert founded.founded and founded.score is None and founded.evidence == ()
    assert joined.story == founded.story == joined.nearest and joined.score is not None and joined.score > 0.5
    told = {line.feature: line for line in joined.evidence}
    assert told["names"].weight == FEATURES["names"] and "norrland" in told["names"].words
    assert all(-1 <= line.value <= 1 for line in joined.evidence)


def test_what_copies_a_story_joins_it(glance: Read, articles: dict[str, Rows]) -> None:
    brief = glance("Trains stood still all day, and nobody knew why.", id="brief")
    stories = Stories()
    stories.add(articles["quake"])
    assert stories.add(brief, copied=[("quake", 0.9)]).story == stories.story(stories.add(articles["quake"]).story).id


def test_a_story_has_its_dates_its_articles_and_a_title_of_its_own(articles: dict[str, Rows]) -> None:
    stories = Stories()
    placed = [stories.add(articles[name]) for name in ("quake", "retold")]
    story = stories.story(placed[0].story)
    assert (story.first, story.last, story.articles) == ("2031-03-02", "2031-03-03", ("quake", "retold"))
    assert story.title == "Earthquake kills 14 in Turkey"
    untitled = stories.add(articles["walkout"])
    assert stories.story(untitled.story).title.startswith("Two hundred Norrland flights were cancelled")


def test_the_same_article_again_stays_where_it_is(articles: dict[str, Rows]) -> None:
    stories = Stories()
    first = stories.add(articles["quake"])
    again = stories.add(articles["quake"])
    assert again.story == first.story and not again.founded
    assert stories.story(first.story).articles == ("quake",)


def test_what_json_kept_goes_on_as_if_never_stopped(articles: dict[str, Rows]) -> None:
    stories, again = Stories(), Stories()
    for name in ("quake", "strike", "later"):
        placed = stories.add(articles[name])
        again.restore(name, placed.story, json.loads(json.dumps(stories.sketch(name))))
    for name in ("retold", "walkout", "elsewhere"):
        assert stories.add(articles[name]) == again.add(articles[name])
    assert list(stories.stories()) == list(again.stories())


@given(st.text(max_size=400), st.none() | st.text(max_size=80), st.none() | st.text(max_size=30))
@settings(max_examples=100, deadline=None)
def test_any_text_has_a_profile_that_survives_json(text: str, title: str | None, published: str | None) -> None:
    rows = Rows().add([Article(id="x", text=text, title=title, published=published)])
    made = profile(rows)
    assert restored(json.loads(json.dumps(made.plain()))) == made
    stories = Stories()
    stories.add(rows)
    assert stories.add(Rows().add([Article(id="y", text=text)])).story in {s.id for s in stories.stories()}


@pytest.mark.parametrize("unit", ["word", "word ", "1.2,", "\u202eabc ", "😀", "\x00 "])
def test_a_megabyte_takes_linear_time(unit: str) -> None:
    stories = Stories()
    began = time.process_time()
    for number in range(2):
        stories.add(Rows().add([Article(id=str(number), text=unit * (1_000_000 // len(unit)))]))
    assert time.process_time() - began < 3


def test_adding_costs_about_the_same_when_many_are_known() -> None:
    drawn = random.Random(5)
    words = ["".join(drawn.choices("abcdefghijklmnop", k=6)) for _ in range(2000)]
    stories, took = Stories(), []
    for number in range(1500):
        text = " ".join(drawn.choices(words, k=150))
        began = time.process_time()
        stories.add(Rows().add([Article(id=str(number), text=text)]))
        took.append(time.process_time() - began)
    early, late = sorted(took[300:400])[50], sorted(took[1400:1500])[50]
    assert late < 2 * early
