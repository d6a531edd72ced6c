"""`make listen-report`: every figure that our documents give about hearing, with its interval, measured on this machine."""

import csv
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from statistics import median

import numpy as np

from goodgrace.listening import model
from goodgrace.listening.hearing import EMOTIONS, hear, hear_many, score
from goodgrace.listening.moments.finding import to_act_on
from training.listening import baselines, inputs
from training.listening.inputs import Comments, Targets
from training.listening.measure import Figure as Share
from training.listening.measure import measure
from training.listening.scores import calibration_error, figure, macro_f1, precision_and_recall

AT_A_TIME = 500
MEMORY = """
import re, goodgrace
goodgrace.hear_many(["I am worried about the lease. " * 20] * 200)
print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""
"""Linux tells a process's own peak here; what `resource` tells begins with its parent's."""


def main() -> None:
    """Print the figures."""
    train, dev, test = (inputs.comments(split) for split in ("train", "dev", "test"))
    print(f"# Hearing, measured on {_processor()}\n")
    print(f"GoEmotions test: {len(test.texts):,} comments. Intervals: 95 %, 1,000 resamples of the test split.\n")
    emotions(train, dev, test)
    groups(test)
    sentiments(test)
    moments()
    calm()
    speed(test)


def emotions(train: Comments, dev: Comments, test: Comments) -> None:
    """Macro-F1 of the fine labels and of Ekman's, beside TF-IDF; and whether the probabilities hold."""
    print("| macro-F1, thresholds from dev | ours, eight bits | TF-IDF + logistic regression | difference |")
    print("|---|---|---|---|")
    for name, truths in (
        ("fine", [each.fine for each in (train, dev, test)]),
        ("ekman", [each.ekman() for each in (train, dev, test)]),
    ):
        truth = truths[2]
        ours = (model.probabilities(test.texts, name) >= np.array(model.head(name).thresholds)).astype(np.float32)
        logits, fitted = baselines.tfidf(train, dev, test, truths)
        theirs = (fitted.probabilities(logits) >= np.array(fitted.thresholds)).astype(np.float32)
        title = {"fine": "28 labels", "ekman": "Ekman's six and neutral"}[name]
        print(f"| {title} | {_macro(ours, truth)} | {_macro(theirs, truth)} | {_difference(ours, theirs, truth)} |")
    print()


def groups(test: Comments) -> None:
    """Each of the eight groups at the threshold that is shipped; and the calibration of all heads."""
    truth, likely = test.groups(), np.asarray(model.probabilities(test.texts, "groups"))
    said = (likely >= np.array(model.head("groups").thresholds)).astype(np.float32)
    print("| group, at the shipped threshold | precision | recall | of 5,427 |\n|---|---|---|---|")
    for place, name in enumerate(EMOTIONS):
        right, found = said[:, [place]], truth[:, [place]]
        precision = figure(lambda rows, a=right, b=found: precision_and_recall(a[rows], b[rows])[0], len(truth))
        recall = figure(lambda rows, a=right, b=found: precision_and_recall(a[rows], b[rows])[1], len(truth))
        print(f"| {name} | {precision} | {recall} | {int(found.sum())} |")
    print("\n| calibration error of the likeliest label | |\n|---|---|")
    for name, wanted in (("fine", test.fine), ("ekman", test.ekman()), ("groups", truth)):
        sure = np.asarray(model.probabilities(test.texts, name))
        error = figure(lambda rows, a=sure, b=wanted: calibration_error(a[rows], b[rows]), len(wanted))
        print(f"| {name} | {error} |")
    print()


def sentiments(test: Comments) -> None:
    """Positive, negative and neutral, which is all that VADER tells, from our fine labels."""
    truth = inputs.grouped(test.fine, baselines.FEELING)
    head = model.head("fine")
    likely = np.asarray(model.probabilities(test.texts, "fine"))
    said = (likely >= np.array(head.thresholds)).astype(np.float32)
    ours, theirs = inputs.grouped(said, baselines.FEELING), baselines.vader(test.texts)
    print("| macro-F1 of positive, negative, neutral | ours | VADER | difference |\n|---|---|---|---|")
    print(f"| | {_macro(ours, truth)} | {_macro(theirs, truth)} | {_difference(ours, theirs, truth)} |\n")


def moments() -> None:
    """Moments on complaints that nothing was made from, on calm messages and on minimal pairs; with and without meaning."""
    both, words = measure(score()), measure()
    print("Moments on held-out, blind-labelled complaints: share, Wilson's interval of 95 %, counts.\n")
    print("| moment | precision | recall | precision, words alone | recall, words alone |\n|---|---|---|---|---|")
    for one, other in zip(both.heldout, words.heldout, strict=True):
        print(f"| {one.moment} | {one.precision} | {one.recall} | {other.precision} | {other.recall} |")
    print("\n| | words and meaning | words alone |\n|---|---|---|")
    for part, (false, of) in both.calm.items():
        other_false, _ = words.calm[part]
        print(
            f"| false alarms in 10,000 of Banking77's {part} | {_in_ten_thousand(false, of)} | {_in_ten_thousand(other_false, of)} |"
        )
    for kind, figure_of in both.pairs.items():
        print(f"| minimal pairs, {kind} | {figure_of} | {words.pairs[kind]} |")
    print()


def _in_ten_thousand(false: int, of: int) -> str:
    low, high = Share(false, of).interval
    return f"{false / of * 10_000:.1f} ({low * 10_000:.1f} to {high * 10_000:.1f}), {false} of {of:,}"


def calm() -> None:
    """How much is heard in short calm messages to a bank."""
    path = inputs.pinned("banking77/test.csv", inputs.SHARED)
    with path.open(encoding="utf-8") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    heard = hear_many(texts)
    said = sum(any(each.name != "neutral" for each in one.emotions) for one in heard)
    raised = sum(any(map(to_act_on, one.moments)) for one in heard)
    high = sum(one.stakes.level == "high" for one in heard)
    silent = sum(one.abstained for one in heard)
    print(f"Banking77 test, {len(texts):,} short messages to a bank: a feeling in {said / len(texts):.1%},")
    print(
        f"a moment to act on in {raised} (most of them state a theft: `training.listening.measure` tells them apart),"
    )
    print(f"high stakes in {high}, nothing said about {silent}.\n")


def speed(test: Comments) -> None:
    """Messages a second on one thread, pass after pass over other messages; the wait for one message, and memory."""
    hear_many(test.texts[:50])
    passes = [_passed(test.texts[start : start + AT_A_TIME]) for start in range(0, len(test.texts), AT_A_TIME)]
    texts = test.texts[:500]
    waits = sorted(_wait(text) for text in texts)
    told = ", ".join(f"{rate:,.0f}" for rate in passes)
    print(
        f"hear_many, one thread, {AT_A_TIME} messages at a time: {told} a second; half of the passes above {median(passes):,.0f}."
    )
    print(f"hear, one message: p50 {waits[250] * 1000:.1f} ms, p95 {waits[475] * 1000:.1f} ms.")
    done = subprocess.run([sys.executable, "-c", MEMORY], capture_output=True, text=True, check=True)
    print(f"Memory at most, of a process that has heard: {int(done.stdout) / 1024:.0f} MB.")
    print(
        f"The model's file: {model.FILE.stat().st_size / 1e6:.1f} MB. Cores in use by others: {os.getloadavg()[0]:.1f}."
    )


def _passed(texts: Sequence[str]) -> float:
    began = time.perf_counter()
    hear_many(texts)
    return len(texts) / (time.perf_counter() - began)


def _wait(text: str) -> float:
    began = time.perf_counter()
    hear(text)
    return time.perf_counter() - began


def _macro(said: Targets, truth: Targets) -> str:
    return str(figure(lambda rows: macro_f1(said[rows], truth[rows]), len(truth)))


def _difference(ours: Targets, theirs: Targets, truth: Targets) -> str:
    return str(figure(lambda rows: macro_f1(ours[rows], truth[rows]) - macro_f1(theirs[rows], truth[rows]), len(truth)))


def _processor() -> str:
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
