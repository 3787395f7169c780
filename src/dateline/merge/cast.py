"""The cast of a story: who its people are and whom they speak for, and what its bodies are called in full.

One article says "zoo director Ann Berg", the next one "Berg", a third "the director of the zoo": each tells of the
others.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from dateline.atlas import countries, outlets
from dateline.atlas.outlets import Outlet
from dateline.merge.callings import Calling, Callings, is_title
from dateline.merge.entities import Known, Member
from dateline.merge.origins import BRACKETS, body_word, kind_of_body, outlet_of, row_of
from dateline.records import Claim, Entity, Link, Mention, OriginKind, Rows, Sentence, Span

#: Words before a description that are no part of it.
DETERMINER = re.compile(
    r"^(?:(?:the|an?|some|one|two|three|several|many|his|her|their|its|(?:country|nation|city|state)['’]s)\s+)+",
    re.IGNORECASE,
)
#: What stands in brackets behind a name.
BRACKETED = re.compile(r"\s*\([^()]*\)\s*$")
#: What follows a description.
TAIL = re.compile(r"\s*(?:,|\(|\bwho\b|\bwhich\b|\bthat\b).*$", re.DOTALL)
#: Letters of a name: longer sources are sentences that were taken for one.
LONGEST = 80
#: Letters of a text in which other outlets are looked for.
READ = 50_000
#: How much oftener than the next the bearer of a short name must be mentioned.
CLEARLY = 2
#: The same where the article does not name it: no other one must.
SOLE = 1000
#: Words of a body's name that may be left out.
FORMAL = frozenset({"the", "of", "and", "&"})


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody of the story as an origin: name, kind, interest."""

    name: str
    kind: OriginKind
    interest: str | None


class Reading:
    """One article's rows as its sources are looked up."""

    def __init__(self, rows: Rows, known: Mapping[Member, Known]) -> None:
        self.rows, self.article, self._known = rows, rows.article, known
        self.mentions = {one.id: one for one in rows.of(Mention)}
        self._entities = {one.id: one for one in rows.of(Entity)}
        self._entity_of = {one.mention: one.entity for one in rows.of(Link)}
        self.outlet = outlet_of(self.article)
        self.callings = Callings(rows.of(Sentence), rows.of(Mention))

    @cached_property
    def names(self) -> list[Mention]:
        """Mentions of people and bodies by name, in the order of the text."""
        found = [one for one in self.mentions.values() if one.form == "name" and one.kind in ("person", "organization")]
        return sorted(found, key=lambda one: one.span)

    @cached_property
    def _by_head(self) -> dict[int, Mention]:
        return {one.head.end: one for one in self.mentions.values()}

    @cached_property
    def _first_words(self) -> dict[str, Mention]:
        """By entity: its first mention that is no pronoun."""
        found: dict[str, Mention] = {}
        for one in sorted(self.mentions.values(), key=lambda one: one.span):
            if one.form != "pronoun" and one.id in self._entity_of:
                found.setdefault(self._entity_of[one.id], one)
        return found

    @cached_property
    def claims(self) -> list[Claim]:
        """Claims with a source that is no pronoun, in the order of their sources."""
        found = [one for one in self.rows.of(Claim) if one.source and not self._is_pronoun(one)]
        return sorted(found, key=lambda one: one.source[0])

    def _is_pronoun(self, claim: Claim) -> bool:
        mention = self.mentions.get(claim.speaker or "")
        return bool(mention and mention.form == "pronoun")

    def mention_of(self, head: Span) -> Mention | None:
        """The mention whose head ends with a word."""
        return self._by_head.get(head.end)

    def antecedent(self, mention: Mention) -> Mention | None:
        """The words that a pronoun stands for."""
        return self._first_words.get(self._entity_of.get(mention.id, ""))

    def explaining(self, head: Span, within: Span) -> Mention | None:
        """The name behind a description that it is another word for: "the organisers, the Harbour Club"."""
        at = bisect_right(self.names, head.end, key=lambda one: one.span.start)
        found = self.names[at] if at < len(self.names) else None
        if found is None or found.span.end > within.end:
            return None
        before = self.article.text[head.end : found.span.start].rstrip()
        return found if before.removesuffix("the").rstrip().endswith(",") else None

    def entity(self, mention: Mention | None) -> Entity | None:
        """The entity of a mention."""
        return self._entities.get(self._entity_of.get(mention.id, "")) if mention else None

    def known(self, mention: Mention | None) -> Known | None:
        """What the story knows of a mention's entity: None for descriptions without a name."""
        return self._known.get((self.article.id, self._entity_of.get(mention.id, ""))) if mention else None

    def words(self, span: Span) -> str:
        """The words of a span on one line."""
        return " ".join(self.article.text[span.start : span.end].split())

    @property
    def outlet_name(self) -> str:
        """The outlet's canonical name, else as it was given."""
        return self.outlet.name if self.outlet else self.article.outlet or ""

    @cached_property
    def outlets_named(self) -> list[Outlet]:
        """The outlets that the text names."""
        return [outlet for _, _, outlet in outlets.find(self.article.text[:READ])]

    def meant(self, outlet: Outlet) -> Outlet:
        """Of namesakes ("The Times") the one whose whole name the article has, "The New York Times"."""
        name = BRACKETS.sub("", outlet.name)
        if name == outlet.name:
            return outlet
        bare = " " + name.removeprefix("The ")
        own = [self.outlet] if self.outlet else []
        return next((one for one in (*self.outlets_named, *own) if one.name.endswith(bare)), outlet)

    def is_own(self, outlet: Outlet | None, name: str) -> bool:
        """Whether a source is this article's own outlet."""
        if outlet and self.outlet:
            return outlet.name == self.outlet.name
        return name.casefold() == self.outlet_name.casefold() or stands_for(name, self.outlet_name)


def stands_for(name: str, outlet: str) -> bool:
    """Whether a name is an outlet's without what stands in brackets behind it, or its initials: "NW"."""
    bare = BRACKETED.sub("", outlet)
    if name.casefold() == bare.casefold():
        return True
    letters = "".join(char for char in name if char.isalpha())
    initials = "".join(word[0] for word in re.findall(r"\w+", outlet) if word[0].isupper() or "(" in outlet)
    return letters.isupper() and len(letters) > 1 and initials.upper().startswith(letters)


class Cast:
    """The people and bodies of a story's articles, by what each of them says."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        self._readings = tuple(readings)
        self._wholes: dict[tuple[str, str], str] = {}

    def person(self, reading: Reading, known: Known, entity: Entity) -> Who:
        """A person by his whole name, with the kind and interest that his callings give him."""
        if " " not in known.name and (whole := self.in_full(reading, known.name)):
            known, entity = whole
        kind, interest = self._people.get(known.key, ("witness", None))
        if entity.interest and (interest is None or entity.identifiers or entity.role):
            kind, interest = "official", entity.interest  # what the atlas knows goes before what an article calls him
        name = without_title(known.name)
        return Who(name, kind, interest or name)

    def body(self, name: str, entity: Entity | None = None, *, article: str = "") -> Who:
        """A body by its whole name, as `article` or else the story has it."""
        name = self.whole(name, article)
        return Who(name, *kind_of_body(name, entity))

    def person_called(self, run: tuple[str, ...]) -> tuple[Known, Entity] | None:
        """The person of the story whose whole name stands among these names, the oftenest named one."""
        words = tuple(word.casefold() for word in run)
        found = [
            self._full_names[words[at:end]]
            for at in range(len(words))
            for end in range(at + 2, len(words) + 1)
            if words[at:end] in self._full_names
        ]
        return max(found, key=lambda one: (len(one[0].name.split()), one[2]))[:2] if found else None

    def noun_bearer(self, article: str, noun: str) -> Who | None:
        """The only person of the article, or else of the story, who is called by a noun: "the actress"."""
        for where in (article, ""):
            found = self._by_noun.get((where, noun), set())
            if found:
                return next(iter(found)) if len(found) == 1 else None
        return None

    def state_medium(self, country: str | None) -> Outlet | None:
        """The only medium of a state that the story names: KCNA for "North Korean state media"."""
        found = {
            outlet.name: outlet
            for reading in self._readings
            for outlet in reading.outlets_named
            if outlet.state_media and outlet.country == country and outlet.kind == "agency"
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def bearer(self, word: str, master: str | None) -> Who | None:
        """The only one of the story who is called so, with this body if one is named."""
        found = [who for who, masters in self._bearers.get(word, {}).items() if not master or master in masters]
        return found[0] if len(found) == 1 else None

    def master(self, reading: Reading, calling: Calling) -> tuple[str | None, str | None]:
        """(name, interest) of whom somebody speaks for by his calling; the name is None for a state."""
        mention = reading.mentions.get(calling.master or "")
        known, entity = reading.known(mention), reading.entity(mention)
        name = known.name if known else entity.name if entity else calling.words
        if name is None and calling.word.speaks_for not in ("body", "self", "state"):
            found = self.whole(calling.word.speaks_for, reading.article.id)
            return (found, kind_of_body(found)[1]) if found != calling.word.speaks_for else (None, calling.country)
        if name is None or (not mention and not body_word(name) and not name[:1].isupper()):
            return None, calling.country
        name = self.whole(plain(name), reading.article.id)
        if state := countries.by_name(name) or countries.by_demonym(name):
            return None, state.name
        return name, kind_of_body(name, entity)[1]

    def whole(self, name: str, article: str = "") -> str:
        """The whole name of a body that is called by some of its words: "the zoo", "Nippon Airways".

        It is the one body of that sort which the article names; if it names none, the only one of the story.
        """
        if (name, article) not in self._wholes:
            self._wholes[name, article] = self._find_whole(name, article)
        return self._wholes[name, article]

    def _find_whole(self, name: str, article: str) -> str:
        words = _plain_words(name)
        row = row_of(words[-1], "body") if words and len(words) < 3 else None
        if row is None:
            return name
        for where, clearly in ((article, CLEARLY), ("", SOLE if len(words) == 1 else CLEARLY)):
            found = self._longer(name, words, row.row, where)
            if found:
                sure = len(found) == 1 or found[0][1] >= clearly * found[1][1]
                return found[0][0] if sure else name
        return name

    def _longer(self, name: str, words: list[str], row: int, article: str) -> list[tuple[str, int]]:
        """Names of bodies of that sort that hold these words and more, with how often the article has them."""
        bodies = self._bodies.get(article, [])
        others = set(words[:-1])
        found = [(whole, count) for whole, held, sort, count in bodies if sort == row and others <= held]
        return [(whole, count) for whole, count in found if len(whole) > len(name)]

    # ---------------------------------------------------------------- counted over the story

    @cached_property
    def _people(self) -> dict[str, tuple[OriginKind, str | None]]:
        """Kind and interest of people by key, as most mentions with a calling have them."""
        votes: dict[str, Counter[tuple[OriginKind, str | None]]] = defaultdict(Counter)
        for reading in self._readings:
            for mention in reading.names:
                known = reading.known(mention) if mention.kind == "person" else None
                for calling in reading.callings.beside(mention.span) if known else ():
                    if known:
                        votes[known.key][self._of_calling(reading, calling)] += 1
        return {key: _best(found) for key, found in votes.items()}

    def _of_calling(self, reading: Reading, calling: Calling) -> tuple[OriginKind, str | None]:
        name, interest = self.master(reading, calling)
        word = calling.word
        if word.speaks_for == "self":
            return word.kind, None
        if word.speaks_for == "state":
            return word.kind, calling.country or interest
        if _is_client(reading, calling) or (name and word.speaks_for == "employer"):
            return "witness" if word.of == "voice" else word.kind, interest or name
        if name and not self.is_place(reading, calling):
            kind, own = kind_of_body(name, None)
            return ("official" if kind == "government" else kind), interest or own
        return word.kind, calling.country or interest

    def client(self, reading: Reading, calling: Calling) -> Who | None:
        """The person for whom somebody speaks, if it is one and named."""
        mention = reading.mentions.get(calling.master or "")
        known, entity = reading.known(mention), reading.entity(mention)
        if known is None or entity is None or not _is_client(reading, calling):
            return None
        return self.person(reading, known, entity)

    def is_place(self, reading: Reading, calling: Calling) -> bool:
        """Whether what is named with a calling is a town or people, not a body: "Berlin police" are not Berlin."""
        mention = reading.mentions.get(calling.master or "")
        known = reading.known(mention)
        return bool(mention and mention.kind in ("place", "group") and not (known and body_word(known.name)))

    @cached_property
    def _bearers(self) -> dict[str, dict[Who, set[str | None]]]:
        """By calling: who bears it by name in the story, with the bodies that are named beside it."""
        out: dict[str, dict[Who, set[str | None]]] = defaultdict(dict)
        for reading in self._readings:
            for mention in reading.names:
                known, entity = reading.known(mention), reading.entity(mention)
                if known is None or entity is None:
                    continue
                for calling in reading.callings.beside(mention.span):
                    person = mention.kind == "person"
                    who = self.person(reading, known, entity) if person else self.body(known.name, entity)
                    out[calling.word.word].setdefault(who, set()).add(self.master(reading, calling)[0])
        return out

    @cached_property
    def _bodies(self) -> dict[str, list[tuple[str, set[str], int, int]]]:
        """By article, "" for all: names of bodies, their words, sort and how often named, the commonest first."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for reading in self._readings:
            for name in _named_bodies(reading):
                counts[reading.article.id][name] += 1
                counts[""][name] += 1
        return {article: _sorted(found) for article, found in counts.items()}

    @cached_property
    def _full_names(self) -> dict[tuple[str, ...], tuple[Known, Entity, int]]:
        """By the words of a whole name: the person, and how often he is named."""
        found: dict[tuple[str, ...], tuple[Known, Entity, int]] = {}
        for reading in self._readings:
            for mention in reading.names:
                known, entity = reading.known(mention), reading.entity(mention)
                if known and entity and entity.kind == "person" and len(known.name.split()) > 1:
                    words = tuple(word.casefold() for word in without_title(known.name).split())
                    before = found.get(words, (known, entity, 0))
                    found[words] = (*before[:2], before[2] + 1)
        return found

    @cached_property
    def _by_noun(self) -> dict[tuple[str, str], set[Who]]:
        """(article or "", noun) to the people who are called by it beside their names."""
        found: dict[tuple[str, str], set[Who]] = defaultdict(set)
        for reading in self._readings:
            for mention in reading.names:
                known, entity = reading.known(mention), reading.entity(mention)
                if mention.kind == "person" and known and entity:
                    for noun in reading.callings.nouns_beside(mention.span):
                        who = self.person(reading, known, entity)
                        found[reading.article.id, noun].add(who)
                        found["", noun].add(who)
        return found

    @cached_property
    def _surnames(self) -> dict[tuple[str, str], Counter[tuple[str, str]]]:
        """(article or "", surname) to the people (whole name, key) so called, with how often they are named in full."""
        found: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
        for words, (known, _, count) in self._full_names.items():
            found["", words[-1]][" ".join(words), known.key] += count
        for reading in self._readings:
            for mention in reading.names:
                person = reading.known(mention) if mention.kind == "person" else None
                if person and len(person.name.split()) > 1:
                    name = without_title(person.name).casefold()
                    found[reading.article.id, name.split()[-1]][name, person.key] += 1
        return found

    def in_full(self, reading: Reading, name: str) -> tuple[Known, Entity] | None:
        """The person of that surname who is named in full, in this article or else in the story, if one stands out."""
        for article in (reading.article.id, ""):
            found = self._surnames.get((article, name.casefold()), Counter[tuple[str, str]]()).most_common(2)
            if found:
                sure = len(found) == 1 or found[0][1] >= CLEARLY * found[1][1]
                whole = self._full_names.get(tuple(found[0][0][0].split()))
                return whole[:2] if sure and whole else None
        return None


def _is_client(reading: Reading, calling: Calling) -> bool:
    """Whether somebody speaks for a person, not a body."""
    mention = reading.mentions.get(calling.master or "")
    return mention is not None and mention.kind == "person"


def _named_bodies(reading: Reading) -> Iterator[str]:
    """Names of bodies of several words in an article: those of mentions, and of sources ("Berlin police")."""
    for mention in reading.mentions.values():
        if mention.form == "name" and mention.kind in ("organization", "facility", "place"):
            known = reading.known(mention)
            if known and len(known.name.split()) > 1:
                yield known.name
    for claim in reading.claims:
        words = plain(reading.words(claim.source[0]))
        if 1 < len(words.split()) <= 4 and words[:1].isupper() and row_of(words.split()[-1], "body"):
            yield words


def _sorted(counts: Counter[str]) -> list[tuple[str, set[str], int, int]]:
    rows = ((name, body_word(name), count) for name, count in counts.most_common())
    return [(name, set(_plain_words(name)), row.row, count) for name, row, count in rows if row]


def plain(words: str) -> str:
    """Words without article, quantity and what follows a comma, in one line."""
    return DETERMINER.sub("", TAIL.sub("", words[: 4 * LONGEST])).strip(" .,:;\"'“”‘’")[:LONGEST]


def without_title(name: str) -> str:
    """A person's name without the ranks before it that were taken for a part: "Constable Ann Berg"."""
    words = name.split()
    while len(words) > 2 and (words[0].islower() or is_title(words[0])):
        del words[0]
    return " ".join(words)


def _plain_words(name: str) -> list[str]:
    return [word for word in name.casefold().replace("’", "'").split() if word not in FORMAL]


def _best(votes: Counter[tuple[OriginKind, str | None]]) -> tuple[OriginKind, str | None]:
    """The commonest reading that names an interest, else the commonest."""
    named = {vote: count for vote, count in votes.items() if vote[1]} or dict(votes)
    return max(named, key=lambda vote: (named[vote], vote[0], vote[1] or ""))
