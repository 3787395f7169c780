"""The floors hold, on the gold data where it is present."""

from __future__ import annotations

import pytest

from bench import __main__ as bench
from bench import gold

CASES = [(layer, name) for layer in bench.LAYERS for name in layer.sets if bench.floors_of(layer.name, name)]


@pytest.mark.skipif(not gold.folder().is_dir(), reason=f"no gold data at {gold.folder()}")
@pytest.mark.parametrize(("layer", "name"), CASES, ids=[f"{layer.name} {name}" for layer, name in CASES])
def test_no_figure_is_below_its_floor(layer: bench.Layer, name: str) -> None:
    ours = layer.figures(gold.records(name), bench.read(list(gold.parsed(name)), label=name))
    below = {
        figure: (ours[figure], floor)
        for figure, floor in bench.floors_of(layer.name, name).items()
        if ours[figure] < floor
    }
    assert below == {}
