"""Names that stand for one thing: the same words, forms that the atlas knows as one, parts and abbreviations."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from dateline.atlas import actors, bodies, countries, equipment, facilities, outlets
from dateline.extract.lexicon import family_names_first, name_words
from dateline.extract.partition import Partition
from dateline.extract.referents import Referent
from dateline.records import Rows

#: How many bearers of one name are compared: no article has more Kims, and a directory must not take quadratic time.
MOST_NAMESAKES = 50
ABBREVIATION = re.compile(r"(?:[A-Z]\.?){2,7}s?|[A-Z][A-Za-z&]{1,6}[A-Z]")
#: How the keys begin of what the atlas knows.
KNOWN = ("country ", "people ", "body ", "outlet ")
SMALL_WORDS = frozenset({"of", "the", "and", "for", "in", "on", "to", "a", "&"})


def same_identity(partition: Partition, rows: Rows) -> None:
    """Join names that are one by their words or by the atlas ("U.S.", "America"; "Su-57", "Felon").

    Countries, bodies and outlets that the atlas knows are labelled: two of them never join by what else the text says.
    """
    first: dict[str, Referent] = {}
    spelled = _spelled_out(partition, rows)
    for one in partition.referents:
        for key in (keys := _identities(spelled.get(one.words, one))):
            partition.join(first.setdefault(key, one), one)
        if keys and keys[0].startswith(KNOWN) and not partition.label(one):
            partition.give_label(one, keys[0])


def _identities(one: Referent) -> list[str]:
    """Keys that two names of one thing share."""
    kind = one.mention.kind
    if not one.name:
        known = bodies.body(one.words) if one.definite and kind == "organization" else None
        return [f"body {known.name}"] if known else []
    words = f"{kind} {one.words.casefold()}"
    if kind in ("place", "group"):
        return [*_country(one), words] if _country(one) else [words]
    if kind == "organization":
        return [*_body(one), words]
    if kind == "equipment":
        item = equipment.by_name(one.words)
        return [f"equipment {item.name}" if item else words]
    if kind == "facility":
        site = facilities.by_name(one.words)
        return [f"facility {site.name}" if site else words]
    return [words]


def _country(one: Referent) -> list[str]:
    place = countries.by_name(one.words) if one.mention.kind == "place" else None
    if place:
        return [f"country {bodies.former_state(one.words) or place.code}"]  # the Soviet Union is not Russia
    people = countries.by_demonym(one.words)
    if people:
        return [f"people {people.code}"]
    return []


def _body(one: Referent) -> list[str]:
    state, known, outlet = countries.by_metonym(one.words), bodies.body(one.words), outlets.by_name(one.words)
    if state and not known:  # the Pentagon is a body of its own
        return [f"body {bodies.government(state).name}"]
    return ([f"body {known.name}"] if known else []) + ([f"outlet {outlet.name}"] if outlet else [])


# ---------------------------------------------------------------- people


def people(partition: Partition, rows: Rows) -> None:
    """Join full names with their shorter forms: "Kim" goes to the Kim whom the article speaks of most."""
    named = [one for one in partition.referents if one.name and one.mention.kind == "person"]
    full = {one.words.casefold(): one for one in reversed(named) if " " in one.words}
    bearers: dict[str, list[Referent]] = defaultdict(list)
    for one in sorted(full.values(), key=lambda one: one.order):
        partition.give_label(one, one.words.casefold())
        words = one.words.casefold().split()
        _same_as_before(partition, one, bearers[words[-1]] + bearers[words[0]])
        for word in dict.fromkeys(words):
            bearers[word].append(one)
    for one in named:
        if " " not in one.words:
            _short_name(partition, one, bearers[one.words.casefold()])
    for one in named:
        if not partition.label(one):
            partition.give_label(one, one.words.casefold())


def _same_as_before(partition: Partition, one: Referent, others: Sequence[Referent]) -> None:
    for other in others[-MOST_NAMESAKES:]:
        labels = partition.label(one), partition.label(other)  # "Kim Jong", cut short, joins one of the Kims
        if not partition.together(one, other) and same_person(one.words, other.words) and same_person(*labels):
            label = max(partition.label(one), partition.label(other), key=len)
            partition.give_label(one, label)
            partition.give_label(other, label)
            partition.join(one, other)


def same_person(one: str, other: str) -> bool:
    """Whether two full names may be one person's: "Donald J. Trump", "Donald Trump"; never "Kim Jong Il", "... Un"."""
    known = actors.people(one), actors.people(other)
    if known[0] and known[1]:
        return bool({person.name for person in known[0]} & {person.name for person in known[1]})
    left, right = one.casefold().replace(".", "").split(), other.casefold().replace(".", "").split()
    if left == right:
        return True
    short, long = sorted((left, right), key=len)
    if len(short) == len(long):
        return False
    return all(word in long for word in short) and (short[-1] == long[-1] or short[: len(short)] == long[: len(short)])


def _short_name(partition: Partition, one: Referent, bearers: Sequence[Referent]) -> None:
    fits = [other for other in bearers[:MOST_NAMESAKES] if partition.may_join(one, other)]
    fits = [other for other in fits if other.order < one.order] or fits[:1]
    if fits:
        best = max(fits, key=lambda other: (_surname(one.words, other.words), partition.size(other, before=one),
                                            partition.last(other, before=one)))  # fmt: skip
        partition.join(best, one)


def _surname(word: str, name: str) -> bool:
    parts = name.casefold().split()
    family = parts[0] if name.split()[0] in family_names_first() and len(parts) == 3 else parts[-1]
    return word.casefold() == family


# ---------------------------------------------------------------- bodies and places


def shorter_names(partition: Partition, rows: Rows) -> None:
    """Join the shorter form of a body's name with the longer one: "Ford" with "Ford Motor Company"."""
    names = [one for one in partition.referents if one.name and one.mention.kind in ("organization", "facility")]
    forms = {one.words: one for one in reversed(names)}
    longer: dict[str, list[str]] = defaultdict(list)
    for long in forms:
        for short in dict.fromkeys(_shortenings(long)):
            longer[short].append(long)
    for short in sorted(forms, key=lambda form: (-len(form), form)):
        if longer[short]:
            best = max(longer[short], key=lambda long: (partition.size(forms[long]), -forms[long].order))
            partition.join(forms[best], forms[short])


def _shortenings(name: str) -> Iterator[str]:
    """The beginnings of a body's name, and its ends in two words or more ("the State Department")."""
    words = name.split()
    for count in range(1, len(words)):
        begin, end = " ".join(words[:count]), " ".join(words[-count:])
        if words[count].lower() not in SMALL_WORDS and not countries.by_name(begin):
            yield begin
        if count > 1 or name_words().get((end, "any"), ("", False))[1]:
            yield end


def abbreviations(partition: Partition, rows: Rows) -> None:
    """Join a name with its abbreviation, in brackets behind it or anywhere else by its initials."""
    names = _impersonal(partition)
    initials: dict[str, Referent] = {}
    text = rows.article.text
    for one in names:
        if " " in one.words:
            for letters in _initials(one.words):
                initials.setdefault(letters, one)
    for before, one in _bracketed(names, text):
        if _abbreviates(one, before):
            partition.join(before, one)
    for one in names:
        known = one.mention.kind == "place" or bodies.body(one.words) or outlets.by_name(one.words)
        if not known and ABBREVIATION.fullmatch(one.words) and one.words.replace(".", "") in initials:
            partition.join(initials[one.words.replace(".", "")], one)


def _spelled_out(partition: Partition, rows: Rows) -> dict[str, Referent]:
    """The bodies whose abbreviations the article gives: "Rapid Support Forces (RSF)", whatever else RSF may be."""
    pairs = _bracketed(_impersonal(partition), rows.article.text)
    return {one.words: before for before, one in pairs
            if one.mention.kind == before.mention.kind == "organization" and " " in before.words
            and one.words.replace(".", "") in _initials(before.words)}  # fmt: skip


def _impersonal(partition: Partition) -> list[Referent]:
    return [one for one in partition.referents if one.name and one.mention.kind != "person"]


def _bracketed(names: Sequence[Referent], text: str) -> Iterator[tuple[Referent, Referent]]:
    """Names with the abbreviations in brackets behind them."""
    whole = [one for at, one in enumerate(names) if not at or not _within(one, names[at - 1])]
    for before, one in pairwise(whole):
        between = text[before.mention.span.end : one.mention.span.start]
        if re.fullmatch(r"\s*\(\s*", between) and ABBREVIATION.fullmatch(one.words):
            yield before, one


def _within(one: Referent, other: Referent) -> bool:
    """Whether a name is a part of another: the town of "Clarke County Board (CCB)"."""
    return one.mention.span.end <= other.mention.span.end


def _abbreviates(short: Referent, long: Referent) -> bool:
    """Whether the letters in brackets may be the name before them: "Paris (AP)" are a dateline's place and agency."""
    if "place" in (short.mention.kind, long.mention.kind):
        return short.words.replace(".", "") in _initials(long.words)
    return short.mention.kind == long.mention.kind or _spelled(short.words, long.words)


def _spelled(letters: str, name: str) -> bool:
    """Whether the letters stand in the name in their order."""
    rest = iter(name.casefold())
    return all(letter in rest for letter in letters.casefold() if letter.isalpha())


def _initials(name: str) -> set[str]:
    words = [word for word in re.split(r"[\s-]+", name) if word[:1].isalpha()]
    return {"".join(word[0] for word in words if word.lower() not in SMALL_WORDS).upper(),
            "".join(word[0] for word in words).upper()}  # fmt: skip
