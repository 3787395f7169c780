"""Names in an article: the tagger's entities corrected, extended and completed.

The tagger sees a sentence at a time and was trained on other news: it cuts long names, takes toponyms for people
and titles for bodies. What the article says elsewhere, the words of a name and the atlas know better. Candidates
come from the tagger, from runs of capitals that end in a telling word ("Cosmodrome"), from datelines and from the
atlas; then names are sought where the tagger saw none (surnames of people named in full, repeated names, places
after a preposition or before their state), and the kind of each is settled over the whole article (`kinds.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from dateline.atlas import actors, countries, equipment, facilities, outlets
from dateline.atlas.cues import share
from dateline.atlas.gazetteer import gazetteer
from dateline.atlas.phrases import PhraseFinder
from dateline.atlas.tables import table, values
from dateline.extract.kinds import Evidence, elect, intrinsic_features, told_by_words
from dateline.extract.nouns import nouns
from dateline.extract.tokens import Tokens
from dateline.records import Kind, Rows, Sentence, Token

#: What the tagger's labels say a name is. Labels not named here (dates, sums) name no mention; those with None are
#: where the tagger files names that their own words or the atlas show to be something else ("Gagarin Plant", EVENT).
LABELS: dict[str, str | None] = {
    "PERSON": "tagged person",
    "ORG": "tagged organization",
    "GPE": "tagged place",
    "LOC": "tagged place",
    "FAC": "tagged facility",
    "NORP": "tagged group",
    "PRODUCT": "tagged equipment",
    "EVENT": None,
    "WORK_OF_ART": None,
    "LAW": None,
}
#: The longest run of capitals taken for one name. Longer ones are headlines.
LONGEST_RUN = 8
#: A sentence in which more than this share of the words begins with a capital is a headline: capitals tell nothing.
HEADLINE = 0.6
HYPHENATED = re.compile(r"\b[A-Z]\w+(?:-(?:[a-z]{1,3}|[A-Z]\w+|[A-Z]))*-[A-Z]\w+\b|\b[A-Z]{2,}(?:-[A-Z]+)+\b")
#: From this many inhabitants on, a place is known to most readers by its name alone.
LARGE_PLACE = 50_000
#: From this many on, a town's name at the start of a body's is taken for the town's.
NESTED_PLACE = 15_000
#: From this share of reporting uses on, the subject of a verb is taken for somebody who speaks.
SPEAKS = 0.5
COUNTIES = frozenset({"County", "Parish", "Township"})
#: A politician's party and seat: "R-Florence", "DFL-Cook".
SEAT = re.compile(r"\b(?:R|D|I|DFL|Con|Lab)-([A-Z][\w.]+(?: [A-Z][\w]+){0,2})")
DATELINE = re.compile(
    r"[ \t]*(?P<place>[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3})(?:, (?P<region>[A-Z][\w.]+(?: [A-Z][\w.]+){0,2}?))??"
    r"(?:, [A-Z][a-z]+\.? \d{1,2})?(?:,? \((?P<credit>[^)\n]{2,40})\))? ?(?:--|—|–| -) "
)


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """A name at [start, end) of the article. `kind` is None until it is settled; `label` is a feature of `VOTES`."""

    start: int
    end: int
    kind: Kind | None = None
    method: str = "tagger"
    label: str | None = None

    def overlaps(self, other: Name) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


def find_names(rows: Rows, tokens: Tokens) -> list[Name]:
    """The names of an article, in the order of the text; a name may lie in another, none equals another."""
    text, sentences = rows.article.text, rows.of(Sentence)
    known = [*_known(text)]
    names = apart(
        [
            *_datelines(text, sentences),
            *known,
            *_without_titles(_tagged(sentences, text), known),
            *_runs(sentences, text),
        ]
    )
    names = apart([*names, *_places(names, tokens, text)])
    names = settle(names, tokens, text)
    names = settle(apart([*names, *_repeats(names, text, tokens)]), tokens, text)
    names = [
        name for name in names if name.kind and not _in_title(name, tokens) and "\n" not in text[name.start : name.end]
    ]
    return _distinct([*names, *_nested(names, text)])


def _in_title(name: Name, tokens: Tokens) -> bool:
    """Whether the name is only the subject of an office, "Defense" in "Defense Minister"."""
    after, words = tokens.after(name.end), tokens.inside(name.start, name.end)
    last = nouns().get(words[-1].text.lower()) if words else None
    if name.label == "tagged organization" and last and last.kind == "person" and words[-1].tag in ("NN", "NNP"):
        return True  # "Supreme Commander"
    return (name.kind == "organization" and name.method == "tagger" and len(words) == 1
            and bool(after) and after[0].text in titles() and after[0].start == name.end + 1
            and titles()[after[0].text] == "" and not name.label == "tagged place")  # fmt: skip


def _distinct(names: Iterable[Name]) -> list[Name]:
    return [
        *{
            (name.start, name.end): name
            for name in sorted(names, key=lambda name: name.method == "nested", reverse=True)
        }.values()
    ]


def apart(names: Iterable[Name]) -> list[Name]:
    """Names that do not overlap: of two the atlas's, else the longer, else the first given stays."""
    kept: list[Name] = []
    for name in sorted(names, key=lambda name: (name.start, -name.end)):
        while kept and kept[-1].overlaps(name):
            if _rank(kept[-1]) >= _rank(name):
                break
            kept.pop()
        else:
            kept.append(name)
    return kept


def _rank(name: Name) -> tuple[bool, int, bool]:
    return name.method == "dateline", name.end - name.start, name.method == "atlas"


# ---------------------------------------------------------------- candidates


def _known(text: str) -> Iterator[Name]:
    """What the atlas finds by itself."""
    for match in equipment.find(text):
        yield Name(match.start, match.end, "equipment", "atlas")
    for start, end, facility in facilities.find(text):
        yield Name(start, end, None if facility.metonym else "facility", "metonym" if facility.metonym else "atlas")
    for start, end, actor in actors.find(text):
        start += 4 if text[start : start + 4].lower() == "the " else 0
        if isinstance(actor, actors.Person):
            yield Name(start, end, "person", "atlas")
        elif _is_name(text[start:end]):
            yield Name(start, end, "organization", "atlas")
    for start, end, _ in outlets.find(text):
        start += 4 if text[start : start + 4].lower() == "the " else 0
        yield Name(start, end, "organization", "atlas")


def _is_name(words: str) -> bool:
    """Whether a body's words are a name ("State Department") rather than a description ("Russia's government")."""
    return words[0].isupper() and words.split()[-1][0].isupper() and "'s " not in words and "’s " not in words


def _datelines(text: str, sentences: Sequence[Sentence]) -> Iterator[Name]:
    """The place (and region) that a paragraph opens with before its dash: "KOMSOMOLSK-ON-AMUR, Russia (AP) --"."""
    for match in DATELINE.finditer(text):
        if (
            match["place"].isupper()
            and len(match["place"]) > 3
            and re.search(r"(?:^|[.\d\n]) ?$", text[max(0, match.start() - 3) : match.start("place")])
        ):
            yield Name(match.start("place"), match.end("place"), "place", "dateline")
    paragraph = -1
    for sentence in sentences:
        opens, paragraph = sentence.paragraph != paragraph, sentence.paragraph
        match = DATELINE.match(text, sentence.span.start)
        if match and ((opens and match["credit"]) or (match["place"].isupper() and len(match["place"]) > 3)):
            for group in ("place", "region"):
                if match[group]:
                    yield Name(match.start(group), match.end(group), "place", "dateline")


def _tagged(sentences: Sequence[Sentence], text: str) -> Iterator[Name]:
    """The tagger's entities with their edges put right."""
    for sentence in sentences:
        for first, end, label in _split(sentence.tokens, _entities(sentence)):
            first, end = _trimmed(sentence.tokens, first, end)
            if label == "PERSON":
                before, (first, end) = first, _person(sentence.tokens, first, end)
                yield from _seat_before(sentence.tokens[before:first])
            first, end = _trimmed(sentence.tokens, first, end)
            if first < end and any(token.text[0].isupper() for token in sentence.tokens[first:end]):
                yield _widened(text, sentence.tokens[first].start, sentence.tokens[end - 1].end, LABELS[label])


def _without_titles(names: Iterable[Name], known: Sequence[Name]) -> Iterator[Name]:
    """The names without those that end in a person whom the atlas knows: what is before is a title or another name."""
    ends = {name.end for name in known if name.kind == "person"}
    return (name for name in names if name.end not in ends)


def _seat_before(tokens: Sequence[Token]) -> Iterator[Name]:
    """The town or county at the head of a person's title: "Laurel County" in "Laurel County Clerk"."""
    for end in range(min(3, len(tokens) - 1), 0, -1):
        words = " ".join(token.text for token in tokens[:end])
        if _town(words):
            yield Name(tokens[0].start, tokens[end - 1].end, "place", "title")
            return


def _entities(sentence: Sentence) -> Iterator[tuple[int, int, str]]:
    tokens = sentence.tokens
    for first, token in enumerate(tokens):
        label = token.entity[2:]
        if token.entity[:2] == "B-" and label in LABELS:
            end = first + 1
            while end < len(tokens) and tokens[end].entity == f"I-{label}":
                end += 1
            yield first, end, label


def _split(tokens: Sequence[Token], spans: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """The spans cut where a list of names was tagged as one: "Grant, Mahnomen", "Peck School in Lombard"."""
    for first, end, label in spans:
        start = first
        for at in range(first + 1, end - 1):
            if tokens[at].text.lower() in ("in", "near") or (tokens[at].text == "," and not _suffix(tokens[at + 1])):
                yield start, at, label
                start = at + 1
        yield start, end, label


def _suffix(token: Token) -> bool:
    return token.text in regions() or token.text.rstrip(".") in ("Inc", "Ltd", "LLC", "Jr", "Sr")


def _trimmed(tokens: Sequence[Token], first: int, end: int) -> tuple[int, int]:
    """Without determiners and lower-case words at the left, possessives and punctuation at either edge."""
    while first < end and (tokens[first].pos in ("DET", "PUNCT", "SYM") or not tokens[first].text[0].isalnum()):
        first += 1
    while first < end and (tokens[end - 1].tag == "POS" or not tokens[end - 1].text[-1].isalnum()):
        if tokens[end - 1].text.endswith(".") and len(tokens[end - 1].text) > 1:
            break
        end -= 1
    return first, end


def _person(tokens: Sequence[Token], first: int, end: int) -> tuple[int, int]:
    """Without the title, with the parts that the tagger cut off: "Marshal Pak (Jong Chon)", "Choe Son (Hui)"."""
    first = _behind_titles(tokens, skip_titles(tokens, first, end), end)
    if first < end and tokens[first].text in family_names_first() and end - first < 3:
        rest = tokens[first : first + 3]
        if len(rest) == 3 and all(_capital(token) and not token.text.isupper() for token in rest):
            return first, first + 3
    while end < len(tokens) and end - first < 3 and _continues(tokens[end - 1], tokens[end]):
        end += 1
    return first, end


def _behind_titles(tokens: Sequence[Token], first: int, end: int) -> int:
    """Where the name begins behind a title inside: "Laurel County Clerk Dean Johnson" (`first` where none is)."""
    for at in range(end - 1, first, -1):
        noun = nouns().get(tokens[at].text.lower())
        if tokens[at].text in titles() or (
            noun and noun.kind == "person" and tokens[at].text.lower() not in given_words()
        ):
            return at + 1
    return first


def _continues(token: Token, following: Token) -> bool:
    joined = token.head == following.index or following.head == token.index
    return following.pos == "PROPN" and _capital(following) and not following.entity and joined


def skip_titles(tokens: Sequence[Token], first: int, end: int) -> int:
    """The index of the first token in [first, end) behind the titles there (`end` where nothing else is)."""
    while first < end:
        length = next((n for n in range(min(4, end - first), 0, -1) if _title(tokens[first : first + n])), 0)
        if not length:
            break
        first += length
    return first


def _title(tokens: Sequence[Token]) -> bool:
    return " ".join(token.text for token in tokens) in titles()


def _capital(token: Token) -> bool:
    return token.text[0].isupper()


def _widened(text: str, start: int, end: int, label: str | None) -> Name:
    """The name with the rest of a hyphenated word of which it is a part ("Komsomolsk" in "Komsomolsk-on-Amur")."""
    seat = SEAT.match(text, start)
    if seat and seat.start(1) < end:
        return Name(seat.start(1), end, None, "tagger", None)
    for match in HYPHENATED.finditer(text, max(0, start - 40), min(len(text), end + 40)):
        if match.start() <= start < match.end() or match.start() < end <= match.end():
            start, end = min(start, match.start()), max(end, match.end())
    return Name(start, end, None, "tagger", label)


def _runs(sentences: Sequence[Sentence], text: str) -> Iterator[Name]:
    """Runs of capitals whose words tell what they name: "Vostochny Cosmodrome", "Ministry of Emergencies"."""
    for sentence in sentences:
        if headline(sentence):
            continue
        for run in _capital_runs(sentence.tokens):
            words = [token.text for token in run]
            if 2 <= len(words) <= LONGEST_RUN and told_by_words(words) not in (None, "event"):
                yield replace(_widened(text, run[0].start, run[-1].end, None), method="words")


def headline(sentence: Sentence) -> bool:
    """Whether nearly every word of the sentence begins with a capital."""
    words = [token for token in sentence.tokens if token.text[0].isalpha()]
    return len(words) > 5 and sum(map(_capital, words)) > HEADLINE * len(words)


def _capital_runs(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    run: list[Token] = []
    for at, token in enumerate(tokens):
        if _capital(token) and token.pos in ("PROPN", "NOUN", "ADJ") and not token.entity.endswith("DATE"):
            run.append(token)
        elif run and _joins(token, run, tokens[at + 1 : at + 2]):
            run.append(token)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _joins(token: Token, run: Sequence[Token], following: Sequence[Token]) -> bool:
    if token.text not in ("of", "&") or not following or not _capital(following[0]):
        return False
    return not any(part.entity.endswith("PERSON") for part in run)


# ---------------------------------------------------------------- places that the tagger missed


def _places(names: Sequence[Name], tokens: Tokens, text: str) -> Iterator[Name]:
    """Capitalized words that the atlas knows as a country or region, seats ("R-Florence"), and places by context."""
    for match in SEAT.finditer(text):
        yield Name(match.start(1), match.end(1), "place", "dateline")
    yield from _by_context(names, tokens)
    for start, end, kind in _place_finder().find(text):
        if kind != "short" and text[end : end + 1] != "$" and not _in_hyphens(text, start, end):
            yield Name(start, end, None, "atlas place")


def _in_hyphens(text: str, start: int, end: int) -> bool:
    """Whether the words are a part of a name such as "Komsomolsk-on-Amur"."""
    return bool(
        re.search(r"-[a-z]{1,3}-$", text[max(0, start - 5) : start]) or re.match(r"-[a-z]{1,3}-", text[end : end + 5])
    )


def _by_context(names: Sequence[Name], tokens: Tokens) -> Iterator[Name]:
    """Runs of capitals without a name in them, known to the gazetteer, beside a word that goes with places."""
    taken = {at for name in names for at in range(name.start, name.end)}
    for sentence in tokens.sentences:
        if headline(sentence):
            continue
        for run in _capital_runs(sentence.tokens):
            if run[0].pos != "PROPN" or any(token.start in taken for token in run) or len(run) > 3:
                continue
            name = Name(run[0].start, run[-1].end, None, "context")
            if any(_beside(name, tokens)) and gazetteer().candidates(" ".join(token.text for token in run)):
                yield name


@cache
def _place_finder() -> PhraseFinder[str]:
    named = [(name, "country") for country in countries.all_countries()
             for name in (country.name, country.official, *country.aliases)]  # fmt: skip
    demonyms = [(word + end, "demonym") for country in countries.all_countries()
                for word in country.demonyms for end in ("", "s") if countries.by_demonym(word + end)]  # fmt: skip
    return PhraseFinder([*named, *((name, kind) for name, kind in regions().items()), *demonyms])


@cache
def regions() -> dict[str, str]:
    """Names and abbreviations of regions, to "state" or "area" (a full name) or "short"."""
    out: dict[str, str] = {}
    for row in table("languages/en/regions.tsv"):
        out.setdefault(row["name"], row["kind"])
        for short in values(row["short"]):
            out.setdefault(short, "short")
    return out


# ---------------------------------------------------------------- kinds


def settle(names: Sequence[Name], tokens: Tokens, text: str) -> list[Name]:
    """The names with the kind that the votes of the whole article give them; those without one are left out."""
    keys = [key_of(text, name) for name in names]
    parts = {word for name, key in zip(names, keys, strict=True)
             if name.label == "tagged person" or name.kind == "person" for word in key.split()[1:]}  # fmt: skip
    evidence = [Evidence(key, tuple(_features(name, tokens, text))) for name, key in zip(names, keys, strict=True)]
    bodies = {key.split()[0] for key in keys if told_by_words(key.split()) == "organization"}
    intrinsic = {key: [*_intrinsic(key, parts, bodies)] for key in set(keys)}
    kinds = elect(evidence, intrinsic)
    return [_settled(name, kinds.get(key)) for name, key in zip(names, keys, strict=True)]


def _settled(name: Name, kind: Kind | Literal["event"] | None) -> Name:
    if name.method in ("atlas", "dateline", "title"):
        return name
    return replace(name, kind=None if kind == "event" else kind)


def key_of(text: str, name: Name) -> str:
    """A name's normal form: its words with single spaces, without a leading "the"."""
    return " ".join(text[name.start : name.end].replace("’", "'").split()).removeprefix("the ")


def _intrinsic(key: str, parts: set[str], bodies: set[str]) -> Iterator[str]:
    words = key.split()
    yield from intrinsic_features(words)
    if key in regions():
        yield "region"
    yield from _known_to_gazetteer(key)
    if words[:1] and words[0] in given_names():
        yield "given name" if len(words) > 1 else "given name alone"
    if countries.by_metonym(key) and not any(place.precision == "city" for place in gazetteer().candidates(key)):
        yield "seat of government"
    if key in bodies:
        yield "begins a body's name"
    if len(words) == 1 and key in parts:
        yield "part of a person's name"


def _known_to_gazetteer(key: str) -> Iterator[str]:
    size = max((place.population for place in gazetteer().candidates(key) if place.style != "demonym"), default=-1)
    if size >= LARGE_PLACE:
        yield "large place"
    elif size >= 0:
        yield "known place"


def _features(name: Name, tokens: Tokens, text: str) -> Iterator[str]:
    if name.label:
        yield name.label
    if name.method == "metonym":
        yield "seat of government"
    known = bool(gazetteer().candidates(key_of(text, name)))
    if name.label == "tagged place" and not known:
        yield "unknown place"
    before = [token.text for token in tokens.before(name.start, 2)]
    if before and (before[-1] in titles() or " ".join(before) in titles()):
        yield "after a title"
    yield from _beside(name, tokens)
    head, sentence = tokens.head(name.start, name.end), tokens.sentence(name.start)
    if name.label == "tagged place" and head and sentence and _speaks(head, sentence) and not known:
        yield "speaks"
    after = tokens.after(name.end)
    if name.label == "tagged place" and after and after[0].text.lower() in locatives()["never after"]:
        yield "before a word that goes with no place"


def _speaks(head: Token, sentence: Sentence) -> bool:
    verb = sentence.tokens[head.head]
    return head.dep == "nsubj" and verb.pos == "VERB" and share(verb.lemma, "v", "quote") > SPEAKS


def _beside(name: Name, tokens: Tokens) -> Iterator[str]:
    """Features of the words beside a name that speak for a place."""
    before = [token.text.lower() for token in tokens.before(name.start, 3)]
    if before and ({before[-1], " ".join(before[-2:])} & locatives()["before"] or _after_age(before)):
        yield "after a preposition of place"
    elif before and before[-1] in locatives()["perhaps"]:
        yield "perhaps after a preposition of place"
    after = tokens.after(name.end, 3)
    if len(after) > 1 and after[0].text == "," and (after[1].text in regions() or countries.by_name(after[1].text)):
        yield "before its region"
    if after and after[0].text.lower() in locatives()["after"]:
        yield "before a word that goes with places"


def _after_age(before: Sequence[str]) -> bool:
    """Whether the words are those of "Rebecca Sears, 41, of ..."."""
    return len(before) == 3 and before[0].isdigit() and before[1:] == [",", "of"]


@cache
def titles() -> dict[str, str]:
    """Titles before names, to the gender that they tell ("" where they tell none)."""
    return {row["title"]: row["gender"] for row in table("languages/en/titles.tsv")}


@cache
def given_names() -> frozenset[str]:
    """Given names."""
    return frozenset(row["name"] for row in table("languages/en/first_names.tsv"))


@cache
def given_words() -> frozenset[str]:
    """Given names in lower case."""
    return frozenset(name.lower() for name in given_names())


@cache
def family_names_first() -> frozenset[str]:
    """Family names that stand before the given name."""
    return frozenset(name for row in table("languages/en/surnames_first.tsv") for name in values(row["names"]))


@cache
def locatives() -> dict[str, frozenset[str]]:
    """Words that stand "before" places and "after" them."""
    rows = table("languages/en/locatives.tsv")
    return {side: frozenset(word for row in rows if row["side"] == side for word in values(row["words"]))
            for side in ("before", "perhaps", "after", "never after")}  # fmt: skip


# ---------------------------------------------------------------- names said again, names in names


def _repeats(names: Sequence[Name], text: str, tokens: Tokens) -> Iterator[Name]:
    """Other occurrences of settled names, and of the surnames of people named in full."""
    phrases: dict[str, Kind] = {}
    for name in names:
        if name.kind:
            key = key_of(text, name)
            phrases.setdefault(key, name.kind)
            if name.kind == "person" and len(key.split()) > 1:
                phrases.setdefault(key.split()[-1], "person")
    finder = PhraseFinder((key, kind) for key, kind in phrases.items() if len(key) > 2 and key[0].isupper())
    for start, end, kind in finder.find(text):
        token = tokens.head(start, end)
        if token and token.pos in ("PROPN", "NOUN", "ADJ", "X"):
            yield Name(start, end, kind, "repeated")


def _nested(names: Sequence[Name], text: str) -> Iterator[Name]:
    """Countries, regions and towns inside the names of bodies and facilities: "U.S. State Department"."""
    for name in names:
        if name.kind not in ("organization", "facility") or outlets.by_name(text[name.start : name.end]):
            continue
        inside = False
        for start, end, kind in _place_finder().find(text[name.start : name.end]):
            whole = end - start == name.end - name.start
            if not whole and kind != "short" and not _in_hyphens(text, name.start + start, name.start + end):
                inside = True
                yield Name(name.start + start, name.start + end, "group" if kind == "demonym" else "place", "nested")
        if not inside and name.kind == "organization":
            yield from _seat(name, text)


def _seat(name: Name, text: str) -> Iterator[Name]:
    """The town or county that a body's name begins with or ends in: "Clarke County Board", "University of Toronto"."""
    words = list(re.finditer(r"\S+", text[name.start : name.end]))
    told = told_by_words([word.group()[:1].upper() + word.group()[1:] for word in words])
    for last in range(min(3, len(words) - 1), 0, -1):
        part = text[name.start : name.start + words[last - 1].end()]
        sure = part.split()[-1] in COUNTIES and last > 1
        if words[last].group() not in ("of", "and", "&") and (sure or (told and _town(part))):
            yield Name(name.start, name.start + len(part), "place", "nested")
            break
    of = text.rfind(" of ", name.start, name.end)
    if told and of >= 0 and _town(text[of + 4 : name.end]):
        yield Name(of + 4, name.end, "place", "nested")


def _town(words: str) -> bool:
    if words.split()[-1] in COUNTIES and len(words.split()) > 1:
        return True
    if words in given_names() or ordinary(words) or words.lower() in locatives()["before"]:
        return False
    found = (place for place in gazetteer().candidates(words) if place.style in ("name", "alias"))
    return max((place.population for place in found), default=-1) >= NESTED_PLACE


def ordinary(word: str) -> bool:
    """Whether a word is also an ordinary one: a title, a noun for people or bodies, a word that tells a name's kind."""
    return word in titles() or word.lower() in nouns() or told_by_words([word, word]) is not None
