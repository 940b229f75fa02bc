"""The secret of a link in an e-mail to somebody without an account: an invitation's, an endorsement's. No rows here:
services make and match it, pages read whose it says it is."""

import hashlib
import secrets

from django.conf import settings
from django.urls import reverse

DAYS_OPEN = 7


def new_token(trust_slug: str) -> str:
    """A link's last part: the Trust's name in addresses, which is no secret, and 256 bits that are."""
    return f"{trust_slug}.{secrets.token_urlsafe(32)}"


def token_digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def trust_slug(token: str) -> str:
    """Which Trust a token says it belongs to; the digest tells whether it does."""
    return token.partition(".")[0]


def link(token: str) -> str:
    """The address in the e-mail of an invitation."""
    return settings.BASE_URL + reverse("trusts:invitation", args=[token])
