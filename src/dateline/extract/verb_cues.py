"""Verbs as reporting cues: their complements, by frame."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.atlas.cues import source_words
from dateline.extract.candidate import Candidate, Word, below, clause_frame, lemma, opener, subtree_without, verb_group
from dateline.extract.subjects import find_source, is_inverted_subject, is_passive, phrase_after_comma
from dateline.extract.syntax import dependents, subtree
from dateline.records import Sentence, Token

#: Words after a reporting verb that closes a sentence, at most ("told the agency on Monday").
LONGEST_CLOSING = 12
#: Words before such a reporting clause, at least: fewer are an adverbial, not what is reported.
LEAST_REPORTED = 3
#: Words of "citing ..." between a reporting verb and its "that", at most.
LONGEST_CITATION = 30
#: Words between "quoted" and "as saying", at most: by whom, where and when.
FURTHEST_QUOTER = 14


def verb_candidates(sentence: Sentence, verb: Token) -> Iterator[Candidate]:
    """The candidates of a verb, one for each complement that it has."""
    group = [*quoting_group(sentence, verb), *verb_group(sentence, verb)]
    word = Word(sentence, lemma(sentence, verb), "v", verb.index, group)
    if is_passive(sentence, verb):
        yield from _passive(sentence, verb, word)
    else:
        yield from _active(sentence, verb, word)


def quoting_group(sentence: Sentence, verb: Token) -> list[int]:
    """The words of "was quoted by the agency as" before "saying": the cue is all of them."""
    above = _quoter(sentence, verb)
    return [] if above is None else [*verb_group(sentence, above), verb.index - 1]


def _quoter(sentence: Sentence, verb: Token) -> Token | None:
    """The verb of citing that a participle goes on: "QUOTED the ambassador as saying"."""
    link = sentence.tokens[verb.index - 1]
    if verb.tag != "VBG" or link.text.lower() != "as" or not verb.index:
        return None
    for above in reversed(sentence.tokens[max(0, link.index - FURTHEST_QUOTER) : link.index]):
        if above.lemma.lower() in source_words()["citing"]:
            return above if above.tag in ("VBN", "VBD", "VBZ", "VBP") else None
        if above.text in (".", ";", ":"):
            break
    return None


def _active(sentence: Sentence, verb: Token, word: Word) -> Iterator[Candidate]:
    _, source = find_source(sentence, verb)
    objectless = not any(dependents(sentence, verb.index, "dobj"))
    for frame, content in _clausal(sentence, verb):
        yield word.made(frame, content, who=source)
        if frame in ("to", "small") and objectless:
            yield word.made("raised", [*content, *source])
    yield from _heard(sentence, verb, word)
    yield from _loose(sentence, verb, word, source)
    yield from _nominal(sentence, verb, word, source)


def _heard(sentence: Sentence, verb: Token, word: Word) -> Iterator[Candidate]:
    """Whose words somebody heard: "had HEARD FROM its staff that X"; the staff is the source."""
    if verb.lemma.lower() not in source_words()["hearing"]:
        return
    that = _surface_that(sentence, verb)
    for prep in dependents(sentence, verb.index, "prep"):
        if prep.text.lower() == "from" and that and prep.index < that[0]:
            who = [index for index in below(sentence, dependents(sentence, prep.index)) if index < that[0]]
            clauses = [subtree(sentence, child.index) for child in dependents(sentence, verb.index, "ccomp")]
            content = next((clause for clause in clauses if clause[0] == that[0]), that)
            yield word.made("heard", content, who=who, more=[prep.index])


def _passive(sentence: Sentence, verb: Token, word: Word) -> Iterator[Candidate]:
    subject, phrase = find_source(sentence, verb)
    by = _agent(sentence, verb)
    for frame, content in _clausal(sentence, verb):
        if subject is not None and frame in ("to", "small"):
            yield word.made("raised+pass", [*content, *phrase], who=by)
        yield word.made(f"{frame}+pass", content, who=by)
    yield from _loose(sentence, verb, word, by)
    yield word.made("by" if by else "bare", phrase, who=by)
    yield from _nominal(sentence, verb, word, by)


def _loose(sentence: Sentence, verb: Token, word: Word, source: list[int]) -> Iterator[Candidate]:
    """Contents that the verb does not govern: a clause it is inserted in, a "that" the parser hung elsewhere."""
    far = _surface_that(sentence, verb)
    if far:
        yield word.made("far-that", far, who=source)
    before, who = _inverted(sentence, verb)
    if before:
        yield word.made("before", before, who=who)
    inserted = _host_clause(sentence, verb)
    if inserted:
        yield word.made("before", inserted, who=source)
    yield from _closing(sentence, verb, word)


def _inverted(sentence: Sentence, verb: Token) -> tuple[list[int], list[int]]:
    """What is said and who says it in "The ship left at night, SAID a clerk", where parsers let the ship speak."""
    tokens = sentence.tokens
    objects = [t for t in dependents(sentence, verb.index, "dobj") if subtree(sentence, t.index)[0] == verb.index + 1]
    subjects = [t for t in dependents(sentence, verb.index, "nsubj") if t.index < verb.index]
    if not objects or not subjects or verb.tag not in ("VBD", "VBZ") or tokens[verb.index - 1].text != ",":
        return [], []
    first = subtree(sentence, subjects[0].index)[0]
    if first != 0 or any(token.text == "," for token in tokens[first : verb.index - 1]):
        return [], []
    return list(range(verb.index - 1)), subtree(sentence, objects[0].index)


def _closing(sentence: Sentence, verb: Token, word: Word) -> Iterator[Candidate]:
    """A reporting clause at the sentence's end that the parser did not see: "X, an official told the agency"."""
    after = sentence.tokens[verb.index + 1 : _before_sources(sentence, verb)]
    quoter = _quoter(sentence, verb)
    if quoter is not None:
        head, phrase = phrase_after_comma(sentence, quoter)
        hearer = ("DET", "ADJ", "NOUN", "PROPN", "PRON") if verb.lemma.lower() in source_words()["telling"] else ()
        ends = all(token.pos in ("PUNCT", "SPACE", *hearer) for token in after)
        if head is not None and phrase[0] > LEAST_REPORTED and ends:
            yield word.made("late", range(phrase[0] - 1), who=phrase)
        return
    if len(after) > LONGEST_CLOSING or any(token.pos in ("VERB", "AUX") for token in after):
        return
    head, phrase = phrase_after_comma(sentence, verb)
    if head is not None and phrase[0] > LEAST_REPORTED:
        yield word.made("late", range(phrase[0] - 1), who=phrase)


def _before_sources(sentence: Sentence, verb: Token) -> int:
    """Where the words behind a verb end, before ", citing ..." and ", according to ..."."""
    tokens, citing = sentence.tokens, source_words()["citing"]
    for token in tokens[verb.index + 1 : verb.index + 1 + LONGEST_CLOSING]:
        behind = tokens[token.index + 1] if token.index + 1 < len(tokens) else token
        if token.text == "," and behind.tag == "VBG" and (behind.lemma.lower() in citing or behind.text == "according"):
            return token.index
    return len(tokens)


def _nominal(sentence: Sentence, verb: Token, word: Word, source: list[int]) -> Iterator[Candidate]:
    """Objects and prepositional objects as contents."""
    preps = [token for token in dependents(sentence, verb.index, "prep", "agent", "prt") if token.index > verb.index]
    yield from _objects(sentence, verb, word, source, preps)
    for prep in preps:
        inside = below(sentence, dependents(sentence, prep.index))
        passed_on = verb.lemma.lower() in source_words()["citing"] and any(dependents(sentence, prep.index, "pcomp"))
        if inside and prep.dep == "prep" and not passed_on:
            yield word.made(f"prep:{prep.text.lower()}", inside, who=source, more=[prep.index])


def _objects(sentence: Sentence, verb: Token, word: Word, source: list[int], preps: list[Token]) -> Iterator[Candidate]:
    objects = list(dependents(sentence, verb.index, "dobj", "attr", "oprd"))
    direct = next((token for token in objects if token.dep == "dobj"), None)
    if direct is None or is_inverted_subject(sentence, verb, direct) or _inverted(sentence, verb)[0]:
        return
    phrase = below(sentence, objects)
    short = phrase + below(sentence, (prep for prep in preps if prep.text.lower() in ("for", "as", "of")))
    bare = len(phrase) == 1 and direct.pos == "PRON"
    yield word.made("obj-it" if bare else "obj", short, who=source)
    tail = _tail(sentence, verb, direct)
    if len(tail) > len(short) and not bare and not any(dependents(sentence, verb.index, "ccomp")):
        yield word.made("obj-on", tail, who=source)


def _tail(sentence: Sentence, verb: Token, first: Token) -> list[int]:
    """All that follows in the verb phrase from its object on, up to a subordinate clause or a setting in time."""
    out: list[int] = []
    for child in dependents(sentence, verb.index):
        if child.index < first.index or child.dep in ("punct", "cc", "conj", "prt", "advmod"):
            continue
        opened = opener(sentence, child) or any(
            token.tag == "WRB" for token in dependents(sentence, child.index, "advmod")
        )
        if child.dep in ("npadvmod", "agent") or (child.dep == "advcl" and opened):
            break
        out.extend(subtree(sentence, child.index))
    return out


def _clausal(sentence: Sentence, verb: Token) -> Iterator[tuple[str, list[int]]]:
    """(frame, content) of each clause that the verb governs as a complement."""
    for child in dependents(sentence, verb.index, "ccomp", "xcomp", "advcl", "oprd"):
        below = subtree(sentence, child.index)
        if child.dep == "advcl" and not (child.index > verb.index and opener(sentence, child) in ("if", "that", "for")):
            continue
        if child.index < verb.index and child.dep == "ccomp":
            if any(token.text == ";" for token in sentence.tokens[child.index : verb.index]):
                continue
            yield "before", [index for index in below if index < verb.index]
            continue
        objects = [
            i
            for token in dependents(sentence, verb.index, "dobj")
            if token.index < child.index
            for i in subtree(sentence, token.index)
        ]
        frame = clause_frame(sentence, child)
        hearer = frame == "to" and verb.lemma.lower() in source_words()["telling"]  # "told them to leave"
        yield frame, [*objects, *below] if frame in ("to", "small", "ing") and not hearer else below


def _surface_that(sentence: Sentence, verb: Token) -> list[int]:
    """What follows the first "that" after a verb, up to the end: for clauses that the parser hung elsewhere."""
    first = _past_citation(sentence, verb) + 1
    for token in sentence.tokens[max(first, verb.index + 2) : first + 11]:
        if token.pos in ("VERB", "PUNCT"):
            break
        if token.text == "that" and token.tag in ("IN", "WDT"):
            return list(range(token.index, len(sentence.tokens)))
    return []


def _past_citation(sentence: Sentence, verb: Token) -> int:
    """The comma that ends a citation behind a verb: "reported on Monday, citing the ministry, that"; else the verb."""
    tokens, citing = sentence.tokens, source_words()["citing"]
    for token in tokens[verb.index + 1 : verb.index + LONGEST_CLOSING]:
        if token.text == "," and token.index + 1 < len(tokens):
            cites = tokens[token.index + 1].tag == "VBG" and tokens[token.index + 1].lemma.lower() in citing
            commas = [t.index for t in tokens[token.index + 1 : token.index + LONGEST_CITATION] if t.text == ","]
            ends = [at for at in commas if tokens[min(at + 1, len(tokens) - 1)].text == "that"]
            return ends[0] if cites and ends else verb.index
        if token.pos == "VERB":
            break
    return verb.index


def _host_clause(sentence: Sentence, verb: Token) -> list[int]:
    """The clause in which a reporting clause is inserted: "X, they said, Y"; "as they said, X"."""
    as_clause = verb.dep == "advcl" and opener(sentence, verb) == "as"
    if not (verb.dep == "parataxis" or as_clause):
        return []
    return subtree_without(sentence, verb.head, verb.index)


def _agent(sentence: Sentence, verb: Token) -> list[int]:
    for agent in dependents(sentence, verb.index, "agent"):
        return [i for token in dependents(sentence, agent.index, "pobj") for i in subtree(sentence, token.index)]
    return []


def citation(sentence: Sentence, candidate: Candidate) -> Token | None:
    """The participle by which a reporter names a source of its own: "said X, CITING the ministry".

    Parsers hang it on the reporting verb or on the verb of what is reported; after a comma it is the reporter's.
    """
    if candidate.part != "v":
        return None
    citing = source_words()["citing"]
    for index in (*sentence.children[candidate.anchor], *candidate.content):
        token = sentence.tokens[index]
        if token.tag == "VBG" and token.lemma.lower() in citing and index > 0:
            hung = token.head == candidate.anchor
            if hung or (sentence.tokens[index - 1].text == "," and token.dep in ("advcl", "prep")):
                return token
    return None
