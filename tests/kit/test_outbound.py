"""Requests to addresses that somebody else wrote down."""

import asyncio
import socket
from typing import Any

import pytest

from services.kit import outbound
from services.kit.outbound import Bounds, NotFetched, check_address, get, is_public


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),
        *("224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "2001:db8::1"),
        *("::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "::10.0.0.1"),
        "bukan-alamat",
    ],
)
def test_an_inner_address_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "103.10.10.10", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


def test_the_setting_opens_loopback_and_nothing_else() -> None:
    assert is_public("127.0.0.1", opens_loopback=True)
    assert is_public("::1", opens_loopback=True)
    assert not is_public("10.0.0.1", opens_loopback=True)
    assert not is_public("169.254.169.254", opens_loopback=True)


# Decimal, octal, hexadecimal, short, with a dot at the end, in full-width figures.
OTHER_SPELLINGS = [
    *("2130706433", "0x7f000001", "0x7F.1", "127.1", "127.0.1", "0177.0.0.1", "017700000001", "0"),
    *(
        "127.0.0.1.",
        "10.0.0.010",
        "8.8.8.8.",
        "134744072",
        "0x",
        "contoh.0x1",
        "256.1.1.1",
        "\uff11\uff12\uff17.1",
    ),
]


@pytest.mark.parametrize("host", OTHER_SPELLINGS)
async def test_another_spelling_of_an_address_is_refused_even_where_loopback_is_open(host: str) -> None:
    with pytest.raises(NotFetched) as refused:
        check_address(f"http://{host}/", opens_loopback=True)
    assert refused.value.code == "not-public"


@pytest.mark.parametrize(
    "host", ["8.8.8.8", "1.contoh.test", "contoh0x1.test", "0x1.test", "[2606:4700::1111]"]
)
def test_a_name_that_begins_with_a_number_is_a_name(host: str) -> None:
    assert check_address(f"https://{host}/").port == 443


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://contoh.test/", "not-an-address"),
        ("file:///etc/passwd", "not-an-address"),
        ("//contoh.test/", "not-an-address"),
        ("http://", "not-an-address"),
        ("http://[::1", "not-an-address"),
        ("http://a:b@contoh.test/", "credentials-in-address"),
        ("http://contoh.test:22/", "port-not-allowed"),
        ("http://127.0.0.1/", "not-public"),
        ("http://[::ffff:10.0.0.1]/", "not-public"),
        ("http://169.254.169.254/latest", "not-public"),
        *((f"http://{host}/", "not-public") for host in OTHER_SPELLINGS),
    ],
)
def test_an_address_that_may_not_be_asked_is_refused_by_its_text(url: str, code: str) -> None:
    with pytest.raises(NotFetched) as refused:
        check_address(url)
    assert refused.value.code == code


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f000001", "127.1"])
async def test_a_name_of_an_inner_address_is_refused_where_it_resolves(host: str) -> None:
    with pytest.raises(NotFetched) as refused:
        await get(f"http://{host}/", Bounds(seconds=5))
    assert refused.value.code in ("not-public", "not-reached")


async def test_a_name_with_one_inner_address_among_public_ones_is_not_asked() -> None:
    async def resolved(*arguments: Any, **more: Any) -> list[Any]:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("8.8.8.8", "10.0.0.1")
        ]

    resolver = outbound._PublicOnly(opens_loopback=False)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(asyncio.get_running_loop(), "getaddrinfo", resolved, raising=False)
        with pytest.raises(NotFetched) as refused:
            await resolver.resolve("contoh.test", 80)
    assert refused.value.code == "not-public"
