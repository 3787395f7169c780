"""Every text of the pages can be translated: none stands in a template outside gettext's _()."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2.meta import find_undeclared_variables
from jinja2.nodes import FromImport

from dateline.publish.web.shell import environment, period

TEMPLATES = Path(__file__).parents[3] / "src" / "dateline" / "publish" / "web" / "templates"
#: Names that are the same in every language.
SAME = {"dateline", "PLOVER", "API", "JSON", "Atom", "URL", "dateline add", "GET", "ev-…", "Wikidata", "WGS84"}
#: Attributes that a reader sees or hears.
TOLD = {"placeholder", "title", "alt", "aria-label"}
#: The class of a page's body.
KIND = re.compile(r"{% block kind %}[a-z ]+{% endblock %}")
WORD = re.compile(r"\W*[^\W\d_]{2,}\W*")


class Bare(HTMLParser):
    """Collects the words of an HTML text that stand in it as they are."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self._look(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in TOLD:
                self._look(value or "")

    def _look(self, text: str) -> None:
        for part in text.split("|"):
            if any(map(WORD.fullmatch, part.split())) and part.strip(" .,:;()·") not in SAME:
                self.found.append(part.strip())


@pytest.mark.parametrize("name", sorted(path.name for path in TEMPLATES.glob("*.html")))
def test_a_template_has_no_text_that_cannot_be_translated(name: str) -> None:
    source = KIND.sub("", (TEMPLATES / name).read_text("utf-8"))
    data = "".join(
        value if kind == "data" else " | " for _, kind, value in environment().lex(source, name) if kind != "whitespace"
    )
    bare = Bare()
    bare.feed(data)
    assert not bare.found


@pytest.mark.parametrize("name", sorted(path.name for path in TEMPLATES.glob("*.html")))
def test_a_template_takes_no_name_that_every_page_uses(name: str) -> None:
    """The frame of a page would show what the page imported under that name: a macro for the number of the version."""
    tree = environment().parse((TEMPLATES / name).read_text("utf-8"))
    imported = {one if isinstance(one, str) else one[1] for node in tree.find_all(FromImport) for one in node.names}
    frame = environment().parse((TEMPLATES / "base.html").read_text("utf-8"))
    assert imported.isdisjoint(find_undeclared_variables(frame))


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2026-11-20T00:00", "2026-11-21T00:00", "20 November 2026"),
        ("2026-11-20T12:10", "2026-11-20T12:11", "20 November 2026, 12:10"),
        ("2026-11-20T00:00", "2026-11-20T12:00", "20 November 2026, 00:00 to 12:00"),
        ("2026-11-20T18:00", "2026-11-21T06:00", "20 November 2026, 18:00 to 21 November 2026, 06:00"),
        ("2026-11-01", "2026-12-01", "November 2026"),
        (None, "2026-11-20", "before 20 November 2026"),
    ],
)
def test_a_period_is_told_as_short_as_it_can_be(start: str | None, end: str, words: str) -> None:
    assert period(start, end) == words
