"""Who cites whom as a directed graph in GraphML, for Gephi, yEd, Cytoscape and networkx.

An edge's `weight` is the number of articles in which the one cites the other; a node's `kind` and `interest` are what
it is most often taken for.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from dateline.publish.exports.job import Job, put
from dateline.records import Report

#: What XML 1.0 cannot hold, escaped or not.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
KEYS = (
    ("kind", "node", "string"),
    ("interest", "node", "string"),
    ("weight", "edge", "int"),
    ("reports", "edge", "int"),
)
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""


def write(job: Job, out: IO[bytes]) -> int:
    """Write the graph of the events that are asked for; the number of its edges."""
    graph = _Graph()
    for event in job.events():
        for report in event.reports:
            graph.add(report)
    put(out, HEAD)
    for name, holder, type_ in KEYS:
        put(out, f'<key id="{name}" for="{holder}" attr.name="{name}" attr.type="{type_}"/>\n')
    put(out, '<graph id="citations" edgedefault="directed">\n')
    for name in sorted({name for edge in graph.reports for name in edge}):
        kind, interest = graph.kind(name)
        put(out, f"<node id={_attribute(name)}>{_data('kind', kind)}{_data('interest', interest)}</node>\n")
    for edge in sorted(graph.reports):
        ends = f"source={_attribute(edge[0])} target={_attribute(edge[1])}"
        counts = _data("weight", len(graph.articles[edge])) + _data("reports", graph.reports[edge])
        put(out, f"<edge {ends}>{counts}</edge>\n")
    put(out, "</graph>\n</graphml>\n")
    return len(graph.reports)


class _Graph:
    """The links of reports' chains by (citing, cited), and what their names are taken for."""

    def __init__(self) -> None:
        self.reports: Counter[tuple[str, str]] = Counter()
        self.articles: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._kinds: dict[str, Counter[tuple[str, str | None]]] = defaultdict(Counter)

    def add(self, report: Report) -> None:
        """Add a report's links, each once."""
        names = [report.outlet or report.article, *(link.name for link in report.chain)]
        for edge in {pair for pair in pairwise(names) if pair[0] != pair[1]}:
            self.reports[edge] += 1
            self.articles[edge].add(report.article)
        for link in report.chain:
            self._kinds[link.name][link.kind, link.interest] += 1
        origin = report.origin
        told = (origin.kind, origin.interest) if not report.chain and origin.name == names[0] else ("outlet", None)
        self._kinds[names[0]][told] += 1 if told[1] else 0

    def kind(self, name: str) -> tuple[str, str | None]:
        """What a name is most often taken for, and for whom it speaks."""
        return self._kinds[name].most_common(1)[0][0]


def _data(key: str, value: str | int | None) -> str:
    return "" if value is None else f'<data key="{key}">{escape(FORBIDDEN.sub("?", str(value)))}</data>'


def _attribute(name: str) -> str:
    return quoteattr(FORBIDDEN.sub("?", name), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
