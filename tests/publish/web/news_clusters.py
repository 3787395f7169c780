"""The largest visible news clusters of the gold data in a ledger, read and merged once and kept in .cache/web/."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from bench import gold
from bench.stories import story_of
from dateline import merge
from dateline.ledger import Session
from dateline.merge.merger import Merger
from dateline.reader import Reader
from dateline.records import Article

SET = "stories/news_clusters"
#: Whole clusters are taken, the largest first, until there are so many articles: they are read in ten seconds.
ENOUGH = 34
FOLDER = gold.HOME / ".cache" / "web"
needs_clusters = pytest.mark.skipif(
    not (gold.folder() / f"{SET}.jsonl").is_file(), reason=f"no news clusters at {gold.folder()}: set DATELINE_GOLD"
)


def articles() -> list[Article]:
    """The articles of the largest clusters, under their titles."""
    given = gold.records(SET)
    sizes = Counter(story for one in given if (story := story_of(one)))
    wanted: set[str] = set()
    for story, _ in sorted(sizes.items(), key=lambda one: (-one[1], one[0])):
        if sum(sizes[one] for one in wanted) < ENOUGH:
            wanted.add(story)
    return [replace(gold.article(one), title=one["meta"]["title"]) for one in given if story_of(one) in wanted]


def ledger() -> Path:
    """Not to be written to: made anew where the reader, the merger or the articles are others than before."""
    reader, given = Reader(), articles()
    code = [file.read_text("utf-8") for file in sorted(Path(merge.__file__).parent.rglob("*.py"))]
    key = "\n".join([reader.version, *code, *(f"{one.id} {one.title} {one.text}" for one in given)])
    path = FOLDER / f"clusters-{hashlib.blake2b(key.encode(), digest_size=6).hexdigest()}.ledger"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        scratch = path.with_suffix(f".{os.getpid()}")
        with Session(scratch, reader=reader.version) as session:
            for one in given:
                session.add(reader.read(one).rows)
            Merger(session).finish()
        for old in FOLDER.glob("clusters-*.ledger*"):
            old.unlink(missing_ok=True)
        scratch.rename(path)
    return path


def others() -> list[Article]:
    """Articles of clusters that are not in the ledger."""
    known = {one.id for one in articles()}
    given = (one for one in gold.records(SET) if one["id"] not in known)
    return [replace(gold.article(one), title=one["meta"]["title"]) for one in given]
