"""Who speaks in a claim, by which way the words came, what kind of source it is and why it may have no name.

Everything rests on the pieces of an attribution (content, cue, source), the parse, the mentions and their clusters, not
on how the attribution was found. The steps: whom the source's words mean (`parties`), the media that carried them and
the sources that it cites (`routes`), then what stays in force from the claims before: "it", "the paper", "he added"
take up a speaker, and with the speaker the way by which the words came, until another way or occasion is named.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from dateline.atlas import actors
from dateline.atlas.cues import source_words
from dateline.extract.cast import Cast
from dateline.extract.parties import Parties, Party, phrase_of
from dateline.extract.routes import Routes, Words
from dateline.extract.sources import Piece, kind_of, reasons
from dateline.extract.syntax import dependents, subtree
from dateline.extract.tokens import Tokens
from dateline.records import Mention, Rows, Sentence, SourceKind, Token

#: How many sentences on a way of words stays in force for a pronoun or description, and for a name said again.
ANAPHORIC_REACH = 6
NAMED_REACH = 3
#: How many sentences on "it" may take up a document.
IT_REACH = 2
#: How many sentences before one that says why somebody has no name that somebody may have spoken.
REASON_REACH = 2
#: Words of one piece, links of a growing chain, citations in one sentence, at most. Bounds work on hostile text.
LONGEST_PART = 400
MOST_LINKS = 32
MOST_CITATIONS = 12
#: Characters of a source before the phrase that says it has no name, at most.
FURTHEST = 120
#: Characters between a cue and the phrase that it belongs to: "who asked | not to be named".
NEAR = 20
#: The marks that open quotations.
OPENING = frozenset("\"'“„«»‘‚‹›「『")


_Reason = tuple[Piece, Piece]  # the phrase that says somebody has no name, and the words of the reason


class Attribution(Protocol):
    """What a finder of attributions gives: pieces (start, end) of the text for each part; the cue is not empty.

    `speaker` is where the text names who stands behind a source that is a mere label ("A:"), or the part of the source
    that names who speaks, where it holds more; else None.
    """

    @property
    def content(self) -> tuple[Piece, ...]: ...  # noqa: D102
    @property
    def cue(self) -> tuple[Piece, ...]: ...  # noqa: D102
    @property
    def source(self) -> tuple[Piece, ...]: ...  # noqa: D102
    @property
    def speaker(self) -> Piece | None: ...  # noqa: D102


A = TypeVar("A", bound=Attribution)


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks: mention ids of the speaker and of what carried the words (outermost first), kind and reason."""

    speaker: str | None = None
    via: tuple[str, ...] = ()
    kind: SourceKind | None = None
    reason: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class _Turn:
    """A claim already read, for those after it."""

    sentence: Sentence
    party: Party | None
    chain: tuple[str, ...]
    kind: SourceKind | None
    content: tuple[Piece, ...] = ()


class Speakers(Generic[A]):
    """Reads the attributions of one article. `attributions` are those given without the parts of others' sources."""

    def __init__(self, rows: Rows, attributions: Sequence[A]) -> None:
        self.cast = Cast(rows)
        self._tokens = Tokens(rows.of(Sentence))
        self._parties = Parties(self.cast, rows.of(Sentence))
        self._routes = Routes(self.cast, self._parties)
        found = [one for sentence in rows.of(Sentence) for one in reasons(rows.article.text, sentence)]
        self._reasons = list(_before_cues(rows.article.text, found, attributions))
        self._starts: dict[int, list[int]] = {}  # of the tokens of a sentence
        words = [self._words(one) for one in attributions]
        cited, gone = self._citations(words)
        gone |= {number for number, one in enumerate(attributions) if self._gives_reason(one)}
        kept = [number for number in range(len(attributions)) if number not in gone]
        self.attributions = [attributions[number] for number in kept]
        self._read = [words[number] for number in kept]
        self._cited = [cited.get(number, []) for number in kept]
        self._turns: list[_Turn | None] = [None] * len(kept)
        self._ways: dict[str, tuple[tuple[str, ...], Sentence]] = {}
        self._spoken: list[_Turn] = []  # in the order in which they are read
        self._latest: _Turn | None = None
        self._report: _Turn | None = None  # the latest that stands in no other

    @property
    def made(self) -> tuple[Mention, ...]:
        """Mentions that sources needed and nobody had found, by their place."""
        return tuple(sorted(self.cast.made.values(), key=lambda mention: (mention.span.start, -mention.span.end)))

    def voices(self, outer: Sequence[int | None]) -> list[Voice]:
        """The voice of each of `attributions`; `outer` has for each the number of the one that holds it."""
        out = [Voice()] * len(self.attributions)
        for number in _outer_first(outer):
            out[number] = self._voice(number, outer)
        return self._with_reasons(out)

    # ------------------------------------------------------------ the parts as tokens

    def _words(self, one: Attribution) -> Words | None:
        """The parts as tokens of the sentence in which the cue begins; a source without a cue stands for it."""
        anchors = one.cue or one.source
        sentence = self._tokens.sentence(anchors[0][0]) if anchors else None
        if sentence is None:
            return None
        named = one.speaker if one.speaker is not None and _lies_in(one.speaker, one.source) else None
        parts = (anchors, one.source if named is None else (named,), one.content)
        cue, source, content = (self._within(sentence, part) for part in parts)
        cue = cue or source[:1]  # "A." is one word, label and mark
        return Words(sentence, _bare(sentence, cue), tuple(source), frozenset(content)) if cue else None

    def _within(self, sentence: Sentence, pieces: Sequence[Piece]) -> list[int]:
        starts = self._starts.get(sentence.index)
        if starts is None:
            starts = self._starts[sentence.index] = [token.start for token in sentence.tokens]
        out: list[int] = []
        for start, end in pieces:
            if end > starts[0] and start < sentence.span.end:
                first = bisect_left(starts, start)
                out.extend(range(first, min(bisect_left(starts, end), first + LONGEST_PART)))
        return [index for index in dict.fromkeys(out) if sentence.tokens[index].pos != "SPACE"]

    # ------------------------------------------------------------ citations belong to a claim

    def _citations(self, words: Sequence[Words | None]) -> tuple[dict[int, list[int]], set[int]]:
        """The citing words of each attribution, and the attributions that are only another's citation."""
        by_sentence: dict[int, list[int]] = defaultdict(list)
        for number, one in enumerate(words):
            if one is not None:
                by_sentence[one.sentence.index].append(number)
        cited: dict[int, list[int]] = {}
        gone: set[int] = set()
        for numbers in by_sentence.values():
            sentence = words[numbers[0]].sentence  # type: ignore[union-attr]
            gone.update(_repeated(numbers, words))
            for chain in self._routes.citations(sentence)[:MOST_CITATIONS]:
                own = {number for number in numbers if not set(_cue(words[number])).isdisjoint(chain)}
                others = [number for number in numbers if number not in own and number not in gone]
                if others:
                    cited.setdefault(_owner(sentence, chain[0], others, words), chain)
                    gone |= own
        return cited, gone

    def _gives_reason(self, one: Attribution) -> bool:
        """Whether an attribution is part of why a source has no name: "who asked not to be named"."""
        start, end = one.cue[0][0] if one.cue else 0, one.content[-1][1]
        at = bisect_left(self._reasons, ((start, start), (0, 0)))
        for phrase, reason in self._reasons[max(0, at - 1) : at + 1]:
            low, high = phrase[0] - NEAR, max(phrase[1], reason[1])
            if low <= start < high and phrase[0] <= one.content[0][0] and end <= high:
                return True
        return False

    # ------------------------------------------------------------ one claim

    def _voice(self, number: int, outer: Sequence[int | None]) -> Voice:
        words, holder = self._read[number], outer[number]
        above = self._turns[holder] if holder is not None else None
        if words is None:
            return Voice()
        party, carriers = self._source(words, number)
        if party is not None and above is not None and self._is_quoted_in(number, holder):
            party = self._other_than(above, words, party)
        before = above.chain if above else ()
        via = self._distinct([*carriers], party, before)
        if above is None and party is not None:
            via = self._in_force(words, party, carriers) or via
        speaker = party.mention.id if party else None
        kind = kind_of(self.cast, self._tokens, party) if party else self._unsaid(words)
        if kind is None and party is not None and party.mention.form == "pronoun":
            kind = self._last_kind(party)
        chain = tuple(dict.fromkeys([*before[:MOST_LINKS], *via, *([speaker] if speaker else [])]))
        self._turns[number] = turn = _Turn(words.sentence, party, chain, kind, self.attributions[number].content)
        if party is not None:
            self._ways[self.cast.key(party.mention.id)] = (
                tuple(one for one in chain if one != speaker),
                words.sentence,
            )
            self._issue(words, party.mention)
        self._spoken.append(turn)
        if party is not None:
            self._latest = turn
            self._report = turn if holder is None else self._report
        return Voice(speaker, via, kind)

    def _source(self, words: Words, number: int) -> tuple[Party | None, list[Mention]]:
        """Who speaks, and through whom as this claim's own words say."""
        quoted = self._routes.quoted(words)
        carriers = self._routes.carriers(words)
        if quoted is not None:
            by, party = quoted
            by = self._taken_up(words, by, number) if by else None
            carriers = [*([by.mention] if by else []), *carriers]
            found: Party | None = self._taken_up(words, party, number)
        else:
            named = self._behind_label(self.attributions[number].speaker)
            if named is None and _is_letter(words):
                named = self._answering(words)  # nobody, where more than one may be meant
            else:
                named = named or self._parties.of(words.sentence, words.source)
                named = named or self._told_in(words)
            found = self._taken_up(words, named, number)
        carriers = [self._medium_meant(words.sentence, mention) for mention in carriers]
        told = (self._routes.heard_from(words) or self._shown(words, found)) if found and quoted is None else None
        if told is not None and found is not None:
            carriers, found = [found.mention, *carriers], told
        if found is not None and (not words.source or found.document):
            carriers = [*carriers, *self._routes.shown_to(words.sentence, found)]
        cited = list(self._routes.cited(words.sentence, self._cited[number]))
        for party in cited:
            if found is None or self.cast.key(party.mention.id) != self.cast.key(found.mention.id):
                shown = self._routes.shown_to(words.sentence, party)
                carriers, found = [*carriers, *([found.mention] if found else []), *shown], party
        return found, carriers

    def _told_in(self, words: Words) -> Party | None:
        """The document that speaks where a passive names nobody: "were told in a memo that"."""
        sentence = words.sentence
        for index in words.cue if not words.source else ():
            if sentence.tokens[index].tag != "VBN" or not any(dependents(sentence, index, "auxpass")):
                continue
            for tie in dependents(sentence, index, "prep"):
                nouns = [t for t in dependents(sentence, tie.index, "pobj") if tie.text.lower() in ("in", "by")]
                if nouns and self._parties.documents_in(sentence, [nouns[0].index]):
                    return self._parties.of(sentence, phrase_of(sentence, nouns[0]))
        return None

    def _shown(self, words: Words, found: Party) -> Party | None:
        """The document that a medium shows, where that is what speaks."""
        return self._routes.shown(words) if self.cast.is_medium(found.mention) else None

    def _behind_label(self, piece: Piece | None) -> Party | None:
        """Whom a name elsewhere in the text means that stands behind a label."""
        sentence = self._tokens.sentence(piece[0]) if piece is not None else None
        return self._parties.of(sentence, self._within(sentence, [piece])) if sentence and piece else None

    def _answering(self, words: Words) -> Party | None:
        """The only person named so far, for a source that is one letter: "A: ..." behind "Q: ..."."""
        head = words.source_head
        person = self._only_person(head.start) if head is not None else None
        return Party(person, head) if person is not None and head is not None else None

    def _distinct(self, carriers: Sequence[Mention], party: Party | None, before: tuple[str, ...]) -> tuple[str, ...]:
        """The ids of carriers: each outlet once, neither the speaker nor the article's own outlet."""
        seen = {self.cast.key(one) for one in before} | ({self.cast.key(party.mention.id)} if party else set())
        out: list[str] = []
        for mention in carriers:
            key = self.cast.key(mention.id)
            if key not in seen and not self.cast.is_own(mention) and (party is None or mention.id != party.mention.id):
                seen.add(key)
                out.append(mention.id)
        return tuple(out)

    def _unsaid(self, words: Words) -> SourceKind | None:
        """The public, where a passive or an adverb names nobody: "it is believed", "reportedly"."""
        if words.source:
            return None
        for index in words.cue:
            token = words.sentence.tokens[index]
            if token.pos == "ADV" or any(dependents(words.sentence, index, "auxpass")):
                return "public"
        return None

    def _issue(self, words: Words, issuer: Mention) -> None:
        """Keep that the speaker issued the documents that the cue's words name: "said in a statement"."""
        sentence, at = words.sentence, words.sentence.tokens[words.cue[0]].start
        below: set[int] = {*words.cue, *words.source}
        for index in words.cue:
            for child in dependents(sentence, index, "prep", "dobj"):
                below.update(i for i in subtree(sentence, child.index) if i not in words.content)
        for document in self._parties.documents_in(sentence, sorted(below)):
            self._parties.remember(document, at, issuer)
        if any(sentence.tokens[index].text.lower() in source_words()["platform"] for index in words.source):
            self._parties.remember("post", at, issuer)  # "the Telegram channel X reported ... The post said"

    # ------------------------------------------------------------ what stays in force

    def _taken_up(self, words: Words, party: Party | None, number: int) -> Party | None:
        """The party, or whom its words take up from the claims before: "it", "he", "the paper"."""
        head, last = words.source_head, self._report
        if party is None:
            return last.party if last is not None and head is not None and head.text.lower() == "it" else None
        mention = party.mention
        if mention.form == "pronoun":
            return self._antecedent(words, party, number)
        return replace(party, mention=self._medium_meant(words.sentence, mention))

    def _medium_meant(self, sentence: Sentence, mention: Mention) -> Mention:
        """The outlet that "the paper" or "the agency" takes up; any other mention for itself."""
        head = self._tokens.head(mention.head.start, mention.head.end)
        if mention.form != "nominal" or head is None or not self.cast.is_medium(mention):
            return mention
        return self._last_medium(mention) or mention if _is_plain(sentence, head) else mention

    def _antecedent(self, words: Words, party: Party, number: int) -> Party:
        known, last = self.cast.known_as(party.mention), self._report
        word = party.head.text.lower()
        if word == "it" and last is not None and last.party is not None:
            near = 0 <= words.sentence.index - last.sentence.index <= IT_REACH
            spoken_of = near and self._is_spoken_of(party.mention, number)
            if known.form == "pronoun" or spoken_of or (last.party.document and near):
                return last.party
        if known.form != "pronoun" and not self._is_spoken_of(party.mention, number):
            return party
        if word in ("he", "she", "him", "her"):
            person = self._last_person(words, party.mention, word)
            return replace(party, mention=person) if person is not None else party
        if word in ("they", "them") and self._latest is not None:
            group = self._latest.party
            return replace(party, mention=group.mention) if group is not None and self._may_be_they(group) else party
        return party

    def _is_spoken_of(self, pronoun: Mention, number: int) -> bool:
        """Whether a pronoun's antecedent never spoke, and is last named in what this claim or the last speaker says.

        "Luski said Weiss was kind. 'Weiss gave to all,' he said": who goes on speaking is meant.
        """
        key = self.cast.key(pronoun.id)
        if key in self._ways:
            return False
        before = [m for m in self.cast.together(pronoun) if m.span.end <= pronoun.span.start and m.form != "pronoun"]
        held = (*self.attributions[number].content, *(self._latest.content if self._latest else ()))
        return bool(before) and _lies_in((before[-1].span.start, before[-1].span.end), held)

    def _may_be_they(self, party: Party) -> bool:
        """Whether "they" may take up a speaker: several people, a body, a family."""
        known = self.cast.known_as(party.mention)
        return known.kind in ("organization", "group") or party.head.tag in ("NNS", "NNPS")

    def _is_quoted_in(self, number: int, holder: int | None) -> bool:
        """Whether a claim stands in a quotation that the one that holds it quotes."""
        if holder is None:
            return False
        one = self.attributions[number]
        at = (one.cue or one.source or one.content)[0][0]
        pieces = (start for start, end in self.attributions[holder].content if start <= at < end)
        return any(self.cast.text[start : start + 1] in OPENING for start in pieces)

    def _other_than(self, above: _Turn, words: Words, party: Party) -> Party:
        """Whom "he" means in a quotation: not who is quoted, but the last other person who spoke."""
        own = self.cast.key(above.party.mention.id) if above.party is not None else None
        if words.source_head is None or words.source_head.text.lower() not in ("he", "she"):
            return party
        if self.cast.key(party.mention.id) != own:
            return party
        for turn in reversed(self._spoken[-MOST_LINKS:]):
            other = turn.party is not None and turn.kind in ("person", "unnamed")
            if other and self.cast.key(turn.party.mention.id) != own:  # type: ignore[union-attr]
                return replace(party, mention=turn.party.mention)  # type: ignore[union-attr]
        return party

    def _last_person(self, words: Words, pronoun: Mention, word: str) -> Mention | None:
        """The person that spoke last, else the only person that the article has named so far."""
        last = self._latest
        party = last.party if last is not None else None
        if last is not None and party is not None and self._may_be_person(party, last.kind):
            fits = self._has_gender(party.mention, word)
            return party.mention if fits else self._only_person(pronoun.span.start)
        return self._only_person(pronoun.span.start)

    def _has_gender(self, mention: Mention, pronoun: str) -> bool:
        """Whether a pronoun's gender is that of a person's given name, where that is known."""
        words = self.cast.words(self.cast.known_as(mention)).split()
        gender = actors.gender_of_given_name(words[0]) if len(words) > 1 else None
        return gender is None or gender not in ("m", "f") or (gender == "f") == (pronoun in ("she", "her"))

    def _may_be_person(self, party: Party, kind: SourceKind | None) -> bool:
        """Whether a speaker is a person, also one whose unknown name was taken for something else."""
        if kind in ("person", "unnamed"):
            return True
        named = party.mention.form == "name" and self.cast.may_be_person(party.mention)
        return kind == "body" and (named or party.mention.id in self.cast.made)  # of an unknown noun: "the warden"

    def _only_person(self, before_here: int) -> Mention | None:
        before = self.cast.inside(0, before_here)
        named = {self.cast.key(m.id): m for m in before if m.kind == "person" and m.form == "name"}
        return next(iter(named.values())) if len(named) == 1 else None

    def _last_medium(self, mention: Mention) -> Mention | None:
        """The outlet that a claim before named last, for "the paper"; one in its own cluster before that."""
        last = self._latest
        if last is not None:
            for one in reversed(last.chain):
                found = self.cast.get(one)
                if self.cast.is_medium(found) and not self.cast.is_platform(found):
                    return found
        return None

    def _in_force(self, words: Words, party: Party, carriers: Sequence[Mention]) -> tuple[str, ...]:
        """The way by which a speaker's words came before, where this claim goes on without naming another."""
        if carriers or self._new_occasion(words):
            return ()
        way, sentence = self._ways.get(self.cast.key(party.mention.id), ((), None))
        if _is_quoted(words):
            return way or self._media_of_last()
        if sentence is None or not way:
            return ()
        distance = words.sentence.index - sentence.index
        head = words.source_head
        named = head is not None and head.pos == "PROPN" and not self._goes_on(words)
        if named:
            media = all(self.cast.is_medium(self.cast.get(one)) for one in way)
            return way if media and 0 <= distance <= NAMED_REACH else ()
        return way if 0 <= distance <= ANAPHORIC_REACH else ()

    def _goes_on(self, words: Words) -> bool:
        lemmas = {words.sentence.tokens[index].lemma.lower() for index in words.cue}
        return not lemmas.isdisjoint(source_words()["adding"])

    def _media_of_last(self) -> tuple[str, ...]:
        """The outlets with which the chain of the claim before begins."""
        out: list[str] = []
        for one in self._latest.chain if self._latest else ():
            if not self.cast.is_medium(self.cast.get(one)):
                break
            out.append(one)
        return tuple(out)

    def _new_occasion(self, words: Words) -> bool:
        """Whether the words fell elsewhere: somebody is told who is no medium, or an occasion is named."""
        sentence = words.sentence
        for index in words.cue:
            token = sentence.tokens[index]
            for child in dependents(sentence, index, "dobj", "dative", "prep"):
                if child.index in words.content or child.index in words.source:
                    continue
                if child.dep == "prep":
                    nouns = list(dependents(sentence, child.index, "pobj"))
                    occasions = source_words()["occasion"] | source_words()["document"]
                    if any(noun.lemma.lower() in occasions for noun in nouns):
                        return True
                elif token.lemma.lower() in source_words()["telling"] and child.pos in ("NOUN", "PROPN"):
                    return True
        return False

    def _last_kind(self, party: Party) -> SourceKind | None:
        """The kind that another claim of the same speaker has."""
        key = self.cast.key(party.mention.id)
        turns = (turn for turn in reversed(self._turns) if turn is not None and turn.party is not None)
        return next((turn.kind for turn in turns if self.cast.key(turn.party.mention.id) == key), None)  # type: ignore[union-attr]

    # ------------------------------------------------------------ reasons

    def _with_reasons(self, voices: list[Voice]) -> list[Voice]:
        out = list(voices)
        for phrase, reason in self._reasons:
            for number in self._nameless(phrase, out) if reason[0] < reason[1] else ():
                out[number] = replace(out[number], reason=(*out[number].reason, reason))
        return out

    def _nameless(self, phrase: Piece, voices: Sequence[Voice]) -> list[int]:
        """The claims whose source a phrase says to have no name: nearest in its sentence, else the last before it."""
        at = self._tokens.sentence(phrase[0])
        unnamed = [n for n, voice in enumerate(voices) if voice.kind == "unnamed" and self._read[n] is not None]
        here = [n for n in unnamed if self._read[n].sentence is at]  # type: ignore[union-attr]
        if here:
            return [min(here, key=lambda n: self._distance(n, phrase))]
        last = [n for n in unnamed if (one := self.attributions[n]).cue and one.cue[0][0] < phrase[0]][-1:]
        near = at is not None and last and at.index - self._read[last[0]].sentence.index <= REASON_REACH  # type: ignore[union-attr]
        return last if near else []

    def _distance(self, number: int, phrase: Piece) -> tuple[int, int]:
        one = self.attributions[number]
        inside = any(start <= phrase[0] < end for start, end in one.source)
        ends = [abs(phrase[0] - end) for _, end in one.source or one.cue]
        return (0 if inside else 1, min(ends))


def _is_letter(words: Words) -> bool:
    """Whether a source is one letter, the label of who answers."""
    head = words.source_head
    letter = head is not None and len(head.text.strip(".")) == 1 and head.text.isupper() and head.text != "I"
    return letter and len(words.source) == 1


def _bare(sentence: Sentence, cue: Sequence[int]) -> tuple[int, ...]:
    """A cue without the circumstances behind its verb: "said" of "said in a statement on Telegram"."""
    verbs = [sentence.tokens[index] for index in cue if sentence.tokens[index].tag in ("VBD", "VBZ", "VBP")]
    around: set[int] = set()
    for tie in dependents(sentence, verbs[0].index, "prep", "npadvmod") if verbs else ():
        if tie.index > verbs[0].index and not any(dependents(sentence, tie.index, "pcomp")):
            below = subtree(sentence, tie.index)
            placed = tie.text.lower() in ("in", "on", "to") and tie.index in cue
            around.update(below if placed or any(index in cue for index in below[1:]) else ())
    return tuple(index for index in cue if index not in around)


def _lies_in(piece: Piece, pieces: Sequence[Piece]) -> bool:
    return any(start <= piece[0] and piece[1] <= end for start, end in pieces)


def _outer_first(outer: Sequence[int | None]) -> Iterator[int]:
    """Numbers so that each claim comes after the one that holds it, otherwise in the order of the text."""
    inner: dict[int | None, list[int]] = defaultdict(list)
    for number, holder in enumerate(outer):
        inner[holder].append(number)
    todo = inner[None][::-1]
    while todo:
        number = todo.pop()
        yield number
        todo.extend(reversed(inner[number]))


def _before_cues(text: str, found: Sequence[_Reason], attributions: Sequence[Attribution]) -> Iterator[_Reason]:
    """Phrases and reasons, a reason no longer than to the cue of whose source it is part of."""
    spans = sorted((one.source[0][0], one.cue[0][0]) for one in attributions if one.source and one.cue)
    for phrase, (start, end) in found:
        low, high = bisect_left(spans, (phrase[0] - FURTHEST, 0)), bisect_left(spans, (phrase[0], 0))
        cues = [cue for _, cue in spans[low:high] if max(start, phrase[1]) < cue < end]
        end = min([*cues, end])
        yield phrase, (start, start + len(text[start:end].rstrip()))


def _cue(words: Words | None) -> tuple[int, ...]:
    return words.cue if words is not None else ()


def _repeated(numbers: Sequence[int], words: Sequence[Words | None]) -> Iterator[int]:
    """Attributions in which "quoted" alone is the cue, where another has "quoted as saying" for its cue."""
    longest: dict[int, tuple[int, ...]] = {}
    for number in numbers:
        for index in _cue(words[number]):
            longest[index] = max(longest.get(index, ()), _cue(words[number]), key=len)
    for number in numbers:
        cue = _cue(words[number])
        if cue and len(longest[cue[0]]) > len(cue) and set(cue) < set(longest[cue[0]]):
            yield number


def _owner(sentence: Sentence, verb: int, numbers: Sequence[int], words: Sequence[Words | None]) -> int:
    """Whose source a citing word belongs to: by the parse, else the claim whose cue stands nearest before it."""
    head = sentence.tokens[verb].head
    for number in numbers:
        one = words[number]
        assert one is not None
        if head in one.cue or verb in one.source or verb in one.source_phrase:
            return number

    def far(number: int) -> tuple[bool, int]:
        one = words[number]
        assert one is not None
        return one.cue[-1] > verb, abs(one.cue[-1] - verb)

    return min(numbers, key=far)


def _is_quoted(words: Words) -> bool:
    """Whether the cue is "was quoted as saying"."""
    return any(
        words.sentence.tokens[index].lemma.lower() in source_words()["citing"]
        and any(dependents(words.sentence, index, "auxpass"))
        for index in words.cue
    )


def _is_plain(sentence: Sentence, head: Token) -> bool:
    """Whether a noun stands with "the" alone."""
    below = [sentence.tokens[child] for child in sentence.children[head.index]]
    return bool(below) and all(token.dep in ("det", "punct") and token.text.lower() != "a" for token in below)
