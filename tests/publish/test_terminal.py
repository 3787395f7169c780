"""The terminal as a tired analyst sees it."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from dateline.publish import terminal
from dateline.publish.outline import bounds, shortened
from tests.conftest import Read


def shown(rows: object, *, width: int = 80, color: bool = False) -> str:
    stream = io.StringIO()
    terminal.show(rows, Console(file=stream, width=width, force_terminal=color))  # type: ignore[arg-type]
    return stream.getvalue()


def test_who_where_when_and_who_says_so_in_80_columns(read: Read) -> None:
    story = (
        "President Vladimir Putin arrived in Vladivostok on Friday, the Kremlin said. "
        "He inspected two Su-35S fighter jets at the airfield."
    )
    text = shown(read(story, published="2023-09-16", outlet="Sample Times", title="Putin in the east"))
    assert max(map(len, text.splitlines())) <= 80
    for heading in ("WHO", "WHERE", "EQUIPMENT", "WHEN", "WHO SAYS WHAT", "WHAT HAPPENED"):
        assert f"\n{heading}\n" in text
    for fact in ("Sample Times", "2023-09-16", "Vladimir Putin", "Vladivostok", "Su-35S", "2023-09-15"):
        assert fact in text
    assert "\x1b[" not in text


def test_colour_on_a_terminal_only(read: Read) -> None:
    rows = read("Police arrested two men in Oslo.")
    assert "\x1b[" in shown(rows, color=True)
    assert "\x1b[" not in shown(rows)


def test_markup_in_an_article_is_shown_as_it_stands(read: Read) -> None:
    assert "[bold]Kim[/bold]" in shown(read('"[bold]Kim[/bold] is here," the minister said on Monday.'))


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2023-09-15", "2023-09-16", "2023-09-15"),
        ("2023-09-11", "2023-09-18", "2023-09-11 to before 2023-09-18"),
        ("2023-09-16T00:00:00", "2023-09-16T12:00:00", "2023-09-16 00:00 to 12:00"),
        ("2023-09-16T18:00:00", "2023-09-17T00:00:00", "2023-09-16 18:00 to 24:00"),
        ("2023-09-16T18:00:00", "2023-09-17T06:00:00", "2023-09-16 18:00 to 2023-09-17 06:00"),
        (None, "2023-09-18", "before 2023-09-18"),
        ("2023-09-18", None, "from 2023-09-18"),
        (None, None, ""),
        ("9999-12-31", "9999-12-31", "9999-12-31 to before 9999-12-31"),
    ],
)
def test_bounds_as_people_write_them(start: str | None, end: str | None, words: str) -> None:
    assert bounds(start, end) == words


def test_words_are_cut_between_words() -> None:
    assert shortened("one two three", 9) == "one two …"
    assert shortened("one two", 9) == "one two"
