"""What is put on the two branches: ranges for eight bits, and the head that hears moments."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from onnxruntime import GraphOptimizationLevel, InferenceSession, SessionOptions

from goodgrace.listening.model import LONGEST
from goodgrace.listening.pieces import BLANK, cut
from goodgrace.listening.wording import worded
from training.listening.network import LAYERS, SHARED_LAYERS
from training.listening.packing import Array, Ranges

AT_ONCE = 16
Rows = list[list[int]]


def rows_of(texts: Sequence[str]) -> Rows:
    """The pieces of each text, as the product cuts them."""
    return [cut(worded(text), LONGEST) for text in texts]


def side_by_side(rows: Rows) -> npt.NDArray[np.int64]:
    """Rows filled up to the longest."""
    tokens = np.full((len(rows), max(map(len, rows))), BLANK, np.int64)
    for place, row in enumerate(rows):
        tokens[place, : len(row)] = row
    return tokens


def ranges_of(model: bytes, names: Sequence[str], texts: Sequence[str]) -> Ranges:
    """The least and the most of each channel of everything that goes into a product, over these texts."""
    runner, least, most = session(model), {}, {}
    rows = sorted(rows_of(texts), key=len)
    for start in range(0, len(rows), AT_ONCE):
        tokens = side_by_side(rows[start : start + AT_ONCE])
        for name, values in zip(names, runner.run(list(names), {"tokens": tokens}), strict=True):
            seen = np.asarray(values)[tokens != BLANK]
            least[name] = np.minimum(least.get(name, 0), seen.min(0))
            most[name] = np.maximum(most.get(name, 0), seen.max(0))
    return {name: (least[name], most[name]) for name in names}


def said(model: bytes, texts: Sequence[str], *, meaning: bool) -> Array:
    """What a packed model says to each text."""
    runner, rows = session(model), rows_of(texts)
    order = sorted(range(len(rows)), key=lambda place: len(rows[place]))
    answers: dict[int, Array] = {}
    for start in range(0, len(order), AT_ONCE):
        chosen = order[start : start + AT_ONCE]
        given = {"tokens": side_by_side([rows[place] for place in chosen]), "meaning": np.array(meaning)}
        answers.update(zip(chosen, np.asarray(runner.run(["said"], given)[0]), strict=True))
    return np.stack([answers[place] for place in range(len(rows))])


def session(model: bytes) -> InferenceSession:
    """A packed model, ready to be asked."""
    options = SessionOptions()
    options.graph_optimization_level = GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3
    return InferenceSession(model, options)


def with_untouched(tuned: Mapping[str, Array], before: Mapping[str, Array]) -> dict[str, Array]:
    """The small branch's weights, with all layers as they were before beside them."""
    above = {f"tuned.{number - SHARED_LAYERS}.": f"plain.{number}." for number in range(SHARED_LAYERS, LAYERS)}
    below = {f"shared.{number}.": f"plain.{number}." for number in range(SHARED_LAYERS)}
    plain = {
        name.replace(old, new, 1): values
        for name, values in before.items()
        for old, new in (above | below).items()
        if name.startswith(old)
    }
    return {**tuned, **plain}
