"""Time expressions: where they stand, their TIMEX3 type and a normal form with gaps (docs/times.md).

Three steps, after the rule-based taggers of TempEval (HeidelTime, SUTime), on our own grammar: the wordings of
times.tsv give atoms; neighbours join ("10 p.m." + "Wednesday", "last year's" + "third quarter"); the parse says
whether an ambiguous word is a time at all and which way its verb points.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from dateline.extract.time_context import CHECKS, Page, tense_of, word
from dateline.extract.time_grammar import Atom, Grammar, grammar
from dateline.records import Derivation, Rows, Sentence, Span, TimeExpression, TimexType, row_id

VERSION = "1"
LANGUAGE = "en"
#: How far back from an expression its "the beginning of" may reach, in characters: the longest entry and spaces.
PHASE_REACH = 32

#: Beside these "one day" is a length.
FOR_HOW_LONG, FROM_WHEN = ("for", "in", "within", "than"), ("after", "before", "later", "earlier")
DAY = (
    r"(?:XXXX-WXX-\d|(?:XXXX|\d{4})-\d\d-\d\d(?:&\d)?|XXXX-XX-\d\d|(?:published|text)[+-]\d+D"
    r"|(?:published|text)[<>=]XXXX-WXX-\d)"
)
PHASE = r"(?:(?:early|late|mid)[\s-])?"
YEAR = r"(?:\d{4}|(?:published|text)[+-]\d+Y~?|text=Y)"
SUBYEAR = r"(?:XXXX-(?:Q\d|H\d|SP|SU|FA|WI|\d\d(?:-\d\d)?))"
WEEKDAY_BESIDE = re.compile(r"([\dX]{4}-\d\d-\d\d)&(?:published[<>=])?XXXX-WXX-(\d)")
CLOCK = r"T[\dA-Z].*"
WEEK = r"(?:(?:published|text)[+-]\d+W)"
#: What two neighbours make: forms of the left and of the right one, what may stand between, the joint form.
Join = tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], str]
JOINS: tuple[Join, ...] = tuple(
    (re.compile(left), re.compile(right), re.compile(between, re.I), joint)
    for left, right, between, joint in (
        (r"(?:published[<>=])?XXXX-WXX-\d", r"(?:XXXX|\d{4})-\d\d-\d\d", r"\s?,?\s(?:the\s)?", "{right}&{left}"),
        (r"(?:XXXX|\d{4})-\d\d-\d\d", r"XXXX-WXX-\d", r"\s?,\s", "{left}&{right}"),
        (DAY, CLOCK, rf"\s?,?\s?(?:(?:at|in the|around|at about|at around)\s)?{PHASE}", "{left}/{right}"),
        (CLOCK, DAY, rf"\s?,?\s(?:(?:on|of|this)\s)?{PHASE}", "{right}/{left}"),
        (r"T\d.*", r"T[A-Z]{2}", r"\s(?:in\sthe\s)?", "{left}"),
        (SUBYEAR, YEAR, r"\s?,?\s(?:(?:of|in)\s)?(?:the\s)?", "{right}/{left}"),
        (YEAR, SUBYEAR, r"['’]s?\s|\s", "{left}/{right}"),
        (r"XXXX-WXX-(?:\d|WE)", WEEK, r"\s?,?\s(?:of\s)?", "{right}/{left}"),
        (r"published\+0(?:W|WE)|text=W", rf"{DAY}|XXXX-\d\d", r"\sof\s(?:the\s)?", "{right}@W"),
        (r"XXXX-WXX-WE", DAY, r"\sof\s(?:the\s)?", "{right}@WE"),
        (r"T(?:MO|AF|EV|NI)", r"published[+-]\d+D", r"\s", "{right}/{left}"),
    )
)
#: The first of them join names of one day, and do so before a time of day joins one ("the night of Friday, May 5").
DATES = 2
SECOND_DAY = re.compile(
    r"\s?(?:-|–|—|to|and|or|through)\s?"
    r"([0-9]{1,2})(?:,?\s([12][0-9]{3}))?(?![\w%]|[.,:/]\d|-\w)",
    re.I,
)
SECOND_YEAR = re.compile(r"\s?[-–/]\s?([0-9]{4}|[0-9]{2})(?![\w%]|[.,:]\d)")
FIRST_DAY = re.compile(r"(?<![\w.,:$-])([0-9]{1,2})\s?(?:-|–|to|and)\s?$")


def find_times(rows: Rows) -> Iterator[TimeExpression]:
    """The time expressions of the article, in order and without overlap."""
    page, rules = Page(rows.article.text, rows.of(Sentence)), grammar(LANGUAGE)
    if not page.sentences:
        return
    for atom in _expressions(page, rules):
        span, tense = Span(rows.article.id, atom.start, atom.end), tense_of(page, atom, rules)
        atom = _ahead(atom, page, tense)
        kind: TimexType = atom.type  # type: ignore[assignment]
        yield TimeExpression(
            row_id("t", *map(str, (span.article, span.start, span.end))),
            span,
            kind,
            atom.form,
            tense,
            Derivation("times", VERSION, atom.rule),
        )


def _ahead(atom: Atom, page: Page, tense: str | None) -> Atom:
    """ "Will open in two weeks" is a day ahead ("opened in two weeks" took as long), "will win one day" is some day."""
    length = re.fullmatch(r"P(\d+[DWMY])", atom.form)
    if length and atom.rule == "duration" and tense == "future" and word(page.before(atom)) == "in":
        return replace(atom, type="DATE", form=f"published+{length[1]}")
    alone = page.text[atom.start : atom.end].lower() == "one day" and word(page.before(atom)) not in FOR_HOW_LONG
    if alone and tense == "future" and word(page.after(atom)) not in FROM_WHEN:
        return replace(atom, type="DATE", form="FUTURE_REF")
    return atom


def _expressions(page: Page, rules: Grammar) -> Iterator[Atom]:
    kept = rules.atoms(page.text, lambda atom: CHECKS[atom.check](atom, page, rules) if atom.check in CHECKS else atom)
    end = 0
    for atom in _joined(_joined(kept, page, JOINS[:DATES]), page, JOINS):
        if atom.check == "weak":
            continue
        for one in _with_ranges(_phased(atom, page, rules), page):
            if one.start >= end:
                end = one.end
                yield one


# ---------------------------------------------------------------- joining


def _joined(atoms: Iterable[Atom], page: Page, joins: Sequence[Join]) -> list[Atom]:
    out: list[Atom] = []
    for atom in atoms:
        out.append(atom)
        while len(out) > 1 and (both := _join(out[-2], out[-1], page, joins)):
            out[-2:] = [both]
    return out


def _join(left: Atom, right: Atom, page: Page, joins: Sequence[Join]) -> Atom | None:
    if right.start - left.end > PHASE_REACH or "SET" in (left.type, right.type):
        return None
    between = page.text[left.end : right.start]
    if between.count("\n") > 1:
        return None
    for first, second, middle, joint in joins:
        if first.fullmatch(left.form) and second.fullmatch(right.form) and middle.fullmatch(between):
            form = WEEKDAY_BESIDE.sub(_weekday_beside, joint.format(left=left.form, right=right.form))
            kind = "TIME" if "T" in (left.form[0], right.form[0]) else "DATE"
            return Atom(left.start, right.end, kind, form, f"{left.rule}+{right.rule}")
    return None


def _weekday_beside(found: re.Match[str]) -> str:
    """A weekday beside a date says which year is meant, where the date does not ("Friday, Sept. 15")."""
    return f"{found[1]}&{found[2]}" if found[1].startswith("XXXX") else found[1]


def _phased(atom: Atom, page: Page, rules: Grammar) -> Atom:
    """The expression with its "early", "the end of" or "about"."""
    if atom.type not in ("DATE", "TIME") or "_REF" in atom.form:
        return atom
    found = rules.phase.search(page.text, max(0, atom.start - PHASE_REACH), atom.start)
    return replace(atom, start=found.start()) if found else atom


def _with_ranges(atom: Atom, page: Page) -> Iterator[Atom]:
    """The expression and the other end of a range that shares its month or century ("Sept. 12-17", "1990-95")."""
    month = re.fullmatch(r"(XXXX|\d{4})-(\d\d)-\d\d", atom.form.partition("&")[0])
    first = month and FIRST_DAY.search(page.text, max(0, atom.start - 8), atom.start)
    if month and first and atom.rule.startswith("uk") and 1 <= int(first[1]) <= 31:
        yield replace(atom, start=first.start(1), end=first.end(1), form=f"{month[1]}-{month[2]}-{int(first[1]):02d}")
    second = SECOND_DAY.match(page.text, atom.end) if month and "us_" in atom.rule else None
    if month and second and 1 <= int(second[1]) <= 31 and _is_end_of_range(second.group(), second.end(), page):
        year = second[2] or month[1]
        yield replace(atom, form=f"{year}{atom.form[4:]}" if second[2] else atom.form)
        yield replace(atom, start=second.start(1), end=second.end(), form=_second(atom.form, year, int(second[1])))
        return
    yield atom
    years = SECOND_YEAR.match(page.text, atom.end) if re.fullmatch(r"\d{4}", atom.form) else None
    if years and (full := atom.form[: 4 - len(years[1])] + years[1]) > atom.form:
        yield replace(atom, start=years.start(1), end=years.end(1), form=full)


def _second(first: str, year: str, day: int) -> str:
    """The form of the last day of a range from that of its first: the weekday beside it moves on with the day."""
    _, month, rest = first.rsplit("-", 2)
    number, _, weekday = rest.partition("&")
    beside = f"&{(int(weekday) - 1 + day - int(number)) % 7 + 1}" if weekday and year == "XXXX" else ""
    return f"{year}-{month}-{day:02d}{beside}"


def _is_end_of_range(words: str, end: int, page: Page) -> bool:
    """Whether a figure after a day is a day as well, and not "May 5 to 40 soldiers"."""
    token = page.after(Atom(end, end, "", "", ""))
    return not words.strip()[0].isalpha() or token is None or token.pos not in ("NOUN", "PROPN", "ADJ", "NUM", "SYM")
