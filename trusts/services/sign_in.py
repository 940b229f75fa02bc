"""A Trust's own sign-in: set it up, try it, make it the only way in, and keep a way in for when it fails."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from trusts.models import IdentityProvider, Membership, Person, User
from trusts.notices import GLASS_BROKEN
from trusts.sealing import seal
from trusts.services.audit import record_event
from trusts.services.notices import send_notice
from trusts.services.security import record_security_event
from trusts.states import Role, SecurityEventKind
from trusts.tenancy import trust_context
from trusts.workflow import RefusedError

CONNECTION = ("kind", "issuer", "client_id")
MOST_BREAK_GLASS = 3


def own_provider(trust_id: int) -> Any:
    """The Trust's identity provider without its secret, which nobody inside a Trust may read."""
    return IdentityProvider.objects.defer("sealed_secret").filter(trust_id=trust_id).first()


@transaction.atomic
def set_up_provider(*, by: Person, secret: str = "", **fields: Any) -> IdentityProvider:
    """Keep how the Trust signs in. `fields` are fields of IdentityProvider; an empty secret keeps the one held.

    A changed connection must be tried again before it can be the only way in, and stops being it until then.
    """
    provider: Any = own_provider(by.trust_id) or IdentityProvider(trust_id=by.trust_id)
    if not secret and provider.pk is None:
        raise RefusedError("Enter the client secret that your identity provider gave you.")
    changed = [name for name, value in fields.items() if getattr(provider, name) != value]
    for name, value in fields.items():
        setattr(provider, name, value)
    if secret:
        provider.sealed_secret = seal(secret)
    if secret or set(changed) & set(CONNECTION):
        provider.tried_at, provider.is_only_way = None, False
    _save(provider, [*fields, "tried_at", "is_only_way", *(["sealed_secret"] if secret else [])])
    record_event(action="provider.set_up", subject=provider, by=by, changed=changed, new_secret=bool(secret))
    _witness("set_up", by)
    return provider


def _witness(deed: str, by: Person) -> None:
    record_security_event(SecurityEventKind.SSO_CHANGED, by=by, trust=by.trust_id, deed=deed)


def _save(provider: IdentityProvider, fields: list[str]) -> None:
    provider.save(update_fields=[*fields, "updated_at"] if provider.pk else None)


@transaction.atomic
def require_provider(*, by: Person) -> IdentityProvider:
    """Make the Trust's own sign-in the only way in; refused until it was tried and the glass can be broken."""
    provider = _locked(by.trust_id)
    if provider.tried_at is None:
        raise RefusedError("Sign in through it once yourself first: nobody can be locked out by a slip of the pen.")
    if not any(can_break_glass(m.user) for m in _break_glass(by.trust_id)):
        raise RefusedError("Name an administrator for emergencies first, with a password and a second factor here.")
    provider.is_only_way = True
    _save(provider, ["is_only_way"])
    record_event(action="provider.require", subject=provider, by=by)
    _witness("require", by)
    return provider


@transaction.atomic
def allow_other_ways(*, by: Person) -> IdentityProvider:
    """Let passwords and passkeys in again beside the Trust's own sign-in."""
    provider = _locked(by.trust_id)
    provider.is_only_way = False
    _save(provider, ["is_only_way"])
    record_event(action="provider.allow_other_ways", subject=provider, by=by)
    _witness("allow_other_ways", by)
    return provider


def _locked(trust_id: int) -> Any:
    rows = IdentityProvider.objects.defer("sealed_secret").select_for_update(of=("self",))
    provider = rows.filter(trust_id=trust_id).first()
    if provider is None:
        raise RefusedError("Set up your Trust's sign-in first.")
    return provider


@transaction.atomic
def keep_way_in(*, person: Person, by: Person) -> None:
    """Let an administrator come in by password and second factor even where the provider is the only way."""
    role = _administrators(by.trust_id).filter(user_id=person.user_id).first()
    if role is None:
        raise RefusedError("Only an administrator of the Trust can be named for emergencies.")
    if not can_break_glass(role.user):
        raise RefusedError("They need a password and a second factor here first.")
    if _break_glass(by.trust_id).exclude(pk=role.pk).count() >= MOST_BREAK_GLASS:
        raise RefusedError(f"At most {MOST_BREAK_GLASS} administrators can be named for emergencies.")
    Membership.objects.filter(pk=role.pk).update(is_break_glass=True)
    record_event(action="person.keep_way_in", subject=person, by=by)
    _witness("keep_way_in", by)


@transaction.atomic
def end_way_in(*, person: Person, by: Person) -> None:
    """Take that way in back; refused for the last one while the provider is the only way."""
    provider = _locked(by.trust_id)
    others = [m for m in _break_glass(by.trust_id).exclude(user_id=person.user_id) if can_break_glass(m.user)]
    if provider.is_only_way and not others:
        raise RefusedError("Somebody must be able to come in when your Trust's sign-in fails: name another first.")
    Membership.objects.filter(trust_id=by.trust_id, user_id=person.user_id).update(is_break_glass=False)
    record_event(action="person.end_way_in", subject=person, by=by)
    _witness("end_way_in", by)


def can_break_glass(user: User) -> bool:
    """Whether somebody could come in without the provider: a password and a second factor are theirs."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return user.has_usable_password() and Authenticator.objects.filter(user_id=user.pk, type__in=kinds).exists()


def _administrators(trust_id: int) -> Any:
    held = Membership.objects.filter(trust_id=trust_id, role=Role.TRUST_ADMINISTRATOR, is_active=True)
    return held.select_related("user")


def _break_glass(trust_id: int) -> Any:
    return _administrators(trust_id).filter(is_break_glass=True)


def note_trial(*, provider: Any, user: Any) -> None:
    """An administrator of the Trust came through its provider: as it stands now, it works."""
    if not _administrators(provider.trust_id).filter(user_id=user.pk).exists():
        return
    with trust_context(provider.trust_id, user.pk):
        person = Person.objects.get(user_id=user.pk)
        IdentityProvider.objects.filter(pk=provider.pk).update(tried_at=timezone.now())
        record_event(action="provider.try", subject=provider, by=person)


def note_broken_glass(*, user: User) -> None:
    """Somebody came in by password where the provider is the only way: an audit line, and every administrator told."""
    held = Membership.objects.filter(user_id=user.pk, is_active=True, is_break_glass=True)
    for role in held.filter(trust__identity_provider__is_only_way=True):
        with trust_context(role.trust_id, user.pk):
            person = Person.objects.get(user_id=user.pk)
            record_event(action="sign_in.break_glass", subject=person, by=person)
            told = _administrators(role.trust_id).values_list("user_id", flat=True)
            for administrator in Person.objects.filter(user_id__in=list(told)):
                send_notice(GLASS_BROKEN, to=administrator, administrator=person)
