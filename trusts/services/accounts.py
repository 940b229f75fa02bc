"""What a person does with their own account."""

from datetime import timedelta

from knox.models import AuthToken

from trusts.models import User
from trusts.services.security import record_security_event
from trusts.states import SecurityEventKind

LONGEST_DAYS = 365


def make_token(*, user: User, days: int) -> str:
    """A new API token, shown once; only its hash is kept. It ends after 1 to 365 days."""
    expiry = timedelta(days=min(max(days, 1), LONGEST_DAYS))
    _, token = AuthToken.objects.create(user=user, expiry=expiry)
    record_security_event(SecurityEventKind.TOKEN_MADE, user=user, days=expiry.days)
    return str(token)


def end_token(*, user: User, digest: str) -> None:
    """End one of the user's own tokens at once; anybody else's is left alone."""
    ended, _ = AuthToken.objects.filter(user=user, digest=digest).delete()
    if ended:
        record_security_event(SecurityEventKind.TOKEN_ENDED, user=user)
