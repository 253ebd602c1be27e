import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.sources.address import canonical_url, is_local_name, is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.127.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::8.8.8.8",
        "2002:7f00:1::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
        "100::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "localhost",
        "",
    ],
)
def test_an_address_that_is_not_the_open_internet_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "100.63.255.255",
        "172.32.0.1",
        "2606:4700:4700::1111",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1",
    ],
)
def test_an_address_of_the_open_internet_is_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_wrapping_an_ipv4_address_in_ipv6_changes_nothing(address: object) -> None:
    assert is_public(f"::ffff:{address}") == is_public(str(address)) == is_public(f"64:ff9b::{address}")


@pytest.mark.parametrize("name", ["localhost", "printer", "nas.local", "db.internal", "router.lan", "x.localhost."])
def test_a_name_that_only_means_something_here_is_local(name: str) -> None:
    assert is_local_name(name)


def test_a_name_of_the_internet_is_not_local() -> None:
    assert not is_local_name("local.example.org")


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("HTTP://Example.ORG:80/a/../b#part", "http://example.org/b"),
        ("https://example.org", "https://example.org/"),
        (" https://example.org/x?utm_source=rss&id=7&fbclid=abc ", "https://example.org/x?id=7"),
        ("https://example.org/x?utm_medium=feed", "https://example.org/x"),
        ("https://example.org/x?b=%20y&a=1+2&&", "https://example.org/x?b=%20y&a=1+2"),
        ("https://example.org/?cid=0001&ref=home", "https://example.org/?cid=0001&ref=home"),
        ("https://reader:secret@example.org/x", "https://example.org/x"),
        ("https://пример.example/ю", "https://xn--e1afmkfd.example/%D1%8E"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("javascript:alert(1)", ""),
        ("ftp://example.org/x", ""),
        ("mailto:desk@example.org", ""),
        ("/only/a/path", ""),
        ("http://", ""),
        ("http://exa mple.org/", ""),
        ("", ""),
    ],
)
def test_a_link_has_one_spelling(written: str, canonical: str) -> None:
    assert canonical_url(written) == canonical


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("../pier.html", "https://example.org/pier.html"),
        ("//other.example/x", "https://other.example/x"),
        ("", "https://example.org/news/today"),
        ("https://other.example/", "https://other.example/"),
    ],
)
def test_a_relative_link_is_completed_by_its_base(written: str, canonical: str) -> None:
    assert canonical_url(written, "https://example.org/news/today") == canonical


@given(st.text())
def test_the_canonical_form_is_its_own_canonical_form(text: str) -> None:
    once = canonical_url(f"https://example.org/{text}")
    assert canonical_url(once) == once
