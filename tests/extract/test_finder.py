"""The trained finder on sentences of ours, on any text at all, and without its file."""

from __future__ import annotations

import time
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.errors import AtlasError
from dateline.extract.finder import FILES, Attribution, Finder, finder


def words(text: str, found: Attribution) -> dict[str, list[str]]:
    parts = {"source": found.source, "cue": found.cue, "content": found.content}
    return {role: [text[start:end] for start, end in pieces] for role, pieces in parts.items()}


def test_a_quotation_around_its_cue_is_one_claim() -> None:
    text = "“The harbour will stay closed,” the mayor said on Friday, “until the divers are done.”"
    [found] = finder().find(text)
    assert words(text, found)["cue"][0].startswith("said")
    assert words(text, found)["source"] == ["the mayor"]
    content = words(text, found)["content"]
    assert len(content) == 2
    assert "harbour will stay closed" in content[0]
    assert "until the divers are done" in content[1]


def test_two_speakers_of_one_sentence_are_two_claims() -> None:
    text = "The union said pay had fallen, but the company insisted that wages were fair."
    first, second = (words(text, found) for found in finder().find(text))
    assert (first["source"], first["cue"]) == (["The union"], ["said"])
    assert (second["source"], second["cue"]) == (["the company"], ["insisted"])


def test_what_nobody_says_is_no_claim() -> None:
    assert finder().find("The bridge was built in 1931. It is 300 metres long and carries two lanes.") == []


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters() | st.sampled_from(" .,\n“”\"'said"), max_size=300))
def test_spans_lie_in_any_text(text: str) -> None:
    for found in finder().find(text):
        assert found.content
        for start, end in (*found.content, *found.cue, *found.source):
            assert 0 <= start < end <= len(text)


def test_a_text_without_an_end_takes_linear_time() -> None:
    def seconds(text: str) -> float:
        start = time.process_time()
        finder().find(text)
        return time.process_time() - start

    short, long = "he said that " * 2_000, "he said that " * 10_000
    seconds(short)
    assert seconds(long) < 12 * max(seconds(short), 0.05)


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(AtlasError, match="reinstall"):
        Finder(tmp_path)


def test_a_damaged_file_says_what_to_do(tmp_path: Path) -> None:
    whole = resources.files("dateline.atlas") / "models"
    for name in FILES:
        (tmp_path / name).write_bytes((whole / name).read_bytes())
    (tmp_path / FILES[0]).write_bytes(b"no graph")
    with pytest.raises(AtlasError, match="reinstall"):
        Finder(tmp_path)
