"""Stories, events and who cites whom as JSON: the second part of docs/output.md."""

from __future__ import annotations

from typing import Any

from dateline.ledger import Edge
from dateline.records import Cited, Corroboration, Dispute, Event, Judgement, Report, Story

Json = dict[str, Any]


def story_json(story: Story) -> Json:
    """A story: its id, title, first and last date, and the ids of its articles in the order of time."""
    return {
        "id": story.id,
        "title": story.title,
        "first": story.first,
        "last": story.last,
        "articles": list(story.articles),
    }


def event_json(event: Event) -> Json:
    """An event with every report of it, what stands behind it and why, and what the reports differ on."""
    return {
        "id": event.id,
        "story": event.story,
        "label": event.label,
        "code": event.code,
        "mode": event.mode,
        "actors": list(event.actors),
        "recipients": list(event.recipients),
        "place": _place(event),
        "start": event.start,
        "end": event.end,
        "reports": [report_json(report) for report in event.reports],
        "corroboration": _corroboration(event.corroboration),
        "disputed": _disputed(event.disputed),
        "judgements": [_judgement(one) for one in event.judgements],
    }


def report_json(report: Report) -> Json:
    """One article's telling: the words, the chain after the outlet (outermost first), and where it began."""
    origin = report.origin
    return {
        "article": report.article,
        "outlet": report.outlet,
        "trigger": [report.trigger.start, report.trigger.end],
        "clause": [report.clause.start, report.clause.end],
        "certainty": report.certainty,
        "stance": report.stance,
        "chain": [link.name for link in report.chain],
        "links": [_link(link) for link in report.chain],
        "origin": {"name": origin.name, "kind": origin.kind, "interest": origin.interest},
        "copy_of": report.copy_of,
        "background": report.background,
    }


def edge_json(edge: Edge) -> Json:
    """Who cites whom: reports and articles in which the one does."""
    return {"citing": edge.citing, "cited": edge.cited, "reports": edge.reports, "articles": edge.articles}


def _link(link: Cited) -> Json:
    words = link.words
    return {
        "name": link.name,
        "kind": link.kind,
        "interest": link.interest,
        "words": [words.start, words.end] if words else None,
        "known_by": link.known_by,
    }


def _judgement(one: Judgement) -> Json:
    lines = [
        {"feature": line.feature, "value": line.value, "weight": line.weight, "words": line.words}
        for line in one.evidence
    ]
    return {"left": one.left, "right": one.right, "verdict": one.verdict, "score": one.score, "evidence": lines}


def _place(event: Event) -> Json | None:
    where = event.place
    if where is None:
        return None
    return {
        "name": where.name,
        "latitude": where.latitude,
        "longitude": where.longitude,
        "precision": where.precision,
    }


def _corroboration(found: Corroboration) -> Json:
    return {
        "reports": found.reports,
        "outlets": found.outlets,
        "origins": found.origins,
        "independent_origins": found.independent_origins,
        "parties": list(found.parties),
        "denials": found.denials,
        "admiralty": found.admiralty,
        "why": list(found.why),
    }


def _disputed(disputes: tuple[Dispute, ...]) -> Json:
    """Versions by field; two disputes of one field (the dead and the injured) stand in one list."""
    out: Json = {}
    for dispute in disputes:
        versions = [{"value": value, "articles": list(articles)} for value, articles in dispute.versions]
        out.setdefault(dispute.field, []).extend(versions)
    return out
