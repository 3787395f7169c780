"""What grammar and the rules say of each word, for the trained finder to weigh.

The finder's encoder is small, so it is told what others know: the part of speech and the dependency of each token, how
likely the cue table finds it as a cue, and the role that the rules give it. Each is a name such as "dep:nsubj"; a model
lists the names that it was taught (`marks` in its numbers), and passes over the rest.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from dateline.extract.drafts import Draft
from dateline.extract.speech import Page

#: Bounds of the likelihoods that are told apart.
SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)


class Marks:
    """For each token of the parse, in order, where it begins (`starts`) and its names (`names`)."""

    def __init__(self, page: Page, options: Iterable[Draft], drafts: Iterable[Draft]) -> None:
        roles = dict(_roles(drafts))
        cues = _cues(options)
        tokens = [token for sentence in page.sentences for token in sentence.tokens]
        self.starts = [token.start for token in tokens]
        self.names = [
            (
                f"tag:{token.tag}",
                f"dep:{token.dep}",
                f"rule:{roles.get(token.start, 'O')}",
                f"cue:{cues.get(token.start, 0)}",
            )
            for token in tokens
        ]

    def of(self, start: int) -> tuple[str, ...]:
        """The names of the token in which a word begins."""
        at = bisect_right(self.starts, start) - 1
        return self.names[at] if at >= 0 else ()


def _roles(drafts: Iterable[Draft]) -> Iterator[tuple[int, str]]:
    """(first character, B- or I-role) of each token of the drafts, the shorter drafts last so that they win."""
    for draft in sorted(drafts, key=lambda draft: -sum(end - start for start, end in draft.content)):
        for role, pieces in (("content", draft.content), ("source", draft.source), ("cue", draft.cue)):
            for start, end in pieces:
                yield from ((at, f"I-{role}") for at in range(start + 1, end))
                yield start, f"B-{role}"


def _cues(options: Iterable[Draft]) -> dict[int, int]:
    """For the first character of each word that could be a cue the number of the likeliest frame's share."""
    out: dict[int, int] = {}
    for draft in options:
        level = 1 + bisect_right(SHARES, draft.share)
        out[draft.anchor[0]] = max(level, out.get(draft.anchor[0], 0))
    return out
