"""Names in an article: the tagger's entities corrected, extended and completed.

The tagger sees a sentence at a time and was trained on other news: it cuts long names, takes toponyms for people
and titles for bodies. What the article says elsewhere, the words of a name and the atlas know better. Candidates
come from the tagger, from runs of capitals that end in a telling word ("Cosmodrome"), from datelines and from the
atlas; then names are sought where the tagger saw none (surnames of people named in full, repeated names, places
after a preposition or before their state), and the kind of each is settled over the whole article (`kinds.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dateline.atlas.own import NOTHING, OwnAtlas
from dateline.atlas.phrases import PhraseFinder
from dateline.extract import name_candidates as candidates
from dateline.extract.kinds import settle
from dateline.extract.lexicon import family_name, given_names, titles, told_by_words
from dateline.extract.listed_names import OWN, listed_names, without_descriptions
from dateline.extract.name_candidates import Name, key_of
from dateline.extract.nouns import nouns
from dateline.extract.tokens import Tokens
from dateline.extract.toponyms import missed_places, nested_places
from dateline.records import Kind, Rows, Sentence

#: Parts of speech of a capitalized first word of a sentence that the tagger took for a name.
NO_NAME = frozenset({"VERB", "ADV", "AUX", "PRON", "ADP", "DET", "SCONJ"})


def find_names(rows: Rows, tokens: Tokens, own: OwnAtlas = NOTHING) -> list[Name]:
    """The names of an article, in the order of the text; a name may lie in another, none equals another.

    `own` is the user's own atlas.
    """
    text = rows.article.text
    names = apart(_without_headlines([*_candidates(rows, tokens, own)], rows.of(Sentence), text))
    names = settle(apart([*names, *missed_places(names, tokens, text)]), tokens, text)
    names = settle(apart([*names, *_repeats(names, text, tokens)]), tokens, text)
    names = [name for name in names if name.kind and not _in_title(name, tokens) and _in_one_line(name, text)]
    return sorted({(name.start, name.end): name for name in [*nested_places(names, text), *names]}.values())


def _candidates(rows: Rows, tokens: Tokens, own: OwnAtlas) -> Iterator[Name]:
    text, sentences = rows.article.text, rows.of(Sentence)
    listed = [*listed_names(text, tokens, own)]
    known = [*listed, *candidates.known(text)]
    yield from candidates.datelines(rows.article, sentences)
    yield from known
    tagged = candidates.without_titles(candidates.tagged(sentences, text), known)
    yield from without_descriptions(tagged, listed, tokens)
    yield from candidates.runs(sentences, text)
    yield from candidates.described(sentences)


def _without_headlines(names: Sequence[Name], sentences: Sequence[Sentence], text: str) -> Iterator[Name]:
    """The names without the tagger's runs of headlines ("Putin Meets Kim") that hold a name of the text below.

    That name is then sought in the headline as everywhere (`_repeats`). What the words tell to be a name stays.
    """
    headlines = {token.start for sentence in sentences if candidates.title_case(sentence) for token in sentence.tokens}
    below = {form for name in names if name.start not in headlines for form in _forms(key_of(text, name))}
    for name in names:
        words = key_of(text, name).split()
        is_run = len(words) > 1 and name.start in headlines and name.method == "tagger"
        told = told_by_words(words) or words[0] in given_names() if is_run else None
        if told or not is_run or " ".join(words) in below or not any(" ".join(p) in below for p in _parts(words)):
            yield name


def _parts(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """The shorter runs of words in a name."""
    words = words[: candidates.LONGEST_RUN]
    yield from (words[i:j] for i in range(len(words)) for j in range(i + 1, len(words) + 1) if j - i < len(words))


def _forms(key: str) -> Iterator[str]:
    """A name and the family name in it, if it is a person's."""
    yield key
    if " " in key:
        yield family_name(key)


def _in_one_line(name: Name, text: str) -> bool:
    return "\n" not in text[name.start : name.end]


def _in_title(name: Name, tokens: Tokens) -> bool:
    """Whether the name is only the subject of an office, "Defense" in "Defense Minister"."""
    after, words = tokens.after(name.end), tokens.inside(name.start, name.end)
    before = [token.text for token in tokens.before(name.start, 2)]
    if len(words) == 1 and words[0].text in titles() and name.kind != "person" and name.method != "dateline":
        return True  # "Pope" in "images of the Pope"
    if len(words) == 1 and words[0].pos in NO_NAME and name.method == "tagger":
        return True  # "Laid before the portraits ..."
    if len(words) == 1 and " ".join([*before, words[0].text]) in titles():
        return True  # "State" in "Secretary of State"
    if (
        name.label == "tagged organization"
        and before[1:] == ["of"]
        and before[0].lower().endswith(("minister", "ministers"))
    ):
        return True  # "Foreign Affairs" in "vice minister of Foreign Affairs"
    last = nouns().get(words[-1].text.lower()) if words else None
    if name.label == "tagged organization" and last and last.kind == "person" and words[-1].tag in ("NN", "NNP"):
        return True  # "Supreme Commander"
    return (name.kind == "organization" and name.method == "tagger" and len(words) == 1
            and bool(after) and after[0].text in titles() and after[0].start == name.end + 1
            and titles()[after[0].text] == "" and name.label != "tagged place")  # fmt: skip


def apart(names: Iterable[Name]) -> list[Name]:
    """Names that do not overlap: of two the longer, of equally long ones the user's own, then the atlas's stays."""
    kept: list[Name] = []
    for name in sorted(names, key=lambda name: (name.start, -name.end)):
        while kept and kept[-1].overlaps(name):
            if _rank(kept[-1]) >= _rank(name):
                break
            kept.pop()
        else:
            kept.append(name)
    return kept


#: Of two names of one length the one of the surer source stays.
KNOWN = {"atlas": 1, OWN: 2}


def _rank(name: Name) -> tuple[bool, int, int]:
    return name.method == "dateline", name.end - name.start, KNOWN.get(name.method, 0)


def _repeats(names: Sequence[Name], text: str, tokens: Tokens) -> Iterator[Name]:
    """Other occurrences of settled names, and of the surnames of people named in full."""
    phrases: dict[str, Kind] = {}
    for name in names:
        if name.kind:
            key = key_of(text, name)
            phrases.setdefault(key, name.kind)
            if name.kind == "person" and len(key.split()) > 1:
                phrases.setdefault(family_name(key), "person")
    finder = PhraseFinder((key, kind) for key, kind in phrases.items() if len(key) > 2 and key[0].isupper())
    for start, end, kind in finder.find(text):
        token = tokens.head(start, end)
        if token and token.pos in ("PROPN", "NOUN", "ADJ", "X"):
            yield Name(start, end, kind, "repeated")
