"""Claims in sentences of our own: who says what, by which word, inside whose claim."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from time import perf_counter

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dateline.extract import claims as claims_stage
from dateline.records import Claim, Derivation, Mention, Rows, Span, row_id

Read = Callable[..., Rows]


def find_claims(rows: Rows) -> list[Claim]:
    """The claims, without the mentions that the stage adds."""
    return [row for row in claims_stage.find_claims(rows) if isinstance(row, Claim)]


def words(text: str, spans: tuple[Span, ...]) -> str:
    return " … ".join(text[span.start : span.end] for span in spans)


def told(parse: Read, text: str) -> list[tuple[str, str, str]]:
    """(source, cue, content) of each claim, pieces joined by an ellipsis."""
    return [(words(text, c.source), words(text, c.cue), words(text, c.content)) for c in find_claims(parse(text))]


def one(parse: Read, text: str) -> Claim:
    (claim,) = find_claims(parse(text))
    return claim


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        (
            "The mayor said that the bridge would reopen in May.",
            "The mayor",
            "said",
            "that the bridge would reopen in May",
        ),
        ("The bridge will reopen in May, the mayor said.", "the mayor", "said", "The bridge will reopen in May"),
        ("“The bridge is safe,” said the mayor.", "the mayor", "said", "“The bridge is safe,”"),
        ('The mayor said: "The bridge is safe."', "The mayor", "said", '"The bridge is safe."'),
        (
            "According to the ministry, two ships left the port.",
            "the ministry",
            "According to",
            "two ships left the port",
        ),
        (
            "Two ships left the port, according to the ministry.",
            "the ministry",
            "according to",
            "Two ships left the port",
        ),
        ("The union has called for a strike.", "The union", "has called for", "a strike"),
        (
            "The governor urged residents to leave the valley.",
            "The governor",
            "urged",
            "residents to leave the valley",
        ),
        ("The company plans to build a second plant.", "The company", "plans", "to build a second plant"),
        ("The envoy asked whether the talks would resume.", "The envoy", "asked", "whether the talks would resume"),
    ],
)
def test_forms_of_attribution(parse: Read, text: str, source: str, cue: str, content: str) -> None:
    assert told(parse, text) == [(source, cue, content)]


def test_a_quotation_round_its_cue_is_one_claim_in_two_pieces(parse: Read) -> None:
    text = "“The bridge is safe,” the mayor said, “and it will stay open.”"
    claim = one(parse, text)
    assert words(text, claim.content) == "“The bridge is safe,” … “and it will stay open.”"
    assert claim.manner == "direct"


def test_a_quotation_that_follows_without_a_cue_goes_on_with_the_claim(parse: Read) -> None:
    text = "“The bridge is safe,” the mayor said on Monday. “It was checked last week.”"
    assert words(text, one(parse, text).content).endswith("“It was checked last week.”")


def test_a_quotation_of_two_paragraphs_is_one_claim(parse: Read) -> None:
    text = "The engineer said: “The dam is safe.\n\n“The valley below it is not.”"
    assert words(text, one(parse, text).content) == "“The dam is safe. … “The valley below it is not.”"


@pytest.mark.parametrize(
    ("text", "manner"),
    [
        ("The mayor said the bridge was safe.", "indirect"),
        ("The mayor said the bridge was “perfectly safe” for buses.", "mixed"),
        ("“The bridge is safe for buses,” the mayor said.", "direct"),
    ],
)
def test_manner(parse: Read, text: str, manner: str) -> None:
    assert one(parse, text).manner == manner


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("The minister said the envoy had arrived.", "CT+"),
        ("The minister said the envoy had not arrived.", "CT-"),
        ("The minister said the envoy might arrive.", "PS+"),
        ("The minister asked whether the envoy had arrived.", "Uu"),
        ("The minister denied that the envoy had arrived.", "CT-"),
        ("The minister believes that the envoy has arrived.", "PR+"),
    ],
)
def test_certainty_is_the_sources(parse: Read, text: str, certainty: str) -> None:
    assert one(parse, text).certainty == certainty


def test_a_claim_inside_a_claim_names_it(parse: Read) -> None:
    text = "The agency reported that the minister said the port had reopened."
    outer, inner = find_claims(parse(text))
    assert words(text, outer.source) == "The agency"
    assert words(text, inner.content) == "the port had reopened"
    assert (outer.inside, inner.inside) == (None, outer.id)


def test_conjoined_reports_are_two_claims_of_one_source(parse: Read) -> None:
    text = "The minister said the port is open and called the blockade illegal."
    assert told(parse, text) == [
        ("The minister", "said", "the port is open"),
        ("The minister", "called", "the blockade illegal"),
    ]


def test_thoughts_inside_a_quotation_are_not_claims_of_their_own(parse: Read) -> None:
    text = "“I think we can win and I want to try,” the captain said."
    assert [source for source, _, _ in told(parse, text)] == ["the captain"]


def test_belief_without_a_believer_has_no_source(parse: Read) -> None:
    claim = one(parse, "The ship is believed to be carrying ammunition.")
    assert claim.source == () and claim.speaker is None


def test_a_headline_that_ends_in_its_source(parse: Read) -> None:
    text = "Leader visits shipyard: KCNA\n\nThe yard is old."
    assert ("KCNA", ":", "Leader visits shipyard") in told(parse, text)


# ---------------------------------------------------------------- speakers and carriers


def mention(text: str, words: str, kind: str = "organization", form: str = "name") -> Mention:
    start = text.index(words)
    span = Span("test", start, start + len(words))
    head = span if form == "name" else Span("test", span.start + words.rfind(" ") + 1, span.end)
    return Mention(row_id("m", words), span, head, kind, form, Derivation("test", "1", "by hand"))  # type: ignore[arg-type]


def spoken(parse: Read, text: str, *mentions: Mention) -> tuple[str | None, list[str]]:
    """The words of the first claim's speaker, and of its carriers."""
    claim = next(iter(find_claims(parse(text).add(mentions))))
    names = {m.id: text[m.span.start : m.span.end] for m in mentions}
    return (names[claim.speaker] if claim.speaker else None), [names[one] for one in claim.via]


def test_the_speaker_is_the_mention_at_the_sources_head(parse: Read) -> None:
    text = "Anna Berg, a spokeswoman for the Ministry of Fisheries, said the port had reopened."
    mentions = mention(text, "Anna Berg", "person"), mention(text, "Ministry of Fisheries")
    assert spoken(parse, text, *mentions) == ("Anna Berg", [])


def test_a_document_speaks_for_its_issuer(parse: Read) -> None:
    text = "A Norwegian Navy press release said the frigate had sailed."
    assert spoken(parse, text, mention(text, "Norwegian Navy")) == ("Norwegian Navy", [])


def test_a_name_beside_a_nominal_is_preferred(parse: Read) -> None:
    text = "The frigate has sailed, according to the state news agency TASS."
    mentions = mention(text, "the state news agency", form="nominal"), mention(text, "TASS")
    assert spoken(parse, text, *mentions) == ("TASS", [])


def test_who_is_told_carries_the_words(parse: Read) -> None:
    text = "Anna Berg told Interfax that the frigate had sailed."
    assert spoken(parse, text, mention(text, "Anna Berg", "person"), mention(text, "Interfax")) == (
        "Anna Berg",
        ["Interfax"],
    )


def test_a_statement_on_telegram_was_carried_by_it(parse: Read) -> None:
    text = "“The frigate has sailed,” Anna Berg said in a statement posted on Telegram."
    assert spoken(parse, text, mention(text, "Anna Berg", "person"), mention(text, "Telegram")) == (
        "Anna Berg",
        ["Telegram"],
    )


def test_who_is_told_but_is_no_medium_carries_nothing(parse: Read) -> None:
    text = "Anna Berg told Congress that the frigate had sailed."
    assert spoken(parse, text, mention(text, "Anna Berg", "person"), mention(text, "Congress")) == ("Anna Berg", [])


def test_an_agency_that_cites_carries_the_words_of_whom_it_cites(parse: Read) -> None:
    text = "Interfax said the frigate had sailed, citing the Northern Fleet."
    mentions = mention(text, "Interfax"), mention(text, "Northern Fleet")
    assert spoken(parse, text, *mentions) == ("Northern Fleet", ["Interfax"])
    assert told(parse, text)[0] == ("Interfax", "said", "the frigate had sailed")


def test_who_is_quoted_speaks_through_who_quotes(parse: Read) -> None:
    text = "Anna Berg was quoted by Interfax as saying that the frigate had sailed."
    mentions = mention(text, "Anna Berg", "person"), mention(text, "Interfax")
    assert spoken(parse, text, *mentions) == ("Anna Berg", ["Interfax"])
    assert told(parse, text) == [("Anna Berg", "was quoted … as saying", "that the frigate had sailed")]


def test_an_unknown_paper_is_known_by_its_masthead(parse: Read) -> None:
    text = "The frigate had sailed, a captain on leave told the Northern Wire."
    assert spoken(parse, text, mention(text, "captain", "person"), mention(text, "Northern Wire")) == (
        "captain",
        ["Northern Wire"],
    )


def test_it_is_the_speaker_before_when_nobody_else_knows(parse: Read) -> None:
    text = "Interfax reported that the frigate had sailed. It said two tugs had followed."
    interfax = mention(text, "Interfax")
    assert [claim.speaker for claim in find_claims(parse(text).add([interfax]))] == [interfax.id, interfax.id]


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        (
            "Talks would resume in June, a spokesman for the ministry, Ivan Petrov, said on Friday.",
            "a spokesman for the ministry, Ivan Petrov",
            "Talks would resume in June",
        ),
        (
            "The fleet had sailed, Anna Berg, chairwoman of the committee, told reporters on Sunday.",
            "Anna Berg, chairwoman of the committee",
            "The fleet had sailed",
        ),
        (
            "The canal is closed, said Anna Berg, the minister of ports, who left office in May.",
            "Anna Berg, the minister of ports, who left office in May",
            "The canal is closed",
        ),
    ],
)
def test_a_source_behind_its_words_keeps_name_and_office(parse: Read, text: str, source: str, content: str) -> None:
    ((who, _, what),) = told(parse, text)
    assert (who, what) == (source, content)


def test_a_statement_speaks_for_who_was_said_to_issue_it(parse: Read) -> None:
    text = "The navy said in a statement that the port was open. The statement says two tugs will leave on Monday."
    navy = mention(text, "The navy")
    assert [claim.speaker for claim in find_claims(parse(text).add([navy]))] == [navy.id, navy.id]


def test_a_statement_of_nobody_known_speaks_for_itself(parse: Read) -> None:
    text = "The statement says two tugs will leave on Monday."
    claim, made = claims_stage.find_claims(parse(text))
    assert isinstance(claim, Claim) and isinstance(made, Mention)
    assert (claim.speaker, claim.kind, words(text, (made.span,))) == (made.id, "document", "The statement")


def test_said_in_a_statement_that_is_one_claim(parse: Read) -> None:
    assert len(told(parse, "The navy said in a statement that the port was open.")) == 1


def test_an_announced_thing_is_no_claim(parse: Read) -> None:
    assert told(parse, "The meeting in Bergen was announced on Sept. 30.") == []
    assert told(parse, "While exact details remain scant on what sorts of repairs are due, the port is open.") == []


@pytest.mark.parametrize("text", ["The mayor denied that the dam had burst.", "The mayor said the dam did not burst."])
def test_what_a_source_says_did_not_happen_is_negative(parse: Read, text: str) -> None:
    assert one(parse, text).certainty == "CT-"


@pytest.mark.parametrize(
    "words", ['"he said we think that ', "the king said that the queen said that the fleet left and "]
)
def test_endless_nesting_takes_time_in_proportion(parse: Read, words: str) -> None:
    rows = parse(words * (20_000 // len(words)))
    start = perf_counter()
    list(find_claims(rows))
    assert perf_counter() - start < 2  # a tenth of a second; it was seconds when each content was walked for each cue


# ---------------------------------------------------------------- any text

MARKS = ["“", "”", '"', "'", "‘", "«", "»", ". ", "\n\n", ": ", "ship", "—", "?", "\u202e", "😀", "\x00"]
WORDS = [" he said ", ", she told TASS that ", " according to ", " who ", "the mayor", " believed ", " and denied it"]
PARTS = st.sampled_from([*MARKS, *WORDS, " they want to leave", ", citing the navy"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PARTS, max_size=40).map("".join))
@example(" according to  according to «“ he said »")
def test_rows_hold_on_any_text(parse: Read, text: str) -> None:
    rows = parse(text)
    claims = list(find_claims(rows))
    assert claims == list(find_claims(rows))
    by_id = {claim.id: claim for claim in claims}
    assert len(by_id) == len(claims)
    for claim in claims:
        assert words(text, claim.content).strip() and claim.content
        for part in (claim.content, claim.cue, claim.source):
            assert all(0 <= span.start < span.end <= len(text) for span in part)
            assert all(left.end <= right.start for left, right in pairwise(part))
        above, steps = claim.inside, 0
        while above is not None:
            above, steps = by_id[above].inside, steps + 1
            assert steps <= len(claims)
