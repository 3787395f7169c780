"""How many stand behind an event, by the rules of DESIGN.md, and why, in sentences.

The rules, in their order:

1. Counted are the reports that assert the event. What more outlets deny than assert, or all leave open, is told as
   such.
2. Every name at the end of a chain is an origin.
3. Who passes on another's word adds nothing to him: an outlet, agency or person that cites an origin of another
   interest for this event, in whichever article, is not counted, whatever it says in its own words elsewhere.
4. Who is not named is not counted beside one of the same sort who is: he may be the same (MERGES).
5. What is left is counted by interest.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from dateline.atlas import countries, outlets
from dateline.merge.origins import row_of
from dateline.records import Cited, Corroboration, Origin, OriginKind, Report, Stance

#: Kinds of somebody to ask, who is called by his name or by what he does.
SOMEBODY: frozenset[OriginKind] = frozenset({"official", "government", "company", "witness", "expert", "public"})
#: Beside an origin of these kinds, one of the kind on the left that has no name may be the same.
MERGES: Mapping[OriginKind, frozenset[OriginKind]] = {
    "official": frozenset({"official", "government", "company"}),
    "government": frozenset({"official", "government"}),
    "company": frozenset({"company"}),
    "expert": frozenset({"expert"}),
    "witness": SOMEBODY - {"official", "government"},
    "public": frozenset({"public", "anonymous"}),
    "document": SOMEBODY,
}
#: Kinds that carry others' words: one without a name may be any that is cited by name, be it origin or link.
CARRIERS = frozenset({"outlet", "agency"})
#: What the name of an account in a network starts with, and letters of the shortest surname that tells whose it is.
ACCOUNT, SURNAME = "@", 4
#: Characters in which two spellings of a name may differ.
SPELLING = re.compile(r"[\W_]+")
#: Words that make no difference between names.
SMALL = frozenset({"the", "of", "and", "&", "for"})
#: Origins that are compared with each other: an event has a handful, and a story that is one event must not take long.
MOST_UNITED = 400
#: Kinds of which people are called by their surnames.
PEOPLE = frozenset({"witness", "expert", "official", "company"})
#: Kinds that are somebody to ask, even by a common word: "police".
KNOWN = frozenset({"official", "government", "company", "document"})
#: Lines of the explanation before the rest is only counted.
LINES = 8
#: Origins between which every pair is explained.
PAIRED = 3


def settled(reports: Sequence[Report]) -> tuple[Report, ...]:
    """The reports with their stance towards what they tell together, in the order given.

    Where more outlets deny the event than assert it, its denial is what is told ("nobody was hurt"), and the others
    deny that; where none does either, it is told that it may be.
    """
    outlets = Counter(stance for _, stance in {(one.outlet or one.article, one.stance) for one in reports})
    if outlets["denies"] > outlets["asserts"]:
        turned: dict[Stance, Stance] = {"denies": "asserts", "asserts": "denies"}
        return tuple(replace(one, stance=turned.get(one.stance, one.stance)) for one in reports)
    if outlets["asserts"]:
        return tuple(reports)
    return tuple(replace(one, stance="asserts") for one in reports)


def corroborate(
    reports: Sequence[Report], *, participants: Collection[str] = (), notes: Sequence[str] = ()
) -> Corroboration:
    """The counts over an event's reports, which `settled` has seen to, and the reasons.

    `participants` are canonical names of who takes part in the event; `notes` are put at the end of the reasons.
    """
    asserting = [report for report in reports if report.stance == "asserts"]
    denying = [report for report in reports if report.stance == "denies"]
    count = _Count(asserting)
    parties = tuple(name for name, one in count.origins.items() if _takes_part(one, participants))
    denials = len({_interest(report.origin) for report in denying})
    admiralty, reason = _credibility(count, parties, denials)
    why = [*_told(asserting), *count.reasons(), *_denied(denying), *_parties(parties), reason, *notes]
    return Corroboration(
        len(asserting),
        len({report.outlet or report.article for report in asserting}),
        len(count.origins),
        len(count.groups),
        parties,
        len(denying),
        admiralty,
        tuple(why),
    )


def counted(reports: Iterable[Report]) -> list[list[Origin]]:
    """The origins that count of an event's reports, which `settled` has seen to; those of one interest together."""
    return list(_Count([one for one in reports if one.stance == "asserts"]).groups.values())


class _Count:
    """The origins of the reports that assert an event, and those that count, by interest."""

    def __init__(self, asserting: Sequence[Report]) -> None:
        self.origins = {report.origin.name: report.origin for report in asserting}
        self._cited = _citations(asserting, self.origins)
        self._united = _united(self.origins.values())
        links = (link for report in asserting for link in report.chain if link.kind in CARRIERS)
        self._carriers = {link.name: link.kind for link in links if not nameless(Origin(link.name, link.kind, None))}
        self._uncounted: dict[str, str] = {}
        left = self._without_relays()
        left = self._without_nameless(left)
        self.groups: dict[str, list[Origin]] = defaultdict(list)
        for origin in left:
            self.groups[self._interest(origin)].append(origin)

    def _interest(self, origin: Origin) -> str:
        """The interest of an origin, under the longest of its names: the Zoo & Botanical Garden is the Zoo."""
        return self._united[_interest(origin)]

    def _without_relays(self) -> list[Origin]:
        """The origins that cite nobody of another interest (rule 3); where all do, in a circle, the first."""
        left = []
        for name, origin in self.origins.items():
            others = [
                other for other in self._cited[name] if self._interest(self.origins[other]) != self._interest(origin)
            ]
            if others:
                self._uncounted[name] = f"{name} adds nothing to {others[0]}, cited for the same."
            else:
                left.append(origin)
        if not left and self.origins:
            first = next(iter(self.origins.values()))
            self._uncounted.pop(first.name, None)
            return [first]
        return left

    def _without_nameless(self, origins: Sequence[Origin]) -> list[Origin]:
        """The origins without those that may be one of the others (rule 4)."""
        named = [origin for origin in origins if not nameless(origin)]
        left = list(named)
        for origin in origins:
            if not nameless(origin):
                continue
            same = self._perhaps(origin, left)
            if same is None:
                left.append(origin)
            else:
                self._uncounted[origin.name] = f"{_upper(origin.name)} cannot be told apart from {same}."
        return [origin for origin in origins if origin in left]

    def _perhaps(self, origin: Origin, left: Sequence[Origin]) -> str | None:
        """Whom an origin without a name may be."""
        if origin.kind in CARRIERS:
            return next((name for name, kind in self._carriers.items() if kind == origin.kind), None)
        kinds = MERGES.get(origin.kind, frozenset())
        if origin.kind != "company" and row_of(origin.name.split()[-1], "body"):
            kinds -= {"company"}  # "officials" may be a company's, "police" may not; "the airline" is one
        return next((one.name for one in left if one.kind in kinds), None)

    def reasons(self) -> Iterator[str]:
        """Why these are so many: whom each adds nothing to, who speaks for one interest, and each pair that counts."""
        yield from list(self._uncounted.values())[:LINES]
        if len(self._uncounted) > LINES:
            yield f"So do {len(self._uncounted) - LINES} more."
        for group in self.groups.values():
            if len(group) > 1:
                speaks_for = group[0].interest or group[0].name
                yield f"{_listed([one.name for one in group])} count as one: they speak for {speaks_for}."
        yield from self._pairs()

    def _pairs(self) -> Iterator[str]:
        first = [group[0] for group in self.groups.values()]
        if len(first) == 1:
            yield f"That leaves one origin: {first[0].name}."
        elif 1 < len(first) <= PAIRED:
            for at, left in enumerate(first):
                for right in first[at + 1 :]:
                    both = f"{left.name} and {right.name} count as two"
                    yield f"{both}: {_differing(left, right)}, and neither cites the other."
        elif first:
            names = _listed([one.name for one in first])
            yield f"{names} count as {len(first)}: no two speak for the same, and none cites another."


def _citations(asserting: Sequence[Report], origins: Mapping[str, Origin]) -> dict[str, list[str]]:
    """By origin: the origins that it cites in one report or another, through however many links.

    An outlet that prints an agency's text cites the agency only: not whom the agency cites.
    """
    cited: dict[str, list[str]] = {name: [] for name in origins}
    for report in asserting:
        links = [name for link in report.chain for name in (link.name, *_agencies(link))]
        if report.chain and report.chain[0].known_by not in ("credit", "copy"):
            links.append(report.outlet or "")
        for name in links:
            if name in cited and name != report.origin.name and report.origin.name not in cited[name]:
                cited[name].append(report.origin.name)
    return cited


def _agencies(link: Cited) -> Iterator[str]:
    """The agencies of a credit to several, "AFP, AP", by their whole names."""
    for name in link.name.split(", ") if link.known_by in ("credit", "copy") else ():
        found = outlets.by_name(name)
        yield found.name if found else name


def nameless(origin: Origin) -> bool:
    """Whether an origin is called by common words only: "officials", "some witnesses", "Australian media".

    Somebody who may not be named is bound to the outlet that heard him, and as good as named (rule 2 of DESIGN.md).
    """
    words = origin.name.split()
    if origin.kind == "document":
        return bool(words and row_of(words[-1], "said"))
    if origin.kind == "anonymous" or not words or "." in origin.name or outlets.by_name(origin.name):
        return False
    if len(words) > 1 and words[0].endswith("s") and row_of(words[0], "people", "role"):
        return True  # "Survivors of the crash"
    if len(words) > 1 and words[0][:1].isupper():
        return bool(row_of(words[-1], "media")) and origin.kind in CARRIERS
    return words[0][:1].islower() or bool(row_of(words[-1], "people", "media", "role", "voice", "body"))


def _interest(origin: Origin) -> str:
    """An interest as it is compared: spelling and the ending of an address make no difference."""
    return _compared(origin.interest or origin.name)


def _compared(name: str) -> str:
    name = name.casefold()
    return SPELLING.sub("", name.removeprefix("the ").removesuffix(".com")) or name


def _united(origins: Iterable[Origin]) -> dict[str, str]:
    """Each interest as it is compared, to the longest one whose words hold all of its own, of two words or more.

    Of a person a surname is enough, where one person only bears it, and of his account in a network his name. "Police
    of Norway" are the police that are named. A ministry of a state that nobody names is of the one state that speaks.
    """
    origins = list(origins)
    if len(origins) > MOST_UNITED:
        return {_interest(one): _interest(one) for one in origins}
    states = {_interest(one) for one in origins if countries.by_name(one.interest or "")}
    words = {_interest(one): frozenset((one.interest or one.name).casefold().split()) - SMALL for one in origins}
    people = {_interest(one) for one in origins if one.kind in PEOPLE}
    accounts = {_interest(one) for one in origins if one.name.startswith(ACCOUNT)}
    sorts = {_interest(one): sort for one in origins if (sort := _sort_of_body(one))}
    out = {}
    for key, held in words.items():
        longer = [other for other, more in words.items() if held < more]
        if key in accounts:
            longer = [other for other, more in words.items() if other not in accounts and _is_account(key, more)]
        elif key in sorts:
            longer = [other for other, more in words.items() if other not in sorts and sorts[key] <= more] or longer
        enough = len(held) > 1 or key in accounts or (key in people and len(longer) == 1)
        out[key] = max(longer, key=lambda other: (len(words[other]), other)) if enough and longer else key
    stateless = {_interest(one) for one in origins if one.kind == "government"} - states
    return out | dict.fromkeys(stateless, next(iter(states))) if len(states) == 1 else out


def _sort_of_body(origin: Origin) -> frozenset[str]:
    """The words for the sort of a body that is only called by it and its state: "Police of Norway"; none of others."""
    sort, _, state = (origin.interest or origin.name).partition(" of ")
    if origin.kind == "official" and countries.by_name(state.removeprefix("the ")) and row_of(sort, "body"):
        return frozenset(sort.casefold().split())
    return frozenset()


def _is_account(account: str, name: Collection[str]) -> bool:
    """Whether an account, as it is compared, may be of somebody whose name has these words."""
    return any(len(word) >= SURNAME and account.endswith(word) for word in name)


def _takes_part(origin: Origin, participants: Collection[str]) -> bool:
    compared = {_compared(name) for name in participants}
    return _compared(origin.name) in compared or _interest(origin) in compared


def _credibility(count: _Count, parties: Collection[str], denials: int) -> tuple[int, str]:
    """The Admiralty code's information credibility that the counts suggest, with the reason."""
    independent = len(count.groups)
    free = sum(any(one.name not in parties for one in group) for group in count.groups.values())
    named = any(one.kind in KNOWN or not _unknown(one) for group in count.groups.values() for one in group)
    if not independent:
        return 6, "Admiralty 6: nobody asserts it."
    if denials >= independent:
        return (
            (5, "Admiralty 5: more deny it than assert it.")
            if denials > independent
            else (4, "Admiralty 4: it is denied.")
        )
    if denials:
        return 3, "Admiralty 3: it is confirmed, and denied."
    if free > 1:
        return 1, "Admiralty 1: confirmed by independent origins that take no part in it."
    if independent > 1:
        return 2, "Admiralty 2: confirmed, but not by two that take no part in it."
    if free and named:
        return 3, "Admiralty 3: one origin, not confirmed by another."
    return 6, "Admiralty 6: the only origin " + ("is not named." if free else "takes part in it itself.")


def _unknown(origin: Origin) -> bool:
    return origin.kind == "anonymous" or nameless(origin)


# ---------------------------------------------------------------- in words


def _told(asserting: Sequence[Report]) -> Iterator[str]:
    """Each road once: who has it from whom."""
    roads = Counter(_road(report) for report in asserting)
    articles: dict[str, set[str]] = defaultdict(set)
    for report in asserting:
        articles[_road(report)].add(report.article)
    for road in list(roads)[:LINES]:
        many = f" ({len(articles[road])} articles)" if len(articles[road]) > 1 else ""
        yield f"{road}{many}."
    if len(roads) > LINES:
        yield f"{len(roads) - LINES} more tell it by other roads."


def _road(report: Report) -> str:
    outlet = report.outlet or "An outlet without a name"
    if not report.chain:
        return f"{_upper(outlet)} says it in its own words"
    words = [_link(link.name, link.known_by) for link in report.chain]
    return f"{_upper(outlet)} has it from " + ", and they from ".join(words)


def _link(name: str, known_by: str) -> str:
    if known_by == "credit":
        return f"{name} (credited)"
    return f"{name} (the same words)" if known_by == "copy" else name


def _denied(denying: Sequence[Report]) -> Iterator[str]:
    for name in list(dict.fromkeys(report.origin.name for report in denying))[:LINES]:
        yield f"{_upper(name)} denies it."


def _parties(parties: Sequence[str]) -> Iterator[str]:
    if parties:
        yield f"Parties to the event, which take part in it themselves: {_listed(parties)}."


def _differing(left: Origin, right: Origin) -> str:
    one, other = left.interest or left.name, right.interest or right.name
    if (one, other) == (left.name, right.name):
        return "each speaks for itself"
    return f"they speak for {one} and for {other}"


def _listed(names: Sequence[str]) -> str:
    shown = list(names[:LINES])
    if len(names) > LINES:
        shown.append(f"{len(names) - LINES} more")
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
