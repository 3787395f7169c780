"""The claims of forms that no sentence grammar shows: headlines, lists of quotations, interviews, posts,
and quotations inside quotations.

Each module reads one kind of form off the lines of an article and gives `Found`; this is their one door.
"""

from __future__ import annotations

from collections.abc import Sequence

from dateline.extract.headlines import find_headlines
from dateline.extract.inner_quotes import find_inner_claims
from dateline.extract.interviews import find_turns
from dateline.extract.layout import Found, Layout, Piece
from dateline.extract.posts import find_posts
from dateline.extract.quote_lists import find_listed
from dateline.extract.quotes import Quotation
from dateline.records import Article, Sentence

__all__ = ["Found", "find_forms"]


def find_forms(article: Article, sentences: Sequence[Sentence], quotations: Sequence[Quotation]) -> list[Found]:
    """The claims that an article's forms show, by where they start; no two have the same content.

    Pieces are in order, apart and not empty, in code points of `article.text`. Of two forms that show one content the
    surer is kept: a post, then a turn, an item of a list, a headline.
    """
    layout = Layout(article, sentences, quotations)
    kept: dict[tuple[Piece, ...], Found] = {}
    for finder in (find_posts, find_turns, find_listed, find_headlines, find_inner_claims):
        for found in finder(layout):
            kept.setdefault(found.content, found)
    return sorted(kept.values(), key=lambda found: (found.content[0][0], -found.content[-1][1], found.source))
