"""What the pages have done by other rooms: reading and adding what is given, judging meanwhile."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from dateline.ledger import Merged, Session, View
from dateline.merge.merger import Merger
from dateline.publish.web import Added, Works
from dateline.publish.web.desk import Tell
from dateline.reader import Reader
from dateline.records import mention_key
from dateline.settings import Settings
from dateline.works import works

FIRST = "LILLEVIK, Nov 20 (Reuters) - A fire destroyed a warehouse at the port of Lillevik on Friday, police said."
OTHER = "LILLEVIK, Nov 20 (AP) - A fire destroyed a warehouse at the port of Lillevik on Friday, the mayor said."


def silent(step: str, done: int, of: int | None) -> None:
    """Nobody watches."""


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("works") / "own.ledger"
    reader = Reader()
    with Session(path, reader=reader.version) as session:
        session.add(reader.read(FIRST, id="first", published="2026-11-20", outlet="Reuters").rows)
        Merger(session).finish()
    return path


@pytest.fixture(scope="module")
def hands(ledger: Path) -> Works:
    return works(ledger, Settings())


def lines(*articles: dict[str, str]) -> list[tuple[str, bytes]]:
    return [("given.jsonl", "\n".join(map(json.dumps, articles)).encode())]


def add(hands: Works, files: list[tuple[str, bytes]], tell: Tell = silent) -> list[Added]:
    assert hands.add_files
    return hands.add_files(files, {}, tell)


def test_what_became_of_each_is_told(hands: Works, ledger: Path) -> None:
    given = {"id": "other", "text": OTHER, "published": "2026-11-20", "outlet": "AP"}
    became = add(hands, [*lines(given), ("..\\..//:.txt", b""), ("a/../../b.pdf", b"%PDF-1.4 nothing")])
    assert [one.became for one in became] == ["new", "refused", "refused"]
    assert all(one.error for one in became[1:])
    assert [one.became for one in add(hands, lines(given))] == ["same"]
    with View(ledger) as view:
        assert "first" in Merged(view).story("other").articles


@pytest.fixture
def first_event(ledger: Path) -> Iterator[str]:
    with View(ledger) as view:
        report = next(Merged(view).events(limit=1)).reports[0]
        yield mention_key(report.article, report.mention)


def test_one_judges_while_another_adds(hands: Works, first_event: str) -> None:
    """The one who adds waits for the one who judges: if that one waited, too, neither would come to an end."""
    reading, judged = Event(), Event()
    waited: list[bool] = []

    def tell(step: str, done: int, of: int | None) -> None:
        if step == "reading" and done == 1:
            reading.set()
            waited.append(judged.wait(15))

    files = lines(*({"id": f"more-{n}", "text": f"{OTHER} {n} people fled."} for n in range(3)))
    adding = Thread(target=add, args=(hands, files, tell))
    adding.start()
    assert reading.wait(30) and hands.judge and hands.withdraw
    done = hands.judge(first_event, "", "wrong", "Ines Lind", "It was a drill.")
    assert hands.withdraw(done.id, "Ines Lind").id == done.id
    judged.set()
    adding.join(30)
    assert waited == [True] and not adding.is_alive()


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/", "http://[::1]/", "http://10.1.2.3/a", "http://169.254.169.254/latest", "http://localhost/",
     "file:///etc/passwd", "gopher://example.org/", "http://0x7f000001/", "nonsense", "http://a:b@127.0.0.1/"],
)  # fmt: skip
def test_private_addresses_are_refused(hands: Works, address: str) -> None:
    assert hands.add_address
    (became,) = hands.add_address(address, {}, silent)
    assert became.became == "refused" and became.error
