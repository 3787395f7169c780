"""Collecting: how each source does that is watched or was collected from."""

from __future__ import annotations

from pydantic import BaseModel

from dateline.ledger import collecting as states
from dateline.publish.web.desk import AtDesk
from dateline.publish.web.doors import Page
from dateline.publish.web.models import Model


class StateModel(Model):
    """How a source does: see `ledger.SourceState`."""

    name: str
    url: str
    kind: str
    told: str
    checked: str | None
    newest: str | None
    new: int
    failing: str | None
    problem: str | None
    next: str | None


class CollectingPage(BaseModel):
    """The sources, and how many of them fail."""

    sources: list[StateModel]
    failing: int


def collecting(desk: AtDesk) -> CollectingPage:
    """Of each source: when it was last seen, what was new, since when it fails, when it is tried next."""
    with desk.reading() as (view, _):
        found = [StateModel.model_validate(one) for one in states(view)]
    return CollectingPage(sources=found, failing=sum(one.failing is not None for one in found))


PAGE = Page("/collecting", collecting, "collecting.html", "How collecting goes with each source.", ("sources",))
