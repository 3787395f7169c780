"""Kinds of sources, and why some have no name, in sentences of our own."""

from __future__ import annotations

import pytest

from dateline.records import Claim
from tests.conftest import Read


def last(read: Read, text: str) -> tuple[Claim, str]:
    """The last claim and the words of its reason."""
    claim = read(text).of(Claim)[-1]
    return claim, " … ".join(text[span.start : span.end] for span in claim.reason)


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("Anna Berg", "person"),
        ("The finance minister", "person"),
        ("The defence ministry", "body"),
        ("Prosecutors", "body"),
        ("Police", "body"),
        ("Moscow", "body"),
        ("TASS", "agency"),
        ("The New York Times", "outlet"),
        ("State television", "outlet"),
        ("A coroner's report", "document"),
        ("A police spokesman", "unnamed"),
        ("Two diplomats", "unnamed"),
        ("A shopkeeper", "unnamed"),
        ("People familiar with the matter", "unnamed"),
        ("Observers", "public"),
        ("Critics of the plan", "public"),
    ],
)
def test_what_kind_of_source_it_is(read: Read, source: str, kind: str) -> None:
    claim, _ = last(read, f"{source} said that the strait was open.")
    assert claim.kind == kind


def test_what_is_believed_by_nobody_named_is_the_publics(read: Read) -> None:
    claim, _ = last(read, "It is believed that the ship sank in a storm.")
    assert (claim.kind, claim.speaker) == ("public", None)


def test_a_pronoun_is_of_the_kind_of_whom_it_stands_for(read: Read) -> None:
    claim, _ = last(read, "Two diplomats said the strait was open. They added that tugs were on their way.")
    assert claim.kind == "unnamed"


def test_the_kind_is_that_of_who_speaks_in_the_end(read: Read) -> None:
    claim, _ = last(read, "TASS reported that the strait was open, citing two pilots.")
    assert claim.kind == "unnamed"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "A pilot, who asked not to be named because he feared for his job, said the strait was open.",
            "because he feared for his job",
        ),
        (
            "Two pilots said on condition of anonymity that the strait was open.",
            "on condition of anonymity",
        ),
        (
            "The strait is open, said a pilot, speaking on condition of anonymity because the chart is secret.",
            "on condition of anonymity because the chart is secret",
        ),
        (
            "Two pilots, who were not authorized to speak publicly, said the strait was open.",
            "not authorized to speak publicly",
        ),
        (
            "“It is open,” a pilot told Reuters, declining to give her name for fear of her chief.",
            "for fear of her chief",
        ),
        ("A pilot who, afraid of arrest, refused to give his name said the strait was open.", "afraid of arrest"),
        (
            "A pilot who did not have permission to speak publicly said the strait was open.",
            "not have permission to speak publicly",
        ),
        (
            "A pilot, who gave only her first name, worried about her job, said the strait was open.",
            "worried about her job",
        ),
        ("A pilot said the strait was open. His name is being withheld for his safety.", "for his safety"),
        ("A pilot, who declined to be named, said the strait was open.", ""),
    ],
)
def test_why_a_source_has_no_name(read: Read, text: str, reason: str) -> None:
    assert last(read, text)[1] == reason


def test_a_reason_in_the_next_sentence_belongs_to_the_claim_before(read: Read) -> None:
    text = "A pilot said the strait was open. He spoke on condition of anonymity because the chart is secret."
    assert last(read, text)[1] == "on condition of anonymity because the chart is secret"


def test_asking_not_to_be_named_is_no_claim_of_its_own(read: Read) -> None:
    text = "A pilot who asked not to be named because he feared for his job said the strait was open."
    assert len(read(text).of(Claim)) == 1
    assert last(read, text)[1] == "because he feared for his job"


def test_a_named_source_has_no_reason(read: Read) -> None:
    claim, reason = last(read, "Anna Berg said the donor gave the money on condition of anonymity.")
    assert (claim.kind, reason) == ("person", "")
