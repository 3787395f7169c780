"""A ledger in use: versions, newer readers, finding, checking, copying, and what goes wrong."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from dateline.errors import LedgerError
from dateline.ledger import Merged, Merging, Session, View, back_up, check
from dateline.ledger.migrations import STEPS, VERSION, upgrade
from dateline.records import Rows, Story
from tests.ledger.made import reading


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.ledger"


def add(path: Path, *given: Rows, reader: str = "1") -> list[str]:
    with Session(path, reader=reader) as session:
        return [session.add(rows) for rows in given]


# ---------------------------------------------------------------- versions


def test_the_same_article_twice_adds_nothing(path: Path) -> None:
    assert add(path, reading(1), reading(2), reading(1)) == ["new", "new", "same"]
    before = content(path)
    assert add(path, reading(1), reading(2)) == ["same", "same"]
    assert content(path) == before


def test_a_changed_article_stands_beside_the_old_one(path: Path) -> None:
    url = "https://post.example/1"
    first = reading(1, "The mayor of Lillevik has resigned.", url=url)
    by_id, by_url = reading(1, "The mayor stepped down."), reading(2, "The mayor of Lillevik has gone.", url=url)
    assert add(path, first, by_id, by_url, reading(3)) == ["new", "version", "version", "new"]
    with View(path) as view:
        assert (
            [one.latest for one in view.readings("a1")]
            == [False, False, True]
            == [k.latest for k in view.readings(url)]
        )
        assert view.rows("a1") == by_url
        (hit,) = view.search("resigned").hits
        assert not hit.known.latest and view.reading(hit.known.reading) == first
        assert (view.contents().articles, view.contents().versions) == (2, 4)


def test_several_articles_at_one_address_stay_apart(path: Path) -> None:
    url = "https://news.example/2023-09-16.html"
    first = reading(1, "The bridge at Lillevik was closed on Friday after a barge had hit a pier.", url=url)
    other = reading(2, "A museum of glass opened in Bergen on Saturday with two hundred guests.", url=url)
    edited = reading(
        3, "The bridge at Lillevik was closed on Friday after a barge had hit a pier, police said.", url=url
    )
    assert add(path, first, other, edited) == ["new", "new", "version"]


def test_a_newer_reader_supersedes_and_the_old_reading_stays(path: Path) -> None:
    old = reading(1)
    new = Rows({kind: rows for kind, rows in old.by_type.items() if kind.__name__ != "Claim"})
    assert add(path, old, reader="1") == ["new"] and add(path, new, reader="2") == ["reread"]
    with View(path) as view:
        assert view.rows("a1") == new and view.claims("Ingrid Solheim") == []
        known = view.readings("a1")
        assert [(one.reader, one.current) for one in known] == [("1", False), ("2", True)]
        assert view.reading(known[0].reading) == old
        assert view.search("bridge").total == 1 and view.contents().readers == ("1", "2")


def test_another_date_is_another_reading(path: Path) -> None:
    assert add(path, reading(1), reading(1, published="2023-09-23")) == ["new", "reread"]
    with View(path) as view:
        assert view.rows("a1").article.published == "2023-09-23"
        assert view.search("bridge", until="2023-09-20").total == 0


def test_nothing_can_be_changed(path: Path) -> None:
    add(path, reading(1))
    file = sqlite3.connect(path)
    names = [n for (n,) in file.execute("SELECT DISTINCT tbl_name FROM sqlite_schema WHERE type = 'trigger'")]
    assert {"article", "reading", "mention", "claim", "event_mention", "link"} <= set(names)
    for statement in ("UPDATE article SET text = ''", "DELETE FROM claim", "UPDATE reading SET published = NULL"):
        with pytest.raises(sqlite3.IntegrityError, match="only grows"):
            file.execute(statement)


# ---------------------------------------------------------------- finding


@pytest.fixture
def several(path: Path) -> Path:
    add(
        path,
        reading(1, "The treaty was signed in Reykjavík.", title="A day of work", published="1986-10-12T18:00:00Z"),
        reading(2, "Nobody spoke of it.", title="Treaty fails", outlet="Eastern Wire", published="1986-10-13"),
        reading(3, "북한이 미사일을 쏘았다고 조선중앙통신이 전했다.", title=None, published=None),
        reading(4, "Министр подписал соглашение в Ёлкино.", outlet=None),
    )
    return path


def found(path: Path, words: str, **only: str) -> list[str]:
    with View(path) as view:
        result = view.search(words, **only)  # type: ignore[arg-type]
    assert result.total == len(result.hits)
    return [hit.known.article for hit in result.hits]


@pytest.mark.parametrize(
    ("words", "articles"),
    [
        ("treaty", ["a2", "a1"]),  # in the title first
        ("TREATY reykjavik", ["a1"]),
        ('"was signed"', ["a1"]),
        ('"signed was"', []),
        ("trea*", ["a2", "a1"]),
        ("trea", []),
        ("북한", ["a3"]),
        ("미사일", ["a3"]),
        ("중앙", ["a3"]),
        ("통신", ["a3"]),
        ("북", ["a3"]),
        ("한미", []),  # on two sides of a blank
        ("министр", ["a4"]),
        ("соглашен*", ["a4"]),
        ("ёлкино", ["a4"]),
        ('AND OR NOT "" ( NEAR treaty', []),
        ("text:treaty", []),
        ("treaty ; -- '", ["a2", "a1"]),
    ],
)
def test_words_are_found(several: Path, words: str, articles: list[str]) -> None:
    assert found(several, words) == articles


def test_only_what_was_asked_for(several: Path) -> None:
    assert found(several, "treaty", outlet="eastern wire") == ["a2"]
    assert found(several, "treaty", until="1986-10-12") == ["a1"]  # the whole day
    assert found(several, "treaty", since="1986-10-13") == ["a2"]
    assert found(several, "treaty", about="LILLEVIK") == ["a2", "a1"] and found(several, "treaty", about="Lille") == []
    for words in ("", "...", "a*"):
        with View(several) as view, pytest.raises(LedgerError):
            view.search(words)


def test_a_snippet_shows_the_words(path: Path) -> None:
    add(
        path,
        reading(1, "filler " * 500 + "the café\nand the\ttreaty at last " + "filler " * 500),
        reading(2, "가" * 300 + "북한" + "가" * 300),
    )
    with View(path) as view:
        (hit,) = view.search("cafe treaty").hits
        assert [hit.snippet[start:end] for start, end in hit.marks] == ["café", "treaty"]
        (hit,) = view.search("북한").hits
        assert [hit.snippet[start:end] for start, end in hit.marks] == ["북한"] and len(hit.snippet) < 200


def test_names_times_and_places_lead_to_rows(path: Path) -> None:
    add(path, *map(reading, range(1, 8)))
    with View(path) as view:
        assert [one.article for one in view.entities("SÓLHEIM", limit=2)] == ["a7", "a6"]
        claim = view.claims("ingrid  solheim")[0]
        assert claim.row.id == "c1" and view.reading(claim.reading).article.id == claim.article == "a7"
        assert (
            len(view.events("2023-09-15T12:00", "2023-09-15T13:00"))
            == len(view.moments("2023-09-15", "2023-09-16"))
            == 7
        )
        assert view.events("2023-09-16", "2023-09-17") == [] == view.moments("2023-09-14", "2023-09-15")
        assert [one.article for one in view.places(59.0, 10.5, 5)] == ["a7"]
        assert [one.row.latitude for one in view.places(59.0, 10.5, 120)] == [59.0, 60.0]
        with pytest.raises(LedgerError, match="2026-11-20"):
            view.events("Friday", "2023-09-17")


@pytest.mark.parametrize(
    ("near", "here"), [((0.0, 179.9), (0.0, -179.9)), ((89.9, 0.0), (89.9, 180.0)), ((-45, 10), (-45, 10.3))]
)
def test_places_across_the_date_line_and_the_pole(
    path: Path, near: tuple[float, float], here: tuple[float, float]
) -> None:
    from dataclasses import replace

    from dateline.records import Place

    made = reading(1)
    moved = [replace(place, latitude=here[0], longitude=here[1]) for place in made.of(Place)]
    add(path, Rows({**made.by_type, Place: tuple(moved)}))
    with View(path) as view:
        assert len(view.places(*near, 30)) == 1 and view.places(*near, 10) == []


# ---------------------------------------------------------------- many at once


def test_views_read_while_a_session_writes(path: Path) -> None:
    add(path, reading(0))
    with Session(path, reader="1") as session, View(path) as view:
        session.add(reading(1))
        assert view.contents().articles == 1  # not committed yet
        session.commit()
        assert view.contents().articles == 2


def test_two_sessions_take_turns(path: Path) -> None:
    def write(first: int) -> None:
        with Session(path, reader="1") as session:
            for number in range(first, first + 20):
                session.add(reading(number))
                session.commit()

    threads = [threading.Thread(target=write, args=(first,)) for first in (0, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with View(path) as view:
        assert view.contents().articles == 40
    assert check(path) == []


def test_an_error_inside_keeps_what_was_whole(path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), Session(path, reader="1") as session:
        session.add(reading(1))
        raise KeyboardInterrupt
    with View(path) as view:
        assert view.contents().articles == 1


def test_a_backup_taken_while_adding_is_whole(path: Path, tmp_path: Path) -> None:
    add(path, *map(reading, range(300)))
    copy = tmp_path / "copy.ledger"
    with Session(path, reader="1") as session:
        session.add(reading(1000))
        assert back_up(path, copy) == copy.stat().st_size
        session.add(reading(1001))
    assert check(copy) == []
    with View(copy) as view:
        assert view.contents().articles == 300
    with pytest.raises(LedgerError, match="there already"):
        back_up(path, copy)
    with pytest.raises(LedgerError, match="cannot"):
        back_up(path, tmp_path / "no folder" / "copy.ledger")
    assert not list(tmp_path.glob("*.part"))


# ---------------------------------------------------------------- what goes wrong


def test_a_whole_ledger_has_no_problems(several: Path) -> None:
    steps: list[str] = []
    assert check(several, say=steps.append) == [] and len(steps) == 7


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("DROP TRIGGER article_stays; UPDATE article SET text = text || '!' WHERE number = 1", "a1"),
        ("INSERT INTO words (words, rowid, title, text) VALUES ('delete', 2, 'Treaty', 'Nobody')", "full-text"),
        ("DELETE FROM area", "index of places"),
        ("DROP TRIGGER mention_stays; UPDATE mention SET \"end\" = 9999 WHERE reading = 2", "mention"),
        ("DROP TRIGGER claim_stays; UPDATE claim SET cue = '[[5,2]]' WHERE reading = 2", "cue"),
        ("DROP TRIGGER link_stays; UPDATE link SET derivation = 77", "derivation"),
    ],
)  # fmt: skip
def test_damage_is_found_and_told(several: Path, damage: str, told: str) -> None:
    file = sqlite3.connect(several)
    file.executescript(damage)
    file.close()
    assert any(told in problem for problem in check(several))


def test_a_damaged_page_is_told_in_words(path: Path) -> None:
    add(path, *map(reading, range(200)))
    with path.open("r+b") as file:
        pages = path.stat().st_size // 4096
        for page in range(2 * pages // 3, pages):  # the tables of tables stand before
            file.seek(page * 4096)
            file.write(b"\xff" * 4096)
    problems = check(path)
    assert problems and any("damaged" in problem or "cannot be read" in problem for problem in problems)
    with pytest.raises(LedgerError, match="damaged"), View(path) as view:
        for number in view.current():
            view.reading(number)


def test_what_is_no_ledger_is_told_and_left_alone(tmp_path: Path) -> None:
    text, other, empty = tmp_path / "a.txt", tmp_path / "b.sqlite", tmp_path / "c.ledger"
    text.write_text("A text, not a ledger. " * 99)
    file = sqlite3.connect(other)
    file.execute("CREATE TABLE t (x)")
    file.close()
    empty.touch()
    before = text.read_bytes(), other.read_bytes()
    for given, words in ((text, "no ledger"), (other, "no ledger"), (tmp_path, "folder"), (tmp_path / "x" / "y", "no")):
        for use in (lambda p: Session(p, reader="1"), View, check):
            with pytest.raises(LedgerError, match=words):
                use(given)
    with pytest.raises(LedgerError, match="no ledger"):
        View(empty)
    assert (text.read_bytes(), other.read_bytes()) == before and sorted(tmp_path.iterdir()) == [text, other, empty]
    assert add(empty, reading(1)) == ["new"]  # a new file is made for writing


def test_a_newer_ledger_is_told(path: Path) -> None:
    add(path, reading(1))
    file = sqlite3.connect(path)
    file.execute(f"PRAGMA user_version = {VERSION + 1}")
    file.close()
    for use in (lambda p: Session(p, reader="1"), View):
        with pytest.raises(LedgerError, match="newer"):
            use(path)


def test_an_older_ledger_gets_the_new_tables_whole_or_not_at_all(path: Path) -> None:
    add(path, reading(1))
    file = sqlite3.connect(path, isolation_level=None)
    good = "CREATE TABLE one (id TEXT) STRICT;\nCREATE TRIGGER t BEFORE DELETE ON one BEGIN\nSELECT 1;\nEND;\n"
    with pytest.raises(sqlite3.OperationalError):
        upgrade(file, steps=[*STEPS, good + "CREATE TABLE broken (;\n"])
    assert file.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert file.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'one'").fetchone() == (0,)
    upgrade(file, steps=[*STEPS, good, "CREATE TABLE two (id TEXT);\n"])
    assert file.execute("PRAGMA user_version").fetchone() == (VERSION + 2,)


def test_an_upgraded_ledger_is_as_a_new_one(path: Path) -> None:
    add(path, reading(1))
    file = sqlite3.connect(path, isolation_level=None)
    new = set(file.execute("SELECT type, name, sql FROM sqlite_schema"))
    for name in (
        "watched",
        "wanted",
        "stirred",
        "alert",
        "alerted",
        "outgoing",
        "made",
        "making",
        "capture",
        "body",
        "visit",
        "citing",
        "named_in_event",
        "sighting",
        "telling",
        "dating",
        "event",
        "batch",
        "copied",
        "placed",
        "glance",
        "tally",
        "story",
        "reason",
        "withdrawal",
        "judgement",
        "edge",
    ):
        file.execute(f"DROP TABLE {name}")
    file.execute("PRAGMA user_version = 1")
    upgrade(file)
    assert set(file.execute("SELECT type, name, sql FROM sqlite_schema")) == new


def test_stories_merged_before_a_ledger_kept_sightings_wait_to_be_merged_again(path: Path) -> None:
    add(path, reading(1))
    with Session(path, reader="1") as session:
        merging = Merging(session)
        for one in merging.waiting():
            merging.place(one, "s1", why={}, sketch=[])
        merging.put(Story("s1", "Bridge", None, None, ("a1",)), events=[], tallies=[], merger="1")
    with View(path) as view:
        assert Merged(view).unmerged() == 0
    file = sqlite3.connect(path, isolation_level=None)
    for name in ("sighting", "telling", "dating"):
        file.execute(f"DROP TABLE {name}")
    file.execute("DROP INDEX placed_reading")
    file.execute("PRAGMA user_version = 5")
    upgrade(file)
    with View(path) as view:
        assert Merged(view).unmerged() == 1


def test_an_older_ledger_finds_what_claims_say_of_whom(path: Path) -> None:
    add(path, reading(1), reading(2))
    with View(path) as view:
        found = view.claims_about("LILLEVIK")
        assert [(one.article, one.row.id) for one in found] == [("a2", "c1"), ("a1", "c1")]
        assert view.claims_about("Solheim") == []  # who says so is not whom it is said of
    file = sqlite3.connect(path, isolation_level=None)
    file.execute("DROP TABLE telling")
    file.execute("DROP INDEX placed_reading")
    file.execute("DROP TABLE dating")
    file.execute("PRAGMA user_version = 6")
    upgrade(file)
    file.close()
    with View(path) as view:
        assert view.claims_about("LILLEVIK") == found


def test_the_rule_that_told_a_date_is_kept_and_makes_no_other_reading(path: Path) -> None:
    assert add(path, reading(1, dated_by="linked datePublished"), reading(2)) == ["new", "new"]
    assert add(path, reading(1, dated_by="feed"), reading(1)) == ["same", "same"]
    with View(path) as view:
        (first,), (second,) = view.readings("a1"), view.readings("a2")
        assert (first.dated_by, second.dated_by) == ("linked datePublished", None)
        assert view.reading(first.reading).article == reading(1, dated_by="linked datePublished").article
    file = sqlite3.connect(path, isolation_level=None)
    for change in ("DELETE FROM dating", "UPDATE dating SET rule = 'feed'"):
        with pytest.raises(sqlite3.IntegrityError, match="only grows"):
            file.execute(change)
    file.execute("DROP TABLE dating")  # as one of version 7 is
    file.execute("PRAGMA user_version = 7")
    file.close()
    assert check(path) == []
    with View(path) as view:
        assert view.readings("a1")[0].dated_by is None


def test_a_locked_ledger_is_told(path: Path) -> None:
    from dateline.ledger.file import open_to_write

    add(path, reading(1))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Session(path, reader="1") as session:
        session._file.close()
        session._file = open_to_write(path, patience=0.1)
        with pytest.raises(LedgerError, match="another process"):
            session.add(reading(2))
        other.execute("ROLLBACK")
        assert session.add(reading(2)) == "new"


FULL = """
import resource, sys
from dateline.errors import LedgerError
from dateline.ledger import Session
from tests.ledger.made import reading
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
done = 0
try:
    with Session(sys.argv[1], reader="1") as session:
        session.add(reading(0)); session.commit()
        resource.setrlimit(resource.RLIMIT_FSIZE, (900_000, 900_000))
        for number in range(1, 100000):
            session.add(reading(number))
            if number % 10 == 0:
                session.commit()
                print(number, flush=True)
except LedgerError as error:
    print(error, file=sys.stderr)
"""


def test_a_full_disk_costs_nothing_that_was_committed(path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FULL, path], capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr.count("\n") == 1 and "disk" in done.stderr and "Traceback" not in done.stderr
    last = int(done.stdout.split()[-1])
    assert check(path) == []
    with View(path) as view:
        assert view.contents().articles > last > 0
    assert add(path, reading(99_999)) == ["new"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_can_be_read(path: Path) -> None:
    add(path, reading(1))
    path.parent.chmod(0o500)
    try:
        with View(path) as view:
            assert view.search("bridge").total == 1
        with pytest.raises(LedgerError, match="permissions"):
            add(path, reading(2))
    finally:
        path.parent.chmod(0o700)


# ---------------------------------------------------------------- killed


ARTICLES, KILLS = 400, 50


def killed_while_adding(path: Path, after: float) -> int:
    """Add ARTICLES in a process of its own, kill it after some seconds; the last article that was committed, or -1."""
    told, tell = os.pipe()
    if (child := os.fork()) == 0:
        try:
            os.close(told)
            with Session(path, reader="1") as session:
                for number in range(ARTICLES):
                    session.add(reading(number))
                    if number % 7 == 0:
                        session.commit()
                        os.write(tell, b"%d\n" % number)
        finally:
            os._exit(0)
    os.close(tell)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(told) as lines:
        return max(map(int, lines), default=-1)


def test_a_kill_at_any_moment_loses_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    print("seed", seed)  # shown where the test fails
    chance, whole, began = random.Random(seed), tmp_path / "whole.ledger", time.monotonic()
    add(whole, *map(reading, range(ARTICLES)))
    needed = time.monotonic() - began  # so that as many kills hit the adding on a busy machine
    path, committed, wanted, cut = tmp_path / "0.ledger", -1, content(whole), 0
    for number in range(KILLS):
        if committed == ARTICLES - 1 or number % 10 == 0:
            path, committed = tmp_path / f"{number}.ledger", -1
        # A new file also dies while its tables are made.
        after = chance.uniform(0, needed * (0.1 if number % 10 == 0 else 1))
        committed = max(committed, killed_while_adding(path, after))
        if path.exists():
            Session(path, reader="1").__exit__(None, None, None)
            with View(path) as view:
                there = view.contents().articles
            assert check(path) == [] and there > committed
            cut += 0 < there < ARTICLES
    assert cut >= KILLS // 10, f"only {cut} kills came while adding"
    for left in tmp_path.glob("*0.ledger"):
        add(left, *map(reading, range(ARTICLES)))
        assert content(left) == wanted


def content(path: Path) -> list[tuple[object, ...]]:
    """All rows of the record, without the times of adding."""
    from dateline.ledger.rows import TABLES

    file = sqlite3.connect(path)
    asked = [
        "SELECT digest, id, series, url, title, text, pairs FROM article",
        "SELECT digest, article, outlet FROM reading",
    ]
    asked += [
        f"SELECT * FROM {name}" for name in (*TABLES.values(), "naming", "speaking", "telling", "happening", "standing")
    ]
    return [row for one in asked for row in file.execute(f"{one} ORDER BY 1, 2")]
