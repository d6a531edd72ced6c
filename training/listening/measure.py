"""What the moments reach: held-out complaints, calm messages, minimal pairs. `python -m training.listening.measure`."""

import csv
import hashlib
import json
import math
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from goodgrace.listening.moments.finding import MOMENTS, Score, find, to_act_on
from training.listening.draw import COMPLAINTS, DRAWN, Complaint, population

ROOT = Path(__file__).resolve().parents[2]
LABELLED = ROOT / "tests/listening/labelled"
BANKING = ROOT.parent / "shared/data/banking77"
THEFT_INTENTS = frozenset(
    {
        "compromised_card",
        "lost_or_stolen_card",
        "lost_or_stolen_phone",
        "cash_withdrawal_not_recognised",
        "card_payment_not_recognised",
        "direct_debit_payment_not_recognised",
    }
)
ACTED_ON = ("happened", "feared")
FEWEST = 8
"""With fewer positives than this a recall is not told, only counted."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A share with its Wilson interval of 95 %: `right` of `of`."""

    right: int
    of: int

    @property
    def share(self) -> float:
        return self.right / self.of if self.of else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """The Wilson score interval (Wilson 1927), 95 %."""
        if not self.of:
            return (0.0, 1.0)
        z, n, p = 1.96, self.of, self.share
        middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return ((middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n))

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.share:.2f} [{low:.2f}, {high:.2f}] ({self.right}/{self.of})" if self.of else "- (0/0)"


@dataclass(frozen=True, slots=True)
class Reached:
    """What is reached for one moment on the held-out complaints, one count for each complaint and moment.

    `weighted` are precision and recall with each complaint weighted by its stratum, for the whole population.
    `shown` is how many right alarms point at the words that were labelled, within one sentence's length (200 characters).
    """

    moment: str
    precision: Figure
    recall: Figure
    weighted: tuple[float, float]
    shown: Figure


@dataclass(frozen=True, slots=True)
class Measured:
    """All figures of moments: on held-out complaints, false alarms in calm messages (each part), and minimal pairs by kind.

    `confidence` holds, for a span of confidences, their mean and how many of the raised were right.
    """

    heldout: tuple[Reached, ...]
    confidence: dict[str, tuple[float, Figure]]
    calm: dict[str, tuple[int, int]]
    pairs: dict[str, Figure]


def measure(score: Score | None = None) -> Measured:
    """Measure with patterns alone, or with patterns and a score of meaning together. Needs `../shared/data`."""
    return Measured(
        heldout(score), confidence(score), {part: calm(part, score) for part in ("train", "test")}, pairs(score)
    )


def heldout(score: Score | None = None) -> tuple[Reached, ...]:
    """Precision and recall of each moment on the frozen complaints."""
    labels = [json.loads(line) for line in (LABELLED / "heldout.jsonl").read_text(encoding="utf-8").splitlines()]
    everything = list(population(COMPLAINTS))
    texts = {one.id: one for one in everything}
    sizes = Counter(one.stratum for one in everything)
    rows = [_row(texts[label["id"]], label, score) for label in labels]
    weights = [sizes[label["stratum"]] / DRAWN[label["stratum"]] for label in labels]
    return tuple(_reached(moment, rows, weights) for moment in MOMENTS)


Row = tuple[dict[str, list[tuple[int, int]]], dict[str, list[tuple[int, int]]]]


def _row(complaint: Complaint, label: dict[str, object], score: Score | None) -> Row:
    """The places of labelled and of found moments to act on, by moment."""
    if hashlib.sha256(complaint.text.encode()).hexdigest() != label["sha256"]:
        raise ValueError(f"complaint {complaint.id} is not the text that was labelled")
    labelled: dict[str, list[tuple[int, int]]] = {}
    for one in label["moments"]:  # type: ignore[attr-defined]  # JSON as it was read
        if one["who"] != "other" and one["whether"] in ACTED_ON:
            labelled.setdefault(one["moment"], []).append((one["start"], one["end"]))
    found: dict[str, list[tuple[int, int]]] = {}
    for moment in filter(to_act_on, find(complaint.text, score)):
        found.setdefault(moment.moment, []).append((moment.start, moment.end))
    return labelled, found


def _reached(moment: str, rows: list[Row], weights: list[float]) -> Reached:
    sure = [moment in labelled for labelled, _ in rows]
    raised = [moment in found for _, found in rows]
    both = [one and other for one, other in zip(sure, raised, strict=True)]
    shown = sum(
        _point_alike(labelled[moment], found[moment])
        for labelled, found in rows
        if moment in labelled and moment in found
    )
    right = sum(weight for weight, one in zip(weights, both, strict=True) if one)
    return Reached(
        moment,
        Figure(sum(both), sum(raised)),
        Figure(sum(both), sum(sure)),
        (_share(right, weights, raised), _share(right, weights, sure)),
        Figure(shown, sum(both)),
    )


def _share(right: float, weights: list[float], counted: list[bool]) -> float:
    whole = sum(weight for weight, one in zip(weights, counted, strict=True) if one)
    return right / whole if whole else math.nan


def _point_alike(labelled: list[tuple[int, int]], found: list[tuple[int, int]]) -> bool:
    return any(start < until + 200 and since < end + 200 for start, end in labelled for since, until in found)


def confidence(score: Score | None = None) -> dict[str, tuple[float, Figure]]:
    """Whether confidence means what it says: each raised moment of a held-out complaint once, with its highest."""
    texts = {one.id: one.text for one in population(COMPLAINTS)}
    raised: list[tuple[float, bool]] = []
    for line in (LABELLED / "heldout.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        sure = {one["moment"] for one in label["moments"] if one["who"] != "other" and one["whether"] in ACTED_ON}
        best: dict[str, float] = {}
        for one in filter(to_act_on, find(texts[label["id"]], score)):
            best[one.moment] = max(best.get(one.moment, 0.0), one.confidence)
        raised += [(highest, moment in sure) for moment, highest in best.items()]
    spans = ((0.6, 0.8), (0.8, 0.9), (0.9, 1.01), (0.6, 1.01))
    return {f"{low} to {min(high, 1.0)}": _between(raised, low, high) for low, high in spans}


def _between(raised: list[tuple[float, bool]], low: float, high: float) -> tuple[float, Figure]:
    those = [(sure, right) for sure, right in raised if low <= sure < high]
    mean = sum(sure for sure, _ in those) / len(those) if those else math.nan
    return mean, Figure(sum(right for _, right in those), len(those))


def calm(part: str, score: Score | None = None) -> tuple[int, int]:
    """How many false alarms in how many messages of Banking77's `train` or `test` part."""
    listed = {one["sha256"] for one in json.loads((LABELLED / "banking77-true.json").read_text(encoding="utf-8"))}
    with (BANKING / f"{part}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return sum(_is_false_alarm(row["text"], row["category"], listed, score) for row in rows), len(rows)


def _is_false_alarm(text: str, intent: str, listed: set[str], score: Score | None) -> bool:
    raised = {one.moment for one in find(text, score) if to_act_on(one)}
    if intent in THEFT_INTENTS:
        raised.discard("fraud")
    return bool(raised) and hashlib.sha256(text.encode()).hexdigest() not in listed


def pairs(score: Score | None = None) -> dict[str, Figure]:
    """How many minimal pairs have both halves right, by kind and in all: what should be raised is, else nothing is."""
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for line in (LABELLED / "pairs.jsonl").read_text(encoding="utf-8").splitlines():
        pair = json.loads(line)
        good = all(_is_right(pair[half], pair[f"{half}_raises"], score) for half in ("first", "second"))
        for kind in (pair["kind"], "all"):
            right[kind] += good
            of[kind] += 1
    return {kind: Figure(right[kind], of[kind]) for kind in of}


def _is_right(text: str, wanted: list[str], score: Score | None) -> bool:
    raised = {one.moment for one in find(text, score) if to_act_on(one)}
    return set(wanted) <= raised if wanted else not raised


def main() -> None:
    """Print every figure."""
    measured = measure()
    lines = [
        f"{one.moment:15} precision {one.precision}  recall {one.recall if one.recall.of >= FEWEST else f'too few: {one.recall.right}/{one.recall.of}'}"
        f"  weighted {one.weighted[0]:.2f} {one.weighted[1]:.2f}  words {one.shown}"
        for one in measured.heldout
    ]
    lines += [
        f"confidence {span}: mean {mean:.2f}, right {right}" for span, (mean, right) in measured.confidence.items()
    ]
    lines += [
        f"Banking77 {part}: {false} false alarms in {of} messages, {false / of * 10_000:.1f} in 10,000"
        for part, (false, of) in measured.calm.items()
    ]
    lines += [f"pairs, {kind}: {figure}" for kind, figure in measured.pairs.items()]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
