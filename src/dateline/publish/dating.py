"""By which rule an article's date of publication was told, in words."""

from __future__ import annotations

#: What the first word of a rule says; the rest of the rule is the name of a field or an attribute.
SOURCES = {
    "meta": "from the page's metadata",
    "linked": "from the page's markup (JSON-LD)",
    "attribute": "from a time that the page marks",
    "date in words": "from a date that stands on the page",
    "address": "from the address",
    "dateline": "from the text's own dateline",
    "feed": "from the feed that lists it",
    "sitemap": "from the sitemap that lists it",
    "section": "from the page that lists it",
    "list": "from the list that names it",
    "message": "from the message's own time",
    "mail": "from the mail's head",
    "ninjs": "from the agency's own record (ninjs)",
    "newsml": "from the agency's own record (NewsML-G2)",
    "given": "as it came with the article",
    "option": "as it was given for articles that say none",
}


def dated_by(rule: str | None) -> str | None:
    """The words for a rule of docs/input.md, the rule itself where there are none; None for None.

    "meta article:published_time" is "from the page's metadata (article:published_time)".
    """
    if rule is None:
        return None
    if rule in SOURCES:
        return SOURCES[rule]
    kind, _, name = rule.partition(" ")
    words = SOURCES.get(kind)
    if words is None or kind == "mail":
        return words or rule
    return f"{words[:-1]}, {name})" if words.endswith(")") else f"{words} ({name})"
