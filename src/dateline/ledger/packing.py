"""Records that stand in no table of their own, such as `Event` with all it holds: to JSON and back, by their types."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Hashable, Sequence
from dataclasses import astuple, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Generic, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from dateline.errors import LedgerError

R = TypeVar("R")

#: Of zlib: a batch of events repeats its names, and a higher level gains nothing.
COMPRESSION = 6


def packed(records: Sequence[Any]) -> bytes:
    """Records of one type, small: a line of JSON each, so that one is read without the others."""
    return zlib.compress("\n".join(told(one) for one in records).encode("utf-8", "surrogatepass"), COMPRESSION)


def told(record: Any) -> str:
    """One record as text."""
    return json.dumps(astuple(record), ensure_ascii=False, separators=(",", ":"))


def retold(record: type[R], given: str) -> R | None:
    """The record again; None where it was told by another dateline, whose record had other fields."""
    try:
        return cast(R, _maker(cast(Hashable, record))(json.loads(given)))
    except (TypeError, ValueError):
        return None


class Batch(Generic[R]):
    """Packed records, each made when it is asked for."""

    def __init__(self, record: type[R], given: bytes) -> None:
        self._make: Callable[[Any], R] = _maker(cast(Hashable, record))
        self._fields = [one.name for one in fields(cast(Any, record))]
        self._lines = _lines(zlib.decompress(given))

    def __len__(self) -> int:
        return len(self._lines)

    def values(self, position: int, *names: str) -> list[Any]:
        """Fields of a record as JSON keeps them, the record not made."""
        found = json.loads(self._lines[position])
        return [found[self._fields.index(name)] for name in names]

    def __getitem__(self, position: int) -> R:
        try:
            return self._make(json.loads(self._lines[position]))
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
