"""What people call wrong, merged: what is left out, what outlives a new reading, and what comes back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dateline.errors import LedgerError, UnknownRecord
from dateline.ledger import Merged, Merging, Session, View, Wrong, bare, row_of, standing
from dateline.merge.itineraries import where
from dateline.merge.merger import Merger
from dateline.reader import Reader
from dateline.records import Claim, Entity, Event, EventMention, Judgement, Link, Report, Rows, mention_key
from tests.merge.test_merger import ARTICLES, about, add, events


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.fixture
def ledger(reader: Reader, tmp_path: Path) -> Path:
    path = tmp_path / "news.ledger"
    add(path, reader, ARTICLES)
    return path


def judge(path: Path, left: str, right: str = "", verdict: str = "wrong", *, by: str = "M. Okafor") -> Judgement:
    with Session(path, reader="") as session:
        told = Merging(session).judge(left, right, verdict, by, reason="read it twice")  # type: ignore[arg-type]
        Merger(session).finish()
    return told


def withdraw(path: Path, judged: Judgement) -> None:
    with Session(path, reader="") as session:
        Merging(session).withdraw(judged.id, "M. Okafor")
        Merger(session).finish()


def rows(path: Path, article: str) -> Rows:
    with View(path) as view:
        return view.rows(article)


def report(path: Path, words: str, article: str) -> Report:
    found = about(events(path), words)
    return next(one for one in found.reports if one.article == article)


def key(one: Report) -> str:
    return mention_key(one.article, one.mention)


def told(found: list[Event]) -> list[str]:
    return sorted(map(repr, found))


def stories(path: Path) -> list[list[str]]:
    with View(path) as view:
        return sorted(sorted(one.articles) for one in Merged(view).stories())


# ---------------------------------------------------------------- what is wrong is left out


def test_a_wrong_event_mention_is_not_reported_until_that_is_taken_back(ledger: Path) -> None:
    before, one = events(ledger), report(ledger, "ran aground", "own")
    judged = judge(ledger, key(one))
    after = events(ledger)
    assert all(key(report) != key(one) for event in after for report in event.reports)
    assert about(after, "ran aground").corroboration.outlets == about(before, "ran aground").corroboration.outlets - 1
    withdraw(ledger, judged)
    assert told(events(ledger)) == told(before)


def test_a_wrong_claim_leaves_its_events_to_the_outlet(ledger: Path) -> None:
    one = report(ledger, "ran aground", "own")
    assert [link.name for link in one.chain] == ["Solheim Lines"]
    reading = rows(ledger, "own")
    claim = next(event.claim for event in reading.of(EventMention) if event.id == one.mention)
    judge(ledger, f"own#{claim}")
    after = report(ledger, "ran aground", "own")
    assert after.chain == () and (after.origin.name, after.origin.kind) == ("Coast Herald", "outlet")
    assert [link.name for link in report(ledger, "injured", "own").chain] == ["Solheim Lines"]  # another claim


def test_a_wrong_claim_inside_another_leaves_its_events_to_that(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "nested.ledger"
    text = "The harbour board said that the pilot had told it that the ferry hit a rock off Lillevik on Friday."
    add(path, reader, [{"id": "one", "outlet": "Coast Herald", "published": "2023-09-16", "text": text}])
    reading = rows(path, "one")
    inner = next(one for one in reading.of(Claim) if one.inside)
    hit = next(one for one in reading.of(EventMention) if one.claim == inner.id)
    judge(path, f"one#{inner.id}")
    (after,) = (one for event in events(path) for one in event.reports if one.mention == hit.id)
    assert "pilot" not in " ".join(link.name for link in after.chain) and after.chain


def test_a_wrong_link_leaves_the_mention_without_its_entity_also_as_who_acts(ledger: Path) -> None:
    reading = rows(ledger, "other")
    place = next(one.place for one in reading.of(EventMention) if one.place)
    link = next(one for one in reading.of(Link) if one.mention == place)
    assert about(events(ledger), "opened").place
    judged = judge(ledger, f"other#{link.mention}={link.entity}")
    assert about(events(ledger), "opened").place is None
    with View(ledger) as view:
        assert list(Merged(view).events(where="Bergen")) == []
    withdraw(ledger, judged)
    assert about(events(ledger), "opened").place


def test_an_itinerary_leaves_out_what_is_wrong(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "visits.ledger"
    text = "Anna Berg arrived in Oslo on Monday. Anna Berg visited Bergen on Thursday, her office said."
    add(path, reader, [{"id": "one", "outlet": "Coast Herald", "published": "2023-09-16", "text": text}])

    def places() -> list[str]:
        with View(path) as view:
            return [leg.place.name for leg in where(view, Merged(view), "Anna Berg").legs]

    assert places() == ["Oslo", "Bergen"]
    judge(path, key(report(path, "arrived", "one")))
    assert places() == ["Bergen"]


# ---------------------------------------------------------------- what outlives a new reading


def moved(reading: Rows, mention: EventMention, now: EventMention) -> Rows:
    """The reading with an event mention as another reader gives it."""
    mentions = tuple(now if one.id == mention.id else one for one in reading.of(EventMention))
    return Rows({**reading.by_type, EventMention: mentions})


def test_a_judgement_finds_its_row_in_another_readers_reading(ledger: Path) -> None:
    one = report(ledger, "ran aground", "own")
    reading = rows(ledger, "own")
    mention = next(event for event in reading.of(EventMention) if event.id == one.mention)
    judged = judge(ledger, key(one))
    assert bare(judged.left) == key(one)
    longer = replace(mention.trigger, end=mention.trigger.end + 1)
    again = moved(reading, mention, replace(mention, id="ev-another", trigger=longer))
    assert row_of(again, judged.left) == "ev-another"
    assert Wrong([judged]).rows(again) == {"ev-another"}
    with Session(ledger, reader="another") as session:
        assert session.add(again) == "reread"
        Merger(session).finish()
    assert all(report.mention != "ev-another" for event in events(ledger) for report in event.reports)


def test_a_judgement_finds_its_row_in_an_edited_text_by_its_words(reader: Reader, ledger: Path) -> None:
    judged = judge(ledger, key(report(ledger, "opened", "other")))
    edited = {**ARTICLES[3], "text": "Corrected on Sunday. " + ARTICLES[3]["text"]}
    add(ledger, reader, [edited])
    assert not [event for event in events(ledger) if "opened" in event.label]
    (left,) = Wrong([judged]).rows(rows(ledger, "other"))
    assert left != bare(judged.left).rpartition("#")[2]


def test_a_wrong_link_is_not_taken_for_a_better_one_of_the_same_words(ledger: Path) -> None:
    reading = rows(ledger, "other")
    link = reading.of(Link)[0]
    judged = judge(ledger, f"other#{link.mention}={link.entity}")
    better = relinked(reading, link, country="SE")
    assert row_of(reading, judged.left) and row_of(better, judged.left) is None
    assert row_of(relinked(reading, link), judged.left) == f"{link.mention}=e-renamed"


def relinked(reading: Rows, link: Link, **changed: object) -> Rows:
    """The reading with an entity under another id, and perhaps another one."""
    entities = tuple(
        replace(one, id="e-renamed", **changed) if one.id == link.entity else one  # type: ignore[arg-type]
        for one in reading.of(Entity)
    )
    links = tuple(replace(one, entity="e-renamed") if one.entity == link.entity else one for one in reading.of(Link))
    return Rows({**reading.by_type, Entity: entities, Link: links})


# ---------------------------------------------------------------- what contradicts, joins and parts


def pair(path: Path) -> tuple[str, str]:
    return key(report(path, "ran aground", "wire")), key(report(path, "opened", "other"))


def test_stories_that_a_judgement_made_one_part_when_it_is_taken_back(ledger: Path) -> None:
    before, apart = events(ledger), stories(ledger)
    judged = judge(ledger, *pair(ledger), "same")
    assert len(stories(ledger)) == 1
    withdraw(ledger, judged)
    assert stories(ledger) == apart and told(events(ledger)) == told(before)


def test_stories_stay_one_while_another_judgement_holds_them(ledger: Path) -> None:
    ferry, museum = pair(ledger)
    judged = judge(ledger, ferry, museum, "same")
    other = judge(ledger, museum, ferry, "same", by="L. Aalto")
    assert other.id != judged.id
    withdraw(ledger, other)
    assert len(stories(ledger)) == 1
    withdraw(ledger, judged)
    assert len(stories(ledger)) == 2


def test_of_contradictory_judgements_the_newest_counts(ledger: Path) -> None:
    ferry, museum = pair(ledger)
    judge(ledger, ferry, museum, "same")
    newer = judge(ledger, museum, ferry, "different", by="L. Aalto")
    assert len(stories(ledger)) == 2
    with View(ledger) as view:
        kept = [one.judgement for one in Merged(view).judgements()]
    assert len(kept) == 2 and standing(kept) == [kept[1]]
    withdraw(ledger, newer)
    assert len(stories(ledger)) == 1
    wrong = judge(ledger, museum)
    assert len(stories(ledger)) == 2
    withdraw(ledger, wrong)
    assert len(stories(ledger)) == 1


def test_judging_twice_is_one_judgement_and_nonsense_is_refused(ledger: Path) -> None:
    ferry, museum = pair(ledger)
    assert judge(ledger, ferry, museum, "different").id == judge(ledger, museum, ferry, "different").id
    with Session(ledger, reader="") as session:
        merging = Merging(session)
        assert len(merging.judgements()) == 1
        for left, right, verdict in ((ferry, ferry, "same"), ("wire#ev-0", "", "wrong"), ("nowhere#ev-1", "", "wrong")):
            with pytest.raises((UnknownRecord, LedgerError)):
                merging.judge(left, right, verdict, "M. Okafor")  # type: ignore[arg-type]
        for name in (" ", "dateline 2"):
            with pytest.raises(LedgerError):
                merging.judge(ferry, "", "wrong", name)
