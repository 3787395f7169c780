"""Fields to an Article: every value checked, none changed, None for what is not known.

The fields are those of a JSON line (docs/input.md); text and HTML files come through here too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from dateline.atlas import outlets
from dateline.collect import credits, datelines
from dateline.collect.language import language_of
from dateline.errors import EmptyInput, FormatInput, TooLargeInput
from dateline.records import Article, row_id

#: The order is that of the hash that names an article without an id: never change it.
FIELDS = ("text", "title", "published", "outlet", "url", "language", "byline")
#: The rule of a date that came with the article and says no other, and of one that the text's own dateline holds.
GIVEN, DATELINE = "given", "dateline"
EXTENDED = re.compile(r"\d{4}-\d\d-\d\d(?:T\d.*)?")
MAX_CHARACTERS = 1_000_000


def article_from(
    fields: Mapping[str, Any], *, where: str = "the article", max_characters: int = MAX_CHARACTERS
) -> Article:
    """The article of `fields`: "text" and, where known, "id", the other FIELDS and "credits".

    "dated_by" is the rule that told "published". Other fields are passed over. `where` names the article in errors.
    Raises EmptyInput, FormatInput, LanguageInput or TooLargeInput.
    """
    text = _text(fields, where, max_characters)
    given = {name: _string(fields, name, where) for name in ("id", *FIELDS[1:])}
    dateline, named = datelines.dateline(text), outlet_name(given["outlet"], given["url"])
    stated, told = _published(given["published"], where), datelines.full_date(text, dateline)
    rule = (_string(fields, "dated_by", where) or GIVEN) if stated else DATELINE if told else None
    language = language_of(text, stated=given["language"], where=where)
    key = given["id"] or row_id("a", text, *(given[name] or "" for name in FIELDS[1:5]))
    byline = given["byline"] or credits.byline(text)
    return Article(
        id=key,
        text=text,
        title=given["title"],
        outlet=named,
        published=stated or told,
        language=language,
        url=given["url"],
        byline=byline,
        credits=credits.credits(
            text, byline=byline, dateline=dateline, url=given["url"], outlet=named, stated=_names(fields, where)
        ),
        dateline=datelines.placed(dateline, key),
        dated_by=rule,
    )


def outlet_name(given: str | None, url: str | None) -> str | None:
    """The atlas's name of an outlet ("usa-today" too), else by the address; as given where the atlas has none."""
    if given is None:
        found = outlets.by_domain(url or "")
        return found.name if found else None
    known = outlets.by_name(given) or outlets.by_domain(given) or outlets.by_name(re.sub("[-_]+", " ", given))
    return known.name if known else given


def _text(fields: Mapping[str, Any], where: str, max_characters: int) -> str:
    if "text" not in fields:
        there = ", ".join(sorted(map(repr, fields))[:8]) or "none"
        raise FormatInput(
            where, f'has no "text" (its fields are {_printable(there)}): put the article\'s words in "text"'
        )
    text = fields["text"]
    if not isinstance(text, str):
        raise FormatInput(where, f'"text" is {_kind(text)}: write it as a string')
    if len(text) > max_characters:
        problem = f"has {len(text)} characters, more than {max_characters}"
        raise TooLargeInput(where, f"{problem}: cut it, or raise DATELINE_MAX_CHARACTERS")
    if not any(char.isprintable() and not char.isspace() for char in text):
        raise EmptyInput(where, "there is no text in it: give the words of the article")
    return _whole(text, "text", where)


def _string(fields: Mapping[str, Any], name: str, where: str) -> str | None:
    value = fields.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise FormatInput(where, f'"{name}" is {_kind(value)}: write it as a string')
    return _whole(value, name, where)


def _names(fields: Mapping[str, Any], where: str) -> tuple[str, ...]:
    """The credits that are given: one name, or a list of them."""
    value = fields.get("credits")
    listed = [] if value is None else value if isinstance(value, (list, tuple)) else [value]
    for name in listed:
        if not isinstance(name, str):
            raise FormatInput(where, f'"credits" holds {_kind(name)}: write the names of the agencies, as strings')
    return tuple(_whole(name.strip(), "credits", where) for name in listed if name.strip())


def _whole(value: str, name: str, where: str) -> str:
    """The string, if it can be written as UTF-8 at all."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        problem = f'"{name}" holds half of a character, \\u{ord(value[error.start]):04x}, at {error.start}'
        raise FormatInput(where, f"{problem}: write the pair of both halves, or leave it out") from None
    return value


def _published(value: str | None, where: str) -> str | None:
    """An ISO 8601 date or time; basic and week forms are written in the extended form."""
    if value is None or not (bare := value.strip()):
        return None
    for parse in (date.fromisoformat, datetime.fromisoformat):
        try:
            moment = parse(bare)
        except ValueError:
            continue
        return bare if EXTENDED.fullmatch(bare) else moment.isoformat()
    problem = f'"published" is {_printable(repr(value[:40]))}'
    raise FormatInput(
        where, f"{problem}: write an ISO 8601 date or time, such as 2023-09-16 or 2023-09-16T08:30:00+09:00"
    )


def _kind(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return "null" if value is None else names.get(type(value), type(value).__name__)


def _printable(value: str) -> str:
    return value.encode("ascii", "backslashreplace").decode()
