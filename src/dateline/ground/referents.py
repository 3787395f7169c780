"""What the linker asks of an article: its clusters with their words, its date, and the countries it names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from dateline.atlas import actors, bodies, countries
from dateline.atlas.countries import Country
from dateline.records import Article, Cluster, Form, Kind, Mention, Place, Rows

POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")


@dataclass(frozen=True)
class Referent:
    """The mentions that stand for one thing, in the order of the text, the place they are at, and the text."""

    mentions: tuple[Mention, ...]
    place: Place | None
    text: str

    def words(self, mention: Mention) -> str:
        """The words of a mention on one line, without a possessive ending."""
        return _words(mention, self.text)

    def forms(self, form: Form) -> Counter[str]:
        """The words of its mentions of a form, with how often they stand, in the order of the text."""
        return Counter(self.words(mention) for mention in self.mentions if mention.form == form)

    @cached_property
    def names(self) -> Counter[str]:
        """Its names."""
        return self.forms("name")

    @cached_property
    def nominals(self) -> Counter[str]:
        """Its descriptions: "the North Korean leader", and titles before names: "President"."""
        return self.forms("nominal")

    @cached_property
    def kind(self) -> Kind:
        """What most of its names are, or most of its other mentions; a country rather than its people."""
        counts = Counter(mention.kind for mention in self.mentions if mention.form == "name")
        counts = counts or Counter(mention.kind for mention in self.mentions if mention.form == "nominal")
        counts = counts or Counter(mention.kind for mention in self.mentions)
        if counts["place"] and self.place:
            return "place"
        return counts.most_common(1)[0][0]

    def countries_before(self, words: str) -> Iterator[Country]:
        """The countries that stand right before its mentions of these words: "Russia's", "South Korean"."""
        for start in self._starts(words):
            if before := bodies.country_before(self.text, start):
                yield before[1]

    def follows_the(self, words: str) -> bool:
        """Whether these words stand behind "the" at least once."""
        return any(self.text[max(0, start - 4) : start].lower() == "the " for start in self._starts(words))

    def _starts(self, words: str) -> Iterator[int]:
        return (mention.span.start for mention in self.mentions if self.words(mention) == words)


@dataclass(frozen=True)
class Reading:
    """An article's date (ISO, None when not known), referents, and the countries that it names (alpha-2)."""

    article: Article
    date: str | None
    referents: tuple[Referent, ...]
    countries: frozenset[str]


def reading(rows: Rows) -> Reading:
    """What the linker needs of an article's rows. A mention in no cluster is a referent of its own."""
    article = rows.article
    found = tuple(_referents(rows))
    named = frozenset(code for referent in found for code in _countries(referent))
    return Reading(article, (article.published or "")[:10] or None, found, named)


def _referents(rows: Rows) -> Iterator[Referent]:
    text, places = rows.article.text, {place.cluster: place for place in rows.of(Place)}
    free = {mention.id: mention for mention in rows.of(Mention)}
    for cluster in rows.of(Cluster):
        members = tuple(free.pop(id_) for id_ in cluster.mentions if id_ in free)
        for part in _parted(members, text):
            yield Referent(part, places.get(cluster.id), text)
    yield from (Referent((mention,), None, text) for mention in free.values())


def _parted(members: tuple[Mention, ...], text: str) -> list[tuple[Mention, ...]]:
    """The mentions, apart where their names are known to be of several ("Kim Jong Il", "Kim Jong Un").

    Mentions without such a name stay with the one named most, but for another person's surname ("Bush" beside
    "François Mitterrand").
    """
    known: dict[str, list[Mention]] = {}
    for mention in members:
        if mention.form == "name" and (who := _known_name(mention, text)):
            known.setdefault(who, []).append(mention)
    most = max(known, key=lambda who: len(known[who]), default="")
    for mention in members:
        if mention.form == "name" and mention.kind == "person" and _strange(_words(mention, text), most):
            known.setdefault(_words(mention, text), []).append(mention)
    apart = {mention.id for who, part in known.items() if who != most for mention in part}
    rest = tuple(mention for mention in members if mention.id not in apart)
    return [part for part in (rest, *(tuple(part) for who, part in known.items() if who != most)) if part]


def _known_name(mention: Mention, text: str) -> str:
    """Whom or which body a mention's own words name beyond doubt; abbreviations can be the article's own."""
    words = _words(mention, text)
    if mention.kind == "person":
        who = actors.people(words)
        return who[0].name if len(who) == 1 else ""
    if mention.kind != "organization" or (" " not in words and (words.isupper() or "." in words)):
        return ""
    body, state = bodies.listed(words), countries.by_metonym(words)
    return body.name if body else bodies.government(state).name if state else ""


def _strange(words: str, name: str) -> bool:
    """Whether a surname is of other known people, and no part of the name of the person in question."""
    of_others = actors.by_surname(words)
    shared = {word.casefold() for person in actors.people(name) for form in person.forms for word in form.split()}
    return bool(shared and of_others) and not shared & set(words.casefold().split())


def _words(mention: Mention, text: str) -> str:
    return POSSESSIVE.sub("", " ".join(text[mention.span.start : mention.span.end].split()))


def _countries(referent: Referent) -> Iterator[str]:
    if referent.place and referent.place.country:
        yield referent.place.country
    if referent.kind in ("place", "group", "organization"):
        for name in referent.names:
            known = countries.by_name(name) or countries.by_demonym(name) or countries.by_metonym(name)
            if known:
                yield known.code
