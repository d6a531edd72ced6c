"""Measures with their uncertainty: each is computed again on resamples of the test split."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.listening.inputs import SEED

RESAMPLES = 1000
BINS = 10
Table = npt.NDArray[np.floating]
Measure = Callable[[npt.NDArray[np.intp]], float]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and its interval: 95 of 100 resamples of the test split lie in it."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        """As it stands in our documents."""
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


def figure(measure: Measure, rows: int) -> Figure:
    """A measure over all rows of a split, with its interval."""
    random = np.random.default_rng(SEED)
    again = [measure(random.integers(0, rows, rows)) for _ in range(RESAMPLES)]
    low, high = np.percentile(again, [2.5, 97.5])
    return Figure(measure(np.arange(rows)), float(low), float(high))


def macro_f1(said: Table, truth: Table) -> float:
    """The mean over labels of the harmonic mean of precision and recall; a label that is nowhere counts 0."""
    right = (said * truth).sum(0)
    together = said.sum(0) + truth.sum(0)
    return float(np.mean(np.where(together > 0, 2 * right / np.maximum(together, 1), 0)))


def precision_and_recall(said: Table, truth: Table) -> tuple[float, float]:
    """Of what was said, how much is so; of what is so, how much was said. Of one label."""
    right = (said * truth).sum()
    return float(right / max(said.sum(), 1)), float(right / max(truth.sum(), 1))


def calibration_error(likely: Table, truth: Table) -> float:
    """How far the likeliest label's probability lies from how often it is right, on average over ten bins of it."""
    top = likely.argmax(1)
    sure, right = likely.max(1), truth[np.arange(len(top)), top]
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    counts = np.bincount(bins, minlength=BINS)
    gaps = np.bincount(bins, sure, BINS) - np.bincount(bins, right, BINS)
    return float(np.abs(gaps).sum() / counts.sum())
