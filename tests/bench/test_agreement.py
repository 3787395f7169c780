"""Our figures and those of the shared scorers, on the same readings."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench import __main__ as bench
from bench import claims, entities, events, gold, places, times

SCORERS = Path(os.environ.get("DATELINE_SCORERS", gold.HOME.parent / "shared" / "scorers"))
needs_gold = pytest.mark.skipif(
    not (gold.folder().is_dir() and SCORERS.is_dir()),
    reason=f"no gold data at {gold.folder()} or no scorers at {SCORERS}",
)
MODULES = {"claims": claims, "times": times, "places": places, "entities": entities, "events": events}
#: Layer, set, the scorer's file, and for each figure of ours the pattern of the scorer's.
CASES = [
    ("claims", "claims/polnear_dev", "claims.py", {name: name + r" .*F1 ([\d.]+)" for name in claims.FIGURES}),
    ("times", "times/aquaint", "times.py", {"value": r"value .*?F1\s+([\d.]+)", "strict": r"strict .*?F1\s+([\d.]+)"}),
    ("places", "places/geovirus", "places.py", {"found": r"recog.*'F1': ([\d.]+)", "acc161": r"acc161 +([\d.]+)"}),
    ("entities", "entities/gum_news", "coref.py", {"conll": r"head +CoNLL +F1 ([\d.]+)"}),
    ("events", "events/plover_plv_train", "events.py", {"accuracy": r"accuracy ([\d.]+)", "macro_f1": r"-F1 ([\d.]+)"}),
]  # fmt: skip


def scored(file: str, layer: str, wanted: list[gold.Record], readings: dict[str, gold.Record], folder: Path) -> str:
    """What the shared scorer prints."""
    paths = [folder / "gold.jsonl", folder / "read.jsonl"]
    paths[0].write_text("".join(json.dumps(r) + "\n" for r in wanted), "utf-8")
    rows = (
        [{"id": i, "attributions": r["claims"]} for i, r in readings.items()]
        if layer == "claims"
        else list(readings.values())
    )
    paths[1].write_text("".join(json.dumps(r) + "\n" for r in rows), "utf-8")
    extra = [paths[0]] if layer == "claims" else []
    done = subprocess.run(
        [sys.executable, SCORERS / file, *paths, *extra], capture_output=True, text=True, check=True, cwd=SCORERS
    )
    return done.stdout


@needs_gold
@pytest.mark.parametrize(("layer", "name", "file", "patterns"), CASES, ids=[case[0] for case in CASES])
def test_figures_agree_with_the_scorers(
    layer: str, name: str, file: str, patterns: dict[str, str], tmp_path: Path
) -> None:
    wanted, parsed = gold.records(name)[:8], list(gold.parsed(name))[:8]
    readings = bench.read(parsed, label="agreement")
    ours, printed = MODULES[layer].figures(wanted, readings), scored(file, layer, wanted, readings, tmp_path)
    for figure, pattern in patterns.items():
        found = re.search(pattern, printed)
        assert found, printed
        theirs = float(found[1]) / (100 if float(found[1]) > 1 else 1)
        assert ours[figure] > 0
        assert ours[figure] == pytest.approx(theirs, abs=0.002), figure
