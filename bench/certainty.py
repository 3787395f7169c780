"""How surely events are given: FactBank's values for the gold's own event words, beside two baselines.

MEANTIME marks certainty and polarity. Three classes: *certain* (CERTAIN, POS), *negative* (NEG), *other*.
`macro_f1`   mean F1 of the classes    `accuracy`  share of events in the right class
`..._told`   the same, where what MEANTIME marks as certain and FUTURE is *other*: dateline calls it planned, PR+

UDS (It Happened 2) gives -3 (surely did not happen) to 3 (surely did).
`sign`, `r`, `mae`   of the values as NUMBERS: the right side of 0, Pearson's correlation, mean absolute error
`..._fit`            the same with each value's number learned, for each of five folds, as its mean on the other four
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from csv import DictReader
from functools import cache
from pathlib import Path
from typing import Final

from bench import gold
from bench.figures import Json, f1
from dateline.extract.certainty import certainty
from dateline.extract.syntax import head_of, tokens_in
from dateline.records import Sentence, Span, Token

WORDS: Final = Path(__file__).with_name("certainty_words.tsv")
SETS: Final = ("meantime/meantime_en", "factuality/uds_ih2_sample")
NUMBERS: Final = {"CT+": 3.0, "PR+": 1.0, "PS+": 0.0, "Uu": -1.0, "PS-": -0.5, "PR-": -1.5, "CT-": -3.0}
FOLDS: Final = 5
#: How many words before an event the lists look. With the order of the lists the best of 25 on MEANTIME, and within
#: 0.5 of the best on UDS (2, 3, 4, 6, 8 words; five orders).
WINDOW: Final = 3

Case = tuple[Sentence, Token, Json]
Judge = Callable[[Sentence, Token], str]


def figures(name: str) -> dict[str, dict[str, float]]:
    """Figures by judge ("dateline", "three lists", "majority") on a set."""
    cases = list(_cases(name))
    score = _meantime if name.startswith("meantime") else _uds
    return {judge: score([(value(s, t), gold) for s, t, gold in cases]) for judge, value in JUDGES.items()}


def three_lists(sentence: Sentence, token: Token) -> str:
    """The lexical baseline: the value of the first list that has a word before the event."""
    near: set[str] = set()
    for word in reversed(sentence.tokens[max(0, token.index - WINDOW) : token.index]):
        if word.pos == "PUNCT":
            break
        near.add(word.text.lower())
    return next((value for value, words in _lists() if words & near), "CT+")


@cache
def _lists() -> list[tuple[str, frozenset[str]]]:
    with WORDS.open(encoding="utf-8") as lines:
        rows = list(DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))
    return [(row["value"], frozenset(row["words"].split("|"))) for row in rows]


JUDGES: Final[dict[str, Judge]] = {
    "dateline": lambda sentence, token: certainty(sentence, token.index),
    "three lists": three_lists,
    "majority": lambda sentence, token: "CT+",
}


def _cases(name: str) -> Iterator[Case]:
    """The events of a set that carry a judgement, with the word that heads them."""
    for record, rows in zip(gold.records(name), gold.parsed(name), strict=True):
        sentences = rows.of(Sentence)
        for mark in record["annotations"]:
            if (mark.get("certainty") and mark.get("polarity")) or "factuality" in mark:
                span = Span(rows.article.id, mark["start"], mark["end"])
                sentence = next((one for one in sentences if one.span.start <= span.start < one.span.end), None)
                if sentence and (tokens := tokens_in(sentence, span)):
                    yield sentence, head_of(sentence, tokens), mark


def _meantime(judged: Sequence[tuple[str, Json]]) -> dict[str, float]:
    found = [_class(value) for value, _ in judged]
    as_marked = [_marked(mark, told=False) for _, mark in judged]
    told = [_marked(mark, told=True) for _, mark in judged]
    return {
        "macro_f1": _macro(as_marked, found),
        "accuracy": _share(as_marked, found),
        "macro_f1_told": _macro(told, found),
        "accuracy_told": _share(told, found),
    }


def _class(value: str) -> str:
    return "certain" if value == "CT+" else "negative" if value.endswith("-") else "other"


def _marked(mark: Json, *, told: bool) -> str:
    """The class of a MEANTIME event."""
    if mark["polarity"] == "NEG":
        return "negative"
    certain = mark["certainty"] == "CERTAIN" and mark["polarity"] == "POS"
    return "certain" if certain and not (told and mark.get("time") == "FUTURE") else "other"


def _macro(wanted: Sequence[str], found: Sequence[str]) -> float:
    pairs = list(zip(wanted, found, strict=True))
    return statistics.fmean(
        f1(sum(w == f == one for w, f in pairs), found.count(one), wanted.count(one)) for one in sorted(set(wanted))
    )


def _share(wanted: Sequence[str], found: Sequence[str]) -> float:
    return statistics.fmean(w == f for w, f in zip(wanted, found, strict=True))


def _uds(judged: Sequence[tuple[str, Json]]) -> dict[str, float]:
    wanted = [float(mark["factuality"]) for _, mark in judged]
    values = [value for value, _ in judged]
    plain = _numeric(wanted, [NUMBERS[value] for value in values])
    fitted = _numeric(wanted, _fitted(values, wanted)) if len(set(values)) > 1 else {}
    return plain | {f"{name}_fit": value for name, value in fitted.items()}


def _fitted(values: Sequence[str], wanted: Sequence[float]) -> list[float]:
    """Each event's value as the mean of that value's events in the other folds."""
    out: list[float] = []
    for fold in range(FOLDS):
        means: dict[str, list[float]] = defaultdict(list)
        for number, (value, want) in enumerate(zip(values, wanted, strict=True)):
            if number * FOLDS // len(values) != fold:
                means[value].append(want)
        here = [value for number, value in enumerate(values) if number * FOLDS // len(values) == fold]
        out.extend(statistics.fmean(means[value]) if means[value] else NUMBERS[value] for value in here)
    return out


def _numeric(wanted: Sequence[float], found: Sequence[float]) -> dict[str, float]:
    flat = len(set(found)) <= 1
    return {
        "sign": statistics.fmean((w > 0) == (f > 0) for w, f in zip(wanted, found, strict=True)),
        "r": 0.0 if flat else statistics.correlation(wanted, found),
        "mae": statistics.fmean(abs(w - f) for w, f in zip(wanted, found, strict=True)),
    }
