"""Callbacks of the billing service: what was taken on for later is done when it is due, and told, signed."""

import json
import threading
from datetime import UTC, datetime

from goodgrace.demo.billing.books import Due
from goodgrace.demo.billing.door import Billing
from goodgrace.errors import GraceError
from goodgrace.promises.channels.addresses import read_allowed
from goodgrace.promises.channels.reaching import Reach
from goodgrace.promises.channels.signing import sign

BEAT = 0.05
LONGEST_PAUSE = 60.0


class Caller(threading.Thread):
    """Looks for callbacks that are due and sends each, again with longer pauses until it is taken."""

    def __init__(self, billing: Billing, address: str) -> None:
        super().__init__(daemon=True)
        self._billing, self._address = billing, address
        self._reach = Reach(allowed=read_allowed(["127.0.0.0/8", "::1", "localhost"]), seconds=5)
        self._ended = threading.Event()

    def run(self) -> None:
        """Go on until told to end."""
        while not self._ended.wait(BEAT):
            for due in self._billing.books.due():
                self._tell(due)
        self._reach.close()

    def end(self) -> None:
        """Finish what is being sent, and end."""
        self._ended.set()
        self.join(6)

    def _tell(self, due: Due) -> None:
        """Act first where that is still to be done, then tell; the message keeps its id however often it is sent."""
        state, _ = self._billing.books.act(due.key, self._billing.temper, 1)
        body = json.dumps(
            {"type": "request.done", "data": {"key": due.key, "state": state, "reference": due.reference}}
        ).encode()
        taken = [self._send(f"cb-{due.reference}", body) for _ in range(due.copies)]
        if all(taken):
            self._billing.books.told(due.key)
        else:
            self._billing.books.untold(due.key, min(LONGEST_PAUSE, 0.5 * 2**due.tries))

    def _send(self, message: str, body: bytes) -> bool:
        now = datetime.fromtimestamp(self._billing.clock(), UTC)
        headers = sign(message, now, body, self._billing.secrets) | {"content-type": "application/json"}
        try:
            return 200 <= self._reach.send("POST", self._address, headers, body).status < 300
        except GraceError:
            return False
