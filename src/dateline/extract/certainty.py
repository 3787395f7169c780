"""How surely a sentence presents an event: FactBank's values, read off the parse.

The words round a predicate are met from the inside outwards: its own modals, negators and adverbs, then those of
each word that it is a complement of. Each has an effect (atlas/languages/en/certainty.tsv) that lowers the degree or
turns the polarity: "did not plan to leave" is a probable "no", "may have failed to reach" a possible one. The walk
ends at the words of a source, since the value is the one that the source gives (Saurí and Pustejovsky 2009,
"FactBank"). One thing differs from FactBank: what is announced for the future ("will visit", "would view") is PR+,
planned, where FactBank has CT+, because a reader of events must tell what has happened from what is to happen.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from dateline.extract.embedding import colour, outlook, step
from dateline.extract.modality import effect_of, is_finite, is_infinitive, mood, own
from dateline.extract.syntax import ancestors, dependents
from dateline.records import Certainty, Sentence, Token

#: Longest way up from a predicate. Parses of prose nest less than this; the bound keeps a degenerate parse cheap.
DEEPEST: Final = 12
#: The degrees from sure to open; effects only ever move to the right.
DEGREES: Final = ("CT", "PR", "PS", "Uu")
EFFECTS: Final = {"probable": 1, "doubts": 1, "possible": 2, "open": 3}
#: Words of a content's piece that are looked at: its main event stands among the first. Bounds work on hostile text.
MOST_WORDS: Final = 120
#: Labels of words that are not what a content says: parts of it that the parser hung on the cue.
ASIDE: Final = frozenset({"advcl", "relcl", "npadvmod", "appos", "nsubj", "nsubjpass", "mark", "prep", "intj", "cc"})
#: Predicates joined to the first that a content is judged by, at most. Bounds work on hostile text.
MOST_JOINED: Final = 8


def certainty(sentence: Sentence, predicate: int) -> Certainty:
    """The certainty of the event that the token `predicate` reports, as the event's own source presents it."""
    return _value(_met(sentence, predicate))


def content_certainty(
    sentences: Sequence[Sentence], content: Sequence[tuple[int, int]], cue: Sequence[tuple[int, int]]
) -> Certainty:
    """How surely a claim's source presents its content. Pieces are (start, end) in the article's text, in its order.

    The content's first main predicate decides: the word that heads it, judged like an event there. Where it is denied
    and another main predicate, joined to it, is affirmed as surely, the content as a whole is affirmed: "does not own
    the ship and has never seen it" is CT-, "does not own the ship and has sold the dock" CT+. A cue that the parser
    did not put above the content has its effect all the same.
    """
    held = _held(sentences, content, cue)
    if held is None:
        return "CT+"
    sentence, tokens = held
    head = _event(sentence, _main(sentence, tokens), tokens)
    effect = _of_cue(sentence, head, cue)
    prospect = outlook(sentence, head) or effect_of(head, "outlook", "noun")
    values = [_value([*_met(sentence, at), (effect, True), (prospect, True)]) for at in _joined(sentence, head, tokens)]
    first = values[0]
    affirmed = next((one for one in values if one[-1] == "+" and _degree(one) <= _degree(first)), None)
    return affirmed if affirmed and first[-1] == "-" else first


def _degree(value: Certainty) -> int:
    return DEGREES.index(value[:2])


def _held(
    sentences: Sequence[Sentence], content: Sequence[tuple[int, int]], cue: Sequence[tuple[int, int]]
) -> tuple[Sentence, list[Token]] | None:
    """The first sentence that has words of the content, and these words."""
    for piece in content:
        number = max(bisect_right(sentences, piece[0], key=lambda one: one.span.start) - 1, 0)
        for sentence in sentences[number : number + 2]:
            at_cue = {token.index for token in _in_pieces(sentence, cue)}
            tokens = [
                token
                for token in _in_pieces(sentence, content)
                if token.pos not in ("PUNCT", "SPACE", "SYM") and token.index not in at_cue
            ]
            if tokens:
                return sentence, tokens
    return None


def _in_pieces(sentence: Sentence, pieces: Sequence[tuple[int, int]]) -> list[Token]:
    """The tokens of a sentence that start in one of the pieces, in order; only so many words of each."""
    found: list[Token] = []
    for start, end in pieces:
        if start < sentence.span.end and end > sentence.span.start:
            low = bisect_left(sentence.tokens, start, key=lambda token: token.start)
            found.extend(token for token in sentence.tokens[low : low + MOST_WORDS] if token.start < end)
    return found


def _main(sentence: Sentence, tokens: Sequence[Token]) -> Token:
    """The word that heads a content: of those without a governor in it the first predicate, else the first."""
    inside = {token.index for token in tokens}
    tops = [token for token in tokens if token.head == token.index or token.head not in inside]
    verbal = [token for token in tops if token.pos in ("VERB", "AUX", "ADJ")]
    found = next((token for token in [*verbal, *tops] if token.dep not in ASIDE), (verbal or tops or list(tokens))[0])
    if found.pos in ("ADP", "SCONJ"):  # "of hiding the letter", "for talks"
        return next(dependents(sentence, found.index, "pobj", "pcomp"), found)
    return found


def _event(sentence: Sentence, head: Token, tokens: Sequence[Token]) -> Token:
    """The event that a content is about: below words that only say how sure it is ("appeared to endorse the truce")."""
    inside = {token.index for token in tokens}
    for _ in range(DEEPEST):
        below = (child for child in dependents(sentence, head.index) if child.index in inside)
        found = next((child for child in below if _is_told(head, child)), None)
        if found is None:
            break
        head = found
    return head


def _is_told(head: Token, child: Token) -> bool:
    """Whether a word only says how sure its dependent is, by the rows "through" of the table."""
    if head.lemma == "be":  # "was about to", "is unlikely to"
        return child.dep in ("acomp", "oprd", "prep", "advmod") and bool(effect_of(child, "through", "clause"))
    if not effect_of(head, "through", "clause"):
        return False
    wanted = child.dep == "dobj" and effect_of(head, "verb", "noun") in ("open", "probable")  # "wanted an apology"
    return wanted or child.dep in ("xcomp", "ccomp", "pcomp") or (child.dep == "advcl" and head.pos == "ADJ")


def _joined(sentence: Sentence, head: Token, tokens: Sequence[Token]) -> list[int]:
    """A predicate and those joined to it by "and", "or", "but", in a content."""
    inside = {token.index for token in tokens}
    found = [head.index]
    for at in found:  # grows as it goes
        found.extend(child.index for child in dependents(sentence, at, "conj") if child.index in inside)
        if len(found) >= MOST_JOINED:
            break
    return found


def _of_cue(sentence: Sentence, head: Token, cue: Sequence[tuple[int, int]]) -> str:
    """The effect of a cue that the walk up from the content's head does not meet."""
    words = _in_pieces(sentence, cue)
    met = {token.index for token in ancestors(sentence, head.index)}
    if any(word.index in met for word in words) or _opens_quoted(sentence, head):
        return ""
    nominal = head.pos in ("NOUN", "PROPN", "PRON")
    finite, infinitive = is_finite(sentence, head), is_infinitive(sentence, head.index)
    on = "noun" if nominal else "that" if finite else "to" if infinitive else "clause"
    effects = (colour(sentence, word, on) for word in words)
    return next((effect for effect in effects if effect), "")


def _opens_quoted(sentence: Sentence, head: Token) -> bool:
    """Whether a quotation mark opens before a content's head: in a source's own words the cue changes nothing."""
    return any(token.tag == "``" for token in sentence.tokens[: head.index])


def _value(met: Iterable[tuple[str, bool]]) -> Certainty:
    degree, positive = 0, True
    for effect, polar in met:
        degree = max(degree, EFFECTS.get(effect, 0))
        positive ^= polar and effect in ("negates", "doubts")
    if degree == DEGREES.index("Uu"):
        return "Uu"
    return DEGREES[degree] + ("+" if positive else "-")  # type: ignore[return-value]


def _met(sentence: Sentence, predicate: int) -> Iterator[tuple[str, bool]]:
    """The effects on the predicate, nearest first, and whether a no among them is one to the predicate."""
    at, polar = predicate, True
    yield from ((effect, True) for effect in own(sentence, at))
    for _ in range(DEEPEST):
        found = step(sentence, at)
        polar = polar and found.polar
        yield found.effect, polar
        if found.effect in ("asserted", "reported"):
            break
        if found.up is None:
            break
        came, at = at, found.up
        for effect in own(sentence, at, came=came):
            yield effect, polar
    for effect in mood(sentence, at):
        yield effect, polar
