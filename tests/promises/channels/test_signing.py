"""Who signed what, and when: as Standard Webhooks says."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodgrace.errors import InputError, NotAllowed
from goodgrace.promises.channels.signing import Signed, read_secret, sign, verify, write_secret

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
OURS, OLD, THEIRS = b"o" * 32, b"x" * 32, b"t" * 32
secrets = st.binary(min_size=24, max_size=64)
ids = st.from_regex(r"[A-Za-z0-9_-][A-Za-z0-9_:-]{0,127}", fullmatch=True)


def test_the_example_of_the_standards_own_tests_comes_out_the_same() -> None:
    secret = read_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    at = datetime.fromtimestamp(1614265330, UTC)
    headers = sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}', [secret])
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(ids, st.binary(max_size=200), secrets)
def test_what_is_signed_is_verified(message: str, body: bytes, secret: bytes) -> None:
    assert verify(sign(message, NOW, body, [secret]), body, [secret], NOW) == Signed(message, NOW)


@given(st.binary(max_size=50), st.binary(max_size=50), secrets, secrets)
def test_another_body_or_another_secret_is_not_ours(body: bytes, other: bytes, secret: bytes, wrong: bytes) -> None:
    headers = sign("7:fees", NOW, body, [secret])
    if other != body:
        with pytest.raises(NotAllowed):
            verify(headers, other, [secret], NOW)
    if wrong != secret:
        with pytest.raises(NotAllowed):
            verify(headers, body, [wrong], NOW)


def test_while_a_secret_is_changed_both_sides_may_be_ahead() -> None:
    both = sign("7:fees", NOW, b"{}", [OURS, OLD])
    assert verify(both, b"{}", [OLD], NOW)
    assert verify(both, b"{}", [OURS], NOW)
    assert verify(sign("7:fees", NOW, b"{}", [OLD]), b"{}", [OURS, OLD], NOW)


@pytest.mark.parametrize("minutes", [-5, 0, 5])
def test_a_message_holds_for_five_minutes_either_way(minutes: int) -> None:
    headers = sign("7:fees", NOW, b"{}", [OURS])
    assert verify(headers, b"{}", [OURS], NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize("seconds", [-301, 301, 86_400])
def test_an_old_message_is_refused_with_what_to_do(seconds: int) -> None:
    headers = sign("7:fees", NOW, b"{}", [OURS])
    with pytest.raises(NotAllowed, match="Sign it anew"):
        verify(headers, b"{}", [OURS], NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": ""},
        {"webhook-id": "7:other"},
        {"webhook-id": "7.1"},
        {"webhook-timestamp": "1700000000"},
        {"webhook-timestamp": "-1"},
        {"webhook-timestamp": "1e9"},
        {"webhook-timestamp": "9" * 400},
        {"webhook-timestamp": "٣"},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v2,AAAA"},
        {"webhook-signature": "v1,é\ud800"},
        {"webhook-signature": "v1a,AAAA v1"},
    ],
)
def test_a_message_that_was_touched_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(NotAllowed):
        verify(sign("7:fees", NOW, b"{}", [OURS]) | change, b"{}", [OURS], NOW)


def test_a_flood_of_signatures_is_not_compared_to_the_end() -> None:
    good = sign("7:fees", NOW, b"{}", [OURS])
    flooded = good | {"webhook-signature": "v1,AAAA " * 1000 + good["webhook-signature"]}
    with pytest.raises(NotAllowed):
        verify(flooded, b"{}", [OURS], NOW)


def test_headers_may_be_written_in_any_case() -> None:
    headers = {name.title(): value for name, value in sign("7:fees", NOW, b"{}", [OURS]).items()}
    assert verify(headers, b"{}", [OURS], NOW)


def test_no_dot_may_stand_in_an_id_since_dots_part_what_is_signed() -> None:
    with pytest.raises(InputError):
        sign("7.1", NOW, b"{}", [OURS])
    with pytest.raises(InputError):
        sign("7:1", NOW, b"{}", [])


@given(secrets)
def test_a_secret_is_written_and_read(secret: bytes) -> None:
    assert read_secret(write_secret(secret)) == secret


@pytest.mark.parametrize("text", ["whsec_", "whsec_c2hvcnQ=", "whsec_é", "not base64 at all", "whsec_" + "A" * 400])
def test_a_secret_that_is_none_is_told_without_showing_it(text: str) -> None:
    with pytest.raises(InputError) as told:
        read_secret(text)
    assert text.removeprefix("whsec_")[:20] not in str(told.value) or text == "whsec_"
