"""Readings made by hand, small and quick, for tests that need many."""

from __future__ import annotations

from typing import Any

from dateline.records import (
    Article,
    Claim,
    Derivation,
    Entity,
    EventMention,
    Link,
    Mention,
    Moment,
    Place,
    Rows,
    Span,
    TimeExpression,
)

MADE = Derivation("test", "1", "hand", 0.5)


def reading(number: int, text: str = "", **fields: Any) -> Rows:
    """A reading of "Ingrid Solheim said the bridge at Lillevik was closed on Friday." with a row of each type."""
    id_ = fields.pop("id", f"a{number}")
    text = text or f"Ingrid Solheim said bridge {number} at Lillevik was closed on Friday."

    def span(start: int, end: int) -> Span:
        return Span(id_, min(start, len(text)), min(end, len(text)))

    given = {
        "title": f"Bridge {number}",
        "outlet": "Lillevik Post",
        "published": "2023-09-16",
        "language": "en",
        **fields,
    }
    return Rows().add(
        [
            Article(id=id_, text=text, **given),
            Mention("m1", span(0, 14), span(0, 14), "person", "name", MADE),
            Mention("m2", span(32, 40), span(32, 40), "place", "name", MADE),
            TimeExpression("t1", span(len(text) - 1, len(text)), "DATE", "XXXX-WXX-5", "past", MADE),
            Moment("x1", "t1", "2023-09-15", "2023-09-15", "2023-09-16", "day", "published", MADE),
            Claim("c1", (span(20, 40),), (span(15, 19),), (span(0, 14),), "m1", (), None, "indirect", "CT+", MADE),
            EventMention("e1", span(20, 26), span(20, 40), None, None, None, (), (), "m2", "t1", "CT+", "c1", 1, MADE),
            Place("p1", "k1", "Lillevik", "city", 59.0 + number % 7, 10.5, "NO", "city", (), (), MADE),
            Entity("s", "person", "Ingrid Solheim", ("Solheim",), (), "NO", "mayor", None, None, MADE),
            Entity("l", "place", "Lillevik", (), (), "NO", None, None, "p1", MADE),
            Link("m1", "s", MADE),
            Link("m2", "l", MADE),
        ]
    )  # fmt: skip
