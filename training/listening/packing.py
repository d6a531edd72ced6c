"""The network as one small ONNX file: eight-bit weights, fixed ranges, the words' vectors once, two branches above them."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from training.listening.network import HEAD_WIDTH, LAYERS

Array = npt.NDArray[np.float32]
Head = tuple[Array, Array]
Heads = Mapping[str, Head]
"""By name `emotion`, on the small branch, and `moments`, on the untouched one: weight (inputs by outputs) and bias."""
Ranges = Mapping[str, tuple[Array, Array]]
"""For everything that goes into a product: the least and the most of each of its channels."""

MOST_WEIGHT = 63
"""Seven bits: on processors without VNNI two products of eight bits can run over; so it is the same everywhere."""
MICROSOFT = "com.microsoft"
EPSILON = 1e-12
_TOKENS = helper.make_tensor_value_info("tokens", TensorProto.INT64, ["texts", "length"])


@dataclass(slots=True)
class Graph:
    """An ONNX graph while it grows; with `ranges` its products are in eight bits, without them in floats."""

    ranges: Ranges
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: dict[str, onnx.TensorProto] = field(default_factory=dict)
    watched: list[str] = field(default_factory=list)

    def constant(self, name: str, values: npt.NDArray[np.generic]) -> str:
        """A named constant; the same name is the same constant."""
        self.constants.setdefault(name, numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, kind: str, inputs: list[str], out: str, domain: str = "", **settings: object) -> str:
        """A node with one output, which gives it its name."""
        self.nodes.append(helper.make_node(kind, inputs, [out], out, domain=domain, **settings))
        return out

    def product(self, hidden: str, name: str, weight: Array, bias: Array) -> str:
        """hidden · weight + bias. `weight` is inputs by outputs."""
        self.watched.append(hidden)
        if hidden not in self.ranges:
            grown = self.node("MatMul", [hidden, self.constant(f"{name}.weight", weight)], f"{name}.grown")
            return self.node("Add", [grown, self.constant(f"{name}.bias", bias)], name)
        least, most = self.ranges[hidden]
        evened = evening(least, most)
        even = self.node("Mul", [hidden, self.constant(f"{name}.even", 1 / evened)], f"{name}.even.in")
        least, most = (least / evened).min(), (most / evened).max()
        step = np.float32((most - least) / 255)
        zero = np.uint8(np.clip(round(-least / step), 0, 255))
        scale, at_zero = self.constant(f"{name}.step", np.array(step)), self.constant(f"{name}.at", np.array(zero))
        whole_in = self.node("QuantizeLinear", [even, scale, at_zero], f"{name}.whole")
        whole, steps = eight_bits(weight * evened[:, None])
        inputs = [whole_in, self.constant(f"{name}.weight", whole), scale, self.constant(f"{name}.steps", steps)]
        zeros = self.constant(f"{name}.zero", np.zeros(len(steps), np.int8))
        return self.node(
            "MatMulIntegerToFloat", [*inputs, at_zero, zeros, self.constant(f"{name}.bias", bias)], name, MICROSOFT
        )

    def norm(self, hidden: str, other: str, name: str, scale: Array, shift: Array) -> str:
        """The norm of two added up; the fused node for both is six times slower on a processor."""
        both = self.node("Add", [hidden, other], f"{name}.both")
        inputs = [both, self.constant(f"{name}.scale", scale), self.constant(f"{name}.shift", shift)]
        return self.node("LayerNormalization", inputs, name, axis=-1, epsilon=EPSILON)


def evening(least: Array, most: Array) -> Array:
    """By how much to shrink each channel before it is rounded, and to grow its weights instead.

    As SmoothQuant (Xiao et al. 2023), with the root of the largest: the few channels that stand out would else leave
    no steps for the others.
    """
    return np.sqrt(np.maximum(np.maximum(abs(least), abs(most)), 1e-3)).astype(np.float32)


def eight_bits(weight: Array) -> tuple[npt.NDArray[np.int8], Array]:
    """The weights as whole numbers, and the step between two of them for each output."""
    steps = (np.abs(weight).max(0) / MOST_WEIGHT).astype(np.float32)
    return np.clip(np.round(weight / steps), -MOST_WEIGHT, MOST_WEIGHT).astype(np.int8), steps


def packed(weights: Mapping[str, Array], heads: Heads, ranges: Ranges, told: str) -> bytes:
    """The file. `weights` are the network's by name, with all untouched layers as `plain.…`; `told` goes along.

    It takes `tokens` (0 is blank) and `meaning`, whether the untouched branch is asked instead of the small one, and
    gives `said`: the small branch's outputs, or those of the moments' head with the meaning itself behind them.
    """
    graph = Graph(ranges)
    read = _embedded(graph, weights)
    lower, graph.nodes = graph.nodes, []
    _emotion(graph, weights, read, heads["emotion"], "emotion")
    tuned, graph.nodes = graph.nodes, []
    _moments(graph, weights, read, heads["moments"], "moments")
    graph.node("Concat", ["moments", "meaning.same"], "moments.meaning", axis=1)
    asked = {
        "else_branch": helper.make_graph(tuned, "tuned", [], [_value("emotion")]),
        "then_branch": helper.make_graph(graph.nodes, "plain", [], [_value("moments.meaning")]),
    }
    chosen = helper.make_node("If", ["meaning"], ["said"], "chosen", **asked)
    inputs = [_TOKENS, helper.make_tensor_value_info("meaning", TensorProto.BOOL, [])]
    return _model([*lower, chosen], inputs, [_value("said")], graph, told)


def watched(weights: Mapping[str, Array], heads: Heads) -> tuple[bytes, list[str]]:
    """The same in floats and both branches at once, with everything that goes into a product; the names of these."""
    graph = Graph({})
    read = _embedded(graph, weights)
    _emotion(graph, weights, read, heads["emotion"], "emotion")
    _moments(graph, weights, read, heads["moments"], "moments")
    names = list(dict.fromkeys(graph.watched))
    outputs = [helper.make_empty_tensor_value_info(name) for name in ("emotion", "meaning.same", *names)]
    return _model(graph.nodes, [_TOKENS], outputs, graph, ""), names


def _model(
    nodes: list[onnx.NodeProto],
    inputs: list[onnx.ValueInfoProto],
    outputs: list[onnx.ValueInfoProto],
    graph: Graph,
    told: str,
) -> bytes:
    whole = helper.make_graph(nodes, "listener", inputs, outputs, list(graph.constants.values()))
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
    model = helper.make_model(whole, opset_imports=opsets, ir_version=9, producer_name="goodgrace")
    helper.set_model_props(model, {"told": told})
    return bytes(model.SerializeToString(deterministic=True))


def _emotion(graph: Graph, weights: Mapping[str, Array], hidden: str, head: Head, out: str) -> None:
    for number in itertools.takewhile(lambda number: f"tuned.{number}.out.bias" in weights, itertools.count()):
        hidden = _layer(graph, weights, f"tuned.{number}", hidden)
    _head(graph, _mean(graph, hidden, "emotion.mean"), out, head)


def _moments(graph: Graph, weights: Mapping[str, Array], hidden: str, head: Head, out: str) -> None:
    for number in range(LAYERS):
        hidden = _layer(graph, weights, f"plain.{number}", hidden)
    mean = _mean(graph, hidden, "meaning.mean")
    _head(graph, graph.node("LpNormalization", [mean], "meaning.same", axis=1, p=2), out, head)


def _embedded(graph: Graph, weights: Mapping[str, Array]) -> str:
    words = weights["words.weight"]
    steps = (np.abs(words).max(1, keepdims=True) / 127).astype(np.float32)
    whole = np.round(words / steps).astype(np.int8)
    row = graph.node("Gather", [graph.constant("words", whole), "tokens"], "words.whole")
    row = graph.node("Cast", [row], "words.float", to=TensorProto.FLOAT)
    step = graph.node("Gather", [graph.constant("words.steps", steps), "tokens"], "words.step")
    row = graph.node("Mul", [row, step], "words.row")
    ends = graph.constant("one", np.array([1]))
    shape = graph.node("Shape", ["tokens"], "shape")
    length = graph.node("Slice", [shape, ends, graph.constant("two", np.array([2]))], "length")
    all_places = graph.constant("places", weights["places.weight"][None])
    places = graph.node("Slice", [all_places, graph.constant("nought", np.array([0])), length, ends], "places.these")
    like = graph.node("Expand", [places, graph.node("Shape", [row], "words.shape")], "places.all")
    seen = graph.node(
        "Not", [graph.node("Equal", ["tokens", graph.constant("blank", np.array(0))], "unseen")], "seen.yes"
    )
    graph.node("Cast", [seen], "seen", to=TensorProto.INT32)
    graph.node(
        "Cast",
        [graph.node("Unsqueeze", [seen, graph.constant("last", np.array([2]))], "seen.wide")],
        "seen.float",
        to=TensorProto.FLOAT,
    )
    return graph.norm(row, like, "embedded", weights["first_norm.weight"], weights["first_norm.bias"])


def _layer(graph: Graph, weights: Mapping[str, Array], at: str, hidden: str) -> str:
    parts = ("query", "key", "value")
    weight = np.concatenate([weights[f"{at}.{part}.weight"].T for part in parts], axis=1)
    bias = np.concatenate([weights[f"{at}.{part}.bias"] for part in parts])
    together = graph.product(hidden, f"{at}.asked", weight, bias)
    graph.nodes.append(helper.make_node("Split", [together], [f"{at}.{part}" for part in parts], axis=2))
    inputs = [*(f"{at}.{part}" for part in parts), "", "seen"]
    mixed = graph.node(
        "MultiHeadAttention", inputs, f"{at}.mixed", MICROSOFT, num_heads=weight.shape[1] // 3 // HEAD_WIDTH
    )
    mixed = graph.product(mixed, f"{at}.out", weights[f"{at}.out.weight"].T, weights[f"{at}.out.bias"])
    norm = f"{at}.out_norm"
    hidden = graph.norm(hidden, mixed, norm, weights[f"{norm}.weight"], weights[f"{norm}.bias"])
    wide = graph.product(hidden, f"{at}.widen", weights[f"{at}.widen.weight"].T, weights[f"{at}.widen.bias"])
    wide = graph.node("Gelu", [wide], f"{at}.bent", MICROSOFT)
    narrow = graph.product(wide, f"{at}.narrow", weights[f"{at}.narrow.weight"].T, weights[f"{at}.narrow.bias"])
    norm = f"{at}.last_norm"
    return graph.norm(hidden, narrow, norm, weights[f"{norm}.weight"], weights[f"{norm}.bias"])


def _mean(graph: Graph, hidden: str, name: str) -> str:
    """The mean over all tokens that are seen."""
    axis = graph.constant("one", np.array([1]))
    total = graph.node(
        "ReduceSum", [graph.node("Mul", [hidden, "seen.float"], f"{name}.kept"), axis], f"{name}.total", keepdims=0
    )
    count = graph.node("ReduceSum", ["seen.float", axis], f"{name}.count", keepdims=0)
    return graph.node("Div", [total, count], name)


def _head(graph: Graph, hidden: str, name: str, head: Head) -> None:
    weight, bias = head
    grown = graph.node("MatMul", [hidden, graph.constant(f"{name}.weight", weight)], f"{name}.grown")
    graph.node("Add", [grown, graph.constant(f"{name}.bias", bias)], name)


def _value(name: str) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["texts", "width"])


def write(model: bytes, path: Path) -> None:
    """Write the file, and make its folder first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(model)
