"""Who an article speaks of, as finding sources needs it: mentions by their words, what they are, and new ones.

A noun phrase that is a source but no mention ("an internal report", "the broadcaster GTV") becomes a mention here, so
that every source in words has something to stand for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from dateline.atlas import actors, countries, outlets
from dateline.atlas.cues import source_words
from dateline.atlas.gazetteer import gazetteer
from dateline.atlas.outlets import Outlet
from dateline.extract.lexicon import told_by_words
from dateline.extract.nominals import extent
from dateline.extract.nouns import head_noun, pronouns
from dateline.extract.syntax import dependents
from dateline.records import Cluster, Derivation, Form, Kind, Mention, Rows, Sentence, Span, Token, row_id

#: The mentions of one phrase that are looked at, at most.
MOST = 40
#: Words of a name behind its description ("the broadcaster Radio One"), at most.
LONGEST_NAME = 6


class Cast:
    """The mentions of one article and what is known of each through its cluster. `made` grows as sources are read."""

    def __init__(self, rows: Rows) -> None:
        self.article = rows.article
        self.text = rows.article.text
        self.mentions = sorted(rows.of(Mention), key=lambda mention: (mention.span.start, -mention.span.end))
        self.made: dict[str, Mention] = {}
        self._starts = [mention.span.start for mention in self.mentions]
        self._by_id = {mention.id: mention for mention in self.mentions}
        self._heads: dict[int, Mention] = {}
        for mention in self.mentions:
            for offset in range(mention.head.start, mention.head.end):
                self._heads.setdefault(offset, mention)
        self._cluster = {one: cluster.mentions for cluster in rows.of(Cluster) for one in cluster.mentions}
        self._outlet = outlets.by_name(self.article.outlet or "")
        self._media: set[str] = set()  # clusters of unknown names that were told or shown words

    def at(self, token: Token) -> Mention | None:
        """The mention that a word heads."""
        return self._heads.get(token.start)

    def get(self, id_: str) -> Mention:
        """A mention by its id."""
        return self._by_id[id_]

    def inside(self, start: int, end: int) -> list[Mention]:
        """The first mentions that lie in a range."""
        low, high = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [mention for mention in self.mentions[low : min(high, low + MOST)] if mention.span.end <= end]

    def words(self, mention: Mention) -> str:
        """The words of a mention on one line."""
        return " ".join(self.text[mention.span.start : mention.span.end].split())

    # ------------------------------------------------------------ the same in other words

    def key(self, mention: str) -> str:
        """The same string for all mentions of one cluster."""
        return self._cluster.get(mention, (mention,))[0]

    def together(self, mention: Mention) -> list[Mention]:
        """The mentions of a mention's cluster, in the order of the text."""
        return [self._by_id[one] for one in self._cluster.get(mention.id, (mention.id,)) if one in self._by_id]

    def known_as(self, mention: Mention) -> Mention:
        """What says most about whom a mention means: a name of its cluster, else a description, else itself."""
        ranked = {"name": 0, "nominal": 1, "pronoun": 2}
        if mention.form == "name":
            return mention
        return min(self.together(mention), key=lambda one: ranked[one.form], default=mention)

    # ------------------------------------------------------------ media

    def outlet(self, mention: Mention) -> Outlet | None:
        """The known outlet that a mention or a name of its cluster names."""
        return outlets.by_name(self.words(self.known_as(mention)))

    def is_own(self, mention: Mention) -> bool:
        """Whether a mention is the outlet that the article itself appeared in, by any of its names."""
        if mention.form == "nominal" and self.words(mention).lower().split()[:1] in (["this"], ["our"]):
            return self.is_medium(mention)  # "told this newspaper"
        if self.article.outlet is None:
            return False
        if self._outlet is not None and self.outlet(mention) is self._outlet:
            return True
        words = self.words(self.known_as(mention)).casefold().removeprefix("the ")
        return words == self.article.outlet.casefold().removeprefix("the ")

    def is_platform(self, mention: Mention) -> bool:
        """Whether a mention names a service that carries anyone's words."""
        return self.words(mention).lower() in source_words()["platform"]

    def is_medium(self, mention: Mention) -> bool:
        """Whether a mention is an outlet, by what is known, by its name's form or by a description ("the daily X")."""
        if self.key(mention.id) in self._media:
            return True
        if mention.form == "name":
            return self.is_platform(mention) or self.outlet(mention) is not None or self._sounds_medial(mention)
        if mention.form == "pronoun":
            return any(one.form != "pronoun" and self.is_medium(one) for one in self.together(mention)[:MOST])
        return self._describes_medium(mention)

    def take_for_medium(self, mention: Mention) -> bool:
        """Whether an unknown name that is told or shown words is a medium's, as most are; kept from then on.

        Not the name of a person, a place or a body: by its kind, its words, and what the atlas knows.
        """
        words = self.words(mention).removeprefix("the ").removeprefix("The ")
        after_the = self._follows_the(mention)
        if mention.form != "name" or self._is_somebody(words) or (after_the and words.isupper()):
            return False
        foreign = len(words.split()) > 1 and words.split()[0].lower() in source_words()["article"]  # "Der Nordspiegel"
        if mention.kind in ("person", "group") and not foreign and not (after_the and len(words.split()) < 2):
            return False
        self._media.add(self.key(mention.id))
        return True

    def may_be_person(self, mention: Mention) -> bool:
        """Whether a name of two words or more may be a person's: not known, and with no word of a body or medium."""
        words = self.words(mention)
        return len(words.split()) > 1 and not self._is_somebody(words) and not self.is_medium(mention)

    def _is_somebody(self, words: str) -> bool:
        """Whether a name is known as a place's, a state's or a body's, or tells by its words that it is no medium's."""
        known = countries.by_name(words) or countries.by_demonym(words) or countries.by_metonym(words)
        if known or told_by_words(words.lower().split()) is not None or told_by_words(words.split()) is not None:
            return True
        return any(True for _ in actors.find(words)) or any(p.style != "demonym" for p in gazetteer().candidates(words))

    def _describes_medium(self, mention: Mention) -> bool:
        """Whether a description is an outlet's; "agency" and the like only where another word says of what kind."""
        head = self.text[mention.head.start : mention.head.end]
        if head[:1].isupper() and self.outlet(mention) is not None:
            return True
        if not self.is_medial_noun(head):
            return False
        words = self.words(mention).lower().split()
        vague = not {words[-1], words[-1].removesuffix("s")}.isdisjoint(source_words()["ambiguous"])
        if not vague or words in (["the", words[-1]], words[-1:]):
            return True
        told = any(word in source_words()["broadcasting"] for word in words)
        told = told or any(outlets.by_name(word[:-2]) is not None for word in words if word[-2:] in ("'s", "’s"))
        own = self.words(mention).split()[-2:-1]
        named = len(words) < 4 and bool(own) and own[0].istitle() and words[-1] == "agency"  # "the Anatolia agency"
        behind = self.text[mention.span.end : mention.span.end + 2].strip()[:1].isupper()  # "the Afghan agency Pajhwak"
        return told or named or behind

    def is_medial_noun(self, word: str) -> bool:
        """Whether a noun stands for an outlet: "newspaper", "broadcasters"."""
        word = word.lower()
        return not {word, word.removesuffix("s"), word.removesuffix("ies") + "y"}.isdisjoint(source_words()["medium"])

    def _sounds_medial(self, mention: Mention) -> bool:
        words = self.words(mention).lower().removeprefix("the ").split() or [""]
        if self._behind_medial_noun(mention):
            return True
        if mention.kind == "group" and len(words) < 2:
            return False
        if mention.kind == "person":
            foreign = len(words) > 1 and words[0] in source_words()["article"]
            return words[-1] in source_words()["masthead"] and (foreign or self._follows_the(mention))
        if any(self.is_medial_noun(word) for word in self.words(mention).split()[:-1] if word.islower()):
            return True  # "Geneva daily Rhone", taken for one name
        shorter = " ".join(self.words(mention).split()[:-1])  # "BBC Wales"
        known = len(words) > 1 and outlets.by_name(shorter) is not None
        marked = len(words) > 1 and not {words[0], words[-1]}.isdisjoint(source_words()["masthead"])
        marked = marked or (len(words) > 1 and words[0] in source_words()["article"])
        alone = len(words) == 1 and words[0] in source_words()["masthead"] - source_words()["ambiguous"]
        marked = marked or (alone and self._follows_the(mention))  # "the Herald"
        return known or marked

    def _follows_the(self, mention: Mention) -> bool:
        start = mention.span.start
        return self.text[max(0, start - 4) : start + 4].lower().find("the ") >= 0

    def _behind_medial_noun(self, mention: Mention) -> bool:
        """Whether a name stands right behind a noun for an outlet: "the newspaper Dawn Line"."""
        before = self.text[max(0, mention.span.start - 30) : mention.span.start].split()[-1:]
        who = source_words()["ambiguous"] if mention.kind == "person" else ()
        return bool(before) and self.is_medial_noun(before[0]) and before[0].lower() not in who

    # ------------------------------------------------------------ new mentions

    def make(self, sentence: Sentence, head: Token, *, first: int = 0, parted: bool = False) -> Mention | None:
        """The mention that a head word's phrase is, made where there is none; None for words that stand for nobody.

        The phrase begins at the token `first` or behind it; `parted`: one that is known and begins before it is none.
        """
        known = self.at(head)
        begins = sentence.tokens[first].start if parted and known is not None and known.form == "nominal" else 0
        if known is not None and known.span.start >= begins and not self._is_title(sentence, head, known):
            return known
        if (
            head.pos == "PRON"
            and head.text.lower() not in pronouns()
            and head.tag not in ("NN", "NNS", "DT", "JJ", "CD")
        ):
            return None
        if head.pos not in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET") or head.text.lower() == "it":
            return None
        if head.pos == "PROPN":
            return self._name(sentence, head)
        low, last = extent(sentence, head)
        return self._new(
            sentence.tokens[max(low, min(first, head.index))],
            sentence.tokens[last],
            head,
            self._kind(sentence, head),
            "nominal",
        )

    def named_behind(self, sentence: Sentence, head: Token) -> Mention | None:
        """The name right behind a description: "Al Rakoba" in "the Sudanese paper Al Rakoba"."""
        following = sentence.tokens[head.index + 1 : head.index + 2]
        if not following or (following[0].pos != "PROPN" and not following[0].text[:1].isupper()):
            return None
        first = following[0]
        for mention in self.inside(first.start, first.end + 60):
            if mention.span.start == first.start and mention.form == "name":
                return mention
        return self._name(sentence, first) if first.pos == "PROPN" and self.at(first) is None else None

    def _name(self, sentence: Sentence, head: Token) -> Mention:
        """The run of name words round a word."""
        low = high = head.index
        tokens = sentence.tokens
        while low > 0 and head.index - low < LONGEST_NAME and self._of_name(tokens[low - 1]):
            low -= 1
        while high + 1 < len(tokens) and high - low < LONGEST_NAME and self._of_name(tokens[high + 1]):
            high += 1
        while low < head.index and tokens[low].tag == "HYPH":
            low += 1
        while high > head.index and tokens[high].tag == "HYPH":
            high -= 1
        kind: Kind = "person" if "PERSON" in head.entity else "organization"
        return self._new(tokens[low], tokens[high], None, kind, "name")

    def _of_name(self, token: Token) -> bool:
        found = self.at(token)
        return ((token.pos == "PROPN" and token.text[:1].isupper()) or token.tag == "HYPH") and (
            found is None or found.form == "nominal"
        )

    def _is_title(self, sentence: Sentence, head: Token, known: Mention) -> bool:
        """Whether what was taken for a description is the name of a medium: "the Cumbrian Star"."""
        before = sentence.tokens[head.index - 1] if head.index else head
        capital = head.tag in ("NNP", "NNPS") and head.text[:1].isupper() and before.pos == "PROPN"
        return known.form == "nominal" and capital and head.text.lower() in source_words()["masthead"]

    def _kind(self, sentence: Sentence, head: Token) -> Kind:
        if head.lemma.lower() in source_words()["document"]:
            return "document"
        noun = head_noun(sentence, head)
        if noun is not None:
            return noun.kind
        if head.tag == "NNS" or head.pos != "NOUN":
            return "group"
        some = any(child.text.lower() in ("a", "an", "one", "another") for child in dependents(sentence, head.index))
        return "person" if some else "organization"  # "a shopkeeper said", but "the campaign said"

    def _new(self, first: Token, last: Token, head: Token | None, kind: Kind, form: Form) -> Mention:
        span = Span(self.article.id, first.start, last.end)
        id_ = row_id("m", span.article, span.start, span.end)
        if id_ in self._by_id:
            return self._by_id[id_]
        at = Span(self.article.id, head.start, head.end) if head else span
        made = Mention(id_, span, at, kind, form, Derivation("claims", "1", "source"))
        self.made[id_] = self._by_id[id_] = made
        for offset in range(at.start, at.end):
            self._heads[offset] = made
        return made


def antecedent(sentence: Sentence, head: Token) -> Token:
    """The noun that a relative pronoun stands for; any other word stands for itself.

    "who" passes over a noun in a prepositional phrase: in "a professor at the university, who said", the professor.
    """
    if head.tag not in ("WDT", "WP"):
        return head
    before = sentence.tokens[head.index - 1] if head.index else head
    if head.text.lower() == "who" and before.entity.endswith("PERSON"):
        return before  # "by the minister Ann Berg who said"
    at, found = head, head
    while at.head != at.index:
        above = sentence.tokens[at.head]
        if at.dep == "relcl":
            found = above
            break
        at = above
    up = sentence.tokens[found.head]
    if head.text.lower() == "who" and found.dep == "pobj" and "PERSON" not in found.entity and up.dep == "prep":
        above = sentence.tokens[up.head]
        other, noun = head_noun(sentence, above), head_noun(sentence, found)
        if noun is not None and noun.kind == "person" and not (other is not None and other.kind == "person"):
            return found  # "an interview with the governor, who said"
        return above if above.pos in ("NOUN", "PROPN") else found
    return found


def qualifiers(sentence: Sentence, head: Token, prepositions: Sequence[str]) -> Iterable[Token]:
    """The words that say whose a thing is: "Berg's office", "the Berg campaign", "the office of Berg"."""
    for child in dependents(sentence, head.index, "poss", "compound", "nmod", "amod", "prep", "agent"):
        if child.dep not in ("prep", "agent"):
            yield child
        elif child.text.lower() in prepositions:
            yield from dependents(sentence, child.index, "pobj")
