"""Mentions of people, organizations, places, facilities, equipment and groups: names, nominals, pronouns."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.atlas.own import NOTHING, OwnAtlas
from dateline.extract.metonyms import as_governments
from dateline.extract.name_candidates import Name
from dateline.extract.names import find_names
from dateline.extract.nominals import Nominal, find_bodies, find_nominals
from dateline.extract.tokens import Tokens
from dateline.records import Derivation, Form, Kind, Mention, Rows, Sentence, Span, row_id

VERSION = "1"


def find_mentions(rows: Rows, *, own: OwnAtlas = NOTHING) -> Iterator[Mention]:
    """The mentions of an article in the order of the text; they nest, but no two have equal spans.

    `own` is the user's own atlas.
    """
    tokens = Tokens(rows.of(Sentence))
    names = [*as_governments(find_names(rows, tokens, own), tokens, rows.article.text)]
    nominals = [*find_nominals(rows.of(Sentence), names)]
    found = {(name.start, name.end): _named(rows.article.id, name) for name in names}
    for nominal in nominals:
        found.setdefault((nominal.start, nominal.end), _nominal(rows.article.id, nominal))
    heads = {nominal.head.start for nominal in nominals}
    covered = {at for name in names if name.kind not in ("group", "place") for at in range(name.start, name.end)}
    for start, end, head in find_bodies(rows.article.text, tokens):
        if head.start not in heads and covered.isdisjoint(range(start, end)):
            found.setdefault(
                (start, end), _nominal(rows.article.id, Nominal(start, end, head, "organization", "nominal"))
            )
    yield from (found[span] for span in sorted(found, key=lambda span: (span[0], -span[1])))


def _named(article: str, name: Name) -> Mention:
    span = Span(article, name.start, name.end)
    assert name.kind
    return _mention(span, span, name.kind, "name", name.method)


def _nominal(article: str, nominal: Nominal) -> Mention:
    span, head = Span(article, nominal.start, nominal.end), Span(article, nominal.head.start, nominal.head.end)
    return _mention(span, head, nominal.kind, nominal.form, "head noun" if nominal.form == "nominal" else "pronoun")


def _mention(span: Span, head: Span, kind: Kind, form: Form, method: str) -> Mention:
    derivation = Derivation("mentions", VERSION, method)
    return Mention(row_id("m", span.article, span.start, span.end), span, head, kind, form, derivation)
