"""What the pages have done by rooms that they may not import: reading, adding, judging, itineraries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from dateline.collect import read_inputs
from dateline.collect.inputs import OPTION, Limits, articles_of_page
from dateline.errors import DatelineError, InputError
from dateline.gathering import fetcher_of
from dateline.ledger import Merging, Session
from dateline.merge.itineraries import where
from dateline.merge.merger import Merger
from dateline.publish.web.desk import Added, Tell, Works
from dateline.reader import Reader
from dateline.records import Article, Judgement, Verdict
from dateline.settings import Settings

#: What a form says of articles that do not say it themselves.
FIELDS = ("published", "outlet", "language")
#: Letters of a file's name that are kept.
NAME = 100


def works(ledger: Path, settings: Settings | None = None) -> Works:
    """The works of the pages over one ledger. The reader's models are loaded when something is added first."""
    hand = _Hand(ledger, settings or Settings.load())
    return Works(
        itinerary=where,
        add_files=hand.add_files,
        add_address=hand.add_address,
        judge=hand.judge,
        withdraw=hand.withdraw,
    )


class _Hand:
    """One at a time reads, since the models are shared, and one merges: who judges needn't wait for what is read."""

    def __init__(self, ledger: Path, settings: Settings) -> None:
        self._ledger, self._settings = ledger, settings
        self._reading, self._merging = Lock(), Lock()

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self._settings)

    # ---------------------------------------------------------------- judging

    def judge(self, left: str, right: str, verdict: Verdict, judge: str, reason: str) -> Judgement:
        with self._merging, Session(self._ledger, reader="") as session:
            told = Merging(session).judge(left, right, verdict, judge, reason=reason)
            Merger(session).finish()
        return told

    def withdraw(self, judgement: str, judge: str) -> Judgement:
        with self._merging, Session(self._ledger, reader="") as session:
            told = Merging(session).withdraw(judgement, judge)
            Merger(session).finish()
        return told

    # ---------------------------------------------------------------- adding

    def add_files(self, files: Sequence[tuple[str, bytes]], fields: Mapping[str, str], tell: Tell) -> list[Added]:
        limits = self._limits()
        bounds = {"max_characters": limits[0], "max_bytes": limits[1], "timeout": limits[2]}
        with TemporaryDirectory() as folder:
            paths = [_put(Path(folder), number, name, content) for number, (name, content) in enumerate(files)]
            return self._add(read_inputs(paths, **_stated(fields), **bounds), tell)  # type: ignore[arg-type]

    def add_address(self, url: str, fields: Mapping[str, str], tell: Tell) -> list[Added]:
        if not url.casefold().startswith(("http://", "https://")):
            return [Added(None, "refused", "this is no address of a web page: it begins with https:// or http://")]
        tell("fetching", 0, None)
        try:
            answer = fetcher_of(self._settings).get(url)
        except InputError as error:
            return [Added(None, "refused", error.problem)]
        found = articles_of_page(
            answer.content,
            url=answer.url,
            stated=answer.header("content-type"),
            fetched=answer.fetched,
            defaults={**_stated(fields), "dated_by": OPTION},
            limits=Limits(*self._limits()),
        )
        return self._add(found, tell)

    def _limits(self) -> tuple[int, int, float]:
        given = self._settings
        return given.max_characters, given.max_bytes, given.timeout

    def _add(self, found: Iterable[Article | InputError], tell: Tell) -> list[Added]:
        articles = list(found)
        added = []
        with self._reading:
            tell("loading the models", 0, None)
            reader = self._reader
            with Session(self._ledger, reader=reader.version) as session:
                for done, one in enumerate(articles):
                    tell("reading", done, len(articles))
                    added.append(_kept(session, reader, one))
                    session.commit()  # while the next one is read, others may write
                with self._merging:
                    Merger(session).finish(tell)
        return added


def _stated(fields: Mapping[str, str]) -> dict[str, str | None]:
    return {name: fields.get(name) or None for name in FIELDS}


def _kept(session: Session, reader: Reader, one: Article | InputError) -> Added:
    """What became of an article; an error costs the others nothing."""
    if isinstance(one, InputError):
        return Added(None, "refused", one.problem)
    if session.has(one):
        return Added(one.id, "same")
    try:
        (result,) = reader.read_many([one])
        if isinstance(result, InputError):
            return Added(None, "refused", result.problem)
        return Added(one.id, session.add(result.rows))
    except DatelineError as error:
        return Added(None, "refused", str(error))


def _put(folder: Path, number: int, name: str, content: bytes) -> str:
    """A file of that name in a folder of its own, so that two of one name stand beside each other."""
    bare = name.replace("\\", "/").rpartition("/")[2].strip(". ") or "text.txt"
    safe = "".join(char if char.isalnum() or char in "._- " else "_" for char in bare)[-NAME:]
    path = folder / str(number) / safe
    path.parent.mkdir()
    path.write_bytes(content)
    return str(path)
