"""Claims that forms show without a sentence, in texts of our own: headlines, lists, interviews, posts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.extract.forms import Found, find_forms
from dateline.extract.quotes import find_quotations
from dateline.records import Rows, Sentence

Read = Callable[..., Rows]
BELOW = "\n\nThe harbour was quiet on Monday.\n\nShips sailed at noon."


def forms(parse: Read, text: str, **fields: str) -> list[Found]:
    rows = parse(text, **fields)
    return find_forms(rows.article, rows.of(Sentence), find_quotations(text))


def told(parse: Read, text: str, **fields: str) -> list[tuple[str, str, str]]:
    """(source, cue, content) of each form, pieces joined by an ellipsis."""

    def words(pieces: tuple[tuple[int, int], ...]) -> str:
        return " … ".join(text[start:end] for start, end in pieces)

    return [(words(one.source), words(one.cue), words(one.content)) for one in forms(parse, text, **fields)]


# ---------------------------------------------------------------- headlines


@pytest.mark.parametrize(
    ("headline", "source", "cue", "content"),
    [
        ("Kim visits shipyard: KCNA", "KCNA", ":", "Kim visits shipyard"),
        ("Tanker runs aground off Murmansk — TASS", "TASS", "—", "Tanker runs aground off Murmansk"),
        ("TASS: Tanker runs aground off Murmansk", "TASS", ":", "Tanker runs aground off Murmansk"),
        ("Police: two dead in ferry crash", "Police", ":", "two dead in ferry crash"),
        ("Two dead in ferry crash - police", "police", "-", "Two dead in ferry crash"),
        ("Harbour master to resign, says aide", "aide", "says", "Harbour master to resign"),
        ("Harbour master to resign, aide says", "aide", "says", "Harbour master to resign"),
        ("'We will not yield,' minister says", "minister", "says", "'We will not yield,'"),
        ("“We will not yield”: minister", "minister", ":", "“We will not yield”"),
        ("Grain deal is dead, according to the Kremlin", "the Kremlin", "according to", "Grain deal is dead"),
        ("EXCLUSIVE: Kim visits shipyard - Yonhap", "Yonhap", "-", "Kim visits shipyard"),
    ],
)
def test_a_headline_names_its_source(parse: Read, headline: str, source: str, cue: str, content: str) -> None:
    assert told(parse, headline + BELOW) == [(source, cue, content)]


@pytest.mark.parametrize(
    "headline",
    [
        "The Latest: Storm nears the coast",
        "Storm Ada: What we know so far",
        "Harbour war: Pier hit by drones",
        "Warehouse burns down in Oslo - BBC News",
        "Opinion: We should rebuild the pier",
        "Five things to know: ferries, fares, fog, food and fish",
        "Corrections: March 3, 2014",
    ],
)
def test_kickers_topics_and_page_titles_are_no_sources(parse: Read, headline: str) -> None:
    assert told(parse, headline + BELOW) == []


def test_an_outlet_is_not_the_source_of_its_own_headline(parse: Read) -> None:
    assert told(parse, "Kim visits shipyard: KCNA" + BELOW, outlet="KCNA") == []


def test_headlines_cite_inside_one_another(parse: Read) -> None:
    text = "Crew alive, captain's wife told coast guard, says navy source: Reuters"
    assert told(parse, text) == [
        ("Reuters", ":", "Crew alive, captain's wife told coast guard, says navy source"),
        ("navy source", "says", "Crew alive, captain's wife told coast guard"),
        ("captain's wife", "told", "Crew alive"),
    ]


def test_slugs_are_credits_and_no_claims(parse: Read) -> None:
    assert told(parse, "SEOUL, Oct. 4 (Yonhap) -- The ferry sank on Tuesday." + BELOW) == []
    assert told(parse, "MANILA, Jan. 9 (Reuters) - The ferry sank on Tuesday." + BELOW) == []


# ---------------------------------------------------------------- lists and pulled quotes


def test_a_list_of_quotations(parse: Read) -> None:
    text = (
        "Reactions came quickly:\n\n"
        '- Angela Berg, mayor of Bergen: "A good day."\n'
        '- Tom Reed (Labour): "A disgrace."\n'
        "• “We are glad. It took years.” — Anna Lind, fisherwoman\n"
    )
    assert told(parse, text) == [
        ("Angela Berg, mayor of Bergen", ":", '"A good day."'),
        ("Tom Reed (Labour)", ":", '"A disgrace."'),
        ("Anna Lind, fisherwoman", "—", "“We are glad. It took years.”"),
    ]


def test_reactions_need_no_quotation_marks(parse: Read) -> None:
    text = (
        "Reactions to the verdict:\n\nAngela Berg, mayor: We are glad it is over.\nTom Reed, union leader: A black day."
    )
    assert told(parse, text) == [
        ("Angela Berg, mayor", ":", "We are glad it is over."),
        ("Tom Reed, union leader", ":", "A black day."),
    ]


def test_a_pulled_quote_is_signed_below(parse: Read) -> None:
    text = "The port reopened on Monday.\n\n“The harbour is our life.”\n— Angela Berg, fisherwoman\n\nShips came in."
    assert told(parse, text) == [("Angela Berg, fisherwoman", "—", "“The harbour is our life.”")]


def test_facts_in_a_box_and_scores_are_no_quotes(parse: Read) -> None:
    assert (
        told(parse, "Ferry data\n\nLength: 40 metres\nCrew: 12\nOwner: Berg Lines\n\nAngela Berg: 1,769.\nReed: 46.")
        == []
    )


def test_a_sentence_that_leads_in_a_quotation_is_left_to_grammar(parse: Read) -> None:
    assert told(parse, 'The pier is shut.\n\nShe told the council on Monday: "The pier is shut."\n\nIt was.') == []


# ---------------------------------------------------------------- interviews and debates


def test_questions_and_answers(parse: Read) -> None:
    text = (
        "The lighthouse keeper Anna Lind talked to us about the winter.\n\n"
        "Q: Were you afraid?\n\nA: Only once. The generator failed.\n\nIt was dark for a week.\n\n"
        "Q: And the office?\n\nA: They sent a boat."
    )
    found = forms(parse, text)
    assert told(parse, text) == [
        ("A", ":", "Only once. The generator failed. … It was dark for a week."),
        ("A", ":", "They sent a boat."),
    ]
    assert {text[slice(*one.speaker)] for one in found if one.speaker} == {"Anna Lind"}


def test_a_debate_has_several_speakers_and_stage_directions(parse: Read) -> None:
    text = (
        "Two candidates met on Monday.\n\nMODERATOR: Good evening.\n\nSEN. BERG: I will not raise taxes.\n\n"
        "MR. REED: She said the opposite in May.\n\n(APPLAUSE)\n\nBERG: That is false.\n\nThe debate lasted an hour."
    )
    assert told(parse, text) == [
        ("MODERATOR", ":", "Good evening."),
        ("SEN. BERG", ":", "I will not raise taxes."),
        ("MR. REED", ":", "She said the opposite in May."),
        ("BERG", ":", "That is false."),
    ]


def test_what_the_outlet_asks_is_no_claim(parse: Read) -> None:
    text = (
        "**Daily Herald:** Will you stand?\n\n**Angela Berg:** I will.\n\n**Daily Herald:** When?\n\n**Berg:** In May."
    )
    assert told(parse, text, outlet="Daily Herald") == [("Angela Berg", ":", "I will."), ("Berg", ":", "In May.")]


def test_bold_questions_without_labels(parse: Read) -> None:
    text = (
        "Anna Berg runs the ferry line. We spoke to Anna Berg about storms.\n\n"
        "**How did you start?**\n\nI was a deckhand. My father had a boat.\n\n"
        "**What do you fear most?**\n\nFog. I hate fog.\n\n"
        "**Will you ever stop?**\n\nNot while I can stand.\n\nThe line sails daily."
    )
    assert told(parse, text) == [
        ("Anna Berg", "", "I was a deckhand. My father had a boat."),
        ("Anna Berg", "", "Fog. I hate fog."),
        ("Anna Berg", "", "Not while I can stand."),
    ]


def test_questions_that_a_column_asks_itself_are_no_interview(parse: Read) -> None:
    text = "What is a ferry?\n\nIt is a ship.\n\nWho needs one?\n\nThe islands do.\n\nWhat does it cost?\n\nA fortune."
    assert told(parse, text) == []


# ---------------------------------------------------------------- posts


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        (
            "The dam is safe. Go home. pic.twitter.com/AbC123 — Angela Berg (@aberg) September 3, 2023\n\nThey did.",
            "Angela Berg (@aberg)",
            "—",
            "The dam is safe. Go home.",
        ),
        (
            "The dam is safe. Go home.\n— Angela Berg (@aberg) 3 September 2023\n\nThey did.",
            "Angela Berg (@aberg)",
            "—",
            "The dam is safe. Go home.",
        ),
        (
            "Ships left.\n\n“It is safe,” Angela Berg (@aberg) wrote on X.",
            "Angela Berg (@aberg)",
            "wrote",
            "“It is safe,”",
        ),
        ("Ships left.\n\nAngela Berg (@aberg) wrote: “It is safe.”", "Angela Berg (@aberg)", "wrote", "“It is safe.”"),
        ("Ships left.\n\nRT @aberg: The dam is safe.", "@aberg", ":", "The dam is safe."),
        ("Ships left.\n\n@aberg: The dam is safe.", "@aberg", ":", "The dam is safe."),
        (
            "Ships left.\n\nForwarded from Dnipro Watch\nThe dam burst. Stay inside.\n\nNobody did.",
            "Dnipro Watch",
            "Forwarded from",
            "The dam burst. Stay inside.",
        ),
        (
            "Ships left.\n\nHarbour Watch, [3 Sep 2023 at 14:05]:\nThe dam burst.\n\nIt had.",
            "Harbour Watch",
            ":",
            "The dam burst.",
        ),
    ],
)
def test_posts(parse: Read, text: str, source: str, cue: str, content: str) -> None:
    assert told(parse, text) == [(source, cue, content)]


def test_a_handle_in_a_sentence_is_no_post(parse: Read) -> None:
    assert told(parse, "Follow Angela Berg (@aberg) for news. She left - Tom Reed (@reed) stayed behind in Oslo.") == []


# ---------------------------------------------------------------- quotations inside quotations


def test_who_is_quoted_inside_a_quotation_is_a_source(parse: Read) -> None:
    text = "Ships left.\n\n“The mate came and said, ‘The pump is gone,’ and his brother said, ‘Swim,’” Anna Berg said."
    assert told(parse, text) == [("The mate", "said", "‘The pump is gone,’"), ("his brother", "said", "‘Swim,’")]


def test_what_a_speaker_quotes_of_herself_or_calls_so_is_none(parse: Read) -> None:
    text = "Ships left.\n\n“I said ‘no’ and left the ‘grand hotel’,” Anna Berg said on Friday."
    assert told(parse, text) == []
