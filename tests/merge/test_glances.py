"""What stands behind a story at a glance, and the record of each outlet and source, over events made by hand."""

from __future__ import annotations

from dataclasses import replace

from dateline.merge.corroboration import corroborate
from dateline.merge.glances import glance, tallies
from dateline.records import Article, Cited, Dateline, Dispute, Event, Origin, Report, Rows, Span, Stance


def report(article: str, outlet: str, *chain: tuple[str, str], stance: Stance = "asserts") -> Report:
    links = tuple(Cited(name, "agency", interest, Span(article, 0, 1), "claim") for name, interest in chain)
    origin = Origin(chain[-1][0], "agency", chain[-1][1]) if chain else Origin(outlet, "outlet", None)
    words = Span(article, 0, 5)
    return Report(article, outlet, "e1", words, words, "CT+", stance, links, origin, None)


def event(id_: str, *reports: Report, actors: tuple[str, ...] = ()) -> Event:
    counts = corroborate([one for one in reports if not one.background], participants=actors)
    return Event(id_, "s1", f"words of {id_}", None, None, actors, (), None, None, None, reports, counts, ())


NKOREA = ("KCNA", "North Korea")
#: Three outlets, one agency behind two of them; it takes part. One outlet saw for itself.
VISIT = event(
    "visit", report("a", "Post", NKOREA), report("b", "Star", NKOREA), report("c", "Echo"), actors=("North Korea",)
)
#: One outlet alone.
LUNCH = event("lunch", report("b", "Star"))
DATES = {"a": "2026-11-02", "b": "2026-11-01", "c": "2026-11-03"}


def test_the_story_is_led_by_the_event_that_most_tell_and_counts_over_all() -> None:
    text = "LILLEVIK, Nov. 1 (KCNA) — They met.\n\nThey had lunch."
    told = Rows().add([Article("a", text, dateline=Dateline(Span("a", 0, 23)))])
    found = glance([LUNCH, VISIT], told=told)
    assert found and (found.event, found.lead, found.events) == ("visit", "They met.", 2)
    assert (found.outlets, found.origins) == (3, 2)  # KCNA and Echo
    assert (found.independent, found.outside) == (2, 1)  # KCNA takes part
    assert glance([]) is None


def test_a_lead_is_no_invitation_to_subscribe() -> None:
    text = "Sign up for our newsletter\n\nThe ferry ran aground.\n\nNobody was hurt."
    found = glance([LUNCH], told=Rows().add([Article("a", text)]))
    assert found and found.lead == "The ferry ran aground."
    nothing_else = glance([LUNCH], told=Rows().add([Article("a", "Sign up for our newsletter")]))
    assert nothing_else and nothing_else.lead == "Sign up for our newsletter"


def test_reports_that_only_speak_of_an_event_are_not_counted() -> None:
    passing = replace(report("d", "Herald"), background=True)
    found = glance([event("visit", *VISIT.reports, passing, actors=("North Korea",))])
    assert found and found.outlets == 3


def test_the_record_of_each_outlet_and_source() -> None:
    found = {one.name: one for one in tallies([VISIT, LUNCH], DATES)}
    assert (found["Star"].events, found["Star"].first, found["Star"].alone, found["Star"].elsewhere) == (2, 1, 1, 1)
    assert (found["Post"].first, found["Post"].elsewhere) == (0, 1)
    assert (found["KCNA"].events, found["KCNA"].first, found["KCNA"].elsewhere) == (1, 0, 0)


def test_without_dates_nobody_was_first() -> None:
    assert not any(one.first for one in tallies([VISIT], {"a": "2026-11-02"}))


def test_a_source_is_contradicted_where_others_hold_another_version_or_deny() -> None:
    toll = replace(
        event("toll", report("a", "Post"), report("b", "Star")),
        disputed=(Dispute("number", (("two", ("a",)), ("three", ("b",)))),),
    )
    denied = event("denied", report("a", "Post"), report("c", "Echo", stance="denies"))
    for one in (toll, denied):
        assert all(tally.contradicted == 1 for tally in tallies([one], DATES))
