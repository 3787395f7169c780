"""News articles read into records: who did what to whom, where and when; who says so, citing whom, how surely."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dateline.errors import DatelineError, InputError
from dateline.records import Article
from dateline.settings import Settings

if TYPE_CHECKING:
    from dateline.reader import Reader, Reading, read

__all__ = ["Article", "DatelineError", "InputError", "Reader", "Reading", "Settings", "read"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # The reader brings every stage with it: load it only for those who read, so that `dateline --help` is quick.
    if name in ("Reader", "Reading", "read"):
        from dateline import reader

        return getattr(reader, name)
    raise AttributeError(f"module 'dateline' has no attribute {name!r}")
