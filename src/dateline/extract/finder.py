"""The trained finder of attributions: a small transformer, read by onnxruntime on one thread.

The only module that knows the model (atlas/models/attribution.onnx, its card beside it): text goes in, attributions
come out as spans of characters with how sure the model is.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from dateline.errors import AtlasError
from dateline.extract.decoding import Settled, settle
from dateline.extract.marks import Marks
from dateline.extract.windows import WIDTH, Window, encoded, packed

Piece = tuple[int, int]
#: Half of a character, which tokenizers refuse.
SURROGATE = re.compile("[\ud800-\udfff]")
FILES = ("attribution.onnx", "attribution.tokenizer.json", "attribution.json")


@dataclass(frozen=True, slots=True)
class Attribution:
    """One attribution as pieces (start, end) of the text, in order; `share` (0..1) is how sure the model is."""

    content: tuple[Piece, ...]
    cue: tuple[Piece, ...]
    source: tuple[Piece, ...]
    share: float


class Finder:
    """The model in memory. Building one takes a quarter of a second; it may be shared by threads.

    `folder` holds its three files, by default the atlas's. Raises AtlasError where one is missing or damaged.
    """

    def __init__(self, folder: Traversable | None = None) -> None:
        self.folder = folder
        folder = folder or resources.files("dateline.atlas") / "models"
        graph, vocabulary, numbers = (folder / name for name in FILES)
        try:
            self.numbers: dict[str, Any] = json.loads(numbers.read_text("utf-8"))
            tokenizer = Tokenizer.from_str(vocabulary.read_text("utf-8"))
            self.tokenize = functools.partial(tokenizer.encode_batch, add_special_tokens=False)
            self.session = onnxruntime.InferenceSession(graph.read_bytes(), _options(), ["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime raises classes of its own for a damaged file
            raise AtlasError(
                f"{folder}: the attribution model can't be loaded ({error}); reinstall dateline"
            ) from error

    def __reduce__(self) -> tuple[Callable[..., Finder], tuple[()] | tuple[Traversable]]:
        """Another process loads its own: an onnxruntime session can't be handed over."""
        return (finder, ()) if self.folder is None else (Finder, (self.folder,))

    def find(self, text: str, marks: Marks | None = None) -> list[Attribution]:
        """The attributions of a text, window after window. Without `marks` it reads worse, but any language."""
        return [_spans(window, found) for window in self._windows(text, marks) for found in self._settled(window)]

    def _windows(self, text: str, marks: Marks | None) -> Iterator[Window]:
        longest, names = self.numbers["longest"], self.numbers["marks"]

        def marked(start: int) -> list[int]:
            held = marks.of(start) if marks else ()
            return [names.get(name, 0) for name in held] or [0] * (WIDTH - 1)

        readable = SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
        paragraphs = encoded(readable, self.tokenize, longest=longest, marked=marked)
        opening, ending = self.numbers["opening"], self.numbers["ending"]
        return packed(paragraphs, opening=opening, ending=ending, longest=longest)

    def _settled(self, window: Window) -> list[Settled]:
        given = {"pieces": window.pieces, "marks": window.marks, "firsts": window.firsts}
        tags, points = self.session.run(None, {name: np.array(held, np.int64) for name, held in given.items()})
        return settle(tags, points, **self.numbers["decoding"])


def _options() -> onnxruntime.SessionOptions:
    """One thread: readers run one process a core, and threads that spin would slow the others."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return options


def _spans(window: Window, found: Settled) -> Attribution:
    content, cue, source = (
        tuple((window.words[low][0], window.words[high - 1][1]) for low, high in part)
        for part in (found.content, found.cue, found.source)
    )
    return Attribution(content, cue, source, found.share)


@functools.cache
def finder() -> Finder:
    """The one Finder of this process."""
    return Finder()
