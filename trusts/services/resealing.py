"""Bring every sealed secret under the newest key: after a key was changed, and for what lay there before seals did."""

from collections.abc import Iterable
from typing import Any

from trusts.sealing import SealError, reseal, unseal

SEALED_DATA = ("secret", "seed", "migrated_codes")  # of a second factor: an authenticator app's, recovery codes'


def reseal_all(factors: Any, providers: Any, former: Iterable[str] = ()) -> tuple[int, int]:
    """Seal anew the second factors and providers of these querysets, in a transaction. How many, and how many did not
    open with any key: those are left as they are."""
    done = failed = 0
    for row, again in [
        *((factor, _reseal_factor) for factor in factors.exclude(type="webauthn").select_for_update()),
        *((provider, _reseal_provider) for provider in providers.select_for_update()),
    ]:
        try:
            again(row, tuple(former))
            done += 1
        except SealError:
            failed += 1
    return done, failed


def try_open(factor: Any) -> None:
    """Raises SealError where a sealed secret of a second factor opens with none of our keys."""
    for name in SEALED_DATA:
        kept = factor.data.get(name) or []
        for text in [kept] if isinstance(kept, str) else kept:
            unseal(text)


def _reseal_factor(factor: Any, former: tuple[str, ...]) -> None:
    for name in SEALED_DATA:
        kept = factor.data.get(name)
        if isinstance(kept, str):
            factor.data[name] = reseal(kept, *former)
        elif kept:
            factor.data[name] = [reseal(code, *former) for code in kept]
    factor.save(update_fields=["data"])


def _reseal_provider(provider: Any, former: tuple[str, ...]) -> None:
    provider.sealed_secret = reseal(provider.sealed_secret, *former)
    provider.save(update_fields=["sealed_secret"])
