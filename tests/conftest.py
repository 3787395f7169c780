"""What tests share: one loaded parser, one pipeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dateline.records import Article, Rows
from dateline.settings import Settings

Read = Callable[..., Rows]


def article(text: str, **fields: Any) -> Article:
    """An English article with its dateline, unchecked: tests may give what `collect` would refuse."""
    from dateline.collect import datelines

    given = {"id": "test", "language": "en", **fields}
    given.setdefault("dateline", datelines.placed(datelines.dateline(text), given["id"]))
    return Article(**given, text=text)


@pytest.fixture(scope="session")
def parse() -> Read:
    """`parse(text, **fields of the article)`: rows with the article and its sentences."""
    from dateline.extract.annotate import Annotator

    annotate = Annotator(Settings().pipeline)

    def parsed(text: str, **fields: Any) -> Rows:
        rows = Rows().add([article(text, **fields)])
        return rows.add(annotate(rows))

    return parsed


@pytest.fixture(scope="session")
def read() -> Read:
    """`read(text, **fields of the article)`: rows of every stage."""
    from dateline.pipeline import reading

    pipeline = reading(Settings())
    return lambda text, **fields: pipeline(article(text, **fields))
