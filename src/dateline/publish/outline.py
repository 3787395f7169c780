"""A reading arranged for people: who, where, when, who says what, what happened. The terminal and the page share it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dateline.publish.reading import as_json
from dateline.records import Entity, Rows

Json = dict[str, Any]
PEOPLE = ("person", "organization", "group")
PLACES = ("place", "facility")
CERTAINTY = {
    "CT+": "certain",
    "PR+": "probable",
    "PS+": "possible",
    "CT-": "certainly not",
    "PR-": "probably not",
    "PS-": "possibly not",
    "Uu": "left open",
}
KIND = {"unnamed": "source not named", "public": "the public", "document": "a document"}


@dataclass(frozen=True, slots=True)
class Outline:
    """The JSON of a reading with the look-ups that showing it needs."""

    reading: Json
    byline: str | None
    credits: tuple[str, ...]
    roles: dict[str, str]
    names: dict[str, Json]
    counts: Counter[str]
    spoken: frozenset[str]
    claims: dict[str, Json]
    times: dict[str, Json]

    @classmethod
    def of(cls, rows: Rows) -> Outline:
        """The outline of one article's rows."""
        reading = as_json(rows)
        return cls(
            reading,
            rows.article.byline,
            rows.article.credits,
            roles={entity.id: entity.role for entity in rows.of(Entity) if entity.role},
            names={entity["id"]: entity for entity in reading["entities"]},
            counts=Counter(mention["entity"] for mention in reading["mentions"]),
            spoken=frozenset(m["entity"] for m in reading["mentions"] if m["form"] == "name"),
            claims={claim["id"]: claim for claim in reading["claims"]},
            times={time["id"]: time for time in reading["times"]},
        )

    @property
    def text(self) -> str:
        """The article's text."""
        return str(self.reading["article"]["text"])

    @property
    def title(self) -> str:
        """The title, or the beginning of the text where there is none."""
        return self.reading["article"]["title"] or shortened(self.text.strip().split("\n")[0], 70)

    def words(self, spans: Sequence[Sequence[int]]) -> str:
        """The words at these spans, white space in them made single, pieces joined by an ellipsis."""
        return " … ".join(" ".join(self.text[start:end].split()) for start, end in spans)

    def name(self, entity: str | None) -> str:
        """The name of an entity, "" for none."""
        return self.names[entity]["name"] if entity else ""

    def named(self, kinds: Sequence[str]) -> list[Json]:
        """Entities of these kinds that the article names, most mentioned first."""
        found = [e for e in self.reading["entities"] if e["kind"] in kinds and e["id"] in self.spoken]
        return sorted(found, key=lambda e: -self.counts[e["id"]])

    def about(self, entity: Json) -> str:
        """What is known of an entity: its role, or its kind and country."""
        country = entity["country"] or ""
        return self.roles.get(entity["id"]) or (f"{entity['kind']}, {country}" if country else entity["kind"])

    def ordered_claims(self) -> Iterator[tuple[int, Json]]:
        """Claims in the order of the text, each below the one it stands in, with its depth."""
        inner: dict[str | None, list[Json]] = {}
        for claim in sorted(self.reading["claims"], key=_first):
            inner.setdefault(claim["inside"] if claim["inside"] in self.claims else None, []).append(claim)
        todo = [(0, claim) for claim in reversed(inner.get(None, []))]
        while todo:
            depth, claim = todo.pop()
            yield depth, claim
            todo.extend((depth + 1, other) for other in reversed(inner.get(claim["id"], [])))

    def sources(self, claim: Json | None) -> str:
        """The chain of a claim by name, outermost first; a speaker without a name in the words of the article."""
        if claim is None:
            return ""
        names = [self.name(entity) for entity in claim["chain"]]
        words = self.words(claim["source"])
        if not names or (words and claim["chain"][-1] == claim["speaker"] not in self.spoken):
            names[-1:] = [words or "no source named"]
        return " › ".join(names)

    def how(self, claim: Json) -> str:
        """How a claim is made: what kind of source, in whose words, how surely, and why the source has no name."""
        kind = KIND.get(claim["kind"], "")
        if claim["reason"]:
            kind = f"{kind} ({self.words(claim['reason'])})".strip()
        return ", ".join(fact for fact in (kind, claim["manner"], CERTAINTY[claim["certainty"]]) if fact)

    @property
    def events(self) -> list[Json]:
        """The events that the article reports; those that it only speaks of are for merging."""
        return [event for event in self.reading["events"] if event["reported"]]

    def ordered_events(self, *, least: float = 0.0) -> list[Json]:
        """Events in the order of the text; those without a code only with at least this salience."""
        kept = (event for event in self.events if event["code"] or event["salience"] >= least)
        return sorted(kept, key=lambda event: event["trigger"])


def shortened(words: str, length: int) -> str:
    """Words cut at a word's end to at most `length` characters, with an ellipsis where something is left out."""
    if len(words) <= length:
        return words
    return words[:length].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


def bounds(start: str | None, end: str | None) -> str:
    """Half-open bounds as people write them: one day as that day, hours without seconds, "" where not known."""
    if not start:
        return f"before {_clock(end)}" if end else ""
    if not end:
        return f"from {_clock(start)}"
    if "T" not in start:
        return start if _next_day(start) == end else f"{start} to before {end}"
    if end == f"{_next_day(start[:10])}T00:00:00":
        return f"{_clock(start)} to 24:00"
    return f"{_clock(start)} to {_clock(end).removeprefix(start[:10] + ' ')}"


def _clock(moment: str) -> str:
    """A date as it is, a time without its T and seconds."""
    return moment[:16].replace("T", " ")


def _next_day(day: str) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return ""


def _first(claim: Json) -> list[int]:
    spans: list[list[int]] = claim["content"] + claim["source"] + claim["cue"]
    return min(spans)
