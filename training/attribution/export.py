"""The network as an int8 ONNX graph, written operator by operator for onnxruntime on one thread.

One window at a time, without padding: activations are quantized by the range they have (DynamicQuantizeMatMul), so
a reading doesn't depend on what else is read. Weights take one scale an output column and seven bits, since processors
without VNNI saturate on eight. The word table takes one scale a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from dateline.extract.windows import WIDTH
from training.attribution.network import FARTHEST, POINTER

Array = np.ndarray[Any, Any]
MICROSOFT = "com.microsoft"


class Graph:
    """Nodes and constants in the making."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: Array) -> str:
        """A tensor of the file."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, kind: str, inputs: list[str], output: str, *, domain: str = "", **attributes: Any) -> str:
        """A node with one output."""
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def linear(self, given: str, name: str, weight: Array, bias: Array) -> str:
        """given @ weight.T + bias in int8."""
        columns = weight.T  # [in, out]
        scale = np.maximum(np.abs(columns).max(0), 1e-8).astype(np.float32) / 63
        held = np.clip(np.round(columns / scale), -64, 63).astype(np.int8)
        parts = [self.constant(f"{name}.q", held), self.constant(f"{name}.s", scale)]
        inputs = [given, *parts, "", self.constant(f"{name}.b", bias)]
        return self.add("DynamicQuantizeMatMul", inputs, name, domain=MICROSOFT)

    def normal(self, given: str, name: str, weights: Mapping[str, Array], place: str, epsilon: float) -> str:
        """Layer normalization with a place's weights."""
        parts = [self.constant(f"{name}.{part}", weights[f"{place}.{part}"]) for part in ("weight", "bias")]
        return self.add("LayerNormalization", [given, *parts], name, axis=-1, epsilon=epsilon)


def export(weights: Mapping[str, Array], *, layers: int, heads: int, epsilon: float, longest: int, path: Path) -> None:
    """Writes the graph: pieces [T], marks [T, WIDTH], firsts [W] to tags [W, 7] and points [W, W]."""
    graph = Graph()
    held = _embedded(graph, weights, epsilon, longest)
    for layer in range(layers):
        held = _layer(graph, held, weights, layer, heads, epsilon)
    _heads(graph, held, weights)
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, size)
        for name, size in (("pieces", ["T"]), ("marks", ["T", WIDTH]), ("firsts", ["W"]))
    ]
    outputs = [
        helper.make_tensor_value_info("tags", TensorProto.FLOAT, ["W", None]),
        helper.make_tensor_value_info("points", TensorProto.FLOAT, ["W", "W"]),
    ]
    made = helper.make_graph(graph.nodes, "attribution", inputs, outputs, graph.constants)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
    model = helper.make_model(made, opset_imports=opsets, ir_version=8, producer_name="dateline")
    onnx.save(model, str(path))


def _embedded(graph: Graph, weights: Mapping[str, Array], epsilon: float, longest: int) -> str:
    place = "bert.embeddings"
    table = weights[f"{place}.word_embeddings.weight"]
    scale = np.maximum(np.abs(table).max(1, keepdims=True), 1e-8).astype(np.float32) / 127
    rows = graph.constant("word.q", np.round(table / scale).astype(np.int8))
    whole = graph.add("Gather", [rows, "pieces"], "word.rows")
    floats = graph.add("Cast", [whole], "word.floats", to=TensorProto.FLOAT)
    scales = graph.add("Gather", [graph.constant("word.s", scale), "pieces"], "word.scales")
    words = graph.add("Mul", [floats, scales], "word")
    each = graph.add("Gather", [graph.constant("mark.table", weights["marks.weight"]), "marks"], "mark.each")
    marks = graph.add("ReduceSum", [each, graph.constant("one", np.array([1], np.int64))], "mark", keepdims=0)
    positions = weights[f"{place}.position_embeddings.weight"] + weights[f"{place}.token_type_embeddings.weight"][0]
    count = graph.add("Shape", ["pieces"], "count")
    zero = graph.constant("zero", np.array([0], np.int64))
    where = graph.add("Slice", [graph.constant("position.table", positions[:longest]), zero, count, zero], "position")
    total = graph.add("Sum", [words, marks, where], "embedded")
    whole = graph.add("Unsqueeze", [total, zero], "embedded.batch")
    return graph.normal(whole, "embedded.normal", weights, f"{place}.LayerNorm", epsilon)


def _layer(graph: Graph, held: str, weights: Mapping[str, Array], number: int, heads: int, epsilon: float) -> str:
    place, name = f"bert.encoder.layer.{number}", f"layer{number}"

    def part(path: str) -> tuple[Array, Array]:
        return weights[f"{place}.{path}.weight"], weights[f"{place}.{path}.bias"]

    sides = [
        graph.linear(held, f"{name}.{side}", *part(f"attention.self.{side}")) for side in ("query", "key", "value")
    ]
    seen = graph.add("MultiHeadAttention", sides, f"{name}.seen", domain=MICROSOFT, num_heads=heads)
    told = graph.linear(seen, f"{name}.told", *part("attention.output.dense"))
    total = graph.add("Add", [told, held], f"{name}.total")
    middle = graph.normal(total, f"{name}.middle", weights, f"{place}.attention.output.LayerNorm", epsilon)
    wide = graph.linear(middle, f"{name}.wide", *part("intermediate.dense"))
    bent = graph.add("Gelu", [wide], f"{name}.bent", domain=MICROSOFT)
    narrow = graph.linear(bent, f"{name}.narrow", *part("output.dense"))
    total = graph.add("Add", [narrow, middle], f"{name}.sum")
    return graph.normal(total, f"{name}.out", weights, f"{place}.output.LayerNorm", epsilon)


def _heads(graph: Graph, held: str, weights: Mapping[str, Array]) -> None:
    flat = graph.add("Squeeze", [held, "zero"], "pieces.out")
    words = graph.add("Gather", [flat, "firsts"], "words")

    def plain(name: str, output: str) -> str:
        weight, bias = (
            graph.constant(f"{name}.w", weights[f"{name}.weight"]),
            graph.constant(f"{name}.b", weights[f"{name}.bias"]),
        )
        return graph.add("Gemm", [words, weight, bias], output, transB=1)

    plain("tag", "tags")
    seeking = graph.add("Gelu", [plain("seeker", "seeker.out")], "seeking", domain=MICROSOFT)
    sought = graph.add("Gelu", [plain("sought", "sought.out")], "found", domain=MICROSOFT)
    raw = graph.add("Gemm", [seeking, sought], "points.raw", transB=1, alpha=POINTER**-0.5)
    count = graph.add("Squeeze", [graph.add("Shape", ["firsts"], "words.shape")], "words.count")
    single = [graph.constant(f"number.{n}", np.array(n, np.int64)) for n in (0, 1)]
    places = graph.add("Range", [single[0], count, single[1]], "places")
    across, down = (
        graph.add("Unsqueeze", [places, graph.constant(f"axis.{n}", np.array([n], np.int64))], f"places.{n}")
        for n in (0, 1)
    )
    apart = graph.add("Sub", [across, down], "apart")
    ends = [graph.constant(f"farthest.{sign}", np.array(sign * FARTHEST, np.int64)) for sign in (-1, 1)]
    near = graph.add("Clip", [apart, *ends], "near")
    square = graph.add("Add", [near, ends[1]], "distance.row")
    biases = graph.constant("distance.bias", weights["distance.weight"][:, 0])
    graph.add("Add", [raw, graph.add("Gather", [biases, square], "distance.out")], "points")
