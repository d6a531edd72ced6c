"""The signed webhook: an errand as a POST that other systems can check, and the callback they answer with later."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, get_args
from urllib.parse import quote

from goodgrace.errors import InputError, Refused
from goodgrace.promises.channels.reaching import Answer, Reach, Unreached
from goodgrace.promises.channels.shape import KEY, Errand, Outcome, State, capital
from goodgrace.promises.channels.signing import sign, verify
from goodgrace.sentences import sentence

LONGEST_WAIT = 86_400
MOST_CALLBACK = 64 * 1024
TRY_LATER = {408, 425, 429}
UNTRUSTED = {401, 403}
STATES: dict[str, State] = {state: state for state in get_args(State)}


@dataclass(frozen=True, slots=True)
class Callback:
    """What another system told us later, checked. `id` is the message's: one that was seen before changes nothing."""

    id: str
    key: str
    outcome: Outcome


OURS: Final = ("task:", "print:")
"""So begin references of our own lists and our print room; another system's never do."""


class Webhook:
    """Sends each errand to one address, signed; `name` is what people call the other side ("the billing system").

    `secrets` sign, the newest first. `status`, where the other side has it, is the address that tells of a key:
    `https://host/requests/` and the key. `now` is the clock of the signature.
    """

    def __init__(
        self,
        address: str,
        secrets: Iterable[bytes],
        *,
        reach: Reach,
        now: Callable[[], datetime],
        name: str = "the other system",
        status: str = "",
    ) -> None:
        self.name = name
        self._address, self._secrets, self._reach = address, tuple(secrets), reach
        self._now, self._status = now, status

    def carry(self, errand: Errand) -> Outcome:
        """Send it and read the answer; after a time-out it may have acted, which the sentence says."""
        body = write_errand(errand, self._now())
        try:
            answer = self.request("POST", self._address, errand.key, body)
        except Unreached as error:
            acted = " It may have acted: ask it before anybody acts by hand." if error.may_have_acted else ""
            return Outcome("again", f"{error}{acted}")
        except (Refused, InputError) as error:
            return Outcome("refused", error.says)
        return read_answer(answer, self.name, self._now())

    def ask(self, errand: Errand) -> Outcome | None:
        """What became of the key, where the other side has an address that tells; None where nothing certain came back."""
        if not self._status:
            return None
        try:
            answer = self.request("GET", self._status + quote(errand.key, safe=""), errand.key)
        except (Unreached, Refused, InputError):
            return None
        if answer.status == 404:
            return Outcome("again", f"{capital(self.name)} has never heard of this.")
        said = _said(answer)
        state = _state(said)
        if answer.status != 200 or said.get("key") != errand.key or not state:
            return None
        return _outcome(said, state, self.name)

    def request(self, method: str, address: str, message: str, body: bytes = b"") -> Answer:
        """One signed request. Raises Unreached, Refused or InputError."""
        headers = sign(message, self._now(), body, self._secrets)
        if body:
            headers["content-type"] = "application/json"
        return self._reach.send(method, address, headers, body)


def write_errand(errand: Errand, now: datetime) -> bytes:
    """The body of an errand: type, timestamp and data, as Standard Webhooks advises."""
    data = {
        "key": errand.key,
        "kind": errand.kind,
        "customer": errand.customer,
        "about": dict(errand.about),
        "attempt": errand.attempt,
    }
    return json.dumps(
        {
            "type": f"promise.{errand.kind}",
            "timestamp": now.astimezone(UTC).isoformat(timespec="seconds"),
            "data": data,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def read_answer(answer: Answer, name: str, now: datetime) -> Outcome:
    """What an answer means: only a plain `"state": "kept"` is kept, and a 409 says that it was done before."""
    said, them = _said(answer), capital(name)
    state = _state(said)
    match answer.status:
        case 409:
            return _outcome(said, state or "kept", name)
        case 202:
            return _outcome(said, "unconfirmed", name)
        case status if 200 <= status < 300 and state:
            return _outcome(said, state, name)
        case status if 200 <= status < 300:
            return Outcome("unconfirmed", f"{them} received it, and did not say that it is done.")
        case status if 300 <= status < 400:
            return Outcome(
                "refused",
                sentence("{them} points to another address, which we do not follow. Set the final one.", them=them),
            )
        case status if status in TRY_LATER or status >= 500:
            return Outcome("again", f"{them} cannot do it just now ({status}).", wait=_wait(answer.headers, now))
        case status if status in UNTRUSTED:
            return Outcome(
                "refused",
                sentence(
                    "{them} does not trust our signature ({status}). Check the secret on both sides.",
                    them=them,
                    status=status,
                ),
            )
        case status:
            return Outcome("refused", _refusal(said, them, status), _reference(said))


def read_callback(headers: Mapping[str, str], body: bytes, secrets: Iterable[bytes], now: datetime) -> Callback:
    """Read what another system tells later: {"data": {"key": …, "state": "kept", "reference": …}}, signed.

    Raises NotAllowed where the signature is not ours or too old, InputError where the body does not say what it should.
    A replay has the `id` of the first: the caller keeps ids for as long as the tolerance and answers 2xx to both.
    """
    if len(body) > MOST_CALLBACK:
        raise InputError(
            f"A callback has at most {MOST_CALLBACK // 1024} KB. Send only the key, the state and a reference."
        )
    signed = verify(headers, body, secrets, now)
    said = _read(body)
    key, state = said.get("key"), _state(said)
    if not isinstance(key, str) or not KEY.fullmatch(key) or not state:
        raise InputError(
            'A callback says {"data": {"key": …, "state": …}}, the state being one of ' + ", ".join(get_args(State))
        )
    return Callback(signed.id, key, _outcome(said, state, "the other system"))


def _outcome(said: Mapping[str, Any], state: State, name: str) -> Outcome:
    them = capital(name)
    told = {
        "kept": f"{them} says it is done.",
        "unconfirmed": f"{them} took it on and will tell when it is done.",
        "again": f"{them} has not done it yet.",
        "refused": _refusal(said, them),
    }
    return Outcome(state, told[state], _reference(said))


def _said(answer: Answer) -> dict[str, Any]:
    return _read(answer.body)


def _read(body: bytes) -> dict[str, Any]:
    """The data of a body, whether wrapped in `data` or not; empty where it is nothing of the kind."""
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    inner = read.get("data", read) if isinstance(read, dict) else {}
    return inner if isinstance(inner, dict) else {}


def _state(said: Mapping[str, Any]) -> State | None:
    state = said.get("state")
    return STATES.get(state) if isinstance(state, str) else None


def _reference(said: Mapping[str, Any]) -> str:
    reference = said.get("reference")
    told = str(reference) if isinstance(reference, str | int) else ""
    return f"their {told}" if told.startswith(OURS) else told


def _refusal(said: Mapping[str, Any], them: str, status: int | None = None) -> str:
    """That they will not do it, with the reason where they say one."""
    reason = said.get("reason")
    if not isinstance(reason, str) or not reason:
        plain = sentence("{them} will not do this.", them=them)
        return plain if status is None else sentence("{them} will not do this ({status}).", them=them, status=status)
    if status is None:
        return sentence("{them} will not do this: “{reason}”", them=them, reason=reason)
    return sentence("{them} will not do this ({status}): “{reason}”", them=them, status=status, reason=reason)


def _wait(headers: Mapping[str, str], now: datetime) -> int | None:
    """Retry-After in seconds, whether it says seconds or a date; no longer than a day."""
    asked = headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit():
        return min(int(asked[:9]), LONGEST_WAIT)
    try:
        seconds = (parsedate_to_datetime(asked) - now).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(0, round(seconds)), LONGEST_WAIT)
