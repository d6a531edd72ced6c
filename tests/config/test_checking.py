"""What is checked before the site is served: other systems have to be ones that may be spoken to."""

from typing import Any

import pytest

from goodgrace.cli.site import findings
from goodgrace.promises.outside.connections import connections_of
from tests.promises.outside.test_connections import SECRETS


@pytest.mark.parametrize(
    ("address", "allowed", "fine", "told"),
    [
        ("http://127.0.0.1:9", "127.0.0.0/8", True, "billing: http://127.0.0.1:9"),
        ("http://127.0.0.1:9", "", False, "Name it in GOODGRACE_ALLOWED, if it is yours."),
        ("https://10.1.2.3", "10.9.0.0/16", False, "10.1.2.3 is inside a network"),
        ("https://billing.invalid", "", True, "billing.invalid has no address just now. It is tried again"),
    ],
)
def test_check_says_whether_billing_may_be_spoken_to(
    db: None, settings: Any, address: str, allowed: str, fine: bool, told: str
) -> None:
    said = {"GOODGRACE_BILLING_URL": address, "GOODGRACE_BILLING_SECRET": SECRETS, "GOODGRACE_ALLOWED": allowed}
    settings.CONNECTED = connections_of(said, {})
    (found,) = [each for each in findings("127.0.0.1", 0) if each.says.startswith("billing: ")]
    assert told in found.says
    assert found.fine == fine
