"""What a verb or noun reports: one decision a predicate, by the tables of event words.

A row of atlas/languages/en/event_verbs.tsv or event_nouns.tsv fits a predicate when its conditions hold on the words
that depend on it. Some verbs stand over another event and change what it comes to: "agreed to withdraw" is an
agreement and no withdrawal, "refused to meet" a rejection, "will visit" an agreement to (CAMEO's distinction of deed,
intent, request and refusal; `under` in the code book). Then the governing word is the event, and the other none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from dateline.atlas.plover import Coding, codebook
from dateline.atlas.tables import table, values
from dateline.extract.event_words import NESTED, word_class
from dateline.extract.occasions import VIOLENT, Occasion, Setting
from dateline.extract.syntax import dependents
from dateline.records import Sentence, Token

#: How far below a predicate its conditions look, in edges and in words: object, preposition, its noun, the noun's
#: own. Deeper finds words of other events; the second bound keeps a degenerate parse cheap.
DEEP: Final = 4
WIDE: Final = 60
#: Branches that are another statement.
OTHER: Final = frozenset({"relcl", "advcl", "parataxis", "ccomp", "punct", "nsubj", "csubj", "appos"})
SUBJECTS: Final = ("nsubj", "csubj", "expl")
#: An article of which nothing is known.
PLAIN: Final = Setting()
CLAUSES: Final = frozenset({"xcomp", "ccomp", "acl", "pcomp"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the tables: what must hold (`some` of the alternatives, none of `without`), and what it then is."""

    some: tuple[tuple[str, ...], ...]
    without: tuple[tuple[str, ...], ...]
    code: str
    mode: str | None
    cameo: str | None
    over: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What the predicate at `index` reports: a coding (None: PLOVER has none), and the predicate it stands over."""

    index: int
    coding: Coding | None
    method: str
    over: int | None = None
    words: frozenset[str] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class _Match:
    entry: Entry
    used: frozenset[str]


@cache
def _alternatives(part: str) -> frozenset[str]:
    """What a part of a condition stands for: a word, the words of a class, either with a prefix ("subj:@army")."""
    prefix, _, words = part.rpartition(":")
    if not words.startswith("@"):
        return frozenset({part})
    return frozenset(f"{prefix}:{word}" if prefix else word for word in word_class(words[1:]))


@cache
def lexicon(kind: str) -> dict[str, tuple[Entry, ...]]:
    """Rows by lemma; `kind` is "verbs" or "nouns". Those that ask for something come before those that only forbid."""
    found: dict[str, list[Entry]] = {}
    for row in table(f"languages/en/event_{kind}.tsv"):
        parts = values(row["with"])
        entry = Entry(
            tuple(tuple(part.split("+")) for part in parts if not part.startswith("-")),
            tuple(tuple(part[1:].split("+")) for part in parts if part.startswith("-")),
            row["code"],
            row["mode"] or None,
            row["cameo"] or None,
            row["over"],
        )
        for word in values(row["words"]):
            found.setdefault(word, []).append(entry)
    rank = {True: 0, False: 1}
    return {
        word: tuple(sorted(rows, key=lambda row: (rank[bool(row.some)], not row.without)))
        for word, rows in found.items()
    }


class Predicates:
    """The predicates of one sentence and what each reports."""

    def __init__(self, sentence: Sentence, setting: Setting = PLAIN) -> None:
        self.sentence = sentence
        self.occasion = Occasion(sentence, setting)
        self._matches: dict[int, _Match | None] = {}
        self._decisions: dict[int, Decision | None] = {}
        self._nested = 0

    def decisions(self) -> list[Decision]:
        """One for each event that the sentence reports, in the order of the text."""
        found = [decision for token in self.sentence.tokens if (decision := self.decide(token.index))]
        under = self.under(found)
        return [decision for decision in found if decision.index not in under and not self._used_up(decision)]

    def under(self, decisions: Iterable[Decision]) -> set[int]:
        """The predicates over which these stand: what is agreed on, asked for or refused, and no deed."""
        taken = {decision.over for decision in decisions if decision.over is not None}
        for token in self.sentence.tokens:  # "agreed to scrap the missiles and to keep the warheads" is one agreement
            if token.dep == "conj" and token.head in taken and token.tag == self.sentence.tokens[token.head].tag:
                taken.add(token.index)
        return taken

    def decide(self, index: int) -> Decision | None:
        """What the predicate at `index` reports; None where it is no event, or only leads to one."""
        if index not in self._decisions:
            self._decisions[index] = None
            token = self.sentence.tokens[index]
            kind = kind_of(token)
            if kind and self._nested < NESTED and not self._passing(token, kind):
                self._nested += 1
                self._decisions[index] = self._held(self._decide(token, kind))
                self._nested -= 1
        return self._decisions[index]

    def _held(self, decision: Decision | None) -> Decision | None:
        """The decision, without its coding where the deed is one in word only; `method` then says why."""
        if decision is None or decision.coding is None:
            return decision
        reason = self.occasion.reason(self.sentence.tokens[decision.index], decision.coding, decision.words)
        return Decision(decision.index, None, reason) if reason else decision

    def _decide(self, token: Token, kind: str) -> Decision | None:
        if kind == "verbs" and self._obliged(token):
            return Decision(token.index, Coding("REQUEST", None, "100"), "obligation")
        match = self.match(token.index)
        if match is None:
            return Decision(token.index, None, "verb") if kind == "verbs" else None
        entry = match.entry
        if entry.code == "-":
            return None
        if entry.over:
            return self._stand_over(token, kind, entry, match)
        if not entry.code:
            return Decision(token.index, None, kind[:-1], words=match.used)
        return self._announced(Decision(token.index, self._coding(token, entry), kind[:-1], words=match.used))

    # ------------------------------------------------------------ over another event

    def _stand_over(self, token: Token, kind: str, entry: Entry, match: _Match) -> Decision | None:
        inner = self.inner(token.index)
        if inner is not None and entry.over == "same" and (inner.coding or not entry.code):
            return None
        if inner is not None and inner.coding is not None:
            changed = self._changed(token, inner.coding, entry.over)
            if changed is None and not entry.code:
                return None
            coding = changed or self._coding(token, entry)
            return Decision(token.index, coding, kind[:-1], over=inner.index, words=match.used)
        if entry.code:
            coding = self._coding(token, entry)
            return self._announced(Decision(token.index, coding, kind[:-1], words=match.used))
        light = token.lemma.lower() in word_class("empty") and not match.used
        return None if inner is not None or light or kind == "nouns" else Decision(token.index, None, "verb")

    def _changed(self, token: Token, inner: Coding, over: str) -> Coding | None:
        """What an event becomes under another: "pledged to ban" is a threat, "expects an attack" none."""
        under = codebook()[inner.code].under
        pledged = over == "offered" and inner.code in VIOLENT and token.lemma.lower() in word_class("pledging")
        changed = under.get("threatened" if pledged else over)
        wished = changed is not None and changed.code == "THREATEN" and token.lemma.lower() in word_class("wishing")
        return None if wished else changed

    def light(self, index: int) -> bool:
        """Whether a verb is one of those that only carry an event noun ("hold", "launch")."""
        return self.sentence.tokens[index].lemma.lower() in word_class("light")

    def inner(self, index: int) -> Decision | None:
        """The event that a predicate stands over: its infinitive or clause, its object, what a preposition adds."""
        return next(self._inner(index, 3), None)

    def _inner(self, index: int, depth: int) -> Iterator[Decision]:
        children = [self.sentence.tokens[child] for child in self.sentence.children[index]]
        for child in children:
            if depth and child.dep in CLAUSES and child.index > index:
                decision = self.decide(child.index)
                if decision:
                    yield decision
                else:
                    yield from self._inner(child.index, depth - 1)
        for child in children:
            if depth and child.dep in ("dobj", "nsubjpass", "pobj", "attr"):
                decision = self.decide(child.index)
                if decision and kind_of(child) == "nouns":
                    yield decision
                yield from self._inner(child.index, depth - 1)
            elif (
                depth
                and child.dep in ("prep", "agent")
                and child.lemma in ("for", "of", "to", "on", "in", "from", "with")
            ):
                yield from self._inner(child.index, depth)

    def _announced(self, decision: Decision) -> Decision:
        """What will be done, or will not be, has not been: "will release" is an agreement, "will not" a refusal."""
        token = self.sentence.tokens[decision.index]
        if kind_of(token) == "nouns":
            token = self.sentence.tokens[token.head] if token.dep in ("dobj", "nsubjpass") else token
        if decision.coding is None or kind_of(token) != "verbs":
            return decision
        operator = self._future(token) or self._withheld(token, decision.coding)
        changed = codebook()[decision.coding.code].under.get(operator) if operator else None
        return Decision(decision.index, changed, "future", words=decision.words) if changed else decision

    def _future(self, token: Token, depth: int = NESTED) -> str | None:
        """ "intended" or "refused", by the verb's auxiliaries or by "ready to", "going to"."""
        auxiliaries = list(dependents(self.sentence, token.index, "aux", "neg"))
        if any(child.lemma == "have" for child in auxiliaries):
            return None
        negated = any(child.dep == "neg" for child in auxiliaries)
        future = any(child.tag == "MD" and child.lemma.lower() in word_class("future") for child in auxiliaries)
        head = self.sentence.tokens[token.head]
        if token.dep == "conj" and not auxiliaries and head.tag == token.tag:  # "will meet Xi and sign a treaty"
            return self._future(head, depth - 1) if depth else None
        going = head.lemma == "go" and head.tag == "VBG"
        if token.dep == "xcomp" and head.lemma.lower() in word_class("unwilling"):
            return "refused"
        if token.dep == "xcomp" and (going or head.lemma.lower() in word_class("willing")):
            future = True
            negated |= any(
                child.dep == "neg" for up in (head.index, head.head) for child in dependents(self.sentence, up)
            )
        return ("refused" if negated else "intended") if future else None

    def _withheld(self, token: Token, coding: Coding) -> str | None:
        """A concession that was not made was refused: "did not give permission"."""
        if coding.code != "CONCEDE":
            return None
        return "refused" if any(True for _ in dependents(self.sentence, token.index, "neg")) else None

    def _obliged(self, token: Token) -> bool:
        """ "Oman said that Mali must mediate": what another is told to do, by a source, is asked of it."""
        source = self.sentence.tokens[token.head]
        if token.dep != "ccomp" or source.lemma.lower() not in word_class("saying"):
            return False
        told = any(
            child.dep in SUBJECTS and child.pos in ("PROPN", "NOUN") for child in dependents(self.sentence, token.index)
        )
        return told and any(
            child.dep == "aux" and child.lemma.lower() in word_class("obligation")
            for child in dependents(self.sentence, token.index)
        )

    # ------------------------------------------------------------ conditions

    def match(self, index: int) -> _Match | None:
        """The row of the tables that fits the predicate at `index`."""
        if index not in self._matches:
            self._matches[index] = self._match(self.sentence.tokens[index])
        return self._matches[index]

    def _match(self, token: Token) -> _Match | None:
        kind = kind_of(token)
        rows = lexicon(kind).get(self._key(token, kind)) if kind else None
        if not rows:
            return None
        near = self._near(token, kind or "")
        for row in rows:
            if any(all(self._holds(part, near) for part in parts) for parts in row.without):
                continue
            if not row.some:
                return _Match(row, frozenset())
            for parts in row.some:
                if all(self._holds(part, near) for part in parts):
                    return _Match(row, frozenset().union(*(_alternatives(part) & near for part in parts)))
        return None

    def _key(self, token: Token, kind: str) -> str:
        """The lemma; for "cease-fire", in three tokens, the word that they make."""
        tokens, at, lemma = self.sentence.tokens, token.index, token.lemma.lower()
        if at > 1 and tokens[at - 1].text == "-" and tokens[at - 1].end == token.start == tokens[at - 2].end + 1:
            joined = f"{tokens[at - 2].lemma.lower()}-{lemma}"
            return joined if joined in lexicon(kind) else lemma
        return lemma

    def _holds(self, part: str, near: frozenset[str]) -> bool:
        return not _alternatives(part).isdisjoint(near)

    def _near(self, token: Token, kind: str) -> frozenset[str]:
        words = set(self._below(token.index, OTHER if kind == "verbs" else OTHER | {"conj"}))
        words.update(
            f"subj:{word}"
            for child in dependents(self.sentence, token.index, "nsubj", "agent")
            for word in self._below(child.index, OTHER, depth=2)
        )
        if kind == "nouns":
            words.update(self._above(token))
        words.update(self._shape(token))
        return frozenset(words)

    def _shape(self, token: Token) -> Iterator[str]:
        """Its own tag and word, prepositions (but those of a date), complements, its object's kind, its company."""
        yield f"self:{token.tag}"
        yield f"form:{token.text.lower()}"
        if kind_of(token) == "verbs":
            yield from self._company(token)
        for child in dependents(self.sentence, token.index):
            yield f"has:{child.dep}"
            if child.dep in ("dobj", "nsubjpass", "nsubj") and child.entity:
                yield ("subj:" if child.dep == "nsubj" else "has:") + child.entity[2:]
            if child.dep in ("prep", "prt", "dative"):
                kinds = {token.entity[2:] for token in dependents(self.sentence, child.index, "pobj")}
                if kinds.isdisjoint(("DATE", "TIME")):
                    yield f"prep:{child.lemma.lower()}"
                    yield from (f"prep:{child.lemma.lower()}:{kind}" for kind in sorted(kinds) if kind)

    def _company(self, token: Token) -> Iterator[str]:
        """The verbs that it is conjoined with, and those of the purposes that it has ("gathered to demand")."""
        joined = [child.lemma for child in dependents(self.sentence, token.index, "conj") if child.pos == "VERB"]
        if token.dep == "conj":
            joined.append(self.sentence.tokens[token.head].lemma)
        yield from (f"and:{lemma.lower()}" for lemma in joined)
        for child in dependents(self.sentence, token.index, "advcl", "xcomp"):
            if child.index > token.index and child.tag in ("VB", "VBG"):
                yield f"to:{child.lemma.lower()}"

    def _below(self, index: int, without: frozenset[str], depth: int = DEEP) -> Iterator[str]:
        layer, seen = [index], 0
        for step in range(depth + 1):
            following: list[int] = []
            for at in layer:
                token = self.sentence.tokens[at]
                seen += 1
                if ((at != index or step) and not (token.dep == "conj" and token.head == index)) or depth < DEEP:
                    yield token.lemma.lower()
                if seen > WIDE:
                    return
                following.extend(
                    child for child in self.sentence.children[at] if self._inside(at, child, index, without)
                )
            layer = following

    def _inside(self, at: int, child: int, top: int, without: frozenset[str]) -> bool:
        token = self.sentence.tokens[child]
        if token.dep == "ccomp" and at == top:
            return True
        if (
            self.sentence.tokens[at].dep == "ccomp" and at != top
        ):  # of a clause below, only its verb and its auxiliaries
            return token.dep in ("aux", "neg")
        if token.dep in ("prep", "mark") and token.lemma.lower() in word_class("adjunct"):
            return False
        return token.dep not in without and not (token.dep == "conj" and at == top)

    def _above(self, token: Token) -> Iterator[str]:
        """The verb that an event noun belongs to, and the nouns on the way."""
        for _ in range(3):
            if token.head == token.index or token.dep in ("nsubj", "conj", "appos"):
                if token.dep == "nsubj":
                    yield self.sentence.tokens[token.head].lemma.lower()
                return
            token = self.sentence.tokens[token.head]
            yield token.lemma.lower()
            if token.pos in ("VERB", "AUX"):
                return

    # ------------------------------------------------------------ what is no event, or not this one

    def _passing(self, token: Token, kind: str) -> bool:
        """Words in the shape of a predicate that report nothing themselves: auxiliaries, modifiers, parts of names."""
        if kind == "nouns":
            return token.dep in ("compound", "nmod") or (
                token.entity not in ("", "B-EVENT", "I-EVENT") and token.pos == "PROPN"
            )
        after = self.sentence.tokens[token.index + 1 : token.index + 2]
        prefix = bool(after) and after[0].text == "-" and after[0].start == token.end  # "re-" of "re-examine"
        name = token.dep == "pobj" and token.text[0].isupper()  # "came to Reykjavik", tagged as a verb
        if prefix or name or sum(map(str.isalpha, token.text)) < 2:  # and "'s" or "-", tagged as verbs
            return True
        return token.dep in ("aux", "auxpass", "amod", "compound", "prep", "cc", "mark", "det") or token.pos == "AUX"

    def _used_up(self, decision: Decision) -> bool:
        """Whether an event noun is one of the words by which its verb was told."""
        token = self.sentence.tokens[decision.index]
        if kind_of(token) != "nouns":
            return False
        for _ in range(4):
            if token.head == token.index:
                return False
            token = self.sentence.tokens[token.head]
            above = self._decisions.get(token.index)
            if above and self.sentence.tokens[decision.index].lemma.lower() in above.words and above.coding:
                return True
            if token.pos in ("VERB", "AUX"):
                return False
        return False

    def _coding(self, token: Token, entry: Entry) -> Coding:
        event = codebook()[entry.code]
        kind = kind_of(token) or ""
        words = set(self._below(token.index, OTHER)) if kind == "nouns" else self._near(token, kind)
        mode = (
            None
            if entry.mode
            else event.mode_of({word.removeprefix("subj:") for word in words} | {token.lemma.lower()})
        )
        if mode:
            return Coding(
                entry.code, mode.name, mode.cameo if not entry.cameo or entry.cameo == event.cameo else entry.cameo
            )
        return Coding(entry.code, entry.mode, entry.cameo or event.cameo)


def kind_of(token: Token) -> str | None:
    """ "verbs", "nouns" or None: which table a word is looked up in."""
    if token.pos == "VERB" or (token.pos == "AUX" and token.dep == "ROOT"):
        return "verbs"
    return "nouns" if token.pos in ("NOUN", "PROPN") and token.lemma.lower() in _nouns() else None


@cache
def _nouns() -> frozenset[str]:
    """Every word that may end an event noun ("fire" for "cease-fire")."""
    return frozenset(part for word in lexicon("nouns") for part in (word, word.rsplit("-", 1)[-1]))
