"""Requests made from the OpenAPI document by Schemathesis: none is answered by an error of ours.

DATELINE_REQUESTS says how many are made in all: few in an ordinary run, 5,000 before a release.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from dateline.publish.web import Desk, application
from dateline.works import works

REQUESTS = int(os.environ.get("DATELINE_REQUESTS", "300"))


def test_no_request_is_answered_by_an_error_of_ours(sample_ledger: Path) -> None:
    app = application(Desk(sample_ledger, works(sample_ledger)))
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    operations: list[Any] = [found.ok() for found in schema.get_all_operations()]  # type: ignore[union-attr]
    assert len(operations) >= 15
    made = [_asked(operation, max(1, REQUESTS // len(operations))) for operation in operations]
    assert sum(made) >= REQUESTS * 0.5, "some operations take few values only"


def _asked(operation: Any, number: int) -> int:
    """Ask an operation in so many ways; how many requests were made."""
    made = 0

    @settings(max_examples=number, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        nonlocal made
        made += 1
        answer = case.call()
        assert answer.status_code < 500, (answer.status_code, case.as_curl_command(), answer.text[:500])

    ask()
    return made


@pytest.mark.parametrize(
    "path", ["/story/%00", "/name/%F0%9F%98%80", "/article/..%2F..%2Fetc%2Fpasswd", "/source/%ff%fe"]
)
def test_strange_paths_are_answered(sample_ledger: Path, path: str) -> None:
    from starlette.testclient import TestClient

    pages = TestClient(application(Desk(sample_ledger)), raise_server_exceptions=False)
    assert pages.get(path).status_code < 500
