"""From scores to attributions: which words are cues, and which words belong to which cue.

Cues are read first, as the best path through the words' tags (Viterbi 1967). Then every word takes a role for one of
the cues or none, again by the best path: a state is a role of a cue, to stay in it costs a further word's tag, to enter
it a first word's tag, and every word pays for how little it points at that cue. Contents are thus parted where words
begin to point elsewhere, and joined where they point at the same cue; words whose own cue is not found point at none
and stay outside. At last, a cue without a source takes the one that points at it most: "she sat down and said".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Piece = tuple[int, int]
OUT, B_SOURCE, I_SOURCE, B_CUE, I_CUE, B_CONTENT, I_CONTENT = range(7)
#: Cues that share a window at most. Bounds work on hostile text.
MOST_CUES = 64
#: A source serves a further cue if its words point at it with at least this mean logarithm. Flat on dev from -3 to -8:
#: pair .736 to .737 and .731 without any, a model of two epochs.
LEAST_POINTING = -5.0


@dataclass(frozen=True, slots=True)
class Settled:
    """One attribution in words of a window: half-open runs of each role, and its share, 0..1."""

    content: tuple[Piece, ...]
    cue: tuple[Piece, ...]
    source: tuple[Piece, ...]
    share: float


def log_softmax(scores: Floats) -> Floats:
    """Logarithms of the shares along the last axis."""
    top = scores - scores.max(-1, keepdims=True)
    return np.asarray(top - np.log(np.exp(top).sum(-1, keepdims=True)), np.float32)


def settle(
    tags: Floats, points: Floats, *, bias: float = 0.0, weight: float = 1.0, enter: float = 0.0
) -> list[Settled]:
    """The attributions of a window of W words: `tags` [W, 7] and `points` [W, W] are raw scores.

    `bias` is added to the cue's tags (more cues are found), `weight` multiplies the pointers' logarithms, `enter` is
    what each new run of words costs.
    """
    shares = log_softmax(tags)
    cues = _cues(shares, bias)[:MOST_CUES]
    if not cues:
        return []
    owner = _owners(points, cues)
    roles, whose = _path(shares, owner, cues, weight, enter)
    sources = _runs(roles == 1)
    settled = (_settled(number, cue, roles, whose, shares) for number, cue in enumerate(cues))
    return [_sourced(found, sources, owner[:, number]) for number, found in enumerate(settled) if found is not None]


def _sourced(found: Settled, sources: tuple[Piece, ...], pointing: Floats) -> Settled:
    """An attribution with one source: of its own runs, else of all, that which points at its cue most."""
    if len(found.source) == 1 or not sources:
        return found
    means = {run: float(pointing[run[0] : run[1]].mean()) for run in found.source or sources}
    best = max(means, key=means.__getitem__)
    return replace(found, source=(best,)) if found.source or means[best] > LEAST_POINTING else found


def _cues(shares: Floats, bias: float) -> list[Piece]:
    """The runs of words that the best path tags as cues."""
    other = np.logaddexp.reduce(shares[:, [OUT, B_SOURCE, I_SOURCE, B_CONTENT, I_CONTENT]], axis=1)
    rows = zip(other.tolist(), (shares[:, B_CUE] + bias).tolist(), (shares[:, I_CUE] + bias).tolist(), strict=True)
    runs: list[list[int]] = []
    for word, state in enumerate(_cue_states(list(rows))):
        if state == 1:
            runs.append([word, word + 1])
        elif state == 2:
            runs[-1][1] = word + 1
    return [(low, high) for low, high in runs]


def _cue_states(rows: Sequence[tuple[float, float, float]]) -> list[int]:
    """The best path over 0 no cue, 1 its first word, 2 a further one, which only follows 1 or 2.

    In plain floats: three states a word are too few for arrays.
    """
    best, back = (rows[0][0], rows[0][1], -math.inf), []
    for none, first, further in rows[1:]:
        top = max(range(3), key=best.__getitem__)
        inner = 1 if best[1] >= best[2] else 2
        back.append((top, top, inner))
        best = (best[top] + none, best[top] + first, best[inner] + further)
    path = [max(range(3), key=best.__getitem__)]
    for step in reversed(back):
        path.append(step[path[-1]])
    return path[::-1]


def _owners(points: Floats, cues: list[Piece]) -> Floats:
    """For each word [W, cues] the logarithm of how much of its pointing goes to each cue."""
    pointing = log_softmax(points)
    summed = np.stack([np.logaddexp.reduce(pointing[:, low:high], axis=1) for low, high in cues], axis=1)
    return np.asarray(summed, np.float32)


def _path(
    shares: Floats, owner: Floats, cues: list[Piece], weight: float, enter: float
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Each word's role (0 none, 1 source, 2 content) and cue."""
    words, count = owner.shape
    first = np.concatenate(
        [shares[:, [OUT]], shares[:, [B_SOURCE]] + weight * owner, shares[:, [B_CONTENT]] + weight * owner], axis=1
    )
    further = np.concatenate(
        [shares[:, [OUT]], shares[:, [I_SOURCE]] + weight * owner, shares[:, [I_CONTENT]] + weight * owner], axis=1
    )
    first[:, 1:] = np.maximum(first[:, 1:], further[:, 1:] - 2.0) - enter
    for low, high in cues:
        first[low:high, 1:] = further[low:high, 1:] = -1e9
        first[low:high, 0] = further[low:high, 0] = 0
    stay, best, tops, entered = np.maximum(further, first), first[0], [0], [np.zeros(0, bool)]
    for word in range(1, words):
        tops.append(int(best.argmax()))
        enter_now, stay_now = first[word] + best[tops[-1]], best + stay[word]
        entered.append(enter_now > stay_now)
        best = np.maximum(stay_now, enter_now)
    path = np.zeros(words, np.int32)
    path[-1] = int(best.argmax())
    for word in range(words - 1, 0, -1):
        path[word - 1] = tops[word] if entered[word][path[word]] else path[word]
    return np.where(path == 0, 0, (path - 1) // count + 1), np.where(path == 0, -1, (path - 1) % count)


def _settled(
    number: int, cue: Piece, roles: npt.NDArray[Any], whose: npt.NDArray[Any], shares: Floats
) -> Settled | None:
    content, source = (_runs((roles == role) & (whose == number)) for role in (2, 1))
    if not content:
        return None
    low, high = cue
    share = float(np.exp(np.logaddexp(shares[low:high, B_CUE], shares[low:high, I_CUE])).mean())
    return Settled(content, (cue,), source, share)


def _runs(held: npt.NDArray[Any]) -> tuple[Piece, ...]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], held.astype(np.int8), [0]])))
    return tuple((int(low), int(high)) for low, high in zip(edges[::2], edges[1::2], strict=True))
