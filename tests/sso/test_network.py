"""What may be reached on a Trust administrator's word (ASVS 1.3.6)."""

from typing import Any

import pytest

from trusts.sso.network import AddressRefusedError, ProviderSession, check_address


@pytest.mark.parametrize(
    "url",
    [
        "http://login.example.org/",
        "ftp://login.example.org/",
        "file:///etc/passwd",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://10.0.0.7/",
        "https://169.254.169.254/latest/meta-data/",
        "https://192.168.1.1/",
        "https://[::1]/",
        "https://[fd00::1]/",
        "https://0.0.0.0/",
        "https://user:password@1.1.1.1/",
        "https:///nowhere",
        "",
    ],
)
def test_only_public_https_addresses_are_reached(settings: Any, url: str) -> None:
    settings.SSO_LOOPBACK_ALLOWED = False

    with pytest.raises(AddressRefusedError):
        check_address(url)
    with pytest.raises(AddressRefusedError), ProviderSession() as session:
        session.get(url)


def test_a_public_address_is_let_through(settings: Any) -> None:
    settings.SSO_LOOPBACK_ALLOWED = False

    check_address("https://1.1.1.1/")
