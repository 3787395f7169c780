"""Headlines that name their source without a sentence: "Kim visits plant: KCNA", "Mayor to resign, says aide".

Only lines that look like headlines are read: the first of a text, its title, and short lines without a full stop.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.atlas import outlets
from dateline.atlas.forms import form_words
from dateline.extract.labels import is_kicker, is_shaped, is_source, is_voice, speaks
from dateline.extract.layout import Found, Layout, Line, Piece

#: The longest headline, in characters and words, and the shortest content, in words.
LONGEST, MOST_WORDS, FEWEST_WORDS = 220, 34, 2
#: A first line of more words that ends in a full stop is a sentence, and left to grammar.
MOST_IN_SENTENCE = 22
#: The longest source at the end of a headline, in words.
LONGEST_SOURCE = 6
#: How deep headlines cite one another ("A, wife told police, says source: Reuters").
DEEPEST = 4
FRAME = "headline"
#: PolNeAR has 66 of the 75 found in its dev and train parts (`python -m bench.forms`).
SHARE = 0.85
OPENING = "\"“„«‘'「『"
CLOSING = "\"”“»’'」』"
SENTENCES = re.compile(r"[\w)]{2}[.!?][\"”’'»」』)]*\s+[\"“„«「『‘'(]*[A-Z]")
SUFFIX = re.compile(r"\s*(?P<cue>:|\s[—–―]|\s--?(?=\s))\s*(?P<who>[^\W_][^:—–―]{0,60})$")
PREFIX = re.compile(r"(?P<who>[^\W\d_][^:—–―\n\"“”‘«»]{0,70}?)(?P<cue>:|\s[—–―]|\s-(?=\s))\s+(?=\S)")
ABOUT = re.compile(r"\s(?:to|on|at|in)\s")
PARTS = re.compile(r"(?<=[,\"”’'»])\s+")
WORD = re.compile(r"\S+")
DETERMINER = re.compile(r"^(?:an?|the)\s", re.IGNORECASE)


def find_headlines(layout: Layout) -> Iterator[Found]:
    """The claims of the lines that are headlines."""
    for line in layout.lines:
        if _is_headline(layout, line):
            yield from _headline(layout, layout.trimmed(line.body, line.end, "*_#"), first=line.number == 0)


def _is_headline(layout: Layout, line: Line) -> bool:
    if line.end - line.body > LONGEST:
        return False
    words = layout.text[line.body : line.end]
    dateline = layout.article.dateline
    if dateline is not None and line.start <= dateline.span.start < line.end:
        return False
    if not FEWEST_WORDS < len(words.split()) <= MOST_WORDS or SENTENCES.search(words):
        return False
    if words == (layout.article.title or "").strip():
        return True
    if line.number == 0:
        return not words.endswith(".") or len(words.split()) <= MOST_IN_SENTENCE
    return not words.endswith((".", "!", "?", ":", ";", ",", "…", ".”", '."', ".'", ".’"))


def _headline(layout: Layout, piece: Piece, *, first: bool, depth: int = 0) -> Iterator[Found]:
    """The claims of a headline: that of its end, then those inside its content."""
    piece = _without_kicker(layout, piece)
    found = _by_end(layout, piece, first=first) or _by_verb(layout, piece) or _by_quote(layout, piece)
    found = found or (_by_start(layout, piece, first=first) if depth == 0 else None)
    if found is None:
        return
    yield found
    if depth < DEEPEST and len(found.content) == 1:
        yield from _headline(layout, found.content[0], first=first, depth=depth + 1)


def _without_kicker(layout: Layout, piece: Piece) -> Piece:
    match = PREFIX.match(layout.text, *piece)
    return (match.end(), piece[1]) if match and is_kicker(match["who"]) else piece


def _by_end(layout: Layout, piece: Piece, *, first: bool) -> Found | None:
    """ "Two dead in crash: police", "Kim visits plant — TASS"."""
    end = layout.trimmed(*piece, ".")[1]
    match = SUFFIX.search(layout.text, max(piece[0], end - 70), end)
    if match is None:
        return None
    who, content = layout.trimmed(*match.span("who")), layout.trimmed(piece[0], match.start(), ",")
    name = layout.words(who)
    if len(name.split()) > LONGEST_SOURCE or not _is_long(layout, content) or name.endswith(tuple(CLOSING)):
        return None
    cue = layout.trimmed(*match.span("cue"))
    if not _may_end(layout, who, content, dash=layout.words(cue) != ":", first=first):
        return None
    return Found((content,), (cue,), (who,), FRAME, SHARE)


def _may_end(layout: Layout, who: Piece, content: Piece, *, dash: bool, first: bool) -> bool:
    name = layout.words(who)
    outlet = outlets.credit(name)
    if outlet is not None and outlets.credit(layout.words(content).split()[0]) and not _has_verb(layout, content):
        return False  # a list of agencies: a picture's credit
    if outlet is not None:  # "Mayor resigns - BBC News" is a page's title, not a claim
        own = layout.article.outlet and outlets.by_name(layout.article.outlet) == outlet
        return not own and (outlet.kind == "agency" or not dash or layout.text[who[0] - 2] in "—–―")
    bare = DETERMINER.sub("", name)
    last = bare.split()[-1]
    if speaks(last) and not (last[0].islower() and last != name and _has_verb(layout, who)):
        return True
    quoted = layout.words(content).startswith(tuple(OPENING)) and layout.words(content).endswith(tuple(CLOSING))
    if not is_shaped(layout, who):
        return False
    if quoted:
        return is_source(layout, who)
    known = all(token.entity[2:] in ("PERSON", "ORG") for token in layout.tokens_in(who))
    plain = "," not in name and not DETERMINER.match(name)
    return first and known and plain and layout.text.count(last) > 1  # the article speaks of them


def _by_verb(layout: Layout, piece: Piece) -> Found | None:
    """ "Mayor to resign, says aide"; "'We will not yield,' minister says"."""
    end = layout.trimmed(*piece, ".")[1]
    breaks = list(PARTS.finditer(layout.text, *piece))
    if not breaks:
        return None
    parts = _verb_and_source(layout, (breaks[-1].end(), end))
    content = (piece[0], breaks[-1].start())
    if layout.text[content[0]] not in OPENING:
        content = layout.trimmed(*content, ",")
    if parts is None or not _is_long(layout, content) or not _is_noun_phrase(layout, parts[1]):
        return None
    return Found((content,), (parts[0],), (parts[1],), FRAME, SHARE)


def _verb_and_source(layout: Layout, clause: Piece) -> tuple[Piece, Piece] | None:
    """The pieces of cue and source in a headline's last clause: "says aide", "minister says", "wife told police"."""
    words = [match.span() for match in WORD.finditer(layout.text, *clause)]
    low = [layout.words(word).casefold() for word in words]
    if not 1 < len(words) <= LONGEST_SOURCE + 1:
        return None
    says, tells = form_words("says"), form_words("tells")
    if low[0] in says:
        return words[0], (words[1][0], clause[1])
    if low[-1] in says:
        return words[-1], (clause[0], words[-2][1])
    if low[:2] == ["according", "to"] and len(words) > 2:
        return (clause[0], words[1][1]), (words[2][0], clause[1])
    told = next((at for at in range(1, len(words)) if low[at] in tells), None)
    return None if told is None else (words[told], (clause[0], words[told - 1][1]))


def _by_quote(layout: Layout, piece: Piece) -> Found | None:
    """ "'Nobody told us': Parents learned of it too late"; who does what stands behind the colon has said it."""
    quotation = layout.quotation_from(piece[0])
    if quotation is None or layout.text[quotation.end : quotation.end + 1] != ":" or quotation.end >= piece[1]:
        return None
    rest = layout.tokens_in((quotation.end + 1, piece[1]))
    verb = next((at for at, token in enumerate(rest) if token.pos in ("VERB", "AUX")), len(rest))
    who = (rest[0].start, rest[verb - 1].end) if 0 < verb < len(rest) else None
    if who is None or verb > LONGEST_SOURCE or rest[verb - 1].pos not in ("NOUN", "PROPN"):
        return None
    return Found((quotation.pieces[0],), ((quotation.end, quotation.end + 1),), (who,), FRAME, SHARE)


def _by_start(layout: Layout, piece: Piece, *, first: bool) -> Found | None:
    """ "Police: two dead in crash"; "Sadeq: 'We will hold the pass'"."""
    match = PREFIX.match(layout.text, *piece)
    if match is None:
        return None
    cue, who = layout.trimmed(*match.span("cue")), layout.trimmed(*match.span("who"))
    content = (match.end(), piece[1])
    if layout.words(cue) != ":" and outlets.credit(layout.words(who)) is None:
        return None
    quoted = layout.quotation_from(content[0]) is not None
    about = ABOUT.search(layout.text, *who)
    who = (who[0], about.start()) if about else who
    voice = is_voice(layout.words(who)) and not DETERMINER.match(layout.words(who))
    if not (quoted or (voice and first) or _is_told(layout, content)) or not _is_long(layout, content):
        return None
    known = voice or quoted or (first and is_source(layout, who))
    if not is_shaped(layout, who) or not known or (quoted and not first and not is_source(layout, who)):
        return None
    return Found((layout.trimmed(*content, "." if not quoted else ""),), (cue,), (who,), FRAME, SHARE)


def _is_long(layout: Layout, piece: Piece) -> bool:
    return len(layout.words(piece).split()) >= FEWEST_WORDS


def _has_verb(layout: Layout, piece: Piece) -> bool:
    return any(token.pos in ("VERB", "AUX") for token in layout.tokens_in(piece))


def _is_told(layout: Layout, piece: Piece) -> bool:
    """Whether words tell something: a verb, and no topic ("Storm Ada: What we know so far")."""
    tokens = layout.tokens_in(piece)
    return _has_verb(layout, piece) and not tokens[0].tag.startswith("W")


def _is_noun_phrase(layout: Layout, piece: Piece) -> bool:
    """Whether words hold no verb and no conjunction, and may be a source without further proof."""
    tokens = layout.tokens_in(piece)
    if any(token.text.casefold() in form_words("says") | form_words("tells") for token in tokens):
        return False
    plain = [token for token in tokens if token.text.islower()]
    return bool(tokens) and not any(token.pos in ("VERB", "AUX", "SCONJ", "CCONJ", "ADV") for token in plain)
