"""What is connected: read from the settings, told in plain words, and tasks for people where nothing is."""

import pytest

from goodgrace.config.mail import mail_settings
from goodgrace.errors import InputError
from goodgrace.promises.channels.billing import Billing
from goodgrace.promises.channels.email import Email
from goodgrace.promises.channels.letter import Letters
from goodgrace.promises.channels.signing import write_secret
from goodgrace.promises.channels.task import Tasks
from goodgrace.promises.outside.channels import channels
from goodgrace.promises.outside.connections import Connections, connections_of, missing
from tests.promises.keeping import Watch

SECRETS = f"{write_secret(b'n' * 32)} {write_secret(b'o' * 32)}"
WHOLE = {
    "GOODGRACE_BILLING_URL": "http://billing.internal/goodgrace",
    "GOODGRACE_BILLING_SECRET": SECRETS,
    "GOODGRACE_ALLOWED": "billing.internal 10.2.0.0/16",
    "GOODGRACE_COMPANY": "Northlight Rental",
    "GOODGRACE_COMPANY_ADDRESS": "1 Harbour Street; 20457 Hamburg",
    "GOODGRACE_COMPANY_CONTACT": "+49 40 555 0100",
    "GOODGRACE_ADDRESS": "https://grace.example.org/",
}
MAIL = mail_settings("smtp+starttls://u:p%40ss@mail.example.org:587?from=care@example.org")


def test_everything_that_is_set_is_connected() -> None:
    found = connections_of(WHOLE, MAIL)
    assert found.billing is not None
    assert found.billing.secrets == (b"n" * 32, b"o" * 32)
    assert found.mail is not None
    assert (found.mail.host, found.mail.security, found.sender) == ("mail.example.org", "starttls", "care@example.org")
    assert found.company is not None
    assert found.company.address == ("1 Harbour Street", "20457 Hamburg")
    assert "billing.internal" in found.allowed.hosts
    assert (missing(found), found.address) == ((), "https://grace.example.org")
    kinds = {name: type(channel) for name, channel in channels(found, Watch()).items()}
    assert kinds == {"billing": Billing, "email": Email, "letter": Letters, "task": Tasks, "webhook": Tasks}


def test_nothing_that_is_set_is_shown() -> None:
    told = repr(connections_of(WHOLE, MAIL))
    assert "nnnn" not in told
    assert "p@ss" not in told


def test_without_settings_every_step_is_a_task_for_people() -> None:
    nothing = connections_of({}, mail_settings(""))
    assert nothing == Connections()
    assert len(missing(nothing)) == 4
    assert all("tasks for people" in said for said in missing(nothing))
    assert {type(channel) for channel in channels(nothing, Watch()).values()} == {Tasks}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"GOODGRACE_BILLING_URL": "https://b.example"}, "belong together"),
        ({"GOODGRACE_BILLING_URL": "b", "GOODGRACE_BILLING_SECRET": SECRETS}, "GOODGRACE_BILLING: This is no address"),
        (
            {"GOODGRACE_BILLING_URL": "https://b.example", "GOODGRACE_BILLING_SECRET": "abc"},
            "GOODGRACE_BILLING: A secret",
        ),
        ({"GOODGRACE_ALLOWED": "10.2.0.0/99"}, "GOODGRACE_ALLOWED"),
        ({"GOODGRACE_PAPER": "a5"}, "GOODGRACE_PAPER"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named(wrong: dict[str, str], told: str) -> None:
    with pytest.raises(InputError, match=told):
        connections_of(wrong, mail_settings(""))
