"""Deeds in word only: what nature, machines and animals do, games, fiction, history, generalities, figures of speech.

"Kill", "attack", "strike", "storm", "fall to" tell of violence only where somebody can do it to somebody, here and now.
So each coded predicate is looked at with its doer, what it is done to, its year, and what its sentence and article are
about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from dateline.atlas.plover import Coding
from dateline.extract.event_words import noun_classes, word_class
from dateline.extract.sides import Sides
from dateline.extract.syntax import dependents
from dateline.records import Article, Sentence, Token

#: What is no such event when nobody does it: nature, animals, machines.
VIOLENT: Final = frozenset({"ASSAULT", "COERCE", "THREATEN"})
WILLED: Final = VIOLENT | {"RETREAT", "CONCEDE"}
HOSTILE: Final = VIOLENT | {"PROTEST", "MOBILIZE", "SANCTION"}
#: Done by people and bodies only, not by the money or the plan that they do it with.
GENEROUS: Final = frozenset({"AID", "AGREE"})
RESCUING: Final = frozenset({"AID", "RETREAT"})
DISTRESS: Final = WILLED | RESCUING | {"MOBILIZE"}
#: Classes of nouns (noun_classes.tsv) whose bearers do nothing on purpose.
INERT: Final = frozenset({"animal", "illness", "nature", "thing", "vehicle"})
#: Words that games share with other things ("title", "round") in one sentence, from which on it is about a game.
GAME_WORDS: Final = 2
#: Sentences with a word of sport, as a number and as a share of an article's, from which on all of it is about sport.
SPORT_SENTENCES: Final = 3
SPORT_SHARE: Final = 0.2
#: News tells of its own decade; a year further back than this before the article's is history.
HISTORY: Final = 10
#: Where an article has no date, years before the time of the web are.
WEB: Final = 1990
YEAR: Final = re.compile(r"(1[0-9]|20)\d\d(s?)")
SCORE: Final = re.compile(
    r"(?<![\d.$-])\d{1,3}\s?[-–]\s?\d{1,3}(?![\d.%-]|\s?(?:year|age|day|month|member|strong|seat|vote))"
)
#: Edges from a word to the predicate that it belongs to, at most.
CLIMB: Final = 8


@dataclass(frozen=True, slots=True)
class Setting:
    """What an article says about all its sentences: years before `history` are past, `sport` is what it is about."""

    history: int = WEB
    sport: bool = False


def setting_of(article: Article, sentences: Sequence[Sentence]) -> Setting:
    """The setting of an article."""
    sporting = sum(not word_class("sport").isdisjoint(_nouns(sentence)) for sentence in sentences)
    sport = sporting >= max(SPORT_SENTENCES, SPORT_SHARE * len(sentences))
    year = re.match(r"\d{4}", article.published or "")
    return Setting(int(year[0]) - HISTORY if year else WEB, sport)


def _nouns(sentence: Sentence) -> frozenset[str]:
    return frozenset(token.lemma.lower() for token in sentence.tokens if token.pos in ("NOUN", "PROPN"))


class Occasion:
    """What one sentence is about, asked about its predicates."""

    def __init__(self, sentence: Sentence, setting: Setting) -> None:
        self.sentence = sentence
        self.setting = setting
        self.sides = Sides(sentence)
        self.nouns = _nouns(sentence)
        self.lemmas = frozenset(token.lemma.lower() for token in sentence.tokens)
        self.verbs = frozenset(token.lemma.lower() for token in sentence.tokens if token.pos == "VERB")

    def reason(self, token: Token, coding: Coding, words: frozenset[str]) -> str | None:
        """Why this predicate is no event of that code; None where nothing speaks against it. `words` told the code."""
        if coding.code in HOSTILE and token.index in self._past:
            return "history"
        if self._told(token):
            return "fiction"
        if coding.code in HOSTILE and self._general(token):
            return "generality"
        if coding.code in WILLED and self._game(token, coding):
            return "game"
        if coding.code in DISTRESS and self._disaster(token, coding, words):
            return "disaster"
        grasped = coding.code in VIOLENT and token.lemma.lower() in word_class("grasp")
        if (coding.code == "ASSAULT" or grasped) and self._figure(token, coding, words):
            return "figure of speech"
        if coding.code in GENEROUS and self._unmeant(token):
            return "figure of speech"
        if coding.mode == "release" and self._issued(token):
            return "figure of speech"
        if coding.code == "RETREAT" and coding.mode == "ease" and self._lifted(token):
            return "figure of speech"
        return None

    @property
    def _weapons(self) -> bool:
        return not self.nouns.isdisjoint(word_class("armed"))

    # ------------------------------------------------------------ disasters and accidents

    def _disaster(self, token: Token, coding: Coding, words: frozenset[str]) -> bool:
        doers = list(self.sides.doers(token))
        patients = [patient for patient in self.sides.patients(token) if patient.lemma.lower() not in words]
        harm = token.lemma.lower() in word_class("harm")
        if coding.code in WILLED and any(self._inert(doer, harm=harm) for doer in doers):
            return True
        if coding.code == "ASSAULT" and any(self._unharmed(token, patient) for patient in patients):
            return True
        if coding.code == "CONCEDE" and token.dep == "acl" and self._kind(self.sentence.tokens[token.head]) in INERT:
            return True  # "the wall caved in", its verb misread as a participle
        if not self.nouns.isdisjoint(self._arms(coding)):
            return False
        struck = not (self._about | {self._first}).isdisjoint(word_class("nature") | word_class("accident"))
        if coding.code in RESCUING and coding.mode != "ease" and token.lemma.lower() in word_class("rescue"):
            saved = struck or not self.lemmas.isdisjoint(word_class("rescuer"))
            return saved and not any(doer.entity[2:] == "GPE" for doer in doers)
        if not struck or (self.verbs - word_class("harm")) & word_class("armed"):
            return False
        if token.lemma.lower() in word_class("precaution") and coding.code in ("COERCE", "MOBILIZE"):
            return True
        unwilled = not doers or any(self._moved(doer) for doer in doers)
        return unwilled and (harm or coding.mode == "restrict")

    @cached_property
    def _about(self) -> frozenset[str]:
        """The lemmas of the sentence, without a fire that is opened, returned or exchanged."""
        return frozenset(
            token.lemma.lower()
            for token in self.sentence.tokens
            if not (token.lemma.lower() in word_class("flames") and self._gunfire(token))
        )

    def _gunfire(self, token: Token) -> bool:
        head = self.sentence.tokens[token.head]
        return self._fired(token) or (
            token.dep in ("dobj", "nsubjpass") and head.lemma.lower() in word_class("shooting")
        )

    def _arms(self, coding: Coding) -> frozenset[str]:
        """Words by which a deed beside a disaster is one of arms; troops may be sent to help in it."""
        arms = word_class("armed") | word_class("explosive") - {"mine", "shell", "charge"}
        return arms - word_class("troops") if coding.code == "MOBILIZE" else arms

    def _moved(self, doer: Token) -> bool:
        """A vehicle, or who steers it."""
        lemma = doer.lemma.lower()
        return lemma in word_class("accident") or noun_classes().get(lemma) == "vehicle"

    @property
    def _first(self) -> str:
        return self.sentence.tokens[0].text.lower().removesuffix("s")  # "Wildfires", read as a name

    def _unharmed(self, token: Token, patient: Token) -> bool:
        """Whether what is fought, shot or poisoned is fire, ash or a disease; "fire" alone is also what is opened."""
        if patient.lemma.lower() in word_class("flames"):
            return token.lemma.lower() in word_class("fought") and not self._fired(patient)
        return self._kind(patient) in ("nature", "illness")

    def _inert(self, doer: Token, *, harm: bool) -> bool:
        """Whether a doer cannot mean it. Things and vehicles kill by accident; beside arms they are somebody's."""
        kind = self._kind(doer)
        if kind in ("vehicle", "thing"):
            return harm and not self._weapons
        return kind in INERT

    def _kind(self, token: Token) -> str:
        """What a noun names, "" for what may act: people, bodies, names, pronouns, forces, weapons."""
        lemma = token.lemma.lower()
        natural = word_class("nature") | word_class("element")
        if token.index == 0 and not token.text.isupper() and {self._first, token.text.lower()} & natural:
            return "nature"
        if lemma in word_class("element") and not (token.text.isupper() or self._fired(token)):
            return "nature"
        if lemma in word_class("appliance"):
            return "thing"
        if lemma in word_class("beast"):
            return "animal"
        if lemma in word_class("idea"):
            return "abstract"
        known = token.pos == "PRON" or lemma in word_class("troops") | word_class("armed") | word_class("explosive")
        if known or (token.entity and token.pos == "PROPN"):
            return ""
        if lemma in word_class("nature"):
            return "nature"
        return noun_classes().get(lemma, "") if token.pos in ("NOUN", "ADJ") else ""

    def _fired(self, token: Token) -> bool:
        """ "artillery fire", "a hail of bullets"."""
        arms = word_class("armed") | word_class("explosive") | word_class("troops")
        below = (
            *dependents(self.sentence, token.index, "compound", "amod", "nmod"),
            *self.sides.under(token.index, "of"),
        )
        return any(child.lemma.lower() in arms for child in below)

    # ------------------------------------------------------------ figures of speech

    def _figure(self, token: Token, coding: Coding, words: frozenset[str]) -> bool:
        """Whether ideas attack or are attacked: "the scandal wounded its leader", "an attack on the budget"."""
        if coding.cameo == "196":  # a violated ceasefire
            return False
        if any(self._kind(doer) == "abstract" for doer in self.sides.doers(token)):
            return True
        patients = [self._kind(patient) for patient in self.sides.patients(token) if patient.lemma.lower() not in words]
        if patients and all(kind == "abstract" for kind in patients):
            return True
        if self._dismissed(token) and not self._weapons:
            return True
        if any(doer.lemma.lower() in word_class("business") for doer in self.sides.doers(token)) and not self._weapons:
            return True
        return any(means.lemma.lower() in word_class("words") for means in self.sides.under(token.index, "with"))

    def _unmeant(self, token: Token) -> bool:
        """Whether ideas or things give or agree: "that money would provide credits"."""
        doers = list(self.sides.doers(token))
        return bool(doers) and all(self._kind(doer) in INERT | {"abstract"} for doer in doers)

    def _issued(self, token: Token) -> bool:
        """Whether what is released is a product or a substance, or nothing is."""
        patients = list(dependents(self.sentence, token.index, "dobj", "nsubjpass"))
        freed = word_class("detainee") | word_class("person") | word_class("victim")
        if (
            token.lemma.lower() != "release"
            or token.pos != "VERB"
            or not patients
            or self.lemmas & word_class("prison")
        ):
            return False
        return all(
            patient.lemma.lower() not in freed
            and (self._kind(patient) in INERT | {"abstract"} or patient.entity[2:] in ("PRODUCT", "WORK_OF_ART", "ORG"))
            for patient in patients
        )

    def _dismissed(self, token: Token) -> bool:
        """ "The firm fired 400 workers", "shot a film"."""
        if token.lemma.lower() not in word_class("dismissing"):
            return False
        objects = dependents(self.sentence, token.index, "dobj", "nsubjpass")
        return any(child.lemma.lower() in word_class("staff") for child in objects)

    def _lifted(self, token: Token) -> bool:
        """Whether people or things are lifted or loosened, and no restriction is."""
        return any(
            self._kind(patient) in INERT or patient.lemma.lower() in word_class("person") | word_class("rescuer")
            for patient in dependents(self.sentence, token.index, "dobj", "nsubjpass")
        )

    # ------------------------------------------------------------ games

    def _game(self, token: Token, coding: Coding) -> bool:
        """Whether it is about a game: a word of sport, two words of games, a score, a name that beats a name."""
        if self._weapons:
            return False
        if self.setting.sport or not self.nouns.isdisjoint(word_class("sport")):
            return True
        words = len(self.nouns & word_class("game")) + len(self.verbs & word_class("playing")) + self._scored
        if words >= GAME_WORDS and self.nouns.isdisjoint(word_class("person-harmed")):
            return coding.code in VIOLENT or token.lemma.lower() in word_class("triumph")
        if any(patient.lemma.lower() in word_class("hopes") for patient in self.sides.patients(token)):
            return self._named_sides(token)
        return token.lemma.lower() in word_class("triumph") and (bool(self._scored) or self._named_sides(token))

    @cached_property
    def _scored(self) -> int:
        text = "".join(t.text + (" " if u.start > t.end else "") for t, u in _pairs(self.sentence.tokens))
        return int(bool(SCORE.search(text)))

    def _named_sides(self, token: Token) -> bool:
        """ "Leeds beat Arsenal", "shot down Newcastle's hopes": a bare name and a bare name, or its hopes."""
        doers = list(self.sides.doers(token))
        patients = [self._owner(patient) for patient in self.sides.patients(token)]
        return bool(doers and patients) and all(self._bare(side) for side in (*doers, *patients))

    def _owner(self, patient: Token) -> Token:
        if patient.lemma.lower() not in word_class("hopes"):
            return patient
        return next(dependents(self.sentence, patient.index, "poss"), patient)

    def _bare(self, side: Token) -> bool:
        """A name without an article or office, and no group of people."""
        return side.pos == "PROPN" and side.entity[2:] in ("GPE", "ORG", "PERSON", "") and side.text != "Police"

    # ------------------------------------------------------------ fiction

    def _told(self, token: Token) -> bool:
        """Whether a work tells it: "in the film, a gang storms a bank"; "the novel follows a man who kills"."""
        if self.nouns.isdisjoint(word_class("fiction")):
            return False
        at, taken = token, {token.index}
        for _ in range(CLIMB):
            if self._of_work(at):
                return True
            if at.head == at.index:
                break
            at = self.sentence.tokens[at.head]
            taken.add(at.index)
        return False

    def _of_work(self, at: Token) -> bool:
        if at.pos not in ("VERB", "AUX"):
            return False
        subjects = dependents(self.sentence, at.index, "nsubj", "nsubjpass")
        told = at.lemma.lower() in word_class("telling")
        if told and any(subject.lemma.lower() in word_class("fiction") for subject in subjects):
            return True
        return any(noun.lemma.lower() in word_class("fiction") for noun in self.sides.under(at.index, "in"))

    # ------------------------------------------------------------ history

    @cached_property
    def _past(self) -> frozenset[int]:
        """Predicates that an old year, a century or a war of old dates, and what they lead to."""
        found: set[int] = set()
        for token in self.sentence.tokens:
            if self._old(token):
                found.update(self._dated(token))
        return frozenset(found)

    def _old(self, token: Token) -> bool:
        year = YEAR.fullmatch(token.text)
        if year:
            return token.entity[2:] != "CARDINAL" and int(token.text[:4]) < self.setting.history
        before = {child.lemma.lower() for child in dependents(self.sentence, token.index)}
        if token.lemma.lower() == "war":
            return not before.isdisjoint(word_class("past war"))
        if token.lemma.lower() in ("decade", "century"):
            told = {sibling.lemma.lower() for sibling in dependents(self.sentence, token.head)}
            return "ago" in told | before or (
                token.lemma == "century" and not before.isdisjoint(word_class("past century"))
            )
        return False

    def _dated(self, token: Token) -> Iterator[int]:
        """The predicate that a date belongs to, the nearest above it, over words that only lead there."""
        for _ in range(CLIMB):
            if token.head == token.index:
                return
            head = self.sentence.tokens[token.head]
            if head.pos in ("VERB", "AUX"):
                yield head.index
                for child in dependents(self.sentence, head.index, "nsubj", "nsubjpass", "dobj", "conj", "attr"):
                    if child.dep != "conj" or child.tag == head.tag:
                        yield child.index
                return
            if head.pos in ("NOUN", "PROPN"):
                yield head.index
                if not self._leads(token, head):
                    return
            token = head

    def _leads(self, token: Token, head: Token) -> bool:
        """Whether a date only passes through a noun: through a month, or from a war in which something was done."""
        if head.entity[2:] in ("DATE", "TIME", "EVENT"):
            return True
        return head.dep == "pobj" and self.sentence.tokens[head.head].lemma.lower() in ("in", "during")

    # ------------------------------------------------------------ generalities

    def _general(self, token: Token) -> bool:
        """Whether it is said of all such things: "wars kill", "riots tend to break out", "an attack is rare"."""
        if self._particular:
            return False
        if token.pos == "VERB":
            return token.tag == "VBP" and self._habit(token) and self._kinds_of(token)
        if not self._indefinite(token):
            return False
        verb = self._main_verb(token)
        above = self.sentence.tokens[self.sentence.tokens[token.head].head]
        if token.dep == "pobj" and token.tag == "NNS" and above.lemma.lower() in word_class("topic"):
            return True  # "a bill on protests"
        if verb is None:
            return False
        stative = verb.lemma.lower() in word_class("stative") or self._habit(verb)
        able = any(child.lemma == "can" for child in dependents(self.sentence, verb.index, "aux"))
        return (verb.tag in ("VBP", "VBZ") or able) and stative and not self._ongoing(verb)

    @cached_property
    def _particular(self) -> bool:
        """Whether a name, number or date pins the sentence down to one case."""
        return any(map(_pins, self.sentence.tokens))

    def _habit(self, verb: Token) -> bool:
        """Whether a verb is in the plain present, with an adverb of habit, or compares."""
        if self._ongoing(verb):
            return False
        below = [self.sentence.tokens[child] for child in self.sentence.children[verb.index]]
        usual = any(child.lemma.lower() in word_class("habit") for child in below)
        return usual or verb.lemma.lower() in word_class("habit") or self._kinds_of(verb)

    def _ongoing(self, verb: Token) -> bool:
        """Progressive, perfect or passive: "are marching", "have marched"."""
        return any(True for _ in dependents(self.sentence, verb.index, "auxpass")) or (
            verb.tag in ("VBG", "VBN") and any(True for _ in dependents(self.sentence, verb.index, "aux"))
        )

    def _kinds_of(self, verb: Token) -> bool:
        """Whether subject and object name kinds: bare plurals."""
        sides = list(dependents(self.sentence, verb.index, "nsubj", "dobj"))
        return bool(sides) and all(side.tag == "NNS" and self._indefinite(side) for side in sides)

    def _indefinite(self, noun: Token) -> bool:
        """A bare plural or mass noun, "a" or "any"."""
        below = list(dependents(self.sentence, noun.index))
        if any(child.dep in ("poss", "nummod", "relcl") for child in below):
            return False
        return all(child.lemma.lower() in ("a", "an", "any") for child in below if child.dep == "det")

    def _main_verb(self, token: Token) -> Token | None:
        """The verb that an event noun is the subject or object of."""
        for _ in range(3):
            if token.dep not in ("nsubj", "dobj", "pobj", "prep", "conj"):
                return None
            token = self.sentence.tokens[token.head]
            if token.pos in ("VERB", "AUX"):
                return token
        return None


def _pins(token: Token) -> bool:
    """A name, a number, a date; no people ("Germans"), law or season."""
    if token.entity[2:] in ("DATE", "TIME"):
        return not token.text.islower()
    return bool(token.entity) and token.entity[2:] not in ("NORP", "LAW", "LANGUAGE")


def _pairs(tokens: Sequence[Token]) -> Iterator[tuple[Token, Token]]:
    return zip(tokens, (*tokens[1:], tokens[-1]), strict=True)
