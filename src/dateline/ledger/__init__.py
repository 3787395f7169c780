"""The record: articles and what was read in them, append-only, in one SQLite file. See docs/ledger.md and schema.sql.

with Session("news.ledger", reader=reader.version) as session:
    session.add(reader.read(article).rows)
with View("news.ledger") as view:
    view.search("treaty Reykjavik").hits
"""

from __future__ import annotations

from dateline.ledger.alerting import Alerting, Outgoing, fitting, latest, searchable
from dateline.ledger.captures import Captures, Kept, Visit, captured, visits
from dateline.ledger.collecting import SourceState, Wanted, collecting, had, known_states, say, want, wanted
from dateline.ledger.file import may_pass
from dateline.ledger.judging import Entry, bare, contradicted, joins, row_of, settled, split, standing
from dateline.ledger.merged import Edge, Merged
from dateline.ledger.merging import Indexed, Merging, Waiting
from dateline.ledger.packing import shape
from dateline.ledger.session import Added, Session
from dateline.ledger.upkeep import back_up, check
from dateline.ledger.view import Contents, Found, Hit, Known, Search, View
from dateline.ledger.wrong import Struck, Wrong

__all__ = [
    "Added",
    "Alerting",
    "Captures",
    "Contents",
    "Edge",
    "Entry",
    "Found",
    "Hit",
    "Indexed",
    "Kept",
    "Known",
    "Merged",
    "Merging",
    "Outgoing",
    "Search",
    "Session",
    "SourceState",
    "Struck",
    "View",
    "Visit",
    "Waiting",
    "Wanted",
    "Wrong",
    "back_up",
    "bare",
    "captured",
    "check",
    "collecting",
    "contradicted",
    "fitting",
    "had",
    "joins",
    "known_states",
    "latest",
    "may_pass",
    "row_of",
    "say",
    "searchable",
    "settled",
    "shape",
    "split",
    "standing",
    "visits",
    "want",
    "wanted",
]
