"""Reading the atlas's tables: tab-separated text that a person can extend in any editor.

The first line that is not a comment names the columns. A line that starts with `#` is a comment, an empty cell
means "not known", and a cell that holds several values separates them with `|`.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from dateline.errors import AtlasError


def table(path: str) -> list[dict[str, str]]:
    """The rows of `atlas/<path>`, each a dict by column. Raises AtlasError with file and line."""
    return list(_rows(path, _file(path).read_text(encoding="utf-8").splitlines()))


def values(cell: str) -> tuple[str, ...]:
    """The values of a cell that may hold several."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _file(path: str) -> Traversable:
    file = files("dateline.atlas").joinpath(path)
    if not file.is_file():
        raise AtlasError(f"atlas/{path} is missing: install dateline again")
    return file


def _rows(path: str, lines: list[str]) -> Iterator[dict[str, str]]:
    columns: list[str] | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if columns is None:
            columns = cells
            continue
        if len(cells) > len(columns):
            raise AtlasError(f"atlas/{path}:{number}: {len(cells)} cells for {len(columns)} columns")
        yield dict(zip(columns, cells + [""] * (len(columns) - len(cells)), strict=True))
