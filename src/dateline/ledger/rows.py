"""Rows of records.py to rows of tables and back.

A table has the columns that a record has fields, in their order (schema.sql); so the codec is derived from the record's
types. A field added to a record needs a column, by a step in migrations.py, and nothing here.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from typing import Any, get_args, get_origin, get_type_hints

from dateline.errors import RowsError
from dateline.records import (
    Claim,
    Cluster,
    Dateline,
    Derivation,
    Entity,
    EventMention,
    Link,
    Mention,
    Moment,
    Place,
    Row,
    Sentence,
    Span,
    TimeExpression,
    Token,
)

#: The table of each type of row; sentences are kept apart, in `parse`.
TABLES: dict[type, str] = {
    Mention: "mention",
    Cluster: "cluster",
    TimeExpression: "time_expression",
    Moment: "moment",
    Claim: "claim",
    EventMention: "event_mention",
    Place: "place",
    Entity: "entity",
    Link: "link",
}
#: Of the parse: the best of zlib's is 4 % smaller and three times slower.
COMPRESSION = 6

#: The number of a derivation, and back.
Number = Callable[[Derivation], int]
Derived = Callable[[int, float | None], Derivation]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record: its name, how it is kept, and its columns."""

    name: str
    form: str  # plain, span, spans, derivation, list, or article: the id of the article itself, which needs no column
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The table of a type of row."""

    record: type[Any]
    name: str
    fields: tuple[Field, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Its columns but `reading` and `position`, quoted."""
        return tuple(f'"{column}"' for one in self.fields for column in one.columns)

    def packed(self, row: Row, article: str, length: int, number: Number) -> Iterator[Any]:
        """The values of the columns. Raises RowsError for a span that is not in the article's text."""
        for one in self.fields:
            value = getattr(row, one.name)
            if one.form == "span":
                yield from pair(value, article, length)
            elif one.form == "spans":
                yield _json([pair(span, article, length) for span in value])
            elif one.form == "derivation":
                yield from (number(value), value.score)
            elif one.form != "article":
                yield _json(value) if one.form == "list" else value

    def unpacked(self, values: Sequence[Any], article: str, derived: Derived) -> Row:
        """The row of these values."""
        given: list[Any] = []
        rest = iter(values)
        for one in self.fields:  # by the hundred for every page: what most fields are comes first
            if one.form == "plain":
                given.append(next(rest))
            elif one.form == "span":
                given.append(Span(article, next(rest), next(rest)))
            elif one.form == "derivation":
                given.append(derived(next(rest), next(rest)))
            elif one.form == "article":
                given.append(article)
            elif (told := next(rest)) == "[]":
                given.append(())
            elif one.form == "list":
                given.append(_tuples(json.loads(told)))
            else:
                given.append(tuple(Span(article, *ends) for ends in json.loads(told)))
        return self.record(*given)  # type: ignore[no-any-return]


def table(record: type[Any]) -> Table:
    """The table of a type of row."""
    return _KEPT[record]


def pair(span: Span, article: str, length: int) -> tuple[int, int]:
    """The two ends of a span. Raises RowsError where it is not in an article of this id and length."""
    if span.article != article or not 0 <= span.start <= span.end <= length:
        raise RowsError(f"the reading of article {article!r} holds {span}, which is not in its {length} characters")
    return span.start, span.end


def packed_sentences(sentences: Sequence[Sentence], article: str, length: int) -> bytes:
    """The sentences, with their parse, small."""
    plain = [
        [*pair(one.span, article, length), one.index, one.paragraph, [astuple(t) for t in one.tokens], one.children]
        for one in sentences
    ]
    return zlib.compress(_json(plain).encode(), COMPRESSION)


def unpacked_sentences(packed: bytes, article: str) -> tuple[Sentence, ...]:
    """The sentences again."""
    return tuple(
        Sentence(
            Span(article, start, end), index, paragraph, tuple(Token(*token) for token in tokens), _tuples(children)
        )
        for start, end, index, paragraph, tokens, children in json.loads(zlib.decompress(packed))
    )


def packed_dateline(line: Dateline | None, article: str, length: int) -> str | None:
    """A dateline as JSON: its span, place, date and credits."""
    if line is None:
        return None
    single = [span and pair(span, article, length) for span in (line.span, line.place, line.date)]
    return _json([*single, [pair(span, article, length) for span in line.credits]])


def unpacked_dateline(packed: str | None, article: str) -> Dateline | None:
    """The dateline again."""
    if packed is None:
        return None
    *single, credits = json.loads(packed)
    span, place, date = (Span(article, *ends) if ends else None for ends in single)
    assert span
    return Dateline(span, place, date, tuple(Span(article, *ends) for ends in credits))


def _field(name: str, hint: Any) -> Field:
    prefix = "" if name == "span" else f"{name}_"
    if hint is Span:
        return Field(name, "span", (f"{prefix}start", f"{prefix}end"))
    if name == "article":
        return Field(name, "article", ())
    if hint is Derivation:
        return Field(name, "derivation", ("derivation", "score"))
    if get_origin(hint) is tuple:
        return Field(name, "spans" if get_args(hint)[0] is Span else "list", (name,))
    return Field(name, "plain", (name,))


def _table(record: type[Any], name: str) -> Table:
    hints = get_type_hints(record)
    return Table(record, name, tuple(_field(one.name, hints[one.name]) for one in fields(record)))


def _json(value: object) -> str:
    # ASCII, so that half of a character in a user's list can be kept, too.
    return json.dumps(value, separators=(",", ":"))


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


_KEPT = {record: _table(record, name) for record, name in TABLES.items()}
