"""From what the network says to what it means: probabilities that hold, and from which one on a label is said."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from training.listening.inputs import SEED, Targets

RESAMPLES = 60
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Of each label: probability = 1 / (1 + exp(-(slope · logit + shift))), and its threshold."""

    slopes: list[float]
    shifts: list[float]
    thresholds: list[float]

    def probabilities(self, logits: Targets) -> Numbers:
        """The logits as probabilities."""
        return sigmoid(logits * np.array(self.slopes) + np.array(self.shifts))

    def told(self, names: list[str]) -> dict[str, list[str] | list[float]]:
        """As it travels with the model."""
        return {
            "names": names,
            "thresholds": [round(value, 4) for value in self.thresholds],
            "slopes": [round(value, 5) for value in self.slopes],
            "shifts": [round(value, 5) for value in self.shifts],
        }


def sigmoid(values: npt.NDArray[np.floating]) -> Numbers:
    """From logits to probabilities."""
    return np.asarray(1 / (1 + np.exp(-values.astype(np.float64))))


def calibrated(logits: Targets, truth: Targets, recall_weight: float) -> Calibration:
    """Per label: the line that makes the dev split's probabilities hold (Platt), and the threshold with the best F there.

    `recall_weight` is how much more recall counts than precision: 1 for the F1 of a benchmark, 0.5 where a wrong
    detection harms more than a missed one.
    """
    fits = [_line(logits[:, label], truth[:, label]) for label in range(truth.shape[1])]
    slopes, shifts = [slope for slope, _ in fits], [shift for _, shift in fits]
    likely = sigmoid(logits * np.array(slopes) + np.array(shifts))
    thresholds = [_threshold(likely[:, label], truth[:, label], recall_weight) for label in range(truth.shape[1])]
    return Calibration(slopes, shifts, thresholds)


def _line(logits: npt.NDArray[np.float32], truth: npt.NDArray[np.float32]) -> tuple[float, float]:
    fit = LogisticRegression(C=100.0).fit(logits[:, None], truth)
    return max(float(fit.coef_[0, 0]), 0.05), float(fit.intercept_[0])


def _threshold(likely: Numbers, truth: npt.NDArray[np.float32], recall_weight: float) -> float:
    """The median of the best ones in resamples of dev: the best one in dev itself is often chance, for rare labels."""
    random, best = np.random.default_rng(SEED), []
    for _ in range(RESAMPLES):
        chosen = random.integers(0, len(truth), len(truth))
        if truth[chosen].any():
            best.append(_best(likely[chosen], truth[chosen], recall_weight))
    return float(np.median(best))


def _best(likely: Numbers, truth: npt.NDArray[np.float32], recall_weight: float) -> float:
    order = np.argsort(-likely)
    right = np.cumsum(truth[order])
    said = np.arange(1, len(order) + 1)
    weight = recall_weight**2
    score = (1 + weight) * right / (said + weight * truth.sum())
    place = int(np.argmax(score))
    after = likely[order[min(place + 1, len(order) - 1)]]
    return float((likely[order[place]] + after) / 2)
