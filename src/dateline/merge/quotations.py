"""Words of others in a text: between quotation marks, and posts of social networks as pages show them.

A page shows a post as its words, a dash, the author's name, his handle in brackets and the date: "So sad. — Ann Berg
(@annberg) May 3, 2016".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

#: From an opening mark to the closing one; to the paragraph's end where the speech goes on in the next.
MARKED = re.compile(r"“[^”\n]*”?|\"[^\"\n]*\"?|(?<!\w)‘(?:[^’\n]|’(?=\w))*’?|(?<!\w)'(?=\w)(?:[^'\n]|'(?=\w))*'?")
#: The author behind a post.
AUTHOR = re.compile(r"[—–-] ?(?P<name>[^\s()@][^()@\n]{1,60}) \(@\w{1,20}\)")
#: Characters of a quotation that is somebody's speech, not one word held at arm's length.
SPEECH = 15

Range = tuple[int, int]


@dataclass(frozen=True)
class Quotations:
    """Where a text is somebody else's: its quotations, and its posts with their authors, as [start, end)."""

    speech: Sequence[Range]
    posts: Sequence[tuple[Range, Range]]

    def quoted(self, at: int) -> bool:
        """Whether a character stands in a quotation."""
        return _holds(self.speech, at)

    def author(self, at: int) -> Range | None:
        """Where the author of the post is named in which a character stands."""
        found = bisect_right(self.posts, at, key=lambda one: one[0][0]) - 1
        return self.posts[found][1] if found >= 0 and at < self.posts[found][0][1] else None

    def shared(self, start: int, end: int) -> int:
        """How many characters of a range are somebody else's."""
        ranges = (*self.speech, *(words for words, _ in self.posts))
        return sum(max(0, min(end, last) - max(start, first)) for first, last in ranges)


def quotations(text: str) -> Quotations:
    """The quotations and posts of a text."""
    speech = [one.span() for one in MARKED.finditer(text) if one.end() - one.start() >= SPEECH]
    posts: list[tuple[Range, Range]] = []
    for one in AUTHOR.finditer(text):
        start = max(text.rfind("\n", 0, one.start()) + 1, posts[-1][1][1] if posts else 0)
        posts.append(((start, one.start()), one.span("name")))
    return Quotations(speech, posts)


def _holds(ranges: Sequence[Range], at: int) -> bool:
    found = bisect_right(ranges, at, key=lambda one: one[0]) - 1
    return found >= 0 and at < ranges[found][1]
