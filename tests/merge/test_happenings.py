"""Which mentions of several articles tell one event."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.atlas import meanings
from dateline.merge import happenings
from dateline.merge.features import BIAS, FEATURES, weights
from dateline.merge.happenings import JUDGE, Happening, average_link, bound_groups, same_events
from dateline.records import EventMention, Judgement, Rows, mention_key

Read = Callable[..., Rows]
FIRST = (
    "A ferry sank off the port of Larnholm on Tuesday. Twelve people were killed, the coast guard said. "
    "Police arrested the captain of the ferry on Wednesday."
)
SECOND = (
    "Divers searched the wreck of the ferry that sank off Larnholm. Officials said the accident killed 14 people. "
    "The captain was detained by police a day later."
)
OTHER = "The central bank raised interest rates in May. Analysts had expected the bank to wait."


@pytest.fixture(scope="session")
def ferry(read: Read) -> tuple[Rows, ...]:
    """Two articles on one accident and one on something else."""
    given = (("a", FIRST), ("b", SECOND), ("c", OTHER))
    return tuple(read(text, id=id_, published="2021-03-04") for id_, text in given)


def at(rows: Rows, word: str) -> tuple[str, str]:
    """(article, id) of the mention whose trigger is this word."""
    text = rows.article.text
    found = [one for one in rows.of(EventMention) if text[one.trigger.start : one.trigger.end] == word]
    return rows.article.id, found[0].id


def holding(found: list[Happening], mention: tuple[str, str]) -> Happening:
    """The happening that a mention belongs to."""
    (one,) = (one for one in found if mention in one.mentions)
    return one


def test_one_event_in_two_articles_is_one(ferry: tuple[Rows, ...]) -> None:
    first, second, _ = ferry
    found = same_events(ferry)
    assert at(second, "sank") in holding(found, at(first, "sank")).mentions


def test_other_words_for_it_are_the_same(ferry: tuple[Rows, ...]) -> None:
    first, second, _ = ferry
    assert at(second, "detained") in holding(same_events(ferry), at(first, "arrested")).mentions


@pytest.mark.parametrize(
    ("left", "word", "right", "other"),
    [
        ("Nine miners lost their lives in the Ostrava pit.", "lost", "Nine miners died in the Ostrava pit.", "died"),
        (
            "The mayor of Lund stepped down over the contract.",
            "stepped",
            "The mayor of Lund resigned over the contract.",
            "resigned",
        ),
        (
            "The blast in the mill left nine workers dead.",
            "left",
            "Nine workers at the mill died in the blast.",
            "died",
        ),
    ],
)
def test_a_verb_with_its_word_tells_what_one_word_tells(
    read: Read, left: str, word: str, right: str, other: str
) -> None:
    one, two = read(left, id="a"), read(right, id="b")
    assert at(two, other) in holding(same_events([one, two]), at(one, word)).mentions


def test_a_verb_without_its_word_tells_only_itself(read: Read) -> None:
    lost = read("The club lost its licence on Monday.", id="a")
    died = read("The founder of the club died on Monday.", id="b")
    assert at(died, "died") not in holding(same_events([lost, died]), at(lost, "lost")).mentions


def test_a_deed_and_what_it_did_are_one(read: Read) -> None:
    one = read("The avalanche killed four skiers near Solden on Sunday.", id="a", published="2021-03-04")
    two = read("Four skiers died in the avalanche near Solden on Sunday.", id="b", published="2021-03-04")
    happening = holding(same_events([one, two]), at(one, "killed"))
    assert at(two, "died") in happening.mentions
    assert "told_alike" in {line.feature for judgement in happening.judgements for line in judgement.evidence}


def test_another_number_is_the_same_event(ferry: tuple[Rows, ...]) -> None:
    first, second, _ = ferry
    assert at(second, "killed") in holding(same_events(ferry), at(first, "killed")).mentions


def test_different_events_are_different(ferry: tuple[Rows, ...]) -> None:
    first, _, other = ferry
    found = same_events(ferry)
    assert at(first, "arrested") not in holding(found, at(first, "sank")).mentions
    assert holding(found, at(other, "raised")).mentions == (at(other, "raised"),)


def test_one_deed_between_other_people_is_another(read: Read) -> None:
    first = read("In Larnholm, Anna Berg sued Peter Dahl on Monday.", id="d")
    second = read("In Larnholm, Carl Holm sued Eva Lind on Monday.", id="e")
    third = read("Anna Berg sued Peter Dahl in Larnholm.", id="f")
    found = same_events([first, second, third])
    assert at(second, "sued") not in holding(found, at(first, "sued")).mentions
    assert at(third, "sued") in holding(found, at(first, "sued")).mentions


def test_every_mention_comes_out_once(ferry: tuple[Rows, ...]) -> None:
    mentions = [mention for one in same_events(ferry) for mention in one.mentions]
    assert sorted(mentions) == sorted((rows.article.id, one.id) for rows in ferry for one in rows.of(EventMention))


def test_a_join_says_why(ferry: tuple[Rows, ...]) -> None:
    first, second, _ = ferry
    happening = holding(same_events(ferry), at(first, "arrested"))
    (judged,) = (one for one in happening.judgements if one.right == mention_key(*at(second, "detained")))
    assert judged.judge == JUDGE and judged.verdict == "same" and judged.score and judged.score > 0.3
    assert "arrest / detain" in {line.words for line in judged.evidence}
    assert len(happening.judgements) == len(happening.mentions) - 1


def test_a_score_is_the_sum_of_its_lines(ferry: tuple[Rows, ...]) -> None:
    judged = [line for one in same_events(ferry) for line in one.judgements]
    assert judged
    for one in judged:
        odds = weights()[BIAS] + sum(line.value * line.weight for line in one.evidence)
        bounded = max(-happenings.BOUND, min(happenings.BOUND, odds))
        assert one.score == pytest.approx(1 / (1 + math.exp(-bounded)), abs=0.01)


def judgement(verdict: str, left: tuple[str, str], right: tuple[str, str], made: str = "2021-04-01") -> Judgement:
    """What a person judged."""
    keys = mention_key(*left), mention_key(*right)
    assert verdict in ("same", "different")
    return Judgement(f"j-{made}", *keys, "same" if verdict == "same" else "different", None, (), "Anna Berg", made)


def test_a_person_who_says_different_is_heeded(ferry: tuple[Rows, ...]) -> None:
    first, second, _ = ferry
    found = same_events(ferry, [judgement("different", at(first, "sank"), at(second, "sank"))])
    assert at(second, "sank") not in holding(found, at(first, "sank")).mentions


def test_a_person_who_says_same_is_heeded(ferry: tuple[Rows, ...]) -> None:
    first, _, other = ferry
    found = same_events(ferry, [judgement("same", at(first, "sank"), at(other, "raised"))])
    assert at(other, "raised") in holding(found, at(first, "sank")).mentions


def test_the_newest_of_contrary_judgements_counts_and_withdrawn_ones_do_not(ferry: tuple[Rows, ...]) -> None:
    first, _, other = ferry
    pair = at(first, "sank"), at(other, "raised")
    old, new = judgement("same", *pair, made="2021-04-01"), judgement("different", *pair, made="2021-05-01")
    assert pair[1] not in holding(same_events(ferry, [old, new]), pair[0]).mentions
    withdrawn = replace(new, withdrawn="2021-06-01")
    assert pair[1] in holding(same_events(ferry, [old, withdrawn]), pair[0]).mentions


def test_a_chain_of_judgements_does_not_undo_one_that_forbids(ferry: tuple[Rows, ...]) -> None:
    first, second, other = ferry
    a, b, c = at(first, "sank"), at(second, "killed"), at(other, "raised")
    given = [
        judgement("different", a, c, made="2021-05-03"),
        judgement("same", a, b, made="2021-05-02"),
        judgement("same", b, c, made="2021-05-01"),
    ]
    found = same_events(ferry, given)
    assert b in holding(found, a).mentions and c not in holding(found, a).mentions


def test_the_programs_own_judgements_do_not_bind(ferry: tuple[Rows, ...]) -> None:
    first, _, other = ferry
    own = replace(judgement("same", at(first, "sank"), at(other, "raised")), judge=JUDGE)
    assert same_events(ferry, [own]) == same_events(ferry)


def test_the_order_of_judgements_changes_nothing(ferry: tuple[Rows, ...]) -> None:
    first, second, other = ferry
    given = [
        judgement("same", at(first, "sank"), at(other, "raised"), made="2021-05-01"),
        judgement("different", at(first, "sank"), at(second, "sank"), made="2021-05-02"),
    ]
    assert same_events(ferry, given) == same_events(ferry, given[::-1])


def test_nothing_gives_nothing(read: Read) -> None:
    assert same_events([]) == []
    assert same_events([read("", id="empty")]) == []


def test_a_story_too_large_to_compare_whole_is_taken_word_by_word(
    ferry: tuple[Rows, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(happenings, "MOST", 5)
    first, second, _ = ferry
    found = same_events(ferry)
    assert at(second, "sank") in holding(found, at(first, "sank")).mentions
    assert sum(len(one.mentions) for one in found) == sum(len(rows.of(EventMention)) for rows in ferry)


@cache
def _noise() -> list[str]:
    return ["🛳️ سفينة غرقت", "\x00\x07 sank", "sank " * 50, "Twelve killed.", "\u202eferry", "\n\n\n"]


@settings(max_examples=10, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(_noise()), st.text(max_size=60)), min_size=1, max_size=3))
def test_any_text_is_grouped(read: Read, texts: list[str]) -> None:
    readings = [read(text, id=f"t{at}") for at, text in enumerate(texts)]
    found = same_events(readings)
    assert sum(len(one.mentions) for one in found) == sum(len(rows.of(EventMention)) for rows in readings)


@given(st.integers(4, 9), st.randoms(use_true_random=False))
def test_who_calls_two_events_the_same_means_all_that_stood_in_them(size: int, chance: Any) -> None:
    half = np.array([[chance.uniform(-2, 2) for _ in range(size)] for _ in range(size)])
    total = (half + half.T).astype(np.float32)
    before = bound_groups(total, [])
    left, right = chance.sample(range(size), 2)
    after = bound_groups(total, [(left, right, True)])
    assert {after[at] for at in range(size) if before[at] in (before[left], before[right])} == {after[left]}
    parted = bound_groups(total, [(left, right, False), (left, right, True)])  # the newest first: it holds
    assert parted[left] != parted[right]


def test_average_link_joins_a_pair_but_not_a_chain() -> None:
    # The middle one is like both ends, which are unlike each other: it joins the nearer, and the other stays out.
    total = np.array([[0, 3, -4], [3, 0, 2], [-4, 2, 0]], dtype=np.float32)
    assert average_link(total, 0.0) == [0, 0, 2]


def test_every_feature_has_a_weight_and_none_is_left_over() -> None:
    assert set(weights()) == {*FEATURES, BIAS}


def test_words_for_one_thing_are_known() -> None:
    assert "death" in meanings.forms("die")
    assert meanings.meanings("seize") & meanings.meanings("capture")
    assert meanings.meanings("kill") & meanings.wider("murder")
    assert not meanings.meanings("arrest") & meanings.meanings("sink")
