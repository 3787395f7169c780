"""Entities in the format of FollowTheMoney, as OpenSanctions and OpenAleph export them, one JSON object each.

    {"id": "x-1", "schema": "Person", "properties": {"name": ["Ingrid Solheim"], "nationality": ["no"]}}

Only the format is read; the package is not needed. `ftm_schemata.tsv` says which schemata become what, and
`ftm_properties.tsv` what the properties mean. In a nested export a property's values may be entities themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from dateline.atlas import countries
from dateline.atlas.spellings import spelled_out
from dateline.atlas.tables import table
from dateline.errors import FormatInput
from dateline.records import Kind

EXAMPLE = 'write one entity a line, as {"id": "x1", "schema": "Person", "properties": {"name": ["Ingrid Solheim"]}}'
#: Identifiers that must look like this to be one: a Wikidata item, an IMO number with or without the letters.
SHAPES = {"wikidata": re.compile(r"(Q[1-9]\d*)"), "imo": re.compile(r"(?:IMO[ -]?)?(\d{7})", re.IGNORECASE)}
#: Territories within a state are written "gb-sct": the state before the hyphen is what dateline knows.
CODE = re.compile(r"([A-Za-z]{2})(?:-[A-Za-z0-9]{1,3})?")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
#: Deeper entities in entities are not looked for: an export nests a handful of levels.
DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody or something on a user's own list. `aliases` are names by which it can be known anywhere.

    `country` is the ISO 3166 alpha-2 code of the country it is of, None where the list gives none or several;
    `countries` are all that it gives. `identifiers` begin with ("ftm", id). `born` is a year.
    """

    id: str
    kind: Kind
    name: str
    aliases: tuple[str, ...]
    country: str | None
    countries: tuple[str, ...]
    identifiers: tuple[tuple[str, str], ...]
    positions: tuple[str, ...]
    born: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """Every form of its name, the main one first."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Found:
    """An entity of a file with the ids of others that were merged into it; `nested`: it stood inside another."""

    entity: Listed
    merged: tuple[str, ...]
    nested: bool


def entities(fields: Mapping[str, Any], *, where: str) -> Iterator[Found]:
    """The people, bodies and vehicles of one object of the format: itself, and those nested in it.

    Nothing for schemata that no mention can stand for, and for entities without a name. Raises FormatInput.
    """
    yield from _entities(fields, where, depth=0)


def _entities(fields: Mapping[str, Any], where: str, *, depth: int) -> Iterator[Found]:
    id_, schema, properties = _text(fields, "id", where), _text(fields, "schema", where), _properties(fields, where)
    if schema in kinds():
        listed = _listed(id_, schema, properties, fields.get("caption"))
        referents = fields.get("referents")
        merged = tuple(one for one in referents if isinstance(one, str)) if isinstance(referents, list) else ()
        if listed:
            yield Found(listed, tuple(one for one in merged if one != id_), depth > 0)
    for values in properties.values() if depth < DEEPEST else ():
        for value in values:
            if isinstance(value, dict):
                yield from _entities(value, where, depth=depth + 1)


def _text(fields: Mapping[str, Any], key: str, where: str) -> str:
    value = fields.get(key)
    if not isinstance(value, str) or not value.strip():
        raise FormatInput(where, f"is no FollowTheMoney entity: `{key}` is missing or no text")
    if any("\ud800" <= char <= "\udfff" for char in value):
        raise FormatInput(where, f"`{key}` holds half a character (a lone surrogate): write the file again")
    return value.strip()


def _properties(fields: Mapping[str, Any], where: str) -> dict[str, list[Any]]:
    given = fields.get("properties")
    if not isinstance(given, dict):
        raise FormatInput(where, "is no FollowTheMoney entity: `properties` is missing or no object")
    return {key: values if isinstance(values, list) else [values] for key, values in given.items()}


def _listed(id_: str, schema: str, properties: dict[str, list[Any]], caption: object) -> Listed | None:
    kind = "person" if schema == "LegalEntity" and _has(properties, "person") else kinds()[schema]
    names = [*_values(properties, "name")] or [*_from_parts(properties)]
    aliases = [*_values(properties, "alias")]
    if kind == "organization":
        aliases += _values(properties, "abbreviation")
    if kind == "person":
        names, aliases = ([form for name in some for form in spelled_out(name)] for some in (names, aliases))
    names = names or aliases
    if not names:
        return None
    main = _main(names, caption)
    every = tuple(dict.fromkeys(codes for codes in (_code(code) for code in _values(properties, "country")) if codes))
    return Listed(
        id_,
        kind,
        main,
        tuple(dict.fromkeys(form for form in (*names, *aliases) if form != main)),
        _country(properties),
        every,
        (("ftm", id_), *_identifiers(properties)),
        tuple(_values(properties, "position")),
        next((born[:4] for born in _values(properties, "born") if born[:4].isdigit()), None),
    )


def _main(names: list[str], caption: object) -> str:
    """The name that the file shows it by, else the first in Latin letters, else the first."""
    if isinstance(caption, str) and caption in names:
        return caption
    return next((name for name in names if LATIN.search(name)), names[0])


def _from_parts(properties: dict[str, list[Any]]) -> Iterator[str]:
    parts = [properties.get(part, []) for part in ("firstName", "lastName")]
    if all(len(values) == 1 and isinstance(values[0], str) and values[0].strip() for values in parts):
        yield " ".join(values[0].strip() for values in parts)


def _country(properties: dict[str, list[Any]]) -> str | None:
    """The country of the first property that says exactly one."""
    for name in properties_for("country"):
        codes = {code for value in properties.get(name, ()) if isinstance(value, str) and (code := _code(value))}
        if codes:
            return codes.pop() if len(codes) == 1 else None
    return None


def _code(value: str) -> str | None:
    match = CODE.fullmatch(value.strip())
    known = countries.by_code(match[1].upper()) if match else None
    return known.code if known else None


def _identifiers(properties: dict[str, list[Any]]) -> Iterator[tuple[str, str]]:
    """(key, value) where the file gives exactly one; of two numbers neither is surely its own."""
    for name, key in properties_for("identifier").items():
        values = {value.strip() for value in properties.get(name, ()) if isinstance(value, str) and value.strip()}
        value = values.pop() if len(values) == 1 else ""
        match = SHAPES[key].fullmatch(value) if key in SHAPES else None
        if value and (match or key not in SHAPES):
            yield key, match[1] if match else value


def _values(properties: dict[str, list[Any]], meaning: str) -> Iterator[str]:
    """The texts of the properties of a meaning, on one line each, none twice."""
    seen = set()
    for name in properties_for(meaning):
        for value in properties.get(name, ()):
            text = " ".join(value.split()) if isinstance(value, str) else ""
            if text and text not in seen:
                seen.add(text)
                yield text


def _has(properties: dict[str, list[Any]], meaning: str) -> bool:
    return any(properties.get(name) for name in properties_for(meaning))


@cache
def kinds() -> Mapping[str, Kind]:
    """Schemata that become part of an atlas, with their kinds."""
    return {row["schema"]: row["kind"] for row in table("ftm_schemata.tsv")}  # type: ignore[misc]


@cache
def properties_for(meaning: str) -> Mapping[str, str]:
    """The properties that have a meaning, each with the key of the identifier that it is."""
    return {row["property"]: row["identifier"] for row in table("ftm_properties.tsv") if row["meaning"] == meaning}
