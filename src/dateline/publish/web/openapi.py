"""The OpenAPI document: what FastAPI writes of the operations, our errors, and examples from the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from dateline.errors import LedgerError
from dateline.publish.web.desk import Desk
from dateline.publish.web.doors import Problem

Json = dict[str, Any]
TAGS = {
    "stories": "Articles on one running matter, and what stands behind each.",
    "events": "What happened: who says so, citing whom, and what really stands behind it.",
    "articles": "Articles, found and read.",
    "claims": "Who says what.",
    "sources": "Outlets and sources: who cites whom, and the record of each.",
    "names": "People, bodies, places and equipment.",
    "exports": "Events in the formats of other programs.",
}
#: Every way in which an operation can be refused.
ERRORS = {
    "400": "What is asked cannot be answered: a date that is none, words that cannot be looked for.",
    "404": "The ledger has nothing of that id or name.",
    "422": "A value is not of its kind, or out of its bounds.",
    "503": "Not now: the ledger is being written, or too many ask at once.",
}
#: Of the fields that ask, where a page gives no examples of its own.
VALUES: Mapping[str, Any] = {"q": "summit", "size": 25, "page": 1, "since": "1986-10", "until": "1986-10-12"}
#: Where the values in braces of an address come from: of which part of the ledger, by the beginning of the address.
IDS = {
    "/api/story/": "story",
    "/api/event/": "event",
    "/api/article": "article",
    "/api/versions/": "article",
    "/api/source/": "source",
}


def describe(app: FastAPI) -> None:
    """Give the application a document with examples; made again when the ledger changes."""
    desk: Desk = app.state.desk

    @lru_cache(maxsize=1)
    def made(stamp: str) -> Json:
        document = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes,
            tags=[{"name": name, "description": words} for name, words in TAGS.items()],
        )  # fmt: skip
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas["Problem"] = Problem.model_json_schema()
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        held = _held(desk)
        for path, operation in operations(document):
            _complete(path, operation, held)
        return document

    app.openapi = lambda: made(desk.stamp())  # type: ignore[method-assign]


def operations(document: Json) -> Iterator[tuple[str, Json]]:
    """(path, operation) of a document; all of them are asked with GET or POST."""
    for path, methods in document["paths"].items():
        for operation in methods.values():
            yield path, operation


def _complete(path: str, operation: Json, held: Mapping[str, str]) -> None:
    """Add to an operation the errors that it can give, and an example of each value it is asked with."""
    values = {**VALUES, **operation.pop("x-values", {})}
    for status, words in ERRORS.items():
        problem = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        operation["responses"][status] = {"description": words, "content": problem}
    of = next((kind for start, kind in IDS.items() if path.startswith(start)), "")
    for parameter in operation.get("parameters", ()):
        name = parameter["name"]
        value = values.get(name) or (held.get(of) if parameter["in"] == "path" else None)
        if name == "name" and parameter["in"] == "path":
            value = values.get(name) or held.get("source" if of == "source" else "name")
        if value is not None:
            parameter["example"] = value


def _held(desk: Desk) -> dict[str, str]:
    """An id of each kind that the ledger has, of its latest story; none where it has no story or cannot be read."""
    try:
        with desk.reading() as (_, merged):
            for story in merged.stories(limit=1):
                held = {"story": story.id, "article": story.articles[0]}
                for event in merged.events(story=story.id, limit=1):
                    held["event"] = event.id
                    held |= dict(zip(("name",), event.actors, strict=False))
                for record in merged.tallies(limit=1):
                    held["source"] = record.name
                return held
    except LedgerError:
        pass
    return {}
