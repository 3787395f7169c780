"""The door for Python: `read` for one article, `Reader` for many."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from multiprocessing import parent_process
from multiprocessing.connection import wait
from pathlib import Path
from threading import Thread
from typing import Any

from dateline import __version__, collect
from dateline.errors import DatelineError, FaultyInput, InputError
from dateline.pipeline import Pipeline, reading
from dateline.publish.reading import as_json
from dateline.records import (
    Article,
    Claim,
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
from dateline.settings import Settings

#: Articles handed to a worker process at once: enough to hide the hand-over, few enough to keep the buffer small.
CHUNK = 8
#: Chunks for each process that are read or wait for it.
AHEAD = 4
#: What is read to load the models: a little of each kind, since tables load with the first of theirs.
LOADING = 'OSLO (Reuters) - Police arrested two men on Monday, the mayor, Anna Berg, said. "It rained," she told NTB.'
#: The rooms, and the kinds of files in them, that decide what a reading holds.
DECIDING = ("atlas", "collect", "extract", "ground")
DECIDING_SUFFIXES = frozenset({".py", ".tsv", ".json", ".onnx"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What one article says: a read-only view of its rows. `json()` is the form that docs/records.md describes."""

    rows: Rows

    @property
    def article(self) -> Article:
        """The article, its text exactly as it was given."""
        return self.rows.article

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Words that stand for people, bodies, places, facilities, equipment and groups."""
        return self.rows.of(Mention)

    @property
    def entities(self) -> tuple[Entity, ...]:
        """What the mentions stand for."""
        return self.rows.of(Entity)

    @property
    def places(self) -> tuple[Place, ...]:
        """Where the entities that have a place are."""
        return self.rows.of(Place)

    @property
    def times(self) -> tuple[tuple[TimeExpression, Moment], ...]:
        """Each time expression with its place on the calendar."""
        moments = {moment.time: moment for moment in self.rows.of(Moment)}
        return tuple((time, moments[time.id]) for time in self.rows.of(TimeExpression) if time.id in moments)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Who says what."""
        return self.rows.of(Claim)

    @property
    def events(self) -> tuple[EventMention, ...]:
        """What is reported to have happened, to be or to be planned."""
        return self.rows.of(EventMention)

    def entity(self, mention: str | None) -> Entity | None:
        """The entity that a mention (by id) stands for."""
        known = {entity.id: entity for entity in self.entities}
        return next((known[link.entity] for link in self.rows.of(Link) if link.mention == mention), None)

    def words(self, *spans: Span) -> str:
        """The words of the article at these spans, pieces joined by an ellipsis."""
        return " … ".join(self.article.text[span.start : span.end] for span in spans)

    def json(self) -> dict[str, Any]:
        """The reading as docs/records.md describes it, ready for `json.dumps`."""
        return as_json(self.rows)


class Reader:
    """Reads many articles with one set of loaded models."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings.load()
        self.pipeline: Pipeline = reading(self.settings)

    @cached_property
    def version(self) -> str:
        """What its readings depend on: dateline's version, and a digest of its code, tables, models and settings.

        A ledger keeps each reading under it, so that a newer reader's work supersedes an older one's.
        """
        return f"{__version__}+{_digest(self.settings)}"

    def load(self) -> None:
        """Load the models now, not with the first article: for whoever must not wait seconds for that one."""
        self.pipeline(Article("", LOADING, language="en"))

    def read(self, article: Article | Mapping[str, Any] | str, **fields: Any) -> Reading:
        """The reading of one article: an Article, the fields of docs/input.md, or a text and its fields.

        Raises InputError for an article that cannot be read.
        """
        return Reading(self.pipeline(self._article(article, fields)))

    def read_many(
        self, articles: Iterable[Article | InputError], *, processes: int = 1, pool: Executor | None = None
    ) -> Iterator[Reading | InputError]:
        """Readings in the order of the articles; an InputError among them is passed on in its place.

        `pool` has that many processes already, and keeps them: for whoever reads again and again.
        """
        if processes <= 1:
            yield from map(self._read_or_pass, articles)
            return
        made = nullcontext(pool) if pool else ProcessPoolExecutor(processes, initializer=_one_thread)
        with made as used:
            yield from self._read_in(used, articles, ahead=processes * AHEAD)

    def _read_in(
        self, pool: Executor, articles: Iterable[Article | InputError], *, ahead: int
    ) -> Iterator[Reading | InputError]:
        """Readings in order; always so many chunks are handed over, so that no process waits for the slowest."""
        source, waiting = iter(articles), deque[Future[list[Reading | InputError]]]()
        try:
            while True:
                while len(waiting) < ahead and (chunk := list(islice(source, CHUNK))):
                    waiting.append(pool.submit(self._read_chunk, chunk))
                if not waiting:
                    return
                yield from waiting.popleft().result()
        finally:
            for one in waiting:
                one.cancel()

    def _read_chunk(self, chunk: list[Article | InputError]) -> list[Reading | InputError]:
        return [self._read_or_pass(one) for one in chunk]

    def _read_or_pass(self, article: Article | InputError) -> Reading | InputError:
        if isinstance(article, InputError):
            return article
        try:
            return Reading(self.pipeline(article))
        except DatelineError:
            raise
        except Exception as error:  # one article that we fail on must not cost the others
            return FaultyInput(
                article.id,
                f"dateline fails on this article ({type(error).__name__}: {error}): please report it with the text",
            )

    def _article(self, given: Article | Mapping[str, Any] | str, fields: dict[str, Any]) -> Article:
        if isinstance(given, Article):
            return given
        stated = {"text": given} if isinstance(given, str) else dict(given)
        return collect.article_from({**stated, **fields}, max_characters=self.settings.max_characters)


def read(article: Article | Mapping[str, Any] | str, **fields: Any) -> Reading:
    """The reading of one article. Loads the models each time: use a `Reader` for many.

    `article` is a text, the fields of docs/input.md as a dict, or an Article; `fields` (published, outlet, title, url,
    id) say what the text does not. Raises InputError for an article that cannot be read.
    """
    return Reader().read(article, **fields)


def _digest(settings: Settings) -> str:
    """12 hexadecimal digits of all that decides what a reading holds; the gazetteer is compiled from what is in it."""
    package, found = Path(__file__).parent, hashlib.blake2b(digest_size=6)
    found.update(f"{settings.pipeline}\n{settings.finder}\n".encode())
    paths = (path for part in DECIDING for path in (package / part).rglob("*") if path.suffix in DECIDING_SUFFIXES)
    for path in [package / "records.py", package / "pipeline.py", *sorted(paths)]:
        found.update(path.relative_to(package).as_posix().encode() + b"\n" + path.read_bytes())
    if settings.atlas:
        found.update(Path(settings.atlas).read_bytes())
    return found.hexdigest()


def end_with_parent() -> None:
    """In a process of a pool: end when the one that began it is gone, killed for instance, and not wait for ever."""
    parent = parent_process()
    if parent is not None:
        Thread(target=lambda: (wait([parent.sentinel]), os._exit(1)), daemon=True).start()


def _one_thread() -> None:
    end_with_parent()
    # Two processes of one thread each beat one of two: the small model's matrices are too small to share.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
