"""A user's own atlas: the people, bodies, ships and aircraft of imported lists, found in texts and by name.

One SQLite file (docs/decisions/0001), written by `importing` and read by `OwnAtlas`. `name` has one row for each
spelling of each entity, under its anchor: two words of it that stand together, chosen so that they tell it from others
("gazprom neft", not "limited liability"). A reading asks for the pairs of words that the article holds, in one query.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from dateline.atlas.followthemoney import Found, Listed
from dateline.atlas.spellings import Word, same, split, without_legal_form, words
from dateline.atlas.transliterations import latin, without_patronymic
from dateline.errors import AtlasError

#: Marks the file as one of ours ("DATL"), and the version of its tables.
APPLICATION, VERSION = 0x4441544C, 1
#: Longer names are titles of documents or lists of names put into one field.
LONGEST_NAME = 16
#: Keys asked for at once: SQLite may be compiled to take only 999.
ASKED_AT_ONCE = 500
#: Entities kept in memory: those of some thousand articles.
REMEMBERED = 20_000
#: Kilobytes of the file kept in memory while it is written; a random insert into 1,000,000 ids stays quick with it.
CACHE_KB = 200_000

SCHEMA = f"""
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {VERSION};
CREATE TABLE entity (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, data TEXT NOT NULL);
CREATE TABLE name (anchor TEXT NOT NULL, place INTEGER NOT NULL, words TEXT NOT NULL, entity INTEGER NOT NULL);
"""
INDEX = "CREATE INDEX name_anchor ON name (anchor)"

#: Anchor, number of words before it, words.
Spelling = tuple[str, int, str]
#: Spellings with their entities' numbers, by (number of words before the anchor, number of words) and lower-case words.
Shapes = dict[tuple[int, int], dict[str, list[tuple[list[str], int]]]]


# ---------------------------------------------------------------- reading


class OwnAtlas:
    """Look-ups in an imported file; without a file it knows nothing. It pickles, and opens its file in each process."""

    def __init__(self, path: Path | None = None) -> None:
        """Raises AtlasError for a file that is missing or none that `dateline import` wrote."""
        self.path = path.absolute() if path else None
        self._process = 0
        self._file: sqlite3.Connection | None = None
        self._entity = lru_cache(REMEMBERED)(self._read_entity)
        self._entities = lru_cache(REMEMBERED)(self._read_entities)
        if self.path:
            self._opened(self.path)

    def __reduce__(self) -> tuple[Any, ...]:
        return own_atlas, (str(self.path or ""),)

    def __bool__(self) -> bool:
        return self.path is not None

    def find(self, text: str) -> Iterator[tuple[int, int, tuple[Listed, ...]]]:
        """(start, end, whom it may mean) of each listed name in a text, the longest at each place, none overlapping."""
        who: dict[tuple[int, int], set[int]] = {}
        for start, end, numbers in self._hits(text):
            who.setdefault((start, end), set()).update(numbers)
        last = 0
        for start, end in sorted(who, key=lambda span: (span[0], -span[1])):
            if start >= last:
                last = end
                yield start, end, self._entities(frozenset(who[start, end]))

    def by_name(self, name: str) -> tuple[Listed, ...]:
        """Those whom a name means, by the same rules as `find`; legal forms at its ends make no difference."""
        starts, ends = _edges(name)
        found = {n for start, end, numbers in self._hits(name) if start in starts and end in ends for n in numbers}
        return self._entities(frozenset(found))

    def _hits(self, text: str) -> Iterator[tuple[int, int, list[int]]]:
        runs = words(text) if self else []
        known = self._known({anchor for run in runs for anchor in _anchors(run)})
        for run in runs if known else ():
            for at, word in enumerate(run):
                pair = f"{word.key} {run[at + 1].key}" if at + 1 < len(run) else ""
                for shapes in (known.get(word.key), known.get(pair)):
                    yield from _spelt(run, at, shapes) if shapes else ()

    def _known(self, anchors: Iterable[str]) -> dict[str, Shapes]:
        """The spellings of each anchor."""
        out: dict[str, Shapes] = {}
        for anchor, place, name, number in self._ask("SELECT anchor, place, words, entity FROM name WHERE anchor IN ",
                                                     sorted(anchors)):  # fmt: skip
            spelt = name.split(" ")
            shape = out.setdefault(anchor, {}).setdefault((place, len(spelt)), {})
            shape.setdefault(name.casefold(), []).append((spelt, number))
        return out

    def _read_entities(self, numbers: frozenset[int]) -> tuple[Listed, ...]:
        return tuple(self._entity(number) for number in sorted(numbers))

    def _read_entity(self, number: int) -> Listed:
        ((data,),) = self._ask("SELECT data FROM entity WHERE number IN ", [number])
        return _unpacked(data)

    def _ask(self, query: str, keys: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
        if self.path is None:
            return
        try:
            for at in range(0, len(keys), ASKED_AT_ONCE):
                some = keys[at : at + ASKED_AT_ONCE]
                yield from self._opened(self.path).execute(f"{query}({', '.join('?' * len(some))})", some)
        except (sqlite3.Error, ValueError) as error:
            raise _broken(self.path, error) from error

    def _opened(self, path: Path) -> sqlite3.Connection:
        if self._file is None or self._process != os.getpid():
            self._file = _open(path)
            self._process = os.getpid()
        return self._file


#: The own atlas of those who have none.
NOTHING = OwnAtlas()


def own_atlas(path: str) -> OwnAtlas:
    """The atlas of a file, "" for none: the same object in one process for as long as the file stays the same.

    Raises AtlasError for a file that is missing or none that `dateline import` wrote.
    """
    if not path:
        return NOTHING
    state = Path(path).stat() if Path(path).is_file() else None
    return _remembered(str(Path(path).absolute()), state and (state.st_mtime_ns, state.st_ino, state.st_size))


@lru_cache(8)
def _remembered(path: str, state: object) -> OwnAtlas:
    return OwnAtlas(Path(path))


def _open(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise AtlasError(f"the atlas {path} is missing: make it with `dateline import FILE... --into {path}`")
    try:
        # Nothing ever changes the file in place: an import puts a new one where the old one was.
        file = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        application, version = (file.execute(f"PRAGMA {name}").fetchone()[0] for name in _MARKS)
        file.execute("SELECT 1 FROM name INDEXED BY name_anchor, entity LIMIT 1").fetchone()
    except sqlite3.Error as error:
        raise _broken(path, error) from error
    if (application, version) != (APPLICATION, VERSION):
        file.close()
        raise AtlasError(f"{path} is no atlas that this version of `dateline import` wrote: name one that is")
    return file


_MARKS = ("application_id", "user_version")


def _broken(path: Path, error: Exception) -> AtlasError:
    return AtlasError(f"the atlas {path} cannot be read ({error}): make it again with `dateline import`")


def _spelt(run: Sequence[Word], at: int, shapes: Shapes) -> Iterator[tuple[int, int, list[int]]]:
    """The spellings that stand in a run with their anchor at its word `at`."""
    for (before, length), spellings in shapes.items():
        found = run[at - before : at - before + length] if at >= before else []
        known = spellings.get(" ".join(word.key for word in found), ())
        if numbers := [number for spelt, number in known if same(spelt, found)]:
            yield found[0].start, found[-1].end, numbers


def _anchors(run: Sequence[Word]) -> Iterator[str]:
    """Each word of a run and each two that stand together, where one of them may begin a name."""
    yield from (word.key for word in run if not word.text.islower())
    for one, other in pairwise(run):
        if not (one.text.islower() and other.text.islower()):
            yield f"{one.key} {other.key}"


def _edges(name: str) -> tuple[set[int], set[int]]:
    """Where a name may begin and end: with or without "the" and the legal forms at its ends."""
    given = [word for run in words(name) for word in run]
    if not given:
        return set(), set()
    bare = given[1:] if len(given) > 1 and given[0].key == "the" else given
    first, end = without_legal_form([word.text for word in bare])
    return {given[0].start, bare[0].start, bare[first].start}, {given[-1].end, bare[end - 1].end}


# ---------------------------------------------------------------- writing


class Import:
    """Puts entities into a file that is not yet in place. Counts what was `new`, `replaced` and `unchanged`."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file
        self.new = self.replaced = self.unchanged = 0

    def add(self, found: Found) -> None:
        """Add an entity: in place of one of the same id and of those merged into it, unless nothing is new in it."""
        entity, data = found.entity, _packed(found.entity)
        if found.merged:
            self._remove(found.merged)
        before = self._file.execute("SELECT data FROM entity WHERE id = ?", (entity.id,)).fetchone()
        if before and (before[0] == data or found.nested):
            self.unchanged += not found.nested
            return
        if before:
            self._remove((entity.id,))
        self.replaced, self.new = self.replaced + bool(before), self.new + (not before)
        number = self._file.execute("INSERT INTO entity (id, data) VALUES (?, ?)", (entity.id, data)).lastrowid
        rows = ((*spelling, number) for spelling in sorted({*_spellings(entity)}))
        self._file.executemany("INSERT INTO name VALUES (?, ?, ?, ?)", rows)

    @property
    def changed(self) -> bool:
        """Whether anything was added, replaced or removed."""
        return bool(self._file.total_changes)

    def total(self) -> int:
        """How many entities the file holds now."""
        return int(self._file.execute("SELECT count(*) FROM entity").fetchone()[0])

    def _remove(self, ids: Iterable[str]) -> None:
        self._file.executemany("DELETE FROM entity WHERE id = ?", ((id_,) for id_ in ids))


@contextmanager
def importing(path: Path) -> Iterator[Import]:
    """An `Import` into a copy of the file (or a new one), put in its place at the end if something changed in it.

    Whatever goes wrong, the file stays as it was. Raises AtlasError where it is none of ours or cannot be written.
    """
    if path.exists():
        _open(path).close()
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.absolute().parent)
    except OSError as error:
        raise AtlasError(f"{path} cannot be written: {error.strerror or error}") from error
    os.close(handle)
    copy = Path(name)
    try:
        if path.exists():
            shutil.copyfile(path, copy)
        with closing(_writable(copy, new=not path.exists())) as file:
            done = Import(file)
            yield done
            changed = done.changed or not path.exists()
            if changed:
                _finish(file)
        if changed:
            _put_in_place(copy, path)
    except (sqlite3.Error, OSError) as error:
        raise AtlasError(f"{path} cannot be written: {error}") from error
    finally:
        copy.unlink(missing_ok=True)


def _writable(path: Path, *, new: bool) -> sqlite3.Connection:
    file = sqlite3.connect(path, isolation_level=None)
    # The copy is thrown away if the import stops: it needs no journal of its own.
    file.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -{CACHE_KB};")
    file.executescript(SCHEMA if new else "")
    file.execute("BEGIN")
    return file


def _finish(file: sqlite3.Connection) -> None:
    """Drop the names of entities that are gone, and index the others: once at the end is quicker than row by row."""
    file.execute("DELETE FROM name WHERE entity NOT IN (SELECT number FROM entity)")
    file.execute("DROP INDEX IF EXISTS name_anchor")
    file.execute(INDEX)
    file.execute("COMMIT")


def _put_in_place(copy: Path, path: Path) -> None:
    with copy.open("rb") as written:
        os.fsync(written.fileno())
    mask = os.umask(0)
    os.umask(mask)
    copy.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~mask)
    copy.replace(path)


def _packed(entity: Listed) -> str:
    # ASCII, so that a lone surrogate of a broken export does not stop the import.
    return json.dumps(astuple(entity), separators=(",", ":"))


def _unpacked(data: str) -> Listed:
    id_, kind, name, aliases, country, countries, identifiers, positions, born = json.loads(data)
    pairs = tuple((key, value) for key, value in identifiers)
    return Listed(id_, kind, name, tuple(aliases), country, tuple(countries), pairs, tuple(positions), born)


def _spellings(entity: Listed) -> Iterator[Spelling]:
    """(anchor, words before it, words) of each name of an entity."""
    for name in dict.fromkeys(_written(entity)):
        spelt = split(name)
        first, end = without_legal_form(spelt) if entity.kind == "organization" else (0, len(spelt))
        if end - first > 1:
            spelt, first = spelt[first:end], 0
        if not 0 < len(spelt) <= LONGEST_NAME:
            continue
        # A name of one word and a legal form is known only with both, by the pair that has the word in it.
        place = max(0, min(first, len(spelt) - 2))
        yield " ".join(spelt[place : place + 2]).casefold(), place, " ".join(spelt)


def _written(entity: Listed) -> Iterator[str]:
    """The names of an entity, and of a person also in Latin letters and without the father's name."""
    for name in entity.names:
        yield name
        if entity.kind == "person":
            yield without_patronymic(latin(name))
