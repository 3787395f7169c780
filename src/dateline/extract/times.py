"""Time expressions: where they stand, their TIMEX3 type and a normal form with gaps (docs/times.md).

Three steps, after the rule-based taggers of TempEval (HeidelTime, SUTime), on our own grammar: the wordings of
times.tsv give atoms; neighbours join ("10 p.m." + "Wednesday", "last year's" + "third quarter"); the parse says
whether an ambiguous word is a time at all and which way its verb points.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from dateline.extract.syntax import ancestors, dependents
from dateline.extract.time_grammar import Atom, Grammar, grammar
from dateline.records import Derivation, Rows, Sentence, Span, TimeExpression, TimexType, Token, row_id

VERSION = "1"
LANGUAGE = "en"
#: How far back from an expression its "the beginning of" may reach, in characters: the longest entry and spaces.
PHASE_REACH = 32

DAY = r"(?:XXXX-WXX-\d|(?:XXXX|\d{4})-\d\d-\d\d|XXXX-XX-\d\d|(?:published|text)[+-]\d+D|(?:published|text)[<>=]XXXX-WXX-\d)"
YEAR = r"(?:\d{4}|(?:published|text)[+-]\d+Y~?|text=Y)"
SUBYEAR = r"(?:XXXX-(?:Q\d|H\d|SP|SU|FA|WI|\d\d(?:-\d\d)?))"
CLOCK = r"T[\dA-Z].*"
WEEK = r"(?:(?:published|text)[+-]\d+W)"
#: What two neighbours make: forms of the left and of the right one, what may stand between, the joint form.
JOINS = tuple(
    (re.compile(left), re.compile(right), re.compile(between, re.I), joint)
    for left, right, between, joint in (
        (r"XXXX-WXX-\d", r"(?:XXXX|\d{4})-\d\d-\d\d", r"\s?,?\s(?:the\s)?", "{right}"),
        (r"(?:XXXX|\d{4})-\d\d-\d\d", r"XXXX-WXX-\d", r"\s?,\s", "{left}"),
        (DAY, CLOCK, r"\s?,?\s?(?:(?:at|in the|around|at about|at around)\s)?(?:(?:early|late|mid)[\s-])?", "{left}/{right}"),
        (CLOCK, DAY, r"\s?,?\s(?:(?:on|of|this)\s)?(?:(?:early|late)\s)?", "{right}/{left}"),
        (r"T\d.*", r"T[A-Z]{2}", r"\s(?:in\sthe\s)?", "{left}"),
        (SUBYEAR, YEAR, r"\s?,?\s(?:(?:of|in)\s)?(?:the\s)?", "{right}/{left}"),
        (YEAR, SUBYEAR, r"['’]s?\s|\s", "{left}/{right}"),
        (r"XXXX-WXX-(?:\d|WE)", WEEK, r"\s?,?\s(?:of\s)?", "{right}/{left}"),
        (r"published\+0(?:W|WE)|text=W", rf"{DAY}|XXXX-\d\d", r"\sof\s(?:the\s)?", "{right}@W"),
        (r"XXXX-WXX-WE", DAY, r"\sof\s(?:the\s)?", "{right}@WE"),
        (r"T(?:MO|AF|EV|NI)", r"published[+-]\d+D", r"\s", "{right}/{left}"),
    )
)
SECOND_DAY = re.compile(r"\s?(?:-|–|—|to|and|or|through)\s?(\d{1,2})(?:,?\s(\d{4}))?(?![\w%]|[.,:/]\d|-\w)", re.I)
SECOND_YEAR = re.compile(r"\s?[-–/]\s?(\d{4}|\d\d)(?![\w%]|[.,:]\d)")
FIRST_DAY = re.compile(r"(?<![\w.,:$-])(\d{1,2})\s?(?:-|–|to|and)\s?$")


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


def find_times(rows: Rows) -> Iterator[TimeExpression]:
    """The time expressions of the article, in order and without overlap."""
    page, rules = Page(rows.article.text, rows.of(Sentence)), grammar(LANGUAGE)
    if not page.sentences:
        return
    for atom in _expressions(page, rules):
        span, tense = Span(rows.article.id, atom.start, atom.end), _tense(page, atom, rules)
        atom = _ahead(atom, page, tense)
        kind: TimexType = atom.type  # type: ignore[assignment]
        yield TimeExpression(row_id("t", *map(str, (span.article, span.start, span.end))), span, kind, atom.form,
                             tense, Derivation("times", VERSION, atom.rule))


def _ahead(atom: Atom, page: Page, tense: str | None) -> Atom:
    """"Will open in two weeks" is a day ahead, while "opened in two weeks" took as long."""
    length = re.fullmatch(r"P(\d+[DWMY])", atom.form)
    if atom.type == "DURATION" and atom.rule == "duration" and length and tense == "future" and _word(page.before(atom)) == "in":
        return replace(atom, type="DATE", form=f"published+{length[1]}")
    return atom


def _expressions(page: Page, rules: Grammar) -> Iterator[Atom]:
    kept = rules.atoms(page.text, lambda atom: CHECKS[atom.check](atom, page, rules) if atom.check in CHECKS else atom)
    end = 0
    for atom in _joined(list(kept), page):
        if atom.check == "weak":
            continue
        for one in _with_ranges(_phased(atom, page, rules), page):
            if one.start >= end:
                end = one.end
                yield one


# ---------------------------------------------------------------- joining


def _joined(atoms: list[Atom], page: Page) -> list[Atom]:
    out: list[Atom] = []
    for atom in atoms:
        out.append(atom)
        while len(out) > 1 and (both := _join(out[-2], out[-1], page)):
            out[-2:] = [both]
    return out


def _join(left: Atom, right: Atom, page: Page) -> Atom | None:
    if right.start - left.end > PHASE_REACH or "SET" in (left.type, right.type):
        return None
    between = page.text[left.end:right.start]
    for first, second, middle, joint in JOINS:
        if first.fullmatch(left.form) and second.fullmatch(right.form) and middle.fullmatch(between):
            form = joint.format(left=left.form, right=right.form)
            kind = "TIME" if "T" in (left.form[0], right.form[0]) else "DATE"
            return Atom(left.start, right.end, kind, form, f"{left.rule}+{right.rule}")
    return None


def _phased(atom: Atom, page: Page, rules: Grammar) -> Atom:
    """The expression with its "early", "the end of" or "about"."""
    if atom.type not in ("DATE", "TIME") or "_REF" in atom.form:
        return atom
    found = rules.phase.search(page.text, max(0, atom.start - PHASE_REACH), atom.start)
    return replace(atom, start=found.start()) if found else atom


def _with_ranges(atom: Atom, page: Page) -> Iterator[Atom]:
    """The expression and the other end of a range that shares its month or century ("Sept. 12-17", "1990-95")."""
    month = re.fullmatch(r"(XXXX|\d{4})-(\d\d)-\d\d", atom.form)
    first = month and FIRST_DAY.search(page.text, max(0, atom.start - 8), atom.start)
    if month and first and atom.rule.startswith("uk") and 1 <= int(first[1]) <= 31:
        yield replace(atom, start=first.start(1), end=first.end(1), form=f"{month[1]}-{month[2]}-{int(first[1]):02d}")
    second = SECOND_DAY.match(page.text, atom.end) if month and atom.rule.startswith("us_") else None
    if month and second and 1 <= int(second[1]) <= 31 and _is_end_of_range(second.group(), second.end(), page):
        year = second[2] or month[1]
        yield replace(atom, form=f"{year}{atom.form[4:]}")
        yield replace(atom, start=second.start(1), end=second.end(), form=f"{year}-{month[2]}-{int(second[1]):02d}")
        return
    yield atom
    years = SECOND_YEAR.match(page.text, atom.end) if re.fullmatch(r"\d{4}", atom.form) else None
    if years and (full := atom.form[:4 - len(years[1])] + years[1]) > atom.form:
        yield replace(atom, start=years.start(1), end=years.end(1), form=full)


def _is_end_of_range(words: str, end: int, page: Page) -> bool:
    """Whether a figure after a day is a day as well, and not "May 5 to 40 soldiers"."""
    token = page.after(Atom(end, end, "", "", ""))
    return not words.strip()[0].isalpha() or token is None or token.pos not in ("NOUN", "PROPN", "ADJ", "NUM", "SYM")


# ---------------------------------------------------------------- is it a time?


def _word(token: Token | None) -> str:
    return token.text.lower() if token else ""


def _entity(page: Page, atom: Atom) -> str:
    found = page.at(atom.start)
    return found[1].entity[2:] if found else ""


def _year(atom: Atom, page: Page, rules: Grammar) -> Atom | None:
    """A bare four-figure number: after "in" or in a DATE of the tagger, and no count of things."""
    before, after = page.before(atom), page.after(atom)
    if _word(before) in rules.words("not_year"):
        return None
    if after and (after.text in ("%", "percent") or (after.tag == "NNS" and _entity(page, atom) != "DATE")):
        return None
    if _entity(page, atom) == "DATE":
        return atom
    likely = 1900 <= int(atom.form) <= 2049
    bracketed = page.text[atom.start - 1:atom.start] == "(" and page.text[atom.end:atom.end + 1] in (")", "-", "–")
    return atom if likely and (_word(before) in rules.words("before_year") or bracketed) else None


def _short_year(atom: Atom, page: Page, rules: Grammar) -> Atom | None:
    """"'98" after "in" or a season; not "'11" in the name of a product."""
    return atom if _word(page.before(atom)) in rules.words("before_year") else None


def _decade(atom: Atom, page: Page, rules: Grammar) -> Atom | None:
    """"The '80s", "the 80s"; "in his 30s" is an age."""
    before, words = page.before(atom), page.text[atom.start:atom.end].lower()
    if words.startswith(("the", "'", "’")):
        return atom
    return None if before and (before.tag == "PRP$" or atom.form < "195") else atom


def _month(atom: Atom, page: Page, rules: Grammar) -> Atom | None:
    found, before = page.at(atom.start), page.before(atom)
    if not found or found[1].entity[2:] in ("PERSON", "GPE", "WORK_OF_ART", "FAC", "PRODUCT"):
        return None
    sure = found[1].entity[2:] == "DATE" and found[1].pos == "PROPN"
    return atom if sure or _word(before) in rules.words("before_month") or len(atom.form) == 0 else (
        atom if found[1].pos == "PROPN" and found[1].lemma.lower() not in ("may", "march") else None)


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
    determined = page.text[atom.start:atom.start + 4].lower() == "the "
    before = _word(page.before(atom))
    if atom.form == "XXXX-FA" and page.text[atom.end - 4:atom.end].lower() == "fall":
        following = page.after(atom)
        return atom if found[1].entity[2:] == "DATE" and _word(following) != "in" else None
    return atom if determined or before in rules.words("before_season") else None


def _bare(atom: Atom, page: Page, rules: Grammar) -> Atom | None:
    """Units without a number ("for years"): not as the rest of an amount or another's age."""
    before, found = page.before(atom), page.at(atom.start)
    if found and found[1].pos != "NOUN" or before is not None and (before.pos == "NUM" or before.text in ("-", "–")):
        return None
    return None if atom.form == "PXTS" and (before is None or before.pos != "ADP") else atom


def _clock(atom: Atom, page: Page, rules: Grammar) -> Atom | None:
    certain = atom.form.endswith(("Z", "]")) or not page.text[atom.end - 1].isdigit()
    return atom if certain or _word(page.before(atom)) in rules.words("before_clock") else None


def _amount(atom: Atom, page: Page, rules: Grammar) -> Atom | None:
    """A number and a unit. "$5 a day" is a rate, "a second" an ordinal, "a quarter" a fraction."""
    words = page.text[atom.start:atom.end].lower()
    first = re.split(r"[\s-]", words)[0]
    if words.endswith("quarter") or re.search(r"quarters$", words) and "-" in words or re.match(r"an? (?:second|weekend)$", words):
        return None
    if first not in ("a", "an"):
        return None if words.startswith("one time") else atom
    before = page.before(atom)
    rate = before is not None and (before.pos == "NUM" or before.tag in ("NNS", "CD", "NN") or before.text in ("$", "%"))
    if rate and before and before.pos != "ADP" and before.end + 1 >= atom.start and len(words.split()) == 2:
        return replace(atom, type="SET") if before.tag in ("NNS", "CD") or before.text == "%" else atom
    return atom


def _part(atom: Atom, page: Page, rules: Grammar) -> Atom | None:
    """"The morning" is a time of the day in hand; "the night" mostly is not, unless a day stands beside it."""
    return replace(atom, check="weak") if atom.form == "TNI" else atom


def _phrase_end(atom: Atom, page: Page, rules: Grammar) -> Atom | None:
    after = page.after(atom)
    return None if after and after.pos in ("NOUN", "PROPN", "ADJ", "NUM") else atom


def _day_of_month(atom: Atom, page: Page, rules: Grammar) -> Atom | None:
    after = page.after(atom)
    ordinal = page.text[atom.end - 2:atom.end].lower() in ("st", "nd", "rd", "th")
    at_end = after is None or after.pos in ("PUNCT", "ADP", "CCONJ", "AUX", "VERB")
    return atom if ordinal and _word(page.before(atom)) in ("on", "until", "by", "since") and at_end else None


Check = Callable[[Atom, Page, Grammar], Atom | None]
CHECKS: dict[str, Check] = {
    "year": _year, "short_year": _short_year, "decade": _decade, "month": _month, "weekday": _weekday, "season": _season, "bare": _bare, "clock": _clock,
    "amount": _amount, "phrase_end": _phrase_end, "ordinal": _day_of_month, "part": _part,
}


# ---------------------------------------------------------------- tense


def _tense(page: Page, atom: Atom, rules: Grammar) -> str | None:
    """Where the words put the expression: past, present, future, or None where nothing says it.

    A preposition decides first ("until Friday"), then a finite verb right before ("Cuba said Wednesday": the parser
    often hangs the day on another verb), then the verbs that govern it.
    """
    found = page.at(atom.end - 1)
    if found is None:
        return None
    sentence, token = found
    before = page.before(atom)
    if before and before.tag == "IN" and before.index and sentence.tokens[before.index:before.index + 1] == (before,):
        near = sentence.tokens[before.index - 1]
    else:
        near = before
    toward = rules.words("toward").get(_word(before))
    if near and near.tag == "VBD" and not toward:
        return "past"
    return _governing_tense(sentence, token, rules, toward)


def _governing_tense(sentence: Sentence, token: Token, rules: Grammar, toward: str | None) -> str | None:
    through_noun = False
    for governor in ancestors(sentence, token.index):
        if governor.lemma.lower() in rules.words("plan") and governor.tag in ("VBN", "JJ"):
            return "past" if _perfect_past(sentence, governor) else "future"
        if governor.pos in ("VERB", "AUX") and (tense := _verb_tense(sentence, governor, rules)):
            if toward:
                return "past" if _perfect_past(sentence, governor) else toward
            return None if tense == "present" and through_noun else tense
        through_noun = through_noun or governor.pos in ("NOUN", "PROPN", "NUM")
    return toward


def _perfect_past(sentence: Sentence, verb: Token) -> bool:
    """Whether a verb stands in the past perfect ("had been due to expire Friday")."""
    return any(token.text.lower() in ("had", "'d") for token in dependents(sentence, verb.index, "aux"))


def _verb_tense(sentence: Sentence, verb: Token, rules: Grammar) -> str | None:
    """The tense of a verb with its auxiliaries; None for a participle or infinitive that takes its governor's."""
    helpers = [token for token in dependents(sentence, verb.index, "aux", "auxpass")]
    words = {token.text.lower() for token in helpers}
    perfect = verb.tag in ("VBN", "VBD") and any(token.lemma.lower() in ("have", "'ve") for token in helpers)
    if words & rules.words("ahead").keys():
        return "past" if perfect and not words & {"will", "'ll", "shall"} else "future"
    if perfect or verb.tag == "VBD" or any(token.tag == "VBD" for token in helpers):
        return "past"
    if any(token.tag in ("VBZ", "VBP") for token in helpers) or verb.tag in ("VBZ", "VBP"):
        return "present"
    return "past" if verb.tag == "VBN" and "to" not in words else None
