"""Articles to stories to events in a real ledger, with the real reader: what stands behind what, and what survives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline.ledger import Merged, Merging, Session, View
from dateline.merge.merger import VERSION, Merger
from dateline.reader import Reader
from dateline.records import Event, mention_key

ROOT = Path(__file__).parent.parent.parent
WIRE = (
    "LILLEVIK (NTB) -- A ferry with 214 people aboard ran aground off Lillevik on Friday, police said. "
    "Eleven passengers were injured, the hospital in Lillevik said."
)
ARTICLES = [
    {
        "id": "wire",
        "outlet": "NTB",
        "published": "2023-09-15",
        "title": "Ferry runs aground off Lillevik",
        "text": WIRE,
    },
    {
        "id": "copy",
        "outlet": "Fjord Daily",
        "published": "2023-09-15",
        "title": "Ferry runs aground",
        "text": WIRE.replace("LILLEVIK (NTB) -- ", "") + " (NTB)",
    },
    {
        "id": "own",
        "outlet": "Coast Herald",
        "published": "2023-09-16",
        "title": "Ferry aground off Lillevik",
        "text": "A ferry ran aground off Lillevik on Friday with 214 people aboard, the company Solheim Lines said. "
        "Nine passengers were injured, Solheim Lines said.",
    },
    {
        "id": "other",
        "outlet": "Coast Herald",
        "published": "2023-09-16",
        "title": "Museum of glass opens in Bergen",
        "text": "A museum of glass opened in Bergen on Saturday. Its director, Ida Moe, said it cost 3 million crowns.",
    },
]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def add(path: Path, reader: Reader, articles: list[dict[str, str]], *, merge: bool = True) -> None:
    with Session(path, reader=reader.version) as session:
        for article in articles:
            session.add(reader.read(article).rows)
        if merge:
            Merger(session).finish()


@pytest.fixture(scope="module")
def merged_once(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("merged") / "news.ledger"
    add(path, reader, ARTICLES)
    return path


def events(path: Path) -> list[Event]:
    with View(path) as view:
        return list(Merged(view).events())


def about(found: list[Event], words: str) -> Event:
    """The event with the most reports that has these words as a report's trigger or label."""
    fitting = [event for event in found if words in event.label]
    assert fitting, [event.label for event in found]
    return max(fitting, key=lambda event: len(event.reports))


def test_articles_on_one_matter_are_a_story_and_others_are_not(merged_once: Path) -> None:
    with View(merged_once) as view:
        stories = Merged(view).stories()
        assert sorted(sorted(one.articles) for one in stories) == [["copy", "own", "wire"], ["other"]]
        assert Merged(view).unmerged() == 0


def test_a_copy_adds_no_origin(merged_once: Path) -> None:
    found = about(events(merged_once), "ran aground")
    assert {report.article for report in found.reports} >= {"wire", "copy", "own"}
    copied = [report for report in found.reports if report.article == "copy"]
    assert {report.copy_of for report in copied} == {"wire"}
    assert {report.origin.name for report in copied} == {
        report.origin.name for report in found.reports if report.article == "wire"
    }
    assert found.corroboration.outlets == 3
    assert found.corroboration.independent_origins == 2
    assert any("Solheim Lines" in sentence for sentence in found.corroboration.why)


def test_reports_that_differ_in_number_are_held_against_each_other(merged_once: Path) -> None:
    found = about(events(merged_once), "injured")
    (dispute,) = [one for one in found.disputed if "number" in one.field]
    held = {value: set(articles) for value, articles in dispute.versions}
    assert any("leven" in value or "11" in value for value in held)
    assert any("own" in articles and len(articles) == 1 for articles in held.values())


def test_each_value_leads_back_to_the_words(merged_once: Path) -> None:
    texts = {article["id"]: article["text"] for article in ARTICLES}
    for event in events(merged_once):
        for report in event.reports:
            text = texts[report.article]
            assert (
                0 <= report.clause.start <= report.trigger.start < report.trigger.end <= report.clause.end <= len(text)
            )
            assert all(link.words is None or link.words.end <= len(text) for link in report.chain)


def test_adding_one_by_one_gives_the_same_as_adding_all_at_once(
    reader: Reader, merged_once: Path, tmp_path: Path
) -> None:
    path = tmp_path / "one.ledger"
    for article in ARTICLES:
        add(path, reader, [article])
    assert sorted(map(repr, events(path))) == sorted(map(repr, events(merged_once)))


def test_what_was_not_merged_is_merged_the_next_time(reader: Reader, merged_once: Path, tmp_path: Path) -> None:
    path = tmp_path / "later.ledger"
    add(path, reader, ARTICLES, merge=False)
    with View(path) as view:
        assert Merged(view).unmerged() == len(ARTICLES)
    with Session(path, reader=reader.version) as session:
        done = Merger(session).finish()
        assert (done.articles, done.stories) == (4, 2)
        assert Merger(session).finish().stories == 0
    assert sorted(map(repr, events(path))) == sorted(map(repr, events(merged_once)))


def judged(path: Path, reader: Reader, event: Event, verdict: str, left: int, right: int) -> None:
    keys = [mention_key(event.reports[at].article, event.reports[at].mention) for at in (left, right)]
    with Session(path, reader=reader.version) as session:
        Merging(session).judge(keys[0], keys[1], verdict, "M. Okafor")  # type: ignore[arg-type]
        Merger(session).finish()


def together(path: Path, event: Event, left: int, right: int) -> bool:
    """Whether two reports of what was one event stand in one event now."""
    one, other = ((event.reports[at].article, event.reports[at].mention) for at in (left, right))
    found = [{(report.article, report.mention) for report in now.reports} for now in events(path)]
    return any({one, other} <= keys for keys in found)


def test_a_persons_judgement_parts_reports_outlives_merging_again_and_can_be_taken_back(
    reader: Reader, tmp_path: Path
) -> None:
    path = tmp_path / "judged.ledger"
    add(path, reader, ARTICLES)
    event = about(events(path), "ran aground")
    left, right = 0, next(at for at, one in enumerate(event.reports) if one.article == "own")
    judged(path, reader, event, "different", left, right)
    assert not together(path, event, left, right)
    with Session(path, reader=reader.version) as session:
        Merging(session).forget()
        Merger(session).finish()
    assert not together(path, event, left, right)
    with Session(path, reader=reader.version) as session:
        merging = Merging(session)
        merging.withdraw(merging.judgements()[0].id, "M. Okafor")
        Merger(session).finish()
    assert together(path, event, left, right)


def test_one_event_judged_across_stories_makes_one_story(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "joined.ledger"
    add(path, reader, ARTICLES)
    ferry, museum = about(events(path), "ran aground"), about(events(path), "opened")
    keys = [mention_key(one.reports[0].article, one.reports[0].mention) for one in (ferry, museum)]
    with Session(path, reader=reader.version) as session:
        Merging(session).judge(keys[0], keys[1], "same", "M. Okafor")
        Merger(session).finish()
        assert Merging(session).unmerged(VERSION) == []
    with View(path) as view:
        (story,) = Merged(view).stories()
    assert len(story.articles) == 4
    assert any({"wire", "other"} <= {report.article for report in event.reports} for event in events(path))


def sample() -> Iterator[dict[str, str]]:
    with (ROOT / "samples" / "reykjavik.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def test_six_dispatches_are_one_story_with_reasons(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "sample.ledger"
    add(path, reader, list(sample()))
    with View(path) as view:
        (story,) = Merged(view).stories()
    assert len(story.articles) == 6
    agreed = about(events(path), "agreed in principle")
    (rewritten,) = {report.copy_of for report in agreed.reports if report.article == "rewrite"}
    assert rewritten == "wire-west"
    told = [report for report in agreed.reports if report.article in ("wire-west", "rewrite")]
    assert len({report.origin.name for report in told}) == 1
    assert {report.origin.kind for report in told} <= {"anonymous", "official"}
