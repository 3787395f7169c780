"""Who a source is: a name that is one across a story's articles, what kind of origin, and whose interest it speaks for.

Names come from the entities of the story (merge/entities.py) and from the atlas, so that "KCNA" and "North Korean state
media" are one. Somebody without a name is called by his body ("a hospital spokesman": the hospital), else by the words
for him; who may not be named, by the outlet that heard him.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from dateline.atlas import bodies, countries, outlets
from dateline.atlas.bodies import Body
from dateline.atlas.outlets import Outlet
from dateline.merge.callings import Calling, Callings, Word, words_of
from dateline.merge.entities import Known, Member
from dateline.records import Article, Cited, Claim, Entity, Link, Mention, OriginKind, Rows, Sentence, Span

#: Words before a description that are no part of it.
DETERMINER = re.compile(
    r"^(?:(?:the|an?|some|one|two|three|several|many|his|her|their|its|(?:country|nation|city|state)['’]s)\s+)+",
    re.IGNORECASE,
)
#: What begins a description of one of many, who is not to be looked for among those named.
INDEFINITE = re.compile(r"^(?:an?|one|some|another|two|three|several|many|other)\s", re.IGNORECASE)
#: Where the clause or comma begins that follows a description.
TAIL = re.compile(r"\s*(?:,|\(|\bwho\b|\bwhich\b|\bthat\b).*$", re.DOTALL)
POSSESSIVE = re.compile(r"['’]s?$")
#: Letters of a name: longer sources are sentences that were taken for one.
LONGEST = 80
#: Documents with whom they are from behind a preposition: "a statement from the harbour".
ISSUED = re.compile(
    r"^(?:[\w'’-]+ ){0,3}(?:statement|letter|report|email|post|release|document|message)s?(?P<how> (?:from|by) )"
    r"|^(?:[\w'’-]+ ){0,3}(?:finding|result|report|statement)s?(?P<of> of )(?=(?:the )?[A-Z])"
)
#: A site by its address.
DOMAIN = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|co|au|uk|ru|tv|info)$", re.IGNORECASE)
#: The call sign of an American station.
CALL_SIGN = re.compile(r"^[KW][A-Z]{2,3}(?:-TV)?$")


class Reading:
    """One article's rows as its sources are looked up."""

    def __init__(self, rows: Rows, known: Mapping[Member, Known]) -> None:
        self.rows, self.article = rows, rows.article
        self._known = known
        self.mentions = {one.id: one for one in rows.of(Mention)}
        self._entities = {one.id: one for one in rows.of(Entity)}
        self._entity_of = {one.mention: one.entity for one in rows.of(Link)}
        self.outlet = _outlet(self.article)

    @cached_property
    def callings(self) -> Callings:
        """What people are called in this article."""
        return Callings(self.rows.of(Sentence), self.rows.of(Mention))

    @cached_property
    def _by_head(self) -> dict[int, Mention]:
        return {one.head.end: one for one in self.mentions.values()}

    def mention_of(self, head: Span) -> Mention | None:
        """The mention whose head ends with a word."""
        return self._by_head.get(head.end)

    def explaining(self, head: Span, within: Span) -> Mention | None:
        """The name behind a description that it is another word for: "the organisers, the Harbour Club"."""
        for one in self.names:
            if head.end < one.span.start and one.span.end <= within.end:
                before = self.article.text[head.end : one.span.start].rstrip()
                return one if before.removesuffix("the").rstrip().endswith(",") else None
        return None

    @cached_property
    def names(self) -> list[Mention]:
        """Mentions of people and bodies by name, in the order of the text."""
        found = [one for one in self.mentions.values() if one.form == "name" and one.kind in ("person", "organization")]
        return sorted(found, key=lambda one: one.span)

    def entity(self, mention: str | None) -> Entity | None:
        """The entity of a mention."""
        return self._entities.get(self._entity_of.get(mention or "", ""))

    def known(self, mention: str | None) -> Known | None:
        """What the story knows of a mention's entity: None for descriptions without a name."""
        return self._known.get((self.article.id, self._entity_of.get(mention or "", "")))

    def words(self, span: Span) -> str:
        """The words of a span on one line."""
        return " ".join(self.article.text[span.start : span.end].split())

    @property
    def outlet_name(self) -> str:
        """The outlet's canonical name, else as it was given."""
        return self.outlet.name if self.outlet else self.article.outlet or ""

    def is_own(self, outlet: Outlet | None, name: str) -> bool:
        """Whether a source is this article's own outlet."""
        if outlet and self.outlet:
            return outlet.name == self.outlet.name
        return name.casefold() == self.outlet_name.casefold()


class Sources:
    """The sources of a story's articles. `known` is what `same_entities` says of the same readings."""

    def __init__(self, readings: Iterable[Rows], known: Mapping[Member, Known]) -> None:
        self.readings = {rows.article.id: Reading(rows, known) for rows in readings}
        self._bodies = self._names_of_bodies()

    def outlet(self, article: str) -> Cited:
        """The article's own outlet as a source."""
        reading = self.readings[article]
        return _of_outlet(reading.outlet, reading.outlet_name, None, "outlet")

    def agency(self, name: str, *, known_by: str) -> Cited:
        """A credited agency."""
        return _of_outlet(outlets.by_name(name), name, None, known_by, "agency")

    def speaker(self, article: str, claim: Claim, *, heard_by: str) -> Cited | None:
        """Whom a claim's words are from; None where it is the outlet itself or nobody is named.

        `heard_by` is the outlet or agency that heard somebody who may not be named.
        """
        reading = self.readings[article]
        mention = reading.mentions.get(claim.speaker or "")
        span = claim.source[0] if claim.source else mention.span if mention else None
        if span is None:
            return None
        if claim.reason or (claim.kind == "unnamed" and self._is_anonymous(reading, span)):
            return _anonymous(heard_by, span)
        return self._cited(reading, self._who(reading, mention, span), span, claim.kind, "claim")

    def of_words(self, article: str, span: Span) -> Cited | None:
        """The source that words stand for, such as the subject of "identified"."""
        reading = self.readings[article]
        return self._cited(reading, self._who(reading, None, span), span, None, "claim")

    def _who(self, reading: Reading, mention: Mention | None, span: Span) -> Mention | None:
        """The mention that a source's words stand for: of its head word, or of a name that explains it.

        The speaker that the reading gives stays where it lies elsewhere (a document's issuer) or covers the head; "the
        British police" is not "British", whatever mentions there are.
        """
        if mention and not (span.start <= mention.span.start < span.end):
            return mention
        head = reading.callings.head(span)
        if head is None or (mention and mention.span.covers(head)):
            found = mention
        else:
            found = reading.mention_of(head)
        if found is None or found.form == "nominal":
            return reading.explaining(head or span, span) or found
        return found

    def carrier(self, article: str, mention: str) -> Cited | None:
        """What carried a claim's words: an outlet, agency or document; None for platforms and the outlet itself."""
        reading = self.readings[article]
        found = reading.mentions.get(mention)
        if found is None:
            return None
        outlet = _known_outlet(reading, found, found.span)
        if outlet and outlet.kind != "platform" and not reading.is_own(outlet, outlet.name):
            return _of_outlet(outlet, outlet.name, found.span, "via")
        entity = reading.entity(mention)
        if outlet or entity is None or found.kind != "organization" or found.form != "name":
            return None
        known = reading.known(mention)
        name = known.name if known else entity.name
        if reading.is_own(None, name):
            return None
        return Cited(name, "outlet", entity.interest or name, found.span, "via")

    # ---------------------------------------------------------------- one source

    def _cited(
        self, reading: Reading, mention: Mention | None, span: Span, kind: str | None, known_by: str
    ) -> Cited | None:
        outlet = _known_outlet(reading, mention, span)
        if outlet:
            own = outlet.kind == "platform" or reading.is_own(outlet, outlet.name)
            return None if own else _of_outlet(outlet, outlet.name, span, known_by)
        known, entity = reading.known(mention.id if mention else None), reading.entity(mention.id if mention else None)
        if kind == "document":
            return self._document(reading, mention, known, span, known_by)
        if known and mention and mention.form == "nominal" and _only_beside(known.name, mention, reading):
            known = None
        if known and entity and (entity.kind == "person" or kind == "person"):
            return self._person(known, entity, span, known_by)
        if known:
            return self._body(known.name, entity, span, known_by, heard=kind)
        return self._described(reading, mention, entity, span, known_by)

    def _person(self, known: Known, entity: Entity, span: Span, known_by: str) -> Cited:
        kind, interest = self._people.get(known.key, ("witness", None))
        if entity.interest and interest is None:
            kind, interest = "official", entity.interest
        name = _without_title(known.name)
        return Cited(name, kind, interest or name, span, known_by)

    def _body(
        self, name: str, entity: Entity | None, span: Span, known_by: str, *, heard: str | None = None
    ) -> Cited:
        """A body by its name; `heard` is the kind of source that the reading takes it for."""
        name = self._whole(name)
        kind, interest = kind_of_body(name, entity)
        if heard in ("outlet", "agency") and kind == "company":
            kind = "outlet" if heard == "outlet" else "agency"
        return Cited(name, kind, interest, span, known_by)

    def _document(
        self, reading: Reading, mention: Mention | None, known: Known | None, span: Span, known_by: str
    ) -> Cited | None:
        """A document speaks for its issuer where that is told, else for itself."""
        words = _plain(reading.words(span))
        if issued := ISSUED.match(words):
            issuer = reading.article.text[span.start : span.end].split(issued["how"] or issued["of"], 1)[-1]
            by = Span(span.article, span.end - len(issuer), span.end)
            return self._cited(reading, self._who(reading, None, by), by, None, known_by)
        issuer = _without_document(words)
        if issuer and mention and (span.start <= mention.span.start < span.end):
            whole = known.name if known and len(known.name) >= len(issuer) else issuer
            return self._body(whole, None, span, known_by)
        if known:
            return self._body(known.name, reading.entity(mention.id if mention else None), span, known_by)
        if issuer:
            return self._body(issuer, None, span, known_by)
        name = words.casefold()
        return Cited(name, "document", name, span, known_by) if name else None

    def _described(
        self, reading: Reading, mention: Mention | None, entity: Entity | None, span: Span, known_by: str
    ) -> Cited | None:
        """Somebody without a name: his body's name, or the words for him."""
        first = reading.callings.noun_phrase(span)
        if mention and mention.form == "pronoun" and entity:
            words = _plain(entity.name)
        else:
            words = _plain(reading.words(first))
        if not words:
            return None
        calling = reading.callings.within(first)
        if calling is None or (mention and mention.form == "pronoun"):
            return self._by_words(reading, words, first, known_by)
        name, interest = self._master(reading, calling)
        if calling.word.of in ("role", "people") and not INDEFINITE.match(reading.words(first)):
            if bearer := self._bearer(calling.word.word, name):
                return Cited(bearer[0], bearer[1], bearer[2], first, known_by)
        if name and calling.word.of in ("voice", "people") and calling.word.speaks_for == "body":
            kind, own = kind_of_body(name, None)
            return Cited(name, kind, interest or own, first, known_by)
        kind = calling.word.kind
        if name and calling.word.speaks_for == "body":
            kind, own = kind_of_body(name, None)
            return Cited(words, "official" if kind == "government" else kind, interest or own, first, known_by)
        own_country = calling.country if calling.word.speaks_for != "self" else None
        return Cited(words, kind, own_country or words, first, known_by)

    def _bearer(self, word: str, master: str | None) -> tuple[str, OriginKind, str | None] | None:
        """(name, kind, interest) of the only one of the story who is called so, with this body if one is named."""
        found = [one for one, masters in self._bearers.get(word, {}).items() if not master or master in masters]
        return found[0] if len(found) == 1 else None

    @cached_property
    def _bearers(self) -> dict[str, dict[tuple[str, OriginKind, str | None], set[str | None]]]:
        """By calling: who bears it by name in the story, with the bodies that are named beside it."""
        out: dict[str, dict[tuple[str, OriginKind, str | None], set[str | None]]] = defaultdict(dict)
        for reading in self.readings.values():
            for mention in reading.names:
                known = reading.known(mention.id)
                for calling in reading.callings.beside(mention.span) if known else ():
                    if mention.kind == "person":
                        kind, interest = self._people.get(known.key, ("witness", None))
                        name = _without_title(known.name)
                        who = (name, kind, interest or name)
                    else:
                        who = (known.name, *kind_of_body(known.name, reading.entity(mention.id)))
                    out[calling.word.word].setdefault(who, set()).add(self._master(reading, calling)[0])
        return out

    def _by_words(self, reading: Reading, words: str, span: Span, known_by: str) -> Cited:
        body = bodies.body(words)
        if body:
            name = body.name if bodies.listed(words) else words
            kind, interest = kind_of_body(words, None)
            return Cited(name, kind, interest, span, known_by)
        last = words.split()[-1]
        for what in ("media", "document", "body", "people", "role", "voice"):
            found = _row(what, words) or _row(what, last)
            if found:
                break
        if found and found.of == "body":
            return self._body(words, None, span, known_by)
        country = _country_in(words)
        interest = country if found and found.of in ("people", "role") and country else None
        return Cited(words, found.kind if found else "witness", interest or words, span, known_by)

    def _is_anonymous(self, reading: Reading, span: Span) -> bool:
        words = _plain(reading.words(span)).casefold()
        found = _row("people", words) or _row("people", words.split()[-1] if words else "")
        return bool(found and found.kind == "anonymous")

    def _master(self, reading: Reading, calling: Calling) -> tuple[str | None, str | None]:
        """(name, interest) of whom a calling is with."""
        if calling.master:
            known, entity = reading.known(calling.master), reading.entity(calling.master)
            if known or entity:
                name = known.name if known else entity.name  # type: ignore[union-attr]
                name = self._whole(_plain(name))
                if countries.by_name(name):
                    return None, name
                return name, kind_of_body(name, entity)[1]
        if calling.words:
            name = self._whole(calling.words)
            return name, kind_of_body(name, None)[1]
        return None, calling.country

    # ---------------------------------------------------------------- a story's people and bodies

    @cached_property
    def _people(self) -> dict[str, tuple[OriginKind, str | None]]:
        """Kind and interest of people by key, as most mentions with a calling have them."""
        votes: dict[str, Counter[tuple[OriginKind, str | None]]] = defaultdict(Counter)
        for reading in self.readings.values():
            for mention in reading.mentions.values():
                known = reading.known(mention.id) if mention.kind == "person" and mention.form == "name" else None
                if known is None:
                    continue
                for calling in reading.callings.beside(mention.span):
                    votes[known.key][self._of_calling(reading, calling)] += 1
        return {key: _best(found) for key, found in votes.items()}

    def _of_calling(self, reading: Reading, calling: Calling) -> tuple[OriginKind, str | None]:
        name, interest = self._master(reading, calling)
        word = calling.word
        if word.speaks_for == "self":
            return word.kind, None
        if word.speaks_for == "state":
            return word.kind, calling.country or interest
        if name:
            kind, own = kind_of_body(name, None)
            return ("official" if kind == "government" else kind), interest or own
        return word.kind, calling.country or interest

    def _names_of_bodies(self) -> list[tuple[str, int]]:
        """Names of bodies in the story, with how often each is mentioned."""
        counts: Counter[str] = Counter()
        for reading in self.readings.values():
            for mention in reading.mentions.values():
                if mention.form == "name" and mention.kind in ("organization", "facility", "place"):
                    known = reading.known(mention.id)
                    if known and len(known.name.split()) > 1:
                        counts[known.name] += 1
        return counts.most_common()

    def _whole(self, name: str) -> str:
        """The whole name of a body that is called by one word, where one body of the story bears it: "the zoo"."""
        words = name.split()
        if len(words) != 1 or not _row("body", words[0].casefold()):
            return name
        bearing = [(whole, count) for whole, count in self._bodies if words[0].casefold() in whole.casefold().split()]
        if bearing and (len(bearing) == 1 or bearing[0][1] >= 2 * bearing[1][1]):
            return bearing[0][0]
        return name


def kind_of_body(name: str, entity: Entity | None) -> tuple[OriginKind, str]:
    """(kind, interest) of a body by what the atlas knows of it, else by the words of its name."""
    if outlet := outlets.by_name(name):
        return ("agency" if outlet.kind == "agency" else "outlet"), outlet.interest or outlet.name
    body = bodies.body(name)
    if body and (row := words_of("type").get(body.type)):
        return row.kind, (body.interest or body.name) if row.speaks_for == "state" else _own_interest(body)
    if country := countries.by_name(name):
        return "government", country.name
    if DOMAIN.match(name) or CALL_SIGN.match(name.removesuffix(" channel")):
        return "outlet", name
    row = _body_word(name)
    interest = entity.interest if entity and entity.interest else None
    if row and row.speaks_for == "state":
        return row.kind, interest or _country_in(name) or name
    return (row.kind if row else "company"), interest or name


def _own_interest(body: Body) -> str:
    """Bodies that speak for themselves: police and courts do, whatever state they belong to."""
    state = countries.by_code(body.country or "")
    return body.name if state and body.interest == state.name else body.interest or body.name


def _body_word(name: str) -> Word | None:
    """The row of the last word or words of a body's name that the table has."""
    words = name.casefold().split()
    for end in range(len(words), 0, -1):
        for length in (3, 2, 1):
            if end >= length and (found := words_of("body").get(" ".join(words[end - length : end]))):
                return found
    return None


def _row(what: str, words: str) -> Word | None:
    """The row of words, also in the plural."""
    rows, words = words_of(what), words.casefold()
    for form in (words, words.removesuffix("s"), words.removesuffix("es"), re.sub(r"ies$", "y", words)):
        if form in rows:
            return rows[form]
    return None


def _only_beside(name: str, mention: Mention, reading: Reading) -> bool:
    """Whether a name that a description was joined to is a word of the description only: "British" for "British police"."""
    words, head = reading.words(mention.span).casefold(), reading.words(mention.head).casefold()
    name = name.casefold()
    return name in words and head not in name.split()


def _outlet(article: Article) -> Outlet | None:
    name = article.outlet or ""
    return outlets.by_name(name) or outlets.by_domain(name) or outlets.by_domain(article.url or "")


def _of_outlet(
    outlet: Outlet | None, name: str, words: Span | None, known_by: str, kind: OriginKind = "outlet"
) -> Cited:
    if outlet is None:
        return Cited(name, kind, name or None, words, known_by)
    kind = "agency" if outlet.kind == "agency" else "outlet"
    return Cited(outlet.name, kind, outlet.interest or outlet.name, words, known_by)


def _known_outlet(reading: Reading, mention: Mention | None, span: Span) -> Outlet | None:
    """The outlet that a source is, by its entity or its words."""
    entity = reading.entity(mention.id if mention else None)
    if entity and entity.kind == "person":
        return None
    names = [entity.name, *entity.aliases] if entity else []
    words = _plain(reading.words(mention.span if mention and mention.form != "pronoun" else span))
    found = [outlets.by_name(name) for name in (*names, words)]
    if DOMAIN.match(words):
        found.append(outlets.by_domain(words))
    return next((one for one in found if one), None)


def _without_title(name: str) -> str:
    """A person's name without the ranks before it that were taken for a part: "Constable Ann Berg"."""
    words = name.split()
    while len(words) > 2 and (_row("role", words[0]) or words[0] in ("Deputy", "Chief", "Assistant", "Mr", "Mrs", "Ms")):
        del words[0]
    return " ".join(words)


def _anonymous(heard_by: str, words: Span) -> Cited:
    name = f"anonymous source of {heard_by}" if heard_by else "anonymous source"
    return Cited(name, "anonymous", name, words, "claim")


def _plain(words: str) -> str:
    """Words without article, quantity and what follows a comma, in one line."""
    return DETERMINER.sub("", TAIL.sub("", words[: 4 * LONGEST])).strip(" .,:;\"'“”‘’")[:LONGEST]


def _without_document(words: str) -> str | None:
    """The issuer in words for a document: "Harbour Board" of "Harbour Board statement"."""
    parts = words.split()
    if " of " in words or len(parts) < 2 or not _row("document", parts[-1]):
        return None
    while parts and (_row("document", parts[-1]) or parts[-1].casefold() in ("incident", "news", "press", "written")):
        parts.pop()
    issuer = POSSESSIVE.sub("", " ".join(parts))
    return issuer if issuer and issuer[0].isupper() and len(parts) > 0 else None


def _country_in(words: str) -> str | None:
    parts = words.split()
    for at in range(len(parts)):
        for length in (3, 2, 1):
            piece = POSSESSIVE.sub("", " ".join(parts[at : at + length]))
            if found := countries.by_name(piece) or countries.by_demonym(piece):
                return found.name
    return None


def _best(votes: Counter[tuple[OriginKind, str | None]]) -> tuple[OriginKind, str | None]:
    """The commonest reading that names an interest, else the commonest."""
    named = {vote: count for vote, count in votes.items() if vote[1]}
    found = named or votes
    return max(found, key=lambda vote: (found[vote], vote))  # type: ignore[arg-type]


def every(sources: Sequence[Cited]) -> Iterator[str]:
    """The names of links."""
    return (one.name for one in sources)
