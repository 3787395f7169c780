"""What a site asks of programs in its robots.txt (RFC 9309): where they may go, and how slowly.

Protego reads the rules. It compares wildcards without backtracking, so that a hostile file costs no time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from dateline.collect.web import Answer

#: The name that a group of rules is chosen by.
NAME = "dateline"
#: Most that is read of a file: RFC 9309 2.5 asks for 500 kibibytes at the least.
MOST = 512_000
#: Seconds for which the rules are kept: RFC 9309 2.4 allows no more than a day.
KEPT = 24 * 3600.0
#: The longest Crawl-delay that is kept to, in seconds: a site that asks for more gets this.
LONGEST_DELAY = 120.0


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one site. `delay` is in seconds between two requests, None where it asks for none."""

    delay: float | None
    sitemaps: tuple[str, ...]
    _parsed: Any

    def allow(self, url: str) -> bool:
        """Whether dateline may fetch an address."""
        return self._parsed is None or bool(self._parsed.can_fetch(url, NAME))


#: Of a site without the file.
FREE = Rules(None, (), None)


def address_of(url: str) -> str:
    """Where the rules for an address stand."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/robots.txt"


def rules(answer: Answer) -> Rules:
    """The rules that a site's answer states; one that fails states none, and must not come here."""
    if answer.status != 200:
        return FREE
    from protego import Protego

    try:
        parsed = Protego.parse(answer.content[:MOST].decode("utf-8", "replace"))
        asked = parsed.crawl_delay(NAME)
        delay = min(float(asked), LONGEST_DELAY) if asked is not None and asked > 0 else None
        return Rules(delay, tuple(parsed.sitemaps), parsed)
    except (ValueError, RecursionError):  # no rules in it
        return FREE
