"""The commands that gather what is to be read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from warcio.archiveiterator import ArchiveIterator

from dateline.cli import main
from dateline.collect import read_inputs
from dateline.reader import Reader, Reading
from dateline.records import Article, Rows
from tests.collect.site import Site, page, rss, serving, story

ROW = "\t".join(["1123", *[""] * 58, "20230916083000", "https://www.reuters.com/world/quay"])


def test_leads_are_listed_and_bad_lines_said(tmp_path: Path) -> None:
    path = tmp_path / "a.export.CSV"
    path.write_text(f"{ROW}\nbroken\n")
    done = CliRunner().invoke(main, ["leads", str(path)])
    assert done.stdout == "https://www.reuters.com/world/quay\t2023-09-16T08:30:00+00:00\tReuters\n"
    assert f"{path}:2" in done.stderr
    assert done.exit_code == 1
    path.write_text(f"{ROW}\n")
    done = CliRunner().invoke(main, ["leads", str(path), "--format", "json"])
    assert json.loads(done.stdout)["outlet"] == "Reuters"
    assert done.exit_code == 0


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    def read_many(self: Reader, articles: Iterable[Article], *, processes: int = 1) -> Iterator[Reading]:
        for article in articles:
            yield Reading(Rows().add([article]))

    monkeypatch.setattr(Reader, "read_many", read_many)  # reading is tested elsewhere, and takes its time
    monkeypatch.chdir(tmp_path)
    for name, value in {"NETWORKS": "127.0.0.1", "DELAY": "0.001", "CONTACT": "https://desk.example"}.items():
        monkeypatch.setenv(f"DATELINE_{name}", value)
    with serving() as running:
        for number in (1, 2):
            running.answers[f"/news/{number}"] = page(f"Quay {number}", story(number))
        running.answers["/feed"] = rss(running, [1, 2, 3])
        yield running


def run(*given: str, fails: int = 0) -> str:
    done = CliRunner().invoke(main, [*given], catch_exceptions=False)
    assert done.exit_code == fails, done.output
    return done.stdout


def test_from_a_page_to_a_ledger_and_an_archive(site: Site, tmp_path: Path) -> None:
    assert 'name = "Lillevik Post"' in run("sources", "add", f"{site.url}/feed")
    run("sources", "add", f"{site.url}/news/1", "--kind", "page", "--name", "One", "--outlet", "BBC")
    done = json.loads(run("collect", "--ledger", "n.ledger", "--format", "json", fails=1))
    assert (done["sources"], done["fetched"], done["new"], done["why"]) == (2, 2, 2, {"NotFoundInput": 1})
    assert "0 fetched, 1 unchanged" in run("collect", "--ledger", "n.ledger")
    assert "+https://desk.example" in site.requests[-1][1]["user-agent"]
    listed = [
        json.loads(line) for line in run("sources", "list", "--ledger", "n.ledger", "--format", "json").split("\n")[:-1]
    ]
    assert [one["name"] for one in listed] == ["Lillevik Post", "One"] and all(one["checked"] for one in listed)

    assert "2 captures" in run("captures", "n.ledger", "--output", "n.warc.gz")
    with Path("n.warc.gz").open("rb") as stream:
        archive = ArchiveIterator(stream, check_digests="raise")
        records = [(one.rec_type, one.content_stream().read()) for one in archive]
    assert [kind for kind, _ in records] == ["warcinfo", "response", "response"]
    answers = {content for kind, content in records if kind == "response"}
    assert answers == {str(site.answers[f"/news/{number}"]).encode() for number in (1, 2)}
    articles = list(read_inputs(["n.warc.gz"], max_characters=10**6, max_bytes=10**6, timeout=1))
    assert {one.url for one in articles if isinstance(one, Article)} == {f"{site.url}/news/{n}" for n in (1, 2)}


def test_pages_are_named_one_by_one(site: Site) -> None:
    Path("urls").write_text(f"{site.url}/news/1\t2023-09-16\tBBC\n{site.url}/news/1#x\n\nnothing\n{site.url}/news/9\n")
    done = json.loads(run("collect", "--urls", "urls", "--ledger", "n.ledger", "--format", "json", fails=1))
    assert (done["listed"], done["new"], done["why"]) == (2, 1, {"NotFoundInput": 1})
    again = json.loads(run("collect", "--urls", "urls", "--ledger", "n.ledger", "--format", "json"))
    assert (again["fetched"], site.paths()) == (0, ["/news/1", "/news/9"])


def test_what_is_wrong_is_said_in_a_line(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from dateline.errors import DatelineError

    for given, words in (
        (["collect", "--ledger", "n.ledger", "--sources", "none.toml"], "sources add"),
        (["sources", "add", f"{site.url}/nothing"], "404"),
    ):
        with pytest.raises(DatelineError, match=words):
            run(*given)
    monkeypatch.setenv("DATELINE_NETWORKS", "everything")
    with pytest.raises(DatelineError, match="DATELINE_NETWORKS"):
        run("sources", "add", f"{site.url}/feed")
