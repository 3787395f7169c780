"""Descriptions and what they describe: appositions, predicates, offices, repeated head nouns, stand-ins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from dateline.atlas import actors, countries, outlets
from dateline.atlas.cues import source_words
from dateline.atlas.gazetteer import gazetteer
from dateline.atlas.tables import table, values
from dateline.extract.partition import Partition
from dateline.extract.referents import Referent
from dateline.records import Rows

#: How many sentences back a description may refer to something named or described there.
#: A stand-in ("the company") is as short-lived as a pronoun, a repeated noun ("the plant ... the plant") is not.
STAND_IN_REACH = 4
REPEATED_REACH = 30
#: How many of those named with a title are asked for "the minister", and how many mentions for "the company".
MOST_HOLDERS = 20
MOST_BEFORE = 60
NEAR_KINDS = {frozenset({"organization", "facility"}), frozenset({"organization", "place"}),
              frozenset({"facility", "place"}), frozenset({"group", "organization"}),
              frozenset({"group", "person"})}  # fmt: skip


def appositions(partition: Partition, rows: Rows) -> None:
    """Join "Putin, the Russian president", "the Russian president, Vladimir Putin" and "Putin is the president"."""
    by_head = {id(one.head): one for one in reversed(partition.referents)}
    starts = {one.mention.span.start: one for one in reversed(partition.referents) if one.name}
    for one in partition.referents:
        model = _model(one, by_head)
        if model:
            partition.join(model, one)
        other = _described(one, by_head) or (
            starts.get(one.mention.span.end + 1) if one.mention.form == "nominal" else None
        )
        if other and not (one.name and other.name) and _kinds_fit(one, other):
            partition.join(other, one)


def _described(one: Referent, by_head: Mapping[int, Referent]) -> Referent | None:
    tokens, head = one.sentence.tokens, one.head
    governor = tokens[head.head]
    if head.dep == "appos":
        return by_head.get(id(governor))
    if head.dep == "attr" and governor.lemma in ("be", "become", "remain"):
        below = [tokens[child] for child in one.sentence.children[governor.index]]
        if any(token.dep == "neg" for token in below) or one.name:
            return None
        return next((by_head.get(id(token)) for token in below if token.dep == "nsubj"), None)
    return None


def _model(one: Referent, by_head: Mapping[int, Referent]) -> Referent | None:
    """The one designation before the noun of a phrase about equipment: "Su-57" in "a Su-57 fighter jet"."""
    if one.name or one.mention.kind != "equipment" or one.number == "plural":
        return None
    found = [by_head.get(id(one.sentence.tokens[child])) for child in one.sentence.children[one.head.index]
             if child < one.head.index]  # fmt: skip
    models = [other for other in found if other and other.name and other.mention.kind == "equipment"]
    return models[0] if len(models) == 1 else None


def _kinds_fit(one: Referent, other: Referent) -> bool:
    kinds = frozenset((one.mention.kind, other.mention.kind))
    return len(kinds) == 1 or kinds in NEAR_KINDS or "pronoun" in (one.mention.form, other.mention.form)


# ---------------------------------------------------------------- offices


def offices(partition: Partition, rows: Rows) -> None:
    """Join "the North Korean leader" with the person who holds that office, by the text or by the atlas."""
    known: dict[str, Referent] = {}
    holders: dict[str, list[tuple[Referent, frozenset[str]]]] = defaultdict(list)
    named = [one for one in partition.referents if one.name and one.mention.kind == "person"]
    for one in named:
        for person in actors.people(one.words):
            known.setdefault(person.name, one)
    for one in partition.referents:
        if one.name and one.mention.kind == "person":
            role = _role(one)
            for word in role:
                holders[word].append((one, role))
        elif one.mention.form == "nominal" and one.mention.kind == "person" and one.number == "singular":
            holder = _by_atlas(one, known, rows.article.published) or _by_text(one, holders[one.lemma])
            if holder:
                partition.join(holder, one)


def _by_atlas(one: Referent, known: Mapping[str, Referent], date: str | None) -> Referent | None:
    office = actors.office_phrase(one.words)
    person = actors.office_holder(*office, date) if office else None
    return known.get(person.name) if person else None


def _by_text(one: Referent, holders: Sequence[tuple[Referent, frozenset[str]]]) -> Referent | None:
    """The person last named with the office's words before the name ("President Vladimir Putin ... the president")."""
    if not one.definite:
        return None
    wanted = {one.lemma, *one.modifiers} - {"the"}
    fits = (other for other, role in reversed(holders[-MOST_HOLDERS:]) if wanted <= role | _states(role))
    return next(fits, None)


def _states(words: frozenset[str]) -> set[str]:
    return {demonym.lower() for word in words for country in [countries.by_demonym(word.title())] if country
            for demonym in country.demonyms}  # fmt: skip


def _role(one: Referent) -> frozenset[str]:
    """The words of the titles before a person's name, in lower case."""
    out, tokens = set(), one.sentence.tokens
    at = next((token.index for token in tokens if token.start >= one.mention.span.start), 0) - 1
    while at >= 0 and (tokens[at].dep in ("compound", "amod", "nmod", "poss") or tokens[at].tag in ("NNP", "NN")):
        out.add(tokens[at].lemma.lower())
        at -= 1
    return frozenset(out)


# ---------------------------------------------------------------- repeated nouns


def repeated_heads(partition: Partition, rows: Rows) -> None:
    """Join "the plant" with the plant of before, by name ("Gagarin Aviation Plant") or by description."""
    seen: dict[str, list[Referent]] = defaultdict(list)
    for one in partition.referents:
        if one.mention.form == "nominal":
            if one.definite:
                found = next((other for other in reversed(seen[one.lemma][-12:]) if _repeats(one, other)), None)
                if found:
                    partition.join(found, one)
            seen[one.lemma].append(one)
        elif one.name and one.mention.kind != "person":
            seen[_main_word(one.words)].append(one)


def _main_word(name: str) -> str:
    """The word that says what a name's bearer is: "church" of "Church of Scientology"."""
    words = name.partition(" of ")[0].split()
    return words[-1].lower() if words else ""


def _repeats(one: Referent, other: Referent) -> bool:
    if one.sentence.index - other.sentence.index > REPEATED_REACH or one.within(other) or other.within(one):
        return False
    if other.name:
        known = set(other.words.lower().split())
        return one.number != "plural" and one.modifiers <= known
    same_number = one.number == other.number or "either" in (one.number, other.number)
    return same_number and one.modifiers <= other.modifiers


def stand_ins(partition: Partition, rows: Rows) -> None:
    """Join "the company" with the body, "the country" with the country last spoken of."""
    for one in partition.referents:
        wanted = stand_in_nouns().get(one.lemma) if one.mention.form == "nominal" and one.definite else None
        if not wanted or one.number == "plural" or partition.named(one) or _own(one):
            continue
        found = max((other for other in _before(one, partition) if _stands_for(wanted, other, one)),
                    key=lambda other: _weight(other, one, partition), default=None)  # fmt: skip
        if found:
            partition.join(found, one)


def _own(one: Referent) -> bool:
    """Whether the phrase has modifiers of its own, which make it somebody else."""
    return bool(one.modifiers) or one.mention.span.end > one.head.end


def _before(one: Referent, partition: Partition) -> Iterator[Referent]:
    for other in reversed(partition.referents[max(0, one.order - MOST_BEFORE) : one.order]):
        if one.sentence.index - other.sentence.index > STAND_IN_REACH:
            return
        if other.name and not one.within(other) and not other.within(one):
            yield other


def _weight(other: Referent, one: Referent, partition: Partition) -> float:
    distance = one.sentence.index - other.sentence.index
    return 0.5 * other.subject + 0.1 * min(partition.size(other), 8) - 0.5 * distance + 0.0001 * other.order


def _stands_for(wanted: str, other: Referent, one: Referent) -> bool:
    kind = other.mention.kind
    if wanted == "organization" and one.lemma not in source_words()["medium"] and _is_medium(other):
        return False  # "the operator" is not the agency that tells of it
    if wanted in ("organization", "facility"):
        return kind == wanted
    if kind != "place":
        return False
    state = countries.by_name(other.words) is not None
    if wanted == "country":
        return state
    kinds = {place.kind for place in gazetteer().candidates(other.words)[:1]}
    return not state and bool(kinds & ({"region", "county"} if wanted == "region" else {"city", "district"}))


def _is_medium(one: Referent) -> bool:
    words = one.words.lower().split()
    return outlets.by_name(one.words) is not None or (len(words) > 1 and words[-1] in source_words()["masthead"])


@cache
def stand_in_nouns() -> Mapping[str, str]:
    """Nouns that stand in for names, to the class of names."""
    return {noun: row["class"] for row in table("languages/en/standins.tsv") for noun in values(row["nouns"])}
