"""Who does what a verb says: its subject, also where it is understood, shared, inverted or misparsed."""

from __future__ import annotations

from itertools import islice

from dateline.extract.syntax import ancestors, dependents, subtree
from dateline.records import Sentence, Token

Found = tuple[Token | None, list[int]]  # a head word and its phrase
NOMINAL = ("NOUN", "PROPN", "PRON", "NUM")
SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
PASSED = ("ADP", "SCONJ", "ADJ", "NOUN")  # words that a search for the subject passes on its way up
CLAUSES = ("advcl", "xcomp", "conj", "pcomp", "acl")
#: How far a subject is looked for through conjoined and subordinate verbs. Chains beyond this are parser errors.
LONGEST_CHAIN = 6
#: Words of a name with its title, at most, and what it is made of.
LONGEST_NAMED = 12
NAMING = ("PROPN", "NOUN", "ADJ", "DET", "ADP", "PART", "PRON", "NUM")
#: Words between a verb and the noun phrase before it, at most, where the parser gives it no subject.
FURTHEST = 5


def find_source(sentence: Sentence, verb: Token) -> Found:
    """The subject of a verb and the tokens of its phrase; through conjoined and subordinate verbs, as readers do."""
    at = verb
    for _ in range(LONGEST_CHAIN):
        subject = _own_subject(sentence, at)
        if subject is not None:
            cut = set(subtree(sentence, verb.index)) if at is not verb else set()
            phrase = [index for index in subtree(sentence, subject.index) if index not in cut]
            return _behind_relative(sentence, verb, subject, phrase)
        head = sentence.tokens[at.head]
        if at.dep == "acl" and head.pos in ("NOUN", "PROPN", "PRON") and not _is_infinitive(sentence, at):
            return head, [index for index in subtree(sentence, head.index) if index < at.index]
        given = [token for token in dependents(sentence, head.index, "dobj") if token.index < at.index]
        if at.dep in ("xcomp", "ccomp") and given:
            return given[0], subtree(sentence, given[0].index)
        if at.head == at.index or not (at.dep in CLAUSES or head.pos in ("ADP", "SCONJ", "ADJ") or at.pos in PASSED):
            break
        at = head
    return _main_subject(sentence, verb) if verb.tag == "VBG" else _left_nominal(sentence, verb)


def _behind_relative(sentence: Sentence, verb: Token, subject: Token, phrase: list[int]) -> Found:
    """The subject, or what stands behind "which" where the parser took both for one: "the comet, which | we say"."""
    tokens = sentence.tokens
    at = next((i for i in phrase[1:] if tokens[i].tag in ("WDT", "WP") and tokens[i - 1].pos == "PUNCT"), None)
    behind = [] if at is None else [i for i in phrase if at < i < verb.index]
    inside = [tokens[i] for i in behind]
    if not behind or behind[-1] != verb.index - 1 or any(token.pos in ("VERB", "AUX") for token in inside):
        return subject, phrase
    if not any(token.pos in ("NOUN", "PROPN", "PRON") for token in inside):
        return subject, phrase
    governed = {token.index for token in inside}
    return next(t for t in inside if t.head == t.index or t.head not in governed), behind


def _is_infinitive(sentence: Sentence, verb: Token) -> bool:
    return any(token.tag == "TO" for token in dependents(sentence, verb.index, "aux"))


def _main_subject(sentence: Sentence, verb: Token) -> Found:
    """For a participle that the parser hung nowhere useful: the subject of the sentence's main verb, if before it."""
    root = next((token for token in sentence.tokens if token.head == token.index), verb)
    for subject in dependents(sentence, root.index, "nsubj"):
        if subject.index < verb.index and root is not verb:
            return subject, subtree(sentence, subject.index)
    return None, []


def _left_nominal(sentence: Sentence, verb: Token) -> Found:
    """For a finite verb without a subject: the noun phrase that ends right before it, brackets and commas apart."""
    after_comma, phrase = phrase_after_comma(sentence, verb)
    if after_comma is not None or verb.tag not in ("VBD", "VBZ", "VBP"):
        return after_comma, phrase
    at = _word_before(sentence, verb)
    best: Found = (None, [])
    for above in (sentence.tokens[at], *islice(ancestors(sentence, at), LONGEST_CHAIN)):
        phrase = subtree(sentence, above.index)
        if above.pos not in NOMINAL or phrase[-1] > at:
            break
        best = above, phrase
    return best


def phrase_after_comma(sentence: Sentence, verb: Token) -> Found:
    """The largest noun phrase between a comma and a finite verb, whatever the parser made of it.

    "X left Europe, an official who asked not to be named said": parsers put the official into what is said.
    """
    at = _word_before(sentence, verb)
    best: Found = (None, [])
    for above in (sentence.tokens[at], *islice(ancestors(sentence, at), LONGEST_CHAIN)):
        phrase = subtree(sentence, above.index)
        if phrase[-1] > at or above.index >= verb.index or verb.tag not in ("VBD", "VBN", "VBZ", "VBP"):
            break
        if above.pos in NOMINAL and phrase[0] > 0 and sentence.tokens[phrase[0] - 1].text == ",":
            best = above, phrase
    return _apposed(sentence, verb, *best)


def _apposed(sentence: Sentence, verb: Token, head: Token | None, phrase: list[int]) -> Found:
    """The phrase with the one that it explains: "X, Anna Berg, the minister, said", where parsers part the two.

    One of the two holds a name, commas stand round both, and neither holds a verb.
    """
    tokens = sentence.tokens
    if head is None or tokens[verb.index - 1].text != "," or tokens[phrase[-1] + 1].text != ",":
        return head, phrase
    first = at = phrase[0] - 1  # the comma between the two
    while at > 0 and first - at <= LONGEST_NAMED and tokens[at - 1].pos in NAMING:
        at -= 1
    named, explained = tokens[at:first], tokens[phrase[0] : phrase[-1] + 1]
    if not named or at == 0 or tokens[at - 1].text != "," or not any(t.pos in ("PROPN", "NOUN") for t in named):
        return head, phrase
    if any(t.pos == "PROPN" for t in named) == any("PERSON" in t.entity for t in explained):
        return head, phrase
    governed = {token.index for token in named}
    top = next(token for token in named if token.head == token.index or token.head not in governed)
    return top, list(range(at, phrase[-1] + 1))


def _word_before(sentence: Sentence, verb: Token) -> int:
    """The index of the word before a verb; marks, adverbs and auxiliaries are passed."""
    at = max(verb.index - 1, 0)
    while at > 0 and verb.index - at <= FURTHEST and sentence.tokens[at].pos in ("PUNCT", "ADV", "AUX"):
        at -= 1
    return at


def _own_subject(sentence: Sentence, verb: Token) -> Token | None:
    for token in dependents(sentence, verb.index, *SUBJECTS):
        return token
    for token in dependents(sentence, verb.index, "dobj", "attr"):
        if is_inverted_subject(sentence, verb, token):
            return token
    return None


def is_passive(sentence: Sentence, verb: Token) -> bool:
    """Whether the verb is a passive one, or a bare past participle after a noun."""
    if any(dependents(sentence, verb.index, "auxpass")):
        return True
    bare = verb.tag == "VBN" and verb.dep in ("acl", "advcl") and not _own_subject(sentence, verb)
    return bare and not any(dependents(sentence, verb.index, "dobj", "ccomp"))  # "the camp called it", misparsed


def is_inverted_subject(sentence: Sentence, verb: Token, found: Token) -> bool:
    """Whether the "object" is really the subject: "X," said Smith."""
    tokens = sentence.tokens
    if any(dependents(sentence, verb.index, *SUBJECTS)) or found.index < verb.index:
        return False
    before = tokens[verb.index - 1].text if verb.index else ""
    return before in ("”", '"', "''", "’", "'", ",") and verb.tag in ("VBD", "VBZ", "VBP")
