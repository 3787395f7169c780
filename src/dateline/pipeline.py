"""The ordered list of stages, the check that they fit together, and the run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from dateline.atlas.own import own_atlas
from dateline.errors import PipelineError
from dateline.extract.annotate import Annotator
from dateline.extract.claims import find_claims
from dateline.extract.coreference import find_clusters
from dateline.extract.events import find_events
from dateline.extract.finder import finder
from dateline.extract.mentions import find_mentions
from dateline.extract.times import find_times
from dateline.ground.entities import link_entities
from dateline.ground.moments import place_on_calendar
from dateline.ground.places import find_places
from dateline.records import (
    Article,
    Claim,
    Cluster,
    Entity,
    EventMention,
    Link,
    Mention,
    Moment,
    Place,
    Row,
    Rows,
    Sentence,
    TimeExpression,
)
from dateline.settings import Settings


@dataclass(frozen=True, slots=True)
class Stage:
    """A step: the rows it needs, the rows it gives, and the callable that makes these from those."""

    name: str
    needs: tuple[type, ...]
    gives: tuple[type, ...]
    run: Callable[[Rows], Iterable[Row]]


class Pipeline:
    """Stages in order. Building one checks that each finds what it needs. Raises PipelineError."""

    def __init__(self, stages: Sequence[Stage]) -> None:
        check(stages)
        self.stages = tuple(stages)

    def __call__(self, article: Article) -> Rows:
        """Every row that the stages make of an article."""
        rows = Rows().add([article])
        for stage in self.stages:
            rows = rows.add(stage.run(rows))
        return rows


def check(stages: Sequence[Stage]) -> None:
    """Raise PipelineError for the first stage whose needs no earlier stage gives."""
    given: set[type] = {Article}
    for stage in stages:
        missing = [need.__name__ for need in stage.needs if need not in given]
        if missing:
            raise PipelineError(f"stage {stage.name!r} needs {', '.join(missing)}, which no stage before it gives")
        given.update(stage.gives)


def reading(settings: Settings) -> Pipeline:
    """The stages that read one English article.

    Raises AtlasError where the setting `atlas` names no atlas, and where a model's files are missing or damaged.
    """
    own = own_atlas(settings.atlas)
    claims = partial(find_claims, finder=finder() if settings.finder == "model" else None)
    return Pipeline(
        [
            Stage("annotate", (Article,), (Sentence,), Annotator(settings.pipeline)),
            Stage("mentions", (Article, Sentence), (Mention,), partial(find_mentions, own=own)),
            Stage("coreference", (Article, Sentence, Mention), (Cluster,), find_clusters),
            Stage("times", (Article, Sentence), (TimeExpression,), find_times),
            Stage("moments", (Article, TimeExpression), (Moment,), place_on_calendar),
            Stage("claims", (Article, Sentence, Mention, Cluster), (Claim, Mention), claims),
            Stage("events", (Sentence, Mention, Cluster, TimeExpression, Claim), (EventMention,), find_events),
            Stage("places", (Article, Mention, Cluster), (Place,), find_places),
            Stage("entities", (Article, Mention, Cluster, Place), (Entity, Link), partial(link_entities, own=own)),
        ]
    )
