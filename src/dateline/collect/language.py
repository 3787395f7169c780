"""Whether an article is in a language that dateline reads.

A stated language is trusted. Otherwise py3langid (a naive Bayes classifier over byte n-grams, Lui and Baldwin
2012) judges, restricted to the languages of `atlas/languages/languages.tsv`: with all its languages it takes
English full of Korean names for one of the Philippines.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from dateline.atlas.tables import table
from dateline.errors import LanguageInput

#: Shorter texts are not judged by the classifier: names decide too much in a headline.
FEWEST_WORDS = 10
#: How much of an article is judged, in characters: enough to be sure, and a 1 MB text costs no more than a page.
SAMPLE = 3_000
#: How sure the classifier must be that it is not English before an article is refused (its probability, 0..1).
#: In all English gold articles (KCNA, PolNeAR, TimeBank, AQUAINT, LGL, GeoVirus) no other language comes first.
SURE = 0.8


def language_of(text: str, *, stated: str | None, where: str) -> str:
    """The article's language: as stated ("en-US"), or "en" where it is judged to be English or too short to judge.

    Raises LanguageInput for another language.
    """
    if stated is not None:
        _refuse_unless_read(
            stated.replace("_", "-").partition("-")[0].lower(), where, said=f"is stated to be {stated!r}"
        )
        return stated
    sample = text.strip()[:SAMPLE]
    if _latin_share(sample) < 0.5:
        raise LanguageInput(where, f"is {_name(_judged(sample)[0])}, it seems: {_plan()}")
    if len(sample.split()) >= FEWEST_WORDS:
        code, probability = _judged(sample)
        if probability >= SURE:
            _refuse_unless_read(code, where, said=f"is {_name(code)}, it seems")
    return "en"


def _refuse_unless_read(code: str, where: str, *, said: str) -> None:
    if _languages().get(code, {}).get("read") != "yes":
        raise LanguageInput(where, f"{said}: {_plan()} (or state its language if that is wrong)")


def _plan() -> str:
    later = [row["name"] for row in _languages().values() if row["read"] == "later"]
    return f"dateline reads English; {' and '.join(later)} come later"


def _name(code: str) -> str:
    row = _languages().get(code)
    return row["name"] if row and code != "en" else "in a script that is not Latin"


def _latin_share(text: str) -> float:
    letters = [char for char in text if char.isalpha()]
    return sum(char < "\u0250" for char in letters) / len(letters) if letters else 1.0


def _judged(text: str) -> tuple[str, float]:
    code, probability = _classifier().classify(text)
    return str(code), float(probability)


@cache
def _classifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    classifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    classifier.set_languages(list(_languages()))
    return classifier


@cache
def _languages() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in table("languages/languages.tsv")}
