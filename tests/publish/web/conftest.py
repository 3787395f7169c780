"""The sample dispatches in a ledger, read and merged once, and the pages over it."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from starlette.testclient import TestClient

from dateline.collect import read_inputs
from dateline.ledger import Session
from dateline.merge.merger import Merger
from dateline.publish.web import Desk, application
from dateline.reader import Reader, Reading
from dateline.settings import Settings

SAMPLES = Path(__file__).parents[3] / "samples" / "reykjavik.jsonl"


@pytest.fixture(scope="session")
def sample_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six dispatches on one summit; not to be written to: `own_ledger` is a copy."""
    path = tmp_path_factory.mktemp("web") / "reykjavik.ledger"
    reader, settings = Reader(), Settings()
    limits = {"max_characters": settings.max_characters, "max_bytes": settings.max_bytes, "timeout": settings.timeout}
    with Session(path, reader=reader.version) as session:
        for reading in reader.read_many(read_inputs([str(SAMPLES)], **limits)):  # type: ignore[arg-type]
            assert isinstance(reading, Reading)
            session.add(reading.rows)
        Merger(session).finish()
    return path


@pytest.fixture
def own_ledger(sample_ledger: Path, tmp_path: Path) -> Path:
    """A copy of the sample ledger that a test may write to."""
    return Path(shutil.copy(sample_ledger, tmp_path / "own.ledger"))


@pytest.fixture
def pages(sample_ledger: Path) -> TestClient:
    """The pages over the sample ledger, without access control."""
    return TestClient(application(Desk(sample_ledger)), raise_server_exceptions=False)


@pytest.fixture(scope="session")
def served(sample_ledger: Path) -> Iterator[str]:
    """The address of a real server of the sample ledger."""
    server = uvicorn.Server(uvicorn.Config(application(Desk(sample_ledger)), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()
