"""How long a person waits for `goodgrace --help`, and a program for `import goodgrace`; both beside an empty Python."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from bench.lines import Line

SLOWEST = 0.3
PROGRAMS = {
    "python": (sys.executable, "-c", "pass"),
    "import": (sys.executable, "-c", "import goodgrace"),
    "help": (str(Path(sys.executable).with_name("goodgrace")), "--help"),
}


def startup(repeats: int) -> Iterator[Line]:
    """The wall time of whole processes, started in turns; the best of so many, once everything is in the disk's cache."""
    best = dict.fromkeys(PROGRAMS, float("inf"))
    for _ in range(repeats + 1):
        for name, words in PROGRAMS.items():
            best[name] = min(best[name], _seconds(words))
    beside = f"python -c pass: {best['python']:.3f} s"
    shown = best["help"]
    yield Line("goodgrace --help", f"{shown:.3f} s", beside, shown / best["python"], f"< {SLOWEST} s", shown < SLOWEST)
    yield Line("import goodgrace", f"{best['import']:.3f} s", beside, best["import"] / best["python"])


def _seconds(words: tuple[str, ...]) -> float:
    began = perf_counter()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - began
