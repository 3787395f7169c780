"""One round over the sources: what is new is fetched and kept, and the articles in it are read into the ledger.

Fetching comes first and costs milliseconds a page; reading costs a quarter of a second. Between the two stands the
ledger: what was fetched is on the disk within a second and before it is read. A round that is killed is gone on with:
nothing is lost or stands twice, and no more than a second's work is done again.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from dateline.collect import discovery
from dateline.collect.inputs import Limits, articles_of_page
from dateline.collect.listing import Listed, Listing, address, in_utc, once
from dateline.collect.polite import Fetcher
from dateline.collect.sources import Source
from dateline.collect.turns import Errand, Turns
from dateline.collect.web import Answer
from dateline.errors import DatelineError, EmptyInput, InputError, RowsError, UnansweredInput
from dateline.ledger import Captures, Session, had, want, wanted
from dateline.records import Article, Rows

#: Lists within lists: an index of sitemaps, and one of those.
DEPTH = 2
#: The most lists of an index that are asked in a round, the latest first: the others are archives.
PARTS = 20

#: Reads articles, in their order; an error among them, and one that comes of reading, stands in its place.
Read = Callable[[Iterable[Article]], Iterator[Rows | InputError]]


@dataclass(slots=True)
class Counts:
    """What a round did. `left` are pages that are new and wait for the next round; `refused` counts kinds of error."""

    sources: int = 0
    failing: int = 0
    listed: int = 0
    fetched: int = 0
    unchanged: int = 0
    left: int = 0
    new: int = 0
    version: int = 0
    reread: int = 0
    same: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    def json(self) -> dict[str, Any]:
        """The counts by name."""
        told = {name: getattr(self, name) for name in ("sources", "failing", "listed", "fetched", "unchanged", "left")}
        made = {"new": self.new, "versions": self.version, "reread": self.reread, "same": self.same}
        return {**told, **made, "refused": self.refused.total(), "why": dict(self.refused)}


@dataclass(frozen=True, slots=True)
class Look:
    """What an address is asked for: a list (`depth` lists below the source's), or the page of an article.

    `round` takes the answer.
    """

    round: Round
    source: Source
    depth: int | None = None
    stamp: str | None = None
    published: str | None = None


@dataclass(slots=True)
class _Making:
    """A capture whose articles are being read."""

    number: int
    where: str
    found: list[Article | InputError]
    unread: list[Article]
    results: list[Rows | InputError] = field(default_factory=list)


class Round:
    """One round. `tell` gets each error as it comes; `step` is called with the counts after each page or article.

    `counts` are of all that it did, `kept` the numbers of the captures that it made.
    """

    def __init__(
        self,
        session: Session,
        *,
        limits: Limits,
        tell: Callable[[DatelineError], None] = lambda error: None,
        step: Callable[[Counts], None] = lambda counts: None,
    ) -> None:
        self.counts = Counts()
        self.kept: list[int] = []
        self.waits_for = 0
        self._session, self._captures = session, Captures(session)
        self._limits, self._tell, self._step = limits, tell, step
        self._asked: set[str] = set()
        self._taken: Counter[str] = Counter()
        self._now = datetime.now(UTC)

    # ---------------------------------------------------------------- fetching

    def fetch(self, sources: Sequence[Source], fetcher: Fetcher, *, due: bool = False) -> None:
        """Fetch what is new from sources; with `due`, from those only whose time has come. Raises LedgerError."""
        with Turns[Look](fetcher) as turns:
            for source in sources:
                if not due or self._is_due(source):
                    self.begin(turns, source)
                    self.go_on(turns, source)
            self._take(turns)

    def begin(self, turns: Turns[Look], source: Source) -> None:
        """Ask for a source's list or page: whoever takes the answers hands them to `take`, until `waits_for` is 0."""
        self.counts.sources += 1
        self._ask(turns, source.url, Look(self, source, None if source.kind == "page" else 0))

    def go_on(self, turns: Turns[Look], source: Source) -> None:
        """Ask for what a source's lists named and was not had yet: after a kill, or because it failed for now."""
        for page in wanted(self._session, source.name):
            self._ask(turns, page.url, Look(self, source, None, page.stamp, page.published))

    def fetch_addresses(self, source: Source, addresses: Iterable[str], fetcher: Fetcher) -> None:
        """Fetch the pages of these addresses that are new, as if `source` had listed them. Raises LedgerError."""
        listed = (whole for one in addresses if (whole := address(one, "")))
        with Turns[Look](fetcher) as turns:
            self._go_through(turns, Look(self, source, 0), Listing(once(map(Listed, listed))))
            self._take(turns)

    def _take(self, turns: Turns[Look]) -> None:
        """Take the answers as they come, until there are no more."""
        for errand, answer in turns:
            self.take(turns, errand, answer)
            if turns.resting:
                self._session.commit()
        self._session.commit()

    def take(self, turns: Turns[Look], errand: Errand[Look], answer: Answer | InputError) -> None:
        """Take one answer, and put what it leads to in its host's line. Raises LedgerError."""
        self.waits_for -= 1
        if errand.about.depth is None:
            self._page(errand, answer)
        else:
            self._list(turns, errand, answer)
        self._step(self.counts)

    def _is_due(self, source: Source) -> bool:
        last = self._captures.visit(source.url)
        return last is None or datetime.fromisoformat(last.checked) + timedelta(seconds=source.every) <= self._now

    def _ask(self, turns: Turns[Look], url: str, look: Look) -> None:
        """Put an address in its host's line, once a round."""
        if url in self._asked:
            return
        self._asked.add(url)
        self.waits_for += 1
        last = self._captures.visit(url)
        holds = last is not None and last.digest is not None
        etag, modified = (last.etag, last.modified) if last and holds else ("", "")
        turns.put(Errand(url, look, "page" if look.depth is None else "list", etag, modified))

    def _list(self, turns: Turns[Look], errand: Errand[Look], answer: Answer | InputError) -> None:
        look, last = errand.about, self._captures.visit(errand.url)
        if isinstance(answer, Answer) and answer.status == 304 and last and last.list is not None:
            answer = replace(answer, content=last.list)
        try:
            if isinstance(answer, InputError):
                raise answer
            listing = discovery.listing_of(answer, look.source.kind)
        except InputError as error:
            self.counts.failing += 1
            self._refuse(error)
            self._captures.failed(errand.url, source=look.source.name, problem=str(error), for_now=True)
            return
        with self._session.unit():  # what a list names is wanted as soon as the list counts as seen
            self._captures.answered(
                errand.url,
                source=look.source.name,
                stamp=look.stamp,
                etag=answer.header("etag"),
                modified=answer.header("last-modified"),
                content=answer.content,
                is_list=True,
            )
            self._go_through(turns, look, listing)

    def _go_through(self, turns: Turns[Look], look: Look, listing: Listing) -> None:
        """Ask for the articles of a list that are new, and for the lists in it."""
        for one in listing.articles:
            self.counts.listed += 1
            if self._is_old(look.source, one) or not self._is_new(one):
                continue
            if self._taken[look.source.name] >= look.source.most:
                self.counts.left += one.url not in self._asked
                continue
            self._taken[look.source.name] += one.url not in self._asked
            if look.source.url and one.url not in self._asked:  # else somebody names it again the next time
                want(self._session, look.source.name, one.url, stamp=one.stamp, published=one.published)
            self._ask(turns, one.url, Look(self, look.source, None, one.stamp, one.published))
        if look.depth is not None and look.depth < DEPTH:
            recent = [part for part in listing.parts if not self._is_old(look.source, part)]
            for part in sorted(recent, key=_latest, reverse=True)[:PARTS]:
                self._go_into(turns, replace(look, depth=look.depth + 1, stamp=part.stamp), part)

    def _go_into(self, turns: Turns[Look], look: Look, part: Listed) -> None:
        """Ask for a list within a list; one that has not changed is gone through as it was."""
        last = self._captures.visit(part.url)
        if last and last.list is not None and part.stamp and last.stamp == part.stamp and not last.failing:
            answer = Answer(part.url, 200, (), last.list, last.checked)
            self._go_through(turns, look, discovery.listing_of(answer, look.source.kind))
        else:
            self._ask(turns, part.url, look)

    def _is_old(self, source: Source, one: Listed) -> bool:
        """Whether a sitemap says that something is older than what the source is to give."""
        dated = one.published or one.stamp
        if source.kind != "sitemap" or not dated:
            return False
        return in_utc(dated) < self._now - timedelta(days=source.days)

    def _is_new(self, one: Listed) -> bool:
        last = self._captures.visit(one.url)
        if last is None or (one.stamp is not None and one.stamp != last.stamp):
            return True
        return datetime.fromisoformat(last.again) <= datetime.now(UTC)

    def _page(self, errand: Errand[Look], answer: Answer | InputError) -> None:
        look, name = errand.about, errand.about.source.name
        if isinstance(answer, InputError):
            self.counts.failing += errand.url == look.source.url
            self._refuse(answer)
            again = isinstance(answer, UnansweredInput)
            with self._session.unit():
                self._captures.failed(errand.url, source=name, problem=str(answer), stamp=look.stamp, for_now=again)
                had(self._session, errand.url, for_now=again)
        elif answer.status == 304:
            self.counts.unchanged += 1
            with self._session.unit():
                self._captures.answered(errand.url, source=name, stamp=look.stamp)
                had(self._session, errand.url)
        else:
            self._keep(errand, answer)

    def _keep(self, errand: Errand[Look], answer: Answer) -> None:
        """Keep a page and that it was seen, both or neither."""
        look = errand.about
        source = look.source
        with self._session.unit():
            had(self._session, errand.url)
            changed = self._captures.answered(
                errand.url,
                source=source.name,
                stamp=look.stamp,
                etag=answer.header("etag"),
                modified=answer.header("last-modified"),
                content=answer.content,
            )
            if changed:
                number = self._captures.put(
                    source=source.name,
                    asked=errand.url,
                    url=answer.url,
                    fetched=answer.fetched,
                    status=answer.status,
                    headers=answer.headers,
                    content=answer.content,
                    given=_given(look),
                    keep=source.keep,
                )
        if changed:
            self.kept.append(number)
        self.counts.fetched += changed
        self.counts.unchanged += not changed

    # ---------------------------------------------------------------- reading

    def waiting(self, *, again: bool = False) -> list[int]:
        """The captures that are to be read; with `again`, also those that another reader read."""
        pending = self._captures.pending()
        return sorted({*pending, *self._captures.outdated()}) if again else pending

    def make(self, captures: Iterable[int], read: Read) -> None:
        """Make articles of captures, read them and add them. Raises LedgerError."""
        plan: deque[_Making] = deque()
        for result in read(self._unread(captures, plan)):
            plan[0].results.append(result)
            if len(plan[0].results) == len(plan[0].unread):
                self._finish(plan.popleft())
        self._session.commit()

    def _unread(self, captures: Iterable[int], plan: deque[_Making]) -> Iterator[Article]:
        """The articles to read, and which capture each belongs to in `plan`, in the same order."""
        for number in captures:
            making = self._made(number)
            if making.unread:
                plan.append(making)
                yield from making.unread
            else:
                self._finish(making)

    def _made(self, number: int) -> _Making:
        kept = self._captures.get(number)
        found: list[Article | InputError]
        if kept.content is None:
            found = [EmptyInput(kept.asked, "what was fetched was not kept: it cannot be read again")]
        else:
            stated = kept.header("content-type")
            given = {"url": kept.url, "stated": stated, "fetched": kept.fetched, "defaults": kept.given}
            found = list(articles_of_page(kept.content, limits=self._limits, **given))  # type: ignore[arg-type]
        unread = [one for one in found if isinstance(one, Article) and not self._session.has(one)]
        return _Making(number, kept.asked, found, unread)

    def _finish(self, making: _Making) -> None:
        """Add what was read of a capture, and that it was read, both or neither."""
        added: Counter[str] = Counter()
        errors: list[DatelineError] = [one for one in making.found if isinstance(one, InputError)]
        articles = [one for one in making.found if isinstance(one, Article)]
        with self._session.unit():
            for result in making.results:
                try:
                    if isinstance(result, InputError):
                        raise result
                    added[self._session.add(result)] += 1
                except (InputError, RowsError) as error:
                    errors.append(error)
            self._captures.done(making.number, articles, problem=str(errors[0]) if errors else None)
        self.counts.same += len(articles) - len(making.unread)
        for name, number in added.items():
            setattr(self.counts, name, getattr(self.counts, name) + number)
        for one in errors:
            self._refuse(one)
        self._step(self.counts)

    def _refuse(self, error: DatelineError) -> None:
        known = UnansweredInput if isinstance(error, UnansweredInput) else type(error)
        self.counts.refused[known.__name__] += 1
        self._tell(error)


def _given(look: Look) -> dict[str, str | None]:
    """What a source says of an article that it lists."""
    source = look.source
    rule = source.kind if look.published else None
    return {"published": look.published, "dated_by": rule, "outlet": source.outlet, "language": source.language}


def _latest(part: Listed) -> tuple[bool, str]:
    """For sorting lists within a list: those without a stamp first, as they may be new, then by time."""
    return part.stamp is None, in_utc(part.stamp).isoformat() if part.stamp else ""
