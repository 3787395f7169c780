"""The floors hold, on the gold data where it is present."""

from __future__ import annotations

from types import ModuleType

import pytest
from rich.console import Console

from bench import __main__ as bench
from bench import certainty, finder, gold, happenings, origins

CASES = [(layer, name) for layer in bench.LAYERS for name in layer.sets if bench.floors_of(layer.name, name)]


ABSENT = pytest.mark.skipif(not gold.folder().is_dir(), reason=f"no gold data at {gold.folder()}")


@ABSENT
@pytest.mark.parametrize(("layer", "name"), CASES, ids=[f"{layer.name} {name}" for layer, name in CASES])
def test_no_figure_is_below_its_floor(layer: bench.Layer, name: str) -> None:
    ours = layer.figures(gold.records(name), bench.read(list(gold.parsed(name)), label=name))
    below = {
        figure: (ours[figure], floor)
        for figure, floor in bench.floors_of(layer.name, name).items()
        if ours[figure] < floor
    }
    assert below == {}


@ABSENT
@pytest.mark.parametrize("name", certainty.SETS)
def test_certainty_is_not_below_its_floor(name: str) -> None:
    ours, floors = certainty.figures(name)["dateline"], bench.floors_of("certainty", name)
    assert {figure: ours[figure] for figure, floor in floors.items() if ours[figure] < floor} == {}


@ABSENT
def test_the_finder_reads_a_language_that_it_was_not_taught() -> None:
    ours, floors = finder.figures(), bench.floors_of("finder", finder.SET)
    assert {figure: ours[figure] for figure, floor in floors.items() if ours[figure] < floor} == {}


@ABSENT
@pytest.mark.parametrize("layer", [happenings, origins], ids=["happenings", "origins"])
def test_merging_is_not_below_its_floors(layer: ModuleType) -> None:
    name = layer.__name__.removeprefix("bench.")
    assert not layer.measure(Console(), bench.floors_of(name, layer.SET))
