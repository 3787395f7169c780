"""Judging on the pages: what a form does, what the list of judgements shows, and how it is undone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import html  # type: ignore[import-untyped]
from starlette.testclient import TestClient

from dateline.publish.web import Desk, application
from dateline.works import works
from tests.publish.web.rooms import As, editing

Json = dict[str, Any]


@pytest.fixture
def pages(own_ledger: Path) -> TestClient:
    return TestClient(editing(own_ledger))


def asked(pages: TestClient, path: str) -> Json:
    found: Json = pages.get(path).json()
    return found


def told_most(pages: TestClient) -> Json:
    """The event with the most reports of several outlets."""
    (story,) = asked(pages, "/index.json")["stories"]
    return asked(pages, f"/event/{story['glance']['event']}.json")["event"]  # type: ignore[no-any-return]


def post(pages: TestClient, path: str = "/judgements", **given: str) -> str:
    """Send a form; the address of the page that it leads to."""
    answer = pages.post(path, data={"judge": "M. Okafor", **given}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def words(answer: str, selector: str) -> str:
    return " ".join(" ".join(one.text_content() for one in html.fromstring(answer).cssselect(selector)).split())


def keys(event: Json) -> set[tuple[str, int]]:
    return {(one["article"], one["trigger"][0]) for one in event["reports"]}


def test_a_wrong_report_goes_from_its_event_and_comes_back(pages: TestClient) -> None:
    event = told_most(pages)
    gone = (event["reports"][1]["article"], event["reports"][1]["trigger"][0])
    back = f"/event/{event['id']}?x=1"
    to = post(pages, left=f"{event['id']}#2", verdict="wrong", reason="a plan, not a fact", back=back)
    assert to.startswith(f"/event/{event['id']}?x=1&said=j-")
    page = pages.get(to).text
    assert "is wrong" in words(page, ".said") and gone not in keys(asked(pages, f"/event/{event['id']}.json")["event"])
    undo = html.fromstring(page).cssselect(".said form")[0]
    to = post(pages, undo.get("action"), back=undo.cssselect("[name=back]")[0].get("value"))
    assert "Taken back" in words(pages.get(to).text, ".said")
    assert keys(asked(pages, f"/event/{event['id']}.json")["event"]) == keys(event)


def test_a_report_is_parted_from_all_others_and_put_back(pages: TestClient) -> None:
    event = told_most(pages)
    to = post(pages, left=f"{event['id']}#1", verdict="different", right="others", back=f"/event/{event['id']}")
    moved = asked(pages, to.partition("?")[0] + ".json")["event"]
    assert len(keys(moved) & keys(event)) == 1
    ids = to.partition("said=")[2].replace("%2C", ",").split(",")
    post(pages, f"/judgements/{ids[0]}/withdraw", also=",".join(ids[1:]))
    assert keys(told_most(pages)) == keys(event)


def test_two_events_judged_the_same_are_one_and_the_browser_is_led_to_it(pages: TestClient) -> None:
    event = told_most(pages)
    page = asked(pages, f"/event/{event['id']}.json")
    other = page["others"][-1]["id"]
    theirs = asked(pages, f"/event/{other}.json")["event"]
    given = {"left": other, "verdict": "same", "back": f"/event/{other}"}
    to = post(pages, **given, pasted=f" https://desk.example/event/{event['id']}?said=j-1 ")
    merged = asked(pages, to.partition("?")[0] + ".json")["event"]
    assert keys(merged) >= keys(event) | keys(theirs)
    assert "is the same as" in words(pages.get(to).text, ".said")


def test_the_list_says_who_judged_what_when_and_why(pages: TestClient) -> None:
    assert "Nobody has judged" in pages.get("/judgements").text
    event = told_most(pages)
    post(pages, left=f"{event['id']}#2", verdict="wrong", reason="<i>a plan</i>")
    claim = asked(pages, "/claims.json?by=George Shultz")["claims"][0]
    post(pages, left=f"{claim['article']}#{claim['id']}", verdict="wrong", judge="L. Aalto")
    first, second = asked(pages, "/judgements.json")["judgements"]
    assert (first["judge"], first["left"]["kind"], first["standing"]) == ("L. Aalto", "claim", "stands")
    assert claim["words"][:30] in first["left"]["words"] and second["reason"] == "<i>a plan</i>"
    page = pages.get("/judgements").text
    assert "<i>a plan</i>" not in page and "<i>a plan</i>" in words(page, ".reason")
    for query, number in (("judge=L. Aalto", 1), ("verdict=wrong", 2), ("verdict=same", 0), ("standing=taken back", 0)):
        assert asked(pages, f"/judgements.json?{query}")["listing"]["total"] == number
    post(pages, f"/judgements/{first['id']}/withdraw", judge="N. Nkemelu")
    (taken,) = asked(pages, "/judgements.json?standing=taken back")["judgements"]
    assert taken["withdrawn_by"] == "N. Nkemelu" and "taken back by N. Nkemelu" in words(
        pages.get("/judgements").text, f"#{taken['id']}"
    )
    assert asked(pages, "/api/judgements")["listing"]["total"] == 2


def test_a_newer_judgement_counts_and_the_older_one_says_that_it_does_not(pages: TestClient) -> None:
    event = told_most(pages)
    one, other = f"{event['id']}#1", f"{event['id']}#2"
    reports = event["reports"]
    post(pages, left=one, right=other, verdict="same")
    post(pages, left=one, right=other, verdict="different", judge="L. Aalto")
    newer, older = asked(pages, "/judgements.json")["judgements"]
    assert (newer["standing"], older["standing"]) == ("stands", "contradicted")
    assert {newer["left"]["article"], newer["right"]["article"]} <= {one["article"] for one in reports}
    assert newer["left"]["event"] != newer["right"]["event"]
    (told,) = asked(pages, f"/event/{newer['left']['event']}.json")["people"]
    assert told["id"] == newer["id"] and "is not the same as" in told["words"]
    assert "L. Aalto" in words(pages.get(f"/event/{newer['left']['event']}").text, "[aria-labelledby=people]")


def test_who_is_not_logged_in_gives_a_name_that_is_remembered(pages: TestClient) -> None:
    event = told_most(pages)
    path = f"/event/{event['id']}"
    nameless = pages.post("/judgements", data={"left": f"{event['id']}#2", "verdict": "wrong"})
    assert nameless.status_code == 400 and "give your name" in nameless.text
    assert html.fromstring(pages.get(path).text).cssselect(".judge [name=judge]")[0].get("value") == ""
    post(pages, left=f"{event['id']}#2", verdict="wrong", judge="Zoë “Z” Okafor", back="/judgements")
    filled = html.fromstring(pages.get(path).text).cssselect(".judge [name=judge]")[0].get("value")
    assert filled == "Zoë “Z” Okafor"
    assert asked(pages, "/judgements.json")["judges"] == [{"name": "Zoë “Z” Okafor", "judgements": 1}]


def test_who_is_logged_in_judges_as_nobody_else(own_ledger: Path) -> None:
    pages = TestClient(editing(own_ledger, user="aalto"))
    event = told_most(pages)
    assert not html.fromstring(pages.get(f"/event/{event['id']}").text).cssselect("[name=judge]")
    post(pages, left=f"{event['id']}#2", verdict="wrong", judge="somebody else")
    assert asked(pages, "/judgements.json")["judgements"][0]["judge"] == "aalto"


def test_a_reader_is_shown_no_form_and_may_not_judge(own_ledger: Path) -> None:
    app = application(Desk(own_ledger, works(own_ledger)))
    pages = TestClient(As(app, can_edit=False))
    event = told_most(pages)
    assert not html.fromstring(pages.get(f"/event/{event['id']}").text).cssselect("form[method=post]")
    refused = pages.post("/judgements", data={"left": event["id"], "verdict": "wrong", "judge": "A"})
    assert refused.status_code == 403 and asked(pages, "/judgements.json")["listing"]["total"] == 0


@pytest.mark.parametrize(
    "path", ["//evil.example/x", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "", "/x\r\nA: b"]
)
def test_the_browser_is_sent_to_our_own_pages_only(pages: TestClient, path: str) -> None:
    event = told_most(pages)
    assert post(pages, left=f"{event['id']}#2", verdict="wrong", back=path).startswith("/judgements?said=j-")


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"left": "ev-000000000000", "verdict": "wrong"}, 404),
        ({"left": "nowhere#ev-1", "verdict": "wrong"}, 404),
        ({"left": "wire-west#ev-1", "verdict": "wrong"}, 404),
        ({"left": "{event}#99", "verdict": "wrong"}, 404),
        ({"left": "{event}", "verdict": "same"}, 400),
        ({"left": "{event}", "right": "{event}", "verdict": "same"}, 400),
        ({"left": "{event}", "right": "not an event", "verdict": "same"}, 404),
        ({"left": "{event}", "verdict": "perhaps"}, 422),
        ({"left": "{event}#1", "verdict": "wrong", "reason": "x" * 2000}, 422),
        ({"left": "{event}#1", "verdict": "wrong", "judge": "dateline 2"}, 400),
    ],
)
def test_what_cannot_be_judged_is_said(pages: TestClient, given: dict[str, str], status: int) -> None:
    event = told_most(pages)["id"]
    data = {"judge": "A", **{name: value.format(event=event) for name, value in given.items()}}
    answer = pages.post("/judgements", data=data)
    assert answer.status_code == status and "Traceback" not in answer.text
    assert asked(pages, "/judgements.json")["listing"]["total"] == 0


def test_what_was_said_of_is_only_of_judgements_that_are_there(pages: TestClient) -> None:
    page = pages.get("/judgements?said=j-nonsense,<script>")
    assert page.status_code == 200 and not html.fromstring(page.text).cssselect(".said")
