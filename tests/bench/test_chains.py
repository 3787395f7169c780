"""The scorer of chains, and that the passages cover what they are for."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bench import chains
from bench.chains import FaultyPassage, Passage

TEXT = "Interfax reported that Olga Berg had said the mine was safe."
MARKED = f'''
[[passage]]
id = "mine"
outlet = "Post"
text = "{TEXT}"
[[passage.claim]]
content = ["that Olga Berg[...]safe"]
cue = ["reported"]
source = ["Interfax"]
chain = [["Interfax"]]
kind = "agency"
[[passage.claim]]
content = ["the mine was safe"]
cue = ["had said"]
source = ["Olga Berg"]
chain = [["Interfax"], ["?Telegram"], ["Olga Berg", "Berg"]]
kind = "person"
inside = 0

[[passage]]
id = "quiet"
text = "The report was published."
'''
LENGTHS = (1, 2, 3, 4)


@pytest.fixture
def marked(tmp_path: Path) -> list[Passage]:
    (tmp_path / "dev-mine.toml").write_text(MARKED, "utf-8")
    return chains.load(folder=tmp_path)


def reading(*, speaker: list[str], text: str = TEXT, **fields: Any) -> dict[str, Any]:
    """A reading of the mine's passage in which the inner claim has this chain."""

    def claim(content: str, source: str, chain: list[str], kind: str) -> dict[str, Any]:
        spans = [[at := text.index(words), at + len(words)] for words in (content, source)]
        marks = {"kind": kind, "manner": "indirect", "certainty": "CT+"}
        return {"content": spans[:1], "source": spans[1:], "chain": chain, **marks}

    at = text.index("Olga Berg")
    return {
        "article": {"text": text},
        "entities": [
            {"id": "e1", "name": "The Interfax", "aliases": []},
            {"id": "e2", "name": "O. Berg", "aliases": []},
            {"id": "e3", "name": "Telegram", "aliases": ["TG"]},
        ],
        "mentions": [{"entity": "e2", "span": [at, at + len("Olga Berg")]}],
        "claims": [
            claim("that Olga Berg had said the mine was safe", "Interfax", ["e1"], "agency"),
            claim("the mine was safe", "Olga Berg", speaker, "person") | fields,
        ],
    }


def test_a_piece_is_whole_words_and_may_name_its_occurrence_or_its_end() -> None:
    text = "The mayor said he and the aide said he left."
    pieces = ("he", "said#2", "he[...]said", "said[...]left#2")
    assert [chains.find(text, piece) for piece in pieces] == [(15, 17), (31, 35), (15, 35), (31, 43)]
    assert [text[15:17], text[31:35], text[31:43]] == ["he", "said", "said he left"]


@pytest.mark.parametrize("piece", ["she", "ai", "said#3", "left[...]mayor", ""])
def test_a_piece_that_is_not_in_the_text_is_refused(piece: str) -> None:
    with pytest.raises(FaultyPassage):
        chains.find("The mayor said he and the aide said he left.", piece)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("the mine was safe", "the mine was shut", "the mine was shut"),
        ('"person"', '"somebody"', "somebody"),
        ("inside = 0", "inside = 1", "inside"),
        ('kind = "agency"', "", "kind"),
        ('id = "quiet"', 'id = "mine"', "same id"),
    ],
)
def test_a_faulty_mark_is_told_with_its_passage(tmp_path: Path, old: str, new: str, told: str) -> None:
    marks = MARKED.replace(f'["{old}"]', f'["{new}"]') if old in TEXT else MARKED.replace(old, new)
    (tmp_path / "dev-mine.toml").write_text(marks, "utf-8")
    with pytest.raises(FaultyPassage, match="mine") as fault:
        chains.load(folder=tmp_path)
    assert told in str(fault.value)


def test_a_right_reading_scores_full_and_a_mention_or_a_name_without_its_article_will_do(marked: list[Passage]) -> None:
    found = chains.figures(marked, {"mine": reading(speaker=["e1", "e2"])})
    assert found == {
        "chain": 1,
        "chain of 2": 1,
        "outermost": 0,
        "outermost of 2": 0,
        "met": 1,
        "kind": 1,
        "manner": 1,
        "certainty": 1,
        "quiet": 1,
    }
    assert chains.worst(marked, {"mine": reading(speaker=["e1", "e2"])}) == []


@pytest.mark.parametrize(
    ("chain", "right"),
    [
        (["e1", "e3", "e2"], True),
        (["e1", "e2"], True),
        (["e2", "e1"], False),
        (["e2"], False),
        (["e1"], False),
        (["e1", "e2", "e3"], False),
        (["e3", "e1", "e2"], False),
        ([], False),
    ],
)
def test_a_link_too_many_too_few_or_out_of_order_is_wrong(marked: list[Passage], chain: list[str], right: bool) -> None:
    assert chains.figures(marked, {"mine": reading(speaker=chain)})["chain"] == right


def test_the_worst_are_told_in_words(marked: list[Passage]) -> None:
    (failed,) = chains.worst(marked, {"mine": reading(speaker=["e2"])})
    assert (failed["id"], failed["text"]) == ("mine", TEXT)
    assert [claim["fault"] for claim in failed["gold"]] == [None, "chain"]
    assert failed["ours"][1]["chain"] == ["O. Berg"]
    assert failed["gold"][1]["content"] == "the mine was safe"


def test_marks_of_a_claim_are_judged_one_by_one(marked: list[Passage]) -> None:
    at = TEXT.index("had said")
    ours = reading(speaker=["e1", "e2"], kind="unnamed", certainty="CT-", manner="direct", reason=[[at, at + 3]])
    found = chains.figures(marked, {"mine": ours})
    assert {name: found[name] for name in ("kind", "certainty", "manner", "reason")} == {
        "kind": 0.5,
        "certainty": 0.5,
        "manner": 0.5,
        "reason": 0,
    }


def test_no_reading_and_a_claim_where_there_is_none_cost(marked: list[Passage]) -> None:
    loud = {"article": {"text": marked[1].text}, "claims": [{"content": [[0, 10]], "source": [], "chain": []}]}
    found = chains.figures(marked, {"quiet": loud})
    assert (found["chain"], found["met"], found["quiet"]) == (0, 0, 0)
    assert [failed["id"] for failed in chains.worst(marked, {"quiet": loud})] == ["mine", "quiet"]


def test_the_passages_cover_chains_of_every_length_in_both_first_parts() -> None:
    parts = {part: chains.load(part) for part in ("dev", "seen")}
    assert len(chains.load()) > sum(map(len, parts.values())) >= 150  # there are more parts
    for passages in parts.values():
        lengths = Counter(passage.links for passage in passages)
        assert all(lengths[length] >= 10 for length in LENGTHS)
        assert sum(not passage.claims for passage in passages) >= 7


def test_an_inner_claim_stands_in_its_outer_one_and_lengthens_its_chain() -> None:
    for passage in chains.load():
        for claim in passage.claims:
            if claim.inside is not None:
                outer = passage.claims[claim.inside]
                assert any(a <= claim.content[0][0] and claim.content[-1][1] <= b for a, b in outer.content), passage.id
                assert claim.chain[: len(outer.chain)] == outer.chain, passage.id
                assert len(claim.chain) > len(outer.chain), passage.id


def test_no_outlet_is_a_link_of_its_own_passage() -> None:
    for passage in chains.load():
        links = {name.casefold() for claim in passage.claims for link in claim.chain for name in link}
        assert passage.fields.get("outlet", "-").casefold() not in links, passage.id
