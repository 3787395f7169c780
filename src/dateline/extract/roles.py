"""Who did it, to whom, where: the arguments of a predicate as mentions.

Subjects and objects are followed through passives, coordination, control ("agreed to release"), relative clauses and
light verbs ("held talks with"); an argument that is no mention itself gives the one inside it ("the decision of the
court", "its president's visit", "Russian forces").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from dateline.extract.event_words import ordered, word_class
from dateline.extract.predicates import Decision, Predicates, kind_of
from dateline.extract.syntax import dependents, head_of, subtree, tokens_in
from dateline.records import Mention, Sentence, Token

ACTORS: Final = frozenset({"person", "organization", "place", "group"})
PARTIES: Final = ACTORS - {"place"}
SITES: Final = frozenset({"place", "facility"})
#: Events in which something goes from one side to the other, so that the object is the thing and not the side.
GIVING: Final = frozenset({"AID", "RETREAT", "CONCEDE", "SANCTION", "MOBILIZE", "COOPERATE", "AGREE"})
#: Events in which equipment is moved, given or given up, and is no side.
MOVING: Final = GIVING - {"RETREAT"} | {"REQUEST"}
#: Events done by each side to the other: "X and Y met".
MUTUAL: Final = frozenset({"CONSULT", "AGREE", "SUPPORT", "COOPERATE"})
#: Events whose other side is, failing any other, the land where they happen ("air strikes in Syria").
LANDED: Final = frozenset(
    {
        "AID",
        "RETREAT",
        "CONCEDE",
        "MOBILIZE",
        "SANCTION",
        "COERCE",
        "ASSAULT",
        "THREATEN",
        "AGREE",
        "COOPERATE",
        "PROTEST",
        "REQUEST",
    }
)
#: How far into an argument its mention may lie, and how far up a subject may be shared.
INWARDS: Final = 4
UPWARDS: Final = 6


@dataclass(frozen=True, slots=True)
class Roles:
    """Mentions of the two sides, of the place and of the means; an event without one has an empty tuple or None."""

    actors: tuple[Mention, ...] = ()
    recipients: tuple[Mention, ...] = ()
    place: Mention | None = None
    instruments: tuple[Mention, ...] = ()


class SentenceMentions:
    """The mentions of a sentence, found by the word that heads them."""

    def __init__(self, sentence: Sentence, mentions: Iterable[Mention]) -> None:
        self.by_token: dict[int, Mention] = {}
        self.heads: dict[str, Token] = {}
        for mention in sorted(mentions, key=lambda mention: mention.span.end - mention.span.start):
            inside = tokens_in(sentence, mention.head) or tokens_in(sentence, mention.span)
            if inside:
                for token in inside:
                    self.by_token.setdefault(token.index, mention)
                self.heads[mention.id] = head_of(sentence, inside)
                self.by_token[self.heads[mention.id].index] = mention

    def at(self, index: int) -> Mention | None:
        """The mention that the token heads or lies in the name of."""
        return self.by_token.get(index)


class RoleFinder:
    """The roles of the events of one sentence."""

    def __init__(self, predicates: Predicates, mentions: SentenceMentions) -> None:
        self.predicates = predicates
        self.sentence = predicates.sentence
        self.mentions = mentions

    def find(self, decision: Decision) -> Roles:
        """The sides and the place of a decided predicate."""
        token = self.sentence.tokens[decision.index]
        code = decision.coding.code if decision.coding else ""
        verbal = kind_of(token) == "verbs"
        if decision.method == "obligation":
            actors, recipients = self._subjects(token.head, UPWARDS), self._subjects(decision.index, 0)
        elif verbal:
            actors, recipients = self._of_verb(decision) if code else self._plainly(decision.index)
        else:
            actors, recipients = self._of_noun(decision.index, code, decision.coding.mode if decision.coding else None)
        mode = decision.coding.mode if decision.coding else None
        if code in MOVING or mode == "disarm":
            recipients = [mention for mention in recipients if mention.kind != "equipment"]
        visit = mode == "visit"
        if verbal and visit:
            actors = actors + self._company(decision.index)
        place = self._place(decision.index)
        mutual = code in MUTUAL or not decision.words.isdisjoint(word_class("agreement"))
        means = _unique(self._means(decision.index)) if code not in MOVING else []
        recipients = [mention for mention in recipients if mention not in means]
        roles = self._settled(actors, recipients, place, code, mutual=mutual, visit=visit)
        return replace(roles, instruments=tuple(means))

    def _company(self, index: int) -> list[Mention]:
        """With whom someone toured or travelled."""
        return [mention for mention in self._after(index, "with") if mention.kind in ("person", "group")]

    def _settled(
        self,
        actors: list[Mention],
        recipients: list[Mention],
        place: Mention | None,
        code: str,
        *,
        mutual: bool,
        visit: bool,
    ) -> Roles:
        actors = [mention for mention in _unique(actors) if mention.kind in ACTORS]
        recipients = [mention for mention in _unique(recipients) if mention not in actors]
        if code == "CONSULT" and place and not visit:  # where sides met is no side
            recipients = [mention for mention in recipients if mention is not place]
        if mutual and len(actors) > 1:  # "X and Y signed a treaty in Oslo"
            recipients = [mention for mention in recipients if not self._locates(mention)]
        if not recipients and len(actors) > 1 and mutual:
            actors, recipients = actors[:1], actors[1:]
        if not recipients and place and place.kind == "place" and code in LANDED and place not in actors:
            recipients = [place]
        return Roles(tuple(actors), tuple(recipients), place)

    def _locates(self, mention: Mention) -> bool:
        """Whether a place stands under a preposition of place."""
        head = self.mentions.heads[mention.id]
        above = self.sentence.tokens[head.head].lemma.lower()
        return mention.kind in SITES and head.dep == "pobj" and above in word_class("locative")

    # ------------------------------------------------------------ verbs

    def _of_verb(self, decision: Decision) -> tuple[list[Mention], list[Mention]]:
        index = decision.index
        code = decision.coding.code if decision.coding else ""
        actors = self._subjects(index, UPWARDS)
        recipients = (self._asked(index) if code == "REQUEST" else []) or self._objects(index, giving=code in GIVING)
        if not recipients and decision.over is not None:
            over = self.sentence.tokens[decision.over]
            recipients = self._objects(over.index) if kind_of(over) == "verbs" else self._complements(over.index)
            recipients = recipients or [
                mention
                for child in dependents(self.sentence, over.index, "nsubj", "nsubjpass")
                for mention in self._within(child.index, INWARDS)
            ]
        return actors, recipients

    def _plainly(self, index: int) -> tuple[list[Mention], list[Mention]]:
        """The sides of an event without a code, taken only where the words name them outright."""
        if self._passive(index):
            return self._subjects(index, UPWARDS), self._objects(index, 0)
        children = self._object_words(index)
        direct = [mention for child in children for mention in self._object(index, child, inside=False)]
        place = None if direct else self._place(index)
        towards = [mention for mention in self._towards("towards", index) if mention is not place]
        return self._subjects(index, UPWARDS), direct or self._relativized(index) or towards

    def _asked(self, index: int) -> list[Mention]:
        """Who is to do what is asked for: "demanded that the minister resign"."""
        return [
            mention
            for clause in dependents(self.sentence, index, "ccomp", "xcomp")
            for child in dependents(self.sentence, clause.index, "nsubj", "nsubjpass")
            for mention in self._within(child.index, INWARDS)
        ]

    def _passive(self, index: int) -> bool:
        token = self.sentence.tokens[index]
        if any(child.dep in ("nsubjpass", "auxpass", "agent") for child in dependents(self.sentence, index)):
            return True
        return (
            token.tag == "VBN"
            and token.dep in ("acl", "advcl")
            and not any(child.dep in ("aux", "nsubj", "dobj") for child in dependents(self.sentence, index))
        )

    def _subjects(self, index: int, climb: int) -> list[Mention]:
        """The doer: the subject of an active verb, the by-phrase of a passive one, or the subject that it shares."""
        if self._passive(index):
            agents = [
                self._within(pobj.index, INWARDS)
                for child in dependents(self.sentence, index, "agent", "prep")
                if child.lemma.lower() == "by"
                for pobj in dependents(self.sentence, child.index, "pobj")
            ]
            return [mention for found in agents for mention in found] or self._attackers(index)
        subjects = list(dependents(self.sentence, index, "nsubj", "csubj"))
        if subjects:  # of two, as after a dateline that the parser takes for one, the last is the verb's own
            relative = subjects[-1].tag in ("WDT", "WP")
            return self._relative(index) if relative else self._within(subjects[-1].index, INWARDS, subject=True)
        return self._shared(index, climb) if climb else []

    def _attackers(self, index: int) -> list[Mention]:
        """Whose attack somebody was killed in: "killed in an attack by militants", "in a Russian strike"."""
        for child in dependents(self.sentence, index, "prep"):
            for noun in dependents(self.sentence, child.index, "pobj"):
                if child.lemma == "in" and kind_of(noun) == "nouns":
                    return self._after(noun.index, "by") or self._modifiers(noun.index)
        return []

    def _relative(self, index: int) -> list[Mention]:
        token = self.sentence.tokens[index]
        return self._within(token.head, INWARDS, subject=True, down=False) if token.dep == "relcl" else []

    def _shared(self, index: int, climb: int) -> list[Mention]:
        """The subject of a verb that has none of its own."""
        token = self.sentence.tokens[index]
        head = self.sentence.tokens[token.head]
        if head.index == index:
            return []
        if token.dep == "acl" and token.tag in ("VBD", "VBZ", "VBP"):  # a misread second verb: "met pilots, climbed"
            return self._owner(head.index, climb - 1, own=False)
        if token.dep in ("relcl", "acl"):
            if token.dep == "acl" and any(child.tag == "TO" for child in dependents(self.sentence, index)):
                return self._owner(head.index, climb)
            return self._within(head.index, INWARDS, subject=True, down=False)
        if token.dep == "xcomp" and head.pos == "VERB":
            objects = list(dependents(self.sentence, head.index, "dobj"))
            if objects:  # "urged Mali to withdraw": the one who is urged withdraws
                return [mention for child in objects for mention in self._within(child.index, INWARDS)]
        if token.dep == "pcomp" and head.lemma.lower() in ("of", "from", "for", "into"):
            accused = [child for child in dependents(self.sentence, head.head, "dobj") if child.index < head.index]
            if accused:  # "accused Mali of shelling the town": Mali shelled it
                return [mention for child in accused for mention in self._within(child.index, INWARDS)]
        if token.dep == "conj" and head.dep == "attr" and kind_of(token) == "verbs":  # "is a plant and builds jets"
            return self._subjects(head.head, climb - 1) if climb > 1 else []
        if token.dep == "pobj" or token.dep == "pcomp":
            return self._shared(head.index, climb - 1) if climb > 1 else []
        if head.pos in ("VERB", "AUX", "ADJ") or token.dep in ("prep", "acomp"):
            if self._passive(head.index) and token.dep in ("xcomp", "conj", "advcl", "prep", "oprd"):
                patients = list(dependents(self.sentence, head.index, "nsubjpass"))
                return [mention for child in patients for mention in self._within(child.index, INWARDS)]
            return self._subjects(head.index, climb - 1) if climb > 1 else []
        return self._owner(head.index, climb - 1) if climb > 1 else []

    def _owner(self, index: int, climb: int, *, own: bool = True) -> list[Mention]:
        """Whose plan or attempt it is: its possessor or modifier, or the subject of the verb it is object of."""
        owners = self._modifiers(index) if own else []
        if owners or climb < 1:
            return owners
        token = self.sentence.tokens[index]
        if token.dep in ("dobj", "attr", "pobj", "prep", "nsubjpass", "oprd") and token.head != index:
            head = self.sentence.tokens[token.head]
            if head.pos in ("VERB", "AUX"):
                return self._subjects(head.index, climb - 1)
            return self._owner(head.index, climb - 1)
        return []

    def _objects(self, index: int, down: int = INWARDS, *, giving: bool = False) -> list[Mention]:
        """The other side of a verb: the first of these that finds a mention.

        What it is done to; for light verbs and for giving, whom a preposition names ("held talks with Mali", "returned
        the statue to Mali"); what stands inside the object ("Mali's plan"); prepositions; clauses; the land.
        """
        if self._passive(index):
            return self._patients(index, giving=giving) or self._complements(index, down, giving=giving)
        children = self._object_words(index)
        if not children and (found := self._relativized(index)):
            return found
        sides = [child for child in children if not self._instrument(child, giving=giving)]
        heads = (index, *(head for child in children for head in (child.index, *self._parts(child.index))))
        carries = self.predicates.light(index) and any(kind_of(child) == "nouns" for child in children)
        steps: tuple[Callable[[], list[Mention]], ...] = (
            lambda: self._from(index, sides, inside=False),
            lambda: self._towards("towards", *heads) if giving or carries else [],
            lambda: self._from(index, sides, inside=True),
            lambda: self._towards("towards", *heads),
            lambda: self._small_clause(index),
            lambda: self._complements(index, down, giving=giving),
            lambda: self._towards("locative", *heads),
            lambda: self._from(index, children, inside=True),
        )
        return next((found for step in steps if (found := step())), [])

    def _parts(self, index: int) -> list[int]:
        """What a quantity is a quantity of: "dozens of artifacts"."""
        return [
            pobj.index
            for of in dependents(self.sentence, index, "prep")
            if of.lemma == "of"
            for pobj in dependents(self.sentence, of.index, "pobj")
        ]

    def _from(self, index: int, children: list[Token], *, inside: bool) -> list[Mention]:
        return [mention for child in children for mention in self._object(index, child, inside=inside)]

    def _patients(self, index: int, *, giving: bool) -> list[Mention]:
        """What a passive verb is done to: its subject, or that of the verb it shares one with."""
        opener = self._clause_opener(index)
        children = [opener] if opener else list(dependents(self.sentence, index, "nsubjpass"))
        if not children:
            return self._passive_patient(index)
        direct = self._from(index, children, inside=False)
        return direct or (self._towards("towards", index) if giving else []) or self._from(index, children, inside=True)

    def _relativized(self, index: int) -> list[Mention]:
        """The head of a relative clause whose verb lacks an object: "the plant Kim toured"."""
        token = self.sentence.tokens[index]
        subjects = list(dependents(self.sentence, index, "nsubj"))
        if token.dep != "relcl" or not subjects or subjects[0].tag in ("WDT", "WP"):
            return []
        return self._within(token.head, INWARDS, down=False)

    def _object_words(self, index: int) -> list[Token]:
        return list(dependents(self.sentence, index, "dobj", "dative"))

    def _instrument(self, child: Token, *, giving: bool) -> bool:
        """Forces, weapons, goods that a side moves or gives are no side: "withdrew its troops from Mali"."""
        mention = self.mentions.at(child.index)
        harmed = not giving and not self._wields(child.head) and not self.predicates.light(child.head)
        if harmed and mention and mention.kind in PARTIES:  # "killed three soldiers"
            return False
        moved = word_class("army") | word_class("weapon") | word_class("peacekeeping")
        lemmas = {self.sentence.tokens[at].lemma.lower() for at in (child.index, *self._parts(child.index))}
        if child.dep != "dobj" or (mention and mention.kind in PARTIES and lemmas.isdisjoint(moved)):
            return False
        if mention and mention.kind == "equipment" and self._wields(child.head):
            return True
        own = any(below.dep == "poss" and below.pos == "PRON" for below in dependents(self.sentence, child.index))
        return own or not lemmas.isdisjoint(moved)

    def _wields(self, index: int) -> bool:
        """Whether a verb takes weapons as its means: "fired a Scud at the port", but not "destroyed a Scud"."""
        return self.sentence.tokens[index].lemma.lower() in word_class("wield")

    def _small_clause(self, index: int) -> list[Mention]:
        """ "Found the man guilty", "ordered nine members jailed"."""
        return [
            mention
            for clause in dependents(self.sentence, index, "ccomp", "xcomp")
            if clause.pos == "ADJ" or clause.tag in ("VB", "VBN", "VBG")
            for child in dependents(self.sentence, clause.index, "nsubj", "nsubjpass")
            for mention in self._within(child.index, INWARDS)
        ]

    def _object(self, index: int, child: Token, *, inside: bool) -> list[Mention]:
        depth = INWARDS if inside else 0
        if child.dep == "dative" and child.pos == "ADP":
            return [
                mention
                for pobj in dependents(self.sentence, child.index, "pobj")
                for mention in self._within(pobj.index, INWARDS)
            ]
        if child.tag in ("WDT", "WP", "WP$"):
            return self._within(self.sentence.tokens[index].head, INWARDS, down=False)
        return self._within(child.index, max(depth, 1), down=inside)

    def _passive_patient(self, index: int) -> list[Mention]:
        token = self.sentence.tokens[index]
        if token.dep in ("acl", "relcl"):
            return self._within(token.head, INWARDS, down=False)
        head = self.sentence.tokens[token.head]
        if token.dep in ("conj", "xcomp", "advcl", "ccomp") and head.pos in ("VERB", "AUX"):
            children = list(dependents(self.sentence, head.index, "nsubjpass", "nsubj"))
            return [mention for child in children for mention in self._within(child.index, INWARDS)]
        return []

    def _complements(self, index: int, down: int = INWARDS, *, giving: bool = False) -> list[Mention]:
        """The other side by preposition: the likely ones, then those of a clause below, then the less likely."""
        if found := self._towards("towards", index):
            return found
        for child in dependents(self.sentence, index, "xcomp", "ccomp", "acl", *(("advcl",) if giving else ())):
            if child.dep == "advcl" and any(True for _ in dependents(self.sentence, child.index, "mark")):
                continue  # "expelled the envoy after he criticised the general"
            if down and child.index > index and (found := self._objects(child.index, down - 1, giving=giving)):
                return found
        return self._towards("loosely", index)

    def _towards(self, name: str, *heads: int) -> list[Mention]:
        """Mentions under the likeliest preposition of these words; `name` is the class that ranks prepositions."""
        order = ordered(name)
        ranked = sorted(
            (order.index(child.lemma.lower()), child.index)
            for head in heads
            for child in dependents(self.sentence, head, "prep", "dative", "agent")
            if child.lemma.lower() in order
        )
        for _, preposition in ranked:
            means = self.sentence.tokens[preposition].lemma.lower() == "with"
            found = [
                mention
                for pobj in dependents(self.sentence, preposition, "pobj")
                for mention in self._within(pobj.index, INWARDS)
                if not (means and mention.kind == "equipment")  # "attacked with drones"
            ]
            if found:
                return found
        return []

    # ------------------------------------------------------------ nouns

    def _of_noun(self, index: int, code: str, mode: str | None) -> tuple[list[Mention], list[Mention]]:
        actors = self._modifiers(index) + self._after(index, "by")
        between = self._after(index, "between", "among")
        recipients = self._after(index, "to", "against", "with", "on", "at", "into", "from", "in", "for")
        of = self._after(index, "of")
        if of and (actors or not recipients):
            met = code == "CONSULT" and mode != "visit"  # "a meeting of ministers", but "a tour of Russia"
            actors, recipients = (actors or of, recipients) if met else (actors, of + recipients)
        verb = self._carrier(self.sentence.tokens[index])
        done = [] if verb is None else self._subjects(verb, UPWARDS)
        if between:
            actors, recipients = ([], between) if done else (between[:1], between[1:])
        if verb is not None:
            actors = done or actors
            recipients = recipients or self._around(verb, index)
        if not actors and code == "CONSULT":
            actors = self._present(index)
        return actors, recipients

    def _modifiers(self, index: int) -> list[Mention]:
        """ "Kim's visit", "Russian strikes", "U.S. sanctions"."""
        return [
            mention
            for child in dependents(self.sentence, index, "poss", "amod", "compound", "nmod")
            for mention in self._within(child.index, 1)
        ]

    def _present(self, index: int) -> list[Mention]:
        """Who met or visited, where the noun only sets the scene: "after the tour, Kim left"."""
        token = self.sentence.tokens[index]
        preposition = self.sentence.tokens[token.head]
        if token.dep != "pobj" or preposition.dep not in ("prep", "agent"):
            return []
        verb = preposition.head
        patients = list(dependents(self.sentence, verb, "nsubjpass"))
        if patients:
            return [mention for child in patients for mention in self._within(child.index, INWARDS)]
        return self._subjects(verb, 1)

    def _carrier(self, token: Token) -> int | None:
        """The light verb that an event noun depends on: as its object, or in "engaged in", "went on"."""
        head = self.sentence.tokens[token.head]
        if token.dep == "conj":
            token, head = head, self.sentence.tokens[head.head]
        if token.dep == "pobj" and head.lemma.lower() in ("in", "on", "into", "under"):
            token, head = head, self.sentence.tokens[head.head]
            if head.lemma.lower() not in word_class("light"):
                return None
        elif token.dep not in ("dobj", "nsubjpass"):
            return None
        return head.index if head.pos == "VERB" and self.predicates.decide(head.index) is None else None

    def _around(self, verb: int, noun: int) -> list[Mention]:
        """What else the carrying verb leads to ("held talks in Cairo with Mali")."""
        found = [
            mention
            for child in dependents(self.sentence, verb, "dative")
            for mention in self._object(verb, child, inside=True)
        ]
        return found or [mention for mention in self._complements(verb) if self.mentions.at(noun) is not mention]

    def _after(self, index: int, *prepositions: str) -> list[Mention]:
        for preposition in prepositions:
            found = [
                mention
                for child in dependents(self.sentence, index, "prep", "agent")
                if child.lemma.lower() == preposition
                for pobj in dependents(self.sentence, child.index, "pobj")
                for mention in self._within(pobj.index, INWARDS)
            ]
            if found:
                return found
        return []

    # ------------------------------------------------------------ means

    def _means(self, index: int) -> Iterator[Mention]:
        """Equipment that the event was done with, wherever its clause names it."""
        token = self.sentence.tokens[index]
        yield from self._tools(self._tool_words(index))
        if kind_of(token) != "verbs":
            yield from self._tools(dependents(self.sentence, index, "compound", "nmod", "amod"))
            verb = self._carrier(token)
            if verb is not None:
                yield from self._tools(self._tool_words(verb))
        elif self._wields(index):
            yield from self._tools(dependents(self.sentence, index, "dobj", "nsubjpass"))

    def _tool_words(self, index: int) -> Iterator[Token]:
        """The words under "with", "by", "from" and "using", and the subject: "a car bomb killed", "hit by a rocket"."""
        token = self.sentence.tokens[index]
        if kind_of(token) == "verbs":
            subjects = list(dependents(self.sentence, index, "nsubj"))
            yield from subjects
            if not subjects and token.dep in ("conj", "advcl") and not self._passive(index):
                yield from dependents(self.sentence, token.head, "nsubj")
            for noun in (*subjects, *dependents(self.sentence, index, "dobj")):
                yield from self._tools_of(noun)
        for child in dependents(self.sentence, index, "prep", "agent", "advcl", "acl", "xcomp"):
            if child.dep in ("prep", "agent") and child.lemma.lower() in word_class("means"):
                yield from dependents(self.sentence, child.index, "pobj")
            elif child.dep not in ("prep", "agent") and child.lemma.lower() in word_class("using"):
                yield from dependents(self.sentence, child.index, "dobj", "pobj")

    def _tools_of(self, noun: Token) -> Iterator[Token]:
        """Of a deed, as a verb's side, "a drone strike", "strikes with jets"; of armed men, their arms."""
        if kind_of(noun) == "nouns":
            yield from dependents(self.sentence, noun.index, "compound", "amod")
            for child in dependents(self.sentence, noun.index, "prep"):
                if child.lemma.lower() in ("with", "by"):
                    yield from dependents(self.sentence, child.index, "pobj")
        for child in dependents(self.sentence, noun.index, "acl", "amod"):
            if noun.dep == "nsubj" and child.lemma.lower() in word_class("using"):
                for preposition in dependents(self.sentence, child.index, "prep"):
                    yield from dependents(self.sentence, preposition.index, "pobj")

    def _tools(self, words: Iterable[Token], depth: int = INWARDS) -> Iterator[Mention]:
        """The mentions of equipment among these words and those joined to them; of "a pair of jets" the jets."""
        for word in words:
            for at in (word.index, *self._parts(word.index)):
                mention = self.mentions.at(at)
                if mention and mention.kind == "equipment":
                    yield mention
            if depth:
                yield from self._tools(dependents(self.sentence, word.index, "conj", "appos"), depth - 1)

    # ------------------------------------------------------------ arguments and places

    def _within(self, index: int, depth: int, *, subject: bool = False, down: bool = True) -> list[Mention]:
        """The mention that a word heads, with those coordinated to it; else the nearest inside its phrase."""
        mention = self.mentions.at(index)
        joined = [
            found
            for child in dependents(self.sentence, index, "conj")
            if depth and not self._opens_clause(child.index)
            for found in self._within(child.index, depth - 1, subject=subject)
        ]
        if mention:
            return [mention, *joined]
        return (list(self._inside(index, depth, subject=subject)) if down and depth else []) + joined

    def _opens_clause(self, index: int) -> bool:
        """Whether a conjoined noun is really the next clause's subject: "they toured the port and Kim saw a jet"."""
        tokens, last = self.sentence.tokens, subtree(self.sentence, index)[-1]
        if last + 1 >= len(tokens) or tokens[last + 1].tag not in ("VBD", "VBZ", "VBP"):
            return False
        verb = tokens[last + 1]
        verb = tokens[verb.head] if verb.dep in ("aux", "auxpass") else verb
        subject = next(dependents(self.sentence, verb.index, "nsubj", "nsubjpass"), None)
        return subject is not None and subject.pos == "VERB"

    def _clause_opener(self, index: int) -> Token | None:
        """The noun that is really the subject of a verb whose subject the parser took for another verb."""
        for verb in dependents(self.sentence, index, "nsubj", "nsubjpass"):
            if verb.pos == "VERB":
                for noun in dependents(self.sentence, verb.index, "dobj", "pobj"):
                    for joined in dependents(self.sentence, noun.index, "conj"):
                        if self._opens_clause(joined.index):
                            return joined
        return None

    def _inside(self, index: int, depth: int, *, subject: bool) -> Iterator[Mention]:
        """The first mention inside a phrase that is none itself: possessor, modifier, then what prepositions add."""
        for child in dependents(self.sentence, index, "poss", "nmod", "compound", "amod", "appos"):
            if child.pos == "PRON" and not subject:  # "lifted its ban on": the actor's own
                continue
            if found := self._within(child.index, depth - 1, subject=subject):
                yield from found
                return
        wanted = ("of", "by", "from", "in", "for") if subject else (*ordered("towards"), "in", *ordered("loosely"))
        for child in dependents(self.sentence, index, "prep", "acl"):
            if child.dep == "prep" and child.lemma.lower() not in wanted:
                continue
            for below in self._below(child):
                if found := self._within(below.index, depth - 1, subject=subject):
                    yield from found
                    return

    def _below(self, child: Token) -> Iterator[Token]:
        """The nouns that a preposition or participle leads to: "on Mali", "imposed on Mali"."""
        yield from dependents(self.sentence, child.index, "pobj", "dobj", "pcomp")
        if child.dep == "acl":
            for preposition in dependents(self.sentence, child.index, "prep"):
                yield from dependents(self.sentence, preposition.index, "pobj")

    def _place(self, index: int) -> Mention | None:
        """Where it was: the locative phrase of the predicate or of a noun on its way, nearest first."""
        held = [child.index for child in dependents(self.sentence, index, "acl") if self.predicates.light(child.index)]
        for at in (index, *held, *self._carriers(index)):
            found = [
                mention
                for child in dependents(self.sentence, at, "prep", "advmod", "dobj", "npadvmod")
                if (mention := self._site(child, at))
            ]
            if found:
                return found[0]
        return self._seat(index)

    def _seat(self, index: int) -> Mention | None:
        """Failing a place of its own, where the subject is: "protesters in Paris clashed with police"."""
        for subject in dependents(self.sentence, index, "nsubj", "nsubjpass"):
            for at in (subject.index, *self._parts(subject.index)):
                for child in dependents(self.sentence, at, "prep"):
                    if child.lemma.lower() in word_class("locative") and (mention := self._site(child, at)):
                        return mention
        return None

    def _carriers(self, index: int) -> Iterator[int]:
        """The words that a predicate hangs on within its clause: "agreed in Oslo to meet", "talks opened in Oslo"."""
        token = self.sentence.tokens[index]
        for _ in range(UPWARDS):
            if token.head == token.index or token.dep in ("ccomp", "relcl", "advcl", "acl", "parataxis"):
                return
            token = self.sentence.tokens[token.head]
            yield token.index

    def _site(self, child: Token, at: int) -> Mention | None:
        if child.dep == "dobj":
            mention = self.mentions.at(child.index)
            went = self.sentence.tokens[at].lemma in ("visit", "tour", "enter", "reach")
            nested = self._site_below(child.index)
            return mention if mention and went and mention.kind in SITES else nested
        wanted = word_class("locative") | {"to"}
        if child.dep == "prep" and child.lemma.lower() in wanted:
            sites = (
                mention
                for pobj in dependents(self.sentence, child.index, "pobj")
                if pobj.entity[2:] not in ("DATE", "TIME")  # "to six years in prison"
                for mention in (*self._within(pobj.index, 2), self._site_below(pobj.index))
                if mention and mention.kind in SITES
            )
            return next(sites, None)
        return None

    def _site_below(self, index: int) -> Mention | None:
        """ "attacked a base in Homs"."""
        return next(
            (
                mention
                for child in dependents(self.sentence, index, "prep")
                if child.lemma.lower() in word_class("locative")
                for pobj in dependents(self.sentence, child.index, "pobj")
                if (mention := self.mentions.at(pobj.index)) and mention.kind in SITES
            ),
            None,
        )


def _unique(mentions: Iterable[Mention]) -> list[Mention]:
    return list({mention.id: mention for mention in mentions}.values())
