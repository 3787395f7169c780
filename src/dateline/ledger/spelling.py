"""How things are spelt for finding: names, the letters of Korean, bounds of time, and a user's words as a query."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

#: Letters that are written without blanks between words: Kana, Han, and Hangul, whose particles stick to the word.
TOGETHER = (
    "\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff"
    "\uf900-\ufaff\U00020000-\U000323af"
)
_RUNS = re.compile(f"[{TOGETHER}]+")
_PIECES = re.compile(f"[{TOGETHER}]+|[^\\W_{TOGETHER}][^\\W_{TOGETHER}\u0300-\u036f]*")
_QUERY = re.compile(r'"([^"]*)"|([^\s"]+)')
_ISO = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d(?::\d\d(?::\d\d)?)?)?)?)?")
_FIRST_OF_ALL = "0000-01-01T00:00:00"


@dataclass(frozen=True, slots=True)
class Term:
    """What must stand in an article: words in a row (the last may be a beginning), or letters that stand together."""

    words: tuple[str, ...]
    prefix: bool = False
    together: bool = False


def name_key(name: str) -> str:
    """A name in the form in which it is found: without case, accents and double blanks."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    return " ".join(unicodedata.normalize("NFC", bare).casefold().split())


def pairs(*texts: str | None) -> str | None:
    """Every two letters that stand together in Hangul, Kana or Han, and the last of each run alone; None without any.

    "북한이" becomes "북한 한이 이": "북한" is a pair, "한" the beginning of one, and nothing is found across a gap.
    """
    runs = (run for text in texts if text for run in _RUNS.findall(unicodedata.normalize("NFC", text)))
    found = [" ".join((*_in_pairs(run), run[-1])) for run in runs]
    return " ".join(found) or None


def terms(words: str) -> list[Term]:
    """A user's words: each must be there; "in quotation marks" they stand in a row; `wor*` is the beginning of one."""
    return [term for phrase, word in _QUERY.findall(words) for term in _terms(phrase or word, word.endswith("*"))]


def query(wanted: list[Term]) -> str:
    """The terms in FTS5's language, each quoted: no user's word has a meaning there. "" without any term."""
    return " AND ".join(map(_expression, wanted))


def second(moment: str | None) -> str | None:
    """An ISO 8601 date or time to the second, so that such strings sort as moments do; None where it is none.

    The zone is left out: what an article calls Friday is Friday by its own clock.
    """
    found = _ISO.match(moment or "")
    return found[0] + _FIRST_OF_ALL[len(found[0]) :] if found else None


def _terms(words: str, prefix: bool) -> Iterator[Term]:
    row: list[str] = []
    for piece in _PIECES.findall(unicodedata.normalize("NFC", words)):
        if _RUNS.fullmatch(piece):
            yield Term((piece,), together=True)
        else:
            row.append(piece)
    if row:
        yield Term((*row,), prefix=prefix)


def _expression(term: Term) -> str:
    if not term.together:
        return f'{{title text}} : "{" ".join(term.words)}"{"*" if term.prefix else ""}'
    (run,) = term.words
    return f'pairs : "{" ".join(_in_pairs(run))}"' if len(run) > 1 else f'pairs : "{run}"*'


def _in_pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]
