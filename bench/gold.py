"""The gold sets: where they lie, their records as articles, and their parses, kept between runs."""

from __future__ import annotations

import hashlib
import inspect
import json
import os
import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dateline import collect
from dateline.extract import annotate, parser
from dateline.records import Article, Rows, Sentence, Token
from dateline.settings import Settings

HOME = Path(__file__).resolve().parent.parent
Record = dict[str, Any]


def folder() -> Path:
    """Where the gold data lies: `$DATELINE_GOLD`, by default ../shared/gold beside the repository."""
    return Path(os.environ.get("DATELINE_GOLD", HOME.parent / "shared" / "gold"))


def records(name: str) -> list[Record]:
    """The records of a set, such as "times/timebank"."""
    with (folder() / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def parsed(name: str) -> Iterator[Rows]:
    """Each record as rows that the first stage has filled: its Article and its Sentences.

    Parses are kept in .cache/ under a digest of the set and the parsing code; articles are made anew, as their fields
    may have changed.
    """
    path = HOME / ".cache" / f"{name.replace('/', '-')}-{_digest(name)}.pickle"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        parse = annotate.Annotator(Settings().pipeline)
        rows = [given.add(parse(given)) for given in (Rows().add([article(r)]) for r in records(name))]
        scratch = path.with_suffix(f".{os.getpid()}")
        scratch.write_bytes(pickle.dumps(rows))
        scratch.rename(path)
    for record, kept in zip(records(name), pickle.loads(path.read_bytes()), strict=True):
        yield Rows().add([article(record)]).add(kept.of(Sentence))


def article(record: Record) -> Article:
    """A gold record as `dateline read` would take it; nothing is guessed."""
    meta = record.get("meta") or record
    outlet = next((meta[key] for key in ("outlet", "publisher", "domain") if meta.get(key)), None)
    fields = {"id": record["id"], "text": record["text"], "published": published(meta), "outlet": outlet}
    return collect.article_from({**fields, "language": "en"}, where=record["id"], max_characters=10_000_000)


def published(meta: Record) -> str | None:
    """The ISO date that a record's metadata states, read off the address for KCNA (its field was lost)."""
    from dateutil.parser import ParserError, parse

    for key in ("dct", "date", "dltime", "dateCreated", "date_line"):
        if meta.get(key):
            try:
                found = parse(str(meta[key])).date().isoformat()
            except (ParserError, OverflowError):
                continue
            if found != "1970-01-01":
                return found
    stated = re.search(r"/(\d{4}-?\d\d-?\d\d)[^/]*\.html", meta.get("url") or "")
    try:
        return parse(stated[1]).date().isoformat() if stated else None
    except (ParserError, OverflowError):  # the number of an article, not a date
        return None


def _digest(name: str) -> str:
    code = "".join(inspect.getsource(part) for part in (annotate, parser, Token, Sentence))
    return hashlib.blake2b(code.encode() + (folder() / f"{name}.jsonl").read_bytes(), digest_size=6).hexdigest()
