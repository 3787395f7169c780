"""The table of sources that a person writes, `sources.toml`: where news is looked for, how often, what is kept."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

from dateline.collect import web
from dateline.errors import FormatInput, NotFoundInput

SourceKind = Literal["feed", "sitemap", "page", "section"]
Keep = Literal["none", "text", "all"]
#: A number and a unit: "90s", "15m", "2h", "1d".
EVERY = re.compile(r"(\d{1,6})\s*([smhd])")
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
#: Looked at more often, a source gains nothing and its owner pays.
SHORTEST = 60
NEW = """\
# Where dateline looks for news: see docs/watch.md. One [[source]] each; what stands here is yours to edit.
"""


@dataclass(frozen=True, slots=True)
class Source:
    """A place where news is published. `every` is in seconds, `days` how far back a list's dated entries are taken."""

    name: str
    url: str
    kind: SourceKind = "feed"
    outlet: str | None = None
    language: str | None = None
    every: int = 900
    keep: Keep = "all"
    days: int = 7
    most: int = 200


def load(path: str | Path) -> tuple[Source, ...]:
    """The sources of a file. Raises FormatInput, with the name of the source, for what cannot be used."""
    try:
        content = Path(path).read_text("utf-8")
    except OSError as error:
        advice = "make it with `dateline sources add URL`"
        raise NotFoundInput(str(path), f"cannot be read ({error.strerror}): {advice}") from None
    except UnicodeError:
        raise FormatInput(str(path), "is not UTF-8: save it as UTF-8") from None
    return parsed(content, where=str(path))


def parsed(content: str, *, where: str) -> tuple[Source, ...]:
    """The sources that TOML holds. Raises FormatInput."""
    try:
        given = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise FormatInput(where, f"is broken TOML ({error})") from None
    listed = given.pop("source", [])
    if given or not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise FormatInput(where, "holds something else than sources: begin each with a line [[source]]")
    sources = tuple(_source(one, f"{where}, source {number}") for number, one in enumerate(listed, 1))
    for name in ("name", "url"):
        _refuse_twice([getattr(source, name) for source in sources], name, where)
    return sources


def add(path: str | Path, source: Source) -> None:
    """Put a source at the end of a file, made if there is none; all that stands in it stays as it is.

    Raises FormatInput where the file cannot be used, or has a source of that name or address already.
    """
    target = Path(path)
    there = load(path) if target.exists() else ()
    if any(source.url == one.url or source.name == one.name for one in there):
        raise FormatInput(str(path), f'"{source.name}" ({source.url}) is there already: give another --name or URL')
    before = target.read_text("utf-8") if target.exists() else NEW
    gap = "" if before.endswith("\n") else "\n"
    after = f"{before}{gap}\n{written(source)}"
    parsed(after, where=str(path))
    scratch = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        scratch.write_text(after, "utf-8")
        scratch.replace(target)
    finally:
        scratch.unlink(missing_ok=True)


def free_name(path: str | Path, name: str) -> str:
    """The name, with a number behind it where a file has a source of that name."""
    taken = {source.name for source in load(path)} if Path(path).exists() else set()
    names = (name, *(f"{name} ({number})" for number in range(2, len(taken) + 3)))
    return next(one for one in names if one not in taken)


def written(source: Source) -> str:
    """A source as TOML: what is as usual is left out, but for what people look for."""
    lines = ["[[source]]"]
    for one in fields(source):
        value = getattr(source, one.name)
        if value is not None and (value != one.default or one.name in ("kind", "every", "keep")):
            told = _duration(value) if one.name == "every" else value
            lines.append(f"{one.name} = {told if isinstance(told, int) else _string(told)}")
    return "\n".join(lines) + "\n"


def _source(given: dict[str, Any], where: str) -> Source:
    known = {one.name for one in fields(Source)}
    if unknown := sorted(set(given) - known):
        raise FormatInput(where, f'has "{unknown[0]}", which is none of {", ".join(sorted(known))}')
    where = f"{where} ({given['name']})" if isinstance(given.get("name"), str) else where
    for name in ("name", "url"):
        if not isinstance(given.get(name), str) or not given[name].strip():
            raise FormatInput(where, f'has no "{name}": write {name} = "..."')
    for name in ("outlet", "language"):
        if not isinstance(given.get(name, ""), str):
            raise FormatInput(where, f'"{name}" is no text: write {name} = "..."')
    if not web.host_of(given["url"]):
        raise FormatInput(where, f'"url" is {given["url"]!r}: write an address with http:// or https://')
    _one_of(given, "kind", get_args(SourceKind), where)
    _one_of(given, "keep", get_args(Keep), where)
    numbers: dict[str, Any] = {name: _number(given[name], name, where) for name in ("days", "most") if name in given}
    every: dict[str, Any] = {"every": _seconds(given["every"], where)} if "every" in given else {}
    return Source(**{**given, **every, **numbers})


def _one_of(given: dict[str, Any], name: str, allowed: Iterable[str], where: str) -> None:
    if name in given and given[name] not in allowed:
        raise FormatInput(where, f'"{name}" is {given[name]!r}: write one of {", ".join(allowed)}')


def _number(value: object, name: str, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise FormatInput(where, f'"{name}" is {value!r}: write a whole number above 0')
    return value


def _seconds(value: object, where: str) -> int:
    found = EVERY.fullmatch(value.strip()) if isinstance(value, str) else None
    seconds = int(found[1]) * UNITS[found[2]] if found else 0
    if seconds < SHORTEST:
        raise FormatInput(
            where, f'"every" is {value!r}: write a time such as "15m", "2h" or "1d", a minute at the least'
        )
    return seconds


def _duration(seconds: int) -> str:
    unit = next(unit for unit in "dhms" if seconds % UNITS[unit] == 0)
    return f"{seconds // UNITS[unit]}{unit}"


def _string(value: str) -> str:
    """A basic string of TOML: JSON's, and DEL escaped as well."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _refuse_twice(given: list[str], name: str, where: str) -> None:
    twice = next((one for at, one in enumerate(given) if one in given[:at]), None)
    if twice is not None:
        raise FormatInput(where, f'has two sources with the {name} "{twice}": take one out')
