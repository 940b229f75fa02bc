"""What makes an id token believed (OpenID Connect Core 3.1.3.7), whichever way it came."""

import hmac
from typing import Any

import jwt

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
REQUIRED = ["iss", "sub", "aud", "exp", "iat", "nonce"]
LEEWAY = 30  # seconds two clocks may differ


class BadIdTokenError(Exception):
    """The token proves nothing; the message says why, for the log."""


def verify_id_token(token: Any, *, keys: Any, issuer: str, client_id: str, nonce: str) -> dict[str, Any]:
    """The claims of a token that this issuer signed for this client and this very sign-in.

    `keys` is the issuer's JWK set. Raises BadIdTokenError for a wrong signature, key, algorithm, issuer, audience, time
    or nonce, and for a token that lacks one of them.
    """
    try:
        claims = jwt.decode(
            token,
            key=_key(token, keys),
            algorithms=ALGORITHMS,
            issuer=issuer,
            audience=client_id,
            leeway=LEEWAY,
            options={"require": REQUIRED},
        )
    except (jwt.PyJWTError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadIdTokenError(f"{type(error).__name__} in the id token") from error
    if claims.get("azp", client_id) != client_id:
        raise BadIdTokenError("the id token was made for another client")
    if not nonce or not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise BadIdTokenError("the id token belongs to another sign-in")
    return claims


def _key(token: Any, keys: Any) -> jwt.PyJWK:
    """The key the token names; the algorithm is the key's where the set says so."""
    header = jwt.get_unverified_header(token)
    found = [key for key in jwt.PyJWKSet.from_dict(keys).keys if key.key_id == header.get("kid")]
    if not found or header.get("alg") not in ALGORITHMS:
        raise KeyError("kid")
    return found[0]
