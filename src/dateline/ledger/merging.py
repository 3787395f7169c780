"""Writing what merging makes: the story of each article, copies, a story's events, and what people judge."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import astuple, dataclass
from itertools import pairwise
from typing import Any

from dateline.errors import LedgerError
from dateline.ledger.judging import JUDGEMENTS, anchored, bare, entries, joins, split, standing
from dateline.ledger.packing import packed, told
from dateline.ledger.session import Session, now
from dateline.ledger.spelling import name_key, second
from dateline.ledger.view import View
from dateline.records import Copy, Event, Judgement, Outline, Span, Story, Tally, Verdict, row_id

#: Events that are compressed together: more are smaller, fewer are quicker to get one of.
BATCH = 8

#: Articles (versions apart) whose current reading of their latest version is not the one that was merged.
WAITING = """
SELECT article.series, reading.number, article.id, reading.published, placed.story
FROM current_reading AS reading JOIN article ON article.number = reading.article
    LEFT JOIN placed ON placed.series = article.series
WHERE (placed.reading IS NULL OR placed.reading <> reading.number)
    AND NOT EXISTS (
        SELECT 1 FROM article AS later WHERE later.series = article.series AND later.number > article.number
    )
ORDER BY coalesce(reading.published, '9999'), article.series
"""
#: The latest that were placed, of those that were not published long before.
PLACED = """
SELECT article.id, story.id, placed.sketch FROM (
    SELECT placed.series, placed.reading, placed.story, placed.sketch
    FROM placed JOIN reading ON reading.number = placed.reading
    WHERE reading.published IS NULL OR reading.published >= :since ORDER BY placed.series DESC LIMIT :most
) AS placed JOIN reading ON reading.number = placed.reading JOIN article ON article.number = reading.article
JOIN story ON story.number = placed.story
ORDER BY placed.series
"""
MEMBERS = """
SELECT placed.series, placed.reading, article.id FROM placed
JOIN reading ON reading.number = placed.reading JOIN article ON article.number = reading.article
WHERE placed.story = ? ORDER BY coalesce(reading.published, '9999'), placed.series
"""
COPIED = """
SELECT new.id, old.id, copied.passages, copied.share, copied.version FROM placed
JOIN copied ON copied.series = placed.series JOIN article AS new ON new.number = copied.series
JOIN article AS old ON old.number = copied.of
WHERE placed.story = ?
"""
FORGET = (
    "DELETE FROM citing WHERE event IN (SELECT event.number FROM event JOIN batch ON batch.number = event.batch"
    " WHERE batch.story = ?)",
    "DELETE FROM named_in_event WHERE event IN (SELECT event.number FROM event JOIN batch ON batch.number = event.batch"
    " WHERE batch.story = ?)",
    "DELETE FROM sighting WHERE event IN (SELECT event.number FROM event JOIN batch ON batch.number = event.batch"
    " WHERE batch.story = ?)",
    "DELETE FROM event WHERE batch IN (SELECT number FROM batch WHERE story = ?)",
    "DELETE FROM batch WHERE story = ?",
    "DELETE FROM glance WHERE story = ?",
    "DELETE FROM tally WHERE story = ?",
)
TALLY = "INSERT INTO tally (story, name, events, first, alone, contradicted, elsewhere) VALUES (?, ?, ?, ?, ?, ?, ?)"
EVENT = """
INSERT INTO event (id, batch, position, code, start, "end", articles, independent, disputed)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
JUDGEMENT = 'INSERT INTO judgement (id, "left", "right", verdict, judge, made) VALUES (?, ?, ?, ?, ?, ?)'
REASON = "INSERT INTO reason SELECT number, ? FROM judgement WHERE id = ?"
#: What takes the articles of a story out of it, so that they wait to be placed anew.
UNPLACE = (
    "DELETE FROM copied WHERE series IN (SELECT series FROM placed WHERE story = ?)",
    "DELETE FROM placed WHERE story = ?",
    "DELETE FROM story WHERE number = ?",
)
TOGETHER = """
SELECT placed.story FROM placed JOIN article ON article.series = placed.series
WHERE article.id IN (?, ?) GROUP BY placed.story HAVING count(DISTINCT placed.series) = 2
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An article that is to be placed; `story` is the number of the one it stands in already, read anew."""

    series: int
    reading: int
    article: str
    published: str | None
    story: int | None


@dataclass(frozen=True, slots=True)
class Indexed:
    """An event with what it is looked for by; `seen` are pairs of a person's name and what a report tells of where."""

    event: Event
    who: tuple[str, ...]
    where: tuple[str, ...]
    seen: tuple[tuple[str, str], ...] = ()


class Merging:
    """What merging writes through a session, and reads of what it wrote. Every method raises LedgerError."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def unit(self) -> AbstractContextManager[Any]:
        """What is written inside is written whole or not at all."""
        return self._session.unit()

    # ---------------------------------------------------------------- stories

    def forget(self) -> None:
        """Throw away every conclusion; records and people's judgements stay."""
        with self.unit() as file:
            for name in (
                "citing",
                "named_in_event",
                "sighting",
                "event",
                "batch",
                "copied",
                "placed",
                "glance",
                "tally",
                "story",
            ):
                file.execute(f"DELETE FROM {name}")

    def waiting(self) -> list[Waiting]:
        """The articles that are to be placed, in the order of time, those without a date last."""
        return [Waiting(*row) for row in self._ask(WAITING)]

    def sketches(self, *, since: str = "", most: int = -1) -> Iterator[tuple[str, str, Any]]:
        """(article id, story id, sketch as it was given) of articles that are placed, in the order of adding.

        Of those published on the ISO 8601 date `since` or later, or without a date, the latest `most`.
        """
        for article, story, sketch in self._session.ask(PLACED, {"since": since, "most": most}):
            yield article, story, json.loads(zlib.decompress(sketch))

    def place(self, waiting: Waiting, story: str, *, why: Any, sketch: Any) -> None:
        """Put an article in a story, founded if it is not there; its events are to be merged again."""
        with self.unit() as file:
            number = self._story(story)
            small = zlib.compress(json.dumps(sketch, separators=(",", ":")).encode())
            reasons = json.dumps(why, separators=(",", ":"))
            file.execute("DELETE FROM copied WHERE series = ?", (waiting.series,))  # of the text as it was read before
            file.execute(
                "REPLACE INTO placed (series, reading, story, why, sketch) VALUES (?, ?, ?, ?, ?)",
                (waiting.series, waiting.reading, number, reasons, small),
            )
            file.execute("UPDATE story SET merger = NULL WHERE number = ?", (number,))

    def join(self, left: str, right: str) -> None:
        """Make one story of those of two articles, if they are two: the earlier founded one."""
        asked = """
        SELECT DISTINCT placed.story FROM placed JOIN article ON article.series = placed.series
        WHERE article.id IN (?, ?) ORDER BY placed.story
        """
        found = [story for (story,) in self._ask(asked, (left, right))]
        for other in found[1:]:
            with self.unit() as file:
                for statement in FORGET:
                    file.execute(statement, (other,))
                file.execute("UPDATE placed SET story = ? WHERE story = ?", (found[0], other))
                file.execute("DELETE FROM story WHERE number = ?", (other,))
                file.execute("UPDATE story SET merger = NULL WHERE number = ?", (found[0],))

    def copy(self, series: int, of: str, copy: Copy) -> None:
        """Keep what an article has from an earlier one, `of` being that one's id."""
        passages = [[[one.start, one.end], [other.start, other.end]] for one, other in copy.passages]
        with self.unit() as file:
            found = file.execute("SELECT series FROM article WHERE id = ? ORDER BY number LIMIT 1", (of,)).fetchone()
            if found and found[0] != series:
                file.execute(
                    "REPLACE INTO copied (series, of, passages, share, version) VALUES (?, ?, ?, ?, ?)",
                    (series, found[0], json.dumps(passages), copy.share, copy.version),
                )

    def _story(self, story: str) -> int:
        found = self._ask("SELECT number FROM story WHERE id = ?", (story,))
        if found:
            return int(found[0][0])
        with self.unit() as file:
            made = file.execute("INSERT INTO story (id, title, articles) VALUES (?, '', 0)", (story,)).lastrowid
        return int(made)

    # ---------------------------------------------------------------- events

    def unmerged(self, merger: str) -> list[str]:
        """Ids of the stories whose events are to be merged, by this version of what merges."""
        return [id_ for (id_,) in self._ask("SELECT id FROM story WHERE merger IS NOT ? ORDER BY number", (merger,))]

    def members(self, story: str) -> list[tuple[int, str]]:
        """(number of the reading, article id) of a story, in the order of time."""
        return [(reading, article) for _, reading, article in self._ask(MEMBERS, (self._story(story),))]

    def copies(self, story: str) -> tuple[Copy, ...]:
        """What the articles of a story have from earlier ones."""
        return tuple(_copy(*row) for row in self._ask(COPIED, (self._story(story),)))

    def put(self, story: Story, *, events: Sequence[Indexed], tallies: Sequence[Tally], merger: str) -> None:
        """Put a story's events, glance and tallies in the place of those that were there."""
        number = self._story(story.id)
        with self.unit() as file:
            for statement in FORGET:
                file.execute(statement, (number,))
            if story.glance:
                file.execute("INSERT INTO glance VALUES (?, ?)", (number, told(story.glance)))
            file.executemany(TALLY, ((number, *astuple(one)) for one in tallies))
            for start in range(0, len(events), BATCH):
                self._batch(number, events[start : start + BATCH])
            file.execute(
                "UPDATE story SET title = ?, first = ?, last = ?, merger = ?, "
                "articles = (SELECT count(*) FROM placed WHERE placed.story = story.number) WHERE number = ?",
                (story.title, story.first, story.last, merger, number),
            )

    def _batch(self, story: int, events: Sequence[Indexed]) -> None:
        with self.unit() as file:
            small = packed([one.event for one in events], Outline)
            batch = file.execute("INSERT INTO batch (story, events) VALUES (?, ?)", (story, small)).lastrowid
            for position, one in enumerate(events):
                number = file.execute(EVENT, _event(batch, position, one.event)).lastrowid
                file.executemany("INSERT OR IGNORE INTO named_in_event VALUES (?, ?, ?)", _names(number, one))
                seen = ((name_key(name), number, at, told) for at, (name, told) in enumerate(one.seen))
                file.executemany("INSERT INTO sighting VALUES (?, ?, ?, ?)", seen)
                file.executemany("INSERT INTO citing VALUES (?, ?, ?, ?, ?)", self._citing(number, one.event))

    def _citing(self, number: int, event: Event) -> set[tuple[str, str, int, int, int]]:
        """Each link of each report after the one before it."""
        found = set()
        for position, report in enumerate(event.reports):
            names = [report.outlet or report.article, *(link.name for link in report.chain)]
            links = {link for link in pairwise(names) if link[0] != link[1]}
            series = self._series(report.article) if links else 0
            found |= {(*link, series, number, position) for link in links}
        return found

    def _series(self, article: str) -> int:
        ((series,),) = self._ask("SELECT series FROM article WHERE id = ? ORDER BY number DESC LIMIT 1", (article,))
        return int(series)

    # ---------------------------------------------------------------- judgements of people

    def judge(self, left: str, right: str, verdict: Verdict, judge: str, *, reason: str = "") -> Judgement:
        """Keep what a person judges of two event mentions, or that a row is wrong (`records.Judgement`).

        The stories that they stand in are to be merged again. Who judges what stands as their word already gets that.
        Raises UnknownRecord where a row is not there, LedgerError for one row twice and for a name of the program.
        """
        if not judge.strip() or judge.casefold().startswith("dateline"):
            raise LedgerError(f"{judge!r} is no name of a person who judges: give your own")
        left, right = self._anchored(left), self._anchored(right) if verdict != "wrong" else ""
        if bare(left) == bare(right):
            raise LedgerError(f"{bare(left)} is one and the same report: name two")
        before = self.judgements()
        if known := next((one for one in standing(before) if _is(one, left, right, verdict, judge, reason)), None):
            return known
        made = now()
        id_ = row_id("j", *sorted((left, right)), verdict, judge, made, len(before))
        with self.unit() as file:
            file.execute(JUDGEMENT, (id_, left, right, verdict, judge, made))
            if reason:
                file.execute(REASON, (reason, id_))
            self._again(left, right)
            self._part(before)
        return Judgement(id_, left, right, verdict, None, (), judge, made, reason=reason)

    def withdraw(self, judgement: str, judge: str) -> Judgement:
        """Take back a judgement, by its id. Stories that only it has made one part again."""
        before = self.judgements()
        known = next((one for one in before if one.id == judgement), None)
        if known is None or known.withdrawn:
            raise LedgerError(f"there is no judgement {judgement} that stands: `dateline judgements` lists them")
        with self.unit() as file:
            file.execute(
                "INSERT INTO withdrawal SELECT number, ?, ? FROM judgement WHERE id = ?", (judge, now(), judgement)
            )
            self._again(known.left, known.right)
            self._part(before)
        return known

    def judgements(self) -> list[Judgement]:
        """Every judgement of a person, oldest first; those that were withdrawn say when."""
        return [one.judgement for one in entries(self._ask(JUDGEMENTS))]

    def _anchored(self, key: str) -> str:
        """A key with what finds its row again in later readings."""
        self._session.commit()
        with View(self._session.path) as view:
            return anchored(view.rows(split(key)[0]), bare(key))

    def _part(self, before: Iterable[Judgement]) -> None:
        """Have the articles of stories placed anew that a judgement made one which does not count any more."""
        for pair in joins(before) - joins(self.judgements()):
            for (story,) in self._ask(TOGETHER, pair):
                with self.unit() as file:
                    for statement in (*FORGET, *UNPLACE):
                        file.execute(statement, (story,))

    def _again(self, *mentions: str) -> None:
        articles = {split(mention)[0] for mention in mentions if mention}
        with self.unit() as file:
            for article in articles:
                file.execute(
                    "UPDATE story SET merger = NULL WHERE number IN (SELECT placed.story FROM placed "
                    "JOIN article ON article.series = placed.series WHERE article.id = ?)",
                    (article,),
                )

    def _ask(self, asked: str, given: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        return self._session.ask(asked, tuple(given))


def _is(one: Judgement, left: str, right: str, verdict: Verdict, judge: str, reason: str) -> bool:
    """Whether a judgement says this already."""
    same = sorted((bare(one.left), bare(one.right))) == sorted((bare(left), bare(right)))
    return same and (one.verdict, one.judge, one.reason) == (verdict, judge, reason)


def _event(batch: int, position: int, event: Event) -> tuple[Any, ...]:
    articles = len({report.article for report in event.reports if not report.background})
    disputed = len(event.disputed) + bool(event.corroboration.denials)
    times = (second(event.start), second(event.end))
    return event.id, batch, position, event.code, *times, articles, event.corroboration.independent_origins, disputed


def _names(number: int, one: Indexed) -> Iterator[tuple[str, str, int]]:
    for role, names in (("who", one.who), ("where", one.where)):
        yield from ((name_key(name), role, number) for name in names if name.strip())


def _copy(article: str, of: str, passages: str, share: float, version: int) -> Copy:
    pairs = ((Span(article, *one), Span(of, *other)) for one, other in json.loads(passages))
    return Copy(article, of, tuple(pairs), share, bool(version))
