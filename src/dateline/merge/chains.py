"""The chain of each report: outlet → credited agency → cited source → ... → speaker, and where the news began.

For every event mention of a story: the agencies that the article credits (or that a copied passage is from), then the
claims that the mention stands in, from the outermost to the one that asserts it, each with what carried its words. The
outlet itself is no link of its own chain. The origin is the last link, or the outlet (the rules: docs/origins.md).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from dateline.atlas import outlets
from dateline.merge.callings import verbs
from dateline.merge.entities import Known, Member, same_entities
from dateline.merge.quotations import quotations
from dateline.merge.sources import Sources
from dateline.records import Cited, Claim, Copy, EventMention, Origin, Report, Rows, Span, Stance, mention_key

#: Links of a chain at most: claims inside claims, however deep a hostile text nests them.
LONGEST = 8
#: Articles with the same passage that are looked at.
MOST_HOLDERS = 50
#: Characters outside of quotations that two articles share, if one has copied from the other.
OWN_WORDS = 150
#: Characters between a quotation and the last one whose speaker is told: a caption may stand between.
GOES_ON = 800
#: Of a clause, the share that a copied passage must hold.
COPIED = 0.5
STANCES: Mapping[str, Stance] = {
    "CT+": "asserts",
    "PR+": "asserts",
    "PS+": "asserts",
    "CT-": "denies",
    "PR-": "denies",
    "PS-": "doubts",
    "Uu": "doubts",
}


def reports(
    readings: Sequence[Rows],
    *,
    copies: Iterable[Copy] = (),
    known: Mapping[Member, Known] | None = None,
    unsaid: Collection[str] = (),
) -> dict[str, Report]:
    """By `mention_key`, the report that each event mention of one story's articles is.

    `copies` are those of the story, `known` what `same_entities` says of the readings. The mentions of the keys
    `unsaid` nobody says, whatever stands around them.
    """
    known = same_entities(readings) if known is None else known
    chains = _Chains(readings, tuple(copies), known, unsaid)
    return {
        mention_key(rows.article.id, mention.id): chains.report(rows, mention)
        for rows in readings
        for mention in rows.of(EventMention)
    }


class _Chains:
    """The articles of a story with their sources, credits and copied passages."""

    def __init__(
        self,
        readings: Sequence[Rows],
        copies: Sequence[Copy],
        known: Mapping[Member, Known],
        unsaid: Collection[str],
    ) -> None:
        self._unsaid = frozenset(unsaid)
        self._sources = Sources(readings, known)
        self._claims = {rows.article.id: {claim.id: claim for claim in rows.of(Claim)} for rows in readings}
        self._credits = {rows.article.id: self._credited(rows) for rows in readings}
        self._outlets = {rows.article.id: self._sources.outlet(rows.article.id) for rows in readings}
        self._by_source = {
            rows.article.id: {one.source[0].end: one for one in reversed(rows.of(Claim)) if one.source}
            for rows in readings
        }
        self._readings = {rows.article.id: rows for rows in readings}
        self._quotations = {rows.article.id: quotations(rows.article.text) for rows in readings}
        self._quoted = {rows.article.id: _quoted(rows) for rows in readings}
        self._passages = _passages((one for one in copies if self._is_copy(one)), self._outlets)
        self._same_words: dict[str, dict[tuple[str, str], EventMention]] = {}

    def report(self, rows: Rows, mention: EventMention) -> Report:
        """The report that an event mention is."""
        article = rows.article
        own = self._outlets[article.id]
        prefix, copy_of = self._before(article.id, mention.clause)
        unsaid = mention_key(article.id, mention.id) in self._unsaid
        cited = [] if unsaid else self._all_cited(rows, mention, prefix)
        chain = _once(map(self._sources.as_outlet, (*prefix, *cited)), own)
        last = chain[-1] if chain else own
        return Report(
            article.id,
            own.name or None,
            mention.id,
            mention.trigger,
            mention.clause,
            mention.certainty,
            STANCES[mention.certainty],
            chain,
            Origin(last.name, last.kind, last.interest),
            copy_of,
        )

    def _credited(self, rows: Rows) -> tuple[Cited, ...]:
        """What the article credits as one link: several agencies for one text are one origin."""
        own = self._sources.outlet(rows.article.id).name
        named = (self._sources.agency(name, known_by="credit") for name in rows.article.credits)
        found = [one for one in map(self._sources.as_outlet, named) if one.name != own]
        if len(found) < 2:
            return tuple(found)
        names, interests = [_short(one.name) for one in found], [_short(one.interest or one.name) for one in found]
        return (Cited(", ".join(names), "agency", " and ".join(interests), None, "credit"),)

    def _before(self, article: str, clause: Span) -> tuple[tuple[Cited, ...], str | None]:
        """The links before those of the text, and the article that the words are copied from.

        Where this article credits nobody, whoever another holder of the passage credits stands behind both; if none
        does, the earliest outlet that has it is itself the link. An agency that has it from an earlier one is a link
        of its own: "Press Association, and they from Associated Press".
        """
        holders = self._holders(article, clause)
        earlier = [other for other, first in holders.items() if first]
        copy_of = earlier[-1] if earlier else None
        credits = self._credits[article]
        if credits:
            theirs = self._credits[copy_of] if copy_of and "," not in credits[0].name else ()
            more = [_copied(one) for one in theirs if not _same_agency(one, credits[0])]
            return (*credits, *more), copy_of
        later = [other for other, first in holders.items() if not first and not self._names(other, article)]
        credited = next((self._credits[other] for other in (*reversed(earlier), *later) if self._credits[other]), ())
        if not credited and copy_of:
            credited = (self._outlets[copy_of],)
        return tuple(_copied(one) for one in credited), copy_of

    def _is_copy(self, copy: Copy) -> bool:
        """Whether two articles share more than what both quote of somebody else."""
        quotations = self._quotations.get(copy.article)
        if quotations is None:
            return False
        whole = sum(one.end - one.start for one, _ in copy.passages)
        theirs = sum(quotations.shared(one.start, one.end) for one, _ in copy.passages)
        return whole - theirs >= min(OWN_WORDS, theirs)

    def _names(self, article: str, other: str) -> bool:
        """Whether an article's text names the outlet of another: then it quotes it."""
        name = self._outlets[other].name
        return bool(name) and name.removeprefix("The ") in self._sources.readings[article].article.text

    def _holders(self, article: str, span: Span) -> dict[str, bool]:
        """The other articles that have these words, and whether they had them earlier, the earliest last."""
        found: dict[str, bool] = {}
        waiting = [(article, span, True)]
        while waiting and len(found) < MOST_HOLDERS:
            here, words, earliest = waiting.pop()
            for passage, there, other, earlier in self._passages.get(here, ()):
                if (
                    other != article
                    and other not in found
                    and _shared(passage, words) >= COPIED * (words.end - words.start)
                ):
                    found[other] = earliest and earlier
                    waiting.append((other, there, found[other]))
        return dict(sorted(found.items(), key=lambda one: one[1]))

    def _all_cited(self, rows: Rows, mention: EventMention, prefix: Sequence[Cited]) -> list[Cited]:
        return list(self._cited(rows, mention, prefix)) or list(self._cited_elsewhere(rows, mention, prefix))

    def _cited(self, rows: Rows, mention: EventMention, prefix: Sequence[Cited]) -> Iterator[Cited]:
        """The links of the claims that a mention stands in, the outermost first."""
        article, stack = rows.article.id, self._stack(rows, mention)
        heard_by = next((one.name for one in reversed(prefix)), self._outlets[article].name)
        for one in stack:
            for via in one.via:
                if link := self._sources.carrier(article, via):
                    heard_by = self._sources.as_outlet(link).name
                    yield link
            if link := self._sources.speaker(article, one, heard_by=heard_by):
                heard_by = self._sources.as_outlet(link).name if link.kind in ("agency", "outlet") else heard_by
                yield link
        if not stack and (told := self._told(rows, mention) or self._speaking(article, mention, heard_by)):
            yield told

    def _cited_elsewhere(self, rows: Rows, mention: EventMention, prefix: Sequence[Cited]) -> Iterator[Cited]:
        """The links that another holder of the same words has, where this one cut their source off."""
        for other in self._holders(rows.article.id, mention.clause) if self._passages else ():
            twin = self._by_words(other).get(_words(rows, mention))
            found = list(self._cited(self._readings[other], twin, prefix)) if twin else []
            if found:
                yield from found
                return

    def _speaking(self, article: str, mention: EventMention, heard_by: str) -> Cited | None:
        """Whose post or quotation it stands in where no claim says so; a quotation is whose the last one was."""
        quotations, at = self._quotations[article], mention.trigger.start
        if author := quotations.author(at):
            return self._sources.author(article, Span(article, *author))
        if not quotations.quoted(at):
            return None
        quoted = self._quoted[article]
        found = bisect_left(quoted, at, key=_end) - 1
        if found < 0 or at - _end(quoted[found]) > GOES_ON:
            return None
        return self._sources.speaker(article, quoted[found], heard_by=heard_by)

    def _by_words(self, article: str) -> dict[tuple[str, str], EventMention]:
        """The event mentions of an article by their words."""
        if article not in self._same_words:
            rows = self._readings[article]
            self._same_words[article] = {_words(rows, mention): mention for mention in rows.of(EventMention)}
        return self._same_words[article]

    def _stack(self, rows: Rows, mention: EventMention) -> list[Claim]:
        """The claims that a mention stands in, the outermost first.

        Who is named at the sentence's end ("police said ..., the daily reported") stands outside, whatever the reading
        made of it. Who orders, wants or looks into a thing is no source of it.
        """
        callings = self._sources.readings[rows.article.id].callings
        claims, stack = self._claims[rows.article.id], list[Claim]()
        claim = mention.claim
        while claim in claims and len(stack) < LONGEST:
            stack.append(claims[claim])
            claim = stack[-1].inside
        stack = [one for one in stack if not (one.cue and callings.lemma(one.cue[0]) in verbs("wishes"))]
        stack.reverse()
        return sorted(stack, key=lambda one: not _trails(one, mention.clause))

    def _told(self, rows: Rows, mention: EventMention) -> Cited | None:
        """Who tells it by the event's own verb: "the brother identified them", "the ministry confirmed the deaths"."""
        callings = self._sources.readings[rows.article.id].callings
        verb = callings.verb(mention.trigger)
        if verb not in verbs("tells"):
            return None
        subject = callings.subject(mention.trigger)
        if subject is None:
            return None
        same = self._by_source[rows.article.id].get(subject.end)
        if same:
            return self._sources.speaker(rows.article.id, same, heard_by=self._outlets[rows.article.id].name)
        return self._sources.of_words(rows.article.id, subject)


def _words(rows: Rows, mention: EventMention) -> tuple[str, str]:
    """The words of an event mention as they are compared: its clause and its trigger."""
    text, clause, trigger = rows.article.text, mention.clause, mention.trigger
    return " ".join(text[clause.start : clause.end].split()), text[trigger.start : trigger.end]


def _trails(claim: Claim, clause: Span) -> bool:
    """Whether a claim is by a medium that is named behind the words it reports."""
    return claim.kind in ("outlet", "agency", "body") and bool(claim.cue) and claim.cue[0].start >= clause.end


def _once(links: Iterable[Cited], own: Cited) -> tuple[Cited, ...]:
    """The links without repetition and without the outlet; an agency named in the text takes the credit's place."""
    out: list[Cited] = []
    for link in links:
        if link.name.casefold() == own.name.casefold() or any(link.name == one.name for one in out):
            continue
        if out and out[-1].words is None and link.kind == "agency" and _short(link.name) in out[-1].name.split(", "):
            out.pop()
        out.append(link)
    return tuple(out)


def _copied(link: Cited) -> Cited:
    return Cited(link.name, link.kind, link.interest, None, "copy")


def _short(name: str) -> str:
    """The shortest name of an agency in capitals, as credits have it: AFP."""
    outlet = outlets.by_name(name)
    forms = [form for form in (outlet.forms if outlet else ()) if form.isupper() and " " not in form]
    return min(forms, key=len) if forms else name


def _same_agency(one: Cited, other: Cited) -> bool:
    """Whether a credit names an agency that another one names, alone or beside others."""
    return bool(set(one.name.split(", ")) & set(other.name.split(", "))) or _short(one.name) in other.name.split(", ")


def _passages(copies: Iterable[Copy], outlets: Mapping[str, Cited]) -> dict[str, list[tuple[Span, Span, str, bool]]]:
    """By article: (passage, the same in the other article, the other article, whether that is the earlier one).

    Versions of one outlet's article are left out.
    """
    found: dict[str, list[tuple[Span, Span, str, bool]]] = defaultdict(list)
    for copy in copies:
        if copy.article in outlets and copy.of in outlets and outlets[copy.article].name != outlets[copy.of].name:
            for here, there in copy.passages:
                found[copy.article].append((here, there, copy.of, True))
                found[copy.of].append((there, here, copy.article, False))
    return found


def _quoted(rows: Rows) -> list[Claim]:
    """The claims in somebody's own words, in the order of their ends."""
    return sorted((one for one in rows.of(Claim) if one.manner != "indirect" and one.content), key=_end)


def _end(claim: Claim) -> int:
    return max(span.end for span in (*claim.content, *claim.source, *claim.cue))


def _shared(left: Span, right: Span) -> int:
    return min(left.end, right.end) - max(left.start, right.start)
