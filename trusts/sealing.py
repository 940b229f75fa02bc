"""Secrets that must be kept and shown again to a machine, never to a person: sealed before they reach the database."""

import base64
import logging

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ValidationError

logger = logging.getLogger(__name__)
BEGINS = "gAAAAA"  # every sealed text until 2106; no seed of a second factor, which is base 32 or hexadecimal


class SealError(ValidationError):
    """What was kept opens with no key of ours. A form that asks for it says so beside its field."""

    def __init__(self) -> None:
        super().__init__(
            "We cannot check that now, and it is not your mistake. Tell whoever runs Homegrown for your Trust."
        )


def seal(text: str) -> str:
    """Encrypt with a key drawn from SEALING_KEY."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed; also under a former key of SEALING_KEY_FALLBACKS."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        logger.error("A sealed secret opens with neither HOMEGROWN_SEALING_KEY nor its fallbacks")
        raise SealError from None


def reseal(text: str, *former: str) -> str:
    """Seal under the newest key what an older one sealed, also one of `former`, or what was never sealed."""
    if not text.startswith(BEGINS):
        return seal(text)
    try:
        return _box(*former).rotate(text).decode()
    except InvalidToken:
        raise SealError from None


def _box(*former: str) -> MultiFernet:
    keys = (settings.SEALING_KEY, *settings.SEALING_KEY_FALLBACKS, *former)
    return MultiFernet([_fernet(str(key)) for key in keys])


def _fernet(secret: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"homegrown sealed secrets").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))
