"""How fast claims are found on one thread, in a fresh process: `python -m bench.claims_speed SET WHO`, as JSON.

`words`      words a second of the claims layer alone, on articles whose parse, mentions and coreference are there
`whole`      words a second of all that it takes to get claims, the parse first
`start`      seconds to import the program
`parser`     seconds of the first parse, the parser's loading with it, less a second parse of the same
`load`       seconds to build the stages, the model's loading with it, and of the first claims, their tables with it,
             less the second time

Seconds are of the processor, so that other work on the machine does not count. Nothing of ours is imported at the top
of this file, so that `start` has all of it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from dateline.records import Article, Rows

T = TypeVar("T")

#: Articles that are read: enough for the figure to stay within a twentieth from run to run.
ARTICLES = 24
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
#: The stages whose rows the claims stage needs.
NEEDED = ("annotate", "mentions", "coreference")
Steps = tuple[Callable[["Article"], "Rows"], Callable[["Rows"], object]]
Build = Callable[[], Steps]
FIRST = "The pier is safe, the mayor told reporters on Friday."


def figures(name: str, who: str) -> dict[str, float]:
    """The figures of "dateline", of a finder's name, or of a peer's function in bench, on the articles of a set."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.claims_speed", name, who],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **ONE_THREAD},
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def measure(name: str, who: str) -> dict[str, float]:
    """The same in this process, which must be fresh."""
    start, build = _timed(lambda: _peer(who) if ":" in who else _ours(who))
    building, (before, find) = _timed(build)
    from bench.gold import article, records

    first = [_timed(lambda: before(article({"id": "first", "text": FIRST}))) for _ in range(2)]
    loads = [_timed(lambda: find(first[1][1])) for _ in range(2)]
    articles = [article(record) for record in records(name)[:ARTICLES]]
    words = sum(len(one.text.split()) for one in articles)
    parsing, parsed = _timed(lambda: [before(one) for one in articles])
    finding, _ = _timed(lambda: [find(rows) for rows in parsed])
    return {
        "words": words / finding,
        "whole": words / (parsing + finding),
        "start": start,
        "parser": first[0][0] - first[1][0],
        "load": building + loads[0][0] - loads[1][0],
    }


def _ours(finder: str) -> Build:
    """Imports the program; what it returns builds what comes before claims, and the claims stage."""
    from dateline.pipeline import reading
    from dateline.records import Claim, Row, Rows
    from dateline.settings import Settings

    def build() -> Steps:
        stages = reading(Settings() if finder == "dateline" else Settings(finder=finder)).stages
        claims = next(stage for stage in stages if Claim in stage.gives)

        def before(article: Article) -> Rows:
            rows = Rows().add([article])
            for stage in stages:
                if stage.name in NEEDED:
                    rows = rows.add(stage.run(rows))
            return rows

        def find(rows: Rows) -> list[Row]:
            return list(claims.run(rows))

        return before, find

    return build


def _peer(who: str) -> Build:
    """The same of a peer, named "module:function", which needs the parse alone."""
    from importlib import import_module

    from dateline.extract.annotate import Annotator
    from dateline.records import Rows
    from dateline.settings import Settings

    module, _, function = who.partition(":")
    find = getattr(import_module(module), function)

    def build() -> Steps:
        annotate = Annotator(Settings().pipeline)

        def before(article: Article) -> Rows:
            rows = Rows().add([article])
            return rows.add(annotate(rows))

        return before, find

    return build


def _timed(run: Callable[[], T]) -> tuple[float, T]:
    began = time.process_time()
    value = run()
    return time.process_time() - began, value


if __name__ == "__main__":
    print(json.dumps(measure(*sys.argv[1:3])))
