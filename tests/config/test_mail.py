"""Mail to colleagues: one address says where it is handed over, and nowhere is said plainly."""

import pytest
from django.core import mail
from django.test import Client, override_settings

from goodgrace.cli.site import findings
from goodgrace.config.mail import NOWHERE, ON_SCREEN, mail_settings
from goodgrace.errors import InputError
from tests.people import Cast


def test_one_address_says_where_mail_is_handed_over() -> None:
    told = mail_settings("smtp+starttls://me%40example.org:p%2Fw@mail.example.org?from=goodgrace@example.org")
    assert told["EMAIL_HOST"] == "mail.example.org"
    assert (told["EMAIL_PORT"], told["EMAIL_USE_TLS"], told["EMAIL_USE_SSL"]) == (587, True, False)
    assert (told["EMAIL_HOST_USER"], told["EMAIL_HOST_PASSWORD"]) == ("me@example.org", "p/w")
    assert told["DEFAULT_FROM_EMAIL"] == "goodgrace@example.org"
    inside = mail_settings("smtps://mail.example.org:4650?from=a@b.example")
    assert (inside["EMAIL_PORT"], inside["EMAIL_USE_TLS"], inside["EMAIL_USE_SSL"]) == (4650, False, True)


@pytest.mark.parametrize(
    "address",
    ["mail.example.org", "http://host?from=a@b.c", "smtp://host", "smtp://?from=a@b.c", "smtp://h:port?from=a@b.c"],
)
def test_an_address_that_cannot_be_read_is_refused_without_its_password(address: str) -> None:
    with pytest.raises(InputError, match="GOODGRACE_EMAIL_URL cannot be read") as refused:
        mail_settings(address)
    assert address not in str(refused.value)


def test_without_an_address_mail_goes_nowhere_or_on_the_screen() -> None:
    assert mail_settings("")["EMAIL_BACKEND"] == NOWHERE
    assert mail_settings("", debug=True)["EMAIL_BACKEND"] == ON_SCREEN


def test_check_says_whether_mail_goes_anywhere(db: None) -> None:
    with override_settings(MAIL_GOES=False):
        (mail,) = [each for each in findings("127.0.0.1", 0) if each.says.startswith("mail: ")]
        assert mail.says.startswith("mail: goes nowhere. Set GOODGRACE_EMAIL_URL")
        assert (mail.fine, mail.stands) == (True, "note")
    with override_settings(MAIL_GOES=True, EMAIL_HOST="mail.example.org", DEFAULT_FROM_EMAIL="g@example.org"):
        (mail,) = [each for each in findings("127.0.0.1", 0) if each.says.startswith("mail: ")]
        assert (mail.stands, mail.says) == ("fine", "mail: mail.example.org, from g@example.org")


def test_a_forgotten_password_is_mailed_or_an_administrator_is_named(cast: Cast) -> None:
    client = Client()
    assert client.post("/account/password/reset/", {"email": cast.mia.email}).status_code == 302
    assert mail.outbox[0].to == [cast.mia.email]
    with override_settings(MAIL_GOES=False):
        assert "An administrator gives you a new password" in client.get("/account/password/reset/").content.decode()
