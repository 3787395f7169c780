"""Which words of a sentence may be an attribution: cue, source and content, by their grammar alone.

Every verb, noun and adjective with a complement is a candidate, named by its frame (the kind of complement).
Whether a candidate is an attribution is not decided here: `atlas.cues` knows how often a word with that frame is one.
The frames, with the word that is the cue in capitals:

    that      they SAID that X; his CLAIM that X; SURE that X     before    X, they SAID; as they SAID, X
    clause    they SAID X                                         wh        they ASKED whether X; KNOWS who X
    to        they WANT to X; URGED them to X; his PLAN to X      ing       they CONSIDER doing X
    small     they CALLED X good                                  obj       they PRAISED X; obj-it  they PRAISED it
    obj-on    they PRAISED X, all the rest of the phrase
    prep:of   they SPOKE of X; CRITICISM of X; FOND of X          by        X was PRAISED by them
    for-to    they CALLED for X to Y                              colon     them: X; X: them (in titles)
    far-that  they SAID on Friday that X (misparsed)
    raised    X SEEMS to Y; LIKELY to Y                           according ACCORDING to them, X
    adverb    X REPORTEDLY did Y                                  bare      X was CRITICIZED
    +pass     the same of a passive verb: X is EXPECTED to Y (raised+pass), they were TOLD that X (that+pass)

Labels are those of ClearNLP. The parser errs, so that every look-up takes what it finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dateline.atlas.cues import source_words
from dateline.extract.syntax import dependents, subtree
from dateline.records import Sentence, Token

SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
PASSED = ("ADP", "SCONJ", "ADJ", "NOUN")  # words that a search for the subject passes on its way up
CLAUSES = ("advcl", "xcomp", "conj", "pcomp", "acl")
#: How far a subject is looked for through conjoined and subordinate verbs. Chains beyond this are parser errors.
LONGEST_CHAIN = 6
#: Words before the colon of "Ministry of defence: ...", at most. Longer ones are clauses.
LONGEST_LABEL = 7
#: Words before the colon of "Leader visits shipyard: agency", at least. Fewer are a label themselves.
FEWEST_REPORTED = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible attribution of one sentence. Token indices, in order; `word` is the cue's lemma with its particle."""

    word: str
    part: str
    frame: str
    anchor: int
    cue: tuple[int, ...]
    source: tuple[int, ...]
    content: tuple[int, ...]


def candidates(sentence: Sentence) -> Iterator[Candidate]:
    """Every candidate of a sentence, by the position of its cue. One word may have several, by different frames."""
    yield from _colon(sentence)
    for token in sentence.tokens:
        if token.text.lower() == "according":
            yield from _according(sentence, token)
        elif token.tag.startswith("VB") or (token.pos == "VERB" and sentence.children[token.index]):
            yield from _verb(sentence, token)
        elif token.pos == "NOUN":
            yield from _noun(sentence, token)
        elif token.pos == "ADJ" and token.dep in ("acomp", "amod", "ccomp", "ROOT", "oprd", "conj"):
            yield from _adjective(sentence, token)
        elif token.dep == "advmod" and token.tag == "RB":
            yield from _adverb(sentence, token)


# ---------------------------------------------------------------- verbs


def _verb(sentence: Sentence, verb: Token) -> Iterator[Candidate]:
    subject, source = find_source(sentence, verb)
    passive = is_passive(sentence, verb)
    by = _agent(sentence, verb) if passive else []
    cue, word = verb_group(sentence, verb), lemma(sentence, verb)

    def made(frame: str, content: Iterable[int], *, who: Iterable[int] = (), more: Iterable[int] = ()) -> Candidate:
        whole = clean(sentence, {*cue, *more})
        held = clean(sentence, set(content) - set(whole) - set(who))
        return Candidate(word, "v", frame, verb.index, whole, clean(sentence, set(who)), held)

    speaker = by if passive else source
    for frame, content in _clausal(sentence, verb):
        if passive and subject is not None and frame in ("to", "small"):
            yield made("raised+pass", [*content, *source], who=by)
        yield made(frame + ("+pass" if passive else ""), content, who=speaker)
        if not passive and frame in ("to", "small") and not any(dependents(sentence, verb.index, "dobj")):
            yield made("raised", [*content, *source])
    far = _surface_that(sentence, verb)
    if far:
        yield made("far-that", far, who=speaker)
    inserted = _host_clause(sentence, verb)
    if inserted:
        yield made("before", inserted, who=speaker)
    if passive:
        yield made("by" if by else "bare", source, who=by)
    yield from _nominal(sentence, verb, speaker, made)


def _nominal(sentence: Sentence, verb: Token, speaker: list[int], made: object) -> Iterator[Candidate]:
    assert callable(made)
    objects = list(dependents(sentence, verb.index, "dobj", "attr", "oprd"))
    direct = [token for token in objects if token.dep == "dobj"]
    phrase = [index for token in objects for index in subtree(sentence, token.index)]
    preps = [token for token in dependents(sentence, verb.index, "prep", "agent", "prt") if token.index > verb.index]
    if direct and not _is_inverted_subject(sentence, verb, direct[0]):
        extra = [i for prep in preps if prep.text.lower() in ("for", "as", "of") for i in subtree(sentence, prep.index)]
        short = [*phrase, *extra]
        bare = len(phrase) == 1 and direct[0].pos == "PRON"
        yield made("obj-it" if bare else "obj", short, who=speaker)
        tail = _tail(sentence, verb, direct[0])
        if len(tail) > len(short) and not bare and not any(dependents(sentence, verb.index, "ccomp")):
            yield made("obj-on", tail, who=speaker)
    for prep in preps:
        inside = [i for token in dependents(sentence, prep.index) for i in subtree(sentence, token.index)]
        if inside and prep.dep == "prep":
            yield made(f"prep:{prep.text.lower()}", inside, who=speaker, more=[prep.index])


def _tail(sentence: Sentence, verb: Token, first: Token) -> list[int]:
    """All that follows in the verb phrase from its object on, up to a subordinate clause or a setting in time."""
    out: list[int] = []
    for child in dependents(sentence, verb.index):
        if child.index < first.index or child.dep in ("punct", "cc", "conj", "prt", "advmod"):
            continue
        mark = _mark(sentence, child) or any(
            token.tag == "WRB" for token in dependents(sentence, child.index, "advmod")
        )
        if child.dep in ("npadvmod", "agent") or (child.dep == "advcl" and mark):
            break
        out.extend(subtree(sentence, child.index))
    return out


def _clausal(sentence: Sentence, verb: Token) -> Iterator[tuple[str, list[int]]]:
    """(frame, content) of each clause that the verb governs as a complement."""
    for child in dependents(sentence, verb.index, "ccomp", "xcomp", "advcl", "oprd"):
        below = subtree(sentence, child.index)
        if child.dep == "advcl" and not (child.index > verb.index and _mark(sentence, child) in ("if", "that", "for")):
            continue
        if child.index < verb.index and child.dep == "ccomp":
            yield "before", [index for index in below if index < verb.index]
            continue
        objects = [
            i
            for token in dependents(sentence, verb.index, "dobj")
            if token.index < child.index
            for i in subtree(sentence, token.index)
        ]
        frame = _clause_frame(sentence, child)
        yield frame, [*objects, *below] if frame in ("to", "small", "ing") else below


def _surface_that(sentence: Sentence, verb: Token) -> list[int]:
    """What follows the first "that" after a verb, up to the end: for clauses that the parser hung elsewhere."""
    for token in sentence.tokens[verb.index + 2 : verb.index + 12]:
        if token.pos in ("VERB", "PUNCT"):
            break
        if token.text == "that" and token.tag in ("IN", "WDT"):
            return list(range(token.index, len(sentence.tokens)))
    return []


def _clause_frame(sentence: Sentence, clause: Token) -> str:
    mark = _mark(sentence, clause)
    if mark in ("that", "for"):
        return "that" if mark == "that" else "for-to"
    first = sentence.tokens[subtree(sentence, clause.index)[0]]
    if mark in ("whether", "if") or first.tag in ("WP", "WRB", "WDT"):
        return "wh"
    auxiliaries = [token.tag for token in dependents(sentence, clause.index, "aux")]
    if "TO" in auxiliaries:
        return "to"
    if clause.tag == "VBG" and not auxiliaries:
        return "ing"
    return "clause" if clause.dep == "ccomp" and clause.tag in ("VBD", "VBZ", "VBP", "MD", "VB", "VBN") else "small"


def _mark(sentence: Sentence, clause: Token) -> str:
    return next((token.text.lower() for token in dependents(sentence, clause.index, "mark")), "")


def _host_clause(sentence: Sentence, verb: Token) -> list[int]:
    """The clause in which a reporting clause is inserted: "X, they said, Y"; "as they said, X"."""
    as_clause = verb.dep == "advcl" and _mark(sentence, verb) == "as"
    if not (verb.dep == "parataxis" or as_clause):
        return []
    return subtree_without(sentence, verb.head, verb.index)


def subtree_without(sentence: Sentence, index: int, branch: int) -> list[int]:
    """The subtree of a token without one branch below it."""
    cut = set(subtree(sentence, branch))
    return [at for at in subtree(sentence, index) if at not in cut]


def is_passive(sentence: Sentence, verb: Token) -> bool:
    """Whether the verb is a passive one, or a bare past participle after a noun."""
    auxiliaries = any(dependents(sentence, verb.index, "auxpass"))
    return auxiliaries or (verb.tag == "VBN" and verb.dep in ("acl", "advcl") and not _own_subject(sentence, verb))


def _agent(sentence: Sentence, verb: Token) -> list[int]:
    for agent in dependents(sentence, verb.index, "agent"):
        return [i for token in dependents(sentence, agent.index, "pobj") for i in subtree(sentence, token.index)]
    return []


def _is_inverted_subject(sentence: Sentence, verb: Token, found: Token) -> bool:
    """Whether the "object" is really the subject: "X," said Smith."""
    tokens = sentence.tokens
    if any(dependents(sentence, verb.index, *SUBJECTS)) or found.index < verb.index:
        return False
    before = tokens[verb.index - 1].text if verb.index else ""
    return before in ("”", '"', "''", "’", "'", ",") and verb.tag in ("VBD", "VBZ", "VBP")


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


def verb_group(sentence: Sentence, verb: Token) -> list[int]:
    """A verb with its auxiliaries, negation, particle and the adverbs among them."""
    near = [verb.index]
    for token in dependents(sentence, verb.index, "aux", "auxpass", "neg", "prt", "advmod"):
        if token.dep == "prt" or token.index < verb.index:
            near.append(token.index)
    tokens, first = sentence.tokens, verb.index
    while first > 0 and (first - 1 in near) and tokens[first - 1].dep != "prt":
        first -= 1
    return [index for index in near if index >= first]


def lemma(sentence: Sentence, token: Token) -> str:
    """The lemma of a token, lower case, with its particle ("point out")."""
    particles = [child.text.lower() for child in dependents(sentence, token.index, "prt")]
    return " ".join([token.lemma.lower(), *particles])


def find_source(sentence: Sentence, verb: Token) -> tuple[Token | None, list[int]]:
    """The subject of a verb and the tokens of its phrase; through conjoined and subordinate verbs, as readers do."""
    at = verb
    for _ in range(LONGEST_CHAIN):
        subject = _own_subject(sentence, at)
        if subject is not None:
            cut = set(subtree(sentence, verb.index)) if at is not verb else set()
            return subject, [index for index in subtree(sentence, subject.index) if index not in cut]
        head = sentence.tokens[at.head]
        if at.dep == "acl" and head.pos in ("NOUN", "PROPN", "PRON") and not _is_infinitive(sentence, at):
            return head, [index for index in subtree(sentence, head.index) if index < at.index]
        given = [token for token in dependents(sentence, head.index, "dobj") if token.index < at.index]
        if at.dep in ("xcomp", "ccomp") and given:
            return given[0], subtree(sentence, given[0].index)
        if at.head == at.index or not (at.dep in CLAUSES or head.pos in ("ADP", "SCONJ", "ADJ") or at.pos in PASSED):
            break
        at = head
    return _main_subject(sentence, verb)


def _is_infinitive(sentence: Sentence, verb: Token) -> bool:
    return any(token.tag == "TO" for token in dependents(sentence, verb.index, "aux"))


def _main_subject(sentence: Sentence, verb: Token) -> tuple[Token | None, list[int]]:
    """For a participle that the parser hung nowhere useful: the subject of the sentence's main verb, if before it."""
    if verb.tag == "VBG":
        root = next((token for token in sentence.tokens if token.head == token.index), verb)
        for subject in dependents(sentence, root.index, "nsubj"):
            if subject.index < verb.index and root is not verb:
                return subject, subtree(sentence, subject.index)
    return None, []


def _own_subject(sentence: Sentence, verb: Token) -> Token | None:
    for token in dependents(sentence, verb.index, *SUBJECTS):
        return token
    for token in dependents(sentence, verb.index, "dobj", "attr"):
        if _is_inverted_subject(sentence, verb, token):
            return token
    return None


# ---------------------------------------------------------------- other cues


def _noun(sentence: Sentence, noun: Token) -> Iterator[Candidate]:
    owner = [i for token in dependents(sentence, noun.index, "poss") for i in subtree(sentence, token.index)]
    ties = [token for token in dependents(sentence, noun.index, "prep") if token.index > noun.index]
    source = owner or _noun_source(sentence, noun, ties)
    cue = [noun.index, *(token.index for token in dependents(sentence, noun.index, "compound", "amod"))]

    def made(frame: str, content: Iterable[int], *, more: Iterable[int] = ()) -> Candidate:
        whole = clean(sentence, {*cue, *more})
        held = clean(sentence, set(content) - set(whole) - set(source))
        return Candidate(lemma(sentence, noun), "n", frame, noun.index, whole, clean(sentence, set(source)), held)

    for clause in dependents(sentence, noun.index, "acl", "ccomp", "relcl"):
        frame = _clause_frame(sentence, clause)
        if frame in ("that", "to", "wh") or _opens_with_that(sentence, clause):
            yield made(frame if frame in ("to", "wh") else "that", subtree(sentence, clause.index))
    for prep in ties:
        inside = [i for token in dependents(sentence, prep.index) for i in subtree(sentence, token.index)]
        if inside and not set(inside) & set(source):
            yield made(f"prep:{prep.text.lower()}", inside, more=[prep.index])


def _opens_with_that(sentence: Sentence, clause: Token) -> bool:
    first = sentence.tokens[subtree(sentence, clause.index)[0]]
    return clause.dep != "relcl" and first.text.lower() == "that"


def _noun_source(sentence: Sentence, noun: Token, ties: list[Token]) -> list[int]:
    """Whose claim it is: "a claim by them", else the subject of the noun's verb ("they made a claim")."""
    for prep in ties:
        if prep.text.lower() in ("by", "from", "among"):
            return [i for token in dependents(sentence, prep.index, "pobj") for i in subtree(sentence, token.index)]
    head = sentence.tokens[noun.head]
    if noun.dep in ("dobj", "attr") and head.pos in ("VERB", "AUX"):
        return find_source(sentence, head)[1]
    if noun.dep == "pobj" and sentence.tokens[head.head].pos in ("VERB", "AUX"):
        return find_source(sentence, sentence.tokens[head.head])[1]
    return []


def _adjective(sentence: Sentence, adjective: Token) -> Iterator[Candidate]:
    copula = sentence.tokens[adjective.head]
    source = find_source(sentence, copula)[1] if copula.pos in ("AUX", "VERB") else []
    cue = [*verb_group(sentence, copula), adjective.index] if source else [adjective.index]

    def made(frame: str, content: Iterable[int], *, more: Iterable[int] = (), who: Iterable[int] = ()) -> Candidate:
        whole = clean(sentence, {*cue, *more})
        held = clean(sentence, set(content) - set(whole) - set(who))
        return Candidate(adjective.lemma.lower(), "a", frame, adjective.index, whole, clean(sentence, set(who)), held)

    clauses = [*dependents(sentence, adjective.index, "ccomp", "xcomp")]
    if copula.index != adjective.index:
        clauses += [c for c in dependents(sentence, copula.index, "ccomp", "xcomp") if c.index > adjective.index]
    for clause in clauses:
        below = subtree(sentence, clause.index)
        yield made(_clause_frame(sentence, clause), below, who=source)
        yield made("raised", [*below, *source])
    for prep in dependents(sentence, adjective.index, "prep"):
        inside = [i for token in dependents(sentence, prep.index) for i in subtree(sentence, token.index)]
        if inside:
            yield made(f"prep:{prep.text.lower()}", inside, more=[prep.index], who=source)


def _adverb(sentence: Sentence, adverb: Token) -> Iterator[Candidate]:
    content = subtree_without(sentence, adverb.head, adverb.index)
    if len(content) > 1:
        yield Candidate(
            adverb.text.lower(), "r", "adverb", adverb.index, (adverb.index,), (), clean(sentence, set(content))
        )


def _according(sentence: Sentence, token: Token) -> Iterator[Candidate]:
    to = next(iter(dependents(sentence, token.index, "prep")), None)
    if to is None:
        return
    source = [i for child in dependents(sentence, to.index, "pobj") for i in subtree(sentence, child.index)]
    host = _clause_above(sentence, token)
    content = subtree_without(sentence, host, token.index)
    if source and content:
        cue = (token.index, to.index)
        yield Candidate(
            "according to",
            "p",
            "according",
            token.index,
            cue,
            clean(sentence, set(source)),
            clean(sentence, set(content)),
        )


def _colon(sentence: Sentence) -> Iterator[Candidate]:
    """Headline forms, "Ministry: talks are over" and "Talks are over: ministry", and lines of a transcript."""
    place = "title" if sentence.paragraph == 0 else "text"
    tokens = [token for token in sentence.tokens if token.pos != "SPACE"]
    colons = [number for number, token in enumerate(tokens[: LONGEST_LABEL + 2]) if token.text == ":"]
    if colons and 0 < colons[0] <= LONGEST_LABEL and _is_label(tokens[: colons[0]]) and colons[0] + 2 < len(tokens):
        yield _labelled(sentence, f"{place}:", tokens[colons[0]], tokens[: colons[0]], tokens[colons[0] + 1 :])
    ends = [number for number, token in enumerate(tokens) if token.text == ":" and number >= len(tokens) - 6]
    if ends and place == "title" and ends[0] >= FEWEST_REPORTED and _is_label(tokens[ends[0] + 1 :]):
        yield _labelled(sentence, ": title", tokens[ends[0]], tokens[ends[0] + 1 :], tokens[: ends[0]])


def _is_label(tokens: list[Token]) -> bool:
    nominal = ("PROPN", "NOUN", "ADJ", "DET", "PUNCT", "ADP", "PART", "PRON", "NUM")
    return any(t.pos in ("PROPN", "NOUN", "PRON") for t in tokens) and all(t.pos in nominal for t in tokens)


def _labelled(sentence: Sentence, word: str, colon: Token, label: list[Token], rest: list[Token]) -> Candidate:
    source, content = ({token.index for token in part} for part in (label, rest))
    cue = (colon.index,)
    return Candidate(word, "p", "colon", colon.index, cue, clean(sentence, source), clean(sentence, content))


def _clause_above(sentence: Sentence, token: Token) -> int:
    """The verb of the nearest clause above a phrase."""
    at = token
    while at.head != at.index:
        at = sentence.tokens[at.head]
        if at.pos in ("VERB", "AUX") and at.dep in ("ROOT", "ccomp", "conj", "parataxis"):
            return at.index
    return at.index


def clean(sentence: Sentence, indices: set[int]) -> tuple[int, ...]:
    """Token indices in order without punctuation and empty words at the edges (quotation marks and brackets stay)."""
    out = sorted(indices)
    while out and _is_edge(sentence.tokens[out[-1]]):
        out.pop()
    low = 0
    while low < len(out) and _is_edge(sentence.tokens[out[low]]):
        low += 1
    return tuple(out[low:])


def _is_edge(token: Token) -> bool:
    return token.pos == "SPACE" or (token.pos == "PUNCT" and token.text in ".,;:–—--!?…")
