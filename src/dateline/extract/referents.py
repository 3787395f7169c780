"""What coreference asks of a mention: who or what it may stand for, by its words and its place in the sentence."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from dateline.atlas import actors
from dateline.extract.lexicon import titles
from dateline.extract.nouns import Noun, Pronoun, definite, head_noun, pronouns, quantity
from dateline.extract.quotes import find_quotations
from dateline.extract.tokens import Tokens
from dateline.records import Mention, Rows, Sentence, Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
#: Left modifiers that tell one thing from another of its kind ("the second plant", "the Russian president").
TELLING = frozenset({"amod", "compound", "nummod", "poss", "nmod"})


@dataclass(frozen=True, slots=True, eq=False)
class Referent:
    """A mention with its head token and what these say. `number` is singular, plural, either or "" (not known)."""

    order: int
    mention: Mention
    words: str
    sentence: Sentence
    head: Token
    number: str
    gender: str
    pronoun: Pronoun | None
    noun: Noun | None
    definite: bool
    quotation: int
    modifiers: frozenset[str] = field(default_factory=frozenset)

    @property
    def name(self) -> bool:
        """Whether it is a name."""
        return self.mention.form == "name"

    @property
    def subject(self) -> bool:
        """Whether it is the subject of a clause."""
        return self.head.dep in SUBJECTS

    @property
    def lemma(self) -> str:
        """The head noun, in lower case and singular."""
        return (self.head.lemma if self.head.tag not in ("NNP", "NNPS") else self.head.text).lower()

    def within(self, other: Referent) -> bool:
        """Whether this mention lies inside the other."""
        return other.mention.span.covers(self.mention.span)


def referents(rows: Rows) -> list[Referent]:
    """The mentions of an article in the order of the text, as referents."""
    text, tokens = rows.article.text, Tokens(rows.of(Sentence))
    quotations = [piece for quotation in find_quotations(text) for piece in quotation.pieces]
    starts = [start for start, _ in quotations]
    out: list[Referent] = []
    for mention in sorted(rows.of(Mention), key=lambda m: (m.span.start, -m.span.end)):
        found = tokens.head_in(mention.head.start, mention.head.end)
        if found is None:
            continue
        head, sentence = found
        at = bisect_right(starts, mention.span.start) - 1
        quotation = at if at >= 0 and mention.span.start < quotations[at][1] else -1
        out.append(_referent(len(out), mention, text, sentence, head, tokens, quotation))
    return out


def _referent(order: int, mention: Mention, text: str, sentence: Sentence, head: Token, tokens: Tokens,
              quotation: int) -> Referent:  # fmt: skip
    words = " ".join(text[mention.span.start : mention.span.end].replace("’", "'").split())
    pronoun = pronouns().get(words.lower()) if mention.form == "pronoun" else None
    noun = (quantity(sentence, head) or head_noun(sentence, head)) if mention.form == "nominal" else None
    return Referent(
        order=order,
        mention=mention,
        words=words.removeprefix("the ").removeprefix("The ") if mention.form == "name" else words,
        sentence=sentence,
        head=head,
        number=_number(mention, head, pronoun, noun, sentence),
        gender=_gender(mention, words, pronoun, noun, tokens),
        pronoun=pronoun,
        noun=noun,
        definite=mention.form == "nominal" and definite(sentence, head),
        quotation=quotation,
        modifiers=frozenset(_modifiers(sentence, head, mention)),
    )


def _number(mention: Mention, head: Token, pronoun: Pronoun | None, noun: Noun | None, sentence: Sentence) -> str:
    if pronoun:
        return "plural" if head.text.lower() in ("they", "them", "their") else pronoun.number
    if mention.form == "name":
        return _number_of_name(mention, head)
    if any(sentence.tokens[child].dep == "conj" and child < head.index for child in sentence.children[head.index]):
        return "plural"
    if noun and noun.number in ("singular", "plural"):
        return noun.number
    if head.tag in ("NNS", "NNPS") or head.pos == "NUM":
        return "plural"
    return noun.number if noun and noun.number else "singular"


def _number_of_name(mention: Mention, head: Token) -> str:
    if mention.kind == "person":
        return "singular"
    if mention.kind == "group":
        return "plural" if head.text.endswith("s") else "either"
    return "either" if mention.kind == "organization" else "singular"


def _gender(mention: Mention, words: str, pronoun: Pronoun | None, noun: Noun | None, tokens: Tokens) -> str:
    if pronoun:
        return pronoun.gender
    if noun:
        return noun.gender
    if mention.kind != "person" or mention.form != "name":
        return ""
    for count in (1, 2):
        title = " ".join(token.text for token in tokens.before(mention.span.start, count))
        if titles().get(title):
            return titles()[title]
    parts = words.split()
    return actors.gender(words) or (len(parts) > 1 and actors.gender_of_given_name(parts[0])) or ""


def _modifiers(sentence: Sentence, head: Token, mention: Mention) -> Iterator[str]:
    for child in sentence.children[head.index]:
        token = sentence.tokens[child]
        if token.dep in TELLING and mention.span.start <= token.start < mention.span.end:
            yield token.lemma.lower()
