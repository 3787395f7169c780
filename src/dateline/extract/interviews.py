"""Interviews and debates: turns behind labels ("Q:", "Berg:", "THE PRESIDENT:"), and answers to questions without any.

A turn is a claim of whoever its label names; what the outlet's own interviewer asks is none. Where nobody is labelled,
a run of short questions to "you", answered in the first person, is an interview with whom the lines above introduce.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from dateline.atlas.actors import gender_of_given_name
from dateline.atlas.forms import form_words
from dateline.extract.labels import is_interviewer, is_medium, is_shaped, is_source, key
from dateline.extract.layout import Found, Labelled, Layout, Line, Piece
from dateline.records import Token

#: PolNeAR marks 21 of the 49 turns found in its train part; read by hand, all are. The 29 answers found in GUM's
#: interviews are the named person's, but a second one may speak in between.
TURN_SHARE, ANSWER_SHARE = 0.9, 0.8
#: A transcript has this many turns at least, by two speakers, one of whom speaks twice.
FEWEST_TURNS, FEWEST_SPEAKERS = 3, 2
#: So many ways of naming one speaker are none: "MOVE OF THE RACE", "MISTAKE OF THE RACE", "LAP OF THE RACE".
FEWEST_WAYS = 3
#: The most lines without a label that go on with a turn; a transcript's lines are turns at least this often.
LONGEST_TURN, DENSITY = 12, 0.3
#: An interview without labels has so many questions; so many of its questions and answers speak to and of themselves.
FEWEST_QUESTIONS, PERSONAL = 3, 0.5
LONGEST_QUESTION = 90  # words
WORD = re.compile(r"[^\W\d_][\w'’&]*")
SENTENCE_END = re.compile(r"[.?!…][\"”’')*_\]]*$")
YOU = frozenset(("you", "your", "yours", "you're"))
#: How many words behind "interview" its object's name may stand, and what ends the object.
FURTHEST = 12
AWAY = ("about", "on", "in")
STAGE = (("(", ")"), ("[", "]"))


def find_turns(layout: Layout) -> Iterator[Found]:
    """The turns of a transcript, and the answers of an interview without labels."""
    turns = _turns(layout)
    asking = _asking(layout, turns)
    speaker = _interviewee(layout, turns[0].line.number) if turns else None
    for number, turn in enumerate(turns):
        label = layout.words(turn.label)
        if is_interviewer(layout, label) or key(label) in asking:
            continue
        until = turns[number + 1].line.number if number + 1 < len(turns) else turn.line.number + 1
        content = _content(layout, turn, until)
        if content:
            named = speaker if label.casefold().strip(" .*_") in form_words("answer") else None
            yield Found(content, (turn.colon,), (turn.label,), "turn", TURN_SHARE, named)
    if not turns:
        yield from _answers(layout)


def _asking(layout: Layout, turns: Sequence[Labelled]) -> set[str]:
    """The keys of labels that are a medium's that asks: half of what stands behind them are questions."""
    asked: Counter[str] = Counter()
    for turn in turns:
        if is_medium(layout.words(turn.label)):
            question = "?" in layout.text[turn.rest : turn.line.end]
            asked[key(layout.words(turn.label))] += 1 if question else -1
    return {name for name, more in asked.items() if more >= 0}


def _turns(layout: Layout) -> list[Labelled]:
    """The labelled lines of a transcript; none where the labels are not those of people who take turns."""
    by_key = _by_key(layout)
    fixed = form_words("question") | form_words("answer")
    pair = not form_words("answer").isdisjoint(by_key) and (
        not form_words("question").isdisjoint(by_key) or _follow_questions(layout, by_key)
    )
    kept = {name: group for name, group in by_key.items() if (pair if name in fixed else _speaks(layout, group))}
    turns = sorted((one for group in kept.values() for one in group), key=lambda one: one.line.number)
    if len(turns) > 1 and turns[0].line.number == 0 and turns[1].line.number > 1:  # a headline
        turns = turns[1:]
    enough = len(turns) >= FEWEST_TURNS and len(kept) >= FEWEST_SPEAKERS and max(map(len, kept.values())) > 1
    return turns if (enough or (pair and len(turns) > 1)) and _is_dense(turns) else []


def _by_key(layout: Layout) -> dict[str, list[Labelled]]:
    """The labelled lines by whom they name: "q", "a", or the last word of a name."""
    out: dict[str, list[Labelled]] = defaultdict(list)
    fixed = form_words("question") | form_words("answer")
    for line in layout.lines:
        found = layout.labelled(line)
        if found is not None:
            label = layout.words(found.label)
            bare = label.casefold().strip(" .*_")
            if bare in fixed:
                out[bare].append(found)
            elif is_shaped(layout, found.label):
                out[key(label)].append(found)
    return out


def _follow_questions(layout: Layout, by_key: Mapping[str, Sequence[Labelled]]) -> bool:
    """Whether answers are labelled and the questions above them are not."""
    answers = [one for name, group in by_key.items() if name in form_words("answer") for one in group]
    above = [layout.after(one.line, -1) for one in answers]
    return sum(1 for line in above if line is not None and _is_question(layout, line)) >= FEWEST_TURNS


def _speaks(layout: Layout, group: Sequence[Labelled]) -> bool:
    """Whether lines behind one label are somebody's speech: sentences behind a name that is known or recurs."""
    said = sum(1 for one in group if _is_speech(layout.text[one.rest : one.line.end]))
    if 3 * said < 2 * len(group):
        return False
    label = layout.words(group[0].label)
    if is_source(layout, group[0].label) or is_interviewer(layout, label):
        return True
    ways = {layout.words(one.label).casefold() for one in group}
    named = label.isupper() or len(WORD.findall(label)) > 1 or gender_of_given_name(label) is not None
    return len(group) > 1 and len(ways) < FEWEST_WAYS and named


def _is_speech(words: str) -> bool:
    count = sum(1 for _ in WORD.finditer(words))
    return count > 0 and SENTENCE_END.search(words) is not None


def _is_dense(turns: Sequence[Labelled]) -> bool:
    lines = turns[-1].line.number - turns[0].line.number + 1
    return len(turns) >= DENSITY * lines


def _content(layout: Layout, turn: Labelled, until: int) -> tuple[Piece, ...]:
    """What is said in a turn: the rest of its line, and the lines before the next turn that are no stage directions."""
    unasked = layout.words(turn.label).casefold().strip(" .*_") in form_words("answer")
    out = [(turn.rest, turn.line.end)] if turn.rest < turn.line.end else []
    for number in range(turn.line.number + 1, min(until, turn.line.number + 1 + LONGEST_TURN)):
        line = layout.lines[number]
        if _is_stage(layout, line) or (unasked and _is_question(layout, line)):
            break
        out.append((line.start, line.end))
    return tuple(out)


def _is_stage(layout: Layout, line: Line) -> bool:
    """Whether a line is a stage direction in brackets, or a heading."""
    first, last = layout.text[line.start], layout.text[line.end - 1]
    return (first, last) in STAGE or not SENTENCE_END.search(layout.text, max(line.start, line.end - 6), line.end)


# ---------------------------------------------------------------- without labels


def _answers(layout: Layout) -> Iterator[Found]:
    """What follows each question of an interview whose speakers have no labels."""
    asked = [line for line in layout.lines if _is_question(layout, line)]
    if len(asked) < FEWEST_QUESTIONS or not _is_dense_enough(asked):
        return
    ends = [*(line.number for line in asked[1:]), asked[-1].number + 2]  # of the last reply one line is sure
    replies = ((one, _reply(layout, one, end)) for one, end in zip(asked, ends, strict=True))
    pairs = [(one, reply) for one, reply in replies if reply]
    if len(pairs) < FEWEST_QUESTIONS or not _is_personal(layout, pairs):
        return
    speaker = _interviewee(layout, asked[0].number)
    if speaker is None:
        return
    for _, reply in pairs:
        yield Found(tuple((line.start, line.end) for line in reply), (), (speaker,), "answer", ANSWER_SHARE, speaker)


def _is_dense_enough(asked: Sequence[Line]) -> bool:
    return 5 * len(asked) >= asked[-1].number - asked[0].number + 1


def _is_question(layout: Layout, line: Line) -> bool:
    text = layout.text
    mark = layout.trimmed(line.start, line.end, "*_")[1]
    if text[mark - 1] not in "?？" or layout.quotation_from(line.body) is not None:
        return False
    return text.count(" ", line.start, line.end) < LONGEST_QUESTION


def _reply(layout: Layout, question: Line, until: int) -> list[Line]:
    lines = layout.lines[question.number + 1 : min(until, question.number + 1 + LONGEST_TURN, len(layout.lines))]
    return [line for line in lines if not _is_stage(layout, line)]


def _is_personal(layout: Layout, pairs: Sequence[tuple[Line, list[Line]]]) -> bool:
    you = sum(1 for one, _ in pairs if not YOU.isdisjoint(_words(layout, one)))
    own = sum(1 for _, reply in pairs if any(not form_words("speech").isdisjoint(_words(layout, r)) for r in reply))
    return min(you, own) >= PERSONAL * len(pairs)


def _words(layout: Layout, line: Line) -> set[str]:
    return {word.casefold() for word in WORD.findall(layout.text[line.start : line.end])}


# ---------------------------------------------------------------- who is interviewed


def _interviewee(layout: Layout, before: int) -> Piece | None:
    """The name of whom the lines above introduce as interviewed; None where nobody or more than one may be meant.

    Of those beside a word of interviewing it is the one who is named most ("Berg sat down with our reporter").
    """
    lines = layout.lines[: min(before, LONGEST_TURN)]
    named = [name for line in lines for name in _people(layout, line)]
    beside = {key(layout.words(name)): name for name in named[::-1] if _is_introduced(layout, name)}
    counts = Counter(key(layout.words(name)) for name in named)
    ranked = sorted(beside, key=lambda name: -counts[name])
    if not ranked or (len(ranked) > 1 and counts[ranked[0]] == counts[ranked[1]]):
        return None
    return beside[ranked[0]]


def _is_introduced(layout: Layout, name: Piece) -> bool:
    """Whether a name stands right before a word of interviewing, or behind one with its office between."""
    after = layout.tokens.after(name[1], 2)
    if after and after[0].text.casefold() == "and" and any(token.entity == "B-PERSON" for token in after):
        return False
    if any(token.text.casefold() in form_words("interview") for token in after):
        return True
    before = layout.tokens.before(name[0], FURTHEST)
    for token, outer in zip(before[::-1], [*before[-2::-1], None], strict=False):
        if token.text.casefold() in form_words("interview"):
            return True
        if token.entity == "B-PERSON" or token.text.casefold() in AWAY or _cites(token, outer):
            return False
    return False


def _cites(token: Token, before: Token | None) -> bool:
    """Whether a comma ends the name of a medium: "in an interview with the Herald, Berg said"."""
    return token.text == "," and before is not None and before.entity.endswith("ORG")


def _people(layout: Layout, line: Line) -> Iterator[Piece]:
    """The names of people in a line: as the parser tags them, or proper nouns behind a given name."""
    name: list[Token] = []
    for token in layout.tokens_in((line.start, line.end)):
        tagged = token.entity.endswith("PERSON")
        if name and token.entity != "B-PERSON" and (tagged or (token.pos == "PROPN" and not name[0].entity)):
            name.append(token)
            continue
        if _is_name(name):
            yield name[0].start, name[-1].end
        given = not token.entity and token.pos == "PROPN" and gender_of_given_name(token.text) is not None
        name = [token] if tagged or given else []
    if _is_name(name):
        yield name[0].start, name[-1].end


def _is_name(tokens: Sequence[Token]) -> bool:
    return bool(tokens) and (len(tokens) > 1 or bool(tokens[0].entity))
