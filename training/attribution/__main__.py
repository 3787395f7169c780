"""Makes the attribution model again: `python -m training.attribution --out FOLDER`.

Reads PolNeAR's train part from $DATELINE_GOLD, trains (see `train`; a killed run goes on where its last epoch ended),
tunes the decoding on the dev part, writes the int8 graph, its tokenizer, its numbers and its card. Needs
training/requirements.txt; two hours on one core with AMX.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from bench.gold import folder
from training.attribution import card, encoders, examples, tuning
from training.attribution.export import export
from training.attribution.train import Plan, train

#: Texts whose pieces stay in the vocabulary: our languages' news.
NEWS = (
    "claims/polnear_train", "times/timebank", "stories/news_clusters", "places/lgl", "articles/kcna_2011_2012",
    "ru/articles", "ru/nerel_train", "ru/factrueval_dev", "ko/klue_ner_news", "ko/new_year_addresses",
)  # fmt: skip
MODELS = Path("src/dateline/atlas/models")


def main() -> None:
    """The command."""
    given = _arguments()
    torch.set_num_threads(1)
    given.out.mkdir(parents=True, exist_ok=True)
    texts = [record["text"] for name in NEWS for record in _records(name)] if given.encoder == "e5" else []
    encoder = encoders.load(given.encoder, layers=given.layers, texts=texts, pieces=given.pieces)
    train_set, dev_set = (
        examples.read(folder() / f"claims/polnear_{part}.jsonl", encoder) for part in ("train", "dev")
    )
    plan = Plan(epochs=given.epochs, rate=given.rate, seed=given.seed)
    judge = tuning.Judge(dev_set, _records("claims/polnear_dev"), encoder)
    network = train(encoder, train_set, plan, folder=given.out, judge=judge)
    print("exporting", flush=True)
    weights = {name: value.numpy() for name, value in network.state_dict().items()}
    config = encoder.model.config
    export(
        weights, layers=config.num_hidden_layers, heads=config.num_attention_heads, epsilon=config.layer_norm_eps,
        path=MODELS / "attribution.onnx",
    )  # fmt: skip
    card.write(MODELS, encoder, plan, judge, network)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder for the log and the state of the run")
    parser.add_argument("--encoder", choices=("e5", "minilm"), default="e5")
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--pieces", type=int, default=40_000, help="pieces of e5's vocabulary that are kept")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _records(name: str) -> list[dict]:  # type: ignore[type-arg]
    from bench import gold

    return gold.records(name)


if __name__ == "__main__":
    main()
