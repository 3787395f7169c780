"""What somebody is called beside his name, or instead of one: his calling, and the body or state he has it with.

"Zoo director Ann Berg", "Ann Berg, a spokeswoman for the harbour" and "a hospital spokesman" each hold a word for a
person (`atlas/languages/en/origin_kinds.tsv`) and words for whom he speaks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from dateline.atlas import countries
from dateline.atlas.tables import table, values
from dateline.atlas.word_counts import rarity
from dateline.records import Mention, OriginKind, Sentence, Span, Token

#: Words before and behind a name that are looked at.
BEFORE, BEHIND = 9, 14
#: Sentences in which a spokesman is remembered.
RECALL = 40
#: How rare a word may be in news and be surely no name that the parser does not know.
COMMON = 7.0
#: Parts of speech that may stand in a title before a name.
TITLE = frozenset({"NOUN", "PROPN", "ADJ", "PART", "DET", "NUM"})
#: Parts of speech that can head words for somebody.
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "ADJ", "NUM", "DET", "X"})
#: What a body is joined with behind a calling: "director of the zoo".
JOINS = frozenset({"of", "for", "at", "with", "from", "in"})
#: What joins a calling before it with whom one speaks for.
FOR = frozenset({"of", "for"})
#: Determiners of what is known.
DEFINITE = frozenset({"the", "this", "that", "these", "those"})
#: Kinds of mentions that can be whom somebody speaks for.
MASTERS = frozenset({"organization", "facility", "place", "group"})


@dataclass(frozen=True, slots=True)
class Word:
    """A row of the table for one word: its number, the kind of origin, what it is for, and who is spoken for."""

    row: int
    word: str
    kind: OriginKind
    of: str
    speaks_for: str


@dataclass(frozen=True, slots=True)
class Calling:
    """A word for a person and, where it is said, whom he speaks for.

    `master` is the mention of it; `words` what stands for it in the text where no mention does ("zoo" in "zoo
    officials"), `country` the name of the state that is named with it.
    """

    word: Word
    master: str | None
    words: str | None
    country: str | None


@cache
def words_of(what: str) -> Mapping[str, Word]:
    """The rows of the table for what `of` says, by lemma."""
    found: dict[str, Word] = {}
    for number, row in enumerate(table("languages/en/origin_kinds.tsv")):
        if row["of"] == what:
            for word in values(row["words"]):
                found.setdefault(word, Word(number, word, row["kind"], what, row["speaks_for"]))  # type: ignore[arg-type]
    return found


@cache
def _titles() -> frozenset[str]:
    rows = table("languages/en/titles.tsv")
    words = {word.casefold().removesuffix(".") for row in rows for word in row["title"].split()}
    return frozenset(words | set(words_of("role")) | set(words_of("rank")))


def is_title(word: str) -> bool:
    """Whether a word before a name is a title or calling: "Dr.", "Deputy", "Constable"."""
    return word.casefold().removesuffix(".") in _titles()


@cache
def verbs(use: str) -> frozenset[str]:
    """Lemmas of verbs by use: "tells" (whose subject is the source of what they name) or "wishes" (is none)."""
    rows = table("languages/en/telling_verbs.tsv")
    return frozenset(word for row in rows if row["use"] == use for word in values(row["words"]))


class Callings:
    """The callings of an article: its sentences and mentions, looked up by place."""

    def __init__(self, sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> None:
        self._sentences = sentences
        self._starts = [one.span.start for one in sentences]
        self._masters = sorted((one for one in mentions if one.kind in MASTERS), key=lambda one: one.span)
        self._at = [one.span.start for one in self._masters]
        self._people = {one.head.end: one for one in mentions if one.kind == "person" and one.form != "nominal"}

    def beside(self, name: Span) -> Iterator[Calling]:
        """What somebody is called right before and right behind his name."""
        tokens, first, last = self._around(name)
        if not tokens:
            return
        if found := self._calling(_title_before(tokens, self._start_of(tokens, first, last)), last=True):
            yield found
        marked = last + 1 < len(tokens) and tokens[last].text in ",("
        behind = tokens[last + 1 : last + 1 + BEHIND] if marked else ()
        words = _until_mark(behind)
        goes_on = len(words) < len(behind) and behind[len(words)].pos in ("VERB", "AUX")  # "Berg, the director said"
        if not goes_on and (found := self._calling(words, last=False)):
            yield found

    def _start_of(self, tokens: Sequence[Token], first: int, last: int) -> int:
        """Where a name begins with the comma before it, if it explains the words before that: "the mayor, Ann Berg"."""
        if first < 2 or tokens[first - 1].text != ",":
            return first
        explains = any(one.dep == "appos" and one.head < first - 1 for one in tokens[first:last])
        return first - 1 if explains else first

    def nouns_beside(self, name: Span) -> set[str]:
        """What somebody is called right before and right behind his name, by any noun: "actress Ann Berg"."""
        tokens, first, last = self._around(name)
        if not tokens:
            return set()
        found = {tokens[first - 1].lemma.casefold()} if first and tokens[first - 1].pos == "NOUN" else set()
        if last + 1 < len(tokens) and tokens[last].text in ",(":
            behind = _until_mark(tokens[last + 1 : last + 1 + BEHIND])
            nouns = [token for token in behind if token.pos == "NOUN" and token.dep == "appos"]
            found.update(token.lemma.casefold() for token in nouns[:1])
        return found

    def noun(self, phrase: Span) -> str | None:
        """The lemma of a phrase's head noun, where the phrase speaks of somebody who is known: "the actress"."""
        tokens, first, last = self._around(phrase)
        head = self.head(phrase)
        token = next((one for one in tokens[first:last] if head and one.start == head.start), None)
        if token is None or token.pos != "NOUN" or token.tag != "NN":
            return None
        known = token.index == 0 or any(one.head == token.index and _definite(one) for one in tokens[first:last])
        return token.lemma.casefold() if known else None

    def name_run(self, name: Span) -> tuple[str, ...]:
        """The names around a name without a break: "Luis Ann Berg" around "Berg"."""
        tokens, first, last = self._around(name)
        start = first
        while start and first - start < BEFORE and tokens[start - 1].pos == "PROPN":
            start -= 1
        return tuple(token.text for token in tokens[start:last])

    def within(self, phrase: Span) -> Calling | None:
        """What a description says that somebody is: "the zoo's director", "a spokesman for the hospital"."""
        tokens, first, last = self._around(phrase)
        return self._calling(_first_phrase(tokens[first:last]), last=True)

    def voice_before(self, phrase: Span) -> Calling | None:
        """The last one before these words who speaks for a body that is named: of "the spokesman"."""
        at = bisect_left(self._starts, phrase.start + 1) - 1
        for sentence in reversed(self._sentences[max(0, at - RECALL) : at + 1]):
            tokens = [token for token in sentence.tokens if token.end <= phrase.start]
            for word, first, end in reversed(list(_role_words(tokens))):
                if word.of == "voice":
                    found = self._calling_of(
                        word, _title_before(tokens, first), _until_mark(tokens[end : end + BEHIND])
                    )
                    if found.master or found.words:
                        return found
        return None

    def head(self, phrase: Span) -> Span | None:
        """The word that decides what a phrase is about: the one whose governor stands outside it."""
        tokens, first, last = self._around(phrase)
        for token in tokens[first:last]:
            top = not first <= token.head < last or token.head == token.index
            if top and token.pos in NOMINAL:
                return Span(phrase.article, token.start, token.end)
        return None

    def is_plural(self, word: Span) -> bool:
        """Whether a noun stands for several."""
        tokens, first, last = self._around(word)
        return any(token.tag in ("NNS", "NNPS") for token in tokens[first:last])

    def is_name(self, phrase: Span, word: str) -> bool:
        """Whether a word of a phrase is written large because it is a name, not because it comes first."""
        tokens, first, last = self._around(phrase)
        found = next((token for token in tokens[first:last] if token.text == word), None)
        if found is None or found.pos == "PROPN" or found.index > 0:
            return True
        return not word[1:].islower() or rarity(word.casefold()) > COMMON

    def noun_phrase(self, phrase: Span) -> Span:
        """A phrase up to its head and what belongs to it by "of" or "for", without clauses and participles."""
        tokens, first, last = self._around(phrase)
        kept = _until_mark(_first_phrase(tokens[first:last]))
        for at, token in enumerate(kept):
            if at and token.tag in ("VBN", "VBG") and token.dep in ("acl", "advcl", "relcl"):
                kept = kept[:at]
                break
        return Span(phrase.article, kept[0].start, kept[-1].end) if kept else phrase

    def verb(self, trigger: Span) -> str | None:
        """The lemma of the verb at a place, in the active voice."""
        tokens, first, _ = self._around(trigger)
        if not tokens or first >= len(tokens) or tokens[first].pos != "VERB":
            return None
        verb = tokens[first]
        passive = any(token.head == verb.index and token.dep in ("auxpass", "nsubjpass") for token in tokens)
        return None if passive else verb.lemma.casefold()

    def subject(self, trigger: Span) -> Span | None:
        """The subject of the verb at a place, with what hangs on it."""
        tokens, first, _ = self._around(trigger)
        if not tokens or first >= len(tokens):
            return None
        verb = tokens[first]
        while verb.dep in ("conj", "xcomp") and verb.head != verb.index:
            if any(token.head == verb.index and token.dep in ("nsubj", "nsubjpass") for token in tokens):
                break
            verb = tokens[verb.head]
        found = [token for token in tokens if token.head == verb.index and token.dep == "nsubj"]
        return self._subtree(found[0], trigger.article) if found else None

    def _subtree(self, top: Token, article: str) -> Span:
        """The words that hang on one, from the first to the last."""
        sentence = self._sentences[bisect_left(self._starts, top.start + 1) - 1]
        waiting, members = [top.index], {top.index}
        while waiting:
            new = [child for child in sentence.children[waiting.pop()] if child not in members]
            waiting += new
            members.update(new)
        return Span(article, sentence.tokens[min(members)].start, sentence.tokens[max(members)].end)

    def lemma(self, cue: Span) -> str | None:
        """The lemma of the last verb of a cue."""
        tokens, first, last = self._around(cue)
        found = [token.lemma.casefold() for token in tokens[first:last] if token.pos == "VERB"]
        return found[-1] if found else None

    def _around(self, span: Span) -> tuple[Sequence[Token], int, int]:
        """The tokens of the sentence, and between which of them the span lies."""
        at = bisect_left(self._starts, span.start + 1) - 1
        if at < 0:
            return (), 0, 0
        tokens = self._sentences[at].tokens
        first = bisect_left(tokens, span.start, key=_start)
        return tokens, first, max(first, bisect_left(tokens, span.end, key=_start))

    def _calling(self, tokens: Sequence[Token], *, last: bool) -> Calling | None:
        """The first or last word for a person among tokens, with whom he speaks for."""
        found = list(_role_words(tokens))
        if not found:
            return None
        word, first, end = found[-1] if last else found[0]
        return self._calling_of(word, tokens[:first], tokens[end:])

    def _calling_of(self, word: Word, before: Sequence[Token], behind: Sequence[Token]) -> Calling:
        """The calling that a word is, with whom the words before or behind it name."""
        if any(token.lemma.casefold() in words_of("past") for token in before):
            word = replace(word, kind=words_of("past")["former"].kind, of="past", speaks_for="self")
        behind = _joined(behind)
        master = self._master(before, last=True) or self._master(behind, last=False)
        if master is None and word.of == "voice":
            master = self._client(before, last=True) or self._client(behind, last=False)
        words = _plain_words(before) or (_plain_words(behind[1:]) if behind else None)
        if master and words and self._is_part(master, words, [*before, *behind]):
            master = None  # "the London ambulance service" is not London
        return Calling(word, master.id if master else None, None if master else words, _country([*before, *behind]))

    def _client(self, tokens: Sequence[Token], *, last: bool) -> Mention | None:
        """The person for whom somebody speaks: "Berg's lawyer", "his spokesman", "a spokesman for Berg"."""
        found = [self._people[token.end] for token in tokens if token.end in self._people]
        return (found[-1] if last else found[0]) if found else None

    def _is_part(self, master: Mention, words: str, tokens: Sequence[Token]) -> bool:
        """Whether a town or people is only the first part of a body's name."""
        name = " ".join(token.text for token in tokens if master.span.start <= token.start < master.span.end)
        return master.kind in ("place", "group") and words.startswith(name) and words != name

    def _master(self, tokens: Sequence[Token], *, last: bool) -> Mention | None:
        if not tokens:
            return None
        low, high = bisect_left(self._at, tokens[0].start), bisect_left(self._at, tokens[-1].end)
        inside = [one for one in self._masters[low:high] if one.span.end <= tokens[-1].end]
        inside = [one for one in inside if one.form == "name" and not _is_country(one, tokens)] or inside
        if not inside:
            return None
        return max(inside, key=lambda one: one.span.end) if last else inside[0]


def _definite(token: Token) -> bool:
    return token.dep == "poss" or (token.dep == "det" and token.text.casefold() in DEFINITE)


def _start(token: Token) -> int:
    return token.start


def _title_before(tokens: Sequence[Token], first: int) -> Sequence[Token]:
    """The words right before one that can belong to it; none before "for Berg", who is spoken for."""
    if first and tokens[first - 1].text in FOR:
        return ()
    start = first
    while start > max(0, first - BEFORE) and _in_title(tokens[start - 1]):
        start -= 1
    return tokens[start:first]


def _is_country(mention: Mention, tokens: Sequence[Token]) -> bool:
    """Whether a mention is a state's name or adjective only."""
    words = " ".join(t.text for t in tokens if mention.span.start <= t.start < mention.span.end)
    return bool(countries.by_name(words) or countries.by_demonym(words))


def _in_title(token: Token) -> bool:
    return token.pos in TITLE or token.tag == "PRP$" or token.text in FOR or token.text in ("and", "&", "-")


def _until_mark(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens up to a comma, bracket or verb of a clause of its own."""
    for at, token in enumerate(tokens):
        if token.text in ",;:()–—" or (token.pos in ("VERB", "AUX") and token.tag not in ("VBN", "VBG")):
            return tokens[:at]
    return tokens


def _first_phrase(tokens: Sequence[Token]) -> Sequence[Token]:
    """A description without the clause that hangs on it: "officials who asked not to be named"."""
    for at, token in enumerate(tokens):
        if at and token.text.casefold() in ("who", "that", "which", ",", "familiar"):
            return tokens[:at]
    return tokens


def _joined(tokens: Sequence[Token]) -> Sequence[Token]:
    return tokens if tokens and tokens[0].text.casefold() in JOINS else ()


def _role_words(tokens: Sequence[Token]) -> Iterator[tuple[Word, int, int]]:
    """(row, first token, behind the last) of each word for a person; of two words that make one, the longer."""
    at = 0
    while at < len(tokens):
        for length in (3, 2, 1):
            if at + length > len(tokens):
                continue
            some = tokens[at : at + length]
            written = " ".join(token.text for token in some).casefold()
            lemma = " ".join([*(token.text for token in some[:-1]), some[-1].lemma]).casefold()
            plural = some[-1].tag in ("NNS", "NNPS")
            words = words_of("people") if plural else {}
            person = {**words_of("role"), **words_of("voice")}
            word = words.get(lemma) or person.get(lemma) or person.get(written) or words_of("people").get(written)
            named = at > 0 and some[0].pos == "PROPN" and tokens[at - 1].pos == "PROPN"
            if word and named and word.of == "people":
                word = None  # "British Transport Police" is a name
            if word and some[-1].pos in ("NOUN", "PROPN", "ADJ"):
                yield word, at, at + length
                at += length - 1
                break
        at += 1


def _plain_words(tokens: Sequence[Token]) -> str | None:
    """The nouns that stand for a body where no mention does."""
    nouns = [token for token in tokens if token.pos in ("NOUN", "PROPN") and not is_title(token.text)]
    run = nouns[-1:]
    for token in reversed(nouns[:-1]):
        if token.index != run[0].index - 1:
            break
        run.insert(0, token)
    words = " ".join(token.text for token in run)
    return words if len(words) > 2 and not countries.by_name(words) else None


def _country(tokens: Sequence[Token]) -> str | None:
    """The state that is named by name or adjective, up to three words long."""
    texts = [token.text for token in tokens]
    for at in range(len(texts)):
        for length in (3, 2, 1):
            words = " ".join(texts[at : at + length])
            if found := countries.by_name(words) or countries.by_demonym(words):
                return found.name
    return None
