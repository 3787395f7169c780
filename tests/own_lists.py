"""Small lists of invented entities, made into an atlas as a user would have it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dateline.atlas.followthemoney import entities
from dateline.atlas.own import importing


def entity(id_: str, schema: str, *names: str, **properties: list[Any]) -> dict[str, Any]:
    """A FollowTheMoney entity."""
    return {"id": id_, "schema": schema, "properties": {"name": [*names], **properties}}


def make(path: Path, *given: Mapping[str, Any]) -> Path:
    """Import entities into the atlas at `path`."""
    with importing(path) as done:
        for one in given:
            for found in entities(one, where="test"):
                done.add(found)
    return path


SOLHEIM = entity("p1", "Person", "Ingrid Solheim", alias=["Inga Solheim-Berg"], weakAlias=["The Harbour Queen"],
                 nationality=["no"], wikidataId=["Q900000001"], position=["mayor of Lillevik"])  # fmt: skip
LARK = entity("v1", "Vessel", "NORDIC LARK", previousName=["Ural"], imoNumber=["IMO9000001"], flag=["pa"])
VESNA = entity("c1", "Company", "PJSC Vesna Trading", alias=["Vesna"], jurisdiction=["ru"], leiCode=["LEI0001"])
