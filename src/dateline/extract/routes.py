"""By which way words reached the outlet: media that were told, quoted or shown them, and sources that sources cite.

All of it is read off the words round cue and source, however these were found.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from dateline.atlas.cues import source_words
from dateline.extract.cast import Cast
from dateline.extract.parties import Parties, Party, phrase_after, phrase_of
from dateline.extract.subjects import find_source
from dateline.extract.syntax import ancestors, dependents, head_of, subtree
from dateline.records import Mention, Sentence, Token

#: The order of carriers, outermost first: who quotes or obtains, who is told, the platform.
QUOTING, TOLD, PLATFORM = range(3)
#: Words between a cue and the verb of showing that governs it, at most, up the parse.
HIGHEST = 6
#: Words of a source with all that is said of it, at most. Bounds work on hostile text.
LONGEST_PHRASE = 60
#: Words between "who" and its verb, at most.
MOST_BETWEEN = 4
RELATIVE = ("who", "which", "that")
#: Prepositions that lead to a medium from a reporting verb, and those under which no medium carries anything.
LEADING = ("to", "in", "on", "via", "through", "by", "with", "over", "during", "at", "for", "from", "as")
HANDING = ("by", "to", "with")
ABOUT = ("about", "of", "against", "between", "like")


@dataclass(frozen=True)
class Words:
    """An attribution's parts as tokens of its cue's sentence."""

    sentence: Sentence
    cue: tuple[int, ...]
    source: tuple[int, ...]
    content: frozenset[int]

    @cached_property
    def source_head(self) -> Token | None:
        """The word that heads the source."""
        return head_of(self.sentence, [self.sentence.tokens[index] for index in self.source]) if self.source else None

    @cached_property
    def source_phrase(self) -> list[int]:
        """The source with all that depends on it, without cue and content."""
        head = self.source_head
        if head is None:
            return []
        cut = {*self.cue, *self.content}
        found = {*self.source, *subtree(self.sentence, head.index)[:LONGEST_PHRASE]} - cut
        above = {index for index in found if any(a.index in self.cue for a in _until(self.sentence, index, head))}
        return sorted(found - above)


def _until(sentence: Sentence, index: int, head: Token) -> Iterator[Token]:
    """The governors of a word below a phrase's head."""
    for above in islice(ancestors(sentence, index), LONGEST_PHRASE):
        if above.index == head.index:
            return
        yield above


class Routes:
    """Finds the carriers and the cited sources of attributions of one article."""

    def __init__(self, cast: Cast, parties: Parties) -> None:
        self.cast = cast
        self.parties = parties

    # ------------------------------------------------------------ carriers

    def carriers(self, words: Words) -> list[Mention]:
        """Media that carried the words, outermost first."""
        found: list[tuple[int, Mention]] = []
        for index in words.cue:
            found.extend(self._round_cue(words, words.sentence.tokens[index]))
        found.extend(self._round_source(words))
        found.extend((QUOTING, mention) for mention in self._showing(words))
        ranked = sorted(found, key=lambda entry: entry[0])
        return list(dict.fromkeys(mention for _, mention in ranked))

    def _round_cue(self, words: Words, cue: Token) -> Iterator[tuple[int, Mention]]:
        sentence, taken = words.sentence, {*words.content, *words.source}
        if cue.lemma.lower() in source_words()["telling"]:
            party = self.parties.of(sentence, self._hearer(words, cue))
            if party is not None and (self._carries(party.mention) or self.cast.take_for_medium(party.mention)):
                yield self._ranked(party.mention, TOLD)
            yield from self._broadcast(words, cue)
        if cue.lemma.lower() in source_words()["hearing"] and words.source:
            yield from self._hearing(words, cue)
        for child in dependents(sentence, cue.index, "prep", "agent", "dative", "advcl", "acl", "npadvmod", "xcomp"):
            if child.index in taken or child.index in words.cue:
                continue
            below = [index for index in subtree(sentence, child.index) if index not in taken]
            if set(below) & set(words.cue):
                continue
            if child.dep in ("advcl", "acl", "xcomp") and (not _brings(child) or self._active_citing(child)):
                continue
            if child.dep == "prep" and child.text.lower() not in LEADING:
                continue
            yield from self._media(words, below, QUOTING if child.dep == "agent" else TOLD)

    def _broadcast(self, words: Words, cue: Token) -> Iterator[tuple[int, Mention]]:
        """Media that carried the occasion that is told something: "told a rally broadcast by the channel"."""
        sentence, taken = words.sentence, {*words.content, *words.source}
        for child in dependents(sentence, cue.index, "dobj", "dative"):
            for verb in dependents(sentence, child.index, "acl", "relcl"):
                if verb.lemma.lower() in source_words()["carrying"] and verb.index not in taken:
                    below = [index for index in subtree(sentence, verb.index) if index not in taken]
                    yield from self._media(words, below, QUOTING)

    def _hearing(self, words: Words, cue: Token) -> Iterator[tuple[int, Mention]]:
        """Who heard the words of a source, medium or not: "the charity had heard from its staff that"."""
        _, phrase = find_source(words.sentence, cue)
        if phrase and not set(phrase) & set(words.source):
            party = self.parties.of(words.sentence, phrase)
            if party is not None:
                yield QUOTING, party.mention

    def heard_from(self, words: Words) -> Party | None:
        """From whom the source has it: "the daily has learned from two aides that"."""
        sentence = words.sentence
        for index in words.cue:
            if sentence.tokens[index].lemma.lower() not in source_words()["hearing"]:
                continue
            for tie in dependents(sentence, index, "prep"):
                nouns = [t for t in dependents(sentence, tie.index, "pobj") if tie.text.lower() == "from"]
                party = self.parties.of(sentence, phrase_of(sentence, nouns[0])) if nouns else None
                if party is not None and not {nouns[0].index, tie.index} & {*words.content, *words.source}:
                    return party
        return None

    def shown(self, words: Words) -> Party | None:
        """The document that the source shows, where it speaks: "the daily has obtained a memo saying that"."""
        sentence = words.sentence
        for noun in (sentence.tokens[i] for i in words.cue):  # "TASS CARRIED A STATEMENT by the ministry that"
            above = sentence.tokens[noun.head]
            if noun.dep == "dobj" and above.index in words.cue and above.lemma.lower() in source_words()["carrying"]:
                cut = min(words.content, default=len(sentence.tokens))
                party = self.parties.of(sentence, [i for i in phrase_of(sentence, noun) if i < cut])
                return party if party is not None and self.parties.documents_in(sentence, [noun.index]) else None
        verb = next((t for t in (sentence.tokens[i] for i in words.cue) if t.tag == "VBG" and t.dep == "acl"), None)
        if verb is None:
            return None
        noun = sentence.tokens[verb.head]
        shows = sentence.tokens[noun.head].lemma.lower() in source_words()["carrying"]
        if noun.dep != "dobj" or noun.index in words.source or not shows:
            return None
        phrase = [index for index in phrase_of(sentence, noun) if index < verb.index]
        party = self.parties.of(sentence, phrase)
        return party if party is not None and (party.document or party.mention.kind == "document") else None

    def _hearer(self, words: Words, verb: Token) -> list[int]:
        """The words for who is told: right behind the verb, up to what is told."""
        return [index for index in phrase_after(words.sentence, verb.index) if index not in words.source]

    def _round_source(self, words: Words) -> Iterator[tuple[int, Mention]]:
        """Media in what is said of the source: "Ivanov, quoted by TASS,", "a letter seen by the daily"."""
        sentence, phrase = words.sentence, words.source_phrase
        head = words.source_head
        if head is None:
            return
        document = bool(self.parties.documents_in(sentence, [head.index]))
        inside = set(phrase)
        for index in phrase:
            token = sentence.tokens[index]
            verb = token.dep in ("acl", "relcl", "advcl") and _brings(token)
            on = document and token.dep == "prep" and token.text.lower() in ("on", "via", "in", "to")
            occasions = (
                dependents(sentence, index, "pobj") if token.dep == "prep" and token.text.lower() == "in" else ()
            )
            verb = verb or any(noun.lemma.lower() in source_words()["occasion"] for noun in occasions)
            if verb and not self._active_citing(token):
                yield from self._media(words, [i for i in subtree(sentence, index) if i in inside], QUOTING)
            elif on:
                yield from self._media(words, [i for i in subtree(sentence, index) if i in inside], PLATFORM)

    def _active_citing(self, verb: Token) -> bool:
        """Whether the source itself cites: "Interfax, which quoted the post"."""
        return verb.lemma.lower() in source_words()["citing"] and verb.tag != "VBN"

    def _showing(self, words: Words) -> Iterator[Mention]:
        """The medium that shows or obtains what is spoken in: "the daily obtained a letter in which Ivanov writes"."""
        sentence = words.sentence
        for above in islice(ancestors(sentence, words.cue[-1]), HIGHEST):
            if above.pos in ("VERB", "AUX") and above.index not in words.cue:
                subjects = [t for t in dependents(sentence, above.index, "nsubj") if t.index not in words.source]
                shows = above.lemma.lower() in source_words()["carrying"] and subjects
                party = self.parties.of(sentence, phrase_of(sentence, subjects[0])) if shows else None
                if party is not None and self._carries(party.mention):
                    yield party.mention
                return

    def _media(self, words: Words, indices: Sequence[int], rank: int) -> Iterator[tuple[int, Mention]]:
        sentence = words.sentence
        barred: set[int] = set()
        for index in indices:
            token = sentence.tokens[index]
            if token.dep == "prep" and token.text.lower() in ABOUT:
                barred.update(subtree(sentence, index))
        for index in indices:
            token = sentence.tokens[index]
            mention = self.cast.at(token)
            if (
                index in barred
                or _acts(sentence, _head_word(sentence, token, mention))
                or (token.dep in ("poss", "compound", "amod") and token.pos == "NOUN")
                or (mention is not None and mention.head.start < token.start)
            ):
                continue
            new = _is_shown(sentence, token) if token.pos == "PROPN" else self.cast.is_medial_noun(token.lemma)
            if mention is None and not (token.pos in ("NOUN", "PROPN") and new):
                continue
            quoting = any(above.lemma.lower() in source_words()["carrying"] for above in _climb(sentence, index))
            if (mention is None and token.pos == "NOUN") or (mention is not None and mention.form == "nominal"):
                phrase = phrase_of(sentence, token)
                if self._holds_name(sentence, phrase, index):
                    continue  # "the Anadolu news agency": the name carries
                party = self.parties.of(sentence, phrase) if self._medial(mention, token) else None
                mention = party.mention if party else None
            if mention is None and token.pos == "PROPN":
                mention = self.cast.make(sentence, token)
            if mention is None:
                continue
            if self._carries(mention) or (_is_shown(sentence, token, mention) and self.cast.take_for_medium(mention)):
                yield self._ranked(mention, QUOTING if quoting else rank)

    def _holds_name(self, sentence: Sentence, phrase: Sequence[int], head: int) -> bool:
        """Whether a medium's name stands in a phrase before its head."""
        named = (self.cast.at(sentence.tokens[at]) for at in phrase if at < head)
        return any(one is not None and one.form == "name" and self._carries(one) for one in named)

    def _medial(self, mention: Mention | None, token: Token) -> bool:
        return mention is None or self.cast.is_medial_noun(token.lemma)

    def _carries(self, mention: Mention) -> bool:
        return mention.form != "pronoun" and self.cast.is_medium(mention)

    def _ranked(self, mention: Mention, rank: int) -> tuple[int, Mention]:
        return (PLATFORM if self.cast.is_platform(mention) else rank), mention

    # ------------------------------------------------------------ citations

    def citations(self, sentence: Sentence) -> list[list[int]]:
        """The citing words of a sentence, those of one chain together: "citing a doctor who referred to"."""
        out: list[list[int]] = []
        for token in sentence.tokens:
            if not self._cites(sentence, token):
                continue
            if (
                _follows_relative(sentence, token)
                and out
                and token.index - out[-1][-1] <= 12
                and sentence.tokens[out[-1][0]].index
            ):
                out[-1].append(token.index)
            else:
                out.append([token.index])
        return out

    def _cites(self, sentence: Sentence, token: Token) -> bool:
        lemma = token.lemma.lower()
        if lemma in source_words()["reference"]:
            around = [one.text.lower() for one in sentence.tokens[max(0, token.index - 1) : token.index + 2]]
            return around[:1] + around[2:] == ["with", "to"]
        relative = _follows_relative(sentence, token)
        if lemma in source_words()["referring"]:
            return relative and not _passes_on(sentence, token)
        if lemma not in source_words()["citing"] or _passes_on(sentence, token):
            return False
        first = token.index == 0 or sentence.tokens[token.index - 1].text in (",", "—", "–", "--", "“", '"', "(")
        return (token.tag == "VBG" and (first or token.dep in ("advcl", "acl", "prep"))) or (
            relative and token.tag in ("VBD", "VBZ", "VBP", "VBN") and token.tag != "VBG"
        )

    def cited(self, sentence: Sentence, chain: Sequence[int]) -> Iterator[Party]:
        """Whom a chain of citing words cites, one after the other."""
        for index in chain:
            at = index
            while at + 1 < len(sentence.tokens) and sentence.tokens[at + 1].text.lower() in ("to", "on", "was"):
                at += 1
            phrase = _object(sentence, at)
            party = self.parties.of(sentence, phrase, evidence=True)
            if party is None:
                return
            yield party

    def shown_to(self, sentence: Sentence, party: Party) -> Iterator[Mention]:
        """Media to which what is cited was shown: "citing a report leaked to the daily"."""
        if sentence.tokens[party.head.index : party.head.index + 1] != (party.head,):
            return  # named in another sentence
        words = Words(sentence, (), (party.head.index,), frozenset())
        for verb in dependents(sentence, party.head.index, "acl", "relcl"):
            if _brings(verb) and not self._active_citing(verb):
                yield from (mention for _, mention in self._media(words, subtree(sentence, verb.index), QUOTING))

    def quoted(self, words: Words) -> tuple[Party | None, Party] | None:
        """Quoter and quoted of "TASS quoted the ambassador as saying"; None where the cue is no such verb."""
        for index in words.cue:
            verb = words.sentence.tokens[index]
            active = verb.lemma.lower() in source_words()["citing"] and verb.tag in ("VBD", "VBZ", "VBP", "VBN", "VBG")
            if not active or any(dependents(words.sentence, index, "auxpass")):
                continue
            who = self.parties.of(words.sentence, _object(words.sentence, index))
            if who is None or not _passes_on(words.sentence, verb):
                continue
            subjects = [t for t in dependents(words.sentence, index, "nsubj") if t.index not in words.content]
            by = self.parties.of(words.sentence, phrase_of(words.sentence, subjects[0])) if subjects else None
            if by is None and words.source_head is not None:
                by = self.parties.of(words.sentence, words.source)
            return (by if by is not None and by.mention.id != who.mention.id else None), who
        return None


def _head_word(sentence: Sentence, token: Token, mention: Mention | None) -> Token:
    """The word that heads the name that a word begins; any other word for itself."""
    if mention is None or mention.form != "name":
        return token
    return head_of(sentence, [t for t in sentence.tokens[token.index :] if t.start < mention.span.end] or [token])


def _acts(sentence: Sentence, token: Token) -> bool:
    """Whether a word is the subject of a clause of its own: "hours after THE RADIO reported shots"."""
    verb = sentence.tokens[token.head]
    return token.dep == "nsubj" and verb.dep not in ("relcl", "acl")


def _is_shown(sentence: Sentence, token: Token, mention: Mention | None = None) -> bool:
    """Whether a name stands where words are handed to a medium: "seen BY X", "leaked TO X", "an interview WITH X"."""
    token = _head_word(sentence, token, mention)
    tie = sentence.tokens[token.head]
    if token.dep != "pobj" or tie.text.lower() not in HANDING:
        return False
    above = sentence.tokens[tie.head]
    if above.pos == "NOUN":
        return above.lemma.lower() in source_words()["occasion"] and tie.text.lower() == "with"
    return above.lemma.lower() in source_words()["carrying"] and (above.tag == "VBN") == (tie.text.lower() == "by")


def _brings(verb: Token) -> bool:
    """Whether a verb says how words came to a medium: "seen by the daily", "asked by the daily"."""
    lemma = verb.lemma.lower()
    return lemma in source_words()["carrying"] or (lemma in source_words()["questioning"] and verb.tag == "VBN")


def _follows_relative(sentence: Sentence, token: Token) -> bool:
    """Whether "who", "which" or "that" stands before a verb, with what may stand between: "who in turn had cited"."""
    for before in reversed(sentence.tokens[max(0, token.index - MOST_BETWEEN) : token.index]):
        if before.text.lower() in RELATIVE:
            return True
        if before.pos not in ("ADV", "AUX") and before.text.lower() not in ("in", "turn", "itself", ","):
            return False
    return False


def _climb(sentence: Sentence, index: int) -> Iterator[Token]:
    """The verb above a word: "seen" for "by the daily"."""
    for above in ancestors(sentence, index):
        if above.pos in ("VERB", "AUX"):
            if above.dep in ("acl", "relcl", "advcl"):
                yield above
            return


def _passes_on(sentence: Sentence, token: Token) -> bool:
    """Whether "as saying" follows a citing verb: then it is a cue, and no citation."""
    for other in sentence.tokens[token.index + 1 : token.index + LONGEST_PHRASE]:
        if other.text.lower() == "as":
            following = sentence.tokens[other.index + 1 : other.index + 2]
            return bool(following) and following[0].tag == "VBG"
        if other.text.lower() in ("that", ".", ";", ":"):
            return False
    return False


def _object(sentence: Sentence, index: int) -> list[int]:
    """The object of a citing verb: the noun phrase behind it, with "of", "at", "from" and the like behind its head."""
    phrase = phrase_after(sentence, index)
    if not phrase:
        return []
    head = head_of(sentence, [sentence.tokens[at] for at in phrase])
    for at in reversed(phrase):  # the last noun heads an English phrase, also where the parser errs
        if sentence.tokens[at].pos in ("NOUN", "PROPN", "PRON", "NUM"):
            head = sentence.tokens[at] if head.pos not in ("NOUN", "PROPN", "PRON") else head
            break
    below = {i for i in subtree(sentence, head.index) if i >= phrase[0]}
    tied: Collection[int] = {
        i for child in dependents(sentence, head.index, "prep") for i in subtree(sentence, child.index)
    }
    return sorted({*phrase, *(below & set(tied))})
