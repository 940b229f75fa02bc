"""End every way somebody is signed in, at once."""

from functools import partial

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone
from knox.models import AuthToken

from trusts.models import Person, User
from trusts.services.audit import record_event
from trusts.services.security import record_security_event
from trusts.states import SecurityEventKind


def end_sign_ins(*, user: User) -> None:
    """End all sessions and API tokens of a user.

    The instant is what counts: it is written in this transaction and asked at every request (trusts.sessions). The
    rows themselves are cleared away after it, outside any Trust, where they live.
    """
    user.signed_out_at = timezone.now()
    user.save(update_fields=["signed_out_at"])
    transaction.on_commit(partial(_clear_away, user.pk), robust=True)


def sign_out_everywhere(*, person: Person, by: Person) -> None:
    """What an administrator does when somebody's device is lost: they sign in again where they are."""
    end_sign_ins(user=person.user)
    record_event(action="person.sign_out", subject=person, by=by)
    record_security_event(SecurityEventKind.SESSION_ENDED, by=by, trust=person.trust_id, about={person.user_id: {}})


def close_account(*, user: User) -> None:
    """Nobody signs in as this user again, in any Trust: for the platform alone."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sign_ins(user=user)


def forget_second_factor(*, user: User) -> bool:
    """Take away every second factor of somebody who lost theirs; they set a new one when they next sign in. For the
    platform alone, once somebody has made sure who asks. Whether there was one."""
    gone, _ = Authenticator.objects.filter(user=user).delete()
    if gone:
        record_security_event(SecurityEventKind.SECOND_FACTOR_REMOVED, user=user, why="platform")
    end_sign_ins(user=user)
    return bool(gone)


def _clear_away(user_id: int) -> None:
    for session in UserSession.objects.filter(user_id=user_id):
        session.end()
    AuthToken.objects.filter(user_id=user_id).delete()
