"""Nothing of ours is sent into a network that nobody opened."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodgrace.errors import InputError
from goodgrace.promises.channels.addresses import Allowed, is_public, read_allowed, read_target, refusal

INSIDE = """
127.0.0.1 127.255.255.254 0.0.0.0 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 100.64.0.1 100.127.255.255
169.254.169.254 169.254.170.2 168.63.129.16 100.100.100.200 192.0.0.192 192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.9
224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
:: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::7f00:1 64:ff9b::7f00:1 64:ff9b:1::a00:1 100::1
2002:7f00:1:: 2001::1 2001:0:53aa:64c:0:0:80ff:fffe 2001:db8::1 3fff::1 fc00::1 fd00:ec2::254 fe80::1 febf::1 fec0::1
ff02::1 5f00::1 4000::1
""".split()
OUTSIDE = "1.1.1.1 8.8.8.8 93.184.215.14 172.32.0.1 100.128.0.1 192.0.1.1 223.255.255.254 2606:4700::1111 2a00:1450::1".split()


@pytest.mark.parametrize("text", INSIDE)
def test_an_address_inside_is_not_public_however_it_is_written(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", [*OUTSIDE, "::ffff:8.8.8.8"])
def test_an_address_of_the_internet_is_public(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_the_same_when_mapped_and_never_let_in_by_a_relay(
    address: ipaddress.IPv4Address,
) -> None:
    mapped = ipaddress.IPv6Address(f"::ffff:{address}")
    assert is_public(mapped) == is_public(address)
    assert not is_public(ipaddress.IPv6Address(int(ipaddress.IPv6Address("64:ff9b::")) | int(address)))
    assert not is_public(ipaddress.IPv6Address(int(ipaddress.IPv6Address("2002::")) | int(address) << 80))


@given(st.ip_addresses())
def test_whatever_python_calls_private_or_local_is_not_public(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    plain = getattr(address, "ipv4_mapped", None) or address
    if plain.is_private or plain.is_loopback or plain.is_link_local or plain.is_multicast or plain.is_reserved:
        assert not is_public(address)


@given(st.lists(st.ip_addresses(), min_size=1, max_size=5))
def test_one_address_inside_is_enough_to_send_nothing(
    addresses: list[ipaddress.IPv4Address | ipaddress.IPv6Address],
) -> None:
    refused = refusal(read_target("https://example.org/"), addresses, Allowed())
    assert bool(refused) == (not all(is_public(each) for each in addresses))


def test_a_setting_opens_a_named_host_but_not_what_lies_behind_every_cloud() -> None:
    allowed = read_allowed(["billing.internal"])
    target = read_target("http://billing.internal:8080/requests")
    assert refusal(target, [ipaddress.ip_address("10.2.3.4")], allowed) == ""
    assert "does not name it" in refusal(target, [ipaddress.ip_address("169.254.169.254")], allowed)
    assert "does not name it" in refusal(target, [ipaddress.ip_address("::ffff:169.254.169.254")], allowed)
    assert "does not name it" in refusal(
        read_target("https://other.internal/"), [ipaddress.ip_address("10.2.3.4")], allowed
    )


def test_a_setting_opens_a_network_also_for_mapped_addresses() -> None:
    allowed = read_allowed(["10.2.0.0/16", "::1"])
    for text in ("10.2.255.1", "::ffff:10.2.0.1", "::1"):
        assert refusal(read_target("http://anything.example/"), [ipaddress.ip_address(text)], allowed) == ""
    assert refusal(read_target("http://anything.example/"), [ipaddress.ip_address("10.3.0.1")], allowed)


def test_the_internet_is_only_spoken_to_with_https() -> None:
    public = [ipaddress.ip_address("93.184.215.14")]
    assert "https" in refusal(read_target("http://example.org/"), public, Allowed())
    assert refusal(read_target("https://example.org/"), public, Allowed()) == ""


def test_a_name_without_an_address_is_refused() -> None:
    assert "no address" in refusal(read_target("https://example.org/"), [], Allowed())


@pytest.mark.parametrize(
    "text",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:25/",
        "https://user:word@example.org/",
        "https://example.org\\@127.0.0.1/",
        "https://example.org/\r\nHost: inside",
        "https://exa mple.org/",
        "https:///nowhere",
        "https://example.org:99999/",
        "https://[::1/",
        "https://example.org/#part",
        "//example.org/",
        "example.org",
        "https://" + "a" * 300 + "/",
        "https://example.org/" + "a" * 3000,
        "https://example.org/é",
        "https://ex\u2024ample.org\u0000/",
        "",
    ],
)
def test_what_is_not_plainly_a_web_address_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="no address we can send to"):
        read_target(text)


def test_a_web_address_is_taken_apart() -> None:
    target = read_target("https://Bücher.example:8443/a?b=c")
    assert (target.host, target.port, target.path) == ("xn--bcher-kva.example", 8443, "/a?b=c")
    assert target.authority == "xn--bcher-kva.example:8443"
    assert read_target("http://[2606:4700::1111]/").authority == "[2606:4700::1111]"


@given(st.text(max_size=80))
def test_any_text_is_either_an_address_or_refused(text: str) -> None:
    try:
        target = read_target(text)
    except InputError:
        return
    assert target.host


@pytest.mark.parametrize("word", ["10.2.0.1/16", "300.1.1.1", "a b", "", "http://x", "*"])
def test_a_setting_that_names_neither_host_nor_network_is_told(word: str) -> None:
    with pytest.raises(InputError, match="neither a host nor a network"):
        read_allowed([word])
