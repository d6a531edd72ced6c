"""The model: texts in, calibrated probabilities out. The only importer of ONNX Runtime; loaded when it is first asked."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goodgrace.listening.pieces import BLANK, cut
from goodgrace.listening.wording import worded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

    Numbers = NDArray[np.float32]

FILE = Path(__file__).parent / "data" / "listener.onnx"
LONGEST = 64
"""So many pieces of a text are read at most, about forty words: a sentence."""
AT_ONCE = 32
"""Texts read side by side: more are no faster on one thread."""


@dataclass(frozen=True, slots=True)
class Head:
    """What one head of the model says, by name, and from which probability on it is taken as said."""

    names: tuple[str, ...]
    thresholds: tuple[float, ...]
    slopes: tuple[float, ...]
    shifts: tuple[float, ...]


def emotions(texts: Sequence[str]) -> list[dict[str, float]]:
    """How likely each of the eight groups and `neutral` is in each text, from 0 to 1; texts of about a sentence."""
    names = head("groups").names
    return [dict(zip(names, row, strict=True)) for row in probabilities(texts, "groups").tolist()]


def moments(texts: Sequence[str]) -> list[dict[str, float]]:
    """How likely each text tells of each moment, from 0 to 1; texts of about a sentence."""
    names = head("moments").names
    return [dict(zip(names, row, strict=True)) for row in probabilities(texts, "moments").tolist()]


def threshold(name: str, of: str = "groups") -> float:
    """From which probability on a name of a head is taken as said."""
    found = head(of)
    return found.thresholds[found.names.index(name)]


def head(name: str) -> Head:
    """One head as it was calibrated: `fine` (28 labels), `ekman` (7), `groups` (9) or `moments`."""
    return _told()[name]


def probabilities(texts: Sequence[str], name: str) -> "Numbers":
    """One row for each text, one calibrated probability for each name of the head."""
    import numpy as np

    found = head(name)
    slopes, shifts = np.array(found.slopes, np.float32), np.array(found.shifts, np.float32)
    out: Numbers = 1 / (1 + np.exp(-(logits(texts, name) * slopes + shifts)))
    return out


def logits(texts: Sequence[str], name: str) -> "Numbers":
    """The same before calibration, as the network says it."""
    if name == "moments":
        return said(texts, meaning=True)[:, : len(head(name).names)]
    start = 0
    for before in ("fine", "ekman", "groups"):
        if before == name:
            break
        start += len(head(before).names)
    return said(texts, meaning=False)[:, start : start + len(head(name).names)]


def said(texts: Sequence[str], *, meaning: bool) -> "Numbers":
    """What the network says, a row for each text: the feelings' heads, or the moments' head and the meaning itself."""
    import numpy as np

    rows = [cut(worded(text), LONGEST) for text in texts]
    order = sorted(range(len(rows)), key=lambda place: len(rows[place]))
    answers: list[Numbers] = [np.empty(0, np.float32)] * len(rows)
    for start in range(0, len(order), AT_ONCE):
        chosen = order[start : start + AT_ONCE]  # of about the same length, so that little is filled up
        for place, answer in zip(chosen, _asked([rows[place] for place in chosen], meaning), strict=True):
            answers[place] = answer
    return np.stack(answers) if answers else np.empty((0, _asked([cut("", 2)], meaning).shape[1]), np.float32)


def _asked(rows: Sequence[Sequence[int]], meaning: bool) -> "Numbers":
    import numpy as np

    tokens = np.full((len(rows), max(map(len, rows))), BLANK, np.int64)
    for place, row in enumerate(rows):
        tokens[place, : len(row)] = row
    [answer] = _session().run(["said"], {"tokens": tokens, "meaning": np.array(meaning)})
    return np.asarray(answer, np.float32)


@cache
def _session() -> "InferenceSession":
    from onnxruntime import GraphOptimizationLevel, InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = 1  # a colleague's page is one message; a server has its own workers
    options.graph_optimization_level = GraphOptimizationLevel.ORT_ENABLE_BASIC  # the file is fused as it should be
    options.log_severity_level = 3
    return InferenceSession(str(FILE), options, providers=["CPUExecutionProvider"])


@cache
def _told() -> Mapping[str, Head]:
    """What travels inside the model's file: the heads' names, their calibration and their thresholds."""
    told: dict[str, dict[str, list[Any]]] = json.loads(_session().get_modelmeta().custom_metadata_map["told"])
    return {name: Head(**{key: tuple(values) for key, values in found.items()}) for name, found in told.items()}
