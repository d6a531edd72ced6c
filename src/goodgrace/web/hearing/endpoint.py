"""Which language model may be asked, as the settings name it; none by default."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from goodgrace.errors import InputError
from goodgrace.promises.channels.addresses import Allowed, read_allowed, read_target

MOST_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Machine:
    """An endpoint that speaks as OpenAI's does: where it is, which model, its key, and how long it is waited for."""

    address: str
    model: str
    host: str
    allowed: Allowed
    key: str = field(default="", repr=False)
    seconds: float = 20.0


def machine_of(environ: Mapping[str, str]) -> Machine | None:
    """What GOODGRACE_LLM_URL, _MODEL, _KEY and _SECONDS name; None without an address. Raises InputError, never with the key."""
    base, model, key, seconds = (
        environ.get(f"GOODGRACE_LLM_{each}", "").strip() for each in ("URL", "MODEL", "KEY", "SECONDS")
    )
    if not base:
        return None
    if not model:
        raise InputError("GOODGRACE_LLM_URL and GOODGRACE_LLM_MODEL belong together. Name the model too.")
    if not key.isascii() or not key.isprintable():
        raise InputError("GOODGRACE_LLM_KEY holds something that cannot be sent in a header.")
    if not re.fullmatch(r"\d{1,2}(\.\d+)?", seconds or "20") or not 0 < float(seconds or 20) <= MOST_SECONDS:
        raise InputError("GOODGRACE_LLM_SECONDS is a number of seconds, at most 60.")
    address = base.rstrip("/") + "/chat/completions"
    try:
        host = read_target(address).host
        allowed = read_allowed([host])  # whoever set the address opened its host, also one inside
    except InputError as error:
        raise InputError(f"GOODGRACE_LLM_URL: {error}") from None
    return Machine(address, model, host, allowed, key, float(seconds or 20))
