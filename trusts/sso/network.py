"""What may be reached on a Trust administrator's word: public HTTPS addresses, without redirects, for a few seconds."""

import ipaddress
import socket
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings

TIMEOUT = 5  # seconds


class AddressRefusedError(requests.RequestException):
    """The address is not one an identity provider may have."""


def check_address(url: str) -> None:
    """Refuse what is not HTTPS, or leads into our own network (ASVS 1.3.6)."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if settings.SSO_LOOPBACK_ALLOWED and host in ("127.0.0.1", "localhost"):
        return
    if parts.scheme != "https" or not host or parts.username or parts.password:
        raise AddressRefusedError("An identity provider is reached over HTTPS.")
    if not all(ipaddress.ip_address(address).is_global for address in _addresses(host)):
        raise AddressRefusedError("An identity provider has a public address.")


def _addresses(host: str) -> set[str]:
    try:
        return {str(found[4][0]).partition("%")[0] for found in socket.getaddrinfo(host, 443)}
    except OSError as error:
        raise AddressRefusedError("The name of the identity provider is not known.") from error


class ProviderSession(requests.Session):
    """HTTP to identity providers: every address is checked, no redirect is followed, nothing is waited for long."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False

    def request(self, method: Any, url: Any, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        """Reach a checked address."""
        check_address(url)
        return super().request(method, url, **{**kwargs, "timeout": TIMEOUT, "allow_redirects": False})
