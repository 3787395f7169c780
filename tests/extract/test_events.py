"""What an analyst expects of events: the code, the sides, the place, the day, how sure, and who says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.extract.events import find_events
from dateline.records import (
    Article,
    Claim,
    Derivation,
    EventMention,
    Mention,
    Rows,
    Sentence,
    Span,
    TimeExpression,
)

Read = Callable[..., Rows]
HAND = Derivation("test", "1", "by hand")


def mention(text: str, words: str, kind: str = "organization", number: int = 0) -> Mention:
    """A mention of `words`, the `number`-th time they occur."""
    start = -1
    for _ in range(number + 1):
        start = text.index(words, start + 1)
    span = Span("test", start, start + len(words))
    return Mention(f"m-{words}-{number}", span, span, kind, "name", HAND)  # type: ignore[arg-type]


def events(parse: Read, text: str, *names: str, **kinds: str) -> dict[str, EventMention]:
    """Events by the words of their trigger; `names` are organizations, `kinds` words of other kinds."""
    rows = parse(text)
    mentions = [mention(text, name) for name in names]
    mentions += [mention(text, name.replace("_", " "), kind) for name, kind in kinds.items()]
    return {text[e.trigger.start : e.trigger.end]: e for e in find_events(rows.add(mentions))}


def words(ids: tuple[str, ...]) -> list[str]:
    return [name.split("-")[1] for name in ids]


@pytest.mark.parametrize(
    ("text", "trigger", "code", "mode"),
    [
        ("Mali condemned the strike on its embassy.", "condemned", "ACCUSE", "disapprove"),
        ("Prosecutors opened an investigation into the ministry.", "opened", "ACCUSE", "investigate"),
        ("Ghana agreed to withdraw its troops from Togo.", "agreed", "AGREE", None),
        ("Norway will meet Finland in Oslo next week.", "meet", "AGREE", None),
        ("Norway gave Malawi $20 million in aid.", "gave", "AID", None),
        ("Gunmen ambushed a convoy near the border.", "ambushed", "ASSAULT", "firearms"),
        ("A suicide bomber blew himself up in a market.", "blew", "ASSAULT", "suicide-attack"),
        ("Warplanes bombed the port.", "bombed", "ASSAULT", "aerial"),
        ("Police arrested the editor on Sunday.", "arrested", "COERCE", "arrest"),
        ("The government imposed a curfew in the capital.", "imposed", "COERCE", "curfew"),
        ("The two presidents met in Geneva.", "met", "CONSULT", None),
        ("The king visited Jakarta.", "visited", "CONSULT", "visit"),
        ("Togo and Ghana held joint military exercises.", "held", "COOPERATE", None),
        ("The prime minister resigned on Monday.", "resigned", "CONCEDE", None),
        ("The rebels released twelve hostages.", "released", "RETREAT", "release"),
        ("Turkey lifted the embargo on Armenia.", "lifted", "RETREAT", "ease"),
        ("Peru urged Chile to release the crew.", "urged", "REQUEST", "yield"),
        ("Peru refused to meet the envoy.", "refused", "REJECT", "meet"),
        ("The island will not release the sailors.", "release", "REJECT", "yield"),
        ("The general threatened to shell the town.", "threatened", "THREATEN", "violence"),
        ("Thousands marched against the new law.", "marched", "PROTEST", "demo"),
        ("Sweden expelled two Russian diplomats.", "expelled", "SANCTION", "expel"),
        ("The ministry suspended aid to the province.", "suspended", "SANCTION", "discontinue"),
        ("The army deployed two brigades along the border.", "deployed", "MOBILIZE", "troops"),
        ("Japan welcomed the decision of the council.", "welcomed", "SUPPORT", None),
    ],
)
def test_code_and_mode(parse: Read, text: str, trigger: str, code: str, mode: str | None) -> None:
    found = events(parse, text)
    assert found[trigger].code == code
    assert found[trigger].mode == mode


def test_a_refusal_is_certain_and_a_plan_is_not(parse: Read) -> None:
    assert events(parse, "The island will not release the sailors.")["release"].certainty == "CT+"
    assert events(parse, "The king will visit Jakarta.")["visit"].certainty == "PR+"
    assert events(parse, "The king did not visit Jakarta.")["visit"].certainty == "CT-"


def test_a_dateline_is_no_side(parse: Read) -> None:
    text = "OSLO -- Kenya condemned Somalia."
    found = events(parse, text, "Kenya", "Somalia", OSLO="place")
    assert words(found["condemned"].actors) == ["Kenya"]


def test_intent_request_and_refusal_are_not_the_deed(parse: Read) -> None:
    texts = {
        "Kenya released the prisoners.": "RETREAT",
        "Kenya agreed to release the prisoners.": "AGREE",
        "Uganda asked Kenya to release the prisoners.": "REQUEST",
        "Kenya refused to release the prisoners.": "REJECT",
    }
    for text, code in texts.items():
        assert [e.code for e in events(parse, text).values()] == [code], text


@pytest.mark.parametrize(
    "text",
    [
        "An earthquake of magnitude 7.1 struck the coast, killing 14 people and destroying hundreds of homes.",
        "At least 20 people were killed when a bus plunged into a ravine.",
        "A fire at a garment factory killed 112 workers.",
        "The typhoon battered the islands and injured dozens.",
        "The striker shot past the goalkeeper as the hosts beat the champions 2-1.",
    ],
)
def test_disasters_accidents_and_sport_are_no_assaults(parse: Read, text: str) -> None:
    found = events(parse, text)
    assert found, "they are still events"
    assert not {e.code for e in found.values()} & {"ASSAULT", "COERCE", "THREATEN", "MOBILIZE"}


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("The company bought a rival for $2 billion.", "bought"),
        ("An earthquake hit the valley.", "earthquake"),
        ("The country held elections in May.", "elections"),
        ("The toll rose to 43.", "toll"),
    ],
)
def test_what_plover_has_no_code_for_is_reported_without_one(parse: Read, text: str, trigger: str) -> None:
    assert events(parse, text)[trigger].code is None


def test_saying_is_no_event(parse: Read) -> None:
    assert list(events(parse, "The minister said that the fleet had left.")) == ["left"]


@pytest.mark.parametrize(
    ("text", "names", "actors", "recipients"),
    [
        ("Alpha attacked Beta.", ["Alpha", "Beta"], ["Alpha"], ["Beta"]),
        ("Beta was attacked by Alpha.", ["Alpha", "Beta"], ["Alpha"], ["Beta"]),
        ("Alpha and Gamma attacked Beta.", ["Alpha", "Beta", "Gamma"], ["Alpha", "Gamma"], ["Beta"]),
        ("Alpha, which attacked Beta, denied it.", ["Alpha", "Beta"], ["Alpha"], ["Beta"]),
        ("Alpha agreed to help attack Beta.", ["Alpha", "Beta"], ["Alpha"], ["Beta"]),
        ("Alpha held talks with Beta.", ["Alpha", "Beta"], ["Alpha"], ["Beta"]),
        ("Talks between Alpha and Beta ended.", ["Alpha", "Beta"], ["Alpha"], ["Beta"]),
        ("Alpha's visit to Beta ended.", ["Alpha", "Beta"], ["Alpha"], ["Beta"]),
        ("Alpha and Beta met.", ["Alpha", "Beta"], ["Alpha"], ["Beta"]),
        ("Alpha urged Beta to free the men.", ["Alpha", "Beta"], ["Alpha"], ["Beta"]),
        ("Alpha condemned Beta's raid.", ["Alpha", "Beta"], ["Alpha"], ["Beta"]),
    ],
)
def test_sides(parse: Read, text: str, names: list[str], actors: list[str], recipients: list[str]) -> None:
    coded = [
        e
        for e in events(
            parse,
            text.replace("Alpha", "Kenya").replace("Beta", "Somalia").replace("Gamma", "Uganda"),
            *[{"Alpha": "Kenya", "Beta": "Somalia", "Gamma": "Uganda"}[n] for n in names],
        ).values()
        if e.code
    ]
    real = {"Alpha": "Kenya", "Beta": "Somalia", "Gamma": "Uganda"}
    assert words(coded[0].actors) == [real[name] for name in actors]
    assert words(coded[0].recipients) == [real[name] for name in recipients]


def test_place_is_where_it_happened_and_not_where_it_was_said(parse: Read) -> None:
    text = "Sudan bombed a depot in Kassala, a minister said in Geneva."
    found = events(parse, text, "Sudan", Kassala="place", Geneva="place")
    assert found["bombed"].place == "m-Kassala-0"


def test_a_day_goes_to_its_own_event(parse: Read) -> None:
    text = "The ministry said on Monday that rebels had shelled the town on Friday."
    rows = parse(text)
    day = [
        TimeExpression(f"t-{w}", Span("test", text.index(w), text.index(w) + 6), "DATE", w, None, HAND)
        for w in ("Monday", "Friday")
    ]
    found = {text[e.trigger.start : e.trigger.end]: e for e in find_events(rows.add(day))}
    assert found["shelled"].time == "t-Friday"


@pytest.mark.parametrize(
    "text",
    [
        "The talks took place on Friday.",
        "The talks held on Friday failed.",
        "The talks collapsed on Friday.",
        "Envoys held talks on Friday.",
    ],
)
def test_a_day_of_the_verb_is_a_day_of_the_event_noun(parse: Read, text: str) -> None:
    rows = parse(text)
    day = TimeExpression("t", Span("test", text.index("Friday"), text.index("Friday") + 6), "DATE", "", None, HAND)
    coded = [event for event in find_events(rows.add([day])) if event.code == "CONSULT"]
    assert [event.time for event in coded] == ["t"]


def test_event_belongs_to_the_innermost_claim(parse: Read) -> None:
    text = "The agency reported that the envoy said rebels had shelled the town."

    def claim(name: str, content: str) -> Claim:
        start = text.index(content)
        piece = (Span("test", start, start + len(content)),)
        return Claim(name, piece, (), (), None, (), None, "indirect", "CT+", HAND)

    inner, outer = (
        claim("inner", "rebels had shelled the town"),
        claim("outer", "the envoy said rebels had shelled the town"),
    )
    for order in ((inner, outer), (outer, inner)):
        (event,) = find_events(parse(text).add(order))
        assert event.claim == "inner"


def test_clause_holds_the_trigger_and_stays_in_the_sentence(parse: Read) -> None:
    text = "Rain fell. Police arrested four men, and a court freed two. Snow fell."
    rows = parse(text)
    for event in find_events(rows):
        assert event.clause.covers(event.trigger)
        assert any(sentence.span.covers(event.clause) for sentence in rows.of(Sentence))
    arrested = next(e for e in find_events(rows) if text[e.trigger.start : e.trigger.end] == "arrested")
    assert "freed" not in text[arrested.clause.start : arrested.clause.end]


def test_the_lead_is_more_salient_than_the_background(parse: Read) -> None:
    text = "Kenya signed a treaty with Uganda on Monday. " + "It rained a lot. " * 8 + "In 1979 armies clashed there."
    found = events(parse, text, "Kenya", "Uganda")
    assert found["signed"].salience > 2 * found["clashed"].salience
    assert all(0 <= event.salience <= 1 for event in found.values())


HOSTILE = st.lists(
    st.sampled_from(
        [
            "attack",
            "agreed to",
            "will",
            "not",
            "the",
            "Kenya",
            ",",
            "and",
            "said",
            "that",
            "meet",
            "\n",
            "\u202e",
            "\0",
            "😀",
            '"',
            "-",
            "which",
            "talks",
            "with",
            "of",
            "refused",
            ".",
            "to",
            "be",
            "by",
        ]
    )
    | st.text(max_size=8),
    max_size=40,
).map(" ".join)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=HOSTILE)
def test_any_text_gives_spans_in_range_unique_ids_and_the_same_again(parse: Read, text: str) -> None:
    rows = parse(text)
    found = list(find_events(rows))
    assert len({event.id for event in found}) == len(found)
    assert all(0 <= event.trigger.start < event.trigger.end <= len(text) for event in found)
    assert found == list(find_events(rows))


def test_a_sentence_without_end_is_read_in_bounded_time(parse: Read) -> None:
    text = "They agreed to plan to try to help to start to meet and " * 400
    assert list(find_events(parse(text)))


def test_no_sentences_no_events() -> None:
    assert list(find_events(Rows().add([Article("test", "")]))) == []


# ---------------------------------------------------------------- sides and claims, on whole readings


def coded(read: Read, text: str) -> dict[str, tuple[EventMention, list[str], list[str]]]:
    """By trigger: the event that is reported, and the words of its actors and recipients."""
    rows = read(text)
    named = {mention.id: text[mention.span.start : mention.span.end] for mention in rows.of(Mention)}
    return {
        text[event.trigger.start : event.trigger.end]: (
            event,
            [named[side] for side in event.actors],
            [named[side] for side in event.recipients],
        )
        for event in rows.of(EventMention)
        if event.reported
    }


def test_standing_somewhere_supports_nobody(read: Read) -> None:
    assert coded(read, "I stood behind the rope on the lawn.")["stood"][0].code is None


def test_how_a_source_wants_to_be_named_is_no_event(read: Read) -> None:
    text = (
        "Two officers, who spoke on condition of anonymity because they were not authorized to speak to the press, "
        "said Serbia had shelled the base. Mali will pay, said a diplomat who asked not to be named."
    )
    assert list(coded(read, text)) == ["shelled", "pay"]


def test_what_else_a_source_did_is_an_event(read: Read) -> None:
    assert "resigned" in coded(read, "Anna Berg, who resigned in May, said the talks had failed.")


def test_who_says_so_is_no_side_of_it(read: Read) -> None:
    text = "Norway and Finland had agreed to scrap missiles, a senior official who asked not to be named told Interfax."
    assert "a senior official" not in str(coded(read, text)["agreed"][1:])


def test_who_is_accused_of_a_deed_did_it(read: Read) -> None:
    found = coded(read, "Kenya accused Uganda of shelling the village.")
    assert found["shelling"][1] == ["Uganda"]


def test_arms_races_are_not_run(read: Read) -> None:
    assert "race" not in coded(read, "The minister accused Uganda of plans to carry the arms race into space.")


@pytest.mark.parametrize(
    ("text", "trigger", "recipients"),
    [
        ("Yemen fired a Hwasong-17 missile at Eilat.", "fired", ["Eilat"]),
        ("Ukraine attacked Kursk with Bayraktar drones.", "attacked", ["Kursk"]),
        ("North Korea test-fired a Hwasong-18 missile on Monday.", "fired", []),
    ],
)
def test_the_means_is_no_side(read: Read, text: str, trigger: str, recipients: list[str]) -> None:
    assert coded(read, text)[trigger][2] == recipients


def test_a_hedge_without_a_source_is_the_outlets_own(read: Read) -> None:
    event = coded(read, "Berg is expected to return to Oslo on Monday.")["return"][0]
    assert (event.certainty, event.claim) == ("PR+", None)
    assert coded(read, "Berg is believed to have fled the country.")["fled"][0].claim is not None


def test_talks_that_failed_took_place(read: Read) -> None:
    assert coded(read, "The talks failed.")["talks"][0].certainty == "CT+"


def test_field_guidance_is_a_visit_and_no_concession(read: Read) -> None:
    found = read("The leader gave field guidance to a cannery in Wonsan.").of(EventMention)
    (event,) = (one for one in found if one.reported)
    assert (event.code, event.mode) == ("CONSULT", "visit")


# ---------------------------------------------------------------- deeds in word only


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Wolves attacked a flock near Turin.", "disaster"),
        ("A landslide killed nine villagers.", "disaster"),
        ("Leeds shot down the hopes of Arsenal in a 2-0 win.", "game"),
        ("In the film, thieves storm a bank.", "fiction"),
        ("The town was bombed in 1943.", "history"),
        ("Wars kill more civilians than soldiers.", "generality"),
        ("The minister launched an attack on the budget.", "figure of speech"),
        ("The company fired workers at its plant.", "figure of speech"),
    ],
)
def test_a_deed_in_word_only_has_no_code_and_says_why(parse: Read, text: str, reason: str) -> None:
    found = list(find_events(parse(text)))
    assert [event.code for event in found if event.code] == []
    assert reason in [event.derivation.method for event in found]


def test_what_is_history_depends_on_the_articles_date(parse: Read) -> None:
    text = "Rebels attacked the port in 1996."
    assert [e.code for e in find_events(parse(text, published="1996-05-02"))] == ["ASSAULT"]
    assert [e.code for e in find_events(parse(text, published="2022-05-02"))] == [None]


def test_an_article_about_sport_has_no_attacks(parse: Read) -> None:
    text = "The coach praised his striker. The referee was busy. Rugby fans cheered. Kenya attacked Fiji."
    assert "ASSAULT" not in [event.code for event in find_events(parse(text))]


def test_a_speech_to_workers_gives_nobody_access(parse: Read) -> None:
    assert [e.code for e in find_events(parse("The governor gave a speech in Kazan to workers."))].count("RETREAT") == 0


def test_a_pledge_of_force_is_a_threat_and_an_expectation_none(parse: Read) -> None:
    assert "THREATEN" in [e.code for e in find_events(parse("The general pledged to attack the town."))]
    assert "THREATEN" not in [e.code for e in find_events(parse("The general expects an attack on the town."))]


def test_products_are_not_freed(parse: Read) -> None:
    assert "RETREAT" not in [e.code for e in find_events(parse("The company released a new album on Friday."))]
