"""Who cites whom as a directed graph in GraphML, for Gephi, yEd, Cytoscape and networkx.

An edge's `weight` is the number of articles in which the one cites the other; a node's `kind` and `interest` are what
it is most often taken for.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from dateline.publish.exports.job import Job, put

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
    """Write the whole graph; the number of its edges."""
    edges = job.merged.cites()
    kinds = _kinds(job)
    put(out, HEAD)
    for name, holder, type_ in KEYS:
        put(out, f'<key id="{name}" for="{holder}" attr.name="{name}" attr.type="{type_}"/>\n')
    put(out, '<graph id="citations" edgedefault="directed">\n')
    for name in sorted({name for edge in edges for name in (edge.citing, edge.cited)}):
        kind, interest = kinds.get(name, (None, None))
        put(out, f"<node id={_attribute(name)}>{_data('kind', kind)}{_data('interest', interest)}</node>\n")
    for edge in sorted(edges, key=lambda edge: (edge.citing, edge.cited)):
        ends = f"source={_attribute(edge.citing)} target={_attribute(edge.cited)}"
        put(out, f"<edge {ends}>{_data('weight', edge.articles)}{_data('reports', edge.reports)}</edge>\n")
    put(out, "</graph>\n</graphml>\n")
    return len(edges)


def _kinds(job: Job) -> dict[str, tuple[str, str | None]]:
    """What each name is most often taken for, and for whom it speaks."""
    counts: dict[str, Counter[tuple[str, str | None]]] = defaultdict(Counter)
    for event in job.events():
        for report in event.reports:
            for link in report.chain:
                counts[link.name][link.kind, link.interest] += 1
            if not report.chain and report.origin.name == report.outlet:
                counts[report.outlet][report.origin.kind, report.origin.interest] += 1
            elif report.outlet and report.outlet not in counts:
                counts[report.outlet]["outlet", None] += 0
    return {name: count.most_common(1)[0][0] for name, count in counts.items()}


def _data(key: str, value: str | int | None) -> str:
    return "" if value is None else f'<data key="{key}">{escape(FORBIDDEN.sub("?", str(value)))}</data>'


def _attribute(name: str) -> str:
    return quoteattr(FORBIDDEN.sub("?", name), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
