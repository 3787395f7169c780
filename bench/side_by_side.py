"""Claims as pages for reading errors: each article with gold and ours in the margin, and an index, worst first.

A page needs no other file but the pages that it links to, and no JavaScript: that adds keys and lights words up, as on
the reading pages, whose style and script it shares. Pages hold gold text: their folder ignores itself in git.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from bench.claims import EDGE, ROLES, Compared, Finding, Tally, Verdict, characters, worst
from bench.figures import Json
from dateline.publish.html import PARAGRAPH, Mark, by_paragraph, pieces

FOLDER: Final = Path(".cache/errors")
INDEX: Final = "index.html"
#: Words that agree on both sides are shown at most this long in the margin: they stand in the text beside it.
SHOWN: Final = 90


@dataclass(frozen=True, slots=True)
class Kind:
    """A verdict as it is shown: a sign beside the colour, and in words."""

    verdict: Verdict
    sign: str
    words: str
    meaning: str


KINDS: Final = (
    Kind("missed", "−", "missed", "in the gold, not in ours"),
    Kind("invented", "+", "invented", "in ours, not in the gold"),
    Kind("boundaries", "↔", "boundaries", "the same attribution with another content"),
    Kind("source", "≠", "source", "the same content, of somebody else"),
    Kind("right", "✓", "right", "content and source as in the gold"),
)
#: An attribution without content is shown, and no figure counts it.
BARE: Final = Kind("no content", "∅", "no content", "counted by no figure")
OF_VERDICT: Final = {kind.verdict: kind for kind in (*KINDS, BARE)}
ERRORS: Final = tuple(kind for kind in KINDS if kind.verdict != "right")


@dataclass(frozen=True, slots=True)
class Side:
    """One attribution in the margin: its roles as parts of (words, whether the other side lacks them)."""

    source: tuple[tuple[str, bool], ...]
    cue: tuple[tuple[str, bool], ...]
    content: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A finding in the margin; `back` and `next` are the keys of the errors before and after it (None: no more)."""

    key: str
    at: int
    kind: Kind
    detail: str
    gold: Side | None
    ours: Side | None
    marks: tuple[Mark, ...]
    back: str | None = None
    next: str | None = None

    @property
    def error(self) -> bool:
        """Whether it is one to read about."""
        return self.kind in ERRORS


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph in pieces of (text, styles, keys, notes whose sign stands before it), and its notes."""

    pieces: list[tuple[str, str, str, list[Note]]]
    notes: list[Note]


# ---------------------------------------------------------------- files


def write(compared: Iterable[Compared], folder: Path) -> Path:
    """Write the pages and the index; the path of the index. Pages of an earlier run are written over."""
    ranked = worst(compared)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".gitignore").write_text("*\n", "utf-8")
    names = [file_name(one.record["id"]) for one in ranked]
    for number, one in enumerate(ranked):
        around = {"back": names[number - 1] if number else None, "next": dict(enumerate(names)).get(number + 1)}
        _save(folder / names[number], page(one, number=number + 1, of=len(ranked), **around))
    _save(folder / INDEX, index(ranked))
    return folder / INDEX


def fault(folder: Path) -> str | None:
    """Why pages cannot go to a folder: it is a file, or holds what is not ours. None where they can."""
    if folder.exists() and not folder.is_dir():
        return "it is a file"
    ours = (folder / INDEX).exists() and (folder / ".gitignore").exists()
    if folder.is_dir() and any(folder.iterdir()) and not ours:
        return "it holds other files; name an empty folder or a new one"
    return None


def file_name(identity: str) -> str:
    """A file's name for an article's id, whatever stands in it; different for different ids."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", identity).strip("-").lower()[:60]
    digest = hashlib.blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return f"{plain or 'article'}-{digest}.html"


def _save(path: Path, text: str) -> None:
    # Half a surrogate pair is no text that a file can hold.
    path.write_text(text, "utf-8", errors="replace")


# ---------------------------------------------------------------- pages


def index(ranked: Sequence[Compared]) -> str:
    """The index: every article in the order given, with what is wrong in it, and the sum."""
    rows = [
        {"file": file_name(one.record["id"]), "title": _title(one.record), "imprint": _imprint(one.record), "one": one}
        for one in ranked
    ]
    total = sum((one.pair for one in ranked), Tally())
    sums = {kind.verdict: sum(one.count(kind.verdict) for one in ranked) for kind in KINDS}
    return _render("index.html", rows=rows, total=total, sums=sums)


def page(compared: Compared, *, number: int = 1, of: int = 1, back: str | None = None, next: str | None = None) -> str:
    """One article; `number` is its place among `of`, `back` and `next` are the files of those around it."""
    notes = list(notes_of(compared))
    return _render(
        "article.html",
        one=compared, title=_title(compared.record), imprint=_imprint(compared.record),
        rows=list(_rows(compared.record["text"], notes)), first=next_error(notes, -1),
        counts={kind.verdict: compared.count(kind.verdict) for kind in KINDS},
        number=number, of=of, back=back, next=next, index=INDEX,
    )  # fmt: skip


def next_error(notes: Sequence[Note], after: int) -> str | None:
    """The key of the first error behind a place in the list."""
    return next((note.key for note in notes[after + 1 :] if note.error), None)


def notes_of(compared: Compared) -> Iterator[Note]:
    """A note a finding, in the order of the text, each with the errors before and after it."""
    drafts = sorted(
        (_draft(compared, finding) for finding in compared.findings),
        key=lambda draft: (draft["at"], draft["kind"].verdict),
    )
    errors = [number for number, draft in enumerate(drafts) if draft["kind"] in ERRORS]
    for number, draft in enumerate(drafts):
        before, behind = [e for e in errors if e < number], [e for e in errors if e > number]
        marks = tuple(Mark(start, end, f"n{number}", style) for start, end, style in draft.pop("marks"))
        yield Note(
            f"n{number}", marks=marks, **draft,
            back=f"n{before[-1]}" if before else None, next=f"n{behind[0]}" if behind else None,
        )  # fmt: skip


def _draft(compared: Compared, finding: Finding) -> Json:
    """What a note holds but its key and its neighbours; `marks` as (start, end, style)."""
    text = compared.record["text"]
    gold = None if finding.gold is None else compared.record["attributions"][finding.gold]
    ours = None if finding.ours is None else compared.claims[finding.ours]
    both = [side for side in (gold, ours) if side is not None]
    starts = [span[0] for side in both for span in side["content"]] or [
        span[0] for side in both for role in ROLES for span in side[role]
    ]
    return {
        "at": min(starts, default=0),
        "kind": OF_VERDICT[finding.verdict],
        "detail": _detail(finding),
        "gold": _side(gold, ours, text),
        "ours": _side(ours, gold, text),
        "marks": [
            (*span, f"{role}-{name}")
            for name, side in (("gold", gold), ("ours", ours))
            for role in ROLES
            for span in (side or {}).get(role, [])
        ],
    }


def _detail(finding: Finding) -> str:
    if finding.verdict != "boundaries":
        return ""
    shared = f"{100 * finding.overlap:.0f} % shared"
    return shared if finding.paired else f"{shared}: too little to pair"


def _side(own: Json | None, other: Json | None, text: str) -> Side | None:
    """An attribution with what the other side lacks of each role; nothing lacks where there is no other side."""
    if own is None:
        return None
    return Side(**{role: tuple(_parts(own[role], (other or own)[role], text)) for role in ROLES})


def _parts(own: list[list[int]], other: list[list[int]], text: str) -> Iterator[tuple[str, bool]]:
    """The words of spans, cut where the other side begins or ends; a lone mark of punctuation is no difference."""
    lacks = {at for at in characters(own, text) - characters(other, text) if text[at] not in EDGE}
    for number, (start, end) in enumerate(sorted(own)):
        if number:
            yield " … ", False
        cuts = sorted({start, end, *(at for span in other for at in span if start < at < end)})
        for left, right in pairwise(cuts):
            differs = any(at in lacks for at in range(left, right))
            yield _shortened(text[left:right], SHOWN * (2 if differs else 1)), differs


def _shortened(words: str, most: int) -> str:
    """Words on one line, their middle left out where they are longer than that many characters."""
    words = re.sub(r"\s+", " ", words)
    half = most // 2
    return (
        words if len(words) <= most + 20 else f"{words[:half].rsplit(' ', 1)[0]} […] {words[-half:].split(' ', 1)[-1]}"
    )


def _rows(text: str, notes: Sequence[Note]) -> Iterator[Row]:
    ranges = [match.span() for match in PARAGRAPH.finditer(text)] or [(0, len(text))]
    marks = by_paragraph(ranges, ((mark.start, mark.end, mark) for note in notes for mark in note.marks))
    placed: dict[int, list[Note]] = {}
    for note in notes:
        placed.setdefault(_paragraph(ranges, note.at), []).append(note)
    for number, (start, end) in enumerate(ranges):
        here = placed.get(number, [])
        yield Row(list(_signed(text, start, end, marks[number], here)), here)


def _paragraph(ranges: Sequence[tuple[int, int]], at: int) -> int:
    """The number of the paragraph in which a character stands, or of the next one, or of the last."""
    return next((number for number, (_, end) in enumerate(ranges) if at < end), len(ranges) - 1)


def _signed(
    text: str, start: int, end: int, marks: list[Mark], notes: Sequence[Note]
) -> Iterator[tuple[str, str, str, list[Note]]]:
    """The pieces of a paragraph, errors' signs before the piece at which they begin."""
    at, todo = start, [note for note in notes if note.error]
    for words, styles, keys in pieces(text, start, end, marks):
        at += len(words)
        if set(words) <= EDGE and not {"content-gold", "content-ours"} <= set(styles.split()):
            styles = ""  # a comma that one side has is no difference to read about
        yield words, styles, keys, [note for note in todo if note.at < at]
        todo = [note for note in todo if note.at >= at]
    if todo:
        yield "", "", "", todo


def _title(record: Json) -> str:
    return str(record.get("title") or next(iter(record["text"].strip().splitlines()), "") or record["id"])


def _imprint(record: Json) -> str:
    return " · ".join(str(record[part]) for part in ("publisher", "date", "id") if record.get(part))


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(Path(__file__).with_name("page"))
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)


def _render(template: str, **values: Any) -> str:
    shared = files("dateline.publish") / "page"
    own = Path(__file__).with_name("page")
    return _environment().get_template(template).render(
        **values, kinds=KINDS, errors=ERRORS,
        style=Markup((shared / "reading.css").read_text("utf-8") + (own / "errors.css").read_text("utf-8")),
        script=Markup((shared / "reading.js").read_text("utf-8") + (own / "errors.js").read_text("utf-8")),
    )  # fmt: skip
