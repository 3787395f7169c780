"""Candidates for names: the tagger's entities put right, runs of capitals, datelines, and what the atlas finds.

The tagger cuts long names, tags lists as one name, and takes titles into names or for bodies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dateline.atlas import actors, countries, equipment, facilities, outlets
from dateline.extract.lexicon import family_names_first, given_words, is_town, regions, titles, told_by_words
from dateline.extract.nouns import nouns
from dateline.records import Article, Kind, Sentence, Token

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
#: Kinds of facilities whose names stand before the noun; before "plant" or "store" stands an owner's as often.
SITES = frozenset({"airbase", "airport", "base", "naval_base", "cosmodrome", "test_site", "prison", "shipyard",
                   "hospital", "nuclear", "dam", "shrine", "checkpoint", "bridge", "building", "camp"})  # fmt: skip
#: The longest run of capitals taken for one name. Longer ones are headlines.
LONGEST_RUN = 8
#: A sentence in which more than this share of the words of these kinds begins with a capital is a headline: capitals
#: tell nothing.
HEADLINE = 0.9
CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "ADV"})
#: Tags of words with which no name ends: possessives, and "of" or "and" where the tagger cut a name short.
EDGES = frozenset({"POS", "IN", "CC", "DT", "TO"})
HYPHENATED = re.compile(
    r"\b[A-Z]\w{1,30}(?:-(?:[a-z]{1,3}|[A-Z]\w{0,30})){0,4}-[A-Z]\w{1,30}\b|\b[A-Z]{2,30}(?:-[A-Z]{1,30}){1,5}\b"
)
#: A politician's party and seat: "R-Florence", "DFL-Cook".
SEAT = re.compile(r"\b(?:R|D|I|DFL|Con|Lab)-([A-Z][\w.]+(?: [A-Z][\w]+){0,2})")
#: The lengths are bounded so that text without spaces takes linear time.
DATELINE = re.compile(
    r"\b(?P<place>[A-Z][\w.'’-]{1,30}(?: [A-Z][\w.'’-]{1,30}){0,3})"
    r"(?:, (?P<region>[A-Z][\w.]{1,30}(?: [A-Z][\w.]{1,30}){0,2}?))??"
    r"(?:, [A-Z][a-z]{2,9}\.? \d{1,2})?(?:,? \((?P<credit>[^)\n]{2,40})\))? ?(?:--|—|–| -) "
)
#: What stands before a dateline within a text: a full stop, a year or a line's end.
OPENING = re.compile(r"(?:^|[.\d\n]) ?$")


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


def key_of(text: str, name: Name) -> str:
    """A name's normal form: its words with single spaces, without a leading "the"."""
    return " ".join(text[name.start : name.end].replace("’", "'").split()).removeprefix("the ")


# ---------------------------------------------------------------- the atlas, datelines


def known(text: str) -> Iterator[Name]:
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


def datelines(article: Article, sentences: Sequence[Sentence]) -> Iterator[Name]:
    """The place and region before a dispatch's dash: "KOMSOMOLSK-ON-AMUR, Russia (AP) --"."""
    if article.dateline and article.dateline.place:
        place = article.dateline.place
        for part in re.finditer(r"[^,\s][^,]*", article.text[place.start : place.end]):
            yield Name(place.start + part.start(), place.start + part.end(), "place", "dateline")
    for match in DATELINE.finditer(article.text):
        if _in_capitals(match) and OPENING.search(article.text[max(0, match.start() - 3) : match.start()]):
            yield Name(match.start("place"), match.end("place"), "place", "dateline")
    paragraph = -1
    for sentence in sentences:
        opens, paragraph = sentence.paragraph != paragraph, sentence.paragraph
        found = DATELINE.match(article.text, sentence.span.start)
        if found and ((opens and found["credit"]) or _in_capitals(found)):
            yield from (Name(*found.span(group), "place", "dateline") for group in ("place", "region") if found[group])


def _in_capitals(match: re.Match[str]) -> bool:
    return match["place"].isupper() and len(match["place"]) > 3


# ---------------------------------------------------------------- the tagger


def tagged(sentences: Sequence[Sentence], text: str) -> Iterator[Name]:
    """The tagger's entities with their edges put right."""
    for sentence in sentences:
        for first, end, label in _split(sentence.tokens, _entities(sentence)):
            first, end = _trimmed(sentence.tokens, first, end)
            if label == "PERSON":
                before, (first, end) = first, _person(sentence.tokens, first, end)
                yield from _seat_before(sentence.tokens[before:first])
            first, end = _trimmed(sentence.tokens, first, end)
            if first < end and any(token.text[0].isupper() for token in sentence.tokens[first:end]):
                name = _widened(text, sentence.tokens[first].start, sentence.tokens[end - 1].end, LABELS[label])
                if not _pair(text[name.start : name.end]):
                    yield name


def _pair(words: str) -> bool:
    """Whether the words are two countries or peoples with a hyphen, "China-Russia": each is found by itself."""
    parts = words.split("-")
    return len(parts) > 1 and all(countries.by_name(part) or countries.by_demonym(part) for part in parts)


def without_titles(names: Iterable[Name], known: Sequence[Name]) -> Iterator[Name]:
    """The names without those that end in a person or model that the atlas knows: before it is a title or a people."""
    ends = {name.end for name in known if name.kind in ("person", "equipment")}
    return (name for name in names if name.end not in ends)


def _seat_before(tokens: Sequence[Token]) -> Iterator[Name]:
    """The town or county at the head of a person's title: "Laurel County" in "Laurel County Clerk"."""
    for end in range(min(3, len(tokens) - 1), 0, -1):
        words = " ".join(token.text for token in tokens[:end])
        if is_town(words):
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
            cuts = tokens[at].text.lower() in ("in", "near", "(")
            if cuts or (tokens[at].text == "," and not _suffix(tokens[at + 1])):
                yield start, at, label
                start = at + 1
        yield start, end, label


def _suffix(token: Token) -> bool:
    return token.text in regions() or token.text.rstrip(".") in ("Inc", "Ltd", "LLC", "Jr", "Sr")


def _trimmed(tokens: Sequence[Token], first: int, end: int) -> tuple[int, int]:
    """Without determiners and lower-case words at the left, possessives and punctuation at either edge."""
    while first < end and (tokens[first].pos in ("DET", "PUNCT", "SYM") or not tokens[first].text[0].isalnum()):
        first += 1
    while first < end and (tokens[end - 1].tag in EDGES or not tokens[end - 1].text[-1].isalnum()):
        if tokens[end - 1].text.endswith(".") and len(tokens[end - 1].text) > 1:
            break
        end -= 1
    return first, end


def _person(tokens: Sequence[Token], first: int, end: int) -> tuple[int, int]:
    """Without the title, with the parts that the tagger cut off: "Marshal Pak (Jong Chon)", "Choe Son (Hui)"."""
    first = _behind_titles(tokens, _skip_titles(tokens, first, end), end)
    if first < end and tokens[first].text in family_names_first() and end - first < 3:
        rest = tokens[first : first + 3]
        if len(rest) == 3 and all(_capital(token) and not token.text.isupper() for token in rest):
            return first, first + 3
    while end < len(tokens) and end - first < 3 and _continues(tokens[end - 1], tokens[end]):
        end += 1
    return first, end


def _behind_titles(tokens: Sequence[Token], first: int, end: int) -> int:
    """Where the name begins behind a title inside: "Laurel County Clerk Dean Johnson" (`first` where none is)."""
    if first < end and tokens[first].text in family_names_first() and end - first == 3:
        return first  # Ho Jong Man is no man called Ho Jong
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


def _skip_titles(tokens: Sequence[Token], first: int, end: int) -> int:
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


# ---------------------------------------------------------------- nouns beside names


def described(sentences: Sequence[Sentence]) -> Iterator[Name]:
    """Names that a noun before or behind them explains: "the liner Georg Ots", "the Metropol hotel"."""
    for sentence in sentences:
        if headline(sentence):
            continue
        for run in capital_runs(sentence.tokens):
            yield from _behind_noun(sentence.tokens, run)
            yield from _site(sentence.tokens, run)


def _behind_noun(tokens: Sequence[Token], run: Sequence[Token]) -> Iterator[Name]:
    if run[0].pos == "PROPN" and noun_before(tokens, run):
        yield Name(run[0].start, run[-1].end, None, "noun")


def noun_before(tokens: Sequence[Token], name: Sequence[Token]) -> str | None:
    """The kind that a noun for craft or bodies before a name tells: "the frigate X", "the state news agency X"."""
    at = name[0].index - 1
    if at < 1 or not tokens[at].text.islower() or tokens[at].tag != "NN" or not _determined(tokens, at):
        return None
    noun = nouns().get(f"{tokens[at - 1].text.lower()} {tokens[at].text}") or nouns().get(tokens[at].text)
    return noun.kind if noun and _joined(tokens, at, name) and noun.kind in ("equipment", "organization") else None


def _joined(tokens: Sequence[Token], at: int, name: Sequence[Token]) -> bool:
    """Whether the parser joins noun and name, or takes both for subjects ("the tanker X sank", read amiss)."""
    last, noun = name[-1], tokens[at]
    if last.head == at or noun.head in (token.index for token in name):
        return True
    lost = noun.dep == "ROOT" and tokens[last.head].dep == "relcl" and tokens[last.head].head == at
    return last.dep == "nsubj" and (lost or (noun.dep == "nsubj" and noun.head == last.head))


def _determined(tokens: Sequence[Token], at: int) -> bool:
    """Whether "the", "a" or a possessive opens the phrase whose noun is at `at`."""
    while at > 0 and tokens[at - 1].pos in ("ADJ", "NOUN", "PROPN"):
        at -= 1
    return at > 0 and (tokens[at - 1].tag in ("DT", "PRP$", "POS"))


def _site(tokens: Sequence[Token], run: Sequence[Token]) -> Iterator[Name]:
    """The run with the noun for a site behind it, "the Incirlik air base", unless it names a body or state."""
    words = " ".join(token.text for token in run)
    before = tokens[run[0].index - 1] if run[0].index else run[0]
    if len(run) > 3 or before.text.lower() not in ("the", "at") or countries.by_demonym(words):
        return
    for length in (3, 2, 1):
        behind = tokens[run[-1].index + 1 : run[-1].index + 1 + length]
        head = facilities.heads().get(" ".join(token.text for token in behind))
        if head and head.named and head.kind in SITES and len(behind) == length:
            town = head.kind == "building" and is_town(words)
            if not (town or countries.by_name(words) or told_by_words(words.split())):
                yield Name(run[0].start, behind[-1].end, "facility", "noun", "facility noun behind")
            return


# ---------------------------------------------------------------- capitals


def runs(sentences: Sequence[Sentence], text: str) -> Iterator[Name]:
    """Runs of capitals whose words tell what they name: "Vostochny Cosmodrome", "Ministry of Emergencies"."""
    for sentence in sentences:
        if headline(sentence):
            continue
        for run in capital_runs(sentence.tokens):
            words = [token.text for token in run]
            if 2 <= len(words) <= LONGEST_RUN and told_by_words(words) not in (None, "event"):
                yield replace(_widened(text, run[0].start, run[-1].end, None), method="words")


def headline(sentence: Sentence) -> bool:
    """Whether nearly every word of the sentence begins with a capital; particles and prepositions aside."""
    return sum(token.text[0].isalpha() for token in sentence.tokens) > 5 and _title_case(sentence)


def title_case(sentence: Sentence) -> bool:
    """Whether a sentence is a headline, or a shorter one, without a full stop: "Putin Meets Kim in Vladivostok"."""
    open_end = len(sentence.tokens) > 3 and sentence.tokens[-1].text[-1] not in ".!?\"'”’"
    return headline(sentence) or (open_end and _title_case(sentence))


def _title_case(sentence: Sentence) -> bool:
    words = [token for token in sentence.tokens if token.pos in CONTENT and token.text[0].isalpha()]
    return len(words) > 2 and sum(map(_capital, words)) > HEADLINE * len(words)


def capital_runs(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The longest runs of capitalized words, with "of" and "&" inside."""
    run: list[Token] = []
    for at, token in enumerate(tokens):
        named = _capital(token) and token.pos in ("PROPN", "NOUN", "ADJ") and not token.entity.endswith("DATE")
        if named or (run and _joins(token, run, tokens[at + 1 : at + 2])):
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
