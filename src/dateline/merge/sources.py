"""Who a source is: a name that is one across a story's articles, with its kind and interest.

Names come from the entities of the story (merge/entities.py) and from the atlas, so that "KCNA" and "North Korean state
media" are one. Somebody without a name is called by his body ("a hospital spokesman": the hospital), else by the words
for him; who may not be named, by the outlet that heard him. Words that are nobody's ("the removal suggests") are no
source.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

from dateline.atlas import anonymity, bodies, outlets
from dateline.atlas.outlets import Outlet
from dateline.atlas.tables import table, values
from dateline.merge.callings import Calling, words_of
from dateline.merge.cast import Cast, Reading, Who, plain, stands_for, without_title
from dateline.merge.entities import Known, Member
from dateline.merge.origins import DOMAIN, POSSESSIVE, as_medium, body_word, country_in, kind_of_body, row_of
from dateline.records import Cited, Claim, Entity, Mention, Rows, Span

#: What begins a description of one of many, who is not to be looked for among those named.
INDEFINITE = re.compile(r"^(?:an?|one|some|another|two|three|several|many|other)\s", re.IGNORECASE)
#: A document of somebody who is named: "Norsk Hydro's rules for suppliers".
POSSESSED = re.compile(r"(?:[Tt]he )?(?P<by>[A-Z][\w.&-]*(?: [A-Z][\w.&-]*){0,4})['’]s? ")
#: Where and how a document came out, behind the words for it.
PUBLISHED = re.compile(r"\s(?:on|in|at|posted|published|released|issued|sent|seen|obtained|circulated|carried)\b.*$")
#: Characters behind a source within which it can say that it asks for no name.
BEHIND = 120
#: Endings of nouns for deeds and qualities; words for bodies that end so ("commission") are in the table.
DEED = re.compile(r"(?:[ts]ion|ment|[ae]nce|al|ure|[it]y|ness|ism|ing)$")
#: Words of a person's name at most.
LONGEST_NAME = 5
PRONOUNS = frozenset({"he", "she", "they", "it", "we", "i", "him", "her", "them", "who", "that"})


class Sources:
    """The sources of a story's articles. `known` is what `same_entities` says of the same readings."""

    def __init__(self, readings: Iterable[Rows], known: Mapping[Member, Known]) -> None:
        self.readings = {rows.article.id: Reading(rows, known) for rows in readings}
        self._cast = Cast(self.readings.values())

    def outlet(self, article: str) -> Cited:
        """The article's own outlet as a source."""
        reading = self.readings[article]
        return as_medium(reading.outlet, reading.outlet_name, None, "outlet")

    def as_outlet(self, link: Cited) -> Cited:
        """A medium by the name of the story's outlet that it is, if it is one."""
        if link.kind not in ("agency", "outlet") or outlets.by_name(link.name):
            return link
        named = (one.outlet_name for one in self.readings.values() if stands_for(link.name, one.outlet_name))
        if (name := next(named, None)) is None:
            return link
        return replace(link, name=name, interest=name if link.interest == link.name else link.interest)

    def agency(self, name: str, *, known_by: str) -> Cited:
        """A credited agency."""
        return as_medium(outlets.by_name(name), name, None, known_by, kind="agency")

    def speaker(self, article: str, claim: Claim, *, heard_by: str) -> Cited | None:
        """Whom a claim's words are from; None where it is the outlet itself or nobody is named.

        `heard_by` is the outlet or agency that heard somebody who may not be named.
        """
        reading = self.readings[article]
        mention = reading.mentions.get(claim.speaker or "")
        span = claim.source[0] if claim.source else mention.span if mention else None
        if span is None:
            return None
        hidden = claim.reason or _is_anonymous(reading.words(span)) or _asks_for_no_name(reading.article.text, span)
        nobody = claim.kind != "person" and bool(hidden)
        found = None if nobody else self._cited(reading, _who(reading, mention, span), span, claim.kind)
        if nobody or (found and found.kind == "anonymous"):
            name = f"anonymous source of {heard_by}" if heard_by else "anonymous source"
            return Cited(name, "anonymous", name, span, "claim")
        return found

    def of_words(self, article: str, span: Span) -> Cited | None:
        """The source that words stand for, such as the subject of "identified"."""
        reading = self.readings[article]
        return self._cited(reading, _who(reading, None, span), span, None)

    def author(self, article: str, span: Span) -> Cited | None:
        """Who a post is by, from his name beside it; None where it is the outlet itself."""
        reading = self.readings[article]
        words = reading.words(span)
        mention = next((one for one in reading.names if span.covers(one.span)), None)
        if mention is None and (called := self._cast.in_full(reading, words.split()[-1])):
            return _as_link(self._cast.person(reading, *called), span)
        if mention or outlets.by_name(words):
            return self._cited(reading, mention, span, None)
        return Cited(words, "public", words, span, "claim")

    def carrier(self, article: str, mention: str) -> Cited | None:
        """What carried a claim's words: an outlet or agency; None for platforms and the outlet itself."""
        reading = self.readings[article]
        found = reading.mentions.get(mention)
        if found is None:
            return None
        outlet = _known_outlet(reading, found, found.span)
        if outlet:
            own = outlet.kind == "platform" or reading.is_own(outlet, outlet.name)
            return None if own else as_medium(outlet, outlet.name, found.span, "via")
        entity, known = reading.entity(found), reading.known(found)
        if known is None or found.kind != "organization" or found.form != "name" or reading.is_own(None, known.name):
            return None
        interest = entity.interest if entity else None
        return Cited(known.name, "outlet", interest or known.name, found.span, "via")

    # ---------------------------------------------------------------- one source

    def _cited(self, reading: Reading, mention: Mention | None, span: Span, kind: str | None) -> Cited | None:
        outlet = _known_outlet(reading, mention, span)
        if outlet:
            own = outlet.kind == "platform" or reading.is_own(outlet, outlet.name)
            return None if own else as_medium(outlet, outlet.name, span, "claim")
        known, entity = reading.known(mention), reading.entity(mention)
        if kind == "document" or (known is None and _issued().match(plain(reading.words(span)))):
            return self._document(reading, mention, span)
        if known and mention and mention.form == "nominal" and _only_beside(known.name, mention, reading):
            known = None
        if known and entity and mention and (person := self._person(reading, mention, known, entity, kind)):
            return _as_link(person, span)
        state_media = bodies.body(known.name if known else reading.words(span))
        if state_media and state_media.type == "media" and (medium := self._cast.state_medium(state_media.country)):
            own = reading.is_own(medium, medium.name)
            return None if own else as_medium(medium, medium.name, span, "claim")
        if known:
            name = known.name
            made = bodies.body(name) and not bodies.listed(name)
            if made and mention and (mention.form == "name" or bodies.body(reading.words(mention.span))):
                name = plain(reading.words(mention.span))  # "British police", not "Police of the United Kingdom"
            who = self._cast.body(name, entity, article=reading.article.id)
            return _as_link(_heard(who, kind), span)
        if mention and mention.form == "pronoun":
            return self._of_pronoun(reading, mention, span)
        if mention and reading.words(span).casefold() in PRONOUNS:
            many = reading.callings.is_plural(mention.head) and reading.words(span).casefold() in ("he", "she")
            return self._last_speaker(reading, span) if many else self._described(reading, mention, mention.span)
        return self._described(reading, mention, span)

    def _person(self, reading: Reading, mention: Mention, known: Known, entity: Entity, kind: str | None) -> Who | None:
        """A person, also where the name was taken for a body's ("Model Ann Berg") or lost words on the way."""
        run = reading.callings.name_run(mention.span) if mention.form == "name" else ()
        called = self._cast.person_called(run) if len(run) > 1 and not body_word(known.name) else None
        if called is None and len(run) == 1 and entity.kind == "organization" and not entity.identifiers:
            called = self._cast.in_full(reading, run[0])
        if called is None and "person" not in (entity.kind, kind):
            return None
        who = self._cast.person(reading, *(called or (known, entity)))
        whole = without_title(" ".join(run))
        if len(who.name.split()) < len(whole.split()) <= LONGEST_NAME and set(who.name.split()) <= set(whole.split()):
            return Who(whole, who.kind, whole if who.interest == who.name else who.interest)
        return who

    def _of_pronoun(self, reading: Reading, mention: Mention, span: Span) -> Cited | None:
        """Whom a pronoun stands for: the words it refers to, else whoever spoke last."""
        words = reading.antecedent(mention)
        if words and reading.words(words.span).casefold() not in PRONOUNS:
            return self._described(reading, words, words.span)
        return self._last_speaker(reading, span)

    def _last_speaker(self, reading: Reading, span: Span) -> Cited | None:
        """Who spoke last before these words, pronouns apart."""
        at = bisect_left(reading.claims, span, key=lambda claim: claim.source[0]) - 1
        if at < 0:
            return None
        last = reading.claims[at]
        before = reading.mentions.get(last.speaker or "")
        return self._cited(reading, _who(reading, before, last.source[0]), last.source[0], last.kind)

    def _document(self, reading: Reading, mention: Mention | None, span: Span) -> Cited | None:
        """A document speaks for its issuer where that is told, else for itself."""
        words, known = plain(reading.words(span)), reading.known(mention)
        if issued := _issued().match(words):
            issuer = reading.article.text[span.start : span.end].split(issued["how"] or issued["of"], 1)[-1]
            by = Span(span.article, span.end - len(issuer), span.end)
            return self._cited(reading, _who(reading, None, by), by, None)
        issued_by = _without_document(PUBLISHED.sub("", words))
        inside = bool(mention and span.start <= mention.span.start < span.end)
        if known and (not issued_by or not inside or len(known.name) >= len(issued_by)):
            return _as_link(self._cast.body(known.name, reading.entity(mention), article=reading.article.id), span)
        if issued_by:
            return _as_link(self._cast.body(issued_by, article=reading.article.id), span)
        if possessed := POSSESSED.match(reading.words(span)):
            by = Span(span.article, span.start + possessed.start("by"), span.start + possessed.end("by"))
            return self._cited(reading, _who(reading, None, by), by, None)
        name = PUBLISHED.sub("", words).casefold()
        if name and row_of(name.split()[-1], "people", "voice"):
            return self._described(reading, mention, span)
        return Cited(name, "document", name, span, "claim") if name else None

    def _described(self, reading: Reading, mention: Mention | None, span: Span) -> Cited | None:
        """Somebody without a name: his body's name, or the words for him."""
        phrase = reading.callings.noun_phrase(span)
        words = plain(reading.words(phrase))
        if words and not reading.callings.is_name(phrase, words.split()[0]):
            words = words[0].lower() + words[1:]  # "Officials" at the start of a sentence
        calling = reading.callings.within(phrase)
        noun = reading.callings.noun(phrase)
        by_noun = noun if calling is None or calling.word.of == "role" else None
        if by_noun and (called := self._cast.noun_bearer(reading.article.id, by_noun)):
            return _as_link(called, phrase)
        if calling is None:
            who = self._by_words(words, mention, reading.article.id) if words else None
        else:
            who = self._called(reading, calling, words, phrase)
        return _as_link(who, phrase) if who else None

    def _called(self, reading: Reading, calling: Calling, words: str, phrase: Span) -> Who:
        """Somebody by his calling: by name, if one of the story bears it; who only speaks for a body, by the body."""
        name, interest = self._cast.master(reading, calling)
        word = calling.word
        one = word.word.split()[-1] in reading.words(phrase).casefold().split()  # "scientists" are not the one named
        definite = word.of == "role" and one and not INDEFINITE.match(reading.words(phrase))
        if definite and (bearer := self._cast.bearer(word.word, name)):
            return bearer
        if word.of == "voice" and name is None and (before := reading.callings.voice_before(phrase)):
            name, interest = self._cast.master(reading, before)
        if client := self._cast.client(reading, calling):
            return client
        if word.of == "voice" and (body := self._body_before(reading, calling, words)):
            return Who(body, *kind_of_body(body))
        staff = word.of == "people" and word.kind == "company" and name is None
        if staff and (bearer := self._cast.bearer(word.word, None)):
            return bearer
        if word.speaks_for in ("self", "state"):
            state = calling.country if word.speaks_for == "state" else None
            return Who(words, word.kind, state or words)
        at_home = self._cast.is_place(reading, calling)
        if name and word.of in ("voice", "people") and not at_home:
            return Who(name, *kind_of_body(name))
        if word.of == "people" and (whole := self._cast.whole(words, reading.article.id)) != words:
            return Who(whole, *kind_of_body(whole))
        kind = word.kind if at_home or not name else kind_of_body(name)[0]
        country = calling.country or country_in(words)
        if word.word == "police" or (at_home and not country):
            return Who(words, kind, words)
        speaks_for = country or words if at_home else interest or country or words
        return Who(words, "official" if kind == "government" else kind, speaks_for)

    def _body_before(self, reading: Reading, calling: Calling, words: str) -> str | None:
        """The body named before a word for who speaks for it, though its name was read as a place's or not at all."""
        name = " ".join(words.split()[:-1])
        mention = reading.mentions.get(calling.master or "")
        place = reading.words(mention.span) if mention and mention.kind in ("place", "group") else None
        if not name[:1].isupper() or not place or country_in(name):
            return None
        named = {known.name for one in reading.names if (known := reading.known(one)) and one.kind == "organization"}
        longer = [whole for whole in named if whole.startswith(f"{name} ")]  # "Solheim" beside "Solheim Lines"
        return longer[0] if len(longer) == 1 else self._cast.whole(name, reading.article.id) if name != place else None

    def _by_words(self, words: str, mention: Mention | None, article: str) -> Who | None:
        """Somebody by words for him; None for words that stand for nobody."""
        if words[-1:].isdigit() or (words.isupper() and " " in words) or words.casefold() in PRONOUNS:
            return None
        issuer = _without_document(words) if " " in words else None
        if issuer and row_of(issuer.split()[-1], "role", "people", "body"):
            return self._by_words(issuer, mention, article)
        if bodies.body(words):
            listed = bodies.listed(words)
            return Who(listed.name if listed else words, *kind_of_body(words))
        found = row_of(words, *_USES) or row_of(words.split()[-1], *_USES)
        if found and found.of == "body":
            return self._cast.body(words, article=article)
        if found is None and not words[:1].isupper() and _is_nobody(words.split()[-1], mention):
            return None
        country = country_in(words) if found and found.of == "people" else None
        return Who(words, found.kind if found else "witness", country or words)


_USES = ("media", "document", "body", "people", "role", "voice")


@cache
def _issued() -> re.Pattern[str]:
    """Documents with whom they are from behind a preposition: "a statement from the harbour"."""
    by, of = ("|".join(map(re.escape, words_of(what))) for what in ("document", "result"))
    start = r"^(?:[\w'’-]+ ){0,3}"
    return re.compile(rf"{start}(?:{by}|{of})s?(?P<how> (?:from|by) )|{start}(?:{of})s?(?P<of> of )(?=(?:the )?[A-Z])")


def _who(reading: Reading, mention: Mention | None, span: Span) -> Mention | None:
    """The mention that a source's words stand for: of its head word, or of a name that explains it.

    The speaker that the reading gives stays where it lies elsewhere (a document's issuer) or covers the head; "the
    British police" is not "British", whatever mentions there are.
    """
    if mention and not (span.start <= mention.span.start < span.end):
        return mention
    head = reading.callings.head(span)
    found = mention if head is None or (mention and mention.span.covers(head)) else reading.mention_of(head)
    if found is None or found.form == "nominal":
        return reading.explaining(head or span, span) or found
    return found


def _as_link(who: Who, words: Span) -> Cited:
    return Cited(who.name, who.kind, who.interest, words, "claim")


def _heard(who: Who, kind: str | None) -> Who:
    """A body that the reading takes for a medium is one, though the atlas does not know it."""
    if who.kind == "company" and kind in ("outlet", "agency"):
        return Who(who.name, "outlet" if kind == "outlet" else "agency", who.interest)
    return who


def _is_nobody(noun: str, mention: Mention | None) -> bool:
    """Whether a noun that no table knows stands for a thing or deed: "the removal suggests", "violence showed"."""
    if mention is None or mention.kind == "equipment":
        return True
    return mention.kind == "organization" and bool(DEED.search(noun) or noun in _abstract())


@cache
def _abstract() -> frozenset[str]:
    rows = table("languages/en/noun_classes.tsv")
    return frozenset(word for row in rows if row["class"] == "abstract" for word in values(row["words"]))


def _is_anonymous(words: str) -> bool:
    if any(phrase in words.casefold() for phrase in words_of("phrase")):
        return True
    words = plain(words)
    found = row_of(words, "people") or (row_of(words.split()[-1], "people") if words else None)
    return bool(found and found.kind == "anonymous")


def _asks_for_no_name(text: str, span: Span) -> bool:
    """Whether a source, or what follows it in the sentence, says that the name is kept back."""
    stop = text.find(". ", span.end, span.end + BEHIND)
    return any(True for _ in anonymity.phrases(text, span.start, stop if stop > 0 else span.end + BEHIND))


def _only_beside(name: str, mention: Mention, reading: Reading) -> bool:
    """Whether a name that a description was joined to is but a word of it: "British" for "British police"."""
    words, head = reading.words(mention.span).casefold(), reading.words(mention.head).casefold()
    return name.casefold() in words and head not in name.casefold().split()


def _known_outlet(reading: Reading, mention: Mention | None, span: Span) -> Outlet | None:
    """The outlet that a source is, by its entity or its words."""
    entity: Entity | None = reading.entity(mention)
    if entity and entity.kind == "person":
        return None
    words = plain(reading.words(mention.span if mention and mention.form != "pronoun" else span))
    names = [*(entity.name, *entity.aliases), words] if entity else [words]
    found = next((outlet for name in names if (outlet := outlets.by_name(name))), None)
    found = found or (outlets.by_domain(words) if DOMAIN.match(words) else None)
    return reading.meant(found) if found else None


def _without_document(words: str) -> str | None:
    """The issuer in words for a document: "Harbour Board" of "Harbour Board statement"."""
    parts = words.split()
    if " of " in words or len(parts) < 2 or not row_of(parts[-1], "document"):
        return None
    while parts and (row_of(parts[-1], "document") or parts[-1].casefold() in words_of("attribute")):
        parts.pop()
    issuer = POSSESSIVE.sub("", " ".join(parts))
    return issuer if issuer[:1].isupper() or (parts and row_of(issuer.split()[-1], "role", "body", "people")) else None
