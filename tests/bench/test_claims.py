"""Figures of claims by hand, and the pages that show errors to a reader."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from bench import __main__ as bench
from bench import claims, clauses, side_by_side
from bench.claims import Compared
from tests.browser import browser, needs_chromium
from tests.conftest import Read

TEXT = (
    "The ferry is safe, the harbour master said on Monday.\n\n"
    "Anna Berg believes that the pier will hold. "
    "The mayor told reporters that nobody was hurt and that work goes on.\n\n"
    "Two divers denied it. Fishermen welcomed the bridge."
)
HOSTILE = "<script>alert(1)</script><b title='\"x\"'>&amp; {{ 7 * 7 }} \u202e\x00\ud800"


def claim(source: str, cue: str, *content: str, text: str = TEXT) -> dict[str, Any]:
    def spans(*words: str) -> list[list[int]]:
        return [[at := text.index(one), at + len(one)] for one in words if one]

    return {"source": spans(source), "cue": spans(cue), "content": spans(*content)}


GOLD = [
    claim("the harbour master", "said", "The ferry is safe,"),
    claim("Anna Berg", "believes", "that the pier will hold"),
    claim("The mayor", "told reporters", "that nobody was hurt and that work goes on"),
    claim("Two divers", "denied", "it"),
]
OURS = [
    claim("the harbour master", "said", "The ferry is safe"),
    claim("Anna Berg", "believes", "the pier will hold"),
    claim("reporters", "told", "that nobody was hurt and that work goes on"),
    claim("Fishermen", "welcomed", "the bridge"),
]
RECORD = {"id": "ferry", "text": TEXT, "title": "Ferry is safe", "publisher": "Courier", "attributions": GOLD}


@pytest.fixture
def compared() -> Compared:
    return claims.compare(RECORD, OURS)


# ---------------------------------------------------------------- figures


def test_figures_by_hand() -> None:
    found = claims.tallies([RECORD], {"ferry": {"claims": OURS}})
    # Of four on either side the ferry and the pier are paired, and only the ferry has the same content but for a comma.
    assert [(t.hits, t.predicted, t.gold) for t in (found["pair"], found["exact"])] == [(2, 4, 4), (1, 4, 4)]
    # Characters without white space: "said", "believes", "told" of ours are in the gold, "welcomed" isn't;
    # "reporters" and "denied" are missed.
    assert (found["cue"].hits, found["cue"].predicted, found["cue"].gold) == (16, 24, 31)
    assert found["cue"].precision == pytest.approx(16 / 24)
    assert found["cue"].recall == pytest.approx(16 / 31)
    assert claims.figures([RECORD], {"ferry": {"claims": OURS}})["cue"] == pytest.approx(2 * 16 / (24 + 31))


def test_an_article_without_a_reading_counts_as_missed() -> None:
    assert claims.tallies([RECORD], {})["pair"] == claims.Tally(0, 0, 4)


def test_every_attribution_gets_one_verdict(compared: Compared) -> None:
    assert {(f.verdict, f.gold, f.ours, f.paired) for f in compared.findings} == {
        ("right", 0, 0, True),
        ("boundaries", 1, 1, True),
        ("source", 2, 2, False),
        ("missed", 3, None, False),
        ("invented", None, 3, False),
    }
    assert (compared.missed, compared.wrong, compared.score) == (2, 2, 0.5)


def test_two_contents_that_share_too_little_are_shown_together_and_not_paired() -> None:
    part = claims.compare(RECORD, [claim("The mayor", "told", "nobody")])
    near = next(f for f in part.findings if f.ours == 0)
    assert (near.verdict, near.gold, near.paired) == ("boundaries", 2, False)
    assert (part.missed, part.wrong) == (4, 1)


def test_one_of_ours_is_not_counted_for_two_of_the_gold() -> None:
    twice = {**RECORD, "attributions": [GOLD[1], GOLD[1]]}
    assert claims.compare(twice, [GOLD[1]]).pair == claims.Tally(1, 1, 2)


def test_an_attribution_without_content_is_counted_nowhere() -> None:
    bare = claims.compare({**RECORD, "attributions": [claim("Two divers", "denied", "")]}, [])
    assert bare.findings[0].verdict == "no content"
    assert (bare.pair, bare.score) == (claims.Tally(), 1.0)


def test_the_worst_come_first_and_a_quiet_article_last() -> None:
    quiet = {"id": "quiet", "text": "It rained.", "attributions": []}
    few = {"id": "few", "text": TEXT, "attributions": GOLD[:1]}
    ranked = claims.worst(claims.comparisons([quiet, few, RECORD], {}))
    assert [one.record["id"] for one in ranked] == ["ferry", "few", "quiet"]


def test_the_peer_finds_indirect_speech_sources_named_behind_and_quotations(parse: Read) -> None:
    text = (
        "Anna Berg said that the pier will hold. It is safe, according to the mayor. "
        '"We saw nothing at all," said Olga.'
    )
    found = clauses.verbs_and_clauses(parse(text))["claims"]
    words = [{role: [text[slice(*span)] for span in one[role]] for role in claims.ROLES} for one in found]
    assert {"source": ["Anna Berg"], "cue": ["said"], "content": ["that the pier will hold"]} in words
    assert any(one["source"] == ["the mayor"] and "It is safe" in one["content"][0] for one in words)
    assert any(one["source"] == ["Olga"] and "We saw nothing at all" in one["content"][0] for one in words)


# ---------------------------------------------------------------- pages


class Parsed(HTMLParser):
    """What a page holds: ids, links, and the words of each note by its id."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.notes: dict[str, str] = {}
        self.words = ""
        self._note: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value for name, value in attrs if name == "href" and value]
        if tag == "li":
            self._note = given.get("id")

    def handle_endtag(self, tag: str) -> None:
        if tag == "li":
            self._note = None

    def handle_data(self, data: str) -> None:
        self.words += data
        if self._note:
            self.notes[self._note] = self.notes.get(self._note, "") + data


def test_every_attribution_of_gold_and_ours_stands_in_the_margin(compared: Compared) -> None:
    notes = [" ".join(words.split()) for words in Parsed(side_by_side.page(compared)).notes.values()]
    assert len(notes) == 5
    for words in (
        "✓ the harbour master said",
        "↔ boundaries",
        "Anna Berg believes that the pier will hold ours Anna Berg believes the pier will hold",
        "≠ source",
        "The mayor told reporters that nobody was hurt and that work goes on ours reporters told that nobody",
        "gold Two divers denied it ours nothing",
        "gold nothing ours Fishermen welcomed the bridge",
    ):
        assert any(words in note for note in notes), words


def test_what_the_other_side_lacks_is_underlined(compared: Compared) -> None:
    html = side_by_side.page(compared)
    assert "<u>that </u>the pier will hold" in html
    assert "<u>The mayor</u>" in html
    assert "<u>,</u>" not in html


def test_the_text_is_whole_and_each_error_has_its_sign_in_it(compared: Compared) -> None:
    html = side_by_side.page(compared)
    rows = [row.split("</p>")[0] for row in html.split('<div class="row">')[1:]]
    for paragraph, row in zip(TEXT.split("\n\n"), rows, strict=True):
        assert Parsed(row).words.strip().translate(str.maketrans("", "", "−+↔≠")) == paragraph
    assert {sign for sign in "−+↔≠" if sum(sign in Parsed(row).words for row in rows) == 1} == set("−+↔≠")


def test_links_lead_from_error_to_error_and_between_pages(tmp_path: Path) -> None:
    others = [{**RECORD, "id": f"../../{number}/ferry?", "title": None} for number in range(3)]
    index = side_by_side.write(claims.comparisons([RECORD, *others], {"ferry": {"claims": OURS}}), tmp_path / "errors")
    written = {path.name: Parsed(path.read_text("utf-8")) for path in index.parent.glob("*.html")}
    assert len(written) == 5
    assert len(set(written["index.html"].links)) == 4
    for name, parsed in written.items():
        assert len(parsed.ids) == len(set(parsed.ids))
        for link in parsed.links:
            file, _, anchor = link.partition("#")
            assert (file or name) in written
            assert not anchor or anchor in written[file or name].ids
    ferry = next(one for name, one in written.items() if name.startswith("ferry-"))
    errors = [key for key in ferry.notes if "next" in ferry.notes[key] or "last" in ferry.notes[key]]
    assert len(errors) == 4
    assert {f"#{key}" for key in errors} <= set(ferry.links)


def test_the_index_lists_all_articles_worst_first(tmp_path: Path) -> None:
    fine = {**RECORD, "id": "fine", "title": "All well", "attributions": OURS}
    readings = {name: {"claims": OURS} for name in ("fine", "ferry")}
    html = side_by_side.write(claims.comparisons([fine, RECORD], readings), tmp_path / "e").read_text("utf-8")
    assert html.index("Ferry is safe") < html.index("All well")
    assert "<b>75.0</b>" in html  # six of the eight attributions on either side


def test_the_folder_ignores_itself_and_no_other_folder_is_written_over(tmp_path: Path) -> None:
    side_by_side.write([], tmp_path / "new")
    assert (tmp_path / "new" / ".gitignore").read_text("utf-8") == "*\n"
    assert side_by_side.fault(tmp_path / "new") is None
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.html").write_text("mine", "utf-8")
    assert "other files" in str(side_by_side.fault(tmp_path / "docs"))
    with pytest.raises(SystemExit):
        bench.main(["claims", "--errors", str(tmp_path / "docs")])


def test_errors_are_of_claims(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bench.main(["times", "--errors"])
    assert "--errors" in capsys.readouterr().err


def test_hostile_words_are_words(tmp_path: Path) -> None:
    text = f"{HOSTILE} said {HOSTILE}."
    row = {"source": [[0, len(HOSTILE)]], "cue": [[len(HOSTILE) + 1, len(HOSTILE) + 5]], "content": [[5, len(text)]]}
    record = {"id": HOSTILE, "title": HOSTILE, "publisher": HOSTILE, "text": text, "attributions": [row]}
    index = side_by_side.write(claims.comparisons([record], {}), tmp_path / "e")
    for path in index.parent.glob("*.html"):
        html = path.read_text("utf-8")
        assert "<script>alert" not in html
        assert "<b title" not in html
        assert "{{ 7 * 7 }}" in html
        assert Parsed(html).tags.count("script") == (path.name != "index.html")


@given(
    text=st.text(st.characters(categories=["L", "P", "Z", "C"]), max_size=60),
    cuts=st.lists(st.lists(st.integers(0, 60), min_size=6, max_size=6), max_size=4),
    ours=st.integers(0, 4),
)
def test_any_text_with_any_spans_makes_a_page_with_every_finding(text: str, cuts: list[list[int]], ours: int) -> None:
    rows = []
    for cut in cuts:
        spans = [sorted(min(at, len(text)) for at in cut[two : two + 2]) for two in (0, 2, 4)]
        rows.append(dict(zip(claims.ROLES, ([span] for span in spans), strict=True)))
    compared = claims.compare({"id": "any", "text": text, "attributions": rows[ours:]}, rows[:ours])
    assert sorted(f.gold for f in compared.findings if f.gold is not None) == list(range(len(rows[ours:])))
    assert sorted(f.ours for f in compared.findings if f.ours is not None) == list(range(len(rows[:ours])))
    parsed = Parsed(side_by_side.page(compared))
    assert len(parsed.notes) == len(compared.findings)
    assert {link[1:] for link in parsed.links if link.startswith("#")} <= set(parsed.ids)


@needs_chromium
def test_errors_can_be_walked_and_hidden_with_and_without_a_script(tmp_path: Path) -> None:
    folder = side_by_side.write(claims.comparisons([RECORD], {"ferry": {"claims": OURS}}), tmp_path / "e").parent
    address = next(folder.glob("ferry-*")).as_uri()
    with browser() as chromium:
        for script in (True, False):
            shown = chromium.new_context(java_script_enabled=script).new_page()
            shown.goto(address)
            _walk(shown)
        shown = chromium.new_context(java_script_enabled=True).new_page()
        shown.goto(address)
        shown.uncheck("#show-source")
        for key, verdict in (
            ("n", "boundaries"),
            ("n", "missed"),
            ("n", "invented"),
            ("n", "invented"),
            ("p", "missed"),
        ):
            shown.keyboard.press(key)
            expect(shown.locator("li.note:focus")).to_have_class(f"note v {verdict} lit")


def _walk(shown: Page) -> None:
    shown.get_by_text("first error").click()
    expect(shown.locator("li.note:target")).to_have_class(re.compile("boundaries"))
    shown.locator("li.note:target .next").click()
    expect(shown.locator("li.note:target")).to_contain_text("≠ source")
    shown.uncheck("#show-missed")
    expect(shown.locator("li.note.missed")).to_be_hidden()
    expect(shown.locator("li.note.invented")).to_be_visible()
