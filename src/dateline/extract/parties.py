"""Whom the words of a source mean: the mention at their head, the name beside a description, who issued a document.

A document stands for who issued it: the one whose it is ("the ministry's statement", "a letter from the bishop"), who
is said to write, send or publish it, or who was said to before ("The statement also said"). One of nobody known stands
for itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from dateline.atlas.cues import source_words
from dateline.extract.cast import Cast, antecedent, qualifiers
from dateline.extract.nouns import head_noun
from dateline.extract.syntax import ancestors, dependents, head_of, subtree
from dateline.records import Mention, Sentence, Token

#: Which kind of mention speaks when a phrase has several and none is its head.
SPEAKING = ("organization", "person", "group", "place")
#: Earlier documents of the same noun that are asked for an issuer, at most.
MOST_EARLIER = 8
#: Words between a document and the verb that says who made it, at most, up the parse.
HIGHEST = 3
#: Characters of a name behind a phrase, and words of a title before a name, at most.
LONGEST_NAMED = 40
MOST_TITLES = 4
DEFINITE = ("the", "this", "that", "its", "their", "his", "her")


@dataclass(frozen=True, slots=True)
class Party:
    """Whom a phrase means, the word that heads it, and whether that word is a document."""

    mention: Mention
    head: Token
    document: bool = False


class Parties:
    """Finds whom phrases of one article mean."""

    def __init__(self, cast: Cast, sentences: Sequence[Sentence]) -> None:
        self.cast = cast
        self._documents: dict[str, list[tuple[Sentence, Token]]] = defaultdict(list)
        self._issued: dict[str, tuple[int, Mention]] = {}  # a kind of document: where who last issued one was said
        words = source_words()["document"]
        for sentence in sentences:
            for token in sentence.tokens:
                if token.pos in ("NOUN", "PROPN") and token.lemma.lower() in words:
                    self._documents[token.lemma.lower()].append((sentence, token))

    def of(self, sentence: Sentence, indices: Sequence[int], *, evidence: bool = False) -> Party | None:
        """Whom a phrase means, None where nobody. `evidence`: a thing that says nothing is nobody ("pictures")."""
        if not indices:
            return None
        first = self._named_first(sentence, indices) or self._named_between_commas(sentence, indices)
        if first is not None:
            return first
        head = antecedent(sentence, _nominal_head(sentence, indices))
        own = self.cast.at(head)
        document = self._is_document(sentence, head)
        if document:
            named = self.cast.named_behind(sentence, head)  # "the trade letter Chip Watch" is a medium's name
            return Party(named or self._behind(sentence, head), head, document=named is None)
        if own.form == "nominal" if own is not None else head.pos != "PROPN":
            beside = self._name_beside(sentence, head, medial=own is None or self.cast.is_medium(own))
            if beside is not None:
                return Party(beside, head)
        if own is None and evidence and head.pos == "NOUN":
            return None
        if own is None or own.form == "nominal":
            own = self.cast.make(sentence, head, first=_start(sentence, indices), parted=True)
        return Party(own, head) if own is not None else None

    def _named_first(self, sentence: Sentence, indices: Sequence[int]) -> Party | None:
        """The person whose name a phrase begins with, up to a comma: "Ann Berg, Elm Road"."""
        first = sentence.tokens[indices[0]]
        for mention in self.cast.inside(first.start, sentence.tokens[indices[-1]].end)[:1]:
            person = mention.form == "name" and mention.kind == "person" and mention.span.start == first.start
            behind = [index for index in indices if sentence.tokens[index].start >= mention.span.end][:1]
            if person and behind and sentence.tokens[behind[0]].text == ",":
                return Party(mention, sentence.tokens[behind[0] - 1])
        return None

    def _named_between_commas(self, sentence: Sentence, indices: Sequence[int]) -> Party | None:
        """The person named behind a description, the name all between commas: "a clerk at the bank, Ann Berg,".

        Found by place, since parsers hang the name on the nearest noun.
        """
        head = head_of(sentence, [sentence.tokens[index] for index in indices])
        noun = head_noun(sentence, head)
        other = head.lemma.lower() in source_words()["document"] or self.cast.is_medial_noun(head.lemma)
        if head.tag != "NN" or other or (noun is not None and noun.kind != "person"):
            return None
        last = sentence.tokens[max(indices)]
        for mention in self.cast.inside(head.end, last.end + LONGEST_NAMED):
            if mention.form == "name" and mention.kind == "person" and self._stands_alone(sentence, mention, last):
                end = next(t for t in reversed(sentence.tokens) if t.start < mention.span.end)
                return Party(mention, end)
        return None

    def _stands_alone(self, sentence: Sentence, mention: Mention, last: Token) -> bool:
        """Whether a name, with a title at most before it, stands between commas, or behind the last one of a phrase."""
        within = [t.index for t in sentence.tokens if mention.span.start <= t.start < mention.span.end]
        if not within:
            return False
        before, after = within[0] - 1, within[-1] + 1
        while before > 0 and within[0] - before < MOST_TITLES and sentence.tokens[before].pos in ("DET", "PROPN"):
            before -= 1
        follows = sentence.tokens[after].text if after < len(sentence.tokens) else ""
        ends = within[-1] == last.index or follows == ","
        return (
            before > 0
            and sentence.tokens[before].text == ","
            and before <= last.index + 1
            and ends
            and (last.index >= within[0] or follows == ",")
        )

    def remember(self, document: str, at: int, issuer: Mention) -> None:
        """Keep who issued a kind of document, for "the statement" later on."""
        self._issued[document] = (at, issuer)

    def documents_in(self, sentence: Sentence, indices: Sequence[int]) -> list[str]:
        """The kinds of document among some words of a sentence."""
        words = source_words()["document"]
        return [lemma for index in indices if (lemma := sentence.tokens[index].lemma.lower()) in words]

    def _is_document(self, sentence: Sentence, head: Token) -> bool:
        known = self.cast.at(head)
        if known is not None and (known.form == "name" or known.kind in ("person", "document")):
            return known.kind == "document"
        if head.pos not in ("NOUN", "PROPN") or head.lemma.lower() not in source_words()["document"]:
            return False
        if not self.cast.is_medial_noun(head.lemma):
            return True
        behind = sentence.tokens[
            head.index + 1 : head.index + 2
        ]  # "the paper" is a daily, "a paper by two doctors" not
        below = [child.text.lower() for child in dependents(sentence, head.index, "det", "prep")]
        return not (behind and behind[0].pos == "PROPN") and ("the" not in below or "by" in below)

    def _behind(self, sentence: Sentence, head: Token) -> Mention:
        """Who speaks in a document: its issuer, here or where one was spoken of before, else itself."""
        issuer = self._issuer(sentence, head)
        if issuer is not None:
            self.remember(head.lemma.lower(), head.start, issuer)
            return issuer
        if any(child.text.lower() in DEFINITE for child in dependents(sentence, head.index, "det", "poss")):
            earlier = self._earlier(head)
            if earlier is not None:
                return earlier
        made = self.cast.make(sentence, head)
        assert made is not None  # a noun always makes one
        return made

    def _earlier(self, head: Token) -> Mention | None:
        """Who issued the last document of the same noun, or that document."""
        lemma = head.lemma.lower()
        at, said = self._issued.get(lemma, (-1, None))
        before = [entry for entry in self._documents[lemma] if entry[1].start < head.start][-MOST_EARLIER:]
        for sentence, token in reversed(before):
            if at > token.start:
                return said
            known = self._issuer(sentence, token) or self.cast.at(token)
            if known is not None:
                return known
        return said

    def _issuer(self, sentence: Sentence, head: Token) -> Mention | None:
        """Who issued a document by the words round it."""
        found = self._speaking(sentence, list(qualifiers(sentence, head, ("by", "from"))))
        return found or self._speaking(sentence, self._makers(sentence, head))

    def _makers(self, sentence: Sentence, head: Token) -> list[Token]:
        """The words for who makes a document: subjects and agents of verbs of writing, sending, publishing."""
        issuing = source_words()["issuing"]
        out: list[Token] = []
        for below in dependents(sentence, head.index, "acl"):
            if below.lemma.lower() in issuing:
                for agent in dependents(sentence, below.index, "agent"):
                    out.extend(dependents(sentence, agent.index, "pobj"))
        out = [token for token in out if (found := self.cast.at(token)) is None or not self.cast.is_medium(found)]
        above = sentence.tokens[head.head]
        if head.dep == "dobj" and above.lemma.lower() in issuing:
            for verb in (above, *islice(ancestors(sentence, above.index), HIGHEST)):
                subjects = list(dependents(sentence, verb.index, "nsubj"))
                if subjects or verb.dep not in ("conj", "xcomp"):
                    out.extend(antecedent(sentence, subject) for subject in subjects)
                    break
        return out

    def _speaking(self, sentence: Sentence, tokens: Sequence[Token]) -> Mention | None:
        """The mention among some words that can speak; "a German study" is not Germany's."""
        found = [self.cast.at(token) for token in tokens if token.pos != "ADJ" or token.dep == "poss"]
        found += [
            made
            for token in tokens
            if token.dep in ("pobj", "nsubj", "poss") and token.pos == "NOUN" and self.cast.at(token) is None
            if (made := self._maker(sentence, token)) is not None
        ]
        order = {kind: number for number, kind in enumerate(SPEAKING)}
        speaking = [mention for mention in found if mention is not None and mention.kind in order]
        return min(speaking, key=lambda m: (order[m.kind], -(m.span.end - m.span.start)), default=None)

    def _maker(self, sentence: Sentence, token: Token) -> Mention | None:
        return None if token.lemma.lower() in source_words()["document"] else self.cast.make(sentence, token)

    def _name_beside(self, sentence: Sentence, head: Token, *, medial: bool) -> Mention | None:
        """The name of what a description means: in apposition, or right behind a description of an outlet."""
        for child in _appositions(sentence, head):
            mention = self.cast.at(child)
            if mention is not None and mention.form == "name":
                return mention
            if mention is None and child.pos == "PROPN":
                return self.cast.make(sentence, child)
        behind = self.cast.named_behind(sentence, head) if medial and head.pos in ("NOUN", "PROPN") else None
        return behind if behind is not None and behind.kind != "place" else None


def _nominal_head(sentence: Sentence, indices: Sequence[int]) -> Token:
    """The head of a phrase; where the parser has a verb for it, the last noun before a comma."""
    head = head_of(sentence, [sentence.tokens[index] for index in indices])
    if head.pos not in ("VERB", "AUX", "ADP", "SCONJ"):
        return head
    last = head
    for index in indices:
        token = sentence.tokens[index]
        if token.text == "," and last.pos in ("NOUN", "PROPN"):
            break
        last = token if token.pos in ("NOUN", "PROPN") else last
    return last


def _appositions(sentence: Sentence, head: Token) -> Iterator[Token]:
    """What stands in apposition to a word, also hung on "staff" in "the chief of staff, Ann Berg"."""
    for child in dependents(sentence, head.index, "appos"):
        between = sentence.tokens[head.index + 1 : child.index]
        if not any(token.text == ":" for token in between):  # "says aide: Reuters"
            yield child
    if head.dep == "dobj":  # a second object without "and"
        others = [token for token in dependents(sentence, head.head, "dobj") if token.index > head.index]
        yield from (
            token for token in others if token.pos == "PROPN" and not any(dependents(sentence, head.index, "cc"))
        )
    for tie in dependents(sentence, head.index, "prep"):
        for noun in dependents(sentence, tie.index, "pobj") if tie.text.lower() == "of" else ():
            if noun.pos == "NOUN":
                yield from dependents(sentence, noun.index, "appos")


def _start(sentence: Sentence, indices: Sequence[int]) -> int:
    """Where a phrase begins that follows a mark, else 0: parsers hang what stands before it on its head."""
    first = min(indices)
    return first if first and sentence.tokens[first - 1].text in (",", ":", ";", "-", "–", "—", "--") else 0


def phrase_after(sentence: Sentence, index: int) -> list[int]:
    """The noun phrase that begins right behind a word, by the order of words; parsers fail at unknown names."""
    out: list[int] = []
    for token in sentence.tokens[index + 1 :]:
        following = sentence.tokens[token.index + 1 : token.index + 2]
        leaked = token.tag in ("VBN", "VBG") and following and following[0].pos in ("NOUN", "PROPN", "ADJ")
        if (
            leaked
            or _joins(sentence, token, out)
            or token.pos in ("DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON")
            or (token.tag in ("POS", "HYPH") and out)
        ):
            if token.pos == "PRON" and (out or token.tag in ("WP", "WDT")):
                break
            if token.tag == "WDT" or (token.pos == "DET" and out):
                break
            out.append(token.index)
        else:
            break
    return out


def _joins(sentence: Sentence, token: Token, out: Sequence[int]) -> bool:
    """Whether a word joins two adjectives: "three current AND former officials"."""
    around = sentence.tokens[token.index - 1 : token.index + 2 : 2] if out else ()
    return token.pos == "CCONJ" and len(around) == 2 and all(one.pos == "ADJ" for one in around)


def phrase_of(sentence: Sentence, head: Token) -> list[int]:
    """A noun with all below it."""
    return subtree(sentence, head.index)
