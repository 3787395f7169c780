"""Figures on dev, as the benchmark counts them, and the three numbers of the decoding that do best there."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch

from bench.claims import figures
from dateline.extract.decoding import Floats, settle
from dateline.extract.windows import Window
from training.attribution.encoders import Encoder
from training.attribution.examples import Example, batches, windows
from training.attribution.network import Network

#: What is swept: added to the tags of cues, multiplied with the pointers' logarithms, and the cost of a new run.
GRID = {"bias": (-0.5, 0.0, 0.25, 0.5, 0.75), "weight": (0.5, 1.0, 1.5), "enter": (0.0, 0.5)}
Raw = list[tuple[str, Window, Floats, Floats]]


class Judge:
    """Reads the dev articles with a network and counts."""

    def __init__(
        self, examples: list[Example], gold: list[dict[str, Any]], encoder: Encoder, longest: int = 256
    ) -> None:
        self.examples, self.gold, self.encoder, self.longest = examples, gold, encoder, longest

    def __call__(self, network: Network) -> dict[str, float]:
        """The figures of bench.claims with the decoding as it comes."""
        return self.count(self.scores(network), {})

    def scores(self, network: Network) -> Raw:
        """(article, window, tags, points) of every window."""
        out: Raw = []
        network.eval()
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            for batch, rows in batches(self.examples, self.encoder, size=16, longest=self.longest):
                tags, points = (scores.float().numpy() for scores in network(batch))
                for number, (name, window) in enumerate(rows):
                    words = len(window.words)
                    out.append((name, window, tags[number, :words], points[number, :words, :words]))
        return out

    def shipped(self, graph: Path) -> Raw:
        """The same of the graph that is shipped, which reads a window at a time."""
        session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
        out: Raw = []
        for example in self.examples:
            for window, _, _ in windows(example, self.encoder, longest=self.longest):
                held = {"pieces": window.pieces, "marks": window.marks, "firsts": window.firsts}
                tags, points = session.run(None, {name: np.array(value, np.int64) for name, value in held.items()})
                out.append((example.id, window, tags, points))
        return out

    def count(self, raw: Raw, decoding: Mapping[str, float]) -> dict[str, float]:
        """Figures of scores under a decoding."""
        readings: dict[str, Any] = {record["id"]: {"claims": []} for record in self.gold}
        for name, window, tags, points in raw:
            for found in settle(tags, points, **decoding):
                parts = {"content": found.content, "cue": found.cue, "source": found.source}
                spans = {role: [_span(window, run) for run in runs] for role, runs in parts.items()}
                readings[name]["claims"].append(spans)
        return figures(self.gold, readings)

    def best(self, raw: Raw) -> tuple[dict[str, float], dict[str, float]]:
        """The decoding with the largest sum of its figures, and these."""
        grid = [dict(zip(GRID, values, strict=True)) for values in itertools.product(*GRID.values())]
        counted = [(self.count(raw, decoding), decoding) for decoding in grid]
        found, decoding = max(counted, key=lambda pair: sum(pair[0].values()))
        return decoding, found


def _span(window: Window, run: tuple[int, int]) -> list[int]:
    return [window.words[run[0]][0], window.words[run[1] - 1][1]]
