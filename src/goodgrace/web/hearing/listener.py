"""Hears a turn in memory, on the fly; what was heard (places, none of the words) is kept for a while in the process."""

from collections import OrderedDict
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goodgrace.listening.hearing import Heard

MOST = 512
"""So many turns are remembered in a process; the one that was asked for longest ago goes first."""

_kept: "OrderedDict[tuple[str, bytes], Heard]" = OrderedDict()
_lock = Lock()


def is_here(model: Path | None = None) -> bool:
    """Whether the listener's model is there; without it, a page shows the story without marks."""
    from goodgrace.listening.model import FILE

    return (model or FILE).is_file()


def hear_turns(turns: Iterable[tuple[str, str]], model: Path | None = None) -> "dict[str, Heard]":
    """What is heard in each turn of (id, words), by id. Empty where the model is not there."""
    if not is_here(model):
        return {}
    keys = {pk: ((pk, sha256(text.encode(errors="surrogatepass")).digest()), text) for pk, text in turns}
    with _lock:
        known = {pk: _kept[key] for pk, (key, _text) in keys.items() if key in _kept}
    if fresh := {pk: text for pk, (_key, text) in keys.items() if pk not in known}:
        from goodgrace.listening.hearing import hear_many

        known |= dict(zip(fresh, hear_many(list(fresh.values())), strict=True))
    with _lock:
        for pk, (key, _text) in keys.items():
            _kept[key] = known[pk]
            _kept.move_to_end(key)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return known
