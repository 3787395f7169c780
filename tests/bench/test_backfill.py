"""The benchmark of a backfill tells what is wrong, and finds nothing wrong in a small one that is killed."""

from __future__ import annotations

from pathlib import Path

from bench import backfill


def test_a_backfill_that_is_killed_ends_with_exact_counts(tmp_path: Path) -> None:
    done = backfill.fill(20, tmp_path, kills=1, seed=1)
    assert (done.problems, done.written.new, done.written.versions, done.written.same) == ((), 20, 5, 4), done
    bare, wrong = backfill.again(30, 20, tmp_path)
    assert wrong == () and bare.counts and bare.counts["same"] == 30
    feed = tmp_path / "feed.jsonl"
    feed.write_text(feed.read_text("utf-8").replace("post-7", "post-6"), "utf-8")
    faults = list(backfill._faults(done.written, backfill.run(feed, tmp_path / "other.ledger"), 0, 0))
    assert faults == ["new: 19 told, 20 are right", "versions: 6 told, 5 are right"]
