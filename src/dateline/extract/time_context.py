"""What surrounds a time expression: the words beside it, whether it is a time at all, which way its verb points."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from dateline.extract.syntax import ancestors, dependents
from dateline.extract.time_grammar import Atom, Grammar
from dateline.records import Sentence, Token

#: Bare numbers that are years without the tagger's word for it: those that news writes of.
#: "A quarter of", "three-quarters", "a second": no lengths of time.
FRACTION = re.compile(r"quarter$|-quarters$|^an? (?:second|weekend)$")
FIRST_LIKELY, LAST_LIKELY = 1900, 2049


@dataclass(frozen=True)
class Page:
    """An article's text with its tokens by place."""

    text: str
    sentences: tuple[Sentence, ...]

    @cached_property
    def _starts(self) -> list[int]:
        return [token.start for _, token in self._tokens]

    @cached_property
    def _tokens(self) -> list[tuple[Sentence, Token]]:
        return [(sentence, token) for sentence in self.sentences for token in sentence.tokens]

    def at(self, place: int) -> tuple[Sentence, Token] | None:
        """The token that holds the character at `place`, or the last one before it."""
        found = bisect_right(self._starts, place) - 1
        return self._tokens[found] if found >= 0 else None

    def before(self, atom: Atom) -> Token | None:
        """The token that ends at or before an atom's start."""
        found = bisect_right(self._starts, atom.start - 1) - 1
        return self._tokens[found][1] if found >= 0 else None

    def after(self, atom: Atom) -> Token | None:
        """The first token at or after an atom's end."""
        found = bisect_right(self._starts, atom.end - 1)
        return self._tokens[found][1] if found < len(self._tokens) else None


# ---------------------------------------------------------------- is it a time?


def word(token: Token | None) -> str:
    """A token in small letters, "" for none."""
    return token.text.lower() if token else ""


def _entity(page: Page, atom: Atom) -> str:
    found = page.at(atom.start)
    return found[1].entity[2:] if found else ""


def _year(atom: Atom, page: Page, rules: Grammar) -> Atom | None:
    """A bare four-figure number: after "in" or in a DATE of the tagger, and no count of things."""
    before, after = page.before(atom), page.after(atom)
    if word(before) in rules.words("not_year"):
        return None
    likely, tagged = FIRST_LIKELY <= int(atom.form) <= LAST_LIKELY, _entity(page, atom) in ("DATE", "EVENT")
    if after and (after.text in ("%", "percent") or word(after) in rules.words("unit")):
        return None
    if after and after.tag == "NNS" and not (likely and tagged):
        return None
    if tagged and likely:
        return atom
    bracketed = page.text[atom.start - 1 : atom.start] == "(" and page.text[atom.end : atom.end + 1] in (")", "-", "–")
    return atom if (likely or tagged) and (word(before) in rules.words("before_year") or bracketed) else None


def _short_year(atom: Atom, page: Page, rules: Grammar) -> Atom | None:
    """ "'98" after "in" or a season; not "'11" in the name of a product."""
    return atom if word(page.before(atom)) in rules.words("before_year") else None


def _decade(atom: Atom, page: Page, rules: Grammar) -> Atom | None:
    """ "The '80s", "the 80s"; "in his 30s" is an age."""
    before, words = page.before(atom), page.text[atom.start : atom.end].lower()
    if words.startswith(("the", "'", "’")):
        return atom
    return None if before and (before.tag == "PRP$" or atom.form < "195") else atom


def _month(atom: Atom, page: Page, rules: Grammar) -> Atom | None:
    """A month, and no person or place of that name; "May" and "March" need the tagger's word or a preposition."""
    found, before = page.at(atom.start), page.before(atom)
    if not found or found[1].entity[2:] in ("PERSON", "GPE", "WORK_OF_ART", "FAC", "PRODUCT"):
        return None
    token = found[1]
    sure = token.text.lower() not in rules.words("ambiguous_month") or token.entity[2:] == "DATE"
    return atom if (sure and token.pos == "PROPN") or word(before) in rules.words("before_month") else None


def _weekday(atom: Atom, page: Page, rules: Grammar) -> Atom | None:
    """A weekday that is no part of a name ("the Sunday Times", "Black Friday")."""
    found, after = page.at(atom.start), page.after(atom)
    if not found or found[1].entity[2:] in ("", "DATE", "TIME", "PERSON", "CARDINAL"):
        return atom
    return None if after and after.entity == f"I-{found[1].entity[2:]}" else atom


def _season(atom: Atom, page: Page, rules: Grammar) -> Atom | None:
    found = page.at(atom.end - 1)
    if not found or found[1].pos not in ("NOUN", "PROPN"):
        return None
    determined = page.text[atom.start : atom.start + 4].lower() == "the "
    before = word(page.before(atom))
    if atom.form == "XXXX-FA" and page.text[atom.end - 4 : atom.end].lower() == "fall":
        following = page.after(atom)
        return atom if found[1].entity[2:] == "DATE" and word(following) != "in" else None
    return atom if determined or before in rules.words("before_season") else None


def _bare(atom: Atom, page: Page, rules: Grammar) -> Atom | None:
    """Units without a number ("for years"): not as the rest of an amount or somebody's age, and no living quarters."""
    before, found = page.before(atom), page.at(atom.start)
    if (found and found[1].pos != "NOUN") or atom.form == "PXQ":
        return None
    if before is not None and (before.pos == "NUM" or before.tag == "PRP$" or before.text in ("-", "–")):
        return None
    return None if atom.form == "PXTS" and (before is None or before.pos != "ADP") else atom


def _clock(atom: Atom, page: Page, rules: Grammar) -> Atom | None:
    certain = atom.form.endswith(("Z", "]")) or not page.text[atom.end - 1].isdigit()
    return atom if certain or word(page.before(atom)) in rules.words("before_clock") else None


def _amount(atom: Atom, page: Page, rules: Grammar) -> Atom | None:
    """A number and a unit. "$5 a day" is a rate, "miles an hour" a speed, "a second" an ordinal, "a quarter" a part.

    "Over" is "more than" after a preposition ("for over a year"); else it is one itself ("spend it over a year").
    """
    words = page.text[atom.start : atom.end].lower()
    first = re.split(r"[\s-]", words)[0]
    if FRACTION.search(words) or (first in ("a", "an") and words.endswith("long")):
        return None
    before = page.before(atom)
    rate = before is not None and (before.tag in ("NNS", "CD") or before.text == "%") and before.end + 1 >= atom.start
    alone = first in ("a", "an") and len(words.split()) == 2
    if rate and alone and before is not None and before.tag == "NNS" and atom.form == "PT1H":
        return None
    if first == "over" and (before is None or before.pos != "ADP"):
        return replace(atom, start=atom.start + len(words) - len(words[len(first) :].lstrip()))
    return replace(atom, type="SET") if rate and alone else atom


def _part(atom: Atom, page: Page, rules: Grammar) -> Atom | None:
    """ "The morning" is a time of the day in hand; "the night" mostly is not, unless a day stands beside it."""
    return replace(atom, check="weak") if atom.form == "TNI" else atom


def _no_name(atom: Atom, page: Page, rules: Grammar) -> Atom | None:
    """No part of a name ("the LA Weekly")."""
    found = page.at(atom.end - 1)
    named = found and found[1].pos == "PROPN" and found[1].entity[2:] not in ("", "DATE", "TIME")
    return None if named else atom


def _lower(atom: Atom, page: Page, rules: Grammar) -> Atom | None:
    """In small letters ("Person of the Year" is a title)."""
    last = page.text[atom.start : atom.end].split()[-1]
    return None if last.istitle() else atom


def _adverb(atom: Atom, page: Page, rules: Grammar) -> Atom | None:
    """ "Struck overnight", but no "overnight success" and not "grew almost overnight"."""
    found, before = page.at(atom.start), page.before(atom)
    sudden = before is not None and before.pos == "ADV" and before.end + 1 == atom.start
    return atom if found and found[1].pos == "ADV" and not sudden else None


def _often(atom: Atom, page: Page, rules: Grammar) -> Atom | None:
    """How often; no newspaper ("the daily reported")."""
    found = page.at(atom.start)
    return None if found and found[1].pos in ("NOUN", "PROPN") else _no_name(atom, page, rules)


def _phrase_end(atom: Atom, page: Page, rules: Grammar) -> Atom | None:
    after = page.after(atom)
    return None if after and after.pos in ("NOUN", "PROPN", "ADJ", "NUM") else atom


def _day_of_month(atom: Atom, page: Page, rules: Grammar) -> Atom | None:
    after = page.after(atom)
    ordinal = page.text[atom.end - 2 : atom.end].lower() in ("st", "nd", "rd", "th")
    at_end = after is None or after.pos in ("PUNCT", "ADP", "CCONJ", "AUX", "VERB")
    return atom if ordinal and word(page.before(atom)) in ("on", "until", "by", "since") and at_end else None


Check = Callable[[Atom, Page, Grammar], Atom | None]
CHECKS: dict[str, Check] = {
    "year": _year,
    "short_year": _short_year,
    "decade": _decade,
    "month": _month,
    "weekday": _weekday,
    "season": _season,
    "bare": _bare,
    "clock": _clock,
    "amount": _amount,
    "phrase_end": _phrase_end,
    "ordinal": _day_of_month,
    "part": _part,
    "name": _no_name,
    "often": _often,
    "lower": _lower,
    "adverb": _adverb,
}


# ---------------------------------------------------------------- tense


def tense_of(page: Page, atom: Atom, rules: Grammar) -> str | None:
    """Where the words put the expression: past, present, future, or None where nothing says it.

    A preposition decides first ("until Friday"), then a finite verb right before ("Cuba said Wednesday": the parser
    often hangs the day on another verb), then the verbs that govern it.
    """
    found = page.at(atom.end - 1)
    if found is None:
        return None
    sentence, token = found
    before = near = page.before(atom)
    if before and before.tag == "IN" and before.index and before in sentence.tokens:
        near = sentence.tokens[before.index - 1]
    toward = rules.words("toward").get(word(before))
    if toward in ("future", "deadline") and re.match(r"XXXX-\d\d", atom.form):
        toward = "near"
    if near and near.tag == "VBD" and not toward and near.lemma.lower() not in rules.words("plan"):
        return "past"
    return _governing_tense(sentence, token, rules, toward)


def _governing_tense(sentence: Sentence, token: Token, rules: Grammar, toward: str | None) -> str | None:
    """The tense of the nearest verb above a token that has one, as a preposition before the token bends it."""
    through_noun = bare = False
    for governor in ancestors(sentence, token.index):
        if plan := _plan(sentence, governor, rules):
            return "past" if _perfect_past(sentence, plan) else "future"
        if governor.pos in ("VERB", "AUX") and (tense := _verb_tense(sentence, governor, rules)):
            if toward:
                met = toward == "deadline" and tense == "past" and not (through_noun or bare)
                return "past" if met else _bent(toward, tense, had=_perfect_past(sentence, governor))
            return None if tense == "present" and through_noun else tense
        through_noun = through_noun or governor.pos in ("NOUN", "PROPN", "NUM")
        bare = bare or governor.pos in ("VERB", "AUX")
    return {"near": None, "deadline": "future"}.get(toward or "", toward)


def _bent(toward: str, tense: str, *, had: bool) -> str | None:
    """The direction of "until Friday" (ahead, but not after "had") and of "until May" (whichever May is near)."""
    if toward == "near":
        return "future" if tense == "future" else None
    return "past" if had else toward.replace("deadline", "future")


def _plan(sentence: Sentence, verb: Token, rules: Grammar) -> Token | None:
    """The verb that puts what it governs ahead: "was set for", "planned", or the one above an infinitive."""
    plans = rules.words("plan")
    kind = plans.get(verb.lemma.lower())
    if kind == "for" and not any(token.lemma in ("for", "to") for token in dependents(sentence, verb.index)):
        kind = None
    if kind and (verb.tag in ("VBN", "JJ") or kind == "finite") and verb.pos in ("VERB", "ADJ", "AUX"):
        return verb
    above = sentence.tokens[verb.head]
    infinitive = verb.tag == "VB" and any(token.text == "to" for token in dependents(sentence, verb.index, "aux"))
    return above if infinitive and above.lemma.lower() in plans else None


def _perfect_past(sentence: Sentence, verb: Token) -> bool:
    """Whether a verb stands in the past perfect ("had been due to expire Friday")."""
    verbs = [verb, sentence.tokens[verb.head]] if verb.tag == "JJ" else [verb]
    return any(token.text.lower() in ("had", "'d") for one in verbs for token in dependents(sentence, one.index, "aux"))


def _verb_tense(sentence: Sentence, verb: Token, rules: Grammar) -> str | None:
    """The tense of a verb with its auxiliaries; None for a participle or infinitive that takes its governor's."""
    helpers = tuple(dependents(sentence, verb.index, "aux", "auxpass"))
    words = {token.text.lower() for token in helpers}
    perfect = verb.tag in ("VBN", "VBD") and any(token.lemma.lower() in ("have", "'ve") for token in helpers)
    if words & rules.words("ahead").keys():
        return "past" if perfect and not words & {"will", "'ll", "shall"} else "future"
    if perfect or verb.tag == "VBD" or any(token.tag == "VBD" for token in helpers):
        return "past"
    if not helpers and verb.tag == "VBP" and verb.dep != "ROOT" and verb.lemma.lower() in rules.words("either"):
        return None  # "were killed when shells hit a market": the verb above tells
    if any(token.tag in ("VBZ", "VBP") for token in helpers) or verb.tag in ("VBZ", "VBP"):
        return "present"
    return "past" if verb.tag == "VBN" and "to" not in words else None
