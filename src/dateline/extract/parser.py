"""The NLP library (spaCy) at work: a pipeline loaded once, texts to parsed documents.

A parser that models/parsers.tsv knows goes by shorter ways to the same output, which halve its time: transitions are
taken without giving up Python's lock, the rules for parts of speech are remembered by what they look at, and the
lemmatizer looks words up in sets. Another parser, a user's own choice, runs as the library runs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from dateline.atlas import parsers
from dateline.errors import AtlasError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    #: A part of a pipeline, which the library types too widely to be of help.
    Component = Any

#: Characters that are parsed at once. Memory grows with them: these take some 30 MB.
MOST_CHARACTERS = 40_000
#: What a rule may look at and what it may set, if its outcome is to be remembered.
LOOKED_AT = frozenset({"LOWER", "TAG", "DEP"})
RULED: list[int | str] = ["POS", "MORPH", "LEMMA"]
#: Stands for the words and labels that no rule names.
OTHER = -1


@cache
def load(pipeline: str) -> Language:
    """The spaCy pipeline of that name or path. Raises AtlasError where it is missing or damaged."""
    import spacy

    try:
        language = spacy.load(pipeline)
    except OSError as error:
        raise AtlasError(
            f"the spaCy pipeline {pipeline!r} is not installed: run `pip install {pipeline.replace('_', '-')}` "
            f"or name another in the setting `pipeline` ({error})"
        ) from error
    parsers.verify(pipeline, language.path)
    return language


def parse(pipeline: str, texts: Iterable[str]) -> Iterator[Doc]:
    """The texts, in order, as documents of the pipeline of that name or path."""
    if not parsers.is_known(pipeline):
        yield from load(pipeline).pipe(texts, batch_size=64)
        return
    known = _known(pipeline)
    for batch in _batches(texts):
        yield from known.parse(batch)


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    held = 0
    for text in texts:
        if batch and held + len(text) > MOST_CHARACTERS:
            yield batch
            batch, held = [], 0
        batch.append(text)
        held += len(text)
    if batch:
        yield batch


@cache
def _known(pipeline: str) -> _Known:
    return _Known(load(pipeline))


class _Known:
    """A known pipeline's components in their order, some by a shorter way."""

    def __init__(self, language: Language) -> None:
        self.language = language
        for _, component in language.pipeline:
            if hasattr(component, "lookups"):
                _hash_words(component)
        self.rules = {name: _Rules(component) for name, component in language.pipeline if hasattr(component, "matcher")}

    def parse(self, texts: Sequence[str]) -> list[Doc]:
        """The texts as documents."""
        docs = [self.language.make_doc(text) for text in texts]
        component: Component
        for name, component in self.language.pipeline:
            if name in self.rules:
                for doc in docs:
                    self.rules[name](doc)
            elif hasattr(component, "moves"):
                component.set_annotations(docs, _final_states(component, docs))
            elif hasattr(component, "predict"):
                component.set_annotations(docs, component.predict(docs))
            else:
                docs = [component(doc) for doc in docs]
        return docs


def _final_states(component: Component, docs: list[Doc]) -> Any:
    """What `predict` of a greedy transition parser gives, step by step from Python.

    The library's own loop lets go of Python's lock, and then takes it again whenever it looks at a word.
    """
    batch, step = component.moves.init_batch(docs), component.model.predict(docs)
    states = list(batch)
    while states:
        hidden, _ = step.state2vec(step.get_token_ids(states), False)
        states = component.transition_states(states, step.vec2scores.predict(hidden))
    step.clear_memory()
    return batch


def _hash_words(lemmatizer: Component) -> None:
    """Make sets of the lists in which a lemmatizer looks for base forms."""
    index = lemmatizer.lookups.get_table("lemma_index")
    for part, words in list(index.items()):
        index[part] = frozenset(words)


class _Rules:
    """An attribute ruler that remembers what it made of a token by all that its plain rules look at.

    The others, which look at several tokens or at letters, rarely hold: where one does, the ruler does all the work. It
    also reads the first token of each kind, and that is how the outcomes are learnt.
    """

    def __init__(self, ruler: Component) -> None:
        from spacy.matcher import Matcher

        self.ruler = ruler
        given = [(pattern, rule["attrs"]) for rule in ruler.patterns for pattern in rule["patterns"]]
        plain = [pattern[0] for pattern, attributes in given if _is_plain(pattern, attributes)]
        self.words, self.labels = (
            frozenset(ruler.vocab.strings.add(value) for token in plain for value in _named(token.get(what, {})))
            for what in ("LOWER", "DEP")
        )
        self.rare = Matcher(ruler.vocab)
        self.rare.add("rare", [pattern for pattern, attributes in given if not _is_plain(pattern, attributes)])
        self.known: dict[tuple[int, int, int], list[int]] = {}

    def __call__(self, doc: Doc) -> None:
        """Set what the rules say of the tokens."""
        words, labels = self.words, self.labels
        keys = [
            (word if word in words else OTHER, tag, label if label in labels else OTHER)
            for word, tag, label in doc.to_array(["LOWER", "TAG", "DEP"]).tolist()
        ]
        if self.rare(doc, allow_missing=True):
            self.ruler(doc)
            return
        new = [at for at, key in enumerate(keys) if key not in self.known]
        for at in new:
            found = self.ruler.match(doc[at : at + 1])
            self.ruler.set_annotations(doc, [(rule, name, at, at + 1) for rule, name, *_ in found])
        if new:
            made = doc.to_array(RULED).tolist()
            self.known.update((keys[at], made[at]) for at in new)
        outcomes: Any = np.array([self.known[key] for key in keys], np.uint64)
        doc.from_array(RULED, outcomes)


def _is_plain(pattern: Sequence[Mapping[str, Any]], attributes: Mapping[str, Any]) -> bool:
    """Whether a rule looks at one token and at nothing but LOOKED_AT, and sets nothing but RULED."""
    token, *others = pattern
    conditions = (condition for condition in token.values() if not isinstance(condition, str))
    listed = all(isinstance(condition, dict) and {"IN", "NOT_IN"}.issuperset(condition) for condition in conditions)
    return not others and LOOKED_AT.issuperset(token) and listed and set(RULED).issuperset(attributes)


def _named(condition: str | Mapping[str, list[str]]) -> list[str]:
    """The values that a plain rule's condition names."""
    return [condition] if isinstance(condition, str) else [value for listed in condition.values() for value in listed]
