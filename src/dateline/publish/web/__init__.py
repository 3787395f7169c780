"""The pages: a ledger served to a browser, and as JSON to programs. See docs/pages.md.

`application(Desk(path, Works(...)))` is an ASGI application; `dateline serve` makes one and runs it.
"""

from __future__ import annotations

from dateline.publish.web.access import LOOPBACK, Access
from dateline.publish.web.app import application
from dateline.publish.web.desk import Added, Desk, Works
from dateline.publish.web.makers import Makers

__all__ = ["LOOPBACK", "Access", "Added", "Desk", "Makers", "Works", "application"]
