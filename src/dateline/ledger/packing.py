"""Records that stand in no table of their own, such as `Event` with all it holds: to JSON and back, by their types."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Generic, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from dateline.errors import LedgerError

R = TypeVar("R")
Brief = TypeVar("Brief")

#: Of zlib: a batch of events repeats its names, and a higher level gains nothing.
COMPRESSION = 6
#: Between the fields of an outline and the rest of a record: JSON writes it otherwise within a string.
BETWEEN = "\t"


def packed(records: Sequence[Any], outline: type[Any]) -> bytes:
    """Records of one type, small: a line each, so that one is read without the others.

    Of a line, the fields that `outline` has come first and can be read without the rest.
    """
    lines = (_line(one, [field.name for field in fields(outline)]) for one in records)
    return zlib.compress("\n".join(lines).encode("utf-8", "surrogatepass"), COMPRESSION)


def _line(record: Any, first: Sequence[str]) -> str:
    values = dict(zip((one.name for one in fields(record)), astuple(record), strict=True))
    head = [values.pop(name) for name in first]
    return f"{_json(head)}{BETWEEN}{_json([*values.values()])}"


def told(record: Any) -> str:
    """One record as text."""
    return _json(astuple(record))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def retold(record: type[R], given: str) -> R | None:
    """The record again; None where it was told by another dateline, whose record had other fields."""
    try:
        return cast(R, _maker(cast(Hashable, record))(json.loads(given)))
    except (TypeError, ValueError):
        return None


class Batch(Generic[R, Brief]):
    """Packed records, each made when it is asked for, whole or in outline."""

    def __init__(self, record: type[R], outline: type[Brief], given: bytes) -> None:
        self._make: Callable[[Any], R] = _maker(cast(Hashable, record))
        self._make_outline: Callable[[Any], Brief] = _maker(cast(Hashable, outline))
        self._fields = [one.name for one in fields(cast(Any, record))]
        self._first = [one.name for one in fields(cast(Any, outline))]
        self._lines = _lines(zlib.decompress(given))

    def __len__(self) -> int:
        return len(self._lines)

    def outline(self, position: int) -> Brief:
        """A record without the fields that its outline lacks."""
        with _of_this_dateline():
            return self._make_outline(self._head(position))

    def values(self, position: int, *names: str) -> list[Any]:
        """Fields of an outline as JSON keeps them, no record made."""
        head = self._head(position)
        return [head[self._first.index(name)] for name in names]

    def __getitem__(self, position: int) -> R:
        head, _, rest = self._lines[position].partition(BETWEEN)
        with _of_this_dateline():
            values = json.loads(head)
            if rest:
                others = (name for name in self._fields if name not in self._first)
                found = dict(zip((*self._first, *others), (*values, *json.loads(rest)), strict=True))
                values = [found[name] for name in self._fields]
            return self._make(values)

    def _head(self, position: int) -> list[Any]:
        head, between, _ = self._lines[position].partition(BETWEEN)
        found: list[Any] = json.loads(head)
        if between:
            return found
        values = dict(zip(self._fields, found, strict=True))  # as ledgers were written before they knew outlines
        return [values[name] for name in self._first]


@contextmanager
def _of_this_dateline() -> Iterator[None]:
    try:
        yield
    except (TypeError, ValueError) as error:
        raise LedgerError("its events were merged by another dateline: run `dateline merge` on it") from error


def _lines(given: bytes) -> list[str]:
    """A record each; before ledgers of version 5 all were one list on one line."""
    if given.startswith(b"[["):
        return [json.dumps(one) for one in json.loads(given)]
    return given.decode("utf-8", "surrogatepass").split("\n") if given else []


@cache
def shape(record: type[Any]) -> str:
    """8 hexadecimal digits of a record's fields and those of the records in it, as which packed ones are read."""
    return hashlib.blake2b(_described(record).encode(), digest_size=4).hexdigest()


def _described(hint: Any) -> str:
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return "(" + ",".join(f"{one.name}:{_described(hints[one.name])}" for one in fields(hint)) + ")"
    return "[" + ",".join(map(_described, get_args(hint))) + "]" if get_args(hint) else str(hint)


def _maker(hint: Any) -> Callable[[Any], Any]:
    """What makes a value of a type from what JSON keeps of it."""
    return _making(hint) or _same


def _same(value: Any) -> Any:
    return value


@cache
def _making(hint: Any) -> Callable[[Any], Any] | None:
    """As `_maker`; None where JSON keeps the value as it is, as most are: a call for each would take long."""
    if is_dataclass(hint):
        return _record_maker(hint)
    if get_origin(hint) in (Union, UnionType):
        (inner,) = (_making(one) for one in get_args(hint) if one is not NoneType)
        return None if inner is None else lambda value: None if value is None else inner(value)
    if get_origin(hint) is tuple:
        return _tuple_maker(get_args(hint))
    return None


def _record_maker(record: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(record)
    makers = [_making(hints[one.name]) for one in fields(record)]
    made = [(at, make) for at, make in enumerate(makers) if make]

    def make_record(values: list[Any]) -> Any:
        if len(values) != len(makers):
            raise ValueError(f"{record.__name__} has {len(makers)} fields, not {len(values)}")
        for at, make in made:
            values[at] = make(values[at])
        return record(*values)

    return make_record


def _tuple_maker(of: tuple[Any, ...]) -> Callable[[Any], Any]:
    makers = [_making(one) for one in of if one is not Ellipsis]
    if not any(makers):
        return tuple
    if of[-1] is Ellipsis:
        (each,) = makers
        return lambda values: tuple([each(value) for value in values])  # type: ignore[misc]
    return lambda values: tuple([make(value) if make else value for make, value in zip(makers, values, strict=True)])
