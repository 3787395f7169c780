"""Makes the attribution model again: `python -m training.attribution --out FOLDER`.

Reads PolNeAR from $DATELINE_GOLD, marks its words with the parse and the rules, trains on the train part (a killed run
goes on where its last epoch ended), writes the int8 graph, tunes the decoding of that graph on the dev part, and puts
graph, tokenizer, numbers and card in src/dateline/atlas/models. Needs dateline installed and training/requirements.txt;
an hour on one core with AMX, two gigabytes.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch

from bench import gold
from training.attribution import card, encoders, examples, marking, tuning
from training.attribution.export import export
from training.attribution.network import Network
from training.attribution.train import Plan, train

#: Texts whose pieces stay in the vocabulary: our languages' news. Of pieces as frequent the one seen first stays, so
#: that another order makes another vocabulary.
NEWS = (
    "claims/polnear_train", "ru/articles", "ru/nerel_train", "ru/factrueval_dev", "ko/klue_ner_news",
    "ko/new_year_addresses", "articles/kcna_2011_2012", "times/timebank", "stories/news_clusters", "places/lgl",
)  # fmt: skip
MODELS = Path(__file__).resolve().parents[2] / "src" / "dateline" / "atlas" / "models"


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    given = _parser().parse_args(arguments)
    torch.set_num_threads(1)
    for folder in (given.out, given.models):
        folder.mkdir(parents=True, exist_ok=True)
    texts = [record["text"] for name in NEWS for record in gold.records(name)] if given.encoder == "e5" else []
    encoder = encoders.load(given.encoder, layers=given.layers, texts=texts, pieces=given.pieces)
    marked = {part: marking.marked(f"claims/polnear_{part}") for part in ("train", "dev")}
    names = marking.names(marked["train"])
    sets = {
        part: examples.read(gold.records(f"claims/polnear_{part}"), encoder, marking.numbered(marks, names))
        for part, marks in marked.items()
    }
    plan = Plan(epochs=given.epochs, rate=given.rate, seed=given.seed)
    judge = tuning.Judge(sets["dev"], gold.records("claims/polnear_dev"), encoder)
    network = train(encoder, marking.size(names), sets["train"], plan, folder=given.out, judge=judge)
    _write(network, encoder, plan, names, judge, given.models)


def _write(
    network: Network, encoder: encoders.Encoder, plan: Plan, names: dict[str, int], judge: tuning.Judge, folder: Path
) -> None:
    config = encoder.model.config
    graph = folder / "attribution.onnx"
    weights = {name: value.numpy() for name, value in network.state_dict().items()}
    heads, epsilon = config.num_attention_heads, config.layer_norm_eps
    export(weights, layers=config.num_hidden_layers, heads=heads, epsilon=epsilon, longest=plan.longest, path=graph)
    decoding, figures = judge.best(judge.shipped(graph))
    card.write(folder, encoder, plan, names=names, decoding=decoding, figures=figures)
    print("written to", folder, decoding, {name: round(value, 3) for name, value in figures.items()})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training.attribution", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for the log and the state of the run")
    parser.add_argument("--models", type=Path, default=MODELS, help="folder that the model is written to")
    parser.add_argument("--encoder", choices=("e5", "minilm"), default="e5")
    parser.add_argument("--layers", type=int, default=8)
    parser.add_argument("--pieces", type=int, default=40_000, help="pieces of e5's vocabulary that are kept")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--seed", type=int, default=1)
    return parser


if __name__ == "__main__":
    main()
