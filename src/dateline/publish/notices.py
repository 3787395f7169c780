"""What an alert tells: a notice of an event, as JSON, as an entry of an Atom feed, as a mail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from uuid import UUID, uuid5

from lxml import etree  # type: ignore[import-untyped]

from dateline.records import Event

Json = dict[str, Any]

ATOM = "http://www.w3.org/2005/Atom"
#: Under which ids are made (RFC 9562, version 5). Never to be changed: feed readers would show everything anew.
NOTICES = UUID("0d0c2f9e-6a4b-4d53-9c39-5d1f7d3b6a58")
#: What XML 1.0 cannot hold.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Of an Atom feed without an entry.
NEVER = "1970-01-01T00:00:00+00:00"
#: Letters of an event's words in a title.
TITLE = 120
#: Versions told of a dispute.
VERSIONS = 4


def notice(
    alert: str, kind: str, event: Event, *, key: str, moment: str, site: str | None = None, sample: bool = False
) -> Json:
    """What an alert tells of an event: a sentence, what stands behind it, and why. `key` makes its id.

    `moment` is ISO 8601, UTC; `site` is where the pages are served, for the link; a `sample` only tries the way.
    """
    counts = event.corroboration
    return {
        "id": uuid5(NOTICES, f"{alert}\x1f{kind}\x1f{key}").hex,
        "alert": alert,
        "kind": kind,
        "sample": sample,
        "time": moment,
        "sentence": SENTENCES[kind](event),
        "event": {
            "id": event.id,
            "story": event.story,
            "label": event.label,
            "code": event.code,
            "actors": list(event.actors),
            "recipients": list(event.recipients),
            "place": event.place.name if event.place else None,
            "start": event.start,
            "end": event.end,
        },
        "counts": {
            "reports": counts.reports,
            "outlets": counts.outlets,
            "origins": counts.origins,
            "independent_origins": counts.independent_origins,
            "denials": counts.denials,
        },
        "reasons": list(counts.why),
        "link": f"{site.rstrip('/')}/event/{event.id}" if site else None,
    }


def _gained(event: Event) -> str:
    return f"New: {_told(event)}. {_counted(event)}."


def _reached(event: Event) -> str:
    number = event.corroboration.independent_origins
    return f"Now {_number(number, 'independent origin')}: {_told(event)}. {_counted(event)}."


def _differed(event: Event) -> str:
    said = [f"{one.field}: {_versions([value for value, _ in one.versions])}" for one in event.disputed]
    denials = event.corroboration.denials
    said += [f"{_number(denials, 'report')} {'denies' if denials == 1 else 'deny'} it"] if denials else []
    return f"Reports differ: {_told(event)} ({'; '.join(said)}). {_counted(event)}."


SENTENCES = {"event": _gained, "origin": _reached, "contradiction": _differed}


def _told(event: Event) -> str:
    """An event in a few words: its own, who takes part, where and when."""
    words = " ".join((event.label or event.id).split())
    parts = [f"“{words if len(words) <= TITLE else words[: TITLE - 1] + '…'}”"]
    parts += [", ".join(event.actors)] if event.actors else []
    parts += [f"to {', '.join(event.recipients)}"] if event.recipients else []
    parts += [event.place.name] if event.place else []
    parts += [event.start[:10]] if event.start else []
    return ", ".join(parts)


def _counted(event: Event) -> str:
    counts = event.corroboration
    return (
        f"{_number(counts.outlets, 'outlet')}, {_number(counts.origins, 'origin')}, "
        f"{counts.independent_origins} independent"
    )


def _versions(values: Sequence[str]) -> str:
    more = f" and {len(values) - VERSIONS} more" if len(values) > VERSIONS else ""
    return " or ".join(values[:VERSIONS]) + more


def _number(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def feed(name: str, notices: Iterable[Mapping[str, Any]]) -> bytes:
    """An Atom feed (RFC 4287) of notices, the newest first. `name` is the feed's own: its id is made of it."""
    listed = list(notices)
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    _text(root, "id", uuid5(NOTICES, f"feed {name}").urn)
    _text(
        root, "title", "dateline: " + ", ".join(dict.fromkeys(one["alert"] for one in listed)) if listed else "dateline"
    )
    _text(root, "updated", max((one["time"] for one in listed), default=NEVER))
    _text(etree.SubElement(root, f"{{{ATOM}}}author"), "name", "dateline")
    for one in listed:
        entry = etree.SubElement(root, f"{{{ATOM}}}entry")
        _text(entry, "id", UUID(one["id"]).urn)
        _text(entry, "title", one["sentence"])
        _text(entry, "updated", one["time"])
        if one["link"]:
            etree.SubElement(entry, f"{{{ATOM}}}link", rel="alternate", href=FORBIDDEN.sub("", one["link"]))
        _text(entry, "content", "\n".join(_lines(one)), type="text")
        etree.SubElement(entry, f"{{{ATOM}}}category", term=one["kind"])
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def mail(notices: Sequence[Mapping[str, Any]], *, sender: str, receiver: str) -> EmailMessage:
    """One mail that tells all of these. What comes from news stands in it as plain text only."""
    message = EmailMessage()
    first = notices[0]
    more = f" (and {len(notices) - 1} more)" if len(notices) > 1 else ""
    message["Subject"] = _one_line(f"[{first['alert']}] {first['sentence']}")[:200] + more
    message["From"], message["To"] = sender, receiver
    message["Date"] = _mail_date(first["time"])
    # The same mail, sent again because nobody knows whether it arrived, has the same id.
    made = uuid5(NOTICES, " ".join([receiver, *(one["id"] for one in notices)])).hex
    message["Message-ID"] = f"<{made}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n\n".join("\n".join(_lines(one)) for one in notices).encode("utf-8", "replace").decode())
    return message


def _lines(one: Mapping[str, Any]) -> list[str]:
    """A notice in lines of text."""
    sample = ["This is a sample: it only tries the way."] if one["sample"] else []
    link = [one["link"]] if one["link"] else []
    tail = f"Alert “{one['alert']}” ({one['kind']}), event {one['event']['id']}, {one['time']}"
    return [*sample, one["sentence"], *(f"- {why}" for why in one["reasons"]), *link, tail]


def _one_line(words: str) -> str:
    return " ".join(FORBIDDEN.sub("\ufffd", words).split())


def _mail_date(moment: str) -> str:
    return format_datetime(datetime.fromisoformat(moment))


def _text(parent: Any, name: str, words: str, **attributes: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}{name}", **attributes).text = FORBIDDEN.sub("\ufffd", words)
