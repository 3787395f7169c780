"""Chains of sources on our own passages (tests/extract/passages): who told whom, link by link.

`chain`     of the passages with claims, those in which every gold claim is met and has its chain: as many links, each
            an accepted name. Met: a content with an intersection over union of 0.5 or more; one to one, right chains
            first, then the best content. Claims that the gold doesn't have cost nothing (bench/claims.py counts them)
`outermost` the same for a reader that never nests: each claim's chain cut to its first link
`chain of N`, `outermost of N`  the same over passages whose longest gold chain has N links
`met`       of the gold claims, those that are met; `kind`, `manner`, `certainty`, `reason` are over these:
            the value is right; for `reason` the words overlap, over the claims with a reason on either side
`quiet`     of the passages without a claim, those in which none was found
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from bench.figures import Json, one_to_one
from dateline.records import Certainty, Manner, SourceKind

#: Passages tuned on, in the order in which they were written, and those that are only scored.
PARTS = ("dev", "seen", "more", "fresh-1", "fresh-2", "fresh-3")
FOLDER = Path(__file__).resolve().parent.parent / "tests" / "extract" / "passages"
#: The least intersection over union of two contents that are one claim, as in bench/claims.py.
LEAST = 0.5
ARTICLES = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
NTH = re.compile(r"#(\d+)$")
BETWEEN = "[...]"
Pieces = tuple[tuple[int, int], ...]
Chain = list[frozenset[str]]
#: Gold claim, ours (None: not met), and whether ours has the chain.
Met = tuple["Gold", Json | None, bool]


class FaultyPassage(ValueError):
    """A passage that cannot be scored as it is marked: the message names it and the fault."""


@dataclass(frozen=True, slots=True)
class Gold:
    """A marked claim: spans in half-open code points; `chain` holds each link's accepted names, outermost first."""

    content: Pieces
    cue: Pieces
    source: Pieces
    chain: tuple[tuple[str, ...], ...]
    kind: str
    reason: Pieces
    manner: str
    certainty: str
    inside: int | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A text with its marked claims; `part` is one of PARTS."""

    id: str
    part: str
    text: str
    fields: Mapping[str, str]
    claims: tuple[Gold, ...]

    @property
    def links(self) -> int:
        """How many links the longest chain has, optional ones left out."""
        return max((sum(not _optional(link) for link in claim.chain) for claim in self.claims), default=0)


# ---------------------------------------------------------------- loading


def load(part: str | None = None, *, folder: Path = FOLDER) -> list[Passage]:
    """The passages of a part (one of PARTS; None: all). Raises FaultyPassage where a mark fits no words."""
    files = sorted(folder.glob(f"{part or ''}*.toml"))
    out = [_passage(row, _part(file)) for file in files for row in _rows(file)]
    twice = {passage.id for passage in out if sum(other.id == passage.id for other in out) > 1}
    if twice:
        raise FaultyPassage(f"passages with the same id: {', '.join(sorted(twice))}")
    return out


def article(passage: Passage) -> Json:
    """The passage as `dateline read` takes it."""
    return {"id": passage.id, "text": passage.text, "language": "en", **passage.fields}


def _part(file: Path) -> str:
    return next((name for name in PARTS if file.name.startswith(name)), file.stem)


def _rows(file: Path) -> list[Json]:
    rows: list[Json] = tomllib.loads(file.read_text("utf-8"))["passage"]
    return rows


def _passage(row: Json, part: str) -> Passage:
    fields: dict[str, str] = {name: row[name] for name in ("title", "outlet", "published") if name in row}
    try:
        claims = tuple(_gold(claim, row["text"]) for claim in row.get("claim", []))
        if any(claim.inside is not None and not 0 <= claim.inside < at for at, claim in enumerate(claims)):
            raise FaultyPassage("`inside` must name an earlier claim")
    except (KeyError, FaultyPassage) as error:
        raise FaultyPassage(f"{row.get('id')}: {error}") from error
    return Passage(row["id"], part, row["text"], fields, claims)


def _gold(claim: Json, text: str) -> Gold:
    reason = [claim["reason"]] if "reason" in claim else []
    content, cue, source, why = (
        tuple(find(text, piece) for piece in pieces)
        for pieces in (claim["content"], claim.get("cue", []), claim.get("source", []), reason)
    )
    return Gold(
        content=content,
        cue=cue,
        source=source,
        chain=tuple(tuple(link) for link in claim["chain"]),
        kind=_one_of(claim["kind"], get_args(SourceKind)),
        reason=why,
        manner=_one_of(claim.get("manner", "indirect"), get_args(Manner)),
        certainty=_one_of(claim.get("certainty", "CT+"), get_args(Certainty)),
        inside=claim.get("inside"),
    )


def _one_of(value: str, known: Sequence[str]) -> str:
    if value not in known:
        raise FaultyPassage(f"{value!r} is none of {', '.join(known)}")
    return value


def find(text: str, piece: str) -> tuple[int, int]:
    """Where a piece stands: whole words; `he#2` the second time; `that[...]May` up to the next "May"."""
    nth = NTH.search(piece)
    first, _, last = (piece[: nth.start()] if nth else piece).partition(BETWEEN)
    begins = list(_whole(first).finditer(text))[(int(nth[1]) if nth else 1) - 1 :]
    end = _whole(last).search(text, begins[0].end()) if begins and last else None
    if not first or not begins or (last and not end):
        raise FaultyPassage(f"not in the text: {piece!r}")
    return begins[0].start(), (end or begins[0]).end()


def _whole(words: str) -> re.Pattern[str]:
    before = r"(?<!\w)" if words[:1].isalnum() else ""
    after = r"(?!\w)" if words[-1:].isalnum() else ""
    return re.compile(before + re.escape(words) + after)


# ---------------------------------------------------------------- scoring


def figures(passages: Iterable[Passage], readings: Mapping[str, Json]) -> dict[str, float]:
    """Shares from 0 to 1, defined at the top of the module; a passage without a reading was read without claims."""
    counts: dict[str, list[int]] = {}
    for passage in passages:
        claims = readings.get(passage.id, {}).get("claims", [])
        if passage.claims:
            for name, right in _judged(passage, readings.get(passage.id, {})):
                counts.setdefault(name, []).append(right)
        else:
            counts.setdefault("quiet", []).append(not claims)
    return {name: sum(rights) / len(rights) for name, rights in sorted(counts.items(), key=_order)}


def worst(passages: Iterable[Passage], readings: Mapping[str, Json]) -> list[Json]:
    """The passages that fail, in words: {"id", "text", "gold": [..], "ours": [..]}.

    Each claim is {"content", "source", "chain", "kind", "manner", "certainty"}, a gold one also `fault`: None, "chain"
    or "not met". `ours` holds all that was read; for a passage without claims anything in it is a fault.
    """
    out = []
    for passage in passages:
        reading = readings.get(passage.id, {})
        met = _met(passage, reading, cut=False)
        if not all(right for *_, right in met) or (not met and reading.get("claims")):
            gold = [
                {**_in_words(claim, passage.text), "fault": None if right else "chain" if ours else "not met"}
                for claim, ours, right in met
            ]
            out.append({"id": passage.id, "text": passage.text, "gold": gold, "ours": _ours(passage, reading)})
    return out


def _judged(passage: Passage, reading: Json) -> Iterator[tuple[str, bool]]:
    """Each figure that a passage with claims adds to, and whether it was right."""
    for name, cut in (("chain", False), ("outermost", True)):
        right = all(right for *_, right in _met(passage, reading, cut=cut))
        yield name, right
        yield f"{name} of {passage.links}", right
    for gold, ours, _ in _met(passage, reading, cut=False):
        yield "met", ours is not None
        if ours is not None:
            yield from ((name, ours.get(name) == getattr(gold, name)) for name in ("kind", "manner", "certainty"))
            want, got = (_characters(spans, passage.text) for spans in (gold.reason, ours.get("reason") or ()))
            if want or got:
                yield "reason", bool(want & got)


def _order(item: tuple[str, list[int]]) -> tuple[int, str]:
    names = ("chain", "outermost", "met", "kind", "reason", "manner", "certainty", "quiet")
    first = item[0].partition(" of ")[0]
    return names.index(first), item[0]


def _met(passage: Passage, reading: Json, *, cut: bool) -> list[Met]:
    """Each gold claim with ours, one to one: right chains first, then the best content."""
    claims, named = reading.get("claims", []), _names(reading)
    chains = [[named.get(entity, frozenset()) for entity in claim["chain"][: 1 if cut else None]] for claim in claims]
    contents = [_characters(claim["content"], passage.text) for claim in claims]
    candidates = []
    for i, gold in enumerate(passage.claims):
        want = _characters(gold.content, passage.text)
        for j, got in enumerate(contents):
            overlap = len(want & got) / len(want | got)
            if overlap >= LEAST:
                candidates.append((not same_chain(gold.chain, chains[j]), -overlap, i, j))
    pairs = {i: (j, not wrong) for (i, j), wrong in _first(candidates)}
    return [
        (gold, claims[pairs[i][0]], pairs[i][1]) if i in pairs else (gold, None, False)
        for i, gold in enumerate(passage.claims)
    ]


def _first(candidates: list[tuple[bool, float, int, int]]) -> Iterator[tuple[tuple[int, int], bool]]:
    wrong = {(i, j): bad for bad, _, i, j in candidates}
    for pair in one_to_one((i, j) for _, _, i, j in sorted(candidates)):
        yield pair, wrong[pair]


def same_chain(gold: Sequence[Sequence[str]], ours: Sequence[frozenset[str]]) -> bool:
    """Whether our links (the names of each) are the gold's, one for one; optional links may be left out."""
    if not gold:
        return not ours
    link = frozenset(_plain(name.removeprefix("?")) for name in gold[0])
    if ours and link & ours[0] and same_chain(gold[1:], ours[1:]):
        return True
    return _optional(gold[0]) and same_chain(gold[1:], ours)


def _optional(link: Sequence[str]) -> bool:
    return link[0].startswith("?")


def _names(reading: Json) -> dict[str, frozenset[str]]:
    """The plain names of each entity: its own, its aliases and the words of its mentions."""
    text = reading.get("article", {}).get("text", "")
    out = {entity["id"]: [entity["name"], *entity["aliases"]] for entity in reading.get("entities", [])}
    for mention in reading.get("mentions", []):
        out.setdefault(mention["entity"], []).append(text[slice(*mention["span"])])
    return {entity: frozenset(map(_plain, names)) for entity, names in out.items()}


def _plain(name: str) -> str:
    return ARTICLES.sub("", " ".join(name.replace("’", "'").split())).casefold()


def _characters(spans: Iterable[Sequence[int]], text: str) -> frozenset[int]:
    return frozenset(at for start, end in spans for at in range(start, end) if not text[at].isspace())


# ---------------------------------------------------------------- in words


def _in_words(gold: Gold, text: str) -> dict[str, Any]:
    return {
        "content": _words(gold.content, text),
        "source": _words(gold.source, text),
        "chain": [link[0] for link in gold.chain],
        "kind": gold.kind,
        "manner": gold.manner,
        "certainty": gold.certainty,
    }


def _ours(passage: Passage, reading: Json) -> list[dict[str, Any]]:
    names = {entity["id"]: entity["name"] for entity in reading.get("entities", [])}
    return [
        {
            "content": _words(claim["content"], passage.text),
            "source": _words(claim["source"], passage.text),
            "chain": [names.get(entity, entity) for entity in claim["chain"]],
            **{name: claim.get(name) for name in ("kind", "manner", "certainty")},
        }
        for claim in reading.get("claims", [])
    ]


def _words(spans: Iterable[Sequence[int]], text: str) -> str:
    return " … ".join(text[start:end] for start, end in spans)
