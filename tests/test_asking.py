"""The commands that ask a ledger, run as a user runs them, over the sample dispatches."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples" / "reykjavik.jsonl"


def dateline(*arguments: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "dateline", *map(str, arguments)]
    env = {**os.environ, "OMP_NUM_THREADS": "1", **environment}
    return subprocess.run(command, capture_output=True, check=False, timeout=120, env=env)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("asking") / "news.ledger"
    assert dateline("add", SAMPLES, "--ledger", path).returncode == 0
    return path


def asked(ledger: Path, *arguments: object) -> list[dict[str, Any]]:
    done = dateline(*arguments, "--ledger", ledger, "--format", "json")
    assert (done.returncode, done.stderr) == (0, b""), done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def shown(ledger: Path, *arguments: object) -> str:
    done = dateline(*arguments, "--ledger", ledger)
    assert done.returncode == 0, done.stderr
    text = done.stdout.decode()
    assert "\x1b" not in text and all(len(line) <= 80 for line in text.splitlines())
    return text


TEXTS = {article["id"]: article["text"] for article in map(json.loads, SAMPLES.read_text("utf-8").splitlines())}


def test_stories_and_one_of_them(ledger: Path) -> None:
    (story,) = asked(ledger, "stories")
    assert set(story) == {"id", "title", "first", "last", "articles"} and set(story["articles"]) == set(TEXTS)
    assert (story["first"], story["last"]) == ("1986-10-12", "1986-10-14")
    (whole,) = asked(ledger, "story", story["id"])
    assert whole["events"] and asked(ledger, "story", "courier")[0]["id"] == story["id"]
    told = shown(ledger, "story", story["id"])
    assert "ARTICLES" in told and "Harbour Courier" in told and "independent" in told


def test_events_as_the_contract_has_them(ledger: Path) -> None:
    events = asked(ledger, "events")
    for event in events:
        assert {"id", "story", "code", "mode", "actors", "recipients", "place", "start", "end", "reports"} <= set(event)
        behind = event["corroboration"]
        assert behind["independent_origins"] <= behind["origins"] <= behind["reports"] <= len(event["reports"])
        assert behind["why"] and 1 <= behind["admiralty"] <= 6
        for report in event["reports"]:
            assert report["stance"] in ("asserts", "denies", "doubts")
            start, end = report["trigger"]
            assert TEXTS[report["article"]][start:end].strip()
            assert report["origin"]["name"] == (report["chain"][-1] if report["chain"] else report["outlet"])
            for link in report["links"]:
                assert link["words"] is None or TEXTS[report["article"]][slice(*link["words"])]
    told_by_several = [event for event in events if len({report["outlet"] for report in event["reports"]}) > 1]
    assert told_by_several and events[0]["corroboration"]["independent_origins"] == max(
        event["corroboration"]["independent_origins"] for event in events
    )


def test_events_are_narrowed_by_what_is_asked(ledger: Path) -> None:
    everything = {event["id"] for event in asked(ledger, "events")}
    reagan = asked(ledger, "events", "--who", "ronald reagan")
    assert reagan and {event["id"] for event in reagan} < everything
    sunday = asked(ledger, "events", "--when", "1986-10-12")
    assert sunday and all(event["start"] < "1986-10-13" and event["end"] > "1986-10-12" for event in sunday)
    assert {e["id"] for e in sunday} <= {e["id"] for e in asked(ledger, "events", "--when", "1986-10")}
    assert asked(ledger, "events", "--when", "1986-10-11..1986-10-13") != asked(ledger, "events", "--when", "1985")
    assert all(event["code"] == "CONSULT" for event in asked(ledger, "events", "--code", "consult"))
    two = asked(ledger, "events", "--min-origins", "2")
    assert two and all(event["corroboration"]["independent_origins"] >= 2 for event in two)
    assert len(asked(ledger, "events", "--limit", "3")) == 3
    assert asked(ledger, "events", "--who", "Nobody At All") == []


def test_an_event_explains_itself(ledger: Path) -> None:
    event = max(asked(ledger, "events"), key=lambda event: len(event["reports"]))
    assert asked(ledger, "event", event["id"]) == [event]
    told = shown(ledger, "event", event["id"])
    for heading in ("WHAT STANDS BEHIND IT", "REPORTS", "WHY THESE ARE ONE EVENT"):
        assert heading in told
    for report in event["reports"]:
        assert (report["outlet"] or "") in told.replace("\n", " ").replace("  ", " ") or "→" in told


def test_events_explained_are_the_events_one_by_one(ledger: Path) -> None:
    best = asked(ledger, "events", "--limit", "1")[0]
    assert shown(ledger, "events", "--limit", "1", "--explain").strip() == shown(ledger, "event", best["id"]).strip()


def test_the_timeline_runs_forward(ledger: Path) -> None:
    starts = [f"{event['start']}T00:00:00"[:19] for event in asked(ledger, "timeline")]
    assert starts and starts == sorted(starts)
    assert "1986-10-12" in shown(ledger, "timeline", "--who", "Mikhail Gorbachev")


def test_claims_by_and_about(ledger: Path) -> None:
    shultz = asked(ledger, "claims", "--by", "George Shultz")
    assert shultz and all(claim["speaker"] == "George Shultz" for claim in shultz)
    for claim in shultz:
        assert all(TEXTS[claim["article"]][start:end] in claim["words"] for start, end in claim["content"])
    about = asked(ledger, "claims", "--by", "George Shultz", "--about", "Strategic Defense Initiative")
    assert 0 < len(about) <= len(shultz)
    event = next(e for e in asked(ledger, "events") if any(report["chain"] for report in e["reports"]))
    assert asked(ledger, "claims", "--about-event", event["id"])
    assert "Shultz" in shown(ledger, "claims", "--by", "George Shultz")
    nothing = dateline("claims", "--ledger", ledger)
    assert nothing.returncode == 2 and b"--by" in nothing.stderr


def test_who_cites_whom_and_by_which_words(ledger: Path) -> None:
    edges = asked(ledger, "who-cites-whom", "--examples", "2")
    pairs = {(edge["citing"], edge["cited"]) for edge in edges}
    assert ("Inland Tribune (sample)", "Northern Wire (sample)") in pairs
    assert ("Harbour Courier (sample)", "George Shultz") in pairs
    for edge in edges:
        assert edge["articles"] <= edge["reports"] and len(edge["examples"]) <= 2
        for example in edge["examples"]:
            words = example["words"]
            assert words is None or words in " ".join(TEXTS[example["article"]].split())
    assert asked(ledger, "who-cites-whom", "--citing", "Harbour Courier (sample)") != edges
    assert "Northern Wire" in shown(ledger, "who-cites-whom")
    sources = {one["name"]: one for one in asked(ledger, "who-cites-whom", "--sources")}
    assert sources["Harbour Courier (sample)"]["cites"] and sources["George Shultz"]["cited"]


def test_where_somebody_was(ledger: Path) -> None:
    (found,) = asked(ledger, "where", "Mikhail Gorbachev")
    assert any(leg["place"]["name"] for leg in found["legs"])
    assert "Gorbachev" in shown(ledger, "where", "Mikhail Gorbachev")
    (nobody,) = asked(ledger, "where", "Nobody At All")
    assert nobody["legs"] == []


@pytest.mark.parametrize("form", ["plover", "ftm", "geojson", "ics", "graphml"])
def test_exports_are_put_in_place(ledger: Path, form: str, tmp_path: Path) -> None:
    target = tmp_path / f"out.{form}"
    done = dateline("export", form, "--ledger", ledger, "--output", target)
    assert done.returncode == 0 and b"written" in done.stdout and target.stat().st_size > 100
    streamed = dateline("export", form, "--ledger", ledger)
    assert streamed.returncode == 0 and streamed.stdout == target.read_bytes()


def test_an_export_of_several_files_wants_a_folder(ledger: Path, tmp_path: Path) -> None:
    refused = dateline("export", "csv", "--ledger", ledger)
    assert refused.returncode == 2 and b"--output FOLDER" in refused.stderr
    assert dateline("export", "csv", "--ledger", ledger, "--output", tmp_path / "out").returncode == 0
    assert {one.name for one in (tmp_path / "out").iterdir()} == {"events.csv", "reports.csv"}


def test_contradictions_name_who_holds_what(ledger: Path) -> None:
    found = asked(ledger, "contradictions")
    assert all(event["disputed"] or event["corroboration"]["denials"] for event in found)
    for event in found:
        for versions in event["disputed"].values():
            assert all(set(version["articles"]) <= set(TEXTS) for version in versions)
    assert "differ" in shown(ledger, "contradictions")


def test_a_judgement_is_kept_listed_and_taken_back(ledger: Path, tmp_path: Path) -> None:
    path = tmp_path / "judged.ledger"
    assert dateline("ledger", "backup", ledger, path).returncode == 0
    event = max(asked(path, "events"), key=lambda event: len(event["reports"]))
    parted = asked(path, "judge", "different", f"{event['id']}#1", f"{event['id']}#2", "--as", "M. Okafor")
    assert parted[0]["verdict"] == "different" and parted[0]["judge"] == "M. Okafor"
    first, second = ((report["article"], report["trigger"]) for report in event["reports"][:2])

    def together() -> bool:
        kept = [[(r["article"], r["trigger"]) for r in event["reports"]] for event in asked(path, "events")]
        return any(first in one and second in one for one in kept)

    assert not together()
    assert [one["id"] for one in asked(path, "judgements")] == [parted[0]["id"]]
    (taken,) = asked(path, "judgements", "--withdraw", parted[0]["id"], "--as", "M. Okafor")
    assert taken["withdrawn"] and together()


def test_a_wrong_report_and_a_wrong_claim_are_left_out_with_a_reason(ledger: Path, tmp_path: Path) -> None:
    path = tmp_path / "wrong.ledger"
    assert dateline("ledger", "backup", ledger, path).returncode == 0
    event = max(asked(path, "events"), key=lambda event: len(event["reports"]))
    report = event["reports"][1]
    asked(path, "judge", "wrong", event["id"], "2", "--as", "M. Okafor", "--reason", "a film's plot")
    left = [(one["article"], one["trigger"]) for now in asked(path, "events") for one in now["reports"]]
    assert (report["article"], report["trigger"]) not in left
    claim = asked(path, "claims", "--by", "George Shultz")[0]
    asked(path, "judge", "wrong", claim["article"], claim["id"], "--as", "L. Aalto")
    kept = asked(path, "claims", "--by", "George Shultz")
    assert (claim["article"], claim["id"]) not in {(one["article"], one["id"]) for one in kept}
    told = dateline("judgements", "--ledger", path).stdout.decode()
    words = TEXTS[report["article"]][slice(*report["clause"])].split()
    assert "a film's plot" in told and " ".join(words[:6]) in told and "Shultz" in told and "is wrong" in told
    (first, second) = asked(path, "judgements")
    assert first["reason"] == "a film's plot" and first["counts"] and second["right"] is None
    assert second["left"] == f"{claim['article']}#{claim['id']}" and claim["words"][:40] in second["words"]
    (taken, _) = asked(path, "judgements", "--withdraw", first["id"], "--as", "L. Aalto")
    assert taken["withdrawn_by"] == "L. Aalto" and not taken["counts"]
    refused = dateline("judge", "wrong", claim["article"], "claim-0", "--as", "A", "--ledger", path)
    assert refused.returncode == 2 and b"no row" in refused.stderr


def test_what_is_not_there_is_said(ledger: Path, tmp_path: Path) -> None:
    for arguments, words in (
        (("event", "ev-000000000000"), b"dateline events"),
        (("story", "nowhere"), b"dateline stories"),
        (("events", "--when", "last week"), b"2026-11-20"),
        (("judge", "same", "ev-1", "ev-2", "--as", "A"), b"no event"),
        (("judgements", "--withdraw", "j-1", "--as", "A"), b"no judgement"),
    ):
        done = dateline(*arguments, "--ledger", ledger)
        assert done.returncode == 2 and words in done.stderr and b"Traceback" not in done.stderr
    missing = dateline("events", "--ledger", tmp_path / "none.ledger")
    assert missing.returncode == 2 and b"there is no ledger" in missing.stderr


def test_a_ledger_that_is_not_merged_says_so_and_is_merged(tmp_path: Path) -> None:
    path = tmp_path / "later.ledger"
    assert dateline("add", SAMPLES, "--ledger", path, "--no-merge").returncode == 0
    done = dateline("stories", "--ledger", path)
    assert done.returncode == 0 and b"dateline merge" in done.stderr
    assert b"6 articles placed, 1 story merged" in dateline("merge", "--ledger", path).stdout
    assert len(asked(path, "stories")) == 1
