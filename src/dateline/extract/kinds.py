"""What a name stands for: weighted votes, counted over the whole article.

The tagger decides anew in each sentence and is often of two minds about one name. Each occurrence of a name votes by
what stands around it, the name itself by its words and by what the atlas knows; the kind with the most weight is given
to all occurrences. The score is the table `VOTES` and nothing else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from dateline.atlas import actors, countries
from dateline.atlas.cues import share, source_words
from dateline.atlas.gazetteer import gazetteer
from dateline.extract.lexicon import family_names_first, given_names, locatives, regions, titles, told_by_words
from dateline.extract.name_candidates import Name, key_of, noun_before
from dateline.extract.nouns import head_noun
from dateline.extract.tokens import Tokens
from dateline.extract.toponyms import beside, is_demonym
from dateline.records import Kind, Sentence, Token

#: From this many inhabitants on, a place is known to most readers by its name alone.
LARGE_PLACE = 50_000
#: From this share of reporting uses on, the subject of a verb is taken for somebody who speaks.
SPEAKS = 0.5

#: (feature, weight). The first group is counted once a name, the second is averaged over its occurrences.
VOTES: Mapping[str, tuple[Kind | Literal["event"], float]] = {
    "country": ("place", 4.0),
    "region": ("place", 3.0),
    "demonym": ("group", 4.0),
    "organization word": ("organization", 3.0),
    "medium's name": ("organization", 2.5),
    "facility word": ("facility", 3.0),
    "place word": ("place", 2.5),
    "group word": ("group", 3.0),
    "event word": ("event", 3.0),
    "given name": ("person", 1.5),
    "given name alone": ("person", 0.7),
    "seat of government": ("organization", 3.0),
    "begins a body's name": ("organization", 1.0),
    "part of a person's name": ("person", 2.0),
    "surname that the atlas knows": ("person", 0.8),
    "family name first": ("person", 1.5),
    "large place": ("place", 1.5),
    "known place": ("place", 0.6),
    "unknown place": ("organization", 1.2),
    "acronym": ("organization", 0.8),
    # of each occurrence
    "tagged person": ("person", 1.0),
    "tagged organization": ("organization", 1.0),
    "tagged place": ("place", 1.0),
    "tagged facility": ("facility", 0.7),
    "tagged group": ("group", 1.0),
    "tagged equipment": ("equipment", 0.5),
    "after a title": ("person", 3.0),
    "after a preposition of place": ("place", 1.1),
    "perhaps after a preposition of place": ("place", 0.6),
    "before its region": ("place", 3.0),
    "before a word that goes with places": ("place", 1.2),
    "before a hyphen and a word that goes with places": ("place", 1.5),
    "before a word that goes with no place": ("event", 2.5),
    "before a noun for an event": ("event", 1.5),
    "before a noun for equipment": ("equipment", 1.2),
    "behind a noun for an event": ("event", 4.0),
    "named with places": ("place", 1.0),
    "after a person and of": ("place", 1.2),
    "speaks": ("person", 1.2),
    "is told or quoted": ("organization", 1.8),
    "equipment noun before": ("equipment", 4.0),
    "organization noun before": ("organization", 2.0),
    "facility noun behind": ("facility", 4.0),
    "described as a person": ("person", 2.0),
    "described as an organization": ("organization", 1.5),
    "described as a place": ("place", 1.5),
    "described as a facility": ("facility", 1.0),
    "described as equipment": ("equipment", 1.5),
}
DESCRIBED: Mapping[Kind, str] = {
    "person": "described as a person",
    "organization": "described as an organization",
    "place": "described as a place",
    "facility": "described as a facility",
    "equipment": "described as equipment",
}
#: Labels that the tagger gives to exercises and storms as well ("the Foal Eagle drills").
MISTAKEN = (None, "tagged person", "tagged group", "tagged equipment", "tagged facility")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a name's kind: its normal form, and the features of one occurrence."""

    key: str
    features: tuple[str, ...]


def settle(names: Sequence[Name], tokens: Tokens, text: str) -> list[Name]:
    """The names with the kind that the votes of the whole article give them; those without one are left out."""
    keys = [key_of(text, name) for name in names]
    people = {key for name, key in zip(names, keys, strict=True) if "person" in (name.kind, (name.label or "")[7:])}
    parts = {word for key in people if " " in key for word in key.split() if _may_be_part(word, key)}
    evidence = [Evidence(key, tuple(_features(name, tokens, text))) for name, key in zip(names, keys, strict=True)]
    bodies = {key.split()[0] for key in keys if told_by_words(key.split()) == "organization"}
    intrinsic = {key: [*_intrinsic(key, parts, bodies)] for key in set(keys)}
    kinds = elect(evidence, intrinsic)
    return [_settled(name, kinds.get(key)) for name, key in zip(names, keys, strict=True)]


def _may_be_part(word: str, name: str) -> bool:
    """Whether the words of a name said to be a person's may stand for them: not "Miami" of "Miami Cuban"."""
    return name.split()[0] in given_names() or "large place" not in _known_to_gazetteer(word)


def _settled(name: Name, kind: Kind | Literal["event"] | None) -> Name:
    if name.method in ("atlas", "own list", "dateline", "title"):
        return name
    return replace(name, kind=None if kind == "event" else kind)


def elect(evidence: Sequence[Evidence], intrinsic: Mapping[str, Sequence[str]]) -> dict[str, Kind | Literal["event"]]:
    """The kind of each name by its key: `intrinsic` features once, those of `evidence` averaged over occurrences."""
    seen = Counter(one.key for one in evidence)
    score: dict[str, dict[Kind | Literal["event"], float]] = defaultdict(lambda: defaultdict(float))
    for one in evidence:
        for feature in one.features:
            kind, weight = VOTES[feature]
            score[one.key][kind] += weight / seen[one.key]
    for key, features in intrinsic.items():
        for feature in features:
            kind, weight = VOTES[feature]
            score[key][kind] += weight
    return {key: max(sorted(votes), key=votes.__getitem__) for key, votes in score.items()}


def _intrinsic(key: str, parts: set[str], bodies: set[str]) -> Iterator[str]:
    words = key.split()
    yield from _by_words(words)
    if key in regions():
        yield "region"
    if len(words) > 1 and words[0].lower() in _media_first():
        yield "medium's name"
    person = len(words) == 1 and key in parts
    if not person:
        yield from _known_to_gazetteer(key)
    if words[:1] and words[0] in given_names():
        yield "given name" if len(words) > 1 else "given name alone"
    if countries.by_metonym(key) and not any(place.precision == "city" for place in gazetteer().candidates(key)):
        yield "seat of government"
    if len(words) == 1 and actors.by_surname(key):
        yield "surname that the atlas knows"
    if len(words) == 3 and words[0] in family_names_first():
        yield "family name first"
    if key in bodies:
        yield "begins a body's name"
    if person:
        yield "part of a person's name"


@cache
def _media_first() -> frozenset[str]:
    """Words with which media's names begin: "Radio Vltava", "TV Nordsee", "Canal Nord"."""
    words = source_words()
    return words["masthead"] & (words["medium"] | words["broadcasting"])


def _by_words(words: Sequence[str]) -> Iterator[str]:
    """The features that a name has by itself."""
    name = " ".join(words)
    state, people = countries.by_name(name), countries.by_demonym(name) or is_demonym(name)
    if people and not (state and name == state.name):
        yield "demonym"  # "Saudi" is short for the country as well, but hardly ever alone; Laos is no people
    elif state:
        yield "country"
    if told := told_by_words(words):
        yield f"{told} word"
    if len(words) == 1 and 2 <= len(name) <= 6 and name.isupper() and name.isalpha():
        yield "acronym"


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
    yield from beside(name, tokens)
    if found := tokens.head_in(name.start, name.end):
        yield from _in_sentence(name, *found, tokens, known=known)
    after = tokens.after(name.end)
    if name.label == "tagged place" and after and after[0].text.lower() in locatives()["never after"]:
        yield "before a word that goes with no place"


def _in_sentence(name: Name, head: Token, sentence: Sentence, tokens: Tokens, *, known: bool) -> Iterator[str]:
    kind = noun_before(sentence.tokens, tokens.inside(name.start, name.end))
    if kind:
        yield f"{kind} noun before"
    described = _described(head, sentence)
    if described:
        yield DESCRIBED[described]
    governor = sentence.tokens[head.head]
    if name.label in MISTAKEN and head.dep in ("compound", "nmod", "amod") and governor.tag in ("NN", "NNS"):
        noun = head_noun(sentence, governor)
        if governor.lemma in locatives()["event"]:
            yield "before a noun for an event"
        elif noun and noun.kind == "equipment":
            yield "before a noun for equipment"
    if name.label in ("tagged place", "tagged group") and _speaks(head, sentence) and not known:
        yield "speaks"
    if name.label == "tagged place" and _is_told(head, sentence):
        yield "is told or quoted"
    if _is_listed(head, sentence):
        yield "named with places"
    if name.label in MISTAKEN and _is_example(head, sentence):
        yield "behind a noun for an event"
    if known and _is_home(head, sentence):
        yield "after a person and of"


def _is_listed(head: Token, sentence: Sentence) -> bool:
    """Whether the tagger takes the names before and behind it in a list for places: "Kisumu, Bondo and Kisii"."""
    tokens = sentence.tokens
    parents = [tokens[head.head]] if head.dep == "conj" else []
    joined = [tokens[child] for child in sentence.children[head.index] if tokens[child].dep == "conj"]
    return any(token.entity[2:] in ("GPE", "LOC") for token in (*parents, *joined))


def _is_example(head: Token, sentence: Sentence) -> bool:
    """Whether it names an event: "exercises such as Key Resolve and Foal Eagle", "a drill called Cobra Gold"."""
    tokens, events = sentence.tokens, locatives()["event"]
    first = tokens[head.head] if head.dep == "conj" else head
    above = tokens[first.head]
    if first.dep == "pobj" and above.text.lower() in ("like", "as", "including"):
        return tokens[above.head].lemma in events
    if first.dep == "oprd":
        below = [tokens[child] for child in sentence.children[above.index]]
        return tokens[above.head].lemma in events or any(t.lemma in events for t in below if "subj" in t.dep)
    return first.dep == "appos" and above.lemma in events


def _is_home(head: Token, sentence: Sentence) -> bool:
    """Whether it says whence somebody is: "James Tauber of Nelson"."""
    of = sentence.tokens[head.head]
    return head.dep == "pobj" and of.text == "of" and sentence.tokens[of.head].entity.endswith("PERSON")


def _described(head: Token, sentence: Sentence) -> Kind | None:
    """The kind of the noun phrase that follows a name between commas: "Dai Bingguo, a state councilor, ..."."""
    below = [sentence.tokens[child] for child in sentence.children[head.index]]
    noun = next((token for token in below if token.dep == "appos" and token.tag == "NN"), None)
    known = head_noun(sentence, noun) if noun else None
    return known.kind if known and known.kind in DESCRIBED else None


def _is_told(head: Token, sentence: Sentence) -> bool:
    """Whether somebody tells it something, or something is so "according to" it."""
    governor = sentence.tokens[head.head]
    if head.dep == "pobj" and governor.text == "to":
        return sentence.tokens[governor.head].text.lower() == "according"
    return head.dep in ("dobj", "dative") and governor.lemma == "tell"


def _speaks(head: Token, sentence: Sentence) -> bool:
    verb = sentence.tokens[head.head]
    return head.dep == "nsubj" and verb.pos == "VERB" and share(verb.lemma, "v", "quote") > SPEAKS
