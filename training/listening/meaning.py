"""The head that hears moments, on the untouched branch: which of our labelled sentences tell of one, whoever's it is."""

import json
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from goodgrace.listening.moments.finding import MOMENTS, find
from training.listening.calibrating import Calibration, calibrated
from training.listening.inputs import HERE, SEED, Targets, comments
from training.listening.packing import Array

STRENGTH = 8.0
"""How closely the head follows the sentences (C of the logistic regression)."""
FOLDS = 5
OTHERS = 2500
"""So many comments of GoEmotions in which no pattern finds anything stand for everything else that people say."""
TOLD = {"happened", "feared"}
UNDECIDED = {"denied", "hypothetical"}
"""Such a sentence speaks of the moment and yet not: the head learns nothing from it, the patterns tell them apart."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """Sentences, and for each moment 1 where it is told, 0 where not, -1 where it is left open."""

    texts: list[str]
    wanted: Targets


def lessons() -> Lessons:
    """Our own labelled sentences, and others in which there is nothing."""
    wanted: dict[str, Targets] = {}
    for line in (HERE / "moments.jsonl").read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        row = wanted.setdefault(told["text"], np.zeros(len(MOMENTS), np.float32))
        if told["moment"] and told["whether"] in TOLD:
            row[MOMENTS.index(told["moment"])] = 1
        elif told["moment"] and told["whether"] in UNDECIDED:
            row[MOMENTS.index(told["moment"])] = -1
    others = _others()
    rows = [*wanted.values(), *[np.zeros(len(MOMENTS), np.float32)] * len(others)]
    return Lessons([*wanted, *others], np.stack(rows))


def head(meanings: Array, found: Lessons) -> tuple[tuple[Array, Array], Calibration]:
    """The head's weights and bias, and its calibration on what it said of sentences that it had not seen."""
    weights, biases, unseen = [], [], []
    for place in range(len(MOMENTS)):
        wanted = found.wanted[:, place]
        known = wanted >= 0
        weights.append(np.zeros(meanings.shape[1], np.float32))
        biases.append(0.0)
        if wanted[known].sum() >= FOLDS:
            fit = _fit(meanings[known], wanted[known])
            weights[-1], biases[-1] = fit.coef_[0].astype(np.float32), float(fit.intercept_[0])
        unseen.append(_unseen(meanings, wanted))
    truth = np.where(found.wanted < 0, 0, found.wanted).astype(np.float32)
    calibration = calibrated(np.stack(unseen, axis=1).astype(np.float32), truth, 0.5)
    return (np.stack(weights, axis=1), np.array(biases, np.float32)), calibration


def _fit(meanings: Array, wanted: Targets) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=500).fit(meanings, wanted)


def _unseen(meanings: Array, wanted: Targets) -> Targets:
    """What a head says of each sentence when that one was not among its lessons."""
    said = np.zeros(len(wanted), np.float32)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    for seen, kept in folds.split(meanings, wanted > 0):
        chosen = seen[wanted[seen] >= 0]
        said[kept] = _fit(meanings[chosen], wanted[chosen]).decision_function(meanings[kept])
    return said


def _others() -> list[str]:
    texts = comments("train").texts
    order = np.random.default_rng(SEED).permutation(len(texts))
    return [texts[place] for place in order[: OTHERS * 2] if not find(texts[place])][:OTHERS]
