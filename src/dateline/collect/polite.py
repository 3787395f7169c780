"""Fetching as a guest: by robots.txt, one request at a time and a delay for each host, later where a host asks so."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from dateline.collect import robots, web
from dateline.collect.robots import Rules
from dateline.collect.web import REDIRECTS, SAVE, Answer, Bounds, Wanted
from dateline.errors import InputError, NotFoundInput, RefusedInput, UnansweredInput

#: Answers by which a host says that it is not now that it can serve.
BUSY = frozenset({408, 425, 429, *range(500, 600)})
#: Seconds after the first failure in a row; each further one doubles them, up to LONGEST, and chance takes up to half
#: away ("equal jitter"), so that many who failed together do not come back together.
FIRST, LONGEST = 5.0, 3600.0
#: After so many failures in a row a host is left alone for that round.
FAILURES = 3
AGENT = "dateline/0.1"


@dataclass(frozen=True, slots=True)
class Manner:
    """How hosts are treated. `delay`: seconds between two requests to one; `patience`: the most that one is waited for.

    `contact` is an address or page of whoever runs this, told to every site. `first` is the first wait after a failure.
    """

    bounds: Bounds
    contact: str = ""
    delay: float = 2.0
    patience: float = 60.0
    first: float = FIRST

    @property
    def agent(self) -> str:
        """What is told to sites."""
        return f"{AGENT} (+{self.contact})" if self.contact else AGENT


class Later(UnansweredInput):
    """A host that failed or asked to be asked later: `seconds` from now."""

    def __init__(self, where: str, problem: str, seconds: float = 0.0) -> None:
        super().__init__(where, problem)
        self.seconds = seconds


@dataclass(slots=True)
class _Host:
    """What is known of a host. The times are on the monotonic clock; `turn` is held by whoever asks it."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    next_at: float = 0.0
    failures: int = 0
    problem: str = ""
    rules: Rules | None = None
    rules_until: float = 0.0


class Fetcher:
    """Fetches addresses from any number of threads."""

    def __init__(self, manner: Manner, *, chance: random.Random | None = None) -> None:
        self.manner = manner
        self._bounds = replace(manner.bounds, agent=manner.agent)
        self._chance = chance or random.Random()
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    def get(self, url: str, *, wanted: Wanted = "page", etag: str = "", modified: str = "") -> Answer:
        """The answer with status 200 or, to an ETag or Last-Modified that still holds, 304; its `url` after redirects.

        Raises Later, RefusedInput, or another InputError.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in conditions.items() if value and value.isprintable()}
        at = url
        for _ in range(REDIRECTS + 1):
            answer = self._turn(at, wanted, headers, where=url)
            if answer.status == 304 and headers:
                return answer
            if (to := web.moved(answer, where=url)) is None:
                web.refuse_failure(answer, url)
                return answer
            at = to
        raise NotFoundInput(url, f"redirects more than {REDIRECTS} times: {SAVE}")

    def ready_at(self, url: str) -> float:
        """When the host of an address may be asked next, on the monotonic clock; at once where it is left alone."""
        host = self._host(url)
        return 0.0 if self._is_left(host) else host.next_at

    def _is_left(self, host: _Host) -> bool:
        return host.failures >= FAILURES or host.next_at - time.monotonic() > self.manner.patience

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the robots.txt of an address names. Raises InputError."""
        host = self._host(url)
        with host.turn:
            return self._rules(host, url, where=url).sitemaps

    def forgive(self, url: str | None = None) -> None:
        """Begin a new round: hosts that were left alone, or that of `url`, are asked again.

        Though not before the time that they named.
        """
        hosts = [self._host(url)] if url else list(self._hosts.values())
        with self._lock:
            for host in hosts:
                host.failures = min(host.failures, FAILURES - 1)

    def _turn(self, url: str, wanted: Wanted, headers: dict[str, str], *, where: str) -> Answer:
        host = self._host(url)
        with host.turn:
            self._refuse_left(host, where)
            if not self._rules(host, url, where=where).allow(url):
                raise RefusedInput(where, f"its robots.txt asks programs to stay away: {SAVE}")
            with self._failing(host, where):
                answer = self._ask(host, url, wanted, headers, where)
                if answer.status in BUSY:
                    reason = web.REASONS.get(answer.status, "the server failed: try again later")
                    raise Later(where, f"answers {answer.status}: {reason}", _asked_wait(answer))
                host.failures = 0
                return answer

    def _ask(self, host: _Host, url: str, wanted: Wanted, headers: dict[str, str], where: str) -> Answer:
        if (left := host.next_at - time.monotonic()) > 0:
            time.sleep(left)
        delay = max(self.manner.delay, (host.rules.delay or 0.0) if host.rules else 0.0)
        try:
            return web.visit(url, self._bounds, wanted=wanted, headers=headers, where=where)
        finally:
            host.next_at = time.monotonic() + delay

    def _refuse_left(self, host: _Host, where: str) -> None:
        wait = host.next_at - time.monotonic()
        if host.failures >= FAILURES:
            times = f"its host failed {host.failures} times in a row"
            raise UnansweredInput(where, f"{times}, left for another time ({host.problem})")
        if wait > self.manner.patience:
            raise UnansweredInput(where, f"its host is left alone for {wait:.0f} more seconds ({host.problem})")

    @contextmanager
    def _failing(self, host: _Host, where: str) -> Iterator[None]:
        """Makes a host that fails wait, longer each time."""
        try:
            yield
        except UnansweredInput as error:
            host.failures += 1
            host.problem = error.problem
            wait = min(LONGEST, self.manner.first * 2 ** min(host.failures - 1, 20))
            wait = max(self._chance.uniform(wait / 2, wait), error.seconds if isinstance(error, Later) else 0.0)
            host.next_at = max(host.next_at, time.monotonic() + wait)
            raise Later(where, error.problem, wait) from None

    def _rules(self, host: _Host, url: str, *, where: str) -> Rules:
        """The rules of a host whose turn it is.

        Raises Later where they cannot be had: then nothing may be fetched (RFC 9309 2.3.1.4).
        """
        if host.rules is None or time.monotonic() > host.rules_until:
            with self._failing(host, where):
                found = self._fetched_rules(host, robots.address_of(url), where)
            host.rules, host.rules_until = found, time.monotonic() + robots.KEPT
        return host.rules

    def _fetched_rules(self, host: _Host, url: str, where: str) -> Rules:
        at = url
        for _ in range(REDIRECTS + 1):
            try:
                answer = self._ask(host, at, "list", {}, where)
                to = web.moved(answer, where=where)
            except (UnansweredInput, RefusedInput):
                raise
            except InputError:  # too long, packed badly, led astray: as good as none (RFC 9309 2.3.1.3)
                return robots.FREE
            if answer.status in BUSY:
                raise Later(where, "its robots.txt cannot be had now, so nothing is fetched", _asked_wait(answer))
            if to is None:
                return robots.rules(answer)
            at = to
        return robots.FREE

    def _host(self, url: str) -> _Host:
        name = web.host_of(url)
        with self._lock:
            return self._hosts.setdefault(name, _Host())


def _asked_wait(answer: Answer) -> float:
    """Seconds that Retry-After asks for, as a number or a date; 0 where it asks for none."""
    stated = answer.header("retry-after").strip()
    if stated.isdecimal():
        return min(float(stated[:9]), 7 * 24 * LONGEST)
    try:
        moment = parsedate_to_datetime(stated)
    except (ValueError, IndexError, TypeError):
        return 0.0
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (zoned - datetime.now(UTC)).total_seconds())
