"""Stages that fit together, and what happens when they do not."""

from __future__ import annotations

import pickle

import pytest

from dateline.errors import PipelineError
from dateline.pipeline import Pipeline, Stage, reading
from dateline.records import Article, Mention, Rows, Sentence
from dateline.settings import Settings


def nothing(rows: Rows) -> list[Sentence]:
    return []


def test_a_stage_without_what_it_needs_is_refused_when_built() -> None:
    with pytest.raises(PipelineError, match="'coreference' needs Mention"):
        Pipeline([Stage("annotate", (Article,), (Sentence,), nothing), Stage("coreference", (Mention,), (), nothing)])


def test_the_reading_pipeline_pickles_and_reads_the_same() -> None:
    article = Article("a", "President Vladimir Putin flew to Vladivostok on Friday.", published="2023-09-16")
    pipeline = reading(Settings())
    again = pickle.loads(pickle.dumps(pipeline))
    assert pipeline(article) == again(article)


def test_every_stage_gives_only_what_it_declares() -> None:
    rows = Rows().add([Article("a", "Kim Jong Un visited Moscow on Friday, KCNA said.", published="2023-09-16")])
    for stage in reading(Settings()).stages:
        given = list(stage.run(rows))
        assert {type(row) for row in given} <= set(stage.gives), stage.name
        rows = rows.add(given)
